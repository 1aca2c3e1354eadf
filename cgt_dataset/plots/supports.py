"""Evidence by table: how the values were got from the words, and with what force the words say them."""

from __future__ import annotations

from collections import Counter

import altair as alt

from ..reader import Dataset
from .layers import data, encoded, picture, sized
from .records import Row, counted, in_order, rows, terms, words

_ROW = 24
_COVERED = "records supported"
_BY = {"derivation": "How the value was got from the words", "assertion": "With what force the words say it"}


def evidence(dataset: Dataset | None = None) -> alt.VConcatChart:
    """How many supports the records of each table have, by derivation and by assertion.

    A support is one value with one span of words that bears it out or contradicts it. Raises NoPackage.
    """
    dataset = dataset or Dataset()
    held = rows(dataset, "evidence")
    records = {
        table: {f"{table}/{row['id']}" for row in rows(dataset, table)}
        for table in dataset.tables()
        if dataset.describe(table).primary_key == ("id",)
    }
    records = {table: own for table, own in records.items() if own}
    supported = {row["record"] for row in held}
    totals = Counter(row["record"].partition("/")[0] for row in held)
    tables = sorted(records, key=lambda table: (-totals[table], table))
    against = sum(row.get("stance") == "contradicts" for row in held)
    about = (
        f"{counted(len(held), 'support', 'supports')}; a support is one value with one span of words. "
        f"{counted(against, 'contradicts', 'contradict')} the value that is kept. "
        "Stronger colour: a larger share of the line."
    )
    covered = {table: (len(own & supported), len(own)) for table, own in records.items()}
    parts = [_panel(held, dataset, tables, covered, column) for column in _BY] if tables else []
    return picture("Evidence by table", about, parts)


def _panel(
    held: list[Row], dataset: Dataset, tables: list[str], covered: dict[str, tuple[int, int]], column: str
) -> alt.LayerChart:
    """Tables down, terms across, and how many supports there are of each."""
    counts = Counter((row["record"].partition("/")[0], row[column]) for row in held)
    totals = Counter(row["record"].partition("/")[0] for row in held)
    found = in_order(
        [*terms(dataset, "evidence", column), *(term for _, term in counts)], terms(dataset, "evidence", column)
    )
    cells = [
        {
            "name": f"{words(table)}, {words(term)}: {counts[table, term]:,}",
            "table": words(table),
            "term": words(term),
            "text": f"{counts[table, term]:,}" if counts[table, term] else "–",
            "count": counts[table, term],
            "share": counts[table, term] / totals[table] if totals[table] else 0,
        }
        for table in tables
        for term in found
    ]
    first = [_COVERED] if column == "derivation" else []
    shares = [
        {
            "name": f"{words(table)}: {got:,} of {of:,} records supported",
            "table": words(table),
            "term": _COVERED,
            "text": f"{got / of:.0%}",
            "count": got,
            "records": of,
        }
        for table, (got, of) in covered.items()
        for _ in first
    ]
    x = alt.X(
        "term:N",
        scale=alt.Scale(type="band", domain=[*first, *map(words, found)], padding=0.04),
        axis=alt.Axis(title=_BY[column], orient="top", ticks=False, domain=False),
    )
    y = alt.Y(
        "table:N",
        scale=alt.Scale(type="band", domain=list(map(words, tables)), padding=0.08),
        axis=alt.Axis(title=None, ticks=False, domain=False),
    )
    tips = [alt.Tooltip("table", type="nominal", title="Table"), alt.Tooltip("term", type="nominal", title="Term")]
    supports = [*tips, alt.Tooltip("count", type="quantitative", title="Supports")]
    of_records = [
        *tips[:1],
        alt.Tooltip("count", type="quantitative", title="Records with evidence"),
        alt.Tooltip("records", type="quantitative", title="Records"),
    ]
    shade = alt.Color("share:Q", scale=alt.Scale(domain=[0, 1]), legend=None)
    boxes = encoded(alt.Chart(data(cells)).mark_rect(), x=x, y=y, color=shade, tooltip=supports)
    numbers, percent = (
        encoded(
            alt.Chart(data(held)).mark_text(style="number"), description="name:N", x=x, y=y, text="text:N", tooltip=tip
        )
        for held, tip in ((cells, supports), (shares, of_records))
    )
    return sized([boxes, numbers, percent], len(tables), _ROW)

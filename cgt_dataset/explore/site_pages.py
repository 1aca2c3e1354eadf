"""The pages of the site that are about the whole: the first one, the sources, the questions, the plots."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from .. import markup, plots
from ..plots.theme import THEMES
from ..reader import QueryError
from ..schema.wording import date_in_words
from . import site_names as names
from .questions import Question, answer, questions, shown
from .record_index import Index
from .record_page import label
from .site_frame import Frame
from .site_tables import length


def index_body(index: Index, frame: Frame) -> str:
    """The first page: what it is, how it is cited, its tables."""
    descriptor = frame.descriptor
    others = [name for name in index.resources if name not in index.record_tables]
    parts = [name for name in others if index.owner(name) in index.record_tables]
    digest = escape(str(descriptor.get("contentHash", "")))
    groups = [
        ("Records", "Each row is a record with a page of its own.", index.record_tables),
        ("Parts of records", "What repeats in a record: a row for each part, in the order of the record.", parts),
        ("Evidence, vocabularies and the package", "", [name for name in others if name not in parts]),
    ]
    return (
        f'<h1>{escape(frame.title)}</h1>\n<p class="lead">{escape(str(descriptor.get("description", "")))}</p>\n'
        "<p>Every record has a page, on which each value unfolds to the passages that bear it out, in one of "
        f'<a href="{names.SOURCES}">these sources</a>.</p>\n'
        f'<section><h2>How to cite</h2><p>{frame.citation()}</p><p class="hint">Cite the sources '
        f"too that bear out what you use. Content hash: <code>{digest}</code></p></section>\n"
        + "".join(_tables(index, title, hint, held) for title, hint, held in groups if held)
    )


def _tables(index: Index, title: str, hint: str, held: Iterable[str]) -> str:
    lines = "".join(
        f'<tr><th scope="row"><a href="{names.table_page(name)}">{escape(label(name))}</a></th>'
        f'<td class="number">{index.resources[name]["rowCount"]:,}</td>'
        f"<td>{escape(index.resources[name]['description'])}</td></tr>\n"
        for name in held
    )
    said = f"<p>{hint}</p>" if hint else ""
    return (
        f"<section><h2>{title}</h2>{said}"
        f'<div class="box" tabindex="0" role="region" aria-label="{title}"><table class="plain"><thead><tr>'
        '<th scope="col">Table</th><th scope="col" class="number">Rows</th><th scope="col">What it holds</th>'
        f"</tr></thead><tbody>{lines}</tbody></table></div></section>\n"
    )


def sources_body(index: Index) -> str:
    """The sources, each with what rests on it."""
    cards = []
    for identifier, source in index.records("sources").items():
        pointer = f"sources/{identifier}"
        cited = index.cited(pointer)
        rows = [row for held in cited.values() for row in held]
        values = len({(row["record"], row["pointer"]) for row in rows})
        against = sum(row.get("stance") == "contradicts" for row in rows)
        about = [source["publisher"], source["kind"].replace("_", " "), source["language"]]
        if source["published_on"]:
            about.append(date_in_words(source["published_on"]))
        said = ", ".join(markup.text(str(part)) for part in about if part)
        rests = f"{values:,} values in {len(cited):,} records rest on it"
        contradicts = f"; passages that contradict a value: {against:,}" if against else ""
        cards.append(
            f'<li><h2><a href="{names.record_page(pointer)}">'
            f"{markup.text(source['title'] or index.shown_name(pointer), source['language'])}</a></h2>"
            f"<p>{said}</p><p>{rests}{contradicts}.{_covered(index, identifier)}</p></li>\n"
        )
    return (
        '<h1>Sources</h1>\n<p class="lead">Every value rests on passages of these texts. The texts themselves are not '
        "part of the data; a passage is given by its place in the text and its digest.</p>\n"
        f'<ul class="cards">{"".join(cards)}</ul>\n'
    )


def _covered(index: Index, source: str) -> str:
    held = next(iter(index.parts("coverage", source)), None)
    if held is None or not held["body_length"]:
        return ""
    share = 100 * (held["body_length"] - held["unexplained"]) / held["body_length"]
    return f" {share:.0f} % of its text is either used or left out for a stated reason."


def questions_body(index: Index) -> str:
    """The questions with their queries, and what the tables answer."""
    lead = _leads(index)
    sections = []
    for section, held in groupby(questions(), key=lambda question: question.section):
        items = "".join(_question(index, question, lead) for question in held)
        sections.append(f"<section><h2>{escape(section)}</h2>{items}</section>\n")
    return (
        '<h1>Questions</h1>\n<p class="lead">Questions that an analyst may have, each as a query in SQL (DuckDB) over '
        f"the tables, with what they answer.</p>\n{''.join(sections)}"
    )


def _question(index: Index, question: Question, lead: dict[str, set[str]]) -> str:
    remark = f"<p>{escape(question.remark)}</p>" if question.remark else ""
    return (
        f'<details class="question" id="q{question.number}"><summary>{escape(question.words)}</summary>{remark}'
        f'<div class="box" tabindex="0" role="region" aria-label="Query"><pre><code>{escape(question.sql)}</code></pre>'
        f"</div>{_answered(index, question, lead)}</details>\n"
    )


def _answered(index: Index, question: Question, lead: dict[str, set[str]]) -> str:
    try:
        held = answer(index.dataset, question)
    except QueryError as error:
        return f'<p class="hint">This package cannot answer it: {escape(str(error))}</p>'
    if not held.rows:
        return "<p>No row: no source says so.</p>"
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in held.columns)
    lines = "".join(f"<tr>{''.join(_cell(cell, question, lead) for cell in row)}</tr>\n" for row in held.rows)
    more = (
        f'<p class="hint">The first {len(held.rows):,} of {held.count:,} rows.</p>'
        if held.count > len(held.rows)
        else ""
    )
    return (
        '<div class="box" tabindex="0" role="region" aria-label="Answer"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>{more}"
    )


def _cell(cell: object, question: Question, lead: dict[str, set[str]]) -> str:
    if cell is None:
        return '<td><div class="hint">null</div></td>'
    text = shown(cell)
    kind = "number" if isinstance(cell, (int, float)) and not isinstance(cell, bool) else "text"
    meant = lead.get(text, set()) if isinstance(cell, str) else set()
    if len(meant) > 1:  # then only a record of a table that the query reads
        meant = {pointer for pointer in meant if pointer.partition("/")[0] in question.tables}
    html = escape(text)
    if len(meant) == 1:
        html = f'<a href="{escape(names.record_page(next(iter(meant))))}">{html}</a>'
    return f'<td class="{kind}{length(text)}" dir="auto"><div>{html}</div></td>'


def _leads(index: Index) -> dict[str, set[str]]:
    """The records by what means them in an answer: pointer, id of several words, name."""
    found: dict[str, set[str]] = {}
    for table in index.record_tables:
        for identifier in index.records(table):
            pointer = f"{table}/{identifier}"
            # An id of one word may be a term of a vocabulary.
            for text in {pointer, index.name(pointer), identifier if "-" in identifier else None} - {None}:
                found.setdefault(str(text), set()).add(pointer)
    return found


def plots_body() -> str:
    """The plots as pictures; the files are `plot_files`."""
    figures = []
    for name, meaning in plots.PLOTS.items():
        light, dark = (names.plot_file(name, theme, ".svg") for theme in THEMES)
        page, dark_page = (names.plot_file(name, theme, ".html") for theme in THEMES)
        said = meaning[:1].upper() + meaning[1:]
        figures.append(
            f'<section id="{escape(name)}"><h2>{escape(label(name))}</h2><figure>'
            f'<div class="box" tabindex="0" role="region" aria-label="{escape(label(name))}"><picture>'
            f'<source srcset="{dark}" media="(prefers-color-scheme: dark)">'
            f'<img src="{light}" alt="{escape(said)}"></picture></div>'
            f'<figcaption>{escape(said)}. <a href="{page}" data-dark="{dark_page}">As a page on which marks can be '
            "pointed at</a></figcaption></figure></section>\n"
        )
    return f"<h1>Plots</h1>\n{''.join(figures)}"


def plot_files(index: Index) -> dict[str, bytes]:
    """The plots by file name, in both themes. Raises MissingExtra."""
    files = {}
    for name in plots.PLOTS:
        chart = getattr(plots, name)(index.dataset)
        for theme in THEMES:
            for form in (".svg", ".html"):
                files[names.plot_file(name, theme, form)] = plots.rendered(chart, form, theme)
    return files

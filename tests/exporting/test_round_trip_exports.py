"""What is read back from an export is what was exported."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from made_packages import READ, packaged, table

from cgt_dataset import Dataset
from cgt_dataset.exporting import FORMATS, Format, export

TYPES = {"id": "string", "text": "string", "count": "integer", "share": "number", "sure": "boolean", "day": "date"}
NASTY = [
    *(
        "NA",
        "null",
        "None",
        "NaN",
        "1e5",
        "007",
        "true",
        "-5",
        "1.10",
        "12:30",
        "2021-01-01",
        " x ",
        "'",
        "''",
        '"',
        ",",
    ),
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\n=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "﹦1",
        "'=1",
        "''=1",
        " =1",
        "\u200b=1",
        "\ufeff=1",
    ),
    *(
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("https://example.org","x")',
        "{=1}",
        "https://example.org/",
        "mailto:a@example.org",
    ),
    *(
        "a\nb",
        "a\tb",
        "a,b;c|d",
        'say "x"',
        "<b>&amp;</b>",
        "<r><t>x</t></r>",
        "<r></r>",
        "_x0041_",
        "]]>",
        "--",
        "/*",
        ";",
    ),
    *("🧬 無錫", "שלום \u202eabc", "İıßẞ", "e\u0301", "\x7f\x85", "\u2028", "a" * 32_767, "🧬" * 16_383),
]
"""What has been misread by one tool or another."""
ONLY_SOME_HOLD = ["", "a\r\nb", "\r", "NUL \x00 x", "\x01", "\uffff", "a" * 40_000]
SPECIAL = {"csv": {""}, "xlsx": set(ONLY_SOME_HOLD)}
"""What an export refuses; see the tests of what is refused."""


def same(read: list[dict[str, Any]], exported: list[dict[str, Any]]) -> bool:
    """Whether rows are the same, value by value and type by type; Excel knows no whole numbers."""
    assert read == exported
    kinds = {
        (type(row[column]), type(cell)) for row, had in zip(read, exported, strict=True) for column, cell in had.items()
    }
    return all(one is other or {one, other} == {int, float} for one, other in kinds)


@pytest.mark.parametrize("form", FORMATS)
def test_every_table_is_read_back_as_it_was(dataset: Dataset, form: Format, tmp_path: Path) -> None:
    export(dataset, form, tmp_path / "out")
    for name in dataset.tables():
        exported = dataset.load(name).to_pylist()
        assert same(READ[form](dataset, tmp_path / "out", name), exported), name


@pytest.mark.parametrize("form", FORMATS)
def test_texts_that_tools_misread_are_read_back(form: Format, tmp_path: Path) -> None:
    texts = [text for text in [*NASTY, *ONLY_SOME_HOLD] if text not in SPECIAL.get(form, ())]
    rows = [{"id": f"row-{number}", "text": text} for number, text in enumerate(texts)]
    dataset = packaged(tmp_path / "made", nasty=table({"id": "string", "text": "string"}, rows))
    export(dataset, form, tmp_path / "out")
    read = READ[form](dataset, tmp_path / "out", "nasty")
    assert [row["text"] for row in read] == texts


@pytest.mark.parametrize("form", FORMATS)
def test_numbers_days_and_nulls_at_their_bounds_are_read_back(form: Format, tmp_path: Path) -> None:
    largest = 2**53 if form == "xlsx" else 2**63 - 1
    nothing = dict.fromkeys(TYPES)
    rows = [
        {**nothing, "id": "nothing"},
        {**nothing, "id": "large", "count": largest, "share": 1.7976931348623157e308, "sure": True, "day": date.max},
        {**nothing, "id": "small", "count": -largest, "share": 5e-324, "sure": False, "day": date.min},
        {**nothing, "id": "exact", "count": -1, "share": 0.1 + 0.2, "day": date(1900, 2, 28)},
        {**nothing, "id": "negative", "count": 0, "share": -5.5, "day": date(1900, 3, 1)},
        {**nothing, "id": "whole", "count": 10**15, "share": 500.0, "day": date(1899, 12, 31)},
    ]
    dataset = packaged(tmp_path / "made", values=table(TYPES, rows), empty=table(TYPES, []))
    export(dataset, form, tmp_path / "out")
    read = READ[form](dataset, tmp_path / "out", "values")
    assert same(read, rows)
    assert READ[form](dataset, tmp_path / "out", "empty") == []


# openpyxl, which reads the workbook back, mistakes this for an escape of its own.
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).filter(lambda text: "x005F_" not in text)
_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.none() | _TEXTS,
            "count": st.none() | st.integers(-(2**53), 2**53),
            "share": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "sure": st.none() | st.booleans(),
            "day": st.none() | st.dates(),
        }
    ),
    max_size=8,
)


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_ROWS)
@example(rows=[{"text": "<r>=1</r>", "count": -1, "share": -0.0, "sure": None, "day": None}])
def test_whatever_a_package_holds_is_read_back(form: Format, rows: list[dict[str, Any]]) -> None:
    forbidden = {"csv": _empty, "xlsx": _not_for_excel}.get(form)
    rows = [
        {"id": f"row-{number}", **row} for number, row in enumerate(rows) if not (forbidden and forbidden(row["text"]))
    ]
    with tempfile.TemporaryDirectory() as folder:
        dataset = packaged(Path(folder) / "made", values=table(TYPES, rows))
        export(dataset, form, Path(folder) / "out")
        read = READ[form](dataset, Path(folder) / "out", "values")
    assert same(read, rows)


def _empty(text: str | None) -> bool:
    return text == ""


def _not_for_excel(text: str | None) -> bool:
    return text is not None and (
        not text or any((sign < " " and sign not in "\t\n") or sign in "\ufffe\uffff" for sign in text)
    )

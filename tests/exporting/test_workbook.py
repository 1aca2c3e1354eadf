"""The workbook, as a spreadsheet opens it."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from made_packages import packaged, table

from cgt_dataset import Dataset
from cgt_dataset.exporting import NotExported, export


def opened(dataset: Dataset, place: Path, *tables: str) -> openpyxl.Workbook:
    export(dataset, "xlsx", place, tables or None)
    return openpyxl.load_workbook(io.BytesIO(place.read_bytes()))


def test_the_first_sheet_says_what_it_is_and_how_to_cite_it(real: Dataset, tmp_path: Path) -> None:
    book = opened(real, tmp_path / "out.xlsx")
    assert book.sheetnames == ["About", "Data dictionary", *real.tables()]
    sheet = book["About"]
    said = {row[0].value: row[2].value for row in sheet.iter_rows() if row[0].value}
    assert sheet["A1"].value == real.descriptor["title"]
    assert said["Version"] == real.descriptor["version"]
    assert said["Licence"] == real.descriptor["licenses"][0]["title"]
    assert real.descriptor["version"] in said["How to cite"]
    links = {row[0].value: (row[0].hyperlink.location, row[1].value) for row in sheet.iter_rows() if row[0].hyperlink}
    assert links == {name: (f"'{name}'!A1", real.load(name).num_rows) for name in real.tables()}


def test_the_head_stays_in_sight_and_filters(real: Dataset, tmp_path: Path) -> None:
    book = opened(real, tmp_path / "out.xlsx")
    for name in ("Data dictionary", *real.tables()):
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.font.bold for cell in sheet[1])


def test_the_data_dictionary_says_what_the_descriptor_says(real: Dataset, tmp_path: Path) -> None:
    head, *rows = opened(real, tmp_path / "out.xlsx")["Data dictionary"].iter_rows(values_only=True)
    held = [dict(zip(head, row, strict=True)) for row in rows]
    said = {(row["table"], row["column"]): row["description"] for row in held}
    assert said == {
        (name, column): meaning
        for name in real.tables()
        for column, meaning in [
            (None, real.describe(name).description),
            *((column.name, column.description) for column in real.describe(name).columns),
        ]
    }


def test_cells_have_the_form_of_what_they_hold(tmp_path: Path) -> None:
    types = {"id": "string", "text": "string", "count": "integer", "sure": "boolean", "day": "date"}
    rows: list[dict[str, Any]] = [
        {"id": "a", "text": "long " * 100, "count": -7, "sure": True, "day": date(2021, 7, 2)},
        {"id": "b", "text": "=1+1", "count": None, "sure": None, "day": date(1885, 1, 1)},
    ]
    sheet = opened(packaged(tmp_path / "made", made=table(types, rows)), tmp_path / "out.xlsx")["made"]
    first, second = sheet[2], sheet[3]
    assert [cell.data_type for cell in first] == ["s", "s", "n", "b", "d"]
    assert first[1].alignment.wrap_text
    assert first[4].number_format == "yyyy-mm-dd"
    assert sheet.column_dimensions["B"].width <= 62
    # To be edited without being run.
    assert (second[1].data_type, second[1].quotePrefix, first[1].quotePrefix) == ("s", True, False)
    assert (second[2].value, second[4].value) == (None, "1885-01-01")


def test_sheets_have_names_that_sheets_can_have(tmp_path: Path) -> None:
    one = table({"id": "string"}, [{"id": "a"}])
    names = ["t" * 40, "t" * 41, "About", "history", "T" * 31 + "x"]
    book = opened(packaged(tmp_path / "made", **dict.fromkeys(names, one)), tmp_path / "out.xlsx")
    assert book.sheetnames[2:] == ["t" * 31, "t" * 29 + "~2", "About~2", "history~2", "T" * 29 + "~3"]
    assert [row[0].value for row in book["About"].iter_rows() if row[0].hyperlink] == names


def test_nothing_in_it_is_run_or_fetched(tmp_path: Path) -> None:
    texts = ["=1+1", "https://example.org", '=HYPERLINK("https://example.org")', "<r><f>1</f></r>", "<img src=x>"]
    rows = [{"id": f"r{number}", "text": text} for number, text in enumerate(texts)]
    export(packaged(tmp_path / "made", made=table({"id": "string", "text": "string"}, rows)), "xlsx", tmp_path / "out")
    with zipfile.ZipFile(tmp_path / "out") as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/" in name]
        links = [name for name in parts.namelist() if "externalLinks" in name or "sheet3.xml.rels" in name]
        assert b"<r><f>" not in parts.read("xl/sharedStrings.xml")
    assert links == []
    assert not any(b"<f>" in sheet for sheet in sheets)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ({"text": "a" * 32_768}, r"made\.text holds a text of 32,768 signs, a cell of Excel 32,767; "),
        ({"text": "🧬" * 16_384}, r"made\.text holds a text of 16,384 signs, a cell of Excel 32,767"),
        ({"text": "a\x00b"}, r"made\.text holds the sign U\+0000, which no workbook can"),
        ({"text": "a\rb"}, r"made\.text holds the sign U\+000D"),
        ({"text": "\uffff"}, r"made\.text holds the sign U\+FFFF"),
        ({"text": ""}, r"made\.text holds a text without a sign"),
        ({"count": 2**53 + 1}, r"made\.count: Excel cannot hold 9007199254740993 exactly"),
    ],
)
def test_what_a_workbook_cannot_hold_is_refused(cell: dict[str, Any], why: str, tmp_path: Path) -> None:
    held = table(
        {"id": "string", "text": "string", "count": "integer"}, [{"id": "a", "text": None, "count": None, **cell}]
    )
    with pytest.raises(NotExported, match=f"^{why}"):
        export(packaged(tmp_path / "made", made=held), "xlsx", tmp_path / "out")
    assert [entry.name for entry in tmp_path.iterdir()] == ["made"]


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path) -> None:
    dataset = packaged(tmp_path / "made", made=table({"id": "string"}, []))
    dataset.descriptor["resources"][0]["rowCount"] = 1_048_576
    with pytest.raises(NotExported, match=r"^made has 1,048,576 rows, a sheet holds 1,048,575; leave it out"):
        export(dataset, "xlsx", tmp_path / "out")

from __future__ import annotations

import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cgt_dataset.package.write import package_files
from cgt_dataset.schema import TABLES, Organization, Record
from cgt_dataset.tabular import tables_of


def organization(identifier: str, name: str = "NA") -> Record:
    names = [{"text": name, "language": "en", "kind": "short"}, {"text": "null", "language": "de", "kind": "former"}]
    document = {"schema": "organization/2", "id": identifier, "name": name, "names": names, "place": "no"}
    return Organization.model_validate_json(json.dumps(document))


RECORDS = [organization("one"), organization("two", "İ 🧬"), organization("three")]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return package_files(tables_of(RECORDS))


def stored(content: bytes) -> Any:
    return pq.ParquetFile(io.BytesIO(content)).read()


def content_hash(files: dict[str, bytes]) -> str:
    return str(json.loads(files["datapackage.json"])["contentHash"])


def test_a_file_is_missing_or_too_many(files: dict[str, bytes]) -> None:
    assert set(files) == {f"{name}.parquet" for name in TABLES} | {"datapackage.json", "croissant.json", "README.md"}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_read_back_is_another_one(files: dict[str, bytes], name: str) -> None:
    table = tables_of(RECORDS)[name]
    back = stored(files[f"{name}.parquet"])
    assert back.equals(table, check_metadata=True)


def test_an_old_reader_cannot_decode_the_columns(files: dict[str, bytes]) -> None:
    metadata = pq.ParquetFile(io.BytesIO(files["terms.parquet"])).metadata
    group = metadata.row_group(0)
    assert {group.column(index).compression for index in range(group.num_columns)} == {"SNAPPY"}


def test_the_same_tables_give_other_bytes(files: dict[str, bytes]) -> None:
    assert package_files(tables_of(RECORDS[::-1])) == files


def test_the_bytes_follow_the_chunks(files: dict[str, bytes]) -> None:
    tables = tables_of(RECORDS)
    for name in ("organizations", "organization_names", "terms"):
        whole = tables[name]
        tables[name] = pa.concat_tables([whole.slice(0, 1), whole.slice(1)])
        assert tables[name].column(0).num_chunks == 2
    assert package_files(tables) == files


def test_another_cell_keeps_the_content_hash(files: dict[str, bytes]) -> None:
    changed = package_files(tables_of([*RECORDS[:2], organization("three", "Na")]))
    assert content_hash(changed) != content_hash(files)
    assert content_hash(package_files(tables_of([]))) not in (content_hash(files), content_hash(changed))


def test_a_file_besides_those_of_the_change_is_written_anew(files: dict[str, bytes]) -> None:
    changed = package_files(tables_of([*RECORDS[:2], organization("three", "Na")]))
    assert {name for name in files if files[name] != changed[name]} == {
        "datapackage.json",
        "croissant.json",
        "organizations.parquet",
        "organization_names.parquet",
    }


@pytest.mark.parametrize("name", ["datapackage.json", "croissant.json"])
def test_the_descriptor_is_no_ascii_json_with_a_line_feed_at_the_end(files: dict[str, bytes], name: str) -> None:
    content = files[name]
    assert content.isascii()
    assert content.endswith(b"}\n")
    assert b"\r" not in content
    assert b"NaN" not in content


def test_the_dictionary_leaves_out_a_table_a_column_or_a_term(files: dict[str, bytes]) -> None:
    text = files["README.md"].decode("utf-8")
    sections = {section.partition("\n")[0]: section for section in text.split("\n## ")[1:]}
    assert [name for name in sections if name != "Vocabularies"] == list(TABLES)
    for name, table in TABLES.items():
        for column in table.columns:
            (line,) = (line for line in sections[name].splitlines() if line.startswith(f"| `{column.name}` |"))
            assert column.description in line
            assert line.count("|") == 5, "the description breaks the table"
    for row in tables_of([])["terms"].to_pylist():
        (line,) = (line for line in sections["Vocabularies"].splitlines() if line.startswith(f"- **{row['scheme']}**"))
        assert f"`{row['term']}`" in line

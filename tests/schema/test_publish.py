from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import regress

from cgt_dataset.curation import read_folder
from cgt_dataset.schema import MODELS, VOCABULARIES
from cgt_dataset.schema.publish import published

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = published()
SCHEMAS = {path: json.loads(content) for path, content in PUBLISHED.items() if path.endswith(".schema.json")}
BY_TABLE = {model.table: SCHEMAS[f"v1/{name.removesuffix('/1')}.schema.json"] for name, model in MODELS.items()}
FOLDER = read_folder(ROOT / "raw")
RECORDS = {
    f"{located.table}/{located.id}": located.document.data for located in FOLDER.records if located.document is not None
}


def validator(table: str) -> Any:
    return jsonschema.Draft202012Validator(BY_TABLE[table])


@pytest.mark.parametrize("path", PUBLISHED)
def test_the_committed_schema_is_that_of_the_models(path: str) -> None:
    committed = (ROOT / "schemas" / path).read_bytes()
    assert committed == PUBLISHED[path], f"schemas/{path} is out of date: run `cgt-dataset schema export`"


def test_schemas_holds_nothing_that_nobody_publishes() -> None:
    there = {path.relative_to(ROOT / "schemas").as_posix() for path in (ROOT / "schemas").rglob("*") if path.is_file()}
    assert there == set(PUBLISHED)


def test_publishing_twice_gives_the_same_bytes() -> None:
    assert published() == PUBLISHED


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_published_schema_is_a_valid_schema_of_its_dialect(path: str) -> None:
    assert SCHEMAS[path]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[path])


def test_every_published_schema_has_its_own_address() -> None:
    assert {schema["$id"] for schema in SCHEMAS.values()} == {
        f"urn:cgt-dataset:schema:{name}:1" for name in ("source", "organization", "agreement", "regulation", "facility")
    }


def test_the_published_vocabularies_define_every_term() -> None:
    vocabularies = json.loads(PUBLISHED["v1/vocabularies.json"])
    assert list(vocabularies) == list(VOCABULARIES)
    for scheme, vocabulary in VOCABULARIES.items():
        terms = vocabularies[scheme]["terms"]
        assert list(terms) == [term.value for term in vocabulary]
        assert [terms[term]["definition"] for term in terms] == [term.definition for term in vocabulary]
    assert vocabularies["unit"]["terms"]["L"]["mappings"] == [{"relation": "exact", "standard": "UCUM", "target": "L"}]


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_published_schema_defines_the_terms_that_it_uses(path: str) -> None:
    by_name = {vocabulary.__name__: vocabulary for vocabulary in VOCABULARIES.values()}
    used = {name: node for name, node in SCHEMAS[path]["$defs"].items() if name in by_name}
    assert {"Derivation", "Assertion"} <= set(used)
    for name, node in used.items():
        expected = [{"const": term.value, "description": term.definition} for term in by_name[name]]
        assert node["oneOf"] == expected
        assert "enum" not in node


def patterns(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("pattern"), str):
            yield node["pattern"]
        for inner in node.values():
            yield from patterns(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from patterns(inner)


PATTERNS = sorted({pattern for schema in SCHEMAS.values() for pattern in patterns(schema)})
PROBES = [
    "ab",
    "en",
    "zh-Hans",
    "https://example.org/a",
    "0" * 64,
    "/names/0",
    "CN-BJ",
    "2021-06",
    "[2023-01-01..2023-04-28]",
    "北京 x",
    "\U0001f9ec",
    "a\u00a0",
    "\u202ea",
    "a\u0085b",
    "٢٠٢١",
    "",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_says_the_same_to_javascript_and_to_arrow(pattern: str) -> None:
    probes = [*PROBES, *(f"{probe}\n" for probe in PROBES)]
    by_ecma = [regress.Regex(pattern).find(probe) is not None for probe in probes]
    by_re2 = pc.match_substring_regex(pa.array(probes), pattern).to_pylist()
    assert by_ecma == by_re2
    assert any(by_ecma), "no probe matches"
    assert not any(by_ecma[len(PROBES) :]), "a line break at the end passes"


def test_every_record_file_can_be_read() -> None:
    assert [str(finding) for finding in FOLDER.findings] == []
    assert {pointer.partition("/")[0] for pointer in RECORDS} == set(BY_TABLE)


@pytest.mark.parametrize("pointer", RECORDS)
def test_a_record_is_valid_by_the_published_schema(pointer: str) -> None:
    faults = [
        f"{error.json_path}: {error.message}"
        for error in validator(pointer.partition("/")[0]).iter_errors(RECORDS[pointer])
    ]
    assert faults == []


AGREEMENT: dict[str, Any] = {
    "schema": "agreement/1",
    "id": "a-licence",
    "kind": "licence",
    "status": "signed",
    "parties": [{"organization": "acme", "role": "licensor"}],
    "products": ["One"],
}


def test_the_record_that_the_next_test_spoils_is_good() -> None:
    assert validator("agreements").is_valid(AGREEMENT)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "agreement/2"},
        {"id": "A licence"},
        {"kind": "license"},
        {"kind": None},
        {"title": 2021},
        {"title": ""},
        {"title": " x"},
        {"title": "x" * 301},
        {"title": "a\tb"},
        {"title": "a\u202eb"},
        {"signed_on": "June 2021"},
        {"signed_on": 2021},
        {"country": "XX"},
        {"subdivision": "Beijing"},
        {"technologies": "car_t"},
        {"technologies": ["car_t", "car_t"]},
        {"technologies": ["car-t"]},
        {"technologies_open": False},
        {"technologies_open": 1},
        {"products": ["One", "One"]},
        {"products": [None]},
        {"parties": []},
        {"parties": [{"organization": "acme"}]},
        {"parties": [{"organization": "acme", "role": "licensor", "share": 5}]},
        {"evidence": [{}]},
        {"evidence": None},
        {"other": "x"},
        {"schema_": "agreement/1"},
    ],
    ids=str,
)
def test_a_faulty_record_is_not_valid_by_the_published_schema(change: dict[str, Any]) -> None:
    assert not validator("agreements").is_valid(AGREEMENT | change)


@pytest.mark.parametrize("field", ["schema", "id", "kind", "status", "parties"])
def test_a_record_without_a_required_field_is_not_valid(field: str) -> None:
    assert not validator("agreements").is_valid({key: value for key, value in AGREEMENT.items() if key != field})

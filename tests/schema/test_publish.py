from __future__ import annotations

import hashlib
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
from cgt_dataset.schema import MODELS, RECORDS, v1, v2
from cgt_dataset.schema.publish import published
from cgt_dataset.schema.version import Version

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = published()
SCHEMAS = {path: json.loads(content) for path, content in PUBLISHED.items() if path.endswith(".schema.json")}
BY_NAME = {name: SCHEMAS[f"v{name[-1]}/{name[:-2]}.schema.json"] for name in (*MODELS, "tombstone/2")}
FOLDER = read_folder(ROOT / "raw")
DOCUMENTS = {
    f"{located.table}/{located.id}": located.document.data for located in FOLDER.records if located.document is not None
}


def validator(name: str) -> Any:
    return jsonschema.Draft202012Validator(BY_NAME[name])


@pytest.mark.parametrize("path", PUBLISHED)
def test_the_committed_schema_is_that_of_the_models(path: str) -> None:
    committed = (ROOT / "schemas" / path).read_bytes()
    assert committed == PUBLISHED[path], f"schemas/{path} is out of date: run `cgt-dataset schema export`"


def test_schemas_holds_nothing_that_nobody_publishes() -> None:
    there = {path.relative_to(ROOT / "schemas").as_posix() for path in (ROOT / "schemas").rglob("*") if path.is_file()}
    assert there == set(PUBLISHED)


def test_publishing_twice_gives_the_same_bytes() -> None:
    assert published() == PUBLISHED


FROZEN = {
    "agreement.schema.json": "eea27662cfff939f2e3b0d2c6f09094ef9d3099758796f335dd78f2e4b9d5255",
    "facility.schema.json": "96a87b39036e6dc34c3261d6be8f9794b88c15352ec9d73d506977f16b34703a",
    "organization.schema.json": "1b25eb0915e670557f63b7b3f2478d3f4f01a8c921e04c80cd23dbb0f2505c7a",
    "regulation.schema.json": "f5b67b8ebb6126c092e4d8e2035eabeca0b654924999a45d1c05b18bd3fb8156",
    "source.schema.json": "c793e69c3cf540494b057500ab002f31ff8383236839815b4e66ebec5895d83f",
    "tables.json": "65bb463a0a44574f72d8487c6488d58df8d7bc1c0eb91a9a4b89d3dc4a7b8e7a",
    "vocabularies.json": "9c7eef592312e615275d1d9fe9cab42c22c0f8145ea9907549e81c7a4a52d55a",
}
"""SHA-256 of the files of schema 1 as release 1.0.0 published them."""


def test_schema_1_is_published_as_it_was_released() -> None:
    found = {path: hashlib.sha256(held).hexdigest() for path, held in PUBLISHED.items() if path.startswith("v1/")}
    assert found == {f"v1/{name}": digest for name, digest in FROZEN.items()}


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_published_schema_is_a_valid_schema_of_its_dialect(path: str) -> None:
    assert SCHEMAS[path]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[path])


def test_every_published_schema_has_its_own_address() -> None:
    heart = ("source", "organization", "agreement", "regulation", "facility")
    world = ("place", "person", "product", "event", "statistic", "relation", "mention", "tombstone")
    named = [*(f"{name}:1" for name in heart), *(f"{name}:2" for name in (*heart, *world))]
    assert sorted(schema["$id"] for schema in SCHEMAS.values()) == sorted(f"urn:cgt-dataset:schema:{n}" for n in named)


@pytest.mark.parametrize("version", [v1.VERSION, v2.VERSION], ids=["v1", "v2"])
def test_the_published_vocabularies_define_every_term(version: Version[Any]) -> None:
    vocabularies = json.loads(PUBLISHED[f"v{version.number}/vocabularies.json"])
    assert list(vocabularies) == list(version.vocabularies)
    for scheme, vocabulary in version.vocabularies.items():
        terms = vocabularies[scheme]["terms"]
        assert list(terms) == [term.value for term in vocabulary]
        assert [terms[term]["definition"] for term in terms] == [term.definition for term in vocabulary]
    assert vocabularies["unit"]["terms"]["L"]["mappings"] == [{"relation": "exact", "standard": "UCUM", "target": "L"}]


@pytest.mark.parametrize("path", [path for path in SCHEMAS if "tombstone" not in path])
def test_a_published_schema_defines_the_terms_that_it_uses(path: str) -> None:
    version = v1.VERSION if path.startswith("v1/") else v2.VERSION
    by_name = {vocabulary.__name__: vocabulary for vocabulary in version.vocabularies.values()}
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
    "NL",
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
    tables = {pointer.partition("/")[0] for pointer in DOCUMENTS}
    assert {"sources", "organizations", "agreements", "regulations", "facilities", "places"} <= tables
    assert tables <= {record.table for record in RECORDS}


@pytest.mark.parametrize("pointer", DOCUMENTS)
def test_a_record_is_valid_by_the_published_schema(pointer: str) -> None:
    faults = [
        f"{error.json_path}: {error.message}"
        for error in validator(DOCUMENTS[pointer]["schema"]).iter_errors(DOCUMENTS[pointer])
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


NOW = {name: held for name, held in AGREEMENT.items() if name != "products"} | {"schema": "agreement/2"}
PROOF: dict[str, Any] = {
    "source": "a-source",
    "supports": ["/kind"],
    "start": 0,
    "end": 5,
    "sha256": "0" * 64,
    "derivation": "verbatim",
    "assertion": "claimed",
}


def test_the_records_that_the_next_tests_spoil_are_good() -> None:
    assert validator("agreement/1").is_valid(AGREEMENT)
    assert validator("agreement/2").is_valid(NOW)
    assert validator("agreement/2").is_valid(NOW | {"place": "nl", "products": ["a-kit"], "evidence": [PROOF]})
    bearer = {"person": "paul", "organization": None}
    assert validator("agreement/2").is_valid(NOW | {"evidence": [PROOF | {"asserted_by": bearer}]})


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "agreement/1"},
        {"country": "NL"},
        {"subdivision": "CN-BJ"},
        {"locality": "Alkmaar"},
        {"place": "Alkmaar"},
        {"products": ["A Kit"]},
        {"products": ["a-kit", "a-kit"]},
        {"aims_open": False},
        {"evidence": [PROOF | {"asserted_by": "Paul"}]},
        {"evidence": [PROOF | {"asserted_by": {"someone": "paul"}}]},
        {"evidence": [PROOF | {"stance": None}]},
        {"evidence": [PROOF | {"stance": "denies"}]},
        {"evidence": [PROOF | {"outweighed_by": "age"}]},
    ],
    ids=str,
)
def test_a_faulty_record_of_schema_2_is_not_valid_by_the_published_schema(change: dict[str, Any]) -> None:
    assert not validator("agreement/2").is_valid(NOW | change)


@pytest.mark.parametrize(
    ("change", "valid"),
    [
        ({}, True),
        ({"merged_into": "acme"}, True),
        ({"reason": None}, False),
        ({"merged_into": "Acme"}, False),
        ({"evidence": []}, False),
        ({"schema": "tombstone/1"}, False),
    ],
)
def test_a_tombstone_is_held_to_its_published_schema(change: dict[str, Any], valid: bool) -> None:
    tombstone = {"schema": "tombstone/2", "id": "old-acme", "reason": "It is Acme."}
    assert validator("tombstone/2").is_valid(tombstone | change) == valid


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
    assert not validator("agreement/1").is_valid(AGREEMENT | change)


@pytest.mark.parametrize("field", ["schema", "id", "kind", "status", "parties"])
def test_a_record_without_a_required_field_is_not_valid(field: str) -> None:
    assert not validator("agreement/1").is_valid({key: value for key, value in AGREEMENT.items() if key != field})

from __future__ import annotations

import hashlib
import importlib.resources
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from cgt_dataset import release
from cgt_dataset.schema import CURRENT, TABLES
from cgt_dataset.tabular import content_hash

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]


@pytest.fixture(scope="module")
def descriptor(package: Path) -> Json:
    loaded: Json = json.loads((package / "datapackage.json").read_bytes())
    return loaded


@pytest.fixture(scope="module")
def resources(descriptor: Json) -> dict[str, Json]:
    return {resource["name"]: resource for resource in descriptor["resources"]}


def judged(file: Path) -> subprocess.CompletedProcess[str]:
    """The verdict of the official profile of Data Package 2.0."""
    profile = importlib.resources.files("dplib") / "profiles/2.0/datapackage.json"
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(profile), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_official_profile_refuses_the_descriptor(package: Path) -> None:
    verdict = judged(package / "datapackage.json")
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def _no_resources(descriptor: Json) -> None:
    del descriptor["resources"]


def _created_in_words(descriptor: Json) -> None:
    descriptor["created"] = "yesterday"


def _licence_without_a_name(descriptor: Json) -> None:
    descriptor["licenses"] = [{"title": "Free"}]


def _unknown_type(descriptor: Json) -> None:
    descriptor["resources"][0]["schema"]["fields"][0]["type"] = "text"


@pytest.mark.parametrize("spoil", [_no_resources, _created_in_words, _licence_without_a_name, _unknown_type])
def test_the_gate_takes_anything(descriptor: Json, tmp_path: Path, spoil: Callable[[Json], None]) -> None:
    bad: Json = json.loads(json.dumps(descriptor))
    spoil(bad)
    file = tmp_path / "datapackage.json"
    file.write_text(json.dumps(bad), encoding="utf-8")
    assert judged(file).returncode == 1


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


def test_the_descriptor_names_a_place_of_this_machine(package: Path, descriptor: Json) -> None:
    for text in strings(descriptor):
        assert not text.startswith(("/", "\\", "file:", "~"))
        assert not re.match(r"[A-Za-z]:[\\/]", text)
        assert str(package.parent) not in text
        assert str(ROOT) not in text


def test_a_resource_leads_out_of_the_package(package: Path, resources: dict[str, Json]) -> None:
    paths = [resource["path"] for resource in resources.values()]
    assert paths == [f"{name}.parquet" for name in resources]
    assert {entry.name for entry in package.iterdir()} == {*paths, "datapackage.json", "croissant.json", "README.md"}


def test_the_descriptor_is_dated_now(descriptor: Json) -> None:
    assert descriptor["created"] == f"{release.DATE}T00:00:00Z"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", release.DATE)
    dated = [text for text in strings(descriptor) if re.search(r"\d\d:\d\d:\d\d", text)]
    assert dated == [descriptor["created"]]


def test_the_release_has_two_versions_or_dates(descriptor: Json) -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert descriptor["version"] == release.VERSION == str(citation["version"])
    assert str(citation["date-released"]) == release.DATE
    assert citation["license"] == descriptor["licenses"][0]["name"]


def test_the_changelog_has_no_section_for_the_release() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## [{release.VERSION}] - {release.DATE}\n" in text


def test_the_schema_version_is_not_that_of_the_models(descriptor: Json) -> None:
    assert {name.rpartition("/")[2] for name in CURRENT.models} == {str(descriptor["schemaVersion"])} == {"2"}


def test_the_committed_dictionary_is_old(package: Path) -> None:
    committed, built = (
        place.read_text(encoding="utf-8") for place in (ROOT / "build/README.md", package / "README.md")
    )
    assert committed == built, "build/README.md is not what the build says: run `cgt-dataset build` and commit it"


@pytest.mark.parametrize("name", TABLES)
def test_a_hash_or_count_is_not_that_of_the_file(package: Path, resources: dict[str, Json], name: str) -> None:
    resource = resources[name]
    content = (package / resource["path"]).read_bytes()
    with pq.ParquetFile(package / resource["path"]) as file:
        table = file.read()
        assert resource["rowCount"] == file.metadata.num_rows
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert resource["contentHash"] == content_hash(table)
    assert resource["format"] == "parquet"


def test_the_table_of_records_is_empty(resources: dict[str, Json]) -> None:
    counts = {name: resource["rowCount"] for name, resource in resources.items()}
    for name in ("sources", "organizations", "agreements", "regulations", "facilities", "places", "mentions"):
        assert counts[name] > 0
    for name in ("evidence", "terms", "term_mappings"):
        assert counts[name] > 0


def child(table: str, **more: str) -> tuple[list[str], dict[str, str]]:
    """The keys of a table of parts: those of its record, and what the parts lead to."""
    plural = {"facility": "facilities", "person": "people"}.get(table, f"{table}s")
    return [table, "position"], {table: plural, **more}


# Written by hand from the models: primary key, and foreign keys as COLUMN → TABLE.
KEYS: dict[str, tuple[list[str], dict[str, str]]] = {
    "sources": (["id"], {}),
    "source_left_out": child("source"),
    "organizations": (["id"], {"place": "places", "parent": "organizations"}),
    "organization_names": child("organization"),
    "organization_ownership": child("organization"),
    "organization_technologies": child("organization"),
    "organization_distinct_from": child("organization", other="organizations"),
    "agreements": (["id"], {"place": "places"}),
    "agreement_technologies": child("agreement"),
    "agreement_aims": child("agreement"),
    "agreement_products": child("agreement", product="products"),
    "agreement_events": child("agreement", event="events"),
    "agreement_parties": child("agreement", organization="organizations"),
    "regulations": (["id"], {"based_on": "regulations", "derogates_from": "regulations"}),
    "regulation_names": child("regulation"),
    "regulation_issuers": child("regulation", organization="organizations"),
    "regulation_applies_in": child("regulation", place="places"),
    "regulation_subject": child("regulation"),
    "regulation_products": child("regulation", product="products"),
    "regulation_sites": child("regulation", facility="facilities"),
    "facilities": (["id"], {"operator": "organizations", "place": "places"}),
    "facility_names": child("facility"),
    "facility_partners": child("facility", organization="organizations"),
    "facility_services": child("facility"),
    "facility_functions": child("facility"),
    "facility_products": child("facility", product="products"),
    "facility_events": child("facility", event="events"),
    "facility_distinct_from": child("facility", other="facilities"),
    "places": (["id"], {"parent": "places"}),
    "place_names": child("place"),
    "place_distinct_from": child("place", other="places"),
    "people": (["id"], {}),
    "person_names": child("person"),
    "person_offices": child("person", organization="organizations"),
    "person_distinct_from": child("person", other="people"),
    "products": (["id"], {"stage_in": "places"}),
    "product_names": child("product"),
    "product_developers": child("product", organization="organizations"),
    "product_modalities": child("product"),
    "product_indications": child("product"),
    "product_designations": child("product", authority="organizations", regulation="regulations"),
    "product_distinct_from": child("product", other="products"),
    "events": (["id"], {"place": "places", "part_of": "events"}),
    "event_names": child("event"),
    "event_organizers": child("event", organization="organizations"),
    "event_participants": child("event", person="people", organization="organizations", mention="mentions"),
    "event_exhibits": child("event", product="products", mention="mentions", exhibitor="organizations"),
    "event_products": child("event", product="products"),
    "event_regulations": child("event", regulation="regulations"),
    "event_distinct_from": child("event", other="events"),
    "statistics": (
        ["id"],
        {
            "place": "places",
            "organization": "organizations",
            "facility": "facilities",
            "product": "products",
            "event": "events",
            "agreement": "agreements",
            "regulation": "regulations",
            "mention": "mentions",
            "baseline": "statistics",
        },
    ),
    "relations": (
        ["id"],
        {
            "organization": "organizations",
            "other": "organizations",
            "mention": "mentions",
            "place": "places",
            "facility": "facilities",
        },
    ),
    "mentions": (["id"], {"organization": "organizations", "place": "places"}),
    "mention_members": child(
        "mention",
        organization="organizations",
        person="people",
        product="products",
        facility="facilities",
        place="places",
        regulation="regulations",
        event="events",
    ),
    "evidence": (
        ["record", "item", "support"],
        {
            "source": "sources",
            "asserted_by_person": "people",
            "asserted_by_organization": "organizations",
            "asserted_by_mention": "mentions",
        },
    ),
    "tombstones": (["table", "id"], {}),
    "coverage": (["source"], {"source": "sources"}),
    "changes": (["number"], {}),
    "terms": (["scheme", "term"], {}),
}


@pytest.mark.parametrize("name", KEYS)
def test_a_key_is_not_that_of_the_models(resources: dict[str, Json], name: str) -> None:
    primary, foreign = KEYS[name]
    schema = resources[name]["schema"]
    assert schema["primaryKey"] == primary
    declared = {}
    for key in schema.get("foreignKeys", []):
        (column,), (target,) = key["fields"], key["reference"]["fields"]
        assert target == "id"
        declared[column] = key["reference"].get("resource", name)
    assert declared == foreign
    itself = [key for key in schema.get("foreignKeys", []) if key["reference"].get("resource") == name]
    assert not itself, "the standard has a key to the table itself name no resource"


def test_the_mappings_do_not_lead_to_the_terms(resources: dict[str, Json]) -> None:
    schema = resources["term_mappings"]["schema"]
    assert schema["primaryKey"] == ["scheme", "term", "standard", "target"]
    assert schema["foreignKeys"] == [
        {"fields": ["scheme", "term"], "reference": {"resource": "terms", "fields": ["scheme", "term"]}}
    ]


def test_a_table_has_no_hand_written_keys() -> None:
    assert {*KEYS, "term_mappings"} == set(TABLES)


def test_a_field_has_no_type_description_or_constraints(resources: dict[str, Json]) -> None:
    for resource in resources.values():
        assert resource["description"].strip()
        for field in resource["schema"]["fields"]:
            assert field["description"].strip(), field["name"]
    fields = {
        (name, field["name"]): field for name, resource in resources.items() for field in resource["schema"]["fields"]
    }
    assert fields["organizations", "id"]["constraints"] == {
        "pattern": "^[a-z0-9][a-z0-9-]{1,62}$",
        "required": True,
        "unique": True,
    }
    assert fields["agreements", "status"]["constraints"] == {
        "enum": ["proposed", "announced", "signed", "in_force", "ended"],
        "required": True,
    }
    assert fields["agreements", "technologies_open"]["type"] == "boolean"
    assert fields["agreements", "technologies_open"]["constraints"] == {"enum": [True]}
    assert "constraints" not in fields["agreements", "signed_on_from"]
    assert fields["agreements", "signed_on_from"]["computed"] is True
    assert fields["agreements", "signed_on_from"]["value"] == "signed_on"
    assert fields["facilities", "area_unit"]["value"] == "area_value"
    assert fields["organizations", "name"]["constraints"]["maxLength"] == 300
    assert fields["places", "country"]["computed"] is fields["places", "subdivision"]["computed"] is True
    assert "value" not in fields["places", "country"]
    assert [name for name, field in fields.items() if name[0] in ("tombstones", "evidence") and "value" in field] == []
    assert fields["person_offices", "as_of_to"]["value"] == "as_of"
    assert fields["evidence", "stance"]["constraints"] == {"enum": ["supports", "contradicts"], "required": True}
    assert {"organizations", "mentions"} < set(fields["tombstones", "table"]["constraints"]["enum"])
    assert "value" not in fields["sources", "note"]
    assert fields["evidence", "start"]["constraints"] == {"minimum": 0, "maximum": 100_000_000, "required": True}


def test_a_source_is_not_credited(descriptor: Json) -> None:
    files = sorted((ROOT / "raw/sources").glob("*.yaml"))
    records = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    assert descriptor["sources"] == [
        {"title": record.get("title", record["id"])} | ({"path": record["url"]} if "url" in record else {})
        for record in records
    ]
    assert len(records) > 1

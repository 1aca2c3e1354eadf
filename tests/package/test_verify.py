from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cgt_dataset.findings import Finding
from cgt_dataset.package import RULES, publish
from cgt_dataset.package.croissant import CROISSANT, croissant
from cgt_dataset.package.verify import verify
from cgt_dataset.package.write import package_files
from cgt_dataset.schema import CURRENT, Record, Tombstone
from cgt_dataset.tabular import content_hash, tables_of
from cgt_dataset.texts import Texts

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]
Break = Callable[[Path], None]


def codes(package: Path, articles: Path | None = None) -> list[str]:
    return [finding.code for finding in verify(package, Texts(articles))]


# How a package is changed. What a break does not mean to change is mended, so that no other rule notices.


def load(package: Path) -> Json:
    descriptor: Json = json.loads((package / "datapackage.json").read_bytes())
    return descriptor


def save(package: Path, descriptor: Any) -> None:
    (package / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")


def resource(descriptor: Json, table: str) -> Json:
    found: Json = next(item for item in descriptor["resources"] if item["name"] == table)
    return found


def read(package: Path, table: str) -> Any:
    with pq.ParquetFile(package / f"{table}.parquet") as file:
        return file.read()


def mend(package: Path, table: str, *, but: str = "") -> None:
    """Let the descriptor say of the file of a table what is true, but for the property `but`."""
    descriptor = load(package)
    content, held = (package / f"{table}.parquet").read_bytes(), read(package, table)
    true = {
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "contentHash": content_hash(held),
        "rowCount": held.num_rows,
    }
    resource(descriptor, table).update({name: value for name, value in true.items() if name != but})
    hash_again(descriptor)
    say_again(package, descriptor)
    save(package, descriptor)


def hash_again(descriptor: Json) -> None:
    """Let the content hash of the package be that of its tables."""
    hashes = [(item["name"], item["contentHash"].rpartition(":")[2]) for item in descriptor["resources"]]
    contents = "".join(f"{name} {content}\n" for name, content in hashes)
    descriptor["contentHash"] = f"sha256:{hashlib.sha256(contents.encode()).hexdigest()}"


def say_again(package: Path, descriptor: Json) -> None:
    """Let croissant.json, where there is one, say what the descriptor says."""
    if "croissantHash" in descriptor:
        sizes = {file.name: file.stat().st_size for file in package.iterdir()}
        put_croissant(package, descriptor, json.dumps(croissant(descriptor, sizes)).encode())


def put_croissant(package: Path, descriptor: Json, content: bytes) -> None:
    (package / CROISSANT).write_bytes(content)
    descriptor["croissantHash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"


def rewrite(package: Path, table: str, rows: Any, *, but: str = "", **writer: Any) -> None:
    pq.write_table(rows, package / f"{table}.parquet", **writer)
    mend(package, table, but=but)


def cell(
    table: str, column: str, value: Any, *, where: Callable[[Json], bool] = lambda _row: True, but: str = ""
) -> Break:
    """Puts `value` into one cell, in the first row where `where` holds."""

    def broken(package: Path) -> None:
        held = read(package, table)
        rows: list[Json] = held.to_pylist()
        row = next(row for row in rows if where(row))
        assert row[column] != value
        row[column] = value
        schema = held.schema
        if value is None:
            index = schema.get_field_index(column)
            schema = schema.set(index, schema.field(index).with_nullable(True))
        rewrite(package, table, pa.Table.from_pylist(rows, schema=schema), but=but)

    return broken


def rows(table: str, change: Callable[[list[Json]], list[Json]], *, but: str = "") -> Break:
    """Replaces the rows of a table."""

    def broken(package: Path) -> None:
        held = read(package, table)
        changed = change(held.to_pylist())
        assert changed != held.to_pylist()
        rewrite(package, table, pa.Table.from_pylist(changed, schema=held.schema), but=but)

    return broken


def columns(table: str, change: Callable[[Any], Any]) -> Break:
    """Changes the columns of a table, of which the descriptor keeps saying what it said."""

    def broken(package: Path) -> None:
        changed = change(read(package, table))
        assert changed.schema != read(package, table).schema
        rewrite(package, table, changed)

    return broken


def as_double(table: Any) -> Any:
    index = table.schema.get_field_index("position")
    return table.set_column(index, pa.field("position", pa.float64(), False), table.column(index).cast(pa.float64()))


def renamed(table: Any) -> Any:
    return table.rename_columns([name if name != "language" else "lang" for name in table.column_names])


def described(change: Callable[[Json], None]) -> Break:
    """Changes the descriptor alone."""

    def broken(package: Path) -> None:
        descriptor = load(package)
        change(descriptor)
        save(package, descriptor)

    return broken


def no_descriptor(package: Path) -> None:
    (package / "datapackage.json").unlink()


def no_file(package: Path) -> None:
    (package / "organization_names.parquet").unlink()


def stranger(package: Path) -> None:
    (package / "notes.txt").write_bytes(b"mine")


def stranger_folder(package: Path) -> None:
    (package / "more.parquet").mkdir()


def linked(package: Path) -> None:
    file = package / "organization_names.parquet"
    file.rename(package.parent / "elsewhere.parquet")
    file.symlink_to(package.parent / "elsewhere.parquet")


def pipe(package: Path) -> None:
    file = package / "organization_names.parquet"
    file.unlink()
    os.mkfifo(file)


def no_parquet(package: Path) -> None:
    content = b"id,name\n1,a\n"
    (package / "organization_names.parquet").write_bytes(content)
    descriptor = load(package)
    resource(descriptor, "organization_names")["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    say_again(package, descriptor)
    save(package, descriptor)


def other_compression(package: Path) -> None:
    rewrite(package, "organization_names", read(package, "organization_names"), but="hash", compression="zstd")


def croissant_that(change: Callable[[Json], None]) -> Break:
    """Changes what croissant.json says, under a hash that is right."""

    def broken(package: Path) -> None:
        descriptor = load(package)
        said: Json = json.loads((package / CROISSANT).read_bytes())
        before = json.dumps(said)
        change(said)
        assert json.dumps(said) != before
        put_croissant(package, descriptor, json.dumps(said).encode())
        save(package, descriptor)

    return broken


def record_set(said: Json, table: str) -> Json:
    found: Json = next(one for one in said["recordSet"] if one["@id"] == table)
    return found


def no_croissant(package: Path) -> None:
    (package / CROISSANT).unlink()


def linked_croissant(package: Path) -> None:
    (package / CROISSANT).rename(package.parent / "elsewhere.json")
    (package / CROISSANT).symlink_to(package.parent / "elsewhere.json")


def other_croissant(package: Path) -> None:
    (package / CROISSANT).write_bytes((package / CROISSANT).read_bytes() + b"\n")


def unannounced(descriptor: Json) -> None:
    del descriptor["croissantHash"]


def other_content_hash(descriptor: Json) -> None:
    descriptor["contentHash"] = "sha256:" + "0" * 64


def first_supported_once(found: list[Json]) -> list[Json]:
    """The evidence without the only row that supports some cell."""
    cells = [(row["table"], row["id"], row["position"], row["column"]) for row in found]
    once = next(index for index, place in enumerate(cells) if cells.count(place) == 1)
    return [row for index, row in enumerate(found) if index != once]


AGAINST = {"stance": "contradicts", "says": "NO", "outweighed_by": "later"}


def first_contradicted(found: list[Json]) -> list[Json]:
    """The evidence, of which the only row that supports some cell contradicts it instead."""
    kept = first_supported_once(found)
    (lost,) = [row for row in found if row not in kept]
    return [{**row, **AGAINST} if row is lost else row for row in found]


def said_by(found: list[Json], *columns: str, who: str | None = None) -> list[Json]:
    """The evidence, of which a row says in each of `columns` that somebody says it: one who is there, or `who`."""
    known = {
        column: who or next((row[column] for row in found if row[column] is not None), "necstgen") for column in columns
    }
    free = next(index for index, row in enumerate(found) if all(row[column] is None for column in BEARERS))
    return [{**row, **known} if index == free else row for index, row in enumerate(found)]


BEARERS = ("asserted_by_person", "asserted_by_organization", "asserted_by_mention")


def buried(identifier: str, table: str, heir: str | None) -> Json:
    return {"table": table, "id": identifier, "merged_into": heir, "reason": "Two of one."}


def swapped(found: list[Json]) -> list[Json]:
    return [found[1], found[0], *found[2:]]


# One break, one rule, and no other.
CASES: dict[str, tuple[str, Break]] = {
    "no descriptor": ("CGT501", no_descriptor),
    "missing file": ("CGT502", no_file),
    "file that nothing describes": ("CGT502", stranger),
    "folder that nothing describes": ("CGT502", stranger_folder),
    "link to a file outside": ("CGT502", linked),
    "pipe": ("CGT502", pipe),
    "no Parquet": ("CGT502", no_parquet),
    "no croissant.json": ("CGT502", no_croissant),
    "link to a croissant.json outside": ("CGT502", linked_croissant),
    "croissant.json that nothing describes": ("CGT502", described(unannounced)),
    "other bytes": ("CGT503", other_compression),
    "other bytes of croissant.json": ("CGT503", other_croissant),
    "renamed column": ("CGT504", columns("organization_names", renamed)),
    "lost column": ("CGT504", columns("organization_names", lambda table: table.drop_columns("language"))),
    "moved column": ("CGT504", columns("term_mappings", lambda table: table.select(table.column_names[::-1]))),
    "other type": ("CGT504", columns("organization_names", as_double)),
    "unknown term": ("CGT505", cell("organization_names", "kind", "nickname")),
    "no code of ISO 3166": (
        "CGT505",
        cell("places", "iso_code", "china", where=lambda row: row["iso_code"] == "CN"),
    ),
    "another country than the parents say": (
        "CGT505",
        cell("places", "country", "NL", where=lambda row: row["country"] == "CN" and row["parent"] is not None),
    ),
    "no country where a parent has one": (
        "CGT505",
        cell("places", "country", None, where=lambda row: row["country"] is not None),
    ),
    "a subdivision that no parent has": (
        "CGT505",
        cell("places", "subdivision", "CN-TJ", where=lambda row: row["iso_code"] == "CN"),
    ),
    "another subdivision": (
        "CGT505",
        cell("places", "subdivision", "CN-XX", where=lambda row: row["subdivision"] is not None),
    ),
    "another first day": (
        "CGT505",
        cell("agreements", "signed_on_from", date(2021, 6, 20), where=lambda row: row["signed_on_from"] is not None),
    ),
    "another last day": (
        "CGT505",
        cell("sources", "published_on_to", date(2030, 1, 1), where=lambda row: row["published_on_to"] is not None),
    ),
    "no last day": (
        "CGT505",
        cell("sources", "published_on_to", None, where=lambda row: row["published_on_to"] is not None),
    ),
    "date of no day": (
        "CGT505",
        cell("sources", "published_on", "2021-02-30", where=lambda row: row["published_on"] is not None),
    ),
    "said by two": (
        "CGT505",
        rows("evidence", lambda found: said_by(found, "asserted_by_organization", "asserted_by_mention")),
    ),
    "stance that is none": ("CGT505", cell("evidence", "outweighed_by", "luck")),
    "null in a required column": ("CGT505", cell("organization_names", "language", None)),
    "pattern": ("CGT505", cell("sources", "url", "javascript:alert(1)", where=lambda row: bool(row["url"]))),
    "control character": ("CGT505", cell("organization_names", "text", "a\nb")),
    "below the minimum": ("CGT505", cell("evidence", "item", -1)),
    "above the maximum": ("CGT505", cell("sources", "text_length", 100_000_001)),
    "too long": ("CGT505", cell("organization_names", "text", "x" * 301)),
    "false where only true is said": (
        "CGT505",
        cell("agreements", "technologies_open", False, where=lambda row: row["technologies_open"] is True),
    ),
    "row that stands twice": ("CGT506", rows("organization_names", lambda found: [*found, found[0]])),
    "record that stands twice": ("CGT506", rows("facilities", lambda found: [found[0], *found])),
    "dangling party": (
        "CGT507",
        cell("agreement_parties", "organization", "nobody", where=lambda row: row["organization"] is not None),
    ),
    "dangling parent": (
        "CGT507",
        cell("organizations", "parent", "nobody", where=lambda row: row["parent"] is not None),
    ),
    "dangling term": ("CGT507", cell("term_mappings", "term", "nothing")),
    "dangling person": ("CGT507", rows("evidence", lambda found: said_by(found, "asserted_by_person", who="nobody"))),
    "dangling organization that says it": (
        "CGT507",
        rows("evidence", lambda found: said_by(found, "asserted_by_organization", who="nobody")),
    ),
    "dangling place": ("CGT507", cell("organizations", "place", "nowhere", where=lambda row: row["place"] is not None)),
    "merged into nothing": ("CGT507", rows("tombstones", lambda _: [buried("old", "organizations", "nobody")])),
    "merged into a record of another table": (
        "CGT507",
        rows("tombstones", lambda _: [buried("old", "people", "necstgen")]),
    ),
    "gone and still there": ("CGT507", rows("tombstones", lambda _: [buried("necstgen", "organizations", None)])),
    "tombstone of no table": ("CGT505", rows("tombstones", lambda _: [buried("old", "planets", "necstgen")])),
    "dangling source": ("CGT507", cell("evidence", "source", "nowhere")),
    "other cell": ("CGT508", cell("organization_names", "text", "another", but="contentHash")),
    "other order": ("CGT508", rows("organization_names", swapped, but="contentHash")),
    "lost row": ("CGT508", rows("term_mappings", lambda found: found[:-1], but="rowCount")),
    "other hash of the whole": ("CGT508", described(other_content_hash)),
    "value that nothing supports": (
        "CGT509",
        cell("organizations", "website", "https://example.org/", where=lambda row: row["website"] is None),
    ),
    "lost evidence": ("CGT509", rows("evidence", first_supported_once)),
    "value that is only contradicted": ("CGT509", rows("evidence", lambda found: first_contradicted(found))),
    "contradiction of what is not there": (
        "CGT509",
        rows("evidence", lambda found: [*found, {**found[-1], "support": 99, "position": 99, **AGAINST}]),
    ),
    "row that nothing supports": (
        "CGT509",
        rows("regulation_subject", lambda found: [*found, {**found[-1], "position": 99}]),
    ),
    "span beyond the body": ("CGT510", cell("evidence", "end", 99_999_999)),
    "span before the body": (
        "CGT510",
        cell("evidence", "start", 0, where=lambda row: row["start"] > 0 and not row["record"].startswith("sources/")),
    ),
    "empty span": ("CGT510", rows("evidence", lambda found: [{**found[0], "end": found[0]["start"]}, *found[1:]])),
    "croissant.json of another version": ("CGT511", croissant_that(lambda said: said.update(version="9.0.0"))),
    "croissant.json with another hash of a file": (
        "CGT511",
        croissant_that(lambda said: said["distribution"][3].update(sha256="0" * 64)),
    ),
    "croissant.json that names another file": (
        "CGT511",
        croissant_that(lambda said: said["distribution"][3].update(contentUrl="../terms.parquet")),
    ),
    "croissant.json without a file": ("CGT511", croissant_that(lambda said: said["distribution"].pop())),
    "croissant.json without a table": ("CGT511", croissant_that(lambda said: said["recordSet"].pop())),
    "croissant.json without a column": (
        "CGT511",
        croissant_that(lambda said: record_set(said, "agreements")["field"].pop()),
    ),
    "croissant.json with another type": (
        "CGT511",
        croissant_that(lambda said: record_set(said, "agreements")["field"][0].update(dataType="sc:Integer")),
    ),
    "croissant.json with another key": (
        "CGT511",
        croissant_that(lambda said: record_set(said, "agreement_parties")["key"].pop()),
    ),
    "croissant.json without a foreign key": (
        "CGT511",
        croissant_that(lambda said: record_set(said, "term_mappings")["field"][0].pop("dct:references")),
    ),
    "no Croissant": ("CGT511", croissant_that(lambda said: said.clear())),
}


@pytest.fixture
def copy(package: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(package, tmp_path / "package"))


def test_a_good_package_is_found_bad(package: Path) -> None:
    assert verify(package, Texts()) == []


@pytest.mark.parametrize("case", CASES)
def test_a_broken_package_is_found_good_or_broken_elsewhere(copy: Path, case: str) -> None:
    code, broken = CASES[case]
    broken(copy)
    found = verify(copy, Texts())
    assert {finding.code for finding in found} == {code}
    (rule,) = (rule for rule in RULES if rule.code == code)
    for finding in found:
        assert finding.mend == rule.mend
        assert finding.path.startswith(str(copy))
        assert "Traceback" not in finding.message


GOOD: dict[str, Break] = {
    "merged": rows("tombstones", lambda _: [buried("old", "organizations", "necstgen")]),
    "withdrawn": rows("tombstones", lambda _: [buried("old", "people", None), buried("old", "places", None)]),
    "contradicted and supported": rows("evidence", lambda found: [*found, {**found[-1], "support": 99, **AGAINST}]),
    "said by one": rows("evidence", lambda found: said_by(found, "asserted_by_organization")),
}


@pytest.mark.parametrize("case", GOOD)
def test_what_is_allowed_is_found_bad(copy: Path, case: str) -> None:
    GOOD[case](copy)
    assert verify(copy, Texts()) == []


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("another first day", "holds 2021-06-20, where 2021-06-21 follows from the others"),
        ("no country where a parent has one", "holds nothing, where CN follows from the others"),
        ("a subdivision that no parent has", "holds CN-TJ, where nothing follows from the others"),
        ("date of no day", "no day at all of '2021-02-30'"),
        ("merged into nothing", "organizations/old was merged into nobody, which leads to no row of organizations"),
        ("gone and still there", "organizations/necstgen is said to be gone, and is there"),
    ],
)
def test_a_finding_of_what_is_computed_or_gone_does_not_say_what(copy: Path, case: str, said: str) -> None:
    CASES[case][1](copy)
    assert any(said in finding.message for finding in verify(copy, Texts()))


def test_an_old_release_is_found_bad(tmp_path: Path, articles: Path) -> None:
    with zipfile.ZipFile(ROOT / "releases/cgt-dataset-1.0.0.zip") as archive:
        described_files = {item["path"] for item in json.loads(archive.read("datapackage.json"))["resources"]}
        archive.extractall(tmp_path, [*described_files, "datapackage.json"])
    assert verify(tmp_path, Texts(articles)) == []
    cell("agreements", "signed_on_to", date(2021, 6, 22), where=lambda row: row["signed_on_to"] is not None)(tmp_path)
    assert codes(tmp_path) == ["CGT505"]


def test_a_rule_has_no_case() -> None:
    assert {code for code, _ in CASES.values()} == {rule.code for rule in RULES if rule.code < "CGT6"}


def test_the_helpers_of_these_tests_break_something_themselves(copy: Path) -> None:
    for table in ("organization_names", "places", "evidence", "terms"):
        rewrite(copy, table, pa.Table.from_pylist(read(copy, table).to_pylist(), schema=read(copy, table).schema))
    assert verify(copy, Texts()) == []


def test_a_finding_does_not_say_what_is_broken(copy: Path) -> None:
    CASES["dangling party"][1](copy)
    (finding,) = verify(copy, Texts())
    assert finding.path == str(copy / "agreement_parties.parquet")
    assert "organization ('nobody',) leads to no row of organizations" in finding.message


def test_findings_of_two_breaks_hide_each_other(copy: Path) -> None:
    for case in ("dangling party", "unknown term", "other bytes", "file that nothing describes"):
        CASES[case][1](copy)
    # The break of the bytes and the unknown term are in one file.
    assert set(codes(copy)) == {"CGT502", "CGT503", "CGT505", "CGT507"}


@pytest.mark.parametrize("table", ["organizations", "sources", "evidence"])
def test_one_missing_file_is_told_as_many_faults(copy: Path, table: str) -> None:
    (copy / f"{table}.parquet").unlink()
    assert codes(copy) == ["CGT502"]


def without(table: str) -> Break:
    """Takes a table out of the package, as if it had never been there."""

    def broken(package: Path) -> None:
        descriptor = load(package)
        descriptor["resources"] = [item for item in descriptor["resources"] if item["name"] != table]
        hash_again(descriptor)
        say_again(package, descriptor)
        save(package, descriptor)
        (package / f"{table}.parquet").unlink()

    return broken


@pytest.mark.parametrize("table", ["evidence", "sources", "organizations", "organization_names"])
def test_a_package_without_one_of_its_tables_is_found_good(copy: Path, table: str) -> None:
    without(table)(copy)
    assert codes(copy)


@pytest.mark.parametrize("place", ["nowhere", "file"])
def test_a_place_without_a_package_is_found_good(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert codes(tmp_path / place) == ["CGT501"]


def test_an_empty_folder_is_found_good(tmp_path: Path) -> None:
    assert codes(tmp_path) == ["CGT501"]


# The official validator is a second judge: it knows the constraints and the keys.


def frictionless(package: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    return subprocess.run(command, cwd=package, capture_output=True, text=True, check=False)


def test_frictionless_refuses_the_package(package: Path) -> None:
    verdict = frictionless(package)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    report = json.loads(verdict.stdout)
    assert report["valid"] is True
    assert report["stats"]["tasks"] == len(load(package)["resources"])


GATE = {
    "dangling party": "foreign-key",
    "dangling parent": "foreign-key",
    "dangling place": "foreign-key",
    "dangling person": "foreign-key",
    "dangling organization that says it": "foreign-key",
    "dangling term": "foreign-key",
    "row that stands twice": "primary-key",
    "record that stands twice": "primary-key",
    "unknown term": "constraint-error",
    "stance that is none": "constraint-error",
    "no code of ISO 3166": "constraint-error",
    "tombstone of no table": "constraint-error",
    "null in a required column": "constraint-error",
    "pattern": "constraint-error",
    "below the minimum": "constraint-error",
    "too long": "constraint-error",
}


SHORT = {
    "dangling party",
    "dangling term",
    "row that stands twice",
    "unknown term",
    "null in a required column",
    "pattern",
}


@pytest.mark.parametrize(
    "case", [case if case in SHORT else pytest.param(case, marks=pytest.mark.long) for case in GATE]
)
def test_frictionless_takes_a_broken_package(copy: Path, case: str) -> None:
    CASES[case][1](copy)
    from frictionless import validate  # the oldest and newest versions are tried without it

    report = validate(str(copy / "datapackage.json"))
    assert GATE[case] in {error.type for task in report.tasks for error in task.errors}


# A package of one article that is written here, so that spans can be checked without the real articles.

TEXT = "Skip to content\nLeiden 🧬 plant opens\n\nThe plant of NA Ltd. in Leiden, İzmir’s partner, opened.\nImprint\n"


def span(words: str, *pointers: str) -> Json:
    start = TEXT.index(words)
    sha256 = hashlib.sha256(words.encode()).hexdigest()
    place = {"source": "news", "start": start, "end": start + len(words), "sha256": sha256}
    return {**place, "supports": list(pointers), "derivation": "verbatim", "assertion": "stated"}


def record(document: Json) -> Record:
    return CURRENT.models[document["schema"]].model_validate_json(json.dumps(document))


NEWS: Json = {
    "schema": "source/2",
    "id": "news",
    "title": "Leiden 🧬 plant opens",
    "kind": "news",
    "language": "en",
    "text_sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
    "text_length": len(TEXT),
    "body_start": TEXT.index("The plant"),
    "body_end": TEXT.index("\nImprint"),
    "left_out": [
        {key: held for key, held in span("opened.").items() if key in ("start", "end", "sha256")}
        | {"reason": "opinion"}
    ],
    "evidence": [span("Leiden 🧬 plant opens", "/title", "/kind", "/language")],
}
FIRM: Json = {
    "schema": "organization/2",
    "id": "na",
    "name": "NA Ltd.",
    "names": [{"text": "NA Ltd.", "language": "en", "kind": "as_stated"}],
    "place": "izmir",
    "evidence": [span("NA Ltd.", "/name", "/names/0"), span("İzmir", "/place")],
}
IZMIR: Json = {"schema": "place/2", "id": "izmir"}


OLD = Tombstone.model_validate_json('{"schema": "tombstone/2", "id": "old", "merged_into": "na", "reason": "One."}')


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small package; not to be changed."""
    place = tmp_path_factory.mktemp("made") / "package"
    publish(package_files(tables_of([record(NEWS), record(FIRM), record(IZMIR)], [("organizations", OLD)])), place)
    return place


@pytest.fixture
def small(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "small"))


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "news.txt").write_bytes(TEXT.encode())
    return folder


def test_a_true_span_is_not_confirmed(made: Path, texts: Path) -> None:
    assert verify(made, Texts(texts)) == []


def test_a_package_without_its_texts_is_found_bad(made: Path, tmp_path: Path) -> None:
    assert verify(made, Texts(tmp_path)) == []


def test_an_empty_package_is_found_bad(tmp_path: Path) -> None:
    publish(package_files(tables_of([])), tmp_path / "empty")
    assert verify(tmp_path / "empty", Texts(tmp_path)) == []


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("NA Ltd.", "NB Ltd."),
        TEXT.replace("Imprint", "imprint"),
        TEXT + "\n",
        TEXT.replace("İ", "I\u0307"),
        "",
    ],
    ids=["words", "furniture", "length", "normalisation", "empty"],
)
def test_a_changed_text_confirms_the_spans(made: Path, texts: Path, text: str) -> None:
    (texts / "news.txt").write_bytes(text.encode())
    found = verify(made, Texts(texts))
    assert {finding.code for finding in found} == {"CGT510"}
    assert any("news is not the one that the source describes" in finding.message for finding in found)


def test_line_ends_of_another_system_confirm_the_spans(made: Path, texts: Path) -> None:
    (texts / "news.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    assert codes(made, texts) == ["CGT510"]


@pytest.mark.parametrize(("column", "value"), [("sha256", "0" * 64), ("start", 67), ("end", 73)])
def test_a_span_of_other_words_is_confirmed(small: Path, texts: Path, column: str, value: object) -> None:
    cell("evidence", column, value, where=lambda row: row["pointer"] == "/place")(small)
    (finding,) = verify(small, Texts(texts))
    assert finding.code == "CGT510"
    assert finding.path == str(small / "evidence.parquet")
    assert "evidence 1 of organizations/na" in finding.message
    assert codes(small) == []


@pytest.mark.parametrize(("column", "value"), [("sha256", "0" * 64), ("start", 50), ("end", NEWS["body_end"] - 1)])
def test_a_stretch_that_is_left_out_is_another_one(small: Path, texts: Path, column: str, value: object) -> None:
    cell("source_left_out", column, value)(small)
    (finding,) = verify(small, Texts(texts))
    assert (finding.code, finding.path) == ("CGT510", str(small / "source_left_out.parquet"))
    assert "what is left out of news, 0" in finding.message
    assert codes(small) == []


def test_a_stretch_beyond_the_body_is_left_out(small: Path) -> None:
    cell("source_left_out", "end", len(TEXT) - 1)(small)
    assert codes(small) == ["CGT510"]


def test_the_title_of_another_article_supports_a_record(small: Path) -> None:
    cell("evidence", "start", 16, where=lambda row: row["pointer"] == "/place")(small)
    assert codes(small) == ["CGT510"]


def test_a_text_that_cannot_be_read_is_passed_over(made: Path, texts: Path) -> None:
    (texts / "news.txt").write_bytes(b"\xff\xfe")
    assert codes(made, texts) == ["CGT510"]
    (texts / "news.txt").unlink()
    (texts / "real.txt").write_bytes(TEXT.encode())
    (texts / "news.txt").symlink_to("real.txt")
    assert codes(made, texts) == ["CGT510"]


def test_the_real_articles_do_not_confirm_a_span(package: Path, articles: Path) -> None:
    assert all((articles / f"{row['id']}.txt").is_file() for row in read(package, "sources").to_pylist())
    assert verify(package, Texts(articles)) == []


def test_a_changed_real_article_confirms_the_spans(package: Path, articles: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(articles, tmp_path / "articles"))
    name = read(package, "sources").column("id").to_pylist()[0]
    file = folder / f"{name}.txt"
    text = file.read_bytes().decode("utf-8")
    middle = len(text) // 2
    file.write_bytes((text[:middle] + ("a" if text[middle] != "a" else "b") + text[middle + 1 :]).encode())
    found = verify(package, Texts(folder))
    assert {finding.code for finding in found} == {"CGT510"}
    assert all(name in finding.message for finding in found)


# Packages of strangers: whatever a descriptor or a file says, there are findings and never a traceback.

RAW = {
    "nothing": b"",
    "half": b'{"resources": [',
    "a list": b"[]",
    "null": b"null",
    "a text": b'"datapackage"',
    "a number": b"1e999",
    "no UTF-8": b"\xff\xfe\x00",
    "an empty object": b"{}",
    "no tables": b'{"resources": []}',
    "tables by name": b'{"resources": {"sources": {}}}',
    "null for tables": b'{"resources": null}',
    "null for a table": b'{"resources": [null]}',
    "a list for a table": b'{"resources": [[]]}',
    "lists in lists": b"[" * 200_000,
    "lists in a table": b'{"resources": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "objects in objects": b'{"resources": [' + b'{"schema": ' * 200_000,
    "a long number": b'{"resources": [' + b"9" * 100_000 + b"]}",
}


@pytest.mark.parametrize("name", RAW)
def test_a_descriptor_that_is_none_is_taken_or_raises(small: Path, name: str) -> None:
    (small / "datapackage.json").write_bytes(RAW[name])
    assert codes(small) == ["CGT501"]


@pytest.mark.parametrize("name", RAW)
def test_a_croissant_that_is_none_is_taken_or_raises(small: Path, name: str) -> None:
    descriptor = load(small)
    put_croissant(small, descriptor, RAW[name])
    save(small, descriptor)
    assert codes(small) == ["CGT511"]


def test_a_descriptor_behind_a_link_is_read(small: Path, tmp_path: Path) -> None:
    (small / "datapackage.json").rename(tmp_path / "real.json")
    (small / "datapackage.json").symlink_to(tmp_path / "real.json")
    assert codes(small) == ["CGT501"]


def put(value: Any, *keys: str | int) -> Callable[[Json], None]:
    """Puts `value` at a place of the resource `sources`."""

    def change(descriptor: Json) -> None:
        inner: Any = resource(descriptor, "sources")
        for key in keys[:-1]:
            inner = inner[key]
        inner[keys[-1]] = value

    return change


def drop(*keys: str) -> Callable[[Json], None]:
    def change(descriptor: Json) -> None:
        inner: Any = resource(descriptor, "sources")
        for key in keys[:-1]:
            inner = inner[key]
        del inner[keys[-1]]

    return change


def twice(descriptor: Json) -> None:
    descriptor["resources"].append(resource(descriptor, "sources"))


FIELD = ("schema", "fields", 1)
LENGTH = ("schema", "fields", 11)
CRAFTED: dict[str, Callable[[Json], None]] = {
    **{f"no {key}": drop(key) for key in ("name", "path", "hash", "contentHash", "rowCount", "schema")},
    **{f"no {key} of the schema": drop("schema", key) for key in ("fields", "primaryKey")},
    **{f"null for {key}": put(None, key) for key in ("name", "path", "hash", "contentHash", "rowCount", "schema")},
    "path upwards": put("../sources.parquet", "path"),
    "path to the folder above": put("..", "path"),
    "path to the folder": put(".", "path"),
    "empty path": put("", "path"),
    "absolute path": put("/etc/passwd", "path"),
    "path below": put("sub/sources.parquet", "path"),
    "web address as path": put("https://example.org/sources.parquet", "path"),
    "path with a null character": put("sources\0.parquet", "path"),
    "path with half a character": put("\ud800.parquet", "path"),
    "path too long": put("x" * 5000, "path"),
    "path to the descriptor": put("datapackage.json", "path"),
    "list of paths": put(["sources.parquet"], "path"),
    "unknown type": put("array", *FIELD, "type"),
    "list for a type": put(["string"], *FIELD, "type"),
    "no type": put(None, *FIELD, "type"),
    "number for a name": put(1, *FIELD, "name"),
    "name that stands twice": put("id", *FIELD, "name"),
    "text for a field": put("id", *FIELD),
    "words for a count": put("many", "rowCount"),
    "endless count": put(float("inf"), "rowCount"),
    "no number for a count": put(float("nan"), "rowCount"),
    "count below nothing": put(-1, "rowCount"),
    "key of no column": put([], "schema", "primaryKey"),
    "key of an unknown column": put(["nope"], "schema", "primaryKey"),
    "key of a number": put([1.5], "schema", "primaryKey"),
    "key of a list": put([["id"]], "schema", "primaryKey"),
    "null for foreign keys": put(None, "schema", "foreignKeys"),
    "text for a foreign key": put(["id"], "schema", "foreignKeys"),
    "empty foreign key": put([{}], "schema", "foreignKeys"),
    "foreign key from an unknown column": put(
        [{"fields": ["nope"], "reference": {"resource": "organizations", "fields": ["id"]}}], "schema", "foreignKeys"
    ),
    "foreign key to an unknown column": put(
        [{"fields": ["id"], "reference": {"resource": "organizations", "fields": ["nope"]}}], "schema", "foreignKeys"
    ),
    "foreign key to an unknown table": put(
        [{"fields": ["id"], "reference": {"resource": "nope", "fields": ["id"]}}], "schema", "foreignKeys"
    ),
    "foreign key to a list": put(
        [{"fields": ["id"], "reference": {"resource": ["organizations"], "fields": ["id"]}}], "schema", "foreignKeys"
    ),
    "text for constraints": put("required", *FIELD, "constraints"),
    "list for constraints": put(["required"], *FIELD, "constraints"),
    "broken pattern": put({"pattern": "("}, *FIELD, "constraints"),
    "number for a pattern": put({"pattern": 5}, *FIELD, "constraints"),
    "pattern of a number": put({"pattern": "[0-9]+"}, *LENGTH, "constraints"),
    "number for an enum": put({"enum": 5}, *FIELD, "constraints"),
    "text for a minimum": put({"minimum": "a"}, *LENGTH, "constraints"),
    "text for a length": put({"maxLength": "a"}, *FIELD, "constraints"),
    "length of a number": put({"maxLength": 5}, *LENGTH, "constraints"),
    "value in no column": put("nope", *FIELD, "value"),
    "list for a value": put(["title"], *FIELD, "value"),
    "table that stands twice": twice,
}


@pytest.mark.parametrize("name", CRAFTED)
def test_a_crafted_descriptor_is_taken_or_raises(small: Path, name: str) -> None:
    described(CRAFTED[name])(small)
    assert codes(small)


@pytest.mark.parametrize("path", ["path upwards", "absolute path", "path below", "empty path"])
def test_a_path_leads_out_of_the_package(small: Path, path: str) -> None:
    shutil.copy(small / "sources.parquet", small.parent)
    described(CRAFTED[path])(small)
    assert codes(small) == ["CGT501"]


@pytest.mark.parametrize("path", ["a\nb.parquet", "a\x1b[2Jb.parquet", "../a\nb"])
def test_a_path_writes_a_line_of_its_own_into_the_findings(small: Path, path: str) -> None:
    described(put(path, "path"))(small)
    shown = [str(finding) for finding in verify(small, Texts())]
    assert shown
    assert [line for line in shown if not line.isprintable()] == []


def null_in(table: str, column: str) -> Break:
    return cell(table, column, None)


NULLS = [
    *(("evidence", column) for column in ("start", "end", "sha256", "source", "record", "item", "table", "position")),
    *(("sources", column) for column in ("id", "body_start", "body_end", "text_length", "text_sha256")),
    *(("source_left_out", column) for column in ("source", "start", "end", "sha256")),
    *(("tombstones", column) for column in ("table", "id")),
    ("evidence", "stance"),
    ("places", "id"),
]


@pytest.mark.parametrize(("table", "column"), NULLS)
def test_a_null_in_a_required_column_is_taken_or_raises(small: Path, texts: Path, table: str, column: str) -> None:
    null_in(table, column)(small)
    for folder in (None, texts):
        assert "CGT505" in codes(small, folder)


@pytest.mark.parametrize("name", ["../texts/news", "/etc/passwd", "n\0ews", "x" * 5000, "", ".."])
def test_the_id_of_a_source_reads_other_files_or_raises(small: Path, texts: Path, name: str) -> None:
    cell("sources", "id", name)(small)
    found = verify(small, Texts(texts))
    assert "CGT505" in {finding.code for finding in found}
    assert not [finding for finding in found if finding.message.startswith("the text of")]


def other_columns(package: Path, table: str, change: Callable[[Any, list[Json]], Any]) -> None:
    """Changes the columns of a table, and lets the descriptor say so."""
    descriptor = load(package)
    changed = change(read(package, table), resource(descriptor, table)["schema"]["fields"])
    save(package, descriptor)
    rewrite(package, table, changed)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("evidence", column) for column in ("column", "start", "source")),
        *(("sources", column) for column in ("body_end", "id")),
        *(("tombstones", column) for column in ("table", "merged_into")),
        ("source_left_out", "end"),
    ],
)
def test_a_table_that_the_check_needs_has_other_columns(small: Path, table: str, column: str) -> None:
    def change(held: Any, fields: list[Json]) -> Any:
        next(field for field in fields if field["name"] == column)["name"] = "other"
        return held.rename_columns([name if name != column else "other" for name in held.column_names])

    other_columns(small, table, change)
    assert codes(small)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("evidence", column) for column in ("start", "end", "item")),
        *(("sources", column) for column in ("body_end", "text_length")),
        ("source_left_out", "start"),
    ],
)
def test_a_number_that_the_check_needs_is_text(small: Path, texts: Path, table: str, column: str) -> None:
    def change(held: Any, fields: list[Json]) -> Any:
        field = next(field for field in fields if field["name"] == column)
        field["type"] = "string"
        field.pop("constraints", None)
        index = held.schema.get_field_index(column)
        return held.set_column(index, pa.field(column, pa.string()), held.column(column).cast(pa.string()))

    other_columns(small, table, change)
    assert codes(small, texts) == ["CGT501"]


@pytest.mark.parametrize("column", ["parent", "iso_code"])
def test_where_a_place_lies_is_a_number(small: Path, column: str) -> None:
    def change(held: Any, fields: list[Json]) -> Any:
        field = next(field for field in fields if field["name"] == column)
        field["type"] = "integer"
        field.pop("constraints", None)
        index = held.schema.get_field_index(column)
        return held.set_column(index, pa.field(column, pa.int64()), pa.array([7], pa.int64()))

    other_columns(small, "places", change)
    assert codes(small)


def test_places_that_lie_in_each_other_are_followed_for_ever(small: Path) -> None:
    cell("places", "parent", "izmir")(small)
    assert codes(small) == ["CGT509"]  # which nothing supports, and that is all


def test_two_columns_of_one_name_are_taken_or_raise(small: Path) -> None:
    def change(held: Any, fields: list[Json]) -> Any:
        fields.append(fields[0])
        return held.append_column(held.schema.field(0), held.column(0))

    descriptor = load(small)
    changed = change(read(small, "organizations"), resource(descriptor, "organizations")["schema"]["fields"])
    save(small, descriptor)
    pq.write_table(changed, small / "organizations.parquet")
    assert codes(small)


@pytest.mark.parametrize("days", [2**31 - 1, -(2**31), 2_932_897, -719_163])
def test_a_day_beyond_the_calendar_is_taken_or_raises(small: Path, days: int) -> None:
    held = read(small, "sources")
    index = held.schema.get_field_index("published_on_from")
    column = pa.array([days], pa.int32()).cast(pa.date32())
    pq.write_table(held.set_column(index, held.schema.field(index), column), small / "sources.parquet")
    assert codes(small)


def test_text_that_is_no_utf_8_is_taken_or_raises(small: Path) -> None:
    held = read(small, "organizations")
    index = held.schema.get_field_index("name")
    column = pa.array([b"\xff\xfe"], pa.binary())
    column = pa.Array.from_buffers(pa.string(), 1, column.buffers())
    pq.write_table(held.set_column(index, held.schema.field(index), column), small / "organizations.parquet")
    assert "CGT502" in codes(small)


@pytest.fixture(scope="session")
def scratch(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small package in which every example changes the same file."""
    return Path(shutil.copytree(made, tmp_path_factory.mktemp("scratch") / "package"))


def well_formed(findings: list[Finding]) -> bool:
    known = {rule.code for rule in RULES}
    return all(finding.code in known and finding.message for finding in findings)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("id"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["fields", "name"]), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_some_crafted_descriptor_raises(made: Path, scratch: Path, data: st.DataObject) -> None:
    descriptor = load(made)
    inner: Any = descriptor["resources"]
    steps = data.draw(st.integers(1, 7), label="depth")
    for step in range(steps):
        keys = sorted(inner) if isinstance(inner, dict) else range(len(inner))
        key = data.draw(st.sampled_from(keys), label="key")
        if step == steps - 1 or not isinstance(inner[key], dict | list) or not inner[key]:
            inner[key] = data.draw(JSON, label="value")
            break
        inner = inner[key]
    save(scratch, descriptor)
    assert well_formed(verify(scratch, Texts()))


@pytest.fixture(scope="session")
def torn(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(made, tmp_path_factory.mktemp("torn") / "package"))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_some_damaged_file_is_taken_or_raises(made: Path, torn: Path, data: st.DataObject) -> None:
    content = bytearray((made / "organization_names.parquet").read_bytes())
    place = data.draw(st.integers(0, len(content) - 1), label="place")
    if data.draw(st.booleans(), label="cut"):
        del content[place:]
    else:
        content[place] ^= data.draw(st.integers(1, 255), label="bits")
    (torn / "organization_names.parquet").write_bytes(content)
    found = verify(torn, Texts())
    assert {"CGT502", "CGT503"} & {finding.code for finding in found}
    assert well_formed(found)

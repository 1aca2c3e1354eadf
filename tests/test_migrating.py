from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import old_records
import pyarrow.parquet as pq
import pytest
import yaml

from cgt_dataset import checking, curation, migrating
from cgt_dataset.build import build, check
from cgt_dataset.curation import rewriting
from cgt_dataset.curation.formatting import Unformattable
from cgt_dataset.findings import Finding
from cgt_dataset.migrating import Plan, plan
from cgt_dataset.schema import SCHEMA_VERSION
from cgt_dataset.schema.migrations import DROPS, migrate
from cgt_dataset.tabular import content_hash, tables_of
from cgt_dataset.texts import Texts

FILES = [Path(name) for name in old_records.RECORDS]


def everything(_: Path) -> bool:
    return True


def only(*names: str) -> Callable[[Path], bool]:
    return lambda path: path.stem in names


def hashes(raw: Path) -> dict[str, str]:
    """The content hash of every table that the records give."""
    checked = check(raw, Texts(raw.parent / "articles"))
    assert [str(finding) for finding in checked.findings] == []
    return {name: content_hash(table) for name, table in tables_of(checked.records, checked.tombstones).items()}


def built(raw: Path, place: Path) -> dict[str, str]:
    """The content hash of every table of the package that is built of the records."""
    assert build(raw, place, Texts(raw.parent / "articles")).findings == ()
    return {path.stem: content_hash(pq.read_table(path)) for path in sorted(place.glob("*.parquet"))}


def files(raw: Path) -> dict[str, bytes]:
    return {path.relative_to(raw).as_posix(): path.read_bytes() for path in sorted(raw.rglob("*")) if path.is_file()}


def follow(planned: Plan) -> None:
    for step in planned.rewritings:
        step.path.parent.mkdir(exist_ok=True)
        rewriting.replace_file(step.path, step.content, step.before)


def shown(findings: tuple[Finding, ...], raw: Path) -> list[tuple[str, int | None, str]]:
    return [(Path(found.path).relative_to(raw).as_posix(), found.line, found.code) for found in findings]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return old_records.write(tmp_path)


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """Records of which one has other lines: file, what stands there, and what takes its place."""

    def write(name: str, *changes: tuple[str, str]) -> Path:
        (whole,) = (content for path, content in old_records.RECORDS.items() if Path(path).stem == name)
        for old, new in changes:
            assert whole.count(old) == 1
            whole = whole.replace(old, new)
        return old_records.write(tmp_path, **{name.replace("-", "_"): whole})

    return write


def line_of(content: str, start: str, nth: int = 0) -> int:
    return [number for number, line in enumerate(content.split("\n"), 1) if line.startswith(start)][nth]


def test_the_package_is_the_same_before_and_after(raw: Path, tmp_path: Path) -> None:
    before = built(raw, tmp_path / "old")
    assert {"places", "products", "mentions", "evidence", "organizations"} <= set(before)
    planned = plan(raw, everything)
    follow(planned)
    assert planned.findings == ()
    assert planned.drops == DROPS[1]
    assert built(raw, tmp_path / "new") == before == hashes(raw)
    assert plan(raw, everything) == Plan((), (), ())
    for path in raw.rglob("*.yaml"):
        document = yaml.safe_load(path.read_bytes())
        assert document["schema"].endswith(f"/{SCHEMA_VERSION}")
        assert document["id"] == path.stem


def test_what_is_made_is_what_the_old_records_say(raw: Path) -> None:
    follow(plan(raw, everything))
    made = {path.stem: yaml.safe_load(path.read_bytes()) for path in (raw / "places").iterdir()}
    assert {name: (place.get("parent"), place.get("name"), place.get("kind")) for name, place in made.items()} == {
        "cn": (None, "China", "country"),
        "cn-sh": ("cn", "Shanghai", "municipality"),
        "cn-sh-pudong-district": ("cn-sh", "Pudong district", "district"),
        "nl": (None, None, "country"),
        "nl-alkmaar": ("nl", "Alkmaar", None),
        "nl-alkmaar-west-park": ("nl-alkmaar", "West Park", None),
    }
    names = {yaml.safe_load(path.read_bytes())["name"] for path in (raw / "products").iterdir()}
    assert names == {"Kit 🧬", "细胞"}
    (bearer,) = (raw / "mentions").iterdir()
    assert yaml.safe_load(bearer.read_bytes())["text"] == "Paul Smit"


def test_comments_and_the_order_of_fields_are_kept(raw: Path) -> None:
    follow(plan(raw, everything))
    lines = (raw / "organizations" / "acme.yaml").read_text(encoding="utf-8").split("\n")
    assert lines[:16] == [
        "# Who it is",
        "schema: organization/2",
        "id: acme",
        "names: # both of them",
        "- text: Acme",
        "  language: en",
        "  kind: short",
        "# the long one",
        "- text: Akmé",
        "  language: en",
        "  kind: official",
        "name: Acme",
        "# Where it is",
        "# the Netherlands",
        "place: nl-alkmaar # a town",
        "kind: company",
    ]
    assert lines[-2:] == ["# the end", ""]
    comments = sum(line.count("#") for line in lines)
    assert comments == old_records.RECORDS["organizations/acme.yaml"].count("#")
    two = lines.index("  supports: [/kind] # two of a kind")
    assert lines[two + 6 : two + 9] == ["- source: paper", "  supports: [/place]", "  start: 43"]
    assert "- product-93fa687c # cells" in (raw / "agreements" / "supply.yaml").read_text(encoding="utf-8").split("\n")


def test_what_is_written_first_is_what_the_others_refer_to(raw: Path) -> None:
    steps = plan(raw, everything).rewritings
    fresh = [step.before is None for step in steps]
    assert fresh == sorted(fresh, reverse=True)
    assert {step.path.relative_to(raw) for step in steps if step.before is not None} == set(FILES)
    for step in steps:
        assert step.before == (step.path.read_bytes().decode() if step.before is not None else None)


@pytest.mark.parametrize("order", [FILES, FILES[::-1], FILES[2:] + FILES[:2]], ids=["first", "last", "middle"])
def test_one_file_after_the_other_comes_to_the_same(raw: Path, order: list[Path]) -> None:
    before = hashes(raw)
    for name in order:
        follow(plan(raw, only(name.stem)))
        assert hashes(raw) == before, f"after {name}"
    assert plan(raw, everything).rewritings == ()


class Stopped(Exception):
    """The machine goes down."""


@pytest.mark.parametrize("count", range(15))
def test_after_any_file_it_can_be_taken_up_again(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    shutil.copytree(tmp_path, tmp_path / "whole")
    follow(plan(tmp_path / "whole" / "raw", everything))
    old, new = files(raw), files(tmp_path / "whole" / "raw")
    expected = hashes(raw)
    replace, written = rewriting.replace_file, itertools.count()

    def stopping(path: Path, content: str, read: str | None = None) -> None:
        if next(written) == count:
            raise Stopped
        replace(path, content, read)

    monkeypatch.setattr(rewriting, "replace_file", stopping)
    with pytest.raises(Stopped):
        follow(plan(raw, everything))
    monkeypatch.undo()
    now = files(raw)
    changed = [name for name, content in now.items() if content != old.get(name)]
    assert len(changed) == count
    assert all(now[name] == new[name] for name in changed)
    assert hashes(raw) == expected
    follow(plan(raw, everything))
    assert files(raw) == new
    assert hashes(raw) == expected


def test_the_test_above_stops_after_each_file(raw: Path) -> None:
    assert len(plan(raw, everything).rewritings) == 15


def test_what_is_there_already_is_left_as_it_is(raw: Path) -> None:
    (raw / "places").mkdir()
    mine = raw / "places" / "nl-alkmaar.yaml"
    mine.write_text("schema: place/2\nid: nl-alkmaar\n")
    planned = plan(raw, everything)
    assert mine not in [step.path for step in planned.rewritings]
    follow(planned)
    assert mine.read_text() == "schema: place/2\nid: nl-alkmaar\n"


def test_only_what_the_chosen_records_need_is_made_and_it_is_whole(raw: Path) -> None:
    steps = plan(raw, only("ministry")).rewritings
    assert [step.path.relative_to(raw).as_posix() for step in steps] == [
        "places/cn.yaml",
        "organizations/ministry.yaml",
    ]
    place = yaml.safe_load(steps[0].content)
    assert place["name"] == "China", "what the regulation says of it is lost"


def test_a_stopgap_of_an_id_is_said_to_be_one(raw: Path) -> None:
    asks = {step.path.stem: step.ask for step in plan(raw, everything).rewritings if step.ask}
    assert sorted(asks) == ["product-93fa687c", "product-kit-cb718c5e"]
    assert all(name in ask and "rename it" in ask for name, ask in asks.items())


def test_a_faulty_record_stops_all_and_nothing_is_planned(edited: Callable[..., Path]) -> None:
    raw = edited("cell-works", ("zone: West Park", "zone: 12"))
    planned = plan(raw, everything)
    line = line_of((raw / "facilities" / "cell-works.yaml").read_text(), "zone:")
    assert ("facilities/cell-works.yaml", line, "CGT103") in shown(planned.findings, raw)
    assert (planned.rewritings, planned.drops) == ((), ())


def test_a_faulty_record_that_is_not_chosen_stops_nothing(edited: Callable[..., Path]) -> None:
    raw = edited("cell-works", ("zone: West Park", "zone: 12"))
    planned = plan(raw, only("ministry"))
    assert planned.findings == ()
    assert [step.path.stem for step in planned.rewritings] == ["cn", "ministry"]


def test_a_warning_stops_nothing(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warning = Finding(str(raw / FILES[1]), 1, 1, "CGT204", "looks like another", "compare", "warning")

    def warned(folder: curation.Folder, texts: Texts) -> checking.Checked:
        return checking.Checked(checking.check_folder(folder, texts).records, (warning,))

    monkeypatch.setattr(migrating, "check_folder", warned)
    planned = plan(raw, everything)
    assert planned.findings == (warning,)
    assert len(planned.rewritings) == 15


@pytest.mark.parametrize("comment", ["names: [{text: ministry, # a word\n  language: en, kind: as_stated}]\n"])
def test_a_file_that_cannot_be_rewritten_is_a_finding_and_nothing_is_written(
    edited: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, comment: str
) -> None:
    def refuse(*_: Any) -> str:
        raise Unformattable("its canonical form would lose a comment")

    raw = edited("ministry", ("names:\n- text: ministry\n  language: en\n  kind: as_stated\n", comment))
    before = files(raw)
    monkeypatch.setattr(migrating, "rewritten", refuse)
    planned = plan(raw, only("ministry"))
    assert shown(planned.findings, raw) == [("organizations/ministry.yaml", 1, "CGT121")]
    assert "would lose a comment" in planned.findings[0].message
    assert planned.rewritings == ()
    assert files(raw) == before


# Records of an older schema where they are checked


def findings(raw: Path) -> list[tuple[str, int | None, str]]:
    return shown(check(raw, Texts(raw.parent / "articles")).findings, raw)


def test_a_schema_of_a_later_release_is_refused(edited: Callable[..., Path]) -> None:
    raw = edited("ministry", ("schema: organization/1", "schema: organization/3"))
    (found,) = (one for one in check(raw, Texts()).findings if one.code == "CGT119")
    assert (found.line, found.column) == (1, 9)
    assert "later schema" in found.message
    assert "use a later release of cgt-dataset" in found.mend
    planned = plan(raw, everything)
    assert planned.rewritings == ()
    assert found in planned.findings


@pytest.mark.parametrize(
    ("change", "line", "mend"),
    [
        (("schema: organization/1", "schema: organization/2"), "country:", "country is a field of organization/1"),
        (("country: CN", "place: cn"), "place:", "place is a field of organization/2: run `cgt-dataset migrate`"),
    ],
)
def test_a_record_of_two_versions_is_told_which_field_is_of_which(
    edited: Callable[..., Path], change: tuple[str, str], line: str, mend: str
) -> None:
    raw = edited("ministry", change)
    (found,) = (one for one in check(raw, Texts()).findings if one.code == "CGT102")
    assert found.line == line_of((raw / "organizations" / "ministry.yaml").read_text(), line)
    assert found.mend.startswith(mend)
    assert plan(raw, everything).rewritings == ()


def test_a_migration_that_fails_is_a_finding(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    def failing(document: dict[str, Any]) -> Any:
        if document["id"] == "ministry":
            raise KeyError("what nobody thought of")
        return migrate(document)

    monkeypatch.setattr(checking, "migrate", failing)
    found = [one for one in check(raw, Texts()).findings if one.code == "CGT121"]
    assert shown(tuple(found), raw) == [("organizations/ministry.yaml", 1, "CGT121")]
    assert "what nobody thought of" in found[0].message
    assert plan(raw, everything).rewritings == ()


def clash(edited: Callable[..., Path]) -> Path:
    """The plant stands in West Park in Alkmaar, the agreement was signed in "Alkmaar West Park" in the Netherlands."""
    return edited("supply", ("locality: Alkmaar", "locality: Alkmaar West Park"))


def test_two_records_that_give_one_place_two_parents_are_a_finding(edited: Callable[..., Path]) -> None:
    raw = clash(edited)
    (found,) = (one for one in check(raw, Texts()).findings if one.code == "CGT121")
    assert found.record == "places/nl-alkmaar-west-park"
    assert "parent" in found.message
    assert Path(found.path).name in ("supply.yaml", "cell-works.yaml")
    assert plan(raw, everything).rewritings == ()


@pytest.mark.parametrize("name", ["supply", "cell-works"])
def test_neither_of_two_records_that_disagree_is_rewritten_alone(edited: Callable[..., Path], name: str) -> None:
    raw = clash(edited)
    planned = plan(raw, only(name))
    assert [found.code for found in planned.findings] == ["CGT121"]
    assert planned.rewritings == ()


def test_records_that_have_no_part_in_a_disagreement_can_be_rewritten(edited: Callable[..., Path]) -> None:
    raw = clash(edited)
    planned = plan(raw, only("ministry", "acme"))
    assert planned.findings == ()
    assert [step.path.stem for step in planned.rewritings] == ["nl", "nl-alkmaar", "cn", "acme", "ministry"]
    # What the others say of the same place is there, though they are not rewritten.
    place = yaml.safe_load(planned.rewritings[0].content)
    assert len({(item["start"], item["end"]) for item in place["evidence"]}) == 3


WRONG = ("f3ca357704a194cb382aa45b33888441f9e79efa4445fe7a3926f729f3027982", "f" * 64)
"""The digest of the words that state where Acme is."""


def test_a_wrong_digest_is_found_where_it_stands_in_the_old_file(edited: Callable[..., Path]) -> None:
    raw = edited("acme", WRONG)
    content = (raw / "organizations" / "acme.yaml").read_text()
    found = findings(raw)
    assert ("organizations/acme.yaml", line_of(content, f"  sha256: {'f' * 64}"), "CGT306") in found
    # What was made of the locality has the same evidence, whose fault is told at the locality.
    at = {line_of(content, f"  sha256: {'f' * 64}"), line_of(content, "locality:")}
    assert {(path, code) for path, _, code in found} == {("organizations/acme.yaml", "CGT306")}
    assert {line for _, line, _ in found} <= at


def test_a_locality_that_its_words_do_not_state_is_found_at_the_locality(edited: Callable[..., Path]) -> None:
    raw = edited("acme", ("locality: Alkmaar", "locality: Alkmar"))
    content = (raw / "organizations" / "acme.yaml").read_text()
    found = {one for one in findings(raw) if one[2] != "CGT204"}  # a warning that it is like the other spelling
    assert found == {("organizations/acme.yaml", line_of(content, "locality:"), "CGT402")}


def test_a_value_after_evidence_that_was_divided_is_found_where_it_stands(edited: Callable[..., Path]) -> None:
    raw = edited("acme", ("  end: 66", "  end: 6600"))
    content = (raw / "organizations" / "acme.yaml").read_text()
    found = findings(raw)
    assert ("organizations/acme.yaml", line_of(content, "  end: 6600"), "CGT304") in found
    assert {(path, code) for path, _, code in found} == {("organizations/acme.yaml", "CGT304")}


def test_a_bearer_or_a_pointer_that_is_wrong_is_found_before_anything_moves(edited: Callable[..., Path]) -> None:
    raw = edited("cell-works", ("supports: [/country, /locality]", "supports: [/country, /localty]"))
    content = (raw / "facilities" / "cell-works.yaml").read_text()
    line = line_of(content, "- supports: [/country, /localty]")
    assert ("facilities/cell-works.yaml", line, "CGT302") in findings(raw)


def test_a_record_that_an_old_one_refers_to_and_is_not_there_is_found_where_it_is_named(
    edited: Callable[..., Path],
) -> None:
    raw = edited("pilot", ("issuers: [ministry]", "issuers: [ministery]"))
    content = (raw / "regulations" / "pilot.yaml").read_text()
    assert [one for one in findings(raw) if one[2] == "CGT202"] == [
        ("regulations/pilot.yaml", line_of(content, "issuers:"), "CGT202")
    ]

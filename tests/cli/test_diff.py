from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.build import build
from cgt_dataset.package import opened as opened_module
from cgt_dataset.reader import dataset as dataset_module
from cgt_dataset.texts import Texts

BASE = Path(__file__).resolve().parents[1] / "faults" / "base" / "raw"
AGREEMENT = "agreements/zilverling-quillmoor-framework"
Cgt = Callable[..., Any]
SPAN = "invented-article [289, 316) normalised, stated"


def _built(place: Path, changed: Callable[[str], str] = str, without: str = "") -> Path:
    """The package of a small folder of records, its agreement changed, one record left out."""
    raw = Path(shutil.copytree(BASE, place / "raw"))
    file = raw / f"{AGREEMENT}.yaml"
    file.write_text(changed(file.read_text("utf-8")), "utf-8")
    if without:
        (raw / f"{without}.yaml").unlink()
    checked = build(raw, place / "build", Texts())
    assert checked.good, checked.findings
    return place / "build"


def _later(text: str) -> str:
    """Another day by another span, another scope by the same words, the same kind by other words, one more party."""
    text = re.sub(r"/parties/(\d)", lambda match: f"/parties/{int(match[1]) + 1}", text)
    text = text.replace("parties:\n", "parties:\n- described_as: a clinic\n  role: partner\n")
    text = text.replace("signed_on: 2031-03-12", "signed_on: 2031-03-13").replace(" for the plant in Alkmaar.", ".")
    text = text.replace("[/signed_on]\n  start: 289", "[/signed_on]\n  start: 290").replace("start: 260", "start: 261")
    support = text.partition("[/scope, ")[2].partition("\n")[2].partition("\n- ")[0]
    return f"{text}- source: invented-article\n  supports: [/parties/0/described_as, /parties/0/role]\n{support}\n"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory.mktemp("old"))


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory.mktemp("new"), _later, "regulations/cell-plant-notice")


@pytest.fixture
def wheel(tmp_path: Path, new: Path) -> Path:
    return _zipped(tmp_path / "w.whl", new)


def _zipped(file: Path, package: Path) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in package.iterdir():
            archive.write(entry, f"cgt_dataset/data/{entry.name}")
    return file


def test_the_text_tells_less_than_what_changed(cgt: Cgt, old: Path, new: Path) -> None:
    ran = cgt("diff", old, new)
    assert (ran.status, ran.err) == (0, "")
    agreement, parties = ran.out.partition("agreements:")[2].partition("agreement_parties:")[::2]
    assert agreement.splitlines() == [
        " 1 → 1 rows (1 changed)",
        f"  ~ {AGREEMENT}",
        '      signed_on: "2031-03-12" → "2031-03-13"',
        '      signed_on_from: "2031-03-12" → "2031-03-13"',
        '      signed_on_to: "2031-03-12" → "2031-03-13"',
        f"        ~ {SPAN} → {SPAN.replace('289', '290')} (start)",
        '      scope: "Vectors and cells for the plant in Alkmaar." → "Vectors and cells."',
        "        its evidence did not change",
    ]
    assert parties.splitlines()[:2] == [
        " 3 → 4 rows (1 added)",
        f'  + {AGREEMENT} 0: described_as "a clinic", role "partner"',
    ]
    assert "\nregulations: 1 → 0 rows (1 removed)\n  - regulations/cell-plant-notice\n" in ran.out
    for name in ("kind", "status"):
        before, after = (f"invented-article [{start}, 288) normalised, stated" for start in (260, 261))
        assert f"\n  ~ {AGREEMENT} /{name}: {before} → {after} (start)\n" in ran.out
    assert ran.out.count("/signed_on") == ran.out.count("/parties") == 0, "told above, and told again"


def test_equal_packages_differ(cgt: Cgt, old: Path) -> None:
    assert cgt("diff", old, old).out.splitlines()[1:] == ["nothing changed"]
    assert cgt("diff", old, old, "--format", "markdown").out.startswith("The data is that of ")
    document = json.loads(cgt("diff", old, old, "--format", "json").out)
    assert not any(table["change"] or table["columns"] or table["rows"] for table in document["tables"])


def test_the_json_has_another_shape(cgt: Cgt, old: Path, new: Path) -> None:
    ran = cgt("diff", old, new, "--format", "json")
    assert ran.status == 0
    document = json.loads(ran.out)
    assert (document.keys(), document["version"]) == ({"version", "before", "after", "tables"}, 1)
    tables = {table["table"]: table for table in document["tables"]}
    assert list(tables) == [
        resource["name"]
        for resource in json.loads((new / "datapackage.json").read_bytes())["resources"]
        if resource["name"] != "changes"
    ]
    agreements = tables["agreements"]
    assert agreements.keys() == {"table", "change", "before", "after", "columns", "rows"}
    assert (agreements["change"], agreements["columns"]) == (None, [])
    assert agreements["before"] == agreements["after"] == {"key": ["id"], "rows": 1}
    (row,) = agreements["rows"]
    assert row.keys() == {"change", "record", "key", "before", "after", "cells"}
    assert (row["change"], row["record"], row["key"]) == ("changed", AGREEMENT, [AGREEMENT.partition("/")[2]])
    cell = next(cell for cell in row["cells"] if cell["column"] == "signed_on_to")
    assert cell.keys() == {"column", "before", "after", "value", "evidence"}
    assert (cell["before"], cell["after"], cell["value"]) == ("2031-03-12", "2031-03-13", "signed_on")
    (support,) = cell["evidence"]
    assert support.keys() == {"change", "key", "before", "after"}
    assert (support["before"]["start"], support["after"]["start"]) == (289, 290)


def test_the_changelog_leaves_out_counts_or_records(cgt: Cgt, old: Path, new: Path) -> None:
    ran = cgt("diff", old, new, "--format", "markdown")
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert "| `regulations` | 1 | 0 | 0 | 1 | 0 |" in lines
    assert "| `agreement_parties` | 3 | 4 | 1 | 0 | 0 |" in lines
    assert "- Records removed (1): `regulations/cell-plant-notice`." in lines
    changed = lines[lines.index(next(line for line in lines if line.startswith("- Records changed ("))) + 1 :]
    assert changed[0] == f"  - `{AGREEMENT}`: `signed_on`, `scope`, `agreement_parties`, `evidence`"
    assert changed[1:] == ["  - `sources/invented-article`: `coverage`"]
    assert not any("terms" in line for line in lines)


def test_the_changelog_is_as_long_as_the_data(cgt: Cgt, old: Path, package: Path) -> None:
    ran = cgt("diff", old, package, "--format", "markdown")
    (added,) = (line for line in ran.out.splitlines() if line.startswith("- Records added"))
    count = int(re.findall(r"\((\d+)\)", added)[0])
    assert count > 45
    assert added.endswith(f", and {count - 40} more.")
    assert added.count("`") == 80


def test_a_wheel_or_the_installed_package_is_told_otherwise(
    cgt: Cgt, old: Path, new: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = cgt("diff", old, new).out
    before = sorted(wheel.parent.iterdir())
    monkeypatch.setattr(dataset_module, "installed", lambda: old)
    assert cgt("diff", old, wheel).out == cgt("diff", "installed", wheel).out == told
    assert sorted(wheel.parent.iterdir()) == before


def test_another_primary_key_is_not_told(cgt: Cgt, tmp_path: Path, old: Path) -> None:
    place = Path(shutil.copytree(old, tmp_path / "package"))

    def turn(document: Any) -> None:
        (found,) = (one for one in document["resources"] if one["name"] == "terms")
        found["schema"]["primaryKey"].reverse()

    _descriptor(turn)(place)
    assert "primary key scheme, term → term, scheme, so that no row" in cgt("diff", old, place).out
    assert "- The primary key of `terms` changed.\n" in cgt("diff", old, place, "--format", "markdown").out


def test_floors_let_a_table_shrink(cgt: Cgt, old: Path, new: Path) -> None:
    ran = cgt("diff", old, new, "--floors")
    assert ran.status == 1
    lost = [line.partition(" ")[0] for line in ran.out.splitlines()]
    assert "regulations had 1 rows and has 0 rows; it may lose 0" in ran.out.splitlines()
    assert ran.err == f"{len(lost)} tables below the floor\n"
    ran = cgt("diff", old, new, "--floors", *(word for table in lost for word in ("--allow", f"{table}=99")))
    assert (ran.status, ran.out, ran.err) == (0, "", "no table is below its floor\n")
    assert cgt("diff", old, new, "--floors", "--allow", "regulations=1").out.count("\n") == len(lost) - 1
    assert cgt("diff", new, new, "--floors").status == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--allow", "agreements=1"], "it goes with --floors"),
        (["--floors", "--allow", "agreements"], "write TABLE=ROWS"),
        (["--floors", "--allow", "agreements=-1"], "write TABLE=ROWS"),
        (["--floors", "--allow", "agreements=\u0663"], "write TABLE=ROWS"),
        (["--floors", "--allow", "agreement=1"], "there is no table 'agreement'; did you mean 'agreements'?"),
        (["--floors", "--allow", "agreements=1", "--allow", "agreements=2"], "stated twice"),
        (["--floors", "--format", "json"], "not allowed with"),
    ],
)
def test_wrong_options_are_taken(cgt: Cgt, old: Path, options: list[str], told: str) -> None:
    ran = cgt("diff", old, old, *options)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err.splitlines()[-1]


def _remove(place: Path) -> None:
    (place / "terms.parquet").unlink()


def _cut(place: Path) -> None:
    content = (place / "terms.parquet").read_bytes()
    (place / "terms.parquet").write_bytes(content[: len(content) // 2])


def _swap(place: Path) -> None:
    shutil.copy(place / "agreements.parquet", place / "terms.parquet")


def _descriptor(edit: Callable[[Any], object]) -> Callable[[Path], None]:
    def spoil(place: Path) -> None:
        document = json.loads((place / "datapackage.json").read_bytes())
        edit(document)
        (place / "datapackage.json").write_text(json.dumps(document))

    return spoil


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no-descriptor": (lambda place: (place / "datapackage.json").unlink(), "holds no package"),
    "half-descriptor": (lambda place: (place / "datapackage.json").write_text('{"name": '), "is damaged"),
    "deep-descriptor": (lambda place: (place / "datapackage.json").write_text("[" * 100_000), "is damaged"),
    "other-json": (lambda place: (place / "datapackage.json").write_text("[]"), "is damaged"),
    "no-version": (_descriptor(lambda document: document.pop("version")), "version: Field required"),
    "path-out": (_descriptor(lambda document: document["resources"][0].update(path="../a.parquet")), "is damaged"),
    "no-key": (_descriptor(lambda document: document["resources"][0]["schema"].pop("primaryKey")), "is damaged"),
    "rows": (_descriptor(lambda document: document["resources"][0].update(rowCount=77)), "1 rows, not 77"),
    "no-table": (_remove, "terms.parquet is not"),
    "half-table": (_cut, "terms.parquet is no Parquet file"),
    "another-table": (_swap, "terms.parquet does not have the columns"),
}


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "wheel"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_package_is_compared_or_breaks_the_command(
    cgt: Cgt, tmp_path: Path, old: Path, damage: str, packed: bool
) -> None:
    spoil, told = DAMAGES[damage]
    place = Path(shutil.copytree(old, tmp_path / "package"))
    spoil(place)
    where = _zipped(tmp_path / "package.whl", place) if packed else place
    for pair in ((where, old), (old, where)):
        ran = cgt("diff", *pair)
        assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert ran.err.startswith(f"cgt-dataset: {where}")
        assert told in ran.err


def test_what_is_no_package_breaks_the_command(cgt: Cgt, tmp_path: Path, old: Path, wheel: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.whl").write_text("no wheel")
    (tmp_path / "half.whl").write_bytes(wheel.read_bytes()[:5000])
    os.mkfifo(tmp_path / "pipe")
    told = {
        "nowhere": "there is no such folder, archive or wheel",
        "empty": "holds no package: datapackage.json is not there",
        "text.whl": "the file is no wheel",
        "half.whl": "the file is no wheel",
        "pipe": "there is no such folder, archive or wheel",
        "a\nb": "a\\u000ab: there is no such folder, archive or wheel",
    }
    for name, why in told.items():
        ran = cgt("diff", tmp_path / name, old)
        assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert why in ran.err


def test_a_wheel_of_a_stranger_is_trusted(
    cgt: Cgt, tmp_path: Path, old: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = "cgt_dataset/data/agreements.parquet"
    with zipfile.ZipFile(wheel, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("../outside.txt", "never written")
        archive.writestr(member, "another one")
    ran = cgt("diff", wheel, old)
    assert (ran.status, "agreements.parquet stands in the wheel twice" in ran.err) == (2, True)
    assert not list(tmp_path.parent.glob("outside.txt"))
    good = _zipped(tmp_path / "good.whl", old)
    content = bytearray(good.read_bytes())
    place = content.rindex(member.encode()) - 46  # its entry in the directory of the archive
    content[place + 8] |= 1  # encrypted
    good.write_bytes(content)
    assert "packed in a way that no wheel is" in cgt("diff", good, old).err
    content[place + 8] ^= 1
    content[place + 10] = 14  # compressed with LZMA
    good.write_bytes(content)
    assert "packed in a way that no wheel is" in cgt("diff", good, old).err
    monkeypatch.setattr(opened_module, "_LIMIT", 3_000)
    assert "is larger than 3,000 bytes" in cgt("diff", _zipped(tmp_path / "large.whl", old), old).err
    assert "is larger than 3,000 bytes" in cgt("diff", old, old).err


def test_a_name_in_a_package_steers_the_terminal(cgt: Cgt, tmp_path: Path, old: Path) -> None:
    place = Path(shutil.copytree(old, tmp_path / "package"))
    _descriptor(lambda document: document.update(version="1\x1b[2J`|\n"))(place)
    for form in ("text", "markdown"):
        assert "\x1b" not in cgt("diff", place, old, "--format", form).out

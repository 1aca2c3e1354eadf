"""Every rule has a case that trips it and nothing else; a curator is told what, where and how to mend it.

A case overlays `base/`, a small dataset without a fault, with the files below `cases/CASE/`, or is made by a function
of `MADE` where git or a file system could mangle it, or where a line or two of the base change. `expected.csv` has the
one finding of each case. Rules that only JSON Lines can break have theirs in `test_faulty_lines.py`.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cgt_dataset.build import RULES, check
from cgt_dataset.findings import Finding
from cgt_dataset.rules.lines import RULES as LINE_RULES
from cgt_dataset.texts import Texts

HERE = Path(__file__).resolve().parent
BASE = HERE / "base"
CASES = HERE / "cases"
HOLDING = "raw/organizations/zilverling-holding.yaml"
QUILLMOOR = "raw/organizations/quillmoor-vectors.yaml"
AGREEMENT = "raw/agreements/zilverling-quillmoor-framework.yaml"
FACILITY = "raw/facilities/alkmaar-cell-works.yaml"
MENTION = "raw/mentions/five-towns.yaml"
ARTICLE = "articles/invented-article.txt"


class Row(NamedTuple):
    """A finding as the table has it; what is empty is None in the finding, or the whole record as pointer."""

    case: str
    code: str
    path: str
    line: str
    column: str
    pointer: str
    message: str


def _rows(name: str) -> list[Row]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == Row._fields
    return [Row(*row) for row in rows]


SEVERITY = {rule.code: rule.severity for rule in RULES}
EXPECTED = _rows("expected.csv")
TEN = _rows("ten.csv")


def _row(case: str, finding: Finding, place: Path) -> Row:
    line, column = (str(number or "") for number in (finding.line, finding.column))
    path = Path(finding.path).relative_to(place).as_posix()
    return Row(case, finding.code, path, line, column, finding.pointer or "", finding.message)


# --- cases that are made when they are needed ---


def _bytes(path: str, content: bytes) -> Callable[[Path], None]:
    def make(place: Path) -> None:
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)

    return make


def _changed(path: str, old: bytes, new: bytes, encoding: str = "utf-8") -> Callable[[Path], None]:
    """The file of the base with `new` for every `old`, in another encoding."""

    def make(place: Path) -> None:
        content = (place / path).read_bytes()
        assert old in content
        (place / path).write_bytes(content.replace(old, new).decode("utf-8", "surrogateescape").encode(encoding))

    return make


def _raw_bytes(path: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    """The file of the base with `new`, which need not be UTF-8, for the first `old`."""

    def make(place: Path) -> None:
        content = (place / path).read_bytes()
        assert old in content
        (place / path).write_bytes(content.replace(old, new, 1))

    return make


def _linked(path: str, target: str) -> Callable[[Path], None]:
    """A symbolic link in place of the file or folder."""

    def make(place: Path) -> None:
        _removed(place / path)
        (place / path).symlink_to(target)

    return make


def _renamed(path: str, name: str) -> Callable[[Path], None]:
    def make(place: Path) -> None:
        (place / path).rename(place / name)

    return make


def _removed(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _pipe(path: str) -> Callable[[Path], None]:
    def make(place: Path) -> None:
        if not hasattr(os, "mkfifo"):
            pytest.skip("this system has no named pipes")
        _removed(place / path)
        os.mkfifo(place / path)

    return make


def _emptied(place: Path) -> None:
    _removed(place / "raw")
    (place / "raw").mkdir()


def _tables_emptied(place: Path) -> None:
    for record in (place / "raw").rglob("*.yaml"):
        record.unlink()


def _table_is_a_file(place: Path) -> None:
    _removed(place / "raw/agreements")
    (place / "raw/agreements").write_bytes(b"schema: agreement/2\n")


def _text_is_a_folder(place: Path) -> None:
    _removed(place / ARTICLE)
    (place / ARTICLE).mkdir()


def _wrong_term_between_line_ends_of_windows(place: Path) -> None:
    content = (place / HOLDING).read_bytes().replace(b"assertion: stated", b"assertion: said")
    (place / HOLDING).write_bytes(content.replace(b"\n", b"\r\n"))


MADE: dict[str, Callable[[Path], None]] = {
    "CGT001-symbolic-link": _linked("raw/organizations/linked.yaml", "zilverling-holding.yaml"),
    "CGT001-link-to-nothing": _linked("raw/organizations/linked.yaml", "nothing.yaml"),
    "CGT001-link-to-itself": _linked("raw/organizations/linked.yaml", "linked.yaml"),
    "CGT001-named-pipe": _pipe("raw/organizations/pipe.yaml"),
    "CGT001-too-large": _bytes("raw/organizations/large.yaml", b"# large\n" * 131_073),
    "CGT002-accent-in-latin-1": _changed(
        QUILLMOOR, b"Makes vectors.", "Makes vectors for \u00cele-de-France.".encode(), "latin-1"
    ),
    "CGT002-latin-1": _changed(AGREEMENT, b"Vectors and cells", "Vectors and caf\u00e9s".encode(), "latin-1"),
    "CGT002-utf-16": _changed(HOLDING, b"schema", b"schema", "utf-16"),
    "CGT002-gb18030": _changed(HOLDING, b"Holding, language: en", "知林控股, language: zh".encode(), "gb18030"),
    "CGT002-cut-off": _raw_bytes(FACILITY, b"purpose: Makes cell therapies", b"purpose: \xe7\x9f\xa5\xe6\x9e"),
    "CGT002-after-chinese": _raw_bytes(FACILITY, b"Makes cell therapies", "知林".encode() + b"\xff"),
    "CGT003-byte-order-mark": _raw_bytes(HOLDING, b"schema", b"\xef\xbb\xbfschema"),
    "CGT003-nul": _raw_bytes(FACILITY, b"Makes cell", b"Makes\x00cell"),
    "CGT003-escape": _raw_bytes(FACILITY, b"Makes cell", b"\x1b[1mMakes cell"),
    "CGT003-direction-override": _raw_bytes(FACILITY, b"Makes cell", "知林\u202eMakes cell".encode()),
    "CGT003-line-separator": _raw_bytes(FACILITY, b"Makes cell", "Makes\u2028cell".encode()),
    "CGT003-line-ends-of-old": _changed(HOLDING, b"\n", b"\r"),
    "CGT003-one-return-too-many": _changed(HOLDING, b"organization/2\n", b"organization/2\r\r\n"),
    "CGT003-soft-hyphen": _raw_bytes(FACILITY, b"Makes cell", "Makes\u00adcell".encode()),
    "CGT003-tab-after-dash": _raw_bytes(HOLDING, b"- source", b"-\tsource"),
    "CGT003-zero-width-space": _raw_bytes(FACILITY, b"Makes cell", "Makes\u200bcell".encode()),
    "CGT003-joiner-between-our-letters": _raw_bytes(FACILITY, b"Makes cell", "Ma\u200dkes cell".encode()),
    "CGT004-colon-missing": _raw_bytes(FACILITY, b"status: opened", b"status opened"),
    "CGT004-colon-missing-in-part": _raw_bytes(FACILITY, b"- kind: gmp", b"- kind gmp"),
    "CGT004-dash-missing": _raw_bytes(FACILITY, b"kind: gmp_f", b"text: Alkmaar\n  language: en\nkind: gmp_f"),
    "CGT004-dash-without-space": _raw_bytes(FACILITY, b"- kind: gmp", b"-kind: gmp"),
    "CGT004-item-indent": _raw_bytes(FACILITY, b"- source: invented-article\n  sup", b" - source: a\n  sup"),
    "CGT004-quote-swallows": _raw_bytes(FACILITY, b"comparator: gt\n", b"comparator: 'gt\n"),
    "CGT010-hidden-file": _bytes("raw/organizations/.DS_Store", b"\x00\x00\x00\x01Bud1"),
    "CGT010-editor-backup": _bytes("raw/organizations/zilverling-holding.yaml~", b"schema: organization/2\n"),
    "CGT010-readme": _bytes("raw/README.md", b"Records.\n"),
    "CGT010-table-is-a-file": _table_is_a_file,
    "CGT010-table-is-a-link": _linked("raw/agreements", "organizations"),
    "CGT010-interrupted-write": _bytes("raw/organizations/.zilverling-holding.k3_x9abc.tmp", b"schema: organiz"),
    "CGT011-empty-folder": _emptied,
    "CGT011-empty-tables": _tables_emptied,
    "CGT013-number-sign": _raw_bytes(
        QUILLMOOR, b"description: Makes vectors.", b"description: Makes vectors of lot #1 only."
    ),
    "CGT104-between-line-ends-of-windows": _wrong_term_between_line_ends_of_windows,
    "CGT201-file-renamed": _renamed(QUILLMOOR, "raw/organizations/quillmoor.yaml"),
    "CGT305-not-utf-8": _raw_bytes(ARTICLE, "知林".encode(), "知林".encode("gb18030")),
    "CGT305-line-ends-of-windows": _changed(ARTICLE, b"\n", b"\r\n"),
    "CGT305-text-is-a-folder": _text_is_a_folder,
    "CGT305-text-is-a-link": _linked(ARTICLE, "../raw/sources/invented-article.yaml"),
}


def _laid_out(case: str, place: Path) -> tuple[Path, Texts]:
    """The base with the case laid over it: its folder of records and its texts."""
    shutil.copytree(BASE, place, dirs_exist_ok=True)
    if case in MADE:
        MADE[case](place)
    elif case:
        shutil.copytree(CASES / case, place, dirs_exist_ok=True)
    return place / "raw", Texts(place / "articles")


def _ids(row: Row) -> str:
    return row.case


def test_the_base_has_no_finding(tmp_path: Path) -> None:
    checked = check(*_laid_out("", tmp_path))
    assert checked.findings == ()
    assert len(checked.records) == len(list((BASE / "raw").rglob("*.yaml")))


@pytest.mark.parametrize("row", EXPECTED, ids=_ids)
def test_a_case_has_its_one_finding(row: Row, tmp_path: Path) -> None:
    checked = check(*_laid_out(row.case, tmp_path))
    assert [_row(row.case, finding, tmp_path) for finding in checked.findings] == [row]
    assert checked.good == (SEVERITY[row.code] == "warning")


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of the base."""
    from cgt_dataset.build import build

    place = tmp_path_factory.mktemp("base") / "package"
    assert build(BASE / "raw", place, Texts(BASE / "articles")).good
    return place


@pytest.mark.parametrize("row", EXPECTED, ids=_ids)
def test_a_case_on_the_command_line(row: Row, tmp_path: Path, built: Path, cgt: Callable[..., Any]) -> None:
    raw, _ = _laid_out(row.case, tmp_path / "data")
    package = tmp_path / "out" / "package"
    shutil.copytree(built, package)
    before = _content(tmp_path / "out")
    place = ":".join(part for part in (str(tmp_path / "data" / row.path), row.line, row.column) if part)
    form = re.compile(
        re.escape(f"{place}: {row.code} {row.message} (") + r"\S[^\n]*\S\)\n(?:    [^\n]*\n    [^\n]*\^\n)?"
    )

    checked = cgt("check", raw, "--articles", tmp_path / "data" / "articles")
    assert form.fullmatch(checked.out), checked.out
    if SEVERITY[row.code] == "warning":
        assert checked.status == 0
        assert cgt("check", raw, "--strict").status == 1
        return
    assert checked.status == 1

    made = cgt("build", "--raw", raw, "--out", package, "--articles", tmp_path / "data" / "articles")
    assert made.out == checked.out
    assert made.status == 1
    assert f"{package} is left as it was" in made.err
    assert _content(tmp_path / "out") == before


@pytest.mark.parametrize("case", sorted({row.case for row in TEN}))
def test_ten_faults_of_a_record_are_named_in_one_run(case: str, tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    shutil.copytree(HERE / "ten" / case, tmp_path, dirs_exist_ok=True)
    rows = [row for row in TEN if row.case == case]
    found = [
        _row(case, finding, tmp_path) for finding in check(tmp_path / "raw", Texts(tmp_path / "articles")).findings
    ]
    assert len(rows) == 10
    assert found == rows


FINE: dict[str, Callable[[Path], None]] = {
    "line-ends-of-windows": _changed(FACILITY, b"\n", b"\r\n"),
    "no-line-end-at-the-end": _raw_bytes(HOLDING, b"assertion: stated\n", b"assertion: stated"),
    "comments": _raw_bytes(HOLDING, b"schema: organization/2\n", b"# A holding.\nschema: organization/2 # the first\n"),
    "document-start": _raw_bytes(HOLDING, b"schema:", b"---\nschema:"),
    "quotes": _raw_bytes(HOLDING, b"name: Zilverling Holding", b"'name': \"Zilverling Holding\""),
    "folded-text": _raw_bytes(FACILITY, b"purpose: Makes cell", b"purpose:\n  Makes\n  cell"),
    "null": _raw_bytes(HOLDING, b"names:", b"place: null\nparent: ~\nwebsite:\nnames:"),
    "no-text": lambda place: _removed(place / ARTICLE),
    "plain-no": _raw_bytes(MENTION, b"language: en", b"language: no"),
    "another-text": _bytes("articles/another-article.txt", b"\xff"),
}


@pytest.mark.parametrize("case", FINE)
def test_what_is_no_fault_has_no_finding(case: str, tmp_path: Path) -> None:
    raw, texts = _laid_out("", tmp_path)
    FINE[case](tmp_path)
    assert check(raw, texts).findings == ()


UNPRINTABLE: dict[str, Callable[[Path], None]] = {
    "date-with-line-break": _raw_bytes(FACILITY, b"opened_on: 2030-10", rb'opened_on: "2030\nraw/x.yaml:1:1: CGT000"'),
    "date-with-escape": _raw_bytes(FACILITY, b"opened_on: 2030-10", rb'opened_on: "\e[2J2030"'),
    "field-with-line-break": _raw_bytes(FACILITY, b"purpose:", rb'"pur\npose":'),
    "field-with-escape-twice": _raw_bytes(
        FACILITY, b"purpose:", rb'"\e[2J": 1' + b"\n" + rb'"\e[2J": 1' + b"\npurpose:"
    ),
    "id-with-line-break": _raw_bytes(FACILITY, b"id: alkmaar-cell-works", rb'id: "alkmaar\ncell-works"'),
    "text-with-line-break": _raw_bytes(FACILITY, b"purpose: Makes cell therapies.", rb'purpose: "Alk\nmaar"'),
    "text-with-direction-override": _raw_bytes(
        FACILITY, b"purpose: Makes cell therapies.", rb'purpose: "Alk\u202Emaar"'
    ),
    "text-with-control-of-8-bits": _raw_bytes(
        FACILITY, b"purpose: Makes cell therapies.", rb'purpose: "Alk\x9b2Jmaar"'
    ),
    "schema-with-escape": _raw_bytes(FACILITY, b"schema: facility/2", rb'schema: "\e[2J"'),
}


@pytest.mark.parametrize("case", UNPRINTABLE)
def test_a_finding_is_one_printable_line(case: str, tmp_path: Path) -> None:
    raw, texts = _laid_out("", tmp_path)
    UNPRINTABLE[case](tmp_path)
    findings = check(raw, texts).findings
    assert findings
    assert [str(finding) for finding in findings if not str(finding).isprintable()] == []


# --- the tables, the cases and the rules belong together ---

RECORD_RULES = [rule for rule in RULES if rule.code < "CGT500" and rule not in LINE_RULES]


def test_codes_are_unique() -> None:
    assert [code for code, count in Counter(rule.code for rule in RULES).items() if count > 1] == []


def test_every_rule_of_records_has_a_case() -> None:
    assert {rule.code for rule in RECORD_RULES} - {row.code for row in EXPECTED} == set()
    assert {row.code for row in EXPECTED} - {rule.code for rule in RECORD_RULES} == set()


def test_every_case_has_a_row_and_every_row_a_case() -> None:
    folders = [path.name for path in CASES.iterdir()]
    assert sorted([*folders, *MADE]) == [row.case for row in EXPECTED]


def test_a_case_is_named_for_its_rule() -> None:
    assert [row.case for row in EXPECTED if not row.case.startswith(f"{row.code}-")] == []

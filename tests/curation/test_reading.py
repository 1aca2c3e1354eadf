from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cgt_dataset.curation import RULES, Document, Place, read_document
from cgt_dataset.curation.reading import SIZE_LIMIT
from cgt_dataset.findings import Finding

MENDS = {rule.code: rule.mend for rule in RULES}
Read = Callable[[str | bytes], tuple[Document | None, list[Finding]]]
Where = tuple[str, int | None, int | None]


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Reads a record file with the given content."""
    path = tmp_path_factory.mktemp("reading") / "record.yaml"

    def reading(content: str | bytes) -> tuple[Document | None, list[Finding]]:
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return read_document(path, "shown/record.yaml")

    return reading


def places(findings: list[Finding]) -> list[Where]:
    return [(finding.code, finding.line, finding.column) for finding in findings]


def good(read: Read, content: str | bytes) -> Document:
    document, findings = read(content)
    assert findings == []
    assert document is not None
    return document


# Faults after which nothing of the file can be used.
FATAL: dict[str, tuple[str | bytes, list[Where]]] = {
    # not UTF-8
    "latin-1": (b"a: b\nname: M\xfcller\n", [("CGT002", 2, 8)]),
    "after wide characters": ("é𝒳: ".encode() + b"\xff", [("CGT002", 1, 5)]),
    "cut short": (b"a: \xc3", [("CGT002", 1, 4)]),
    "a surrogate in UTF-8": (b"a: \xed\xa0\x80\n", [("CGT002", 1, 4)]),
    "overlong": (b"a: \xc0\xaf\n", [("CGT002", 1, 4)]),
    "UTF-16": ("a: b\n".encode("utf-16"), [("CGT002", 1, 1)]),
    # forbidden characters, the first of each line
    "tab for indentation": ("a:\n\tb: c\n", [("CGT003", 2, 1)]),
    "tab after a value": ("a: b\t\n", [("CGT003", 1, 5)]),
    "tab in a comment": ("a: b # x\ty\n", [("CGT003", 1, 9)]),
    "byte order mark": (b"\xef\xbb\xbfa: b\n", [("CGT003", 1, 1)]),
    "byte order mark inside": ("a: b\ufeff\n", [("CGT003", 1, 5)]),
    "NUL": ("a: b\0c\n", [("CGT003", 1, 5)]),
    "escape": ("a: \x1b[31m\n", [("CGT003", 1, 4)]),
    "DEL": ("a: b\x7f\n", [("CGT003", 1, 5)]),
    "next line": ("a: b\u0085\n", [("CGT003", 1, 5)]),
    "line separator": ("a: b\u2028c: d\n", [("CGT003", 1, 5)]),
    "paragraph separator": ("a: b\u2029\n", [("CGT003", 1, 5)]),
    "right-to-left override": ("a: 'x\u202ey'\n", [("CGT003", 1, 6)]),
    "pop directional isolate": ("a: 𝒳\u2069\n", [("CGT003", 1, 5)]),
    "no character": ("a: \uffff\n", [("CGT003", 1, 4)]),
    "zero width space": ("a: x\u200by\n", [("CGT003", 1, 5)]),
    "soft hyphen": ("a: x\u00ady\n", [("CGT003", 1, 5)]),
    "joiner between our letters": ("a: x\u200cy\n", [("CGT003", 1, 5)]),
    "joiner at the end": ("a: می\u200c\n", [("CGT003", 1, 6)]),
    "a filler that counts as a letter": ("a: x\u3164\n", [("CGT003", 1, 5)]),
    "a joiner beside a filler": ("a: é\u200d\u115fé\n", [("CGT003", 1, 5)]),
    "variation selector": ("a: ☎\ufe0f\n", [("CGT003", 1, 5)]),
    "tag": ("a: x\U000e0041\n", [("CGT003", 1, 5)]),
    "lone carriage return": ("a: b\rc: d\n", [("CGT003", 1, 5)]),
    "two carriage returns": ("a: b\r\r\n", [("CGT003", 1, 5)]),
    "carriage return at the end": ("a: b\r", [("CGT003", 1, 5)]),
    "one a line": ("a: \t\0\nb: c\n\u202ed: \x01\n", [("CGT003", 1, 4), ("CGT003", 3, 1)]),
    # not YAML
    "unclosed list": ("a: [1, 2\n", [("CGT004", 1, 4)]),
    "unclosed mapping": ("a: {b: c\n", [("CGT004", 1, 4)]),
    "unclosed quotes": ("a: 'b\n", [("CGT004", 1, 4)]),
    "colon in a value": ("a: b: c\n", [("CGT004", 1, 5)]),
    "colon after wide characters": ("𝒳: é: c\n", [("CGT004", 1, 5)]),
    "wrong indentation": ("a: 1\n b: 2\n", [("CGT004", 2, 2)]),
    "at sign": ("a: @b\n", [("CGT004", 1, 4)]),
    "no key": ("b: c\n: a\n", [("CGT004", 2, 1)]),
    "wrong escape": ('a: "\\q"\n', [("CGT004", 1, 5)]),
    "an escaped surrogate": ('a: "\\ud800"\n', [("CGT004", 1, 7)]),
    "a later YAML": ("%YAML 3.0\n---\na: b\n", [("CGT004", 1, 1)]),
    "after an earlier fault": ("a: 1\na: 2\nb: [\n", [("CGT005", 2, 1), ("CGT004", 3, 4)]),
    # not one mapping
    "empty file": ("", [("CGT008", 1, 1)]),
    "only a comment": ("# nothing\n", [("CGT008", 1, 1)]),
    "only spaces": ("  \n\n", [("CGT008", 1, 1)]),
    "empty document": ("---\n...\n", [("CGT008", 2, 1)]),
    "null": ("\n~\n", [("CGT008", 2, 1)]),
    "text": ("# x\n  hello\n", [("CGT008", 2, 3)]),
    "number": ("12\n", [("CGT008", 1, 1)]),
    "list": ("- a: b\n", [("CGT008", 1, 1)]),
    "second document": ("a: 1\n---\nb: 2\n", [("CGT008", 2, 1)]),
    "second document after an end": ("a: 1\n...\n---\nb: 2\n", [("CGT008", 3, 1)]),
    "100,000 brackets": ("[" * 100_000, [("CGT008", 1, 17)]),
    "100,000 braces": ("a: " + "{" * 100_000, [("CGT008", 1, 19)]),
    "100,000 dashes": ("- " * 100_000, [("CGT008", 1, 33)]),
    "100,000 keys in keys": ("? " * 100_000, [("CGT008", 1, 33)]),
}


@pytest.mark.parametrize(("content", "expected"), FATAL.values(), ids=FATAL)
def test_a_file_that_is_no_record_is_refused_at_the_place(
    read: Read, content: str | bytes, expected: list[Where]
) -> None:
    document, findings = read(content)
    assert document is None
    assert places(findings) == expected


# Faults beside which the rest of the file can still be checked.
MENDABLE: dict[str, tuple[str, list[Where], dict[str, Any]]] = {
    "key twice": ("a: 1\nb: 2\na: 3\n", [("CGT005", 3, 1)], {"a": 1, "b": 2}),
    "key three times": ("a: 1\na: 2\na: 3\n", [("CGT005", 2, 1), ("CGT005", 3, 1)], {"a": 1}),
    "key twice in braces": ("x: {a: 1, 'a': 2}\n", [("CGT005", 1, 11)], {"x": {"a": 1}}),
    "key twice deep inside": ("x:\n- a: 1\n  b: 2\n  a: 3\n", [("CGT005", 4, 3)], {"x": [{"a": 1, "b": 2}]}),
    "empty key twice": ('"": 1\n"": 2\n', [("CGT005", 2, 1)], {"": 1}),
    "anchor": ("a: &x 1\nb: 2\n", [("CGT006", 1, 4)], {"a": 1, "b": 2}),
    "anchor on a list": ("a: &x [1]\n", [("CGT006", 1, 4)], {"a": [1]}),
    "anchor on a key": ("&x a: 1\n", [("CGT006", 1, 1)], {"a": 1}),
    "alias": ("a: &x 1\nb: *x\n", [("CGT006", 1, 4), ("CGT006", 2, 4)], {"a": 1, "b": None}),
    "alias to nothing": ("b: [1, *x ]\n", [("CGT006", 1, 8)], {"b": [1, None]}),
    "alias to itself": ("a: &x [*x ]\n", [("CGT006", 1, 4), ("CGT006", 1, 8)], {"a": [None]}),
    "tag": ("a: !!str 1\n", [("CGT007", 1, 4)], {}),
    "tag that makes objects": ("a: !!python/object/apply:os.abort []\nb: 1\n", [("CGT007", 1, 4)], {}),
    "own tag": ("a: 1\nb: !x\n  c: 2\n", [("CGT007", 2, 4)], {}),
    "non-specific tag": ("a: ! 1\n", [("CGT007", 1, 4)], {}),
    "number as key": ("1: a\nb: c\n", [("CGT012", 1, 1)], {"b": "c"}),
    "true as key": ("b: c\ntrue: a\n", [("CGT012", 2, 1)], {"b": "c"}),
    "null as key": ("b: c\n~: a\n", [("CGT012", 2, 1)], {"b": "c"}),
    "mapping as key": ("? {a: b}\n: c\nb: c\n", [("CGT012", 1, 3)], {"b": "c"}),
    "list as key": ("x:\n  [1, 2]: [3]\nb: c\n", [("CGT012", 2, 3)], {"x": {}, "b": "c"}),
    "alias as key": ("*a : b\nb: c\n", [("CGT006", 1, 1)], {"b": "c"}),
    "large number": ("a: 9223372036854775808\nb: 1\n", [("CGT009", 1, 4)], {"a": None, "b": 1}),
    "small number": ("a: [1, -9223372036854775809]\n", [("CGT009", 1, 8)], {"a": [1, None]}),
    "infinite": ("a: .inf\n", [("CGT009", 1, 4)], {"a": None}),
    "not a number": ("𝒳: -.INF\nb: .nan\n", [("CGT009", 1, 4), ("CGT009", 2, 4)], {"𝒳": None, "b": None}),
    "a hundred thousand digits": ("a: " + "9" * 100_000 + "\n", [("CGT009", 1, 4)], {"a": None}),
    "a number sign in a value": ("a: Lot #1 only\nb: 2\n", [("CGT013", 1, 8)], {"a": "Lot", "b": 2}),
    "a number sign for a value": ("a: #1\nb: 2\n", [("CGT013", 1, 4)], {"a": None, "b": 2}),
    "a number sign in a list": ("a: [b #c\n ]\n", [("CGT013", 1, 7)], {"a": ["b"]}),
    "a number sign in two lines": ("a: b\n  c #d\n", [("CGT013", 2, 5)], {"a": "b c"}),
    "several": (
        "a: &x 1\nb: !t 2\na: 3\n4: 5\nc: 1e999\n",
        [("CGT006", 1, 4), ("CGT007", 2, 4), ("CGT005", 3, 1), ("CGT012", 4, 1), ("CGT009", 5, 4)],
        {"a": 1, "c": None},
    ),
}


@pytest.mark.parametrize(("content", "expected", "data"), MENDABLE.values(), ids=MENDABLE)
def test_a_fault_leaves_the_rest_of_the_record_to_be_checked(
    read: Read, content: str, expected: list[Where], data: dict[str, Any]
) -> None:
    document, findings = read(content)
    assert places(findings) == expected
    assert document is not None
    assert {key: document.data[key] for key in data} == data


def test_a_finding_shows_the_path_that_the_user_knows_and_the_mend_of_its_rule(read: Read) -> None:
    for content, _ in FATAL.values():
        for finding in read(content)[1]:
            assert finding.path == "shown/record.yaml"
            assert finding.mend == MENDS[finding.code] or finding.code in ("CGT003", "CGT004")  # which know better
            assert finding.severity == "error"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a: \xff", "byte 0xff"),
        ("a: \u202e", "U+202E"),
        ("a: \0", "U+0000"),
        ("a: x\u200by", "U+200B (zero width space)"),
        ("a:\tb", "a tab is not allowed"),
        ("id: 1\nname: 1\nname: 2\n", "'name' stands twice, first at line 2"),
        ("a: *there\n", "alias *there"),
        ("a: &here 1\n", "anchor &here"),
        ("a: !odd 1\n", "tag !odd"),
        ("1: a\n", "this is a number"),
        ("[]: a\n", "this is a list"),
        ("- a\n", "this is a list"),
        ("a\n", "this is text"),
        ("true\n", "this is true or false"),
        ("a: 99999999999999999999\n", "99999999999999999999"),
        ("", "the file is empty"),
        ("a: 1\n---\n", "a second document"),
        ("[" * 17, "deeper than 16"),
    ],
)
def test_a_finding_names_what_is_wrong(read: Read, content: str | bytes, words: str) -> None:
    _, findings = read(content)
    assert words in findings[0].message


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_value_and_every_key_has_its_place(read: Read, end: str) -> None:
    lines = [
        "# a record",
        "a: one",
        "é/~:",
        "- x: {y: [1, 𝒳𝒳, three]}",
        "  'z': ''",
        "- >-",
        "  folded",
        "  text",
        "n:",
    ]
    document = good(read, end.join(lines) + end)
    assert document.data == {
        "a": "one",
        "é/~": [{"x": {"y": [1, "𝒳𝒳", "three"]}, "z": ""}, "folded text"],
        "n": None,
    }
    assert document.values == {
        "": Place(2, 1),
        "/a": Place(2, 4),
        "/é~1~0": Place(4, 1),
        "/é~1~0/0": Place(4, 3),
        "/é~1~0/0/x": Place(4, 6),
        "/é~1~0/0/x/y": Place(4, 10),
        "/é~1~0/0/x/y/0": Place(4, 11),
        "/é~1~0/0/x/y/1": Place(4, 14),
        "/é~1~0/0/x/y/2": Place(4, 18),
        "/é~1~0/0/z": Place(5, 8),
        "/é~1~0/1": Place(6, 3),
        "/n": Place(9, 3),
    }
    assert document.keys == {
        "/a": Place(2, 1),
        "/é~1~0": Place(3, 1),
        "/é~1~0/0/x": Place(4, 3),
        "/é~1~0/0/x/y": Place(4, 7),
        "/é~1~0/0/z": Place(5, 3),
        "/n": Place(9, 1),
    }
    assert document.lost == frozenset()
    assert document.path == "shown/record.yaml"


def test_the_place_of_what_is_missing_is_that_around_it(read: Read) -> None:
    document = good(read, "a: 1\nb:\n- c: 2\n")
    assert document.place("/b/0/c") == Place(3, 6)
    assert document.place("/b/0/c", key=True) == Place(3, 3)
    assert document.place("/b/0", key=True) == Place(3, 3), "an item has no key"
    assert document.place("/b/0/none") == Place(3, 3)
    assert document.place("/b/7/none") == Place(3, 1)
    assert document.place("/none", key=True) == Place(1, 1)
    assert document.place("") == Place(1, 1)


def test_values_that_could_not_be_read_are_marked_as_lost(read: Read) -> None:
    document, _ = read("a: *x\nb: [1, 1e999]\nc: 3\nd: {1: 2}\ne: [{f: [x, {[]: 3}]}]\n")
    assert document is not None
    assert document.lost == {"/a", "/b/1", "/d", "/e/0/f/1"}


def test_of_a_key_that_stands_twice_the_first_is_kept_with_its_place(read: Read) -> None:
    document, findings = read("a: 1\nb:\n- c: 2\n- d\nb:\n  - 7\n  - {c: 3}\n  - e\n")
    assert places(findings) == [("CGT005", 5, 1)]
    assert document is not None
    assert document.data == {"a": 1, "b": [{"c": 2}, "d"]}
    assert document.place("/b", key=True) == Place(2, 1)
    assert document.place("/b") == Place(3, 1)


def test_of_a_key_that_stands_twice_the_values_inside_keep_their_places(read: Read) -> None:
    document, _ = read("b:\n- c: 2\n- d\nb:\n  - 7\n  - {c: 3}\n  - e\n")
    assert document is not None
    assert document.place("/b/0") == Place(2, 3)
    assert document.place("/b/0/c") == Place(2, 6)
    assert document.place("/b/1") == Place(3, 3)
    assert document.place("/b/2") == Place(2, 1), "the first list has no third item"


def test_what_is_lost_under_the_second_of_two_keys_was_never_kept(read: Read) -> None:
    document, findings = read("a: 1\na: *x\n")
    assert places(findings) == [("CGT005", 2, 1), ("CGT006", 2, 4)]
    assert document is not None
    assert document.lost == frozenset()


@pytest.mark.parametrize("content", ['"": 1\na: 2\n', 'a: 2\n"": 1\n', '"": 1\n3: 4\n'])
def test_the_value_under_an_empty_key_keeps_its_place(read: Read, content: str) -> None:
    document, _ = read(content)
    assert document is not None
    line = content[: content.index('""')].count("\n") + 1
    assert document.place("/", key=True) == Place(line, 1)
    assert document.place("/") == Place(line, 5)


@pytest.mark.parametrize(
    "content",
    [
        '"a\\nb": 1\n"a\\nb": 2\n',
        '"a\\u001b[31m": 1\n"a\\u001b[31m": 2\n',
        '"a\\u202eb": 1\n"a\\u202eb": 2\n',
        "a: !%0A::error::x y\n",
    ],
)
def test_a_finding_stays_one_line_whatever_a_file_escapes(read: Read, content: str) -> None:
    _, findings = read(content)
    assert len(findings) == 1
    assert str(findings[0]).isprintable()


@pytest.mark.parametrize(
    "text", ["NA", "NO", "no", "12:30", "2021-06-21", "1_000", "İ", "محمد", "a # b", "x\u00a0y", "می\u200cخواهم"]
)
def test_a_plain_text_is_read_as_it_stands(read: Read, text: str) -> None:
    quoted = text.replace(" #", "#")
    assert good(read, f"a: {quoted}\n").data == {"a": quoted}


@pytest.mark.parametrize("text", ["", "null", "true", "1e5", "010", "0x1F", ".inf", "99999999999999999999", "~"])
@pytest.mark.parametrize("quote", ["'{}'", '"{}"', "|-\n  {}", ">-\n  {}"])
def test_what_is_quoted_is_text(read: Read, text: str, quote: str) -> None:
    assert good(read, f"a: {quote.format(text)}\n").data == {"a": text}


def test_crlf_and_lf_read_the_same(read: Read) -> None:
    content = "a: x\nb:\n- |\n  one\n  two\n- 'y\n\n  z'\n"
    unix, windows = good(read, content), good(read, content.replace("\n", "\r\n"))
    assert windows.data == unix.data == {"a": "x", "b": ["one\ntwo\n", "y\nz"]}
    assert windows.values == unix.values


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(read: Read) -> None:
    start = "a: 1\n#"
    largest = start + "x" * (SIZE_LIMIT - len(start))
    assert SIZE_LIMIT == 1024 * 1024
    assert good(read, largest).data == {"a": 1}
    document, findings = read(largest + "x")
    assert document is None
    assert places(findings) == [("CGT001", None, None)]
    assert "1,048,576 bytes" in findings[0].message


def test_forbidden_characters_are_listed_up_to_a_bound(read: Read) -> None:
    _, findings = read("\0\n" * 5_000)
    assert places(findings) == [("CGT003", line, 1) for line in range(1, 101)]


@pytest.mark.parametrize("depth", [1, 15])
def test_nesting_up_to_the_limit_is_read(read: Read, depth: int) -> None:
    assert good(read, "a: " + "[" * depth + "1" + "]" * depth).place("/a" + "/0" * depth) == Place(1, 4 + depth)


def test_billions_of_laughs_stay_unexpanded(read: Read) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1} , *a{n - 1} ]" for n in range(1, 100)]
    document, findings = read("\n".join(lines))
    assert {finding.code for finding in findings} == {"CGT006"}
    assert len(findings) == 100 + 2 * 99
    assert document is not None
    assert document.data["a99"] == [None, None]


def test_a_tag_never_makes_an_object(read: Read, tmp_path: Path) -> None:
    made = tmp_path / "made"
    read(f"a: !!python/object/apply:os.mkdir ['{made}']\nb: !!python/name:os.abort\n")
    assert not made.exists()


@pytest.mark.parametrize("kind", ["missing", "folder", "link", "pipe", "too long a name"])
def test_what_is_no_file_is_a_finding(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "record.yaml"
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        (tmp_path / "other.yaml").write_text("a: 1\n")
        path.symlink_to("other.yaml")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "too long a name":
        path = tmp_path / ("x" * 300 + ".yaml")
    document, findings = read_document(path, "shown.yaml")
    assert document is None
    assert places(findings) == [("CGT001", None, None)]


def pointers(data: Any, pointer: str = "") -> Iterator[str]:
    yield pointer
    if isinstance(data, dict):
        for key, value in data.items():
            yield from pointers(value, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from pointers(value, f"{pointer}/{position}")


PIECES = [
    *"abé𝒳 \n\r\t:-?,[]{}#&*!|>'\"%@`~\\=<0123.+/\0\ufeff\u202e\u0085\x1b",
    *("\n  ", "\n- ", ": ", ": {", "- ", "? ", "---\n", "...\n", "%YAML 1.2\n", "!!str ", "&a ", "*a ", "<<: ", "null"),
    *(
        '"": ',
        '"\\u0000"',
        '"\\n": ',
        "a: 1\n",
        "a: ",
        "true: ",
        "1e999",
        "9" * 25,
        "{a: b}",
        "[a, b]",
        "# x\n",
        "\r\n",
    ),
]


@settings(deadline=None, max_examples=1500)
@given(
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
    | st.binary(max_size=60)
    | st.builds(
        lambda text, cut: text.encode()[:cut], st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 40)
    )
)
def test_whatever_a_file_holds_there_is_a_document_or_a_finding_with_a_place(read: Read, content: str | bytes) -> None:
    document, findings = read(content)
    assert document is not None or findings
    text = content if isinstance(content, str) else content.decode("utf-8", "replace")
    lines = [*text.split("\n"), ""]  # the end of a file is said to be on a line of its own
    for finding in findings:
        assert finding.line is not None
        assert finding.column is not None
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
    if document is not None:
        assert isinstance(document.data, dict)
        assert set(pointers(document.data)) <= set(document.values)


CHARACTERS = st.characters(exclude_categories=["Cs"])
NESTED = st.recursive(
    st.text(CHARACTERS, max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(CHARACTERS, max_size=8), inner, max_size=3),
    max_leaves=12,
).filter(lambda data: max(pointer.count("/") for pointer in pointers(data)) < 14)


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(st.text(CHARACTERS, max_size=8), NESTED, max_size=4), st.sampled_from([20, 80, 1000]))
def test_what_is_written_in_quotes_reads_back_equal(read: Read, data: dict[str, Any], width: int) -> None:
    written = yaml.safe_dump(data, default_style='"', width=width, sort_keys=False)
    document = good(read, written)
    assert document.data == data
    assert list(pointers(document.data)) == list(pointers(data)), "the order of the fields"
    assert set(document.values) == set(pointers(data))


@pytest.mark.parametrize(
    "content", ["a: b # c\n", "a: 'b' #c\n", "a: b#c\n", "#a\na: b\n", "a: b #\n", "a: # c\n  b\n"]
)
def test_a_comment_that_swallows_nothing_is_none_of_our_business(read: Read, content: str) -> None:
    good(read, content)


TABS = {
    "a:\n\tb: c\n": ["write 2 spaces"],
    "a:\n\tb: c\n\td: e\n": ["write 2 spaces", "write 2 spaces"],
    "n:\n- t: X\n\tl: en\n\tk: z\n": ["write 2 spaces", "write 2 spaces"],
    "n:\n- t: X\n  l: en\n\tk: z\n": ["write 2 spaces, as the line above"],
    "n:\n\t- t: X\n\t  l: en\n\t- t: Y\nb: c\n": ["write 2 spaces", "write 4 spaces", "write 2 spaces"],
    "a:\tb\n": ["write one space"],
    "a: b\t\tc\n": ["write one space for all of them"],
    "a: b\t\n\t\nb: c\n": ["delete it", "delete it"],
}


@pytest.mark.parametrize("content", TABS)
def test_the_mends_of_tabs_give_a_file_without_fault(read: Read, content: str) -> None:
    _, findings = read(content)
    assert [finding.mend for finding in findings] == TABS[content]
    lines = content.split("\n")
    for finding in findings:
        assert finding.line is not None
        line = lines[finding.line - 1]
        spaces = re.match(r"write (\d) spaces", finding.mend)
        if spaces:
            line = " " * int(spaces[1]) + line.lstrip()
        else:
            line = re.sub("\t+", " " if "one space" in finding.mend else "", line, count=1)
        lines[finding.line - 1] = line
    good(read, "\n".join(lines))


def test_a_field_that_stands_twice_in_an_item_may_begin_the_next(read: Read) -> None:
    _, findings = read("n:\n- t: X\n  l: en\n  t: Y\n")
    assert [finding.mend for finding in findings] == ["delete one of the two; if a new item begins here, write '- t'"]
    _, findings = read("n:\n- t: X\n  l: en\n  l: fr\n")
    assert [finding.mend for finding in findings] == [MENDS["CGT005"]]


def test_a_document_has_the_text_that_it_was_read_from(read: Read) -> None:
    assert good(read, "a: b\r\n").content == "a: b\r\n"

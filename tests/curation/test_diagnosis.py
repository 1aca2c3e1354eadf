"""What people do to YAML, and what they are told: the place, what is wrong, and a mend that mends it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from cgt_dataset.curation.diagnosis import LENGTH_LIMIT, diagnosis

OPENED = "a quote is opened here and never closed"
COLON = "the text has ': ' in it, which makes a field of what stands before"
QUOTES = "put the whole text in quotes"
NAMES = "names:\n- text: X\n  language: en\n"
NO_COLON = "write ': ' after the name of the field, or indent the line if it is more of the text above"
BELOW = ", and the lines below it as much less"

TOLD = {
    # quotes
    "name: 'X\nkind: y\n": (1, 7, OPENED, "close it with '"),
    'name: X\nkind: "y': (2, 7, OPENED, 'close it with "'),
    'name: "X\nkind: y\nzone: "z"\nid: q\n': (1, 7, OPENED, 'close it with "'),
    'name: "X\n  more\n\nkind: y\n': (1, 7, OPENED, 'close it with "'),
    'names:\n- {text: "X, language: en}\nkind: y\n': (2, 10, OPENED, 'close it with "'),
    'name: "X\nkind: "y\nid: z\n': (1, 7, OPENED, 'close it with "'),
    "name: 'Bob's firm'\nkind: y\n": (
        1,
        12,
        "the quote that begins with ' ends before this",
        QUOTES.replace("qu", "double qu"),
    ),
    'name: "X" makes\nkind: y\n': (
        1,
        11,
        'the quote that begins with " ends before this',
        QUOTES.replace("qu", "single qu"),
    ),
    'name: "C:\\dir"\n': (1, 10, "a backslash in double quotes begins an escape, and this is none", "write \\\\"),
    # brackets
    "supports: [a, b\nstart: 1\n": (1, 11, "a [ is opened here and never closed", "close it with ]"),
    "supports: [a,\n  b\nstart: 1\n": (1, 11, "a [ is opened here and never closed", "close it with ]"),
    "area: {value: 1, in: [a\nid: q\n": (1, 22, "a [ is opened here and never closed", "close it with ]}"),
    "area: {value: 1 # so\nid: q\n": (1, 7, "a { is opened here and never closed", "close it with }"),
    'x: [a, "b" "c"]\n': (1, 12, "there is no comma before this", "write a comma between two items"),
    "name: [X] says\nkind: y\n": (1, 7, "a text that begins with [ is taken for a list", QUOTES),
    # colons
    "name: X\nkind cdmo\nstatus: o\n": (2, 5, "there is no ': ' after kind", "write kind: cdmo"),
    "name: X\nkind:cdmo\nstatus: o\n": (2, 5, "there is no ': ' after kind", "write kind: cdmo"),
    "name: X\r\nkind:cdmo\r\n": (2, 5, "there is no ': ' after kind", "write kind: cdmo"),
    "name: X\nkind\nstatus: o\n": (2, 5, "there is no ': ' after kind", "write kind: and its value"),
    "names:\n- text X\n  language: en\n": (2, 7, "there is no ': ' after text", "write text: X"),
    "name: X\nand more\nkind: y\n": (2, 1, "there is no ': ' in this line", NO_COLON),
    "website:\nhttps://x.y\nkind: y\n": (2, 1, "there is no ': ' in this line", NO_COLON),
    # dashes
    "supports:\n- a\nb\nstart: 1\n": (3, 1, "there is no '- ' before this item", "write - b"),
    "supports:\n- a\n-b\nstart: 1\n": (3, 2, "there is no space after '-'", "write - b"),
    "names:\n-text: X\n  language: en\n": (2, 2, "there is no space after '-'", "write - text: X"),
    f"{NAMES}text: Y\n  language: en\n": (4, 1, "there is no '- ' before this item", "write - text: Y"),
    # indentation
    "names:\n- text: X\n language: en\n": (
        3,
        2,
        "this line is indented 1 space, its neighbours 2",
        "indent it 2 spaces",
    ),
    f"{NAMES}   kind: z\nid: q\n": (4, 4, "this line is indented 3 spaces, its neighbours 2", "indent it 2 spaces"),
    f"{NAMES} kind: z\nid: q\n": (
        4,
        2,
        "this line is indented 1 space, its neighbours 2",
        "indent it 2 spaces or indent it 0 spaces",
    ),
    "names:\n- text: X\n   language: en\n   kind: z\n": (
        3,
        4,
        "this line is indented 3 spaces, its neighbours 2",
        f"indent it 2 spaces{BELOW}",
    ),
    "e:\n- s: [a]\n  t: 1\n - s: b\n   t: 2\n": (
        4,
        2,
        "this line is indented 1 space, its neighbours 0",
        f"indent it 0 spaces{BELOW}",
    ),
    "area:\n  value: 1\n    unit: m2\n": (
        3,
        5,
        "this line is indented 4 spaces, its neighbours 2",
        "indent it 2 spaces",
    ),
    "id: q\n name: X\nkind: y\n": (2, 2, "this line is indented 1 space, its neighbours 0", "indent it 0 spaces"),
    # signs in texts
    "name: Vectors: makes them.\n": (1, 14, COLON, QUOTES),
    "name: makes:\n": (1, 12, COLON, QUOTES),
    "name: X\n  and so: more\nkind: y\n": (2, 9, COLON, f"{QUOTES}, from where it begins"),
    **{
        f"name: {sign}x\nkind: y\n": (1, 7, f"a text that begins with {sign[0]} is taken for a sign of YAML", QUOTES)
        for sign in ("@", "`", "%", "*/", "&?", ">50 ", "|", "- ")
    },
    # merges
    "id: q\n<<<<<<< HEAD\nname: X\n=======\nname: Y\n>>>>>>> other\n": (
        2,
        1,
        "a merge left its mark here",
        "keep one of the two versions, and delete the lines with <<<<<<<, ======= and >>>>>>>",
    ),
}


@pytest.mark.parametrize("text", TOLD)
def test_what_is_wrong_is_told_where_it_is(text: str) -> None:
    told = diagnosis(text)
    assert told is not None
    assert (told.line, told.column, told.message, told.mend) == TOLD[text]


@pytest.mark.parametrize(
    "text", ["a: b\n", "", "a:\n- b\n", 'a: "\\ud800"\n', "b: c\n: a\n", "a: 'b\n" + "#" * LENGTH_LIMIT]
)
def test_where_nothing_is_known_to_help_nothing_is_told(text: str) -> None:
    assert diagnosis(text) is None


def test_the_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = []
    parse = yaml.parse

    def counted(text: str, **more: Any) -> object:
        readings.append(len(text))
        return parse(text, **more)

    monkeypatch.setattr(yaml, "parse", counted)
    diagnosis("a: 'b\n" * 5_000 + ": c")
    assert len(readings) < 200

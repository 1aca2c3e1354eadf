"""Characters that look like something else than they are: which may stand in a file, and how each is mended."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

STEERING = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls
    "\u00ad\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff"  # nothing to be seen
    "\u061c\u2028-\u202e\u2066-\u2069"  # line ends, and the direction of letters
    "\u115f\u1160\u3164\uffa0\ufe00-\ufe0f\U000e0000-\U000e007f"  # fillers, variants, tags
    "\ufffe\uffff"
)
"""A class of a regular expression: what may stand nowhere. Tab and line ends depend on the place."""
JOINERS = "\u200c\u200d"
"""They shape letters of Persian and of the scripts of India, and are nothing anywhere else."""
_SUSPECT = re.compile(rf"[\t{STEERING}{JOINERS}]|\r(?!\n)")
_LINE_ENDS = frozenset("\x0b\x0c\x85\u2028\u2029")


def refused(text: str) -> Iterator[int]:
    r"""Where characters stand that may not stand there.

    >>> list(refused("a\tb\u200b\r\nمی\u200cخواهم x\u200cy\r"))
    [1, 3, 16, 18]
    """
    return (match.start() for match in _SUSPECT.finditer(text) if not joins(text, match.start()))


def joins(text: str, at: int) -> bool:
    """Whether a joiner stands there between letters of a script other than ours."""
    return text[at] in JOINERS and 0 < at < len(text) - 1 and _foreign(text[at - 1]) and _foreign(text[at + 1])


def _foreign(character: str) -> bool:
    return character > "\x7f" and unicodedata.category(character)[0] in "LM" and not _SUSPECT.match(character)


def named(character: str) -> str:
    r"""What a character is called.

    >>> named("\t"), named("\u200b"), named("\x07")
    ('a tab', 'character U+200B (zero width space)', 'character U+0007')
    """
    if character == "\t":
        return "a tab"
    name = unicodedata.name(character, "").lower()
    return f"character U+{ord(character):04X}" + (f" ({name})" if name else "")


def mend_of(character: str) -> str:
    """What to do about a character, other than a tab, that may not stand."""
    if character == "\r":
        return "save the file with line feeds as line ends"
    return "write a line end or a space instead" if character in _LINE_ENDS else "delete the character"


_OPENS = re.compile(r":[ \t]*(?:#.*)?$")
_DASHES = re.compile(r"(?:-[ \t]+)*")


def indents_for_tabs(lines: list[str]) -> dict[int, int]:
    r"""How many spaces each line needs that is indented with tabs, by its number from 0.

    >>> indents_for_tabs(["area:", "\tvalue: 1", "\tunit: m2", "names:", "- text: X", "\tlanguage: en"])
    {1: 2, 2: 2, 5: 2}
    """
    needed: dict[int, int] = {}
    alike: dict[str, int] = {}
    above = inner = 0  # where what the line above says stands, and what would stand in it
    for number, line in enumerate(lines):
        rest = line.lstrip(" \t")
        if not rest:
            continue
        lead = line[: len(line) - len(rest)]
        if "\t" in lead:
            needed[number] = spaces = alike.setdefault(lead, inner)
        else:
            alike, spaces = {}, len(lead)
        if not rest.startswith("#"):
            dashes = _DASHES.match(rest)
            above = spaces + (len(dashes.group()) if dashes else 0)
            inner = above + 2 if _OPENS.search(rest) else above
    return needed

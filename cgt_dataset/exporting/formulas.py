"""Texts that a spreadsheet would run as formulas when it opens them in a CSV file."""

from __future__ import annotations

import unicodedata

_SIGNS = frozenset("=+-@")
_BREAKS = ("\t", "\r", "\n")


def like_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula: by its first sign, whatever cannot be seen before it.

    Apostrophes before it are passed over, and wide and small forms of a sign count as the sign.

    >>> [like_formula(text) for text in ("=1+1", " ＝1", "'=1", "a=1", "")]
    [True, True, True, False, False]
    """
    seen = next((sign for sign in text if not _passed_over(sign)), "")
    return unicodedata.normalize("NFKC", seen) in _SIGNS or text.lstrip("'").startswith(_BREAKS)


def _passed_over(sign: str) -> bool:
    return sign == "'" or sign.isspace() or unicodedata.category(sign).startswith("C")


def escaped(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe before it where one might.

    >>> escaped("=1+1"), escaped("plain"), escaped("'=1+1")
    ("'=1+1", 'plain', "''=1+1")
    """
    return f"'{text}" if like_formula(text) else text


def unescaped(text: str) -> str:
    """The text that `escaped` was given.

    >>> unescaped("'=1+1"), unescaped("'tis plain")
    ('=1+1', "'tis plain")
    """
    return text[1:] if text.startswith("'") and like_formula(text) else text

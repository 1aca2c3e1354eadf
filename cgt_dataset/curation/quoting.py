"""How a scalar is written: plain where every reader of YAML reads the same text, in quotes elsewhere."""

from __future__ import annotations

import re
from typing import Any

import yaml

from .scalars import Scalar, resolve

_YAML_1_1: Any = yaml.resolver.Resolver()
_LETTERS = frozenset("yYnN")  # YAML 1.1 reads them as yes and no; PyYAML does not
_INDICATORS = "?:,\\[\\]{}#&*!|>'\"%@`\\-"
_FIRST = re.compile(f"[{_INDICATORS}=<~\\s]")
_FOLD = re.compile(rf"(?<=\S) (?=[^\s{_INDICATORS}])")
# What cannot stand in a file, or is invisible there.
_ESCAPED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar_text(value: Scalar, *, inside: bool = False) -> str:
    r"""A scalar as it is written; `inside` [ ] or { } more has to be quoted.

    >>> print(*map(scalar_text, ("Cytiva", "NO", "2021-06-21", "2021-06", "it's: so", 1e22, None, "a\n")))
    Cytiva 'NO' '2021-06-21' 2021-06 'it''s: so' 1.0e+22 null "a\n"
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            digits, e, exponent = repr(value).partition("e")
            return f"{digits}{'' if '.' in digits else '.0'}{e}{exponent}"  # without a point 1.1 reads text
        case _:
            return _text(value, inside)


def key_text(key: str) -> str:
    """A key as it is written."""
    return scalar_text(key)


def fold_points(written: str) -> list[str]:
    """A written scalar cut where a line may end: at single spaces, which reading puts back."""
    return [written] if written.startswith('"') else _FOLD.split(written)


def _text(text: str, inside: bool) -> str:
    if _ESCAPED.search(text):
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{_ESCAPED.sub(lambda match: _escape(match.group()), quoted)}"'
    return text if _plain(text, inside) else "'" + text.replace("'", "''") + "'"


def _escape(character: str) -> str:
    code = ord(character)
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _plain(text: str, inside: bool) -> bool:
    """Whether the text, unquoted, is read as itself by the core schema of YAML 1.2 and by YAML 1.1."""
    if not text or _FIRST.match(text) or text != text.strip() or text in _LETTERS:
        return False
    if ": " in text or " #" in text or text.endswith(":") or (inside and re.search(r"[,\[\]{}:]", text)):
        return False
    try:
        if not isinstance(resolve(text), str):
            return False
    except OverflowError:
        return False
    return bool(_YAML_1_1.resolve(yaml.ScalarNode, text, (True, False)) == "tag:yaml.org,2002:str")

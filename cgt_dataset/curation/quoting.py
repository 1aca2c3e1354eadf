"""How a scalar is written: plain where every reader of YAML reads the same text, in quotes elsewhere."""

from __future__ import annotations

import re
from typing import Any

import yaml

from .characters import JOINERS, STEERING, joins
from .scalars import Scalar, resolve

_YAML_1_1: Any = yaml.resolver.Resolver()
_LETTERS = frozenset("yYnN")  # YAML 1.1 reads them as yes and no; PyYAML does not
_INDICATORS = "?:,\\[\\]{}#&*!|>'\"%@`\\-"
_FIRST = re.compile(f"[{_INDICATORS}=<~\\s]")
_FOLD = re.compile(rf"(?<=\S) (?=[^\s{_INDICATORS}])")
_ESCAPED = re.compile(f"[\t\r\n\ud800-\udfff{STEERING}{JOINERS}]")  # what may not stand in a file as it is
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
_QUOTED = {"\\": "\\\\", '"': '\\"'}


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
    hidden = {match.start() for match in _ESCAPED.finditer(text) if not joins(text, match.start())}
    if hidden:
        return (
            '"' + "".join(_escape(one) if at in hidden else _QUOTED.get(one, one) for at, one in enumerate(text)) + '"'
        )
    return text if _plain(text, inside) else "'" + text.replace("'", "''") + "'"


def _escape(character: str) -> str:
    code = ord(character)
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _plain(text: str, inside: bool) -> bool:
    """Whether the text, unquoted, is read as itself by the core schema of YAML 1.2 and by YAML 1.1."""
    if not text or _FIRST.match(text) or text != text.strip() or text in _LETTERS:
        return False
    if ": " in text or " #" in text or text.endswith(":") or (inside and re.search(r"[,\[\]{}:?]", text)):
        return False
    try:
        if not isinstance(resolve(text), str):
            return False
    except OverflowError:
        return False
    return bool(_YAML_1_1.resolve(yaml.ScalarNode, text, (True, False)) == "tag:yaml.org,2002:str")

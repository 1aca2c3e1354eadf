"""What an unquoted YAML scalar means: the core schema of YAML 1.2, in which `NO` is text and `010` is ten."""

from __future__ import annotations

import re

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

Scalar = str | int | float | bool | None


def resolve(text: str) -> Scalar:
    """The value of a plain scalar. Raises OverflowError for a number that 64 bits do not hold, or none at all.

    >>> [resolve(text) for text in ("NO", "010", "1e2", "2021-06", "~", "true", "12:30")]
    ['NO', 10, 100.0, '2021-06', None, True, '12:30']
    """
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if _INTEGER.fullmatch(text):
        return _bounded(text, 10)
    if _BASED.fullmatch(text):
        return _bounded(text[2:], 8 if text[1] == "o" else 16)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if number in (float("inf"), float("-inf")):
            raise OverflowError(text)
        return number
    if _NOT_FINITE.fullmatch(text):
        raise OverflowError(text)
    return text


def _bounded(digits: str, base: int) -> int:
    if len(digits) > 64:
        raise OverflowError(digits)
    number = int(digits, base)
    if not -(2**63) <= number < 2**63:
        raise OverflowError(digits)
    return number

"""Faults of a line before it is a record: what a lenient parser may swallow."""

from __future__ import annotations

from collections.abc import Callable

from .target import Target

_LINE, _TWICE = "CGT014", "CGT015"


def _not_utf8(target: Target) -> tuple[bytes, str]:
    line = target.line.encode()
    at = line.index(b'"id":"') + 6
    return line[:at] + target.rng.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf"]) + line[at:], ""


def _byte_order_mark(target: Target) -> tuple[bytes, str]:
    return b"\xef\xbb\xbf" + target.line.encode(), ""


def _control_character(target: Target) -> tuple[bytes, str]:
    at = target.rng.choice(["\x00", "\x01", "\t"])
    return target.line.replace('"id":"', f'"id":"{at}', 1).encode(), ""


def _lone_surrogate(target: Target) -> tuple[bytes, str]:
    half = target.rng.choice(["\\ud800", "\\udc00", "\\ud83dx"])
    return target.line.replace('"id":"', f'"id":"{half}', 1).encode(), ""


def _two_objects(target: Target) -> tuple[bytes, str]:
    return (target.line + target.rng.choice(["", " "]) + target.line).encode(), ""


def _truncated(target: Target) -> tuple[bytes, str]:
    line = target.line
    return line[: target.rng.randrange(len(line) // 2, len(line))].encode(), ""


def _trailing_comma(target: Target) -> tuple[bytes, str]:
    return f"{target.line[:-1]},}}".encode(), ""


def _key_twice(target: Target) -> tuple[bytes, str]:
    return f'{target.line[:-1]},"id":"another"}}'.encode(), ""


def _key_twice_inside(target: Target) -> tuple[bytes, str]:
    return target.line.replace('"start":', '"start":0,"start":', 1).encode(), ""


def _no_mapping(target: Target) -> tuple[bytes, str]:
    return target.rng.choice([f"[{target.line}]", '"a text"', "42", "null", "[]"]).encode(), ""


def _no_number(target: Target) -> tuple[bytes, str]:
    return _with_first_start(target, target.rng.choice(["NaN", "Infinity", "-Infinity"]))


def _beyond_64_bits(target: Target) -> tuple[bytes, str]:
    return _with_first_start(target, str(target.rng.choice([2**64, 2**63 + 10, -(2**70), 10**30])))


def _with_first_start(target: Target, number: str) -> tuple[bytes, str]:
    head, start, rest = target.line.partition('"start":')
    return f"{head}{start}{number}{rest[rest.index(',') :]}".encode(), ""


LINE_FAULTS: tuple[tuple[str, str, Callable[[Target], tuple[bytes, str] | None]], ...] = (
    ("not-utf-8", _LINE, _not_utf8),
    ("byte-order-mark", _LINE, _byte_order_mark),
    ("control-character", _LINE, _control_character),
    ("lone-surrogate", _LINE, _lone_surrogate),
    ("two-objects", _LINE, _two_objects),
    ("truncated", _LINE, _truncated),
    ("trailing-comma", _LINE, _trailing_comma),
    ("key-twice", _TWICE, _key_twice),
    ("key-twice-inside", _TWICE, _key_twice_inside),
    ("no-mapping", _LINE, _no_mapping),
    ("no-number", _LINE, _no_number),
    ("beyond-64-bits", _LINE, _beyond_64_bits),
)
"""Sort, code, and what makes the line and the pointer."""

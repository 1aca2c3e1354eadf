"""Numbers and months as English and Chinese text writes them."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve "
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
)
_POWERS = {"dozen": 12.0, "hundred": 100.0, "thousand": 1000.0, "million": 1e6, "billion": 1e9}
_WORDS = {word: float(number) for number, word in enumerate(_COUNTED.split())} | _POWERS
_HAN = re.compile("[零〇一二两三四五六七八九十百千万亿]+")
_HAN_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_MONTH_NAMES = "january february march april may june july august september october november december"
_MONTHS = _MONTH_NAMES.split()


def numbers(text: str) -> set[float]:
    """Every number that the text writes, in digits or in words.

    >>> sorted(numbers("up to 1,328 in eight cities, 近百"))
    [8.0, 100.0, 1328.0]
    """
    found = {float(match.group().replace(",", "")) for match in _DIGITS.finditer(text)}
    found |= {_WORDS[word] for word in re.findall("[a-z]+", text.lower()) if word in _WORDS}
    return found | {_han(match.group()) for match in _HAN.finditer(text)}


def _han(text: str) -> float:
    total = section = digit = 0
    for character in text:
        if character in _HAN_DIGITS:
            digit = _HAN_DIGITS[character]
        elif character in _HAN_UNITS:
            section += (digit or 1) * _HAN_UNITS[character]
            digit = 0
        else:
            total += max(section + digit, 1) * _HAN_MYRIADS[character]
            section = digit = 0
    return float(total + section + digit)


def names_month(text: str, month: int) -> bool:
    """Whether the text names the month: `September`, `Sept.`, `9月`, `09`."""
    name = _MONTHS[month - 1]
    words = re.findall("[a-z]+", text.lower())
    return any(len(word) >= 3 and name.startswith(word) for word in words) or float(month) in numbers(text)

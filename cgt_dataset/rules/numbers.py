"""Numbers and months as English and Chinese text writes them."""

from __future__ import annotations

import re

_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve "
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: float(number) for number, word in enumerate(_COUNTED.split())}
_SMALL |= {word: 10.0 * number for number, word in enumerate(_TENS.split(), 2)}
_POWERS = {"dozen": 12.0, "hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_HAN_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNITS = {"十": 10.0, "百": 100.0, "千": 1e3, "万": 1e4, "亿": 1e8}
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_SCALED = re.compile(rf"({_DIGITS})(?:[ -]?({'|'.join(_POWERS)})s?(?![A-Za-z])|([十百千万亿]+))?", re.IGNORECASE)
_HAN = re.compile("[零〇一二两三四五六七八九十百千万亿]+")
_ORDINALS = "third fourth fifth sixth seventh eighth ninth tenth"
_WHOLES = {"half": 2.0, "quarter": 4.0} | {word: float(number) for number, word in enumerate(_ORDINALS.split(), 3)}
_FRACTION = re.compile(rf"\b(an?|{'|'.join(_SMALL)})[ -]({'|'.join(_WHOLES)})s?\b")
_SLASHED = re.compile(r"(?<![0-9/.,])([0-9]{1,4})/([1-9][0-9]{0,3})(?![0-9/])")
_HAN_FRACTION = re.compile("([一二两三四五六七八九十百]+)分之([零一二两三四五六七八九十百]+)")
_WORD = re.compile(r"[A-Za-z]+|[^A-Za-z\s-]")
_MONTH_NAMES = "january february march april may june july august september october november december"
_MONTHS = _MONTH_NAMES.split()


def numbers(text: str) -> set[float]:
    """Every number that the text writes, in digits or in words.

    >>> sorted(numbers("up to 1,328 in eight cities, 近百, 3.5 million"))
    [8.0, 100.0, 1328.0, 3500000.0]
    >>> sorted(number for number in numbers("三分之一, two fifths, 3/4") if number < 1)
    [0.3333333333333333, 0.4, 0.75]
    """
    return {*_in_digits(text), *_in_words(text), *_in_han(text), *_fractions(text)}


def _fractions(text: str) -> set[float]:
    """Fractions: `one third`, `1/3`, `三分之一`; the whole stands behind the part in words, before it in Chinese."""
    found = set()
    for part, whole in _FRACTION.findall(text.lower()):
        found.add((1.0 if part in ("a", "an") else _SMALL[part]) / _WHOLES[whole.removesuffix("s")])
    for part, whole in _SLASHED.findall(text):
        found.add(float(part) / float(whole))
    for whole, part in _HAN_FRACTION.findall(text):
        if _han(whole):
            found.add(_han(part) / _han(whole))
    return found


def _in_digits(text: str) -> set[float]:
    found = set()
    for match in _SCALED.finditer(text):
        number = float(match.group(1).replace(",", ""))
        if match.group(2):
            number *= _POWERS[match.group(2).lower()]
        for unit in match.group(3) or "":
            number *= _HAN_UNITS[unit]
        found.add(number)
    return found


def _in_words(text: str) -> set[float]:
    """Runs of number words: `two hundred and thirty-five` is one number, `one or two` are two."""
    found: set[float] = set()
    total = group = 0.0
    running, before = False, ""
    for word in [*(match.group().lower() for match in _WORD.finditer(text)), ""]:
        if word in _SMALL:
            if running and not (group % 100 == 0 or (group % 10 == 0 and _SMALL[word] < 10)):
                found.add(total + group)
                total = group = 0.0
            group, running = group + _SMALL[word], True
        elif word in _POWERS and (running or not before.isdigit()):
            if _POWERS[word] <= 100:
                group = (group or 1.0) * _POWERS[word]
            else:
                total, group = total + (group or 1.0) * _POWERS[word], 0.0
            running = True
        elif running and word != "and":
            found.add(total + group)
            total, group, running = 0.0, 0.0, False
        before = word
    return found


def _in_han(text: str) -> set[float]:
    found = set()
    for match in _HAN.finditer(text):
        run = match.group()
        if len(run) > 1 and all(character in _HAN_DIGITS for character in run):
            found.add(float("".join(str(_HAN_DIGITS[character]) for character in run)))  # 二〇三一
        elif not text[: match.start()][-1:].isdigit():
            found.add(_han(run))
    return found


def _han(run: str) -> float:
    total = section = digit = 0.0
    for character in run:
        if character in _HAN_DIGITS:
            digit = float(_HAN_DIGITS[character])
        elif character in "十百千":
            section += (digit or 1.0) * _HAN_UNITS[character]
            digit = 0.0
        else:
            held = section + digit
            # 万亿: the second unit multiplies all that stands before it.
            total = total + held * _HAN_UNITS[character] if held else (total or 1.0) * _HAN_UNITS[character]
            section = digit = 0.0
    return total + section + digit


def names_month(text: str, month: int) -> bool:
    """Whether the text names the month: `September`, `Sept.`, `9月`, `09`."""
    return any(month_named(word) == month for word in re.findall("[A-Za-z]+", text)) or float(month) in numbers(text)


def month_named(word: str) -> int | None:
    """The month that a word names, or begins to name.

    >>> month_named("Sept"), month_named("May"), month_named("Ma")
    (9, 5, None)
    """
    begun = [month for month, name in enumerate(_MONTHS, 1) if len(word) >= 3 and name.startswith(word.lower())]
    return begun[0] if begun else None

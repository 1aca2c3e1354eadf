"""Ids, names and measures that follow from a record's number, so that any block can refer to any other.

A record is known by its number in its table, from 0. Only records of even number are referred to: what befalls the
others, a fault or a tombstone, befalls nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

_PRIME = 97
MOST = _PRIME**4
"""How many records of a table have names that are not alike."""
_SCATTER = 61_803_399
"""Without a divisor in common with MOST: it takes numbers that follow each other far apart."""
_SYLLABLES = [first + second for first in "bcdfghjklmnprstvwxyz" for second in "aeiou"][:_PRIME]
_CAPITALISED = [syllable.title() for syllable in _SYLLABLES]
# Each reads with three letters or more, and no two alike: a name is longer than any Latin one, and no look-alike.
_CHARACTERS = (
    "辰东方丰冈冠光航恒宏怀欢建江京康连良灵龙蒙明宁鹏平前强庆泉荣善上绍生双顺松天通旺翔晓星雄轩阳英永元展昭振正中卓宗"
    "章曾常成创春登鼎耿功煌宽朗能鸟让桑深硕棠腾亭团洲庄准高海汉浩辉嘉金凯兰林满美南诺赛"
)
_LATIN_LENGTH, _HAN_LENGTH = 7, 8
_LETTERS = "BCDFGHJKLMNPQRSTVWXZYAEU"
_CODES = len(_LETTERS) ** 6
TOMBSTONES = 1000
"""One record in so many is gone, and has left a tombstone."""
_GONE = 501


def _symbols(number: int, length: int) -> list[int]:
    """The values at 1, 2, … of the polynomial whose coefficients are the digits of a number.

    Two polynomials of degree three agree at three points at most: the names of two numbers differ in all but three of
    their syllables, so that no two look alike.
    """
    rest, a = divmod(number * _SCATTER % MOST, _PRIME)
    rest, b = divmod(rest, _PRIME)
    d, c = divmod(rest, _PRIME)
    return [(a + x * (b + x * (c + x * d))) % _PRIME for x in range(1, length + 1)]


def latin(number: int) -> str:
    """A name of two words, which no other number has: `Kelova Timarusi`."""
    s, t, (a, b, c, d, e, f, g) = _SYLLABLES, _CAPITALISED, _symbols(number, _LATIN_LENGTH)
    return f"{t[a]}{s[b]}{s[c]} {t[d]}{s[e]}{s[f]}{s[g]}"


def han(number: int) -> str:
    """A name in Chinese characters, which no other number has."""
    return "".join([_CHARACTERS[symbol] for symbol in _symbols(number, _HAN_LENGTH)])


def initials(number: int) -> str:
    """Six capitals, which no other number has."""
    number, made = (number * 104_729_111 + 33_550_337) % _CODES, ""
    for _ in range(6):
        number, digit = divmod(number, len(_LETTERS))
        made += _LETTERS[digit]
    return made


_WORDS = [f"{one}{other}" for one in _SYLLABLES for other in _SYLLABLES]


def slug(number: int) -> str:
    """The id of a record; ids repeat between tables, as those of people do."""
    return slugs((number,))[0]


def slugs(numbers: Iterable[int]) -> list[str]:
    """The ids of records."""
    words = _WORDS
    return [
        f"{words[(number * 6151 + 4099) % 9409]}-{words[(number * 37 + 2791) % 9409]}-{number}" for number in numbers
    ]


class Measures(NamedTuple):
    """Where the body of an article lies in its text, in code points."""

    start: int
    end: int
    length: int


def measures(source: int) -> Measures:
    """The measures of the text of a source."""
    start = 40 + source * 37 % 160
    end = start + 1200 + source * 7919 % 4800
    return Measures(start, end, end + source * 53 % 300)


def is_gone(number: int) -> bool:
    """Whether a record has left a tombstone."""
    return number % TOMBSTONES == _GONE


def gone_number(choice: float, count: int) -> int | None:
    """The number of a record that is gone, of a table of so many; None where there is none."""
    many = (count - 1 - _GONE) // TOMBSTONES + 1
    return _GONE + TOMBSTONES * int(choice * many) if many > 0 else None


def evens(count: int) -> int:
    """How many records of a table of so many can be referred to."""
    return (count + 1) // 2


_STEP = 0x9E3779B1  # the golden ratio in 32 bits: its multiples lie evenly


def is_faulty(number: int, rate: float, offset: int) -> bool:
    """Whether a fault is planted in a record, at `rate` of all; `offset` moves the choice."""
    spread = ((number >> 1) * _STEP + offset) & 0xFFFFFFFF
    return number & 1 == 1 and spread < rate * 0x200000000 and not is_gone(number)

"""Words of values that no name or reference is: phrases, summaries, amounts and dates, in English and Chinese."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from random import Random
from typing import NamedTuple

from ..schema.vocabularies import Comparator, NameKind, Unit
from .numbering import han, initials, latin

HAN = "zh"
LANGUAGES = ("en", "en", "en-GB", HAN, "zh-Hans")
"""Languages of the texts: of the real articles, two in five are Chinese."""
_MANY = 1200
_HALF = [
    "early",
    "late",
    "regional",
    "joint",
    "clinical",
    "viral",
    "autologous",
    "allogeneic",
    "automated",
    "closed",
    "modular",
    "provincial",
    "pilot",
    "annual",
    "cross-border",
    "regulatory",
    "industrial",
    "experimental",
    "digital",
    "shared",
]
_THINGS = [
    "cell bank",
    "vector supply",
    "release testing",
    "trial enrolment",
    "cleanroom capacity",
    "cold chain",
    "donor registry",
    "patient access",
    "manufacturing slot",
    "training centre",
    "reagent import",
    "quality review",
    "data platform",
    "licence list",
    "product hold",
]
_WHAT = [
    "forecast",
    "report",
    "plan",
    "notice",
    "survey",
    "programme",
    "scheme",
    "register",
    "agreement",
    "study",
    "review",
    "index",
]
_WHO = ["The body", "The authority", "A group of firms", "The operator", "Its parent", "The centre", "The ministry"]
_DOES = [
    "sets up",
    "supports",
    "pays for",
    "reports on",
    "takes part in",
    "plans to extend",
    "gives up",
    "moves to",
    "speaks of",
    "doubles",
]
_AND = [
    "in the first half of the year",
    "with two partners",
    "after a review of several months",
    "as part of a wider plan",
    "for the first time",
    "without naming a date",
    "by the words of its head",
    "at three sites",
]
_HAN_HALF = [
    "早期",
    "区域",
    "联合",
    "临床",
    "病毒",
    "自体",
    "异体",
    "自动化",
    "封闭式",
    "模块化",
    "试点",
    "年度",
    "跨境",
    "监管",
    "产业",
]
_HAN_THINGS = [
    "细胞库",
    "载体供应",
    "放行检测",
    "临床入组",
    "洁净车间",
    "冷链",
    "供者登记",
    "患者可及",
    "生产能力",
    "培训中心",
    "试剂进口",
]
_HAN_WHAT = ["预测", "报告", "计划", "通知", "调查", "项目", "方案", "目录", "协议", "研究", "评审", "指数"]

_NOUNS = {
    Unit.one: ("{} patients", "{} products", "{}家"),
    Unit.m2: ("{} m2", "{} square metres", "{}平方米"),
    Unit.litre: ("{} L", "{} litres", "{}升"),
    Unit.week: ("{} weeks", "{} weeks", "{}周"),
    Unit.month: ("{} months", "{} months", "{}个月"),
    Unit.year: ("{} years", "{} years", "{}年"),
}
_CUES = {
    Comparator.eq: ("{}", "{}"),
    Comparator.gt: ("more than {}", "超过{}"),
    Comparator.ge: ("at least {}", "至少{}"),
    Comparator.lt: ("less than {}", "不到{}"),
    Comparator.le: ("up to {}", "最多{}"),
    Comparator.approx: ("about {}", "约{}"),
    Comparator.between: ("{} to {}", "{}至{}"),
}

_ANOTHER = {
    NameKind.official: (False, True),
    NameKind.short: (False, False),
    NameKind.translation: (True, True),
    NameKind.transliteration: (True, False),
    NameKind.former: (False, True),
    NameKind.as_stated: (False, True),
}
"""Whether the names of a kind are in the other script, and whether they end in a word that says what the thing is."""
_SHOWN = (NameKind.official, NameKind.as_stated)
# No ending is longer than those: a long one that two names share would make them alike.
_ENDINGS = {
    "organizations": (("Biologics", "Cell Works", "Institute", "Hospital"), ("生物", "医药", "研究院", "医院")),
    "facilities": (("Plant", "Park", "Biobank", "Centre"), ("工厂", "园区", "平台", "中心")),
    "places": (("City", "District", "Zone", "Park"), ("市", "区", "新区", "园区")),
    "products": (("Cells", "System", "Vector", "Kit"), ("注射液", "系统", "载体", "平台")),
    "events": (("Forum", "Congress", "Summit", "Fair"), ("论坛", "大会", "峰会", "展览会")),
    "regulations": (("Notice", "Law", "Plan", "List"), ("通知", "条例", "计划", "目录")),
    "people": (("",), ("",)),
}
_OTHERS = (("Group",), ("集团",))


class Naming(NamedTuple):
    """How a name follows from the number of its record."""

    kind: NameKind
    language: str
    made: Callable[[int], str]
    ending: str


def namings(rng: Random, table: str, language: str) -> list[Naming]:
    """Ways to name a record, of which the first is shown; of one record no two give the same text."""
    kinds = [rng.choice(_SHOWN)]
    kinds += rng.sample([*NameKind], len(NameKind))
    found: dict[tuple[object, str], Naming] = {}
    for kind in dict.fromkeys(kinds):
        if kind is NameKind.abbreviation:
            naming = Naming(kind, "en", initials, "")
        else:
            other, ends = _ANOTHER[kind]
            chinese = language.startswith(HAN) != other
            words = _ENDINGS.get(table, _OTHERS)[chinese] if ends else ("",)
            ending = rng.choice(words)
            joint = "" if chinese or not ending else " "
            naming = Naming(kind, HAN if chinese else "en", han if chinese else latin, joint + ending)
        found.setdefault((naming.made, naming.ending), naming)
    return [*found.values()]


@cache
def phrases(seed: int, chinese: bool) -> tuple[str, ...]:
    """Short terms and titles, all different, as JSON."""
    rng = Random(f"{seed}/phrases/{chinese}")  # noqa: S311 (nothing secret)
    parts = (_HAN_HALF, _HAN_THINGS, _HAN_WHAT) if chinese else (_HALF, _THINGS, _WHAT)
    joint = "" if chinese else " "
    found: dict[str, None] = {}
    while len(found) < _MANY:
        found[joint.join(rng.choice(words) for words in parts)] = None
    return tuple(json.dumps(phrase, ensure_ascii=False) for phrase in found)


@cache
def summaries(seed: int) -> tuple[str, ...]:
    """Sentences in the curators' own words, all different, as JSON."""
    rng = Random(f"{seed}/summaries")  # noqa: S311 (nothing secret)
    found: dict[str, None] = {}
    while len(found) < _MANY:
        thing = f"{rng.choice(_HALF)} {rng.choice(_THINGS)}"
        article = "an" if thing[0] in "aeiou" else "a"
        what = f"{article} {thing} {rng.choice(_WHAT)}"
        found[f"{rng.choice(_WHO)} {rng.choice(_DOES)} {what} {rng.choice(_AND)}."] = None
    return tuple(map(json.dumps, found))


@cache
def amounts(seed: int, comparator: Comparator, unit: Unit) -> list[tuple[int, int | None, str]]:
    """Numbers with the upper ones, null where there is none, and the words that state both.

    None is small: no list of a record names more than a count of it.
    """
    rng = Random(f"{seed}/amounts/{comparator}/{unit}")  # noqa: S311 (nothing secret)
    found = []
    for _ in range(_MANY):
        value = int(10 ** rng.uniform(1.4, 4.8))
        upper = value + 1 + int(10 ** rng.uniform(0.5, 3.5))
        chinese = rng.random() < 0.4
        cue, noun = _CUES[comparator][chinese], _NOUNS[unit][2 if chinese else rng.randrange(2)]
        words = noun.format(cue.format(f"{value:,}", f"{upper:,}"))
        found.append((value, upper if comparator is Comparator.between else None, words))
    return found


def _point(rng: Random, year: int) -> str:
    month = f"{year:04}-{rng.randint(1, 12):02}"
    forms = (f"{year:04}", month, f"{month}-{rng.randint(1, 28):02}")
    return rng.choice((*forms, forms[2], f"{year:04}-{rng.randint(33, 36)}", f"{year:04}-{rng.randint(40, 41)}"))


YEARS = 5
"""The years in which the dates of one field lie."""


@cache
def dates(seed: int, first: int) -> list[str]:
    """Partial dates of every form, within `YEARS` years from the first, as JSON."""
    rng = Random(f"{seed}/dates/{first}")  # noqa: S311 (nothing secret)
    found = []
    for _ in range(_MANY):
        one = rng.randint(first, first + YEARS - 2)
        start, end = _point(rng, one), _point(rng, rng.randint(one + 1, first + YEARS - 1))
        forms = (*[start] * 8, end, f"{start}/{end}", f"[{start}..{end}]", f"[{start}..]", f"[..{end}]")
        found.append(json.dumps(rng.choice(forms)))
    return found

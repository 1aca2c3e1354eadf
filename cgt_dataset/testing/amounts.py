"""Strategies of quantities whose number, comparator and unit are those of their words."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import strategies as st

from ..schema.vocabularies import Comparator, Unit


class _Number(NamedTuple):
    value: float
    words: str


_FORMS = {
    Comparator.eq: ("{}", "a total of {}"),
    Comparator.gt: ("more than {}", "over {}", "超过{}"),
    Comparator.ge: ("at least {}", "not less than {}", "不少于{}"),
    Comparator.lt: ("fewer than {}", "nearly {}", "不到{}"),
    Comparator.le: ("up to {}", "not more than {}", "不超过{}"),
    Comparator.approx: ("about {}", "approximately {}", "约{}"),
    Comparator.between: ("{} to {}", "from {} to {}", "{}-{}", "{}至{}"),
}
_TIGHT = ("{}-{}", "{}至{}")
"""Forms in which only digits stand apart."""
_UNITS = {
    Unit.one: ("", " products", "项"),
    Unit.m2: (" m2", " m²", " square metres", "平方米"),
    Unit.litre: (" L", "L", " litres", "升"),
    Unit.week: (" weeks", " wk", "周"),
    Unit.month: (" months", "个月"),
    Unit.year: (" years", "年"),
}
_SAMPLED = (_Number(12, "twelve"), _Number(100, "one hundred"), _Number(3e6, "three million"), _Number(2e4, "两万"))


def _numbers() -> st.SearchStrategy[_Number]:
    whole = st.integers(0, 9_000) | st.integers(0, 9 * 10**15)
    hundredths = st.integers(0, 10**9)
    return st.one_of(
        whole.map(lambda number: _Number(float(number), str(number))),
        whole.map(lambda number: _Number(float(number), f"{number:,}")),
        hundredths.map(lambda number: _Number(float(f"{number / 100:.2f}"), f"{number / 100:,.2f}")),
        st.integers(1, 999).map(lambda number: _Number(number * 1e6, f"{number} million")),
        st.sampled_from(_SAMPLED),
    )


@st.composite
def quantities(draw: st.DrawFn) -> dict[str, Any]:
    """Quantities of every comparator and unit, with words that state them in English or Chinese."""
    comparator = draw(st.sampled_from(Comparator))
    unit = draw(st.sampled_from(Unit))
    one = draw(_numbers())
    between = comparator is Comparator.between
    other = draw(_numbers().filter(lambda number: number.value != one.value)) if between else one
    low, high = sorted((one, other))
    digits = low.words[-1].isdigit() and high.words[-1].isdigit()
    forms = [form for form in _FORMS[comparator] if digits or form not in _TIGHT]
    words = draw(st.sampled_from(forms)).format(low.words, high.words)
    made: dict[str, Any] = {"value": low.value, "comparator": comparator.value}
    if between:
        made["upper"] = high.value
    named = draw(st.sampled_from(_UNITS[unit]))
    space = " " if named and not named.startswith(" ") and not words[-1].isdigit() else ""
    return {**made, "unit": unit.value, "as_stated": f"{words}{space}{named}"}

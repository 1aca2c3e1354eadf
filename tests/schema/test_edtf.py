from __future__ import annotations

from datetime import date
from time import struct_time

import edtf as library
import pytest
import regress
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cgt_dataset.schema.edtf import PATTERN, Days, days
from cgt_dataset.schema.value_types import PartialDate

ECMA = regress.Regex(PATTERN)
"""The pattern as JSON Schema reads it (ECMA-262)."""
MODEL: TypeAdapter[str] = TypeAdapter(PartialDate)

GOOD = {
    "2021": (date(2021, 1, 1), date(2021, 12, 31)),
    "0001": (date(1, 1, 1), date(1, 12, 31)),
    "9999": (date(9999, 1, 1), date(9999, 12, 31)),
    "2021-06": (date(2021, 6, 1), date(2021, 6, 30)),
    "2021-12": (date(2021, 12, 1), date(2021, 12, 31)),
    "2020-02": (date(2020, 2, 1), date(2020, 2, 29)),
    "2021-02": (date(2021, 2, 1), date(2021, 2, 28)),
    "1900-02": (date(1900, 2, 1), date(1900, 2, 28)),
    "2000-02": (date(2000, 2, 1), date(2000, 2, 29)),
    "9999-12": (date(9999, 12, 1), date(9999, 12, 31)),
    "2021-06-21": (date(2021, 6, 21), date(2021, 6, 21)),
    "2020-02-29": (date(2020, 2, 29), date(2020, 2, 29)),
    "9999-12-31": (date(9999, 12, 31), date(9999, 12, 31)),
    "2021-33": (date(2021, 1, 1), date(2021, 3, 31)),
    "2021-34": (date(2021, 4, 1), date(2021, 6, 30)),
    "2021-35": (date(2021, 7, 1), date(2021, 9, 30)),
    "2021-36": (date(2021, 10, 1), date(2021, 12, 31)),
    "2021-40": (date(2021, 1, 1), date(2021, 6, 30)),
    "2021-41": (date(2021, 7, 1), date(2021, 12, 31)),
    "2021-01/2021-06": (date(2021, 1, 1), date(2021, 6, 30)),
    "2021/2021": (date(2021, 1, 1), date(2021, 12, 31)),
    "2019-12-31/2020": (date(2019, 12, 31), date(2020, 12, 31)),
    "2021-34/2022-40": (date(2021, 4, 1), date(2022, 6, 30)),
    "2021-06/2021": (date(2021, 6, 1), date(2021, 12, 31)),
    "[2023-01-01..2023-04-28]": (date(2023, 1, 1), date(2023, 4, 28)),
    "[2023..2023]": (date(2023, 1, 1), date(2023, 12, 31)),
    "[2023-03..]": (date(2023, 3, 1), None),
    "[..2021-41]": (None, date(2021, 12, 31)),
}
REFUSED = {
    "2021-02-29": "2021-02 has no day 29",
    "2021-04-31": "2021-04 has no day 31",
    "1900-02-29": "1900-02 has no day 29",
    "2021/2021-02-30": "2021-02 has no day 30",
    "[..2021-06-31]": "2021-06 has no day 31",
    "2022/2021": "ends before it begins",
    "2021-07/2021-06-30": "ends before it begins",
    "[2023-04-28..2023-01-01]": "ends before it begins",
    **dict.fromkeys(
        (
            "",
            "0000",
            "0000-01",
            "-2021",
            "+2021",
            "12021",
            "Y12021",
            "21",
            "2021-00",
            "2021-13",
            "2021-6",
            "2021-06-00",
            "2021-06-32",
            "2021-06-1",
            "2021-21",
            "2021-32",
            "2021-37",
            "2021-39",
            "2021-42",
            "2021-34-01",
            "2021-06-21T10:00",
            "2021?",
            "2021~",
            "202X",
            "2021-XX",
            "2021/",
            "/2021",
            "2021/..",
            "../2021",
            "2021/2022/2023",
            "2021..2022",
            "[2021/2022]",
            "[2021]",
            "[..]",
            "[]",
            "[2021,2022]",
            "{2021..2022}",
            "[2021..2022",
            "2021..2022]",
            "2021\n",
            "\n2021",
            " 2021",
            "2021 ",
            "2021\u00a0",
            "2021‐06",
            "２０２１",
            "٢٠٢١",
            "June 2021",
            "2021-W25",
            "2021-172",
            "20210621",
            "unknown",
        ),
        "is no partial date",
    ),
}


@pytest.mark.parametrize(("text", "span"), GOOD.items())
def test_a_partial_date_spans_the_days_that_it_can_mean(text: str, span: tuple[date | None, date | None]) -> None:
    assert days(text) == Days(*span)


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_what_is_no_date_of_the_profile_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        days(text)


@pytest.mark.parametrize("text", GOOD)
def test_the_published_pattern_admits_every_good_date(text: str) -> None:
    assert ECMA.find(text) is not None


@pytest.mark.parametrize("text", [text for text, reason in REFUSED.items() if reason == "is no partial date"])
def test_the_published_pattern_refuses_every_wrong_form(text: str) -> None:
    assert ECMA.find(text) is None


@pytest.mark.parametrize("text", GOOD)
@pytest.mark.parametrize("around", ["{}\n", "\n{}", "x\n{}", "{}\nx"])
def test_a_line_break_never_hides_beside_a_date(text: str, around: str) -> None:
    assert ECMA.find(around.format(text)) is None
    with pytest.raises(ValueError, match="no partial date"):
        days(around.format(text))


@pytest.mark.parametrize("text", REFUSED)
def test_the_model_refuses_with_the_same_reason(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        MODEL.validate_python(text)
    (error,) = refused.value.errors()
    assert error["type"] == "partial_date"
    assert REFUSED[text] in error["msg"]


@settings(deadline=None)
@given(st.from_regex(PATTERN, fullmatch=True))
def test_what_the_pattern_admits_is_a_span_or_an_impossible_day(text: str) -> None:
    assert ECMA.find(text) is not None
    try:
        first, last = days(text)
    except ValueError as error:
        assert str(error).endswith("ends before it begins") or " has no day " in str(error)
    else:
        assert first is not None or last is not None
        assert first is None or last is None or first <= last


_PIECES = st.sampled_from(
    ["2021", "0001", "-06", "-21", "-33", "-41", "-02-30", "/", "..", "[", "]", "\n", " ", "0", "٢"]
)


@settings(deadline=None, max_examples=500)
@given(st.lists(_PIECES, max_size=8).map("".join) | st.text(alphabet="0123456789-/.[]", max_size=12))
def test_days_never_accepts_what_the_published_pattern_refuses(text: str) -> None:
    try:
        days(text)
    except ValueError:
        return
    assert ECMA.find(text) is not None


def _day(moment: struct_time) -> date:
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday)


def _by_the_library(text: str) -> Days:
    parsed = library.parse_edtf(text)
    return Days(_day(parsed.lower_strict()), _day(parsed.upper_strict()))


@st.composite
def _level_0(draw: st.DrawFn) -> str:
    day = draw(st.dates())
    return day.isoformat()[: draw(st.sampled_from([4, 7, 10]))]


@settings(deadline=None)
@given(_level_0())
def test_a_date_spans_the_days_that_the_edtf_library_says(text: str) -> None:
    assert days(text) == _by_the_library(text)


@settings(deadline=None)
@given(_level_0(), _level_0())
def test_an_interval_spans_the_days_that_the_edtf_library_says(one: str, other: str) -> None:
    earlier, later = sorted((one, other))
    text = f"{earlier}/{later}"
    expected = _by_the_library(text)
    assert expected.first is not None
    assert expected.last is not None
    assert days(text) == expected


@settings(deadline=None)
@given(st.integers(1, 9999), st.sampled_from(["33", "34", "35", "36", "40", "41"]))
def test_a_quarter_or_half_year_spans_the_days_that_the_edtf_library_says(year: int, season: str) -> None:
    text = f"{year:04}-{season}"
    assert days(text) == _by_the_library(text)


@settings(deadline=None)
@given(st.dates(), st.dates(), st.sampled_from([4, 7, 10]))
def test_one_day_of_a_stretch_spans_the_days_that_the_edtf_library_says(one: date, other: date, exact: int) -> None:
    # The library reads neither open stretches nor ends of different exactness.
    earlier, later = (day.isoformat()[:exact] for day in sorted((one, other)))
    assert days(f"[{earlier}..{later}]") == _by_the_library(f"[{earlier}..{later}]")
    assert days(f"[{earlier}..]") == Days(days(earlier).first, None)
    assert days(f"[..{later}]") == Days(None, days(later).last)

"""Numbers and months as English and Chinese text writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgt_dataset.rules.numbers import names_month, numbers

BELOW_A_TRILLION = st.integers(min_value=0, max_value=10**12 - 1)
DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("", set()),
        ("cells and genes", set()),
        ("7", {7}),
        ("1,328", {1328}),
        ("1328", {1328}),
        ("1,328,000", {1_328_000}),
        ("1.5", {1.5}),
        ("1,000,000.5", {1_000_000.5}),
        ("0.25", {0.25}),
        ("007", {7}),
        ("200L", {200}),
        ("up to 200 L", {200}),
        ("5-10 plants", {5, 10}),
        ("2,000–3,000 plants", {2000, 3000}),
        ("5 to 10 plants", {5, 10}),
        ("12 March 2031", {12, 2031}),
        ("the 10th batch", {10}),
        ("one or two", {1, 2}),
        ("One of Twelve", {1, 12}),
        ("eight cities", {8}),
        ("twenty", {20}),
        ("zero", {0}),
        ("a dozen", {12}),
        ("a hundred", {100}),
        ("a million", {1_000_000}),
        ("tone and bone", set()),
        ("十", {10}),
        ("十二", {12}),
        ("三十", {30}),
        ("一百零五", {105}),
        ("近百", {100}),
        ("近百人", {100}),
        ("百余家", {100}),
        ("一千三百二十八", {1328}),
        ("一千零八", {1008}),
        ("两万", {20_000}),
        ("十万", {100_000}),
        ("三千万", {30_000_000}),
        ("一亿", {100_000_000}),
        ("一亿二千万", {120_000_000}),
        ("三千五百平方米", {3500}),
        ("三、四家", {3, 4}),
        ("五至十家", {5, 10}),
        ("2031年3月12日", {2031, 3, 12}),
        ("面积1,328平方米，近百人", {1328, 100}),
        ("知林细胞公司", set()),
    ],
)
def test_numbers(text: str, stated: set[float]) -> None:
    assert numbers(text) == stated


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4,000 m2", 4000),
        ("4,000\u00a0m2", 4000),
        ("4,000m²", 4000),
        ("half a dozen", 12),
        ("3亿", 300_000_000),
        ("1.2亿", 120_000_000),
        ("2万平方米", 20_000),
        ("3.5 million", 3_500_000),
        ("120 million平方米", 120_000_000),
        ("two hundred", 200),
        ("forty", 40),
        ("thirty-five", 35),
        ("两万亿", 2_000_000_000_000),
        ("二〇三一年", 2031),
        ("二零三一年", 2031),
    ],
)
def test_numbers_contain(text: str, number: float) -> None:
    assert number in numbers(text)


@given(BELOW_A_TRILLION)
def test_a_number_with_commas_is_found(number: int) -> None:
    assert numbers(f"{number:,}") == {number}


@given(BELOW_A_TRILLION)
def test_a_number_without_commas_is_found(number: int) -> None:
    assert numbers(f"about {number} cells") == {number}


@given(st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False))
def test_a_fraction_is_found(number: object) -> None:
    assert numbers(f"{number:,f} L") == {float(str(number))}


def _below_a_myriad(number: int) -> str:
    written = ""
    for unit, power in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // power % 10
        if digit:
            written += DIGITS[digit] + unit
        elif written and number % power and not written.endswith("零"):
            written += "零"
    return written


def _chinese(number: int) -> str:
    """The number as Chinese writes it: 10_203 is 一万零二百零三."""
    if number == 0:
        return "零"
    written = ""
    for unit, power in (("亿", 10**8), ("万", 10**4), ("", 1)):
        section = number // power % (10**4)
        if not section:
            continue
        if written and section < 1000:
            written += "零"
        written += _below_a_myriad(section) + unit
    return written


@given(BELOW_A_TRILLION)
def test_a_number_in_chinese_is_found(number: int) -> None:
    assert numbers(f"共{_chinese(number)}个") == {number}


@given(st.text(max_size=200))
def test_any_text_has_numbers_or_none(text: str) -> None:
    assert all(number >= 0 for number in numbers(text))


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("September", 9),
        ("in september 2031", 9),
        ("Sept. 2031", 9),
        ("Sep 2031", 9),
        ("12 March 2031", 3),
        ("12 Mar 2031", 3),
        ("May 2031", 5),
        ("Jun 2031", 6),
        ("July 2031", 7),
        ("2031-09", 9),
        ("2031/09/12", 9),
        ("2031年9月", 9),
        ("9月", 9),
        ("九月", 9),
        ("十月", 10),
        ("十一月", 11),
        ("十二月", 12),
        ("一月", 1),
    ],
)
def test_a_month_is_named(text: str, month: int) -> None:
    assert names_month(text, month)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("", 1),
        ("2031", 3),
        ("March 2031", 5),
        ("March 2031", 8),
        ("Ma 2031", 3),
        ("June 2031", 7),
        ("July 2031", 6),
        ("marching on", 3),
        ("2031年9月", 3),
        ("十二月", 2),
        ("十二月", 10),
        ("十一月", 1),
        ("last year", 12),
        ("first quarter of 2031", 1),
    ],
)
def test_a_month_is_not_named(text: str, month: int) -> None:
    assert not names_month(text, month)


def test_a_power_after_digits_is_no_number_of_its_own() -> None:
    assert numbers("3 million") == {3e6}
    assert numbers("a million") == {1e6}
    assert numbers("12 hundred and five") == {1200.0, 5.0}

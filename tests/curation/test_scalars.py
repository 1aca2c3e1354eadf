from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cgt_dataset.curation.scalars import Scalar, resolve

CORE: dict[str, Scalar] = {
    # null
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    # booleans
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    # integers
    "0": 0,
    "-0": 0,
    "+12": 12,
    "-19": -19,
    "010": 10,
    "0o14": 12,
    "0o7": 7,
    "0xC": 12,
    "0xff": 255,
    "9223372036854775807": 2**63 - 1,
    "-9223372036854775808": -(2**63),
    "0x7fffffffffffffff": 2**63 - 1,
    # floats
    "0.": 0.0,
    "-0.0": -0.0,
    ".5": 0.5,
    "+.5": 0.5,
    "1.10": 1.1,
    "12e03": 12000.0,
    "1e5": 100000.0,
    "1E-2": 0.01,
    "-2E+05": -200000.0,
    "9223372036854775808.0": 9223372036854775808.0,
}
TEXT = [
    # what YAML 1.1 takes for something else
    "NO",
    "no",
    "No",
    "yes",
    "Y",
    "n",
    "on",
    "OFF",
    "12:30",
    "12:30:45",
    "1_000",
    "0b1010",
    "2021-06-21",
    "2021-06",
    "2021-06-21T10:00:00Z",
    "<<",
    "=",
    # what only looks like a scalar of the core schema
    "NA",
    "N/A",
    "nan",
    "NaN",
    "inf",
    "Infinity",
    "nULL",
    "tRUE",
    "none",
    "None",
    "nil",
    "1,000",
    "1.2.3",
    "0o8",
    "0O7",
    "0xg",
    "0X1",
    "+0x1",
    "-0o7",
    "1e",
    "e5",
    "1e+",
    ".",
    "-",
    "+",
    "..",
    ".e5",
    "--1",
    "+-1",
    "- 1",
    "1 ",
    " 1",
    "5%",
    "1\n",
    "true\n",
    "null ",
    "１２",
    "٣",
    "½",
    "−5",
    "İ",
    "+.nan",
    ".Nan",
    ".iNF",
    "tr\u0443e",
]
UNHELD = [
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "0x8000000000000000",
    "0o1000000000000000000000",
    "1" + "0" * 100_000,
    "0x" + "f" * 100_000,
    "1e309",
    "-1e309",
    "1" * 400 + ".0",
    ".inf",
    "-.inf",
    "+.INF",
    ".Inf",
    ".nan",
    ".NaN",
    ".NAN",
]


@pytest.mark.parametrize(("text", "value"), CORE.items())
def test_a_plain_scalar_means_what_the_core_schema_says(text: str, value: Scalar) -> None:
    held = resolve(text)
    assert held == value
    assert type(held) is type(value)
    if isinstance(held, float) and isinstance(value, float):
        assert math.copysign(1, held) == math.copysign(1, value)


@pytest.mark.parametrize("text", TEXT)
def test_everything_else_is_text_as_written(text: str) -> None:
    assert resolve(text) == text


@pytest.mark.parametrize("text", UNHELD, ids=[text[:12] for text in UNHELD])
def test_a_number_that_64_bits_do_not_hold_is_never_rounded(text: str) -> None:
    with pytest.raises(OverflowError):
        resolve(text)


@settings(deadline=None)
@given(st.integers(-(2**63), 2**63 - 1))
def test_every_integer_of_64_bits_is_read_exactly(number: int) -> None:
    assert resolve(str(number)) == number
    if number >= 0:
        assert resolve(hex(number)) == resolve(oct(number)) == number


@settings(deadline=None)
@given(st.integers(min_value=2**63) | st.integers(max_value=-(2**63) - 1))
def test_every_larger_integer_is_refused(number: int) -> None:
    with pytest.raises(OverflowError):
        resolve(str(number))


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_float_is_read_exactly(number: float) -> None:
    held = resolve(repr(number))
    assert isinstance(held, float)
    assert held.hex() == number.hex()


@settings(deadline=None)
@given(st.text())
def test_a_scalar_is_a_value_or_no_number_never_a_crash(text: str) -> None:
    try:
        held = resolve(text)
    except OverflowError:
        assert text.strip("+-")[:1] in set(".0123456789")
    else:
        assert held == text or not isinstance(held, str)

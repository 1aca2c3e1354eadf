from __future__ import annotations

import pytest

from cgt_dataset.rules.guesses import codes_listed, meant_date, meant_pointer, meant_value, written_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023-3-9", "2023-03-09"),
        ("2023/03/09", "2023-03-09"),
        ("2023.3.9", "2023-03-09"),
        ("2023-03-09T10:00:00", "2023-03-09"),
        ("March 9, 2023", "2023-03-09"),
        ("Mar. 9 2023", "2023-03-09"),
        ("9 March 2023", "2023-03-09"),
        ("9th March 2023", "2023-03-09"),
        ("March 2023", "2023-03"),
        ("2023/03", "2023-03"),
        ("2023年", "2023"),
        ("2023年3月", "2023-03"),
        ("2023年3月9日", "2023-03-09"),
        ("2023-Q3", "2023-35"),
        ("Q3 2023", "2023-35"),
        ("2023-H2", "2023-41"),
        ("2021-2023", "2021/2023"),
        ("2021 to 2023", "2021/2023"),
        ("2021-03..2021-04", "[2021-03..2021-04]"),
        (" 2023 ", "2023"),
        # What can be two things, or none.
        ("9/3/2023", None),
        ("09.03.2023", None),
        ("2023-13-01", None),
        ("2023-02-30", None),
        ("2023-2021", None),
        ("spring 2023", None),
        ("Monday 2023", None),
        ("Ma 2023", None),
        ("circa 2023", None),
        ("n.d.", None),
        ("", None),
        ("..", None),
    ],
)
def test_a_date_in_a_common_form(text: str, date: str | None) -> None:
    assert meant_date(text) == date


@pytest.mark.parametrize(
    ("date", "written"),
    [("2023", '"2023"'), ("2023-03", "2023-03"), ("2021/2023", "2021/2023"), ("[2023..]", '"[2023..]"')],
)
def test_a_date_is_proposed_as_it_is_written(date: str, written: str) -> None:
    assert written_date(date) == written


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("zone", "/zone"),
        ("names/0", "/names/0"),
        ("/names/00", "/names/0"),
        ("/names/0/text", "/names/0"),
        ("/names[0].text", "/names/0"),
        ("/area/value", "/area"),
        ("services.0.kind", "/services/0/kind"),
        ("", None),
        ("0", None),
        ("?", None),
    ],
)
def test_a_pointer_that_is_nearly_one(text: str, pointer: str | None) -> None:
    assert meant_pointer(text) == pointer


def test_a_value_is_taken_for_another_only_where_that_is_plain() -> None:
    assert meant_value("issued_on", 2029) == "2029"
    assert meant_value("issued_on", 0) == 0
    assert meant_value("issued_on", "June 2029") == "June 2029"
    assert meant_value("value", "3500") == "3500"
    assert meant_value("kind", "gmp facility") == "gmp facility"


def test_codes_are_listed_where_they_are_few() -> None:
    assert codes_listed("NL").startswith("those of NL are NL-AW, ")
    assert codes_listed("GB") == codes_listed("ZZ") == codes_listed("") == ""

"""Values against the words that state them: comparators, units and dates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.rules import Context, Records, check_records
from cgt_dataset.schema import MODELS, Record
from cgt_dataset.texts import Texts, digest

COMPARATORS = ("eq", "gt", "ge", "lt", "le", "approx")


def _record(data: dict[str, Any]) -> Record:
    record = MODELS[data["schema"]].model_validate(data, strict=False)
    assert isinstance(record, Record)
    return record


def _messages(words: str, pointer: str, value: object, folder: Path, **how: str) -> list[tuple[str, str]]:
    """Code and message of what does not hold for a facility with the one value, which the words support."""
    text = f"{words}\n"
    (folder / "words.txt").write_bytes(text.encode())
    item = {
        "source": "words",
        "start": 0,
        "end": len(words),
        "sha256": digest(words),
        "derivation": "inferred",
        "assertion": "stated",
        "note": "Needed where it is inferred.",
    }
    source = {
        "schema": "source/2",
        "id": "words",
        "kind": "news",
        "language": "en",
        "text_sha256": digest(text),
        "text_length": len(text),
        "body_start": 0,
        "body_end": len(text),
        "evidence": [{**item, "supports": ["/kind", "/language"]}],
    }
    facility = {
        "schema": "facility/2",
        "id": "works",
        pointer.removeprefix("/"): value,
        "evidence": [{**item, "derivation": "normalised", "supports": [pointer], **how}],
    }
    records = Records([_record(source), _record(facility)])
    return [(violation.rule.code, violation.message) for violation in check_records(Context(records, Texts(folder)))]


def _amount(
    words: str, value: float, comparator: str, folder: Path, unit: str = "1", upper: float | None = None
) -> list[tuple[str, str]]:
    quantity = {"value": value, "comparator": comparator, "upper": upper, "unit": unit, "as_stated": words}
    return _messages(words, "/area", quantity, folder)


@pytest.mark.parametrize(
    ("words", "fitting"),
    [
        ("50 plants", "eq"),
        ("the 50 plants", "eq"),
        ("at least 50 plants", "ge"),
        ("no less than 50 plants", "ge"),
        ("no fewer than 50 plants", "ge"),
        ("not less than 50 plants", "ge"),
        ("a minimum of 50 plants", "ge"),
        ("50 plants or more", "ge"),
        ("up to 50 plants", "le"),
        ("Up to 50 plants", "le"),
        ("at most 50 plants", "le"),
        ("no more than 50 plants", "le"),
        ("not more than 50 plants", "le"),
        ("not exceeding 50 plants", "le"),
        ("a maximum of 50 plants", "le"),
        ("more than 50 plants", "gt"),
        ("over 50 plants", "gt"),
        ("above 50 plants", "gt"),
        ("exceeding 50 plants", "gt"),
        ("less than 50 plants", "lt"),
        ("fewer than 50 plants", "lt"),
        ("under 50 plants", "lt"),
        ("below 50 plants", "lt"),
        ("nearly 50 plants", "lt approx"),
        ("almost 50 plants", "lt approx"),
        ("about 50 plants", "approx"),
        ("around 50 plants", "approx"),
        ("approximately 50 plants", "approx"),
        ("roughly 50 plants", "approx"),
        ("some 50 plants", "approx"),
        # Words that only look like a cue.
        ("they cover 50 plants", "eq"),
        ("the founder of 50 plants", "eq"),
        ("discover 50 plants", "eq"),
        # Chinese.
        ("50家", "eq"),
        ("五十家", "eq"),
        ("至少50家", "ge"),
        ("不少于50家", "ge"),
        ("不低于50家", "ge"),
        ("50家以上", "ge"),
        ("至多50家", "le"),
        ("最多50家", "le"),
        ("不超过50家", "le"),
        ("不多于50家", "le"),
        ("50家以内", "le"),
        ("超过50家", "gt"),
        ("多于50家", "gt"),
        ("逾50家", "gt"),
        ("50余家", "gt"),
        ("50多家", "gt"),
        ("不到50家", "lt"),
        ("不足50家", "lt"),
        ("少于50家", "lt"),
        ("近50家", "lt approx"),
        ("将近50家", "lt approx"),
        ("近五十家", "lt approx"),
        ("约50家", "approx"),
        ("大约50家", "approx"),
        ("50家左右", "approx"),
        ("附近50家", "eq"),
    ],
)
def test_the_words_say_which_comparators_fit(words: str, fitting: str, tmp_path: Path) -> None:
    accepted = {comparator for comparator in COMPARATORS if not _amount(words, 50, comparator, tmp_path)}
    assert accepted == set(fitting.split())


@pytest.mark.parametrize(
    "words", ["50 to 60 plants", "50-60 plants", "50–60 plants", "between 50 and 60 plants", "五十至六十家", "50到60家"]
)
def test_two_numbers_are_a_range(words: str, tmp_path: Path) -> None:
    assert _amount(words, 50, "between", tmp_path, upper=60) == []
    assert _amount(words, 50, "between", tmp_path, upper=70) == [("CGT401", f"'{words}' does not state 70")]
    assert _amount(words, 40, "between", tmp_path, upper=60) == [("CGT401", f"'{words}' does not state 40")]
    assert _amount(words, 50, "gt", tmp_path) == [("CGT401", f"'{words}' means between or eq, not gt")]


def test_one_number_is_no_range(tmp_path: Path) -> None:
    assert _amount("60 plants", 50, "between", tmp_path, upper=60) == [("CGT401", "'60 plants' does not state 50")]


@pytest.mark.parametrize(
    ("words", "value", "comparator", "unit"),
    [
        ("4,000 m2", 4000, "eq", "m2"),
        ("4,000\u00a0m2", 4000, "eq", "m2"),
        ("4,000 m²", 4000, "eq", "m2"),
        ("4,000 square metres", 4000, "eq", "m2"),
        ("4,000 square meters", 4000, "eq", "m2"),
        ("4,000 sq m", 4000, "eq", "m2"),
        ("4,000 sqm", 4000, "eq", "m2"),
        ("4,000平方米", 4000, "eq", "m2"),
        ("超过三千五百平方米", 3500, "gt", "m2"),
        ("4,000㎡", 4000, "eq", "m2"),
        ("200 L", 200, "eq", "L"),
        ("up to 200L", 200, "le", "L"),
        ("200 litres", 200, "eq", "L"),
        ("200 liters", 200, "eq", "L"),
        ("200升", 200, "eq", "L"),
        ("两万L", 20_000, "eq", "L"),
        ("eight cities", 8, "eq", "1"),
        ("近百人", 100, "approx", "1"),
        ("近百人", 100, "lt", "1"),
    ],
)
def test_number_comparator_and_unit_are_stated(
    words: str, value: float, comparator: str, unit: str, tmp_path: Path
) -> None:
    assert _amount(words, value, comparator, tmp_path, unit) == []


@pytest.mark.parametrize(
    ("words", "value", "comparator", "unit", "message"),
    [
        ("4,000 m2", 400, "eq", "m2", "'4,000 m2' does not state 400"),
        ("4,000 m2", 4, "eq", "m2", "'4,000 m2' does not state 4"),
        ("4,000 m2", 4000, "approx", "m2", "'4,000 m2' means eq, not approx"),
        ("4,000 m2", 4000, "eq", "L", "'4,000 m2' does not state the unit L"),
        ("4,000 hectares", 4000, "eq", "m2", "'4,000 hectares' does not state the unit m2"),
        ("up to 200L", 200, "eq", "L", "'up to 200L' means le, not eq"),
        ("up to 200L", 200, "lt", "L", "'up to 200L' means le, not lt"),
        ("up to 200L", 2000, "le", "L", "'up to 200L' does not state 2000"),
        ("200 labs", 200, "eq", "L", "'200 labs' does not state the unit L"),
        ("三千五百平方米", 3050, "eq", "m2", "'三千五百平方米' does not state 3050"),
        ("近百人", 100, "eq", "1", "'近百人' means approx or lt, not eq"),
        ("several plants", 3, "eq", "1", "'several plants' does not state 3"),
    ],
)
def test_number_comparator_or_unit_is_not_stated(
    words: str, value: float, comparator: str, unit: str, message: str, tmp_path: Path
) -> None:
    assert _amount(words, value, comparator, tmp_path, unit) == [("CGT401", message)]


STATED = [
    ("in 2031", "2031"),
    ("12 March 2031", "2031"),
    ("March 2031", "2031-03"),
    ("Mar. 2031", "2031-03"),
    ("12 March 2031", "2031-03-12"),
    ("March 12th, 2031", "2031-03-12"),
    ("March 12,\u00a02031", "2031-03-12"),
    ("2031-03-12", "2031-03-12"),
    ("2031/03/12", "2031-03-12"),
    ("2031年", "2031"),
    ("2031年3月", "2031-03"),
    ("2031年三月", "2031-03"),
    ("2031年3月12日", "2031-03-12"),
    ("the first half of 2031", "2031-40"),
    ("the last quarter of 2031", "2031-36"),
    ("before 2031", "[..2031]"),
    ("from March to May 2031", "2031-03/2031-05"),
    ("between 1 March and 12 May 2031", "[2031-03-01..2031-05-12]"),
]
NOT_STATED = [
    ("last March", "2031-03"),
    ("in 2031", "2031-03"),
    ("in 2031", "2030"),
    ("March 2031", "2031-04"),
    ("March 2031", "2031-03-12"),
    ("12 March 2031", "2031-03-13"),
    ("12 March", "2031-03-12"),
    ("12,031 cells", "2031"),
    ("2031年", "2031-03"),
    ("2031年3月", "2031-03-12"),
    ("去年三月", "2031-03"),
    ("from 2029 on", "2029/2031"),
    ("12 May 2031", "[2031-03-01..2031-05-12]"),
]


@pytest.mark.parametrize("derivation", ["verbatim", "normalised"])
@pytest.mark.parametrize(("words", "date"), NOT_STATED)
def test_a_plain_date_that_the_words_do_not_state(words: str, date: str, derivation: str, tmp_path: Path) -> None:
    (found,) = _messages(words, "/opened_on", date, tmp_path, derivation=derivation)
    told = {
        ("CGT403", f"the words of evidence 0 do not state {date}: '{words}'"),
        ("CGT402", f"'{date}' does not stand in the words of evidence 0: '{words}'"),
    }
    assert found in told
    assert found[0] == "CGT402" or derivation == "normalised"


@pytest.mark.parametrize(("words", "date"), STATED)
def test_a_plain_date_that_the_words_state(words: str, date: str, tmp_path: Path) -> None:
    assert _messages(words, "/opened_on", date, tmp_path) == []


@pytest.mark.parametrize("derivation", ["inferred", "computed", "translated"])
@pytest.mark.parametrize(("words", "date"), NOT_STATED)
def test_a_date_that_is_derived_need_not_be_stated(words: str, date: str, derivation: str, tmp_path: Path) -> None:
    assert _messages(words, "/opened_on", date, tmp_path, derivation=derivation) == []


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        ("Alkmaar", "Alkmaar"),
        ("in Alkmaar, they say", "Alkmaar"),
        ("Alkmaar\u00a0Noord", "Alkmaar Noord"),
        ("Alkmaar\nNoord", "Alkmaar Noord"),
        ("“Alkmaar”", '"Alkmaar"'),
        ("’s-Gravenhage", "'s-Gravenhage"),
        ("位于阿尔克马尔市", "阿尔克马尔"),
    ],
)
def test_a_verbatim_text_stands_in_the_words(words: str, stated: str, tmp_path: Path) -> None:
    assert _messages(words, "/purpose", stated, tmp_path, derivation="verbatim") == []


@pytest.mark.parametrize(
    ("words", "stated"),
    [("Alkmaar", "Alkmar"), ("Alkmaar", "alkmaar"), ("Alkmaar  Noord", "Alkmaar Noord"), ("阿尔克马尔", "Alkmaar")],
)
def test_a_verbatim_text_does_not_stand_in_the_words(words: str, stated: str, tmp_path: Path) -> None:
    found = _messages(words, "/purpose", stated, tmp_path, derivation="verbatim")
    assert found == [("CGT402", f"'{stated}' does not stand in the words of evidence 0: '{words}'")]
    for derivation in ("normalised", "translated", "inferred"):
        assert _messages(words, "/purpose", stated, tmp_path, derivation=derivation) == []


@pytest.mark.parametrize("derivation", ["inferred", "computed"])
def test_an_amount_that_a_note_explains_need_not_be_readable(derivation: str, tmp_path: Path) -> None:
    words = "two score square metres, more or less"
    area = {"value": 40, "comparator": "approx", "unit": "m2", "as_stated": words}
    assert [code for code, _ in _messages(words, "/area", area, tmp_path)] == ["CGT401", "CGT401"]
    assert _messages(words, "/area", area, tmp_path, derivation=derivation) == []

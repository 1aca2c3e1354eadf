"""`cgt-dataset show`: what people see of a record and of a value, at any width, and its other forms."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgt_dataset import Dataset
from cgt_dataset.cli.wrapping import padded, width_of, wrapped
from cgt_dataset.package.write import package_files
from cgt_dataset.reader.citing import cite
from cgt_dataset.reader.linked import json_ld
from cgt_dataset.schema import MODELS
from cgt_dataset.tabular import tables_of

Document = dict[str, Any]


def _said(*pointers: str, **more: Any) -> Document:
    span = {"source": "news", "start": 10, "end": 20, "sha256": "ab" * 32}
    return {**span, "supports": list(pointers), "derivation": "verbatim", "assertion": "stated", **more}


_RECORDS: list[Document] = [
    {
        "schema": "source/2",
        "id": "news",
        "title": "無錫細胞治療產業聯盟 in Leiden and elsewhere",
        "publisher": "Paper",
        "kind": "news",
        "language": "en",
        "published_on": "2021-34",
        "published_on_basis": "dateline",
        "url": f"https://example.org/{'long/' * 20}",
        "text_sha256": "0f" * 32,
        "text_length": 400,
        "body_start": 0,
        "body_end": 400,
    },
    {
        "schema": "organization/2",
        "id": "maker",
        "name": "無錫細胞",
        "names": [{"text": "無錫細胞", "language": "zh", "kind": "as_stated"}],
    },
    {
        "schema": "facility/2",
        "id": "plant",
        "operator": "maker",
        "opened_on": "2021-34",
        "area": {"value": 4000, "comparator": "approx", "unit": "m2", "as_stated": "some 4,000 m2"},
        "purpose": "It is to make cells for those who need them, " * 5 + "and more.",
        "services": [{"kind": "cell_banking", "availability": "offered"}],
        "distinct_from": ["shed"],
        "evidence": [
            _said("/operator", assertion="claimed", asserted_by={"organization": "maker"}),
            _said("/opened_on", derivation="inferred", note="By the date of the paper. " * 6 + "So."),
            _said("/opened_on", start=40, end=50, stance="contradicts", says="2022", outweighed_by="first_hand"),
            _said("/area", "/purpose", "/services/0/kind", "/services/0/availability"),
        ],
    },
    {"schema": "facility/2", "id": "shed"},
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    records: Any = [MODELS[one["schema"]].model_validate_json(json.dumps(one)) for one in _RECORDS]
    for name, content in package_files(tables_of(records)).items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def show(cgt: Callable[..., Any], small: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    def run(pointer: str, *options: str, width: int = 90) -> Any:
        monkeypatch.setenv("COLUMNS", str(width))
        return cgt("show", pointer, "--package", small, *options)

    return run


def test_a_value_is_shown_with_its_source_its_place_and_how_it_was_got(show: Callable[..., Any]) -> None:
    ran = show("facilities/plant/opened_on", width=120)
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[:2] == ["facilities/plant", "opened_on  2021-34 (second quarter of 2021)"]
    assert lines[2].startswith("             [1] [10, 20) inferred; stated; By the date of the paper.")
    assert "             [1] [40, 50) ✗ contradicts: says 2022, outweighed by first_hand; verbatim; stated" in lines
    assert lines[lines.index("sources") + 1 :] == [
        "[1]   無錫細胞治療產業聯盟 in Leiden and elsewhere, Paper, 2021-34, sources/news",
        f"      https://example.org/{'long/' * 20}",
    ]


def test_values_are_in_words_and_stand_in_one_column(show: Callable[..., Any]) -> None:
    ran = show("facilities/plant")
    lines = ran.out.splitlines()
    assert "operator                 maker (無錫細胞)" in lines
    assert "                           [1] [10, 20) verbatim; claimed by 無錫細胞" in lines
    assert "area                     about 4,000 m2 (some 4,000 m2)" in lines
    assert "services/0/availability  offered" in lines
    assert "distinct_from/0          shed" in lines
    assert lines[lines.index("distinct_from/0          shed") + 1].endswith(
        "the curators record it, no source states it"
    )
    assert show("organizations/maker").out.startswith("organizations/maker\n無錫細胞\nname ")


@pytest.mark.parametrize("width", [40, 57, 80, 200])
def test_no_line_is_wider_than_the_terminal_but_a_link(show: Callable[..., Any], width: int) -> None:
    ran = show("facilities/plant", width=width)
    wide = [line.strip() for line in ran.out.splitlines() if width_of(line) > width]
    assert wide in ([], [f"https://example.org/{'long/' * 20}"])
    words = " ".join(ran.out.split())
    assert "It is to make cells for those who need them, It is" in words


def test_a_field_that_no_source_states_says_so(show: Callable[..., Any]) -> None:
    assert show("facilities/shed/opened_on").out == "facilities/shed\nno source states opened_on\n"
    assert show("facilities/shed").out.splitlines() == ["facilities/shed", "no source states anything of it"]


def test_json_has_the_values_and_what_supports_them(show: Callable[..., Any], small: Path) -> None:
    document = json.loads(show("facilities/plant/area", "--format", "json").out)
    (value,) = document["values"]
    assert (document["record"], value["pointer"], value["value"]["comparator"]) == (
        "facilities/plant",
        "/area",
        "approx",
    )
    (support,) = Dataset(small).evidence("facilities/plant", "area")
    assert value["supports"] == [vars(support)]


def test_the_other_forms_are_those_of_the_library(show: Callable[..., Any], small: Path) -> None:
    dataset, pointer = Dataset(small), "facilities/plant/opened_on"
    assert show(pointer, "--format", "bibtex").out.rstrip() == cite(dataset, pointer, "bibtex").rstrip()
    assert show(pointer, "--format", "csl").out == cite(dataset, pointer, "csl") + "\n"
    assert json.loads(show(pointer, "--format", "jsonld").out) == json_ld(dataset, pointer)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["facilities"], "'facilities' is no record; write TABLE/ID"),
        (["facilities/plan"], "did you mean 'facilities/plant'?"),
        (["facility/plant"], "did you mean 'facilities'?"),
        (["facilities/plant/opened"], "did you mean 'opened_on'?"),
        (["facilities/plant/services/1/kind"], "services has 1 item, counted from 0"),
        (["facilities/plant", "--format", "yaml"], "invalid choice: 'yaml'"),
        *[
            (["facilities/plant/opened", "--format", form], "did you mean")
            for form in ("json", "jsonld", "bibtex", "csl")
        ],
    ],
)
def test_what_cannot_be_shown_is_status_2(show: Callable[..., Any], arguments: list[str], words: str) -> None:
    ran = show(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert words in ran.err


def test_nothing_in_a_record_steers_the_terminal(show: Callable[..., Any], small: Path, tmp_path: Path) -> None:
    hostile: Document = {**_RECORDS[0], "title": "left\u200fright", "url": None}
    records: Any = [MODELS[one["schema"]].model_validate_json(json.dumps(one)) for one in (hostile, *_RECORDS[1:])]
    for name, content in package_files(tables_of(records)).items():
        (tmp_path / name).write_bytes(content)
    assert small != tmp_path
    ran = show("facilities/plant", "--package", str(tmp_path))
    assert "left\\u200fright" in ran.out


@given(st.text(st.sampled_from("ab 無錫é\u0301🧬-"), max_size=60), st.integers(10, 40))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line) <= width for line in lines)
    assert all(width_of(padded(line, width)) == width for line in lines)
    for word in re.findall(r"[ab-]{1,10}", text):
        if re.search(rf"(?:^| ){re.escape(word)}(?: |$)", text):
            assert any(word in line for line in lines)


def test_a_chinese_character_takes_two_places_and_lines_break_between_them() -> None:
    assert wrapped("無錫細胞", 4) == ["無錫", "細胞"]
    assert wrapped("in 無錫 it", 5) == ["in 無", "錫 it"]
    assert padded("無", 4) == "無  "

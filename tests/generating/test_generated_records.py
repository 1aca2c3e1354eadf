"""Generated records are records: nothing is wrong with them, and everything that the models know occurs in them."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from judging import judge, lines_of
from rapidfuzz.fuzz import ratio

from cgt_dataset.generating import Plan, generate
from cgt_dataset.generating.blocks import BLOCK, block
from cgt_dataset.generating.numbering import MOST, han, initials, latin, slugs
from cgt_dataset.generating.plan import sites
from cgt_dataset.generating.proportions import counts
from cgt_dataset.rules.likeness import folded_forms
from cgt_dataset.schema import RECORDS, evidence_of, fields_of
from cgt_dataset.schema.base import Model
from cgt_dataset.schema.value_types import ID_PATTERN
from cgt_dataset.testing.written import as_yaml

MANY = 12_000
Cgt = Callable[..., Any]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("generated") / "records"
    generate(Plan(MANY), place)
    return place


def _models(model: type[Model]) -> Iterator[type[Model]]:
    """A model and all in it."""
    yield model
    inner = [spec.type for spec in fields_of(model) if spec.kind not in ("plain", "items")]
    if hasattr(model, "table"):
        inner.append(evidence_of(model))  # type: ignore[arg-type]  # what has a table is a record
    for each in inner:
        yield from _models(each)


@pytest.mark.parametrize(
    ("records", "seed"), [(12, 0), (12, 1), (13, 2), (40, 3), (155, 4), (900, 5), (900, 6), (5000, 7)]
)
def test_nothing_is_wrong_with_them(records: int, seed: int, tmp_path: Path) -> None:
    generate(Plan(records, seed=seed), tmp_path / "out")
    judged = judge(lines_of(tmp_path / "out"))
    assert judged.verdicts == []
    assert len(judged.records) + len(judged.tombstones) == records


def test_nothing_is_wrong_with_many(many: Path) -> None:
    judged = judge(lines_of(many))
    assert judged.verdicts == []
    assert len(judged.tombstones) > 5
    assert {tombstone.merged_into is None for tombstone in judged.tombstones.values()} == {True, False}


def test_as_files_of_their_own_they_pass_the_check(cgt: Cgt, tmp_path: Path) -> None:
    generate(Plan(300, seed=8), tmp_path / "out")
    for table, lines in lines_of(tmp_path / "out").items():
        (tmp_path / "raw" / table).mkdir(parents=True)
        for line in lines:
            document = json.loads(line)
            (tmp_path / "raw" / table / f"{document['id']}.yaml").write_text(as_yaml(document), "utf-8")
    ran = cgt("check", tmp_path / "raw", "--strict")
    assert (ran.status, ran.out) == (0, "")


@pytest.mark.parametrize("tables", [("sources",), ("sources", "organizations"), ("sources", "places", "mentions")])
def test_some_tables_stand_alone(tables: tuple[str, ...], tmp_path: Path) -> None:
    generate(Plan(600, tables), tmp_path / "out")
    files = lines_of(tmp_path / "out")
    assert files.keys() == {*tables}
    assert judge(files).verdicts == []


def test_every_field_and_every_term_of_the_models_occurs(many: Path) -> None:
    fields: set[tuple[type[Model], str]] = set()
    terms: dict[tuple[type[Model], str], set[object]] = {}
    models = {model.table: model for model in RECORDS}
    for table, lines in lines_of(many).items():
        for line in lines:
            document = json.loads(line)
            if document["schema"].startswith("tombstone"):
                continue
            for _, model, held in sites(models[table], document):
                for name, value in held.items():
                    fields.add((model, name))
                    listed = value if isinstance(value, list) else [value]
                    terms.setdefault((model, name), set()).update(each for each in listed if isinstance(each, str))
    for record in RECORDS:
        for model in _models(record):
            for spec in fields_of(model):
                assert (model, spec.name) in fields, f"{model.__name__}.{spec.name} is never given"
                if "enum" in spec.json and len(spec.json["enum"]) < 50:
                    assert terms[model, spec.name] == {*spec.json["enum"]}, f"{model.__name__}.{spec.name}"


_FORMS = {
    "year": r"\d{4}",
    "month": r"\d{4}-(0\d|1[0-2])",
    "day": r"\d{4}-\d\d-\d\d",
    "quarter": r"\d{4}-3[3-6]",
    "half-year": r"\d{4}-4[01]",
    "stretch": r"[^/]+/[^/]+",
    "day between": r"\[[^.]+\.\.[^.]+\]",
    "day after": r"\[[^.]+\.\.\]",
    "day before": r"\[\.\.[^.]+\]",
}


def test_dates_have_every_form_and_names_two_scripts(many: Path) -> None:
    files = lines_of(many)
    forms, scripts = Counter[str](), Counter[bool]()
    for line in (*files["agreements"], *files["organizations"]):
        document = json.loads(line)
        for date in (value for name, value in document.items() if name.endswith("_on")):
            forms += Counter(form for form, pattern in _FORMS.items() if re.fullmatch(pattern, date))
        for name in document.get("names", ()):
            scripts[name["text"].isascii()] += 1
            assert name["text"].isascii() == (name["language"] == "en")
    assert forms.keys() == _FORMS.keys()
    assert 0.2 < scripts[False] / scripts.total() < 0.7


def test_proportions_are_those_of_the_curated_records(many: Path) -> None:
    """As in raw/ of release 2.0.0: 33 organizations and 38 mentions of 155 records, 4 of 5 titles of sources."""
    files = lines_of(many)
    assert len(files["organizations"]) / MANY == pytest.approx(33 / 155, abs=0.002)
    assert len(files["mentions"]) / MANY == pytest.approx(38 / 155, abs=0.002)
    titled = sum(b'"title":' in line for line in files["sources"]) / len(files["sources"])
    assert titled == pytest.approx(0.8, abs=0.15)
    items = [len(json.loads(line).get("evidence", ())) for line in files["organizations"]]
    assert 1.2 < sum(items) / len(items) < 2.5


@pytest.mark.parametrize("records", [12, 13, 100, 9_999_999])
def test_the_counts_make_up_the_whole(records: int) -> None:
    found = counts(records, [record.table for record in RECORDS])
    assert sum(found.values()) == records
    assert min(found.values()) >= 1


_PRIME = 97


def _times(one: list[int], other: list[int]) -> list[int]:
    made = [0] * (len(one) + len(other) - 1)
    for place, a in enumerate(one):
        for further, b in enumerate(other):
            made[place + further] = (made[place + further] + a * b) % _PRIME
    return made


@pytest.mark.parametrize(
    ("name", "points", "ending"), [(latin, 7, " Cell Works"), (latin, 7, ""), (han, 8, "生物"), (han, 8, "研究院")]
)
def test_no_two_names_are_alike_even_the_nearest(name: Callable[[int], str], points: int, ending: str) -> None:
    """Names follow from a polynomial; those of two numbers agree in three syllables at most. Here they do."""
    rng = random.Random(0)  # noqa: S311 (nothing secret)
    back = pow(61_803_399, -1, MOST)
    for _ in range(3000):
        difference = [rng.randrange(1, _PRIME)]
        for root in rng.sample(range(1, points + 1), 3):
            difference = _times(difference, [-root % _PRIME, 1])
        one = [rng.randrange(_PRIME) for _ in range(4)]
        other = [(a + b) % _PRIME for a, b in zip(one, difference, strict=True)]
        numbers = [sum(digit * _PRIME**place for place, digit in enumerate(digits)) for digits in (one, other)]
        texts = [name(number * back % MOST) for number in numbers]
        if name is han:
            assert sum(a == b for a, b in zip(*texts, strict=True)) == 3
        forms = [folded_forms(text + ending) for text in texts]
        assert max(ratio(a, b) for a in forms[0] for b in forms[1]) < 90, texts


def test_ids_and_initials_are_of_one_record_alone() -> None:
    numbers = [*range(30_000), *range(9_990_000, 10_000_000), *range(MOST - 1000, MOST)]
    made = slugs(numbers)
    assert (
        len({*made}) == len({initials(number) for number in numbers}) == len({latin(n) for n in numbers}) == len(made)
    )
    assert all(re.fullmatch(ID_PATTERN, each) for each in made)


def test_parts_of_a_list_have_no_text_in_common() -> None:
    """Else two parts would be the same once in a million records, and the record faulty."""
    parties = [
        [party["described_as"] for party in document.get("parties", ()) if "described_as" in party]
        for first in range(0, 16_384, BLOCK)
        for document in map(json.loads, block(Plan(700_000), "agreements", first).lines.splitlines())
    ]
    assert sum(len(several) > 1 for several in parties) > 500
    assert all(len(set(several)) == len(several) for several in parties)

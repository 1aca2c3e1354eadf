"""The properties of the fuzz targets hold for their seeds, for what was once found, and for some changed bytes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from documentation.tables import rows_in
from fuzz.__main__ import PAGE
from fuzz.targets import TARGETS, found, seeds

_CHANGES = {"yaml_record": 12, "evidence": 12, "json_lines": 40, "descriptor": 6, "parquet": 6, "query": 12}


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_and_what_was_found_keep_the_property(target: str) -> None:
    for content in [*seeds(target), *found(target), b"", b"\0", b"\xff\xfe"]:
        TARGETS[target](content)


@pytest.mark.parametrize("target", TARGETS)
def test_changed_bytes_keep_the_property(target: str) -> None:
    chance = random.Random(8)  # noqa: S311 (the same changes each time)
    honest = seeds(target)
    for _ in range(_CHANGES[target]):
        content = bytearray(chance.choice(honest))
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(content))
            other = chance.choice(honest)
            start = chance.randrange(len(other))
            end = place + chance.choice([0, 1, 1, 8])
            content[place:end] = chance.choice([b"", bytes([chance.randrange(256)]), other[start : start + 12]])
        TARGETS[target](bytes(content))


def test_every_found_case_has_its_target() -> None:
    names = [file.name for file in (Path(__file__).resolve().parents[2] / "fuzz" / "found").iterdir()]
    assert all(any(name.startswith(f"{target}-") for target in TARGETS) for name in names)
    assert names


def test_the_table_of_the_page_is_of_these_targets() -> None:
    _, *rows = rows_in(PAGE.read_text("utf-8"), "fuzzing")
    assert [row[0] for row in rows] == [f"`{target}`" for target in TARGETS]
    for target, row in zip(TARGETS, rows, strict=True):
        assert int(row[3].replace(",", "")) > 0, "fuzzed with no input"
        assert int(row[5]) == len(found(target)), "`make fuzz` writes how many cases are kept"

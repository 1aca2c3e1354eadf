from __future__ import annotations

from pathlib import Path

import pytest

from releasing.sources import WAIVERS, addresses, asked, unreachable, waivers

ROOT = Path(__file__).resolve().parents[2]
URLS = {"one": "https://one.example/", "two": "https://two.example/"}


def _answers(url: str) -> str | None:
    return "answers 404" if "two" in url else None


def _told(waived: dict[str, str]) -> list[str]:
    return list(unreachable(URLS, waived, _answers))


def test_an_address_that_does_not_answer_is_told_unless_waived() -> None:
    (told,) = _told({})
    assert told.startswith("sources/two: https://two.example/ answers 404; ")
    assert _told({"two": "its publisher is no more"}) == []


def test_a_waiver_that_waives_nothing_is_told() -> None:
    assert "sources/one: https://one.example/ answers; take its waiver out" in _told({"one": "x", "two": "x"})[0]
    assert "three is no source with an address" in _told({"two": "x", "three": "x"})[0]


def test_a_waiver_needs_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "waivers.csv"
    file.write_text("source,reason\none,it is gone\n")
    assert waivers(file) == {"one": "it is gone"}
    file.write_text("source,reason\none,it is gone\ntwo, \n")
    with pytest.raises(ValueError, match="two is waived without a reason"):
        waivers(file)


def test_every_address_is_one_of_the_web_and_every_waiver_is_of_a_source() -> None:
    held = addresses(ROOT / "raw")
    assert held
    assert all(url.startswith("https://") for url in held.values())
    assert waivers(ROOT / WAIVERS).keys() <= held.keys()


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://example.org/", "data:,x"])
def test_nothing_but_the_web_is_asked(url: str) -> None:
    assert asked(url) == "is no web address"


def test_what_nobody_listens_at_does_not_answer() -> None:
    assert str(asked("http://127.0.0.1:9/")).startswith("does not answer: ")

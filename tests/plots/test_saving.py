"""The files: what is in them, that they are whole, that they ask the network for nothing."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from cgt_dataset import Dataset, plots
from cgt_dataset.plots.theme import COLOURS, FONTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "</script><img src=//evil.example onerror=alert(1)>&\u2028=1+1"


def organization(name: str) -> dict[str, Any]:
    names = [{"text": name, "language": "en", "kind": "official"}]
    return {"schema": "organization/2", "id": "one", "name": name, "names": names}


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def pixels_of(png: bytes) -> bytes:
    """The pixel data, as it is filtered."""
    content, place = b"", 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            content += png[place + 8 : place + 8 + length]
        place += length + 12
    return zlib.decompress(content)


@pytest.mark.parametrize("name", plots.PLOTS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_png_is_the_svg_at_two_pixels_a_point(name: str, theme: Any, real: Dataset, tmp_path: Path) -> None:
    chart = getattr(plots, name)(real)
    plots.save(chart, tmp_path / "a.png", theme)
    plots.save(chart, tmp_path / "a.svg", theme)
    png, svg = (tmp_path / "a.png").read_bytes(), ET.parse(tmp_path / "a.svg").getroot()  # noqa: S314 (our own)
    width, height = size_of(png)
    assert (width, height) == (2 * round(float(svg.get("width", 0))), 2 * round(float(svg.get("height", 0))))
    assert 1800 <= width <= 2200
    assert len(set(pixels_of(png))) > 50
    backdrop = next(iter(svg)).get("fill")
    assert backdrop == COLOURS[theme].background


def texts_of(svg: bytes) -> str:
    root = ET.fromstring(svg)  # noqa: S314 (our own)
    return "\n".join("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))


def test_svg_has_titles_and_names_also_chinese(real: Dataset) -> None:
    svg = plots.rendered(plots.timeline(real), ".svg")
    words = texts_of(svg)
    for text in (
        "Agreements, regulations, events and openings by date",
        "无锡细胞治疗产业联盟倡议",
        "No date stated (14)",
    ):
        assert text in words
    assert f"{FONTS[0]}, ".encode() in svg
    assert b"url(" not in svg  # ids of clips are counted up in a process, the second picture would differ


def test_chinese_is_drawn_in_glyphs(packaged: Callable[..., Dataset]) -> None:
    listed = (
        subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True).stdout
        if shutil.which("fc-list")
        else ""
    )
    if not any(font in listed for font in FONTS):
        pytest.skip("no font with Chinese on this machine")
    # Where a font lacks the glyphs, it draws the same box for each.
    drawn = [plots.rendered(plots.network(packaged(organization(name))), ".png") for name in ("无锡", "上海")]
    assert pixels_of(drawn[0]) != pixels_of(drawn[1])


@pytest.mark.parametrize("form", [pytest.param(".svg", marks=pytest.mark.long), ".html"])
def test_the_same_package_gives_the_same_bytes(form: str, real: Dataset, tmp_path: Path) -> None:
    code = (
        "import sys; from cgt_dataset import Dataset, plots\n"
        "for name in plots.PLOTS:\n"
        f"    content = plots.rendered(getattr(plots, name)(Dataset(sys.argv[1])), {form!r})\n"
        "    open(sys.argv[2] + name, 'wb').write(content)"
    )
    other = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    subprocess.run([sys.executable, "-c", code, str(real.folder), f"{tmp_path}{os.sep}"], check=True, env=other)
    for name in plots.PLOTS:
        assert plots.rendered(getattr(plots, name)(real), form) == (tmp_path / name).read_bytes(), name


def test_unknown_endings_and_themes_are_refused(real: Dataset, tmp_path: Path) -> None:
    chart: Any = plots.evidence(real)
    with pytest.raises(ValueError, match=r"'\.gif' is no form of a picture; .*\.png, \.svg, \.html"):
        plots.save(chart, tmp_path / "a.gif")
    with pytest.raises(ValueError, match="no theme 'blue'; there are light, dark"):
        plots.save(chart, tmp_path / "a.svg", "blue")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_stays_as_it_was(
    real: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = plots.facilities(real)
    place = tmp_path / "a.svg"
    place.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", ".a.tmp")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as caught:
        plots.save(chart, place)
    assert caught.value.filename == str(place)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("a.svg", "old")]
    monkeypatch.undo()
    with pytest.raises(FileNotFoundError):
        plots.save(chart, tmp_path / "none" / "a.svg")
    plots.save(chart, place)
    assert place.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


class Opened:
    """A page in a browser without a network: what it asked for, what it said, what it drew."""

    def __init__(self, browser: Browser, file: Path, width: int = 1200, **options: Any) -> None:
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **options)
        page = context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto(file.as_uri())
        page.wait_for_selector("#chart svg .mark-text text")
        # Drawn again where it was too wide.
        fits = "document.querySelector('#chart').scrollWidth <= document.querySelector('#chart').clientWidth"
        page.wait_for_function(f"() => {fits}")
        self.text = page.inner_text("main")
        self.drawn = page.inner_html("#chart svg")
        self.page_width = page.evaluate("document.documentElement.scrollWidth")
        context.close()
        self.asked = [url for url in self.asked if url != file.as_uri() and not url.startswith("data:")]


@pytest.mark.parametrize("width", [1200, 390])
@pytest.mark.parametrize("name", plots.PLOTS)
def test_html_works_offline_and_fits_the_page(
    name: str, width: int, real: Dataset, tmp_path: Path, browser: Browser
) -> None:
    plots.save(getattr(plots, name)(real), tmp_path / "a.html", "dark")
    opened = Opened(browser, tmp_path / "a.html", width)
    assert (opened.asked, opened.said) == ([], [])
    assert opened.page_width <= width
    title = getattr(plots, name)(real).to_dict()["title"]["text"]
    assert title in opened.text


@pytest.mark.parametrize("dataset", ["whole", "empty"])
@pytest.mark.parametrize("name", plots.PLOTS)
def test_html_of_other_packages_says_nothing_on_the_console(
    name: str, dataset: str, request: pytest.FixtureRequest, tmp_path: Path, browser: Browser
) -> None:
    plots.save(getattr(plots, name)(request.getfixturevalue(dataset)), tmp_path / "a.html")
    opened = Opened(browser, tmp_path / "a.html", 390)
    assert (opened.asked, opened.said) == ([], [])


def test_texts_of_strangers_are_shown_as_text(
    packaged: Callable[..., Dataset], tmp_path: Path, browser: Browser
) -> None:
    name = HOSTILE.replace("\u2028", "")
    plots.save(plots.network(packaged(organization(name))), tmp_path / "a.html")
    opened = Opened(browser, tmp_path / "a.html")
    assert (opened.asked, opened.said) == ([], [])
    assert name in opened.text
    assert "evil.example" not in (tmp_path / "a.html").read_text("utf-8").replace("\\u003cimg src=//evil.example", "")


def test_days_do_not_move_with_the_time_zone(whole: Dataset, tmp_path: Path, browser: Browser) -> None:
    plots.save(plots.timeline(whole), tmp_path / "a.html")
    zones = ("America/Los_Angeles", "Asia/Shanghai")
    drawn = [Opened(browser, tmp_path / "a.html", timezone_id=zone).drawn for zone in zones]
    assert drawn[0] == drawn[1]


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2)."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", COLOURS)
def test_colours_can_be_read(theme: str) -> None:
    colours = COLOURS[theme]
    for text in (colours.ink, colours.muted):
        assert _contrast(text, colours.background) >= 4.5
    for shade in colours.ramp:
        assert _contrast(colours.ink, shade) >= 4.5
    for symbol in colours.categories:
        assert _contrast(symbol, colours.background) >= 3

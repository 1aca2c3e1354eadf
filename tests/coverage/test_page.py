"""The page, as a browser shows it."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from invented_articles import Held, HeldTexts, evidence, organization, source

from cgt_dataset import Dataset
from cgt_dataset.coverage import SourceCoverage, Stretch, coverage_of, page
from cgt_dataset.texts import Texts

TEXT = "Menu < Home\n\nMaker & Co. “知林公司” opened  a plant.\n\n<b>Bold</b> &amp; nice!\nIt is large.\nBye"
BODY = (13, 86)
MAKER, NAMED, OPENED, BOLD = (13, 24), (26, 30), (13, 47), (50, 73)
LIGHT, DARK = 1, 0
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium at hand")
VOID = {"meta", "br", "link", "img", "base", "input", "hr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    inside: list[Element | str] = field(default_factory=list)

    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text() for part in self.inside)

    def all(self) -> list[Element]:
        return [self, *(below for part in self.inside if isinstance(part, Element) for below in part.all())]

    def having(self, **attributes: str) -> list[Element]:
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [one for one in self.all() if {**one.attributes, "tag": one.tag}.items() >= wanted.items()]


class Dom(HTMLParser):
    """The tree that a browser wrote out."""

    def __init__(self, written: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = [self.root]
        self.feed(written)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self._open[-1].inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


def opened(place: Path, written: str, *options: str, fragment: str = "") -> Element:
    """What Chromium makes of a page."""
    file = place / "page.html"
    file.write_bytes(written.encode())
    command = [str(CHROMIUM), *OPTIONS, f"--user-data-dir={place / 'profile'}", *options, "--dump-dom"]
    ran = subprocess.run([*command, file.as_uri() + fragment], capture_output=True, check=True, timeout=120)
    return Dom(ran.stdout.decode()).root


def invented() -> list[SourceCoverage]:
    documents = (
        source(TEXT, BODY, [(*BOLD, "opinion")], language="zh-Hans"),
        organization("maker", evidence(MAKER, "/name"), evidence(NAMED, "/names/0"), evidence(OPENED, "/description")),
    )
    return coverage_of(Held(*documents), HeldTexts(article=TEXT))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Element:
    """The page of an invented article."""
    return opened(tmp_path_factory.mktemp("page"), page(invented()))


def painted(text: Element, kind: str) -> list[str]:
    return [one.text() for one in text.having(class_=kind)]


def test_the_text_is_not_shown_as_it_is_or_painted_elsewhere(shown: Element) -> None:
    (text,) = shown.having(class_="text")
    assert text.text() == TEXT
    assert painted(text, "supported") == ["Maker & Co.", " “", "知林公司", "” opened  a plant"]
    assert painted(text, "left") == ["<b>Bold</b> &amp; nice!"]
    assert painted(text, "bare") == ["It is large"]
    assert painted(text, "outside") == ["Menu < Home\n\n", "\nBye"]
    assert text.attributes["lang"] == "zh-Hans", "a browser chooses the shapes of characters by it"


def test_a_stretch_leads_elsewhere_than_to_its_records(shown: Element) -> None:
    about, both = "organizations/maker /description", "organizations/maker /name"
    values = {"Maker & Co.": [both, about], " “": [about], "知林公司": ["organizations/maker /names/0", about]}
    values["” opened  a plant"] = [about]
    for link in shown.having(tag="a"):
        (row,) = shown.having(id=str(link.attributes["href"]).removeprefix("#"))
        place, held = (one for one in row.inside if isinstance(one, Element))
        told = [part for part in held.inside if isinstance(part, str)]
        assert sorted(told) == sorted(values.pop(link.text()))
        assert str(link.attributes["title"]).split("\n") == [value.replace(" ", "") for value in told]
        assert place.text().startswith("3:")
    assert values == {}


def test_a_reason_is_only_in_a_tooltip_or_the_legend_lacks_a_colour(shown: Element) -> None:
    (left,) = [one for one in shown.having(class_="left") if "title" in one.attributes]
    assert left.attributes["title"] == "opinion"
    rows = [[cell.text() for cell in row.having(tag="td")] for row in shown.having(tag="tr")]
    assert ["5:1-5:23", "opinion"] in rows
    assert ["6:1-6:11", "neither"] in rows
    (legend,) = shown.having(class_="key")
    assert [one.attributes["class"] for one in legend.having(tag="span")] == ["supported", "left", "bare", "outside"]
    (share,) = shown.having(class_="share")
    assert share.text() == "47% supports values, 32% is left out, 15% is neither"


def test_what_is_left_out_for_two_reasons_is_painted_twice(tmp_path: Path) -> None:
    passages = [(*BOLD, "opinion"), (60, 80, "repetition"), (55, 58, "background")]
    held = Held(source(TEXT, BODY, passages), organization("maker", evidence((80, 85), "/name")))
    dom = opened(tmp_path, page(coverage_of(held, HeldTexts(article=TEXT))))
    (text,) = dom.having(class_="text")
    assert text.text() == TEXT
    assert painted(text, "supported") == ["large"]
    assert painted(text, "left") == ["<b>Bold</b> &amp; nice!", "\nIt is "]
    rows = [row.having(tag="td")[1].text() for row in dom.having(tag="tr")]
    assert rows == ["organizations/maker /name", "opinion", "repetition", "background", "neither"]


def test_the_row_that_a_link_leads_to_stays_closed(tmp_path: Path) -> None:
    dom = opened(tmp_path, page(invented()), fragment="#article:2")
    closed = [one for one in dom.having(tag="details") if "open" not in one.attributes]
    (unfolded,) = [one for one in dom.having(tag="details") if "open" in one.attributes]
    assert len(unfolded.having(id="article:2")) == 1
    assert len(closed) == 2


def test_two_things_of_the_page_have_one_name(tmp_path: Path) -> None:
    """An article may be called as a stretch of another is numbered."""
    named = [SourceCoverage(**{**vars(told), "source": name}) for told in invented() for name in ("a", "a-0", "a-0-0")]
    dom = opened(tmp_path, page(named))
    names = [one.attributes["id"] for one in dom.all() if "id" in one.attributes]
    assert len(names) == len(set(names)) == 3 * 5


HOSTILE = "\"'><script>document.title='run'</script><img src=x onerror=document.title='run'>&lt;"


def test_markup_in_a_text_or_a_name_is_run(tmp_path: Path) -> None:
    stretch = Stretch(0, len(HOSTILE), (1, 1), (1, len(HOSTILE)), None, ((f"t/{HOSTILE}", f"/{HOSTILE}"),))
    left = Stretch(len(HOSTILE), 2 * len(HOSTILE), (1, 1), (1, 1), HOSTILE)
    bare = Stretch(3 * len(HOSTILE), 4 * len(HOSTILE), (1, 1), (1, 1))
    size = len(HOSTILE)
    told = SourceCoverage(HOSTILE, HOSTILE, HOSTILE * 6, 0, 5 * size, (stretch,), (left,), (bare,))
    outside = SourceCoverage("b", "en", HOSTILE * 3, size, 2 * size, (), (), ())
    dom = opened(tmp_path, page([told, outside]))
    assert [one.text() for one in dom.having(class_="text")] == [HOSTILE * 6, HOSTILE * 3]
    assert [one.text() for one in dom.having(tag="h2")] == [HOSTILE, "b"]
    assert [one.text() for one in dom.having(tag="title")] == ["Coverage of the articles"]
    assert {one.tag for one in dom.all()} & {"script", "img", "b"} == set()
    (link,) = dom.having(tag="a")
    assert link.attributes["title"] == f"t/{HOSTILE}/{HOSTILE}"
    assert link.attributes["href"] == f"#{HOSTILE}:0"
    (row,) = dom.having(id=f"{HOSTILE}:0")
    assert row.text() == f"1:1-1:{size}t/{HOSTILE} /{HOSTILE}"
    assert [one.attributes["title"] for one in dom.having(class_="left") if "title" in one.attributes] == [HOSTILE]


def test_the_page_needs_a_script_or_the_network(shown: Element) -> None:
    assert {one.tag for one in shown.all()} & {"script", "link", "img", "iframe", "object", "embed", "base"} == set()
    attributes = [(one.tag, name, value) for one in shown.all() for name, value in one.attributes.items()]
    assert [found for found in attributes if found[1].startswith("on") or found[1] in ("src", "srcset", "style")] == []
    assert {str(value)[:1] for _, name, value in attributes if name == "href"} == {"#"}
    (style,) = shown.having(tag="style")
    assert [word for word in ("url(", "@import", "//", "expression(") if word in style.text()] == []


MEASURE = """
<script>
function channels(colour) { return colour.match(/[0-9.]+/g).map(Number); }
function light(colour) {
  const [r, g, b] = channels(colour).map(c => c / 255 <= .04045 ? c / 255 / 12.92 : ((c / 255 + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b;
}
function ground(element) {
  const colour = getComputedStyle(element).backgroundColor;
  return channels(colour)[3] === 0 && element.parentElement ? ground(element.parentElement) : colour;
}
addEventListener("load", () => {
document.documentElement.style.width = "WIDTHpx";  // no window is as narrow as a telephone
document.querySelectorAll("details").forEach(one => { one.open = true; });
const faint = [];
let looked = 0;
for (const element of document.querySelectorAll("body *")) {
  const bears = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  if (!bears || element.tagName === "SCRIPT") continue;
  looked += 1;
  const pair = [light(getComputedStyle(element).color), light(ground(element))].sort();
  const ratio = (pair[1] + .05) / (pair[0] + .05);
  if (ratio < 4.5) faint.push([element.tagName, element.className, ratio]);
}
document.body.dataset.measured = JSON.stringify({
  dark: matchMedia("(prefers-color-scheme: dark)").matches, faint, looked, pale: light(ground(document.body)),
  over: document.body.scrollWidth - document.body.clientWidth, right: document.body.getBoundingClientRect().right,
  led: document.querySelector(":target") !== null,
});
});
</script></body>
"""


def measured(place: Path, written: str, scheme: int, width: int, fragment: str = "") -> Any:
    script = MEASURE.replace("WIDTH", str(width))
    options = (f"--blink-settings=preferredColorScheme={scheme}", "--window-size=1300,800")
    dom = opened(place, written.replace("</body>", script), *options, fragment=fragment)
    (body,) = dom.having(tag="body")
    told = json.loads(str(body.attributes["data-measured"]))
    assert (told["dark"], told["led"]) == (scheme == DARK, fragment != ""), "the browser did as it was told"
    return told


@pytest.mark.parametrize("width", [1200, 390])
@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_are_too_faint_to_read_or_wider_than_the_screen(tmp_path: Path, scheme: int, width: int) -> None:
    long = "x" * 63
    text = f"{TEXT}{long}{long}"
    left = source(text, (13, len(text)), [(*BOLD, "opinion")], id=long)
    proof = evidence(OPENED, "/name", source=long)
    told = coverage_of(Held(left, organization(long, proof)), HeldTexts(**{long: text}))
    found = measured(tmp_path, page(told), scheme, width, fragment=f"#{long}:0")
    assert found["faint"] == []
    assert found["looked"] > 12
    assert found["over"] == 0
    assert found["right"] <= width
    assert (found["pale"] > 0.5) is (scheme == LIGHT)


def test_an_article_is_not_shown_as_it_is(tmp_path: Path, package: Path, articles: Path) -> None:
    told = coverage_of(Dataset(package), Texts(articles))
    written = page(told)
    dom = opened(tmp_path, written)
    assert [one.text() for one in dom.having(class_="text")] == [one.text for one in told]
    names = [one.attributes["id"] for one in dom.all() if "id" in one.attributes]
    links = [str(one.attributes["href"]).removeprefix("#") for one in dom.having(tag="a")]
    assert len(names) == len(set(names))
    assert links == [name for name in names if ":" in str(name)], "in the order of the text"
    for scheme in (LIGHT, DARK):
        found = measured(tmp_path, written, scheme, 390)
        assert (found["faint"], found["over"]) == ([], 0)

"""The explorer in a real browser: what people do, by mouse, by keyboard and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from served import served

from cgt_dataset import plots

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 390, "height": 844}
PAGES = [
    "",
    "data",
    "data?sql=select+*+from+places",
    "data/agreements",
    "data/evidence?_sort_desc=start",
    "data/organizations/cytiva",
    "-/find?q=无锡",
    "-/find?q=therap*",
    "-/questions",
    "-/questions/7",
    "-/record/agreements/cytiva-necstgen-strategic-collaboration",
    "-/record/regulations/foreign-investment-cell-gene-technologies-notice-2024",
    "-/plots",
]


@pytest.fixture(scope="module")
def site(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the repository's own package."""
    place = tmp_path_factory.mktemp("served")
    with served("--package", str(package), "--port", "0", "--no-browser", temporary=place) as process:
        yield process.address()
        status, _, err = process.end()
        assert (status, err) == (0, "")


class Visit:
    """A browser window that remembers what it asked for and what it complained of."""

    def __init__(self, browser: Browser, site: str, **settings: Any) -> None:
        self.site = site
        self._context = browser.new_context(**settings)
        self.page: Page = self._context.new_page()
        self.asked: set[str] = set()
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.add(urlsplit(request.url).netloc))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, address: str) -> Page:
        self.page.goto(self.site + address)
        return self.page

    def follow(self, act: Callable[[], object]) -> None:
        """Do what leads to another page, and wait until it is there."""
        with self.page.expect_navigation():
            act()

    def focused(self) -> str:
        """The text of what the keyboard is at."""
        return str(self.page.evaluate("document.activeElement.innerText || document.activeElement.id"))

    def tab_to(self, text: str) -> None:
        """Press Tab until something is reached."""
        for _ in range(400):
            self.page.keyboard.press("Tab")
            if self.focused() == text:
                return
        pytest.fail(f"the keyboard does not reach '{text}'")

    def end(self) -> None:
        self._context.close()
        assert self.asked <= {urlsplit(self.site).netloc}
        assert self.complaints == []


@pytest.fixture(params=["light", "dark"])
def visit(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visit]:
    opened = Visit(browser, site, color_scheme=request.param, viewport={"width": 1200, "height": 900})
    yield opened
    opened.end()


@pytest.fixture(params=["light", "dark"])
def phone(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visit]:
    opened = Visit(browser, site, color_scheme=request.param, viewport=PHONE, is_mobile=True, has_touch=True)
    yield opened
    opened.end()


def test_chinese_is_searched_and_evidence_opened(visit: Visit) -> None:
    page = visit.go("")
    page.get_by_label("Search all tables, in English or Chinese").fill("无锡")
    visit.follow(page.get_by_role("main").get_by_role("button", name="Search").click)
    visit.follow(page.get_by_role("link", name="无锡市科技局", exact=True).click)
    assert page.get_by_role("heading", level=1).inner_text() == "无锡市科技局"
    evidence = page.locator("details.evidence").first
    passage = evidence.locator("li").first
    assert not passage.is_visible()
    evidence.locator("summary").click()
    assert passage.is_visible()
    assert "无锡细胞治疗产业联盟倡议在锡发起" in passage.inner_text()


def test_links_are_followed_both_ways(visit: Visit) -> None:
    page = visit.go("data/agreement_parties")
    visit.follow(page.get_by_role("link", name="NecstGen", exact=True).click)
    assert urlsplit(page.url).path == "/-/record/organizations/necstgen"
    visit.follow(
        page.get_by_role("main").get_by_role("link", name="cytiva necstgen strategic collaboration").first.click
    )
    assert urlsplit(page.url).path == "/-/record/agreements/cytiva-necstgen-strategic-collaboration"


def test_a_question_is_run(visit: Visit) -> None:
    page = visit.go("")
    visit.follow(page.get_by_role("navigation", name="Main").get_by_role("link", name="Questions").click)
    visit.follow(page.get_by_role("link", name="Who are the parties, and in what part?").click)
    table = page.get_by_role("region", name="Answer")
    assert table.get_by_role("row").count() == 9
    visit.follow(table.get_by_role("link", name="Cytiva", exact=True).click)
    assert page.get_by_role("heading", level=1).inner_text() == "Cytiva"


def test_a_table_is_narrowed_down_sorted_and_searched(visit: Visit) -> None:
    page = visit.go("data/organizations")
    rows = page.get_by_role("region", name="Rows of organizations").locator("tbody tr")
    all_of_them = rows.count()
    visit.follow(page.get_by_role("link", name="company", exact=True).click)
    assert 0 < rows.count() < all_of_them
    visit.follow(page.get_by_role("link", name=re.compile("^company.*take away$")).click)
    assert rows.count() == all_of_them
    visit.follow(page.get_by_role("columnheader", name="name").get_by_role("link").click)
    assert page.get_by_role("columnheader", name="name").get_attribute("aria-sort") == "ascending"
    page.get_by_label("Search in this table").fill("无锡")
    visit.follow(page.get_by_role("button", name="Apply").click)
    assert rows.count() == 1


def test_sql_is_asked_and_a_fault_is_said(visit: Visit) -> None:
    page = visit.go("data")
    page.get_by_label("Query").fill("select count(*) as n from places")
    visit.follow(page.get_by_role("button", name="Run").click)
    assert page.get_by_role("cell").inner_text() == "14"


@pytest.mark.parametrize("name", plots.PLOTS)
def test_a_chart_is_drawn(visit: Visit, name: str) -> None:
    page = visit.go(f"-/plots/{name}")
    frame = page.locator("iframe.chart:visible")
    assert frame.count() == 1
    drawing = frame.content_frame.locator("#chart svg")
    drawing.wait_for(timeout=60_000)
    # The frame is as high as the chart: nothing in it scrolls.
    page.wait_for_function(
        """() => { const frame = [...document.querySelectorAll("iframe.chart")].find((one) => one.offsetHeight);
        const inner = frame.contentDocument.documentElement;
        return inner.scrollHeight <= frame.clientHeight + 1 && inner.scrollWidth <= frame.clientWidth; }"""
    )


def test_the_keyboard_is_enough(visit: Visit) -> None:
    page = visit.go("")
    page.keyboard.press("Tab")
    assert visit.focused() == "Skip to the content"
    page.keyboard.press("Enter")
    visit.tab_to("ask")
    page.keyboard.type("Cytiva")
    visit.follow(lambda: page.keyboard.press("Enter"))
    visit.tab_to("Cytiva")
    visit.follow(lambda: page.keyboard.press("Enter"))
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.evidence > summary')"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"  # whoever uses the keyboard sees where they are
    page.keyboard.press("Enter")
    assert page.locator("details.evidence[open] li").first.is_visible()


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_wider_than_a_phone(phone: Visit, address: str) -> None:
    page = phone.go(address)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]
    small = page.evaluate(
        """() => [...document.querySelectorAll("main input:not([type=checkbox]), main button, main select")]
        .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 32).map((one) => one.outerHTML)"""
    )
    assert small == []  # what a thumb can hit


def test_a_phone_searches_and_opens_evidence(phone: Visit) -> None:
    page = phone.go("-/find?q=无锡")
    phone.follow(page.get_by_role("link", name="无锡市科技局", exact=True).tap)
    page.locator("details.evidence summary").first.tap()
    assert page.locator("details.evidence[open] li").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


_CONTRAST = """
() => {
  const parsed = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((one) => one / 255)
    .map((one) => one <= .04045 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4)
    .reduce((sum, one, place) => sum + one * [.2126, .7152, .0722][place], 0);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = parsed(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  for (const node of document.querySelectorAll("body *")) {
    const said = [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
    if (!said || !node.offsetParent) continue;
    const [one, other] = [light(parsed(getComputedStyle(node).color)), light(ground(node))];
    const ratio = (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
    if (ratio < 4.5) faint.add(`${node.tagName}.${node.className}: ${ratio.toFixed(2)}`);
  }
  return [...faint];
}
"""


@pytest.mark.parametrize("address", PAGES)
def test_text_stands_out_from_its_ground(visit: Visit, address: str) -> None:
    assert visit.go(address).evaluate(_CONTRAST) == []

"""The static site as somebody uses it, in Chromium, from a disk and from a web server."""

from __future__ import annotations

import functools
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from invented_packages import packaged, whole

from cgt_dataset import Dataset, plots
from cgt_dataset.explore import site
from cgt_dataset.explore.record_index import index_of
from cgt_dataset.explore.site_frame import Frame
from cgt_dataset.explore.site_names import record_page, table_data, table_page
from cgt_dataset.explore.site_tables import table_body, table_script

WUXI = "agreements/wuxi-cell-therapy-industry-alliance-initiative"
HOSTILE = "</script><img src=x onerror=alert(1)>\"'&lt;"
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def own_site(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of our own records, with one plot: each takes a while to draw."""
    folder = tmp_path_factory.mktemp("browsed") / "site"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(plots, "PLOTS", {"timeline": plots.PLOTS["timeline"]})
        site.write(Dataset(package), folder)
    return folder


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name in the library)
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is shown by a web server on this machine."""
    handler = functools.partial(_Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def opening(browser: Any, address: str) -> Iterator[Open]:
    """Opens pages of a site. At the end nothing was said in the console, asked of others, or put up as a dialog."""
    wrong: list[str] = []
    contexts = []

    def refuse(dialog: Any) -> None:
        wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def watch(request: Any) -> None:
        if not request.url.startswith((address, "data:")):
            wrong.append(f"asked: {request.url}")

    def check(response: Any) -> None:
        if response.status >= 400:
            wrong.append(f"{response.status}: {response.url}")

    def go(name: str, **how: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **how})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
        page.on("dialog", refuse)
        page.on("request", watch)
        page.on("response", check)
        page.goto(f"{address}/{name}")
        return page

    yield go
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(params=["disk", "server"])
def go(request: pytest.FixtureRequest, own_site: Path, browser: Any) -> Iterator[Open]:
    """Opens a page of our own site, from a disk and from a web server."""
    if request.param == "disk":
        with opening(browser, own_site.as_uri()) as opened:
            yield opened
    else:
        with served(own_site) as address, opening(browser, address) as opened:
            yield opened


def follow(page: Any, act: Callable[[], object]) -> None:
    """Do what leads to another page, and wait until it is there."""
    with page.expect_navigation():
        act()


def column(page: Any, name: str) -> list[str]:
    """The texts of a column, of the rows that are drawn."""
    place = page.locator("#rows thead th").all_inner_texts().index(name) + 1
    texts: list[str] = page.locator(f"#rows tbody td:nth-child({place})").all_inner_texts()
    return texts


def test_the_names_of_all_records_are_searched_by_keyboard(go: Open) -> None:
    page = go("index.html")
    page.focus("#find")
    page.keyboard.type("无锡")
    page.wait_for_selector(".found li a")
    assert "record" in page.inner_text(".found [role=status]")
    hits = page.locator(".found li").all_inner_texts()
    assert any("无锡市科技局" in hit and "Organizations" in hit for hit in hits)
    assert any("细胞治疗产业高峰论坛暨无锡市细胞治疗产业联盟发起大会" in hit for hit in hits)  # inside a longer name
    first = page.locator(".found li a").first.inner_text().splitlines()[0]
    page.keyboard.press("ArrowDown")
    follow(page, lambda: page.keyboard.press("Enter"))
    assert page.inner_text("h1") == first


def test_the_search_takes_capitals_and_other_names_and_ends_with_escape(go: Open) -> None:
    page = go(record_page(WUXI))
    page.focus("#find")
    page.keyboard.type("NECSTGEN")
    page.wait_for_selector(".found li a")
    assert page.locator(".found li").filter(has_text="NecstGen").count() > 0
    page.keyboard.press("Escape")
    assert page.locator(".found").is_hidden()


def test_a_table_is_searched_in_chinese_and_english(go: Open, package: Path) -> None:
    page = go(table_page("organizations"))
    count = Dataset(package).describe("organizations").rows
    assert page.inner_text("#count") == f"{count} rows"
    page.fill("#filter", "无锡")
    names, places = column(page, "name"), column(page, "place")
    assert 0 < len(names) < count
    assert page.inner_text("#count") == f"{len(names)} of {count} rows"
    texts = page.locator("#rows tbody tr").all_inner_texts()
    assert all("无锡" in text for text in texts)
    assert "无锡" in places  # found by the name of the place, which the table itself has as an id
    page.fill("#filter", "cYTIVa")
    assert column(page, "name") == ["Cytiva"]
    page.fill("#filter", "no such thing")
    assert page.inner_text("#count") == f"0 of {count} rows"
    page.fill("#filter", "")
    assert page.inner_text("#count") == f"{count} rows"


def test_a_table_is_sorted_by_keyboard_and_says_how(go: Open) -> None:
    page = go(table_page("organizations"))
    head = page.locator("#rows thead th").nth(1)
    assert head.get_attribute("aria-sort") is None
    head.locator("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    up = column(page, "name")
    latin = [name for name in up if name.isascii() and name]
    assert latin == sorted(latin, key=str.lower) != []
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert [name for name in column(page, "name") if name.isascii() and name] == latin[::-1]
    page.locator("#rows thead th").nth(0).locator("button").click()
    assert head.get_attribute("aria-sort") is None
    assert column(page, "id") == sorted(column(page, "id"))


def test_numbers_and_dates_are_sorted_as_such_and_null_comes_last(go: Open, package: Path) -> None:
    page = go(table_page("evidence"))
    page.get_by_role("button", name="start", exact=True).click()
    starts = sorted(Dataset(package).load("evidence")["start"].to_pylist())
    assert column(page, "start") == [str(start) for start in starts[:100]]
    page = go(table_page("events"))
    rows = Dataset(package).load("events").to_pylist()
    days = sorted((row for row in rows if row["held_on"]), key=lambda row: row["held_on_from"] or row["held_on_to"])
    none = len(rows) - len(days)
    button = page.get_by_role("button", name="held_on", exact=True)
    button.click()
    assert none > 0
    assert column(page, "held_on_from") == [str(row["held_on_from"]) for row in days] + [""] * none
    button.click()
    assert column(page, "held_on_from")[-none:] == [""] * none
    assert column(page, "held_on_from")[0] == str(days[-1]["held_on_from"])


def test_long_tables_are_drawn_by_and_by(go: Open) -> None:
    page = go(table_page("evidence"))
    rows = page.locator("#rows tbody tr")
    assert rows.count() == 100
    page.locator("#more").focus()
    page.keyboard.press("Enter")
    assert rows.count() == 200
    page.evaluate("document.getElementById('box').scrollTop = 1e9")
    page.wait_for_function("document.querySelectorAll('#rows tbody tr').length === 300")


def test_links_are_followed_from_table_to_record_to_record(go: Open) -> None:
    page = go(table_page("agreements"))
    follow(page, page.get_by_role("link", name="wuxi-cell-therapy-industry-alliance-initiative").click)
    assert page.inner_text("h1") == "无锡细胞治疗产业联盟倡议"
    follow(page, page.locator('[id="v/place"] a').first.click)
    assert page.inner_text("h1") == "无锡"
    follow(page, page.get_by_role("link", name="无锡细胞治疗产业联盟倡议", exact=True).click)
    assert page.url.endswith("#v/place")
    # Where a link leads to a value, its evidence is open.
    assert page.locator('[id="v/place"] .evidence li').first.is_visible()


def test_evidence_opens_by_keyboard(go: Open) -> None:
    page = go(record_page(WUXI))
    passages = page.locator('[id="v/status"] .evidence li')
    assert passages.first.is_hidden()
    page.locator('[id="v/status"] .evidence summary').focus()
    page.keyboard.press("Enter")
    assert passages.first.is_visible()
    assert "Contradicts the value." in passages.last.inner_text()
    assert "launch of the alliance itself" in passages.last.inner_text()
    page.keyboard.press("Space")
    assert passages.first.is_hidden()
    page.get_by_role("button", name="Open all evidence").click()
    assert page.locator(".evidence:not([open])").count() == 0
    page.locator(".label summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".label p").first.is_visible()


def test_the_keyboard_comes_first_to_the_content_and_then_everywhere(go: Open) -> None:
    page = go(table_page("regulations"))
    seen = []
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.innerText"))
    assert seen[0] == "Skip to the content"
    assert {"find", "filter", "box", "id", "title"} <= set(seen)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_a_phone(go: Open, scheme: str, own_site: Path) -> None:
    for name in (
        *("index.html", "sources.html", "questions.html", "plots.html"),
        *(table_page(table) for table in ("changes", "regulations", "sources", "tombstones")),
        *(
            record_page(f"sources/{one.name.split('.')[1]}")
            for one in own_site.glob("sources.*.html")
            if one.name != "sources.html"
        ),
        record_page(WUXI),
    ):
        page = go(name, viewport={"width": 390, "height": 844}, color_scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        assert page.evaluate("[...document.querySelectorAll('.box')].every((one) => one.clientWidth <= 390)"), name
        assert page.locator("#find").is_visible()
    page = go(table_page("regulations"), viewport={"width": 390, "height": 844})
    assert page.evaluate("document.getElementById('box').scrollWidth > 390")


def test_plots_are_shown_in_the_colours_of_the_reader(go: Open) -> None:
    for scheme in ("light", "dark"):
        page = go("plots.html", color_scheme=scheme)
        page.wait_for_function("document.querySelector('figure img').complete")
        assert page.evaluate("document.querySelector('figure img').naturalWidth") > 500
        assert page.evaluate("document.querySelector('figure img').currentSrc").endswith(f"plot-timeline-{scheme}.svg")
        assert page.locator("figcaption a").get_attribute("href") == f"plot-timeline-{scheme}.html"
        assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is (scheme == "dark")


def test_a_question_unfolds_to_its_query_and_its_answer(go: Open) -> None:
    page = go("questions.html")
    question = page.locator(".question").filter(has_text="Who are the parties, and in what part?")
    assert question.locator("table").is_hidden()
    question.locator("summary").focus()
    page.keyboard.press("Enter")
    assert "SELECT" in question.locator("pre").inner_text()
    follow(page, question.get_by_role("link", name="NecstGen", exact=True).first.click)
    assert page.inner_text("h1") == "NecstGen"


def test_without_scripts_the_pages_are_read(go: Open) -> None:
    page = go(table_page("evidence"), java_script_enabled=False)
    assert page.locator("#rows tbody tr").count() == 50
    assert page.get_by_text("Searching and sorting need JavaScript.").is_visible()
    assert page.locator("#tools").is_hidden()
    assert page.locator("#find").is_hidden()
    follow(page, page.locator("#rows tbody a").first.click)
    page.locator(".evidence summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".evidence li").first.is_visible()


def test_markup_in_the_data_stays_text_in_the_browser(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plots, "PLOTS", {})
    monkeypatch.setattr(site, "questions", tuple)
    site.write(packaged(tmp_path / "package", whole(lambda text: HOSTILE + text)), tmp_path / "site")
    with opening(browser, (tmp_path / "site").as_uri()) as go:
        page = go(table_page("organizations"))
        assert f"{HOSTILE}Maker" in column(page, "name")
        page.fill("#filter", HOSTILE)
        assert page.locator("#rows tbody tr").count() == 2
        page.focus("#find")
        page.keyboard.type("maker")
        follow(page, page.locator(".found li a").filter(has_text=f"{HOSTILE}Maker").first.click)
        assert page.inner_text("h1") == f"{HOSTILE}Maker"
        assert page.locator("img").count() == 0


def test_ten_thousand_rows_are_searched_and_sorted_in_slices(browser: Any, own_site: Path, tmp_path: Path) -> None:
    words = [
        {"schema": "mention/2", "id": f"m-{number}", "text": f"{number * 7919 % 10_000} 家企业", "language": "zh"}
        for number in range(10_000)
    ]
    index = index_of(packaged(tmp_path / "package", [*whole(), *words]))
    for name in ("style.css", "site.js", "names.js"):
        shutil.copy(own_site / name, tmp_path)
    data = table_data("mentions")
    frame = Frame(index.dataset.descriptor, frozenset())
    (tmp_path / data).write_bytes(table_script(index, "mentions"))
    body = table_body(index, "mentions")
    (tmp_path / "many.html").write_bytes(frame.page("many.html", "Many", body, scripts=(data,)))
    with opening(browser, tmp_path.as_uri()) as go:
        page = go("many.html")
        assert page.inner_text("#count") == "10,001 rows"
        assert page.locator("#rows tbody tr").count() == 100
        page.get_by_role("button", name="text", exact=True).click()
        assert column(page, "text")[:3] == ["0 家企业", "1 家企业", "2 家企业"]  # by number, as people sort
        page.fill("#filter", "999 家")
        having = [one for one in words if "999" in one["id"] or "999" in one["text"]]
        assert page.inner_text("#count") == f"{len(having)} of 10,001 rows"
        page.fill("#filter", "家企")
        assert page.locator("#rows tbody tr").count() == 100

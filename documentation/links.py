"""Whether every link of a built site leads somewhere."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LEADING = ("href", "src")


class _Page(HTMLParser):
    """The links of a page, and the places in it that links can lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag links to, and its own id."""
        for name, value in attrs:
            if value and name in _LEADING and tag != "base":
                self.links.append(value)
            elif value and name in ("id", "name"):
                self.ids.add(value)


def broken(site: Path) -> list[str]:
    """The links inside a site that lead to no file or to no place in one, each with its page; in the order of pages.

    A link to another host that loads something is broken as well: the site works offline.
    """
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    found = []
    for path, page in pages.items():
        # The page for what is not found is served at any depth; its links are absolute.
        for link in page.links if path.name != "404.html" else ():
            address = urlsplit(link)
            if address.scheme or address.netloc:
                continue
            there = (path.parent / unquote(address.path)).resolve() if address.path else path
            there = there / "index.html" if there.is_dir() else there
            if not there.is_file():
                found.append(f"{path.relative_to(site)}: {link} leads to no file")
            elif address.fragment and there in pages and unquote(address.fragment) not in pages[there].ids:
                found.append(f"{path.relative_to(site)}: {link} leads to no place in its page")
    return found


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text("utf-8"))
    return page

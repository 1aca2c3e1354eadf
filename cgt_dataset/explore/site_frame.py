"""What every page of the site has: the policy of what it may load, the bar with the search, the foot."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from ..reader.citing import whole
from . import site_names as names

# Whoever opens the site from a disk is at `file:`, which is not everywhere what `'self'` means.
_POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data:; "
    "base-uri 'none'; form-action 'none'"
)
_HERE = ' aria-current="page"'
_BAR = ((names.SOURCES, "Sources"), (names.QUESTIONS, "Questions"), (names.PLOTS, "Plots"))


@dataclass(frozen=True)
class Frame:
    """The frame of the pages of a package."""

    descriptor: dict[str, Any]
    pages: frozenset[str]
    """The pages that the bar may lead to."""

    @property
    def title(self) -> str:
        """The title of the package."""
        return str(self.descriptor.get("title") or self.descriptor.get("name") or "Data")

    @property
    def version(self) -> str:
        """The name of the package with its version."""
        return f"{self.descriptor.get('name', 'package')} {self.descriptor.get('version', '')}".strip()

    def page(self, here: str, title: str, body: str, *, scripts: tuple[str, ...] = (), path: str = "") -> bytes:
        """A page with its body in HTML; `path` is the HTML of where one is, `scripts` are loaded before the site's."""
        links = "".join(
            f'<a href="{page}"{_HERE if page == here else ""}>{label}</a>'
            for page, label in ((names.INDEX, "Tables"), *_BAR)
            if page in self.pages
        )
        whole = title if here == names.INDEX else f"{title} – {self.title}"
        loaded = "".join(f'<script src="{escape(script)}" defer></script>\n' for script in (*scripts, names.SCRIPT))
        where = f'<nav class="path" aria-label="Where you are">{path}</nav>\n' if path else ""
        return (
            "<!DOCTYPE html>\n"
            '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n'
            '<link rel="icon" href="data:,">\n'
            f"<title>{escape(whole)}</title>\n"
            f'<link rel="stylesheet" href="{names.STYLE}">\n{loaded}</head>\n<body>\n'
            '<a class="skip" href="#main">Skip to the content</a>\n'
            f'<header class="bar"><a class="brand" href="{names.INDEX}">{escape(self.title)}</a>'
            f'<nav aria-label="Site">{links}</nav>'
            '<form class="find" role="search" hidden><label class="unseen" for="find">Search records by name</label>'
            '<input id="find" type="search" placeholder="Search records by name" autocomplete="off" spellcheck="false">'
            '<div class="found" hidden><p role="status"></p><ul></ul></div></form></header>\n'
            f'<main id="main">\n{where}{body}</main>\n'
            f"<footer>{self._foot()}</footer>\n</body>\n</html>\n"
        ).encode()

    def _foot(self) -> str:
        return f"{escape(self.version)}. {self.licence()} A value that is not there is one that no source states."

    def licence(self) -> str:
        """The licences of the package in HTML; nothing where it names none."""
        licences = [
            _to(held.get("path", ""), str(held.get("title") or held.get("name") or held.get("path")))
            for held in self.descriptor.get("licenses", [])
        ]
        return f"Licence: {', '.join(licences)}." if licences else ""

    def citation(self) -> str:
        """How the package is cited, in HTML."""
        return escape(whole(self.descriptor).words)


def _to(address: str, words: str) -> str:
    if not address.startswith(("https://", "http://")):
        return escape(words)
    return f'<a href="{escape(address)}" rel="license noopener noreferrer">{escape(words)}</a>'

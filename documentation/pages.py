"""The sources of the site: pages as they stand in the repository, their links turned to where they lead in the site."""

from __future__ import annotations

import os.path
import re
from pathlib import Path

from .commands import commands
from .diagram import diagram
from .reference import api, dictionary, model, vocabularies

_MOVED = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "benchmarks/RESULTS.md": "benchmarks.md",
    "build/README.md": "dictionary.md",  # its text is written below
}
"""Where pages stand in the site that are not in `docs/`."""
_CARRIED = ("CITATION.cff",)
"""Files that pages link to, which the site carries as they are."""
_LINK = re.compile(r"(\]\()([^)\s]+)(\))")
_FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)


def write_pages(root: Path, target: Path) -> None:
    """Write every page and picture of the site into `target`."""
    places = {root / path: Path(moved) for path, moved in _MOVED.items()}
    places |= {page: page.relative_to(root / "docs") for page in sorted((root / "docs").rglob("*.md"))}
    places |= {root / path: Path(path) for path in _CARRIED}
    for page, place in places.items():
        text = page.read_text("utf-8")
        _write(target / place, _turned(text, page, place, places) if page.suffix == ".md" else text)
    _write(target / "dictionary.md", dictionary(root))
    _write(target / "vocabularies.md", vocabularies())
    _write(target / "model.md", model())
    _write(target / "model.svg", diagram())
    _write(target / "api.md", api(root))
    _write(target / "commands.md", commands())


def _turned(text: str, page: Path, place: Path, places: dict[Path, Path]) -> str:
    """A page whose links to other pages lead to where these stand in the site."""

    def turn(link: re.Match[str]) -> str:
        address, mark, fragment = link[2].partition("#")
        if not address or ":" in address:
            return link[0]
        there = Path(os.path.normpath(page.parent / address))
        if there not in places:
            raise LookupError(f"{page}: the site has no page for {address}")
        turned = os.path.relpath(places[there], place.parent)
        return f"{link[1]}{turned}{mark}{fragment}{link[3]}"

    parts = _FENCE.split(text)
    return "".join(part if part.startswith("```") else _LINK.sub(turn, part) for part in parts)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")

"""A small folder of invented records of schema 1 with their article."""

from __future__ import annotations

import hashlib
from pathlib import Path

NAMES = ("Badeki", "Dolumo", "Kanibe", "Lemudo", "Minako")
ARTICLE = "".join(f"{name} is a company of Alkmaar in the Netherlands.\n" for name in NAMES)


def write(world: Path) -> None:
    """Write records into `raw` and the text of their source into `articles`."""
    raw = world / "raw"
    for folder in (raw / "sources", raw / "organizations", world / "articles"):
        folder.mkdir(parents=True)
    (world / "articles" / "paper.txt").write_bytes(ARTICLE.encode())
    (raw / "sources" / "paper.yaml").write_text(
        f"schema: source/1\nid: paper\nkind: news\nlanguage: en\ntext_sha256: {_digest(ARTICLE)}\n"
        f"text_length: {len(ARTICLE)}\nbody_start: 0\nbody_end: {len(ARTICLE)}\nevidence:\n"
        + _evidence("/kind, /language", NAMES[0], "normalised")
    )
    for name in NAMES:
        (raw / "organizations" / f"{name.lower()}.yaml").write_text(
            f"schema: organization/1\nid: {name.lower()}\nname: {name}\nnames:\n- text: {name}\n  language: en\n"
            "  kind: as_stated\nkind: company\ncountry: NL\nlocality: Alkmaar\nevidence:\n"
            + _evidence("/name, /names/0", name, "verbatim")
            + _evidence("/kind, /country", f"{name} is a company of Alkmaar in the Netherlands", "normalised")
            + _evidence("/locality", f"{name} is a company of Alkmaar", "verbatim")
        )


def _evidence(supports: str, words: str, derivation: str) -> str:
    start = ARTICLE.index(words)
    return (
        f"- source: paper\n  supports: [{supports}]\n  start: {start}\n  end: {start + len(words)}\n"
        f"  sha256: {_digest(words)}\n  derivation: {derivation}\n  assertion: stated\n"
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

"""A source of invented names, which the benchmarks write records about."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

_SYLLABLES = [consonant + vowel for consonant in "bdklmn" for vowel in "aeiou"]


def sha256(text: str) -> str:
    """The digest of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_source(raw: Path, count: int, schema: int, evidence: str = "") -> list[tuple[str, int]]:
    """Write the source `text`, whose text is up to `count` names; the names, each with where it begins in it."""
    chance = random.Random(1)  # noqa: S311 (names, not secrets)
    names = sorted({"".join(chance.choices(_SYLLABLES, k=6)).title() for _ in range(count)})
    text = " ".join(names)
    (raw / "sources").mkdir(parents=True)
    (raw / "organizations").mkdir()
    (raw / "sources" / "text.yaml").write_text(
        f"schema: source/{schema}\nid: text\nkind: news\nlanguage: en\ntext_sha256: {sha256(text)}\n"
        f"text_length: {len(text)}\nbody_start: 0\nbody_end: {len(text)}\n{evidence}"
    )
    starts, start = [], 0
    for name in names:
        starts.append((name, start))
        start += len(name) + 1
    return starts

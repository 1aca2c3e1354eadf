"""Folders of lines, run through the engine."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from whole_records import Document

from cgt_dataset.bulk import engine, reading
from cgt_dataset.bulk.building import build
from cgt_dataset.bulk.pools import Pool, Processes
from cgt_dataset.bulk.rejects import write_rejects


class Found(NamedTuple):
    """A finding on a line."""

    file: str
    line: int
    code: str
    pointer: str


def lines(folder: Path, documents: Iterable[Document]) -> Path:
    """Documents as `TABLE.jsonl` files."""
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents:
        kind = document["schema"].partition("/")[0]
        table = {"facility": "facilities", "person": "people", "agency": "agencies"}.get(kind, f"{kind}s")
        with (folder / f"{table}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(document, ensure_ascii=False) + "\n")
    return folder


def run(
    folder: Path,
    scratch: Path,
    out: Path | None = None,
    *,
    pool: Pool | None = None,
    texts: Path | None = None,
    most: int | None = None,
    resume: bool = False,
    likeness: bool = False,
) -> list[Found]:
    """What the engine says of a folder; the package of what is good goes to `out`."""
    begun = reading.begin(folder, scratch / "work", resume=resume)
    with Processes(1) as alone:
        pool = pool or alone
        checked = engine.check(begun, pool, texts, most, _silent, likeness=likeness)
        if out is not None:
            build(begun, checked, pool, out, _silent)
    rejects = scratch / "rejects.jsonl"
    write_rejects(checked, rejects)
    reading.clear(begun.work)
    return [
        Found(row["file"], row["line"], finding["code"], finding["pointer"])
        for row in map(json.loads, rejects.read_bytes().splitlines())
        for finding in row["findings"]
    ]


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Nobody looks."""

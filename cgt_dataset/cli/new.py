"""`cgt-dataset new`: begin a record, or the record of a source from its text."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path
from typing import Any

from ..files import Unreadable
from ..findings import did_you_mean, printable
from ..texts import digest, find, read_text
from .printing import say
from .usage import Usage

HELP = "begin a record: a file with every field explained"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which record, or which text."""
    parser.usage = "cgt-dataset new [-h] [--raw DIR] TABLE ID | source FILE [ID] [--body-end-after WORDS]"
    parser.add_argument("table", metavar="TABLE", help="the table; or the word source, to begin with a text")
    parser.add_argument("name", metavar="ID", help="the id of the record; or the file of the text")
    parser.add_argument("id", nargs="?", metavar="ID", help="the id of the source (default: the name of the file)")
    parser.add_argument("--raw", type=Path, default=Path("raw"), metavar="DIR", help="folder of records (default: raw)")
    parser.add_argument(
        "--body-end-after", metavar="WORDS", help="the last words of the article, in the text of a source"
    )


def run(options: argparse.Namespace) -> int:
    """Write the skeleton of a record."""
    if options.table == "source":
        return _begin_source(options.raw, Path(options.name), options.id, options.body_end_after)
    if options.body_end_after is not None:
        raise Usage("--body-end-after is for the text of a source: cgt-dataset new source FILE")
    if options.id is not None:
        raise Usage(f"'{options.id}' is one word too many; write: cgt-dataset new TABLE ID")
    path = record_path(options.raw, options.table, options.name)
    _write(options.raw, path, options.table, options.name, {})
    return 0


def record_path(raw: Path, table: str, identifier: str) -> Path:
    """Where a record lies. Raises Usage for a table that there is not, and for what is no id."""
    from ..curation.folder import TABLES
    from ..schema.value_types import ID_PATTERN

    if table not in TABLES:
        guess = did_you_mean(table, TABLES) or f"there are {', '.join(TABLES)}"
        raise Usage(f"'{printable(table)}' is no table ({guess})")
    if not re.fullmatch(ID_PATTERN, identifier):
        proper = re.sub("[^a-z0-9]+", "-", identifier.casefold()).strip("-")[:63].rstrip("-")
        guess = f"did you mean '{proper}'?" if re.fullmatch(ID_PATTERN, proper) else "such as juventas-cell-therapy"
        raise Usage(
            f"'{printable(identifier)}' is no id: 2 to 63 of a-z, 0-9 and hyphens, the first no hyphen ({guess})"
        )
    return raw / table / f"{identifier}.yaml"


def _write(
    raw: Path, path: Path, table: str, identifier: str, known: dict[str, Any], instead: dict[str, Any] | None = None
) -> None:
    """Write a skeleton where there is no record, or that which was written for `instead` and nobody has changed."""
    from ..curation.rewriting import Changed, replace_file
    from ..curation.scaffold import skeleton
    from ..schema import RECORDS

    if not raw.is_dir():
        raise Usage(f"{raw}: there is no such folder")
    model = next(record for record in RECORDS if record.table == table)
    there = path.exists() or path.is_symlink()
    if there and instead is None:
        raise Usage(f"{path} is there already")
    path.parent.mkdir(exist_ok=True)
    try:
        replace_file(path, skeleton(model, identifier, known), skeleton(model, identifier, instead) if there else None)
    except Changed:
        raise Usage(f"{path} is there already, and filled in; correct body_end in it") from None
    say(f"wrote {path}; fill it in, then: cgt-dataset check {path}")


def _begin_source(raw: Path, file: Path, identifier: str | None, last_words: str | None) -> int:
    """Write the record of a source with what can be measured on its text."""
    from ..curation.bodies import proposed_body

    name = identifier or file.stem
    path = record_path(raw, "sources", name)
    try:
        text = read_text(file)
    except Unreadable as error:
        raise Usage(f"{file}: the file {error}") from None
    if not text.strip():
        raise Usage(f"{file}: the file is empty")
    body = proposed_body(text)
    end = body.end if last_words is None else _end_after(file, text, last_words, body.start)
    measured = {"text_sha256": digest(text), "text_length": len(text), "body_start": body.start}
    proposed = {**measured, "body_end": body.end} if last_words is not None else None
    _write(raw, path, "sources", name, {**measured, "body_end": end}, proposed)
    words = " ".join(text[body.start : min(end, body.start + 60)].split())
    last = " ".join(text[max(body.start, end - 60) : end].split())
    skipped = f"after {', '.join(body.before)}" if body.before else "with the text"
    ending = f"before the line '{body.after[:60]}'" if body.after else "with the text"
    ending = ending if last_words is None else "after your words"
    say("please confirm where the article itself begins and ends:")
    say(printable(f"  body_start: {body.start}  '{words}…' ({skipped})"))
    say(printable(f"  body_end: {end}  '…{last}' ({ending})"))
    if last_words is None:
        say(f'if it ends elsewhere: cgt-dataset new source {shlex.quote(str(file))} --body-end-after "its last words"')
    if file.name != f"{name}.txt":
        say(f"the folder of article texts needs this text as {name}.txt")
    return 0


def _end_after(file: Path, text: str, words: str, start: int) -> int:
    """Where an article ends of which these are the last words."""
    ends = [end for _, end in find(text, words) if end > start]
    if len(ends) != 1:
        where = f"stand in {len(ends)} places; give more of them" if ends else "do not stand behind its beginning"
        raise Usage(f"{file}: these last words of the article {where}")
    return ends[0]

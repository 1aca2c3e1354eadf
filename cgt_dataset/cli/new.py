"""`cgt-dataset new`: begin a record, or the record of a source from its text."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from ..files import Unreadable, read_bounded
from ..findings import did_you_mean, printable
from .printing import say
from .usage import Usage

HELP = "begin a record: a file with every field explained"
_TEXT_LIMIT = 20_000_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which record, or which text."""
    parser.usage = "cgt-dataset new [-h] [--raw DIR] TABLE ID | source FILE [ID]"
    parser.add_argument("table", metavar="TABLE", help="the table; or the word source, to begin with a text")
    parser.add_argument("name", metavar="ID", help="the id of the record; or the file of the text")
    parser.add_argument("id", nargs="?", metavar="ID", help="the id of the source (default: the name of the file)")
    parser.add_argument("--raw", type=Path, default=Path("raw"), metavar="DIR", help="folder of records (default: raw)")


def run(options: argparse.Namespace) -> int:
    """Write the skeleton of a record."""
    if options.table == "source":
        return _begin_source(options.raw, Path(options.name), options.id)
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


def _write(raw: Path, path: Path, table: str, identifier: str, known: dict[str, Any]) -> None:
    from ..curation.rewriting import replace_file
    from ..curation.scaffold import skeleton
    from ..schema import RECORDS

    if not raw.is_dir():
        raise Usage(f"{raw}: there is no such folder")
    if path.exists() or path.is_symlink():
        raise Usage(f"{path} is there already")
    path.parent.mkdir(exist_ok=True)
    model = next(record for record in RECORDS if record.table == table)
    replace_file(path, skeleton(model, identifier, known))
    say(f"wrote {path}; fill it in, then: cgt-dataset check {path}")


def _begin_source(raw: Path, file: Path, identifier: str | None) -> int:
    """Write the record of a source with what can be measured on its text."""
    from ..curation.bodies import proposed_body
    from ..texts import digest

    name = identifier or file.stem
    path = record_path(raw, "sources", name)
    try:
        text = read_bounded(file, _TEXT_LIMIT).decode("utf-8")
    except Unreadable as error:
        raise Usage(f"{file}: the file {error}") from None
    except UnicodeDecodeError:
        raise Usage(f"{file}: the file is not UTF-8") from None
    if not text.strip():
        raise Usage(f"{file}: the file is empty")
    body = proposed_body(text)
    measured = {"text_sha256": digest(text), "text_length": len(text)}
    _write(raw, path, "sources", name, {**measured, "body_start": body.start, "body_end": body.end})
    words = " ".join(text[body.start : min(body.end, body.start + 60)].split())
    last = " ".join(text[max(body.start, body.end - 60) : body.end].split())
    skipped = f"after {', '.join(body.before)}" if body.before else "with the text"
    ending = f"before the line '{body.after[:60]}'" if body.after else "with the text"
    say("please confirm where the article itself begins and ends:")
    say(printable(f"  body_start: {body.start}  '{words}…' ({skipped})"))
    say(printable(f"  body_end: {body.end}  '…{last}' ({ending})"))
    if file.name != f"{name}.txt":
        say(f"the folder of article texts needs this text as {name}.txt")
    return 0

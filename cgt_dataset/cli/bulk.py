"""`check --bulk` and `build --bulk`: records by the million, as JSON Lines."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .arguments import article_texts
from .printing import passing, say, without
from .usage import Usage

if TYPE_CHECKING:
    from ..bulk.engine import Checked
    from ..bulk.pools import Pool
    from ..bulk.reading import Progress, Reading
    from ..bulk.rejects import Rejects

_A_PROCESS = 700
"""How much memory a process needs, in MB."""
_WORTH_ONE = 40_000_000
"""How many bytes of records there are before another process saves the time that it takes to begin."""
_PACKED = 10
"""About how many times a file is longer when it is unpacked."""


def add_bulk(parser: argparse.ArgumentParser) -> None:
    """`--bulk DIR` and what belongs to it."""
    bulk = parser.add_argument_group("records by the million, as JSON Lines")
    bulk.add_argument("--bulk", type=Path, metavar="DIR", help="folder of TABLE.jsonl[.gz|.zst] or TABLE/*.jsonl")
    bulk.add_argument(
        "--rejects", type=Path, metavar="FILE", help="what is wrong, line by line (default: rejects.jsonl)"
    )
    bulk.add_argument(
        "--max-errors", type=_number, metavar="N", help="do without up to N rejected lines; give up beyond"
    )
    bulk.add_argument("--likeness", action="store_true", help="compare all names as well (CGT204, slow)")
    bulk.add_argument("--memory", type=_megabytes, metavar="SIZE", help="such as 2GB (default: half of the machine's)")
    bulk.add_argument("--processes", type=_number, metavar="P", help="how many work at once (default: as many as pay)")
    bulk.add_argument(
        "--work",
        type=Path,
        metavar="DIR",
        help="folder for what is unfinished (default: beside what is written or checked)",
    )
    bulk.add_argument("--resume", action="store_true", help="go on where a run was stopped")
    bulk.add_argument("--engine", choices=("local", "spark"), help="who works (default: local)")
    bulk.add_argument("--master", metavar="URL", help="of Spark, as spark://host:7077 (default: as Spark is set up)")


def wants_bulk(options: argparse.Namespace) -> bool:
    """Whether records are to be read as JSON Lines. Raises Usage for options that only these have."""
    if options.bulk is not None:
        return True
    for name in ("rejects", "max_errors", "memory", "processes", "work", "resume", "likeness", "engine", "master"):
        if getattr(options, name):
            raise Usage(f"--{name.replace('_', '-')} goes with --bulk DIR")
    return False


def run_bulk(options: argparse.Namespace, out: Path | None) -> int:
    """Check all lines, and where `out` is given put the package of the good ones there, if not too many are rejected.

    Returns the exit status: 1 where lines are rejected, unless they may be and there is a package without them.
    """
    from ..bulk import engine, reading
    from ..bulk.rejects import write_rejects

    if options.likeness:  # what it needs is missing now rather than after an hour
        import anyascii  # noqa: F401
        import rapidfuzz  # noqa: F401
    texts = article_texts(options)
    beside = (out or options.bulk).absolute()
    work = options.work or beside.with_name(f".{beside.name}.work")
    rejects = options.rejects or Path("rejects.jsonl")
    with reading.claimed(options.bulk, work):
        with _pool(options) as pool, _progress() as progress:
            begun = reading.begin(options.bulk, work, resume=options.resume)
            folder = texts.folder and texts.folder.absolute()  # who works may stand in another folder
            checked = engine.check(begun, pool, folder, options.max_errors, progress, likeness=options.likeness)
            if out is not None and options.max_errors and not checked.stopped:
                from ..bulk.cascade import without_rejected

                checked = without_rejected(checked)
            found = write_rejects(checked, rejects)
            enough = found.lines <= (options.max_errors or 0) and not checked.stopped
            rows = _built(begun, checked, pool, out, progress) if out is not None and enough else None
        reading.clear(work)
    _tell(options, checked, found, rejects)
    if out is not None:
        say(f"built {out}: {rows:,} rows{without(texts)}" if rows is not None else f"{out} is left as it was")
    elif not found.codes:
        say(f"no findings{without(texts)}")
    return int(found.lines > 0 and rows is None)


def _built(begun: Reading, checked: Checked, pool: Pool, out: Path, progress: Progress) -> int:
    from ..bulk.building import build
    from ..package import NotAPackage

    try:
        return build(begun, checked, pool, out, progress)
    except NotAPackage as error:
        raise Usage(str(error)) from None


def _tell(options: argparse.Namespace, checked: Checked, found: Rejects, path: Path) -> None:
    """How much is wrong, rule by rule."""
    from ..rules import RULES

    titles = {rule.code: rule.title for rule in RULES}
    if getattr(options, "format", "text") == "json":
        said = {"lines": checked.lines, "rejected": found.lines, "stopped": checked.stopped, "rejects": str(path)}
        print(json.dumps({**said, "rules": dict(sorted(found.codes.items()))}, indent=2))
    else:
        for code, count in sorted(found.codes.items()):
            print(f"{code} {count:>12,}  {titles[code]}")
    if found.lines:
        many = f", more than {options.max_errors:,}" if found.lines > (options.max_errors or found.lines) else ""
        stopped = "; the rest was not read" if checked.stopped else ""
        say(f"{found.lines:,} of {checked.lines:,} lines are rejected{many}, see {path}{stopped}")


@contextlib.contextmanager
def _pool(options: argparse.Namespace) -> Iterator[Pool]:
    from ..bulk.pools import Processes

    if options.engine == "spark":
        if options.memory or options.processes:
            raise Usage("--memory and --processes are of this machine; Spark has settings of its own")
        from ..bulk.spark import Spark, SparkFailed

        try:
            with Spark(options.master, notice=say) as pool:
                yield pool
        except SparkFailed as error:
            raise Usage(str(error)) from None
        return
    if options.master:
        raise Usage("--master goes with --engine spark")
    memory = options.memory or _half_of_memory()
    most = memory // _A_PROCESS
    if most < 1:
        raise Usage(f"a process needs {_A_PROCESS} MB; give more --memory")
    wanted = options.processes or min(os.cpu_count() or 1, _worth(options.bulk))
    with Processes(min(wanted, most)) as pool:
        yield pool


def _worth(records: Path) -> int:
    """By how many processes records are read soonest, if there are cores for them."""
    from ..bulk.inputs import inputs

    return 1 + sum(file.size * (_PACKED if file.packed else 1) for file in inputs(records)) // _WORTH_ONE


def _half_of_memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2_000_000
    except (AttributeError, ValueError, OSError):
        return 2 * _A_PROCESS  # a system that does not tell


@contextlib.contextmanager
def _progress() -> Iterator[Progress]:
    """Shows the person at the terminal what is done, how fast, and when it will be."""
    begun: dict[str, tuple[float, int]] = {}

    def told(stage: str, done: int, total: int) -> str:
        since, first = begun.setdefault(stage, (time.monotonic(), done))
        passed = time.monotonic() - since
        unit, size = (" MB", 1_000_000) if stage == "reading" else ("", 1)
        shown = f"{stage}: {done // size:,} of {total // size:,}{unit}"
        if passed > 1 and done > first:
            rate = (done - first) / passed
            shown += f", {rate / size:,.1f}{unit}/s, {(total - done) / rate:,.0f} s left"
        return shown

    with passing() as show:
        yield lambda stage, done, total: show(told(stage, done, total))


def _number(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,11}", text):
        raise argparse.ArgumentTypeError(f"{text} is no number from 1")
    return int(text)


def _megabytes(text: str) -> int:
    found = re.fullmatch("([1-9][0-9]{0,8})(MB|GB)", text.upper())
    if found is None:
        raise argparse.ArgumentTypeError(f"{text} is no size such as 800MB or 2GB")
    return int(found.group(1)) * (1000 if found.group(2) == "GB" else 1)

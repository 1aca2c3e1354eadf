"""What was tried against the tool and what happened, as a table: `make attacks`.

It is put into docs/security.md, or with `--check` compared with what stands there.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from attempts import MEMORY, RUNS, SECONDS, Row, attempts

from documentation.tables import between, table, with_between

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"
NAME = "attempts"
_NUMBERS = ("packages", "uses", "findings (1)", "refused (2)", "read as it stands (0)", "promises broken")
_USED = ("duckdb", "pandas", "datasette.app", "cgt_dataset.explore.pages", "cgt_dataset.package.verify")


def rows() -> list[Row]:
    """Every attempt, made now."""
    import pyarrow as pa

    from cgt_dataset.build import build
    from cgt_dataset.texts import Texts

    for module in _USED:
        import_module(module)  # once, before the processes of the attempts begin
    threads = pa.cpu_count(), pa.io_thread_count()
    pa.set_cpu_count(1)
    with tempfile.TemporaryDirectory(prefix="cgt-attacks-") as folder:
        build(ROOT / "raw", Path(folder) / "good", Texts())
        made = list(attempts(Path(folder) / "good", Path(folder)))
    pa.set_cpu_count(threads[0])
    return made


def told(made: Iterable[Row]) -> str:
    """The table, with what it means."""
    uses = (
        f"Each package is given to {len(RUNS)} uses: {', '.join(f'`{name}`' for name in RUNS)}. Each use is a process "
        f"with {MEMORY // 1024**3} GiB of address space and {SECONDS} seconds."
    )
    lines = [[row.sort, *map(str, _numbers(row))] for row in made]
    return f"{uses}\n\n{table(('what is crafted', *_NUMBERS), lines, _NUMBERS)}"


def _numbers(row: Row) -> tuple[int, ...]:
    ended = (row.ended.get(status, 0) for status in (1, 2, 0))
    return row.tried, sum(row.ended.values()), *ended, len(row.broken)


def main() -> int:
    """Make all attempts; write the table, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with docs/security.md and change nothing")
    options = parser.parse_args()
    made = rows()
    for row in made:
        for one in row.broken:
            sys.stderr.write(f"{one}\n")
    page = PAGE.read_text("utf-8")
    if options.check:
        return int(between(page, NAME) != told(made) or any(row.broken for row in made))
    PAGE.write_text(with_between(page, NAME, told(made)), "utf-8")
    return int(any(row.broken for row in made))


if __name__ == "__main__":
    sys.exit(main())

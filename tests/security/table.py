"""What was tried against the tool and what happened, as a table: `python tests/security/table.py [--check]`.

Without `--check` it is put into docs/security.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from attempts import MEMORY, RUNS, SECONDS, Row, attempts

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- attempts: made by `make attacks` -->\n", "<!-- end of attempts -->\n"
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


def table(made: Iterable[Row]) -> str:
    """The table, with what it means."""
    lines = [
        f"Each package is given to {len(RUNS)} uses: {', '.join(f'`{name}`' for name in RUNS)}. Each use is a process "
        f"with {MEMORY // 1024**3} GiB of address space and {SECONDS} seconds.",
        "",
        "| what is crafted | packages | uses | findings (1) | refused (2) | read as it stands (0) | promises broken |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row.sort} | {row.tried} | {sum(row.ended.values())} | {row.ended.get(1, 0)} | {row.ended.get(2, 0)} "
        f"| {row.ended.get(0, 0)} | {len(row.broken)} |"
        for row in made
    ]
    return "\n".join([*lines, ""])


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
    before, _, rest = page.partition(BEGIN)
    held, _, after = rest.partition(END)
    if options.check:
        return int(held != table(made) or any(row.broken for row in made))
    PAGE.write_text(f"{before}{BEGIN}{table(made)}{END}{after}", "utf-8")
    return int(any(row.broken for row in made))


if __name__ == "__main__":
    sys.exit(main())

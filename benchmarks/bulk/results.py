"""What was measured, as ratios and as a page."""

from __future__ import annotations

import importlib.metadata
import itertools
import os
import platform
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cgt_dataset.release import VERSION

from .contenders import OURS, WITH_FAULTS, Contender
from .measuring import Run

_LIBRARIES = (
    "pyarrow",
    "duckdb",
    "pydantic",
    "msgspec",
    "jsonschema-rs",
    "frictionless",
    "pandera",
    "dataframely",
    "polars",
)


@dataclass
class Measured:
    """All runs."""

    sizes: Sequence[int]
    """Numbers of records, the smallest first."""
    runs: dict[tuple[int, str], list[Run]] = field(default_factory=dict)
    """By the number of records and the name of the contender, in turn."""
    bytes: dict[int, int] = field(default_factory=dict)
    """The size of the JSON Lines by the number of records."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Who could not be measured, and why."""
    stages: dict[str, float] = field(default_factory=dict)
    """The seconds of each stage of a build of as many records as `marked`."""
    alone: dict[str, float] = field(default_factory=dict)
    """The seconds of what nobody could spare in it: pyarrow's `parser` and its `writer`."""
    found: dict[str, float] = field(default_factory=dict)
    """The share of planted faults that a tool found."""

    @property
    def marked(self) -> int:
        """The number of records of which something is wanted."""
        return _MARKED_SIZE if _MARKED_SIZE in self.sizes else self.sizes[-1]

    def seconds(self, size: int, name: str) -> float | None:
        """The median of the runs, or what follows from those with fewer records; None where there are none."""
        runs = self.runs.get((size, name))
        if runs:
            return statistics.median(run.seconds for run in runs)
        fewer = [each for each in self.sizes if each < size and (each, name) in self.runs]
        if not fewer:
            return None
        last = fewer[-1]
        taken = self.seconds(last, name) or 0.0
        if len(fewer) == 1:
            return taken * size / last
        before = self.seconds(fewer[-2], name) or 0.0
        # What starting costs is not multiplied.
        return taken + max(taken - before, 0) / (last - fewer[-2]) * (size - last)

    def ratio(self, size: int, one: str, other: str) -> float | None:
        """How many times the time of another a contender takes: of the runs in turn the median, where both ran."""
        pair = self.runs.get((size, one), []), self.runs.get((size, other), [])
        if all(pair):
            return statistics.median(a.seconds / b.seconds for a, b in zip(*pair, strict=False))
        taken, beside = self.seconds(size, one), self.seconds(size, other)
        return taken / beside if taken is not None and beside else None


@dataclass(frozen=True)
class Mark:
    """Something that is wanted of us."""

    wanted: str
    one: str
    other: str
    bound: float
    at_most: bool


_MARKS = (
    Mark("at most 1.5 times DuckDB's copy without a check", OURS, "duckdb", 1.5, True),
    Mark("at most 1.2 times pyarrow's copy without a check", OURS, "pyarrow", 1.2, True),
    Mark("at most 1.5 times DuckDB writing the same tables without a check", OURS, "duckdb-tables", 1.5, True),
    Mark("less than half of Pydantic line by line", OURS, "pydantic", 0.5, True),
    Mark("Pydantic → Parquet takes at least 12 times as long", "pydantic-parquet", OURS, 12, False),
    Mark("frictionless takes at least 15 times as long", "frictionless", OURS, 15, False),
    Mark("a faulty line in a thousand costs at most 10 %", WITH_FAULTS, OURS, 1.1, True),
)
_MARKED_SIZE = 2_000_000


def written(results: Measured, contenders: Sequence[Contender]) -> str:
    """The page."""
    lines = [
        "# Bulk validation beside other tools",
        "",
        "Written by `python -m benchmarks.bulk`; change nothing by hand. What counts are the ratios: all contenders "
        "read the same records in the same run, in turn, each in a process of its own, from its start to its end.",
        "",
        *_surroundings(results),
        "",
        *_marks(results),
        "",
        *_stages(results),
        *_contenders(results, contenders),
    ]
    for size in results.sizes:
        lines += ["", *_size(results, contenders, size)]
    return "\n".join([*lines, "", *_growth(results, contenders)]) + "\n"


def _surroundings(results: Measured) -> Iterator[str]:
    yield f"- {datetime.now(UTC):%Y-%m-%d}, {_machine()}"
    yield f"- cgt-dataset {VERSION}, Python {platform.python_version()}, {', '.join(_versions())}"
    sizes = ", ".join(f"{size:,} in {results.bytes[size] / 1e6:,.0f} MB" for size in results.bytes)
    yield (
        "- Records: synthetic, as many organizations as agreements, one in a hundred a source, a few places, people, "
        f"products, events and mentions; {sizes} of JSON Lines, in the page cache."
    )
    yield (
        "- Peak: the most memory that the process and its children held at once, shared pages counted for each. "
        "Reckoned times (≈) grow as between the two largest sizes that were run."
    )


def _machine() -> str:
    try:
        said = Path("/proc/cpuinfo").read_text("utf-8")
        processor = next(line.partition(":")[2].strip() for line in said.splitlines() if line.startswith("model name"))
    except (OSError, StopIteration):
        processor = platform.processor() or platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{platform.system()}, {processor}, {os.cpu_count()} cores, {memory:.0f} GiB of memory"


def _versions() -> Iterator[str]:
    for name in _LIBRARIES:
        try:
            yield f"{name} {importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            yield f"no {name}"


def _marks(results: Measured) -> Iterator[str]:
    size = results.marked
    yield f"## What is wanted, at {size:,} records"
    yield ""
    yield "| wanted of `cgt-dataset build --bulk` | ratio | reached |"
    yield "|---|---:|---|"
    for mark in _MARKS:
        ratio = results.ratio(size, mark.one, mark.other)
        if ratio is None:
            yield f"| {mark.wanted} | – | not measured |"
            continue
        reached = ratio <= mark.bound if mark.at_most else ratio >= mark.bound
        reckoned = "" if all((size, name) in results.runs for name in (mark.one, mark.other)) else "≈ "
        yield f"| {mark.wanted} | {reckoned}{ratio:.2f} | {'yes' if reached else 'no'} |"


def _stages(results: Measured) -> Iterator[str]:
    if not results.stages:
        return
    whole = sum(results.stages.values())
    shares = ", ".join(f"{stage} {seconds / whole:.0%}" for stage, seconds in results.stages.items())
    yield f"Where the time of a build of {results.marked:,} records goes: {shares}."
    floor = sum(results.alone.values())
    least = [
        f"{floor / taken:.2f} times {title}"
        for name, title in (("duckdb", "DuckDB's copy"), ("duckdb-tables", "its tables"), ("pyarrow", "pyarrow's copy"))
        if (taken := results.seconds(results.marked, name)) is not None
    ]
    yield (
        f"pyarrow's parser alone takes {results.alone['parser'] / whole:.0%} of that time and its Parquet writer "
        f"{results.alone['writer'] / whole:.0%}: with nothing checked, sorted, compared or hashed, these "
        f"two come to {', '.join(least)}. With a row of evidence for each value there are some thirteen rows of "
        "a record, where a copy has one."
    )
    yield ""


def _contenders(results: Measured, contenders: Sequence[Contender]) -> Iterator[str]:
    yield "## Who is measured"
    yield ""
    yield "Of many planted faults of all sorts, the last column tells what share those find that tell it."
    yield ""
    yield "| | does | does not check | finds |"
    yield "|---|---|---|---:|"
    for each in contenders:
        found = f"{results.found[each.name]:.0%}" if each.name in results.found else "–"
        title = (
            f"{each.title} (left out: {results.left_out[each.name]})" if each.name in results.left_out else each.title
        )
        yield f"| {title} | {each.does} | {each.unchecked} | {found} |"


def _size(results: Measured, contenders: Sequence[Contender], size: int) -> Iterator[str]:
    most = max((len(runs) for (each, _), runs in results.runs.items() if each == size), default=0)
    yield f"## {size:,} records, {most} runs"
    yield ""
    yield "| | seconds, median | least | most | records/s | peak, MiB | times ours |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for each in contenders:
        taken, ratio = results.seconds(size, each.name), results.ratio(size, each.name, OURS)
        if taken is None:
            continue
        runs = results.runs.get((size, each.name))
        times = "–" if ratio is None else f"{'' if runs else '≈ '}{ratio:.2f}"
        if runs:
            least, longest = (f"{pick(run.seconds for run in runs):.2f}" for pick in (min, max))
            peak = f"{statistics.median(run.peak for run in runs) / 2**20:,.0f}"
            yield f"| {each.title} | {taken:,.2f} | {least} | {longest} | {size / taken:,.0f} | {peak} | {times} |"
        else:
            yield f"| {each.title} | ≈ {taken:,.0f} | – | – | {size / taken:,.0f} | – | {times} |"


def _growth(results: Measured, contenders: Sequence[Contender]) -> Iterator[str]:
    yield "## Growth: microseconds a record"
    yield ""
    yield f"| | {' | '.join(f'{size:,}' for size in results.sizes)} |"
    yield f"|---|{'---:|' * len(results.sizes)}"
    for each in contenders:
        cells = []
        for size in results.sizes:
            taken = results.seconds(size, each.name) if (size, each.name) in results.runs else None
            cells.append("–" if taken is None else f"{taken / size * 1e6:,.1f}")
        yield f"| {each.title} | {' | '.join(cells)} |"
    for smaller, larger in itertools.pairwise(results.sizes):
        pair = results.seconds(smaller, OURS), results.seconds(larger, OURS)
        if smaller >= _MARKED_SIZE and pair[0] and pair[1]:
            yield ""
            longer = pair[1] / larger / (pair[0] / smaller)
            yield f"A record takes us {longer:.2f} times as long at {larger:,} as at {smaller:,}."

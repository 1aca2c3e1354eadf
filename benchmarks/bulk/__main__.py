"""Bulk validation beside other tools, as ratios in one run: `python -m benchmarks.bulk`.

Generates records, runs every contender in a process of its own, all in turn, and writes the medians, the peak memory
and the ratios to ours into RESULTS.md. The first contender that fails at a size is left out from then on, with what it
said.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .contenders import CONTENDERS, Contender, chosen
from .measuring import ROOT, Run, measure
from .places import Place
from .results import Measured, written

SIZES = (10_000, 100_000, 2_000_000, 10_000_000)
_LEAST = 100
_RUNS, _OFTEN = 5, 2_000_000
"""How often every contender is run, up to so many records; beyond, once."""
RATE = 0.001
FOUND_RECORDS, FOUND_RATE = 20_000, 0.01
"""What the tools that tell what they find are tried on, once."""


def main() -> None:
    """Measure, print and write."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends too
    results = Measured(options.sizes)
    ready = _ready(options.only, results)
    if options.work is not None:
        options.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.work, prefix="cgt-bulk-") as work:
        for size in options.sizes:
            runs = options.runs or (_RUNS if size <= _OFTEN else 1)
            _measure_size(Path(work), size, runs, ready, results)
        _time_stages(Path(work), results.marked, results)
        _count_findings(Path(work), ready, results)
    text = written(results, CONTENDERS)
    print(text)
    options.results.write_text(text, encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk", description=__doc__)
    parser.add_argument("--sizes", type=_numbers, default=list(SIZES), metavar="N,N", help="how many records")
    parser.add_argument(
        "--runs", type=int, metavar="N", help="how often each (default: 5, and once beyond two million records)"
    )
    parser.add_argument("--only", type=_names, default=[], metavar="NAME,NAME", help="these contenders alone")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where the records are (default: temporary files)")
    parser.add_argument("--results", type=Path, default=ROOT / "benchmarks" / "RESULTS.md", metavar="FILE")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    sizes = sorted({int(float(number)) for number in text.split(",")})
    if sizes[0] < _LEAST:
        raise argparse.ArgumentTypeError(f"fewer than {_LEAST} records tell nothing")
    return sizes


def _names(text: str) -> list[str]:
    names = text.split(",")
    try:
        chosen(names)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return names


def _ready(names: Sequence[str], results: Measured) -> list[Contender]:
    ready = []
    for contender in chosen(names):
        missing = contender.missing()
        if missing is None:
            ready.append(contender)
        else:
            results.left_out[contender.name] = missing
            print(f"{contender.name} is left out: {missing}", file=sys.stderr)
    return ready


def _measure_size(work: Path, size: int, runs: int, ready: list[Contender], results: Measured) -> None:
    """Run the contenders on so many records; those that fail are taken out of `ready`."""
    here = [contender for contender in ready if size <= contender.most]
    places = {"records": _make(work / "good", size), "faulty records": Place(work / "faulty")}
    results.bytes[size] = places["records"].size
    if any(contender.reads == "faulty records" for contender in here):
        _make(work / "faulty", size, RATE)
    places["flat tables"] = places["records"]
    if any(contender.reads == "flat tables" for contender in here):
        _flatten(places["records"], csv=any(contender.name == "frictionless" for contender in here))
    for turn in range(runs):
        for contender in list(here):
            run = _run(contender, places[contender.reads], work / "out")
            failed = _failed(run, size)
            if failed is not None:
                here.remove(contender)
                ready.remove(contender)
                results.left_out[contender.name] = f"failed at {size:,} records: {failed}"
                print(f"{contender.name} {results.left_out[contender.name]}", file=sys.stderr)
                continue
            results.runs.setdefault((size, contender.name), []).append(run)
            shown = f"{size:>10,} {turn + 1}/{runs} {contender.name:18}{run.seconds:9.2f} s {run.peak >> 20:7,} MiB"
            print(shown, file=sys.stderr, flush=True)
    for folder in ("good", "faulty"):
        shutil.rmtree(work / folder, ignore_errors=True)


def _time_stages(work: Path, size: int, results: Measured) -> None:
    """Build once more, stage by stage."""
    place = _make(work / "good", size)
    command = [sys.executable, "-m", "benchmarks.bulk.stages", str(place.records), str(work / "staged")]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    said = json.loads(told.stdout)
    results.stages, results.alone = said["stages"], said["alone"]
    shutil.rmtree(work / "good", ignore_errors=True)


def _make(folder: Path, size: int, rate: float = 0.0) -> Place:
    command = [sys.executable, "-m", "benchmarks.bulk.data", str(folder), str(size), str(rate)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return Place(folder)


def _flatten(place: Place, *, csv: bool) -> None:
    """Make the flat tables of the records, which takes no part in the times."""
    place.flat.mkdir()
    for script in ("tables", "csv") if csv else ("tables",):
        command = [sys.executable, "-m", "benchmarks.bulk.peers.duck", str(place.folder), str(place.flat), script]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _run(contender: Contender, place: Place, out: Path) -> Run:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    return measure(contender.command(place, out))


def _failed(run: Run, size: int) -> str | None:
    """What a contender did that was not asked of it: then its time tells nothing."""
    if run.status:
        said = (run.complained or run.said).strip().splitlines() or ["nothing was said"]
        return f"exit status {run.status}, {said[-1]}"
    told = _told(run)
    if told is None:
        return None
    read, refused = told
    if refused:
        return f"it refuses {refused:,} that are good"
    return None if read >= size else f"it read {read:,} only"


def _told(run: Run) -> tuple[int, int] | None:
    """How many lines or rows were read and refused, where that is told: also where there was much to refuse."""
    try:
        told = json.loads(run.said)
    except ValueError:
        return None
    return (told["lines"], told["rejected"]) if "lines" in told else (told["read"], told["refused"])


def _count_findings(work: Path, ready: list[Contender], results: Measured) -> None:
    """How many of many planted faults the tools find that tell it."""
    tried = [contender for contender in ready if contender.finds]
    if not tried:
        return
    place = _make(work / "planted", FOUND_RECORDS, FOUND_RATE)
    with place.manifest.open("rb") as manifest:
        planted = sum(1 for _ in manifest)
    for contender in tried:
        run = _run(contender, place, work / "out")
        if told := _told(run):
            results.found[contender.name] = told[1] / planted


if __name__ == "__main__":
    main()

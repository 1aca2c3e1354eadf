"""Writing what is generated: block by block, by as many processes as there are, into a folder that appears whole."""

from __future__ import annotations

import contextlib
import glob
import gzip
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from ..release import VERSION
from ..swapping import alone, exchange_at_once, held, sync_folder, take_place
from ..working import end_with_parent, in_order
from .blocks import BLOCK, Block, block
from .faults import check_codes
from .plan import Impossible, Plan

DESCRIPTION = "generated.json"
"""The file that says what was asked for; by it a folder is known to be ours."""
MANIFEST = "faults.jsonl"
"""The file with the planted faults: file, line, code, pointer and sort of each."""
_FRESH, _ASIDE = ".generating", ".old"
_Task = tuple[Plan, str, int, bool]
"""A plan, a table, the number of the first record of a block, and whether to compress it."""


def generate(
    plan: Plan,
    place: Path,
    *,
    processes: int = 1,
    compress: bool = False,
    told: Callable[[int], object] = lambda _: None,
) -> int:
    """Write the records of a plan to `place`, a new folder or one that was generated before; gives how many faults.

    The same plan gives the same bytes whatever the number of processes, of which there are no more than cores. Memory
    does not grow with the number of records. `told` is called now and then with how many records are written.

    Raises Impossible for codes of which no fault is planted, where `place` holds something else, or for no process,
    and OSError when writing fails; what is in `place` then stays as it is.
    """
    check_codes(plan.codes)
    if processes < 1:
        raise Impossible(f"{processes} processes cannot write anything")
    place = Path(os.path.realpath(place))
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with contextlib.ExitStack() as stack:
            with alone(place.parent):
                _clear_up(place)
                _refuse_strangers(place)
                room = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=_FRESH, dir=place.parent))
                stack.callback(shutil.rmtree, room, ignore_errors=True)
                stack.enter_context(alone(room))
            fresh = room / place.name
            fresh.mkdir()
            planted = _fill(fresh, plan, min(processes, os.cpu_count() or 1), compress, told)
            with alone(place.parent):
                _refuse_strangers(place)
                _put(fresh, place)
                sync_folder(place.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(place)) from error
    return planted


def _clear_up(place: Path) -> None:
    """Clear away what a run left that was killed, and put back what it had put aside; one at work holds its folder."""
    for left in place.parent.glob(f".{glob.escape(place.name)}.*{_FRESH}"):
        if held(left):
            continue
        aside = left / f"{place.name}{_ASIDE}"
        if aside.exists() and not place.exists():
            aside.rename(place)
        shutil.rmtree(left, ignore_errors=True)


def _fill(folder: Path, plan: Plan, processes: int, compress: bool, told: Callable[[int], object]) -> int:
    done = planted = 0
    sizes: dict[str, int] = {}
    ending = "jsonl.gz" if compress else "jsonl"
    with contextlib.ExitStack() as stack:
        manifest = stack.enter_context((folder / MANIFEST).open("wb")) if plan.faults else None
        made = stack.enter_context(contextlib.closing(_blocks(plan, processes, compress)))
        for table in plan.tables:
            path = folder / f"{table}.{ending}"
            with path.open("wb") as file:
                for first in range(0, plan.counts[table], BLOCK):
                    lines, faults = next(made)
                    file.write(lines)
                    planted += len(faults)
                    if manifest is not None:
                        manifest.writelines(_line({"file": path.name, **fault}) for fault in faults)
                    told(done + min(first + BLOCK, plan.counts[table]))
            done += plan.counts[table]
            sizes[path.name] = path.stat().st_size
    if plan.faults:
        sizes[MANIFEST] = (folder / MANIFEST).stat().st_size
    said = _description(plan, planted, sizes)
    (folder / DESCRIPTION).write_bytes((json.dumps(said, indent=2) + "\n").encode("ascii"))
    return planted


def _description(plan: Plan, planted: int, sizes: dict[str, int]) -> dict[str, Any]:
    return {
        "generated_by": f"cgt-dataset {VERSION}",
        "records": plan.counts,
        "seed": plan.seed,
        "faults": plan.faults,
        "select": plan.codes,
        "planted": planted,
        "files": sizes,
    }


def _line(said: dict[str, Any]) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode("ascii") + b"\n"


def _blocks(plan: Plan, processes: int, compress: bool) -> Generator[Block, None, None]:
    """The blocks in their order, a few of them ahead of what is taken."""
    tasks = ((plan, table, first, compress) for table in plan.tables for first in range(0, plan.counts[table], BLOCK))
    if processes == 1:
        yield from map(_made, tasks)
        return
    with ProcessPoolExecutor(processes, initializer=end_with_parent) as pool:
        try:
            yield from in_order(pool, processes, _made, tasks)
        finally:
            pool.shutdown(cancel_futures=True)


def _made(task: _Task) -> Block:
    plan, table, first, compress = task
    made = block(plan, table, first)
    # One member a block, without a time: their sequence is a gzip file, and the same whoever made it.
    return Block(gzip.compress(made.lines, 6, mtime=0), made.faults) if compress else made


def _refuse_strangers(place: Path) -> None:
    """Raises Impossible where `place` is neither free nor a folder that was generated and is unchanged."""
    if not os.path.lexists(place):
        return
    if not place.is_dir():
        raise Impossible(f"{place} is no folder; choose another place")
    names = {entry.name for entry in place.iterdir()}
    if not names:
        return
    try:
        said = json.loads((place / DESCRIPTION).read_bytes()[:1_000_000])
        sizes: dict[str, int] = {str(name): int(size) for name, size in said["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Impossible(f"{place} holds what was not generated, and is not replaced; choose another place") from None
    for name in sorted(names - {DESCRIPTION}):
        if name not in sizes or not (place / name).is_file() or (place / name).stat().st_size != sizes[name]:
            raise Impossible(f"{place} holds {name}, which was not generated or was changed; choose another place")


def _put(fresh: Path, place: Path) -> None:
    """Let what is fresh take the place: in one step where the system can, else in two with a way back."""
    if not place.exists():
        fresh.rename(place)
        return
    if exchange_at_once(fresh, place):
        return
    take_place(fresh, place, fresh.with_name(f"{place.name}{_ASIDE}"))

"""What is wrong with rejected lines, as a file for people and programs."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from ..swapping import mode_of_new_files, replacing
from .engine import Checked

_FINDING = ("code", "message", "mend", "pointer")


class Rejects(NamedTuple):
    """How much is wrong."""

    lines: int
    """How many lines are rejected."""
    codes: Counter[str]
    """How many findings there are by the code of the rule, warnings included."""


def write_rejects(checked: Checked, path: Path) -> Rejects:
    """Write a line of JSON for each rejected line: `file`, `line`, `record` (null where none can be read), `severity`
    and its `findings`, each with `code`, `message`, `mend` and `pointer`; then for each line with warnings.

    Raises OSError; the file is then as it was.
    """
    codes: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    with replacing(path, mode_of_new_files()) as sink:
        for severity, told in (("error", checked.faults()), ("warning", checked.warnings())):
            for file, line, faults in told:
                lines[severity] += 1
                codes.update(fault.code for fault in faults)
                record = next((fault.record for fault in faults if fault.record is not None), None)
                findings = [{name: getattr(fault, name) for name in _FINDING} for fault in faults]
                row = {"file": file, "line": line, "record": record, "severity": severity, "findings": findings}
                sink.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
    return Rejects(lines["error"], codes)

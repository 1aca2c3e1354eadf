"""Fuzz one target in this process, guided by which lines of our code an input reaches.

The process ends with the fuzzing: 0 if the time is up, something else if a property broke.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cgt_dataset"]):
    import cgt_dataset.bulk
    import cgt_dataset.checking
    import cgt_dataset.curation
    import cgt_dataset.package.verify
    import cgt_dataset.reader.sql  # noqa: F401 (what is imported here is watched)
    from fuzz.targets import TARGETS, found, seeds

_MEGABYTES = 3000
_SECONDS_A_RUN = 30
_LONGEST = 65_536


def main() -> None:
    """Run until the time is up, or until a property breaks; the input that broke it goes to `fuzz/found`."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.one", description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, required=True, metavar="N")
    parser.add_argument("--seed", type=int, required=True, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for number, content in enumerate([*seeds(options.target), *found(options.target)]):
            (Path(folder) / f"seed-{number}").write_bytes(content)
        kept = Path(__file__).with_name("found") / f"{options.target}-"
        flags = {
            "max_total_time": options.seconds,
            "seed": options.seed,
            "rss_limit_mb": _MEGABYTES,
            "timeout": _SECONDS_A_RUN,
            "max_len": _LONGEST,
            "print_final_stats": 1,
            "artifact_prefix": kept,
        }
        atheris.Setup(
            [sys.argv[0], *(f"-{name}={value}" for name, value in flags.items()), folder], TARGETS[options.target]
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()

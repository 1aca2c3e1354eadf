"""The benchmark of bulk validation runs, and says of every contender what it took or why it was left out."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONTENDERS = {
    "duckdb": "DuckDB, a copy",
    "duckdb-sorted": "DuckDB, our tables sorted",
    "pyarrow": "pyarrow, a copy",
    "pydantic": "Pydantic line by line",
    "pydantic-parquet": "Pydantic → Parquet",
    "frictionless": "frictionless",
    "msgspec": "msgspec",
    "jsonschema-rs": "jsonschema-rs",
}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured on Linux only")
def test_every_contender_reads_the_generated_records_and_refuses_none(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    command = [sys.executable, "-m", "benchmarks.bulk", "--sizes", "200", "--runs", "1", "--results", str(page)]
    subprocess.run([*command, "--only", ",".join(CONTENDERS), "--work", str(tmp_path)], cwd=ROOT, check=True)

    said = page.read_text("utf-8")
    assert "failed" not in said
    measured = said[said.index("## 200 records") :]
    for name, title in CONTENDERS.items():
        left_out = f"{title} (left out: {name.replace('-', '_')} is not installed)" in said
        row = re.search(rf"^\| {re.escape(title)} \| [0-9.]+ \|", measured, re.MULTILINE)
        assert left_out != (row is not None), title


def test_an_unknown_contender_is_refused_by_name() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bulk", "--only", "duckbd"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "there is no duckbd; there are build, " in done.stderr


def test_the_readme_quotes_the_ratios_that_were_measured() -> None:
    measured = {
        row[1]: float(row[2])
        for row in re.finditer(
            r"^\| (.+?) \| (?:≈ )?([0-9.]+) \|", (ROOT / "benchmarks" / "RESULTS.md").read_text("utf-8"), re.MULTILINE
        )
    }
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    quoted = {
        "less than half of Pydantic line by line": r"take ([0-9.]+) of the time in which Pydantic",
        "at most 1.5 times DuckDB writing the same tables without a check": r"([0-9.]+) times that of DuckDB writing",
        "at most 1.5 times DuckDB's copy without a check": r"([0-9.]+) times that of its plain copy",
    }
    for wanted, words in quoted.items():
        said = re.search(words, readme)
        assert said is not None, words
        assert float(said[1]) == pytest.approx(measured[wanted], abs=0.051), wanted
    assert "half of that of Pydantic → Parquet, a thirtieth of that of frictionless" in readme
    assert measured["Pydantic → Parquet takes at least 12 times as long"] == pytest.approx(2, abs=0.2)
    assert measured["frictionless takes at least 15 times as long"] == pytest.approx(30, abs=3)

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from cgt_dataset import Dataset, plots
from cgt_dataset.cli import plot
from cgt_dataset.cli.usage import Usage


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser(prog="plot")
    plot.arguments(parser)
    return plot.run(parser.parse_args([str(argument) for argument in arguments]))


def test_it_writes_the_picture_of_a_package(real: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a.svg"
    assert run("network", "--out", out, "--theme", "dark", "--package", real.folder) == 0
    assert out.read_bytes() == plots.rendered(plots.network(real), ".svg", "dark")
    assert capsys.readouterr() == ("", f"wrote {out}\n")


def test_help_lists_the_pictures(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("--help")
    told = capsys.readouterr().out
    assert all(f"  {name} " in told for name in plots.PLOTS)


def test_what_cannot_be_drawn_is_said_in_a_line(real: Dataset, tmp_path: Path) -> None:
    with pytest.raises(Usage, match=r"'\.gif' is no form of a picture"):
        run("evidence", "--out", tmp_path / "a.gif", "--package", real.folder)
    with pytest.raises(Usage, match="there is no package"):
        run("evidence", "--out", tmp_path / "a.svg", "--package", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_importing_is_light_and_a_missing_extra_is_one_line() -> None:
    code = (
        "import sys; sys.modules['altair'] = None; import cgt_dataset.plots as p, cgt_dataset.cli.plot\n"
        "print(sorted({'altair', 'vl_convert', 'pyarrow', 'pydantic'} & {k for k, v in sys.modules.items() if v}))\n"
        "try: p.timeline\nexcept ImportError as error: print(error)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\nthis needs altair: pip install 'cgt-dataset[plots]'\n"

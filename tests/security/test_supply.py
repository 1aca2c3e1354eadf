"""What runs when the library is built or installed is what stands here, and nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9_.-]", requirement, maxsplit=1)[0].lower() for requirement in requirements}


def test_the_build_installs_what_is_named_here() -> None:
    assert _names(PROJECT["build-system"]["requires"]) == {
        *("anyascii", "hatchling", "pyarrow", "pydantic", "pyyaml", "rapidfuzz")
    }
    assert PROJECT["build-system"]["build-backend"] == "hatchling.build"
    assert "backend-path" not in PROJECT["build-system"]


def test_the_library_needs_what_is_named_here() -> None:
    assert _names(PROJECT["project"]["dependencies"]) == {"pydantic", "pyarrow"}


def test_one_hook_runs_in_the_build() -> None:
    target = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert target["hooks"] == {"custom": {"path": "hatch_build.py"}}
    assert "hooks" not in PROJECT["tool"]["hatch"]["build"]
    assert set(PROJECT["tool"]["hatch"]["build"]["targets"]) <= {"wheel", "sdist"}


def test_the_wheel_adds_one_command_and_the_plugins_of_the_tests() -> None:
    assert PROJECT["project"]["scripts"] == {"cgt-dataset": "cgt_dataset.cli:main"}
    assert set(PROJECT["project"]["entry-points"]) == {"pytest11", "hypothesis"}

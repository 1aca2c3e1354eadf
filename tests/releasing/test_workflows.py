"""Workflows: what they run is pinned, and only the steps that sign and publish may."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
RELEASE: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
JOBS = RELEASE["jobs"]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.name))
def test_a_workflow_is_one_and_uses_actions_at_a_commit(file: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    used = re.findall(r"uses: (.*)", file.read_text("utf-8"))
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[0-9.]+", one)] == []


def test_an_action_is_at_one_commit_everywhere() -> None:
    used = {one for file in WORKFLOWS for one in re.findall(r"uses: (.*)", file.read_text("utf-8"))}
    assert len({one.partition("@")[0] for one in used}) == len(used)


def test_only_what_signs_and_publishes_has_an_identity_and_none_of_it_runs_our_code() -> None:
    assert RELEASE["permissions"] == {}
    having = {name for name, job in JOBS.items() if "id-token" in job["permissions"]}
    assert having == {"sign", "publish"}
    for name in having:
        assert not any("checkout" in step.get("uses", "") for step in JOBS[name]["steps"])
    assert JOBS["build"]["permissions"] == {"contents": "read"}
    assert "secrets." not in (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")


def test_what_is_published_is_what_was_compared_and_signed() -> None:
    assert (JOBS["sign"]["needs"], JOBS["publish"]["needs"]) == ("build", "sign")
    for name in ("sign", "publish"):
        assert "sha256sum --check --strict SHA256SUMS" in [step.get("run") for step in JOBS[name]["steps"]]
    publish = JOBS["publish"]["steps"][-1]
    assert publish["with"]["attestations"] is True
    assert "password" not in publish["with"]


def test_the_targets_that_workflows_make_exist() -> None:
    targets = set(re.findall(r"^([a-z][a-z -]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    known = {name for line in targets for name in line.split()}
    made = re.findall(r"run: make (.*)", "".join(file.read_text("utf-8") for file in WORKFLOWS))
    assert {name for line in made for name in line.split() if "=" not in name} <= known
    assert made

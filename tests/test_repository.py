"""What surrounds the code fits it: editors, hooks, issue forms, workflows."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from cgt_dataset.curation import read_document
from cgt_dataset.schema import RECORDS, Evidence, Source, fields_of

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "faults" / "cases"
# What JSON Schema can say: the shape of one record.
EXPRESSIBLE = ("CGT101", "CGT102", "CGT103", "CGT104", "CGT105", "CGT106", "CGT107", "CGT109", "CGT119")
# The schema gives the form of a code of ISO 3166; the codes themselves would be five thousand terms.
INEXPRESSIBLE = ("CGT104-iso-code-of-no-country", "CGT104-iso-code-unknown")


def _form(name: str) -> dict[str, Any]:
    form: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / name).read_text("utf-8"))
    return {part["id"]: part for part in form["body"] if "id" in part}


def test_the_editor_knows_the_schema_of_every_table() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
    expected = {f"raw/{record.table}/*.yaml" for record in RECORDS}
    assert set(settings["yaml.schemas"].values()) == expected
    for file, pattern in settings["yaml.schemas"].items():
        schema = json.loads((ROOT / file).read_text("utf-8"))
        assert schema["properties"]["schema"]["const"].partition("/")[0] == Path(file).name.partition(".")[0]
        assert list(ROOT.glob(pattern))


def _faulty() -> list[Any]:
    cases = [case for case in sorted(CASES.iterdir()) if case.name not in INEXPRESSIBLE]
    files = [file for case in cases for file in sorted(case.glob("raw/*/*.yaml"))]
    return [pytest.param(file, id=file.parents[2].name) for file in files if file.parents[2].name[:6] in EXPRESSIBLE]


@pytest.mark.parametrize("file", _faulty())
def test_an_editor_shows_what_a_json_schema_can_express(file: Path) -> None:
    kind = next(record.__name__.lower() for record in RECORDS if record.table == file.parent.name)
    document, _ = read_document(file, str(file))
    assert document is not None
    folder = "v1" if str(document.data.get("schema")).endswith("/1") else "v2"
    if not (ROOT / "schemas" / folder / f"{kind}.schema.json").is_file():
        folder = "v2"  # a table that schema 1 did not have
    schema = json.loads((ROOT / "schemas" / folder / f"{kind}.schema.json").read_text("utf-8"))
    assert not jsonschema.Draft202012Validator(schema).is_valid(document.data)


def test_every_term_is_explained_in_the_editor() -> None:
    for file in (ROOT / "schemas" / "v2").glob("*.schema.json"):
        schema = json.loads(file.read_text("utf-8"))
        for name, part in schema.get("$defs", {}).items():
            if "oneOf" in part:
                assert all(option["description"] for option in part["oneOf"]), name
            else:
                assert all("description" in field or "$ref" in field for field in part["properties"].values()), name


def test_the_form_for_an_article_asks_for_fields_of_a_source() -> None:
    form = _form("new-article.yml")
    fields = {spec.name: spec for spec in fields_of(Source)}
    assert set(form) <= set(fields)
    assert form["kind"]["attributes"]["options"] == fields["kind"].json["enum"]


def test_the_form_for_a_correction_asks_for_what_evidence_needs() -> None:
    form = _form("correction.yml")
    derivation = next(spec for spec in fields_of(Evidence) if spec.name == "derivation")
    assert form["derivation"]["attributes"]["options"] == derivation.json["enum"]
    assert {"record", "pointer", "source", "words"} <= set(form)


@pytest.mark.parametrize("name", ["new-article.yml", "correction.yml"])
def test_the_forms_are_forms_of_github(name: str) -> None:
    _judged("vendor.github-issue-forms", ROOT / ".github" / "ISSUE_TEMPLATE" / name)


def test_the_workflow_is_one_of_github_and_runs_what_exists() -> None:
    file = ROOT / ".github" / "workflows" / "check.yml"
    _judged("vendor.github-workflows", file)
    commands = re.findall(r"run: (\S+)(?: (\w+))?", file.read_text("utf-8"))
    assert (".ci/run", "") in commands
    assert {verb for tool, verb in commands if tool == "cgt-dataset"} == {"check", "fmt"}


def test_the_citation_is_one() -> None:
    _judged("vendor.citation-file-format", ROOT / "CITATION.cff")


def _judged(schema: str, file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_the_hooks_run_commands_that_exist() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    for hook in hooks:
        assert hook["entry"].split()[1] in ("check", "fmt")
        assert re.search(hook["files"], "raw/agreements/x.yaml")

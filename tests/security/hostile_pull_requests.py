"""Pull requests of somebody who means harm: what each changes in a copy of the checkout, and what refuses it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ORGANIZATION = "raw/organizations/boyalife-group.yaml"

AGREEMENT = "raw/agreements/beijing-etown-tsinghua-cdmo-platform.yaml"


class Request(NamedTuple):
    """A hostile change."""

    change: Callable[[Path], object]
    """Changes a copy of the checkout, whose folder it is given."""
    check: tuple[str, ...]
    """The command that refuses it: of `cgt-dataset`, or `pytest` with the test. Empty: it is harmless."""
    said: str
    """What the refusal says; of a harmless one, why it is."""
    texts: bool = False
    """Whether the texts of the articles are needed to see it."""


def _edit(name: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    def made(checkout: Path) -> None:
        file = checkout / name
        before = file.read_text("utf-8")
        after = change(before)
        assert after != before, name
        file.write_text(after, "utf-8")

    return made


def _add(name: str, content: str) -> Callable[[Path], object]:
    return lambda checkout: (checkout / name).write_text(content, "utf-8")


def _first(pattern: str, put: Callable[[re.Match[str]], str]) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, put, text, count=1, flags=re.MULTILINE)


def _linked(checkout: Path) -> None:
    (checkout / "raw" / "organizations" / "passwd.yaml").symlink_to("/etc/passwd")


def _renamed(checkout: Path) -> None:
    """An id with a Cyrillic letter that looks like a Latin one."""
    text = (checkout / ORGANIZATION).read_text("utf-8").replace("id: boyalife-group", "id: boyаlife-group")
    (checkout / "raw" / "organizations" / "boyаlife-group.yaml").write_text(text, "utf-8")


def _frozen(checkout: Path) -> None:
    file = checkout / "schemas" / "v1" / "agreement.schema.json"
    schema = json.loads(file.read_bytes())
    schema["required"] = []
    file.write_text(json.dumps(schema, indent=2), "utf-8")


def sentence(checkout: Path, articles: Path) -> None:
    """A sentence of the article on which the note rests."""
    file = checkout / ORGANIZATION
    text = file.read_text("utf-8")
    found = re.search(r"source: (\S+)\n(?:.*\n)*?  start: (\d+)", text)
    assert found
    article = (articles / f"{found[1]}.txt").read_text("utf-8")
    start = int(found[2])
    words = " ".join(article[start : start + 90].replace('"', " ").split())
    file.write_text(text.replace("  assertion: stated\n", f'  assertion: stated\n  note: "{words}"\n', 1), "utf-8")


_LAUGHS = "schema: organization/2\nid: laughs\nname: &a [x, x, x]\nnames: [*a, *a, *a]\n"
REQUESTS: dict[str, Request] = {
    "a made-up value": Request(
        _edit(AGREEMENT, _first(r"^status: .*\n", lambda line: f"{line[0]}signed_on: '2021-05-01'\n")),
        ("check", "raw"),
        "CGT3",
    ),
    "a span moved by one": Request(
        _edit(ORGANIZATION, _first(r"  start: (\d+)", lambda told: f"  start: {int(told[1]) + 1}")),
        ("check", "raw"),
        "CGT30",
        texts=True,
    ),
    "a record gone without a tombstone": Request(
        lambda checkout: (checkout / AGREEMENT).unlink(), ("gate",), Path(AGREEMENT).stem
    ),
    "a frozen schema changed": Request(_frozen, ("gate",), "agreement.schema.json"),
    "YAML that swells": Request(_add("raw/organizations/laughs.yaml", _LAUGHS), ("check", "raw"), "anchor"),
    "a record that is a link to /etc/passwd": Request(_linked, ("check", "raw"), "symbolic link"),
    "a program among the records": Request(
        _add("raw/organizations/conftest.py", "import os\n"), ("check", "raw"), "conftest.py"
    ),
    "a tag that makes objects": Request(
        _add("raw/organizations/tag.yaml", "schema: !!python/object/apply:os.system ['id']\n"), ("check", "raw"), "tag"
    ),
    "a note that steers the terminal": Request(
        _edit(ORGANIZATION, _first(r"  note: ", lambda told: f"{told[0]}\x1b[2J")), ("check", "raw"), "not allowed"
    ),
    "an id with a letter that looks like another": Request(_renamed, ("check", "raw"), "boy"),
    "a page of a rule changed by hand": Request(
        _edit("docs/rules/CGT101.md", lambda page: page + "\nThis rule may be ignored.\n"),
        ("pytest", "tests/test_rule_pages.py"),
        "CGT101",
    ),
    "a build hook of somebody else": Request(
        _edit("pyproject.toml", lambda text: text.replace('path = "hatch_build.py"', 'path = "docs/hook.py"')),
        ("pytest", "tests/security/test_supply.py"),
        "hatch_build.py",
    ),
    "one more package that the build installs": Request(
        _edit(
            "pyproject.toml", lambda text: text.replace('requires = ["hatchling', 'requires = ["pyarow", "hatchling')
        ),
        ("pytest", "tests/security/test_supply.py"),
        "pyarow",
    ),
    "a note that is a script": Request(
        _edit(ORGANIZATION, _first(r"  note: ", lambda told: f"{told[0]}<script>alert(1)</script> ")),
        (),
        "a page shows it as text, and its policy lets no such script run",
    ),
}
"""By what they do."""

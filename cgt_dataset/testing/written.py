"""A generated dataset, and how it is written to files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..curation.characters import JOINERS, STEERING

_HIDDEN = re.compile(f"[{STEERING}{JOINERS}]")


@dataclass(frozen=True)
class Generated:
    """Documents that refer to each other, and the texts that their evidence points into."""

    documents: dict[str, dict[str, Any]]
    """The documents by TABLE/ID."""
    texts: dict[str, str]
    """The article texts by the id of their source."""

    def write(self, place: Path) -> tuple[Path, Path]:
        """Write the records and the texts below `place`; gives the folder of either."""
        raw, articles = place / "raw", place / "articles"
        for where, document in self.documents.items():
            path = raw / f"{where}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(as_yaml(document).encode("utf-8"))
        articles.mkdir(parents=True, exist_ok=True)
        for source, text in self.texts.items():
            (articles / f"{source}.txt").write_bytes(text.encode("utf-8"))
        return raw, articles


class _Quoting(yaml.SafeDumper):
    """Quotes every text, so that none is read as something else, and writes no aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 (the library's signature)
        return True


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


def _number(dumper: yaml.SafeDumper, number: float) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", repr(number))


_Quoting.add_representer(str, _quoted)
_Quoting.add_representer(float, _number)


def as_yaml(document: dict[str, Any]) -> str:
    """The document as YAML, every text in quotes, in the order of its keys; what cannot be seen is escaped."""
    written: str = yaml.dump(document, Dumper=_Quoting, allow_unicode=True, sort_keys=False, width=1_000_000)
    return _HIDDEN.sub(lambda match: f"\\U{ord(match.group()):08X}", written)

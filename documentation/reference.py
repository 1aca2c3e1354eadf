"""Reference pages: the data model, dictionary and vocabularies from the models, Python from the docstrings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import griffe

from cgt_dataset.schema import VOCABULARIES
from cgt_dataset.schema.base import Mapping, Vocabulary

from .diagram import edges


def dictionary(root: Path) -> str:
    """Every table and column: what the package itself carries, under another heading and without its card."""
    _, _, text = (root / "build" / "README.md").read_text("utf-8").partition("\n# ")
    return f"# Data dictionary\n{text.partition(chr(10))[2]}"


def vocabularies() -> str:
    """Every term with its definition and its mappings."""
    return _page(_terms())


def _terms() -> Iterator[str]:
    yield "# Vocabularies"
    yield ""
    yield "Closed lists of terms, versioned with the schema. The tables `terms` and `term_mappings` hold the same."
    for scheme, vocabulary in VOCABULARIES.items():
        yield from (
            "",
            f"## {scheme}",
            "",
            _first_paragraph(vocabulary),
            "",
            "| term | means | elsewhere |",
            "|---|---|---|",
        )
        for term in vocabulary:
            yield f"| `{term}` | {term.definition} | {'; '.join(map(_mapping, term.mappings))} |"


def _mapping(mapping: Mapping) -> str:
    return f"{mapping.relation}: {mapping.standard} `{mapping.target}`"


def _first_paragraph(vocabulary: type[Vocabulary]) -> str:
    return " ".join((vocabulary.__doc__ or "").partition("\n\n")[0].split())


def model() -> str:
    """The tables of records and how they refer to each other."""
    return _page(_model())


def _model() -> Iterator[str]:
    yield "# Data model"
    yield ""
    yield "The heart is four tables: `organizations`, `agreements`, `regulations` and `facilities`. Everything else"
    yield "explains or proves them. What repeats in a record has a table of its own, keyed by the record and a"
    yield "position; `evidence` has a row for each value and span, `terms` the vocabularies."
    yield ""
    yield "![The tables of records and the references between them](model.svg)"
    yield ""
    yield "| from | by | to |"
    yield "|---|---|---|"
    for edge in edges():
        yield f"| {_linked(edge.source)} | `{edge.through}` | {_linked(edge.target)} |"


def _linked(table: str) -> str:
    return f"[{table}](dictionary.md#{table})"


def api(root: Path) -> str:
    """The public functions and classes."""
    return _page(_api(root))


def _api(root: Path) -> Iterator[str]:
    yield "# Python"
    for name in _MODULES:
        loaded = griffe.load(name, search_paths=[root], resolve_aliases=True)
        yield from ("", f"## {name}", "", _text(loaded))
        for public in loaded.exports or []:
            member = loaded[str(public)]
            if member.is_alias and not member.final_target.path.startswith("cgt_dataset"):
                continue
            yield from _member(member.final_target if member.is_alias else member, 3)


_MODULES = ("cgt_dataset", "cgt_dataset.plots", "cgt_dataset.testing")


def _member(member: Any, level: int) -> Iterator[str]:
    if member.docstring is None:
        return
    yield from ("", f"{'#' * level} {member.name}", "")
    if member.kind is griffe.Kind.FUNCTION:
        yield from ("```python", _signature(member), "```", "")
    yield _text(member)
    if member.kind is griffe.Kind.CLASS:
        attributes = [each for each in _own(member) if each.kind is griffe.Kind.ATTRIBUTE and each.docstring]
        if attributes:
            yield ""
        for each in attributes:
            yield f"- `{each.name}`: {' '.join(_text(each).split())}"
        for each in _own(member):
            if each.kind is griffe.Kind.FUNCTION:
                yield from _member(each, level + 1)


def _own(member: Any) -> list[Any]:
    return [each for name, each in member.members.items() if not name.startswith("_") and not each.is_alias]


def _signature(function: Any) -> str:
    """The signature as it is written; each way of calling it where there are several."""
    written = function.overloads or [function]
    return "\n".join(re.sub(r"\bself, |\bself\b", "", _one(each)) for each in written)


def _one(function: Any) -> str:
    parameters = []
    for parameter in function.parameters:
        named = {"variadic positional": "*", "variadic keyword": "**"}.get(parameter.kind.value, "") + parameter.name
        annotated = f"{named}: {parameter.annotation}" if parameter.annotation else named
        parameters.append(f"{annotated} = {parameter.default}" if _has_default(parameter) else annotated)
    return f"{function.name}({', '.join(parameters)}) -> {function.returns}"


def _has_default(parameter: Any) -> bool:
    return parameter.default is not None and "variadic" not in parameter.kind.value


def _text(member: Any) -> str:
    return str(member.docstring.value).strip() if member.docstring else ""


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"

"""Skeletons of new records: every field of the model with what it means, for the curator to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from ..schema import MODELS, RECORDS, Evidence, Record, fields_of
from ..schema.base import Model, Vocabulary
from ..schema.fields import Field
from .formatting import WIDTH, without_comments
from .quoting import scalar_text

_GUIDE = (
    "Lines that begin with ## explain and can be deleted. To use a field, take the # and the space before it away.",
    "A field without a value stays out: that means 'no source says', never 'no'.",
)
_CALL = 'cgt-dataset cite SOURCE "words" --into {table}/{id} --field /FIELD'


def skeleton(model: type[Record], identifier: str, known: dict[str, Any] | None = None) -> str:
    """A record file with every field of the model; those in `known` are filled in, other optional ones commented out.

    Its only findings are the required values that are still missing.
    """
    known = {"id": identifier, **(known or {})}
    schema = next(name for name, named in MODELS.items() if named is model)
    lines = [*_prose(_GUIDE[0], ""), *_prose(_GUIDE[1], ""), f"schema: {schema}"]
    for spec in fields_of(model):
        if spec.name == "id":
            lines.append(f"id: {scalar_text(identifier)}")
        else:
            lines += _field(spec, model, known.get(spec.name))
    call = _CALL.format(table=model.table, id=identifier)
    lines += _prose(f"evidence: What supports the values. This writes an item: {call}", "")
    lines += ["# evidence:", *_parts(Evidence, dash=True)]
    return "\n".join([*lines, ""])


def tidied(content: str, table: str) -> str:
    """The text of a record file without what its skeleton explains, and without the fields that were not filled in."""
    skeletons = [skeleton(model, "x") for model in RECORDS if model.table == table]
    blank = {line for text in skeletons for line in text.splitlines() if line.startswith("# ")}
    return without_comments(content, lambda comment: comment.startswith("##") or comment in blank)


def _field(spec: Field, model: type[Model], value: Any) -> Iterator[str]:
    required = model.model_fields[spec.name].is_required()
    yield from _explained(spec, "", required)
    if value is not None:
        yield f"{spec.name}: {scalar_text(value)}"
    else:
        yield f"{'' if required else '# '}{spec.name}:{_blank(spec)}"
    if spec.kind in ("parts", "values", "value"):
        yield from _parts(spec.type, dash=spec.kind != "value")


def _parts(model: type[Model], *, dash: bool) -> Iterator[str]:
    """The fields of a mapping, or of the first item of a list of them, all commented out."""
    margin = "  "
    for number, spec in enumerate(fields_of(model)):
        yield from _explained(spec, margin, model.model_fields[spec.name].is_required())
        yield f"# {'- ' if dash and number == 0 else margin}{spec.name}:{_blank(spec)}"


def _blank(spec: Field) -> str:
    """What stands after the key of a field that is not filled in."""
    if spec.json.get("const") is True:
        return " true"
    return " []" if spec.kind == "items" else ""


def _explained(spec: Field, margin: str, required: bool) -> Iterator[str]:
    """What a field means, whether it must be there, and the terms or the form that it takes."""
    listed = spec.kind in ("items", "values", "parts")
    form = "required" if required else "optional" if listed else "optional, null allowed"
    yield from _prose(f"{spec.name} ({'list, ' if listed else ''}{form}): {spec.description}", margin)
    if isinstance(spec.type, type) and issubclass(spec.type, Vocabulary):
        for term in spec.type:
            yield from _prose(f"{scalar_text(term.value)}: {_first_sentence(term.definition)}", margin + "  ")
    elif spec.json.get("const") is True:
        yield from _prose("true, or not there", margin + "  ")
    elif "AF" in spec.json.get("enum", ()):
        yield from _prose("two capitals, such as CN", margin + "  ")
    elif spec.references:
        yield from _prose(f"the id of a record in raw/{spec.references}/", margin + "  ")
    elif spec.json.get("examples"):
        yield from _prose(f"such as {scalar_text(spec.json['examples'][0])}", margin + "  ")


def _prose(text: str, margin: str) -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent=f"## {margin}",
        subsequent_indent=f"##   {margin}",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\.)\s", text)[0]

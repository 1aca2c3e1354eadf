"""What can be said of a record that is not accepted, so that a curator is told everything in one run."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from ..schema import AnyRecord, Name, evidence_of, fields_of, values
from ..schema.base import Model
from ..schema.fields import Field
from .evidence import POINTLESS, UNSUPPORTED
from .guesses import meant_value
from .likeness import LIKENESS
from .references import IDENTITY
from .shape import between_fields, json_at, repeated, without_doubles
from .shape_codes import DATE_BASIS, DISPLAY_NAME, MISSING, QUANTITY, REPEATED
from .shape_codes import RULES as OF_ONE_RECORD
from .shape_codes import UNKNOWN as NO_FIELD
from .statements import AMOUNT, NOT_THERE
from .violation import UNKNOWN, Violation

_ANY_DATE = "[..9999]"
"""A date that lies before nothing and after nothing."""
_COMPARED = {
    "span_order": ("start", "end", "body_start", "body_end", "text_length"),
    "quantity_bounds": ("comparator",),
    "subdivision": ("country", "subdivision"),
    "iso_code": ("kind", "iso_code"),
    "display_name": ("name",),
}
"""What must be known for a fault between fields to be certain; where nothing stands it is enough that there is
something."""


class Draft:
    """What is good of a record that is not accepted, and what is told of it already.

    Such a record is for the rules to look at; nothing is built of it.
    """

    def __init__(
        self,
        where: str,
        model: type[AnyRecord],
        data: dict[str, Any],
        faults: list[Violation],
        lost: Collection[str] = (),
    ) -> None:
        """`faults` are those of the record by itself; `lost` are pointers of values that could not be read."""
        self._where, self._lost = where, frozenset(lost)
        self._faults: list[Violation] = []
        self._absent: set[str] = set()
        """Pointers of values that are meant to be there."""
        self._bad = set(lost) - {""}
        """Pointers of values of which nothing is known, and of what has a fault."""
        self._shifting: set[str] = set()
        """Lists with an item too many, which shifts what follows it."""
        self._take(faults)
        identifier = where.partition("/")[2]
        evidence = self._parts(evidence_of(model), "/evidence", data.get("evidence"))
        contents = {**self._contents(model, "", data), "id": identifier, "evidence": evidence}
        self.record: AnyRecord = model.model_construct(None, **contents)
        """The record with UNKNOWN for what is not good."""
        self._pointers = {pointer for pointer, _ in values(self.record)}
        self._take(list(self._between(model, "", self.record)))

    def _take(self, faults: list[Violation]) -> None:
        self._faults += faults
        for fault in faults:
            self._absent.update(_meant(fault))
            if fault.rule in OF_ONE_RECORD and fault.rule not in (MISSING, NO_FIELD) and fault.pointer:
                self._bad.add(fault.pointer)
            if fault.rule is REPEATED:
                self._shifting.add(fault.pointer.rpartition("/")[0])
            if fault.rule is DISPLAY_NAME:
                self._bad.add("/names")
        self._bad |= self._absent

    @property
    def faults(self) -> list[Violation]:
        """The faults of the record by itself, with those between fields that are good."""
        return without_doubles(self._faults)

    # --- what is good of it ---

    def _contents(self, model: type[Model], at: str, data: dict[str, Any]) -> dict[str, Any]:
        return {spec.name: self._content(model, spec, f"{at}/{spec.name}", data) for spec in fields_of(model)}

    def _content(self, model: type[Model], spec: Field, at: str, data: dict[str, Any]) -> Any:
        held = data.get(spec.name)
        if spec.kind in ("values", "parts"):
            return self._parts(spec.type, at, held)
        if spec.kind == "items":
            listed = held if isinstance(held, list) else []
            return tuple(self._read(model, spec.name, f"{at}/{index}", item) for index, item in enumerate(listed))
        if held is None and spec.name in data and at in self._bad:
            self._absent.add(at)  # it is left empty where it may not be, which its fault says
        if at in self._absent or at in self._lost:
            return UNKNOWN
        if held is None:
            return UNKNOWN if spec.required else model.model_fields[spec.name].get_default()
        if spec.name == "iso_code" and at in self._bad:
            return UNKNOWN  # a code of the wrong sort of place says nothing of what lies there
        if spec.kind == "value":
            return self._part(spec.type, at, held)
        return self._read(model, spec.name, at, held)

    def _read(self, model: type[Model], name: str, at: str, held: Any) -> Any:
        """A plain value, or one item of a list of them."""
        if held is None:
            self._absent.add(at)
            return UNKNOWN
        listed = at.rpartition("/")[2].isdecimal()
        for one in (held, meant_value(name, held)):
            try:
                read = _adapter(model, name).validate_json(json.dumps([one] if listed else one), strict=True)
            except ValidationError:
                continue
            return read[0] if listed else read
        return UNKNOWN

    def _parts(self, model: type[Model], at: str, held: Any) -> tuple[Any, ...]:
        listed = held if isinstance(held, list) else []
        return tuple(self._part(model, f"{at}/{index}", item) for index, item in enumerate(listed))

    def _part(self, model: type[Model], at: str, held: Any) -> Any:
        if model is Name and isinstance(held, str):
            return model.model_construct(None, **self._contents(model, at, {"text": held}))
        if not isinstance(held, dict):
            return UNKNOWN
        try:
            whole = model.model_validate_json(json.dumps(held))
        except ValidationError:
            whole = None
        if whole is not None and not any(_within(pointer, at) for pointer in self._lost):
            return whole
        return model.model_construct(None, **self._contents(model, at, held))

    # --- what does not fit between its fields ---

    def _between(self, model: type[Model], at: str, part: Model) -> Iterator[Violation]:
        """Faults between the fields of a part and of the parts in it, as far as they are certain; a part in which all
        is good has been looked at.
        """
        if not any(_within(pointer, at) for pointer in (*self._lost, *(fault.pointer for fault in self._faults))):
            return
        specs = [(spec.name, spec.kind, spec.type) for spec in fields_of(model)]
        specs += [("evidence", "parts", evidence_of(model))] if issubclass(model, AnyRecord) else []
        for name, kind, inner in specs:
            held, below = getattr(part, name), f"{at}/{name}"
            if kind == "value" and isinstance(held, Model):
                yield from self._between(inner, below, held)
            elif kind in ("values", "parts"):
                for index, item in enumerate(held):
                    if isinstance(item, Model):
                        yield from self._between(inner, f"{below}/{index}", item)
            yield from self._repeated(model, name, below, held)
        path = at.split("/")[1:]
        told = {(fault.rule.code, fault.pointer) for fault in self._faults}
        certain = [fault for fault in _consistent(part)._faults() if self._is_certain(part, at, fault)]
        for violation in between_fields(self._where, path, certain):
            if (violation.rule.code, violation.pointer) not in told:
                yield violation

    def _is_certain(self, part: Model, at: str, fault: Any) -> bool:
        of_code = fault.kind == "subdivision" and fault.at == ("iso_code",)
        compared, parts = _COMPARED.get("iso_code" if of_code else fault.kind, ()), [part]
        if len(fault.at) > 2:
            parts.append(getattr(part, fault.at[0])[int(fault.at[1])])
            if any(_within(told.pointer, f"{at}/{'/'.join(fault.at[:2])}") for told in self._faults):
                return False
        if any(getattr(each, name, None) is UNKNOWN for each in parts for name in compared):
            return False
        if fault.kind == "display_name":
            texts = [getattr(name, "text", UNKNOWN) for name in getattr(part, "names", ())]
            return UNKNOWN not in texts and not {f"{at}/names", f"{at}/name"} & self._bad
        misnamed = any(held.rule is NO_FIELD and held.pointer.rpartition("/")[0] == at for held in self._faults)
        return not (fault.kind == "exactly_one" and fault.message.endswith("none") and (misnamed or at in self._lost))

    def _repeated(self, model: type[Model], name: str, at: str, held: Any) -> Iterator[Violation]:
        """An item that occurs twice among others that are not good."""
        if not isinstance(held, tuple) or not any(_within(bad, at) and bad != at for bad in self._bad):
            return
        unique = json_at(model, [name]).get("uniqueItems")
        for index, item in enumerate(held):
            if unique and _is_known(item) and item in held[:index] and at not in self._shifting:
                shown = item.model_dump(mode="json") if isinstance(item, Model) else item
                yield repeated(self._where, f"{at}/{index}", name, shown)
                return

    # --- what is told of it ---

    def not_told(self, violation: Violation) -> bool:
        """Whether the violation is none, or is not certain, because of the faults that are told already."""
        at = violation.pointer
        if violation.rule is UNSUPPORTED:
            doubtful = any(_within(bad, "/evidence") and self._hides(bad) for bad in self._bad)
            return doubtful or _in_any(at, {*self._absent, *self._shifting, *self._lost} - {""})
        if violation.rule is POINTLESS:
            index, _, position = at.removeprefix("/evidence/").partition("/supports/")
            target = self.record.evidence[int(index)].supports[int(position)]  # type: ignore[attr-defined]  # every version's
            unsure = {*self._bad, *self._shifting} - {""}
            return at in self._bad or _in_any(target, unsure)
        if violation.rule is NOT_THERE:
            return any(fault.rule is DISPLAY_NAME and fault.pointer == at for fault in self._faults)
        if violation.rule is AMOUNT and at.endswith(("/upper", "/comparator")):
            quantity = at.rpartition("/")[0]
            return any(fault.rule is QUANTITY and _within(fault.pointer, quantity) for fault in self._faults)
        return any((fault.rule, fault.pointer) == (violation.rule, at) for fault in self._faults)

    def may_be(self, identifier: str) -> bool:
        """Whether the record may be meant as the one with that id, or may say that it is distinct from it."""
        misnamed = any(fault.rule is IDENTITY and (fault.named or ("", ""))[1] == identifier for fault in self._faults)
        return misnamed or any(_within(bad, "/distinct_from") for bad in self._bad)

    def _hides(self, bad: str) -> bool:
        """Whether a fault in the evidence leaves open what an item supports."""
        parts, items = bad.split("/")[2:], self.record.evidence  # type: ignore[attr-defined]  # every version has it
        if not parts or not items:
            return True
        item = items[int(parts[0])]
        if len(parts) == 3 and parts[1] == "supports":
            return item.supports[int(parts[2])] not in self._pointers
        return item is UNKNOWN or parts[1:2] == ["supports"]


def follows(violation: Violation, drafts: Mapping[str, Draft]) -> bool:
    """Whether a violation is none, or is not certain, because of faults of drafts that are told already."""
    if violation.rule is LIKENESS and violation.named is not None:
        table, other = violation.named
        one = violation.record.partition("/")[2]
        pairs = ((violation.record, other), (f"{table}/{other}", one))
        return any(where in drafts and drafts[where].may_be(identifier) for where, identifier in pairs)
    return violation.record in drafts and drafts[violation.record].not_told(violation)


def _meant(fault: Violation) -> Iterator[str]:
    """The pointer of the field that is missing, or whose name is misspelt."""
    if fault.rule is MISSING:
        yield f"{fault.pointer}/{fault.field}"
    elif fault.rule is DATE_BASIS:
        both = ("published_on", "published_on_basis")
        yield next(f"/{name}" for name in both if f"/{name}" != fault.pointer)
    elif fault.rule is DISPLAY_NAME and fault.pointer == "/names":
        yield "/name"
    elif fault.rule is NO_FIELD and fault.field is not None:
        yield f"{fault.pointer.rpartition('/')[0]}/{fault.field}"


def _consistent(part: Model) -> Model:
    """A copy in which nothing that is unknown is in the way of a comparison."""
    contents: dict[str, Any] = {}
    for spec in fields_of(type(part)):
        held = getattr(part, spec.name)
        if held is UNKNOWN and spec.json.get("format") == "edtf":
            held = _ANY_DATE
        elif held is UNKNOWN and spec.name == "country":
            held = None
        elif spec.kind in ("values", "parts"):
            held = tuple(item for item in held if item is not UNKNOWN)
        contents[spec.name] = held
    return type(part).model_construct(None, **contents)


@cache
def _adapter(model: type[Model], name: str) -> TypeAdapter[Any]:
    info = model.model_fields[name]
    return TypeAdapter(Annotated[(info.annotation, *info.metadata, None)])  # type: ignore[arg-type]  # made as it runs


def _within(pointer: str, outer: str) -> bool:
    return pointer == outer or pointer.startswith(f"{outer}/")


def _in_any(pointer: str, outers: Collection[str]) -> bool:
    return any(_within(pointer, outer) for outer in outers)


def _is_known(held: Any) -> bool:
    """Whether nothing in a value is unknown; two things of which something is not known are not the same."""
    if isinstance(held, Model):
        return all(map(_is_known, vars(held).values()))
    return all(map(_is_known, held)) if isinstance(held, tuple) else held is not UNKNOWN

"""What is said of a value that its field refuses: message and mend, in the words of the field."""

from __future__ import annotations

import json
import re
from typing import Any

from ..findings import Rule, did_you_mean
from ..schema import VOCABULARIES
from .guesses import codes_listed, meant_date, meant_pointer, written_date
from .shape_codes import DATE, FORM, LENGTH, MISSING, RANGE, TERM, UNKNOWN

ITEM = "an item of "
_DIGEST = 64
_SHORT = 40
"""The length of a definition up to which it stands beside its term."""
_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true",
    "array": "a list",
    "object": "a mapping",
}


def words(rule: Rule, name: str, fault: Any, expected: dict[str, Any]) -> tuple[str, str]:
    """Message and mend, in the words of the field."""
    given, context = fault["input"], fault.get("ctx", {})
    if rule is MISSING:
        return f"{name} is missing", f"add {name}: {_first_sentence(expected)}"
    if rule is UNKNOWN:
        return f"there is no field {name}", rule.mend
    if rule is TERM:
        return _term(name, given, expected)
    if rule is FORM:
        return f"{name} does not have its form: {shown(given)}", _form(name, given, expected)
    if rule is LENGTH:
        if fault["type"] == "too_short":
            return f"{name} needs at least {context['min_length']} item", f"add an item to {name}"
        return f"{name} is longer than {context['max_length']} characters", "shorten it"
    if rule is RANGE:
        bounds = f"from {expected.get('minimum', 0):,.0f} to {expected.get('maximum', 0):,.0f}"
        return f"{name} is out of bounds: {shown(given)}", f"write a number {bounds}"
    if rule is DATE:
        meant = meant_date(given)
        mend = f"did you mean {written_date(meant)}?" if meant else rule.mend
        return str(context["reason"]), mend if given != "" else f"leave {name} out"
    return _type(name, given, expected)


def _form(name: str, given: Any, expected: dict[str, Any]) -> str:
    """How a text that has not the form of its field is written."""
    if given == "":
        return f"leave {name} out"
    if name == f"{ITEM}supports":
        meant = meant_pointer(given)
        return f"did you mean '{meant}'?" if meant else "write a pointer to a value, such as /names/0 or /signed_on"
    if name.endswith("sha256") and re.fullmatch("[0-9A-Fa-f]+", given):
        if len(given) != _DIGEST:
            return f"it has {len(given)} characters, {_DIGEST} are expected: copy it whole"
        return "write its letters small"
    examples = " or ".join(str(example) for example in expected.get("examples", ()))
    return f"write it like {examples}" if examples else "one line, no control characters, no space at the ends"


def _term(name: str, given: Any, expected: dict[str, Any]) -> tuple[str, str]:
    if "enum" not in expected and "const" not in expected:
        mend = "write the code of a country, such as CN, or of a subdivision, such as CN-BJ"
        listed = codes_listed(given[:2])
        return f"{shown(given)} is no code of ISO 3166", f"{mend}; {listed}" if listed else mend
    if "const" in expected:
        return f"{name} can only be true", f"write true, or leave {name} out"
    terms = [str(term) for term in expected["enum"]]
    if "AF" in terms and "ZW" in terms:
        listed = "write the two capitals of ISO 3166-1, such as CN"
    else:
        listed = f"one of {', '.join(_explained(terms))}"
    if not isinstance(given, str):
        mend = f'write it in quotes: "{given}"' if str(given) in terms else _out_of_list(given) or listed
        return f"{name} is {shown(given)}, a term is expected", mend
    name = name.removeprefix(ITEM)
    folded = re.sub("[ -]+", "_", given.strip().casefold())
    guess = next((f"did you mean '{term}'?" for term in terms if term.casefold() == folded), "")
    return f"{shown(given)} is no term of {name}", guess or did_you_mean(given, terms, cutoff=0.75) or listed


def _explained(terms: list[str]) -> list[str]:
    """Terms of signs, such as units, each with what it means; others say it themselves."""
    defined = next((list(scheme) for scheme in VOCABULARIES.values() if [term.value for term in scheme] == terms), [])
    if defined and all(len(term.definition) <= _SHORT for term in defined):
        return [f"{term.value} ({term.definition[:1].lower()}{term.definition[1:].rstrip('.')})" for term in defined]
    return terms


def _out_of_list(given: Any) -> str:
    """How a list is written where one value is expected; nothing for what is no list of plain values."""
    if not isinstance(given, list) or not given or any(isinstance(item, (list, dict)) for item in given):
        return ""
    return f"write it without [ ]: {given[0]}" if len(given) == 1 else f"write one of them, without [ ]: {given[0]}"


def _type(name: str, given: Any, expected: dict[str, Any]) -> tuple[str, str]:
    wanted = _KINDS.get(expected.get("type", "object"), "a value")
    message = f"{name} is {shown(given)}, {wanted} is expected"
    if given is None:
        return message, f"write {wanted}, or take it out" if name.startswith(ITEM) else f"write {wanted}"
    if wanted == "text" and isinstance(given, (bool, int, float)):
        whole = isinstance(given, int) and not isinstance(given, bool)
        return message, f'put it in quotes: "{given}"' if whole else "put it in quotes, as it stands"
    if wanted not in ("a list", "a mapping") and (mend := _out_of_list(given)):
        return message, mend
    if wanted in ("a number", "a whole number"):
        return message, "write digits alone: no quotes, no thousands comma, no unit"
    if wanted == "a list":
        return message, f"write [{given}]" if isinstance(given, str) else "write a list: [first, second]"
    if wanted == "a mapping":
        fields = [field for field in expected.get("properties", {}) if field != "evidence"]
        return message, f"write its fields: {', '.join(fields)}"
    return message, f"write {wanted}"


def shown(given: Any) -> str:
    """A value as it is quoted in a message."""
    if given is None:
        return "empty"
    if isinstance(given, (dict, list)):
        return "a mapping" if isinstance(given, dict) else "a list"
    text = json.dumps(given, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _first_sentence(expected: dict[str, Any]) -> str:
    sentence = str(expected.get("description", "")).partition(". ")[0].rstrip(".")
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence

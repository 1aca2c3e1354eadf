"""What a model refuses, as the tests of the schema look at it."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ValidationError


def faults(model: type[BaseModel], data: dict[str, Any]) -> list[tuple[str, tuple[Any, ...]]]:
    """Kind and path of every fault that the model finds, the path led on to the field that is to be mended."""
    try:
        model.model_validate_json(json.dumps(data))
    except ValidationError as error:
        found: list[tuple[str, tuple[str | int, ...]]] = []
        for e in error.errors():
            context = e.get("ctx", {})
            if e["type"] == "inconsistent":
                found += [(fault.kind, (*e["loc"], *fault.at)) for fault in context["faults"]]
            else:
                found.append((e["type"], (*e["loc"], *context.get("at", ()))))
        return found
    return []

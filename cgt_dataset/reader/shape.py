"""What a descriptor must say for its tables to be read; a stranger may have written it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..files import Missing, Unreadable, read_bounded
from .errors import NoPackage

FILE = "datapackage.json"
_LIMIT = 50_000_000
_NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]{1,200}")
_Shape = Callable[[Any], bool]


def read_descriptor(folder: Path) -> dict[str, Any]:
    """The descriptor of the package in a folder, whose tables are described in full. Raises NoPackage."""
    file = folder / FILE
    try:
        descriptor = json.loads(read_bounded(file, _LIMIT))
        json.dumps(descriptor, ensure_ascii=False).encode("utf-8")
    except Missing:
        message = f"there is no package in {folder}; `cgt-dataset build` makes one from the records"
        raise NoPackage(message) from None
    except Unreadable as error:
        raise NoPackage(f"{file} {error}") from None
    except UnicodeEncodeError:
        raise NoPackage(f"{file} cannot be read: it holds half a character") from None
    except RecursionError:
        raise NoPackage(f"{file} cannot be read: it is nested too deeply") from None
    except ValueError as error:
        raise NoPackage(f"{file} cannot be read: {error}") from None
    if not _package(descriptor):
        raise NoPackage(f"{file} does not describe a package of tables")
    names = [resource["name"] for resource in descriptor["resources"]]
    if len(set(names)) < len(names):
        raise NoPackage(f"{file} describes two tables of one name")
    return dict(descriptor)


def _text(held: Any) -> bool:
    return isinstance(held, str)


def _count(held: Any) -> bool:
    return isinstance(held, int) and not isinstance(held, bool) and 0 <= held < 2**63


def _named(held: Any) -> bool:
    return isinstance(held, str) and _NAME.fullmatch(held) is not None


def _truth(held: Any) -> bool:
    return isinstance(held, bool)


def _plain(held: Any) -> bool:
    return isinstance(held, (str, int, float))


def _path(held: Any) -> bool:
    return _named(held) or _many(_named)(held)


def _many(inner: _Shape) -> _Shape:
    return lambda held: isinstance(held, list) and all(map(inner, held))


def _mapping(needed: Mapping[str, _Shape], possible: Mapping[str, _Shape]) -> _Shape:
    """A mapping with what is needed, each of its shape; and so what is possible, where it is there and not null."""
    return lambda held: (
        isinstance(held, dict)
        and all(name in held and fits(held[name]) for name, fits in needed.items())
        and all(fits(held[name]) for name, fits in possible.items() if held.get(name) is not None)
    )


_constraints = _mapping({}, {"required": _truth, "enum": _many(_plain)})
_field = _mapping({"name": _named}, {"type": _text, "description": _text, "constraints": _constraints})
_reference = _mapping({"fields": _many(_named)}, {"resource": _named})
_key = _mapping({"fields": _many(_named), "reference": _reference}, {})
_lists_of_schema = _mapping({"fields": _many(_field), "primaryKey": _many(_named)}, {"foreignKeys": _many(_key)})


def _schema(held: Any) -> bool:
    return _lists_of_schema(held) and {field["name"] for field in held["fields"]} >= {*held["primaryKey"]} != set()


_resource = _mapping({"name": _named, "path": _path, "description": _text, "rowCount": _count, "schema": _schema}, {})
_about = dict.fromkeys(("name", "title", "description", "version", "created", "homepage"), _text)
_lists = dict.fromkeys(("licenses", "contributors", "sources"), _many(lambda held: isinstance(held, dict)))
_package = _mapping(
    {"resources": lambda held: _many(_resource)(held) and bool(held)}, {**_about, **_lists, "schemaVersion": _plain}
)

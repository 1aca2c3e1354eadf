"""What the explorer adds to Datasette, for those of its applications that are ours."""

from __future__ import annotations

import sqlite3
import sys
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette.plugins import pm
from markupsafe import Markup
from pluggy import HookimplMarker

from .database import NAME, attach

if TYPE_CHECKING:
    from collections.abc import Generator

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

    from .pages import Pages

hookimpl = HookimplMarker("datasette")

_OURS: WeakKeyDictionary[Datasette, Pages] = WeakKeyDictionary()


def add(datasette: Datasette, pages: Pages) -> None:
    """Give an application our pages, before it answers for the first time."""
    _OURS[datasette] = pages


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    """Connections to the tables find their words. Last: Datasette's own way of reading a query is replaced."""
    if datasette in _OURS and database == NAME:
        attach(conn, _OURS[datasette].words)


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Any]]:
    """Our own pages."""
    return _OURS[datasette].routes() if datasette in _OURS else []


@hookimpl
def extra_template_vars(datasette: Datasette, table: str | None) -> dict[str, Any]:
    """What every page shows, and what is known of the table of this one."""
    return _OURS[datasette].everywhere(table) if datasette in _OURS else {}


@hookimpl
def render_cell(value: Any, column: str, table: str | None, datasette: Datasette) -> str | None:
    """A cell that leads to a record, by the name of that record."""
    pages = _OURS.get(datasette)
    if pages is None:
        return None
    leads = pages.leads(table, column, value)
    if leads is None:
        return None
    pointer, label = leads
    return Markup('<a href="{}" title="{}">{}</a>').format(pages.address(pointer), pointer, label)


@hookimpl(hookwrapper=True)
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Generator[None, Any, None]:
    """What went wrong, as a page like the others; Datasette's own answer prints the fault of whoever asks."""
    outcome = yield
    if datasette in _OURS:
        outcome.force_result([_OURS[datasette].failure(datasette, request, exception)])


pm.register(sys.modules[__name__])

"""Datasette over a package, with our pages and behind our guard."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..reader.frames import needed
from .catalogue import Catalogue
from .database import metadata, prepare
from .guard import App, guarded

_SETTINGS = {
    "default_page_size": 50,
    "default_cache_ttl": 0,
    "truncate_cells_html": 280,
    # What a query costs is bounded: somebody may type anything.
    "sql_time_limit_ms": 1000,
    "max_returned_rows": 1000,
}


def application(catalogue: Catalogue, folder: Path, hosts: Iterable[str]) -> App:
    """The explorer as an ASGI application, for requests that name one of `hosts`; its database is put into `folder`.

    Raises NoPackage, NotExported, OSError or MissingExtra.
    """
    needed("datasette", "explore")
    from datasette.app import Datasette
    from datasette.plugins import pm

    # Only Datasette itself: what else is installed beside it may write, or ask the network.
    for plugin, _ in pm.list_plugin_distinfo():
        pm.unregister(plugin)

    from .pages import Pages
    from .plugin import add

    class Served(Datasette):  # type: ignore[misc]
        async def refresh_schemas(self) -> None:
            """Nothing: the one database never changes, and nobody reads the catalogue that this would keep."""

    tables, words = prepare(catalogue, folder)
    datasette = Served(
        immutables=[str(tables)],
        metadata=metadata(catalogue),
        template_dir=str(Path(__file__).with_name("templates")),
        settings=_SETTINGS,
    )
    add(datasette, Pages(catalogue, words))
    return guarded(datasette.app(), hosts)

"""The pages that Datasette has not: records, questions, charts, and the search over all tables."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from traceback import print_exception
from typing import TYPE_CHECKING, Any

from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import Base400, NotFound, Request, Response
from datasette.views.base import DatasetteError
from markupsafe import Markup

from .. import plots
from ..plots.theme import THEMES
from ..reader import MissingExtra, NoPackage, QueryError, UnknownRecord, UnknownTable
from .catalogue import Catalogue
from .database import NAME
from .naming import Named
from .questions import answer, questions, shown, texts
from .search import find
from .style import CSS

if TYPE_CHECKING:
    from datasette.app import Datasette

Page = Callable[..., Awaitable[Response]]

_ASSETS = Path(__file__).with_name("assets")
_CHART_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "frame-ancestors 'self'"
)
"""A chart is one file that has its scripts in it and may load nothing."""


class Pages:
    """The pages of one package."""

    def __init__(self, catalogue: Catalogue, words: Path) -> None:
        self._catalogue = catalogue
        self.words = words
        self._charts: dict[tuple[str, str], str] = {}
        # Charts and records are made in a thread, one after the other: what they are made with is not for several.
        self._making = asyncio.Lock()

    def routes(self) -> list[tuple[str, Page]]:
        """The addresses of the pages, as regular expressions."""
        return [
            (r"/-/(?P<name>style\.css|frame\.js|icon\.svg)$", self._asset),
            (r"/-/find$", self._find),
            (r"/-/questions$", self._questions),
            (r"/-/questions/(?P<number>[1-9][0-9]{0,3})$", self._question),
            (r"/-/record/(?P<table>[^/]+)/(?P<id>[^/]+)$", self._record),
            (r"/-/plots$", self._plots),
            (r"/-/plots/(?P<name>[a-z_]+)$", self._plot),
            (rf"/-/plots/(?P<name>[a-z_]+)/(?P<theme>{'|'.join(THEMES)})$", self._chart),
        ]

    def everywhere(self, table: str | None) -> dict[str, Any]:
        """What every page shows; `shape` is the table that it is about."""
        return {
            "package": self._catalogue.dataset.descriptor,
            "catalogue": self._catalogue,
            "shape": self._catalogue.tables.get(table or ""),
            "database_name": NAME,
            "address": self.address,
        }

    @staticmethod
    def address(pointer: str) -> str:
        """The page of a record, by its pointer TABLE/ID."""
        table, _, identifier = pointer.partition("/")
        return f"/-/record/{tilde_encode(table)}/{tilde_encode(identifier)}"

    def leads(self, table: str | None, column: str, value: Any) -> tuple[str, str] | None:
        """The record that a cell of a table leads to, as pointer and label; None where it leads to none."""
        shape = self._catalogue.tables.get(table or "")
        if shape is None or value is None:
            return None
        if self._catalogue.is_pointer(column, value):
            return value, value
        to = next((one.references for one in shape.described.columns if one.name == column), None)
        if to is None or not self._catalogue.tables[to].has_records:
            return None
        # Datasette gives a foreign key with the label of its row, which may be null, or as it stands.
        held, label = (value["value"], value["label"]) if isinstance(value, dict) else (value, None)
        return f"{to}/{held}", str(label or held)

    async def failure(self, datasette: Datasette, request: Request, exception: Exception) -> Response:
        """A page that says what is wrong; of a fault of ours the traceback goes to the terminal."""
        if isinstance(exception, Base400):
            status, message = exception.status, str(exception.args[0] if exception.args else "")
        elif isinstance(exception, DatasetteError):
            # What is said in HTML is that a query was stopped, with advice to whoever runs a server.
            limit = f"It took longer than {datasette.setting('sql_time_limit_ms') / 1000:g} seconds and was stopped."
            status = 400 if exception.status == 500 else exception.status  # Datasette's, where it names none
            message = limit if exception.message_is_html else str(exception.message)
        else:
            print_exception(exception)
            status, message = 500, "This is a fault of the explorer; the terminal says more."
        if request.path.endswith(".json"):
            return Response.json({"ok": False, "error": message, "status": status}, status=status)
        return await _html(datasette, request, "error.html", status=status, error=message)

    async def _asset(self, request: Request) -> Response:
        name = request.url_vars["name"]
        kind = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}[name.rpartition(".")[2]]
        styled = name == "style.css"
        own = (_ASSETS / ("served.css" if styled else name)).read_text("utf-8")
        return Response(CSS + own if styled else own, content_type=f"{kind}; charset=utf-8")

    async def _find(self, datasette: Datasette, request: Request) -> Response:
        query = (request.args.get("q") or "").strip()
        search = partial(find, catalogue=self._catalogue, query=query)
        found = await datasette.get_database(NAME).execute_fn(search) if query else None
        return await _html(datasette, request, "find.html", q=query, found=found)

    async def _questions(self, datasette: Datasette, request: Request) -> Response:
        sections: dict[str, list[Any]] = {}
        for question in questions():
            sections.setdefault(question.section, []).append(question)
        return await _html(datasette, request, "questions.html", sections=sections)

    async def _question(self, datasette: Datasette, request: Request) -> Response:
        number = int(request.url_vars["number"])
        if number > len(questions()):
            raise NotFound(f"There is no question {number}; there are {len(questions())}.")
        question = questions()[number - 1]
        about: dict[str, Any] = {"question": question, "count": len(questions())}
        try:
            given = await asyncio.to_thread(answer, self._catalogue.dataset, question)
        except (QueryError, NoPackage, MissingExtra) as error:
            return await _html(datasette, request, "question.html", error=str(error), **about)
        name = partial(Named, catalogue=self._catalogue, texts=texts(given.rows))
        named = await datasette.get_database(NAME).execute_fn(name)
        rows = [
            [self._cell(named, column, cell, question.tables) for column, cell in zip(given.columns, row, strict=True)]
            for row in given.rows
        ]
        return await _html(
            datasette, request, "question.html", columns=given.columns, rows=rows, total=given.count, **about
        )

    def _cell(self, named: Named, column: str, cell: Any, tables: frozenset[str]) -> tuple[Any, str | None]:
        """A cell as text, None where it is null, and the address of the record that it is about."""
        if cell is None:
            return None, None
        pointer = named.pointer(column, cell, tables) if isinstance(cell, str) else None
        return shown(cell), self.address(pointer) if pointer else None

    async def _record(self, datasette: Datasette, request: Request) -> Response:
        from .record_page import record_html

        table, identifier = tilde_decode(request.url_vars["table"]), tilde_decode(request.url_vars["id"])
        make = partial(record_html, self._catalogue.dataset, f"{table}/{identifier}", self.address)
        try:
            async with self._making:
                html = await asyncio.to_thread(make)
        except (UnknownTable, UnknownRecord, NoPackage) as error:
            raise NotFound(str(error)) from None
        return await _html(datasette, request, "record.html", table=table, id=identifier, html=Markup(html))  # noqa: S704 (escaped there)

    async def _plots(self, datasette: Datasette, request: Request) -> Response:
        return await _html(datasette, request, "plots.html", plots=plots.PLOTS)

    async def _plot(self, datasette: Datasette, request: Request) -> Response:
        name = _known_plot(request)
        return await _html(
            datasette, request, "plot.html", name=name, about=plots.PLOTS[name], plots=plots.PLOTS, themes=THEMES
        )

    async def _chart(self, request: Request) -> Response:
        key = _known_plot(request), request.url_vars["theme"]
        async with self._making:
            if key not in self._charts:
                self._charts[key] = await asyncio.to_thread(self._drawn, *key)
        return Response.html(self._charts[key], headers={"content-security-policy": _CHART_POLICY})

    def _drawn(self, name: str, theme: str) -> str:
        chart = getattr(plots, name)(self._catalogue.dataset)
        return bytes(plots.rendered(chart, ".html", theme)).decode("utf-8")  # type: ignore[arg-type]


def _known_plot(request: Request) -> str:
    name: str = request.url_vars["name"]
    if name not in plots.PLOTS:
        raise NotFound(f"There is no chart '{name}'; there are {', '.join(plots.PLOTS)}.")
    return name


async def _html(datasette: Datasette, request: Request, template: str, status: int = 200, **context: Any) -> Response:
    html = await datasette.render_template(template, {"status": status, **context}, request=request)
    return Response.html(html, status=status)

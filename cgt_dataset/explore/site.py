"""The explorer as plain files: a folder that any web server can show, or a browser from the disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from pathlib import Path

from ..exporting.placing import placed
from ..reader import Dataset
from . import site_names as names
from .questions import questions
from .record_index import Index, index_of
from .record_page import label, record_html
from .site_frame import Frame
from .site_pages import index_body, plot_files, plots_body, questions_body, sources_body
from .site_tables import names_script, table_body, table_script
from .style import CSS

_GENERATOR = "cgt-dataset explore --static"


def write(dataset: Dataset, folder: Path) -> None:
    """Write a package as a site into a folder, which is the old one or the new one, whole.

    A site that was written before is replaced as a whole. The same package gives the same bytes.

    Raises NotExported where `folder` is anything else, NoPackage, MissingExtra for the plots or the answers, and
    OSError where writing fails.
    """
    with placed(folder, _stranger, folder=True) as fresh:
        written = []
        for name, content in _site(dataset):
            (fresh / name).write_bytes(content)
            written.append(name)
        mark = {"generator": _GENERATOR, "files": sorted([*written, names.MARK])}
        (fresh / names.MARK).write_text(json.dumps(mark, indent=1) + "\n", encoding="utf-8")


def _stranger(folder: Path) -> str | None:
    """Why a folder is no former site of ours; None where it is one, or empty."""
    held = {path.name for path in folder.iterdir()}
    if not held:
        return None
    try:
        mark = json.loads((folder / names.MARK).read_bytes())
        ours = set(mark["files"]) if mark["generator"] == _GENERATOR else set()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        ours = set()
    if not ours:
        return "is no site of ours"
    strange = held - ours
    return f"holds {min(strange)}, which is no part of the site" if strange else None


def _site(dataset: Dataset) -> Iterator[tuple[str, bytes]]:
    """Every file of the site with its name."""
    index = index_of(dataset)
    pages = {names.INDEX, names.PLOTS, *([names.SOURCES] if "sources" in index.record_tables else [])}
    if questions():
        pages.add(names.QUESTIONS)
    frame = Frame(dataset.descriptor, frozenset(pages))
    assets = files(__package__).joinpath("assets")
    yield names.STYLE, (CSS + "\n" + assets.joinpath("site.css").read_text("utf-8")).encode()
    yield names.SCRIPT, assets.joinpath("site.js").read_bytes()
    yield names.NAMES, names_script(index)
    yield names.INDEX, frame.page(names.INDEX, frame.title, index_body(index, frame))
    if names.SOURCES in pages:
        yield names.SOURCES, frame.page(names.SOURCES, "Sources", sources_body(index))
    if names.QUESTIONS in pages:
        yield names.QUESTIONS, frame.page(names.QUESTIONS, "Questions", questions_body(index))
    yield names.PLOTS, frame.page(names.PLOTS, "Plots", plots_body())
    yield from plot_files(index).items()
    for table in index.resources:
        yield from _table(index, frame, table)
    for table in index.record_tables:
        gone = [row["id"] for row in index.rows("tombstones") if row["table"] == table]
        for identifier in [*index.records(table), *gone]:
            yield _record(index, frame, table, identifier)


def _table(index: Index, frame: Frame, table: str) -> Iterator[tuple[str, bytes]]:
    data, page = names.table_data(table), names.table_page(table)
    yield data, table_script(index, table)
    path = f'<a href="{names.INDEX}">Tables</a>'
    owner = index.owner(table)
    if owner is not None:
        path += f' / <a href="{names.table_page(owner)}">{escape(label(owner))}</a>'
    yield page, frame.page(page, label(table), table_body(index, table), scripts=(data,), path=path)


def _record(index: Index, frame: Frame, table: str, identifier: str) -> tuple[str, bytes]:
    pointer = f"{table}/{identifier}"
    page = names.record_page(pointer)
    title = index.shown_name(pointer) if index.has(pointer) else pointer
    path = f'<a href="{names.INDEX}">Tables</a> / <a href="{names.table_page(table)}">{escape(label(table))}</a>'
    return page, frame.page(page, title, record_html(index.dataset, pointer, names.record_page), path=path)

"""Charts as files: PNG, SVG, or one HTML file that works offline. The same chart gives the same SVG and HTML."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import altair as alt

from ..reader.frames import needed
from ..swapping import mode_of_new_files, replace_file
from .json_in_html import as_json
from .theme import COLOURS, FONTS, THEMES, Theme, config

FORMS = (".png", ".svg", ".html")
_PIXELS = 2
"""Pixels of a PNG for a pixel of the screen, so that it is sharp in print and on good screens."""


def save(chart: alt.VConcatChart, path: str | Path, theme: Theme = "light") -> None:
    """Write a chart into a file, whose ending says the form: `.png` (two pixels a point), `.svg` or `.html`.

    The HTML file has everything in it and asks the network for nothing. Whatever happens, the file is the old one or
    the new one, whole. Raises ValueError for another ending or theme, and OSError where the file cannot be written.
    """
    path = Path(path)
    content = rendered(chart, path.suffix, theme)
    try:
        replace_file(path, content, mode_of_new_files())
    except OSError as error:  # the name of a temporary file says nothing to people
        raise OSError(error.errno, error.strerror, str(path)) from None


def rendered(chart: alt.VConcatChart, form: str, theme: Theme = "light") -> bytes:
    """A chart as the bytes of a file of a form: `.png`, `.svg` or `.html`. Raises ValueError for another."""
    if form.lower() not in FORMS:
        raise ValueError(f"'{form}' is no form of a picture; the file's name ends in {', '.join(FORMS)}")
    if theme not in THEMES:
        raise ValueError(f"there is no theme '{theme}'; there are {', '.join(THEMES)}")
    vl_convert = needed("vl_convert", "plots")
    spec: dict[str, Any] = {**chart.to_dict(), "config": config(theme)}
    if form.lower() == ".html":
        return _page(spec, theme).encode("utf-8")
    # Nothing may be fetched: whoever made the package must not make us ask the network.
    if form.lower() == ".svg":
        return str(vl_convert.vegalite_to_svg(spec, vl_version=_version(), allowed_base_urls=[])).encode("utf-8")
    return bytes(vl_convert.vegalite_to_png(spec, vl_version=_version(), scale=_PIXELS, allowed_base_urls=[]))


def _version() -> str:
    """The version of Vega-Lite that the charts are written in, without the patch."""
    return alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]


def _page(spec: dict[str, Any], theme: str) -> str:
    """The chart as a page. Its title and text stand in HTML, where they wrap on a narrow screen and are read aloud."""
    title = spec.pop("title")
    colours = COLOURS[theme]
    return Template(files(__package__).joinpath("page.html").read_text("utf-8")).substitute(
        theme=theme,
        title=escape(title["text"]),
        about=escape(" ".join(title["subtitle"])),
        background=colours.background,
        ink=colours.ink,
        muted=colours.muted,
        fonts=", ".join(f"'{font}'" for font in FONTS),
        spec=as_json(spec),
        script=_script(),
    )


@cache
def _script() -> str:
    """Vega and what it needs, in one script."""
    bundle: str = needed("vl_convert", "plots").javascript_bundle("window.vegaEmbed = vegaEmbed;", _version())
    return bundle

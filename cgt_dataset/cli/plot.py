"""`cgt-dataset plot`: draw a picture of the tables into a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..plots import PLOTS
from ..reader import Dataset
from .arguments import add_package, known
from .printing import say
from .usage import Usage

HELP = "draw a picture of the tables into a PNG, SVG or HTML file"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which picture of which package, and where it goes."""
    width = max(map(len, PLOTS))
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "\n".join(["pictures:", *(f"  {name:{width}}  {about}" for name, about in PLOTS.items())])
    parser.add_argument("name", choices=PLOTS, metavar="NAME", help=f"the picture: {', '.join(PLOTS)}")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the file: its ending .png, .svg or .html says the form"
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="its colours (default: light)")
    add_package(parser)


def run(options: argparse.Namespace) -> int:
    """Draw the picture."""
    from .. import plots

    chart = known(lambda: getattr(plots, options.name)(Dataset(options.package)))
    try:
        plots.save(chart, options.out, options.theme)
    except ValueError as error:
        raise Usage(str(error)) from None
    say(f"wrote {options.out}")
    return 0

"""`cgt-dataset explore`: look at the tables in a browser."""

from __future__ import annotations

import argparse
import threading
import webbrowser
from pathlib import Path

from ..exporting.refused import NotExported
from ..reader import Dataset, NoPackage
from .arguments import add_package
from .printing import say
from .usage import Usage

HELP = "look at the tables in a browser"

_PORT = 8001


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which package, and where it is served or written."""
    add_package(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address on this machine (default: 127.0.0.1)")
    parser.add_argument(
        "--port", type=int, default=_PORT, metavar="N", help=f"port; 0 is any that is free (default: {_PORT})"
    )
    opening = parser.add_mutually_exclusive_group()
    opening.add_argument("--open", action="store_true", help="open a browser, and fail where there is none")
    opening.add_argument("--no-browser", action="store_true", help="open no browser (default: where there is one)")
    parser.add_argument("--static", type=Path, metavar="DIR", help="write a site of plain files instead, and end")


def run(options: argparse.Namespace) -> int:
    """Serve the explorer on this machine until Ctrl-C, or write it as plain files."""
    dataset = Dataset(options.package)
    try:
        dataset.tables()
        if options.static is not None:
            return _write(dataset, options.static)
        return _serve(dataset, options)
    except (NoPackage, NotExported) as error:
        raise Usage(str(error)) from None


def _write(dataset: Dataset, folder: Path) -> int:
    from ..explore.site import write

    write(dataset, folder)
    say(f"{folder}: open index.html, or put the folder on a web server")
    return 0


def _serve(dataset: Dataset, options: argparse.Namespace) -> int:
    from ..explore.server import NoAddress, serve

    browser = None if options.no_browser else _browser(wanted=options.open)

    def ready(address: str) -> None:
        print(f"{address} (Ctrl-C ends)", flush=True)
        if browser is not None:
            # A browser in this terminal would keep the server waiting.
            threading.Thread(target=browser.open, args=[address], daemon=True).start()

    try:
        serve(dataset, options.host, options.port, ready)
    except NoAddress as error:
        raise Usage(str(error)) from None
    return 0


def _browser(*, wanted: bool) -> webbrowser.BaseBrowser | None:
    """The browser of whoever is at the machine; None where there is none. Raises Usage where one is `wanted`."""
    try:
        return webbrowser.get()
    except webbrowser.Error:
        if wanted:
            message = "there is no browser here to open; with --no-browser it is served, for a browser of yours"
            raise Usage(message) from None
        return None

"""Arguments that several commands take, and what they come to."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ..reader import NoPackage, QueryError, UnknownField, UnknownRecord, UnknownTable
from ..texts import ENVIRONMENT, Texts
from .usage import Usage

T = TypeVar("T")


def add_articles(parser: argparse.ArgumentParser) -> None:
    """`--articles DIR`."""
    parser.add_argument(
        "--articles", type=Path, metavar="DIR", help=f"folder of article texts (default: the variable {ENVIRONMENT})"
    )


def add_package(parser: argparse.ArgumentParser) -> None:
    """`--package DIR`."""
    parser.add_argument(
        "--package", type=Path, metavar="DIR", help="folder of the package (default: the installed one)"
    )


def article_texts(options: argparse.Namespace) -> Texts:
    """The article texts that `--articles` or the environment names. Raises Usage where there is no such folder."""
    named = options.articles or (Path(os.environ[ENVIRONMENT]) if os.environ.get(ENVIRONMENT) else None)
    if named is not None and not named.is_dir():
        raise Usage(f"{named}: there is no such folder of article texts")
    return Texts(named)


def known(ask: Callable[..., T], *names: str) -> T:
    """What the reader answers; what it does not know is a fault of the command line."""
    try:
        return ask(*names)
    except (NoPackage, QueryError, UnknownTable, UnknownRecord, UnknownField) as error:
        raise Usage(str(error)) from None

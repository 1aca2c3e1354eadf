"""`cgt-dataset coverage`: what of the articles has been put into records, and how well the cells are proved."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..reader import Dataset
from .arguments import add_articles, add_package, article_texts, known
from .printing import say
from .usage import Usage

if TYPE_CHECKING:
    from ..coverage import SourceCoverage, Stretch, TableCells

HELP = "what of the articles has been put into records"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which package, which texts, which form."""
    add_package(parser)
    add_articles(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result (default: text)")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page that paints the texts")
    parser.add_argument(
        "--strict", action="store_true", help="a stretch that nobody explains fails, and so does a text not at hand"
    )


def run(options: argparse.Namespace) -> int:
    """Say which stretches of each body support something, and which nothing."""
    from ..coverage import cells_of, coverage_of, page

    texts = article_texts(options)
    dataset = Dataset(options.package)
    if not texts:
        raise Usage("the article texts are needed: --articles DIR")
    sources = known(lambda: coverage_of(dataset, texts))
    cells = known(lambda: cells_of(dataset))
    print({"text": _as_text, "json": _as_json}[options.format](sources, cells), end="")
    if options.html is not None:
        options.html.write_text(page(sources), encoding="utf-8")
        say(f"wrote {options.html}; it holds the texts of the articles")
    bare = sum(len(source.unexplained) for source in sources)
    if bare:
        say(f"{bare} stretch{'es' if bare > 1 else ''} unexplained")
    told = {source.source for source in sources}
    unseen = [source for source in dataset.load("sources").column("id").to_pylist() if source not in told]
    if unseen:
        say(f"not told for want of the very text: {', '.join(unseen)}")
    return int(options.strict and (bare > 0 or bool(unseen)))


def _as_text(sources: list[SourceCoverage], cells: list[TableCells]) -> str:
    lines = []
    for source in sources:
        lines.append(
            f"{source.source}: {source.share(source.supported):.0%} supports values, "
            f"{source.share(source.left_out):.0%} left out, {source.share(source.unexplained):.0%} unexplained"
        )
        lines += [f"  {stretch}  left out: {stretch.reason}" for stretch in source.left_out]
        lines += [f"  {stretch}  supports nothing" for stretch in source.unexplained]
    lines.append("")
    for table in cells:
        sorts = [f"{count} {term}" for term, count in {**table.derivations, **table.assertions}.items()]
        lines.append(f"{table.table}: {table.proved} of {table.cells} cells with evidence ({', '.join(sorts)})")
    return "".join(f"{line}\n" for line in lines)


def _as_json(sources: list[SourceCoverage], cells: list[TableCells]) -> str:
    """One JSON document: `sources`, each with its stretches, and `tables`, each with its cells."""
    document = {
        "version": 1,
        "sources": [
            {
                "source": source.source,
                "body_start": source.body_start,
                "body_end": source.body_end,
                "supported": list(map(_stretch, source.supported)),
                "left_out": list(map(_stretch, source.left_out)),
                "unexplained": list(map(_stretch, source.unexplained)),
            }
            for source in sources
        ],
        "tables": [asdict(table) for table in cells],
    }
    return json.dumps(document, indent=2) + "\n"


def _stretch(stretch: Stretch) -> dict[str, Any]:
    held = {name: value for name, value in asdict(stretch).items() if value not in (None, ())}
    return {**held, "supports": [f"{record}{pointer}" for record, pointer in stretch.supports]}

"""The articles as one page to look at: what supports something is painted and leads to its records."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from .texts import SourceCoverage, Stretch

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1b; --faint: #6b6b6b; --line: #d8d8d8;
  --supported: #cfe8d5; --left: #e8e8ea; --bare: #ffd3cf; }
@media (prefers-color-scheme: dark) { :root { --paper: #17181a; --ink: #ececec; --faint: #9a9a9a; --line: #3a3b3e;
  --supported: #1f4a2c; --left: #313236; --bare: #6b211c; } }
body { background: var(--paper); color: var(--ink); font: 16px/1.7 system-ui, "Noto Sans CJK SC", sans-serif;
  margin: 0 auto; max-width: 70rem; padding: 1.5rem; }
h1 { font-size: 1.5rem; } h2 { border-top: 1px solid var(--line); font-size: 1.15rem; padding-top: 1.2rem; }
p.share, .key { color: var(--faint); } .key span, .text span { border-radius: 2px; padding: .1em 0; }
.key span { padding: .1em .5em; }
.text { overflow-wrap: anywhere; white-space: pre-wrap; }
.supported { background: var(--supported); } .left { background: var(--left); } .bare { background: var(--bare); }
.outside { color: var(--faint); }
a { color: inherit; text-decoration: none; } a:hover, a:focus { text-decoration: underline; }
table { border-collapse: collapse; font-size: .85rem; width: 100%; }
td { border-top: 1px solid var(--line); padding: .2rem .6rem .2rem 0; vertical-align: top; }
td:first-child { color: var(--faint); font-variant-numeric: tabular-nums; white-space: nowrap; }
tr:target { background: var(--supported); }
"""


def page(sources: Iterable[SourceCoverage]) -> str:
    """One HTML page that needs nothing else. It holds the texts: it is for those who may have them."""
    parts = "".join(map(_source, sources))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Coverage of the articles</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        '<h1>Coverage of the articles</h1>\n<p class="key"><span class="supported">supports a value</span> '
        '<span class="left">left out, with a reason</span> <span class="bare">neither</span></p>\n'
        f"{parts}</body>\n</html>\n"
    )


def _source(source: SourceCoverage) -> str:
    shares = (
        f"{source.share(source.supported):.0%} supports values, {source.share(source.left_out):.0%} is left out, "
        f"{source.share(source.unexplained):.0%} is neither"
    )
    name = escape(source.source)
    rows = "".join(_row(source, number, stretch) for number, stretch in enumerate(source.supported))
    return (
        f'<h2 id="{name}">{name}</h2>\n<p class="share">{shares}</p>\n<div class="text">{_painted(source)}</div>\n'
        f"<details><summary>{len(source.supported)} stretches and their values</summary>\n"
        f"<table>{rows}</table></details>\n"
    )


def _painted(source: SourceCoverage) -> str:
    marks: list[tuple[Stretch, str, str]] = []
    for number, stretch in enumerate(source.supported):
        title = escape("\n".join(record + pointer for record, pointer in stretch.supports))
        anchor = escape(f"#{source.source}-{number}")
        marks.append((stretch, f'<a href="{anchor}"><span class="supported" title="{title}">', "</span></a>"))
    marks += [(held, f'<span class="left" title="{held.reason}">', "</span>") for held in source.left_out]
    marks += [(stretch, '<span class="bare">', "</span>") for stretch in source.unexplained]
    painted, at = [f'<span class="outside">{escape(source.text[: source.body_start])}</span>'], source.body_start
    for stretch, begin, end in sorted(marks, key=lambda mark: mark[0].start):
        start = max(at, stretch.start)  # two reasons for one stretch: the first is shown
        if stretch.end > start:
            painted += [escape(source.text[at:start]), begin, escape(source.text[start : stretch.end]), end]
            at = stretch.end
    painted += [escape(source.text[at : source.body_end])]
    return "".join([*painted, f'<span class="outside">{escape(source.text[source.body_end :])}</span>'])


def _row(source: SourceCoverage, number: int, stretch: Stretch) -> str:
    values = "<br>".join(escape(f"{record} {pointer}") for record, pointer in stretch.supports)
    return f'<tr id="{escape(source.source)}-{number}"><td>{stretch}</td><td>{values}</td></tr>\n'

"""The articles as one page to look at: what supports something is painted and leads to its records."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from .texts import SourceCoverage, Stretch

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1b; --faint: #595959; --line: #d0d0d0;
  --supported: #cfe8d5; --edge: #5f9c70; --left: #e6e6e9; --bare: #ffd3cf; }
@media (prefers-color-scheme: dark) { :root { --paper: #17181a; --ink: #ececec; --faint: #b6b6b6; --line: #3f4044;
  --supported: #1f4a2c; --edge: #6fae82; --left: #3a3b41; --bare: #7a241e; } }
body { background: var(--paper); color: var(--ink); font: 16px/1.7 system-ui, "Noto Sans CJK SC", sans-serif;
  margin: 0 auto; max-width: 46rem; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.3; }
h2 { border-top: 1px solid var(--line); font-size: 1.15rem; margin-top: 3rem; overflow-wrap: anywhere;
  padding-top: 1.2rem; }
.share { color: var(--faint); }
.key { display: flex; flex-wrap: wrap; gap: .4rem .6rem; list-style: none; padding: 0; }
.key span { padding: .15em .5em; }
.key span, .text a, .text span { border-radius: 2px; }
.text { margin-bottom: 1.2rem; overflow-wrap: anywhere; white-space: pre-wrap; }
.supported, .left, .bare { box-decoration-break: clone; -webkit-box-decoration-break: clone; padding: .1em 0;
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.supported { background: var(--supported); text-decoration: underline 1px var(--edge); text-underline-offset: .25em; }
.left { background: var(--left); }
.bare { background: var(--bare); text-decoration: underline wavy 1px; text-underline-offset: .25em; }
.outside { color: var(--faint); }
a { color: inherit; } a:hover, a:focus-visible { outline: 2px solid currentColor; }
summary { cursor: pointer; padding: .25rem 0; }
table { border-collapse: collapse; font-size: .875rem; margin: .4rem 0 1rem; width: 100%; }
td { border-top: 1px solid var(--line); overflow-wrap: anywhere; padding: .3rem .8rem .3rem 0; vertical-align: top; }
td:first-child { color: var(--faint); font-variant-numeric: tabular-nums; white-space: nowrap; width: 1%; }
tr:target { background: var(--supported); } tr:target td:first-child { color: inherit; }
"""


def page(sources: Iterable[SourceCoverage]) -> str:
    """One HTML page that needs nothing else. It holds the texts: it is for those who may have them."""
    parts = "".join(map(_source, sources))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Coverage of the articles</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        '<h1>Coverage of the articles</h1>\n<ul class="key"><li><span class="supported">supports a value</span></li>'
        '<li><span class="left">left out, with a reason</span></li><li><span class="bare">neither</span></li>'
        '<li><span class="outside">outside the body</span></li></ul>\n'
        f"{parts}</body>\n</html>\n"
    )


def _source(source: SourceCoverage) -> str:
    shares = (
        f"{source.share(source.supported):.0%} supports values, {source.share(source.left_out):.0%} is left out, "
        f"{source.share(source.unexplained):.0%} is neither"
    )
    name = escape(source.source)
    return (
        f'<h2 id="{name}">{name}</h2>\n<p class="share">{shares}</p>\n'
        f'<div class="text" lang="{escape(source.language)}">{_painted(source)}</div>\n'
        + _listed("supporting a value", [_row(source, *numbered) for numbered in enumerate(source.supported)])
        + _listed("left out", [_other(stretch, stretch.reason or "") for stretch in source.left_out])
        + _listed("neither", [_other(stretch, "neither") for stretch in source.unexplained])
    )


def _listed(what: str, rows: list[str]) -> str:
    """The stretches of one sort as a table to be opened, where there are any."""
    held = f"{len(rows)} stretch{'es' if len(rows) > 1 else ''} {what}"
    return f"<details><summary>{held}</summary>\n<table>{''.join(rows)}</table></details>\n" if rows else ""


def _painted(source: SourceCoverage) -> str:
    marks: list[tuple[Stretch, str, str]] = []
    for number, stretch in enumerate(source.supported):
        title = escape("\n".join(record + pointer for record, pointer in stretch.supports))
        begin = f'<a class="supported" href="#{escape(_anchor(source, number))}" title="{title}">'
        marks.append((stretch, begin, "</a>"))
    marks += [(held, f'<span class="left" title="{escape(held.reason or "")}">', "</span>") for held in source.left_out]
    marks += [(stretch, '<span class="bare">', "</span>") for stretch in source.unexplained]
    painted, at = [f'<span class="outside">{escape(source.text[: source.body_start])}</span>'], source.body_start
    for stretch, begin, end in sorted(marks, key=lambda mark: mark[0].start):
        start = max(at, stretch.start)  # two reasons for one stretch: the first is shown
        if stretch.end > start:
            painted += [escape(source.text[at:start]), begin, escape(source.text[start : stretch.end]), end]
            at = stretch.end
    painted += [escape(source.text[at : source.body_end])]
    return "".join([*painted, f'<span class="outside">{escape(source.text[source.body_end :])}</span>'])


def _anchor(source: SourceCoverage, number: int) -> str:
    """The name of the row of a stretch; no id holds a colon, so that it is the name of no article."""
    return f"{source.source}:{number}"


def _row(source: SourceCoverage, number: int, stretch: Stretch) -> str:
    values = "<br>".join(escape(f"{record} {pointer}") for record, pointer in stretch.supports)
    return f'<tr id="{escape(_anchor(source, number))}"><td>{stretch}</td><td>{values}</td></tr>\n'


def _other(stretch: Stretch, why: str) -> str:
    return f"<tr><td>{stretch}</td><td>{escape(why)}</td></tr>\n"

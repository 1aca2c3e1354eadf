"""Tables that commands write into pages: each stands between `<!-- NAME -->` and `<!-- end of NAME -->`."""

from __future__ import annotations

import re
from collections.abc import Sequence


def with_between(page: str, name: str, content: str) -> str:
    """The page with something else between the markers of a name. Raises LookupError where it has none."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    if not pattern.search(page):
        raise LookupError(f"the page has no markers of {name}")
    return pattern.sub(lambda found: f"{found[1]}{content}{found[2]}", page)


def between(page: str, name: str) -> str:
    """What stands between the markers of a name; nothing where it has none."""
    return page.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- end of {name} -->")[0]


def table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[str] = ()) -> str:
    """A table in Markdown; the columns `numbers` stand at the right."""
    rule = ["---:" if name in numbers else "---" for name in head]
    return "".join(f"| {' | '.join(line)} |\n" for line in [head, rule, *rows])


def rows_in(page: str, name: str) -> list[list[str]]:
    """The cells of the table between the markers of a name, with the head, row by row."""
    lines = [line for line in between(page, name).splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [*cells[:1], *cells[2:]]

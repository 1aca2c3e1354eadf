"""Rules as documentation."""

from __future__ import annotations

from collections.abc import Iterable

from .finding import Rule

_PAGE = """# Rules

What records and packages are held to. A code is stable: it is never given to another rule.
"""


def rules_page(rules: Iterable[Rule]) -> str:
    """The rules as a page of Markdown, a section a rule."""
    sections = [
        f"## {rule.code}: {rule.title}\n\n{rule.why}\n\n- Severity: {rule.severity}\n- Mend: {rule.mend}\n"
        for rule in sorted(rules, key=lambda rule: rule.code)
    ]
    return "\n".join([_PAGE, *sections])

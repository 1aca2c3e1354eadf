"""Rules as documentation: pages of Markdown, and text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from .finding import Rule, printable

_WIDTH = 88
_PACKAGE, _RELEASE = "CGT5", "CGT6"
_IN_WORDS = (_PACKAGE, _RELEASE)
"""Rules whose examples are told in words: they are of no record."""
_INDEX = """# Rules

What records and packages are held to. Every finding begins with the code of its rule; the page of the rule has the
reason, an example and the mend, and so has `cgt-dataset explain CGT108` at the terminal. A code is stable: it is never
given to another rule.

An error stops the build. A warning asks for a second look.

"""
_ROOMS = {
    "CGT0": "Files",
    "CGT1": "One record",
    "CGT2": "Records among each other",
    "CGT3": "Evidence",
    "CGT4": "Values and the words that state them",
    _PACKAGE: "The built package",
    _RELEASE: "A release after others",
}


def rule_pages(rules: Iterable[Rule]) -> dict[str, str]:
    """The documentation of the rules as files: `rules.md` lists them, `rules/CODE.md` explains one."""
    rules = _sorted(rules)
    return {"rules.md": index_page(rules)} | {f"rules/{rule.code}.md": rule_page(rule) for rule in rules}


def index_page(rules: Iterable[Rule]) -> str:
    """The rules as a page of Markdown, in tables whose codes lead to the pages of the rules."""
    rules = _sorted(rules)
    tables = []
    for prefix, title in _ROOMS.items():
        rows = [
            f"| [{rule.code}](rules/{rule.code}.md) | {_cell(rule.title)} | {rule.severity} |\n"
            for rule in rules
            if rule.code.startswith(prefix)
        ]
        if rows:
            tables.append(f"## {title}\n\n| Code | What must hold | Severity |\n| --- | --- | --- |\n{''.join(rows)}")
    return _INDEX + "\n".join(tables)


def rule_page(rule: Rule) -> str:
    """A rule as a page of Markdown."""
    language = "text" if rule.code.startswith(_IN_WORDS) else "yaml"
    wrong, right = (f"```{language}\n{chr(10).join(_shown(rule, lines))}\n```" for lines in (rule.wrong, rule.right))
    return "\n\n".join(
        (
            f"# {rule.code}: {rule.title}",
            rule.why,
            f"## Wrong\n\n{wrong}",
            f"## Right\n\n{right}",
            f"## Mend\n\n{_sentence(rule.mend)}",
            f"Severity: {rule.severity}. [All rules](../rules.md)\n",
        )
    )


def rule_text(rule: Rule) -> str:
    """The page of a rule as text for a terminal."""
    wrong, right = (textwrap.indent("\n".join(_shown(rule, lines)), "    ") for lines in (rule.wrong, rule.right))
    paragraphs = (
        _wrapped(f"{rule.code} ({rule.severity}): {rule.title}"),
        _wrapped(rule.why),
        f"Wrong:\n\n{wrong}",
        f"Right:\n\n{right}",
        _wrapped(f"Mend: {rule.mend}."),
    )
    return "\n\n".join(paragraphs) + "\n"


def rules_list(rules: Iterable[Rule]) -> str:
    """The rules as text for a terminal, a line each: code, severity, title."""
    return "".join(f"{rule.code}  {rule.severity:7}  {rule.title}\n" for rule in _sorted(rules))


def _sorted(rules: Iterable[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: rule.code)


def _shown(rule: Rule, lines: str) -> list[str]:
    """The lines of an example, with what nobody could see written as its code point; words are wrapped."""
    if rule.code.startswith(_IN_WORDS):
        return textwrap.wrap(lines, _WIDTH)
    return [printable(line) for line in lines.split("\n")]


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

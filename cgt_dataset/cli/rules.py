"""`cgt-dataset rules`: list every rule with its reason and its mend."""

from __future__ import annotations

import argparse

HELP = "list every rule with its reason and its mend, as Markdown"


def arguments(_: argparse.ArgumentParser) -> None:
    """None."""


def run(_: argparse.Namespace) -> int:
    """List every rule with its reason and its mend."""
    from ..build import RULES
    from ..findings import rules_page

    print(rules_page(RULES), end="")
    return 0

"""`cgt-dataset explain`: what a code means, with an example and the mend."""

from __future__ import annotations

import argparse

from .usage import Usage

HELP = "explain a rule: the reason, an example, the mend"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which rule."""
    parser.add_argument("code", metavar="CODE", help="the code of a rule, such as CGT108")


def run(options: argparse.Namespace) -> int:
    """Explain a rule."""
    from ..build import RULES
    from ..findings import did_you_mean, printable, rule_text

    rules = {rule.code: rule for rule in RULES}
    code = options.code.strip().upper()
    if code not in rules:
        guess = did_you_mean(code, rules)
        listed = ", ".join(sorted(rules))
        raise Usage(
            printable(f"there is no rule {options.code}{f' ({guess})' if guess else ''}; the rules are {listed}")
        )
    print(rule_text(rules[code]), end="")
    return 0

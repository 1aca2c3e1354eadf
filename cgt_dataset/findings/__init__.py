"""What is wrong, where, and how to mend it; and the forms in which that is printed."""

from .finding import Finding, Rule, Severity, closest, did_you_mean, in_order, printable
from .formats import as_github, as_json, as_sarif, as_text
from .pages import index_page, rule_page, rule_pages, rule_text, rules_list

__all__ = [
    "Finding",
    "Rule",
    "Severity",
    "as_github",
    "as_json",
    "as_sarif",
    "as_text",
    "closest",
    "did_you_mean",
    "in_order",
    "index_page",
    "printable",
    "rule_page",
    "rule_pages",
    "rule_text",
    "rules_list",
]

"""What is wrong, where, and how to mend it; and the forms in which that is printed."""

from .finding import Finding, Rule, Severity, did_you_mean, in_order, printable
from .pages import rules_page

__all__ = ["Finding", "Rule", "Severity", "did_you_mean", "in_order", "printable", "rules_page"]

"""What a change of the schema does to old and new records and tables, and how large a step of the versions it needs."""

from .comparison import Comparison, compare
from .edition import SUFFIX, TABLES_FILE, VOCABULARIES_FILE, Edition, NotASchema, edition
from .pages import rules_page
from .record_rules import RECORD_RULES
from .rules import Change, Rule
from .table_rules import TABLE_RULES, VOCABULARY_RULES
from .verdict import (
    WORST_FIRST,
    NoVersion,
    PackageBump,
    SchemaBump,
    Verdict,
    is_enough,
    meet,
    smallest_version,
)

RULES: tuple[Rule, ...] = (*RECORD_RULES, *TABLE_RULES, *VOCABULARY_RULES)
"""Every rule, in the order of the codes."""

__all__ = [
    "RULES",
    "SUFFIX",
    "TABLES_FILE",
    "VOCABULARIES_FILE",
    "WORST_FIRST",
    "Change",
    "Comparison",
    "Edition",
    "NoVersion",
    "NotASchema",
    "PackageBump",
    "Rule",
    "SchemaBump",
    "Verdict",
    "compare",
    "edition",
    "is_enough",
    "meet",
    "rules_page",
    "smallest_version",
]

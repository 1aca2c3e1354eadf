"""What must hold for a package on disk."""

from ..findings import Rule

_AGAIN = "build the package again, or get it again from where it came"

DESCRIPTOR = Rule(
    "CGT501", "datapackage.json describes the package", "Without it nobody knows what the files are.", _AGAIN
)
FILE = Rule(
    "CGT502",
    "every file is there, readable, inside the package, and described",
    "A file that is missing, strange or outside is not what was released.",
    _AGAIN,
)
HASH = Rule("CGT503", "files have the hash that the descriptor records", "A changed byte is a changed release.", _AGAIN)
COLUMNS = Rule(
    "CGT504", "tables have the columns and types that the descriptor records", "Queries rely on them.", _AGAIN
)
CONSTRAINT = Rule("CGT505", "values keep the constraints of their columns", "Filters and joins rely on them.", _AGAIN)
KEY = Rule("CGT506", "primary keys are unique", "A key that stands twice doubles rows in every join.", _AGAIN)
REFERENCE = Rule("CGT507", "foreign keys lead to rows", "A dangling key loses rows in every join.", _AGAIN)
CONTENT = Rule(
    "CGT508",
    "tables and package have the rows and the content hash that the descriptor records",
    "They say what was released.",
    _AGAIN,
)
EVIDENCE = Rule(
    "CGT509",
    "every value of every row has evidence, and all evidence a value",
    "A cell that nobody can look up must not be released.",
    _AGAIN,
)
SPAN = Rule(
    "CGT510",
    "every span is in the body of its text, with the recorded digest",
    "It proves each value to whoever holds the text.",
    "use the very text that the source describes, or curate the record anew",
)
RULES = (DESCRIPTOR, FILE, HASH, COLUMNS, CONSTRAINT, KEY, REFERENCE, CONTENT, EVIDENCE, SPAN)

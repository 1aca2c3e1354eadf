"""What must hold for a file before it is a record."""

from ..findings import Rule

UNREADABLE = Rule(
    "CGT001",
    "a record file can be read",
    "Records are regular files of at most 1 MiB. Links, pipes and devices would let a record reach outside its folder.",
    "put a regular, readable file in its place",
)
ENCODING = Rule(
    "CGT002",
    "a record file is UTF-8",
    "Names in many scripts survive only in one known encoding.",
    "save the file as UTF-8",
)
CHARACTER = Rule(
    "CGT003",
    "no forbidden characters",
    "Tabs, control characters, byte order marks and direction overrides look like something else than they are.",
    "delete the character, or write spaces for a tab",
)
SYNTAX = Rule(
    "CGT004",
    "the file is YAML",
    "What cannot be parsed cannot be checked.",
    "correct the YAML at this place",
)
DUPLICATE_KEY = Rule(
    "CGT005",
    "a key stands once",
    "Of two values under one key, one would be lost silently.",
    "delete one of the two",
)
ALIAS = Rule(
    "CGT006",
    "no anchors and aliases",
    "A value that stands elsewhere has no place of its own to point at, and aliases can swell without bound.",
    "write the value out",
)
TAG = Rule(
    "CGT007",
    "no tags",
    "The models say what type a value has; tags can make a parser build objects.",
    "delete the tag",
)
STRUCTURE = Rule(
    "CGT008",
    "a file holds one record: one mapping of fields",
    "One record a file keeps changes readable and places exact.",
    "make the file one mapping of fields",
)
KEY = Rule(
    "CGT012",
    "keys are the names of fields",
    "A number with a thousands comma in { } breaks into a value and a key.",
    "write the name of a field; a number is written without a comma, such as 1050",
)
NUMBER = Rule(
    "CGT009",
    "numbers are within 64 bits",
    "Larger numbers lose digits on the way into a table.",
    "write a smaller number, or quote it if it is text",
)
STRAY = Rule(
    "CGT010",
    "raw/ holds nothing but records",
    "A file in the wrong place or with the wrong ending would be passed over silently.",
    "move it to TABLE/ID.yaml, or out of the folder",
)
EMPTY = Rule(
    "CGT011",
    "raw/ holds records",
    "An empty dataset is never meant, and must not replace a good one.",
    "name the folder that holds the records",
)
RULES = (
    UNREADABLE,
    ENCODING,
    CHARACTER,
    SYNTAX,
    DUPLICATE_KEY,
    ALIAS,
    TAG,
    STRUCTURE,
    KEY,
    NUMBER,
    STRAY,
    EMPTY,
)

"""What must hold for a file before it is a record."""

from ..findings import Rule

UNREADABLE = Rule(
    "CGT001",
    "a record is an ordinary file that can be read",
    "What is in the dataset must be in its folder. A link shows a file that lies elsewhere, and that can change or "
    "vanish without anybody touching the dataset. The limit of 1 MiB is a hundred times what a long record needs.",
    "put an ordinary, readable file of at most 1 MiB in its place",
    wrong="raw/organizations/linked.yaml -> zilverling-holding.yaml",
    right="raw/organizations/zilverling-holding.yaml",
)
ENCODING = Rule(
    "CGT002",
    "a record is saved as UTF-8",
    "Names come in many scripts. UTF-8 is the one encoding that holds them all; read as UTF-8, a file that was "
    "saved otherwise loses letters, as the first of Île in the example. Editors on Windows and for Chinese often "
    "save otherwise.",
    "save the file as UTF-8",
    wrong="description: Makes vectors for \ufffdle-de-France.",
    right="description: Makes vectors for Île-de-France.",
)
CHARACTER = Rule(
    "CGT003",
    "a record has no tabs and no invisible characters",
    "They look like a space or like nothing, so that two names that look alike would differ; some turn the order of "
    "the letters around. They often come along with text that is copied from a web page or a PDF. The joiners U+200C "
    "and U+200D may stand between letters of the scripts that need them. The tab of the example is written \\u0009 to "
    "make it visible.",
    "delete the character, or write spaces for a tab",
    wrong="id:\tquillmoor-vectors",
    right="id: quillmoor-vectors",
)
SYNTAX = Rule(
    "CGT004",
    "a record is YAML",
    "A record is read by its signs: the colon after the name of a field, the hyphen before an item, the indent. A "
    'text that has ": " or " #" in it, or that begins with one of @ % * & ! " [ {, is taken for such a sign unless '
    "it stands in quotes.",
    "correct the YAML at this place; put text that has signs in it in quotes",
    wrong="description: Vectors: makes them.",
    right='description: "Vectors: makes them."',
)
DUPLICATE_KEY = Rule(
    "CGT005",
    "a field stands once",
    "Of two values of one field only one could be kept, and nobody would notice which one was lost.",
    "delete one of the two",
    wrong="kind: gmp_facility\nstatus: opened\nkind: industry_park",
    right="kind: gmp_facility\nstatus: opened",
)
ALIAS = Rule(
    "CGT006",
    "a value is written out where it stands",
    "YAML lets one value stand for another by a mark, &mark and *mark. Then a correction in one place changes others "
    "unseen, and each value must have its own place and its own evidence.",
    "write the value out; put text that begins with & or * in quotes",
    wrong="locality: *city",
    right="locality: Alkmaar",
)
TAG = Rule(
    "CGT007",
    "a value has no YAML tag",
    "A word after ! at the start of a value is a tag: an order to programs how to read it. What a value is, its field "
    "says; in a record, a tag is a text whose quotes were forgotten, or worse.",
    "delete the tag; put text that begins with ! in quotes",
    wrong="description: !Note that it makes vectors.",
    right="description: Makes vectors.",
)
STRUCTURE = Rule(
    "CGT008",
    "a file holds one record, as fields with values",
    "With one record in a file, the file's history is the record's history, and a finding can name the very place.",
    "write the fields of one record, each as name: value; give every other record a file of its own",
    wrong="- schema: organization/1\n  id: one\n- schema: organization/1\n  id: two",
    right="schema: organization/1\nid: quillmoor-vectors\nname: Quillmoor Vectors",
)
NUMBER = Rule(
    "CGT009",
    "a number is one that tables can hold",
    "A table keeps 64 bits for a number; of larger ones the last digits would be lost without a word. Infinity is no "
    "amount at all.",
    "correct the number, or put it in quotes if it is text",
    wrong="area:\n  value: 35000000000000000000",
    right="area:\n  value: 3500",
)
STRAY = Rule(
    "CGT010",
    "the folder of records holds nothing but records",
    "Only files named raw/TABLE/ID.yaml are read. Any other file would be passed over, and a record that is "
    "misnamed would be missing from the dataset without a word.",
    "name it TABLE/ID.yaml, or move it out of the folder",
    wrong="raw/organizations/zilverling-holding.yml",
    right="raw/organizations/zilverling-holding.yaml",
)
EMPTY = Rule(
    "CGT011",
    "the folder of records holds records",
    "Nobody means to publish an empty dataset. Mostly the wrong folder was named, and an empty package must not "
    "replace a good one.",
    "name the folder that holds the records",
    wrong="raw/ (empty)",
    right="raw/organizations/zilverling-holding.yaml",
)
KEY = Rule(
    "CGT012",
    "what stands before a colon is the name of a field",
    "Inside { } a comma ends a value. A number with a comma for thousands so breaks in two, here into value: 3 and "
    "a field named 500, and the figure would be wrong by a factor of a thousand.",
    "write the name of a field; a number is written without a comma, such as 1050",
    wrong='area: {value: 3,500, comparator: gt, unit: m2, as_stated: "more than 3,500 m2"}',
    right='area: {value: 3500, comparator: gt, unit: m2, as_stated: "more than 3,500 m2"}',
)
COMMENT = Rule(
    "CGT013",
    "a value is not cut off by a number sign",
    "In YAML what follows a space and # is a comment. Of a value such as Makes lot #1 only the first two words would "
    "be kept, and nobody would notice. A comment behind a value therefore begins with # and a space.",
    "put the text in quotes; if it is a comment, write a space after #",
    wrong="description: Makes vectors of lot #1 only.",
    right='description: "Makes vectors of lot #1 only."',
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
    NUMBER,
    STRAY,
    EMPTY,
    KEY,
    COMMENT,
)

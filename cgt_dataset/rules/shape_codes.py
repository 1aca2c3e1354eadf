"""What must hold for one record, taken by itself."""

from ..findings import Rule

MISSING = Rule(
    "CGT101",
    "what a record must say is there",
    "Some fields carry the rest: an area without its unit is no area, an agreement without its kind is in no list. "
    "Every other field may be left out when no source states it.",
    "add the field",
    wrong="area:\n  value: 3500\n  comparator: gt\n  as_stated: more than 3,500 m2",
    right="area:\n  value: 3500\n  comparator: gt\n  unit: m2\n  as_stated: more than 3,500 m2",
)
UNKNOWN = Rule(
    "CGT102",
    "a record has only the fields of its table",
    "A field whose name is misspelt, or that belongs to another table, has no column to go to; its value would be lost "
    "without a word.",
    "correct the name of the field, or delete the field",
    wrong="plase: nl-nh-alkmaar",
    right="place: nl-nh-alkmaar",
)
TYPE = Rule(
    "CGT103",
    "a value is what its field takes: text, a number, a list …",
    'Nothing is guessed. 2029 is a number and "2029" is text; a date is text, for it may be a year alone. An amount '
    "is a number alone, its unit has a field of its own.",
    "write the value as its field takes it: text in quotes, a number as digits alone, a list in [ ]",
    wrong="issued_on: 2029",
    right='issued_on: "2029"',
)
TERM = Rule(
    "CGT104",
    "a term is one of its vocabulary",
    "Whoever looks for CAR-T looks for one term, and finds nothing that is spelt otherwise. Each term of a "
    "vocabulary is defined in the table of terms; countries have their code of two letters, ISO 3166-1. A field "
    "…_open is true or left out.",
    "use a term of the vocabulary; where none fits, leave the field out and propose a term",
    wrong="technologies: [viral_vector, CAR-T]",
    right="technologies: [viral_vector, car_t]",
)
FORM = Rule(
    "CGT105",
    "a text has the form of its field",
    "Some texts are read by programs as well: ids, web addresses, languages, digests, pointers to values. An "
    "organization is named by its id, not by its name, for names change and repeat. All other text is one line "
    "without spaces at the ends.",
    "write it in the form of its field; an id is lower-case words joined by hyphens",
    wrong="parent: Zilverling Holding",
    right="parent: zilverling-holding",
)
LENGTH = Rule(
    "CGT106",
    "a text is not too long, and a list not empty",
    "A list that must have items says nothing without one: an organization has a name, evidence supports something. A "
    "summary that grows too long is a copy of the article, which belongs to its publisher.",
    "shorten the text, or add what is missing to the list",
    wrong="names: []",
    right="names:\n- text: Quillmoor Vectors\n  language: en\n  kind: as_stated",
)
RANGE = Rule(
    "CGT107",
    "a number is within the bounds of its field",
    "A text has no place before its beginning, and a number beyond nine thousand million million cannot be kept "
    "exactly. What is out of bounds is a slip of the hand.",
    "correct the number",
    wrong="start: -201\nend: 219",
    right="start: 201\nend: 219",
)
DATE = Rule(
    "CGT108",
    "a date is written in EDTF, as exactly as the source states it",
    'A source that says "in June 2021" states a month; a day would be ours. In EDTF (ISO 8601-2) a year, a month, a '
    "quarter and a span of time are dates as well, and every one of them can be sorted.",
    'write "2021" (in quotes), 2021-06, 2021-06-21, 2021-33 (a quarter), 2021-40 (a half-year), 2021/2023 (from, to) '
    'or "[2023-01-01..2023-04-28]" (a day between, in quotes)',
    wrong="signed_on: 12 March 2031",
    right="signed_on: 2031-03-12",
)
REPEATED = Rule(
    "CGT109",
    "nothing stands twice in a list",
    "It would be counted twice, and the second is mostly something else that was meant.",
    "delete one of the two, or write what was meant",
    wrong="technologies: [viral_vector, car_t, viral_vector]",
    right="technologies: [viral_vector, car_t]",
)
EXACTLY_ONE = Rule(
    "CGT110",
    "one thing is given in one way",
    'Where the source names a party, organization is its id. Where the source only describes it ("a hospital in '
    'Haarlem"), described_as keeps the description, and who it was stays open. Both together would identify a party '
    "that the source does not. So with the member of a mention, the bearer of words or of a figure: one is given.",
    "keep the one that the source gives, and delete the others",
    wrong="- described_as: a hospital in Haarlem\n  organization: zilverling-holding\n  role: partner",
    right="- described_as: a hospital in Haarlem\n  role: partner",
)
DATE_ORDER = Rule(
    "CGT111",
    "what comes later has the later date",
    "An agreement does not end before it is signed, nor does a regulation expire before it is issued. One of the "
    "two dates was misread, or belongs to something else.",
    "look both dates up in the source",
    wrong="signed_on: 2031-03-12\nended_on: 2031-03-11",
    right="signed_on: 2031-03-12\nended_on: 2033-03-11",
)
QUANTITY = Rule(
    "CGT112",
    "an amount has a second number only when it lies between two",
    '"More than 3,500" has one number, "3,500 to 4,000" has two, the smaller one first. With any other comparator a '
    "second number has no meaning.",
    "give upper only with comparator between, and above value",
    wrong="area:\n  value: 3500\n  comparator: gt\n  upper: 4000",
    right="area:\n  value: 3500\n  comparator: gt",
)
SUBDIVISION = Rule(
    "CGT113",
    "a province or state is one of its country",
    "The codes of ISO 3166-2 begin with the country. A code of another country than that in which the place lies, or "
    "of another kind of place, puts all that lies there on the wrong map.",
    "give country and subdivision that belong together",
    wrong="kind: province\nparent: nl\niso_code: BE-VAN",
    right="kind: province\nparent: nl\niso_code: NL-NH",
)
SPAN_ORDER = Rule(
    "CGT114",
    "a span begins before it ends, inside its text",
    "start and end are the two places in the text between which the words stand, both counted in characters from the "
    "beginning of the text; end is not the length of the span. A span without words supports nothing.",
    "look both places up in the text",
    wrong="start: 201\nend: 18",
    right="start: 201\nend: 219",
)
NOTE = Rule(
    "CGT115",
    "what is inferred or computed says how",
    "A reader who sees a value that the words do not state must be able to follow how it was got, and to disagree.",
    "add a note that says from what the value was got, and how",
    wrong="supports: [/effective_on]\n# …\nderivation: inferred\nassertion: stated",
    right="supports: [/effective_on]\n# …\nderivation: inferred\nassertion: stated\n"
    "note: Last year is 2030 in an article of 2031.",
)
BEARER = Rule(
    "CGT116",
    "what somebody says is not stated as plain fact",
    "An article states some things itself and reports others as somebody's words. Who reads the dataset must see the "
    "difference: words of somebody are quoted, claimed, planned or expected, and asserted_by says whose they are.",
    "choose quoted, claimed, planned or expected; or delete asserted_by where the article itself says it",
    wrong="assertion: stated\nasserted_by: {person: ada-brink}",
    right="assertion: quoted\nasserted_by: {person: ada-brink}",
)
DATE_BASIS = Rule(
    "CGT117",
    "a date of publication says how it is known",
    '"Last September" in an article is resolved from the date of the article. Whether that date is printed in it or '
    "read from its web address decides how far all those dates can be trusted.",
    "give both published_on and published_on_basis, or neither",
    wrong="published_on: 2031-03-14\nurl: https://gazette.example/2031/0314/cell-works.html",
    right="published_on: 2031-03-14\npublished_on_basis: dateline\n"
    "url: https://gazette.example/2031/0314/cell-works.html",
)
DISPLAY_NAME = Rule(
    "CGT118",
    "the name shown is one of the names that sources use",
    "Each of the names has its evidence. A short form or a spelling that no source uses would be a name of our making.",
    "choose one of names, or add the name with its evidence",
    wrong="name: Quillmoor\nnames:\n- text: Quillmoor Vectors",
    right="name: Quillmoor Vectors\nnames:\n- text: Quillmoor Vectors",
)
SCHEMA = Rule(
    "CGT119",
    "a record says by which schema it is read",
    "The fields of a table change over the years. The first line of a record says which table it belongs to and which "
    "version of its fields it uses, so that an old record is still read rightly.",
    "write the schema of the table, such as organization/2",
    wrong="schema: organisation/2",
    right="schema: organization/2",
)
STANCE = Rule(
    "CGT120",
    "words that contradict a value say what they say instead",
    "Sources that disagree both stay. Whoever reads the value must see what the other source says and why the record "
    "keeps its value all the same; words that bear a value out have nothing to say instead.",
    "with stance contradicts give says and outweighed_by; without it give neither",
    wrong="assertion: stated\nstance: contradicts\nsays: three thousand five hundred square metres",
    right="assertion: stated\nstance: contradicts\nsays: three thousand five hundred square metres\n"
    "outweighed_by: first_hand",
)
MIGRATION = Rule(
    "CGT121",
    "a record of an older schema has one meaning in the present one",
    "Records of older schemas are read as records of the present one: their places, products and bearers become "
    "records of their own. Where two of them would become one record and say different things of it, nobody but a "
    "curator can say which is right.",
    "correct what one of the two records says, or write the two as records of the present schema",
    wrong="# raw/regulations/bergen-notice.yaml\napplies_in:\n- {place: Bergen, country: NL, kind: city}\n"
    "# raw/regulations/bergen-plan.yaml\napplies_in:\n- {place: Bergen, country: NL, kind: district}",
    right="# raw/regulations/bergen-notice.yaml\napplies_in:\n- {place: Bergen, country: NL, kind: city}\n"
    "# raw/regulations/bergen-plan.yaml\napplies_in:\n- {place: Bergen, country: NL, kind: city}",
)
RULES = (
    MISSING,
    UNKNOWN,
    TYPE,
    TERM,
    FORM,
    LENGTH,
    RANGE,
    DATE,
    REPEATED,
    EXACTLY_ONE,
    DATE_ORDER,
    QUANTITY,
    SUBDIVISION,
    SPAN_ORDER,
    NOTE,
    BEARER,
    DATE_BASIS,
    DISPLAY_NAME,
    SCHEMA,
    STANCE,
    MIGRATION,
)

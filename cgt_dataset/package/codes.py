"""What must hold for a package on disk."""

from ..findings import Rule

_AGAIN = "build the package again, or get it again from where it came"

DESCRIPTOR = Rule(
    "CGT501",
    "the package has its descriptor, datapackage.json",
    "The descriptor says which tables there are, what their columns mean, and by which hashes they are known. "
    "Without it, or with a damaged one, nothing in the package can be relied on.",
    _AGAIN,
    wrong="datapackage.json is missing, cut off, or edited so that it no longer has its form.",
    right="datapackage.json is the file that the build wrote.",
)
FILE = Rule(
    "CGT502",
    "the files of the package are those that the descriptor names",
    "A file that is missing, damaged or lies elsewhere takes its table with it; a file that nobody described is not "
    "part of the release, whatever its name suggests.",
    _AGAIN,
    wrong="agreements.parquet was deleted; a spreadsheet was saved into the folder of the package.",
    right="The folder holds datapackage.json, croissant.json, README.md and the Parquet files that it names, and "
    "nothing else.",
)
HASH = Rule(
    "CGT503",
    "a file is, byte for byte, the one that was released",
    "The hash is the file's fingerprint. If it differs, the file is not the one that others cite under this "
    "version, be it by a broken download or by a change.",
    _AGAIN,
    wrong="facilities.parquet was opened in another program and saved again.",
    right="facilities.parquet is the file that the build wrote; what you change, you save elsewhere.",
)
COLUMNS = Rule(
    "CGT504",
    "a table has the columns and types that the descriptor names",
    "Queries and programs name columns and count on dates being dates and numbers being numbers.",
    _AGAIN,
    wrong="The table agreements lacks the column signed_on_from, or holds it as text.",
    right="The table agreements has the column signed_on_from, and it holds dates.",
)
CONSTRAINT = Rule(
    "CGT505",
    "a value is one that its column allows",
    "A column may ask for a value in every row, for a term of a vocabulary, or for a number within bounds. Filters "
    "count on it: a status that is no term is found by no filter.",
    _AGAIN,
    wrong="A row of agreements has the status sined.",
    right="A row of agreements has the status signed.",
)
KEY = Rule(
    "CGT506",
    "a table has one row for each key",
    "The key tells rows apart. Where a key stands twice, every join counts the row twice, and so does every sum.",
    _AGAIN,
    wrong="Two rows of organizations have the id cytiva.",
    right="One row of organizations has the id cytiva.",
)
REFERENCE = Rule(
    "CGT507",
    "a reference leads to a row",
    "A reference that leads nowhere drops its row from every join: a party without an organization is missing from "
    "every list of who works with whom.",
    _AGAIN,
    wrong="A row of agreement_parties names the organization cytiva; organizations has no such row.",
    right="A row of agreement_parties names the organization cytiva, which is a row of organizations.",
)
CONTENT = Rule(
    "CGT508",
    "tables have the rows that were released",
    "The number of rows and the hash of the content say what was released, however the files were written. If they "
    "differ, values were changed, added or lost.",
    _AGAIN,
    wrong="The descriptor says 33 rows, the table organizations has 32.",
    right="The descriptor says 33 rows, and the table organizations has these 33.",
)
EVIDENCE = Rule(
    "CGT509",
    "every value of a table has its evidence, and all evidence its value",
    "The promise of the dataset is that each value can be looked up. A value without evidence cannot be cited, and "
    "evidence without a value belongs to something that was lost.",
    _AGAIN,
    wrong="A facility has the status opened; no row of evidence supports this status.",
    right="A facility has the status opened; a row of evidence gives the span of the article that says so.",
)
SPAN = Rule(
    "CGT510",
    "every span of evidence lies in its article, with its words unchanged",
    "A span is two positions in the article and a digest of the words between them. Whoever holds the article can "
    "so check that these very words are there; words outside the body, such as captions, are no evidence.",
    "use the very text that the source describes, or curate the record anew",
    wrong="The article was downloaded again, its menu at the top is longer, and the span now begins in the middle of a "
    "word.",
    right="The article is the text that was curated, and the span is the words that state the value.",
)
CROISSANT = Rule(
    "CGT511",
    "croissant.json says what datapackage.json says",
    "Search engines and tools of machine learning read croissant.json alone. Where it names other files, hashes, "
    "columns or keys than the descriptor, two people who look at one release see two datasets.",
    _AGAIN,
    wrong="croissant.json calls the column signed_on_from of agreements a text; in datapackage.json it is a date.",
    right="Both say that the column signed_on_from of agreements is a date.",
)
FROZEN = Rule(
    "CGT601",
    "what was released stays as it is",
    "Others cite a release and check against its schema. A file of it that changes afterwards, by however little, "
    "makes their citation say something else.",
    "put the released file back; a correction is a new release",
    wrong="A term is taken out of schemas/v1/vocabularies.json after schema 1 was released.",
    right="schemas/v1/vocabularies.json is the file that releases/lock.json names; the change is in schemas/v2.",
)
STEP = Rule(
    "CGT602",
    "the version says how much has changed",
    "Whoever takes a minor release over expects that records and queries go on working. The comparison of the schemas "
    "decides how large the step is, not the person who releases.",
    "make the version high enough, or take the change back",
    wrong="A term is removed from a vocabulary, or a column is renamed, and the version goes from 2.0.0 to 2.1.0.",
    right="The schema gets the number 3 and the version goes from 2.0.0 to 3.0.0.",
)
LOST_ID = Rule(
    "CGT603",
    "an id once released never vanishes",
    "Ids stand in other people's reports and databases. A record that is merged into another or withdrawn leaves a "
    "tombstone, so that they learn where it went and why.",
    "put a tombstone in the place of the record",
    wrong="raw/organizations/quillmoor.yaml, released in 1.0.0, is deleted.",
    right="raw/organizations/quillmoor.yaml is a tombstone with merged_into: quillmoor-vectors and a reason.",
)
FLOOR = Rule(
    "CGT604",
    "no table loses rows unseen",
    "An export that came out half empty looks like any other. A table that shrinks stops the release until somebody "
    "states, with the reason, how many rows it may lose.",
    "find out where the rows went, or state the allowance with its reason in cgt_dataset/release.py",
    wrong="The table regulation_issuers has 9 rows; the release before had 12, and no allowance is stated.",
    right="The table regulation_issuers has 12 rows or more, or an allowance of 3 is stated with its reason.",
)
DAMAGED_RELEASE = Rule(
    "CGT605",
    "earlier releases can be read",
    "What a release is compared with must be there. A lock file or an archive that is damaged hides every change.",
    "take the file from the history of the project",
    wrong="releases/lock.json was cut off by a merge.",
    right="releases/lock.json is as the release wrote it.",
)
RULES = (
    DESCRIPTOR,
    FILE,
    HASH,
    COLUMNS,
    CONSTRAINT,
    KEY,
    REFERENCE,
    CONTENT,
    EVIDENCE,
    SPAN,
    CROISSANT,
    FROZEN,
    STEP,
    LOST_ID,
    FLOOR,
    DAMAGED_RELEASE,
)

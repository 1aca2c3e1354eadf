"""Every value has evidence, and every span is a span of the body of its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..findings import Rule, closest
from ..schema import Evidence, Record, Source, values
from ..schema.base import Model
from ..schema.v2.vocabularies import Stance
from ..texts import digest
from .violation import UNKNOWN, Context, Records, Violation

UNSUPPORTED = Rule(
    "CGT301",
    "every value has evidence",
    "Every value can be looked up: that is what this dataset is for. A value that no words of a source support "
    "cannot be cited, and may be what somebody knew from elsewhere.",
    "add an evidence item that supports it, or delete the value",
    wrong="status: opened\n# …\nevidence:\n# …\n- source: invented-article\n  supports: [/opened_on]",
    right="status: opened\n# …\nevidence:\n# …\n- source: invented-article\n  supports: [/status, /opened_on]",
)
POINTLESS = Rule(
    "CGT302",
    "evidence points at values that the record has",
    "A pointer that leads nowhere is mostly misspelt, and the value that was meant is left without evidence. A name "
    "and an amount are one value each, /names/0 and /area; items of a list count from 0; id, schema and notes need "
    "no evidence.",
    "correct the pointer, or delete it",
    wrong="supports: [/name, /names/0, /place, /plce]",
    right="supports: [/name, /names/0, /place]",
)
OUTSIDE_BODY = Rule(
    "CGT303",
    "evidence lies in the body of the article",
    "Captions, contact blocks and lists of other articles are not what the article reports; they are often older, "
    "or about something else. Only what a source says of itself, such as its publisher, may stand outside its body.",
    "find the words in the body with `cgt-dataset cite`, or delete the value",
    wrong="# raw/sources/invented-article.yaml\nbody_start: 74\nbody_end: 870\n"
    "# raw/organizations/quillmoor-vectors.yaml\nsupports: [/name, /names/0]\nstart: 928\nend: 945",
    right="# raw/sources/invented-article.yaml\nbody_start: 74\nbody_end: 870\n"
    "# raw/organizations/quillmoor-vectors.yaml\nsupports: [/name, /names/0]\nstart: 242\nend: 259",
)
BEYOND_TEXT = Rule(
    "CGT304",
    "evidence lies in the text of its source",
    "Words that would stand after the end of the text were looked up in another text, or the places were mistyped.",
    "look the words up with `cgt-dataset cite`, in the text of the source that the evidence names",
    wrong="# raw/sources/invented-article.yaml\ntext_length: 969\n"
    "# raw/organizations/zilverling-holding.yaml\nstart: 201\nend: 970",
    right="# raw/sources/invented-article.yaml\ntext_length: 969\n"
    "# raw/organizations/zilverling-holding.yaml\nstart: 201\nend: 219",
)
TEXT = Rule(
    "CGT305",
    "the text at hand is the text that the source describes",
    "The places of all evidence are counted in one text. One line more at its top, another line end or a corrected "
    "letter, and every place after it is off. The length and the digest of the text tell whether it is the same.",
    "use the text that was curated, or curate the source anew",
    wrong="# articles/invented-article.txt\nMenu\nThe Invented Gazette | https://gazette.example/2031/0314/cell-works.html",
    right="# articles/invented-article.txt\nThe Invented Gazette | https://gazette.example/2031/0314/cell-works.html",
)
DIGEST = Rule(
    "CGT306",
    "the words of evidence are those that the curator saw",
    "The digest is a fingerprint of the words. If the words between start and end have another one, the places are "
    "off, often by one, since the character at end does not belong to the words, or the digest is of other words.",
    "look the words up with `cgt-dataset cite`, which writes their places and their digest",
    wrong="start: 201\nend: 218\nsha256: d9066816cfe63dc7370144cdb9f13272aba720e0896e442f72be811e95b4762b",
    right="start: 201\nend: 219\nsha256: d9066816cfe63dc7370144cdb9f13272aba720e0896e442f72be811e95b4762b",
)
_NEAR = 30
"""How far around a span the words of its digest are looked for."""
_FEW = 3
"""How many values without evidence are named one by one where a record has no evidence at all."""
RULES = (UNSUPPORTED, POINTLESS, OUTSIDE_BODY, BEYOND_TEXT, TEXT, DIGEST)


def check_support(context: Context) -> Iterator[Violation]:
    """Values without evidence, and evidence without a value."""
    for record in context.records:
        needed = [pointer for pointer, _ in values(record)]
        supported: set[str] = set()
        for index, item in proofs(record):
            if getattr(item, "stance", Stance.supports) is not Stance.contradicts:  # in schema 1 none does
                supported.update(item.supports)
            for position, pointer in enumerate(item.supports):
                if pointer not in needed and pointer is not UNKNOWN and not _leads_into_unknown(record, pointer):
                    meant = closest(pointer, needed, cutoff=0.75)
                    supported.add(meant or "")  # the slip has its finding; what was meant is not told to lack evidence
                    yield _pointless(record, f"/evidence/{index}/supports/{position}", pointer, meant)
        for pointer in needed:
            if pointer not in supported:
                yield _unsupported(record, pointer)


def grouped(violations: Iterable[Violation], records: Records) -> Iterator[Violation]:
    """The violations, with one for all values of a record that has no evidence at all."""
    bare: dict[str, list[Violation]] = {}
    for violation in violations:
        if violation.rule is UNSUPPORTED:
            bare.setdefault(violation.record, []).append(violation)
        else:
            yield violation
    for where, lacking in bare.items():
        table, _, identifier = where.partition("/")
        if len(lacking) <= _FEW or records.by_id[table, identifier].evidence:
            yield from lacking
            continue
        first = ", ".join(violation.pointer for violation in lacking[:_FEW])
        message = f"there is no evidence: nothing supports {first} and {len(lacking) - _FEW} more"
        yield replace(lacking[0], pointer="", message=message)


def proofs(record: Record) -> Iterator[tuple[int, Evidence]]:
    """The evidence items with their places; of a draft, those of which something is known."""
    return ((index, item) for index, item in enumerate(record.evidence) if isinstance(item, Model))


def _pointless(record: Record, at: str, pointer: str, meant: str | None) -> Violation:
    where = f"{record.table}/{record.id}"
    name = pointer[1:].partition("/")[0]
    if pointer == f"/{name}" and name in type(record).model_fields and getattr(record, name) in (None, ()):
        mend = f"give {name} its value, or delete the pointer"
        return Violation(POINTLESS, where, at, f"{name} is empty, there is nothing to support", mend)
    message = f"{pointer} is no value of this record that needs evidence"
    return Violation(POINTLESS, where, at, message, f"did you mean '{meant}'?" if meant else POINTLESS.mend)


def _leads_into_unknown(record: Record, pointer: str) -> bool:
    """Whether a pointer leads to a part of a draft that could not be read."""
    name, _, inside = pointer[1:].partition("/")
    held, index = getattr(record, name, ()), inside.partition("/")[0]
    return isinstance(held, tuple) and index.isdecimal() and held[int(index) : int(index) + 1] == (UNKNOWN,)


def _unsupported(record: Record, pointer: str) -> Violation:
    where = f"{record.table}/{record.id}"
    return Violation(UNSUPPORTED, where, pointer, f"nothing supports {pointer}", _mend_of_none(record, pointer))


def _mend_of_none(record: Record, pointer: str) -> str:
    sources = {item.source for _, item in proofs(record) if isinstance(item.source, str)}
    source = sources.pop() if len(sources) == 1 else "SOURCE"
    command = _cite(source, f"--into {record.table}/{record.id} --field {pointer}")
    return f"support it: {command}, or delete the value"


def _cite(source: str, options: str = "") -> str:
    """The command that looks words up."""
    return f'cgt-dataset cite {source} "words"' + (f" {options}" if options else "")


def check_spans(context: Context) -> Iterator[Violation]:
    """Spans outside the body or the text, and words that are not those that the digest is of."""
    for record in context.records:
        if isinstance(record, Source):
            yield from _check_text(record, context.texts.get(record.id), context.texts.problems.get(record.id))
    for record in context.records:
        for index, item in proofs(record):
            source = context.source(item)
            if source is not None:
                yield from _check_span(record, f"/evidence/{index}", item, source, context.text(source))


def _check_text(source: Source, text: str | None, problem: str | None) -> Iterator[Violation]:
    where = f"sources/{source.id}"
    if problem is not None:
        yield Violation(TEXT, where, "/id", f"the text of {source.id} {problem}", TEXT.mend)
    if text is None:
        return
    actual = digest(text)
    same = source.text_sha256 is UNKNOWN or actual == source.text_sha256
    if source.text_length is not UNKNOWN and len(text) != source.text_length:
        message = f"the text at hand has {len(text)} characters, not {source.text_length}"
        mend = f"{TEXT.mend} (text_length: {len(text)}, text_sha256: {actual})"
        if source.text_sha256 is not UNKNOWN and same:
            mend = f"its digest is the one described: write text_length: {len(text)}"
        yield Violation(TEXT, where, "/text_length", message, mend)
    elif not same:
        mend = f"{TEXT.mend} (text_sha256: {actual}, text_length: {len(text)})"
        yield Violation(TEXT, where, "/text_sha256", "the text at hand has another digest", mend)
    else:
        for index, passage in enumerate(source.left_out):
            spanned = isinstance(passage, Model) and UNKNOWN not in (passage.start, passage.end, passage.sha256)
            if spanned and digest(text[passage.start : passage.end]) != passage.sha256:
                message = f"the words at [{passage.start}, {passage.end}) have another digest"
                yield Violation(DIGEST, where, f"/left_out/{index}/sha256", message, DIGEST.mend)


def _check_span(record: Record, at: str, item: Evidence, source: Source, text: str | None) -> Iterator[Violation]:
    """One span; of a draft, as far as its places and those of the source are known."""
    where = f"{record.table}/{record.id}"
    if item.end <= item.start:
        return  # it is none, which has its own finding
    if item.end > source.text_length:
        message, mend = f"the text of {source.id} ends at {source.text_length}", f"look it up: {_cite(source.id)}"
        yield Violation(BEYOND_TEXT, where, f"{at}/end", message, mend)
        return
    of_itself = record is source
    if not of_itself and _lies_outside(item, source):
        start, end = source.body_start, source.body_end
        message = f"the span lies outside the body of {source.id}, [{start}, {end})"
        mend = f"find the words in the body: {_cite(source.id)}, or delete the value"
        yield Violation(OUTSIDE_BODY, where, f"{at}/start", message, mend)
    elif text is None or UNKNOWN in (item.start, item.end, item.sha256):
        return
    elif digest(text[item.start : item.end]) != item.sha256:
        message = f"the words at [{item.start}, {item.end}) have another digest"
        yield Violation(DIGEST, where, f"{at}/sha256", message, _digest_mend(text, item))


def _lies_outside(item: Evidence, source: Source) -> bool:
    """Whether a span begins before the body or ends after it; a body that ends before it begins is none."""
    if source.body_end <= source.body_start:
        return False
    return any(place < source.body_start or place > source.body_end for place in (item.start, item.end))


def _digest_mend(text: str, item: Evidence) -> str:
    """Where the words are that the digest is of, when they begin or end near."""
    starts = range(max(item.start - _NEAR, 0), item.start + _NEAR + 1)
    for start in sorted(starts, key=lambda start: abs(start - item.start)):
        for end in sorted(range(item.end - _NEAR, item.end + _NEAR + 1), key=lambda end: abs(end - item.end)):
            if start < end <= len(text) and digest(text[start:end]) == item.sha256:
                return f"the words of this digest stand at start: {start}, end: {end}"
    return f"look the words up: {_cite(item.source)}"

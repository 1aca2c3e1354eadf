"""Every value has evidence, and every span is a span of the body of its source."""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Rule, did_you_mean
from ..schema import Evidence, Record, Source, values
from ..texts import digest
from .violation import Context, Violation

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
    wrong="supports: [/name, /names/0, /locality, /localty]",
    right="supports: [/name, /names/0, /locality]",
)
OUTSIDE_BODY = Rule(
    "CGT303",
    "evidence lies in the body of the article",
    "Captions, contact blocks and lists of other articles are not what the article reports; they are often older, "
    "or about something else. Only what a source says of itself, such as its publisher, may stand outside its body.",
    "find the words in the body, or delete the value",
    wrong="# raw/sources/invented-article.yaml\nbody_start: 74\nbody_end: 870\n"
    "# raw/organizations/quillmoor-vectors.yaml\nsupports: [/name, /names/0]\nstart: 928\nend: 945",
    right="# raw/sources/invented-article.yaml\nbody_start: 74\nbody_end: 870\n"
    "# raw/organizations/quillmoor-vectors.yaml\nsupports: [/name, /names/0]\nstart: 242\nend: 259",
)
BEYOND_TEXT = Rule(
    "CGT304",
    "evidence lies in the text of its source",
    "Words that would stand after the end of the text were looked up in another text, or the places were mistyped.",
    "look both places up in the text of the source that the evidence names",
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
    "look the words up in the text and write their places and their digest",
    wrong="start: 201\nend: 218\nsha256: d9066816cfe63dc7370144cdb9f13272aba720e0896e442f72be811e95b4762b",
    right="start: 201\nend: 219\nsha256: d9066816cfe63dc7370144cdb9f13272aba720e0896e442f72be811e95b4762b",
)
RULES = (UNSUPPORTED, POINTLESS, OUTSIDE_BODY, BEYOND_TEXT, TEXT, DIGEST)


def check_support(context: Context) -> Iterator[Violation]:
    """Values without evidence, and evidence without a value."""
    for record in context.records:
        where = f"{record.table}/{record.id}"
        needed = [pointer for pointer, _ in values(record)]
        supported = {pointer for item in record.evidence for pointer in item.supports}
        for pointer in needed:
            if pointer not in supported:
                yield unsupported(where, pointer)
        for index, item in enumerate(record.evidence):
            for position, pointer in enumerate(item.supports):
                if pointer not in needed:
                    message = f"{pointer} is no value of this record that needs evidence"
                    mend = did_you_mean(pointer, needed) or POINTLESS.mend
                    yield Violation(POINTLESS, where, f"/evidence/{index}/supports/{position}", message, mend)


def unsupported(where: str, pointer: str) -> Violation:
    """A value without evidence."""
    return Violation(UNSUPPORTED, where, pointer, f"nothing supports {pointer}", UNSUPPORTED.mend)


def check_spans(context: Context) -> Iterator[Violation]:
    """Spans outside the body or the text, and words that are not those that the digest is of."""
    good = {}
    for record in context.records:
        if isinstance(record, Source):
            violations = list(_check_text(record, context.texts.get(record.id), context.texts.problems.get(record.id)))
            yield from violations
            good[record.id] = context.texts.get(record.id) if not violations else None
    for record in context.records:
        for index, item in enumerate(record.evidence):
            source = context.records.by_id.get(("sources", item.source))
            if isinstance(source, Source):
                yield from _check_span(record, f"/evidence/{index}", item, source, good[item.source])


def _check_text(source: Source, text: str | None, problem: str | None) -> Iterator[Violation]:
    where = f"sources/{source.id}"
    if problem is not None:
        yield Violation(TEXT, where, "/id", f"the text of {source.id} {problem}", TEXT.mend)
    if text is None:
        return
    if len(text) != source.text_length:
        message = f"the text at hand has {len(text)} characters, not {source.text_length}"
        yield Violation(TEXT, where, "/text_length", message, TEXT.mend)
    elif digest(text) != source.text_sha256:
        yield Violation(TEXT, where, "/text_sha256", "the text at hand has another digest", TEXT.mend)


def _check_span(record: Record, at: str, item: Evidence, source: Source, text: str | None) -> Iterator[Violation]:
    where = f"{record.table}/{record.id}"
    if item.end > source.text_length:
        message = f"the text of {source.id} ends at {source.text_length}"
        yield Violation(BEYOND_TEXT, where, f"{at}/end", message, BEYOND_TEXT.mend)
        return
    of_itself = record is source
    if not of_itself and not source.body_start <= item.start < item.end <= source.body_end:
        message = f"the span lies outside the body of {source.id}, [{source.body_start}, {source.body_end})"
        yield Violation(OUTSIDE_BODY, where, f"{at}/start", message, OUTSIDE_BODY.mend)
    if text is not None and digest(text[item.start : item.end]) != item.sha256:
        message = f"the words at [{item.start}, {item.end}) have another digest"
        yield Violation(DIGEST, where, f"{at}/sha256", message, DIGEST.mend)

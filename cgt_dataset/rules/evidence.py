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
    "A value that nobody can look up is worth nothing to somebody who must cite it.",
    "add an evidence item that supports it, or delete the value",
)
POINTLESS = Rule(
    "CGT302",
    "evidence points at values",
    "Evidence for nothing hides that the value meant has none.",
    "correct the pointer",
)
OUTSIDE_BODY = Rule(
    "CGT303",
    "evidence lies in the body of the article",
    "Captions, contact blocks and lists of other articles are not the article. Only a source's own metadata may come "
    "from there.",
    "find the words in the body, or delete the value",
)
BEYOND_TEXT = Rule(
    "CGT304",
    "evidence lies in the text of its source",
    "A span beyond the end of the text is a span of another text.",
    "look the offsets up in the text",
)
TEXT = Rule(
    "CGT305",
    "the text at hand is the text that the source describes",
    "Offsets are good for one text only, to the character.",
    "use the right text, or curate the source anew",
)
DIGEST = Rule(
    "CGT306",
    "the words have the digest that the evidence records",
    "The digest proves that the span is the one that the curator saw.",
    "look the words up in the text and write their offsets and digest",
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
                yield Violation(UNSUPPORTED, where, pointer, f"nothing supports {pointer}", UNSUPPORTED.mend)
        for index, item in enumerate(record.evidence):
            for position, pointer in enumerate(item.supports):
                if pointer not in needed:
                    message = f"{pointer} is no value of this record that needs evidence"
                    mend = did_you_mean(pointer, needed) or POINTLESS.mend
                    yield Violation(POINTLESS, where, f"/evidence/{index}/supports/{position}", message, mend)


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

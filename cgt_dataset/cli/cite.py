"""`cgt-dataset cite`: find words in a text and give the evidence item for them."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..files import listed
from ..findings import Finding, did_you_mean, printable
from ..texts import Texts, digest, find
from .arguments import add_articles, article_texts
from .new import record_path
from .printing import report, say
from .usage import Usage

if TYPE_CHECKING:
    from ..curation import Document

HELP = "find words in the text of a source and give the evidence item for them"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words, what is said of them, and where the item goes."""
    parser.add_argument("source", metavar="SOURCE", help="the id of the source")
    parser.add_argument("words", metavar="WORDS", help="the words, as the text has them")
    add_articles(parser)
    parser.add_argument("--raw", type=Path, default=Path("raw"), metavar="DIR", help="folder of records (default: raw)")
    parser.add_argument("--nth", type=int, metavar="N", help="which place, from 1, where the words stand several times")
    parser.add_argument("--field", action="append", default=[], metavar="/FIELD", help="a value that they support")
    parser.add_argument("--derivation", default="verbatim", metavar="TERM", help="default: verbatim")
    parser.add_argument("--assertion", default="stated", metavar="TERM", help="default: stated")
    parser.add_argument("--by", metavar="TABLE/ID", help="who says it: a record of people, organizations or mentions")
    parser.add_argument("--note", help="why, in your words")
    parser.add_argument("--into", metavar="TABLE/ID", help="write the item into this record, or its file")


def run(options: argparse.Namespace) -> int:
    """Give the evidence item for words of a text, or write it into a record."""
    from ..curation.citing import evidence_item
    from ..curation.formatting import item_lines

    _check_terms(options)
    options.field = list(dict.fromkeys(f"/{field.removeprefix('/')}" for field in options.field))
    into = None if options.into is None else _record(options.raw, options.into)
    by = None if options.by is None else _bearer(options.raw, options.by)
    texts = article_texts(options)
    text = _text(texts, options.source)
    spans = find(text, options.words)
    if not spans:
        return _show_near(text, options)
    if options.nth is None and len(spans) > 1:
        return _show_places(text, spans, options.source)
    number = 1 if options.nth is None else options.nth
    if not 1 <= number <= len(spans):
        raise Usage(f"--nth {number}: the words stand in {len(spans)} place{'s' if len(spans) > 1 else ''}")
    span = spans[number - 1]
    stated = {"supports": options.field, "derivation": options.derivation}
    stated |= {"assertion": options.assertion, "asserted_by": by, "note": options.note}
    item = evidence_item(options.source, text, span, **stated)
    _check_item(item)
    for remark in _remarks(options, text, span, of_itself=into == ("sources", options.source)):
        say(f"warning: {remark}")
    if into is None:
        print("\n".join(item_lines(item)))
        return 0
    return _write_into(options.raw, into, item, texts)


def _record(raw: Path, into: str) -> tuple[str, str]:
    """Table and id of the record that is named by them, or by the path of its file."""
    path = Path(into)
    if path.suffix == ".yaml":
        if len(path.parts) > 2 and Path(os.path.abspath(path)).parents[1] != Path(os.path.abspath(raw)):  # noqa: PTH100
            raise Usage(f"{printable(into)} does not lie in {raw} (--raw DIR)")
        return path.parent.name, path.stem
    table, _, identifier = into.partition("/")
    return table, identifier


def _bearer(raw: Path, by: str) -> dict[str, str]:
    """Who says it, as evidence names them."""
    from ..schema import Bearer, fields_of

    fields = {spec.references: spec.name for spec in fields_of(Bearer)}
    table, identifier = _record(raw, by)
    if table not in fields:
        tables = ", ".join(str(name) for name in fields)
        raise Usage(f"'{printable(by)}' is no TABLE/ID: who says it has a record of their own, in one of {tables}")
    return {fields[table]: identifier}


def _check_item(item: dict[str, Any]) -> None:
    """Raises Usage, in the words of the field, for what no evidence item may hold."""
    from ..rules import read_record
    from ..schema import MODELS

    schema = next(name for name, model in reversed(MODELS.items()) if model.table == "sources")
    supports = item["supports"] or ["/id"]  # it may be empty yet
    _, violations = read_record("sources", "a-source", {"schema": schema, "evidence": [{**item, "supports": supports}]})
    for violation in violations:
        if violation.pointer.startswith("/evidence/0"):
            raise Usage(printable(f"{violation.message} ({violation.mend})"))


def _check_terms(options: argparse.Namespace) -> None:
    from ..schema import VOCABULARIES

    for scheme in ("derivation", "assertion"):
        terms, given = [term.value for term in VOCABULARIES[scheme]], getattr(options, scheme)
        if given not in terms:
            guess = did_you_mean(given, terms) or f"one of {', '.join(terms)}"
            raise Usage(f"'{printable(given)}' is no {scheme} ({guess})")
    if not options.words.split():
        raise Usage("there are no words to look for")
    if options.into is not None and not options.field:
        raise Usage("--into needs --field: the value that the words support, such as --field /signed_on")


def _text(texts: Texts, source: str) -> str:
    if not texts:
        raise Usage("there are no article texts at hand (--articles DIR)")
    text = texts.get(source)
    if text is None:
        why = texts.problems.get(source, "is not at hand: there is no such file in the folder of article texts")
        raise Usage(printable(f"the text {source}.txt {why}"))
    return text


def _show_places(text: str, spans: list[tuple[int, int]], source: str) -> int:
    from ..curation.citing import in_context, place_of

    for number, (start, end) in enumerate(spans, 1):
        line, column = place_of(text, start)
        print(printable(f"--nth {number}: {source}.txt:{line}:{column}: {in_context(text, start, end)}"))
    say(f"the words stand in {len(spans)} places; say which with --nth N, or give more words")
    return 1


def _show_near(text: str, options: argparse.Namespace) -> int:
    from ..curation.citing import in_context, near, place_of

    places = near(text, options.words)
    for one in places:
        line, column = place_of(text, one.start)
        shown = in_context(text, one.start, one.end)
        print(printable(f"{options.source}.txt:{line}:{column}: {one.alike:.0f} % alike: {shown}"))
    say(f"the words do not stand in {options.source}.txt" + ("; these come near" if places else ""))
    return 1


def _remarks(options: argparse.Namespace, text: str, span: tuple[int, int], *, of_itself: bool) -> Iterator[str]:
    """What the record of the source says against the span."""
    from ..curation import read_document

    path = record_path(options.raw, "sources", options.source)
    document, _ = read_document(path, str(path))
    data = document.data if document else {}
    if not data:
        yield f"{path} cannot be read, so the span is not compared with the body of the source"
    if data.get("text_sha256") not in (None, digest(text)):
        yield f"the text at hand is not the one that {path} describes"
    start, end = data.get("body_start"), data.get("body_end")
    if isinstance(start, int) and isinstance(end, int) and not start <= span[0] < span[1] <= end and not of_itself:
        yield f"the span [{span[0]}, {span[1]}) lies outside the body of {options.source}, [{start}, {end})"


def _write_into(raw: Path, into: tuple[str, str], item: dict[str, Any], texts: Texts) -> int:
    """Put the item into its record, unless the record then had findings that it has not now."""
    from ..curation import read_document, rewriting
    from ..curation.formatting import item_lines
    from ..rules.evidence import UNSUPPORTED

    table, identifier = into
    path = record_path(raw, table, identifier)
    if not path.exists():
        raise Usage(f"{path}: there is no such record; begin it with: cgt-dataset new {table} {identifier}")
    document, faults = read_document(path, str(path))
    if document is None or faults:
        return report(faults, f"{path} is left as it was")
    if refused := _unfit(document.data, item["supports"]):
        say(printable(f"{path}: {refused}; it is left as it was"))
        return 1
    fields = [field for field in item["supports"] if not _is_there(document, item, field)]
    if not fields:
        return 0
    try:
        changed = rewriting.with_evidence(document.content, item_lines({**item, "supports": fields}))
    except rewriting.NoPlace as error:
        say(f"{path}: {error}, where no item can be put in; use: cgt-dataset fmt {path}")
        return 1
    before = Counter(map(_sense, _findings(raw, path, document.content, texts)))
    worse = []
    for finding in _findings(raw, path, changed, texts):
        before[_sense(finding)] -= 1
        # Evidence takes no support away; what it causes is told at a place that is in the file as it is.
        if before[_sense(finding)] < 0 and finding.code != UNSUPPORTED.code:
            place = document.place(finding.pointer or "")
            worse.append(replace(finding, line=place.line, column=place.column))
    if worse:
        report(worse, f"{path} is left as it was")
        return 1
    try:
        rewriting.replace_file(path, changed, document.content)
    except rewriting.Changed as error:
        say(str(error))
        return 1
    say(f"{path}: evidence for {', '.join(fields)}")
    return 0


def _unfit(data: dict[str, Any], fields: list[str]) -> str:
    """Why evidence cannot support what the fields point at; nothing where it can, or where the record has no model."""
    from ..schema import MODELS, fields_of, values_of

    named = data.get("schema")
    model = MODELS.get(named) if isinstance(named, str) else None
    if model is None:
        return ""
    known = {spec.name: spec for spec in fields_of(model)}
    there = [pointer for pointer, _ in values_of(model, data)]
    for field in fields:
        name = field.split("/")[1]
        inside = [pointer for pointer in there if pointer.startswith(f"{field}/")]
        guess = did_you_mean(
            field, [pointer for pointer in there if name not in known or pointer.split("/")[1] == name]
        )
        if field in there:
            continue
        if inside:
            return f"{field} is no single value; choose of {', '.join(inside)}"
        if name not in known:
            return f"there is no field {name}" + (f" ({guess})" if guess else "")
        if known[name].evidence:
            return f"give {field[1:]} a value in the record first" + (f" ({guess})" if guess else "")
        return f"{name} needs no evidence"
    return ""


def _is_there(document: Document, item: dict[str, Any], field: str) -> bool:
    """Whether the record has evidence for the field already, in the very same words; that is then said."""
    held = document.data.get("evidence")
    for number, other in enumerate(held if isinstance(held, list) else []):
        alike = isinstance(other, dict) and all(other.get(name) == item[name] for name in ("source", "start", "end"))
        if alike and field in (other.get("supports") or ()):
            line = document.place(f"/evidence/{number}").line
            say(printable(f"{document.path}:{line}: these words support {field} already"))
            return True
    return False


def _sense(finding: Finding) -> Any:
    """What a finding says, wherever in the file it stands."""
    return finding.code, finding.pointer, finding.message


def _findings(raw: Path, path: Path, content: str, texts: Texts) -> list[Finding]:
    """The findings of a record if its file held `content`: it is checked among copies of the others."""
    from ..build import check
    from ..curation.folder import TABLES

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for table in TABLES:
            (copy / table).mkdir()
            for file in listed(raw / table):
                if file.suffix == ".yaml" and file.is_file() and not file.is_symlink():
                    (copy / table / file.name).write_bytes(file.read_bytes())
        changed = copy / path.relative_to(raw)
        changed.write_bytes(content.encode("utf-8"))
        found = [finding for finding in check(copy, texts).findings if finding.path == str(changed)]
    return [replace(finding, path=str(path)) for finding in found]

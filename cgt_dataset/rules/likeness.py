"""Two records that look like one thing: the same name but for case, script, punctuation, legal form or a slip."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import Any

from ..findings import Rule
from ..schema import CURRENT
from .violation import Context, Violation

LIKENESS = Rule(
    "CGT204",
    "one thing has one record",
    "Two records of one organization split what is known of it: whoever looks it up finds half. Names are compared "
    "without case, punctuation, accents, script and legal form. Where the two really are two, one of them says so.",
    "make one record of the two, or write distinct_from with the id of the other",
    "warning",
    wrong="# raw/organizations/quillmoor-vectors-ltd.yaml\nid: quillmoor-vectors-ltd\nname: QUILLMOOR VECTORS",
    right="# raw/organizations/quillmoor-vectors-ltd.yaml\ndistinct_from: [quillmoor-vectors]",
)
RULES = (LIKENESS,)

_ALIKE = 90.0
"""Similarity of two folded names, of 100, from which they are taken to be alike."""
CROWD = 40
"""A word that more names than this share says nothing about any two of them."""
_LEGAL_FORMS = (
    "ab ag as bv co company corp corporation gmbh group holding holdings inc incorporated kg limited llc llp ltd nv oy "
    "plc pte pty sa sarl sas sl spa srl the of and"
)
_LEGAL = frozenset(_LEGAL_FORMS.split())
_LEGAL_HAN = re.compile("股份有限公司|有限责任公司|有限公司|控股集团|集团|控股|公司")


NAMED = tuple(kind for kind in CURRENT.records if {"names", "distinct_from"} <= kind.model_fields.keys())
"""The record types whose names are compared."""


def folded_forms(name: str) -> frozenset[str]:
    r"""A name as it is compared: plain Latin letters, without case, punctuation and legal form; once with its words in
    order of the alphabet, once joined as they stand.

    >>> sorted(folded_forms("Juventas Cell\u00a0Therapy, Ltd."))
    ['cell juventas therapy', 'juventascelltherapy']
    """
    from anyascii import anyascii

    plain = anyascii(_LEGAL_HAN.sub(" ", unicodedata.normalize("NFKC", name)))
    words = re.findall("[a-z0-9]+", plain.casefold())
    telling = [word for word in words if word not in _LEGAL] or words
    forms = filter(None, (" ".join(sorted(telling)), "".join(telling)))
    return frozenset(forms) or frozenset({name.strip()})  # a name of signs alone is like itself


def check_likeness(context: Context) -> Iterator[Violation]:
    """Records of one table whose names are alike and of which nobody says that they are distinct."""
    for kind in NAMED:
        records: dict[str, Any] = {record.id: record for record in context.records if isinstance(record, kind)}
        bearers: dict[str, set[str]] = {}
        for record in records.values():
            texts = (getattr(name, "text", None) for name in record.names)
            for form in (form for text in texts if isinstance(text, str) for form in folded_forms(text)):
                bearers.setdefault(form, set()).add(record.id)
        pairs = {
            (first, second)
            for one, other in _alike(bearers)
            for first, second in product(bearers[one], bearers[other])
            if first != second
        }
        for first, second in sorted({(min(pair), max(pair)) for pair in pairs}):
            if not _told_apart(records[first], records[second]):
                message = f"the names look like those of {kind.table}/{first}"
                mend = f"make one record of the two, or write distinct_from: [{first}]"
                where = f"{kind.table}/{second}"
                yield Violation(LIKENESS, where, "/names", message, mend, named=(kind.table, first))


def _alike(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of folded names that are alike, each with itself among them. Names are compared only within blocks that
    share a word, a beginning or an end, so that the work grows with the number of names.
    """
    blocks: dict[str, list[str]] = {}
    for name in names:
        yield name, name
        for key in blocks_of(name):
            blocks.setdefault(key, []).append(name)
    for block in blocks.values():
        yield from alike_in(block)


def blocks_of(name: str) -> set[str]:
    """The blocks in which a folded name is compared with others: by its words, its beginning and its end."""
    joined = name.replace(" ", "")
    return {*name.split(), f"^{joined[:4]}", f"{joined[-4:]}$"}


def alike_in(block: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of different folded names of a block that are alike; none where the block is a crowd."""
    from rapidfuzz.fuzz import ratio

    if len(block) <= CROWD:
        yield from (pair for pair in combinations(block, 2) if ratio(*pair) >= _ALIKE)


def _told_apart(one: Any, other: Any) -> bool:
    """Whether a record says that it is distinct from the other, or a part of it."""
    return any(
        second.id in first.distinct_from
        or second.id in (getattr(first, "parent", None), getattr(first, "part_of", None))
        for first, second in ((one, other), (other, one))
    )

"""A mend is something that one can do, and that does not make another fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_faults import _laid_out

from cgt_dataset.build import check

CITE = 'cgt-dataset cite invented-article "words"'
MENDS = {
    "CGT103-list-of-one": "write it without [ ]: nl-nh-alkmaar",
    "CGT103-list-where-text": "write one of them, without [ ]: nl-nh-alkmaar",
    "CGT103-year-unquoted": 'put it in quotes: "2029"',
    "CGT104-unit-sqm": "one of 1 (a count), m2 (square metre), L (litre), wk (week), mo (month), a (year)",
    "CGT105-digest-short": "it has 63 characters, 64 are expected: copy it whole",
    "CGT105-digest-capital": "write its letters small",
    "CGT105-parent-by-name": "did you mean 'zilverling-holding'?",
    "CGT105-place-by-name": "did you mean 'nl-nh-alkmaar'?",
    "CGT105-person-by-name": "did you mean 'ada-brink'?",
    "CGT105-pointer-without-slash": "did you mean '/name'?",
    "CGT105-pointer-into-quantity": "did you mean '/area'?",
    "CGT107-start-negative": "write a number from 0 to 100,000,000",
    "CGT108-one-digit": "did you mean 2031-03-12?",
    "CGT108-chinese": "did you mean 2031-03-12?",
    "CGT108-american": "did you mean 2031-03-12?",
    "CGT108-one-of-without-brackets": 'did you mean "[2031-03..2031-04]"?',
    "CGT108-quarter": "did you mean 2031-33?",
    "CGT108-empty": "leave signed_on out",
    "CGT108-slashes": 'write "2021" (in quotes), ',
    "CGT112-upper-without-between": "delete upper, or write comparator: between",
    "CGT113-other-country": "correct the code or the parent; those of NL are NL-AW, ",
    "CGT119-spelling": "write schema: organization/2",
    "CGT119-tombstone-of-schema-1": "write schema: tombstone/2",
    "CGT201-typo": "write id: quillmoor-vectors, by which other records refer to it",
    "CGT201-file-renamed": "rename the file to quillmoor-vectors.yaml: other records refer to it by that id",
    "CGT205-merged": "write quillmoor-vectors",
    "CGT301-field": f"support it: {CITE} --into facilities/alkmaar-cell-works --field /status, or delete the value",
    "CGT303-caption": f"find the words in the body: {CITE}, or delete the value",
    "CGT304-beyond-text": f"look it up: {CITE}",
    "CGT305-length-typo": "its digest is the one described: write text_length: 969",
    "CGT305-digest-typo": "(text_sha256: 36fa8d81033dc1764c495a2f809ba5e3c509e993aec79d65f8b3b89a695941ff, ",
    "CGT306-digest-typo": f"look the words up: {CITE}",
    "CGT306-end-inclusive-verbatim": "the words of this digest stand at start: 201, end: 219",
    "CGT404-availability": "write planned, or point at words that say that it is so",
}


@pytest.mark.parametrize("case", MENDS)
def test_a_mend(case: str, tmp_path: Path) -> None:
    (finding,) = check(*_laid_out(case, tmp_path)).findings
    assert MENDS[case] in finding.mend

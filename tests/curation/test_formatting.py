from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cgt_dataset.curation import read_document
from cgt_dataset.curation.formatting import WIDTH, canonical, item_lines
from cgt_dataset.curation.rewriting import NoPlace, read_content, replace_file, with_evidence

RAW = Path(__file__).resolve().parents[2] / "raw"
RECORDS = sorted(RAW.rglob("*.yaml"))


def _data(content: str) -> Any:
    document, findings = read_content(content)
    assert document is not None
    assert not findings, findings
    return document.data


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_every_record_keeps_its_data_and_has_one_form(path: Path) -> None:
    form = canonical(path.read_text("utf-8"))
    document, _ = read_document(path, str(path))
    assert document is not None
    assert json.dumps(_data(form), sort_keys=True) == json.dumps(document.data, sort_keys=True)
    assert canonical(form) == form
    assert form.endswith("\n")
    assert not form.endswith("\n\n")


MESSY = """# What this file is.

evidence:
    - source: x  # src
      # two
      supports: [ "/b",   # in
         /a ]
      # tail
kind:   "yes" # k
unknown: {b: 1, a: [2]}
schema: agreement/1\r
parties:   # those
  # first
  -   role: partner
      # why
      organization: 'y'
      # below
title: "A title"
# end
"""
CLEAN = """# What this file is.

schema: agreement/1
title: A title
kind: 'yes' # k
parties: # those
# first
# why
- organization: 'y'
  role: partner
  # below
unknown:
  b: 1
  a:
  - 2
evidence:
- source: x # src
  # two
  # in
  supports: [/b, /a]
  # tail
# end
"""


def test_the_form_is_that_of_the_model_and_comments_stay_where_they_belong() -> None:
    assert canonical(MESSY) == CLEAN
    assert canonical(CLEAN) == CLEAN


def test_a_comment_at_the_end_stays_with_what_it_ends() -> None:
    assert canonical("a: 1\n# end") == "a: 1\n# end\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain words", "plain words"),
        ("4,000 m2", "4,000 m2"),
        ("2021-06", "2021-06"),
        ("2021", "'2021'"),
        ("2021-06-21", "'2021-06-21'"),
        ("1e5", "'1e5'"),
        ("1_000", "'1_000'"),
        ("0b11", "'0b11'"),
        ("12:30", "'12:30'"),
        ("NO", "'NO'"),
        ("y", "'y'"),
        ("null", "'null'"),
        ("", "''"),
        ("it's", "it's"),
        ("it's: so", "'it''s: so'"),
        ("a #b", "'a #b'"),
        ("- a", "'- a'"),
        ("'a'", "'''a'''"),
        (" a", "' a'"),
        ("a\nb", '"a\\nb"'),
        ("\u202e", '"\\u202e"'),
        (1.0, "1.0"),
        (1e22, "1.0e+22"),
        (True, "true"),
        ([None], "\n- null"),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_quotes_stand_only_where_a_reader_of_yaml_would_err(value: Any, written: str) -> None:
    assert canonical(json.dumps({"a": value})) == f"a: {written}\n".replace(": \n", ":\n")
    assert canonical('{"a": null}') == "a:\n"


def test_long_lines_are_folded_and_read_as_one() -> None:
    text = "word " * 60 + "end"
    for value in (text, f"{text}: quoted"):
        form = canonical(json.dumps({"note": value}))
        assert max(map(len, form.splitlines())) <= WIDTH
        assert _data(form) == {"note": value}
    pointers = [f"/parties/{number}/organization" for number in range(20)]
    item = "\n".join(item_lines({"source": "x", "supports": pointers}))
    assert max(map(len, item.splitlines())) <= WIDTH
    assert _data(f"evidence:\n{item}\n") == {"evidence": [{"source": "x", "supports": pointers}]}


def test_block_scalars_keep_their_text_and_the_comment_in_their_head() -> None:
    assert canonical("a: | # why\n  one # no comment\n  two\nb: 1\n") == '# why\na: "one # no comment\\ntwo\\n"\nb: 1\n'


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30) | st.sampled_from(
    ["NO", "1e5", "2021-06-21", "a: b", "a #b", "x" * 200, "long words " * 20, "- a", "é 北京 𝒳", "?", "'", '"', "\\"]
)
SCALARS = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
)
KEYS = st.sampled_from(
    ["schema", "id", "kind", "parties", "evidence", "names", "note", "zzz", "NO", "source", "supports"]
)
VALUES = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
DATA = st.dictionaries(KEYS, VALUES, min_size=1, max_size=5)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """YAML with comments in every place, lists indented or not, blocks and brackets."""
    data = draw(DATA)
    data["schema"] = draw(st.sampled_from(["agreement/1", "facility/1", "none/1"]))
    counter = iter(range(10_000))

    def remark(margin: int) -> str:
        return f"{' ' * margin}# remark {next(counter)}\n" if draw(st.integers(0, 3)) == 0 else ""

    def ending() -> str:
        return f" # ending {next(counter)}\n" if draw(st.integers(0, 3)) == 0 else "\n"

    def block(value: Any, margin: int) -> str:
        text = ""
        for entry in value.items() if isinstance(value, dict) else enumerate(value):
            text += remark(draw(st.integers(0, margin + 3)))
            head = json.dumps(entry[0]) + ":" if isinstance(value, dict) else "-"
            inner = entry[1]
            if isinstance(inner, (dict, list)) and inner and draw(st.booleans()):
                step = draw(st.integers(0, 3)) if isinstance(inner, list) and isinstance(value, dict) else 2
                text += f"{' ' * margin}{head}{ending()}{block(inner, margin + step)}"
            else:
                written = json.dumps(inner, ensure_ascii=True).encode("utf-16", "surrogatepass").decode("utf-16")
                if "\\u" in written:
                    written = json.dumps(inner, ensure_ascii=False)
                text += f"{' ' * margin}{head} {written}{ending()}"
            text += draw(st.sampled_from(["", "", "", "\n"]))
        return text + remark(draw(st.integers(0, margin + 3)))

    return block(data, 0)


@settings(deadline=None, max_examples=150)
@given(documents())
def test_formatting_keeps_data_and_comments_and_is_done_after_once(content: str) -> None:
    document, findings = read_content(content)
    if document is None or findings:
        return  # what cannot be read is not formatted
    form = canonical(content)
    assert json.dumps(_data(form), sort_keys=True) == json.dumps(document.data, sort_keys=True)
    assert form.count("# remark") == content.count("# remark")
    assert form.count("# ending") == content.count("# ending")
    assert canonical(form) == form


ITEM = ["- source: x", "  supports: [/a]"]
PUT = "- source: x\n  supports: [/a]\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1 # c\n", f"a: 1 # c\nevidence:\n{PUT}"),
        ("a: 1", f"a: 1\nevidence:\n{PUT}"),
        ("evidence: [] # c\na: 1\n", f"evidence: # c\n{PUT}a: 1\n"),
        ("evidence:\na: 1\n", f"evidence:\n{PUT}a: 1\n"),
        ("evidence:\n- b: 1 # c\n  # tail\n# d\na:  1\n", f"evidence:\n- b: 1 # c\n  # tail\n{PUT}# d\na:  1\n"),
        (
            "evidence:\r\n  - b: |\r\n      c\r\n",
            "evidence:\r\n  - b: |\r\n      c\r\n  - source: x\r\n    supports: [/a]\r\n",
        ),
    ],
)
def test_an_item_is_put_in_and_every_other_line_stays(before: str, after: str) -> None:
    assert with_evidence(before, ITEM) == after


@pytest.mark.parametrize("content", ["{a: 1}", "evidence: [{source: y}]"])
def test_there_is_no_place_in_brackets(content: str) -> None:
    with pytest.raises(NoPlace):
        with_evidence(content, ITEM)


@pytest.mark.parametrize("fails", ["replace", "fsync"])
def test_a_failed_replacement_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old")
    path.chmod(0o640)

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, fails, broken)
        replace_file(path, "new")
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("a.yaml", "old")]
    replace_file(path, "new")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o640)

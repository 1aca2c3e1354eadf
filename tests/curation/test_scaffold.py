from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from cgt_dataset.curation import read_folder
from cgt_dataset.curation.bodies import proposed_body
from cgt_dataset.curation.formatting import WIDTH, canonical
from cgt_dataset.curation.rewriting import read_content
from cgt_dataset.curation.scaffold import skeleton, tidied
from cgt_dataset.rules import read_record
from cgt_dataset.schema import RECORDS, Record, fields_of

RAW = Path(__file__).resolve().parents[2] / "raw"
MODELS = pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.table)


@MODELS
def test_a_skeleton_reads_and_lacks_its_required_values_only(model: type[Record]) -> None:
    document, findings = read_content(skeleton(model, "a-record"))
    assert document is not None
    assert findings == []
    required = [name for name, info in model.model_fields.items() if info.is_required()]
    assert list(document.data) == ["schema", *(name for name in required if name != "schema_")]
    _, violations = read_record(model.table, "a-record", document.data)
    assert {violation.pointer for violation in violations} == {f"/{name}" for name in list(document.data)[2:]}


@MODELS
def test_a_skeleton_shows_every_field_in_the_order_of_the_model(model: type[Record]) -> None:
    text = skeleton(model, "a-record")
    shown = re.findall(r"^(?:# )?([a-z_0-9]+):", text, re.MULTILINE)
    assert shown == ["schema", *(spec.name for spec in fields_of(model)), "evidence"]
    assert max(map(len, text.splitlines())) <= WIDTH
    assert canonical(text) == text


@MODELS
def test_taking_away_the_number_signs_gives_the_whole_record(model: type[Record]) -> None:
    text = re.sub(r"^# ", "", skeleton(model, "a-record"), flags=re.MULTILINE)
    document, findings = read_content(text)
    assert document is not None
    assert findings == []
    assert list(document.data) == ["schema", *(spec.name for spec in fields_of(model)), "evidence"]
    _, violations = read_record(model.table, "a-record", document.data)
    assert "CGT102" not in {violation.rule.code for violation in violations}
    assert yaml.safe_load(text) == document.data


@MODELS
def test_tidying_a_skeleton_leaves_what_is_filled_in_and_what_people_noted(model: type[Record]) -> None:
    text = skeleton(model, "a-record")
    kept = "# ask them\n# note: mine\n"
    tidy = tidied(kept + text, model.table)
    before, _ = read_content(text)
    after, findings = read_content(tidy)
    assert before is not None
    assert after is not None
    assert (after.data, findings) == (before.data, [])
    assert [line for line in tidy.splitlines() if "#" in line] == kept.splitlines()


def test_what_looks_like_a_comment_in_a_text_is_not_tidied_away() -> None:
    text = "schema: organization/1\nid: a-b\ndescription: |\n  one\n  ## two\n# website:\n## three\n"
    assert tidied(text, "organizations") == text.removesuffix("# website:\n## three\n")


def test_the_bodies_of_our_sources_are_proposed_as_they_were_curated(articles: Path) -> None:
    for located in read_folder(RAW).records:
        if located.table == "sources":
            assert located.document is not None
            data = located.document.data
            body = proposed_body((articles / f"{located.id}.txt").read_bytes().decode("utf-8"))
            assert (body.start, body.end) == (data["body_start"], data["body_end"]), located.id


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Title\n\nIt was so.\n\nNo Comments\n", "It was so."),
        ("It was so.\nIt ended.\nEnd\nmore", "It was so.\nIt ended."),
        ("标题\n2019年4月14日\n正文。\n登录后查看\n", "正文。"),
        ("标题\n正文。\n相关内容\n", "正文。"),
        ("Only a title", "Only a title"),
        *(
            (f"Title\nIt was so.\nIt ended so.\n{footer}\nmore\n", "It was so.\nIt ended so.")
            for footer in (
                "Contact",
                "Contact us",
                "Investor Contact: Bob",
                "Tel: +31 71 123 4567",
                "+31 (0)71 123 4567",
                "info@necstgen.example",
                "Email: info@necstgen.example",
                "We use cookies to improve this site.",
                "Cookie policy",
                "Privacy policy | Terms of use",
                "Share",
                "Share this article",
                "Related articles",
                "Read more about it",
                "Back to top",
                "© 2024",
                "联系我们",
                "上一篇：无",
            )
        ),
        *(
            (f"Title\nIt was so.\n{text}\nMore.", f"It was so.\n{text}\nMore.")
            for text in (
                "Share prices rose.",
                "Contact with cells is avoided.",
                "Print media reported it.",
                "Phone calls were made.",
                "2021 was a good year.",
                "More news is expected.",
            )
        ),
        ("  It shared news of its end.\nSharing is good.", "It shared news of its end.\nSharing is good."),
    ],
)
def test_a_body_begins_after_the_head_and_ends_before_furniture(text: str, body: str) -> None:
    proposed = proposed_body(text)
    assert text[proposed.start : proposed.end] == body

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cgt_dataset.texts import Texts, digest, folded


@pytest.mark.parametrize("content", ["", "plain", "a\r\nb\rc\n", "\ufeffBOM", "“x”\u00a0é e\u0301 北京 𝒳", "\0\u202e"])
def test_a_text_is_given_exactly_as_it_is_in_its_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "a-source.txt").write_bytes(content.encode("utf-8"))
    texts = Texts(tmp_path)
    assert texts
    assert texts.get("a-source") == content
    assert texts.problems == {}


def test_without_a_folder_no_text_is_at_hand() -> None:
    texts = Texts()
    assert not texts
    assert texts.get("a-source") is None
    assert texts.problems == {}


def test_a_text_that_is_not_there_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "a-source").write_text("no .txt")
    for folder in (tmp_path, tmp_path / "none", tmp_path / "a-source"):
        texts = Texts(folder)
        assert texts.get("a-source") is None
        assert texts.problems == {}


@pytest.mark.parametrize("name", ["../outside", "inner/../../outside", "", ".", "a\0b", "x" * 300])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "outside.txt").write_text("secret")
    (tmp_path / "texts" / "inner").mkdir(parents=True)
    assert Texts(tmp_path / "texts").get(name) is None


def test_a_text_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a-source.txt"
    path.write_text("before")
    texts = Texts(tmp_path)
    assert texts.get("other") is None
    assert texts.get("a-source") == "before"
    path.write_text("after")
    (tmp_path / "other.txt").write_text("new")
    assert texts.get("a-source") == "before"
    assert texts.get("other") is None
    assert Texts(tmp_path).get("a-source") == "after"


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("latin-1", "is not UTF-8"),
        ("folder", "is no regular file"),
        ("link", "is a symbolic link"),
        ("dangling link", "is a symbolic link"),
        ("pipe", "is no regular file"),
        ("large", "is larger than 20,000,000 bytes"),
    ],
)
def test_a_text_that_is_there_and_cannot_be_read_is_a_problem(tmp_path: Path, kind: str, why: str) -> None:
    path = tmp_path / "a-source.txt"
    if kind == "latin-1":
        path.write_bytes(b"M\xfcller")
    elif kind == "folder":
        path.mkdir()
    elif kind == "link":
        (tmp_path / "other.txt").write_text("x")
        path.symlink_to("other.txt")
    elif kind == "dangling link":
        path.symlink_to("none.txt")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        with path.open("wb") as file:
            file.truncate(20_000_001)
    texts = Texts(tmp_path)
    assert texts.get("a-source") is None
    assert texts.problems == {"a-source": why}


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_digest_is_that_of_the_bytes_in_utf_8(text: str) -> None:
    assert digest(text) == hashlib.new("sha256", text.encode()).hexdigest()


def test_a_digest_tells_normal_forms_apart() -> None:
    assert digest("\u00e9") != digest("e\u0301")
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Acme\u00a0Ltd", "Acme Ltd"),
        ("a\nb", "a b"),
        ("a\r\nb", "a  b"),
        ("“quoted” and ‘so’", "\"quoted\" and 'so'"),
        ("é İ 北京 – —", "é İ 北京 – —"),
        ("A b\tc", "A b\tc"),
    ],
)
def test_folding_makes_spaces_and_quotes_plain_and_nothing_else(text: str, plain: str) -> None:
    assert folded(text) == plain


@settings(deadline=None)
@given(st.text() | st.text("\u00a0\r\n“”‘’aİß"))
def test_folding_moves_no_offset(text: str) -> None:
    plain = folded(text)
    assert len(plain) == len(text)
    assert folded(plain) == plain
    assert not set(plain) & set("\u00a0\r\n“”‘’")

"""What the repository may not hold: it holds none of it, and each is found where it is put."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from releasing.tracked import LONGEST_FACT, Sentences, articles_in, facts_in, faults, letters, tracked

ROOT = Path(__file__).resolve().parents[2]
# No article says so.
ENGLISH = (
    "Title of the Piece\n\nYesterday the quiet people of the harbour carried eleven barrels of amber vinegar up to the "
    "old lighthouse, where nobody had lived since the winter of the long fog.\n"
)
CHINESE = "昨日清晨港口的居民将十一桶琥珀色的陈醋搬上了那座自大雾之冬以后便再无人居住的旧灯塔。"
SENTENCES = Sentences({"harbour": ENGLISH, "port": CHINESE}, ["Title of the Piece"])
SAID = ENGLISH.partition("\n\n")[2].strip()
SETTINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "with other spaces": lambda said: said.replace(" ", "\u00a0\t "),
    "over many lines": lambda said: re.sub(r"\s", "\r\n", said),
    "as a comment": lambda said: "# " + said.replace(" ", "\n# "),
    "folded in YAML": lambda said: "note: >-\n  " + said.replace(", ", ",\n\n  "),
    "escaped in JSON": lambda said: json.dumps({"note": said.replace(" ", "\n")}),
    "with other punctuation": lambda said: re.sub(r"[,.。]", " – ", said),
    "in the middle of others": lambda said: f"Some say: {said} and others do not.",
    "in full width": lambda said: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in said),
    "with nothing between": lambda said: said.replace(" ", ""),
    "letter by letter": lambda said: "\u200b".join(said),
    "without its ends": lambda said: said[len(said) // 10 : -(len(said) // 10)],
}


def _faults(place: Path, content: str | bytes, sentences: Sentences = SENTENCES) -> list[str]:
    file = place / "docs" / "page.md"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return faults(place, [file], sentences)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("said", [SAID, CHINESE], ids=["English", "Chinese"])
def test_a_copied_sentence_is_found_in_any_setting(tmp_path: Path, setting: str, said: str) -> None:
    found = _faults(tmp_path, "\n\n" + SETTINGS[setting](said) + "\n")
    assert found, setting
    assert re.fullmatch(r"docs/page\.md:\d+: words of the article (harbour|port); .*", found[0])


def test_the_line_is_that_at_which_the_words_begin(tmp_path: Path) -> None:
    assert _faults(tmp_path, f"one\ntwo\n{SAID}\nfour\n{CHINESE}")[0].startswith("docs/page.md:3: ")
    assert _faults(tmp_path, f"one\ntwo\nthree\n\n{CHINESE}")[0].startswith("docs/page.md:5: ")


@pytest.mark.parametrize("words", range(2, 8))
def test_a_few_words_are_no_sentence(tmp_path: Path, words: int) -> None:
    assert _faults(tmp_path, " ".join(SAID.split()[:words])) == []
    assert _faults(tmp_path, CHINESE[: words * 2]) == []


def test_a_name_is_a_fact_and_a_paragraph_called_one_is_not(tmp_path: Path) -> None:
    name = " ".join(SAID.split()[3:18])
    assert _faults(tmp_path, name)
    named = Sentences({"harbour": ENGLISH}, [name])
    assert _faults(tmp_path, f"title: {name}", named) == []
    assert _faults(tmp_path, SAID, named)
    long = SAID * 3
    assert len(letters(long)) > LONGEST_FACT
    assert _faults(tmp_path, long, Sentences({"harbour": long}, [long]))


KEY = "aB3dE6gH" * 5
SECRETS = {
    "key file": "-----BEGIN OPENSSH" + " PRIVATE KEY-----",
    "plain key file": "-----BEGIN" + " PRIVATE KEY-----",
    "access key": "AKIA" + "ABCDEFGHIJKLMNOP",
    "token of a forge": "ghp_" + KEY[:36],
    "fine token of a forge": "github_pat_" + KEY * 2,
    "token of a registry": "pypi-" + "AgEIcHl" + KEY,
    "token of a hub": "hf_" + KEY,
    "key of a service": "sk-" + KEY,
    "key of a map": "AIza" + KEY[:35],
    "signed token": "eyJ" + KEY + ".eyJ" + KEY + "." + KEY,
    "address": "https://ada:" + "lovelace@example.org/",
    "password": "password" + ' = "' + KEY + '"',
    "key in JSON": '"api_key"' + ': "' + KEY + '"',
}
PLACES = [
    "/home/" + "ada/x",
    "/Users/" + "ada",
    "/root/" + ".ssh",
    "/work" + "/ada",
    "C:" + "\\Users\\ada",
    "/mnt/" + "d",
]


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_found(tmp_path: Path, name: str) -> None:
    (found,) = _faults(tmp_path, f"one\nsaid: {SECRETS[name]}\n")
    assert found.startswith("docs/page.md:2: looks like a")
    assert KEY not in found


@pytest.mark.parametrize("place", PLACES)
def test_a_path_of_a_machine_is_found(tmp_path: Path, place: str) -> None:
    (found,) = _faults(tmp_path, f"one\nsee `{place}`\n")
    assert found.startswith("docs/page.md:2: ")
    assert "is a path of one machine" in found


@pytest.mark.parametrize(
    "harmless",
    [
        "https://example.org/home/page and docs/work/x and ~/root/x",
        "token = os.environ['TOKEN']",
        "password: str",
        "token = 'a-marker-4711-and-no-secret'",
        "user@example.org",
        "https://example.org:8000/@x",
    ],
)
def test_what_only_looks_alike_is_let_be(tmp_path: Path, harmless: str) -> None:
    assert _faults(tmp_path, harmless) == []


def test_bytes_are_no_text_and_what_is_not_utf_8_is_read_all_the_same(tmp_path: Path) -> None:
    assert _faults(tmp_path, b"\0" + SAID.encode()) == []
    assert _faults(tmp_path, b"\xff " + SAID.encode())


def test_a_new_file_is_tracked_before_it_is_added_and_an_ignored_one_is_not(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    for name in (".gitignore", "无锡.md", "left.out"):
        (tmp_path / name).write_text("left.out\n")
    (tmp_path / "link").symlink_to("left.out")
    assert [file.name for file in tracked(tmp_path)] == [".gitignore", "无锡.md"]


def test_the_repository_holds_no_secret_and_no_path_of_a_machine() -> None:
    assert faults(ROOT, tracked(ROOT), Sentences({}, [])) == []


def test_the_repository_holds_no_sentence_of_an_article(articles: Path) -> None:
    texts = articles_in(articles)
    sentences = Sentences(texts, facts_in(ROOT / "raw"))
    assert faults(ROOT, tracked(ROOT), sentences) == []
    for source, text in texts.items():  # and would be found to hold one
        paragraph = max(text.split("\n"), key=len)
        assert {told for _, told in sentences.copied(paragraph.swapcase())} == {source}

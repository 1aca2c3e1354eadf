"""What no file of the repository may hold: a sentence of an article, a secret, a path of somebody's machine."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ENOUGH = 60
"""How much in a row is a sentence of an article: sixty letters, some twelve words, or twenty Chinese characters."""
LONGEST_FACT = 200
"""How much of a name or a title is one, on the same scale."""
FACTS = ("title", "name", "text", "url")
"""Fields of records that hold the very words of an article, names and titles, which are facts."""
_CHINESE = 3
_HINT = 10
"""Letters that a text has in common with an article before it is read closely; half of twenty Chinese characters."""
_BESIDE = 8
"""Letters beside a name that make no sentence of it: the word before it, or what a field is called."""
_SECRETS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY",
    "an access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token": r"\b(?:gh[opsur]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{40,}|glpat-[0-9A-Za-z_-]{20}"
    r"|xox[abprs]-[0-9A-Za-z-]{10,}|pypi-AgE[0-9A-Za-z_-]{20,}|hf_[0-9A-Za-z]{30,}|sk-[0-9A-Za-z_-]{32,}"
    r"|AIza[0-9A-Za-z_-]{35}|eyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,})",
    "a password in an address": r"\b[a-z][a-z0-9+.-]*://[^\s/:@\"'<>{}]+:[^\s/:@\"'<>{}$]+@",
    "a password": r"(?i)\b(?:password|passwd|secret|token|api_?key)[\"']?\s*[:=]\s*"
    r"[\"'](?=[^\"'\n]*[0-9])[0-9A-Za-z/+_=]{16,}[\"']",
}
_PLACE = re.compile(
    r"(?<![\w.~/-])(?:/(?:home|Users|root|work|mnt|workspace|builds)/[\w.-]+|/private/(?:var|tmp)\b|[A-Za-z]:\\{1,2}Users\\)"
)
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrt])")


class _Letters(dict[int, str]):
    """What a character counts as: its letters and digits in small form, or nothing."""

    def __missing__(self, code: int) -> str:
        small = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = "".join(letter for letter in small if letter.isalnum())
        return self[code]


_LETTERS = _Letters()


def letters(text: str) -> str:
    r"""A text without case, white space, punctuation and line breaks, so that no other setting hides it.

    >>> letters("A full \n# Chain, 细胞")
    'afullchain细胞'
    """
    return text.translate(_LETTERS)


def windows(said: str) -> Iterator[tuple[int, str]]:
    """Every stretch of letters that is just enough for a sentence, with where it starts."""
    weights = [_CHINESE if "\u3400" <= letter <= "\u9fff" else 1 for letter in said]
    end = weight = 0
    for start in range(len(said)):
        while end < len(said) and weight < ENOUGH:
            weight += weights[end]
            end += 1
        if weight < ENOUGH:
            return
        yield start, said[start:end]
        weight -= weights[start]


class Sentences:
    """The sentences of some articles, but for names and titles."""

    def __init__(self, articles: Mapping[str, str], facts: Iterable[str]) -> None:
        """`articles` are the texts by their source, `facts` the names and titles in them."""
        known = {letters(fact)[:LONGEST_FACT] for fact in facts}
        self._of: dict[str, str] = {}
        self._hints: set[str] = set()
        for source, text in articles.items():
            said = letters(text)
            spans = [
                found.span() for fact in known if len(fact) > _HINT for found in re.finditer(re.escape(fact), said)
            ]
            for start, window in windows(said):
                if all(_outside(start, start + len(window), span) > _BESIDE for span in spans):
                    self._of[window] = source
                    self._hints.update(window[at : at + _HINT] for at in range(len(window) - _HINT + 1))

    def copied(self, text: str) -> Iterator[tuple[int, str]]:
        """The lines of a text at which words of an article begin, each with the source."""
        plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", text)
        said = letters(plain)
        # Twenty letters in a row hold one of these, and nearly no text does that was not copied.
        if not any(said[at : at + _HINT] in self._hints for at in range(0, len(said), _HINT)):
            return
        last = -2
        for start, window in windows(said):
            if window in self._of:
                if start != last + 1:
                    yield _line(plain, start), self._of[window]
                last = start


def _outside(start: int, end: int, fact: tuple[int, int]) -> int:
    """How many letters of a window are not in a name."""
    return end - start - max(0, min(end, fact[1]) - max(start, fact[0]))


def _line(text: str, start: int) -> int:
    """The line in which the letter with this number stands."""
    passed = 0
    for number, line in enumerate(text.split("\n"), 1):
        passed += len(letters(line))
        if passed > start:
            return number
    return 1


def facts_in(raw: Path) -> list[str]:
    """The names and titles of all records."""
    return [fact for file in sorted(raw.rglob("*.yaml")) for fact in _facts(yaml.safe_load(file.read_text("utf-8")))]


def _facts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, held in value.items():
            if name in FACTS and isinstance(held, str):
                yield held
            else:
                yield from _facts(held)
    elif isinstance(value, list):
        for held in value:
            yield from _facts(held)


def articles_in(folder: Path) -> dict[str, str]:
    """The texts in a folder, by their source."""
    return {file.stem: file.read_text("utf-8") for file in sorted(folder.iterdir()) if file.suffix == ".txt"}


def tracked(root: Path) -> list[Path]:
    """The files of a checkout that are in the repository, or would be with the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 (wherever it is)
        cwd=root,
        capture_output=True,
        check=True,
    )
    names = sorted(set(listed.stdout.decode("utf-8", "surrogateescape").split("\0")) - {""})
    return [file for file in map(root.joinpath, names) if file.is_file() and not file.is_symlink()]


def faults(root: Path, files: Iterable[Path], sentences: Sentences) -> list[str]:
    """What the files hold that they may not, each with file and line; what is binary is not read."""
    return [
        f"{file.relative_to(root).as_posix()}:{line}: {message}"
        for file in files
        if b"\0" not in (content := file.read_bytes())
        for line, message in sorted(set(_faults(content.decode("utf-8", "replace"), sentences)))
    ]


def _faults(text: str, sentences: Sentences) -> Iterator[tuple[int, str]]:
    for line, source in sentences.copied(text):
        yield line, f"words of the article {source}; say it in your own, articles are not redistributed"
    for name, pattern in _SECRETS.items():
        for found in re.finditer(pattern, text):
            yield (
                text.count("\n", 0, found.start()) + 1,
                f"looks like {name}; revoke it, and take it out of the history",
            )
    for found in _PLACE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield line, f"{found[0]} is a path of one machine; name the file from where it is used"

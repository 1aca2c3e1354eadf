"""The files of records, and their lines piece by piece."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from engine_runs import Found, lines, run
from hypothesis import given
from hypothesis import strategies as st
from whole_records import ALL, borne_out

from cgt_dataset.bulk import LINE_LIMIT, inputs
from cgt_dataset.bulk.pools import Processes
from cgt_dataset.files import Unreadable


@given(
    content=st.lists(st.binary(max_size=9).map(lambda line: line.replace(b"\n", b"")), max_size=30),
    size=st.integers(1, 40),
    ended=st.booleans(),
)
def test_each_line_is_in_one_piece(
    content: list[bytes], size: int, ended: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "lines.jsonl"
    path.write_bytes(b"\n".join(content) + b"\n" * ended)
    whole = path.read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "PIECE", size)
        parts = [inputs.read_lines(path, piece) for piece in inputs.pieces([len(whole)])]
    assert b"".join(part.content for part in parts) == whole
    assert all(part.content.endswith(b"\n") for part in parts[:-1] if part.content and part is not _last(parts))
    assert {part.too_long for part in parts} <= {None}


def test_pieces_become_longer_where_there_would_be_very_many() -> None:
    few = [*inputs.pieces([100 * inputs.PIECE])]
    many = [*inputs.pieces([400 * inputs.PIECE, 400 * inputs.PIECE])]
    lengths = [{piece.stop - piece.start for piece in pieces} for pieces in (few, many)]
    assert lengths[0] == {inputs.PIECE}
    assert inputs.PIECE < max(lengths[1]) < 4 * inputs.PIECE
    assert len(many) <= 258  # each file has a piece that is shorter


def _last(parts: list[inputs.Lines]) -> inputs.Lines:
    return [part for part in parts if part.content][-1]


@pytest.mark.parametrize("length", [LINE_LIMIT - 1, LINE_LIMIT, LINE_LIMIT + 1, 3 * LINE_LIMIT])
def test_a_long_line_is_told_wherever_pieces_end(length: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = lines(tmp_path / "lines", map(borne_out, ALL))
    path = folder / "organizations.jsonl"
    before = path.read_bytes()
    long = b'{"a":"' + b"x" * (length - 8) + b'"}'
    path.write_bytes(before + long + b"\n" + before.splitlines()[0] + b"\n")
    at = len(before.splitlines()) + 1
    expected = ["CGT014"] if length > LINE_LIMIT else ["CGT101"]
    for size in (LINE_LIMIT // 3, inputs.PIECE):
        monkeypatch.setattr(inputs, "PIECE", size)
        found = [one for one in run(folder, tmp_path) if one.file == "organizations.jsonl"]
        assert [one.code for one in found if one.line == at][:1] == expected
        assert Found("organizations.jsonl", at + 1, "CGT201", "/id") in found


def test_lines_are_counted_over_blank_ones_and_line_ends_of_windows(tmp_path: Path) -> None:
    folder = lines(tmp_path / "lines", map(borne_out, ALL))
    path = folder / "places.jsonl"
    path.write_bytes(b"\r\n\n" + path.read_bytes().replace(b"\n", b"\r\n") + b"  \n{}")
    last = path.read_bytes().count(b"\n") + 1
    assert {(one.file, one.line) for one in run(folder, tmp_path)} == {("places.jsonl", last)}


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda folder: (folder / "organisations.jsonl").touch(), "did you mean 'organizations'?"),
        (lambda folder: (folder / "notes.txt").touch(), "named after their table"),
        (lambda folder: (folder / "places.jsonl").mkdir(), "no file"),
        (lambda folder: ((folder / "places").mkdir(), (folder / "places" / "a.csv").touch()), "no .jsonl"),
        (lambda folder: (folder / "places.jsonl").symlink_to(folder / "gone"), "no file"),
        (lambda folder: (folder / "places.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * 999)[:-9]), "no whole gzip"),
        (lambda folder: (folder / "places.jsonl.gz").write_bytes(b"{}\n"), "no whole gzip file"),
        (lambda folder: (folder / "places.jsonl.zst").write_bytes(b"{}\n"), "no whole zstd file"),
        (lambda _: None, "there are no records"),
    ],
)
def test_what_is_no_folder_of_records_is_refused(make: Any, told: str, tmp_path: Path) -> None:
    folder = tmp_path / "lines"
    folder.mkdir()
    make(folder)
    with pytest.raises(Unreadable, match=told.replace("?", r"\?")):
        run(folder, tmp_path)


class _Growing(Processes):
    """While the first piece is read somebody writes on."""

    def __init__(self, path: Path) -> None:
        super().__init__(1)
        self._path = path

    def run(self, function: Any, tasks: Iterable[Any]) -> Iterator[Any]:
        for task in tasks:
            yield function(task)
            with self._path.open("ab") as file:
                file.write(b"{}\n")


def test_a_file_that_grows_is_refused(tmp_path: Path) -> None:
    folder = lines(tmp_path / "lines", map(borne_out, ALL))
    with pytest.raises(Unreadable, match="changed while it was read"):
        run(folder, tmp_path, pool=_Growing(folder / "places.jsonl"))


def test_what_generate_writes_besides_is_no_table(tmp_path: Path) -> None:
    folder = lines(tmp_path / "lines", map(borne_out, ALL))
    (folder / "faults.jsonl").write_text("{}\n")
    (folder / "generated.json").write_text("{}\n")
    (folder / ".hidden").mkdir()
    assert run(folder, tmp_path) == []

"""Packages whose tables are in several files: what is wrong is found, and one takes the place of another."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from split_packages import SPLIT, Json, edit, resource, split

from cgt_dataset.findings import Finding
from cgt_dataset.package import NotAPackage, publish
from cgt_dataset.package.croissant import CROISSANT
from cgt_dataset.package.verify import verify
from cgt_dataset.package.write import described, written
from cgt_dataset.reader import Dataset
from cgt_dataset.tabular import content_hash, contents_hash
from cgt_dataset.texts import Texts


def mended(package: Path, name: str = SPLIT) -> None:
    """Let the descriptor say what is true of the files of a table, so that no hash or count notices."""

    def change(descriptor: Json) -> None:
        told = resource(descriptor, name)
        for part in told["parts"]:
            content = (package / part["path"]).read_bytes()
            table = pq.read_table(package / part["path"])
            part.update(hash=f"sha256:{hashlib.sha256(content).hexdigest()}", contentHash=content_hash(table))
            part["rowCount"] = table.num_rows
        told["rowCount"] = sum(part["rowCount"] for part in told["parts"])
        told["contentHash"] = contents_hash({part["path"]: part["contentHash"] for part in told["parts"]})
        hashes = {one["name"]: one["contentHash"] for one in descriptor["resources"]}
        descriptor["contentHash"] = contents_hash(hashes)

    edit(package, change)


def part(package: Path, number: int) -> Path:
    return package / f"{SPLIT}-{number:05}.parquet"


def swap(package: Path) -> None:
    one, other = part(package, 0).read_bytes(), part(package, 1).read_bytes()
    part(package, 0).write_bytes(other)
    part(package, 1).write_bytes(one)


def missing(package: Path) -> None:
    part(package, 1).unlink()


def stranger(package: Path) -> None:
    shutil.copyfile(part(package, 0), part(package, 99))


def swapped_and_mended(package: Path) -> None:
    swap(package)
    mended(package)


def changed_byte(package: Path) -> None:
    table = pq.read_table(part(package, 1))
    pq.write_table(table, part(package, 1), compression="zstd")


def rows_moved(package: Path, first: int, second: int, *, keep: bool = False) -> None:
    """Move the last row of one part behind, or into, another: `keep` leaves it where it was too."""
    one, other = pq.read_table(part(package, first)), pq.read_table(part(package, second))
    moved = one.slice(one.num_rows - 1)
    pq.write_table(pa.concat_tables([moved, other] if keep else [other, moved]), part(package, second))
    if not keep:
        pq.write_table(one.slice(0, one.num_rows - 1), part(package, first))
    mended(package)


def other_cell(package: Path) -> None:
    table = pq.read_table(part(package, 1))
    index = table.schema.get_field_index("language")
    texts = pa.array(["xx", *table["language"].to_pylist()[1:]], pa.string())
    pq.write_table(table.set_column(index, table.schema.field(index), texts), part(package, 1))

    def change(descriptor: Json) -> None:
        content = part(package, 1).read_bytes()
        resource(descriptor, SPLIT)["parts"][1]["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"

    edit(package, change)


def told(**said: Any) -> Callable[[Path], None]:
    """Changes what the descriptor alone says of the table."""

    def broken(package: Path) -> None:
        file = package / "datapackage.json"
        descriptor = json.loads(file.read_bytes())
        resource(descriptor, SPLIT).update(said)
        file.write_text(json.dumps(descriptor))

    return broken


def other_whole(package: Path) -> None:
    def change(descriptor: Json) -> None:
        resource(descriptor, SPLIT)["contentHash"] = f"sha256:{'0' * 64}"

    edit(package, change)


def without_set(package: Path) -> None:
    said = json.loads((package / CROISSANT).read_bytes())
    said["distribution"] = [one for one in said["distribution"] if one["@id"] != f"{SPLIT}-*.parquet"]
    content = json.dumps(said).encode()
    (package / CROISSANT).write_bytes(content)
    file = package / "datapackage.json"
    descriptor = {**json.loads(file.read_bytes()), "croissantHash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    file.write_text(json.dumps(descriptor))


ORDER, WHOLE = {("CGT508", "-*")}, {("CGT508", "")}
BREAKS: dict[str, tuple[set[tuple[str, str]], Callable[[Path], None]]] = {
    "a part missing": ({("CGT502", "-00001")}, missing),
    "a part too many": ({("CGT502", "")}, stranger),
    "parts swapped": (
        {*((code, place) for code in ("CGT503", "CGT508") for place in ("-00000", "-00001")), *ORDER, *WHOLE},
        swap,
    ),
    "parts swapped, all hashes mended": (ORDER, swapped_and_mended),
    "a changed byte": ({("CGT503", "-00001")}, changed_byte),
    "a changed cell": ({("CGT508", "-00001"), *WHOLE}, other_cell),
    "rows out of order over a border": (ORDER, lambda package: rows_moved(package, 0, 1)),
    "a key twice in two parts": ({("CGT506", "-*")}, lambda package: rows_moved(package, 0, 1, keep=True)),
    "another hash of the whole": ({("CGT508", "-*")}, other_whole),
    "a hash beside parts": ({("CGT501", "")}, told(hash=f"sha256:{'0' * 64}")),
    "a list without parts": ({("CGT501", "")}, told(parts=None)),
    "another order of paths": ({("CGT501", "")}, told(path=[f"{SPLIT}-00001.parquet", f"{SPLIT}-00000.parquet"])),
    "another sum of rows": ({("CGT501", "")}, told(rowCount=7)),
    "no set in croissant.json": ({("CGT511", "")}, without_set),
}


def found(findings: list[Finding]) -> set[tuple[str, str]]:
    """The codes, each with the part of the table that it is about."""
    names = [(finding.code, Path(finding.path).name) for finding in findings]
    return {(code, name.removeprefix(SPLIT).removesuffix(".parquet") if SPLIT in name else "") for code, name in names}


def test_a_good_package_in_parts_is_found_bad(parted: Path, articles: Path) -> None:
    assert verify(parted, Texts(articles)) == []


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_package_in_parts_is_found_good_or_other(parted_copy: Path, broken: str) -> None:
    expected, spoil = BREAKS[broken]
    spoil(parted_copy)
    assert found(verify(parted_copy, Texts(None))) == expected


def test_a_part_of_another_table_or_folder_is_taken(parted_copy: Path) -> None:
    for name in ("terms-00000.parquet", f"../{SPLIT}-00000.parquet", f"{SPLIT}.parquet", f"{SPLIT}-*.parquet"):

        def change(descriptor: Json, name: str = name) -> None:
            held = resource(descriptor, SPLIT)
            held["parts"][0]["path"] = held["path"][0] = name

        edit(parted_copy, change)
        assert found(verify(parted_copy, Texts(None))) == {("CGT501", "")}


# What is published.


def test_a_package_in_parts_cannot_be_replaced_or_loses_strangers(
    package: Path, parted_copy: Path, tmp_path: Path
) -> None:
    split(package, parted_copy, rows=100)
    assert not (parted_copy / f"{SPLIT}-00000.parquet").exists()
    assert verify(parted_copy, Texts(None)) == []
    publish(described_in_memory(package), parted_copy)
    assert {one.name for one in parted_copy.iterdir()} == {one.name for one in package.iterdir()}
    (parted_copy / f"{SPLIT}-00000.parquet").write_bytes(b"mine")
    part = tmp_path / "part"
    part.write_bytes(b"made")
    with pytest.raises(NotAPackage, match=rf"holds {SPLIT}-00000\.parquet"):
        publish({"datapackage.json": b"{}", f"{SPLIT}-00000.parquet": part}, parted_copy)
    assert part.read_bytes() == b"made"


def described_in_memory(package: Path) -> dict[str, bytes | Path]:
    whole = Dataset(package)
    return described({name: [written(whole.load(name))] for name in whole.tables()}, whole.load("sources"))


def no_links(_place: Path, _file: Path) -> None:
    raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))


@pytest.mark.parametrize("linked", [True, False])
def test_a_finished_file_stays_where_it_lay_or_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linked: bool
) -> None:
    if not linked:
        monkeypatch.setattr(Path, "hardlink_to", no_links)
    part = tmp_path / "part"
    part.write_bytes(b"made")
    publish({"a.parquet": part, "datapackage.json": b"{}"}, tmp_path / "build")
    assert not part.exists()
    assert (tmp_path / "build/a.parquet").read_bytes() == b"made"
    assert {one.name for one in (tmp_path / "build").iterdir()} == {"a.parquet", "datapackage.json"}


@pytest.mark.parametrize("linked", [True, False])
@pytest.mark.parametrize("call", range(4))
def test_a_full_disk_costs_a_finished_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int, linked: bool
) -> None:
    part = tmp_path / "part"
    part.write_bytes(b"made")
    flush, calls = os.fsync, iter(range(100))

    def full(descriptor: int) -> None:
        if next(calls) == call:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        if not linked:
            patched.setattr(Path, "hardlink_to", no_links)
        with pytest.raises(OSError, match="No space left"):
            publish({"a.parquet": part, "datapackage.json": b"{}"}, tmp_path / "build")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"part": b"made"}

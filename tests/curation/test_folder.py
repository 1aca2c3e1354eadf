from __future__ import annotations

import os
from pathlib import Path

import pytest

from cgt_dataset.curation import Folder, read_folder
from cgt_dataset.curation.folder import TABLES
from cgt_dataset.files import Unreadable
from cgt_dataset.schema import RECORDS

as_a_user = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root and Windows read what nobody else may"
)


def write(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a: 1\n", encoding="utf-8")
    return root


def found(folder: Folder, root: Path) -> list[tuple[str, str]]:
    for finding in folder.findings:
        assert (finding.line is None) == (finding.column is None)
        assert finding.mend
    return [(finding.code, Path(finding.path).relative_to(root).as_posix()) for finding in folder.findings]


def pointers(folder: Folder) -> list[str]:
    return [f"{located.table}/{located.id}" for located in folder.records]


def test_the_folders_are_the_tables_of_the_records() -> None:
    assert set(TABLES) == {record.table for record in RECORDS}


def test_records_come_by_table_and_id_whatever_their_order_on_disk(tmp_path: Path) -> None:
    names = [f"{table}/{stem}.yaml" for table in TABLES for stem in ("a", "a-b", "ab", "b", "1", "é")]
    write(tmp_path, *reversed(names))
    folder = read_folder(tmp_path)
    assert folder.findings == ()
    assert pointers(folder) == [f"{table}/{stem}" for table in TABLES for stem in ("1", "a-b", "a", "ab", "b", "é")]


def test_a_record_is_where_its_place_says(tmp_path: Path) -> None:
    (located,) = read_folder(write(tmp_path, "facilities/a-plant.yaml")).records
    assert (located.table, located.id) == ("facilities", "a-plant")
    assert located.document is not None
    assert located.document.data == {"a": 1}
    assert located.document.path == str(tmp_path / "facilities" / "a-plant.yaml")


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "a.yaml",
        ".gitkeep",
        "place/a.yaml",
        "Sources/a.yaml",
        "source/a.yaml",
        "sources/a.yml",
        "sources/a.YAML",
        "sources/a.yaml~",
        "sources/a.json",
        "sources/a",
        "sources/.yaml",
        "sources/.DS_Store",
        "sources/inner/a.yaml",
        "sources/a.yaml/a.yaml",
    ],
)
def test_what_is_no_record_is_never_passed_over_silently(tmp_path: Path, name: str) -> None:
    write(tmp_path, "sources/good.yaml", name)
    stray = "/".join(name.split("/")[: 1 if name.split("/")[0] not in TABLES else 2])
    folder = read_folder(tmp_path)
    assert pointers(folder) == ["sources/good"]
    assert found(folder, tmp_path) == [("CGT010", stray)]


def test_what_an_interrupted_write_left_is_to_be_deleted(tmp_path: Path) -> None:
    write(tmp_path, "sources/good.yaml", "sources/.good.k3_x9abc.tmp")
    (finding,) = read_folder(tmp_path).findings
    assert (finding.code, finding.message, finding.mend) == (
        "CGT010",
        "left by a write that was interrupted",
        "delete it",
    )


def test_a_file_in_the_place_of_a_table_is_stray(tmp_path: Path) -> None:
    write(tmp_path, "sources/good.yaml", "agreements")
    folder = read_folder(tmp_path)
    assert found(folder, tmp_path) == [("CGT010", "agreements")]


def test_a_link_leads_nowhere(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", "a.yaml", "b.yaml")
    root = write(tmp_path / "raw", "sources/good.yaml")
    (root / "sources" / "file.yaml").symlink_to(outside / "a.yaml")
    (root / "sources" / "folder.yaml").symlink_to(outside)
    (root / "sources" / "nothing.yaml").symlink_to(outside / "none.yaml")
    (root / "sources" / "itself.yaml").symlink_to("itself.yaml")
    (root / "agreements").symlink_to(outside)
    (root / "facilities").symlink_to(outside / "none")
    folder = read_folder(root)
    assert sorted(found(folder, root)) == [
        ("CGT001", "sources/file.yaml"),
        ("CGT001", "sources/folder.yaml"),
        ("CGT001", "sources/itself.yaml"),
        ("CGT001", "sources/nothing.yaml"),
        ("CGT010", "agreements"),
        ("CGT010", "facilities"),
    ]
    assert {located.id for located in folder.records if located.document is not None} == {"good"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_does_not_make_the_reader_wait(tmp_path: Path) -> None:
    write(tmp_path, "sources/good.yaml")
    os.mkfifo(tmp_path / "sources" / "pipe.yaml")
    os.mkfifo(tmp_path / "agreements")
    folder = read_folder(tmp_path)
    assert sorted(found(folder, tmp_path)) == [("CGT001", "sources/pipe.yaml"), ("CGT010", "agreements")]


@pytest.mark.parametrize("names", [[], ["sources/x.txt"], ["README.md"]])
def test_a_folder_without_records_is_a_fault(tmp_path: Path, names: list[str]) -> None:
    (tmp_path / "agreements").mkdir()
    folder = read_folder(write(tmp_path, *names))
    assert folder.records == ()
    assert ("CGT011", ".") in found(folder, tmp_path)


def test_one_unreadable_record_hides_no_other(tmp_path: Path) -> None:
    write(tmp_path, "sources/a.yaml", "sources/c.yaml", "facilities/d.yaml")
    (tmp_path / "sources" / "b.yaml").write_bytes(b"\xff")
    folder = read_folder(tmp_path)
    assert found(folder, tmp_path) == [("CGT002", "sources/b.yaml")]
    assert [(located.id, located.document is not None) for located in folder.records] == [
        ("a", True),
        ("b", False),
        ("c", True),
        ("d", True),
    ]


@pytest.mark.parametrize("name", ["none", "a-file"])
def test_a_root_that_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a-file").write_text("")
    with pytest.raises(Unreadable, match=f"{name}: cannot be read: no"):
        read_folder(tmp_path / name)


@as_a_user
def test_a_root_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0)
    try:
        with pytest.raises(Unreadable, match="permission denied"):
            read_folder(tmp_path)
    finally:
        tmp_path.chmod(0o700)


@as_a_user
def test_a_record_without_permission_is_a_finding(tmp_path: Path) -> None:
    write(tmp_path, "sources/a.yaml", "sources/b.yaml")
    (tmp_path / "sources" / "a.yaml").chmod(0)
    folder = read_folder(tmp_path)
    assert found(folder, tmp_path) == [("CGT001", "sources/a.yaml")]
    assert pointers(folder) == ["sources/a", "sources/b"]

"""What is fuzzed, each with the property that holds for any bytes."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
Target = Callable[[bytes], None]


class Broken(AssertionError):
    """A property that does not hold."""


def yaml_record(content: bytes) -> None:
    """A record file gives a document or findings, and never raises; the same for the check of a folder with it."""
    from cgt_dataset.checking import check
    from cgt_dataset.curation import read_document
    from cgt_dataset.texts import Texts

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "raw" / "organizations" / "x.yaml"
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
        document, findings = read_document(file, "x.yaml")
        if document is None and not findings:
            raise Broken("neither a document nor a finding")
        check(Path(folder) / "raw", Texts())


def evidence(content: bytes) -> None:
    """Evidence in an honest record is judged, and never raises: the bytes are the items of the list."""
    lines = b"".join(b"  " + line + b"\n" for line in content.split(b"\n"))
    yaml_record(b"schema: organization/2\nid: x-y\nname: X\nkind: company\nevidence:\n" + lines)


def json_lines(content: bytes) -> None:
    """A block is judged as its lines are one by one: the same good lines, and the same faults of the others."""
    from cgt_dataset.bulk import judge, read_block
    from cgt_dataset.schema import Record

    block = read_block("organizations", content)
    one_by_one = [(number, judge("organizations", line)) for number, line in _lines(content)]
    good = [number for number, judged in one_by_one if isinstance(judged.record, Record)]
    if good != block.record_lines.to_pylist():
        raise Broken(f"good lines are {good}, in a block {block.record_lines.to_pylist()}")
    faults = sorted((number, fault.code, fault.pointer) for number, judged in one_by_one for fault in judged.faults)
    told = sorted((row["line"], row["code"], row["pointer"]) for row in block.rejected.to_pylist())
    if faults != told:
        raise Broken(f"faults are {faults}, in a block {told}")


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip(b" \t\r"):
            yield number, line


def descriptor(content: bytes) -> None:
    """A package with this descriptor is verified and read, or refused in our words."""
    _package("datapackage.json", content)


def parquet(content: bytes) -> None:
    """A package with this file for a table is verified and read, or refused in our words."""
    _package("organizations.parquet", content)


def query(content: bytes) -> None:
    """SQL is answered or refused in our words."""
    from cgt_dataset import Dataset, QueryError

    with contextlib.suppress(QueryError):
        Dataset(_good()).query(content.decode("utf-8", "replace"))


def _package(file: str, content: bytes) -> None:
    from cgt_dataset import Dataset, NoPackage, UnknownTable
    from cgt_dataset.package.opened import opened
    from cgt_dataset.package.verify import verify
    from cgt_dataset.texts import Texts

    with tempfile.TemporaryDirectory() as folder:
        package = Path(shutil.copytree(_good(), Path(folder) / "package"))
        (package / file).write_bytes(content)
        if not verify(package, Texts()) and content != (_good() / file).read_bytes() and file.endswith(".parquet"):
            raise Broken("another file is found good")
        asks: tuple[Callable[[], object], ...] = (
            lambda: Dataset(package).load("organizations"),
            lambda: opened(package).table("organizations"),
        )
        for ask in asks:
            try:
                ask()
            except (NoPackage, UnknownTable, KeyError) as refused:
                if isinstance(refused, KeyError) and "organizations" not in str(refused):
                    raise


@cache
def _good() -> Path:
    """A package of the records that need none of other tables, in the tables that have rows or are referred to: small,
    so that it is tried often and a descriptor is changed in its middle.
    """
    from cgt_dataset.build import build, check
    from cgt_dataset.tabular.content import contents_hash
    from cgt_dataset.texts import Texts

    place = Path(tempfile.mkdtemp(prefix="cgt-fuzz-"))
    for table in ("organizations", "places", "sources"):
        shutil.copytree(ROOT / "raw" / table, place / "raw" / table)
    while findings := check(place / "raw", Texts()).findings:
        for path in {finding.path for finding in findings}:
            Path(path).unlink()
    good = place / "good"
    build(place / "raw", good, Texts())
    descriptor = json.loads((good / "datapackage.json").read_bytes())
    needed = {one["name"] for one in descriptor["resources"] if one["rowCount"]}
    needed |= {
        key["reference"].get("resource", one["name"])
        for one in descriptor["resources"]
        if one["name"] in needed
        for key in one["schema"].get("foreignKeys", [])
    }
    for resource in [one for one in descriptor["resources"] if one["name"] not in needed]:
        descriptor["resources"].remove(resource)
        (good / resource["path"]).unlink()
    del descriptor["croissantHash"]
    (good / "croissant.json").unlink()
    descriptor["contentHash"] = contents_hash({one["name"]: one["contentHash"] for one in descriptor["resources"]})
    (good / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    return good


TARGETS: dict[str, Target] = {
    made.__name__: made for made in (yaml_record, evidence, json_lines, descriptor, parquet, query)
}
"""By name."""


def seeds(target: str) -> list[bytes]:
    """What a target begins with: honest input, from what is in the repository."""
    records = sorted((ROOT / "raw" / "organizations").glob("*.yaml"))[:5]
    made: dict[str, Callable[[], list[Any]]] = {
        "yaml_record": lambda: [file.read_bytes() for file in records],
        "evidence": lambda: [_evidence_of(file.read_text("utf-8")) for file in records],
        "json_lines": lambda: [b"\n".join(map(_line_of, records)), *(_line_of(file) for file in records)],
        "descriptor": lambda: [(_good() / "datapackage.json").read_bytes()],
        "parquet": lambda: [(_good() / "organizations.parquet").read_bytes()],
        "query": lambda: [
            b"SELECT id, name FROM organizations",
            b"FROM agreement_overview",
            b"WITH a AS (FROM people) FROM a",
        ],
    }
    return made[target]()


def found(target: str) -> list[bytes]:
    """What once broke a property of a target, and is kept."""
    return [file.read_bytes() for file in sorted((ROOT / "fuzz" / "found").glob(f"{target}-*"))]


def _evidence_of(text: str) -> bytes:
    return text.partition("evidence:\n")[2].encode()


def _line_of(file: Path) -> bytes:
    from cgt_dataset.curation import read_document

    document, _ = read_document(file, file.name)
    return json.dumps(document.data if document else {}, ensure_ascii=False).encode()

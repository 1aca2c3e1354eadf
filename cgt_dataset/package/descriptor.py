"""`datapackage.json`: the Data Package descriptor (version 2.0), its data dictionary derived from the models."""

from __future__ import annotations

import json
from typing import Any

from ..release import DATE, VERSION
from ..schema import PROFILE, SCHEMA_VERSION, Table, table_schema

FILE = "datapackage.json"
TITLE = "Cell and gene therapy industry"
DESCRIPTION = (
    "Organizations, agreements, regulations and facilities of the cell and gene therapy industry, with the places, "
    "people, products, events and figures around them, as news articles state them. Every value has evidence: the span "
    "of the article that supports it, how the value was got from the words, and who says it; where another article "
    "contradicts it, that stands beside. A null means that no source says so, never that it is not so."
)
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}


def descriptor(resources: list[dict[str, Any]], sources: list[dict[str, Any]], content_hash: str) -> dict[str, Any]:
    """The descriptor of a package of `resources`; `sources` are rows of the table `sources`."""
    return {
        "$schema": PROFILE.format("datapackage"),
        "name": "cgt-dataset",
        "title": TITLE,
        "description": DESCRIPTION,
        "version": VERSION,
        "schemaVersion": SCHEMA_VERSION,
        "created": f"{DATE}T00:00:00Z",
        "contentHash": f"sha256:{content_hash}",
        "licenses": [LICENCE],
        "contributors": [{"title": "The cgt-dataset maintainers", "roles": ["creator"]}],
        "keywords": ["cell therapy", "gene therapy", "biotechnology", "industry"],
        "sources": [_source(row) for row in sources],
        "resources": resources,
    }


def resource(table: Table, file: str, digest: str, content_hash: str, rows: int) -> dict[str, Any]:
    """The description of one table of the package."""
    return {
        "$schema": PROFILE.format("dataresource"),
        "name": table.name,
        "type": "table",
        "path": file,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": table.description,
        "hash": f"sha256:{digest}",
        "contentHash": f"sha256:{content_hash}",
        "rowCount": rows,
        "schema": table_schema(table),
    }


def _source(row: dict[str, Any]) -> dict[str, Any]:
    source = {"title": row["title"] or row["id"]}
    return {**source, "path": row["url"]} if row["url"] else source


def as_json(document: dict[str, Any]) -> bytes:
    """JSON as it is written to files: two spaces, ASCII, a line feed at the end."""
    return (json.dumps(document, indent=2) + "\n").encode("ascii")

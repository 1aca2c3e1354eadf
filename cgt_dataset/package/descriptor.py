"""`datapackage.json`: the Data Package descriptor (version 2.0), its data dictionary derived from the models."""

from __future__ import annotations

import json
from typing import Any

from ..release import DATE, VERSION
from ..schema import PROFILE, SCHEMA_VERSION, Table, table_schema

FILE = "datapackage.json"
Json = dict[str, Any]
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


def descriptor(resources: list[Json], sources: list[Json] | None, content_hash: str) -> Json:
    """The descriptor of a package of `resources`; `sources` are rows of the table `sources`. None: too many to name."""
    return {
        "$schema": PROFILE.format("datapackage"),
        "name": "cgt-dataset",
        "title": TITLE,
        "description": DESCRIPTION,
        "version": VERSION,
        "schemaVersion": SCHEMA_VERSION,
        "created": f"{DATE}T00:00:00Z",
        "contentHash": content_hash,
        "licenses": [LICENCE],
        "contributors": [{"title": "The cgt-dataset maintainers", "roles": ["creator"]}],
        "keywords": ["cell therapy", "gene therapy", "biotechnology", "industry"],
        **({} if sources is None else {"sources": [_source(row) for row in sources]}),
        "resources": resources,
    }


def resource(table: Table, files: Json) -> Json:
    """The description of one table of the package; `files` is what it says of the files that hold it."""
    return {
        "$schema": PROFILE.format("dataresource"),
        "name": table.name,
        "type": "table",
        "path": files["path"],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": table.description,
        **files,
        "schema": table_schema(table),
    }


def _source(row: Json) -> Json:
    source = {"title": row["title"] or row["id"]}
    return {**source, "path": row["url"]} if row["url"] else source


def as_json(document: Json) -> bytes:
    """JSON as it is written to files: two spaces, ASCII, a line feed at the end."""
    return (json.dumps(document, indent=2) + "\n").encode("ascii")

"""`croissant.json`: the descriptor said again as Croissant 1.1, which is schema.org's `Dataset` in JSON-LD.

Search engines and tools of machine learning read it. Nothing stands in it that the descriptor does not say, but for the
sizes of the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

CROISSANT = "croissant.json"
_VERSION = "http://mlcommons.org/croissant/1.1"
TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}
"""The types of a descriptor, as schema.org calls them."""
# mlcroissant reads Parquet under the name that it had before its registration, and only that.
_PARQUET_BEFORE = "application/x-parquet"
# The context of the standard, inlined, so that nothing has to be fetched to read the file.
_PREFIXES = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
}
_TERMS = (
    "arrayShape citeAs column containedIn equivalentProperty extract field fileObject fileProperty fileSet format "
    "includes isArray isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace "
    "samplingRate separator source subField transform"
)
_CONTEXT: dict[str, Any] = {
    **_PREFIXES,
    **{term: f"cr:{term}" for term in _TERMS.split()},
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
}


def croissant(package: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, Any]:
    """The Croissant document of the package with this descriptor; `sizes` are those of its files, in bytes."""
    resources = package["resources"]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": _VERSION,
        "name": package["title"],
        "alternateName": package["name"],
        "description": package["description"],
        "version": package["version"],
        "datePublished": _day(package),
        **({"url": package["homepage"]} if "homepage" in package else {}),
        "license": [licence["path"] for licence in package["licenses"]],
        "creator": [{"@type": "sc:Organization", "name": one["title"]} for one in package["contributors"]],
        "keywords": package["keywords"],
        "citeAs": _citation(package),
        **({"isBasedOn": [_source(source) for source in package["sources"]]} if "sources" in package else {}),
        "distribution": [one for resource in resources for one in _distribution(resource, sizes)],
        "recordSet": [_records(resource) for resource in resources],
    }


def _day(package: Mapping[str, Any]) -> str:
    return str(package["created"])[:10]


def _citation(package: Mapping[str, Any]) -> str:
    """BibTeX, as the standard asks; the inner braces keep names and titles as they are."""
    who = " and ".join(f"{{{one['title']}}}" for one in package["contributors"])
    return (
        f"@misc{{{package['name']}, author = {{{who}}}, title = {{{{{package['title']}}}}}, "
        f"version = {{{package['version']}}}, year = {{{_day(package)[:4]}}}}}"
    )


def _source(source: Mapping[str, str]) -> dict[str, str]:
    work = {"@type": "sc:CreativeWork", "name": source["title"]}
    return {**work, "url": source["path"]} if "path" in source else work


def parted(name: str) -> str:
    """What the files of a table that is in several are called, as one set: a pattern that fits them and no other."""
    return f"{name}-*.parquet"


def _distribution(resource: Mapping[str, Any], sizes: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """The files of a table; behind several also their set, from which its records are read."""
    files = resource.get("parts", [resource])
    yield from (_file(resource, file, sizes[file["path"]]) for file in files)
    if "parts" in resource:
        yield {
            "@type": "cr:FileSet",
            "@id": parted(resource["name"]),
            "name": parted(resource["name"]),
            "description": resource["description"],
            "encodingFormat": [resource["mediatype"], _PARQUET_BEFORE],
            "includes": parted(resource["name"]),
        }


def _file(resource: Mapping[str, Any], file: Mapping[str, Any], size: int) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file["path"],
        "name": file["path"],
        "description": resource["description"],
        "contentUrl": file["path"],
        "contentSize": f"{size} B",
        "encodingFormat": [resource["mediatype"], _PARQUET_BEFORE],
        "sha256": file["hash"].removeprefix("sha256:"),
    }


def _records(resource: Mapping[str, Any]) -> dict[str, Any]:
    name, schema = resource["name"], resource["schema"]
    leads = {
        own: f"{key['reference'].get('resource', name)}/{other}"
        for key in schema.get("foreignKeys", ())
        for own, other in zip(key["fields"], key["reference"]["fields"], strict=True)
    }
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": resource["description"],
        "key": [{"@id": f"{name}/{column}"} for column in schema["primaryKey"]],
        "field": [_field(resource, column, leads.get(column["name"])) for column in schema["fields"]],
    }


def _field(resource: Mapping[str, Any], column: Mapping[str, Any], leads: str | None) -> dict[str, Any]:
    files = {"fileSet": {"@id": parted(resource["name"])}}
    if "parts" not in resource:
        files = {"fileObject": {"@id": resource["path"]}}
    field = {
        "@type": "cr:Field",
        "@id": f"{resource['name']}/{column['name']}",
        "name": column["name"],
        "description": column["description"],
        "dataType": TYPES[column["type"]],
        "source": {**files, "extract": {"column": column["name"]}},
    }
    # Dublin Core's word and not Croissant's `references`: that one asks mlcroissant for a join, and it can join no
    # tables that refer to themselves or to each other.
    return field if leads is None else {**field, "dct:references": {"@id": leads}}

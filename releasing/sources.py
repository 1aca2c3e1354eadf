"""Whether the web addresses of the sources still answer, or are waived with a reason."""

from __future__ import annotations

import csv
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import yaml

WAIVERS = Path("releasing", "unreachable.csv")
_TIMEOUT = 30
_HTTP_ERROR = 400


def addresses(raw: Path) -> dict[str, str]:
    """The web address of every source that has one, by its id."""
    read = (yaml.safe_load(file.read_text("utf-8")) for file in sorted((raw / "sources").glob("*.yaml")))
    return {source["id"]: source["url"] for source in read if source.get("url")}


def waivers(file: Path) -> dict[str, str]:
    """Why the address of a source need not answer, by its id. Raises ValueError where a reason is missing."""
    with file.open(encoding="utf-8", newline="") as lines:
        read = {row["source"]: (row["reason"] or "").strip() for row in csv.DictReader(lines)}
    for source, reason in read.items():
        if not reason:
            raise ValueError(f"{file.name}: {source} is waived without a reason")
    return read


def unreachable(
    urls: Mapping[str, str], waived: Mapping[str, str], answers: Callable[[str], str | None]
) -> Iterator[str]:
    """A line for every address that does not answer and is not waived, and for every waiver that waives nothing.

    `answers` gives None for an address that does, else what went wrong.
    """
    for source, url in urls.items():
        wrong = answers(url)
        if wrong is not None and source not in waived:
            yield f"sources/{source}: {url} {wrong}; mend the address, or waive it with a reason in {WAIVERS}"
        elif wrong is None and source in waived:
            yield f"sources/{source}: {url} answers; take its waiver out of {WAIVERS}"
    for source in sorted(waived.keys() - urls.keys()):
        yield f"{WAIVERS}: {source} is no source with an address; take the line out"


def asked(url: str) -> str | None:
    """Ask for an address over the network; None where it answers, else what went wrong."""
    if not url.startswith(("http://", "https://")):
        return "is no web address"
    request = urllib.request.Request(url, headers={"User-Agent": "Mozilla/5.0 (cgt-dataset release check)"})  # noqa: S310 (checked above)
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310 (checked above)
            status: int = answer.status
    except urllib.error.HTTPError as error:
        return f"answers {error.code}"
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"does not answer: {error}"
    return f"answers {status}" if status >= _HTTP_ERROR else None

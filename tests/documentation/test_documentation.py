"""The documentation site: built from the checkout, complete, and every link of it leads somewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import cgt_dataset
from cgt_dataset.cli.main import COMMANDS
from cgt_dataset.schema import RECORDS, TABLES, VOCABULARIES
from documentation.__main__ import build
from documentation.diagram import edges
from documentation.links import broken
from documentation.pages import write_pages

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("site") / "site"
    assert build(place) == []
    return place


def _text(site: Path, page: str) -> str:
    return (site / page).read_text("utf-8")


def test_every_page_of_the_repository_is_in_the_site(site: Path) -> None:
    pages = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    pages |= {Path(name) for name in ("index.html", "contributing.html", "changelog.html")}
    assert {path for path in pages if not (site / path).is_file()} == set()


def test_the_menu_leads_to_every_page_but_those_of_single_rules() -> None:
    config = tomllib.loads((ROOT / "documentation" / "zensical.toml").read_text("utf-8"))
    listed = set(re.findall(r"[\w-]+\.md", str(config["project"]["nav"])))
    pages = {path.name for path in (ROOT / "docs").glob("*.md")}
    assert pages <= listed


def test_what_is_generated_is_complete(site: Path) -> None:
    pages = ("dictionary", "vocabularies", "api", "commands")
    dictionary, terms, api, commands = (_text(site, f"{page}.html") for page in pages)
    assert [table for table in TABLES if f'id="{table}"' not in dictionary] == []
    assert [scheme for scheme in VOCABULARIES if f'id="{scheme}"' not in terms] == []
    public = [name for name in cgt_dataset.__all__ if name != "__version__"]
    assert [name for name in public if f">{name}<" not in api and f'id="{name.lower()}"' not in api] == []
    names = [module.__name__.rpartition(".")[2] for module in COMMANDS]
    assert [name for name in names if f'id="cgt-dataset-{name}"' not in commands] == []


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    loads = re.compile(r'<(?:script|img|iframe|link)[^>]+(?:src|href)="(https?:)?//[^"]+"')
    found = {match[0] for page in site.rglob("*.html") for match in loads.finditer(page.read_text("utf-8"))}
    assert {link for link in found if 'rel="canonical"' not in link} == set()


def test_the_diagram_has_every_reference_between_records(site: Path) -> None:
    found = edges()
    records = {record.table for record in RECORDS}
    assert {edge.source for edge in found} | {edge.target for edge in found} <= records
    assert ("agreements", "organizations", "agreement_parties.organization") in found
    assert ("facilities", "organizations", "operator") in found
    own = [
        (table.name, target, columns[0])
        for table in TABLES.values()
        if table.name in records
        for columns, target, _ in table.foreign_keys
    ]
    assert set(own) <= {*found}
    picture = (site / "model.svg").read_text("utf-8")
    assert all(f">{table}</text>" in picture for table in records - {"sources"})


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<a href="b.html#there">good</a><a href="b.html#gone">no place</a><a href="c.html">no file</a>'
        '<a href="https://example.org/x">elsewhere</a><a href="#top">no place here</a><img src="no.png">'
    )
    (tmp_path / "b.html").write_text('<h1 id="there">b</h1><a href="a.html">back</a>')
    assert broken(tmp_path) == [
        "a.html: b.html#gone leads to no place in its page",
        "a.html: c.html leads to no file",
        "a.html: #top leads to no place in its page",
        "a.html: no.png leads to no file",
    ]


def test_a_page_that_links_to_what_the_site_has_not_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for folder in ("docs", "build", "benchmarks"):
        (root / folder).mkdir(parents=True)
    for name in (
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "CITATION.cff",
        "build/README.md",
        "benchmarks/RESULTS.md",
    ):
        (root / name).write_text("# x\n")
    (root / "docs" / "page.md").write_text("[gone](gone.md)\n")
    with pytest.raises(LookupError, match=r"the site has no page for gone\.md"):
        write_pages(root, tmp_path / "pages")

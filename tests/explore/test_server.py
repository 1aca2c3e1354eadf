"""Every page answers, nothing writes, nobody else is answered, and what goes wrong is said."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import httpx
import pytest
from invented_packages import packaged, whole
from served import HOST, Asked, served

from cgt_dataset import Dataset, plots
from cgt_dataset.explore.naming import Named
from cgt_dataset.explore.pages import Pages
from cgt_dataset.explore.questions import questions

if TYPE_CHECKING:
    from conftest import Ran

HOSTILE = '<script>alert("x")</script> =1+1'


@pytest.fixture(scope="module")
def real(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with closing(Asked(Dataset(package), tmp_path_factory.mktemp("asked"))) as asked:
        yield asked


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """A package whose every text is markup and a formula."""
    dataset = packaged(tmp_path_factory.mktemp("hostile"), whole(lambda text: f"{HOSTILE} {text}"))
    with closing(Asked(dataset, tmp_path_factory.mktemp("asked"))) as asked:
        yield asked


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with closing(Asked(packaged(tmp_path_factory.mktemp("empty"), []), tmp_path_factory.mktemp("asked"))) as asked:
        yield asked


def links(page: str) -> set[str]:
    """The addresses on a page that lead to others of the explorer."""
    found = {unescape(one).partition("#")[0] for one in re.findall(r'\s(?:href|src|action)="([^"]*)"', page)}
    return {one for one in found if one.startswith("/")}


@pytest.mark.parametrize("asked", ["real", pytest.param("hostile", marks=pytest.mark.long), "empty"])
def test_every_page_answers_and_leads_to_pages_that_answer(asked: str, request: pytest.FixtureRequest) -> None:
    ask: Asked = request.getfixturevalue(asked)
    seen: set[str] = set()
    new = {"/", "/-/find?q=a"}
    while new:
        address = new.pop()
        seen.add(address)
        answered = ask(address)
        assert answered.status_code == 200, (address, answered.text)
        if answered.headers["content-type"].startswith("text/html") and "/-/plots/" not in address:
            assert HOSTILE not in answered.text, address
            # Sorting and narrowing down are asked once for a table, not in every combination.
            new |= {one for one in links(answered.text) - seen if "&" not in one}
            new = {one for one in new if not re.search(r"[?]_(sort|facet)", one) or "/agreements?" in one}
    records = {f"/-/record/{shape.name}/" for shape in ask.catalogue.records() if shape.rows}
    assert {address.rpartition("/")[0] + "/" for address in seen if "/-/record/" in address} == records
    assert {f"/data/{name}" for name in ask.catalogue.tables} <= {address.partition("?")[0] for address in seen}


@pytest.mark.parametrize("name", plots.PLOTS)
def test_a_chart_is_drawn_and_may_load_nothing(real: Asked, name: str) -> None:
    for theme in ("light", "dark"):
        answered = real(f"/-/plots/{name}/{theme}")
        assert answered.status_code == 200
        assert answered.headers["content-security-policy"].startswith("default-src 'none'; script-src 'unsafe-inline';")
        assert f'data-theme="{theme}"' in answered.text


def test_search_in_a_table_is_the_search_over_all(real: Asked) -> None:
    rows = real("/data/organizations.json?_search=无锡&_shape=array").json()
    assert [row["id"] for row in rows] == ["wuxi-science-and-technology-bureau"]
    assert "无锡市科技局" in real.page("/data/organizations?_search=无锡")
    assert real("/data/organizations.json?_search_name=无锡&_shape=array").json() == rows
    assert real("/data/organizations.json?_search=%22%20-&_shape=array").json() == []


def test_foreign_keys_lead_both_ways_by_name(real: Asked) -> None:
    table = real.page("/data/agreement_parties")
    assert '<a href="/-/record/organizations/cytiva" title="organizations/cytiva">Cytiva</a>' in table
    row = real.page("/data/organizations/cytiva")
    assert '<a href="/data/agreement_parties?organization=cytiva">1 in agreement_parties</a>' in row
    assert '<a class="lead" href="/-/record/organizations/cytiva">' in row
    assert "/-/record/agreements/cytiva-necstgen-strategic-collaboration" in real.page("/-/record/organizations/cytiva")


def test_rows_are_narrowed_down_and_sorted(real: Asked) -> None:
    page = real.page("/data/agreements")
    assert re.search(r'href="[^"]*[?]status=signed"', page)
    assert "1 row" in real.page("/data/agreements?status=signed")
    names = [row["name"] for row in real("/data/people.json?_shape=array&_sort_desc=name").json()]
    assert names == sorted(names, reverse=True)
    assert 'aria-sort="descending"' in real.page("/data/people?_sort_desc=name")


def test_columns_say_what_they_mean(real: Asked) -> None:
    page = unescape(real.page("/data/agreements"))
    for column in real.catalogue.tables["agreements"].described.columns:
        assert column.description in page.replace("<code>", "`").replace("</code>", "`"), column.name


@pytest.mark.parametrize("number", [pytest.param(one.number, id=one.words) for one in questions()])
def test_a_question_is_answered(real: Asked, number: int) -> None:
    page = unescape(real.page(f"/-/questions/{number}"))
    question = questions()[number - 1]
    assert question.words in page
    assert question.sql in page
    assert 'class="fault"' not in page


def test_answers_lead_to_the_records_that_they_are_about(real: Asked) -> None:
    (number,) = (one.number for one in questions() if one.words == "Who are the parties, and in what part?")
    page = real.page(f"/-/questions/{number}")
    assert '<a href="/-/record/agreements/cytiva-necstgen-strategic-collaboration">' in page
    assert '<a href="/-/record/organizations/cytiva"><bdi>Cytiva</bdi></a>' in page
    # A place and an organization have this name: it leads nowhere rather than astray.
    assert "<td><bdi>Beijing E-Town</bdi></td>" in page


def test_a_package_that_cannot_answer_says_so(tmp_path: Path, package: Path) -> None:
    folder = tmp_path / "less"
    folder.mkdir()
    descriptor = json.loads((package / "datapackage.json").read_text("utf-8"))
    kept = [one for one in descriptor["resources"] if one["name"] in ("terms", "places")]
    (folder / "datapackage.json").write_text(json.dumps({**descriptor, "resources": kept}), encoding="utf-8")
    for one in kept:
        (folder / one["path"]).write_bytes((package / one["path"]).read_bytes())
    with closing(Asked(Dataset(folder), tmp_path)) as ask:
        assert "This package does not answer it: " in ask.page("/-/questions/1")
        assert "/data/places" in ask.page("/")


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/-/questions/999", 404, "There is no question 999"),
        ("/-/record/organizations/cytivo", 404, "cytiva"),
        ("/-/record/organisations/cytiva", 404, "organizations"),
        ("/-/plots/pie", 404, "timeline"),
        ("/data/nothing", 404, "Table not found"),
        ("/data?sql=delete+from+places", 400, "Statement must be a SELECT"),
        ("/data?sql=select+*+from+nowhere", 400, "no such table: nowhere"),
        ("/data/places?_sort=nothing", 400, "Cannot sort table by nothing"),
    ],
)
def test_what_cannot_be_shown_is_said_on_a_page(
    real: Asked, address: str, status: int, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    answered = real(address)
    assert answered.status_code == status
    assert said in unescape(answered.text)
    assert '<a class="brand" href="/">' in answered.text
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_query_without_end_is_stopped(real: Asked) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"
    answered = real("/data", params={"sql": endless})
    assert answered.status_code == 400
    assert "It took longer than 1 seconds and was stopped." in answered.text


@pytest.mark.parametrize(
    "sql",
    [
        "insert into places (id) values ('x')",
        "attach '/etc/passwd' as x",
        "pragma writable_schema = 1",
        "with x as (select 1) delete from places",
        "select load_extension('x')",
        "select writefile('x', 'y')",
    ],
)
def test_sql_writes_and_reaches_nothing(real: Asked, sql: str) -> None:
    before = real("/data.db").content
    assert real("/data", params={"sql": sql}).status_code == 400
    assert real("/data.db").content == before


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("address", ["/", "/data/places", "/-/find"])
def test_only_reading_is_answered(real: Asked, method: str, address: str) -> None:
    assert real(address, method).status_code == 405


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8001", "127.0.0.1", "127.0.0.1:80", "localhost:8001", ""]
)
def test_another_name_for_this_machine_is_refused(real: Asked, host: str) -> None:
    assert real("/", headers={"host": host}).status_code == 421
    assert real("/", headers={"host": HOST}).status_code == 200


@pytest.mark.parametrize("page", ["metadata", "settings", "databases", "plugins", "threads", "actor.json", "logout"])
def test_what_tells_of_the_machine_is_not_served(real: Asked, page: str) -> None:
    assert real(f"/-/{page}").status_code == 404


def test_pages_may_load_nothing_from_elsewhere(real: Asked) -> None:
    for address in ("/", "/data/agreements", "/-/questions/1", "/-/plots/timeline", "/data/nothing"):
        answered = real(address)
        policy = answered.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "//" not in policy
        assert not re.search(r'(?:src|action)="(?!/)', answered.text)
        assert not re.search(r"<style|<script>|\son\w+=|\sstyle=", answered.text)


def test_names_are_found_without_taking_them_for_sql(real: Asked) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        for shape in real.catalogue.records():
            label = shape.label or "nothing"
            connection.execute(f'CREATE TABLE "{shape.name}" (id TEXT, "{label}" TEXT)')
        connection.execute("INSERT INTO people VALUES ('li', 'it''s \"Li\"')")
        connection.execute("INSERT INTO events VALUES ('li', 'a talk')")
        named = Named(connection, real.catalogue, ['it\'s "Li"', "li", "people/li", "people/nobody"])
    assert named.pointer("who", 'it\'s "Li"', []) == "people/li"
    assert named.pointer("person", "li", []) == "people/li"
    assert named.pointer("id", "li", ["events"]) == "events/li"
    assert named.pointer("id", "li", ["events", "people"]) is None
    assert named.pointer("record", "people/li", []) == "people/li"
    assert named.pointer("record", "people/nobody", []) is None


def test_other_plugins_of_datasette_stay_out(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed, temporary = tmp_path / "installed", tmp_path / "temporary"
    about = installed / "intruder-1.dist-info"
    about.mkdir(parents=True)
    temporary.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: intruder\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[datasette]\nintruder = intruder\n", encoding="utf-8")
    code = """
        from datasette import Response, hookimpl
        @hookimpl
        def register_routes():
            return [("/intruder", lambda: Response.text("I am in"))]
    """
    (installed / "intruder.py").write_text(dedent(code), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{installed}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    with served("--package", str(package), "--port", "0", "--no-browser", temporary=temporary) as process:
        assert httpx.get(f"{process.address()}intruder").status_code == 404


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_and_leaves_nothing_behind(package: Path, tmp_path: Path, how: signal.Signals) -> None:
    with served("--package", str(package), "--port", "0", "--no-browser", temporary=tmp_path) as process:
        process.address()
        (folder,) = tmp_path.iterdir()
        assert folder.stat().st_mode & 0o077 == 0
        assert process.end(how) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_said(package: Path, cgt: Callable[..., Ran]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        ran = cgt("explore", "--package", package, "--port", port, "--no-browser")
    assert ran.status == 2
    assert ran.err == (
        f"cgt-dataset: port {port} of 127.0.0.1 cannot be had: address already in use; "
        "--port 0 takes any that is free\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "99999"], "there is no port 99999; ports are 0 (any that is free) to 65535"),
        (["--port", "-1"], "there is no port -1; ports are 0 (any that is free) to 65535"),
        (["--port", "http"], "argument --port: invalid int value: 'http'"),
        (
            ["--host", "0.0.0.0"],  # noqa: S104 (refused)
            "'0.0.0.0' is not this machine alone; the explorer is served at 127.0.0.1",
        ),
        (["--host", "example.org"], "'example.org' is not this machine alone"),
        (["--open", "--no-browser"], "argument --no-browser: not allowed with argument --open"),
        (["--package", "nowhere"], "there is no package in nowhere"),
    ],
)
def test_what_cannot_be_served_is_said(arguments: list[str], said: str, package: Path, cgt: Callable[..., Ran]) -> None:
    ran = cgt("explore", "--package", package, *(["--no-browser"] if "--open" not in arguments else []), *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_browser_that_is_absent_is_said(package: Path) -> None:
    code = "import sys, webbrowser; webbrowser.get = lambda: (_ for _ in ()).throw(webbrowser.Error()); "
    code += "from cgt_dataset.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "explore", "--package", str(package), "--open"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr.startswith("cgt-dataset: there is no browser here to open; with --no-browser it is served")


def test_a_missing_extra_is_said_in_a_line(package: Path) -> None:
    code = "import sys; sys.modules['datasette'] = None; from cgt_dataset.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "explore", "--package", str(package), "--port", "0", "--no-browser"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert "pip install 'cgt-dataset[explore]'" in ran.stderr


def test_records_have_addresses_whatever_their_id(real: Asked) -> None:
    address = Pages.address("organizations/<b>.json é")
    answered = real(address)
    assert answered.status_code == 404
    assert "there is no record 'organizations/<b>.json é'" in unescape(answered.text)

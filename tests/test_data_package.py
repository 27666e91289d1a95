"""Open data: a package that describes every list, examples that run, addresses that exist, cells that nothing runs."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.history.audit_trail import UNREGISTERED
from records_portal.portal.building.publication import write_site
from records_portal.portal.building.shell import identity_of, read_shells
from records_portal.portal.contents import PortalData, build_facts, package_of, render_pages
from records_portal.portal.context import prepare
from records_portal.portal.downloads.data_package import PACKAGE, data_package, sealed_package
from records_portal.portal.downloads.tables_of_kinds import downloads
from records_portal.register.changes import FieldChange
from records_portal.register.kinds import KINDS
from records_portal.register.sources import FolderTree, load_register
from records_portal.values.csv_text import csv_text
from tests.test_pages import SOFTWARE, change, history, portal, small
from tests.test_pictures import due_table

URL = "https://records.lakeland.example/"
RUN = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
STARTS = (*RUN, "\t", "\r", "\n")


@dataclass(frozen=True)
class Built:
    """The sample portal as a folder, and its data package."""

    folder: Path
    package: Mapping[str, Any]
    data: Any


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, engine: Path) -> Built:
    work = tmp_path_factory.mktemp("data")
    register = load_register(FolderTree(SOFTWARE)).register
    data = replace(portal(SOFTWARE, register), history=history(change(1), change(2, "agencies", "parks")))
    shells = read_shells(engine, identity_of(register.portal))
    last = {PACKAGE: partial(sealed_package, package_of(data))}
    write_site(render_pages(data, shells), shells, work / "site", build=build_facts(data), last=last)
    return Built(work / "site", json.loads((work / "site" / PACKAGE).read_text(encoding="utf-8")), data)


def test_every_list_is_in_the_package_with_its_size_and_digest(built: Built) -> None:
    lists = {path.name for path in (built.folder / "data").glob("*.*")} - {"datapackage.json", "index.html"}
    resources = {one["path"]: one for one in built.package["resources"]}
    assert set(resources) == lists == {
        f"{name}.{form}" for name in [*(n for n, k in KINDS.items() if not k.private), "due", "changes"]
        for form in ("csv", "json")
    }  # fmt: skip
    for path, one in resources.items():
        data = (built.folder / "data" / path).read_bytes()
        assert (one["bytes"], one["hash"]) == (len(data), "sha256:" + hashlib.sha256(data).hexdigest())
        assert data.decode(one["encoding"])
    assert len({one["name"] for one in built.package["resources"]}) == len(resources)


def test_the_fields_are_those_of_the_files_and_each_is_described(built: Built) -> None:
    for one in built.package["resources"]:
        fields = [field["name"] for field in one["schema"]["fields"]]
        text = (built.folder / "data" / one["path"]).read_bytes().decode()
        if one["format"] == "csv":
            assert next(csv.reader(io.StringIO(text, newline=""))) == fields, one["path"]
        else:
            assert {key for entry in json.loads(text) for key in entry} <= set(fields), one["path"]
        assert [field for field in one["schema"]["fields"] if not field["title"] or not field["description"]] == []


def test_values_have_the_type_that_the_package_says(built: Built) -> None:
    forms = {
        "date": r"\d{4}-\d\d-\d\d",
        "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
        "boolean": "true|false",
        "integer": r"\d+",
    }
    seen = set()
    for one in built.package["resources"]:
        types = {field["name"]: field["type"] for field in one["schema"]["fields"]}
        text = (built.folder / "data" / one["path"]).read_bytes().decode()
        for row in csv.DictReader(io.StringIO(text, newline="")) if one["format"] == "csv" else ():
            for name, cell in row.items():
                if cell and types[name] in forms:
                    seen.add(types[name])
                    assert re.fullmatch(forms[types[name]], cell), (one["path"], name, cell)
    assert seen == set(forms)


def test_the_package_says_whose_it_is_as_of_when_and_under_which_licence(built: Built, tmp_path: Path) -> None:
    package = built.package
    assert package["licenses"] == [{"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}]
    assert (package["homepage"], package["created"]) == (URL, "2026-11-01T00:00:00Z")
    assert package["version"] == "2026-11-20+ffffffffffff"
    bare = data_package(small(tmp_path).register, ("sites",), "")
    assert {"licenses", "homepage", "version", "created"} & bare.keys() == set()


def examples(built: Built) -> dict[str, str]:
    page = (built.folder / "data/index.html").read_text(encoding="utf-8").partition('id="examples"')[2]
    found = re.findall(r"<h3[^>]*>(.*?)</h3>\s*<pre><code>(.*?)</code></pre>", page, re.DOTALL)
    return {unescape(title): unescape(code) for title, code in found}


def example(built: Built, ending: str) -> list[str]:
    """The examples of a tool, reading the built files in the place of the published ones."""
    code = [code for title, code in examples(built).items() if title.endswith(f"with {ending}")]
    assert code and all(URL in one for one in code)
    return [one.replace(URL, f"{built.folder}/") for one in code]


def test_the_example_for_pandas_runs_and_counts(built: Built) -> None:
    (code,) = example(built, "pandas")
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    rows = [line.split()[1:] for line in done.stdout.splitlines()[1:]]
    sites = json.loads((built.folder / "data/sites.json").read_text(encoding="utf-8"))
    official = [(one["agency"], one["platform"]) for one in sites if one["status"] in ("activated", "registered")]
    assert rows == [[*pair, str(official.count(pair))] for pair in sorted(set(official))]
    assert ["parks", "x", "1"] in rows


def test_the_examples_for_duckdb_run_and_count(built: Built) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is installed for the figures only")
    due, changes = example(built, "DuckDB")
    rows = duckdb.sql(due).fetchall()
    dated = built.data.due[built.data.due["eligible_on"] != ""]
    assert sum(row[2] for row in rows) == len(dated) > 0
    assert {row[:2] for row in rows} == set(zip(dated["eligible_on"].str[:7], dated["status"], strict=True))
    assert duckdb.sql(changes).fetchall() == [("agencies", "changed", 1), ("sites", "changed", 1)]


def test_the_example_for_curl_names_a_file_that_is_there(built: Built, tmp_path: Path) -> None:
    curl = shutil.which("curl")
    if not curl:
        pytest.skip("curl is not installed")
    (code,) = example(built, "curl")
    command = [curl, *code.replace(str(built.folder), built.folder.as_uri()).split()[1:]]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "sites.csv").read_bytes() == (built.folder / "data/sites.csv").read_bytes()


def test_every_page_of_a_record_leads_machines_to_the_same_record(built: Built) -> None:
    seen = set()
    for kind in (kind for kind, known in KINDS.items() if not known.private):
        for record in built.data.register.of(kind).values():
            address = prepare(built.data).address(kind, record.id).partition("#")[0]
            if not address or kind == "designations":
                continue
            seen.add(kind)
            head = (built.folder / address / "index.html").read_text(encoding="utf-8").partition("</head>")[0]
            for form in ("json", "yml"):
                (href,) = re.findall(rf'<link rel="alternate describedby" type="[^"]*" href="([^"]*\.{form})">', head)
                target = (built.folder / address / href).resolve()
                assert target == (built.folder / f"data/{kind}/{record.id}.{form}").resolve()
                assert target.is_file()
            assert json.loads((built.folder / f"data/{kind}/{record.id}.json").read_text())["id"] == record.id
    assert seen == {
        "agencies", "audits", "authorizations", "captures", "classifications", "dispositions", "events", "operations",
        "platforms", "policies", "posts", "schedules", "sites",
    }  # fmt: skip


def test_the_sitemap_names_every_page_but_the_one_for_what_is_missing(built: Built) -> None:
    named = re.findall(r"<loc>(.*?)</loc>", (built.folder / "sitemap.xml").read_text(encoding="utf-8"))
    pages = {path.relative_to(built.folder).as_posix() for path in built.folder.rglob("*.html")} - {"404.html"}
    assert {unescape(one).removeprefix(URL) for one in named} == {page.removesuffix("index.html") for page in pages}
    assert len(named) == len(pages)


def cells(text: str, mark: str = ",") -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) for cell in row]


FORMULAS = st.builds(
    "{}{}{}{}".format, st.sampled_from(["", "a", "a;", "a\t", '"', "a,", "a\n", " "]),
    st.sampled_from(STARTS), st.sampled_from(["cmd|' /C c'!A0", "1+1", "SUM(A1)"]), st.sampled_from(["", '"', ";=2"]),
)  # fmt: skip


@given(FORMULAS, FORMULAS)
def test_no_cell_is_a_formula_wherever_the_spreadsheet_splits(first: str, second: str) -> None:
    text = csv_text(["first", "second"], [[first, second], [[first, second], {"a": first}]])
    assert [cell for cell in cells(text) if cell[:1] in STARTS] == []
    for mark in ";\t":
        assert [cell for cell in cells(text, mark) if cell.lstrip()[:1] in RUN] == [], mark
    assert [one.replace("'", "") for one in cells(text)[2:4]] == [one.replace("'", "") for one in (first, second)]


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> PortalData:
    data = small(tmp_path_factory.mktemp("hostile"), {"account_name": "Parks"})
    return replace(data, due=due_table(("2027-01-01", "retained")))


@given(FORMULAS.filter(str.isprintable))
def test_no_list_that_the_portal_writes_has_a_cell_that_a_spreadsheet_runs(little: PortalData, text: str) -> None:
    said = FieldChange(text, text, text)
    hostile = replace(change(1), fields=(said,), by=replace(UNREGISTERED, name=text))
    data = replace(little, history=history(hostile), due=little.due.assign(item=text))
    for kind, field in (("sites", "purpose"), ("agencies", "name"), ("people", "name"), ("platforms", "name")):
        for record in data.register.of(kind).values():
            record.value[field] = text  # type: ignore[index]
    written = set()
    for address, content in downloads(prepare(data)):
        if address.endswith(".csv"):
            made = content if isinstance(content, bytes) else content.make()
            assert isinstance(made, bytes)
            found = cells(made.decode())
            assert [cell for cell in found if cell[:1] in STARTS] == [], address
            written |= {address for cell in found if cell.replace("'", "") == text.replace("'", "")}
    lists = ("sites", "agencies", "people", "platforms", "changes", "due")
    assert written >= {f"data/{name}.csv" for name in lists}

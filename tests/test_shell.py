"""What the stamping, the publishing and the link check promise, on pages that the real engine built."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import Markup

from records_portal.portal.building.engine import build_engine
from records_portal.portal.building.links import broken_links
from records_portal.portal.building.publication import POLICY, refuse_foreign, write_site
from records_portal.portal.building.shell import Identity, Shells, identity_of, read_shells, relative
from records_portal.register.findings import Refusal

HOSTILE = "</title><script>alert('x')</script>\"'<!--records:body-->"
ESCAPED = "&lt;/title&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&#34;&#39;&lt;!--records:body--&gt;"
URL = "https://records.lakeland.example/portal/"
IDENTITY = Identity(title="Lakeland Records", url=URL, notice="Sample data", office="Web Team")
SITES = (("Sites", "sites/"),)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("engine")
    return build_engine(work / "root-without-pages", work / "work", URL)


@pytest.fixture(scope="session")
def shells(built: Path) -> Shells:
    return read_shells(built, IDENTITY)


def stamped(shells: Shells, address: str = "sites/parks-x/", title: str = "Parks", **more: object) -> str:
    return shells.record(address).stamp(title, "The parks.", address, SITES, Markup("<p>Body</p>"), **more)  # type: ignore[arg-type]


def all_pages(shells: Shells) -> Iterator[tuple[str, str | bytes]]:
    yield "sites/parks-x/", stamped(shells)
    for address, shell in shells.pages.items():
        if shell.sections:
            yield address, shell.fill(dict.fromkeys(shell.sections, Markup("<p>Filled</p>")))


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_page_carries_its_title_address_breadcrumb_and_body(shells: Shells) -> None:
    page = stamped(shells, kicker="Site", tag=Markup('<span class="tag">Registered</span>'))
    assert "<title>Parks - Lakeland Records</title>" in page
    assert '<meta name="description" content="The parks.">' in page
    assert f'<link rel="canonical" href="{URL}sites/parks-x/">' in page
    assert '<li><a href="../../">Home</a></li><li><a href="../../sites/">Sites</a></li>' in page
    assert '<li aria-current="page">Parks</li>' in page
    assert "<h1>Parks</h1>" in page
    assert page.count("<p>Body</p>") == 1
    assert "records:" not in page


@pytest.mark.parametrize("address", ["sites/x/", "captures/x/2024/", "records/operations/x/2024/", "records/people/x/"])
def test_links_and_assets_of_a_page_are_relative_to_its_depth(shells: Shells, address: str) -> None:
    page = stamped(shells, address)
    up = "../" * address.count("/")
    assert f'href="{up}assets/stylesheets/portal.css"' in page
    assert f'href="{up}sites/"' in page
    assert 'href="/' not in page


def test_hostile_values_are_text_wherever_they_stand(shells: Shells) -> None:
    address = "sites/parks-x/"
    steps = ((HOSTILE, "javascript:alert(1)"),)
    page = shells.record(address).stamp(HOSTILE, HOSTILE, address, steps, Markup("<p>Body</p>"), kicker=HOSTILE)
    assert "<script>alert" not in page
    assert f"<title>{ESCAPED} - Lakeland Records</title>" in page
    assert f'<meta name="description" content="{ESCAPED}">' in page
    assert f"<h1>{ESCAPED}</h1>" in page
    assert f'<a href="../../javascript:alert(1)">{ESCAPED}</a>' in page
    assert page.count("<p>Body</p>") == 1


def test_a_body_that_is_not_markup_is_escaped(shells: Shells) -> None:
    body: Markup = "<script>alert(1)</script>"  # type: ignore[assignment]
    page = shells.record("sites/x/").stamp("X", "", "sites/x/", SITES, body)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_hostile_portal_settings_are_text_and_never_a_link(built: Path) -> None:
    identity = identity_of(
        {
            "title": HOSTILE,
            "url": 'https://x.example/"><script>alert(1)</script>',
            "notice": HOSTILE,
            "contact": {"office": HOSTILE, "url": "javascript:alert(1)"},
            "forge": {"url": "javascript:alert(2)"},
        }
    )
    shells = read_shells(built, identity)
    for page in (stamped(shells), shells.page("accessibility/").fill({})):
        assert "<script>alert" not in page
        assert "javascript:" not in page
        assert "canonical" not in page
        assert f"<strong>Notice</strong> {ESCAPED}</p>" in page


def test_the_notice_stands_on_every_page_and_only_where_there_is_one(built: Path, shells: Shells) -> None:
    assert all("Sample data" in shell.pieces[0] + "".join(shell.pieces) for shell in shells.pages.values())
    assert "Sample data" in stamped(shells)
    assert 'class="banner' not in stamped(read_shells(built, Identity()))


def test_a_canonical_address_needs_the_address_of_the_portal(built: Path) -> None:
    assert "canonical" not in stamped(read_shells(built, Identity(title="No address")))


def test_every_page_runs_under_the_policy_and_holds_nothing_inline(shells: Shells) -> None:
    for page in (stamped(shells), shells.page("security/").fill({}), shells.page("404.html").fill({})):
        assert f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">' in page
        assert "unsafe" not in page
        assert re.findall(r"<script(?![^>]*(?:\ssrc=|application/json))[^>]*>", page) == []
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=", page) == []
        assert re.findall(r'(?:src|href)="(?:https?:)?//(?!records\.lakeland\.example)', page) == []


def test_an_address_of_another_depth_is_refused(shells: Shells) -> None:
    with pytest.raises(Refusal, match="does not lie as deep"):
        shells.record("sites/x/").stamp("X", "", "captures/x/y/", SITES, Markup())
    with pytest.raises(Refusal, match="no shell for the address 'sites/a/b/'"):
        shells.record("sites/a/b/")


@pytest.mark.parametrize("mark", ["title", "head", "breadcrumb", "heading", "body"])
def test_a_shell_that_lacks_a_mark_is_refused(tmp_path: Path, mark: str) -> None:
    marks = {"title", "head", "breadcrumb", "heading", "body"} - {mark}
    (tmp_path / "sites" / "_record").mkdir(parents=True)
    text = "".join(f"<!--records:{name}-->" for name in sorted(marks))
    (tmp_path / "sites" / "_record" / "index.html").write_text(text)
    with pytest.raises(Refusal, match=f"lacks the mark '{mark}'"):
        read_shells(tmp_path, IDENTITY)


def test_a_section_without_content_is_refused(shells: Shells) -> None:
    with pytest.raises(Refusal, match="page 'due/' has no content for section 'due'"):
        shells.page("due/").fill({})


def test_filling_a_section_replaces_the_sentence_that_stood_there(shells: Shells) -> None:
    page = shells.page("due/").fill({"due": Markup("<p>Nothing is due.</p>")})
    assert '<div data-records="due"><p>Nothing is due.</p></div>' in page
    assert "records build" not in page


def test_relative_addresses() -> None:
    assert relative("", "sites/") == "sites/"
    assert relative("", "") == "./"
    assert relative("sites/x/", "") == "../../"
    assert relative("captures/x/y/", "data/sites.csv") == "../../../data/sites.csv"


def test_pages_that_cannot_be_built_are_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: X\nnav:\n  - Gone: gone.md\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# X\n")
    with pytest.raises(Refusal, match=r"the pages in docs/ cannot be built: .*gone\.md"):
        build_engine(tmp_path, tmp_path / "work")


def test_plug_ins_and_hooks_of_a_root_are_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: X\nhooks: [hook.py]\nplugins: [search, no-such-plugin]\n")
    (tmp_path / "hook.py").write_text("raise SystemExit(9)\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# X\n")
    assert (build_engine(tmp_path, tmp_path / "work") / "index.html").is_file()


def test_a_site_address_that_is_no_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="not a plain http or https address"):
        build_engine(tmp_path, tmp_path / "work", "https://x.example/<script>")


def test_a_site_is_whole_and_its_shells_are_not_in_it(shells: Shells, tmp_path: Path) -> None:
    out = tmp_path / "site"
    data = ("data/sites.csv", b"id\nparks-x\n")
    write_site([*all_pages(shells), data], shells, out, build={"commit": "abc"})
    names = set(digests(out))
    assert {"index.html", "sites/parks-x/index.html", "404.html", "_headers", "data/sites.csv"} <= names
    assert not [name for name in names if "_record" in name or name.endswith(".gz")]
    assert json.loads((out / "build.json").read_text()) == {"commit": "abc", "generator": "records-portal"}
    search = (out / "search" / "search_index.json").read_text()
    assert '"location":"guides/' in search
    assert "sites/parks-x/" not in search
    assert "filled in by" not in search
    sitemap = (out / "sitemap.xml").read_text()
    assert f"<loc>{URL}sites/parks-x/</loc>" in sitemap
    assert "404" not in sitemap
    assert "frame-ancestors 'none'" in (out / "_headers").read_text()
    assert list(broken_links(out, URL)) == []


def test_the_same_input_gives_the_same_bytes(shells: Shells, tmp_path: Path) -> None:
    again = read_shells(build_engine(tmp_path / "none", tmp_path / "work", URL), IDENTITY)
    write_site(all_pages(shells), shells, tmp_path / "one")
    write_site(all_pages(again), again, tmp_path / "two")
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_a_later_build_replaces_the_site_whole(shells: Shells, tmp_path: Path) -> None:
    out = tmp_path / "site"
    write_site([*all_pages(shells), ("data/old.csv", "old")], shells, out)
    write_site(all_pages(shells), shells, out)
    assert not (out / "data" / "old.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_build_that_fails_leaves_the_old_site(shells: Shells, tmp_path: Path) -> None:
    out = tmp_path / "site"
    write_site(all_pages(shells), shells, out)
    before = digests(out)

    def failing() -> Iterator[tuple[str, str | bytes]]:
        yield "data/new.csv", "new"
        raise Refusal("the store is locked")

    with pytest.raises(Refusal, match="the store is locked"):
        write_site(failing(), shells, out)
    assert digests(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_page_left_unfilled_is_refused(shells: Shells, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="has no content for section"):
        write_site([], shells, tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("marker", [None, "{}", "not json", '{"generator": "somebody"}', "[]"])
def test_a_folder_that_is_not_ours_is_refused(shells: Shells, tmp_path: Path, marker: str | None) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    if marker is not None:
        (out / "build.json").write_text(marker)
    with pytest.raises(Refusal, match="were not built here"):
        write_site(all_pages(shells), shells, out)
    assert (out / "thesis.txt").read_text() == "mine"


def test_a_link_or_a_file_in_the_place_of_the_site_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").write_text("x")
    for name in ("link", "file"):
        with pytest.raises(Refusal, match="is not a folder"):
            refuse_foreign(tmp_path / name)


@pytest.mark.parametrize("address", ["../evil/", "/etc/", "a//b/", "./", "sites/_record/", "a b/", "a\\b", "x/.."])
def test_an_address_outside_the_site_is_refused(shells: Shells, tmp_path: Path, address: str) -> None:
    with pytest.raises(Refusal, match="not an address inside the site"):
        write_site([(address, "x")], shells, tmp_path / "site")


@pytest.mark.parametrize("address", ["data/x.csv", "build.json", "_headers"])
def test_an_address_given_twice_is_refused(shells: Shells, tmp_path: Path, address: str) -> None:
    with pytest.raises(Refusal, match="two pages have the address"):
        write_site([(address, "x"), (address, "y")], shells, tmp_path / "site")


def test_broken_links_are_found_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text(
        '<p id="here">\n<a href="#here">1</a> <a href="#gone">2</a> <a href="a/?q=1#part">3</a>'
        ' <a href="a/#none">4</a>\n'
        '<a href="b/">5</a> <img src="a/missing.png"> <a href="https://x.example/">6</a>'
        ' <a href="mailto:a@x.example">7</a>\n'
        '<a href=\'a\'>8</a> <a href="/elsewhere/">9</a> <a href="/portal/a/">10</a> <a href="">11</a>\n'
    )
    (tmp_path / "a" / "index.html").write_text(
        '<p id="part"><a href="../">up</a> <a href=".">self</a> <a href="..">up</a>'
    )
    found = [(fault.code, fault.path, fault.line, fault.subject) for fault in broken_links(tmp_path, URL)]
    assert found == [
        ("L002", "index.html", 2, "'#gone'"),
        ("L002", "index.html", 2, "'a/#none'"),
        ("L001", "index.html", 3, "'b/'"),
        ("L001", "index.html", 3, "'a/missing.png'"),
        ("L001", "index.html", 4, "'a'"),
        ("L001", "index.html", 4, "'/elsewhere/'"),
    ]

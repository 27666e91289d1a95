"""A build that takes over what did not change: the same bytes as one that makes everything, nothing foreign kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from records_portal.captures.index import load_items
from records_portal.checks import check_register
from records_portal.portal.building.build import build_portal
from records_portal.portal.building.links import LinkBook, broken_links, links_in, names_in
from records_portal.portal.building.previous_site import SiteWriter
from records_portal.portal.building.shell import Identity, Shell, StampedPage
from records_portal.portal.downloads import large_files
from records_portal.portal.pages import site_list, trail
from records_portal.register.sources import FolderTree, load_register
from tests.roots import Root, lend, root_files

AS_OF = date(2026, 1, 15)


def build(root: Path, out: Path, cache: Path | None) -> dict[str, bytes]:
    """A build as the command makes it; the site's files."""
    tree = FolderTree(root)
    register = load_register(tree, None, cache).register
    findings = sorted(check_register(register, [(tree, False)], AS_OF))
    build_portal(root, tree, register, load_items([(tree, False)], register), findings, AS_OF, out, cache)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def changed(path: str, **fields: Any) -> dict[str, Any]:
    return {path: root_files()[path] | fields}


def a_site(number: int) -> dict[str, Any]:
    site = dict(root_files()["registry/sites/parks-x.yml"]) | {"purpose": f"Number {number}"}
    return {f"registry/sites/site-{number}.yml": site}


EDITS: tuple[tuple[str, Callable[[Root], object]], ...] = (
    ("nothing", lambda root: None),
    ("a site", lambda root: root.commit(changed("registry/sites/parks-x.yml", purpose="Other news"))),
    ("another site", lambda root: root.commit(a_site(1))),
    ("an agency's name", lambda root: root.commit(changed("registry/agencies/parks.yml", name="Parks and lakes"))),
    ("a person's title", lambda root: root.commit(changed("registry/people/ana.yml", title="Director"))),
    ("the portal's title", lambda root: root.commit(changed("registry/portal.yml", title="Another title"))),
    ("a site not committed", lambda root: root.write(a_site(2))),
    ("a site taken away", lambda root: (root.folder / "registry/sites/site-1.yml").unlink()),
    ("a commit without a change", lambda root: root.commit({})),
)


@pytest.mark.builds
def test_the_bytes_are_the_same_with_and_without_what_was_kept(tmp_path: Path, engine: Path) -> None:
    root, cache = Root(tmp_path / "root"), lend(engine, tmp_path / "cache")
    root.commit(root_files() | a_site(0))
    for number, (name, edit) in enumerate(EDITS):
        edit(root)
        kept = build(root.folder, tmp_path / "site", cache)
        whole = build(root.folder, tmp_path / f"whole-{number}", lend(engine, tmp_path / f"empty-{number}"))
        assert kept.keys() == whole.keys(), name
        assert [path for path in whole if kept[path] != whole[path]] == [], name
    assert build(root.folder, tmp_path / "alone", None) == whole


@pytest.mark.builds
def test_they_are_the_same_too_where_lists_are_cut_into_many_pages_and_blocks(
    tmp_path: Path, engine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "PAGE_SIZE", 2)
    monkeypatch.setattr(large_files, "CHANGES_PER_BLOCK", 2)
    monkeypatch.setattr(large_files, "RECORDS_PER_BLOCK", 1)
    monkeypatch.setattr(site_list, "MOST_ON_ONE_PAGE", 1)
    monkeypatch.setattr(site_list, "SITES_PER_PAGE", 1)
    root, cache = Root(tmp_path / "root"), lend(engine, tmp_path / "cache")
    root.commit(root_files() | a_site(0))
    for number in range(4):
        root.commit(a_site(number))
        kept = build(root.folder, tmp_path / "site", cache)
    whole = build(root.folder, tmp_path / "whole", lend(engine, tmp_path / "empty"))
    assert kept == whole
    assert {"changes/3/index.html", "sites/list--5/index.html"} <= whole.keys()
    assert "sites/list--6/index.html" not in whole


def in_pieces(tmp_path: Path, *pieces: tuple[str, bytes]) -> list[bytes]:
    """Publish one file of pieces; those that were made and not taken over."""
    new, made = SiteWriter(tmp_path / "site", tmp_path / "cache"), []

    def piece(text: bytes) -> bytes:
        made.append(text)
        return text

    if not new.has_pieces("a.csv", [key for key, _ in pieces]):
        new.put_pieces("a.csv", [(key, partial(piece, text)) for key, text in pieces])
    new.clear()
    new.publish()
    new.discard()
    return made


def test_a_piece_is_cut_out_of_the_file_as_it_was_wherever_it_stood(tmp_path: Path) -> None:
    one, two, three = ("1", b"one\n"), ("2", b"two\n"), ("3", b"three\n")
    assert in_pieces(tmp_path, ("", b"head\n"), one, two) == [b"head\n", b"one\n", b"two\n"]
    assert in_pieces(tmp_path, ("", b"head\n"), one, two) == []
    assert in_pieces(tmp_path, ("", b"head\n"), three, two, one) == [b"head\n", b"three\n"]
    assert published(tmp_path) == {"a.csv": b"head\nthree\ntwo\none\n"}
    (tmp_path / "site/a.csv").write_bytes(b"head\nevil!\ntwo\none\n")
    in_pieces(tmp_path, ("", b"head\n"), two)
    assert in_pieces(tmp_path, three) == [b"three\n"]
    assert published(tmp_path) == {"a.csv": b"three\n"}


def test_a_file_of_pieces_without_a_key_is_always_made(tmp_path: Path) -> None:
    for _ in range(3):
        assert in_pieces(tmp_path, ("", b"one")) == [b"one"]


def workplace(tmp_path: Path, files: dict[str, tuple[str, bytes]]) -> list[str]:
    """Publish files, each with its key; those that were made and not taken over."""
    new, made = SiteWriter(tmp_path / "site", tmp_path / "cache"), []
    for path, (key, content) in files.items():
        if not new.has(path, key):
            new.put(path, content, key)
            made.append(path)
    new.clear()
    new.publish()
    new.discard()
    return made


def published(tmp_path: Path) -> dict[str, bytes]:
    out = tmp_path / "site"
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


FILES = {"a/index.html": ("1", b"one"), "b/index.html": ("2", b"two")}


def test_what_has_the_key_of_before_is_taken_over(tmp_path: Path) -> None:
    assert workplace(tmp_path, FILES) == ["a/index.html", "b/index.html"]
    workplace(tmp_path, FILES)
    assert workplace(tmp_path, FILES | {"b/index.html": ("3", b"new")}) == ["b/index.html"]
    assert published(tmp_path) == {"a/index.html": b"one", "b/index.html": b"new"}
    assert [path.name for path in tmp_path.iterdir()] in (["site", "cache"], ["cache", "site"])


def test_a_file_without_a_key_is_always_made(tmp_path: Path) -> None:
    files = {"a/index.html": ("", b"one")}
    for _ in range(3):
        assert workplace(tmp_path, files) == ["a/index.html"]


@pytest.mark.parametrize("damage", ["changed", "added", "linked", "removed"])
def test_what_was_done_to_the_site_by_hand_does_not_come_back(tmp_path: Path, damage: str) -> None:
    workplace(tmp_path, FILES)
    target = tmp_path / "site" / "a" / "index.html"
    if damage == "changed":
        target.write_bytes(b"bad")
    elif damage == "added":
        (tmp_path / "site" / "evil").mkdir()
        (tmp_path / "site" / "evil" / "index.html").write_bytes(b"bad")
    elif damage == "linked":
        (tmp_path / "outside").write_bytes(b"bad")
        target.unlink()
        target.symlink_to(tmp_path / "outside")
    else:
        target.unlink()
    for _ in range(2):
        workplace(tmp_path, FILES)
        assert published(tmp_path) == {"a/index.html": b"one", "b/index.html": b"two"}


@pytest.mark.parametrize("text", [b"", b"[]", b"{", b'{"a/index.html": []}'])
def test_a_damaged_list_of_files_costs_only_time(tmp_path: Path, text: bytes) -> None:
    for _ in range(2):
        workplace(tmp_path, FILES)
    (listed,) = (tmp_path / "cache").rglob("spare.json")
    listed.write_bytes(text)
    assert workplace(tmp_path, FILES) == ["a/index.html", "b/index.html"]
    assert published(tmp_path) == {"a/index.html": b"one", "b/index.html": b"two"}


def test_the_book_finds_the_links_that_the_folder_has(tmp_path: Path) -> None:
    shell = Shell(
        "x/_record/index.html", "x/_record/", ("<a href=\"../../\">h</a><p id='top'>", "body", "</p>"), Identity()
    )
    own = '<p id="here"><a class="c" href="#here">1</a> <a href="../../y/z/">2</a> <img src="../../none.png"></p>'
    page = StampedPage(shell, {"body": own})
    book = LinkBook()
    for name in ("x/a/index.html", "x/b/index.html"):
        book.add(name, page)
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(page.data())
    (tmp_path / "index.html").write_text("<p>home</p>")
    book.add("index.html", "<p>home</p>")
    files = frozenset(book.names)
    assert book.names["x/a/index.html"] == names_in(page.text()) == {"here", "top"}
    assert set(links_in(page.text())) == {"../../", "#here", "../../y/z/", "../../none.png"}
    assert book.faulty_pages(tmp_path, files) == ["x/a/index.html"]
    assert sorted({each.subject for each in broken_links(tmp_path)}) == ["'../../none.png'", "'../../y/z/'"]

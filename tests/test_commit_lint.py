"""Content of captures is refused before git keeps it: by name, by first bytes, in the index and in earlier commits."""

from __future__ import annotations

from pathlib import Path

import pytest

from records_portal.files.payloads import payload_begun, payload_named
from records_portal.history.commit_lint import entries_since, payload_findings, staged_entries
from records_portal.history.repository import Repository
from tests.roots import Root, root_files


@pytest.fixture
def root(tmp_path: Path) -> Root:
    root = Root(tmp_path / "root")
    root.commit(root_files())
    return root


def stage(root: Root, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (root.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (root.folder / path).write_bytes(data)
    root.git("add", "--all")


def report(root: Root, *spared: str, folder: str = "") -> list[str]:
    repository = Repository(root.folder / folder)
    found = payload_findings(repository, staged_entries(repository), spared)
    return sorted(f"{each.path}: {each.message.partition(';')[0]}" for each in found)


PAYLOAD = {
    "bag/bagit.txt": (b"BagIt-Version: 1.0\n", "a file of a bag"),
    "bag/data/received/part-1/x.txt": (b"x", "payload of a bag"),
    "notes/items-000001.jsonl": (b"{}\n", "items of a bag"),
    "items.parquet": (b"PAR1", "an item index that only the store holds"),
    "store/keys/parks-x.key": (bytes(32), "a key of a store"),
    "page.WACZ": (b"PK\x03\x04", "a web archive"),
    "x.tar.gz": (b"\x1f\x8b", "an archive"),
    "export/data/tweets.js": (b"[]", "an export of X"),
    "export/data/deleted-tweets-part1.js": (b"[]", "an export of X"),
    "export/data/direct-messages-group.js": (b"[]", "an export of X"),
    "your_facebook_activity/posts/a.json": (b"[]", "an export of Facebook"),
    "your_instagram_activity/media/a.json": (b"[]", "an export of Instagram"),
    "messages/inbox/a/message_1.json": (b"{}", "messages of an export"),
    "renamed.txt": (b"PK\x03\x04rest", "an archive"),
    "renamed.js": (b"\xef\xbb\xbf\n window.YTD.tweets.part0 = []", "an export of X"),
    "renamed.md": (b"WARC/1.1\r\n", "a web archive"),
    "renamed.csv": (bytes(257) + b"ustar", "an archive"),
    "captures/parks-x/2024-03-01-0a1b2c3d/photo.jpg": (b"x", "a picture"),
    "captures/parks-x/2024-03-01-0a1b2c3d/.hidden": (b"\xff\xd8\xff", "a picture"),
    "captures/parks-x/2024-03-01-0a1b2c3d/film": (b"\0\0\0\x20ftypisom", "a film"),
    "registry/posts/parks-x/tweets.json": (b"[]", "content of an export"),
    "schedules/a.svg": (b"<svg/>", "a picture"),
    "large.bin": (bytes(10_000_001), "10,000,001 bytes"),
}
HARMLESS = {
    "captures/parks-x/2024-03-01-0a1b2c3d/capture.yml": b"site: parks-x\n",
    "captures/parks-x/2024-03-01-0a1b2c3d/items.csv": b"id\n",
    "captures/parks-x/2024-03-01-0a1b2c3d/classes.csv": b"item\n",
    "captures/parks-x/2024-03-01-0a1b2c3d/summary.csv": b"x\n",
    "docs/picture.png": b"\x89PNG\r\n\x1a\n",
    "docs/assets/site.js": b"'use strict';\n",
    "docs/data/manifest.json": b"{}",
    "README.md": b"# Register\n",
}


@pytest.mark.parametrize("path", PAYLOAD)
def test_content_is_refused_wherever_it_lies(root: Root, path: str) -> None:
    data, what = PAYLOAD[path]
    stage(root, {path: data})
    assert report(root) == [f"{path}: {what}"]


def test_records_pictures_of_guides_and_scripts_are_no_content(root: Root) -> None:
    stage(root, HARMLESS)
    assert report(root) == []


def test_everything_that_is_staged_is_told_at_once_and_a_spared_folder_is_not(root: Root) -> None:
    stage(root, {path: data for path, (data, _) in PAYLOAD.items()})
    assert report(root) == sorted(f"{path}: {what}" for path, (_, what) in PAYLOAD.items())
    assert all(not line.startswith("export/") for line in report(root, "export"))
    assert len(report(root, "export/")) == len(PAYLOAD) - 3


def test_what_is_not_staged_or_only_deleted_is_not_looked_at(root: Root) -> None:
    stage(root, {"a/bagit.txt": b"x"})
    root.git("commit", "--quiet", "--message", "x")
    (root.folder / "b").mkdir()
    (root.folder / "b/bagit.txt").write_bytes(b"x")
    (root.folder / "a/bagit.txt").unlink()
    root.git("add", "a")
    assert report(root) == []


def test_the_first_commit_of_all_is_looked_at(tmp_path: Path) -> None:
    root = Root(tmp_path / "root")
    stage(root, {"a/bagit.txt": b"x"})
    assert report(root) == ["a/bagit.txt: a file of a bag"]


def test_a_link_is_no_content(root: Root) -> None:
    (root.folder / "bagit.txt").symlink_to("/etc/hostname")
    root.git("add", "--all")
    assert report(root) == []


def test_a_root_that_is_a_folder_of_its_repository_has_its_records_known(root: Root) -> None:
    stage(root, {"portal/captures/parks-x/2024-03-01-0a1b2c3d/photo.jpg": b"x"})
    stage(root, {"portal/captures/parks-x/2024-03-01-0a1b2c3d/capture.yml": b"x: 1\n"})
    assert report(root, folder="portal") == ["portal/captures/parks-x/2024-03-01-0a1b2c3d/photo.jpg: a picture"]


def test_what_an_earlier_commit_added_is_found_though_a_later_one_took_it_out(root: Root) -> None:
    base = root.git("rev-parse", "HEAD").strip()
    stage(root, {"a/bagit.txt": b"x", "name with\nline feed.zip": b"PK\x03\x04"})
    root.git("commit", "--quiet", "--message", "in")
    root.git("rm", "--quiet", "-r", "a")
    root.git("commit", "--quiet", "--message", "out")
    repository = Repository(root.folder)
    found = payload_findings(repository, entries_since(repository, base), ())
    assert [str(each).partition(": F007")[0] for each in found] == ["a/bagit.txt", "name with\\nline feed.zip"]
    assert list(payload_findings(repository, entries_since(repository, "HEAD"), ())) == []


def test_what_a_merge_itself_brings_in_is_found(root: Root) -> None:
    base = root.git("rev-parse", "HEAD").strip()
    root.git("checkout", "--quiet", "-b", "side")
    root.commit({"docs/a.yml": {}})
    root.git("checkout", "--quiet", "main")
    root.commit({"docs/b.yml": {}})
    root.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    stage(root, {"a/bagit.txt": b"x"})
    root.git("commit", "--quiet", "--message", "merged")
    repository = Repository(root.folder)
    found = payload_findings(repository, entries_since(repository, base), ())
    assert [each.path for each in found] == ["a/bagit.txt"]


@pytest.mark.parametrize("path", HARMLESS)
def test_names_that_look_alike_are_let_through(path: str) -> None:
    assert payload_named(path) == ""


def test_an_empty_file_is_nothing() -> None:
    assert payload_begun(b"", beside_records=True) == ""

"""What lies in the user's cache folder: nothing private, for its owner alone; damage to it costs time and no more."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.commands.cli import run
from records_portal.files.kept import read_kept, write_kept
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.history.audit_trail import read_audit_trail
from records_portal.history.repository import Repository
from records_portal.register.kinds import kind_of
from records_portal.register.shapes import fits
from records_portal.register.sources import FolderTree, load_register
from tests.roots import Root, root_files
from tests.sample import write_sample
from tests.test_incremental_build import build

PRIVATE_WORD = "CANARY-only-in-the-private-root"
WITHOUT_TEXT = ("access", "operations")  # what these private records say are ids, dates and words of the schema
DAY = "2026-11-20"


def command(cache: Path, *arguments: str | Path) -> int:
    """What a command answers, its cache in a folder of its own."""
    return run([*map(str, arguments)], {"cache": cache, "started_at": datetime(2026, 11, 20, tzinfo=UTC)})


def files_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def marked(kind: str, value: Any) -> Any:
    """A record with the canary in every text that takes it."""
    for holder, key in list(_texts(value)):
        text = holder[key]
        holder[key] = f"{text} {PRIVATE_WORD}"
        if not fits(kind, value):
            holder[key] = text
    return value


def _texts(value: Any) -> Iterator[tuple[Any, Any]]:
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in places:
        if isinstance(inner, str):
            yield value, key
        yield from _texts(inner)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample in git, with canaries in each record of its private root."""
    folder = tmp_path_factory.mktemp("sample") / "root"
    write_sample(folder, history=True)
    private = folder / "examples" / "private"
    renamed = {path.stem: f"{PRIVATE_WORD.lower()}-{path.stem}" for path in private.glob("registry/[hr]*s/*.yml")}
    assert len(renamed) == 4
    for path in sorted(private.rglob("*.yml")):
        named = kind_of(path.relative_to(private).as_posix())
        assert named, path
        value = marked(named[0].name, read_yaml(path.read_bytes())[0])
        # who has access, since when and how are ids, days and choices: no field of it takes a word
        assert named[0].name in WITHOUT_TEXT or PRIVATE_WORD in dump_yaml(value), path
        text = dump_yaml(value)
        for old, new in renamed.items():
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        path.rename(path.with_stem(renamed.get(path.stem, path.stem)))
    person = {
        "name": PRIVATE_WORD,
        "title": "Clerk",
        "agency": "parks",
        "roles": [{"role": "records-officer", "from_on": "2020-01-01"}],
        "forge_login": PRIVATE_WORD.lower(),
    }
    target = private / "registry/people/private-clerk.yml"
    target.parent.mkdir()
    target.write_text(dump_yaml(person), encoding="utf-8")
    for words in (("add", "--all"), ("commit", "--quiet", "--message", "c")):
        identity = ("-c", "user.name=A", "-c", "user.email=a@parks.example")
        subprocess.run(["git", "-C", folder, *identity, *words], check=True)
    return folder


COMMANDS = (
    ("validate", "--as-of", DAY),
    ("due", "--as-of", DAY),
    ("due", "--summary", "--as-of", DAY),
    ("explain", "parks-x", "176653285585846272", "--as-of", DAY),
    ("eligible", "--as-of", DAY),
    ("show", "parks-x"),
    ("show", "people/ada-thornfield"),
    ("diff", "HEAD~1..HEAD", "--as-of", DAY),
    ("diff", "HEAD~1", "--as-of", DAY),
    ("impact", "HEAD~1..HEAD", "--as-of", DAY),
    ("check", "@lakelandparks"),
    ("build", "--as-of", DAY),
)


@pytest.mark.builds
def test_nothing_of_a_private_root_is_written_below_the_cache_folder(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    private = sample / "examples" / "private"
    ended = [command(tmp_path / "cache", "--root", sample, "--private", private, *one) for one in COMMANDS]
    assert ended[:3] == [1, 0, 0], "the renamed holds vanished under their old names, which is an error (H007)"
    assert ended[-1] == 2, "the portal is never built from a private root"
    said = capsys.readouterr().out
    assert PRIVATE_WORD.lower() in said.lower(), "the commands did read the private root"
    command(tmp_path / "cache", "--root", private, "validate", "--as-of", DAY)
    kept = files_below(tmp_path / "cache")
    assert any(name.startswith("sound-") for name in kept)
    for name, data in kept.items():
        for text in (name.encode(), data, *unpacked(data)):
            assert PRIVATE_WORD.lower().encode() not in text.lower(), name
            assert b"private-clerk" not in text, name
    for one in COMMANDS[:-1]:
        command(tmp_path / "public", "--root", sample, *one)
    public = files_below(tmp_path / "public")
    assert kept == {name: data for name, data in public.items() if name in kept}, "only what is kept without it too"


def unpacked(data: bytes) -> Iterator[bytes]:
    """What bytes would be if they were compressed, from wherever a stream may begin."""
    for mark in (b"\x1f\x8b", b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        start = data.find(mark)
        while start >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj(47).decompress(data[start:])
            start = data.find(mark, start + 1)


def test_whose_private_key_a_signature_was_made_with_is_not_kept(tmp_path: Path) -> None:
    root, files = Root(tmp_path / "root"), root_files()
    root.commit(files)
    private = tmp_path / "private"
    person = private / "registry/people/private-clerk.yml"
    person.parent.mkdir(parents=True)
    person.write_text(dump_yaml(files["registry/people/ana.yml"]), encoding="utf-8")
    register = load_register(FolderTree(root.folder), FolderTree(private)).register
    read_audit_trail(Repository(root.folder), register, tmp_path / "cache")
    assert files_below(tmp_path) and not (tmp_path / "cache").exists()


@pytest.mark.builds
def test_what_is_kept_is_the_users_alone(tmp_path: Path) -> None:
    root = Root(tmp_path / "root")
    root.commit(root_files())
    cache = tmp_path / "home" / ".cache" / "records-portal"
    for _ in range(3):
        build(root.folder, tmp_path / "site", cache)
    assert sorted({path.name.partition("-")[0] for path in cache.iterdir()}) == ["engine", "history", "sites", "sound"]
    below_the_site = (cache / "sites").glob("*/spare/**/*")
    of_pages = {path for folder in cache.glob("engine-*") for path in folder.rglob("*")} | {*below_the_site}
    modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in cache.rglob("*.json") if path not in of_pages}
    assert modes == {(False, 0o600)}
    folders = (cache, cache.parent, cache.parent.parent, cache / "sites", *(cache / "sites").iterdir())
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}


def damaged(data: bytes) -> dict[str, bytes]:
    """A kept file, damaged in each of the ways that disks, editors and other programs have."""
    middle = len(data) // 2
    flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    return {
        "empty": b"",
        "cut off": data[:middle],
        "cut in the digest": data[:20],
        "a bit flipped": flipped,
        "zeros": bytes(len(data)),
        "no digest": data.partition(b"\n")[2],
        "not JSON": b"{",
        "not UTF-8": b"\xff\xfe\x00",
        "deep": b"[" * 100_000,
        "twice": data + data,
    }


def with_junk(value: Any, depth: int, junk: Any) -> Any:
    """A value with everything at one depth replaced."""
    if depth == 0:
        return junk
    if isinstance(value, dict):
        return {key: with_junk(inner, depth - 1, junk) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_junk(inner, depth - 1, junk) for inner in value]
    return value


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path, dict[str, bytes]]:
    """A root, its site, its cache, and the files that the site has to have."""
    folder = tmp_path_factory.mktemp("warm")
    root = Root(folder / "root")
    root.commit(root_files())
    for _ in range(3):
        files = build(root.folder, folder / "site", folder / "cache")
    return root.folder, folder / "site", folder / "cache", files


Warm = tuple[Path, Path, Path, dict[str, bytes]]


def kept_lists(cache: Path) -> list[Path]:
    found = [*cache.glob("*.json"), *(cache / "sites").glob("*/*.json")]
    assert sorted(path.name.partition("-")[0] for path in found) == [
        "engine",
        "history",
        "site.json",
        "sound",
        "spare.json",
    ]
    return found


@pytest.mark.builds
@pytest.mark.parametrize("damage", sorted(damaged(bytes(100))))
def test_a_damaged_file_only_costs_time(warm: Warm, damage: str) -> None:
    root, site, cache, files = warm
    for path in kept_lists(cache):
        path.write_bytes(damaged(path.read_bytes())[damage])
    for _ in range(2):
        assert build(root, site, cache) == files
    assert all(read_kept(path) for path in kept_lists(cache)), "they are whole again"


NIGHTLY = [pytest.param(junk, marks=pytest.mark.nightly) for junk in (None, [], {})]  # type: ignore[var-annotated]


@pytest.mark.builds
@pytest.mark.parametrize("depth", range(4))
@pytest.mark.parametrize("junk", [5, "x", *NIGHTLY])
def test_a_file_of_the_wrong_form_only_costs_time(warm: Warm, depth: int, junk: Any) -> None:
    root, site, cache, files = warm
    for path in kept_lists(cache):
        if not path.name.startswith("engine-"):
            write_kept(path, with_junk(read_kept(path), depth, junk))
    assert build(root, site, cache) == files


def test_a_file_whose_digest_is_right_but_not_its_nesting_only_costs_time(tmp_path: Path) -> None:
    text = b"[" * 100_000
    (tmp_path / "deep").write_bytes(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)
    assert read_kept(tmp_path / "deep") is None


def a_folder(path: Path) -> None:
    path.mkdir()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to("nothing")


@pytest.mark.builds
@pytest.mark.parametrize("make", [a_folder, a_pipe, a_link_to_nothing])
def test_what_is_no_plain_file_only_costs_time(warm: Warm, make: Callable[[Path], None]) -> None:
    root, site, cache, files = warm
    lists = kept_lists(cache)
    for path in lists:
        path.unlink()
        make(path)
    assert build(root, site, cache) == files
    for path in lists:
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
    for _ in range(2):
        build(root, site, cache)


@pytest.mark.builds
@pytest.mark.parametrize("damage", ["a page", "an asset", "a file taken away", "a file put in"])
def test_a_damaged_copy_of_the_engines_pages_is_made_again(warm: Warm, damage: str) -> None:
    root, site, cache, files = warm
    (engine,) = (path for path in cache.glob("engine-*") if path.is_dir())
    if damage == "a page":
        (engine / "sites/index.html").write_text("<p>other</p>")
    elif damage == "an asset":
        next(iter(sorted(engine.rglob("*.css")))).write_text("other")
    elif damage == "a file taken away":
        next(iter(sorted(engine.rglob("*.css")))).unlink()
    else:
        (engine / "put-in.txt").write_text("other")
    assert build(root, site, cache) == files


@pytest.mark.builds
def test_a_cache_folder_that_cannot_be_written_only_costs_time(warm: Warm, tmp_path: Path) -> None:
    root, _, _, files = warm
    (tmp_path / "file").write_text("no folder")
    assert build(root, tmp_path / "site", tmp_path / "file" / "cache") == files


def test_a_write_that_breaks_off_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "kept.json"
    write_kept(path, {"a": 1})
    path.parent.chmod(0o700)
    with pytest.raises(TypeError):
        write_kept(path, {"a": object()})
    assert read_kept(path) == {"a": 1}
    assert [one.name for one in path.parent.iterdir()] == ["kept.json"]
    target = tmp_path / "cache" / "folder.json"
    target.mkdir()
    with pytest.raises(OSError, match="folder"):
        write_kept(target, 1)
    assert sorted(one.name for one in path.parent.iterdir()) == ["folder.json", "kept.json"]
    shutil.rmtree(target)

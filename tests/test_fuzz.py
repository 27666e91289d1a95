"""Damage at random: an archive or an export is taken in or refused in one line, soon, whatever was done to it."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.exports.archives.opening import open_export
from records_portal.register.findings import Refusal
from tests import (
    exports_facebook,
    exports_instagram,
    exports_mastodon,
    exports_x,
    exports_x_eras,
    test_files_csv,
    test_linkedin,
    test_youtube,
)
from tests.fuzz.mutations import mutated, mutated_text
from tests.hostile.raw import Entry, descriptor_of, sound_entries, tar_entry, tar_of, with_entry, zip_64_of, zip_of
from tests.timing import seconds_of

A_FEW, MANY = 150, 20_000
A_FEW_EXPORTS, MANY_EXPORTS = 40, 4_000


def described_behind() -> bytes:
    behind, before = descriptor_of(Entry(b"data/b")), {"checksum": 0, "packed": 0, "size": 0}
    return zip_of(with_entry("data/b", flags=8, before=before, behind=behind))


ARCHIVES: dict[str, Callable[[], bytes]] = {
    "zip": lambda: zip_of(sound_entries()),
    "zip-64": lambda: zip_64_of(sound_entries()),
    "zip-described-behind": described_behind,
    "tar": lambda: tar_of(tar_entry(b"l", b"data/long\0", b"L"), tar_entry(b"short"), tar_entry(b"d/", b"", b"5")),
    "tar-fields": lambda: tar_of(tar_entry(b"fields", b"15 path=data/b\n", b"x"), tar_entry(b"short")),
    "tar-gz": lambda: gzip.compress(tar_of(), mtime=0),
}


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    (tmp_path / "root/registry/sites").mkdir(parents=True)
    (tmp_path / "root/registry/sites/parks-x.yml").write_text("agency: parks\n", encoding="utf-8")
    return IngestRequest(
        paths=(tmp_path / "x",),
        root=tmp_path / "root",
        store=tmp_path / "store",
        site="parks-x",
        platform="x",
        account_id=None,
        time_zone="UTC",
        rules=(),
        moment=datetime(2024, 5, 1, tzinfo=UTC),
        by="ana",
        software="test",
        dry_run=True,
    )


def outcome_of(request: IngestRequest, data: bytes, told: str) -> str:
    """How an export ends: taken in, or the one line of its refusal; anything else is a fault, told by its seed."""
    request.paths[0].write_bytes(data)
    ended = ""

    def ingested() -> None:
        nonlocal ended
        try:
            ingest_export(request)
            ended = "taken in"
        except Refusal as refusal:
            ended = str(refusal)

    try:
        assert seconds_of(ingested, enough=1) < 1
        assert "\n" not in ended
    except BaseException as error:
        error.add_note(told)
        raise
    return ended


def fuzz_archives(request: IngestRequest, name: str, rounds: range) -> None:
    sound, taken_in = ARCHIVES[name](), 0
    for seed in rounds:
        data = mutated(sound, random.Random(seed))  # noqa: S311 -- repeatable
        if outcome_of(request, data, f"{name}, seed {seed}") == "taken in":
            taken_in += 1
            if name.startswith("zip"):
                assert_zipfile_reads_the_same(request.paths[0], data, f"{name}, seed {seed}")
    assert taken_in < len(rounds)


def assert_zipfile_reads_the_same(path: Path, data: bytes, told: str) -> None:
    """What is let in means the same to others: no file that they see is hidden from us, and none reads otherwise."""
    with open_export([path]) as export:
        ours = []
        for member in export.members:
            with export.open(member) as stream:
                ours.append(stream.read())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        theirs = [archive.read(each) for each in archive.infolist() if not each.is_dir()]
    assert sorted(ours) == sorted(theirs), told


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_damaged_archive_is_taken_in_or_refused(request_: IngestRequest, name: str) -> None:
    fuzz_archives(request_, name, range(A_FEW))


@pytest.mark.nightly
@pytest.mark.parametrize("name", ARCHIVES)
def test_many_damaged_archives_are_taken_in_or_refused(request_: IngestRequest, name: str) -> None:
    fuzz_archives(request_, name, range(A_FEW, MANY))


EXPORTS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "x-2018": ("x", exports_x.write_2018),
    "x-2022": ("x", exports_x.write_2022),
    "x-2019": ("x", exports_x_eras.write_2019),
    "facebook-json": ("facebook", exports_facebook.write_json),
    "facebook-page": ("facebook", exports_facebook.write_page),
    "facebook-html": ("facebook", exports_facebook.write_html),
    "facebook-html-2017": ("facebook", exports_facebook.write_html_2017),
    "instagram-2018": ("instagram", exports_instagram.write_2018),
    "instagram-2021": ("instagram", exports_instagram.write_2021),
    "instagram-html": ("instagram", exports_instagram.write_html),
    "mastodon": ("mastodon", exports_mastodon.write),
    "youtube": ("youtube", test_youtube.write),
    "linkedin": ("linkedin", test_linkedin.write),
    "files-csv": ("x", test_files_csv.written_export),
}


def files_of(top: Path) -> dict[str, bytes]:
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def fuzz_exports(request: IngestRequest, name: str, rounds: range) -> int:
    """Damage to one file of an export at a time; how often it was still taken in."""
    platform, write = EXPORTS[name]
    top = request.root.parent / "export"
    write(top)
    files, taken_in = files_of(top), 0
    for seed in rounds:
        chance = random.Random(seed)  # noqa: S311 -- repeatable
        damaged_name = chance.choice(sorted(files))
        damaged = files | {damaged_name: mutated_text(files[damaged_name], chance)}
        data = zip_of([Entry(each.encode(), content) for each, content in damaged.items()])
        ended = outcome_of(replace(request, platform=platform), data, f"{name}, {damaged_name}, seed {seed}")
        taken_in += ended == "taken in"
    return taken_in


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_with_damaged_files_is_taken_in_whole_or_refused(request_: IngestRequest, name: str) -> None:
    assert fuzz_exports(request_, name, range(A_FEW_EXPORTS)) > A_FEW_EXPORTS // 2


@pytest.mark.nightly
@pytest.mark.parametrize("name", EXPORTS)
def test_many_exports_with_damaged_files_are_taken_in_whole_or_refused(request_: IngestRequest, name: str) -> None:
    fuzz_exports(request_, name, range(A_FEW_EXPORTS, MANY_EXPORTS))

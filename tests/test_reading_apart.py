"""A large export that another process reads: the same pieces, the same bag, and nothing where it ends early."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in import apart
from records_portal.captures.taking_in.request import IngestOutcome
from records_portal.register.findings import Refusal
from tests.bench.captures import write_posts_export
from tests.export_cases import case_named, every_case, opened
from tests.roots import ingest_request


@pytest.mark.parametrize("name", every_case())
def test_the_pieces_of_every_format_come_through_unchanged(name: str, tmp_path: Path) -> None:
    case = case_named(name)
    with opened(case, case.paths(case.export, tmp_path)) as (_, _, pieces):
        stream = io.BytesIO()
        apart.send_pieces(pieces, stream)
        stream.seek(0)
        assert list(apart._received(stream)) == pieces


@pytest.fixture
def apart_always(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on, another process reads exports of any size, on any machine."""

    def begin() -> None:
        monkeypatch.setattr(apart, "LEAST_APART", 0)
        monkeypatch.setattr(os, "cpu_count", lambda: 2)

    return begin


def taken_in(folder: Path, export: Path) -> tuple[IngestOutcome, dict[str, bytes]]:
    request = replace(ingest_request(folder, account_id="900000001"), paths=(export,))
    outcome, bags = ingest_export(request), request.store / "bags"
    files = (each for each in bags.rglob("*") if each.is_file())
    return outcome, {each.relative_to(bags).as_posix(): each.read_bytes() for each in files}


def left_of(folder: Path) -> list[Path]:
    """What a run left in the store, beside the site's key, and in the root."""
    places = (folder / "store/bags", folder / "store/staging", folder / "root/captures")
    return [each for place in places for each in place.rglob("*") if each.is_file()]


def test_a_bag_is_the_same_whether_another_process_read_or_not(
    tmp_path: Path, apart_always: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    export = write_posts_export(tmp_path / "posts", 3 << 20)
    here = taken_in(tmp_path / "here", export)
    apart_always()
    # Of a reader of our own nothing may be asked now.
    monkeypatch.setattr("records_portal.exports.formats.x.reading.PostsReading.pieces", None)
    assert taken_in(tmp_path / "there", export) == here
    assert here[0].counts["found"] > 1_000


def test_what_refuses_an_export_there_refuses_it_here(
    tmp_path: Path, apart_always: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    export = write_posts_export(tmp_path / "posts", 12 << 20)
    packed = tmp_path / "posts.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("data/account.js", "data/tweets.js"):
            archive.write(export / name, name)
    data = bytearray(packed.read_bytes())
    place = data.rindex(b"PK\x01\x02") - 20_000  # near the end, long after what an export is known by
    data[place : place + 8] = bytes(8)
    packed.write_bytes(data)
    told = []
    for name in ("here", "there"):
        if name == "there":
            apart_always()
            monkeypatch.setattr("records_portal.exports.formats.x.reading.PostsReading.pieces", None)
        with pytest.raises(Refusal) as caught:
            taken_in(tmp_path / name, packed)
        told.append(str(caught.value))
    assert told[0] == told[1]
    assert told[0].startswith("'data/tweets.js' in 'part-1.zip' cannot be read")
    assert left_of(tmp_path / "there") == []


def test_a_reader_that_ends_early_is_refused_and_nothing_is_kept(
    tmp_path: Path, apart_always: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    export = write_posts_export(tmp_path / "posts", 1 << 20)
    apart_always()
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(Refusal, match=r"\Athe process that reads the export ended before its end; nothing was kept"):
        taken_in(tmp_path / "there", export)
    assert left_of(tmp_path / "there") == []


@pytest.mark.parametrize("missing", [1, 20, 100])
def test_a_stream_without_its_end_is_refused(missing: int) -> None:
    stream = io.BytesIO()
    apart.send_pieces([], stream)
    apart.send_pieces([], stream)
    whole = stream.getvalue()
    with pytest.raises(Refusal, match="ended before its end"):
        list(apart._received(io.BytesIO(whole[: max(0, len(whole) // 2 - missing)])))

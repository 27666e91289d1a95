"""What of an export stands in a private root alone: block lists, deleted posts and messages, whatever the site."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from records_portal.captures.ingest import ingest_export
from records_portal.captures.ingest_report import outcome_mapping, render_outcome
from records_portal.captures.taking_in.request import IngestOutcome, IngestRequest
from records_portal.captures.verification import read_captures, verify_captures
from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.pieces import ExportedItem, Piece, Residue
from records_portal.register.shapes import fits, schema_of
from records_portal.register.sources import FolderTree
from records_portal.values.item_kinds import ITEM_KINDS, PRIVATE_KINDS, PRIVATE_PARTS
from tests import exports_private, exports_x
from tests.export_cases import lost_bytes
from tests.exports_private import ARTICLE, BLOCKED, DRAFT, MUTED
from tests.roots import ingest_request
from tests.test_ingest import bag_of, files_below, record_of, refusal_of, rows_of, taken_in

PRIVATE = {f"block:{BLOCKED}", f"mute:{MUTED}", f"deleted:{exports_x.DELETED}"}


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    """A request without parts, for a site of the public root."""
    return ingest_request(tmp_path)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return exports_private.write(tmp_path / "export")


@pytest.fixture
def private(tmp_path: Path) -> Path:
    """A private root, without any record of the site."""
    folder = tmp_path / "private"
    folder.mkdir()
    return folder


def in_private(request: IngestRequest, private: Path) -> IngestRequest:
    """The request as somebody who looks into the private root would make it."""
    return replace(request, root=private)


def both(request: IngestRequest, export: Path, private: Path, **changes: object) -> tuple[IngestOutcome, IngestOutcome]:
    outcome = taken_in(request, export, private_root=private, **changes)
    assert outcome.private
    return outcome, outcome.private


def text_below(folder: Path) -> str:
    return "\n".join(f"{name}\n{data.decode()}" for name, data in files_below(folder).items())


def read_pieces(export: Path) -> list[Piece]:
    with open_export([export]) as opened:
        found = recognise(opened.members, opened.open)
        assert found
        pieces = list(found[0].read(found[1], opened.open))
        assert lost_bytes(opened, pieces) == []
    return pieces


def test_the_kinds_are_those_of_the_schemas() -> None:
    properties = schema_of("captures")["properties"]
    assert tuple(properties["kinds"]["items"]["properties"]["kind"]["enum"]) == ITEM_KINDS
    assert tuple(properties["scope"]["properties"]["kinds"]["items"]["enum"]) == ITEM_KINDS
    assert PRIVATE_PARTS.keys() == PRIVATE_KINDS
    assert set(ITEM_KINDS) > PRIVATE_KINDS


def test_without_a_private_root_the_public_one_learns_neither_rows_nor_ids_nor_counts(
    export: Path, request_: IngestRequest
) -> None:
    outcome = taken_in(request_, export)
    record, rows = record_of(request_, outcome), rows_of(request_, outcome)
    assert fits("captures", record)
    assert {row["kind"] for row in rows} == {"post", "reply", "repost", "article"}
    assert record["counts"]["declared"] == 6
    parts = {part["part"]: set(part) for part in record["residue"]}
    for part in ("deleted-posts", "moderation-lists", "direct-messages"):
        assert parts[part] == {"part", "bytes"}
    told = text_below(request_.root)
    for word in (BLOCKED, MUTED, exports_x.DELETED, DRAFT):
        assert word not in told
    assert outcome.private is None
    assert outcome.kept_back == ("deleted-posts", "moderation-lists")
    assert (
        "Private:    deleted-posts, moderation-lists can be items in a private root alone; name it with --private DIR\n"
    ) in render_outcome(outcome)
    assert taken_in(request_, export) == replace(outcome, written=(), stands=True)


def test_with_a_private_root_the_public_one_is_what_it_would_be_without(
    tmp_path: Path, export: Path, request_: IngestRequest, private: Path
) -> None:
    both(request_, export, private)
    alone = ingest_request(tmp_path / "other")
    taken_in(alone, export)
    assert files_below(request_.root) == files_below(alone.root)


def test_the_private_root_has_what_is_private_and_nothing_else(
    export: Path, request_: IngestRequest, private: Path
) -> None:
    outcome, part = both(request_, export, private)
    own = in_private(request_, private)
    record, rows = record_of(own, part), rows_of(own, part)
    assert {row["id"] for row in rows} == PRIVATE
    assert fits("captures", record)
    assert record["private_part"] is True
    assert record["kinds"] == [
        {"kind": "block", "items": 1}, {"kind": "deleted", "items": 1}, {"kind": "mute", "items": 1},
    ]  # fmt: skip
    assert (record["counts"]["found"], record["residue"]) == (3, [])
    assert [part["kept"] for part in record["received"]] == [False]
    assert record["received"][0]["sha256"] == record_of(request_, outcome)["received"][0]["sha256"]
    assert not (bag_of(own, part) / "data/received").exists()
    lines = render_outcome(outcome).splitlines()
    assert lines[-3] == "Private:    3 (1 block, 1 deleted, 1 mute), in a capture of the private root"
    assert (
        lines[-1] == f"Next: commit captures/parks-x/{part.capture} in the private root and propose it for review there"
    )
    assert json.loads(json.dumps(outcome_mapping(outcome)))["private"]["counts"]["found"] == 3


def test_messages_that_are_asked_for_go_to_the_private_root(
    export: Path, request_: IngestRequest, private: Path
) -> None:
    include = frozenset(("messages",))
    public, part = both(request_, export, private, include=include)
    assert {row["kind"] for row in rows_of(in_private(request_, private), part)} == {
        "block", "deleted", "message", "mute",
    }  # fmt: skip
    assert "message" not in {row["kind"] for row in rows_of(request_, public)}
    assert record_of(in_private(request_, private), part)["scope"] == {
        "complete": False, "picked": True, "include": ["messages"],
    }  # fmt: skip


def test_messages_of_a_public_site_are_refused_without_a_private_root(export: Path, request_: IngestRequest) -> None:
    assert refusal_of(request_, export, include=frozenset(("messages",))) == (
        "messages of 'parks-x' stand in a private root, though the site is public; name it with --private DIR, or "
        "leave out '--include messages'"
    )


def test_a_site_of_a_private_root_has_one_capture_with_everything(export: Path, request_: IngestRequest) -> None:
    outcome = taken_in(request_, export, is_private=True)
    assert {row["id"] for row in rows_of(request_, outcome)} > PRIVATE
    assert outcome.private is None
    assert "private_part" not in record_of(request_, outcome)


def test_both_captures_are_what_their_roots_say(export: Path, request_: IngestRequest, private: Path) -> None:
    both(request_, export, private)
    known = [each for root in (request_.root, private) for each in read_captures(FolderTree(root), FolderTree(root))[0]]
    assert len(known) == 2
    assert list(verify_captures(known, request_.store, None, lambda name: True)) == []


def test_the_same_bytes_again_write_nothing_in_either_root(
    export: Path, request_: IngestRequest, private: Path
) -> None:
    both(request_, export, private)
    before = files_below(request_.root), files_below(private), files_below(request_.store)
    outcome, part = both(request_, export, private)
    assert (outcome.written, part.written) == ((), ())
    assert (files_below(request_.root), files_below(private), files_below(request_.store)) == before


def test_an_export_is_copied_into_the_store_once_for_both_roots(
    export: Path, request_: IngestRequest, private: Path
) -> None:
    begun: list[str] = []

    def note(what: str, _total: int, done: int) -> None:
        begun.extend([what] if not done else [])

    outcome = ingest_export(replace(request_, paths=(export,), private_root=private), note)
    assert outcome.private
    assert (begun.count("copying 1"), begun.count("reading")) == (1, 2)
    received = record_of(request_, outcome)["received"]
    told = record_of(in_private(request_, private), outcome.private)["received"]
    assert told == [each | {"kept": False} for each in received]


def test_what_is_restored_comes_back_to_its_own_root_alone(
    tmp_path: Path, export: Path, request_: IngestRequest, private: Path
) -> None:
    both(request_, export, private)
    before = files_below(request_.root), files_below(private)
    for root in (request_.root, private):
        for file in (root / "captures").rglob("*.*"):
            file.unlink()
    both(request_, export, private)
    assert (files_below(request_.root), files_below(private)) == before
    exports_x.write_2018(tmp_path / "earlier")
    taken_in(request_, tmp_path / "earlier")
    assert BLOCKED not in text_below(request_.root)


def test_a_rehearsal_tells_of_both_and_writes_nothing(export: Path, request_: IngestRequest, private: Path) -> None:
    outcome, part = both(request_, export, private, dry_run=True)
    assert (outcome.dry_run, part.counts["found"]) == (True, 3)
    assert files_below(private) == {}


def test_an_export_without_anything_private_makes_no_private_capture(
    tmp_path: Path, request_: IngestRequest, private: Path
) -> None:
    outcome = taken_in(request_, exports_x.write_2018(tmp_path / "export"), private_root=private)
    assert (outcome.private, files_below(private)) == (None, {})
    assert len(list((request_.store / "bags/parks-x").iterdir())) == 1


def test_a_published_article_is_an_item_and_a_draft_is_not(export: Path) -> None:
    pieces = read_pieces(export)
    items = {each.id: each for each in pieces if isinstance(each, ExportedItem)}
    item = items[f"article:{ARTICLE}"]
    assert (item.kind, item.text) == (
        "article", "Why the lake is low\n\nThe lake is low.\n\nIt will rise in May. #PineLake",
    )  # fmt: skip
    assert (str(item.created_at), item.time_basis) == ("2023-09-08 04:15:59+00:00", "explicit-offset")
    assert (item.conversation, item.hashtags, item.edited) == (exports_x.LONG, ("PineLake",), False)
    assert [(each.state, each.address[-10:]) for each in item.media] == [("missing", "Lake01.jpg")]
    assert f"article:{DRAFT}" not in items
    left = b"".join(each.data or b"" for each in pieces if isinstance(each, Residue) and each.part == "articles")
    assert b"A draft." in left


def test_articles_whose_metadata_cannot_be_told_are_residue(export: Path) -> None:
    exports_private.part(export, "article-metadata", [{"articleMetadata": exports_private.article_facts()[0]}])
    assert "article" not in {each.kind for each in read_pieces(export) if isinstance(each, ExportedItem)}


def test_articles_are_joined_by_the_id_that_their_metadata_name(export: Path) -> None:
    facts = [
        {**each, "articleId": name}
        for each, name in zip(exports_private.article_facts(), (ARTICLE, DRAFT), strict=True)
    ]
    exports_private.part(export, "article-metadata", [{"articleMetadata": each} for each in reversed(facts)])
    items = [each for each in read_pieces(export) if isinstance(each, ExportedItem) and each.kind == "article"]
    assert [each.id for each in items] == [f"article:{ARTICLE}"]


def test_a_picture_of_a_deleted_post_that_a_public_one_shows_too_is_the_public_ones(
    export: Path, request_: IngestRequest
) -> None:
    media = export / "data/tweets_media"
    shared = media / f"{exports_x.DELETED}-Dock01.jpg"
    shared.write_bytes(b"\xff\xd8 of a deleted post \xff\xd9")
    deleted = json.loads((export / "data/deleted-tweets.js").read_text().partition("=")[2])
    address = {"media_url_https": "https://pbs.media.example/media/Dock01.jpg", "url": "https://t.co/hhhhhhhhhh"}
    deleted[0]["tweet"]["extended_entities"] = {"media": [address]}
    exports_private.part(export, "deleted-tweets", deleted)
    record = record_of(request_, taken_in(request_, export))
    assert record["media"] == {"found": 2, "missing": 2, "remote": 0, "orphan": 1, "shared": 0}

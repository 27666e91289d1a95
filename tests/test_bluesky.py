"""A repository of Bluesky: each value as it must come out, and each byte in exactly one place."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.formats.bluesky.values import moment_of_key
from records_portal.exports.pieces import Doubt, Remark, Residue
from records_portal.exports.slices.car_blocks import BlockLink, car_sections, cid_text, dag_cbor
from records_portal.register.findings import Refusal
from tests import exports_bluesky as made
from tests.export_cases import values_of
from tests.exports_bluesky import DELETED, DID, FIRST, HANDLE, OLD, PHOTO, SECOND, THIRD
from tests.roots import ingest_request
from tests.test_ingest import bag_of, changes_of, rebuilt_files, taken_in
from tests.test_twitter import assert_conserved, items_of, reading, remarks_of, residue_of

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples" / "bluesky"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the real repositories are not beside this one (../shared/samples/bluesky)"
)
POSTS = f"at://{DID}/app.bsky.feed.post"
TREE = "parts of the repository's tree that are not in the file"
RECORDS = "records that the repository lists and that are not in the file"


def stretches(path: Path) -> dict[str, list[bytes]]:
    """The blocks of each part of the residue."""
    found: dict[str, list[bytes]] = {}
    with reading(path) as (_, _, pieces):
        for piece in pieces:
            if isinstance(piece, Residue) and piece.data is not None:
                found.setdefault(piece.part, []).append(piece.data)
    return found


def published(path: Path) -> list[str]:
    """The ids of the items but for those of blocked accounts."""
    return sorted(name for name, each in items_of(path).items() if each.kind != "block")


def doubts_of(path: Path) -> dict[str, int]:
    """What keeps the export from being whole, and how often."""
    with reading(path) as (_, _, pieces):
        found = [each for each in pieces if isinstance(each, Doubt)]
    assert {each.reason for each in found} <= {"missing-parts"}
    return {each.what: each.count for each in found}


def refusal(path: Path) -> str:
    with open_export([path]) as export, pytest.raises(Refusal) as caught:
        found = recognise(export.members, export.open)
        assert found
        list(found[0].read(found[1], export.open))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_repository_names_its_account_and_lists_what_it_holds(tmp_path: Path) -> None:
    with reading(made.write(tmp_path)) as (_, recognised, _):
        assert (recognised.format, recognised.era, recognised.account_id) == ("bluesky", "car-1", DID)
        assert (recognised.declared, recognised.complete, recognised.handle) == (3, True, "")


def test_a_post_has_its_whole_addresses_its_tags_and_the_moment_that_its_client_wrote(tmp_path: Path) -> None:
    post = items_of(made.write(tmp_path))[f"{POSTS}/{FIRST}"]
    assert post.text == "The dock at dawn: parks.lakeland.ex... #ParkAlert\n\nhttps://parks.lakeland.example/dock"
    assert (post.kind, post.hashtags, post.language) == ("post", ("ParkAlert",), "en")
    assert (str(post.created_at), post.time_basis) == ("2024-05-01 14:00:00+00:00", "explicit-offset")
    assert post.permalink == f"https://bsky.app/profile/{DID}/post/{FIRST}"
    assert (post.account_id, post.visibility) == (DID, "public")


def test_an_answer_and_a_repost_say_to_what(tmp_path: Path) -> None:
    items = items_of(made.write(tmp_path))
    reply, repost = items[f"{POSTS}/{SECOND}"], items[f"at://{DID}/app.bsky.feed.repost/{THIRD}"]
    assert (reply.kind, reply.reply_to, reply.reply_to_account) == ("reply", f"{POSTS}/{FIRST}", DID)
    assert (repost.kind, repost.repost_of) == ("repost", "at://did:plc:someoneelse/app.bsky.feed.post/3kr22")
    assert (repost.repost_author, repost.permalink) == ("did:plc:someoneelse", "")


def test_an_item_is_its_block_with_its_length_and_its_name(tmp_path: Path) -> None:
    folder = made.write(tmp_path)
    fragment = items_of(folder)[f"{POSTS}/{SECOND}"].fragments[0]
    content = made.encoded(made.records()[f"app.bsky.feed.post/{SECOND}"])
    assert fragment.data == made.section(made.link(content), content)
    whole = (folder / "repo.car").read_bytes()
    assert whole[fragment.offset : fragment.offset + len(fragment.data)] == fragment.data


def test_a_picture_is_found_beside_it_under_its_name_and_held_against_that(tmp_path: Path) -> None:
    name = cid_text(made.link(PHOTO, 0x55))
    medium = items_of(made.write(tmp_path / "right"))[f"{POSTS}/{FIRST}"].media[0]
    assert (medium.state, medium.address, medium.description) == ("found", name, "A dock over still water")
    alone = items_of(made.write(tmp_path / "alone", blobs=False))[f"{POSTS}/{FIRST}"].media[0]
    assert (alone.state, alone.address) == ("remote", name)
    wrong = made.write(tmp_path / "wrong")
    (wrong / "blobs" / name).write_bytes(b"another picture")
    assert items_of(wrong)[f"{POSTS}/{FIRST}"].media[0].state == "remote"
    assert remarks_of(wrong) == {"files whose content is not what their CID names": 1}
    assert residue_of(wrong) == {"orphan-media": [f"blobs/{name}"]}


def test_a_picture_that_others_have_and_this_one_lacks_is_missing(tmp_path: Path) -> None:
    folder = made.write(tmp_path, blobs=False)
    other = cid_text(made.link(b"another", 0x55))
    (folder / f"{other}.jpg").write_bytes(b"another")
    assert items_of(folder)[f"{POSTS}/{FIRST}"].media[0].state == "missing"
    assert residue_of(folder) == {"orphan-media": [f"{other}.jpg"]}


def test_what_no_item_owns_is_in_named_parts_and_what_was_deleted_is_no_item(tmp_path: Path) -> None:
    found = stretches(made.write(tmp_path))
    assert {part: len(each) for part, each in found.items()} == {
        "framing": 1,
        "repository": 3,
        "likes": 1,
        "contacts": 1,
        "account": 1,
        "who-may-answer": 1,
        "other-records": 1,
        "deleted-posts": 1,
        "unreachable-blocks": 1,
    }
    assert found["unreachable-blocks"] == [made.section(made.link(OLD), OLD)]
    assert found["deleted-posts"] == [made.section(made.link(DELETED), DELETED)]
    assert sorted(each.kind for each in items_of(tmp_path).values()) == ["block", "post", "reply", "repost"]
    assert remarks_of(tmp_path) == {}
    assert_conserved(tmp_path)


def test_the_log_of_the_identity_gives_each_post_the_handle_of_its_time(tmp_path: Path) -> None:
    folder = made.write(tmp_path)
    changes = ("2023-01-01T00:00:00Z", "lakeland.bsky.social"), ("2024-05-02T00:00:00.000Z", HANDLE)
    (folder / "log.json").write_bytes(made.log(*changes))
    items = items_of(folder)
    assert items[f"{POSTS}/{FIRST}"].author == "lakeland.bsky.social"
    assert items[f"at://{DID}/app.bsky.feed.repost/{THIRD}"].author == HANDLE
    with reading(folder) as (_, recognised, _):
        assert recognised.handle == HANDLE
    assert residue_of(folder) == {"identity-history": ["log.json"]}
    assert_conserved(folder)


def test_a_log_of_another_identity_and_an_entry_that_was_taken_back_say_nothing(tmp_path: Path) -> None:
    folder = made.write(tmp_path)
    (folder / "other.json").write_bytes(made.log(("2023-01-01T00:00:00Z", "someone.example"), did="did:plc:other"))
    entries = json.loads(made.log(("2023-01-01T00:00:00Z", HANDLE), ("2023-02-01T00:00:00Z", "stolen.example")))
    entries[1]["nullified"] = True
    (folder / "log.json").write_text(json.dumps(entries))
    with reading(folder) as (_, recognised, _):
        assert recognised.handle == HANDLE
    assert residue_of(folder) == {"identity-history": ["log.json"], "other-files": ["other.json"]}


def test_a_blocked_account_is_an_item_of_its_own_and_of_no_public(tmp_path: Path) -> None:
    (block,) = [each for each in items_of(made.write(tmp_path)).values() if each.kind == "block"]
    assert block.id == f"at://{DID}/app.bsky.graph.block/3krgnnk2y2225"
    assert (block.text, block.reply_to_account, block.visibility) == ("did:plc:aspammer", "did:plc:aspammer", "")
    assert (str(block.created_at), block.time_basis) == ("2024-05-01 14:00:00+00:00", "calibrated")


def test_a_key_carries_its_moment_and_the_later_of_two_counts(tmp_path: Path) -> None:
    assert str(moment_of_key(FIRST)) == "2024-05-01 14:00:00+00:00"
    assert moment_of_key("self") is moment_of_key("zzzzzzzzzzzzz") is moment_of_key("2222222222222") is None
    records = made.records()
    records[f"app.bsky.feed.post/{FIRST}"]["createdAt"] = "2019-01-01T00:00:00Z"
    del records[f"app.bsky.feed.post/{SECOND}"]["createdAt"]
    folder = made.write(tmp_path, made.repository(records))
    post, reply = (items_of(folder)[f"{POSTS}/{key}"] for key in (FIRST, SECOND))
    assert (str(post.created_at), str(post.latest_at)) == ("2019-01-01 00:00:00+00:00", "2024-05-01 14:00:00+00:00")
    assert (str(reply.created_at), reply.time_basis) == ("2024-05-01 15:00:00+00:00", "calibrated")
    assert remarks_of(folder) == {"records whose key carries another moment than the one written": 1}


def test_earlier_forms_and_quotes_are_read(tmp_path: Path) -> None:
    quote = {"uri": "at://did:plc:someoneelse/app.bsky.feed.post/3kr2", "cid": "bafyquote"}
    embed = {
        "$type": "app.bsky.embed.recordWithMedia",
        "record": {"$type": "app.bsky.embed.record", "record": quote},
        "media": {
            "$type": "app.bsky.embed.images",
            "images": [{"alt": "", "image": {"cid": "bafkreiold", "mimeType": "x"}}],
        },
    }
    record = {"$type": "app.bsky.feed.post", "text": "See", "createdAt": "2024-05-01T14:00:00Z", "embed": embed}
    film = record | {
        "embed": {"$type": "app.bsky.embed.video", "video": {"$type": "blob", "ref": made.link(b"film", 0x55)}}
    }
    card = record | {
        "embed": {"external": {"uri": "https://lakeland.example/x", "thumb": {"ref": made.link(b"t", 0x55)}}}
    }
    records = {f"app.bsky.feed.post/3krgnnk2y222{n}": each for n, each in zip("abc", (record, film, card), strict=True)}
    items = items_of(made.write(tmp_path, made.repository(records)))
    first, second, third = (items[f"{POSTS}/3krgnnk2y222{n}"] for n in "abc")
    assert (first.kind, first.repost_of, first.repost_author) == ("post", quote["uri"], "did:plc:someoneelse")
    assert [each.address for each in first.media] == ["bafkreiold"]
    assert [each.address for each in second.media] == [cid_text(made.link(b"film", 0x55))]
    assert (third.text, third.media) == ("See\n\nhttps://lakeland.example/x", ())


def test_two_records_that_say_the_same_are_two_items_of_one_block(tmp_path: Path) -> None:
    record = {"$type": "app.bsky.feed.post", "text": "Closed", "createdAt": "2024-05-01T14:00:00Z"}
    folder = made.write(tmp_path, made.repository({f"app.bsky.feed.post/{key}": record for key in (FIRST, SECOND)}))
    assert [len(each.fragments) for each in items_of(folder).values()] == [1, 0]
    assert_conserved(folder)


def test_a_block_that_stands_twice_is_read_once(tmp_path: Path) -> None:
    content = made.encoded(made.records()[f"app.bsky.feed.post/{FIRST}"])
    again = made.section(made.link(content), content)
    folder = made.write(tmp_path, made.repository(made.records()) + again)
    assert stretches(folder)["repeated-blocks"] == [again]
    assert len(published(folder)) == 3
    assert_conserved(folder)


def test_a_record_of_another_shape_is_kept_and_counted(tmp_path: Path) -> None:
    records = made.records()
    records[f"app.bsky.feed.post/{FIRST}"]["text"] = 7
    records[f"app.bsky.feed.repost/{THIRD}"]["subject"] = None
    records[f"app.bsky.feed.post/{SECOND}"]["$type"] = "app.bsky.feed.like"
    folder = made.write(tmp_path, made.repository(records))
    assert published(folder) == []
    assert remarks_of(folder) == {"objects of an unknown shape in repo.car": 3}
    assert_conserved(folder)


def test_a_block_that_is_not_what_its_name_says_is_no_record(tmp_path: Path) -> None:
    whole = made.repository(made.records())
    folder = made.write(tmp_path, whole.replace(b"It opens at six", b"It opens at ten"))
    assert published(folder) == [f"{POSTS}/{FIRST}", f"at://{DID}/app.bsky.feed.repost/{THIRD}"]
    assert remarks_of(folder) == {"blocks that are not what their CID names": 1}
    assert doubts_of(folder) == {RECORDS: 1}
    assert len(stretches(folder)["damaged-blocks"]) == 1
    assert_conserved(folder)


@pytest.mark.parametrize("left", [1, 30, 200, 400, 1500])
def test_a_file_that_breaks_off_is_told_and_never_complete(tmp_path: Path, left: int) -> None:
    folder = made.write(tmp_path, made.repository(made.records())[:-left])
    with reading(folder) as (_, recognised, _):
        assert (recognised.declared, recognised.account_id) == (3, DID)
    assert remarks_of(folder)["places where the file breaks off"] == 1
    assert doubts_of(folder)[RECORDS] >= 1
    assert_conserved(folder)


def test_a_file_without_its_commit_or_a_part_of_its_tree_is_never_complete(tmp_path: Path) -> None:
    whole = made.repository(made.records())
    sections = [each.data for each in car_sections(io.BytesIO(whole))]
    for number, account in ((1, ""), (2, DID), (3, DID)):
        folder = made.write(tmp_path / str(number), b"".join([*sections[:number], *sections[number + 1 :]]))
        with reading(folder) as (_, recognised, _):
            assert (recognised.account_id, recognised.complete) == (account, False)
        assert doubts_of(folder) == {TREE: 1}
        assert_conserved(folder)


def test_a_repository_of_two_accounts_is_refused(tmp_path: Path) -> None:
    folder = made.write(tmp_path)
    (folder / "second.car").write_bytes(made.repository(made.records(), did="did:plc:another"))
    assert refusal(folder) == (
        f"the export holds the repositories of 'did:plc:another' and {DID!r}; hand in one account's"
    )


def commit_of(top: BlockLink) -> tuple[BlockLink, bytes]:
    """A commit whose tree begins at a node, and its block."""
    content = made.encoded({"did": DID, "version": 3, "data": top, "rev": FIRST, "prev": None, "sig": b""})
    return made.link(content), made.section(made.link(content), content)


def tree_file(*nodes: bytes) -> bytes:
    """A file whose tree is the given nodes, the first of them the root."""
    root, commit = commit_of(made.link(nodes[0]))
    return made.header(root) + commit + b"".join(made.section(made.link(each), each) for each in nodes)


LEAF = made.link(b"leaf")


def deep(levels: int) -> bytes:
    """A tree as deep as that."""
    nodes = [made.node([])]
    for _ in range(levels):
        nodes.insert(0, made.node([], made.link(nodes[0])))
    return tree_file(*nodes)


def doubled() -> bytes:
    """A tree that comes to each node twice, so that walking it takes twice as long with each level."""
    nodes = [made.node([])]
    for level in range(40):
        below = made.link(nodes[0])
        nodes.insert(0, made.node([(f"a.b/{level:03}", LEAF, below)], below))
    return tree_file(*nodes)


def unordered() -> bytes:
    return tree_file(made.node([("a.b/2", LEAF, None), ("a.b/1", LEAF, None)]))


def swelling() -> bytes:
    """A tree whose entries share a path that grows with each."""
    entries = [{"k": b"a" * 500, "p": 500 * number, "t": None, "v": LEAF} for number in range(10)]
    return tree_file(made.encoded({"e": entries, "l": None}))


HOSTILE = {
    "deep": (deep(80), "the tree of a Bluesky repository is deeper than any is; export it again"),
    "doubled": (doubled(), "the tree of a Bluesky repository comes to one block twice; export it again"),
    "unordered": (unordered(), "the paths of a Bluesky repository are not in order; export it again"),
    "swelling": (swelling(), "the tree of a Bluesky repository has an entry that is none; export it again"),
    "endless length": (
        made.header(LEAF) + b"\xff" * 12,
        "a block at byte 59 of a CAR file has a length that none has; export it again",
    ),
    "large length": (
        made.header(LEAF) + made.varint(1 << 40),
        "a block at byte 59 of a CAR file has a length that none has; export it again",
    ),
    "no name": (made.header(LEAF) + b"\x02xy", "a block at byte 59 of a CAR file has no CID; export it again"),
}


@pytest.mark.parametrize(("content", "message"), HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_means_harm_is_refused_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    assert refusal(made.write(tmp_path, content)) == message


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_byte_of_what_is_published_changes_without_a_word(tmp_path: Path, data: st.DataObject) -> None:
    whole = bytearray(made.repository(made.records()))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    folder = tmp_path / "export"
    folder.mkdir(exist_ok=True)
    (folder / "repo.car").write_bytes(made.repository(made.records()))
    with reading(folder) as (_, recognised, pieces):
        before = (recognised.declared, values_of(pieces))
    (folder / "repo.car").write_bytes(whole)
    with open_export([folder]) as export:
        try:
            found = recognise(export.members, export.open)
            pieces = list(found[0].read(found[1], export.open)) if found else []
        except Refusal as refusal:
            assert "\n" not in str(refusal)
            return
    if not found:
        return
    told = any(isinstance(each, Doubt | Remark) for each in pieces)
    assert told or (found[1].declared, values_of(pieces)) == before
    assert_conserved(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"\x9f\xff",
        b"\x81" * 70 + b"\x00",
        b"\xa1\x01\x02",
        b"\xa2\x61a\x01\x61a\x02",
        b"\x63ab",
        b"\x9b" + b"\xff" * 8,
        b"\xc1\x00",
        b"\xd8\x2a\x41\x01",
        b"\xf7",
        b"\x00\x00",
        b"\x62\xff\xff",
        b"",
        b"\x1b\x00",
        b"\xfb\x00",
    ],
)
def test_what_is_no_dag_cbor_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError):
        dag_cbor(content)


def test_a_value_is_read_as_it_was_written() -> None:
    value = {"a": [1, -2, 300, 70_000, 1 << 40, True, False, None, 0.5], "b": {"c": b"\x00", "é": "ü"}, "link": LEAF}
    assert dag_cbor(made.encoded(value)) == value


def test_something_else_of_that_ending_is_not_recognised(tmp_path: Path) -> None:
    for content in (b"", b"\x00", b"PK\x03\x04 not a repository", made.varint(3) + b"\xa0\xa0\xa0", b"\xff" * 20):
        made.write(tmp_path, content, blobs=False)
        with open_export([tmp_path]) as export:
            assert recognise(export.members, export.open) is None


def test_the_bag_rebuilds_the_file(tmp_path: Path) -> None:
    folder = made.write(tmp_path / "export")
    request = ingest_request(tmp_path, platform="bluesky")
    outcome = taken_in(request, folder, platform="bluesky")
    assert (outcome.counts["found"], outcome.declared, outcome.account) == (3, 3, DID)
    expected = {
        (1, each.relative_to(folder).as_posix()): each.read_bytes() for each in folder.rglob("*") if each.is_file()
    }
    assert rebuilt_files(bag_of(request, outcome)) == expected


def test_a_whole_repository_is_complete_and_a_part_of_one_never(tmp_path: Path) -> None:
    request = ingest_request(tmp_path / "whole", platform="bluesky")
    outcome = taken_in(request, made.write(tmp_path / "export"), platform="bluesky")
    assert (outcome.verdict.value, outcome.verdict.reasons) == ("complete", ())
    part = made.write(tmp_path / "part", made.repository(made.records())[:-400])
    outcome = taken_in(ingest_request(tmp_path / "broken", platform="bluesky"), part, platform="bluesky")
    assert outcome.verdict.value == "partial"
    assert "missing-parts" in outcome.verdict.reasons


def test_a_post_that_a_later_repository_no_longer_lists_is_gone_and_a_partial_one_says_nothing_of_it(
    tmp_path: Path,
) -> None:
    request = ingest_request(tmp_path / "office", platform="bluesky")
    taken_in(request, made.write(tmp_path / "first"), platform="bluesky")
    rest = {path: record for path, record in made.records().items() if SECOND not in path}
    part = made.write(tmp_path / "part", made.repository(rest)[:-400])
    outcome = taken_in(request, part, platform="bluesky")
    assert (outcome.verdict.value, changes_of(request, outcome)) == ("partial", {})
    later = taken_in(request, made.write(tmp_path / "later", made.repository(rest)), platform="bluesky", said_gone=1)
    assert changes_of(request, later) == {f"{POSTS}/{SECOND}": "gone"}


@needs_samples
@pytest.mark.parametrize(
    ("name", "did", "kinds", "declared", "doubts"),
    [
        ("greenground.repo.car", "did:plc:kzcqyc3unb33eh5sxzsfs25z", {}, 0, {}),
        (
            "fakermaker.repo.car",
            "did:plc:dpg45vsnuir2vqqqadsn6afg",
            {"post": 3, "reply": 23, "repost": 15},
            41,
            {},
        ),
        ("repo_slice.car", "did:plc:6evlgoug7wwijzxhzt2riyic", {"post": 1}, 4, {TREE: 1, RECORDS: 4}),
    ],
)
def test_real_repositories(
    tmp_path: Path, name: str, did: str, kinds: dict[str, int], declared: int, doubts: dict[str, int]
) -> None:
    (tmp_path / "repo.car").write_bytes((SAMPLES / name).read_bytes())
    with reading(tmp_path) as (_, recognised, _):
        assert (recognised.account_id, recognised.declared) == (did, declared)
        assert recognised.complete == (TREE not in doubts)
    found = [each.kind for each in items_of(tmp_path).values()]
    assert {kind: found.count(kind) for kind in sorted({*found})} == kinds
    assert (doubts_of(tmp_path), remarks_of(tmp_path)) == (doubts, {})
    assert_conserved(tmp_path)

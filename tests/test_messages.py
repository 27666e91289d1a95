"""Messages that are asked for: items with every value, the rest of their files residue, and no byte lost."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.captures.ingest_report import render_outcome
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.pieces import ExportedItem, Piece, Remark, Residue
from records_portal.exports.slices.json_lists import below
from records_portal.exports.slices.json_slices import Slice
from records_portal.register.shapes import schemas
from tests import exports_facebook, exports_instagram, exports_mastodon, exports_x, test_linkedin, test_youtube
from tests import exports_messages as conversations
from tests.roots import Root, ingest_request
from tests.test_cli import Shell
from tests.test_comparison import Site, capture, row
from tests.test_coverage import states
from tests.test_ingest import bag_of, changes_of, files_below, rebuilt_files, record_of, refusal_of, taken_in

MESSAGES = frozenset(("messages",))
WRITERS: dict[str, Callable[[Path], Path]] = {
    "x": conversations.write_x,
    "mastodon": exports_mastodon.write,
    "instagram": conversations.write_instagram,
    "facebook": conversations.write_facebook,
}


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    """A request for messages without parts and platform, for the site of which the helpers of `test_ingest` know."""
    return ingest_request(tmp_path, include=MESSAGES, is_private=True)


def pieces_of(path: Path, include: frozenset[str] = MESSAGES) -> list[Piece]:
    with open_export([path]) as export:
        found = recognise(export.members, export.open)
        assert found
        return list(found[0].read(replace(found[1], include=include), export.open))


def messages_of(path: Path) -> list[ExportedItem]:
    """The messages, oldest first."""
    found = [each for each in pieces_of(path) if isinstance(each, ExportedItem) and each.kind == "message"]
    return sorted(found, key=lambda each: str(each.created_at))


def remarks_of(path: Path) -> dict[str, int]:
    return {each.what: each.count for each in pieces_of(path) if isinstance(each, Remark)}


def residue_of(path: Path, part: str) -> tuple[bytes, list[str]]:
    """The stretches of a part of the residue, put together, and the names of its whole files."""
    found = [each for each in pieces_of(path) if isinstance(each, Residue) and each.part == part]
    return b"".join(each.data or b"" for each in found), [each.member.base for each in found if each.data is None]


def test_a_message_of_x_has_its_sender_moment_text_and_conversation(tmp_path: Path) -> None:
    asked, answered, to_all = messages_of(conversations.write_x(tmp_path))
    assert (asked.id, asked.id_basis, asked.author, asked.account_id) == (
        "1588000000000000100", "platform", "", "900000777",
    )  # fmt: skip
    assert asked.text == "Is this dock open? <3 https://parks.lakeland.example/dock?a=1&b=2"
    assert (str(asked.created_at), asked.time_basis) == ("2022-11-03 02:47:58+00:00", "explicit-offset")
    assert (asked.visibility, asked.conversation, asked.permalink) == ("direct", "900000777-900000001", "")
    assert (answered.author, answered.account_id, answered.text) == ("LakelandParks", "900000001", "Yes 🌲 until 8 pm")
    assert (to_all.text, to_all.conversation) == ("Meeting at 9", "1588000000000000000")


def test_media_of_messages_of_x_are_found_by_the_messages_id_or_missing(tmp_path: Path) -> None:
    asked, answered, _ = messages_of(conversations.write_x(tmp_path))
    assert [(each.state, each.address[-11:]) for each in asked.media] == [("found", "Heron01.jpg")]
    assert [each.member.base for each in asked.media if each.member] == ["1588000000000000100-Heron01.jpg"]
    assert [each.state for each in answered.media] == ["missing"]


def test_what_is_no_message_of_x_stays_residue_and_is_counted(tmp_path: Path) -> None:
    conversations.write_x(tmp_path)
    stretches, files = residue_of(tmp_path, "direct-messages")
    assert b"joinConversation" in stretches
    assert b"Friends of the lake" in stretches
    assert b"Meeting at 9" not in stretches
    assert files == ["direct-message-headers.js", "1-Nobody.jpg"]
    assert b"not a text" in residue_of(tmp_path, "unknown-shapes")[0]
    assert remarks_of(tmp_path) == {
        "objects of an unknown shape in direct-messages-group.js": 1,
        "events of conversations that are no messages, kept as residue": 2,
    }


def test_a_message_of_x_whose_id_carries_another_moment_dates_from_the_later(tmp_path: Path) -> None:
    [asked] = conversations.x_messages()[1:]
    asked["messageCreate"]["createdAt"] = "2022-11-01T00:00:00.000Z"
    item = next(each for each in messages_of(conversations.write_x(tmp_path, [asked])) if each.media)
    assert (str(item.created_at), str(item.latest_at)) == ("2022-11-01 00:00:00+00:00", "2022-11-03 02:47:58+00:00")
    assert remarks_of(tmp_path)["messages whose id carries another moment than the one written"] == 1


def test_a_direct_message_of_mastodon_comes_with_its_media_and_conversation(tmp_path: Path) -> None:
    listed = exports_mastodon.activities()
    listed[4]["object"]["conversation"] = "tag:social.lakeland.example,2023-05-05:objectId=7:objectType=Conversation"
    exports_mastodon.write(tmp_path, listed)
    [item] = messages_of(tmp_path)
    assert (item.id, item.text, item.author) == (exports_mastodon.DIRECT, "Only for you", "parks")
    assert item.conversation == "tag:social.lakeland.example,2023-05-05:objectId=7:objectType=Conversation"
    assert (str(item.created_at), item.visibility) == ("2023-05-05 08:00:00+00:00", "direct")
    assert [each.state for each in item.media] == ["found"]
    assert residue_of(tmp_path, "direct-messages") == (b"", [])


@pytest.mark.parametrize("write", [conversations.write_instagram, conversations.write_facebook])
def test_messages_of_instagram_and_facebook_have_sender_moment_and_mended_text(
    tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    found = messages_of(write(tmp_path))
    assert [(str(each.created_at)[11:19], each.author, each.text, each.deleted) for each in found] == [
        ("12:25:40", "Zoë Visitor", "Schön! 🌲 See <b>this</b>", False),
        ("12:26:40", "Lakeland Parks", "Posted by mistake", False),
        ("12:28:40", "Lakeland Parks", "", False),
        (
            "12:29:40",
            "Fictional Visitor",
            "Fictional Visitor sent an attachment.\nCafé & map #PineLake\nhttps://parks.lakeland.example/map",
            False,
        ),
        ("12:30:40", "Lakeland Parks", "", True),
    ]
    assert {(each.conversation, each.visibility, each.time_basis, each.id) for each in found} == {
        ("inbox/fictionalvisitor_101", "direct", "utc-by-format", "")
    }
    assert found[3].hashtags == ("PineLake",)


@pytest.mark.parametrize("write", [conversations.write_instagram, conversations.write_facebook])
def test_media_of_messages_are_found_or_missing_and_the_rest_is_residue(
    tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    write(tmp_path)
    photo, _, film, *_ = messages_of(tmp_path)
    assert [(each.state, each.address.rpartition("/")[2]) for each in (*photo.media, *film.media)] == [
        ("found", "17900000000000022.jpg"),
        ("missing", "17900000000000021.mp4"),
        ("missing", "thumbnail.jpg"),
        ("found", "heron_1.png"),
    ]
    stretches, files = residue_of(tmp_path, "direct-messages")
    assert b'"participants"' in stretches
    assert b"is_still_participant" in stretches
    assert b"Posted by mistake" not in stretches
    assert "17900000000000023.jpg" in files
    assert remarks_of(tmp_path)["objects of an unknown shape in message_1.json"] == 2


def test_a_row_of_a_message_is_an_item_with_its_file(tmp_path: Path) -> None:
    conversations.put(tmp_path / "gate.jpg", exports_instagram.JPEG)
    table = "id,kind,created_at,author,text,media\n7,message,2024-05-01T08:00:00Z,A Visitor,Only for you,gate.jpg\n"
    conversations.put(tmp_path / "items.csv", table.encode())
    [item] = messages_of(tmp_path)
    assert (item.id, item.author, item.text, item.visibility) == ("7", "A Visitor", "Only for you", "direct")
    assert [each.state for each in item.media] == ["found"]
    assert [each for each in pieces_of(tmp_path, frozenset()) if isinstance(each, ExportedItem)] == []


@pytest.mark.parametrize("platform", sorted(WRITERS))
def test_without_being_asked_for_nothing_of_a_message_is_an_item(tmp_path: Path, platform: str) -> None:
    pieces = pieces_of(WRITERS[platform](tmp_path), frozenset())
    items = [each for each in pieces if isinstance(each, ExportedItem)]
    assert "message" not in {each.kind for each in items}
    asked = [each for each in pieces_of(tmp_path) if isinstance(each, ExportedItem) and each.kind != "message"]
    assert items == asked


@pytest.mark.parametrize("platform", sorted(WRITERS))
def test_the_record_says_what_was_included_and_the_bag_rebuilds_every_file(
    tmp_path: Path, request_: IngestRequest, platform: str
) -> None:
    folder = WRITERS[platform](tmp_path / "export")
    outcome = taken_in(request_, folder, platform=platform)
    record = record_of(request_, outcome)
    schema = json.loads(schemas()["captures"])
    jsonschema.Draft202012Validator(schema).validate(record)
    assert record["scope"] == {"complete": platform == "mastodon", "include": ["messages"]}
    # All but that of Mastodon hold a message of no known shape; those of Meta do not say how many items they hold.
    assert (
        record["verdict"]["reasons"]
        == {
            "x": ["unknown-parts"],
            "mastodon": [],
            "instagram": ["undeclared", "unknown-parts"],
            "facebook": ["undeclared", "unknown-parts"],
        }[platform]
    )
    assert outcome.kinds["message"] == {"x": 3, "mastodon": 1, "instagram": 5, "facebook": 5}[platform]
    expected = {(1, name): data for name, data in files_below(folder).items()}
    assert rebuilt_files(bag_of(request_, outcome)) == expected


def test_nothing_of_a_message_reaches_the_root(tmp_path: Path, request_: IngestRequest) -> None:
    taken_in(request_, conversations.write_x(tmp_path / "export"))
    for data in files_below(request_.root).values():
        assert not any(said in data for said in (b"dock open", b"900000777", b"Meeting at 9", b"Heron01"))


def test_the_declared_count_is_held_against_the_items_without_messages(tmp_path: Path, request_: IngestRequest) -> None:
    exports_x.write_2022(tmp_path / "export")
    (tmp_path / "export/data/deleted-tweets.js").unlink()
    manifest = tmp_path / "export/data/manifest.js"
    manifest.write_text(manifest.read_text().replace("data/deleted-tweets.js", "data/like.js"))
    conversations.write_conversation(tmp_path / "export/data/direct-messages.js", conversations.x_messages())
    outcome = taken_in(request_, tmp_path / "export")
    assert (outcome.declared, outcome.counts["found"]) == (6, 8)
    assert "; the export says" not in render_outcome(outcome)
    assert ", without messages as many as the export says that it holds\n" in render_outcome(outcome)


def test_the_command_takes_messages_in_and_the_capture_verifies(tmp_path: Path) -> None:
    shell, private = Shell(tmp_path), tmp_path / "private"
    Root(private).commit({})
    export = conversations.write_x(tmp_path / "export")
    asked = ("--site", "parks-x", "--by", "ana", "--include", "messages", "--format", "json")
    done = shell.run("--private", private, "ingest", export, *asked)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["counts"]["found"], told["private"]["counts"]["found"]) == (6, 4)
    verified = shell.run("--private", private, "captures", "verify")
    assert verified.returncode == 0, verified.stdout


def later(request: IngestRequest) -> IngestRequest:
    return replace(request, moment=datetime(2025, 8, 2, 14, 30, tzinfo=UTC))


def test_only_a_capture_with_messages_can_find_one_gone(tmp_path: Path, request_: IngestRequest) -> None:
    first, second, third, fourth = (tmp_path / name for name in ("first", "second", "third", "fourth"))
    taken_in(request_, conversations.write_x(first))
    conversations.write_x(second, conversations.x_messages()[:1])
    (second / "data/like.js").write_bytes(b"window.YTD.like.part0 = [ ]")
    without = taken_in(later(request_), second, include=frozenset())
    assert without.counts["gone"] == 0
    conversations.write_x(third, conversations.x_messages()[:1])
    unclear = taken_in(later(request_), third)
    assert (unclear.counts["gone"], unclear.verdict.reasons) == (0, ("unknown-parts",))
    understood = conversations.x_group()[:3]
    conversations.write_x(fourth, conversations.x_messages()[:1])
    conversations.write_conversation(fourth / "data/direct-messages-group.js", understood, "1588000000000000000")
    outcome = taken_in(later(request_), fourth)
    assert changes_of(request_, outcome) == {conversations.ASKED: "gone"}


def test_the_same_bytes_with_messages_are_another_capture_and_without_again_none(
    tmp_path: Path, request_: IngestRequest
) -> None:
    folder = conversations.write_x(tmp_path / "export")
    plain = taken_in(request_, folder, include=frozenset())
    asked = taken_in(later(request_), folder)
    assert asked.capture != plain.capture
    assert changes_of(request_, asked) == dict.fromkeys(
        (conversations.ASKED, conversations.ANSWERED, conversations.TO_ALL), "new"
    )
    assert (taken_in(later(request_), folder).capture, taken_in(later(request_), folder).written) == (asked.capture, ())
    again = taken_in(later(request_), folder, include=frozenset())
    assert (again.capture, again.written) == (plain.capture, ())


def test_a_capture_with_messages_stands_for_the_same_bytes_without(tmp_path: Path, request_: IngestRequest) -> None:
    folder = conversations.write_x(tmp_path / "export")
    asked = taken_in(request_, folder)
    before = files_below(tmp_path)
    again = taken_in(later(request_), folder, include=frozenset())
    assert (again.capture, again.written) == (asked.capture, ())
    rehearsed = taken_in(later(request_), folder, include=frozenset(), dry_run=True)
    assert (rehearsed.capture, rehearsed.dry_run) == (asked.capture, True)
    assert files_below(tmp_path) == before


def test_messages_take_no_id_from_a_post(tmp_path: Path, request_: IngestRequest) -> None:
    folder = exports_instagram.write_2021(tmp_path / "export")
    plain = taken_in(request_, folder, platform="instagram", include=frozenset())
    posted = (1, "Burn ban lifted", exports_instagram.THREAD_AT * 1000)
    [inbox] = folder.rglob("message_1.json")
    alike = {"sender_name": "Lakeland Parks", "timestamp_ms": posted[2], "content": posted[1]}
    inbox.write_text(json.dumps({"participants": [], "messages": [alike]}))
    asked = taken_in(later(request_), folder, platform="instagram")
    assert (plain.counts["new"], asked.counts["repeated"], asked.counts["new"]) == (14, 14, 1)
    assert Counter(changes_of(request_, asked).values()) == {"new": 1}


def no_messages(platform: str, folder: Path) -> Path:
    """An export without messages that can be read."""
    if platform == "x":
        exports_x.write_2022(folder)
        (folder / "data/direct-messages.js").unlink()
        return folder
    if platform == "instagram":
        return exports_instagram.write_html(folder)
    if platform == "facebook":
        return exports_facebook.write_html(folder)
    return test_linkedin.write(folder) if platform == "linkedin" else test_youtube.write(folder)


@pytest.mark.parametrize("platform", ["x", "instagram", "facebook", "linkedin", "youtube"])
def test_an_export_without_messages_that_can_be_read_is_refused(
    tmp_path: Path, request_: IngestRequest, platform: str
) -> None:
    line = refusal_of(request_, no_messages(platform, tmp_path / "export"), platform=platform)
    assert line.startswith("messages cannot be taken in from 'export': an export of ")
    assert line.endswith("without any that can be read; leave out '--include messages'")


def test_the_monthly_layout_of_x_has_no_messages(tmp_path: Path, request_: IngestRequest) -> None:
    assert refusal_of(request_, exports_x.write_2018(tmp_path / "export")) == (
        "messages cannot be taken in from 'export': an export of 'twitter' in the layout of '2012-2019' "
        "without any that can be read; leave out '--include messages'"
    )


def test_messages_are_not_those_of_a_site_on_threads(tmp_path: Path, request_: IngestRequest) -> None:
    line = refusal_of(request_, conversations.write_instagram(tmp_path / "export"), platform="threads")
    assert line == "messages are those of the Instagram account, not of the site on Threads; leave out '--include'"


@pytest.mark.parametrize(
    "content",
    [
        b'window.YTD.direct_messages.part0 = [ {"dmConversation": [1, 2]} ]',
        b'window.YTD.direct_messages.part0 = [ {"dmConversation": {"messages": {"messageCreate": {}}}} ]',
        b'window.YTD.direct_messages.part0 = [ {"dmConversation": {"messages": [1, null, "x", {}, []]}} ]',
        b'window.YTD.direct_messages.part0 = [ {"dmConversation": {"messages": [], "messages": [{"a": {"b": 1}}]}} ]',
        b'window.YTD.direct_messages.part0 = [ {"dmConversation": {"messages": [{"messageCreate": {"id"',
        b"window.YTD.direct_messages.part0 = [ ]",
        b"\xef\xbb\xbfwindow.YTD.direct_messages.part0 = \r\n[ 7 ]\r\n",
        b"",
    ],
)
def test_conversations_of_another_shape_are_kept_whole(tmp_path: Path, request_: IngestRequest, content: bytes) -> None:
    folder = exports_x.write_2022(tmp_path / "export")
    conversations.put(folder / "data/direct-messages.js", content)
    outcome = taken_in(request_, folder)
    assert "message" not in outcome.kinds
    rebuilt = rebuilt_files(bag_of(request_, outcome))
    assert rebuilt.get((1, "data/direct-messages.js"), b"") == content


@pytest.mark.parametrize(
    "value",
    [
        {"messages": [{"sender_name": "A", "timestamp_ms": "soon"}, {"sender_name": ["A"], "timestamp_ms": 1}]},
        {"messages": {"sender_name": "A"}, "participants": []},
        {"participants": [7], "messages": [[[]], 8]},
        [{"sender_name": "A", "timestamp_ms": conversations.STAMP}],
        "messages",
    ],
)
def test_message_files_of_meta_of_another_shape_are_kept_whole(
    tmp_path: Path, request_: IngestRequest, value: Any
) -> None:
    folder = exports_facebook.write_json(tmp_path / "export")
    [inbox] = folder.rglob("message_1.json")
    inbox.write_text(json.dumps(value))
    outcome = taken_in(request_, folder, platform="facebook")
    assert "message" not in outcome.kinds
    assert rebuilt_files(bag_of(request_, outcome))[1, inbox.relative_to(folder).as_posix()] == inbox.read_bytes()


@pytest.mark.parametrize("stamp", [0, -1, 10**30, 62_000_000_000_000_000])
def test_a_message_of_an_impossible_moment_has_none(tmp_path: Path, stamp: int) -> None:
    folder = exports_facebook.write_json(tmp_path)
    [inbox] = folder.rglob("message_1.json")
    inbox.write_text(json.dumps({"messages": [{"sender_name": "A", "timestamp_ms": stamp, "content": "Hello"}]}))
    [item] = messages_of(tmp_path)
    assert (item.created_at, item.latest_at, item.time_basis) == (None, None, "unknown")


def test_only_captures_with_messages_cover_them(tmp_path: Path) -> None:
    site = Site(tmp_path / "root")
    taken = {"complete": True, "include": ["messages"]}
    site.capture("2024-02-15", row("1", "2024-01-05"), row("2", "2024-01-06", kind="message"), scope=taken)
    found = {"kinds": [{"kind": "message", "items": 1}, {"kind": "post", "items": 1}]}
    site.write({"captures/parks-x/2024-02-15-0a1b2c3d/capture.yml": capture(taken, "2024-02-15") | found})
    site.capture("2024-03-15", row("3", "2024-02-20"))
    assert states(site, "message") == {"2024-01": "whole", "2024-02": "part", "2024-03": "none", "2024-04": "none"}
    assert states(site, "post") == {"2024-01": "whole", "2024-02": "whole", "2024-03": "part", "2024-04": "none"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("a", "b", "é")), inner, max_size=3),
    max_leaves=12,
)


@given(JSON, st.sampled_from((None, 1)), st.booleans())
def test_a_list_at_a_path_is_cut_into_what_its_parser_says(value: Any, indent: int | None, ascii_only: bool) -> None:
    data = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()
    cuts = list(below(Slice(100, data, value, element=True), ("a", "b")))
    whole = io.BytesIO()
    for each in cuts:
        assert each.offset == 100 + whole.tell()
        whole.write(each.data)
    assert whole.getvalue() == data
    inner = value.get("a") if isinstance(value, dict) else None
    expected = inner.get("b") if isinstance(inner, dict) else None
    is_list = isinstance(expected, list)
    assert [each.value for each in cuts if each.element] == (expected if is_list else [])
    assert any(each.broken for each in cuts) != is_list

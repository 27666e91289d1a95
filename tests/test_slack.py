"""Exports of a Slack workspace: what was said in public, what is private, and each byte in exactly one place."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.formats.slack.values import Workspace, display_text_of, moment_of_ts
from records_portal.exports.pieces import Residue
from tests.test_twitter import assert_conserved, items_of, reading, remarks_of, residue_of

CASE = Path(__file__).parent / "exports/slack-2024/export"
PLAN = "C0GENERAL/1714572000.000100"


def write(folder: Path, **days: Any) -> Path:
    """The export of the case, with further days of channels."""
    shutil.copytree(CASE, folder)
    for channel, messages in days.items():
        (folder / channel).mkdir(exist_ok=True)
        content = messages if isinstance(messages, bytes) else json.dumps(messages).encode()
        (folder / channel / "2024-06-01.json").write_bytes(content)
    return folder


def stretches(path: Path) -> Counter[str]:
    with reading(path) as (_, _, pieces):
        return Counter(each.part for each in pieces if isinstance(each, Residue) and each.data is not None)


def test_an_answer_names_its_thread_and_dates_from_its_last_change(tmp_path: Path) -> None:
    reply = items_of(write(tmp_path / "a"))["C0GENERAL/1714575600.000200"]
    assert (reply.reply_to, reply.author, reply.edited) == (PLAN, "Ruth Calloway", True)
    assert (str(reply.created_at), str(reply.latest_at)) == ("2024-05-01 15:00:00+00:00", "2024-05-02 15:00:00+00:00")


def test_the_address_of_a_file_lacks_the_key_that_opens_it(tmp_path: Path) -> None:
    folder = write(tmp_path / "a")
    (medium,) = items_of(folder)[PLAN].media
    assert (medium.state, medium.address, medium.description) == (
        "remote",
        "https://files.slack.example/plan.pdf",
        "The plan",
    )
    (folder / "uploads/F0PLAN123").mkdir(parents=True)
    (folder / "uploads/F0PLAN123/plan.pdf").write_bytes(b"a plan")
    assert items_of(folder)[PLAN].media[0].state == "found"
    assert_conserved(folder)


def test_what_is_private_is_residue_unless_it_is_asked_for(tmp_path: Path) -> None:
    said = [{"type": "message", "user": "U0MILO", "text": "secret", "ts": "1717236000.000100"}]
    folder = write(tmp_path / "a", **{"gate-crew": said, "nowhere-listed": said})
    assert {each.kind for each in items_of(folder).values()} == {"chat"}
    assert stretches(folder)["direct-messages"] == 12
    with open_export([folder]) as export:
        found = recognise(export.members, export.open)
        assert found
        assert found[1].offers == {"messages"}
    assert_conserved(folder)


def test_a_channel_that_its_list_calls_private_is_private(tmp_path: Path) -> None:
    folder = write(tmp_path / "a")
    (folder / "channels.json").write_text('[{"id": "C0GENERAL", "name": "general", "is_private": true}]')
    assert items_of(folder) == {}


def test_a_file_of_a_private_message_is_private_too(tmp_path: Path) -> None:
    said = {
        "type": "message",
        "user": "U0MILO",
        "text": "x",
        "ts": "1717236000.000100",
        "files": [{"id": "F0SECRET1", "url_private": "https://files.slack.example/s"}],
    }
    folder = write(tmp_path / "a", **{"gate-crew": [said]})
    (folder / "F0SECRET1-s.jpg").write_bytes(b"a face")
    assert residue_of(folder)["direct-messages"] == ["F0SECRET1-s.jpg"]


def test_what_happened_is_no_message_and_what_is_strange_is_counted(tmp_path: Path) -> None:
    strange: list[Any] = [
        {"type": "message", "subtype": "tombstone", "text": "This message was deleted.", "ts": "1717236000.000100"},
        {"type": "message", "text": "when?", "ts": "yesterday"},
        {"type": "message", "text": 7, "ts": "1717236000.000200"},
        {"type": "call"},
        "words",
    ]
    folder = write(tmp_path / "a", general=strange)
    assert len(items_of(folder)) == 2
    assert stretches(folder)["events"] == 2
    assert remarks_of(folder) == {"objects of an unknown shape in 2024-06-01.json": 4}
    assert_conserved(folder)


@pytest.mark.parametrize("content", [b"", b"[", b'[{"type": "message"', b"\xff\xfe", b"{}"])
def test_a_day_that_cannot_be_read_is_kept(tmp_path: Path, content: bytes) -> None:
    folder = write(tmp_path / "a", general=content)
    assert len(items_of(folder)) == 2
    assert_conserved(folder)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<!here> and <!subteam^S1|@gates>", "@here and @gates"),
        ("<@U9UNKNOWN>", "@U9UNKNOWN"),
        ("<mailto:a@lakeland.example|a@lakeland.example>", "a@lakeland.example"),
        ("<https://x.example>", "https://x.example"),
        ("1 &lt; 2", "1 < 2"),
    ],
)
def test_a_text_is_as_people_saw_it(written: str, shown: str) -> None:
    assert display_text_of(written, Workspace()) == shown


def test_an_id_is_a_moment() -> None:
    assert moment_of_ts("1355517523.000005") is moment_of_ts("1714572000") is None
    assert str(moment_of_ts("1714572000.000100")) == "2024-05-01 14:00:00+00:00"


def test_lists_alone_are_no_export(tmp_path: Path) -> None:
    for name, content in (("channels.json", "[]"), ("general/2024-05-01.json", "[]")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
        with open_export([tmp_path]) as export:
            assert recognise(export.members, export.open) is None

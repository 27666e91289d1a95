"""Archives of mailing lists: each message as people read it, and each byte in exactly one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.pieces import ExportedItem
from tests.test_twitter import assert_conserved, reading, remarks_of, residue_of

CASE = (Path(__file__).parent / "exports/mbox-list-2017/export/trails.mbox").read_bytes()
FIRST = "mid:CAF:2B1:3Dfirst:40lists.lakeland.example"
START = b"From ana@lakeland.example Mon May  1 14:00:05 2017\n"


def write(folder: Path, content: bytes = CASE, name: str = "trails.mbox") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder


def items_of(path: Path) -> list[ExportedItem]:
    with reading(path) as (_, _, pieces):
        return [each for each in pieces if isinstance(each, ExportedItem)]


def one(folder: Path, message: bytes) -> ExportedItem:
    (item,) = items_of(write(folder, START + message))
    assert_conserved(folder)
    return item


def test_a_message_has_its_sender_its_address_and_what_it_answers(tmp_path: Path) -> None:
    first, second, third = items_of(write(tmp_path))
    assert (first.author, first.permalink, first.reply_to) == (
        "Milo Archer",
        "https://lists.lakeland.example/trails/1",
        "",
    )
    assert (second.author, second.reply_to) == ("a-walker", FIRST)
    assert third.author == "Ruth Calloway"
    assert first.fragments[0].data == CASE[: len(first.fragments[0].data)]
    assert second.fragments[0].offset == len(first.fragments[0].data)
    assert_conserved(tmp_path)


def test_no_text_holds_an_address_of_a_person(tmp_path: Path) -> None:
    assert [each for each in items_of(write(tmp_path)) if "@" in each.text + each.author] == []


def test_a_line_within_a_text_that_begins_like_a_message_is_none(tmp_path: Path) -> None:
    item = one(tmp_path, b"Subject: x\n\nFrom here on it is steep.\n\nFrom Monday on it is closed\n")
    assert item.text == "x\n\nFrom here on it is steep.\n\nFrom Monday on it is closed"


def test_a_clock_that_was_wrong_is_told_and_the_receipt_counts(tmp_path: Path) -> None:
    late = b"Date: Mon, 1 May 2006 10:00:00 +0000\nReceived: by x; Mon, 1 May 2017 15:00:05 +0000\nSubject: x\n\ny\n"
    item = one(tmp_path, late)
    assert (str(item.created_at), str(item.latest_at)) == ("2006-05-01 10:00:00+00:00", "2017-05-01 15:00:05+00:00")
    assert remarks_of(tmp_path) == {
        "messages whose receipt is more than a day from the moment that their sender wrote": 1
    }


@pytest.mark.parametrize(
    "written", ["", "yesterday", "Mon, 99 May 2017 10:00:00 +0000", "Mon, 1 May 3017 10:00:00 +0000"]
)
def test_without_a_date_the_receipt_is_taken(tmp_path: Path, written: str) -> None:
    item = one(tmp_path, f"Date: {written}\nReceived: x; Mon, 1 May 2017 15:00:05 -0000\nSubject: x\n\ny\n".encode())
    assert (str(item.created_at), item.time_basis) == ("2017-05-01 15:00:05+00:00", "calibrated")


@pytest.mark.parametrize(
    "line", ["Mon May  1 14:00:05 2017", "Mon May 01 14:00:05 +0000 2017"], ids=["by the standard", "by Google"]
)
def test_without_either_the_line_before_it_is_taken_as_a_clock_of_an_unknown_zone(tmp_path: Path, line: str) -> None:
    write(tmp_path, f"From ana@lakeland.example {line}\nSubject: x\n\ny\n".encode())
    (item,) = items_of(tmp_path)
    assert (str(item.created_at), item.time_basis) == ("2017-05-01 14:00:05+00:00", "display-local-assumed")
    assert (str(item.earliest_at), str(item.latest_at)) == ("2017-05-01 00:00:05+00:00", "2017-05-02 02:00:05+00:00")


def test_a_message_without_an_id_is_kept_without_one(tmp_path: Path) -> None:
    assert one(tmp_path, b"Subject: x\n\ny\n").id == ""
    assert one(tmp_path / "long", b"Message-ID: <" + b"+" * 300 + b">\nSubject: x\n\ny\n").id == ""


@pytest.mark.parametrize(
    "message",
    [
        b"Subject: =?utf-8?b?\xff?=\n\nx\n",
        b"Subject: =?nonsense?q?x?=\n\nx\n",
        b"Content-Type: text/plain; charset=nonsense\n\n\xff\n",
        b"Content-Type: multipart/mixed; boundary=x\n\n--y\n",
        b"Content-Type: multipart/mixed\n\nno boundary\n",
        b"Content-Transfer-Encoding: base64\n\n***\n",
        b"From: =?x?=\n\n\0\n",
        b"Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nSubject: x\n\ny\n",
    ],
)
def test_a_message_that_is_badly_written_is_read_without_a_traceback(tmp_path: Path, message: bytes) -> None:
    write(tmp_path, START + message)
    items_of(tmp_path)
    assert_conserved(tmp_path)


def test_messages_within_messages_as_deep_as_one_likes_are_no_traceback(tmp_path: Path) -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    write(tmp_path, START + nested + b"\nx\n" + b"\n" + START + b"Subject: x\n\ny\n")
    assert items_of(tmp_path)[-1].text == "x\n\ny"
    assert_conserved(tmp_path)


def test_what_stands_before_the_first_message_and_one_without_a_header_are_kept(tmp_path: Path) -> None:
    write(tmp_path, b"\n\n" + CASE + b"\n" + START + b"\nno header\n")
    assert len(items_of(tmp_path)) == 3
    assert remarks_of(tmp_path) == {"objects of an unknown shape in trails.mbox": 1}
    assert_conserved(tmp_path)


def test_line_ends_of_another_system_are_read(tmp_path: Path) -> None:
    texts = [each.text for each in items_of(write(tmp_path, CASE.replace(b"\n", b"\r\n")))]
    assert texts == [each.text for each in items_of(write(tmp_path / "plain"))]


def test_members_of_the_group_are_contacts(tmp_path: Path) -> None:
    folder = write(tmp_path)
    for name in ("members.csv", "info.xml", "notes.pdf"):
        (folder / name).write_text("x")
    assert residue_of(folder) == {"account": ["info.xml"], "contacts": ["members.csv"], "other-files": ["notes.pdf"]}


@pytest.mark.parametrize("content", [b"", b"From the desk of the ranger\n\nHello\n", START, b"Subject: x\n\ny\n"])
def test_a_text_is_no_mailbox(tmp_path: Path, content: bytes) -> None:
    with open_export([write(tmp_path, content, "letter.txt")]) as export:
        assert recognise(export.members, export.open) is None


def test_a_mailbox_of_a_lists_archive_is_read_by_itself_under_its_name(tmp_path: Path) -> None:
    write(tmp_path, name="2017-May.txt")
    assert len(items_of(tmp_path / "2017-May.txt")) == len(items_of(tmp_path)) == 3

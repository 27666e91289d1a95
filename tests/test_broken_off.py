"""Exports that were broken off, or of which nothing could be taken in: told, and nothing is left of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from records_portal.captures.capture_record import Scope
from records_portal.captures.taking_in.request import IngestOutcome, IngestRequest
from records_portal.register.findings import Refusal
from tests import exports_x
from tests.roots import ingest_request
from tests.test_ingest import taken_in

EXPORTS = Path(__file__).parent / "exports"
IN_WORDS = Scope(in_words=True)
SECOND = b"From 1567890123456789013@xxx Mon May 01 15:00:05 +0000 2017\n"


def exported(tmp_path: Path, name: str) -> Path:
    return Path(shutil.copytree(EXPORTS / name / "export", tmp_path / "export"))


def judged(tmp_path: Path, platform: str) -> IngestOutcome:
    """An export of which somebody said that it was asked for whole."""
    return taken_in(ingest_request(tmp_path, platform=platform, scope=IN_WORDS), tmp_path / "export")


@pytest.mark.parametrize("name", ["feeds-rss-2024", "feeds-atom-2024"])
def test_a_feed_that_ends_before_its_end_is_not_the_whole(tmp_path: Path, name: str) -> None:
    [feed] = [each for each in exported(tmp_path, name).iterdir() if each.is_file()]
    data = feed.read_bytes()
    feed.write_bytes(data[: data.rfind(b"</")])
    assert "broken-list" in judged(tmp_path, "feeds").verdict.reasons


@pytest.mark.parametrize("name", ["feeds-rss-2024", "feeds-atom-2024", "feeds-json-2024", "wordpress-2024"])
def test_one_that_ends_where_it_should_is(tmp_path: Path, name: str) -> None:
    exported(tmp_path, name)
    assert "broken-list" not in judged(tmp_path, name.partition("-")[0]).verdict.reasons


def test_a_blog_that_ends_before_its_end_is_not_the_whole(tmp_path: Path) -> None:
    [site] = exported(tmp_path, "wordpress-2024").glob("*.xml")
    site.write_bytes(site.read_bytes().rstrip()[: -len("</rss>")])
    assert "broken-list" in judged(tmp_path, "wordpress").verdict.reasons


@pytest.mark.parametrize("end", [600, 1000, 1550])
def test_a_mailbox_that_ends_within_a_message_is_not_the_whole(tmp_path: Path, end: int) -> None:
    mailbox = exported(tmp_path, "mbox-list-2017") / "trails.mbox"
    mailbox.write_bytes(mailbox.read_bytes()[:end])
    assert "broken-list" in judged(tmp_path, "list").verdict.reasons


def test_a_mailbox_that_ends_between_the_parts_of_a_message_is_not_the_whole(tmp_path: Path) -> None:
    mailbox = exported(tmp_path, "mbox-list-2017") / "trails.mbox"
    mailbox.write_bytes(mailbox.read_bytes().partition(b"--xx--\n")[0])
    assert judged(tmp_path, "list").verdict.reasons == ("broken-list",)


def test_a_message_that_lost_the_line_before_it_is_seen_in_the_one_before(tmp_path: Path) -> None:
    mailbox = exported(tmp_path, "mbox-list-2017") / "trails.mbox"
    data = mailbox.read_bytes()
    assert SECOND in data
    mailbox.write_bytes(data.replace(SECOND, b""))
    assert judged(tmp_path, "list").verdict.reasons == ("unknown-parts",)


def test_a_whole_mailbox_is_the_whole(tmp_path: Path) -> None:
    exported(tmp_path, "mbox-list-2017")
    assert judged(tmp_path, "list").verdict.value == "complete"


def test_a_tar_of_the_folder_itself_is_read(tmp_path: Path) -> None:
    exports_x.write_2022(tmp_path / "export")
    subprocess.run(["tar", "-C", tmp_path / "export", "-cf", tmp_path / "a.tar", "."], check=True)
    request = ingest_request(tmp_path, account_id="900000001")
    assert taken_in(request, tmp_path / "a.tar").verdict.value == "complete"


def not_understood(folder: Path) -> Path:
    """An export in which no post can be read."""
    exports_x.write_2022(folder)
    for path in folder.glob("data/tweet*.js"):
        path.write_text(path.read_text().replace('"tweet"', '"other"').replace('"id"', '"no"'))
    for name in ("deleted-tweets.js", "note-tweet.js", "block.js", "mute.js"):
        (folder / "data" / name).unlink(missing_ok=True)
    return folder


def test_of_what_was_not_understood_nothing_is_left(tmp_path: Path) -> None:
    request = ingest_request(tmp_path, account_id="900000001")
    shutil.rmtree(request.store)
    assert taken_in(request, not_understood(tmp_path / "export")).verdict.value == "not-understood"
    assert not request.store.exists()


def test_beside_other_captures_nothing_of_it_is_left_either(tmp_path: Path) -> None:
    request = ingest_request(tmp_path, account_id="900000001")
    taken_in(request, exports_x.write_2022(tmp_path / "1"))
    before = sorted(request.store.rglob("*"))
    taken_in(request, not_understood(tmp_path / "export"))
    assert sorted(request.store.rglob("*")) == before


def with_messages(folder: Path, *, broken: bool) -> Path:
    """An export with a file of messages, whole or broken off within the first of them."""
    exports_x.write_2022(folder)
    said = {"id": "1600000000000000001", "senderId": "8", "recipientId": "900000001", "text": "Hello"}
    entry = {"messageCreate": said | {"createdAt": "2023-08-01T00:00:00.000Z"}}
    value = json.dumps([{"dmConversation": {"conversationId": "900000001-8", "messages": [entry]}}])
    text = f"window.YTD.direct_messages.part0 = {value}"
    (folder / "data/direct-messages.js").write_text(text[:-40] if broken else text)
    return folder


@pytest.fixture
def including(tmp_path: Path) -> IngestRequest:
    """A request for posts and messages."""
    private = tmp_path / "private"
    (private / "registry").mkdir(parents=True)
    return ingest_request(tmp_path, account_id="900000001", private_root=private, include=frozenset(("messages",)))


def test_messages_that_were_asked_for_and_cannot_be_read_are_refused(tmp_path: Path, including: IngestRequest) -> None:
    with pytest.raises(Refusal, match="no messages were read, though '--include messages' asks for them"):
        taken_in(including, with_messages(tmp_path / "export", broken=True))
    assert not (including.store / "bags").exists()
    assert not (including.root / "captures").exists()


def test_messages_that_can_be_read_are_taken_in(tmp_path: Path, including: IngestRequest) -> None:
    outcome = taken_in(including, with_messages(tmp_path / "export", broken=False))
    assert outcome.private
    assert outcome.private.kinds["message"] == 1

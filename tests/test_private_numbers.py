"""How many messages, deleted posts and the like an export holds can be computed from no file of the public root."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from records_portal.captures.taking_in.request import IngestRequest
from tests import exports_x
from tests.roots import ingest_request
from tests.test_ingest import record_of, taken_in

EXPORTS = Path(__file__).parent / "exports"


def with_messages(folder: Path, count: int) -> Path:
    """A Mastodon archive with so many direct messages, all of them counted by its outbox."""
    shutil.copytree(EXPORTS / "mastodon-2023/export", folder)
    outbox = json.loads((folder / "outbox.json").read_text())
    [message] = [each for each in outbox["orderedItems"] if not is_public(each)]
    own = message["object"]["id"].rsplit("/", 1)[1]
    copies = [json.loads(json.dumps(message).replace(own, str(int(own) + number))) for number in range(count)]
    outbox["orderedItems"] = [each for each in outbox["orderedItems"] if is_public(each)] + copies
    outbox["totalItems"] = len(outbox["orderedItems"])
    (folder / "outbox.json").write_text(json.dumps(outbox))
    return folder


def is_public(activity: dict[str, object]) -> bool:
    told = f"{activity.get('to')} {activity.get('cc')}"
    return "Public" in told or "followers" in told or not isinstance(activity["object"], dict)


@pytest.mark.parametrize("count", [1, 7])
def test_the_declared_number_of_posts_and_messages_is_in_no_public_record(tmp_path: Path, count: int) -> None:
    request = ingest_request(tmp_path, platform="mastodon")
    outcome = taken_in(request, with_messages(tmp_path / "export", count))
    record = record_of(request, outcome)
    assert (outcome.verdict.value, outcome.declared, record["counts"]["found"]) == ("complete", 5 + count, 5)
    assert "declared" not in record["counts"]
    # What stands between the posts and the messages would be as many as both.
    assert {frozenset(each) for each in record["residue"] if each["part"] in ("framing", "direct-messages")} == {
        frozenset(("part", "bytes"))
    }


def test_without_a_message_the_declared_number_stands(tmp_path: Path) -> None:
    request = ingest_request(tmp_path, platform="mastodon")
    record = record_of(request, taken_in(request, with_messages(tmp_path / "export", 0)))
    assert record["counts"]["declared"] == 5


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    """A request without parts, for the sample account."""
    return ingest_request(tmp_path, account_id="900000001")


def test_what_is_not_understood_in_deleted_posts_is_told_without_its_number(
    tmp_path: Path, request_: IngestRequest
) -> None:
    folder = exports_x.write_2022(tmp_path / "export")
    strange = json.dumps([{"entry": {"id": str(number)}} for number in range(7)])
    (folder / "data/deleted-tweets.js").write_text(f"window.YTD.deleted_tweets.part0 = {strange}")
    outcome = taken_in(request_, folder)
    record = record_of(request_, outcome)
    assert "unknown-parts" in outcome.verdict.reasons
    told = {each["what"]: each["count"] for each in record["unknown"]}
    assert told["objects of an unknown shape in a file of what is private"] == 1
    assert "deleted-tweets" not in " ".join(told)
    [unknown] = [each for each in record["residue"] if each["part"] == "unknown-shapes"]
    assert unknown.keys() == {"part", "bytes"}


def test_rows_of_a_selection_beside_a_deleted_one_are_told_without_their_number(tmp_path: Path) -> None:
    request = ingest_request(tmp_path, platform="x")
    folder = tmp_path / "export"
    folder.mkdir()
    rows = ["id,kind,text,created_at,deleted", "1,post,a,2024-01-01T10:00:00Z,", "2,post,b,2024-01-01T10:00:00Z,yes"]
    (folder / "items.csv").write_text("\n".join([*rows, *(f"{n},wrong,c,2024-01-01T10:00:00Z,yes" for n in "345"), ""]))
    record = record_of(request, taken_in(request, folder))
    assert record["unknown"] == [{"what": "rows of a file of what is private of an unknown kind", "count": 1}]


@pytest.mark.parametrize("count", [1, 40])
def test_how_large_what_is_private_is_can_be_computed_from_no_sizes(tmp_path: Path, count: int) -> None:
    """What was received is told to the byte, and each item: nothing of the rest may be, or subtracting tells it."""
    request = ingest_request(tmp_path, platform="mastodon")
    record = record_of(request, taken_in(request, with_messages(tmp_path / "export", count)))
    assert {each["part"] for each in record["residue"]} >= {"direct-messages", "framing", "account"}
    assert {frozenset(each.items()) for each in record["residue"]} == {
        frozenset({"part": each["part"], "bytes": 1_000_000}.items()) for each in record["residue"]
    }


def test_in_a_private_root_each_part_is_told_to_the_byte(tmp_path: Path) -> None:
    request = ingest_request(tmp_path, platform="mastodon", is_private=True)
    record = record_of(request, taken_in(request, with_messages(tmp_path / "export", 3)))
    [account] = [each for each in record["residue"] if each["part"] == "account"]
    assert account.keys() == {"part", "files", "ranges", "bytes"}
    assert 0 < account["bytes"] < 10_000

"""Ingest from the export to the record in the root: whole, once, and saying nothing of what it holds."""

from __future__ import annotations

import base64
import csv
import hashlib
import hmac
import json
import re
import subprocess
import tracemalloc
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import bagit  # type: ignore[import-untyped]
import jsonschema
import pytest

from records_portal.captures.capture_record import Scope
from records_portal.captures.indexes.item_index import ClassificationRule
from records_portal.captures.ingest import ingest_export
from records_portal.captures.ingest_report import render_outcome
from records_portal.captures.taking_in.request import IngestOutcome, IngestRequest
from records_portal.captures.verdict import ExportVerdict
from records_portal.exports.archives.opening import open_export
from records_portal.exports.slices.json_slices import elements
from records_portal.files.yaml_text import read_yaml
from records_portal.register.findings import Refusal
from records_portal.register.shapes import schemas
from records_portal.store.bag_verification import verify_bag
from tests import exports_x
from tests.roots import ingest_request
from tests.test_twitter import SAMPLE, needs_sample

HEADING = (
    "id,id_basis,version,change,kind,class,class_rule,created_at,latest_on,time_basis,"
    "edited,deleted,media,bytes,digest,content_digest,earliest_on,commitment"
)


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    """A request without parts, for a site of the sample account, with a key that never changes."""
    return ingest_request(tmp_path, account_id="900000001", moment=datetime(2024, 5, 1, 14, 30, tzinfo=UTC))


def taken_in(request: IngestRequest, *paths: Path, **changes: Any) -> IngestOutcome:
    return ingest_export(replace(request, paths=paths, **changes))


def refusal_of(request: IngestRequest, *paths: Path, **changes: Any) -> str:
    """The one line of a refusal, after which neither the root nor the store holds anything new."""
    before = files_below(request.root), files_below(request.store / "bags")
    with pytest.raises(Refusal) as caught:
        taken_in(request, *paths, **changes)
    assert (files_below(request.root), files_below(request.store / "bags")) == before
    assert files_below(request.store / "staging") == {}
    assert "\n" not in str(caught.value)
    return str(caught.value)


def files_below(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def record_of(request: IngestRequest, outcome: IngestOutcome) -> dict[str, Any]:
    value, fault = read_yaml((request.root / "captures/parks-x" / outcome.capture / "capture.yml").read_bytes())
    assert fault is None
    assert isinstance(value, dict)
    return value


def rows_of(request: IngestRequest, outcome: IngestOutcome) -> list[dict[str, str]]:
    path = request.root / "captures/parks-x" / outcome.capture / "items.csv"
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def bag_of(request: IngestRequest, outcome: IngestOutcome) -> Path:
    return request.store / "bags/parks-x" / outcome.capture


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def changes_of(request: IngestRequest, outcome: IngestOutcome) -> dict[str, str]:
    return {row["id"]: row["change"] for row in rows_of(request, outcome)}


def test_the_index_is_written_exactly(tmp_path: Path, request_: IngestRequest) -> None:
    outcome = taken_in(request_, exports_x.write_2018(tmp_path / "export"))
    text = (request_.root / "captures/parks-x" / outcome.capture / "items.csv").read_bytes().decode()
    assert text.endswith("\n")
    assert "\r" not in text
    lines = text.splitlines()
    assert lines[0] == HEADING
    assert [line.rsplit(",", 5)[0] for line in lines[1:]] == [
        "1700000001,platform,1,new,post,,,2009-05-01,2009-05-01,utc-by-format,,,0",
        "842000000000000000,platform,1,new,post,,,2017-03-15T13:10:18Z,2017-03-15,explicit-offset,,,1",
        "848000000000000001,platform,1,new,reply,,,2017-04-01T02:32:09Z,2017-03-31,explicit-offset,,,0",
        "850000000000000002,platform,1,new,repost,,,2017-04-06T14:59:26Z,2017-04-06,explicit-offset,,,0",
    ]
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for line in lines[1:] for digest in line.split(",")[-4:-2])
    firsts = ["2009-04-30", "2017-03-15", "2017-03-31", "2017-04-06"]
    assert [line.rsplit(",", 2)[1] for line in lines[1:]] == firsts
    assert all(re.fullmatch("[0-9a-f]{64}", line.rsplit(",", 1)[1]) for line in lines[1:])


def test_a_picture_without_a_byte_is_counted_as_missing_and_is_no_content(
    tmp_path: Path, request_: IngestRequest
) -> None:
    exports_x.write_2022(tmp_path / "export")
    for picture in (tmp_path / "export/data/tweets_media").iterdir():
        picture.write_bytes(b"")
    outcome = taken_in(request_, tmp_path / "export")
    assert record_of(request_, outcome)["media"] == {"found": 0, "missing": 3, "remote": 0, "orphan": 1, "shared": 0}
    lines = lines_of(bag_of(request_, outcome) / "data/items/items-000001.jsonl")
    photo = next(line for line in lines if line["id"] == exports_x.PHOTO)
    assert photo["files"] == [f"data/items/media/1/data/tweets_media/{exports_x.PHOTO}-Dock01.jpg"]
    assert [(each["state"], each["sha256"]) for each in photo["item"]["media"]] == [("missing", ""), ("missing", "")]


def test_digests_are_those_of_the_key_and_the_content(tmp_path: Path, request_: IngestRequest) -> None:
    outcome = taken_in(request_, exports_x.write_2018(tmp_path / "export"))
    row = rows_of(request_, outcome)[0]
    content = hmac.new(bytes(range(32)), b"content\0Opening day at Pine Lake", hashlib.sha256).hexdigest()
    assert row["content_digest"] == content
    assert row["digest"] != content


def test_the_record_is_written_exactly_and_fits_its_schema(tmp_path: Path, request_: IngestRequest) -> None:
    packed = exports_x.zip_of(exports_x.write_2022(tmp_path / "export"), tmp_path / "x.zip")
    outcome = taken_in(request_, packed)
    record = record_of(request_, outcome)
    sha256 = hashlib.sha256(packed.read_bytes()).hexdigest()
    bag = bag_of(request_, outcome)
    manifests = [
        {"algorithm": each, "sha256": hashlib.sha256((bag / f"manifest-{each}.txt").read_bytes()).hexdigest()}
        for each in ("sha256", "sha512")
    ]
    sizes = {each["part"]: each.pop("bytes") for each in record["residue"]}
    # Exact sizes would tell by subtraction how large the deleted posts and messages are.
    assert set(sizes.values()) == {1_000_000}
    assert outcome.capture == f"2023-10-01-{sha256[:8]}"
    assert record == {
        "site": "parks-x",
        "platform": "x",
        "format": "twitter",
        "era": "2022-on",
        "account_id": "900000001",
        "scope": {"complete": True},
        "verdict": {"value": "complete", "reasons": []},
        "exported_at": "2023-10-01T06:00:00Z",
        "ingested": {"at": "2024-05-01T14:30:00Z", "by": "dana-whitfield", "software": "Records Portal 0.1.0"},
        "span": {"from_on": "2022-11-03", "to_on": "2023-09-08"},
        "counts": {"declared": 6, "found": 6, "new": 6, "edited": 0, "returned": 0, "repeated": 0, "gone": 0},
        "kinds": [{"kind": "post", "items": 4}, {"kind": "reply", "items": 1}, {"kind": "repost", "items": 1}],
        "media": {"found": 2, "missing": 1, "remote": 0, "orphan": 1, "shared": 0},
        "residue": [
            {"part": "account"},
            {"part": "advertising"},
            {"part": "contacts"},
            {"part": "deleted-posts"},
            {"part": "direct-messages"},
            {"part": "framing"},
            {"part": "likes"},
            {"part": "login"},
            {"part": "orphan-media"},
            {"part": "viewer"},
        ],
        "lacks": [
            "replies by others",
            "poll results",
            "who liked or reposted",
            "full text of reposts",
            "posts replied to",
            "image descriptions",
            "deleted posts after two weeks",
        ],
        "unknown": [],
        "received": [{"form": "zip", "files": 1, "bytes": packed.stat().st_size, "sha256": sha256}],
        "bag": {"location": f"bags/parks-x/{outcome.capture}", "manifests": manifests},
    }


@pytest.mark.parametrize("write", [exports_x.write_2018, exports_x.write_2022])
def test_every_record_fits_the_published_schema(tmp_path: Path, request_: IngestRequest, write: Any) -> None:
    outcome = taken_in(request_, write(tmp_path / "export"))
    schema = json.loads(schemas()["captures"])
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(record_of(request_, outcome))


def test_the_bag_is_whole_for_us_and_for_bagit(tmp_path: Path, request_: IngestRequest) -> None:
    outcome = taken_in(request_, exports_x.write_2022(tmp_path / "export"))
    assert verify_bag(bag_of(request_, outcome)) == []
    bagit.Bag(str(bag_of(request_, outcome))).validate()


@pytest.mark.parametrize("write", [exports_x.write_2018, exports_x.write_2022])
@pytest.mark.parametrize("form", ["folder", "zip", "tar.gz"])
def test_items_and_residue_of_the_bag_rebuild_every_file(
    tmp_path: Path, request_: IngestRequest, write: Any, form: str
) -> None:
    folder: Path = write(tmp_path / "export")
    path = folder
    if form != "folder":
        path = (exports_x.zip_of if form == "zip" else exports_x.tar_of)(folder, tmp_path / f"x.{form}")
    bag = bag_of(request_, taken_in(request_, path))
    rebuilt = rebuilt_files(bag)
    with open_export([path]) as export:
        for member in export.members:
            with export.open(member) as stream:
                assert rebuilt.pop((member.part, member.name)) == stream.read(), member.name
    assert rebuilt == {}
    received = bag / "data/received" / f"part-1{'' if form == 'folder' else f'.{form}'}"
    assert (files_below(received) if form == "folder" else received.read_bytes()) == (
        files_below(path) if form == "folder" else path.read_bytes()
    )


def rebuilt_files(bag: Path) -> dict[tuple[int, str], bytes]:
    """Every received file, put together from what the bag keeps of items and residue alone."""
    pieces: dict[tuple[int, str], list[tuple[int, bytes]]] = defaultdict(list)
    for line in lines_of(bag / "data/items/items-000001.jsonl"):
        for each in line["fragments"]:
            data = each["text"].encode() if "text" in each else base64.b64decode(each["base64"])
            pieces[each["received"], each["path"]].append((each["offset"], data))
    for entry in lines_of(bag / "data/residue/index.jsonl"):
        data = (bag / entry["file"]).read_bytes()
        at = 0
        for offset, length in entry.get("ranges", [[0, len(data)]]):
            pieces[entry["received"], entry["path"]].append((offset, data[at : at + length]))
            at += length
        assert at == len(data)
    media = bag / "data/items/media"
    for name, data in files_below(media).items() if media.is_dir() else ():
        number, _, path = name.partition("/")
        pieces[int(number), path].append((0, data))
    whole: dict[tuple[int, str], bytes] = {}
    for place, found in pieces.items():
        content = b""
        for offset, data in sorted(found):
            assert offset == len(content), place
            content += data
        whole[place] = content
    return whole


def test_the_same_bytes_again_write_nothing(tmp_path: Path, request_: IngestRequest) -> None:
    folder = exports_x.write_2022(tmp_path / "export")
    first = taken_in(request_, folder)
    before = files_below(request_.root), files_below(request_.store)
    later = taken_in(request_, folder, moment=datetime(2025, 1, 1, tzinfo=UTC))
    assert later == replace(first, written=(), stands=True)
    assert (files_below(request_.root), files_below(request_.store)) == before
    text = render_outcome(later)
    assert "Nothing was written" in text
    assert "Changes:    nothing changed; when these bytes were taken in: 6 new, " in text
    rehearsed = render_outcome(taken_in(request_, folder, dry_run=True))
    assert rehearsed.splitlines()[-1] == text.splitlines()[-1]


def test_a_run_that_died_before_the_root_was_written_is_completed_by_the_next(
    tmp_path: Path, request_: IngestRequest
) -> None:
    first = taken_in(request_, exports_x.write_2018(tmp_path / "export"))
    before = files_below(request_.root)
    folder = request_.root / "captures/parks-x" / first.capture
    (folder / "capture.yml").unlink()
    again = taken_in(request_, tmp_path / "export")
    assert again.written == (f"captures/parks-x/{first.capture}/capture.yml",)
    assert files_below(request_.root) == before


def test_another_export_completes_the_root_first_so_that_nothing_is_new_twice(
    tmp_path: Path, request_: IngestRequest
) -> None:
    first = taken_in(request_, exports_x.write_2022(tmp_path / "export"))
    for path in (request_.root / "captures/parks-x" / first.capture).iterdir():
        path.unlink()
    (tmp_path / "export/extra.txt").write_text("x")
    second = taken_in(request_, tmp_path / "export")
    assert (second.counts["new"], second.counts["repeated"]) == (0, 6)
    assert (request_.root / "captures/parks-x" / first.capture / "capture.yml").is_file()


def test_a_rehearsal_reads_everything_and_writes_nothing(tmp_path: Path, request_: IngestRequest) -> None:
    before = files_below(tmp_path)
    folder = exports_x.write_2022(tmp_path / "export")
    rehearsal = taken_in(request_, folder, dry_run=True, store=tmp_path / "new-store")
    assert rehearsal.written == ()
    assert not (tmp_path / "new-store").exists()
    assert {name: data for name, data in files_below(tmp_path).items() if not name.startswith("export/")} == before
    real = taken_in(request_, folder)
    assert replace(rehearsal, dry_run=False, written=real.written) == real
    (folder / "data/tweets_media/broken").symlink_to("/etc/hostname")
    assert "is a link" in refusal_of(request_, folder, dry_run=True)


def test_a_later_export_lists_only_what_changed(tmp_path: Path, request_: IngestRequest) -> None:
    posts = exports_x.posts_2022()
    first = taken_in(request_, exports_x.write_2022(tmp_path / "1", posts=posts[2:]))
    assert first.counts["new"] == 4
    changed = [
        {**each, "full_text": "Boat inspection, resumed"} if each["id"] == exports_x.VIDEO else each for each in posts
    ]
    kept = [each for each in changed if each["id"] != exports_x.REPOST]
    june = datetime(2024, 6, 1, tzinfo=UTC)
    second = taken_in(request_, exports_x.write_2022(tmp_path / "2", posts=kept), moment=june, said_gone=1)
    assert changes_of(request_, second) == {
        exports_x.VIDEO: "edited",
        exports_x.REPOST: "gone",
        exports_x.FIRST: "new",
        exports_x.EDITED: "new",
    }
    assert [row["version"] for row in rows_of(request_, second) if row["id"] == exports_x.VIDEO] == ["2"]
    assert dict(second.counts) == {"found": 5, "new": 2, "edited": 1, "returned": 0, "repeated": 2, "gone": 1}
    third = taken_in(
        request_, exports_x.write_2022(tmp_path / "3", posts=posts), moment=datetime(2024, 7, 1, tzinfo=UTC)
    )
    assert changes_of(request_, third) == {exports_x.REPOST: "returned"}
    assert dict(third.counts) == {"found": 6, "new": 0, "edited": 0, "returned": 1, "repeated": 5, "gone": 0}


def test_counts_that_grow_by_themselves_are_no_change(tmp_path: Path, request_: IngestRequest) -> None:
    taken_in(request_, exports_x.write_2022(tmp_path / "1"))
    liked = [each | {"favorite_count": "99"} for each in exports_x.posts_2022()]
    second = taken_in(request_, exports_x.write_2022(tmp_path / "2", posts=liked))
    assert (second.counts["repeated"], rows_of(request_, second)) == (6, [])


def test_a_post_that_was_deleted_since_is_gone_once(tmp_path: Path, request_: IngestRequest) -> None:
    deleted = exports_x.posts_2022()[0] | {"id": exports_x.DELETED, "id_str": exports_x.DELETED}
    deleted |= {"full_text": "Posted by mistake", "created_at": "Fri Sep 08 17:30:42 +0000 2023", "edit_info": {}}
    first = exports_x.write_2022(tmp_path / "1", posts=[deleted])
    (first / "data/deleted-tweets.js").write_text("window.YTD.deleted_tweets.part0 = [ ]")
    taken_in(request_, first)
    june, july = datetime(2024, 6, 1, tzinfo=UTC), datetime(2024, 7, 1, tzinfo=UTC)
    second = taken_in(request_, exports_x.write_2022(tmp_path / "2", posts=[]), moment=june)
    assert changes_of(request_, second)[exports_x.DELETED] == "gone"
    third = taken_in(request_, exports_x.write_2022(tmp_path / "3", posts=exports_x.posts_2022()[:1]), moment=july)
    assert exports_x.DELETED not in changes_of(request_, third)


@pytest.mark.parametrize(
    ("scope", "gone"),
    [
        (Scope(), 6),
        (Scope(complete=False), 0),
        (Scope(complete=False, from_on=date(2023, 1, 1)), 3),
        (Scope(complete=False, to_on=date(2022, 12, 31)), 3),
        (Scope(complete=False, kinds=("repost",)), 1),
    ],
)
def test_only_what_the_scope_covers_is_gone(tmp_path: Path, request_: IngestRequest, scope: Scope, gone: int) -> None:
    taken_in(request_, exports_x.write_2022(tmp_path / "1"))
    # The number has to be said, for what is left looks like a last year alone.
    emptied = exports_x.write_2022(tmp_path / "2", posts=[])
    second = taken_in(request_, emptied, scope=scope, said_gone=gone or None)
    assert second.counts["gone"] == gone
    assert record_of(request_, second)["scope"]["complete"] == scope.complete


def test_an_older_export_handed_in_later_takes_nothing_away(tmp_path: Path, request_: IngestRequest) -> None:
    taken_in(request_, exports_x.write_2022(tmp_path / "1"))
    second = taken_in(request_, exports_x.write_2018(tmp_path / "2"))
    assert dict(second.counts) == {"found": 4, "new": 4, "edited": 0, "returned": 0, "repeated": 0, "gone": 0}


def test_an_index_too_long_for_git_is_summed_there_and_whole_in_the_store(
    tmp_path: Path, request_: IngestRequest
) -> None:
    rules = (ClassificationRule("all", "routine", kinds=("post",)),)
    first = taken_in(request_, exports_x.write_2022(tmp_path / "1"), most_listed=5, rules=rules)
    folder = request_.root / "captures/parks-x" / first.capture
    assert sorted(path.name for path in folder.iterdir()) == ["capture.yml", "summary.csv"]
    lines = [line.rsplit(",", 1)[0] for line in (folder / "summary.csv").read_text().splitlines()]
    assert lines == [
        "latest_on_month,kind,class,change,items",
        "2022-11,post,routine,new,1",
        "2022-11,reply,,new,1",
        "2022-11,repost,,new,1",
        "2023-09,post,routine,new,3",
    ]
    bagit.Bag(str(bag_of(request_, first))).validate()
    second = taken_in(request_, exports_x.write_2022(tmp_path / "2", posts=exports_x.posts_2022()[1:]))
    assert changes_of(request_, second) == {exports_x.EDITED: "gone"}
    (bag_of(request_, first) / "items.parquet").write_bytes(b"PAR1")
    assert "restore it from a second copy" in refusal_of(request_, exports_x.write_2018(tmp_path / "3"))


def test_rules_give_the_class_and_the_first_that_matches_counts(tmp_path: Path, request_: IngestRequest) -> None:
    rules = (
        ClassificationRule("alerts", "policy-program", hashtags=("#parkalert",)),
        ClassificationRule("old", "routine", to_on=date(2009, 12, 31)),
        ClassificationRule(
            "answers", "routine", kinds=("reply",), authors=("lakelandparks",), from_on=date(2017, 3, 31)
        ),
        ClassificationRule("late-answers", "unacceptable", kinds=("reply",)),
        ClassificationRule("open", "", kinds=("repost",)),
        ClassificationRule("never-reached", "routine"),
    )
    outcome = taken_in(request_, exports_x.write_2018(tmp_path / "export"), rules=rules)
    assert [(row["class"], row["class_rule"]) for row in rows_of(request_, outcome)] == [
        ("routine", "old"),
        ("policy-program", "alerts"),
        ("routine", "answers"),
        ("", ""),
    ]


def test_git_learns_nothing_of_what_was_said_or_how_files_are_called(tmp_path: Path, request_: IngestRequest) -> None:
    folder = exports_x.write_2022(tmp_path / "export")
    (folder / "data/letter of fictional Rosalind Quill.txt").write_text("x")
    outcome = taken_in(request_, exports_x.zip_of(folder, tmp_path / "Rosalind Quill.zip"))
    published = b"".join(files_below(request_.root).values()).decode().lower()
    for word in ("dock", "picnic", "burn", "lakelandparks", "quill", "t.co", "mistake", "192.0.2.1", "@"):
        assert word not in published, word
    assert outcome.counts["found"] == 6


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"site": "parks-y"}, "no site 'parks-y'"),
        ({"time_zone": "Lakeland/Pine"}, "no time zone 'Lakeland/Pine'"),
        ({"site": "../parks-x"}, "no site '../parks-x'"),
        ({"platform": "facebook"}, "is an export of 'twitter'; the site 'parks-x' is on 'facebook'"),
        ({"account_id": "900000002"}, "is of the account '900000001'; the site 'parks-x' is '900000002'"),
    ],
)
def test_an_export_of_another_site_platform_or_account_is_refused(
    tmp_path: Path, request_: IngestRequest, changes: dict[str, Any], why: str
) -> None:
    folder = exports_x.write_2022(tmp_path / "export")
    assert why in refusal_of(request_, folder, **changes)


def test_what_is_no_export_or_a_damaged_one_is_refused(tmp_path: Path, request_: IngestRequest) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/a.jpg").write_bytes(b"x")
    assert "is not an export that is known" in refusal_of(request_, tmp_path / "photos")
    packed = exports_x.zip_of(exports_x.write_2022(tmp_path / "export"), tmp_path / "x.zip")
    data = packed.read_bytes()
    packed.write_bytes(data[: len(data) // 2])
    assert "half a zip" in refusal_of(request_, packed)
    at = data.index(b"data/tweets.js") + 20
    packed.write_bytes(data[:at] + bytes(8) + data[at + 8 :])
    assert "download the export again" in refusal_of(request_, packed)
    assert "named twice" in refusal_of(request_, tmp_path / "export", tmp_path / "export")


def test_the_same_part_under_two_names_is_refused(tmp_path: Path, request_: IngestRequest) -> None:
    folder = exports_x.write_2022(tmp_path / "export")
    parts = exports_x.zip_of(folder, tmp_path / "1.zip"), exports_x.zip_of(folder, tmp_path / "2.zip")
    assert "hold the same bytes" in refusal_of(request_, *parts)


def test_a_store_in_a_working_tree_or_without_the_sites_key_is_refused(tmp_path: Path, request_: IngestRequest) -> None:
    subprocess.run(["git", "init", "-q", request_.root], check=True)
    folder = exports_x.write_2022(tmp_path / "export")
    assert "lies inside the working tree" in refusal_of(request_, folder, store=request_.root / "store")
    taken_in(request_, folder)
    (folder / "more.txt").write_text("x")
    assert "has no key of 'parks-x'" in refusal_of(request_, folder, store=tmp_path / "other-store")


def test_an_index_that_somebody_damaged_is_refused(tmp_path: Path, request_: IngestRequest) -> None:
    outcome = taken_in(request_, exports_x.write_2018(tmp_path / "1"))
    index = request_.root / "captures/parks-x" / outcome.capture / "items.csv"
    index.write_text(index.read_text() + "one,cell\n")
    assert f"{outcome.capture}/items.csv:6: this is no row" in refusal_of(
        request_, exports_x.write_2022(tmp_path / "2")
    )


def test_the_report_says_what_was_understood_and_what_to_do_next(tmp_path: Path, request_: IngestRequest) -> None:
    text = render_outcome(taken_in(request_, exports_x.write_2018(tmp_path / "export")))
    lines = text.splitlines()
    assert lines[0] == "Complete:   an export of twitter, in the layout of 2012-2019, of account 900000001"
    assert lines[1] == "Span:       2009-05-01 to 2017-04-06"
    assert lines[2] == "Items:      4 (2 posts, 1 reply, 1 repost), as many as the export says that it holds"
    assert lines[-2].startswith("Next: look through captures/parks-x/2018-09-27-")


def test_what_the_export_declares_is_told_with_what_is_no_item(tmp_path: Path, request_: IngestRequest) -> None:
    outcome = replace(taken_in(request_, exports_x.write_2018(tmp_path / "export")), declared=6)
    assert "; the export says that it holds 6, with what lies in the residue\n" in render_outcome(outcome)
    less = replace(outcome, verdict=ExportVerdict("partial", ("fewer-than-declared",)))
    assert "; the export says that it holds 6\n" in render_outcome(less)


@needs_sample
def test_the_real_archive_of_2018_comes_out_the_same_from_folder_and_zip(
    tmp_path: Path, request_: IngestRequest
) -> None:
    real = replace(request_, account_id="2612261960")
    folder = taken_in(real, SAMPLE)
    assert (folder.declared, folder.counts["found"], folder.counts["new"]) == (2313, 2313, 2313)
    assert dict(folder.kinds) == {"post": 2283, "reply": 7, "repost": 23}
    assert dict(folder.media) == {"found": 0, "missing": 0, "remote": 513, "orphan": 0, "shared": 0}
    other = replace(real, root=tmp_path / "root2")
    (other.root / "registry/sites").mkdir(parents=True)
    (other.root / "registry/sites/parks-x.yml").write_text("agency: parks\n")
    packed = exports_x.zip_of(SAMPLE, tmp_path / "x.zip", top="congressedits-archive/")
    again = taken_in(replace(other, store=_store_with_key(tmp_path / "store2")), packed)
    assert rows_of(other, again) == rows_of(real, folder)
    assert len(rows_of(real, folder)) == 2313


def _store_with_key(store: Path) -> Path:
    (store / "keys").mkdir(parents=True)
    (store / "keys/parks-x.key").write_bytes(bytes(range(32)))
    return store


def test_memory_stays_flat_while_a_large_file_of_posts_is_read(tmp_path: Path) -> None:
    """A file of posts of 60 MB is cut into its elements in far less memory than it has bytes."""
    path = tmp_path / "tweets.js"
    element = json.dumps({"tweet": {"id_str": "1", "full_text": "\u00e9" * 3000}}, ensure_ascii=False).encode()
    with path.open("wb") as file:
        file.write(b"window.YTD.tweets.part0 = [")
        for _ in range(10_000):
            file.write(element + b",")
        file.write(element + b"]")
    tracemalloc.start()
    with path.open("rb") as file:
        assert sum(each.element for each in elements(file)) == 10_001
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12_000_000

"""The verdict on an export, before anything is written: it decides what is gone, the exit code and the first line."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.captures.capture_record import Scope
from records_portal.captures.ingest_report import outcome_mapping, render_outcome
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.captures.verdict import REASONS, CaptureFacts, judged_export
from records_portal.exports.part_names import missing_parts
from records_portal.exports.pieces import ExportedItem, ListRead
from records_portal.register.shapes import schemas
from tests import exports_mastodon, exports_x, exports_x_eras, test_linkedin
from tests.export_cases import Case, Intake, case_named, every_case, opened
from tests.export_cases import record_of as record_in
from tests.roots import ingest_request
from tests.test_ingest import changes_of, files_below, record_of, refusal_of, taken_in

PAGE = Path(__file__).parents[1] / "docs/reference/verdicts.md"
COMPLETE = ("--complete",)
# What the cases of formats that serve any platform are of.
ANY_PLATFORM = "chirpwell"


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    """A request without parts, for a site of the sample account."""
    return ingest_request(tmp_path, account_id="900000001", moment=datetime(2024, 5, 1, 14, 30, tzinfo=UTC))


def test_reasons_are_those_of_the_schema_and_of_the_page() -> None:
    schema = json.loads(schemas()["captures"])
    assert schema["properties"]["verdict"]["properties"]["reasons"]["items"]["enum"] == list(REASONS)
    table = PAGE.read_text(encoding="utf-8").partition("<!-- reasons -->")[2].partition("<!-- end -->")[0]
    assert dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", table, re.MULTILINE)) == REASONS


@pytest.mark.parametrize(
    ("facts", "value", "reasons"),
    [
        (CaptureFacts(found=7, declared=7), "complete", []),
        (CaptureFacts(found=0, declared=0), "complete", []),
        (CaptureFacts(found=9, private=2, declared=7), "complete", []),
        (CaptureFacts(found=9, private=3, declared=7), "partial", ["fewer-than-declared"]),
        (CaptureFacts(found=0, declared=1), "not-understood", ["fewer-than-declared"]),
        (CaptureFacts(found=7), "partial", ["undeclared"]),
        (CaptureFacts(found=0), "partial", ["undeclared"]),
        (CaptureFacts(found=7, in_words=True), "complete", []),
        (CaptureFacts(found=7, in_words=True, unknown=1), "partial", ["unknown-parts"]),
        (CaptureFacts(found=0, in_words=True, unknown=1), "not-understood", ["unknown-parts"]),
        (CaptureFacts(found=0, unknown=1), "not-understood", ["undeclared", "unknown-parts"]),
        (CaptureFacts(found=0, in_words=True, doubts=frozenset(["broken-list"])), "not-understood", ["broken-list"]),
        (CaptureFacts(found=0, in_words=True, doubts=frozenset(["missing-parts"])), "partial", ["missing-parts"]),
        (CaptureFacts(found=3, lists=(ListRead("a", 1, 1), ListRead("b", 2, 2))), "complete", []),
        # One list too long does not make up for another one too short.
        (
            CaptureFacts(found=3, lists=(ListRead("a", 2, 1), ListRead("b", 1, 2))),
            "partial",
            ["fewer-than-declared", "other-count"],
        ),
        (CaptureFacts(found=5, declared=0), "partial", ["other-count"]),
        (CaptureFacts(found=1586, lists=(ListRead("outbox.json", 1586, 1557),)), "complete", []),
        (CaptureFacts(found=110, lists=(ListRead("a", 110, 100),)), "complete", []),
        (CaptureFacts(found=111, lists=(ListRead("a", 111, 100),)), "partial", ["other-count"]),
        (CaptureFacts(found=6, in_words=True, known=30, would_go=2, unmatched=2), "partial", ["missing-parts"]),
        (CaptureFacts(found=6, in_words=True, known=30, unmatched=2), "complete", []),
        (CaptureFacts(found=0, declared=1, picked=True), "partial", ["picked"]),
        (CaptureFacts(found=500, declared=500, known=200, would_go=10), "complete", []),
        (CaptureFacts(found=500, declared=500, known=200, would_go=11), "partial", ["too-much-gone"]),
        (CaptureFacts(found=500, declared=500, known=220, would_go=11), "complete", []),
        (CaptureFacts(found=500, declared=500, known=219, would_go=11), "partial", ["too-much-gone"]),
        (CaptureFacts(found=500, declared=500, known=11, would_go=11, said_gone=11), "complete", []),
        (CaptureFacts(found=5, in_words=True, known=11, would_go=11), "partial", ["too-much-gone"]),
        (CaptureFacts(5, in_words=True, known=11, would_go=1, most_of_a_kind=True), "partial", ["too-much-gone"]),
        (CaptureFacts(5, in_words=True, known=2, would_go=1, said_gone=1, most_of_a_kind=True), "complete", []),
    ],
)
def test_the_facts_of_an_export_decide(facts: CaptureFacts, value: str, reasons: list[str]) -> None:
    verdict = judged_export(facts)
    assert (verdict.value, list(verdict.reasons)) == (value, reasons)
    assert verdict.exit_code == {"complete": 0, "partial": 1, "not-understood": 2}[value]


@pytest.fixture(params=every_case())
def case(request: pytest.FixtureRequest) -> Case:
    """Each case of each format of the table."""
    return case_named(request.param)


def told(intake: Intake, *paths: Path, options: tuple[str, ...]) -> tuple[int, dict[str, Any]]:
    done = intake.run(*paths, options=[*intake.case.ingest, *options, "--format", "json"])
    return done.returncode, json.loads(done.stdout)


def reasons_of(said: dict[str, Any]) -> list[str]:
    return [each["reason"] for each in said["reasons"]]


def test_what_declares_no_count_is_partial_until_its_scope_is_said(case: Case, tmp_path: Path) -> None:
    """Of every format: nothing that an export lacks is gone, and every item of it is taken, unless it is complete."""
    intake, paths = Intake(case, tmp_path), case.paths(case.export, tmp_path / "packed")
    code, said = told(intake, *paths, options=("--dry-run",))
    reasons = reasons_of(said)
    with opened(case, case.paths(case.export, tmp_path / "read")) as (_, _, pieces):
        declares = case.declared is not None or any(isinstance(each, ListRead) for each in pieces)
    assert ("undeclared" in reasons) == (not declares)
    assert (said["verdict"], code) == (("partial", 1) if reasons else ("complete", 0))
    asked = told(intake, *paths, options=("--dry-run", *COMPLETE))
    assert reasons_of(asked[1]) == [each for each in reasons if each != "undeclared"]
    assert intake.captures() == []
    first = told(intake, *paths, options=())
    assert (first[0], first[1]["verdict"], reasons_of(first[1])) == (code, said["verdict"], reasons)
    public, *private = intake.captures()
    assert record_in(public)["verdict"] == {"value": said["verdict"], "reasons": reasons}
    assert record_in(public)["scope"]["complete"] == (said["verdict"] == "complete")
    # A private capture has a part of the export, and nothing is gone by it.
    assert all(record_in(each)["verdict"] == {"value": "partial", "reasons": ["picked"]} for each in private)
    # The same bytes again end as the capture that stands.
    again = told(intake, *paths, options=())
    assert (again[0], again[1]["verdict"], reasons_of(again[1])) == (code, said["verdict"], reasons)
    assert (again[1]["written"], again[1]["kinds"]) == ([], first[1]["kinds"])


def write_mastodon_twice(folder: Path) -> Path:
    """An outbox in which the list of posts stands twice, the first one empty."""
    exports_mastodon.write(folder)
    outbox = folder / "outbox.json"
    outbox.write_text(outbox.read_text().replace('"orderedItems":', '"orderedItems": [], "orderedItems":', 1))
    return folder


def write_x_cut(folder: Path) -> Path:
    """A file of posts that ends behind one of them."""
    exports_x.write_2022(folder)
    tweets = folder / "data/tweets.js"
    text = tweets.read_text()
    tweets.write_text(text[: text.index('"tweet"', len(text) // 2)].rstrip(" \n{"))
    return folder


def write_x_cut_behind_the_last(folder: Path) -> Path:
    """A file of posts of which nothing lacks but the end of the list."""
    exports_x.write_2022(folder)
    tweets = folder / "data/tweets.js"
    tweets.write_text(tweets.read_text().rstrip().removesuffix("]"))
    return folder


def write_x_counted_twice(folder: Path) -> Path:
    """A file of posts in which a post stands in the place of another one."""
    posts = exports_x.posts_2022()
    return exports_x.write_2022(folder, posts=[posts[0], *posts[:-1]])


def write_x_with_a_stranger(folder: Path) -> Path:
    """A file of posts that holds something of no known shape beside as many posts as are declared."""
    exports_x.write_2022(folder)
    tweets = folder / "data/tweets.js"
    tweets.write_text(tweets.read_text().replace("[", '[{"strange": 1},', 1))
    return folder


def write_x_without_a_file(folder: Path) -> Path:
    """An export without the file of deleted posts, which its manifest names."""
    exports_x.write_2022(folder)
    (folder / "data/deleted-tweets.js").unlink()
    return folder


def write_x_second_part(folder: Path) -> Path:
    """The second part of an archive of two, alone."""
    return exports_x_eras.write_parts(folder)[1]


DAMAGED: dict[str, tuple[str, Callable[[Path], Path], str, list[str]]] = {
    "a list twice, the first one empty": (
        "mastodon", write_mastodon_twice, "not-understood",
        ["fewer-than-declared", "repeated-list", "unknown-parts", "too-much-gone"],
    ),
    "a list that breaks off": ("x", write_x_cut, "partial", ["fewer-than-declared", "broken-list", "unknown-parts"],
    ),
    "a list without its end": ("x", write_x_cut_behind_the_last, "partial", ["broken-list"]),
    "a post twice instead of another": ("x", write_x_counted_twice, "partial", ["fewer-than-declared"]),
    "an unknown shape": ("x", write_x_with_a_stranger, "partial", ["unknown-parts"]),
    "a file that is named and absent": (
        "x", write_x_without_a_file, "partial", ["fewer-than-declared", "missing-parts"],
    ),
    "the second part alone": (
        "x", write_x_second_part, "partial", ["missing-parts", "partial-by-its-own-word", "too-much-gone"],
    ),
}  # fmt: skip


WHOLE: dict[str, Callable[[Path], Path]] = {"x": exports_x.write_2022, "mastodon": exports_mastodon.write}


@pytest.mark.parametrize("words", [Scope(), Scope(in_words=True)], ids=["nothing said", "--complete"])
@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_export_makes_nothing_gone(tmp_path: Path, request_: IngestRequest, name: str, words: Scope) -> None:
    platform, write, value, reasons = DAMAGED[name]
    request = replace(request_, platform=platform, scope=words, account_id=None)
    assert taken_in(request, WHOLE[platform](tmp_path / "whole")).verdict.value == "complete"
    before = files_below(request.root), files_below(request.store)
    folder = write(tmp_path / "damaged")
    rehearsed = taken_in(request, folder, dry_run=True, moment=datetime(2024, 6, 1, tzinfo=UTC))
    outcome = taken_in(request, folder, moment=datetime(2024, 6, 1, tzinfo=UTC))
    assert (outcome.verdict.value, list(outcome.verdict.reasons)) == (value, reasons)
    assert rehearsed.verdict == outcome.verdict
    assert outcome.counts["gone"] == 0
    if value == "not-understood":
        assert (files_below(request.root), files_below(request.store)) == before
        assert (outcome.capture, outcome.written) == ("", ())
        assert render_outcome(outcome).startswith("Not understood: an export of mastodon")
    else:
        assert "gone" not in changes_of(request, outcome).values()
        assert record_of(request, outcome)["scope"]["complete"] is False


def posts(number: int) -> list[dict[str, Any]]:
    """So many posts of X, a day apart."""
    first = exports_x.posts_2022()[0]
    made = []
    for each in range(number):
        tweet_id = str(1588000000000000000 + each * 362387865600000)
        made.append({**first, "id": tweet_id, "id_str": tweet_id, "full_text": f"Post {each}", "entities": {},
                     "extended_entities": {}, "edit_info": {}})  # fmt: skip
    return made


def test_what_would_go_beyond_a_share_has_to_be_said_in_its_number(tmp_path: Path, request_: IngestRequest) -> None:
    taken_in(request_, exports_x.write_2022(tmp_path / "1", posts=posts(40)))
    fewer = exports_x.write_2022(tmp_path / "2", posts=posts(28))
    june = datetime(2024, 6, 1, tzinfo=UTC)
    rehearsed = taken_in(request_, fewer, dry_run=True, moment=june, scope=Scope(in_words=True))
    assert (rehearsed.verdict.reasons, rehearsed.known, rehearsed.would_go) == (("too-much-gone",), 41, 12)
    assert "Not in it:  12 of 41 known items" in render_outcome(rehearsed)
    [way] = [line for line in render_outcome(rehearsed).splitlines() if "--gone" in line]
    assert way == (
        "Next: look for another range or a part that was not handed in; only if all 12 known items were really "
        "removed, say --gone 12"
    )
    wrong = "--gone 11, but 12 of 41 known items are not in the export"
    assert refusal_of(request_, fewer, moment=june, said_gone=11) == wrong
    outcome = taken_in(request_, fewer, moment=june, said_gone=12)
    assert (outcome.verdict.value, outcome.counts["gone"]) == ("complete", 12)


@pytest.mark.parametrize(
    ("known", "left", "reasons"),
    [(10, 5, ()), (10, 4, ("too-much-gone",)), (10, 0, ("too-much-gone",)), (2, 0, ("too-much-gone",))],
)
def test_what_would_go_of_a_kind_beyond_its_half_has_to_be_said_however_little_it_is(
    tmp_path: Path, request_: IngestRequest, known: int, left: int, reasons: tuple[str, ...]
) -> None:
    taken_in(request_, exports_x.write_2022(tmp_path / "1", posts=posts(known)))
    june, words = datetime(2024, 6, 1, tzinfo=UTC), Scope(in_words=True)
    fewer = exports_x.write_2022(tmp_path / "2", posts=posts(left))
    rehearsed = taken_in(request_, fewer, dry_run=True, moment=june, scope=words)
    lost = known - left
    assert (rehearsed.verdict.reasons, rehearsed.counts["gone"]) == (reasons, 0 if reasons else lost)
    outcome = taken_in(request_, fewer, moment=june, scope=words, said_gone=lost)
    assert (outcome.verdict.value, outcome.counts["gone"]) == ("complete", lost)
    assert record_of(request_, outcome)["scope"] == {"complete": True, "gone": lost}


def test_a_rehearsal_says_how_the_scope_is_said_where_the_export_says_nothing(
    tmp_path: Path, request_: IngestRequest
) -> None:
    export = exports_x.write_2022(tmp_path / "1")
    declared = render_outcome(taken_in(request_, export, dry_run=True)).splitlines()
    assert declared[-1] == "Next: run the same command without --dry-run"
    (export / "data/manifest.js").unlink()
    silent = render_outcome(taken_in(request_, export, dry_run=True)).splitlines()
    asks = ", and say what the export was asked for: --complete, or --from, --to and --kind"
    assert silent[-1] == declared[-1] + asks


def write_last_year(folder: Path) -> Path:
    """An export of LinkedIn, which declares nothing, with its latest share alone."""
    test_linkedin.write(folder)
    shares = folder / "Shares.csv"
    lines = shares.read_text(encoding="utf-8").splitlines(keepends=True)
    shares.write_text("".join(each for each in lines if "7170704596271104009" not in each), encoding="utf-8")
    for name in ("Comments.csv", "InstantReposts.csv"):
        (folder / name).unlink(missing_ok=True)
    return folder


def next_of(request: IngestRequest, export: Path, **changes: Any) -> list[str]:
    lines = render_outcome(taken_in(request, export, **changes)).splitlines()
    return [line.removeprefix("Next: ") for line in lines if line.startswith("Next: ")]


def test_the_files_that_an_export_of_x_names_and_lacks_are_told(tmp_path: Path, request_: IngestRequest) -> None:
    text = render_outcome(taken_in(request_, write_x_without_a_file(tmp_path / "export")))
    (line,) = (line for line in text.splitlines() if "(missing-parts)" in line)
    assert "deleted-tweets.js" in line


@pytest.mark.parametrize("is_rehearsed", [True, False])
def test_of_an_export_with_a_part_missing_all_parts_are_asked_for(
    tmp_path: Path, request_: IngestRequest, is_rehearsed: bool
) -> None:
    said = next_of(request_, write_x_second_part(tmp_path / "export"), dry_run=is_rehearsed)
    assert "hand in all parts of the export in one command, or ask the platform for it again" in said
    assert not any("--complete" in each or "--gone" in each for each in said)
    only = "only if that is all that there is, run the same command without --dry-run"
    assert (only in said, "run the same command without --dry-run" in said) == (is_rehearsed, False)


@pytest.mark.parametrize("is_rehearsed", [True, False])
def test_what_looks_shortened_is_never_proposed_to_be_said_complete(
    tmp_path: Path, request_: IngestRequest, is_rehearsed: bool
) -> None:
    request = replace(request_, platform="linkedin", account_id=None)
    taken_in(request, test_linkedin.write(tmp_path / "1"))
    export, august = write_last_year(tmp_path / "2"), datetime(2025, 8, 1, tzinfo=UTC)
    outcome = taken_in(request, export, dry_run=True, moment=august)
    assert "shortened" in outcome.verdict.reasons
    assert "Not in it" not in render_outcome(outcome)
    said = next_of(request, export, dry_run=is_rehearsed, moment=august)
    assert "ask the platform for all time; only if the days it holds are all that you wanted, say them" in said
    assert any(f"--from {outcome.span['from_on']} and --to" in each for each in said)
    assert not any("--complete" in each for each in said)


def test_a_web_archive_is_not_said_to_be_of_all_time_and_one_remark_is_told_as_one(
    tmp_path: Path, request_: IngestRequest
) -> None:
    outcome = taken_in(replace(request_, platform="linkedin", account_id=None), test_linkedin.write(tmp_path / "1"))
    archive = replace(outcome, format="warc", unknown=[{"what": "parts that are not there", "count": 1}])
    said = render_outcome(archive)
    assert "with --kind page --from DAY --to DAY; until then" in said
    assert "--complete" not in said
    assert "Look at:    parts that are not there (1)\n" in said


def test_the_web_team_is_told_only_of_what_was_not_understood(tmp_path: Path, request_: IngestRequest) -> None:
    tell = "tell the web team what was not understood; it is kept as residue and nothing is lost"
    assert tell in next_of(request_, write_x_with_a_stranger(tmp_path / "1"))
    export = exports_x.write_2022(tmp_path / "2", posts=exports_x.posts_2022()[1:])
    outcome = replace(taken_in(request_, export), unknown=[{"what": "items whose zone is assumed", "count": 2}])
    assert "Look at:    2 items whose zone is assumed" in render_outcome(outcome)
    assert tell not in render_outcome(outcome)


def test_too_much_at_once_is_partial_and_nothing_is_gone_of_a_large_capture_too(
    tmp_path: Path, request_: IngestRequest
) -> None:
    large = replace(request_, most_listed=5)
    taken_in(large, exports_x.write_2022(tmp_path / "1", posts=posts(40)))
    june, july = datetime(2024, 6, 1, tzinfo=UTC), datetime(2024, 7, 1, tzinfo=UTC)
    outcome = taken_in(large, exports_x.write_2022(tmp_path / "2", posts=posts(28)), moment=june)
    assert (outcome.verdict.value, outcome.verdict.exit_code, outcome.counts["gone"]) == ("partial", 1, 0)
    again = taken_in(large, exports_x.write_2022(tmp_path / "3", posts=[*posts(40)[1:], *posts(41)[40:]]), moment=july)
    assert (again.counts["gone"], again.counts["returned"], again.counts["new"]) == (1, 0, 1)


def test_numbers_of_each_kind_are_told(tmp_path: Path, request_: IngestRequest) -> None:
    taken_in(request_, exports_x.write_2022(tmp_path / "1"))
    kept = [each for each in exports_x.posts_2022() if each["id"] != exports_x.REPOST]
    folder = exports_x.write_2022(tmp_path / "2", posts=kept)
    outcome = taken_in(request_, folder, moment=datetime(2024, 6, 1, tzinfo=UTC), said_gone=1)
    none = {"found": 0, "new": 0, "edited": 0, "returned": 0, "repeated": 0, "gone": 0}
    assert outcome_mapping(outcome)["kinds"] == {
        "post": none | {"found": 4, "repeated": 4},
        "reply": none | {"found": 1, "repeated": 1},
        "repost": none | {"gone": 1},
    }
    again = taken_in(request_, folder)
    assert outcome_mapping(again)["kinds"] == outcome_mapping(outcome)["kinds"]


def test_a_scope_in_words_bounds_what_is_gone(tmp_path: Path, request_: IngestRequest) -> None:
    taken_in(request_, exports_x.write_2022(tmp_path / "1"))
    asked = Scope(complete=False, from_on=date(2023, 1, 1))
    outcome = taken_in(request_, exports_x.write_2022(tmp_path / "2", posts=[]), scope=asked, said_gone=3)
    assert (outcome.verdict.value, outcome.counts["gone"], outcome.known, outcome.would_go) == ("complete", 3, 3, 3)
    assert record_of(request_, outcome)["scope"] == {"complete": False, "from_on": "2023-01-01", "gone": 3}


def test_items_of_an_index_without_the_newer_columns_are_known(tmp_path: Path, request_: IngestRequest) -> None:
    first = taken_in(request_, exports_x.write_2022(tmp_path / "1"))
    index = request_.root / "captures/parks-x" / first.capture / "items.csv"
    for columns in (1, 2):
        lines = [line.rsplit(",", columns)[0] for line in index.read_text().splitlines()]
        older = replace(request_, store=request_.store)
        index.write_text("".join(f"{line}\n" for line in lines))
        kept = exports_x.posts_2022()[columns:]
        outcome = taken_in(older, exports_x.write_2022(tmp_path / f"older-{columns}", posts=kept), dry_run=True)
        assert (outcome.counts["repeated"], outcome.counts["gone"]) == (6 - columns, columns)
        index.write_bytes((request_.store / "bags/parks-x" / first.capture / "items.csv").read_bytes())


def test_parts_that_their_numbers_say_are_missing(tmp_path: Path, request_: IngestRequest) -> None:
    takeout = "takeout-20240501T080000Z"
    for names, missing in (
        ((f"{takeout}-001.zip", f"{takeout}-002.zip"), []),
        ((f"{takeout}-002.zip",), ["missing-parts"]),
        ((f"{takeout}-1-001.zip", f"{takeout}-1-003.zip"), ["missing-parts"]),
        (("export-part-1.zip", "export-part-2.zip"), []),
        (("export-part-1-of-3.zip", "export-part-2-of-3.zip"), ["missing-parts"]),
        (("facebook (2 of 2).zip",), ["missing-parts"]),
        (("twitter-part-0.zip", "twitter-part-1.zip"), []),
        (("export (1).zip",), []),
        (("parts.zip", "2024-05-01.zip"), []),
    ):
        assert [each.reason for each in missing_parts(names)] == missing, names
    packed = exports_x.zip_of(exports_x.write_2022(tmp_path / "export"), tmp_path / f"{takeout}-002.zip")
    outcome = taken_in(request_, packed)
    assert outcome.verdict.reasons == ("missing-parts",)
    assert "Because:    parts of it are not there (missing-parts) (part 1)\n" in render_outcome(outcome)
    (several,) = missing_parts([f"{takeout}-006.zip", f"{takeout}-002.zip"])
    assert (several.count, several.places) == (4, ("part 1", "part 3", "part 4"))


def test_the_last_year_alone_takes_nothing_away_until_it_is_said(tmp_path: Path, request_: IngestRequest) -> None:
    request = replace(request_, platform="linkedin", account_id=None, scope=Scope(in_words=True))
    taken_in(request, test_linkedin.write(tmp_path / "1"))
    recent = write_last_year(tmp_path / "2")
    august = datetime(2025, 8, 1, tzinfo=UTC)
    outcome = taken_in(request, recent, moment=august, dry_run=True)
    assert (outcome.verdict.reasons, outcome.counts["gone"], outcome.would_go) == (("shortened",), 0, 1)
    since = Scope(complete=False, from_on=date(2025, 1, 1))
    assert taken_in(request, recent, moment=august, dry_run=True, scope=since).verdict.value == "complete"
    assert taken_in(request, recent, moment=august, said_gone=1).counts["gone"] == 1


@pytest.mark.parametrize(
    ("first", "second", "known"),
    [
        ("facebook-json-2024", "meta-csv-page-2026", 0),
        ("meta-csv-page-2026", "facebook-json-2024", 0),
        ("warc-wacz-1", "wordpress-2024", 0),
        ("feeds-rss-2024", "wordpress-2024", 0),
        ("twitter-2022", "files-csv-1", 0),
        ("files-csv-1", "twitter-2022", 0),
        ("files-csv-1", "files-csv-semicolons", 0),
        # Whoever saved posts of X has them under the ids that X gives them.
        ("twarc-v1-2017", "twitter-2022", 3),
    ],
)
def test_an_export_says_nothing_of_items_that_another_format_has_other_ids_for(
    tmp_path: Path, first: str, second: str, known: int
) -> None:
    intake, later = Intake(case_named(first), tmp_path), case_named(second)
    if intake.case.platform == ANY_PLATFORM != later.platform:
        site, platforms = intake.root / "registry/sites/parks-x.yml", intake.root / "registry/platforms"
        site.write_text(site.read_text().replace(f"platform: {ANY_PLATFORM}\n", f"platform: {later.platform}\n"))
        (platforms / f"{ANY_PLATFORM}.yml").rename(platforms / f"{later.platform}.yml")
    taken = intake.run(*intake.case.paths(intake.case.export, tmp_path / "1"))
    assert (taken.returncode, bool(intake.captures())) == (1 if intake.case.reasons else 0, True)
    words = [word for kind in ("post", "page", "comment", "reply", "repost") for word in ("--kind", kind)]
    paths = later.paths(later.export, tmp_path / "2")
    said = json.loads(intake.run(*paths, options=[*later.ingest, *words, "--dry-run", "--format", "json"]).stdout)
    assert (said["counts"]["gone"], said["known"], said["not_in_it"]) == (0, known, known)


@pytest.mark.parametrize(
    ("name", "media"),
    [("instagram-json-2022", "media/posts"), ("facebook-json-2024", "your_facebook_activity/posts/media")],
)
def test_pictures_that_were_not_handed_in_make_no_post_gone(tmp_path: Path, name: str, media: str) -> None:
    case = case_named(name)
    intake, folder = Intake(case, tmp_path), case.copied(tmp_path / "export")
    assert intake.run(*case.paths(folder, tmp_path / "1"), options=COMPLETE).returncode == 0
    shutil.rmtree(folder / media)
    code, said = told(intake, *case.paths(folder, tmp_path / "2"), options=COMPLETE)
    assert (code, said["verdict"], said["counts"]["gone"]) == (1, "partial", 0)
    assert "missing-parts" in reasons_of(said)
    assert said["not_in_it"] > 0


def test_posts_that_only_the_headers_of_x_list_are_missing(tmp_path: Path, request_: IngestRequest) -> None:
    taken_in(request_, exports_x.write_2022(tmp_path / "1", posts=posts(6)))
    folder = exports_x.write_2022(tmp_path / "2", posts=posts(6))
    headers = (folder / "data/tweet-headers.js").read_bytes()
    exports_x.write_2022(folder, posts=posts(5))
    (folder / "data/tweet-headers.js").write_bytes(headers)
    outcome = taken_in(request_, folder, moment=datetime(2024, 6, 1, tzinfo=UTC))
    assert (outcome.verdict.reasons, outcome.counts["gone"]) == (("fewer-than-declared",), 0)


def test_a_table_of_reddit_without_headers_declares_nothing_of_the_whole(tmp_path: Path) -> None:
    case = case_named("reddit-2024")
    intake, folder = Intake(case, tmp_path), case.copied(tmp_path / "export")
    for name in ("post_headers.csv", "checkfile.csv"):
        (folder / name).unlink()
    assert reasons_of(told(intake, folder, options=("--dry-run",))[1]) == ["undeclared"]


def test_days_in_the_wrong_order_are_refused(tmp_path: Path) -> None:
    case = case_named("linkedin-2024")
    days = ("--from", "2024-07-20", "--to", "2024-07-01")
    refused = Intake(case, tmp_path).run(case.export, options=days)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--from 2024-07-20 is later than --to 2024-07-01" in refused.stderr


HALF: dict[str, Callable[[bytes], bytes]] = {
    "half": lambda content: content[: len(content) // 2],
    "all but the last line": lambda content: b"\n".join(content.rstrip(b"\n").split(b"\n")[:-1]),
}


@pytest.mark.parametrize("damage", HALF)
def test_a_file_of_items_that_breaks_off_makes_nothing_gone(case: Case, tmp_path: Path, damage: str) -> None:
    """Of every format: even where somebody said that the export is complete."""
    folder, work = case.copied(tmp_path / "export"), tmp_path / "work"
    with opened(case, case.paths(folder, work)) as (_, _, pieces):
        items = [each for each in pieces if isinstance(each, ExportedItem)]
        names = {each.member.name for item in items for each in item.fragments}
    intake = Intake(case, tmp_path / "whole")
    assert intake.run(*case.paths(folder, work)).returncode == (1 if case.reasons else 0)
    silent, files = [], sorted(each for each in folder.rglob("*") if each.is_file())
    of_items = [path for path in files if any(name.endswith(path.name) for name in names)]
    assert of_items
    for path in of_items:
        content = path.read_bytes()
        path.write_bytes(HALF[damage](content))
        done = intake.run(*case.paths(folder, work), options=[*case.ingest, *COMPLETE, "--dry-run", "--format", "json"])
        path.write_bytes(content)
        if done.returncode != 2:
            said = json.loads(done.stdout)
            gone = said["counts"]["gone"]
            silent += [f"{path.name}: {said['verdict']}, {gone} gone"] if gone else []
    assert silent == []


def test_a_web_archive_with_a_damaged_record_is_not_the_whole(tmp_path: Path) -> None:
    case = case_named("warc-crawl-2024")
    folder = case.copied(tmp_path / "export")
    [archive, *_] = sorted(each for each in folder.rglob("*") if ".warc" in each.name)
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    code, said = told(Intake(case, tmp_path / "whole"), *case.paths(folder, tmp_path / "work"), options=COMPLETE)
    assert (code, said["verdict"], reasons_of(said)) == (1, "partial", ["broken-list", "unknown-parts"])

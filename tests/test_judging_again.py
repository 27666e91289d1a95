"""Captures that were taken in under a wrong verdict are judged again, and what they called gone is there again."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from records_portal.captures.capture_record import Scope
from records_portal.captures.comparison import index_lines
from records_portal.captures.judging.judging_again import judge_again
from records_portal.captures.received import received_part
from records_portal.captures.root_captures import read_known_items, standing_capture
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.beside.capture_verdicts import holds_everything, verdict_of
from records_portal.register.findings import Refusal
from records_portal.register.sources import FolderTree, load_register
from tests import exports_x, test_linkedin
from tests.roots import ingest_request
from tests.test_cli import Shell
from tests.test_ingest import taken_in

JUNE, JULY, TODAY = (datetime(2025, month, 1, 12, tzinfo=UTC) for month in (9, 10, 11))
COLUMNS = "judged_at,by,software,verdict,reasons,complete,from_on,to_on,kinds"


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    """A request without parts, for a site on LinkedIn, whose exports declare nothing."""
    return ingest_request(tmp_path, platform="linkedin")


def shorter(folder: Path) -> Path:
    """The member's data with the first of the two shares alone."""
    test_linkedin.write(folder)
    shares = folder / "Shares.csv"
    lines = shares.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [each for each in lines if "7170704596271104009" not in each]
    assert len(kept) < len(lines)
    shares.write_text("".join(kept), encoding="utf-8")
    return folder


def in_the_earlier_form(root: Path, capture: str, *gone: str) -> Path:
    """What the program wrote before there were verdicts: taken for complete, and what it lacked is gone."""
    [folder] = (root / "captures").glob(f"*/{capture}")
    value, _ = read_yaml((folder / "capture.yml").read_bytes())
    assert isinstance(value, dict)
    del value["verdict"]
    value |= {"scope": {"complete": True}, "counts": value["counts"] | {"gone": len(gone)}}
    (folder / "capture.yml").write_text(dump_yaml(value), encoding="utf-8")
    with (folder / "items.csv").open(newline="") as file:
        rows = [row[:-1] for row in csv.reader(file)]
    first = next(path for path in sorted(folder.parent.glob("*/items.csv")) if path.parent != folder)
    known = {row[0]: row[:-1] for row in csv.reader(first.read_text().splitlines())}
    rows += [[*known[each][:3], "gone", *known[each][4:]] for each in gone]
    (folder / "items.csv").write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def disposed_of(request: IngestRequest, capture: str) -> None:
    """What was received is gone by a disposition, as the record says."""
    shutil.rmtree(request.store / "bags/parks-x" / capture / "data/received")
    path = request.root / "captures/parks-x" / capture / "capture.yml"
    value, _ = read_yaml(path.read_bytes())
    assert isinstance(value, dict)
    value["received"] = [{**each, "disposition": "2024-00001"} for each in value["received"]]
    path.write_text(dump_yaml(value))


def sealed_again(bag: Path, folder: Path) -> None:
    """A bag whose files were changed, as if they had been taken in like this; its record in the root says so too."""
    path = folder / "capture.yml"
    value, _ = read_yaml(path.read_bytes())
    assert isinstance(value, dict)
    received = sorted(each for each in (bag / "data/received/part-1").rglob("*") if each.is_file())
    files = [
        (each.relative_to(bag / "data/received/part-1").as_posix(), each.stat().st_size, sha256_of(each))
        for each in received
    ]
    value["received"] = [received_part("folder", files).as_mapping()]
    rewrite(bag, "manifest")
    value["bag"]["manifests"] = [
        {"algorithm": name, "sha256": sha256_of(bag / f"manifest-{name}.txt")} for name in ("sha256", "sha512")
    ]
    for each in (path, bag / "capture.yml"):
        each.write_text(dump_yaml(value))
    rewrite(bag, "tagmanifest")


def rewrite(bag: Path, kind: str) -> None:
    for name in ("sha256", "sha512"):
        manifest = bag / f"{kind}-{name}.txt"
        names = [line.split("  ", 1)[1] for line in manifest.read_text().splitlines()]
        lines = (f"{hashlib.new(name, (bag / each).read_bytes()).hexdigest()}  {each}\n" for each in names)
        manifest.write_text("".join(lines))


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def missed(request: IngestRequest) -> list[str]:
    """The known items that are not there, as the next ingest sees it."""
    history = read_known_items(request.root, request.site, request.store)
    last = {item: history.row(item) for item in history.earlier}
    return sorted(item for item, row in last.items() if row and row.change == "gone")


SHARE = "urn:li:ugcPost:7170704596271104009"


def test_a_capture_of_the_earlier_form_gives_back_what_it_called_gone(tmp_path: Path, request_: IngestRequest) -> None:
    taken_in(request_, test_linkedin.write(tmp_path / "1"))
    second = taken_in(replace(request_, moment=JUNE), shorter(tmp_path / "2"))
    folder = in_the_earlier_form(request_.root, second.capture, SHARE)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert missed(request_) == [SHARE]
    done = judge_again(replace(request_, moment=TODAY), second.capture)
    assert (done.before.value, done.verdict.value, done.verdict.reasons) == ("complete", "partial", ("undeclared",))
    assert (done.back, done.written) == (1, f"captures/parks-x/{second.capture}/verdicts.csv")
    row = "2025-11-01T12:00:00Z,dana-whitfield,Records Portal 0.1.0,partial,undeclared,,,,"
    assert (folder / "verdicts.csv").read_text() == f"{COLUMNS}\n{row}\n"
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "verdicts.csv"} == before
    assert missed(request_) == []
    whole = test_linkedin.write(tmp_path / "3")
    (whole / "read me.txt").write_text("one file more")
    third = taken_in(replace(request_, moment=JULY), whole)
    assert (third.counts["repeated"], third.counts["returned"], third.counts["new"]) == (5, 0, 0)


def test_the_same_verdict_again_writes_nothing_and_the_last_one_stands(tmp_path: Path, request_: IngestRequest) -> None:
    first = taken_in(request_, test_linkedin.write(tmp_path / "1"))
    assert judge_again(replace(request_, moment=TODAY), first.capture).written == ""
    folder = request_.root / "captures/parks-x" / first.capture
    asked = Scope(complete=False, from_on=date(2024, 1, 1))
    judge_again(replace(request_, scope=asked, moment=JUNE), first.capture)
    rehearsed = judge_again(replace(request_, scope=Scope(in_words=True), moment=TODAY, dry_run=True), first.capture)
    assert (rehearsed.verdict.value, rehearsed.written) == ("complete", "")
    done = judge_again(replace(request_, scope=Scope(in_words=True), moment=TODAY), first.capture)
    assert (done.before.value, done.verdict.value, done.back) == ("complete", "complete", 0)
    rows = list(csv.reader((folder / "verdicts.csv").read_text().splitlines()))
    assert [row[3:7] for row in rows[1:]] == [["complete", "", "", "2024-01-01"], ["complete", "", "yes", ""]]
    # The same bytes again end as the verdict that stands.
    again = taken_in(request_, tmp_path / "1")
    assert (again.verdict.value, again.written) == ("complete", ())


def test_an_item_that_is_in_the_export_after_all_was_wrongly_gone(tmp_path: Path) -> None:
    request = ingest_request(tmp_path, account_id="900000001")
    taken_in(request, exports_x.write_2022(tmp_path / "1"))
    folder = exports_x.write_2022(tmp_path / "2")
    (folder / "extra.txt").write_text("x")
    second = taken_in(replace(request, moment=JUNE), folder)
    in_the_earlier_form(request.root, second.capture, exports_x.PHOTO)
    done = judge_again(replace(request, moment=TODAY), second.capture)
    assert (done.verdict.value, done.verdict.reasons, done.back) == ("partial", ("wrongly-gone",), 1)


def test_items_outside_of_the_range_that_is_said_now_are_told_as_that(tmp_path: Path, request_: IngestRequest) -> None:
    taken_in(request_, test_linkedin.write(tmp_path / "1"))
    second = taken_in(replace(request_, moment=JUNE), shorter(tmp_path / "2"))
    in_the_earlier_form(request_.root, second.capture, SHARE)
    for scope, reasons in (
        (Scope(complete=False, from_on=date(2025, 1, 1)), ("gone-outside",)),
        (Scope(complete=False, to_on=date(2020, 1, 1)), ("gone-outside",)),
        (Scope(complete=False, kinds=("comment",)), ("gone-outside",)),
        (Scope(complete=False, from_on=date(2020, 1, 1)), ()),
    ):
        done = judge_again(replace(request_, scope=scope, moment=TODAY, dry_run=True), second.capture)
        assert (done.verdict.reasons, done.back) == (reasons, len(reasons)), scope


def test_where_what_was_received_is_gone_the_records_figures_are_judged(
    tmp_path: Path, request_: IngestRequest
) -> None:
    first = taken_in(request_, test_linkedin.write(tmp_path / "1"))
    disposed_of(request_, first.capture)
    in_words = replace(request_, scope=Scope(in_words=True), moment=TODAY)
    assert judge_again(in_words, first.capture).verdict.value == "complete"


def too_much_gone(tmp_path: Path, request: IngestRequest, moment: datetime) -> str:
    """A capture of five posts after one of twenty."""
    posts = exports_x.posts_2022()[:1] * 20
    whole = [json.loads(json.dumps(each)) for each in posts]
    for number, each in enumerate(whole):
        each["id"] = each["id_str"] = str(1600000000000000001 + (number << 32))
    taken_in(request, exports_x.write_2022(tmp_path / "1", posts=whole))
    second = taken_in(replace(request, moment=moment), exports_x.write_2022(tmp_path / "2", posts=whole[:5]))
    assert second.verdict.reasons == ("too-much-gone",)
    return second.capture


def test_a_bag_that_is_not_there_makes_no_capture_complete(tmp_path: Path) -> None:
    request = ingest_request(tmp_path, account_id="900000001")
    capture = too_much_gone(tmp_path, request, JUNE)
    bag = request.store / "bags/parks-x" / capture
    bag.rename(tmp_path / "away")
    in_words = replace(request, scope=Scope(in_words=True), moment=TODAY)
    with pytest.raises(Refusal, match="the bag is missing"):
        judge_again(in_words, capture)
    (tmp_path / "away").rename(bag)
    shutil.rmtree(bag / "data/received")
    with pytest.raises(Refusal, match=r"data/received/part-1/.* is missing"):
        judge_again(in_words, capture)
    assert not (request.root / "captures/parks-x" / capture / "verdicts.csv").exists()


def test_the_reasons_that_stand_stay_where_what_was_received_was_disposed_of(tmp_path: Path) -> None:
    request = ingest_request(tmp_path, account_id="900000001")
    capture = too_much_gone(tmp_path, request, JUNE)
    disposed_of(request, capture)
    done = judge_again(replace(request, scope=Scope(in_words=True), moment=TODAY), capture)
    assert (done.verdict.value, done.verdict.reasons) == ("partial", ("other-count", "too-much-gone"))


def test_what_is_not_what_was_received_is_not_read(tmp_path: Path, request_: IngestRequest) -> None:
    capture = taken_in(request_, test_linkedin.write(tmp_path / "1")).capture
    bag = request_.store / "bags/parks-x" / capture
    shares = bag / "data/received/part-1/Shares.csv"
    shares.write_bytes(shares.read_bytes().replace(b"o", b"0"))
    in_words = replace(request_, scope=Scope(in_words=True), moment=TODAY)
    with pytest.raises(Refusal, match=r"Shares\.csv has changed"):
        judge_again(in_words, capture)
    rewrite(bag, "manifest")
    rewrite(bag, "tagmanifest")
    with pytest.raises(Refusal, match="it was rewritten"):
        judge_again(in_words, capture)


def test_of_captures_of_one_second_the_one_that_tells_of_known_items_is_the_later(tmp_path: Path) -> None:
    request = ingest_request(tmp_path, account_id="900000001")
    capture = too_much_gone(tmp_path, request, request.moment)
    done = judge_again(replace(request, moment=TODAY), capture)
    assert (done.verdict.reasons, done.written) == (("too-much-gone",), "")


def test_where_nothing_says_which_of_two_came_first_none_becomes_complete(
    tmp_path: Path, request_: IngestRequest
) -> None:
    taken_in(request_, test_linkedin.write(tmp_path / "1"))
    folders = [shorter(tmp_path / "2"), shorter(tmp_path / "3")]
    (folders[1] / "read me.txt").write_text("one file more")
    captures = [taken_in(request_, each).capture for each in folders]
    with pytest.raises(Refusal, match="within one second, and nothing says which came first"):
        judge_again(replace(request_, scope=Scope(in_words=True), moment=TODAY), captures[0])


@pytest.mark.parametrize("received", ["kept", "disposed of"])
def test_what_was_said_to_be_gone_stays_so_when_it_is_judged_again(tmp_path: Path, received: str) -> None:
    request = ingest_request(tmp_path, account_id="900000001")
    taken_in(request, exports_x.write_2022(tmp_path / "1"))
    kept = [each for each in exports_x.posts_2022() if each["id"] != exports_x.REPOST]
    second = taken_in(replace(request, moment=JUNE), exports_x.write_2022(tmp_path / "2", posts=kept), said_gone=1)
    assert missed(request) == [exports_x.REPOST]
    if received == "disposed of":
        disposed_of(request, second.capture)
    done = judge_again(replace(request, moment=TODAY), second.capture)
    assert (done.verdict.value, done.back, done.written) == ("complete", 0, "")
    # As an earlier version wrote it, which asked for no number.
    record = request.root / "captures/parks-x" / second.capture / "capture.yml"
    record.write_text(record.read_text().replace("  gone: 1\n", "", 1))
    rehearsed = judge_again(replace(request, moment=TODAY, dry_run=True), second.capture)
    assert (rehearsed.verdict.reasons, rehearsed.back) == (("too-much-gone",), 1)
    assert judge_again(replace(request, moment=TODAY, said_gone=1), second.capture).verdict.value == "complete"


def test_a_number_that_is_said_to_a_later_verdict_is_kept_and_stands(tmp_path: Path) -> None:
    request = ingest_request(tmp_path, account_id="900000001")
    taken_in(request, exports_x.write_2022(tmp_path / "1"))
    kept = [each for each in exports_x.posts_2022() if each["id"] != exports_x.REPOST]
    second = taken_in(replace(request, moment=JUNE), exports_x.write_2022(tmp_path / "2", posts=kept))
    assert second.verdict.reasons == ("too-much-gone",)
    folder = request.root / "captures/parks-x" / second.capture
    judge_again(replace(request, scope=Scope(complete=False, from_on=date(2020, 1, 1)), moment=JULY), second.capture)
    said = judge_again(replace(request, scope=Scope(in_words=True), moment=TODAY, said_gone=1), second.capture)
    assert (said.verdict.value, said.written) == ("complete", f"captures/parks-x/{second.capture}/verdicts.csv")
    rows = list(csv.reader((folder / "verdicts.csv").read_text().splitlines()))
    assert rows[0] == [*COLUMNS.split(","), "gone"]
    assert [(row[3], row[6], row[9]) for row in rows[1:]] == [("partial", "2020-01-01", ""), ("complete", "", "1")]
    assert standing_capture(folder)["scope"] == {"complete": True, "gone": 1}
    again = judge_again(replace(request, moment=TODAY), second.capture)
    assert (again.verdict.value, again.written) == ("complete", "")


def test_what_is_no_capture_or_a_part_of_one_is_not_judged(tmp_path: Path, request_: IngestRequest) -> None:
    with pytest.raises(Refusal, match="no capture 'other' of 'parks-x'"):
        judge_again(request_, "other")
    picked = taken_in(replace(request_, scope=Scope(complete=False, picked=True)), test_linkedin.write(tmp_path / "1"))
    with pytest.raises(Refusal, match="holds a part of an export"):
        judge_again(request_, picked.capture)


def test_everything_that_is_computed_follows_the_verdict_that_stands(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    root = shell.root.folder
    posts = exports_x.posts_2022()
    first = exports_x.write_2022(tmp_path / "1", posts=posts)
    assert shell.run("ingest", first, "--site", "parks-x", "--by", "ana").returncode == 0
    second = exports_x.write_2022(tmp_path / "2", posts=posts[1:])
    time.sleep(1.1)  # captures are ordered by the second in which they were taken in
    assert shell.run("ingest", second, "--site", "parks-x", "--by", "ana").returncode == 0
    [capture] = [path.parent for path in root.glob("captures/parks-x/*/items.csv") if ",gone," in path.read_text()]
    assert "is gone" in shell.run("captures", "compare").stdout
    due = shell.run("due", "--format", "csv", "--as-of", "2026-01-15").stdout
    bag = shell.store / "bags/parks-x" / capture.name
    for manifest in bag.rglob("manifest.js"):
        # What was received says now, as if nobody had looked, that it holds one post more.
        manifest.write_text(manifest.read_text().replace('"count": "5"', '"count": "6"'))
    sealed_again(bag, capture)
    done = shell.run("captures", "judge", "parks-x", capture.name, "--by", "ana", "--format", "json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["verdict"], told["no_longer_gone"]) == (1, "partial", 1)
    assert [each["reason"] for each in told["reasons"]] == ["fewer-than-declared"]
    assert "is gone" not in shell.run("captures", "compare").stdout
    assert shell.run("due", "--format", "csv", "--as-of", "2026-01-15").stdout == due
    register = load_register(FolderTree(root)).register
    value = register.of("captures")[f"parks-x/{capture.name}"].value
    assert (verdict_of(value), holds_everything(value), value["scope"]) == ("partial", False, {"complete": False})
    gone = [each for each in index_lines(register, [(FolderTree(root), False)]) if each.cells["change"] == "gone"]
    assert gone == []
    assert shell.run("validate", "--as-of", "2026-01-15").returncode == 0


def test_verdicts_that_cannot_be_read_make_nothing_gone(tmp_path: Path, request_: IngestRequest) -> None:
    taken_in(request_, test_linkedin.write(tmp_path / "1"))
    second = taken_in(replace(request_, moment=JUNE), shorter(tmp_path / "2"))
    folder = in_the_earlier_form(request_.root, second.capture, SHARE)
    for broken in ("", COLUMNS, "a,b\n1,2\n", f"{COLUMNS}\n1,2\n", f"{COLUMNS}\nx,a,b,complete,,yes,,,\n"):
        (folder / "verdicts.csv").write_text(broken)
        assert missed(request_) == [], broken


def test_a_judged_capture_verifies_and_its_page_says_what_stands(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    assert shell.run("ingest", exports_x.write_2022(tmp_path / "1"), "--site", "parks-x", "--by", "ana").returncode == 0
    [capture] = [path.parent.name for path in shell.root.folder.glob("captures/parks-x/*/items.csv")]
    shell.root.commit({})
    verified = shell.run("captures", "verify")
    assert (verified.returncode, verified.stdout) == (0, "")
    done = shell.run("captures", "judge", "parks-x", capture, "--by", "ana", "--from", "2023-01-01")
    assert done.returncode == 0, done.stderr
    shell.root.commit({})
    verified = shell.run("captures", "verify")
    assert (verified.returncode, verified.stdout) == (0, "")
    listed = shell.run("captures", "coverage", "parks-x", "--format", "json")
    cells = json.loads(listed.stdout)["cells"]
    assert {cell["state"] for cell in cells if cell["month"] == "2022-11"} == {"seen"}
    assert {cell["state"] for cell in cells if cell["month"] == "2023-03"} == {"whole"}


def test_all_captures_of_a_site_are_judged_in_one_command(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    assert shell.run("ingest", exports_x.write_2022(tmp_path / "1"), "--site", "parks-x", "--by", "ana").returncode == 0
    time.sleep(1.1)  # captures are ordered by the second in which they were taken in
    assert shell.run("ingest", exports_x.write_2018(tmp_path / "2"), "--site", "parks-x", "--by", "ana").returncode == 0
    said = shell.run("captures", "judge", "parks-x", "--by", "ana", "--format", "json")
    assert said.returncode == 0, said.stderr
    assert [(each["verdict"], each["written"]) for each in json.loads(said.stdout)] == [("complete", [])] * 2
    assert "name it behind the site" in shell.refusal("captures", "judge", "parks-x", "--complete", "--by", "ana")

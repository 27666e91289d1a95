"""Whose an export is: every fact in it against every fact of the site; two accounts are refused, an id is offered."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.captures.ingest import IngestRequest
from records_portal.captures.ingest_report import outcome_mapping, render_outcome
from records_portal.captures.judging.export_owners import SiteAccount, wrong_owner
from records_portal.exports.pieces import Owner
from tests import (
    exports_facebook,
    exports_instagram,
    exports_mastodon,
    exports_x,
    test_business_suite,
    test_flickr,
    test_linkedin,
    test_reddit,
    test_saved_feeds,
    test_tiktok,
    test_wordpress,
    test_youtube,
)
from tests.roots import ingest_request
from tests.test_cli import Shell
from tests.test_ingest import record_of, refusal_of, taken_in

JUNE = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    """A request without parts, for a site of which nothing is known."""
    return ingest_request(tmp_path, moment=datetime(2024, 5, 1, 14, 30, tzinfo=UTC))


def owner(where: str = "a file", account_id: str = "", handle: str = "", name: str = "", address: str = "") -> Owner:
    handles, names = (frozenset(filter(None, (each,))) for each in (handle, name))
    return Owner(where, account_id, address, handles, names)


PARKS = owner(account_id="7", handle="LakelandParks", name="Lakeland Parks")


@pytest.mark.parametrize(
    ("owners", "account", "said"),
    [
        ([PARKS], SiteAccount("parks"), ""),
        ([PARKS], SiteAccount("parks", id="7", handles=("Former",)), ""),
        ([PARKS], SiteAccount("parks", id="8"), "is of the account '7'; the site 'parks' is '8'"),
        ([PARKS], SiteAccount("parks", id="8", accepted="LakelandParks"), "is of the account '7'"),
        ([PARKS], SiteAccount("parks", seen=(("2024-01-01-a", "7"),)), ""),
        ([PARKS], SiteAccount("parks", seen=(("2024-01-01-a", "8"),)), "the capture 2024-01-01-a of 'parks' is of '8'"),
        ([PARKS], SiteAccount("parks", handles=("Former", "@lakelandparks")), ""),
        ([PARKS], SiteAccount("parks", handles=("Former", "Other")), "has only the handles 'Former', 'Other'"),
        ([PARKS], SiteAccount("parks", handles=("Other",), accepted="lakelandparks"), ""),
        ([PARKS], SiteAccount("parks", handles=("Other",), accepted="Somebody"), "has only the handles 'Other'"),
        ([PARKS], SiteAccount("parks", url="https://x.com/lakelandparks"), ""),
        ([PARKS], SiteAccount("parks", url="https://x.com/Trails"), "the site 'parks' is at 'https://x.com/Trails'"),
        ([PARKS], SiteAccount("parks", name="Trails"), ""),
        ([owner(name="Lakeland Parks")], SiteAccount("parks", name="LAKELAND  Parks"), ""),
        ([owner(name="Rosa Quill")], SiteAccount("parks", name="Lakeland Parks"), "is called 'Lakeland Parks'"),
        ([owner(name="Rosa Quill")], SiteAccount("parks", name="Lakeland Parks", accepted="Rosa Quill"), ""),
        (
            [owner(handle="parks", address="https://a.example/users/parks")],
            SiteAccount("parks", handles=("parks",), url="https://b.example/@parks"),
            "is of the account 'https://a.example/users/parks'; the site 'parks' is at 'https://b.example/@parks'",
        ),
        ([owner(address="https://www.a.example/")], SiteAccount("parks", url="https://a.example/blog"), ""),
        (
            [owner(address="https://parks.wordpress.example")],
            SiteAccount("parks", url="https://b.example", accepted="https://parks.wordpress.example"),
            "",
        ),
        ([owner("one", "7"), owner("two", "8")], SiteAccount("p", id="7"), "two accounts: '7' in one and '8' in two"),
        ([owner("one", "7", "A"), owner("two", "7", "B")], SiteAccount("p"), ""),
        ([owner("one", "7"), owner("two", handle="B")], SiteAccount("p"), ""),
        ([owner("one", handle="A"), owner("two", handle="B")], SiteAccount("p"), "two accounts: 'A' in one and 'B' in"),
        ([owner("one", handle="A"), owner("two", handle="@a")], SiteAccount("p"), ""),
        ([owner("one", name="A"), owner("two", name="B")], SiteAccount("p"), "two accounts: 'A' in one and 'B' in two"),
    ],
)
def test_what_is_surer_decides(owners: list[Owner], account: SiteAccount, said: str) -> None:
    fault = wrong_owner(owners, account)
    assert (said in fault) if said else (fault == "")


Write = Callable[[Path], Path]
# For each format that says whose it is: a site that it is not of, and both sides as the refusal names them.
OTHERS: dict[str, tuple[Write, str, dict[str, Any], tuple[str, str]]] = {
    "x": (exports_x.write_2022, "x", {"handles": ("Trails",)}, ("'LakelandParks'", "'Trails'")),
    "x by months": (exports_x.write_2018, "x", {"handles": ("Trails",)}, ("'LakelandParks'", "'Trails'")),
    "facebook": (
        exports_facebook.write_json,
        "facebook",
        {"handles": ("trails",)},
        ("'lakelandparks'", "'trails'"),
    ),
    "facebook as pages": (
        exports_facebook.write_html,
        "facebook",
        {"account_name": "Lakeland Trails"},
        ("'Lakeland Parks'", "'Lakeland Trails'"),
    ),
    "instagram": (
        exports_instagram.write_2021,
        "instagram",
        {"handles": ("trails",)},
        ("'lakeland.parks'", "'trails'"),
    ),
    "mastodon": (exports_mastodon.write, "mastodon", {"handles": ("trails",)}, ("'parks'", "'trails'")),
    "youtube": (test_youtube.write, "youtube", {"account_id": "UC0"}, ("'UC", "'UC0'")),
    "meta-csv": (
        lambda folder: test_business_suite.write(folder, posts=test_business_suite.FACEBOOK),
        "facebook",
        {"account_id": "900000002"},
        ("'900000001'", "'900000002'"),
    ),
    "meta-csv of instagram": (
        lambda folder: test_business_suite.write(folder, posts=test_business_suite.INSTAGRAM),
        "instagram",
        {"handles": ("trails",)},
        ("'lakelandparks'", "'trails'"),
    ),
    "tiktok": (
        lambda folder: test_tiktok.write(folder, test_tiktok.IN_2024),
        "tiktok",
        {"handles": ("trails",)},
        ("'lakelandparks'", "'trails'"),
    ),
    "reddit": (test_reddit.write, "reddit", {"handles": ("trails",)}, ("'lakelandparks'", "'trails'")),
    "flickr": (test_flickr.write, "flickr", {"account_id": "1@N01"}, ("'36521981@N01'", "'1@N01'")),
    "wordpress": (
        test_wordpress.write,
        "blog",
        {"url": "https://trails.example"},
        ("'https://blog.lakeland.example'", "'https://trails.example'"),
    ),
    "feeds": (
        lambda folder: test_saved_feeds.write(folder, feed_xml=test_saved_feeds.RSS),
        "blog",
        {"url": "https://trails.example/feed"},
        ("'https://parks.lakeland.example/'", "'https://trails.example/feed'"),
    ),
    "linkedin": (test_linkedin.write, "linkedin", {"account_name": "Rosa Quill"}, ("is of '", "'Rosa Quill'")),
}


@pytest.mark.parametrize("name", OTHERS)
def test_an_export_of_another_account_is_refused_with_both_named(
    tmp_path: Path, request_: IngestRequest, name: str
) -> None:
    write, platform, site, (theirs, ours) = OTHERS[name]
    said = refusal_of(request_, write(tmp_path / "export"), platform=platform, **site)
    assert theirs in said.partition(";")[0]
    assert ours in said.partition(";")[2]


def write_two_of_x(folder: Path) -> tuple[Path, Path]:
    first, second = exports_x.write_2022(folder / "1"), exports_x.write_2022(folder / "2", posts=[])
    for path in (second / "data/account.js", second / "data/manifest.js"):
        path.write_text(path.read_text().replace(exports_x.ACCOUNT, "900000002"))
    return first, second


def test_two_accounts_in_one_hand_in_are_refused(tmp_path: Path, request_: IngestRequest) -> None:
    said = refusal_of(request_, *write_two_of_x(tmp_path / "x"))
    assert "two accounts: '900000001' in account.js and '900000002' in account.js" in said
    folder = exports_facebook.write_json(tmp_path / "facebook")
    other = folder / "other/personal_information/profile_information/profile_information.json"
    other.parent.mkdir(parents=True)
    profile = {"profile_v2": {"name": {"full_name": "Rosa Quill"}}}
    other.write_text(json.dumps(profile))
    said = refusal_of(request_, folder, platform="facebook")
    assert "two accounts: 'Rosa Quill' in other/personal_information/" in said
    assert "and 'Lakeland Parks' in personal_information/profile_information/profile_information.json" in said


def test_the_handle_in_the_name_of_a_part_counts_too(tmp_path: Path, request_: IngestRequest) -> None:
    folder = exports_instagram.write_2021(tmp_path / "export")
    for path in folder.rglob("personal_information.json"):
        path.unlink()
    named = exports_x.zip_of(folder, tmp_path / "instagram-trails-2024-05-01-AbCdEf12.zip")
    said = refusal_of(request_, named, platform="instagram", handles=("lakeland.parks",))
    assert "is of the account 'trails'; the site 'parks-x' has only the handles 'lakeland.parks'" in said


def test_a_former_handle_that_the_export_tells_is_the_accounts(tmp_path: Path, request_: IngestRequest) -> None:
    folder = exports_x.write_2022(tmp_path / "export")
    change = {"screenNameChange": {"changedAt": "2020-01-01T00:00:00Z", "changedFrom": "OldParks",
                                   "changedTo": exports_x.HANDLE}}  # fmt: skip
    entry = {"screenNameChange": {"accountId": exports_x.ACCOUNT, **change}}
    (folder / "data/screen-name-change.js").write_text(f"window.YTD.screen_name_change.part0 = {json.dumps([entry])}")
    assert taken_in(request_, folder, handles=("oldparks",)).counts["found"] == 6


def test_an_id_is_offered_pinned_and_held_against_the_next_export(tmp_path: Path, request_: IngestRequest) -> None:
    site = request_.root / "registry/sites/parks-x.yml"
    before = site.read_bytes()
    outcome = taken_in(request_, exports_x.write_2022(tmp_path / "1"))
    assert record_of(request_, outcome)["account_id"] == "900000001"
    assert "add the line `account_id: '900000001'` to registry/sites/parks-x.yml" in render_outcome(outcome)
    assert outcome_mapping(outcome)["offered_account_id"] == "900000001"
    assert site.read_bytes() == before
    _, other = write_two_of_x(tmp_path / "x")
    said = refusal_of(request_, other, moment=JUNE)
    assert said.endswith(f"is of the account '900000002'; the capture {outcome.capture} of 'parks-x' is of '900000001'")
    known = taken_in(replace(request_, account_id="900000001"), tmp_path / "1")
    assert known.offered_id == ""


def test_a_name_that_the_register_lacks_is_accepted_by_saying_it(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    path = shell.root.folder / "registry/sites/parks-x.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}handles:\n- handle: LakelandParks\n  from_on: 2020-01-02\n", encoding="utf-8")
    export = exports_x.write_2022(tmp_path / "export")
    for each in (export / "data/account.js", export / "data/manifest.js"):
        each.write_text(each.read_text().replace(f'"{exports_x.HANDLE}"', '"SomebodyElse"'))
    refused = shell.refusal("ingest", export, "--site", "parks-x", "--by", "ana")
    assert "'SomebodyElse'" in refused
    assert "--account" in refused
    done = shell.run("ingest", export, "--site", "parks-x", "--by", "ana", "--account", "SomebodyElse", "--dry-run")
    assert done.returncode == 0, done.stderr

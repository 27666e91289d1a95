"""Whose an export is: every fact in it against every fact of the site; two accounts are refused, an id is offered."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.captures.ingest_report import outcome_mapping, render_outcome
from records_portal.captures.judging.export_owners import SiteAccount, wrong_owner
from records_portal.captures.taking_in.request import IngestRequest
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
    test_slack,
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


def page(address: str) -> Owner:
    return Owner("the export", address=address, is_page=True)


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
        (
            [owner(handle="l\u0430keland")],
            SiteAccount("p", handles=("lakeland",)),
            "'l\u0430keland'; the site 'p' has only the handles 'lakeland'",
        ),
        ([owner(handle="lakeland\u200b")], SiteAccount("p", handles=("lakeland",)), "only the handles 'lakeland'"),
        ([page("https://a.example/blog")], SiteAccount("p", url="https://a.example/blog/"), ""),
        ([page("https://a.example/blog/news")], SiteAccount("p", url="https://a.example/blog"), ""),
        (
            [page("https://a.example/blogs")],
            SiteAccount("p", url="https://a.example/blog"),
            "'https://a.example/blogs'",
        ),
        (
            [page("https://a.example/other")],
            SiteAccount("p", url="https://a.example/blog"),
            "'https://a.example/other'",
        ),
        ([page("https://a.example/other")], SiteAccount("p", url="https://a.example"), ""),
        ([owner("one", name="A"), owner("two", name="B")], SiteAccount("p"), "two accounts: 'A' in one and 'B' in two"),
    ],
)
def test_what_is_surer_decides(owners: list[Owner], account: SiteAccount, said: str) -> None:
    fault = wrong_owner(owners, account)
    assert (said in fault) if said else (fault == "")


BARE = SiteAccount("bare")
TRAILS = SiteAccount("trails", id="7", handles=("Trails",), url="https://a.example/@trails", name="Trails")
AT_TRAILS = "which the register has at the site 'trails' and not at 'bare'"


@pytest.mark.parametrize(
    ("told", "account", "said"),
    [
        (owner(account_id="7"), BARE, f"is of the account '7', {AT_TRAILS}"),
        (owner(account_id="7", handle="Bare"), SiteAccount("bare", handles=("Bare",)), AT_TRAILS),
        (owner(account_id="7"), SiteAccount("bare", accepted="7"), AT_TRAILS),
        (owner(account_id="8", handle="Trails"), BARE, ""),
        (owner(handle="@trails"), BARE, AT_TRAILS),
        (owner(handle="trails"), SiteAccount("bare", accepted="trails"), AT_TRAILS),
        (owner(handle="trails"), SiteAccount("bare", handles=("Trails", "Bare")), ""),
        (owner(handle="trails", address="https://b.example/@trails"), BARE, ""),
        (page("https://www.a.example/@trails/"), BARE, AT_TRAILS),
        (page("https://a.example/@other"), BARE, ""),
        (owner(name="TRAILS"), BARE, AT_TRAILS),
        (owner(name="Trails"), SiteAccount("bare", accepted="Trails"), ""),
        (owner(name="Trails"), SiteAccount("bare", name="Trails"), ""),
        (owner(handle="somebody", name="Trails"), BARE, ""),
    ],
)
def test_what_the_register_has_at_another_site_is_not_taken_in(told: Owner, account: SiteAccount, said: str) -> None:
    fault = wrong_owner([told], account, [SiteAccount("none"), TRAILS])
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
    "mediawiki": (
        lambda folder: Path(shutil.copytree(Path(__file__).parent / "exports/mediawiki-dump-2024/export", folder)),
        "wiki",
        {"url": "https://wiki.trails.example"},
        ("'https://wiki.lakeland.example", "'https://wiki.trails.example'"),
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


@pytest.mark.parametrize("name", OTHERS)
def test_an_export_of_another_site_is_refused_at_a_site_of_which_nothing_is_known(
    tmp_path: Path, request_: IngestRequest, name: str
) -> None:
    write, platform, *_ = OTHERS[name]
    export = write(tmp_path / "export")
    found = taken_in(request_, export, platform=platform, dry_run=True)
    other = SiteAccount("other", found.account or "", *_at_another_site(found.account, found.called))
    said = refusal_of(request_, export, platform=platform, others=(other,))
    assert "which the register has at the site 'other' and not at 'parks-x'" in said


def _at_another_site(account: str | None, called: str) -> tuple[tuple[str, ...], str, str]:
    """What of an export that tells no id is known of the other site: its address, its handle or its name."""
    if account:
        return (), "", ""
    return ((), called, "") if "://" in called else ((called,), "", called)


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


Change = Callable[[Path], object]


def changed(name: str, *pairs: tuple[str, str]) -> Change:
    """Other words in each file of a name."""

    def change(folder: Path) -> None:
        files = list(folder.rglob(name))
        before = [each.read_text("utf-8") for each in files]
        for path, text in zip(files, before, strict=True):
            for old, new in pairs:
                text = text.replace(old, new)
            path.write_text(text, "utf-8")
        assert before != [each.read_text("utf-8") for each in files]

    return change


def without(name: str, change: Change) -> Change:
    """Other words, and a file at the top left out."""

    def lessened(folder: Path) -> None:
        (folder / name).unlink()
        change(folder)

    return lessened


def add_headers(folder: Path) -> None:
    """The headers of posts, the last of which is another account's."""
    entries = [{"tweet": {"tweet_id": str(number), "user_id": user}} for number, user in ((1, "900000001"), (2, "8"))]
    (folder / "data/tweet-headers.js").write_text(f"window.YTD.tweet_headers.part0 = {json.dumps(entries)}")


def add_account(folder: Path) -> None:
    """A second account in the list of one."""
    path = folder / "data/account.js"
    entry = {"account": {"accountId": "8", "username": "Other"}}
    path.write_text(f"{path.read_text().rstrip().removesuffix(']')}, {json.dumps(entry)}]")


PHOTOS_OF_OTHER = changed("photo_*", ("photos/lakelandparks/", "photos/other/"))
MASTODON = {"handles": ("parks",), "url": "https://social.lakeland.example/@parks"}
ACTOR = exports_mastodon.ACTOR
# Exports of the site in which something says that it is of another account: what is changed, and what is said.
MIXED: dict[str, tuple[Write, str, dict[str, Any], Change, str]] = {
    "activities of another": (
        exports_mastodon.write,
        "mastodon",
        MASTODON,
        changed("outbox.json", (f'"actor":"{ACTOR}"', f'"actor":"{ACTOR}2"')),
        f"two accounts: '{ACTOR}' in actor.json and '{ACTOR}2' in outbox.json",
    ),
    "posts written by another": (
        exports_mastodon.write,
        "mastodon",
        MASTODON,
        changed("outbox.json", (f'"attributedTo":"{ACTOR}"', '"attributedTo":"https://evil.example/users/parks"')),
        f"two accounts: '{ACTOR}' in actor.json and 'https://evil.example/users/parks' in outbox.json",
    ),
    "activities of another server alone": (
        exports_mastodon.write,
        "mastodon",
        MASTODON,
        without("actor.json", changed("outbox.json", ("social.lakeland.example", "evil.example"))),
        "is of the account 'https://evil.example/users/parks'; the site 'parks-x' is at",
    ),
    "activities of another user alone": (
        exports_mastodon.write,
        "mastodon",
        MASTODON,
        without("actor.json", changed("outbox.json", ("users/parks", "users/other"))),
        "is of the account 'other'; the site 'parks-x' has only the handles 'parks'",
    ),
    "a second account of x": (
        exports_x.write_2022,
        "x",
        {"account_id": "900000001"},
        add_account,
        "two accounts: '900000001' in account.js and '8' in account.js",
    ),
    "headers of another": (
        exports_x.write_2022,
        "x",
        {"account_id": "900000001"},
        add_headers,
        "two accounts: '900000001' in account.js and '8' in tweet-headers.js",
    ),
    "a post of another": (
        exports_x.write_2018,
        "x",
        {"account_id": "900000001"},
        changed("2017_04.js", ('"id_str": "900000001"', '"id_str": "8"')),
        "two accounts: '900000001' in user_details.js and '8' in the posts",
    ),
    "videos of another channel": (
        test_youtube.write,
        "youtube",
        {"account_id": test_youtube.CHANNEL},
        changed("videos.csv", (f"twin0000002,6000,Travel,,{test_youtube.CHANNEL}", "twin0000002,6000,Travel,,UCOther")),
        "'UCOther' in the table 'videos.csv'",
    ),
    "comments of another channel": (
        test_youtube.write,
        "youtube",
        {"account_id": test_youtube.CHANNEL},
        changed("comments.csv", (test_youtube.CHANNEL, "UCOther")),
        "'UCOther' in the table 'comments.csv'",
    ),
    "photos of another": (
        test_flickr.write,
        "flickr",
        {"handles": ("lakelandparks",)},
        PHOTOS_OF_OTHER,
        "two accounts: 'lakelandparks' in account_profile.json and 'other' in the addresses of photos",
    ),
    "photos of another alone": (
        test_flickr.write,
        "flickr",
        {"handles": ("lakelandparks",)},
        without("account_profile.json", PHOTOS_OF_OTHER),
        "is of the account 'other'; the site 'parks-x' has only the handles 'lakelandparks'",
    ),
    "photos of another number": (
        test_flickr.write,
        "flickr",
        {"account_id": "36521981@N01"},
        changed("photo_*2.json", ("photos/lakelandparks/", "photos/9999@N01/")),
        "two accounts: '36521981@N01' in account_profile.json and '9999@N01' in the addresses of photos",
    ),
    "posts at another page": (
        lambda folder: test_business_suite.write(folder, posts=test_business_suite.FACEBOOK),
        "facebook",
        {"account_id": "900000001", "handles": ("lakelandparks",)},
        changed("posts.csv", ("LakelandParks/posts/pfbid0def", "Trails/posts/pfbid0def")),
        "'Trails' in the addresses of posts",
    ),
    "a blog beside the site": (
        test_wordpress.write,
        "blog",
        {"url": "https://blog.lakeland.example/parks"},
        changed(
            "*.xml", ("blog.lakeland.example</wp:base_blog_url>", "blog.lakeland.example/trails</wp:base_blog_url>")
        ),
        "is of the account 'https://blog.lakeland.example/trails'; the site 'parks-x' is at",
    ),
    "a handle of a table that looks alike": (
        lambda folder: test_business_suite.write(folder, posts=test_business_suite.INSTAGRAM),
        "instagram",
        {"handles": ("lakelandparks",)},
        changed("posts.csv", (",lakelandparks,", ",l\u0430kelandparks,")),
        "the site 'parks-x' has only the handles 'lakelandparks'",
    ),
    "a handle of a page that looks alike": (
        exports_facebook.write_json,
        "facebook",
        {"handles": ("lakelandparks",)},
        changed("profile_information.json", ("lakelandparks", "lakeland\\u200bparks")),
        "the site 'parks-x' has only the handles 'lakelandparks'",
    ),
    "a channel that no id can be": (
        test_youtube.write,
        "youtube",
        {"account_id": test_youtube.CHANNEL},
        changed("comments.csv", (test_youtube.CHANNEL, "UC\u0421hannel")),
        "'UC\u0421hannel' in the table 'comments.csv'",
    ),
    "a handle that looks alike": (
        exports_instagram.write_2021,
        "instagram",
        {"handles": ("lakeland.parks",)},
        changed("personal_information.json", ("lakeland.parks", "l\\u0430keland.parks")),
        "the site 'parks-x' has only the handles 'lakeland.parks'",
    ),
    "a handle with a sign that is not seen": (
        exports_instagram.write_2021,
        "instagram",
        {"handles": ("lakeland.parks",)},
        changed("personal_information.json", ("lakeland.parks", "lakeland\\u200b.parks")),
        "the site 'parks-x' has only the handles 'lakeland.parks'",
    ),
}


@pytest.mark.parametrize("name", MIXED)
def test_what_is_of_another_account_within_an_export_refuses_all_of_it(
    tmp_path: Path, request_: IngestRequest, name: str
) -> None:
    write, platform, site, change, said = MIXED[name]
    folder = write(tmp_path / "export")
    sites = {"platform": platform, **site}
    if name != "a blog beside the site":  # whose right address is at another path
        assert taken_in(replace(request_, dry_run=True), folder, **sites).counts["found"]
    change(folder)
    assert said in refusal_of(request_, folder, **sites)


TWO: dict[str, tuple[Write, str, Change, str]] = {
    "tiktok": (
        lambda folder: test_tiktok.write(folder, test_tiktok.IN_2024),
        "tiktok",
        changed("*.json", ('"lakelandparks"', '"other"')),
        "two accounts: 'lakelandparks' in a profile and 'other' in a profile",
    ),
    "flickr": (
        test_flickr.write,
        "flickr",
        changed("account_profile.json", ("36521981@N01", "999@N01")),
        "two accounts: '36521981@N01' in account_profile.json and '999@N01' in account_profile.json",
    ),
    "mastodon": (
        exports_mastodon.write,
        "mastodon",
        without("actor.json", changed("outbox.json", (ACTOR, f"{ACTOR}2"))),
        f"two accounts: '{ACTOR}' in actor.json and '{ACTOR}2' in outbox.json",
    ),
    "reddit": (
        test_reddit.write,
        "reddit",
        changed("statistics.csv", ("lakelandparks", "other")),
        "two accounts: 'lakelandparks' in statistics.csv and 'other' in statistics.csv",
    ),
    "meta-csv": (
        lambda folder: test_business_suite.write(folder, posts=test_business_suite.INSTAGRAM),
        "instagram",
        changed("posts.csv", (",17841400000000009,lakelandparks,", ",,other,")),
        "two accounts: 'lakelandparks' in the tables and 'other' in the tables",
    ),
    "slack": (
        test_slack.write,
        "slack",
        changed("channels.json", ("C0GENERAL", "C9OTHER")),
        "the lists of channels are of two workspaces: 'C0GENERAL' in",
    ),
}


@pytest.mark.parametrize("name", TWO)
def test_two_accounts_of_each_format_in_one_hand_in_are_refused(
    tmp_path: Path, request_: IngestRequest, name: str
) -> None:
    write, platform, change, said = TWO[name]
    first, second = write(tmp_path / "a"), write(tmp_path / "b")
    change(second)
    assert said in refusal_of(request_, first, second, platform=platform)


def test_the_handle_in_the_name_of_a_part_counts_too(tmp_path: Path, request_: IngestRequest) -> None:
    folder = exports_instagram.write_2021(tmp_path / "export")
    for path in folder.rglob("personal_information.json"):
        path.unlink()
    named = exports_x.zip_of(folder, tmp_path / "instagram-trails-2024-05-01-AbCdEf12.zip")
    said = refusal_of(request_, named, platform="instagram", handles=("lakeland.parks",))
    assert "is of the account 'trails'; the site 'parks-x' has only the handles 'lakeland.parks'" in said
    part = named.rename(tmp_path / "instagram-trails-2024-05-01-AbCdEf12-part1.zip")
    assert "is of the account 'trails'" in refusal_of(request_, part, platform="instagram", handles=("lakeland.parks",))


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


def test_the_report_calls_an_account_without_an_id_as_the_export_does(tmp_path: Path, request_: IngestRequest) -> None:
    request = replace(request_, platform="tiktok", dry_run=True)
    text = render_outcome(taken_in(request, test_tiktok.write(tmp_path / "export", test_tiktok.IN_2024)))
    assert "of the account 'lakelandparks'" in text.splitlines()[0]


def test_the_account_of_another_site_is_refused_at_one_that_is_only_requested(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    path = shell.root.folder / "registry/sites/parks-x.yml"
    text = path.read_text(encoding="utf-8")
    path.with_name("trails-x.yml").write_text(f"{text}account_id: '{exports_x.ACCOUNT}'\n", encoding="utf-8")
    export = exports_x.write_2022(tmp_path / "export")
    for options in ([], ["--dry-run"], ["--account", exports_x.HANDLE]):
        refused = shell.refusal("ingest", export, "--site", "parks-x", "--by", "ana", *options)
        assert f"{exports_x.ACCOUNT!r}, which the register has at the site 'trails-x'" in refused

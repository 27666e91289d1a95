"""The U.S. Digital Registry as a register: what the dump says becomes records, what is wrong with it a list."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from records_portal.accounts.platform_links import LinkedAccount, account_of, known_platforms
from records_portal.checks import check_register
from records_portal.commands.import_ import imports
from records_portal.commands.places import Places
from records_portal.files.yaml_text import read_yaml
from records_portal.imports.digital_registry import COLUMNS, REPORT_COLUMNS, import_registry
from records_portal.register.findings import Refusal, Severity
from records_portal.register.shapes import fits
from records_portal.register.sources import FolderTree, load_register
from records_portal.register.starter import new_root

DUMP = Path(__file__).parents[1].parent / "shared" / "data" / "us_digital_registry_2024-09-12.csv"
GEOLOGY = "Department of the Interior\n            \n            Geological Survey"
ROW = {
    "Agency": "Geological Survey",
    "Service": "Twitter",
    "Account Name": "Survey",
    "Short description": "Rocks and rivers.",
    "Last update": "2023-05-04",
    "link": "https://twitter.com/SurveyNews",
    "status": "Published",
}


def dump(tmp_path: Path, *rows: dict[str, str], name: str = "dump_2024-09-12.csv") -> Path:
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(ROW | row for row in rows)
    return path


def imported(tmp_path: Path, *rows: dict[str, str]) -> tuple[Path, list[dict[str, str]], str]:
    """The root that the rows became, the list of defects and what was said."""
    root, report = tmp_path / "root", tmp_path / "report.csv"
    new_root(root, "Official accounts", "UTC", "10-01")
    said = import_registry(dump(tmp_path, *rows), root, report)
    with report.open(encoding="utf-8", newline="") as file:
        return root, list(csv.DictReader(file)), said


def site(root: Path, site_id: str) -> dict[str, Any]:
    value, fault = read_yaml((root / "registry" / "sites" / f"{site_id}.yml").read_bytes())
    assert fault is None
    assert isinstance(value, dict)
    return value


def sites(root: Path) -> list[str]:
    return sorted(path.stem for path in (root / "registry" / "sites").glob("*.yml"))


def defects(report: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    return [(row["row"], row["defect"], row["detail"]) for row in report]


def test_a_row_becomes_a_site_that_says_what_the_row_says_and_no_more(tmp_path: Path) -> None:
    root, report, said = imported(tmp_path, {})
    assert site(root, "x-surveynews") == {
        "agency": "geological-survey",
        "platform": "x",
        "account_name": "Survey",
        "handles": [{"handle": "SurveyNews", "from_on": "2023-05-04"}],
        "url": "https://twitter.com/SurveyNews",
        "audience": "public",
        "origin": "imported",
        "purpose": "Rocks and rivers.",
        "facts": [
            {
                "kind": "listing",
                "on": "2023-05-04",
                "list": "U.S. Digital Registry, public dump of 2024-09-12",
                "entry": "in-use",
            }
        ],
    }
    agency, _ = read_yaml((root / "registry/agencies/geological-survey.yml").read_bytes())
    assert agency == {"name": "Geological Survey", "kind": "federal"}
    assert report == []
    assert said.splitlines()[0] == "1 row became 1 site, 1 in use and 0 closed, of 1 agency on 1 platform"


def test_the_root_validates_and_what_is_missing_is_late(tmp_path: Path) -> None:
    root, _, _ = imported(tmp_path, {}, {"link": "https://twitter.com/Old", "status": "Archive"})
    loaded = load_register(FolderTree(root))
    found = [*loaded.findings, *check_register(loaded.register, [(FolderTree(root), False)], date(2026, 1, 15))]
    assert [str(each) for each in found if each.severity is Severity.ERROR] == []
    assert {(each.code, each.subject) for each in found if each.severity is Severity.LATE} == {
        ("A004", "x-surveynews"),
        ("K009", "x-surveynews"),
        ("K011", "geological-survey"),
        ("L003", "x-surveynews"),
        ("L011", "x-old"),
        ("U004", "portal"),
    }


def test_spellings_of_one_address_are_one_account(tmp_path: Path) -> None:
    root, report, _ = imported(
        tmp_path,
        {},
        {"link": "http://www.twitter.com/surveynews/?lang=en"},
        {"link": "http://twitter.com/#!/SURVEYNEWS"},
    )
    assert sites(root) == ["x-surveynews"]
    assert defects(report) == [("3", "duplicate", "row 2"), ("4", "duplicate", "row 2")]


def test_published_and_archived_keeps_both_facts_and_the_last_one_counts(tmp_path: Path) -> None:
    root, report, _ = imported(tmp_path, {"Last update": "2022-11-19"}, {"status": "Archive"})
    assert [(fact["on"], fact["entry"]) for fact in site(root, "x-surveynews")["facts"]] == [
        ("2022-11-19", "in-use"),
        ("2023-05-04", "closed"),
    ]
    assert ("3", "published-and-archived", "2 Published, 3 Archive") in defects(report)


def test_of_one_day_what_is_published_counts(tmp_path: Path) -> None:
    root, _, _ = imported(tmp_path, {}, {"status": "Archive"})
    assert [fact["entry"] for fact in site(root, "x-surveynews")["facts"]] == ["closed", "in-use"]


@pytest.mark.parametrize(
    ("row", "defect", "detail"),
    [
        ({"Agency": ""}, "blank-agency", ""),
        ({"Agency": GEOLOGY}, "line-break", "2 agencies"),
        ({"link": "https://www.threads.net/@survey"}, "wrong-host", "www.threads.net"),
        ({"link": "Survey (@survey) / Twitter"}, "unparsable-link", ""),
        ({"link": "twitter.com/SurveyNews"}, "link-without-scheme", "https://twitter.com/SurveyNews"),
        ({"link": "https://twitter.com/a-name-that-is-none"}, "handle-pattern", ""),
        ({"link": "https://twitter.com/home"}, "no-account-in-link", ""),
        ({"Service": "Google plus", "link": "https://plus.google.com/+Survey"}, "dead-platform", None),
        ({"Account Name": "Sur\u200bvey"}, "invisible-characters", ""),
    ],
)
def test_a_defect_is_listed_and_the_row_kept(tmp_path: Path, row: dict[str, str], defect: str, detail: str) -> None:
    root, report, _ = imported(tmp_path, row)
    assert [(each["row"], each["defect"]) for each in report] == [("2", defect)]
    assert detail is None or report[0]["detail"] == detail
    assert sites(root) == [report[0]["site"]]


@pytest.mark.parametrize(
    ("row", "defect"),
    [
        ({"Service": "Other", "link": "https://stories.example/x"}, "unknown-platform"),
        ({"status": "Draft"}, "unknown-status"),
        ({"Last update": "May 4"}, "unreadable-date"),
    ],
)
def test_a_row_that_cannot_be_a_record_is_left_out_and_listed(tmp_path: Path, row: dict[str, str], defect: str) -> None:
    root, report, _ = imported(tmp_path, {}, row)
    assert sites(root) == ["x-surveynews"]
    assert [(each["row"], each["defect"], each["site"]) for each in report] == [("3", defect, "")]


def test_a_link_that_is_wrong_gives_a_site_without_address_and_handle(tmp_path: Path) -> None:
    root, report, _ = imported(tmp_path, {"link": "https://www.threads.net/@survey"})
    assert {"url", "handles", "account_id"} & site(root, report[0]["site"]).keys() == set()


@pytest.mark.parametrize(
    ("cell", "agency"),
    [
        (GEOLOGY, "Geological Survey"),
        ("Department of Energy\nDepartment of Labor", "Department of Energy; Department of Labor"),
        ("A Board\nB Board\nC Board\nD Board", "A Board and 3 others"),
        ("", "Agency not stated"),
    ],
)
def test_the_agency_of_a_cell_that_names_several(tmp_path: Path, cell: str, agency: str) -> None:
    root, _, _ = imported(tmp_path, {"Agency": cell})
    (path,) = (root / "registry" / "agencies").glob("*.yml")
    assert read_yaml(path.read_bytes())[0]["name"] == agency


def test_a_root_that_has_records_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    root, _, _ = imported(tmp_path, {})
    before = {path: path.read_bytes() for path in root.rglob("*.yml")}
    with pytest.raises(Refusal, match="is there already"):
        import_registry(dump(tmp_path, {"link": "https://twitter.com/Other"}), root, tmp_path / "again.csv")
    assert {path: path.read_bytes() for path in root.rglob("*.yml")} == before


def test_another_table_is_refused(tmp_path: Path) -> None:
    new_root(tmp_path / "root", "T", "UTC", "10-01")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Refusal, match="the first line is not Agency,Service"):
        import_registry(tmp_path / "other.csv", tmp_path / "root", tmp_path / "report.csv")
    with pytest.raises(Refusal, match="is not a root"):
        import_registry(dump(tmp_path, {}), tmp_path, tmp_path / "report.csv")


def test_no_spreadsheet_runs_a_cell_of_the_report(tmp_path: Path) -> None:
    _, report, _ = imported(tmp_path, {"Account Name": "=cmd|' /C calc'!A0", "link": "https://twitter.com/home"})
    assert report[0]["account"] == "'=cmd|' /C calc'!A0"


def test_the_command_writes_the_root_and_the_report(tmp_path: Path) -> None:
    new_root(tmp_path / "root", "T", "UTC", "10-01")
    arguments = [str(dump(tmp_path, {})), "--report", str(tmp_path / "r.csv"), "--root", str(tmp_path / "root")]
    places = Places(tmp_path, (), None, tmp_path / "cache", datetime(2026, 10, 1, tzinfo=UTC))
    done = CliRunner().invoke(imports, ["us-digital-registry", *arguments], obj=places)
    assert (done.exit_code, done.output.partition(",")[0]) == (0, "1 row became 1 site")
    assert (tmp_path / "r.csv").read_text() == ",".join(REPORT_COLUMNS) + "\n"


def test_the_table_of_platforms_fits_the_schema() -> None:
    assert [each.id for each in known_platforms().values() if not fits("platforms", dict(each.record))] == []


@pytest.mark.parametrize(
    ("platform", "link", "url", "handle", "account_id"),
    [
        ("x", "https://x.com/@Survey/status/1", "https://x.com/@Survey", "Survey", ""),
        ("facebook", "http://facebook.com/profile.php?id=61556643512685", None, "", "61556643512685"),
        ("facebook", "https://facebook.com/Rocks-283552195138889", "https://facebook.com/283552195138889", "", None),
        ("facebook", "https://www.facebook.com/pages/Rocks/283552195138889?v=wall", None, "", "283552195138889"),
        ("youtube", "https://youtube.com/@rocks/videos", "https://youtube.com/@rocks", "rocks", ""),
        ("youtube", "https://www.youtube.com/user/rocks/about", "https://www.youtube.com/user/rocks", "", ""),
        (
            "youtube",
            "https://www.youtube.com/channel/UCccMnsh9wbV1QoQfdPzEQEQ/feed",
            None,
            "",
            "UCccMnsh9wbV1QoQfdPzEQEQ",
        ),
        ("flickr", "http://flickr.com/photos/51986662@N05/sets/1", None, "", "51986662@N05"),
        ("tumblr", "http://rocks.tumblr.com/", "https://www.tumblr.com/rocks", "rocks", ""),
        ("linkedin", "https://www.linkedin.com/company/11754751/admin/", None, "", "11754751"),
        ("google-plus", "https://plus.google.com/u/0/+Rocks/posts", "https://plus.google.com/+Rocks", "+Rocks", ""),
        ("bluesky", "https://bsky.app/profile/rocks.example/post/3krgnnk2y2222", None, "rocks.example", ""),
        ("bluesky", "bsky.app/profile/did:plc:kzcqyc3unb33eh5sxzsfs25z", None, "", "did:plc:kzcqyc3unb33eh5sxzsfs25z"),
        ("tiktok", "https://www.tiktok.com/@rocks/video/7", None, "rocks", ""),
        ("snapchat", "https://www.snapchat.com/add/rocks", None, "rocks", ""),
        ("scribd", "https://www.scribd.com/user/123456/Rocks", None, "", "123456"),
        ("nextdoor", "https://nextdoor.com/pages/rocks-wy/", None, "rocks-wy", ""),
        ("google-groups", "https://groups.google.com/g/rocks/c/abc", None, "rocks", ""),
        ("yahoo-groups", "http://groups.yahoo.com/group/rocks/messages", None, "rocks", ""),
        ("stumbleupon", "http://www.stumbleupon.com/stumbler/rocks", None, "rocks", ""),
        ("digg", "http://digg.com/users/rocks", None, "rocks", ""),
        ("wordpress", "https://rocks.wordpress.com/2014/05/01/a/", "https://rocks.wordpress.com/", "", ""),
        ("slack", "https://rocks.slack.com/", "https://rocks.slack.com/", "", ""),
        ("medium", "https://rocks.medium.com/story-1", "https://rocks.medium.com/", "", ""),
    ],
)
def test_an_address_names_an_account_as_its_platform_writes_it(
    platform: str, link: str, url: str | None, handle: str, account_id: str | None
) -> None:
    found = account_of(link, known_platforms()[platform])
    assert isinstance(found, LinkedAccount)
    assert found.defect == ""
    assert url is None or found.url == url
    assert found.handle == handle
    assert account_id is None or found.account_id == account_id


@pytest.mark.builds
@pytest.mark.skipif(not DUMP.is_file(), reason="the dump of the U.S. Digital Registry is not beside the repository")
def test_the_last_public_dump_becomes_a_register_without_errors(tmp_path: Path) -> None:
    root, report = tmp_path / "root", tmp_path / "report.csv"
    new_root(root, "U.S. official accounts", "America/New_York", "10-01")
    assert import_registry(DUMP, root, report).startswith(
        "11,218 rows became 10,507 sites, 6,535 in use and 3,972 closed"
    )
    with report.open(encoding="utf-8", newline="") as file:
        counts = Counter(row["defect"] for row in csv.DictReader(file))
    assert counts["duplicate"] == 711
    assert counts["published-and-archived"] == 341
    assert counts["blank-agency"] == 908
    assert counts["dead-platform"] == 199
    assert counts["unknown-platform"] == 4
    loaded = load_register(FolderTree(root))
    found = [*loaded.findings, *check_register(loaded.register, [(FolderTree(root), False)], date(2026, 1, 15))]
    assert [str(each) for each in found if each.severity is Severity.ERROR] == []

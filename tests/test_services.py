"""Every service that agencies use has a reader or a table, and each table, filled in, becomes a record."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from records_portal.accounts.platform_links import known_platforms
from records_portal.commands.captures import captures
from records_portal.commands.places import Places
from records_portal.exports import FORMATS
from records_portal.exports.formats.files_csv import COLUMNS
from records_portal.exports.services import OTHER, Service, render_services, service_of, services
from records_portal.register.findings import Refusal
from records_portal.values.export_links import LINK_DAYS, last_day_of_link, link_days
from tests import test_asking
from tests.roots import ingest_request
from tests.test_ingest import record_of, rows_of, taken_in

PAGE = Path(__file__).parents[1] / "docs/reference/services.md"

# The State of New Jersey's list of 2013 and the State of Missouri's of 2013 and 2018, then two that agencies use since.
NAMED = (
    "YouTube", "Facebook Live", "Vimeo", "WordPress", "Twitter", "Tumblr", "Facebook", "LinkedIn", "Google+",
    "Instagram", "Snapchat", "Pinterest", "Reddit", "Digg", "StumbleUpon", "wikis", "Scribd", "SlideShare",
    "Google Groups", "Yahoo! Groups", "Ideation", "IdeaScale", "Rich Site Summary", "RSS",
    "Google Docs", "SharePoint", "GoToMeeting", "Nextdoor", "Google Business Profile",
)  # fmt: skip
FILLED = {
    "id": "104",
    "kind": "post",
    "created_at": "2024-05-01T09:30:00-04:00",
    "author": "Lakeland Trails",
    "text": "Ünder the bridge,\nboth lanes",
    "permalink": "https://trails.lakeland.example/104",
    "in_reply_to": "103",
    "media": "bridge.jpg",
    "deleted": "no",
    "edited": "no",
    "original_format": "a page",
}


@dataclass(frozen=True)
class Written:
    """What the command printed and told."""

    out: str
    told: str


Template = Callable[[str, Path], Written]


@pytest.fixture
def template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Template:
    """The command, run."""
    places = Places(tmp_path, (), None, tmp_path / "cache", datetime(2026, 10, 1, tzinfo=UTC))

    def run(platform: str, out: Path) -> Written:
        assert captures.main(["template", platform, "--out", str(out)], standalone_mode=False, obj=places) == 0
        return Written(*capsys.readouterr())

    return run


@pytest.mark.parametrize("name", NAMED)
def test_a_service_that_the_documents_name_is_in_the_table(name: str) -> None:
    assert service_of(name) is not None


def test_readers_of_the_table_are_those_that_there_are() -> None:
    assert {form for each in services().values() for form in each.formats} <= set(FORMATS)
    assert set(FORMATS) - {form for each in services().values() for form in each.formats} == set()


def test_a_service_whose_accounts_have_addresses_is_among_the_known_platforms() -> None:
    # These have none of their own: each server, each company's rooms, and whatever else.
    without = {"mastodon", "rss", "wiki", "google-docs", "sharepoint", "gotomeeting", "teams", "other"}
    without.add("google-business-profile")
    assert set(services()) - set(known_platforms()) == without
    ended = {name: each.ended_on for name, each in services().items() if each.ended_on}
    assert {name: known_platforms()[name].record.get("ended_on") for name in ended} == ended


@pytest.mark.parametrize("service", services().values(), ids=services())
def test_an_entry_says_what_it_lacks_how_that_is_put_right_and_how_its_table_is_filled(service: Service) -> None:
    assert service.lacks
    assert service.gap
    assert service.steps
    assert set(service.columns) <= set(COLUMNS)
    assert {"id", "kind", "created_at", "text"} <= set(service.columns)
    assert service.choices or service.ended_on


@pytest.mark.parametrize("platform", services())
def test_a_template_that_is_filled_in_is_taken_in(tmp_path: Path, template: Template, platform: str) -> None:
    table = tmp_path / "filled" / "items.csv"
    written = template(platform, table)
    assert written.out == f"{table}\n"
    assert services()[platform].steps[0] in written.told
    names = next(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert names == [name for name in COLUMNS if name in services()[platform].columns]
    if "media" in names:
        (tmp_path / "filled/bridge.jpg").write_bytes(b"a picture")
    with table.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(FILLED[name] for name in names)
    request = ingest_request(tmp_path / "office", platform="x")
    outcome = taken_in(request, tmp_path / "filled", platform="x")
    assert [(row["id"], row["kind"], row["created_at"]) for row in rows_of(request, outcome)] == [
        ("104", "post", "2024-05-01T13:30:00Z")
    ]
    assert record_of(request, outcome)["unknown"] == []
    assert outcome.residue == [{"part": "framing", "files": 0, "ranges": 1, "bytes": len(",".join(names)) + 5}]


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Lakeland Parks</title><link>{home}</link>
<item><guid isPermaLink="false">1</guid><title>Dock open</title><pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate></item>
</channel></rss>
"""


@pytest.mark.parametrize(
    ("platform", "home"),
    [
        ("tumblr", "https://lakelandparks.tumblr.com/"),
        ("medium", "https://medium.com/@lakelandparks"),
        ("vimeo", "https://vimeo.com/lakelandparks"),
    ],
)
def test_the_feed_of_a_service_that_has_one_is_taken_and_nothing_is_gone_by_it(
    tmp_path: Path, platform: str, home: str
) -> None:
    (tmp_path / "feed.xml").write_text(FEED.format(home=home))
    request = replace(
        ingest_request(tmp_path / "office", platform=platform), url=home, handles=("lakelandparks",),
        is_listed_platform=True,
    )  # fmt: skip
    outcome = taken_in(request, tmp_path / "feed.xml", platform=platform)
    assert (outcome.format, outcome.counts["found"], outcome.verdict.reasons) == ("feeds", 1, ("undeclared",))


def test_the_feed_of_a_service_that_has_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(FEED.format(home="https://nextdoor.com/agency/lakeland"))
    request = replace(ingest_request(tmp_path / "office", platform="nextdoor"), is_listed_platform=True)
    with pytest.raises(Refusal, match="hands out nothing in that form"):
        taken_in(request, tmp_path / "feed.xml", platform="nextdoor")


@pytest.mark.parametrize(("platform", "days"), [("instagram", 4), ("linkedin", 3), ("x", 0), ("chirpwell", 0)])
def test_how_long_a_link_lives_is_known_by_the_platform(platform: str, days: int) -> None:
    assert link_days(platform) == days
    last_on = last_day_of_link(platform, date(2024, 2, 27))
    assert last_on == (date(2024, 2, 27) + timedelta(days=days) if days else None)


def test_every_platform_whose_links_end_is_a_service() -> None:
    assert LINK_DAYS.keys() <= services().keys()
    assert {each.id for each in services().values() if each.link_days} == LINK_DAYS.keys()


def test_a_template_alone_holds_no_item(tmp_path: Path, template: Template) -> None:
    template(OTHER, tmp_path / "filled/items.csv")
    request = ingest_request(tmp_path / "office", platform="x")
    assert taken_in(request, tmp_path / "filled", platform="x").counts["found"] == 0


def test_a_platform_that_is_not_in_the_table_has_the_general_template(tmp_path: Path, template: Template) -> None:
    written = template("chirpwell", tmp_path / "items.csv")
    assert written.told.startswith("no table of its own for 'chirpwell'; this one serves any platform\n")
    assert (tmp_path / "items.csv").read_bytes() == b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n"


def test_a_file_that_exists_is_not_written_over(tmp_path: Path, template: Template) -> None:
    (tmp_path / "items.csv").write_text("a year's work")
    with pytest.raises(Refusal, match=r"items\.csv' exists already; name another file, or remove it$"):
        template("vimeo", tmp_path / "items.csv")
    assert (tmp_path / "items.csv").read_text() == "a year's work"


def test_the_page_of_services_has_the_table() -> None:
    page = PAGE.read_text(encoding="utf-8")
    written = page.partition("<!-- services -->\n\n")[2].partition("\n<!-- end -->")[0]
    assert written == render_services(), "write it anew: PYTHONPATH=.:scripts python -m tests.test_services"


def write_page() -> None:
    """Write the table of the page anew."""
    page = PAGE.read_text(encoding="utf-8")
    before, mark, rest = page.partition("<!-- services -->\n\n")
    PAGE.write_text(
        f"{before}{mark}{render_services()}\n<!-- end -->{rest.partition('<!-- end -->')[2]}", encoding="utf-8"
    )


if __name__ == "__main__":
    write_page()
    test_asking.write_guide()

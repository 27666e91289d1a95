"""Pages of tasks: short by office, week and duty; feeds and calendars that keep their address and name nobody."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from records_portal.portal.context import PageContext, prepare
from records_portal.portal.pages.duties.offices import PUBLIC_ROLES, Office, offices_of
from records_portal.portal.pages.duties.tasks import task_files, task_pages, tasks_head
from records_portal.register.sources import FolderTree, load_register
from tests.duty_office import DESIGNATIONS, LOG, Files, both, faultless, without, write_office
from tests.test_feeds import links, parsed, text
from tests.test_pages import portal, text_of

HOSTILE = "</title><script>alert(1)</script>"


def office(folder: Path, files: Files, day: str) -> PageContext:
    """The pages' values of the public root of an office on a day."""
    write_office(folder, files)
    register = load_register(FolderTree(folder / "public")).register
    return prepare(portal(folder / "public", register, as_of=date.fromisoformat(day)))


@pytest.fixture
def lax(tmp_path: Path) -> PageContext:
    """An office with one administrator, who did not attest April 2026."""
    files = faultless()
    both(without(LOG, "monitoring", 3), without(DESIGNATIONS, "designations", 1))(files)
    files["registry/portal.yml"]["url"] = "https://records.example/portal"
    return office(tmp_path, files, "2026-05-12")


def feeds(context: PageContext) -> dict[str, ElementTree.Element]:
    return {name: parsed(data) for name, data in task_files(context) if name.endswith(".atom")}


def test_each_office_has_a_feed_beside_its_calendar_of_an_agency_and_of_all(lax: PageContext) -> None:
    names = {name for name, _ in task_files(lax)}
    roles = {name.removeprefix("tasks/parks/").removesuffix(".ics") for name in names if name.endswith(".ics")}
    assert (
        {"site-administrator", "agency-head", "counsel"} <= {role for role in roles if "/" not in role} <= PUBLIC_ROLES
    )
    for ending in (".ics", ".atom"):
        for folder in ("tasks/", "tasks/parks/"):
            found = {name for name in names if re.fullmatch(f"{folder}[a-z-]+\\{ending}", name)}
            assert len(found) >= 8, (folder, ending)


def test_an_entry_says_what_is_late_and_keeps_its_name(lax: PageContext, tmp_path: Path) -> None:
    feed = feeds(lax)["tasks/parks/site-administrator.atom"]
    assert text(feed, "entry/title") == ["Late: Attest that the site was watched every day of the month: Parks on X"]
    assert text(feed, "entry/updated") == text(feed, "updated") == ["2026-05-08T00:00:00Z"]
    assert text(feed, "entry/id") == ["tag:records.example,2026-05-01:tasks/parks/monitoring/sites/parks-x"]
    (entry,) = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert links(entry) == {"alternate": "https://records.example/portal/sites/parks-x/"}
    (said,) = text(feed, "entry/content")
    assert said.splitlines() == [
        "Late since 2026-05-08: nobody attested that it was watched every day in 2026-04.",
        "Done when there is: a monitoring entry for the month, with the days on which it was not watched.",
        "By: records new attestation parks-x",
        "Asked for by: New Jersey, Developing Policies and Procedures for Social Media Sites/Services: "
        "responsibilities, monitored and moderated on a daily basis",
    ]
    earlier = prepare(replace(lax.portal, as_of=date(2026, 5, 4)))
    before = feeds(earlier)["tasks/parks/site-administrator.atom"]
    assert text(before, "entry/id") == text(feed, "entry/id")
    assert text(before, "entry/updated") == ["2026-05-01T00:00:00Z"]
    assert text(before, "entry/title") == ["Attest that the site was watched every day of the month: Parks on X"]


def test_no_entry_is_dated_after_the_day_on_which_it_is_made(lax: PageContext) -> None:
    moments = [moment for feed in feeds(lax).values() for moment in text(feed, "entry/updated")]
    assert moments
    assert [moment for moment in moments if moment[:10] > lax.as_of] == []


def test_who_owes_nothing_finds_an_empty_feed_at_the_same_address(tmp_path: Path) -> None:
    done = office(tmp_path, faultless(), "2026-05-12")
    feed = feeds(done)["tasks/parks/site-administrator.atom"]
    assert text(feed, "entry/id") == []
    assert text(feed, "updated") == ["2026-11-01T00:00:00Z"]
    (page,) = task_pages(done)
    assert "Nothing is owed by: " in text_of(f"<h1>{page.body}")
    assert 'href="site-administrator.atom"' in page.body


def test_feeds_name_nobody_and_nothing_secret(tmp_path: Path) -> None:
    files = faultless()
    both(without(LOG, "monitoring", 3), without(LOG, "credential_changes", 0, "reported"))(files)
    context = office(tmp_path, files, "2026-05-12")
    data = b"".join(data for name, data in task_files(context) if name.endswith((".atom", ".ics")))
    assert b"Attest that the site was watched" in data
    for secret in (b"credential", b"Ed", b"Eve", b"hold", b"training"):
        assert not re.search(rb"\b%s\b" % secret, data), secret


def test_no_value_of_a_record_acts_in_a_feed_or_a_page(tmp_path: Path) -> None:
    files = faultless()
    without(LOG, "monitoring", 3)(files)
    files["registry/agencies/parks.yml"]["name"] = HOSTILE
    files["registry/portal.yml"] |= {"title": HOSTILE, "roles": [{"role": "site-administrator", "title": HOSTILE}]}
    context = office(tmp_path, files, "2026-05-12")
    made = [data.decode() for name, data in task_files(context) if name.endswith(".atom")]
    made += [str(part) for page in task_pages(context) for part in (page.body, page.head)]
    assert not [one for one in made if "<script" in one]


def test_a_page_is_put_together_by_office_week_and_duty(lax: PageContext) -> None:
    (page,) = task_pages(lax)
    said = text_of(f"<h1>{page.body}")
    assert page.body.count('<details class="more office">') == len({task.role for task in lax.tasks})
    assert "Site administrator: 1 task, 1 late" in said
    assert "Late (1)" in said
    held = PUBLIC_ROLES & {*lax.duties.agencies_of_roles}
    assert str(tasks_head(lax)).count("application/atom+xml") == len(offices_of(lax.tasks, held))


def test_the_law_comes_before_custom_in_each_week_and_what_is_late_before_everything(tmp_path: Path) -> None:
    files = faultless()
    _forget_all(files)
    context = office(tmp_path, files, "2026-05-12")
    mixed = Office("all", (), context.tasks)
    weeks = mixed.weeks(200)
    assert [week.late for week in weeks] == [True, *[False] * (len(weeks) - 1)]
    assert [week.from_on for week in weeks] == sorted(week.from_on for week in weeks)
    for week in weeks:
        laws = [each.first.law for each in week.alike]
        assert laws == sorted(laws, reverse=True)
    assert sum(week.count for week in weeks) == len(context.tasks) > 4
    assert mixed.weeks(2)[0].count == 2


def _forget_all(files: Files) -> None:
    del files[LOG]["monitoring"], files[LOG]["usage_reports"]
    for name in [name for name in files if name.startswith(("captures/", "registry/posts/", "registry/policies/"))]:
        del files[name]

"""The authoring log held against the captures, both ways: each post with its state, and what settles it."""

from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path

import pytest

from records_portal.captures.reconciliation import RECONCILED_COLUMNS, STATES
from records_portal.duties.table import DUTIES
from tests.duty_office import Edit, both, context_on, faultless, post, register_of, with_value
from tests.roots import command
from tests.test_comparison import HEADING, Site, capture, row
from tests.test_pages import ACTIVE


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "root")


def told(site: Site, *words: str) -> tuple[int, str, str]:
    done = command("--root", str(site.folder), "captures", "reconcile", *words, home=site.folder.parent)
    return done.returncode, done.stdout, done.stderr


def lines(site: Site, *words: str) -> list[dict[str, str]]:
    code, out, _ = told(site, *words, "--format", "json")
    assert code == 0
    found: list[dict[str, str]] = json.loads(out)
    return found


def states(site: Site, *words: str) -> list[tuple[str, str, str]]:
    return [(each["state"], each["title"], each["item"]) for each in lines(site, *words)]


def both_ways(site: Site) -> None:
    site.posts(
        {"title": "By its id", "posted_on": "2024-01-05", "item": "1"},
        {"title": "By 'its' day; rm -rf $HOME", "posted_on": "2024-01-06"},
        {"title": "Nowhere", "posted_on": "2024-01-06"},
        {"title": "Wrong id", "posted_on": "2024-01-07", "item": "77"},
        {"title": "Withdrawn", "posted_on": "2024-01-08", "withdrawn_on": "2024-01-09"},
        {"title": "After the capture", "posted_on": "2024-03-01"},
        {"title": "Planned", "planned_on": "2024-01-09"},
    )
    site.capture(
        "2024-03-01",
        row("0", "2024-01-04"),
        row("1", "2024-01-05"),
        row("2", "2024-01-06"),
        row("3", "2024-01-07", kind="reply"),
        row("4", "2024-02-02"),
    )


def test_each_post_stands_once_with_what_either_side_knows(site: Site) -> None:
    both_ways(site)
    assert states(site, "--all") == [
        ("matched", "By its id", "1"),
        ("by-day", "By 'its' day; rm -rf $HOME", "2"),
        ("no-item", "Nowhere", ""),
        ("no-item", "Wrong id", "77"),
        ("withdrawn", "Withdrawn", ""),
        ("no-entry", "", "4"),
        ("not-covered", "After the capture", ""),
    ]


def test_only_what_is_open_is_listed_with_a_command_that_a_shell_takes_as_it_is_meant(site: Site) -> None:
    both_ways(site)
    found = {(each["state"], each["item"]): shlex.split(each["command"]) for each in lines(site, "parks-x")}
    assert found == {
        ("by-day", "2"): [
            *("records", "change", "post", "parks-x", "--title", "By 'its' day; rm -rf $HOME", "--item", "2")
        ],
        ("no-item", ""): [*("records", "change", "post", "parks-x", "--title", "Nowhere", "--item", "ITEM")],
        ("no-item", "77"): [*("records", "change", "post", "parks-x", "--title", "Wrong id", "--item", "ITEM")],
        ("no-entry", "4"): [*("records", "new", "post", "parks-x", "--posted-on", "2024-02-02", "--set", "item=4")],
        ("not-covered", ""): [*("records", "ingest", "EXPORT", "--site", "parks-x")],
    }


def test_the_command_settles_its_line(site: Site) -> None:
    both_ways(site)
    (line,) = [each for each in lines(site) if each["state"] == "by-day"]
    words = shlex.split(line["command"])[1:]
    done = command("--root", str(site.folder), *words, home=site.folder.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ("matched", "By 'its' day; rm -rf $HOME", "2") in states(site, "--all")


def test_an_entry_of_an_earlier_year_is_found_by_its_title_and_one_of_two_years_is_asked_for(site: Site) -> None:
    site.posts({"title": "Walk", "posted_on": "2023-05-05"}, year="2023")
    site.posts({"title": "Walk", "posted_on": "2024-01-05"}, {"title": "Trail", "posted_on": "2024-01-05"})
    words = ("--root", str(site.folder), "change", "post")
    done = command(*words, "parks-x", "--title", "Trail", "--item", "1", home=site.folder.parent)
    assert done.returncode == 0, done.stderr
    assert "item: '1'" in (site.folder / "registry/posts/parks-x/2024.yml").read_text("utf-8")
    done = command(*words, "parks-x", "--title", "Walk", "--item", "2", home=site.folder.parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(
        "stands in parks-x/2024, parks-x/2023; name the log instead of the site, as 'parks-x/2024'\n"
    )
    done = command(*words, "parks-x/2023", "--title", "Walk", "--item", "2", home=site.folder.parent)
    assert done.returncode == 0, done.stderr


def test_without_any_entry_posts_are_open_from_the_day_on_which_the_account_was_opened(site: Site) -> None:
    site.capture("2024-03-01", row("1", "2020-02-09"), row("2", "2020-02-10"))
    assert states(site) == []
    site.write({"registry/sites/parks-x.yml": dict(site.register().of("sites")["parks-x"].value) | ACTIVE})
    assert states(site) == [("no-entry", "", "2")]


def test_where_git_has_sums_only_nothing_is_said_to_be_missing(site: Site) -> None:
    site.posts({"title": "Somewhere", "posted_on": "2024-01-06"})
    folder = site.folder / "captures/parks-x/2024-03-01-0a1b2c3d"
    value = capture({"complete": True}, "2024-03-01")
    value["counts"] |= {"found": 200_000, "new": 200_000}
    site.write({"captures/parks-x/2024-03-01-0a1b2c3d/capture.yml": value})
    (folder / "summary.csv").write_text("latest_on_month,kind,class,change,items,bytes\n2024-01,post,routine,new,1,1\n")
    assert states(site) == [("not-listed", "Somewhere", "")]
    assert site.report() == []
    (folder / "items.csv").write_text(HEADING + row("9", "2024-02-09"))
    (folder / "summary.csv").unlink()
    assert ("no-item", "Somewhere", "") in states(site)


def test_the_table_is_csv_and_the_sums_of_all_states_are_told(site: Site) -> None:
    both_ways(site)
    code, out, err = told(site, "--format", "csv")
    assert code == 0
    head, *rows = [tuple(each) for each in csv.reader(io.StringIO(out))]
    assert head == RECONCILED_COLUMNS
    assert len(rows) == 5
    assert err == "1 matched, 1 withdrawn, 1 by-day, 2 no-item, 1 no-entry, 1 not-covered\n"
    assert told(site, "--format", "text")[1].count(STATES["no-item"]) == 2


def test_a_site_that_is_not_there_is_refused_in_one_line(site: Site) -> None:
    assert told(site, "trails-x") == (2, "", "records: site 'trails-x' is not in the register\n")


def test_the_task_leads_to_the_table() -> None:
    assert DUTIES["post-log-complete"].command == "records captures reconcile {site}"


def test_what_is_put_right_in_the_new_year_counts_for_a_post_of_the_old_one(tmp_path: Path) -> None:
    old, new = "registry/posts/parks-x/2025.yml", "registry/posts/parks-x/2026.yml"
    late = post("2025-12-30", "Fireworks") | {"approved_on": "2026-01-02"}
    right = {
        "on": "2026-01-05",
        "by": "ed",
        "corrects": "Fireworks of 2025-12-30",
        "reason": "Power was out.",
    }

    def owed(folder: Path, *edits: Edit) -> list[str]:
        files = faultless()
        both(with_value({"posts": [late]}, old), *edits)(files)
        context = context_on(register_of(folder, files), "2026-01-20")
        return [each.missing for each in DUTIES["approval-before-posting"].owed(context)]

    assert owed(tmp_path / "without") == ["posted on 2025-12-30, approved on 2026-01-02 only"]
    assert owed(tmp_path / "with", with_value([right], new, "corrections")) == []


def test_a_correction_before_the_first_post_of_a_year_follows_what_it_puts_right(site: Site) -> None:
    site.posts({"title": "Walk", "posted_on": "2024-12-30"}, year="2024")
    words = ("--on", "2025-01-05", "--by", "ana", "--corrects", "Walk", "--reason", "Power was out.")
    done = command("--root", str(site.folder), "new", "post-correction", "parks-x", *words, home=site.folder.parent)
    assert done.returncode == 0, done.stderr
    assert site.register().of("posts")["parks-x/2024"].value["corrections"][0]["corrects"] == "Walk"

"""Scorecards: nine responsibilities of each site, thirty-six parts of each policy; now, and as the history had them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.duties.policy_elements import BY_KEY, ELEMENTS
from records_portal.duties.policy_scorecard import policy_scores
from records_portal.duties.rows import policy as policy_rows
from records_portal.duties.scorecard import RESPONSIBILITY_ROWS, scores
from records_portal.portal.pages.agencies import agency_page
from tests.duty_office import (
    LOG,
    POLICY,
    PRIVATE,
    Edit,
    context_on,
    faultless,
    register_of,
    with_value,
    without,
)
from tests.roots import Root, command
from tests.test_pages import text_of
from tests.test_task_pages import office

DAY = "2026-05-12"
MONTHS = 4


def of_site(folder: Path, *edits: Edit, reads_private: bool = True) -> dict[str, tuple[str, str, str]]:
    """State, evidence and what lacks of each responsibility."""
    files = faultless()
    for edit in edits:
        edit(files)
    context = context_on(register_of(folder, files), DAY, reads_private=reads_private)
    return {each.responsibility: (each.state, each.evidence_on, each.lacking) for each in scores(context)}


def of_policy(folder: Path, *edits: Edit) -> dict[str, tuple[str, str, str]]:
    files = faultless()
    for edit in edits:
        edit(files)
    context = context_on(register_of(folder, files), DAY)
    return {each.element: (each.state, each.evidence_on, each.lacking) for each in policy_scores(context)}


def test_who_does_everything_has_met_all_nine(tmp_path: Path) -> None:
    found = of_site(tmp_path)
    assert list(found) == list(RESPONSIBILITY_ROWS)
    assert {state for state, _, _ in found.values()} == {"met"}
    assert found["daily-monitoring"] == ("met", "2026-05-01", "")
    assert found["usage-reports"] == ("met", "2026-01-09", "")


def test_what_was_done_before_and_is_late_now_is_stale_and_what_never_was_is_missing(tmp_path: Path) -> None:
    stale = of_site(tmp_path / "one", without(LOG, "monitoring", 3))["daily-monitoring"]
    assert stale == ("stale", "2026-04-01", "nobody attested that it was watched every day in 2026-04")
    gone = [without(path, "usage_reports") for path in (LOG, LOG.replace("2026", "2025"))]
    missing = of_site(tmp_path / "two", *gone)["usage-reports"]
    assert missing == ("missing", "", "nothing was reported on its usage, one was due on 2025-07-10")


def test_what_only_the_private_root_knows_is_not_judged_without_it(tmp_path: Path) -> None:
    found = of_site(tmp_path, reads_private=False)
    private = {name for name, (state, _, _) in found.items() if state == "private"}
    assert private == {"holds-and-requests", "credential-reporting"}


def test_a_full_policy_has_met_every_part_that_it_needs(tmp_path: Path) -> None:
    found = of_policy(tmp_path)
    assert list(found) == [each.key for each in ELEMENTS]
    assert {name for name, (state, _, _) in found.items() if state != "met"} == {"vendors", "corrections"}
    assert found["vendors"] == ("not-needed", "", "")
    assert found["reviews"] == ("met", "2026-01-05", "")
    assert found["goals"] == ("met", "2025-01-06", "")


@pytest.mark.parametrize(
    "part", [each.key for each in ELEMENTS if each.always and each.key not in ("title", "versions")]
)
def test_a_part_that_is_taken_away_is_missing_and_no_other(tmp_path: Path, part: str) -> None:
    whole, found = of_policy(tmp_path / "whole"), of_policy(tmp_path / "lax", without(POLICY, part))
    assert found[part][0] == "missing"
    assert found[part][2] != ""
    assert {name for name in whole if whole[name][0] != found[name][0]} == {part}


def test_a_part_that_was_good_and_is_late_now_is_stale(tmp_path: Path) -> None:
    early = with_value("2025-01-20", POLICY, "reviews", 0, "on")
    assert of_policy(tmp_path / "one", early)["reviews"] == (
        "stale",
        "2025-01-20",
        "last reviewed on 2025-01-20, due on 2026-01-20",
    )
    unread = without(POLICY, "confidentiality", "counsel_review")
    found = of_policy(tmp_path / "two", unread)["confidentiality"]
    assert found == ("stale", "2025-01-06", "counsel has not reviewed the statement on confidentiality")


def test_every_row_about_the_policy_belongs_to_a_part() -> None:
    from records_portal.duties.policy_scorecard import _OF_ROW

    known = {"policy", "policy-element", "policy-part-review", "policy-counsel", "policy-labor-law"} | _OF_ROW.keys()
    assert {row.id for row in policy_rows.ROWS} - known == set()
    assert set(_OF_ROW.values()) <= BY_KEY.keys()


def test_an_agency_that_runs_sites_under_no_policy_has_one_line(tmp_path: Path) -> None:
    assert of_policy(tmp_path, without(POLICY)) == {
        "policy": ("missing", "", "it runs official sites and has no social media policy")
    }


def told(folder: Path, *words: str, private: bool = False) -> tuple[int, str, str]:
    named = ["--private", str(folder / "private")] if private else []
    done = command("--root", str(folder / "public"), *named, "scorecard", *words, home=folder)
    return done.returncode, done.stdout, done.stderr


def test_the_command_has_sites_and_policies_and_counts_them(tmp_path: Path) -> None:
    files = faultless()
    without(LOG, "monitoring", 3)(files)
    register_of(tmp_path, files)
    code, out, err = told(tmp_path, "--as-of", DAY, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (code, len(rows)) == (0, 9 + len(ELEMENTS))
    assert err.splitlines()[0].startswith(f"{sum(row['state'] == 'met' for row in rows)} met, ")
    assert "holds and requests, and changes of credentials, are not judged" in err
    code, out, _ = told(tmp_path, "--as-of", DAY, "--format", "json", "--agency", "parks", private=True)
    assert {row["state"] for row in json.loads(out) if row["kind"] == "site"} == {"met", "stale"}
    code, out, err = told(tmp_path, "--agency", "park")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told(tmp_path, "--as-of", DAY, "--months", "2")[0] == 2


def test_an_earlier_month_is_judged_by_what_the_history_had_then(tmp_path: Path) -> None:
    files = faultless()
    public = {path: value for path, value in files.items() if not path.startswith(PRIVATE)}
    today = datetime.now(UTC).date()
    begun = [_months_ago(today, number) for number in (3, 1)]
    public["registry/portal.yml"]["time_zone"] = "UTC"
    policy = public.pop(POLICY)
    root = Root(tmp_path / "public")
    root.commit(public, message="The register", GIT_COMMITTER_DATE=f"{begun[0]}-10T12:00:00Z")
    root.commit({POLICY: policy}, message="The policy", GIT_COMMITTER_DATE=f"{begun[1]}-10T12:00:00Z")
    code, out, err = told(tmp_path, "--months", str(MONTHS), "--format", "json")
    assert code == 0
    rows: list[dict[str, Any]] = json.loads(out)
    of_months = {row["on"][:7]: row for row in rows if row["kind"] == "policy"}
    assert sorted(of_months) == [_months_ago(today, number) for number in (3, 2, 1)]
    assert [of_months[_months_ago(today, number)]["met"] for number in (3, 2)] == ["0", "0"]
    assert int(of_months[_months_ago(today, 1)]["met"]) > 20
    assert len({row["commit"] for row in of_months.values()}) == 2
    assert "1 of 4 months without anything to judge" in err


def _months_ago(today: Any, number: int) -> str:
    count = today.year * 12 + today.month - 1 - number
    return f"{count // 12:04}-{count % 12 + 1:02}"


def test_the_agencys_page_counts_both_and_a_page_of_tasks_has_the_parts(tmp_path: Path) -> None:
    files = faultless()
    without(LOG, "monitoring", 3)(files)
    context = office(tmp_path, files, DAY)
    page = agency_page(context, context.register.of("agencies")["parks"])
    said = text_of(f"<h1>{page.body}")
    assert "The nine responsibilities, over all registered sites 6 1 0" in said
    assert "The parts of its social media policy 34 0 0" in said

"""What a change does, told in words: from real commits, with whose approval it needs, and safe in a forge's comment."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.commands.cli import run
from records_portal.identity.approvals import BY_KIND
from records_portal.proposals.difference_report import LONGEST_COMMENT, MARK, code
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.kinds import KINDS
from records_portal.register.shapes import schema_of
from tests.roots import Root, root_files

HERE = Path(__file__).parents[1]
SITE = "registry/sites/parks-x.yml"
REGISTRATION = {
    "kind": "registration",
    "on": "2024-05-01",
    "by": "ana",
    "role": "web-content-team",
    "pages": [{"url": "https://parks.example/", "seen_on": "2024-05-01"}],
}
PAYLOAD = (
    "@everyone <img src=x onerror=alert(1)> [a](https://evil.example) ![b](//evil.example/c.png) | `x` ``` #1 "
    "</details>"
)


@pytest.fixture
def files() -> dict[str, Any]:
    files = root_files()
    person = files["registry/people/ana.yml"]
    person["roles"] += [
        {"role": role, "from_on": "2020-01-01"} for role in ("web-content-team", "communications-director", "cto-cio")
    ]
    files["registry/people/ben.yml"] = person | {"name": "Ben", "title": "Director"}
    site = files[SITE]
    given = [
        {"by": "ana", "role": "communications-director", "on": "2020-02-01"},
        {"by": "ben", "role": "cto-cio", "on": "2020-02-01"},
    ]
    site["facts"][0]["by"] = "cora"
    files["registry/people/cora.yml"] = person | {"name": "Cora", "title": "Liaison"}
    step = {"by": "ben", "role": "web-content-team", "copies_to": ["cto-cio"]}
    site["facts"] += [
        step | {"kind": "review", "on": "2020-02-01", "decision": "approved", "approvals": given},
        step | {"kind": "activation", "on": "2020-02-10"},
    ]
    site |= {
        "url": "https://x.com/ParksTest",
        "account_id": "12345",
        "handles": [{"handle": "ParksTest", "from_on": "2020-02-10"}],
    }
    return files


@pytest.fixture
def root(tmp_path: Path, files: dict[str, Any]) -> Root:
    root = Root(tmp_path / "root")
    root.commit(files)
    return root


@pytest.fixture
def records(root: Root, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str) -> tuple[int, str, str]:
        settings = {"cache": tmp_path / "cache", "started_at": datetime(2024, 6, 1, 12, tzinfo=UTC)}
        code = run(["--root", str(root.folder), *arguments], settings)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def told(records: Any, *arguments: str) -> Any:
    return json.loads(records("diff", *arguments, "--format", "json")[1])


def test_a_new_fact_is_told_as_a_sentence_with_its_approval_and_the_status(
    root: Root, files: dict[str, Any], records: Any
) -> None:
    files[SITE]["facts"].append(REGISTRATION)
    files[SITE]["linked_from"] = REGISTRATION["pages"]
    root.commit(files)
    code, out, _ = records("diff", "HEAD~1..HEAD")
    assert code == 0
    sentence = "Registered on 2024-05-01 by Ana, Officer as Web and Content Management Team: the site is now registered"
    assert f"  {sentence}\n    Linking pages: Page: https://parks.example/; Seen: 2024-05-01\n" in out
    assert "Web and Content Management Team (Ana, Ben, Cora): for sites/parks-x\n" in out
    assert "Head of agency" not in out, "what a fact brings along needs no approval of its own"


def test_what_is_missing_for_the_next_status_is_listed(root: Root, files: dict[str, Any], records: Any) -> None:
    files[SITE]["purpose"] = "News and safety"
    root.commit(files)
    (one,) = told(records, "HEAD~1..HEAD")["records"]
    assert one["fields"] == [{"field": "Purpose", "before": "News", "after": "News and safety"}]
    assert (one["status"], one["next_status"]) == ({"before": "activated", "after": "activated"}, "registered")
    assert one["missing"] == [
        "a page of the agency that links to the account (fact `registration`)",
        "an administrator designated by the head of the agency",
        "who owns the account and its contents",
        "who answers for it",
        "whether the public can comment",
    ]
    assert [(each["role"], each["agency"], each["people"]) for each in one["approvals"]] == [
        ("agency-head", "Parks", ["Ana"]),
        ("web-content-team", "", ["Ana", "Ben", "Cora"]),
    ]


def test_a_request_needs_the_web_team_and_a_decision_both_deciders(
    root: Root, files: dict[str, Any], records: Any
) -> None:
    site = files[SITE]
    fresh = {key: site[key] for key in ("agency", "platform", "audience", "origin", "purpose")}
    fresh["facts"] = [site["facts"][0]]
    root.commit({"registry/sites/parks-two.yml": fresh})
    (asked,) = told(records, "HEAD~1..HEAD")["records"]
    assert (asked["what"], asked["status"]["after"], asked["next_status"]) == ("added", "requested", "approved")
    assert [each["role"] for each in asked["approvals"]] == ["web-content-team"]
    assert asked["told"] == ["Requested on 2020-01-02 by Cora, Liaison as IT/Web liaison: the site is now requested"]
    root.commit({"registry/sites/parks-two.yml": fresh | {"facts": site["facts"][:2]}})
    (decided,) = told(records, "HEAD~1..HEAD")["records"]
    assert [each["role"] for each in decided["approvals"]] == ["communications-director", "cto-cio"]
    assert decided["told"] == [
        "Approved on 2020-02-01 by Ben, Director as Web and Content Management Team; decided by Ana, Officer "
        "(Communications Director) and Ben, Director (Chief Technology or Information Officer): the site is now "
        "approved"
    ]


@pytest.mark.parametrize("damage", ["altered", "taken out", "put before", "emptied"])
def test_merged_facts_stay_as_they_are(root: Root, files: dict[str, Any], records: Any, damage: str) -> None:
    facts = files[SITE]["facts"]
    match damage:
        case "altered":
            facts[2]["on"] = "2020-02-11"
        case "taken out":
            del facts[1]
        case "put before":
            facts.insert(0, facts[0] | {"on": "2020-01-01"})
        case _:
            facts.clear()
    root.commit(files)
    code, out, _ = records("diff", "HEAD~1..HEAD", "--format", "json")
    against = json.loads(out)["against_merged"]
    assert (code, [(each["code"], each["subject"], each["severity"]) for each in against]) == (
        1,
        [("X001", "parks-x", "error")],
    )


def test_the_gate_looks_at_facts_even_where_the_file_is_not_sound(
    root: Root, files: dict[str, Any], records: Any
) -> None:
    files[SITE]["facts"][2]["on"] = "2020-02-11"
    files[SITE]["surprise"] = "x"
    root.commit(files)
    found = told(records, "HEAD~1..HEAD")
    assert [each["code"] for each in found["against_merged"]] == ["X001"]
    assert found["impact"] is None


def test_a_record_is_not_removed(root: Root, records: Any) -> None:
    (root.folder / "registry/platforms/x.yml").unlink()
    root.commit({})
    code, out, _ = records("diff", "HEAD~1..HEAD")
    assert code == 1
    assert "registry/platforms/x.yml: X002 x: a merged record is removed" in out


def test_a_renamed_file_is_told_as_the_same_record(root: Root, files: dict[str, Any], records: Any) -> None:
    root.git("mv", SITE, "registry/sites/parks-new.yml")
    root.commit({"registry/sites/parks-new.yml": files[SITE] | {"purpose": "Other news"}})
    code, out, _ = records("diff", "HEAD~1..HEAD", "--format", "json")
    (one,) = json.loads(out)["records"]
    assert (code, one["what"], one["id"], one["earlier_id"]) == (1, "renamed", "parks-new", "parks-x")
    assert one["fields"] == [{"field": "Purpose", "before": "News", "after": "Other news"}]
    assert [each["code"] for each in json.loads(out)["against_merged"]] == ["X002"]


def test_findings_that_come_and_go_are_told_by_what_they_say(root: Root, files: dict[str, Any], records: Any) -> None:
    files[SITE]["agency"] = "park"
    (root.folder / SITE).write_text("# moved down by a comment\n", encoding="utf-8")
    root.commit(files)
    code, out, _ = records("diff", "HEAD~1..HEAD", "--format", "json")
    came = {each["code"] for each in json.loads(out)["findings"]["added"] if each["severity"] == "error"}
    assert (code, came) == (1, {"L010", "R002"})
    root.commit(files | {SITE: files[SITE] | {"agency": "parks"}})
    code, out, _ = records("diff", "HEAD~1..HEAD", "--format", "json")
    assert (code, {"L010", "R002"} <= {each["code"] for each in json.loads(out)["findings"]["removed"]}) == (0, True)


def test_nothing_is_told_as_put_right_where_a_file_can_be_read_no_more(
    root: Root, files: dict[str, Any], records: Any
) -> None:
    files[SITE]["agency"] = "park"
    root.commit(files)
    (root.folder / SITE).write_text("agency: park: parks\n", encoding="utf-8")
    root.commit({})
    code, out, err = records("diff", "HEAD~1..HEAD", "--format", "json")
    assert (code, json.loads(out)["findings"]["removed"]) == (1, [])
    assert f"what this puts right cannot be told: {SITE} cannot be read, so not all was checked\n" in err


def test_a_handle_that_resembles_another_agencys_is_pointed_out(
    root: Root, files: dict[str, Any], records: Any
) -> None:
    files["registry/agencies/water.yml"] = files["registry/agencies/parks.yml"] | {"name": "Water"}
    site = json.loads(json.dumps(files[SITE])) | {
        "agency": "water",
        "account_id": "99",
        "url": "https://x.com/ParksTezt",
    }
    site["handles"] = [{"handle": "ParksTezt", "from_on": "2021-02-10"}]
    site["facts"][0]["agency"] = "water"
    root.commit(
        {"registry/agencies/water.yml": files["registry/agencies/water.yml"], "registry/sites/water-x.yml": site}
    )
    (one,) = told(records, "HEAD~1..HEAD")["look_alikes"]
    assert (one["subject"], one["message"]) == ("water-x", "'ParksTezt' resembles 'ParksTest' of 'parks-x'")
    assert "Handles that resemble another agency's" in records("diff", "HEAD~1..HEAD")[1]


def test_only_comments_and_layout_are_called_so(root: Root, records: Any) -> None:
    path = root.folder / SITE
    path.write_text(f"# yaml-language-server: none\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    root.commit({})
    assert (
        "Site parks-x: changed\n  Parks on X\n  only comments, order or layout\n" in records("diff", "HEAD~1..HEAD")[1]
    )


def test_one_commit_is_compared_with_the_files_as_they_lie_there(
    root: Root, files: dict[str, Any], records: Any
) -> None:
    assert "No record changes." in records("diff", "HEAD")[1]
    root.write({"registry/agencies/parks.yml": files["registry/agencies/parks.yml"] | {"name": "State Parks"}})
    (one,) = told(records, "HEAD")["records"]
    assert (one["kind"], one["fields"]) == ("agencies", [{"field": "Name", "before": "Parks", "after": "State Parks"}])


def test_three_dots_mean_the_commit_at_which_the_lines_parted(root: Root, files: dict[str, Any], records: Any) -> None:
    root.git("switch", "--quiet", "-c", "proposal")
    root.commit({"registry/agencies/parks.yml": files["registry/agencies/parks.yml"] | {"name": "State Parks"}})
    root.git("switch", "--quiet", "main")
    root.commit({"registry/platforms/x.yml": files["registry/platforms/x.yml"] | {"name": "X!"}})
    assert [each["kind"] for each in told(records, "main...proposal")["records"]] == ["agencies"]
    assert {each["kind"] for each in told(records, "main..proposal")["records"]} == {"agencies", "platforms"}


@pytest.mark.parametrize("wrong", ["..HEAD", "HEAD..", "nowhere..HEAD", "--output=x..HEAD", "HEAD..--output=x"])
def test_what_names_no_commits_is_refused_in_one_line(records: Any, wrong: str) -> None:
    code, out, err = records("diff", "--", wrong)
    assert (code, out, err.count("\n")) == (2, "", 1)


def outside_code(text: str) -> str:
    """What is left of Markdown when its code spans are taken out, as CommonMark delimits them."""
    return re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", text)


def test_no_value_acts_in_a_comment(root: Root, files: dict[str, Any], records: Any) -> None:
    files["registry/people/ana.yml"] |= {"name": PAYLOAD, "title": "@admin | # <b>"}
    files["registry/agencies/parks.yml"]["name"] = PAYLOAD
    files[SITE]["purpose"] = f"{PAYLOAD}\n\n# heading\n{PAYLOAD}\n"
    files[SITE]["facts"].append(REGISTRATION | {"note": PAYLOAD})
    files["registry/portal.yml"]["roles"] = [{"role": "web-content-team", "title": PAYLOAD}]
    files["registry/sites/evil.yml"] = {PAYLOAD: PAYLOAD}
    root.commit(files)
    text = records("diff", "HEAD~1..HEAD", "--format", "markdown")[1]
    assert "evil.example" in text
    left = outside_code(text).replace(MARK, "").replace("<details><summary>", "").replace("</details>", "")
    left = re.sub(r"</summary>", "", left)
    assert not re.search(r"[@<>|`\[\]]|://|evil|heading|onerror", left), left
    assert [line for line in text.splitlines() if line.startswith("# ")] == []


@pytest.mark.parametrize(
    "value", ["`", "``", "a`", "`a", "a``b`", "", " ", "\n", "x" * 5_000, "\u202eevil", "a\x1b[2Jb"]
)
def test_a_value_cannot_end_its_code_span(value: str) -> None:
    span = code(value)
    assert outside_code(span) in ("", "nothing")
    assert span.isprintable()
    assert len(span) < 400


def test_a_change_of_everything_fits_into_a_comment(root: Root, files: dict[str, Any], records: Any) -> None:
    site = files[SITE] | {"purpose": "Words. " * 200}
    many = {f"registry/sites/site-{number}.yml": site for number in range(300)}
    root.commit(many)
    text = records("diff", "HEAD~1..HEAD", "--format", "markdown")[1]
    assert LONGEST_COMMENT - 10_000 < len(text.encode()) < LONGEST_COMMENT
    assert text.startswith(f"{MARK}\n## What this changes in the register\n\n- Site: 300 added\n")
    assert text.endswith("The rest does not fit into a comment; `records diff` prints all of it.\n")


def test_a_shorter_period_shows_in_what_becomes_due(root: Root, files: dict[str, Any], records: Any) -> None:
    files["schedules/local.yml"]["versions"][0]["series"][0]["rule"]["period"] = "P1Y"
    root.commit(files)
    found = told(records, "HEAD~1..HEAD")
    assert [each["role"] for each in found["records"][0]["approvals"]] == ["records-officer"]
    assert found["impact"]["totals"]["earlier"] == 0, "there are no items in this root"


def test_every_kind_and_every_fact_has_its_approval() -> None:
    facts = schema_of("sites")["properties"]["facts"]["items"]["properties"]["kind"]["enum"]
    assert set(BY_KIND) == set(KINDS)
    assert set(FACT_KINDS) == set(facts)


def test_the_page_of_the_command_line_has_the_table_of_approvals() -> None:
    page = (HERE / "docs/reference/command-line.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| ((?:`[a-z-]+` ?)+) \| (.+) \|$",
        page.partition("| Record or fact |")[2].partition("\n\n")[0],
        re.MULTILINE,
    )
    said = {
        name: set(re.findall(r"`([a-z-]+)`", roles)) for names, roles in rows for name in names.strip("` ").split("` `")
    }
    table = {
        name: set(roles)
        for name, roles in [*BY_KIND.items(), *((kind, row.approvers) for kind, row in FACT_KINDS.items())]
    }
    assert said == table | {"sites": table["sites"] | {"records-officer"}}


class TestShow:
    def test_a_record_is_shown_as_it_stood_at_the_end_of_a_day(
        self, root: Root, files: dict[str, Any], records: Any
    ) -> None:
        files[SITE]["facts"].append(REGISTRATION)
        dated = {f"GIT_{who}_DATE": "2024-05-20T23:59:59Z" for who in ("AUTHOR", "COMMITTER")}
        root.commit(files, **dated)
        before = json.loads(records("show", "parks-x", "--as-of", "2024-05-19", "--format", "json")[1])
        after = json.loads(records("show", "sites/parks-x", "--as-of", "2024-05-20", "--format", "json")[1])
        assert (before["status"], len(before["value"]["facts"]), len(before["changes"])) == ("activated", 3, 1)
        assert (after["status"], len(after["value"]["facts"]), len(after["changes"])) == ("registered", 4, 2)

    def test_the_day_ends_in_the_portals_time_zone(self, root: Root, files: dict[str, Any], records: Any) -> None:
        files["registry/portal.yml"]["time_zone"] = "America/New_York"
        files["registry/agencies/parks.yml"]["name"] = "State Parks"
        root.commit(files, GIT_COMMITTER_DATE="2024-05-21T03:30:00Z")
        assert "Name: State Parks\n" in records("show", "agencies/parks", "--as-of", "2024-05-20")[1]
        assert "Name: Parks\n" in records("show", "agencies/parks", "--as-of", "2024-05-19")[1]

    def test_it_says_who_changed_the_record_until_then(self, root: Root, files: dict[str, Any], records: Any) -> None:
        _, out, _ = records("show", "parks-x")
        assert out.splitlines()[0].startswith("Site parks-x at the end of 2024-06-01 (commit ")
        assert "  Activated on 2020-02-10 by Ben, Director as Web and Content Management Team: the site is now" in out
        assert "  2024-05-01T10:00:00Z unregistered: Site entered as activated (" in out

    def test_a_change_counts_from_the_day_on_which_it_was_merged(
        self, root: Root, files: dict[str, Any], records: Any
    ) -> None:
        root.git("switch", "--quiet", "-c", "side")
        agency = files["registry/agencies/parks.yml"] | {"name": "State Parks"}
        root.commit({"registry/agencies/parks.yml": agency}, GIT_COMMITTER_DATE="2024-05-05T12:00:00Z")
        root.git("switch", "--quiet", "main")
        root.git("merge", "--quiet", "--no-ff", "-m", "Merge", "side", GIT_COMMITTER_DATE="2024-05-09T12:00:00Z")
        assert "Name: Parks\n" in records("show", "agencies/parks", "--as-of", "2024-05-08")[1]
        assert "Name: State Parks\n" in records("show", "agencies/parks", "--as-of", "2024-05-09")[1]

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            (("parks-x", "--as-of", "2024-04-30"), "2024-04-30 is before the history; it begins on 2024-05-01"),
            (("parks-x", "--as-of", "2024-06-02"), "2024-06-02 has not come yet; today is 2024-06-01"),
            (("parks-y",), "site 'parks-y' is not in the register; did you mean 'parks-x'?"),
            (("site/parks-x",), "kind 'site' is not known; did you mean 'sites'?"),
        ],
    )
    def test_what_cannot_be_shown_is_refused(self, records: Any, arguments: tuple[str, ...], reason: str) -> None:
        assert records("show", *arguments) == (2, "", f"records: {reason}\n")

    def test_a_record_that_came_later_was_not_there(self, root: Root, files: dict[str, Any], records: Any) -> None:
        platform = files["registry/platforms/x.yml"]
        root.commit({"registry/platforms/y.yml": platform}, GIT_COMMITTER_DATE="2024-05-09T12:00:00Z")
        _, _, err = records("show", "platforms/y", "--as-of", "2024-05-08")
        assert err == "records: platform 'y' was not in the register on 2024-05-08; name a later day\n"

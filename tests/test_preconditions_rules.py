"""Each precondition of a disposition by itself: records as values, and small repositories where git is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from records_portal.disposal.preconditions.authority import (
    authorization_of,
    check_approved,
    check_findings,
    check_in_force,
    method_of,
)
from records_portal.disposal.preconditions.clock import check_clock
from records_portal.disposal.preconditions.people import check_person, role_of
from records_portal.disposal.preconditions.roots import (
    check_anchored_roots,
    check_clean,
    check_private_roots,
    check_public_root,
    refuse_without_anchors,
)
from records_portal.history.repository import Repository
from records_portal.identity.acts import exemption_for
from records_portal.register.findings import Finding, Refusal, Severity
from records_portal.register.model import Record, Register
from records_portal.register.sources import FolderTree, load_register
from records_portal.retention.scopes import Authority, Coverage
from records_portal.retention.series import Series
from records_portal.store.anchors import Anchor, Anchors
from records_portal.values.dates import FiscalYearStart
from tests.disposals import authorization, office_files
from tests.roots import Root

NOTE = "registry/people/ana.yml"


def record(kind: str, name: str, value: dict[str, Any], *, private: bool = False) -> Any:
    return Record(kind, name, f"{kind}/{name}.yml", value, private)


def register(**kinds: list[Any]) -> Register:
    return Register({kind: {each.id: each for each in records} for kind, records in kinds.items()})


def said(of: pytest.ExceptionInfo[Refusal]) -> str:
    return str(of.value)


# The roots and what is published


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """A root with one record, of which the remote `origin` has the only commit."""
    root = Root(tmp_path / "root")
    root.commit({NOTE: {"name": "Ana"}})
    root.git("init", "--quiet", "--bare", "--initial-branch=main", str(tmp_path / "remote.git"))
    root.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    root.git("push", "--quiet", "origin", "main")
    return root


def tip(root: Root) -> str:
    return root.git("rev-parse", "HEAD").strip()


def refused_as_public(root: Root, branch: str = "main") -> str:
    with pytest.raises(Refusal) as refusal:
        check_public_root(root.folder, branch)
    return said(refusal)


def test_a_root_at_the_tip_of_its_published_branch_is_taken_from_origin_or_the_branchs_remote(root: Root) -> None:
    assert check_public_root(root.folder, "main").head() == tip(root)
    root.git("remote", "rename", "origin", "state")
    assert refused_as_public(root) == (
        "the root has no remote 'origin'; its published branch cannot be asked for, clone it from there"
    )
    root.git("config", "branch.main.remote", "state")
    assert check_public_root(root.folder, "main").head() == tip(root)


def test_a_root_without_a_published_branch_is_refused(root: Root) -> None:
    assert refused_as_public(root, "") == (
        "nobody has said where the register is published; `records anchor set public ADDRESS` says it"
    )


def test_a_root_is_not_published_by_itself(root: Root, tmp_path: Path) -> None:
    root.git("config", "branch.main.remote", ".")
    root.git("config", "remote...url", str(tmp_path / "remote.git"))
    assert refused_as_public(root).startswith("the root has no remote '.'; ")


def test_a_published_branch_that_cannot_be_read_is_told(root: Root, tmp_path: Path) -> None:
    root.git("remote", "set-url", "origin", str(tmp_path / "nowhere.git"))
    assert refused_as_public(root).startswith("the published branch 'main' cannot be read at 'origin': git ls-remote ")


def test_a_branch_whose_name_only_ends_alike_is_another(root: Root, tmp_path: Path) -> None:
    root.git("push", "--quiet", "origin", "main:refs/heads/refs/heads/main")
    root.git("--git-dir", str(tmp_path / "remote.git"), "update-ref", "-d", "refs/heads/main")
    assert refused_as_public(root) == "'origin' has no branch 'main'; publish it, or mend published_branch"


def test_a_root_that_is_ahead_is_refused(root: Root) -> None:
    root.commit({})
    assert refused_as_public(root) == (
        "the root is not at the tip of 'main' at 'origin'; pull or publish until they are the same"
    )


def test_a_published_root_has_to_be_clean(root: Root) -> None:
    root.write({NOTE: {"name": "Anna"}})
    assert refused_as_public(root) == (
        "the root has changes that are not committed below registry, schedules, captures; commit or undo them"
    )


def refused_as_it_lies(root: Root) -> str:
    with pytest.raises(Refusal) as refusal:
        check_clean(Repository(root.folder), "it")
    return said(refusal)


def test_what_git_overlooks_is_found_and_what_is_no_record_may_lie_there(root: Root) -> None:
    (root.folder / "notes.txt").write_text("mine")
    check_clean(Repository(root.folder), "it")
    (root.folder / ".git/info/exclude").write_text("eve.yml\n")
    root.write({"registry/people/eve.yml": {"name": "Eve"}})
    assert refused_as_it_lies(root) == (
        "it and its commit differ in 'registry/people/eve.yml', which git overlooks; commit or undo that"
    )
    (root.folder / "registry/people/eve.yml").unlink()
    root.git("update-index", "--assume-unchanged", NOTE)
    root.write({NOTE: {"name": "Anna"}})
    assert refused_as_it_lies(root) == (
        "it and its commit differ in 'registry/people/ana.yml', which git overlooks; commit or undo that"
    )
    root.write({NOTE: {"name": "Ana"}})
    check_clean(Repository(root.folder), "it")


def test_a_name_in_two_lines_is_no_records(root: Root) -> None:
    root.commit({"registry/people/a\nb.yml": {"name": "Ana"}})
    assert (
        refused_as_it_lies(root) == "it has a file named 'registry/people/a\\nb.yml', which is no record's; remove it"
    )


def private_heads(*roots: Root, rule: str = "required") -> list[str]:
    return [each.head() for each in check_private_roots([root.folder for root in roots], rule)]


def refused_as_private(*roots: Root) -> str:
    with pytest.raises(Refusal) as refusal:
        private_heads(*roots)
    return said(refusal)


def test_a_private_root_is_named_where_the_settings_require_it(root: Root) -> None:
    assert refused_as_private() == (
        "registry/portal.yml requires the private root, which has the holds; name it with --private"
    )
    assert private_heads(rule="optional") == []
    assert private_heads(root, rule="optional") == private_heads(root) == [tip(root)]


def test_a_private_root_is_at_the_tip_of_its_upstream(root: Root) -> None:
    root.git("push", "--quiet", "--set-upstream", "origin", "main", "main:refs/heads/refs/heads/main")
    root.git("config", "branch.main.merge", "refs/heads/main")
    assert private_heads(root) == [tip(root)]
    root.commit({})
    assert refused_as_private(root) == (
        "the private root is not at the tip of its upstream and may lack a hold; pull or push it"
    )


def test_a_private_root_that_follows_a_branch_of_its_own_is_asked_no_further(root: Root) -> None:
    root.git("branch", "--quiet", "draft")
    root.git("config", "branch.main.remote", ".")
    root.git("config", "branch.main.merge", "refs/heads/draft")
    newer = root.commit({})
    assert private_heads(root) == [newer]


def test_an_upstream_that_cannot_be_read_is_told(root: Root, tmp_path: Path) -> None:
    root.git("push", "--quiet", "--set-upstream", "origin", "main")
    root.git("remote", "set-url", "origin", str(tmp_path / "nowhere.git"))
    assert refused_as_private(root).startswith("the private root's upstream cannot be read: git ls-remote ")


def test_a_private_root_at_no_branch_is_refused_unless_it_has_no_remote(root: Root) -> None:
    root.git("checkout", "--quiet", "--detach")
    assert refused_as_private(root) == (
        "the private root is at no branch, so that nobody knows whether it lacks a hold; check one out"
    )
    root.git("remote", "remove", "origin")
    assert private_heads(root) == [tip(root)]


def test_a_private_root_has_to_be_clean(root: Root) -> None:
    root.write({NOTE: {"name": "Anna"}})
    assert refused_as_private(root).startswith("the private root has changes that are not committed below registry, ")


def test_anchored_roots_are_what_their_addresses_have_and_clean(root: Root, tmp_path: Path) -> None:
    other = Root(tmp_path / "other")
    other.commit({NOTE: {"name": "Ana"}}, message="holds")
    other.git("init", "--quiet", "--bare", "--initial-branch=main", str(tmp_path / "holds.git"))
    other.git("remote", "add", "origin", str(tmp_path / "holds.git"))
    other.git("push", "--quiet", "--set-upstream", "origin", "main")
    root.git("push", "--quiet", "--set-upstream", "origin", "main")
    public = Anchor("public", str(tmp_path / "remote.git"), "main", tip(root))
    counsel = Anchor("counsel", str(tmp_path / "holds.git"), "main", tip(other))
    anchors = Anchors(public, (counsel,), {"parks": "counsel"})
    found = check_anchored_roots(root.folder, [other.folder], anchors, {})
    assert [(each.anchor, each.tip) for each in found] == [(public, tip(root)), (counsel, tip(other))]
    other.write({NOTE: {"name": "Anna"}})
    with pytest.raises(Refusal, match=r"^the private root 'counsel' has changes that are not committed below "):
        check_anchored_roots(root.folder, [other.folder], anchors, {})


def test_without_anchors_nothing_is_destroyed() -> None:
    with pytest.raises(
        Refusal, match=r"^'/srv/store' has no anchors.yml, so that nobody knows which repositories are "
    ):
        refuse_without_anchors(Path("/srv/store"))


# The clock, the records and the authorization

COMMITTED_AT = datetime(2024, 5, 1, 10, tzinfo=UTC)
TWO_YEARS = timedelta(days=732)
SECOND = timedelta(seconds=1)


def test_the_clock_is_neither_behind_the_newest_commit_nor_two_years_ahead(root: Root, tmp_path: Path) -> None:
    older = Root(tmp_path / "older")
    older.commit({}, GIT_COMMITTER_DATE="2023-05-01T12:00:00+02:00")
    repositories = [Repository(each.folder) for each in (older, root)]
    for moment in (COMMITTED_AT, COMMITTED_AT + TWO_YEARS):
        check_clock(moment, repositories)
    with pytest.raises(Refusal) as behind:
        check_clock(COMMITTED_AT - SECOND, repositories)
    assert said(behind) == (
        "by the clock it is 2024-05-01 09:59 UTC, and the newest commit is of 2024-05-01 10:00 UTC; set the clock"
    )
    with pytest.raises(Refusal) as ahead:
        check_clock(COMMITTED_AT + TWO_YEARS + SECOND, repositories)
    assert said(ahead) == (
        "by the clock it is 2026-05-03 10:00 UTC, and the newest commit is of 2024-05-01 10:00 UTC; set the clock, "
        "or commit what has been decided since"
    )


def finding(path: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(path, 1, 1, "R003", "", "unknown", severity)


def test_the_first_fault_is_told_and_how_many_more_there_are_and_advice_is_none() -> None:
    lesser = finding("a.yml", Severity.ADVICE)
    check_findings([lesser])
    ending = "`records validate` lists what has to be mended first"
    with pytest.raises(Refusal) as one:
        check_findings([lesser, finding("b.yml")])
    assert said(one) == f"b.yml:1:1: R003: unknown; {ending}"
    with pytest.raises(Refusal) as two:
        check_findings([finding("c.yml"), lesser, finding("b.yml")])
    assert said(two) == f"b.yml:1:1: R003: unknown (and 1 more); {ending}"


def test_an_authorization_is_merged_and_public() -> None:
    known = record("authorizations", "may", {})
    every = register(authorizations=[known, record("authorizations", "june", {}, private=True)])
    assert authorization_of(every, "may") is known
    with pytest.raises(
        Refusal, match=r"^no authorization 'july' in schedules/authorizations/; name one that is merged"
    ):
        authorization_of(every, "july")
    with pytest.raises(Refusal, match=r"^authorization 'june' is in the private root; a disposition is public, and so"):
        authorization_of(every, "june")


def site(name: str, *kinds: str) -> Any:
    return record("sites", name, {"agency": "parks", "facts": [{"kind": kind, "on": "2024-01-01"} for kind in kinds]})


SITES = [site("open", "registration"), site("closed", "registration", "decommissioning")]
STATUS = [{"status": each} for each in ("pending", "approved", "denied")]
TODAY = date(2025, 1, 22)


def in_force(
    state: str, kind: str = "one-off", today: date = TODAY, portal: dict[str, Any] | None = None, **changes: Any
) -> str:
    """What is said against an authorization; nothing where it counts."""
    asked = {"sites": ["open"], "status": STATUS, "requested": {"on": "2025-01-20"}} | changes
    authority = Authority("may", kind, Coverage(), state, False, "2025-01-21", "", "") if state else None
    every = register(sites=SITES, portal=[record("portal", "portal", portal or {})])
    try:
        check_in_force(every, record("authorizations", "may", asked), authority, today)
    except Refusal as refusal:
        return str(refusal)
    return ""


NOT_APPROVED = "authorization 'may' is denied, not approved; wait until it is granted"
ENDED = "authorization 'may' ended when its sites were decommissioned; ask for a one-off one"
LATER = {"on": "2025-01-20", "proposed_on": "2025-01-23"}
BEYOND_TABLE = {"working_days": {"country": "US", "subdivision": "NJ"}}
THREE_DAYS = {"working_days": {"notice_days": 3}}


@pytest.mark.parametrize(
    ("state", "fields", "expected"),
    [
        ("", {}, NOT_APPROVED),
        ("awaiting-authorization", {}, NOT_APPROVED),
        ("authorization-lapsed", {}, "authorization 'may' has lapsed; have it renewed"),
        ("authorized", {}, ""),
        ("authorized", {"sites": ["closed"]}, ""),
        ("authorized", {"kind": "ongoing"}, ""),
        ("authorized", {"kind": "ongoing", "sites": ["unknown", "open", "closed"]}, ""),
        ("authorized", {"kind": "ongoing", "sites": ["closed"]}, ENDED),
        ("authorized", {"kind": "ongoing", "sites": ["unknown"]}, ENDED),
        ("authorized", {"today": date(2025, 1, 20)}, ""),
        (
            "authorized",
            {"today": date(2025, 1, 19)},
            "authorization 'may' was asked for from 2025-01-20 on; do it then",
        ),
        ("authorized", {"requested": LATER}, "authorization 'may' was asked for from 2025-01-23 on; do it then"),
        ("authorized", {"requested": LATER, "today": date(2025, 1, 23)}, ""),
        ("authorized", {"requested": LATER, "kind": "ongoing"}, ""),
        ("authorized", {"portal": THREE_DAYS, "today": date(2025, 1, 23)}, ""),
        (
            "authorized",
            {"portal": THREE_DAYS},
            "authorization 'may' was asked for on 2025-01-20, and 3 working days have to pass; do it on 2025-01-23 or "
            "later",
        ),
        (
            "authorized",
            {"portal": BEYOND_TABLE, "requested": {"on": "2018-12-20"}},
            "the notice of authorization 'may' cannot be counted: the holidays of New Jersey are known from 2021 to "
            "2028, and 2018-12-21 is not in these years; a newer version of the program may know them",
        ),
    ],
)
def test_an_authorization_counts_while_it_is_in_force_and_after_its_notice(
    state: str, fields: dict[str, Any], expected: str
) -> None:
    assert in_force(state, **fields) == expected


# How, and who


def method(disposition: str, said: str = "", decision: str = "") -> str:
    """The method of an authorization under a series, or what is said against it."""
    value = ({"method": said} if said else {}) | ({"appraised": {"decision": decision}} if decision else {})
    series = Series(
        "local", "a", "A", "1", None, FiscalYearStart(1, 1), disposition, False, "per-request", confirmed=True
    )
    try:
        return method_of(record("authorizations", "may", value), series)
    except Refusal as refusal:
        return str(refusal)


PERMANENT = "series 'local#a' is permanent; nothing of it is disposed of"
TO_ARCHIVES = "the appraisal of 'may' says transfer-to-archives; nothing under it is destroyed"
NO_APPRAISAL = (
    "series 'local#a' is transferred, and no appraisal of 'may' found it without archival value; have it appraised, or "
    "transfer it"
)
CONFIDENTIAL = "series 'local#a' is destroyed confidentially; 'may' says 'destroy'"


@pytest.mark.parametrize(
    ("disposition", "said", "decision", "expected"),
    [
        ("destroy", "", "", "destroy"),
        ("destroy", "destroy", "", "destroy"),
        ("destroy", "destroy-confidential", "", "destroy-confidential"),
        ("destroy", "transfer-file", "", "transfer-file"),
        ("destroy", "transfer-archives", "transfer-to-archives", "transfer-archives"),
        ("destroy", "destroy", "transfer-to-archives", TO_ARCHIVES),
        ("destroy", "destroy", "no-archival-value", "destroy"),
        ("destroy-confidential", "", "", "destroy-confidential"),
        ("destroy-confidential", "destroy", "", CONFIDENTIAL),
        ("transfer-file", "", "", "transfer-file"),
        ("transfer-archives", "", "", "transfer-archives"),
        ("transfer-archives", "destroy", "", NO_APPRAISAL),
        ("transfer-file", "destroy-confidential", "", NO_APPRAISAL),
        ("transfer-archives", "destroy", "transfer-to-archives", TO_ARCHIVES),
        ("transfer-archives", "destroy", "no-archival-value", "destroy"),
        ("permanent", "", "", PERMANENT),
        ("permanent", "destroy", "", PERMANENT),
        ("destroy", "sell", "", PERMANENT),
    ],
)
def test_the_method_is_the_authorizations_unless_series_or_appraisal_forbid_it(
    disposition: str, said: str, decision: str, expected: str
) -> None:
    assert method(disposition, said, decision) == expected


SAME = {"on": "2025-01-20", "by": "ana"}


@pytest.mark.parametrize(
    ("requested", "trailer", "approved"),
    [
        (SAME | {"approver": "cy"}, "", True),
        (SAME | {"approver": "bo"}, "", False),
        (SAME | {"approver": "ana"}, "", False),
        (SAME, "", False),
        (SAME, "Cy <cy-c", True),
        (SAME, "Bo <bo-r", False),
        (SAME, "Ana <ana-l", False),
    ],
)
def test_somebody_else_than_who_asks_and_who_carries_it_out_has_approved(
    tmp_path: Path, requested: dict[str, Any], trailer: str, approved: bool
) -> None:
    root = Root(tmp_path / "root")
    root.commit(office_files())
    line = f"\n\nApproved-by: {trailer}@users.noreply.forge.example>" if trailer else ""
    root.commit(
        {"schedules/authorizations/may.yml": authorization(requested=requested, items_digest="0" * 64)},
        message=f"Authority{line}",
    )
    every = load_register(FolderTree(root.folder)).register
    repository, asked = Repository(root.folder), every.of("authorizations")["may"]
    letter = exemption_for(every, "parks")
    assert letter
    if approved:
        [found] = check_approved(repository, every, asked, "bo", letter)
        assert (found.person, found.known) == ("cy", "declared")
        return
    with pytest.raises(Refusal) as refusal:
        check_approved(repository, every, asked, "bo", letter)
    assert said(refusal) == (
        "authorization 'may' was approved by nobody but 'bo' or whoever asked for it; have another person carry it "
        "out, or approve it with an Approved-by line"
    )


def test_a_person_is_registered_publicly_and_there_until_the_last_day() -> None:
    ana, dee = record("people", "ana", {}), record("people", "dee", {"leaves_on": "2025-01-22"})
    every = register(people=[ana, dee, record("people", "eve", {}, private=True)])
    assert check_person(every, "ana", "--by", TODAY) is ana
    assert check_person(every, "dee", "--by", TODAY) is dee
    for name in ("eve", "nobody"):
        with pytest.raises(Refusal, match=f"^--by '{name}' is not in registry/people/; name a registered person$"):
            check_person(every, name, "--by", TODAY)
    with pytest.raises(Refusal, match=r"^--witness 'dee' left on 2025-01-22; name somebody who is there$"):
        check_person(every, "dee", "--witness", TODAY + timedelta(days=1))


def held(role: str, from_on: str = "2020-01-01", **to_on: str) -> dict[str, str]:
    return {"role": role, "from_on": from_on} | to_on


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([], ""),
        ([held("counsel")], "counsel"),
        ([held("counsel"), held("web-content-team")], "web-content-team"),
        ([held("web-content-team"), held("counsel"), held("site-administrator")], "site-administrator"),
        ([held("site-administrator"), held("records-officer")], "records-officer"),
        ([held("counsel", "2025-01-22", to_on="2025-01-22")], "counsel"),
        ([held("counsel", "2025-01-23")], ""),
        ([held("counsel", to_on="2025-01-21")], ""),
    ],
)
def test_a_person_acts_in_the_likeliest_of_the_roles_that_are_held(roles: list[Any], expected: str) -> None:
    assert role_of(record("people", "ana", {"roles": roles}), TODAY) == expected

"""What has to be so before anything is disposed of; what is not is refused in a line that says what would be right.

* The root and each private root are, byte for byte, what the addresses of the store's anchors have now; every private
  root of every agency that the sites ever belonged to was asked for holds, or the anchors say that there are none.
* Without anchors nothing is executed; a rehearsal goes by the branch and the upstream that the roots themselves name.
* The clock is neither behind the newest commit nor years ahead of it.
* Every record is sound; the authorization is merged, in force, and approved by somebody else than its executor.
* The day that was proposed has come, and the notice in working days has passed where the portal's settings name one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from records_portal.history.audit_trail import Approver
from records_portal.history.repository import CommitTree, Repository
from records_portal.identity.anchored_roots import AnchoredRoot, anchored_private_roots, anchored_root
from records_portal.identity.signers import Signers
from records_portal.identity.trail import read_trail, signed_approvers
from records_portal.register.findings import Finding, Refusal, Severity
from records_portal.register.kinds import FOLDERS
from records_portal.register.model import Record, Register
from records_portal.register.sites import status_of
from records_portal.register.sources import FolderTree
from records_portal.retention.scopes import Authority
from records_portal.retention.series import Series
from records_portal.store.anchors import ANCHORS, Anchors
from records_portal.values.dates import BeyondCalendar, parse_date
from records_portal.values.state_holidays import UnknownHolidays
from records_portal.values.working_days import earliest_disposition, notice_days

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue, PersonValue

FURTHEST_AHEAD = timedelta(days=2 * 366)
PATIENCE = ("-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=30")
METHODS = ("destroy", "destroy-confidential", "transfer-file", "transfer-archives")


def check_anchored_roots(
    root: Path, private: Iterable[Path], anchors: Anchors, environment: Mapping[str, str]
) -> list[AnchoredRoot]:
    """The root and each private root are clean, and what the addresses of their anchors have now."""
    roots = [anchored_root(root, anchors.public, environment), *anchored_private_roots(private, anchors, environment)]
    for each in roots:
        check_clean(each.repository, each.anchor.title)
    return roots


def refuse_without_anchors(store: Path) -> None:
    """Nothing is destroyed while nobody has said which repositories are meant."""
    raise Refusal(
        f"{str(store)!r} has no {ANCHORS}, so that nobody knows which repositories are meant; `records anchor set "
        "public ADDRESS` writes it"
    )


def check_public_root(root: Path, branch: str) -> Repository:
    """The root is clean and equal to the tip of the published branch, asked for where it is published."""
    if not branch:
        raise Refusal("registry/portal.yml names no published_branch; name the branch whose tip is the register")
    repository = Repository(root)
    check_clean(repository, "the root")
    remote = _setting(repository, f"branch.{branch}.remote") or "origin"
    if remote == "." or not _setting(repository, f"remote.{remote}.url"):
        raise Refusal(
            f"the root has no remote {remote!r}; its published branch cannot be asked for, clone it from there"
        )
    try:
        listed = repository.run(*PATIENCE, "ls-remote", "--", remote, f"refs/heads/{branch}").decode()
    except Refusal as refusal:
        raise Refusal(f"the published branch {branch!r} cannot be read at {remote!r}: {refusal}") from refusal
    tips = [name for name, _, ref in (line.partition("\t") for line in listed.splitlines()) if _is(ref, branch)]
    if not tips:
        raise Refusal(f"{remote!r} has no branch {branch!r}; publish it, or mend published_branch")
    if tips[0] != repository.head():
        raise Refusal(
            f"the root is not at the tip of {branch!r} at {remote!r}; pull or publish until they are the same"
        )
    return repository


def _is(ref: str, branch: str) -> bool:
    return ref.strip() == f"refs/heads/{branch}"


def _setting(repository: Repository, name: str) -> str:
    try:
        return repository.run("config", "--get", name).decode("utf-8", "replace").strip()
    except Refusal:
        return ""


def check_clean(repository: Repository, what: str) -> None:
    """Every record is as it was committed, whatever git was told to overlook."""
    if repository.is_dirty(*FOLDERS):
        raise Refusal(f"{what} has changes that are not committed below {', '.join(FOLDERS)}; commit or undo them")
    folder, committed = FolderTree(repository.root), CommitTree(repository, "HEAD")
    paths = [path for each in FOLDERS for path in folder.paths(each)]
    if strangers := sorted(set(paths) ^ {path for each in FOLDERS for path in committed.paths(each)}):
        raise Refusal(f"{what} and its commit differ in {strangers[0]!r}, which git overlooks; commit or undo that")
    if odd := [path for path in paths if "\n" in path or path.startswith('"')]:
        raise Refusal(f"{what} has a file named {odd[0]!r}, which is no record's; remove it")
    standard_input = b"".join(os.fsencode(repository.root.resolve() / path) + b"\n" for path in paths)
    names = repository.run("hash-object", "--no-filters", "--stdin-paths", standard_input=standard_input).split()
    for path, name in zip(paths, names, strict=True):
        if committed.entries[path][2] != name.decode():
            raise Refusal(f"{what} and its commit differ in {path!r}, which git overlooks; commit or undo that")


def check_private_roots(private: Sequence[Path], rule: str) -> list[Repository]:
    """A private root is named where it has to be; each is clean, and at the tip of its upstream where it has one."""
    if not private and rule == "required":
        raise Refusal("registry/portal.yml requires the private root, which has the holds; name it with --private")
    return [_checked_private_root(each) for each in private]


def _checked_private_root(private: Path) -> Repository:
    repository = Repository(private)
    check_clean(repository, "the private root")
    branch = repository.run("rev-parse", "--abbrev-ref", "HEAD").decode().strip()
    remote, merges = (_setting(repository, f"branch.{branch}.{name}") for name in ("remote", "merge"))
    if branch == "HEAD" and repository.run("remote").strip():
        raise Refusal("the private root is at no branch, so that nobody knows whether it lacks a hold; check one out")
    if not remote or remote == ".":
        return repository
    try:
        listed = repository.run(*PATIENCE, "ls-remote", "--", remote, merges).decode()
    except Refusal as refusal:
        raise Refusal(f"the private root's upstream cannot be read: {refusal}") from refusal
    tips = [name for name, _, ref in (line.partition("\t") for line in listed.splitlines()) if ref.strip() == merges]
    if tips != [repository.head()]:
        raise Refusal("the private root is not at the tip of its upstream and may lack a hold; pull or push it")
    return repository


def check_clock(moment: datetime, repositories: Iterable[Repository]) -> None:
    """The moment is neither before the newest commit nor more than two years after it."""
    seconds = [int(each.run("log", "-1", "--format=%ct", "HEAD")) for each in repositories]
    newest = datetime.fromtimestamp(max(seconds), UTC)
    now = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"
    told = f"by the clock it is {now} UTC, and the newest commit is of {newest:%Y-%m-%d %H:%M} UTC"
    if moment < newest:
        raise Refusal(f"{told}; set the clock")
    if moment > newest + FURTHEST_AHEAD:
        raise Refusal(f"{told}; set the clock, or commit what has been decided since")


def check_findings(findings: Iterable[Finding]) -> None:
    """No record has a fault."""
    errors = sorted(each for each in findings if each.severity is Severity.ERROR)
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise Refusal(f"{errors[0]}{more}; `records validate` lists what has to be mended first")


def authorization_of(register: Register, name: str) -> Record[AuthorizationValue]:
    """The public record of an authorization."""
    record = register.get("authorizations", name)
    if record is None:
        raise Refusal(f"no authorization {name!r} in schedules/authorizations/; name one that is merged")
    if record.private:
        raise Refusal(
            f"authorization {name!r} is in the private root; a disposition is public, and so is its authority"
        )
    return record


def check_in_force(
    register: Register, record: Record[AuthorizationValue], authority: Authority | None, today: date
) -> None:
    """The authorization was approved and still counts."""
    if authority is None or authority.state == "awaiting-authorization":
        state = record.value["status"][-1]["status"]
        raise Refusal(f"authorization {record.id!r} is {state}, not approved; wait until it is granted")
    if authority.state == "authorization-lapsed":
        raise Refusal(f"authorization {record.id!r} has lapsed; have it renewed")
    sites = [register.get("sites", name) for name in record.value["sites"]]
    living = [site for site in sites if site and status_of(site.value, today.isoformat()) != "decommissioned"]
    if authority.kind == "ongoing" and not living:
        raise Refusal(f"authorization {record.id!r} ended when its sites were decommissioned; ask for a one-off one")
    if authority.kind != "ongoing":
        _check_notice(register, record, today)


def _check_notice(register: Register, record: Record[AuthorizationValue], today: date) -> None:
    """The day that was proposed has come, and the notice in working days is kept where the portal's settings ask."""
    requested = record.value["requested"]
    if today < (proposed := parse_date(requested.get("proposed_on", requested["on"]))):
        raise Refusal(f"authorization {record.id!r} was asked for from {proposed} on; do it then")
    if "working_days" in register.portal:
        try:
            first = earliest_disposition(register.portal, parse_date(requested["on"]))
        except (BeyondCalendar, UnknownHolidays) as error:
            raise Refusal(f"the notice of authorization {record.id!r} cannot be counted: {error}") from error
        if today < first:
            days = notice_days(register.portal)
            raise Refusal(
                f"authorization {record.id!r} was asked for on {requested['on']}, and {days} working days have to "
                f"pass; do it on {first} or later"
            )


def method_of(record: Record[AuthorizationValue], series: Series) -> str:
    """How records are disposed of under an authorization; one that its series or its appraisal forbids is refused."""
    method = str(record.value.get("method", series.disposition))
    decision = record.value["appraised"]["decision"] if "appraised" in record.value else ""
    destroys = method.startswith("destroy")
    if series.disposition == "permanent" or method not in METHODS:
        raise Refusal(f"series {series.reference!r} is permanent; nothing of it is disposed of")
    if destroys and decision == "transfer-to-archives":
        raise Refusal(f"the appraisal of {record.id!r} says transfer-to-archives; nothing under it is destroyed")
    if destroys and series.disposition.startswith("transfer") and decision != "no-archival-value":
        raise Refusal(
            f"series {series.reference!r} is transferred, and no appraisal of {record.id!r} found it without "
            "archival value; have it appraised, or transfer it"
        )
    if method == "destroy" and series.disposition == "destroy-confidential":
        raise Refusal(f"series {series.reference!r} is destroyed confidentially; {record.id!r} says {method!r}")
    return method


def check_approved(
    repository: Repository, register: Register, record: Record[AuthorizationValue], executor: str
) -> tuple[Approver, ...]:
    """Somebody approved it who neither asked for it nor carries it out, and how that is known.

    Where people of the register have keys, only a signature over the authorization as it stands counts. An office
    without keys goes by its approver's name and by the trailers of commits, and the certificate says `declared`.
    """
    others = {executor, record.value["requested"]["by"]}
    if Signers(register).holders:
        signed = signed_approvers(repository, register, "authorizations", record.id)
        if not (counting := tuple(each for each in signed if each.person not in others)):
            raise Refusal(
                f"nobody but {executor!r} or whoever asked for it signed authorization {record.id!r} as it stands; "
                f"another person signs it with `records approve authorizations/{record.id}`"
            )
        return counting
    named = register.get("people", record.value["requested"].get("approver", ""))
    declared = [Approver(named.id, named.value["name"], named.value["title"])] if named else []
    for change in read_trail(repository, register).of("authorizations", record.id):
        declared += change.approved_by
    if not (counting := tuple(each for each in dict.fromkeys(declared) if each.person not in others)):
        raise Refusal(
            f"authorization {record.id!r} was approved by nobody but {executor!r} or whoever asked for it; "
            "have another person carry it out, or approve it with an Approved-by line"
        )
    return counting


def check_person(register: Register, person: str, option: str, today: date) -> Record[PersonValue]:
    """Somebody who is registered and has not left."""
    record = register.get("people", person)
    if record is None or record.private:
        raise Refusal(f"{option} {person!r} is not in registry/people/; name a registered person")
    if record.value.get("leaves_on", "9999-12-31") < today.isoformat():
        raise Refusal(f"{option} {person!r} left on {record.value['leaves_on']}; name somebody who is there")
    return record


def role_of(person: Record[PersonValue], today: date) -> str:
    """The role in which a person disposes of records, of those held on a day; empty where none is held."""
    day = today.isoformat()
    held = [each["role"] for each in person.value["roles"] if each["from_on"] <= day <= each.get("to_on", "9999-12-31")]
    likely = ("records-officer", "site-administrator", "web-content-team")
    return min(held, key=lambda role: likely.index(role) if role in likely else len(likely), default="")

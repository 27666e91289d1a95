"""Hostile branches in an office that signs: each is refused, or lacks the approval of whoever may, and says which.

Its honest twin is signed by those people and may be merged. What an attacker tries here is what somebody with an
account and a key of their own could put into one proposal.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from records_portal.commands.cli import run
from tests.acting import KEYS, SITE, ActingOffice, person
from tests.ssh_signing import ed25519_key

Capsys = pytest.CaptureFixture[str]
STARTED = datetime(2024, 5, 3, 12, tzinfo=UTC)
MEMBER, OTHER = ed25519_key(bytes([9]) * 32), ed25519_key(bytes([77]) * 32)
PEOPLE = "registry/people"
DEE, CY = (f"{PEOPLE}/{name}.yml" for name in ("dee", "cy"))
SCHEDULE, PORTAL, LOG = "schedules/local.yml", "registry/portal.yml", "registry/operations/parks-x/2024.yml"
DESIGNATED, CAPTURE = "registry/designations/parks-x.yml", "captures/parks-x/2024-01-10-ab12cd34"
ENTRY = {"on": "2024-04-01", "by": "cy", "category": "abusive", "action": "hidden"}
DESIGNATION = {
    "person": "cy",
    "on": "2024-01-10",
    "by": "ana",
    "responsibilities": ["content-current", "retention"],
}


class Office(ActingOffice):
    """An office with an agency's head, a records officer, a site's administrator and a member of the web team."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.files[DEE] = person("dee", "web-content-team", MEMBER)
        self.files[CY]["roles"].append({"role": "site-administrator", "from_on": "2020-01-01"})
        self.files[DESIGNATED] = {"designations": [DESIGNATION]}
        self.files[LOG] = {"moderation": [ENTRY | {"on": "2024-03-01"}]}
        self.write(self.files)
        self.texts({".github/CODEOWNERS": "* @parks/web\n", "docs/guide.md": "# Guide\n"})
        self.commit("More")
        granted = [each for each in self.changes("HEAD~1") if each.path == DEE]
        self.sign(self.state("ben", act="grant", changes=granted), KEYS["ben"])
        self.root.git("add", "--all")
        self.root.git("commit", "--quiet", "--amend", "--no-edit")
        self.propose()

    def texts(self, files: dict[str, str]) -> None:
        """Write files that are no records."""
        for path, text in files.items():
            (self.root.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root.folder / path).write_text(text, encoding="utf-8")

    def signed_by(self, **roles: str) -> None:
        """Let people sign the proposal as it stands, each in a role."""
        keys = KEYS | {"dee": MEMBER}
        statements = [(self.state(who, role=role.replace("_", "-")), keys[who]) for who, role in roles.items()]
        for statement, key in statements:
            self.sign(statement, key)
        self.commit("Approve")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "root")


def gate(office: Office, capsys: Capsys) -> tuple[int, str]:
    capsys.readouterr()
    settings = {"cache": office.root.folder.parent / "cache", "started_at": STARTED}
    code = run(["--root", str(office.root.folder), "diff", "main..HEAD"], settings)
    out, err = capsys.readouterr()
    assert code in (0, 1), err
    return code, out


Change = Callable[[Office], None]


def changed(path: str, change: Callable[[Any], Any]) -> Change:
    """A record changed."""

    def do(office: Office) -> None:
        value = deepcopy(office.files[path])
        change(value)
        office.write({path: value})
        office.commit("Change")

    return do


def written(path: str, text: str) -> Change:
    """A file written."""

    def do(office: Office) -> None:
        office.texts({path: text})
        office.root.git("add", "--all", "--force")
        office.commit("Write")

    return do


def record(path: str, value: Any) -> Change:
    """A new record."""

    def do(office: Office) -> None:
        office.write({path: value})
        office.commit("Write")

    return do


def moved(path: str, to: str) -> Change:
    """A file under another name."""

    def do(office: Office) -> None:
        (office.root.folder / to).parent.mkdir(parents=True, exist_ok=True)
        office.root.git("mv", path, to)
        office.commit("Move")

    return do


def gives(role: str, since: str = "2010-01-01") -> Callable[[Any], Any]:
    return lambda value: value["roles"].append({"role": role, "from_on": since})


def series(number: int) -> Callable[[Any], Any]:
    return lambda value: value["versions"][0]["series"][number]


class Hostile(NamedTuple):
    """A branch that may not be merged: what it does, and a line that says why or whose approval is missing."""

    change: Change
    told: str


OFFICER_LACKS = "Records officer (Ben): for "
TEAM_LACKS = "Web and Content Management Team (Dee): for "
HEAD_LACKS = "Head of agency of Parks (Ana): for "

HOSTILE = {
    "a role of the whole portal, long ago": Hostile(
        changed(DEE, gives("records-officer")), f"{OFFICER_LACKS}people/dee"
    ),
    "counsel, who releases holds": Hostile(changed(DEE, gives("counsel")), f"{OFFICER_LACKS}people/dee"),
    "a newcomer with a role of the whole portal": Hostile(
        record(f"{PEOPLE}/mal.yml", person("mal", "records-officer", OTHER)), f"{OFFICER_LACKS}people/mal"
    ),
    "another's key": Hostile(
        changed(DEE, lambda v: v["keys"].append({"key": KEYS["ben"].line, "from_on": "2024-05-01"})),
        "W001 dee: the signing key of 'ben'",
    ),
    "a key from an earlier day": Hostile(
        changed(DEE, lambda v: v["keys"][0].update(from_on="2020-01-01")), "keys[].from_on is changed in place"
    ),
    "a role from an earlier day": Hostile(
        changed(DEE, lambda v: v["roles"][0].update(from_on="2010-01-01")), "roles[].from_on is changed in place"
    ),
    "an agency that heads itself": Hostile(
        changed("registry/agencies/parks.yml", lambda v: v.update(parent="parks")), "R013 parks: parent 'parks' leads"
    ),
    "another head": Hostile(
        changed("registry/agencies/parks.yml", lambda v: v.update(head="dee")), f"{HEAD_LACKS}agencies/parks"
    ),
    "a day that ends elsewhere": Hostile(
        changed(PORTAL, lambda v: v.update(time_zone="Pacific/Kiritimati")), f"{OFFICER_LACKS}portal/portal"
    ),
    "captures once in a lifetime": Hostile(
        changed(PORTAL, lambda v: v.update(cadences={"capture": "P100Y"})), f"{OFFICER_LACKS}portal/portal"
    ),
    "a register that is only a sample": Hostile(
        changed(PORTAL, lambda v: v.update(sample=True)), f"{TEAM_LACKS}portal/portal"
    ),
    "a shorter period": Hostile(
        changed(SCHEDULE, lambda v: series(0)(v)["rule"].update(period="P1D")),
        "X003 local: versions[].series[].rule.period is changed in place",
    ),
    "a series without a confirmation, shorter": Hostile(
        changed(SCHEDULE, lambda v: series(6)(v)["rule"].update(period="P1D")), f"{OFFICER_LACKS}schedules/local"
    ),
    "a series of another that is free": Hostile(
        changed(SITE, lambda v: v["communications"][0].update(series="local#free")), f"{OFFICER_LACKS}sites/parks-x"
    ),
    "an event that came long ago": Hostile(
        record(
            "schedules/events/gone.yml",
            {
                "event": "superseded",
                "on": "2000-06-30",
                "covers": {"sites": ["parks-x"]},
                "recorded": {"on": "2024-05-01", "by": "ben"},
            },
        ),
        f"{OFFICER_LACKS}events/gone",
    ),
    "a site revived": Hostile(
        changed(SITE, lambda v: v["facts"].append({**v["facts"][0], "kind": "reinstatement", "on": "2024-05-01"})),
        "S001 parks-x facts.1",
    ),
    "another file name": Hostile(moved(SITE, "registry/sites/parks-xx.yml"), "X002 parks-xx: the record was 'parks-x'"),
    "another ending": Hostile(moved(SITE, "registry/sites/parks-x.yaml"), "X002 parks-x: a merged record is removed"),
    "a letter that looks alike among records": Hostile(
        written("registry/sites/p\u0430rks-x.yml", "x: 1\n"), "in its name mixes letters of two scripts"
    ),
    "a letter that looks alike in a guide": Hostile(
        written("docs/gu\u0456de.md", "# Guide\n"),
        "X006: the word 'gu\u0456de' in its name mixes letters of two scripts",
    ),
    "a letter of another width": Hostile(written("docs/\uff47uide.md", "x\n"), "it is not NFKC"),
    "a root within the root": Hostile(
        written("archive/registry/portal.yml", "title: X\n"), "Records of another root: 1 file differs"
    ),
    "a hidden file beside a capture": Hostile(
        written(f"{CAPTURE}/.items.csv", "x\n"), f"{CAPTURE}/.items.csv: X006 .items.csv: a hidden file among records"
    ),
    "a hidden folder among records": Hostile(
        written("registry/.more/parks-y.yml", "x: 1\n"),
        "X006 .more: a hidden file among records, which no folder shows",
    ),
    "an attribute by another name": Hostile(
        written(".gitattributes", "[attr]plain -diff\n*.yml plain\n"), "X007 [attr]plain: "
    ),
    "records that git does not see": Hostile(written(".gitignore", "registry/\n"), "What git itself reads: 1 file"),
    "authors by other names": Hostile(written(".mailmap", "Ben <ben@x> <mal@x>\n"), f"{OFFICER_LACKS}.mailmap"),
    "owners elsewhere": Hostile(written("docs/CODEOWNERS", "* @me\n"), f"{OFFICER_LACKS}docs/CODEOWNERS"),
    "a hook of the builder": Hostile(written("mkdocs.yml", "hooks: [x.py]\n"), f"{OFFICER_LACKS}mkdocs.yml"),
    "a template that runs": Hostile(written("docs/overrides/main.html", "{{ x }}\n"), f"{OFFICER_LACKS}docs/overrides"),
    "a program that Python begins with": Hostile(written("x.pth", "import os\n"), f"{OFFICER_LACKS}x.pth"),
    "a program in a folder of its own": Hostile(written("tools/x.py", "1\n"), f"{OFFICER_LACKS}tools/x.py"),
    "a hook of git": Hostile(written(".githooks/pre-commit", "x\n"), f"{OFFICER_LACKS}.githooks/pre-commit"),
    "what a shell reads": Hostile(written(".envrc", "x\n"), f"{OFFICER_LACKS}.envrc"),
    "somebody's act that nobody signed": Hostile(
        written("registry/acts/2024-05-02-ben-0123456789ab.txt", "records-approval v1\nperson ben\n"),
        "X004 2024-05-02-ben-0123456789ab.txt: is no statement: ",
    ),
    "a signature of nothing": Hostile(
        written("registry/acts/2024-05-02-ben-0123456789ab.txt.sig", "x\n"), "is the signature of nothing"
    ),
    "an entry of a log rewritten": Hostile(
        changed(LOG, lambda v: v["moderation"][0].update(action="deleted")), "moderation[].action is changed in place"
    ),
    "an entry of a log": Hostile(
        changed(LOG, lambda v: v["moderation"].append(ENTRY)),
        "Site administrator of Parks (Cy): for operations/parks-x",
    ),
    "one's own designation": Hostile(
        changed(
            DESIGNATED,
            lambda v: v["designations"].append(DESIGNATION | {"person": "dee", "by": "dee", "on": "2024-05-01"}),
        ),
        f"{HEAD_LACKS}designations/parks-x",
    ),
    "a host more": Hostile(
        changed("registry/platforms/x.yml", lambda v: v["hosts"].append("x-login.example")), f"{TEAM_LACKS}platforms/x"
    ),
    "links to elsewhere": Hostile(
        changed("registry/platforms/x.yml", lambda v: v.update(url_template="https://evil.example/{handle}")),
        "A002 x: 'https://evil.example/{handle}' leads to 'evil.example'",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_branch_may_not_be_merged_and_says_why(office: Office, capsys: Capsys, what: str) -> None:
    HOSTILE[what].change(office)
    code, out = gate(office, capsys)
    assert code == 1, out
    assert HOSTILE[what].told in out, out


HONEST: dict[str, tuple[Change, dict[str, str]]] = {
    "a role of the whole portal by a head and a records officer": (
        changed(CY, gives("counsel", "2024-05-02")),
        {"ana": "agency-head", "ben": "records-officer"},
    ),
    "a role of the agency by its head": (changed(CY, gives("site-administrator")), {"ana": "agency-head"}),
    "an entry of a log by the administrator": (
        changed(LOG, lambda v: v["moderation"].append(ENTRY)),
        {"cy": "site-administrator"},
    ),
    "an entry of a log by the head": (changed(LOG, lambda v: v["moderation"].append(ENTRY)), {"ana": "agency-head"}),
    "a guide by the web team": (written("docs/guide.md", "# The guide\n"), {"dee": "web-content-team"}),
    "a style by the web team": (written("docs/site.css", "a {}\n"), {"dee": "web-content-team"}),
    "the builder's settings by both": (
        written("mkdocs.yml", "site_name: Parks\n"),
        {"dee": "web-content-team", "ben": "records-officer"},
    ),
    "another alphabet": (
        written("docs/\u043f\u0440\u0438\u0432\u0435\u0442.md", "x\n"),
        {"dee": "web-content-team"},
    ),
}


@pytest.mark.parametrize("what", HONEST)
def test_its_honest_twin_is_signed_and_may_be_merged(office: Office, capsys: Capsys, what: str) -> None:
    change, roles = HONEST[what]
    change(office)
    office.signed_by(**roles)
    code, out = gate(office, capsys)
    assert code == 0, out


@pytest.mark.parametrize(
    ("change", "roles"),
    [
        (changed(LOG, lambda v: v["moderation"].append(ENTRY)), {"dee": "web-content-team"}),
        (changed(LOG, lambda v: v["moderation"].append(ENTRY)), {"dee": "site-administrator"}),
        (changed(DEE, gives("records-officer")), {"ana": "agency-head"}),
    ],
)
def test_the_approval_of_somebody_else_is_not_enough(
    office: Office, capsys: Capsys, change: Change, roles: dict[str, str]
) -> None:
    change(office)
    office.signed_by(**roles)
    code, out = gate(office, capsys)
    assert code == 1
    assert "It may not be merged: 1 approval is missing." in out, out


def test_who_is_designated_in_the_same_change_approves_no_log_in_it(office: Office, capsys: Capsys) -> None:
    """Roles, designations and people are those of before the change."""
    changed(DESIGNATED, lambda v: v["designations"].append(DESIGNATION | {"person": "dee"}))(office)
    changed(DEE, gives("site-administrator"))(office)
    changed(LOG, lambda v: v["moderation"].append(ENTRY))(office)
    office.signed_by(dee="site-administrator")
    code, out = gate(office, capsys)
    assert code == 1
    assert "Site administrator of Parks (Cy): for operations/parks-x/2024" in out
    assert "missing for operations/parks-x/2024" in out


def test_a_statement_with_the_signature_of_another_one_is_refused(office: Office, capsys: Capsys) -> None:
    written("docs/guide.md", "# The guide\n")(office)
    statement = office.state("ben", role="records-officer")
    office.sign(statement, MEMBER, "another-namespace")
    office.commit("Forged")
    code, out = gate(office, capsys)
    assert code == 1
    assert f"X004 {statement.path.rpartition('/')[2]}: has a signature that is not of it: " in out, out

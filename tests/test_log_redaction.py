"""A redaction of history, from the mistake to a log that holds: what goes, what stays, and what is refused."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from records_portal.history.repository import Repository
from records_portal.identity.base import base_reader
from records_portal.identity.redactions.maps import parse_map
from records_portal.trust.leaves import LoggedChange
from tests.acting import KEYS, SITE
from tests.test_log import PublishingOffice

Capsys = pytest.CaptureFixture[str]
MISTAKE = "Call 555-0142 at night"
VERIFIER = Path(__file__).parents[1] / "scripts/records_portal/trust/verify.py"


class RedactingOffice(PublishingOffice):
    """An office that committed what it never should have, approved and logged it, and went on."""

    def __init__(self, folder: Path, capsys: Capsys) -> None:
        super().__init__(folder, capsys)
        self.office.propose()
        self.mistake = self.change(MISTAKE)
        self.office.approve("ben")
        self.git("switch", "--quiet", "main")
        self.git("merge", "--quiet", "--no-ff", "-m", "Merge", "proposal")
        self.git("branch", "--quiet", "--delete", "--force", "proposal")
        self.git("tag", "report-2024")
        self.git("tag", "--annotate", "--message", "Told", "told-2024")
        self.append()
        self.change("News")
        self.append(None, "2024-05-03T12:00:00")
        self.map = folder / "map"
        self.instead = folder / "instead.yml"
        text = self.git("show", f"{self.mistake}:{SITE}").replace(MISTAKE, "(taken out)")
        self.instead.write_text(text, encoding="utf-8")

    def plan(self, content: str = "", reason: str = "a private number") -> tuple[int, str, str]:
        words = ("--with", str(self.instead), "--reason", reason, "--out", str(self.map))
        named = content or f"{self.mistake}:{SITE}"
        return self.run("log", "redact", "plan", named, *words, at="2024-05-04T12:00:00")

    def sign(self, *people: str) -> None:
        for each in people:
            signature = KEYS[each].sign(self.map.read_bytes(), b"records-redaction").text()
            self.map.with_name(f"map.{each}.sig").write_bytes(signature)

    def carry_out(self) -> tuple[int, str, str]:
        return self.run("log", "redact", "carry-out", str(self.map), "--key", str(self.key), at="2024-05-04T12:00:00")

    def everything(self) -> str:
        """The bytes of all commits, files and tags that can be reached."""
        folder = str(self.office.root.folder)
        names = self.git("rev-list", "--objects", "--no-object-names", "--all")
        command = ["git", "-C", folder, "cat-file", "--batch"]
        return subprocess.run(command, input=names.encode(), capture_output=True, check=True).stdout.decode("latin-1")


@pytest.fixture
def office(tmp_path: Path, capsys: Capsys) -> RedactingOffice:
    return RedactingOffice(tmp_path, capsys)


def test_what_should_never_have_been_committed_goes_out_of_everything(office: RedactingOffice) -> None:
    before, now = office.log, office.git("rev-parse", "main").strip()
    (place,) = [
        index
        for index, leaf in enumerate(before.said)
        if isinstance(leaf, LoggedChange) and office.git("show", f"{leaf.commit}:{leaf.path}").count(MISTAKE)
    ]
    assert MISTAKE in office.everything()
    salt = before.salts[place]
    assert office.plan()[0] == 0
    assert office.git("rev-parse", "main").strip() == now, "planning moves nothing"
    office.sign("ana", "ben")
    code, out, err = office.carry_out()
    assert (code, out.startswith(f"redacted: {now[:12]} is ")) == (0, True), err
    everything = office.everything()
    assert MISTAKE not in everything
    assert salt not in everything
    log = office.log
    assert log.leaves[: before.size] == before.leaves
    assert (log.salts[place], log.salts[:place]) == ("redacted", before.salts[:place])
    said = parse_map(office.map.read_bytes())
    assert said.leaves == ((place, hashlib.sha256(office.instead.read_bytes()).hexdigest()),)
    assert said.tip == (now, office.git("rev-parse", "main").strip())
    assert not office.git("status", "--porcelain")
    subjects = office.git("log", "--format=%an %ae %ad %cn %cd %s", now, "--")
    assert office.git("log", "--format=%an %ae %ad %cn %cd %s", "main", "--") == subjects
    assert MISTAKE not in office.git("show", f"report-2024:{SITE}")
    assert office.git("cat-file", "-t", "told-2024").strip() == "tag"
    office.git("fsck", "--strict")


def test_the_log_goes_on_after_a_redaction(office: RedactingOffice) -> None:
    office.plan()
    office.sign("ana", "ben")
    office.carry_out()
    office.change("Later")
    assert office.append(None, "2024-05-05T12:00:00")[0] == 0
    assert [each.number for each in office.log.publications] == [1, 2, 3, 4]
    path = f"{office.office.root.folder / SITE}"
    assert "Later" in Path(path).read_text(encoding="utf-8")
    assert office.run("log", "proof", "parks-x")[0] == 0


def test_a_verifier_tells_who_redacted_when_and_why(office: RedactingOffice) -> None:
    """From the checkpoint that somebody kept before the redaction."""
    kept = office.folder / "kept"
    kept.write_bytes(office.log.checkpoint)
    office.plan()
    office.sign("ana", "ben")
    office.carry_out()
    command = [sys.executable, str(VERIFIER), str(office.office.root.folder), "--against", str(kept)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "redacted by ben and ana on 2024-05-04" in done.stdout + done.stderr, json.dumps([done.stdout, done.stderr])
    assert "a private number" in done.stdout + done.stderr


def test_the_registers_own_trail_knows_what_was_redacted(office: RedactingOffice) -> None:
    """What people approved before is approved since: by the same signature, of what stands in its place."""
    before = [(act.statement.person, act.reason, act.statement.changes) for act in office.office.acts().acts]
    assert [(who, reason) for who, reason, _ in before] == [("ben", "")]
    office.plan()
    office.sign("ana", "ben")
    assert office.carry_out()[0] == 0
    (act,) = office.office.acts().acts
    assert (act.statement.person, act.reason, act.holds) == ("ben", "", True)
    instead = office.git("hash-object", str(office.instead)).strip()
    assert [each.new for each in act.statement.changes] == [instead]
    assert act.statement.changes[0].old == before[0][2][0].old
    _, out, _ = office.run("who", "parks-x")
    assert "ben" in out.lower()
    repository = Repository(office.office.root.folder)
    assert base_reader(repository).redacted.told == ("redacted by ben and ana on 2024-05-04: a private number",)


@pytest.mark.parametrize("people", [(), ("ben",), ("ben", "cy")])
def test_a_map_that_no_two_signed_renames_nothing(office: RedactingOffice, people: tuple[str, ...]) -> None:
    """One that somebody put onto the branch by hand, so that what was approved seems to be another content."""
    office.plan()
    office.sign(*people)
    digest = hashlib.sha256(office.map.read_bytes()).hexdigest()
    files = {f"log/redactions/{digest}": office.map.read_bytes()}
    for each in people:
        files[f"log/redactions/{digest}.{each}.sig"] = office.map.with_name(f"map.{each}.sig").read_bytes()
    office.put(files)
    redacted = base_reader(Repository(office.office.root.folder)).redacted
    assert (redacted.commits, redacted.contents, redacted.told) == ({}, {}, ())


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        ((), "it is signed by two people"),
        (("ben",), "it is signed by two people"),
        (("ben", "cy"), "it is signed by two people"),
    ],
)
def test_one_alone_redacts_nothing(office: RedactingOffice, people: tuple[str, ...], reason: str) -> None:
    office.plan()
    office.sign(*people)
    refused(office, reason)


def refused(office: RedactingOffice, reason: str) -> None:
    before = office.git("for-each-ref")
    code, out, err = office.carry_out()
    assert (code, out, err.count("\n"), office.git("for-each-ref")) == (2, "", 1, before), err
    assert reason in err


def test_a_map_that_was_changed_or_a_history_that_went_on_is_refused(office: RedactingOffice) -> None:
    office.plan()
    office.sign("ana", "ben")
    data = office.map.read_bytes()
    office.map.write_bytes(data.replace(b"a private number", b"another reason"))
    refused(office, "it does not fit what it stands for")
    office.map.write_bytes(data)
    office.change("Later")
    refused(office, "refs/heads/main moved since the redaction was planned")


def test_what_cannot_be_planned_is_said(office: RedactingOffice) -> None:
    for content, reason in {
        f"main:{SITE}x": "is no file of that commit",
        "nowhere:x": "'nowhere' names no commit here",
    }.items():
        code, _, err = office.plan(content)
        assert (code, reason in err) == (2, True), err
    assert office.plan(reason="two\nlines")[0] == 2
    office.change("Later")
    code, _, err = office.plan()
    assert (code, "`records log append` first" in err) == (2, True)
    assert not office.map.exists()

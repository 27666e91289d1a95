"""What lies in a private root is disposed of there, from request to certificate; the public root stays as it is.

Ana asks and carries out, Bo approves and sees it done; each has a key, and both are people of the public root.
"""

from __future__ import annotations

import csv
import io
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.commands.cli import run
from records_portal.files.yaml_text import read_yaml
from records_portal.history.repository import CommitTree, Repository
from records_portal.identity.statements import NAMESPACE, ContentChange, statement_of
from records_portal.values.ssh_keys import parse_key
from tests.disposals import DAYS, TAKEN_AT, TEXTS, Office, files_below, person, published_keys, untouched
from tests.roots import root_files
from tests.ssh_signing import MADE, SigningKey, ed25519_key, make_key
from tests.test_disposal import hold, holding

Capsys = pytest.CaptureFixture[str]
ASKED_AT = datetime(2025, 1, 20, 15, tzinfo=UTC)
ANSWERED_AT = datetime(2025, 2, 28, 15, tzinfo=UTC)
CARRIED_OUT_AT = datetime(2025, 3, 3, 15, tzinfo=UTC)
NAME = "staff-2019"
ANSWER = "Authorization A-25-0042: series routine\n"
REQUEST = f"schedules/authorizations/{NAME}.yml"
DISPOSITION = f"schedules/dispositions/{NAME}.yml"


class StaffOffice:
    """An office with a site for staff in its private root, of which three posts were taken in; two people have keys."""

    def __init__(self, folder: Path, capsys: Capsys) -> None:
        self.office, self.capsys, self.moment = Office(folder), capsys, TAKEN_AT
        self.keys = {name: make_key(folder / f"{name}.key", *MADE["ssh-ed25519"]) for name in ("ana", "bo")}
        published_keys(
            self.office, {name: parse_key(Path(f"{key}.pub").read_text()).line for name, key in self.keys.items()}
        )
        site = root_files()["registry/sites/parks-x.yml"]
        rules = [{"id": "posts", "kinds": ["post"], "class": "routine"}]
        decided = {"on": "2024-05-01", "by": "ana", "reason": "Posts are news"}
        self.merge(
            {
                "registry/sites/staff-x.yml": site | {"audience": "internal"},
                "schedules/classifications/staff-x.yml": {"rules": rules, "decided": decided},
            }
        )
        self.ingest("export", "1001", "1002", "1003")
        self.merge()

    @property
    def private(self) -> Path:
        """The private root's folder."""
        return self.office.private.folder

    def ingest(self, name: str, *ids: str) -> None:
        """Take an export of the staff's site in."""
        given = ("ingest", str(self.office.write_export(name, *ids)), "--site", "staff-x", "--by", "ana")
        code, _, err = self.office.run(*given, capsys=self.capsys, at=self.moment)
        assert code == 1, err  # it is partial: a file beside the table is not known

    def records(self, *arguments: str) -> str:
        """A command that does what it is asked for; what it printed."""
        code, out, err = self.office.run(*arguments, capsys=self.capsys, at=self.moment)
        assert code == 0, err
        return out

    def refused(self, *arguments: str) -> str:
        """A command that is refused in one line."""
        code, out, err = self.office.run(*arguments, capsys=self.capsys, at=self.moment)
        assert (code, out, len(err.splitlines())) == (2, "", 1), (out, err)
        return err

    def merge(self, files: dict[str, Any] | None = None) -> None:
        """What lies in the private root is committed there and published."""
        self.office.private.commit(files or {}, GIT_COMMITTER_DATE=self.moment.isoformat())

    def key(self, who: str) -> tuple[str, str]:
        """The options with which somebody signs."""
        return "--key", str(self.keys[who])

    def ask(self) -> None:
        """The request for what is due of May and June 2019."""
        self.moment = ASKED_AT
        asked = ("--site", "staff-x", "--by", "ana", "--approver", "bo", "--proposed-on", "2025-03-03", "--id", NAME)
        self.records("authorization", "draft", *asked, "--only-due", "--series", "local#routine")
        self.merge()

    def answer(self) -> None:
        """The State's answer is entered."""
        self.moment = ANSWERED_AT
        (self.office.folder / "answer.txt").write_text(ANSWER)
        granted = ("--status", "approved", "--by", "Records Committee", "--number", "A-25-0042", "--entered-by", "ana")
        evidence = ("--request-number", "600123", "--evidence", str(self.office.folder / "answer.txt"))
        self.records("authorization", "answer", NAME, *granted, *evidence)

    def approve(self, *acts: str) -> None:
        """Bo signs the request as it stands, in the private root."""
        given = [word for act in acts for word in ("--act", act)]
        said = self.records(
            "approve", f"authorizations/{NAME}", *self.key("bo"), "--role", "records-officer", "--yes", *given
        )
        assert "registry/acts/" in said
        self.merge()

    def grant(self) -> None:
        """Everything until the disposition itself."""
        self.ask()
        self.answer()
        self.approve("approve", "witness-evidence")
        self.moment = CARRIED_OUT_AT

    def plan(self) -> tuple[str, ...]:
        """The plan, signed by both, as the options that carry it out."""
        path = str(self.office.folder / "plan.txt")
        self.records("dispose", NAME, "--by", "ana", "--witness", "bo", "--plan", path, *self.key("ana"))
        self.records("approve", path, *self.key("bo"), "--yes")
        return "dispose", NAME, "--execute", "--plan", path

    def statuses(self) -> dict[str, str]:
        """Of each post of the staff's site what the due list says with the private root."""
        rows = csv.DictReader(io.StringIO(self.records("due", "--site", "staff-x", "--format", "csv")))
        return {row["item"]: row["status"] for row in rows if row["item"] in DAYS}


@pytest.fixture
def staff(tmp_path: Path, capsys: Capsys) -> StaffOffice:
    return StaffOffice(tmp_path, capsys)


def built(staff: StaffOffice, name: str) -> dict[str, bytes]:
    """The site as the public root alone makes it."""
    out = staff.office.folder / name
    places = ("--root", str(staff.office.root.folder), "--store", str(staff.office.store))
    assert run([*places, "build", "--out", str(out)], {"cache": None, "started_at": staff.moment}) == 0
    return files_below(out)


def public_files(staff: StaffOffice) -> dict[str, bytes]:
    """Every record of the public root, and the commit that it is at."""
    root = staff.office.root
    found = {path: data for path, data in files_below(root.folder).items() if not path.startswith(".git/")}
    return found | {"HEAD": root.git("rev-parse", "HEAD").encode()}


def test_an_internal_site_goes_from_the_request_to_the_certificate(staff: StaffOffice) -> None:
    staff.moment = CARRIED_OUT_AT
    public, site = public_files(staff), built(staff, "before")
    assert len(site) > 40
    staff.grant()
    said = staff.records(*staff.plan())
    assert "2 items" in said

    (path,) = (staff.office.store / "certificates").glob("*.yml")
    certificate, _ = read_yaml(path.read_bytes())
    record, facts = certificate["disposition"], certificate["certificate"]
    assert [(each["site"], each["item"]) for each in record["items"]] == [("staff-x", "1001"), ("staff-x", "1002")]
    assert (record["by"], record["witness"]) == ("ana", "bo")
    assert facts["approvals"] == [{"person": "bo", "name": "Bo", "known": "signed"}]
    assert facts["evidence"]["witnessed_by"] == [{"person": "bo", "name": "Bo"}]
    assert [each["root"] for each in facts["asked"]] == ["public", "counsel"]
    written, _ = read_yaml((staff.private / DISPOSITION).read_bytes())
    assert written == record
    (capture,) = (staff.private / "captures/staff-x").glob("*/capture.yml")
    assert read_yaml(capture.read_bytes())[0]["dispositions"] == [NAME]
    assert (staff.private / f"schedules/authorizations/{NAME}.csv").is_file()

    staff.merge()
    assert staff.statuses() == {"1001": "disposed", "1002": "disposed", "1003": "retained"}
    staff.records("validate")
    staff.records("captures", "verify")
    assert "disposed" in staff.records("explain", "staff-x", "1001")
    staff.records("certificate", NAME, "--out", str(staff.office.folder / "certificate.pdf"))
    assert (staff.office.folder / "certificate.pdf").read_bytes().startswith(b"%PDF")
    assert public_files(staff) == public
    assert built(staff, "after") == site


def test_a_run_that_was_cut_off_is_completed_in_the_private_root(staff: StaffOffice) -> None:
    staff.grant()
    public = public_files(staff)
    carried_out = staff.plan()
    staff.records(*carried_out)
    done = files_below(staff.private / "captures") | files_below(staff.private / "schedules")
    staff.office.private.git("checkout", "--quiet", "--", ".")
    staff.office.private.git("clean", "--quiet", "--force", "-d")
    assert not (staff.private / DISPOSITION).exists()
    assert str(staff.private / DISPOSITION) in staff.records(*carried_out)
    assert files_below(staff.private / "captures") | files_below(staff.private / "schedules") == done
    assert public_files(staff) == public


def test_the_next_ingest_of_the_site_completes_it_too(staff: StaffOffice) -> None:
    staff.grant()
    staff.records(*staff.plan())
    staff.office.private.git("checkout", "--quiet", "--", ".")
    staff.office.private.git("clean", "--quiet", "--force", "-d")
    staff.ingest("later", "1003")
    assert (staff.private / DISPOSITION).is_file()
    assert not (staff.office.root.folder / DISPOSITION).exists()


def test_a_request_of_the_same_name_in_the_public_root_is_told_nothing(staff: StaffOffice) -> None:
    staff.grant()
    carried_out = staff.plan()
    staff.records(*carried_out)
    staff.merge()
    staff.office.publish({REQUEST: {"kind": "one-off"}})
    public = public_files(staff)
    assert "authorizations" in staff.refused(*carried_out)
    assert public_files(staff) == public


UNSIGNED = "no records officer or disposition approver but 'ana' or whoever asked for it signed authorization"


def carried_out(staff: StaffOffice) -> str:
    """The refusal of a disposition, of which nothing is left."""
    before = untouched(staff.office.store)
    err = staff.refused("dispose", NAME, "--by", "ana", "--witness", "bo")
    assert untouched(staff.office.store) == before
    return err


def test_nobody_approved_it(staff: StaffOffice) -> None:
    staff.ask()
    staff.answer()
    staff.approve("witness-evidence")
    staff.moment = CARRIED_OUT_AT
    assert UNSIGNED in carried_out(staff)


def test_nobody_read_the_answer(staff: StaffOffice) -> None:
    staff.ask()
    staff.answer()
    staff.approve("approve")
    staff.moment = CARRIED_OUT_AT
    assert "signed what was read in it" in carried_out(staff)


def test_a_signature_over_what_stood_there_before_authorizes_nothing(staff: StaffOffice) -> None:
    staff.grant()
    record, _ = read_yaml((staff.private / REQUEST).read_bytes())
    staff.merge({REQUEST: record | {"location": "Another room"}})
    assert UNSIGNED in carried_out(staff)


def signed_by(staff: StaffOffice, who: str, key: SigningKey) -> None:
    """Somebody's statement over the request as it stands lies in the private root, signed by a key."""
    line = staff.office.private.git("log", "--format=", "--raw", "--no-abbrev", "--", REQUEST).split("\n")[0].split()
    new = CommitTree(Repository(staff.private), "HEAD").content_name(REQUEST)
    for act in ("approve", "witness-evidence"):
        statement = statement_of(who, "records-officer", act, "2025-02-28", [ContentChange(REQUEST, line[2], new)])
        folder = staff.private / "registry/acts"
        folder.mkdir(exist_ok=True)
        (folder / f"{statement.name}.txt").write_bytes(statement.render())
        (folder / f"{statement.name}.txt.sig").write_bytes(key.sign(statement.render(), NAMESPACE.encode()).text())
    staff.merge()


def asked_and_answered(staff: StaffOffice) -> None:
    staff.ask()
    staff.answer()
    staff.merge()


def test_a_person_of_the_private_root_alone_approves_nothing(staff: StaffOffice) -> None:
    asked_and_answered(staff)
    key = ed25519_key(bytes([9]) * 32)
    eve = person("Eve", "records-officer", keys=[{"key": key.line, "from_on": "2024-01-01"}])
    staff.merge({"registry/people/eve.yml": eve})
    signed_by(staff, "eve", key)
    staff.moment = CARRIED_OUT_AT
    assert UNSIGNED in carried_out(staff)


def test_nobody_becomes_an_approver_after_having_signed(staff: StaffOffice) -> None:
    asked_and_answered(staff)
    key = ed25519_key(bytes([9]) * 32)
    signed_by(staff, "eve", key)
    staff.moment = CARRIED_OUT_AT
    eve = person("Eve", "records-officer", keys=[{"key": key.line, "from_on": "2024-01-01"}])
    root = staff.office.root
    root.commit({"registry/people/eve.yml": eve}, GIT_COMMITTER_DATE="2025-03-01T12:00:00Z")
    root.git("push", "--quiet", "origin", "main")
    assert UNSIGNED in carried_out(staff)


def test_a_key_that_was_lost_since_approves_nothing(staff: StaffOffice) -> None:
    staff.grant()
    path = "registry/people/bo.yml"
    bo, _ = read_yaml((staff.office.root.folder / path).read_bytes())
    bo["keys"][0] |= {"to_on": "2025-03-01", "ended": "lost"}
    root = staff.office.root
    root.commit({path: bo}, GIT_COMMITTER_DATE="2025-03-01T12:00:00Z")
    root.git("push", "--quiet", "origin", "main")
    assert UNSIGNED in carried_out(staff)


def test_a_signature_in_the_public_root_authorizes_nothing_of_the_private_one(staff: StaffOffice) -> None:
    staff.grant()
    acts = "registry/acts"
    shutil.copytree(staff.private / acts, staff.office.root.folder / acts)
    staff.office.publish()
    staff.office.private.git("rm", "--quiet", "-r", acts)
    staff.merge()
    assert UNSIGNED in carried_out(staff)


def test_a_hold_binds_what_an_agency_had_before_the_site_moved(staff: StaffOffice) -> None:
    parks, _ = read_yaml((staff.office.root.folder / "registry/agencies/parks.yml").read_bytes())
    staff.office.publish({"registry/agencies/harbor.yml": parks | {"name": "Harbor"}})
    staff.office.anchor(parks="counsel", harbor="counsel")
    site, _ = read_yaml((staff.private / "registry/sites/staff-x.yml").read_bytes())
    staff.merge({"registry/sites/staff-x.yml": site | {"agency": "harbor"}})
    staff.merge({"registry/sites/staff-x.yml": site, "registry/holds/claim.yml": hold(scope={"agencies": ["harbor"]})})
    assert staff.statuses() == {"1001": "held", "1002": "held", "1003": "held"}


def test_an_authorization_for_sites_of_both_roots_is_refused(staff: StaffOffice) -> None:
    staff.moment = ASKED_AT
    asked = ("--by", "ana", "--approver", "bo", "--id", "both", "--only-due", "--series", "local#routine")
    reason = "is for sites of more than one root, public or private; ask for one for each root"
    said = staff.refused("authorization", "draft", "--site", "parks-x", "--site", "staff-x", *asked)
    assert said == f"records: authorization 'both' {reason}\n"
    staff.grant()
    record, _ = read_yaml((staff.private / REQUEST).read_bytes())
    staff.merge({REQUEST: record | {"sites": ["staff-x", "parks-x"]}})
    said = staff.refused("dispose", NAME, "--by", "ana", "--witness", "bo")
    assert said == f"records: authorization '{NAME}' {reason}\n"


def test_an_authorization_for_public_sites_still_lies_in_the_public_root(staff: StaffOffice) -> None:
    staff.moment = CARRIED_OUT_AT
    staff.office.authorize("public", "1001")
    path = "schedules/authorizations/public.yml"
    record, _ = read_yaml((staff.office.root.folder / path).read_bytes())
    staff.office.root.git("rm", "--quiet", path)
    staff.office.publish()
    staff.merge({path: record})
    said = staff.refused("dispose", "public", "--by", "ana", "--witness", "bo")
    assert said.startswith("records: authorization 'public' is in the private root; a disposition is public")


def restored_of(staff: StaffOffice) -> Path:
    return staff.office.folder / "restored"


def with_copies(staff: StaffOffice) -> None:
    """A second copy and a copy that will be restored, both of before the disposition; which is merged then."""
    staff.grant()
    staff.records("store", "copy", str(staff.office.folder / "second"))
    shutil.copytree(staff.office.folder / "second", restored_of(staff))
    staff.records(*staff.plan())
    staff.merge()


def told_of_copies(staff: StaffOffice) -> tuple[str, str]:
    """What the second copy is told, and what destroying again in the restored one is, whatever the exit codes."""
    copied = staff.office.run(
        "store", "copy", str(staff.office.folder / "second"), capsys=staff.capsys, at=staff.moment
    )
    staff.office.run("store", "open", str(restored_of(staff)), capsys=staff.capsys, at=staff.moment)
    again = ("store", "destroy-again", str(restored_of(staff)), "--execute", *staff.key("bo"))
    return copied[1], "".join(staff.office.run(*again, capsys=staff.capsys, at=staff.moment)[1:])


def copies_with(staff: StaffOffice, text: str) -> list[str]:
    folders = ("second", "restored")
    return [each for each in folders if holding(staff.office.folder / each, text.encode())]


def test_what_went_from_a_private_site_goes_from_its_copies_too(staff: StaffOffice) -> None:
    with_copies(staff)
    assert copies_with(staff, TEXTS["1001"]) == ["second", "restored"]
    copied, again = told_of_copies(staff)
    assert f"replaced: under {NAME!r}" in copied
    assert f"destroyed-again/{NAME}.again.1.yml: written" in again
    assert copies_with(staff, TEXTS["1001"]) == []
    assert copies_with(staff, TEXTS["1003"]) == ["second", "restored"]


def test_what_went_from_a_private_site_stays_in_its_copies_while_its_record_is_not_merged(staff: StaffOffice) -> None:
    with_copies(staff)
    staff.office.private.git("rm", "--quiet", DISPOSITION)
    staff.merge()
    copied, again = told_of_copies(staff)
    assert f"{NAME!r} is not merged; commit its record first" in copied + again
    assert copies_with(staff, TEXTS["1001"]) == ["second", "restored"]


def test_a_key_that_was_lost_since_takes_nothing_of_a_private_site_out_of_a_copy(staff: StaffOffice) -> None:
    """A private root can be dated back: the record may have come after the loss."""
    with_copies(staff)
    path = "registry/people/bo.yml"
    value, _ = read_yaml((staff.office.root.folder / path).read_bytes())
    (key,) = value["keys"]
    staff.office.publish({path: value | {"keys": [key | {"to_on": "2025-03-01", "ended": "lost"}]}})
    copied, again = told_of_copies(staff)
    assert "the signature of 'bo' as witness" in copied
    assert "destroyed-again" not in again
    assert copies_with(staff, TEXTS["1001"]) == ["second", "restored"]


def test_a_hold_on_a_private_site_keeps_what_its_copies_have(staff: StaffOffice) -> None:
    with_copies(staff)
    staff.merge(
        {"registry/holds/claim.yml": hold(scope={"sites": ["staff-x"]}, placed={"on": "2025-03-03", "by": "cy"})}
    )
    copied, again = told_of_copies(staff)
    assert f"what went under {NAME!r} stays in the copy: " in copied
    assert "destroyed-again" not in again
    assert copies_with(staff, TEXTS["1001"]) == ["second", "restored"]

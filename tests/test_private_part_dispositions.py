"""What of a public site lies in a private root has its own way out there; the public root is told nothing of it.

The post 1001 of May 2019 is public, 1002 of June was deleted. Ana asks and carries out, Bo approves and sees it done.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from records_portal.files.yaml_text import read_yaml
from records_portal.values.ssh_keys import parse_key
from tests.disposals import TAKEN_AT, Office, files_below, published_keys
from tests.ssh_signing import MADE, make_key
from tests.test_private_dispositions import (
    ASKED_AT,
    CARRIED_OUT_AT,
    DISPOSITION,
    NAME,
    REQUEST,
    Capsys,
    StaffOffice,
    public_files,
)

CLASSES = "schedules/classifications/parks-x.yml"


class PartOffice(StaffOffice):
    """An office with a public site, of whose export a deleted post lies in the private root; two people have keys."""

    def __init__(self, folder: Path, capsys: Capsys) -> None:
        self.office, self.capsys, self.moment = Office(folder), capsys, TAKEN_AT
        self.keys = {name: make_key(folder / f"{name}.key", *MADE["ssh-ed25519"]) for name in ("ana", "bo")}
        lines = {name: parse_key(Path(f"{key}.pub").read_text()).line for name, key in self.keys.items()}
        published_keys(self.office, lines)
        classes, _ = read_yaml((self.office.root.folder / CLASSES).read_bytes())
        classes["rules"][0]["kinds"] = ["post", "deleted"]
        self.office.publish({CLASSES: classes})
        export = self.office.write_export("export", "1001", "1002")
        table = (export / "items.csv").read_text().splitlines()
        table[2] = table[2].removesuffix(",") + "yes,"
        (export / "items.csv").write_text("\r\n".join([*table, ""]), newline="")
        self.records("ingest", str(export), "--site", "parks-x", "--by", "ana", "--complete")
        self.merge()
        self.office.publish({})

    def ask(self, *more: str) -> None:
        """The request for what is due of the site's private part."""
        self.moment = ASKED_AT
        asked = ("--site", "parks-x", "--by", "ana", "--approver", "bo", "--proposed-on", "2025-03-03", "--id", NAME)
        more = more or ("--private-part",)
        self.records("authorization", "draft", *asked, "--only-due", "--series", "local#routine", *more)
        self.merge()

    def publish(self) -> None:
        """What lies in the public root is committed there at this moment and published."""
        root = self.office.root
        root.commit({}, GIT_COMMITTER_DATE=self.moment.isoformat())
        root.git("push", "--quiet", "origin", "main")

    def due(self) -> dict[str, str]:
        """Of each post what the due list says with the private root."""
        rows = csv.DictReader(io.StringIO(self.records("due", "--site", "parks-x", "--format", "csv")))
        return {row["item"]: row["status"] for row in rows if "100" in row["item"]}


@pytest.fixture
def part(tmp_path: Path, capsys: Capsys) -> PartOffice:
    return PartOffice(tmp_path, capsys)


def captures_of(root: Path) -> list[Path]:
    return sorted((root / "captures/parks-x").glob("*/items.csv"))


def test_each_root_lists_its_own(part: PartOffice) -> None:
    (public,), (private,) = captures_of(part.office.root.folder), captures_of(part.private)
    assert [line.split(",")[0] for line in public.read_text().splitlines()[1:]] == ["1001"]
    assert [line.split(",")[0] for line in private.read_text().splitlines()[1:]] == ["deleted:1002"]
    part.records("validate")
    part.records("captures", "verify")
    assert part.due() == {"1001": "awaiting-authorization", "deleted:1002": "awaiting-authorization"}


def test_the_private_part_goes_under_authority_in_its_own_root(part: PartOffice) -> None:
    public = public_files(part)
    part.grant()
    assert (part.private / REQUEST).is_file()
    said = part.records(*part.plan())
    assert "1 item" in said
    record, _ = read_yaml((part.private / DISPOSITION).read_bytes())
    assert [(each["site"], each["item"]) for each in record["items"]] == [("parks-x", "deleted:1002")]
    part.merge()
    assert part.due() == {"1001": "awaiting-authorization", "deleted:1002": "disposed"}
    part.records("captures", "verify")
    part.records("validate")
    assert public_files(part) == public


def test_a_disposition_that_was_cut_off_comes_back_to_the_private_root(part: PartOffice) -> None:
    part.grant()
    carried_out = part.plan()
    part.records(*carried_out)
    done = files_below(part.private / "captures") | files_below(part.private / "schedules")
    part.office.private.git("checkout", "--quiet", "--", ".")
    part.office.private.git("clean", "--quiet", "--force", "-d")
    public = public_files(part)
    part.records(*carried_out)
    assert files_below(part.private / "captures") | files_below(part.private / "schedules") == done
    assert public_files(part) == public


def test_a_request_for_the_site_asks_for_what_is_public_alone(part: PartOffice) -> None:
    part.moment = ASKED_AT
    asked = ("--site", "parks-x", "--by", "ana", "--approver", "bo", "--proposed-on", "2025-03-03", "--id", NAME)
    part.records("authorization", "draft", *asked, "--only-due", "--series", "local#routine")
    listed = (part.office.root.folder / REQUEST).with_suffix(".csv").read_text()
    assert "1001" in listed
    assert "1002" not in listed + (part.office.root.folder / REQUEST).read_text()
    assert not (part.private / REQUEST).exists()


def test_a_site_without_a_private_part_has_no_such_request(part: PartOffice) -> None:
    for path in captures_of(part.private):
        part.office.private.git("rm", "--quiet", "-r", str(path.parent))
    part.moment = CARRIED_OUT_AT
    asked = ("--site", "parks-x", "--by", "ana", "--approver", "bo", "--private-part", "--series", "local#routine")
    assert part.refused("authorization", "draft", *asked) == (
        "records: the private root has no private part of 'parks-x'; leave out --private-part\n"
    )


def test_a_disposition_of_what_is_public_leaves_the_private_part_alone(part: PartOffice) -> None:
    part.moment = ASKED_AT
    asked = ("--site", "parks-x", "--by", "ana", "--approver", "bo", "--proposed-on", "2025-03-03", "--id", NAME)
    part.records("authorization", "draft", *asked, "--only-due", "--series", "local#routine")
    part.publish()
    part.answer()
    acts = ("--act", "approve", "--act", "witness-evidence")
    part.records("approve", f"authorizations/{NAME}", *part.key("bo"), "--role", "records-officer", "--yes", *acts)
    part.publish()
    part.moment = CARRIED_OUT_AT
    private = files_below(part.private / "captures")
    assert "1 item" in part.records(*part.plan())
    record, _ = read_yaml((part.office.root.folder / DISPOSITION).read_bytes())
    assert [each["item"] for each in record["items"]] == ["1001"]
    assert "1002" not in (part.office.root.folder / DISPOSITION).read_text()
    assert files_below(part.private / "captures") == private
    part.publish()
    part.records("captures", "verify")
    assert part.due()["deleted:1002"] == "awaiting-authorization"

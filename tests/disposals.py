"""An office with everything that a disposition needs: a published root, a private one, a store, and captures."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.answers.evidence_text import evidence_readings
from records_portal.captures.indexes.item_index import ClassificationRule
from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestOutcome, IngestRequest
from records_portal.commands.cli import run
from records_portal.disposal.plan_text import signature_path
from records_portal.disposal.preconditions import planned_disposition
from records_portal.disposal.preconditions.case import DispositionPlaces, DispositionRequest
from records_portal.files.yaml_text import read_yaml
from records_portal.identity.plan_signatures import PLAN_NAMESPACE, PlanPart, plan_statement
from records_portal.register.confirmation import confirmed_digest
from records_portal.register.sources import FolderTree, load_register
from records_portal.retention.item_lists import items_digest
from records_portal.retention.series import series_in_force
from records_portal.store.anchors import Anchor, Anchors, NoPrivateRoot, write_anchors
from records_portal.store.evidence import keep_evidence
from records_portal.store.folder import locked_store
from tests.roots import Root, root_files
from tests.ssh_signing import SigningKey

HEADING = "id,kind,created_at,author,text,permalink,in_reply_to,media,deleted,edited"
TEXTS = {
    "1001": "Gate A is open from nine",
    "1002": "Gate B is closed for repairs",
    "1003": "Lantern walk on the long evening",
}
DAYS = {"1001": "2019-05-01", "1002": "2019-06-01", "1003": "2024-11-01"}
MEDIA = {"1001": "pictures/gate.jpg", "1002": "pictures/gate.jpg|pictures/fence.jpg", "1003": "pictures/lantern.jpg"}
PICTURES = {
    "pictures/gate.jpg": b"\xff\xd8 a fictional gate, in two posts \xff\xd9",
    "pictures/fence.jpg": b"\xff\xd8 a fictional fence behind gate B \xff\xd9",
    "pictures/lantern.jpg": b"\xff\xd8 fictional lanterns in the dark \xff\xd9",
}
TAKEN_AT = datetime(2025, 1, 10, 12, tzinfo=UTC)
LETTER = {
    "kinds": ["dispositions"],
    "said_by": "ana",
    "on": "2025-01-02",
    "letter": {"form": "letter", "reference": "Letter of the head 2025-01", "dated_on": "2025-01-02"},
}
DISPOSED_AT = datetime(2025, 3, 3, 15, 30, tzinfo=UTC)
RULES = (ClassificationRule("posts", "routine", kinds=("post",)),)


def person(name: str, *roles: str, **more: Any) -> dict[str, Any]:
    held = [{"role": role, "from_on": "2020-01-01"} for role in roles]
    return {"name": name, "title": "Officer", "agency": "parks", "roles": held} | more


def office_files() -> dict[str, Any]:
    """A root in which a disposition may happen: people who ask, approve, carry out and see it done."""
    files = root_files()
    files["registry/portal.yml"] |= {
        "published_branch": "main",
        "private_root": "required",
        "approvals": LETTER,
        "forge": {"noreply_domain": "users.noreply.forge.example"},
    }
    for each in files["schedules/local.yml"]["versions"][0]["series"]:
        if "confirmed" in each:
            each["confirmed"] = each["confirmed"] | {"digest": confirmed_digest(each, "07-01")}
    files["registry/people/ana.yml"] |= {"forge_login": "ana-l"}
    files |= {
        "registry/people/bo.yml": person("Bo", "records-officer", "site-administrator", forge_login="bo-r"),
        "registry/people/cy.yml": person("Cy", "counsel", "disposition-approver", forge_login="cy-c"),
        "registry/people/dee.yml": person("Dee", "contributor", leaves_on="2025-01-31"),
        "schedules/classifications/parks-x.yml": {
            "rules": [{"id": "posts", "kinds": ["post"], "class": "routine"}],
            "decided": {"on": "2024-05-01", "by": "ana", "reason": "Posts are news"},
        },
    }
    return files


def authorization(**changes: Any) -> dict[str, Any]:
    """A one-off authority over the posts of May 2019, granted."""
    fields: dict[str, Any] = {
        "kind": "one-off",
        "series": "local#routine",
        "sites": ["parks-x"],
        "span": {"from_on": "2019-05-01", "to_on": "2019-05-31"},
        "method": "destroy",
        "clearances": [{"kind": "litigation", "on": "2025-01-15", "by": "cy"}],
        "requested": {"on": "2025-01-20", "by": "ana", "approver": "cy", "number": "500123"},
        "status": [
            {"status": "pending", "on": "2025-01-20"},
            {"status": "approved", "on": "2025-02-03", "number": "A-25-0042", "by": "State Archives"},
        ],
    }
    return {key: value for key, value in (fields | changes).items() if value is not None}


class PublishedRoot(Root):
    """A root of which every commit is published at once."""

    def commit(self, files: dict[str, Any], *arguments: str, message: str = "Records", **environment: str) -> str:
        name = super().commit(files, *arguments, message=message, **environment)
        self.git("push", "--quiet", "--set-upstream", "origin", "main")
        return name


class Office:
    """A root with its remote, a private root and a store in one folder, and the command run there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, folder / "store"
        self.root, self.private = Root(folder / "root"), PublishedRoot(folder / "private")
        self.private.git("config", "user.email", "bo-r@users.noreply.forge.example")
        for root, remote in ((self.root, "remote.git"), (self.private, "private.git")):
            root.git("init", "--quiet", "--bare", "--initial-branch=main", str(folder / remote))
            root.git("remote", "add", "origin", str(folder / remote))
        self.private.commit({"registry/README.md": "Holds live here"})
        self.publish(office_files())
        self.store.mkdir()
        self.anchor()

    def anchor(self, **agencies: str | NoPrivateRoot) -> None:
        """Write the anchors as things are: both roots, and which agency has the private one."""
        tips = [each.git("rev-parse", "main").strip() for each in (self.root, self.private)]
        public = Anchor("public", str(self.folder / "remote.git"), "main", tips[0])
        private = Anchor("counsel", str(self.folder / "private.git"), "main", tips[1])
        write_anchors(self.store, Anchors(public, (private,), agencies or {"parks": "counsel"}))

    def copied_to(self, folder: Path) -> Office:
        """The same office in another folder."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        other = object.__new__(Office)
        other.folder, other.store = folder, folder / "store"
        other.root, other.private = object.__new__(Root), object.__new__(PublishedRoot)
        other.root.folder, other.private.folder = folder / "root", folder / "private"
        other.root.git("remote", "set-url", "origin", str(folder / "remote.git"))
        other.private.git("remote", "set-url", "origin", str(folder / "private.git"))
        other.anchor()
        return other

    def publish(self, files: dict[str, Any] | None = None, message: str = "Records") -> None:
        """Commit what lies in the root, and these files, and publish it."""
        self.root.commit(files or {}, message=message)
        self.root.git("push", "--quiet", "origin", "main")

    def write_export(self, name: str, *ids: str) -> Path:
        """An export of some of the posts with their pictures, and a file that no post owns."""
        folder = self.folder / name
        for picture in {each for item in ids for each in MEDIA[item].split("|")}:
            (folder / picture).parent.mkdir(parents=True, exist_ok=True)
            (folder / picture).write_bytes(PICTURES[picture])
        rows = [f'{item},post,{DAYS[item]}T12:00:00Z,Parks,"{TEXTS[item]}",,,{MEDIA[item]},,' for item in ids]
        folder.mkdir(exist_ok=True)
        (folder / "items.csv").write_text("\r\n".join([HEADING, *rows, ""]), newline="")
        (folder / "read me.txt").write_text(f"From the tool of the parks, {name}\n")
        return folder

    def ingest(self, export: Path, moment: datetime = TAKEN_AT, most_listed: int = 100_000) -> IngestOutcome:
        """Take an export in."""
        return ingest_export(
            IngestRequest(
                paths=(export,),
                root=self.root.folder,
                store=self.store,
                site="parks-x",
                platform="x",
                account_id=None,
                time_zone="UTC",
                rules=RULES,
                moment=moment,
                by="ana",
                software="Records Portal 0.1.0",
                most_listed=most_listed,
            )
        )

    def authorize(self, name: str, *ids: str, message: str = "Records", **changes: Any) -> None:
        """Publish an authorization whose list is of these items."""
        register = load_register(FolderTree(self.root.folder)).register
        value = authorization(**changes)
        if name != "routine-may" and "status" not in changes:  # one answer of the State grants one request
            value["status"] = [value["status"][0], value["status"][1] | {"number": f"A-25-{name}"}]
        series = series_in_force(register, date(2025, 2, 3).isoformat())[value["series"]]
        digest = items_digest(series, [("parks-x", item, 1) for item in ids])
        self.publish({f"schedules/authorizations/{name}.yml": {**value, "items_digest": digest}}, message)

    def supersede_routine(self, **changes: Any) -> None:
        """Publish a version of the schedule in which the routine series is another one, confirmed as such."""
        value, _ = read_yaml((self.root.folder / "schedules/local.yml").read_bytes())
        before = value["versions"][-1]
        later = copy.deepcopy(before) | {"version": "2", "effective_on": "2024-06-01", "supersedes": before["version"]}
        routine = next(each for each in later["series"] if each["number"] == "routine")
        routine |= changes
        routine["confirmed"]["digest"] = confirmed_digest(routine, "07-01")
        self.publish({"schedules/local.yml": value | {"versions": [before, later]}})

    def granted_in(self, text: str = "Authorization A-25-0042: series routine", **changes: Any) -> list[dict[str, Any]]:
        """The status of an authorization that was granted in a document, which is kept in the store."""
        with locked_store(self.store) as store:
            kept = keep_evidence(store.folder, text.encode(), ".txt")
        evidence = {"form": "letter", "reference": "Letter 42", "digest": kept.stem, "entered_by": "bo"}
        pending, approved = authorization()["status"]
        return [pending, {**approved, "evidence": evidence, "read": "text", **changes}]

    def bag(self, outcome: IngestOutcome) -> Path:
        return self.store / "bags/parks-x" / outcome.capture

    def asks(
        self, name: str, at: datetime = DISPOSED_AT, environment: Mapping[str, str] | None = None, **asked: Any
    ) -> tuple[DispositionRequest, DispositionPlaces]:
        """What the library is asked with for the disposition under an authorization."""
        where = (self.root.folder, (self.private.folder,), self.store, self.folder / "cache")
        fields: dict[str, Any] = {"execute": True, "by": "bo", "witness": "ana", "read": evidence_readings} | asked
        return DispositionRequest(name, **fields), DispositionPlaces(*where, at, environment or {})

    def dispose(
        self, *arguments: str, capsys: pytest.CaptureFixture[str], at: datetime = DISPOSED_AT, root: Path | None = None
    ) -> tuple[int, str, str]:
        """The exit code and what was printed."""
        seen = ["--witness", "ana"] if "--execute" in arguments and "--witness" not in arguments else []
        return self.run("dispose", *arguments, *seen, "--by", "bo", capsys=capsys, at=at, root=root)

    def run(
        self,
        *arguments: str,
        capsys: pytest.CaptureFixture[str],
        at: datetime = DISPOSED_AT,
        root: Path | None = None,
        private: bool = True,
    ) -> tuple[int, str, str]:
        places = ["--root", str(root or self.root.folder), "--store", str(self.store)]
        places += ["--private", str(self.private.folder)] if private else []
        capsys.readouterr()
        code = run([*places, *arguments], {"cache": self.folder / "cache", "started_at": at})
        out, err = capsys.readouterr()
        return code, out, err


def run_quietly(office: Office, *arguments: str) -> int:
    """A command outside a test, which has nobody to show it to."""
    places = ["--root", str(office.root.folder), "--store", str(office.store), "--private", str(office.private.folder)]
    return run([*places, *arguments], {"cache": office.folder / "cache", "started_at": DISPOSED_AT})


def published_keys(office: Office, lines: dict[str, str], **more: Any) -> None:
    """People get keys, and the letter by which the office went without is no more."""
    files = {}
    for name, line in lines.items():
        path = f"registry/people/{name}.yml"
        value, _ = read_yaml((office.root.folder / path).read_bytes())
        files[path] = value | {"keys": [{"key": line, "from_on": "2024-01-01", **more}]}
    portal, _ = read_yaml((office.root.folder / "registry/portal.yml").read_bytes())
    portal.pop("approvals", None)
    office.publish(files | {"registry/portal.yml": portal}, "Keys")


def signed_plan(office: Office, name: str, signers: Mapping[str, tuple[str, SigningKey]], **asked: Any) -> Path:
    """The plan of a disposition in a file, with the signatures of these people beside it, by their part."""
    people = {part: person for part, (person, _) in signers.items()}
    fields: dict[str, Any] = {"execute": False, "plans": True, "by": people["executor"], "witness": people["witness"]}
    plan = planned_disposition(*office.asks(name, **(fields | asked)))
    path = office.folder / "plan.txt"
    path.write_bytes(plan.render())
    for part, (person, key) in signers.items():
        statement = plan_statement(person, PlanPart(part), plan.said("on"), plan.digest)
        armored = key.sign(statement, PLAN_NAMESPACE.encode()).text()
        signature_path(path, PlanPart(part), person).write_bytes(armored)
    return path


def nothing_moved() -> None:
    """No root has changed since it was asked."""


def files_below(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def untouched(store: Path) -> dict[str, bytes]:
    """The files of a store but the anchors, in which every run that asks the roots remembers what it saw."""
    return {name: data for name, data in files_below(store).items() if name != "anchors.yml"}

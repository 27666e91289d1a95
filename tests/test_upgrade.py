"""`records upgrade`: what it writes and shows, what it leaves for people to say, and that it commits nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records_portal.commands.cli import run
from tests.roots import Root, root_files

Capsys = pytest.CaptureFixture[str]
PORTAL = "registry/portal.yml"


class Desk:
    """A root of an older form in a repository, a private root and a store beside it, and the command."""

    def __init__(self, folder: Path, capsys: Capsys) -> None:
        self.folder, self.capsys = folder, capsys
        self.root, self.private = Root(folder / "root"), Root(folder / "private")
        files = root_files()
        files[PORTAL] |= {"published_branch": "main", "private_root": "optional"}
        for series in files["schedules/local.yml"]["versions"][0]["series"]:
            series.get("confirmed", {}).pop("digest", None)
        self.commit = self.root.commit(files)
        self.private.commit({"registry/README.md": "Holds live here"})

    def upgrade(self, *arguments: str) -> tuple[int, str, list[str]]:
        """The exit code, what was printed, and what was told."""
        places = ["--root", str(self.root.folder), "--store", str(self.folder / "store")]
        places += ["--private", str(self.private.folder)]
        settings = {"cache": self.folder / "cache", "started_at": datetime(2026, 2, 3, 12, tzinfo=UTC)}
        code = run([*places, "upgrade", *arguments], settings)
        out, err = self.capsys.readouterr()
        return code, out, err.splitlines()

    def changed(self) -> list[str]:
        return self.root.git("status", "--porcelain").split()[1::2]


@pytest.fixture
def desk(tmp_path: Path, capsys: Capsys) -> Desk:
    return Desk(tmp_path, capsys)


def test_one_migration_is_made_by_itself_and_nothing_is_committed(desk: Desk) -> None:
    code, out, told = desk.upgrade("--only", "acts-since", "--said-by", "ana")
    assert (code, desk.changed(), told[-1]) == (0, [PORTAL], "1 files; look through it and commit it")
    assert out == (
        "--- a/registry/portal.yml\n+++ b/registry/portal.yml\n@@ -3,3 +3,7 @@\n fiscal_year_start: 07-01\n"
        " published_branch: main\n private_root: optional\n+acts_since:\n"
        f"+  commit: {desk.commit}\n+  said_by: ana\n+  'on': 2026-02-03\n"
    )
    assert desk.root.git("rev-parse", "HEAD").strip() == desk.commit
    assert desk.upgrade("--only", "acts-since") == (0, "", ["nothing is of an older form"])


def test_all_of_them_are_made_one_after_the_other_and_then_there_is_nothing_more(desk: Desk) -> None:
    roles = [f"--role={role}=ana" for role in ("counsel", "records-custodian", "human-resources", "auditor")]
    said = ["--said-by", "ana", "--address", str(desk.folder / "public.git"), *roles, "--role=disposition-approver=ana"]
    code, _, told = desk.upgrade(*said)
    assert (code, told[-1]) == (0, "4 files; look through it and commit it")
    assert sorted(desk.changed()) == ["registry/people/ana.yml", PORTAL, "schedules/local.yml"]
    assert (desk.folder / "store/anchors.yml").read_text() == (
        f"public:\n  address: {desk.folder}/public.git\n  branch: main\n"
    )
    assert (desk.root.folder / PORTAL).read_text() == (
        "title: Test\ntime_zone: UTC\nfiscal_year_start: 07-01\nacts_since:\n"
        f"  commit: {desk.commit}\n  said_by: ana\n  'on': 2026-02-03\n"
    )
    assert desk.upgrade() == (0, "", ["nothing is of an older form"])


def test_a_dry_run_shows_the_same_and_writes_nothing(desk: Desk) -> None:
    said = ("--only", "confirmed-digest")
    shown = desk.upgrade(*said, "--dry-run")
    assert (shown[0], desk.changed(), shown[2][-1]) == (0, [], "1 files; nothing was written")
    assert desk.upgrade(*said)[1] == shown[1]
    assert desk.changed() == ["schedules/local.yml"]


def test_what_nobody_answers_is_asked_for_and_left(desk: Desk) -> None:
    code, out, told = desk.upgrade("--only", "acts-since", "--only", "anchors")
    assert (code, out, desk.changed()) == (0, "", [])
    assert [line for line in told if line.startswith("registry/")] == [
        "registry/portal.yml: who says that acts are signed from now on: --said-by PERSON",
        "registry/portal.yml: where branch 'main' is published: --address ADDRESS, with --store",
    ]
    assert told[-1] == "0 files; 2 to answer; look through it and commit it"


def test_the_list_says_what_there_is_to_do(desk: Desk) -> None:
    code, out, _ = desk.upgrade("--list", "--format", "json")
    assert code == 0
    assert {row["name"]: (row["files"], row["questions"]) for row in json.loads(out)} == {
        "acts-since": (0, 1),
        "anchors": (0, 1),
        "confirmed-digest": (1, 0),
        "roles": (0, 5),
        "private-particulars": (0, 0),
        "notified": (0, 0),
        "moderation-statements": (0, 0),
        "credential-changes": (0, 0),
        "linked-pages": (0, 0),
    }
    assert desk.upgrade("--list")[1].splitlines()[2].startswith("confirmed-digest: 1 files: what is confirmed of")


def test_a_file_that_cannot_be_read_is_told_before_anything_is_counted(desk: Desk) -> None:
    (desk.root.folder / "schedules/local.yml").write_text("name: a: b\n", encoding="utf-8")
    code, _, told = desk.upgrade("--list")
    assert (code, told) == (
        0,
        ["schedules/local.yml cannot be read and is left out; `records validate` says what to mend"],
    )


@pytest.mark.parametrize(
    ("arguments", "refused"),
    [
        (
            ("--only", "all"),
            "records: --only 'all' is no migration; one of acts-since, anchors, confirmed-digest, roles, "
            "private-particulars, notified, moderation-statements, credential-changes, linked-pages",
        ),
        (("--role", "auditor"), "records: --role 'auditor' is not NAME=VALUE"),
        (("--private-address", "=x"), "records: --private-address '=x' is not NAME=VALUE"),
    ],
)
def test_words_that_mean_nothing_are_refused(desk: Desk, arguments: tuple[str, ...], refused: str) -> None:
    assert desk.upgrade(*arguments) == (2, "", [refused])


def test_an_address_that_cannot_be_one_writes_nothing(desk: Desk) -> None:
    code, _, told = desk.upgrade("--only", "anchors", "--address", "over there")
    assert (code, desk.changed(), (desk.folder / "store/anchors.yml").exists()) == (2, [], False)
    assert told[-1].startswith("records: the answers:2:3: S001 anchors public.address: 'over there' is not an address")


def test_a_folder_that_is_no_root_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    assert run(["--root", str(tmp_path / "else"), "upgrade"], {"cache": None, "started_at": datetime.now(UTC)}) == 2
    assert "no folder registry/" in desk.capsys.readouterr().err

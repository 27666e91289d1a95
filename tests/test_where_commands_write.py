"""Where a command writes: a private root that is one, and files for people that are new and lie beside the records."""

from __future__ import annotations

import errno
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records_portal.commands.cli import run
from records_portal.files.durable import write_durably
from tests.roots import Root, root_files

Capsys = pytest.CaptureFixture[str]
STARTED = datetime(2026, 10, 1, 12, tzinfo=UTC)
HOLD = {
    "matter": "M-1",
    "kind": "litigation",
    "subject": "The creek",
    "scope": {"sites": ["parks-x"]},
    "placed": {"on": "2025-01-12", "by": "ana"},
    "notified": [{"person": "ana", "on": "2025-01-12"}],
}
LIST = "agency,platform,handle\nparkz,x,abc\n"


class Desk:
    """A public and a private root, and what commands say there."""

    def __init__(self, folder: Path, capsys: Capsys) -> None:
        self.folder, self.capsys = folder, capsys
        self.root, self.private = Root(folder / "root"), Root(folder / "private")
        self.root.commit(root_files())
        self.private.commit({"registry/holds/case-1.yml": HOLD})
        self.list = folder / "list.csv"
        self.list.write_text(LIST, encoding="utf-8")

    def run(self, *arguments: str | Path, private: Path | None = None, root: Path | None = None) -> tuple[int, str]:
        named = ("--private", str(private)) if private else ()
        places = ("--root", str(root or self.root.folder), *named)
        settings = {"cache": self.folder / "cache", "started_at": STARTED}
        code = run([*places, *map(str, arguments)], settings)
        return code, self.capsys.readouterr().err

    def refusal(self, *arguments: str | Path, private: Path | None = None) -> str:
        before = self.files()
        code, err = self.run(*arguments, private=private)
        assert (code, err.count("\n"), self.files()) == (2, 1, before), err
        return err.removeprefix("records: ").removesuffix("\n")

    def files(self) -> dict[str, bytes]:
        """Every file beside the cache, as it is."""
        found = (each for each in self.folder.rglob("*") if each.is_file() and ".git" not in each.parts)
        return {str(each): each.read_bytes() for each in found if self.folder / "cache" not in each.parents}


@pytest.fixture
def desk(tmp_path: Path, capsys: Capsys) -> Desk:
    return Desk(tmp_path, capsys)


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file may grow over this size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    asked = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, asked)


def is_public(private: Path) -> str:
    return f"--private {private} is the public root or a copy of it; name the private root"


@pytest.mark.parametrize("way", ["itself", "link", "worktree", "orphan", "clone", "emptied", "below"])
def test_the_public_root_is_no_private_root(desk: Desk, way: str) -> None:
    private = desk.folder / way
    if way == "itself":
        private = desk.root.folder
    elif way == "link":
        private.symlink_to(desk.root.folder)
    elif way in ("worktree", "orphan"):
        desk.root.git("worktree", "add", "--quiet", "--detach", str(private))
        if way == "orphan":
            desk.root.git("-C", str(private), "checkout", "--quiet", "--orphan", "other")
            desk.root.git("-C", str(private), "rm", "-rfq", ".")
    elif way in ("clone", "emptied"):
        desk.root.git("clone", "--quiet", str(desk.root.folder), str(private))
        if way == "emptied":
            desk.root.git("-C", str(private), "rm", "-rfq", ".")
    else:
        private = desk.root.folder / "docs"
        private.mkdir()
    private.mkdir(exist_ok=True)
    said = desk.refusal("new", "training", "ana", "--course", "S", "--on", "2026-09-01", private=private)
    assert said == is_public(private)


def test_a_private_root_of_its_own_is_one(desk: Desk) -> None:
    assert desk.run("hold", "register", private=desk.private.folder)[0] == 0


def test_a_folder_beside_the_public_root_in_one_repository_is_one(desk: Desk) -> None:
    desk.root.git("init", "--quiet", str(desk.folder / "both"))
    desk.root.folder.rename(desk.folder / "both/public")
    (desk.folder / "both/public/.git").rename(desk.folder / "aside")
    (desk.folder / "both/private/registry").mkdir(parents=True)
    assert desk.run("validate", root=desk.folder / "both/public", private=desk.folder / "both/private")[0] < 2


EXISTS = "exists already; name another file, or remove it"


@pytest.mark.parametrize("name", ["root/registry/sites/parks-x.yml", "list.csv", "link.csv", "notes.txt"])
@pytest.mark.parametrize(
    "arguments", [("import", "accounts", "LIST", "--report"), ("import", "posts", "LIST", "--report")]
)
def test_a_list_of_defects_replaces_nothing(desk: Desk, arguments: tuple[str, ...], name: str) -> None:
    (desk.folder / "link.csv").symlink_to(desk.root.folder / "registry/portal.yml")
    (desk.folder / "notes.txt").write_text("mine\n", encoding="utf-8")
    report = desk.folder / name
    said = desk.refusal(*(desk.list if each == "LIST" else each for each in arguments), report)
    assert said == f"{str(report)!r} {EXISTS}"


def test_a_list_of_defects_that_is_read_is_not_written_over(desk: Desk) -> None:
    desk.list.write_text("row,column,value,defect,right\n3,agency,parkz,no such agency,parks\n", encoding="utf-8")
    assert desk.refusal("import", "accounts", desk.list, "--report", desk.list) == f"{str(desk.list)!r} {EXISTS}"


def test_the_list_of_defects_of_an_earlier_run_is_written_again(desk: Desk) -> None:
    report = desk.folder / "defects.csv"
    assert desk.run("import", "accounts", desk.list, "--report", report, "--dry-run")[0] == 1
    desk.list.write_text(f"{LIST}parky,x,abd\n", encoding="utf-8")
    assert desk.run("import", "accounts", desk.list, "--report", report)[0] == 1
    assert [line.split(",")[2] for line in report.read_text(encoding="utf-8").splitlines()[1:]] == ["parkz", "parky"]


@pytest.mark.parametrize("name", ["registry/sites/defects.csv", "schedules/d.csv", "captures/d.csv", ".git/d.csv"])
@pytest.mark.parametrize("kept", ["root", "private"])
def test_a_new_file_does_not_lie_among_records(desk: Desk, name: str, kept: str) -> None:
    report = desk.folder / kept / name
    said = desk.refusal("import", "accounts", desk.list, "--report", report, private=desk.private.folder)
    assert said == f"{str(report)!r} lies among the records of {str(desk.folder / kept)!r}; name a place elsewhere"


def test_nor_in_the_store(desk: Desk) -> None:
    report = desk.folder / "root-store/defects.csv"
    said = desk.refusal("import", "accounts", desk.list, "--report", report)
    assert said == f"{str(report)!r} lies in the store; name a place elsewhere"


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "destruction", "--year", "2025", "--csv"),
        ("hold", "register", "--out"),
        ("hold", "letter", "case-1", "--out"),
        ("captures", "template", "vimeo", "--out"),
        ("captures", "select", "LIST", "--item", "1", "--out"),
        ("import", "posts", "--template"),
        ("message", "direction", "--site", "parks-x", "--set", "reason=R", "--out"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("way", ["file", "link", "dangling"])
def test_no_output_replaces_a_file_or_goes_through_a_link(desk: Desk, arguments: tuple[str, ...], way: str) -> None:
    out = desk.folder / "out.csv"
    if way == "file":
        out.write_text("mine\n", encoding="utf-8")
    else:
        out.symlink_to(desk.private.folder / f"registry/holds/{'case-1' if way == 'link' else 'other'}.yml")
    given = (desk.list if each == "LIST" else each for each in arguments)
    assert desk.refusal(*given, out, private=desk.private.folder) == f"{str(out)!r} {EXISTS}"


def test_what_is_private_is_not_written_into_the_public_root(desk: Desk) -> None:
    copy = desk.folder / "copy"
    desk.root.git("clone", "--quiet", str(desk.root.folder), str(copy))
    for out in (desk.root.folder / "evidence", copy / "evidence"):
        said = desk.refusal("audit", "--out", out, private=desk.private.folder)
        assert said.endswith("lies in the public root; without --private, or name a place elsewhere")
    assert desk.run("audit", "--out", desk.private.folder / "evidence", private=desk.private.folder)[0] == 0
    assert desk.run("audit", "--out", desk.root.folder / "evidence")[0] == 0


def test_evidence_has_a_folder_of_its_own(desk: Desk) -> None:
    out = desk.folder / "audit"
    out.mkdir()
    (out / "administrators.csv").write_text("mine\n", encoding="utf-8")
    assert desk.refusal("audit", "--out", out) == f"{str(out)!r} is there already and not empty; name a new folder"
    (out / "administrators.csv").unlink()
    assert desk.run("audit", "--out", out)[0] == 0


def test_a_full_disk_leaves_nothing_half_and_its_file_is_named(desk: Desk) -> None:
    draft = desk.folder / "draft.eml"
    with full_disk(100):
        said = desk.refusal("message", "direction", "--site", "parks-x", "--set", "reason=R", "--out", draft)
    assert said == f"{str(draft)!r} cannot be written ({os.strerror(errno.EFBIG)}); name another file"
    with full_disk(100):
        said = desk.refusal("audit", "--out", desk.folder / "audit")
    assert said.endswith(f"cannot be written ({os.strerror(errno.EFBIG)}); name another file")


def test_a_durable_write_names_its_file_and_goes_through_no_link(tmp_path: Path) -> None:
    with full_disk(100), pytest.raises(OSError) as caught:
        write_durably(tmp_path / "a.yml", b"a" * 200)
    assert caught.value.filename == str(tmp_path / "a.yml")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "kept").write_bytes(b"kept")
    (tmp_path / ".a.yml.unfinished").symlink_to(tmp_path / "kept")
    with pytest.raises(OSError, match="symbolic links"):
        write_durably(tmp_path / "a.yml", b"a")
    assert (tmp_path / "kept").read_bytes() == b"kept"


CONFLICT = b"<<<<<<< HEAD\nname: A\n=======\nname: B\n>>>>>>> other\n"


@pytest.mark.parametrize(
    ("record", "arguments"),
    [
        ("sites/parks-x", ("new", "fact", "parks-x", "notice", "--on", "2026-09-01")),
        ("sites/parks-x", ("message", "direction", "--site", "parks-x", "--set", "reason=R")),
        ("people/ana", ("new", "training", "ana", "--course", "S", "--on", "2026-09-01")),
    ],
)
@pytest.mark.parametrize("way", ["conflict", "link"])
def test_a_record_that_cannot_be_read_is_not_said_to_be_unknown(
    desk: Desk, record: str, arguments: tuple[str, ...], way: str
) -> None:
    file = desk.root.folder / f"registry/{record}.yml"
    if way == "conflict":
        file.write_bytes(CONFLICT)
    else:
        file.rename(desk.folder / "elsewhere.yml")
        file.symlink_to(desk.folder / "elsewhere.yml")
    said = desk.refusal(*arguments, private=desk.private.folder)
    assert said.startswith(f"registry/{record}.yml") and "not in the register" not in said
    assert said.endswith("; `records validate` lists what has to be mended first")

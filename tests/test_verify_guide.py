"""A journalist with a USB stick: the guide's commands as they stand, with a new HOME, Python, git and curl alone.

The portal and the forge are served on loopback in the place of the guide's addresses, and the stick is a folder.
Between the visits the office goes on; after the last one it rewrites its history, and the stick tells.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from records_portal.files.yaml_text import dump_yaml
from records_portal.portal.downloads.verifier import verifier_files
from records_portal.store.certificates import sealed_certificate
from tests.acting import run_git
from tests.roots import command
from tests.test_verify_handed import portal as portal  # the fixture
from tests.test_verify_log import LoggedOffice

GUIDE = Path(__file__).parents[1] / "docs/guides/verify.md"
BLOCK = re.compile(r"^ *```sh\n(.+?)^ *```$", re.MULTILINE | re.DOTALL)
PORTAL, FORGE, STICK = (
    "https://records.lakeland.example",
    "https://forge.example/lakeland/records-portal",
    "/media/stick",
)
ALLOWED = ("python3", "git", "curl", "sha256sum", "cp")
RECORD = {"authorization": "parks-old", "series": "local#1", "method": "destroy", "on": "2024-04-01"}
CERTIFICATE = sealed_certificate("parks-routine-2018", {"agency": "Parks"}, RECORD, "2024-04-02T12:00:00Z")


class CertifiedOffice(LoggedOffice):
    """An office that had disposed of something, with authority, before it began to sign."""

    def commit(self, message: str, on: str = "") -> str:
        if message == "Begin":
            granted = {"status": "approved", "on": "2024-03-01", "number": "A-1"}
            self.write(
                {
                    "schedules/authorizations/parks-old.yml": {"series": "local#1", "status": [granted]},
                    "schedules/dispositions/parks-routine-2018.yml": dict(CERTIFICATE.disposition),
                }
            )
        return super().commit(message, on)


class Journalist:
    """A folder, a stick and a new HOME, with nothing installed but what the guide asks for."""

    def __init__(self, folder: Path, portal: str) -> None:
        self.folder, self.portal, self.stick = folder / "desk", portal, folder / "stick"
        for each in (self.folder, self.stick, folder / "home", folder / "programs"):
            each.mkdir()
        for name in ALLOWED:
            program = Path(sys.executable).resolve() if name == "python3" else shutil.which(name)
            assert program, f"{name} is not installed"
            (folder / "programs" / name).symlink_to(program)
        self.environment = {"HOME": str(folder / "home"), "PATH": str(folder / "programs")}

    def does(self, block: str) -> tuple[int, str]:
        """Type a block of the guide; the exit code and everything that is printed."""
        text = block.replace(PORTAL, self.portal).replace(FORGE, f"{self.portal}/register.git")
        text = text.replace(STICK, str(self.stick))
        done = subprocess.run(
            ["/bin/sh", "-e", "-c", text],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout


def publish(office: LoggedOffice, address: str) -> None:
    """Append to the log, push, and build what the portal has of it."""
    served = office.root.folder.parent / "served"
    office.publish()
    if not (served / "register.git").exists():
        run_git(served, "clone", "--quiet", "--mirror", "--no-local", str(office.root.folder), "register.git")
    run_git(served / "register.git", "fetch", "--quiet", "--prune", "origin", "+refs/*:refs/*")
    run_git(served / "register.git", "update-server-info")
    for name, data in dict(verifier_files({"forge": {"url": f"{address}/register"}})).items():
        (served / name).write_bytes(data)
    (served / "log").mkdir(exist_ok=True)
    (served / "log/checkpoint").write_text(office.root.git("show", "attestations:log/checkpoint"), encoding="utf-8")


@pytest.fixture
def blocks() -> Iterator[str]:
    """The guide's commands, one block after the other."""
    return iter(BLOCK.findall(GUIDE.read_text(encoding="utf-8")))


def test_the_guide_is_followed_from_the_first_visit_to_the_day_on_which_history_was_rewritten(
    tmp_path: Path, portal: str, blocks: Iterator[str]
) -> None:
    office = CertifiedOffice(tmp_path)
    office.approved_change()
    publish(office, portal)
    journalist = Journalist(tmp_path, portal)
    visits = [journalist.does(next(blocks)) for _ in ("the verifier is taken", "it looks", "it goes onto the stick")]
    assert [code for code, _ in visits] == [0, 0, 0], visits
    assert "verify.py: OK" in visits[0][1]
    assert visits[1][1].endswith("Nothing was found against it\n")
    kept = sorted(path.name for path in (journalist.stick / "2026-11-30").iterdir())
    assert kept == ["checkpoint", "leaves", "refs", "repository.bundle"]
    first = (journalist.stick / "2026-11-30/checkpoint").read_bytes()

    office.approved_change("News again")
    publish(office, portal)
    shutil.rmtree(journalist.folder)
    journalist.folder.mkdir()  # months later, at another desk: all that is left is the stick
    code, told = journalist.does(next(blocks))
    assert (code, "the log only grew since" in told) == (0, True), told

    shutil.copy(journalist.stick / "verify.py", journalist.folder)
    (journalist.folder / "checkpoint.txt").write_bytes(first)
    code, told = journalist.does(next(blocks))
    assert (code, "the log only grew since checkpoint.txt" in told) == (0, True), told

    shutil.copy(journalist.stick / "2027-03-15/repository.bundle", journalist.folder)
    away = Journalist.__new__(Journalist)
    away.__dict__.update(journalist.__dict__, portal="http://127.0.0.1:1")  # no network answers
    code, told = away.does(next(blocks))
    assert (code, "the log only grew since" in told) == (0, True), told

    proof = journalist.folder / "parks-x.proof"
    assert (
        command("--root", office.root.folder, "log", "proof", "parks-x", "--out", proof, home=tmp_path).returncode == 0
    )
    certificate = journalist.folder / "parks-routine-2018.yml"
    certificate.write_text(dump_yaml(dict(CERTIFICATE.value)), encoding="utf-8")
    code, told = journalist.does(next(blocks))
    assert (code, "is the certificate of schedules/dispositions/parks-routine-2018.yml" in told) == (0, True), told
    assert "parks-x.proof proves registry/sites/parks-x.yml" in told

    theirs = (tmp_path / "served/log/checkpoint").read_bytes()
    (journalist.folder / "mine.txt").write_bytes(first)
    (journalist.folder / "theirs.txt").write_bytes(theirs)
    compare = next(blocks)
    assert journalist.does(compare)[0] == 0
    assert list(blocks) == [], "every block of the guide was typed"

    office.root.git("reset", "--quiet", "--hard", "HEAD~1")
    office.forget_log()
    office.change("Another history")
    office.commit("On")
    publish(office, portal)
    code, told = journalist.does(f"python3 verify.py {PORTAL} --against {STICK}/2027-03-15")
    assert (code, "FOUND force-push: " in told, "FOUND split view: " in told) == (1, True, True), told
    assert journalist.does(compare)[0] == 1

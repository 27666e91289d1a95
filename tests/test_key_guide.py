"""The guide "Make a key and approve", played by a new user: every command as it stands, with ssh-keygen and git."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

from records_portal.history.repository import Repository
from records_portal.identity.acts_of_history import read_acts
from records_portal.identity.base import base_reader
from records_portal.identity.key_changes import read_key_history
from records_portal.values.ssh_keys import parse_key
from tests.acting import KEYS, SITE, ActingOffice, holding, person
from tests.ssh_signing import MADE, make_key

GUIDE = Path(__file__).parents[1] / "docs/guides/keys.md"
DAN = "registry/people/dan-hale.yml"
GET = 3  # the block that gets the register


class User:
    """Somebody with a home of their own, a clone, and what the guide says."""

    def __init__(self, folder: Path, origin: Path) -> None:
        self.home, self.clone = folder, folder / "register"
        (folder / ".ssh").mkdir(parents=True, mode=0o700)
        tools = folder / "bin"
        tools.mkdir()
        (tools / "records").write_text(f'#!/bin/sh\nexec {sys.executable} -m records_portal "$@"\n')
        (tools / "records").chmod(0o755)
        self.environment = {"HOME": str(folder), "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": "scripts"}
        self.environment["PYTHONPATH"] = str(Path(__file__).parents[1] / "scripts")
        self.environment |= {"GIT_CONFIG_SYSTEM": os.devnull, "XDG_CACHE_HOME": str(folder / "cache")}
        clone, enter, *named = steps()[GET]
        self.shell(clone.replace("ADDRESS", str(origin)), folder)
        assert enter == f"cd {self.clone.name}"
        for line in named:
            self.shell(line)

    def shell(self, line: str, folder: Path | None = None) -> str:
        """What one line prints, typed into a shell."""
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=folder or self.clone,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def types(self, line: str, *answers: str) -> str:
        """What a line prints that asks questions on the terminal, each answered."""
        child, terminal = pty.fork()
        if not child:
            os.chdir(self.clone)
            os.execvpe("bash", ["bash", "-c", line], self.environment)  # noqa: S606 -- a line of the guide
        said = b""
        for answer in answers:
            while not said.rstrip(b" ").endswith(b":"):
                said += os.read(terminal, 4096)
            said += b"\n"
            os.write(terminal, f"{answer}\n".encode())
        try:
            while more := os.read(terminal, 4096):
                said += more
        except OSError:  # the terminal is closed
            pass
        assert os.waitpid(child, 0)[1] == 0, said
        return said.decode()


def steps() -> list[list[str]]:
    """The lines of each block of commands, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [block.splitlines() for block in blocks]


def test_a_new_user_makes_a_key_and_approves(tmp_path: Path) -> None:
    make, look, register, _, show, send = steps()
    office = ActingOffice(tmp_path / "office")
    officers = make_key(tmp_path / "officers", *MADE["ssh-ed25519"])
    line = parse_key(officers.with_suffix(".pub").read_text()).line
    dan = person("dan hale", "web-content-team", KEYS["cy"])
    del dan["keys"]
    office.write({"registry/people/ben.yml": person("ben", "records-officer", line), DAN: dan})
    office.root.git("add", "--all")
    office.root.git("commit", "--quiet", "--amend", "-m", "Begin")
    office.propose()
    office.change("News and tides")
    office.commit("Say more")
    origin = tmp_path / "origin.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", office.root.folder, origin], check=True)
    subprocess.run(["git", "-C", origin, "symbolic-ref", "HEAD", "refs/heads/main"], check=True)

    user, officer = User(tmp_path / "dan", origin), User(tmp_path / "ben", origin)
    own = user.home / ".ssh/id_ed25519"  # ssh-keygen offers the home that the system knows, not the test's
    assert "Your public key has been saved" in user.types(make[0], str(own), "", "")
    fingerprint = parse_key(own.with_suffix(".pub").read_text()).fingerprint
    assert fingerprint in user.shell(look[0])

    officer.shell(f"git config gpg.format ssh && git config user.signingKey {officers}")
    shutil.copy(own.with_suffix(".pub"), officer.clone / "dan.pub")
    told = [officer.shell(each) for each in register]
    assert f"new: ssh-ed25519 {fingerprint}" in told[0]
    assert "ana (agency-head), ben (records-officer)" in told[0]

    told = [user.shell(each) for each in (*show, *send)]
    assert "News and tides" in told[2]
    officer.shell("git pull --quiet && git merge --quiet --no-ff -m Merge origin/proposal")

    repository = Repository(officer.clone)
    bases = base_reader(repository)
    acts = read_acts(repository, bases)
    assert holding(acts) == ["ben grant signed", "dan-hale approve signed"]
    assert [each.path for each in acts.acts[-1].statement.changes] == [SITE]
    history = read_key_history(repository, bases)
    assert (history.admission(fingerprint), history.faults) == ("grant signed by ben", ())
    assert f"{fingerprint} from " in officer.shell("records key show dan-hale")

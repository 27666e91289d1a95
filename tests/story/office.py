"""The place of a story: repositories, a store, people with keys, and a clock; commands are typed as a person would."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.commands.cli import run
from records_portal.files.yaml_text import dump_yaml, read_yaml
from tests.ssh_signing import MADE, make_key

from .gaps import GAPS
from .people import PEOPLE, Person

NOTES = "notes.json"
WEB_TEAM = "fern-alder"
FIRST_HOUR = time(14)


class WentRedError(AssertionError):
    """What a step expected did not come."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """All of it."""
        return self.out + self.err


@dataclass
class Office:
    """A folder with everything in it; what later steps have to know beside the records is kept in `notes`."""

    folder: Path
    people: Mapping[str, Person] = field(default_factory=lambda: PEOPLE)
    now: datetime = datetime(2025, 1, 6, 14, tzinfo=UTC)
    notes: dict[str, str] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    typed: list[str] = field(default_factory=list)

    @property
    def public(self) -> Path:
        """The clone of the public root on the office's machine."""
        return self.folder / "records"

    @property
    def private(self) -> Path:
        """The clone of the private root."""
        return self.folder / "records-private"

    @property
    def store(self) -> Path:
        """The store, where it is looked for without being named."""
        return self.folder / "records-store"

    @property
    def second(self) -> Path:
        """The second copy of the store."""
        return self.folder / "second" / "records-store"

    @property
    def today(self) -> str:
        """The day on which the step happens."""
        return self.now.date().isoformat()

    def day(self, on: str) -> None:
        """Move the clock to a day; on the same day it goes on."""
        moment = datetime.combine(date.fromisoformat(on), FIRST_HOUR, UTC)
        self.now = moment if moment > self.now else self.now + timedelta(minutes=1)

    def key(self, person: str) -> Path:
        """The file of a person's key, which they make when they first need one."""
        path = self.folder / "keys" / person
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            make_key(path, *MADE["ssh-ed25519"])
        return path

    def records(
        self, *arguments: str, code: int = 0, where: Path | None = None, private: bool = True, stdin: str = ""
    ) -> Said:
        """Type a command in the public root, with the private one beside it, and see it end as it should."""
        words = [*(("--private", "../records-private") if private and self.private.is_dir() else ()), *arguments]
        out, err = io.StringIO(), io.StringIO()
        settings = {"cache": self.folder / "cache", "started_at": self.now, "environment": dict(os.environ)}
        with contextlib.chdir(where or self.public), pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", io.StringIO(stdin))
            for role in ("AUTHOR", "COMMITTER"):  # what git itself takes for now
                patch.setenv(f"GIT_{role}_DATE", self.now.isoformat())
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                ended = run(list(map(str, words)), settings)
        said = Said(ended, out.getvalue(), err.getvalue())
        self.counted["commands"] += 1
        self.typed.append(f"{self.today} $ records {shlex.join(words)}")
        if ended != code:
            raise WentRedError(f"records {shlex.join(words)}\nended with {ended}, not {code}\n{said.text}")
        return said

    def see(self, said: Said, *words: str) -> None:
        """What was printed says these words."""
        for each in words:
            if each not in said.text:
                raise WentRedError(f"not said: {each!r}\n{said.text}")

    def not_said(self, said: Said, *words: str) -> None:
        """What was printed says none of these words."""
        for each in words:
            if each in said.text:
                raise WentRedError(f"said: {each!r}\n{said.text}")

    def enter(self, kind: str, target: str, values: Mapping[str, Any]) -> Said:
        """Have the answers of a form page written into the register."""
        folder = self.folder / "answers"
        folder.mkdir(exist_ok=True)
        path = folder / f"{len(list(folder.iterdir())) + 1:03}.txt"
        block = dump_yaml({"kind": kind, "target": target, "values": dict(values)})
        path.write_text(f"--- records answers 1 ---\n{block}--- end ---\n", encoding="utf-8")
        return self.records("new", "--answers", str(path))

    def send(self, name: str, answers: Mapping[str, Any], *options: str, entered_by: str = "", code: int = 0) -> Said:
        """Have the message of a step written, send it, and have what arrived entered by somebody else."""
        folder = self.folder / "mail"
        folder.mkdir(exist_ok=True)
        path = folder / f"{len(list(folder.iterdir())) + 1:03}-{name}.eml"
        self.records("message", name, *options, *settings(answers), "--out", str(path))
        self.mail(path)
        entered = ("--entered-by", entered_by) if entered_by else ()
        return self.records("new", "--answers", str(path), *entered, code=code)

    def mail(self, path: Path) -> None:
        """What a mail program does with a draft: it gets a day and an id, and is no draft any more."""
        head, _, body = path.read_bytes().partition(b"\r\n\r\n")
        kept = [line for line in head.split(b"\r\n") if not line.startswith((b"X-Unsent:", b"Date:"))]
        name = f"<{self.today}-{path.stem}@mail.lakeland.example>"
        stamp = [f"Message-ID: {name}".encode(), f"Date: {format_datetime(self.now)}".encode()]
        path.write_bytes(b"\r\n".join([*stamp, *kept, b"", body]))
        self.counted["messages"] += 1

    def git(self, where: Path, *arguments: str, by: str) -> str:
        """A git command by a person, deaf to the settings of this machine."""
        name, address = self.people[by].name, f"{self.people[by].login}@users.noreply.forge.example"
        moment = self.now.isoformat()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }
        for role in ("AUTHOR", "COMMITTER"):
            environment |= {f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": address, f"GIT_{role}_DATE": moment}
        command = ["git", "-c", "gc.auto=0", *arguments]
        done = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise WentRedError(f"git {shlex.join(arguments)}: {done.stderr}")
        return done.stdout

    def commit(self, where: Path, says: str, by: str) -> None:
        """Commit whatever lies in a root."""
        self.git(where, "add", "--all", by=by)
        self.git(where, "commit", "--quiet", "-m", says, by=by)
        self.counted["commits"] += 1

    @contextlib.contextmanager
    def change(self, says: str, by: str, *signers: str | tuple[str, ...], private: bool = False) -> Iterator[None]:
        """A change of a root: proposed, signed by each who has to agree, let through by the gate, merged, published.

        The private root's gate is told where the public one is; there a signer names the record that is signed.
        """
        where = self.private if private else self.public
        self.git(where, "switch", "--quiet", "--create", "proposal", by=by)
        yield
        self.commit(where, says, by)
        for signer in signers:
            person, *options = (signer,) if isinstance(signer, str) else signer
            asked = options if private else ["main..proposal", *options]
            self.records("approve", *asked, "--key", str(self.key(person)), private=private)
            self.commit(where, f"Approved: {says}", person)
        gate = ("--root", "../records-private", "--public", ".") if private else ()
        self.records(*gate, "diff", "main..proposal", private=False)
        self.git(where, "switch", "--quiet", "main", by=by)
        merger = WEB_TEAM if WEB_TEAM in self.people else by
        self.git(where, "merge", "--quiet", "--no-ff", "-m", f"Merge: {says}", "proposal", by=merger)
        self.git(where, "branch", "--quiet", "--delete", "proposal", by=by)
        self.git(where, "push", "--quiet", "origin", "main", by=by)
        self.counted["commits"] += 1
        self.counted["merges"] += 1

    def by_hand(self, gap: str, path: str, addition: Mapping[str, Any], private: bool = False) -> None:
        """Add to a record what no command can write; the gap has to be listed, and is counted."""
        if gap not in GAPS:
            raise WentRedError(f"{gap!r} is written by hand and stands in no list")
        self.counted[f"gap {gap}"] += 1
        target = (self.private if private else self.public) / path
        before = read_yaml(target.read_bytes())[0] if target.exists() else {}
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dump_yaml(added(before, addition)), encoding="utf-8")

    def keep(self) -> None:
        """Write the clock and the notes beside the records, for whoever goes on from here."""
        kept = {"now": self.now.isoformat(), "notes": self.notes}
        (self.folder / NOTES).write_text(json.dumps(kept), encoding="utf-8")

    @classmethod
    def kept_in(cls, folder: Path) -> Office:
        """An office as it was kept."""
        kept = json.loads((folder / NOTES).read_text(encoding="utf-8"))
        return cls(folder, now=datetime.fromisoformat(kept["now"]), notes=kept["notes"])


def settings(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Answers as options of a command, each with its path."""
    return tuple(word for path, text in _leaves(values, "") for word in ("--set", f"{path}={text}"))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """The single answers below a value; of a list of texts each one under the list's own path."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _leaves(below, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from _leaves(below, f"{path}.{number}" if isinstance(below, Mapping) else path)
    else:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)


def added(old: Any, new: Any) -> Any:
    """The old value with the new one added: mappings merge, lists grow, anything else is set."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {**old, **{key: added(old.get(key), value) for key, value in new.items()}}
    if isinstance(old, list) and isinstance(new, Mapping):
        return [added(each, new.get(str(number), {})) for number, each in enumerate(old)]
    if isinstance(old, list) and isinstance(new, list):
        return [*old, *new]
    return new

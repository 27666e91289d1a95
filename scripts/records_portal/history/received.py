"""What a push brings to a bare repository, before it is taken in: read in a repository that is made for the moment.

* It borrows the objects of the bare one and those in quarantine, has its branches and tags, and none of its settings.
* Nothing is checked out: no hook, filter, attribute or replaced object of the bare one takes part.
* It is taken away afterwards; of a push that is refused nothing stays anywhere.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from records_portal.register.findings import Refusal, one_line

OBJECTS, OTHERS, QUARANTINE = "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"
HEADS, TAGS = "refs/heads/", "refs/tags/"
_UPDATE = re.compile(r"([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (\S+)")
_HEAD = re.compile(r"ref: (refs/heads/\S+)\n?")
_SHA256_NAME = 64
MOST_UPDATES = 1_000


@dataclass(frozen=True, slots=True)
class RefUpdate:
    """What a push makes of a branch or a tag: its name, and the objects before and after; empty where there is none."""

    ref: str
    old: str
    new: str


def parse_updates(text: str) -> list[RefUpdate]:
    """The lines that git hands to the hook."""
    found = []
    for line in text.splitlines():
        if not (matched := _UPDATE.fullmatch(line)):
            raise Refusal(f"{line!r} is no line of a push; git hands the hook OLD NEW REF")
        old, new = (name if name.strip("0") else "" for name in matched.groups()[:2])
        found.append(RefUpdate(matched[3], old, new))
    if len(found) > MOST_UPDATES:
        raise Refusal(f"a push of {len(found):,} branches and tags is not looked at; push at most {MOST_UPDATES:,}")
    return found


def main_branch(bare: Path) -> str:
    """The full name of the branch that counts in a bare repository: the one that its HEAD names."""
    try:
        matched = _HEAD.fullmatch((bare / "HEAD").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        matched = None
    if not matched or not (bare / "objects").is_dir():
        raise Refusal(f"{bare} is no bare repository whose HEAD names a branch; name it with --root")
    return matched[1]


@contextmanager
def with_received(bare: Path, environment: Mapping[str, str], name: str = "") -> Iterator[Path]:
    """The folder of a repository with what the bare one has and what a push brings; `name` is that of an object."""
    head = main_branch(bare)
    with tempfile.TemporaryDirectory(prefix="records-received-") as made:
        folder = Path(made) / "root"
        form = "sha256" if len(name) == _SHA256_NAME else "sha1"
        command = ["git", "init", "--quiet", "--template=", f"--object-format={form}", str(folder)]
        done = subprocess.run(command, capture_output=True, check=False, env=_without_git(environment))  # noqa: S603
        if done.returncode:
            raise Refusal(f"git cannot be run: {one_line(done.stderr.decode('utf-8', 'replace'))}")
        own = folder / ".git"
        lent = [bare / "objects", *_lent(bare, environment)]
        (own / "objects/info").mkdir(exist_ok=True)
        (own / "objects/info/alternates").write_text("".join(f"{each.resolve()}\n" for each in dict.fromkeys(lent)))
        _copy_refs(bare, own)
        (own / "HEAD").write_text(f"ref: {head}\n", encoding="utf-8")
        yield folder


def _lent(bare: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    """The folders of objects that git names to the hook, from where it runs: the bare repository."""
    named = [environment.get(OBJECTS, ""), environment.get(QUARANTINE, ""), *environment.get(OTHERS, "").split(":")]
    for each in filter(None, named):
        if "\n" in each or each.startswith('"'):
            raise Refusal(f"the folder {each!r} cannot be named to git; move the repository to one with a plain name")
        yield bare / each


def _copy_refs(bare: Path, own: Path) -> None:
    """Branches and tags as they are; nothing else is a ref there, no replaced object and no note."""
    for kind in (HEADS, TAGS):
        if (bare / kind).is_dir():
            shutil.copytree(bare / kind, own / kind, dirs_exist_ok=True)
    packed = bare / "packed-refs"
    if packed.is_file():
        lines = packed.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        kept = [line for line in lines if line.partition(" ")[2].startswith((HEADS, TAGS))]
        text = "".join(f"{line}\n" for line in kept)
        (own / "packed-refs").write_text(text, encoding="utf-8", errors="surrogateescape")


def _without_git(environment: Mapping[str, str]) -> dict[str, str]:
    settings = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}
    return {name: value for name, value in environment.items() if not name.startswith("GIT_")} | settings

"""A repository that begins: its first commit, the bare one that it is published to, and what it sends there.

Nothing of the user's settings but the name takes part: no hook, template, ignored file or signature of another purpose.
A computer's name never gets into a commit: where git knows no name, the program's stands there.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from records_portal.register.findings import Refusal, one_line

NOBODY = ("Records Portal", "records@portal.invalid")
_OWN_SETTINGS = (
    "commit.gpgSign=false",
    "core.attributesFile=/dev/null",
    "core.autocrlf=false",
    "core.excludesFile=/dev/null",
    "core.hooksPath=/dev/null",
    "core.safecrlf=false",
    "gc.auto=0",
)
PROTECTED = {"receive.denyNonFastForwards": "true", "receive.denyDeletes": "true"}
"""What keeps a branch of a bare repository from being rewritten or taken away."""


def known_name(folder: Path) -> tuple[str, str]:
    """The name and the address under which git commits here; the program's where git knows none."""
    found = [_run(folder, "config", "--get", name, may_fail=True).strip() for name in ("user.name", "user.email")]
    return (found[0], found[1]) if all(found) else NOBODY


def begin_repository(folder: Path, branch: str, message: str, name: tuple[str, str]) -> str:
    """Make a folder a repository whose first commit has all its files; the commit."""
    _run(folder, "init", "--quiet", "--template=", f"--initial-branch={branch}")
    _run(folder, "add", "--all", "--", ".")
    who = ("-c", f"user.name={name[0]}", "-c", f"user.email={name[1]}")
    _run(folder, *who, "commit", "--quiet", "--no-verify", "-m", message)
    return _run(folder, "rev-parse", "HEAD").strip()


def begin_bare(folder: Path, branch: str, *, shared: str) -> None:
    """Make a bare repository that no push rewrites; `shared` says for whom, as git's `--shared` does."""
    folder.mkdir(parents=True)
    _run(folder, "init", "--quiet", "--bare", "--template=", f"--shared={shared}", f"--initial-branch={branch}")
    for setting, value in PROTECTED.items():
        _run(folder, "config", setting, value)


def follow(folder: Path, address: str, branch: str, *, published: bool) -> None:
    """Let a branch follow the one that is published at an address; `published` where it is there as it is here."""
    _run(folder, "remote", "add", "origin", address)
    _run(folder, "config", f"branch.{branch}.remote", "origin")
    _run(folder, "config", f"branch.{branch}.merge", f"refs/heads/{branch}")
    if published:
        _run(folder, "update-ref", f"refs/remotes/origin/{branch}", "HEAD")


def send(folder: Path, bare: Path, branch: str) -> None:
    """Push a branch to a bare repository on this disk; sending it again changes nothing."""
    _run(folder, "push", "--quiet", str(bare), f"refs/heads/{branch}:refs/heads/{branch}")


def bare_settings(folder: Path) -> Mapping[str, str]:
    """The settings of a bare repository by name; refused where the folder is none."""
    if _run(folder, "rev-parse", "--is-bare-repository", may_fail=True).strip() != "true":
        raise Refusal(f"{str(folder)!r} is no bare repository")
    parts = _run(folder, "config", "--local", "--list", "-z").split("\0")
    return {name: value for part in parts if part for name, _, value in [part.partition("\n")]}


def is_empty_bare(folder: Path) -> bool:
    """Whether a folder is a bare repository without a branch or tag."""
    if not (folder / "HEAD").is_file() or not (folder / "objects").is_dir():
        return False
    return not _run(folder, "for-each-ref", may_fail=True).strip()


def _run(folder: Path, *arguments: str, may_fail: bool = False) -> str:
    settings = tuple(word for each in _OWN_SETTINGS for word in ("-c", each))
    try:
        done = subprocess.run(  # noqa: S603 -- a fixed command; what people said comes as an argument of its own
            ["git", *settings, *arguments],  # noqa: S607
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise Refusal(f"git cannot be run: {error.strerror}; install git 2.34 or later") from error
    if done.returncode and not may_fail:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise Refusal(one_line(f"git {arguments[0]} failed: {lines[-1].removeprefix('fatal:').strip()}"))
    return "" if done.returncode else done.stdout.decode("utf-8", "replace")

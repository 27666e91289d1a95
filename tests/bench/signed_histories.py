"""A register that grew as real ones do, in signed changes merged by somebody else, and what it costs to read it.

* The first commit has people, agency, platform and schedule. Each change adds sites with their designations, or gives
  an older site another purpose, on a branch of its own; another person merges it. Everybody signs with a key that
  stands in the register: half of the commits are merges, all of them are signed.
* git fast-import writes contents and folders but no signatures, so the commits are then written anew, as one pack.
"""

from __future__ import annotations

import hashlib
import re
import resource
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from records_portal.history.audit_trail import read_audit_trail
from records_portal.history.commit_signatures import commit_signatures
from records_portal.history.repository import Repository
from records_portal.register.model import Register
from records_portal.register.sources import FolderTree, load_register
from tests.bench.kept_roots import kept_root
from tests.bench.synthetic import write_register
from tests.ssh_signing import SigningKey, ed25519_key

SITES, MERGES = 10_000, 6_000
FIRST_MOMENT = 1_577_960_000
PEOPLE = ("ana", "ben", "cora")
RUNS = 3
ASKED = 100

File = tuple[str, bytes]


def key_of(person: str) -> SigningKey:
    """The key of a person, the same in each run."""
    return ed25519_key(hashlib.sha256(person.encode()).digest())


def signed_root(folder: Path, sites: int = SITES, merges: int = MERGES) -> None:
    """A copy of the signed register, which is made where none is kept."""
    kept_root(f"signed-{sites}-{merges}", lambda root: write_signed_root(root, sites, merges), folder)


def write_signed_root(root: Path, sites: int, merges: int) -> None:
    """Make the register and its history."""
    write_register(root, sites, keys={person: key_of(person).line for person in PEOPLE})
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "fast-import", "--quiet", data=b"".join(_stream(root, sites, merges)))
    git(root, "update-ref", "refs/heads/main", _signed_anew(root))
    git(root, "update-ref", "-d", "refs/heads/side")
    git(root, "repack", "--quiet", "-a", "-d")  # without what is not reachable any more
    git(root, "reset", "--quiet", "--hard", "main")


def git(root: Path, *arguments: str, data: bytes | None = None) -> bytes:
    """What a git command prints in a root."""
    return subprocess.run(["git", "-C", str(root), *arguments], check=True, input=data, capture_output=True).stdout


def _stream(root: Path, sites: int, merges: int) -> Iterator[bytes]:
    names = [f"registry/sites/site-{number:06}.yml" for number in range(sites)]
    later = {*names, *(name.replace("/sites/", "/designations/") for name in names)}
    paths = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.yml"))
    yield _commit("main", 0, 1, "ana", "Begin")
    yield from (_file(path, (root / path).read_bytes()) for path in paths if path not in later)
    changes = list(_changes(root, names))
    for number in range(merges):
        start, end = (at * len(changes) // merges for at in (number, number + 1))
        author, merger = PEOPLE[number % 3], PEOPLE[(number + 1) % 3]
        before, behind = _mark(number), _mark(max(0, number - number % 3))  # up to two merges were not seen yet
        files = [_file(*each) for each in changes[start:end]]
        yield _commit("side", 2 * number + 1, 2 * number + 2, author, "Change") + b"from :%d\n" % behind
        yield from files
        approval = f"Merge\n\nApproved-by: {merger} <7+{merger}@users.noreply.forge.example>"
        yield _commit("main", 2 * number + 2, 2 * number + 3, merger, approval)
        yield b"from :%d\nmerge :%d\n" % (before, 2 * number + 2)
        yield from files


def _mark(merges: int) -> int:
    """The mark of the main line after so many merges."""
    return 2 * merges + 1


def _changes(root: Path, names: list[str]) -> Iterator[File]:
    """Each site, then its designation; every fifth time another purpose of an older site in the designation's place."""
    for number, name in enumerate(names):
        yield name, (root / name).read_bytes()
        designation = name.replace("/sites/", "/designations/")
        if number % 5:
            yield designation, (root / designation).read_bytes()
        else:
            older = root / names[number * 7_919 % (number + 1)]
            older.write_bytes(re.sub(rb"(?m)^purpose: .*", b"purpose: News of week %d" % number, older.read_bytes()))
            yield older.relative_to(root).as_posix(), older.read_bytes()


def _commit(branch: str, number: int, mark: int, person: str, message: str) -> bytes:
    who = f"{person} <7+{person}@users.noreply.forge.example> {FIRST_MOMENT + number * 3600} +0000"
    text = f"{message}\n"
    return f"commit refs/heads/{branch}\nmark :{mark}\ncommitter {who}\ndata {len(text)}\n{text}\n".encode()


def _file(path: str, data: bytes) -> bytes:
    return f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"


def _signed_anew(root: Path) -> str:
    """Write every commit once more, signed by who made it; the name of the newest."""
    names = git(root, "rev-list", "--topo-order", "--reverse", "main").decode().split()
    keys = {person: key_of(person) for person in PEOPLE}
    signed: dict[str, str] = {}
    written = []
    for name, data in Repository(root).commit_objects(names):
        header, _, message = data.decode().partition("\n\n")
        lines = [_renamed(line, signed) for line in header.split("\n")]
        person = next(line.split()[1] for line in lines if line.startswith("committer "))
        commit = _with_signature("\n".join(lines) + "\n", message, keys[person])
        signed[name] = hashlib.sha1(b"commit %d\0" % len(commit) + commit, usedforsecurity=False).hexdigest()
        written.append(commit)
    git(root, "index-pack", "--stdin", data=_pack(written))
    return signed[names[-1]]


def _renamed(line: str, signed: dict[str, str]) -> str:
    return f"parent {signed[line.split()[1]]}" if line.startswith("parent ") else line


def _with_signature(header: str, message: str, key: SigningKey) -> bytes:
    signature = key.sign(f"{header}\n{message}".encode()).text().decode().rstrip("\n").replace("\n", "\n ")
    return f"{header}gpgsig {signature}\n\n{message}".encode()


def _pack(commits: list[bytes]) -> bytes:
    """Commits as a pack of git's, each in full (gitformat-pack)."""
    parts = [b"PACK", (2).to_bytes(4), len(commits).to_bytes(4)]
    for data in commits:
        parts += [_pack_head(len(data)), zlib.compress(data, 1)]
    body = b"".join(parts)
    return body + hashlib.sha1(body, usedforsecurity=False).digest()


def _pack_head(size: int) -> bytes:
    """The kind, 1 for a commit, and the size: four bits, then seven at a time, each with a mark that more follow."""
    found, size = [1 << 4 | size & 15], size >> 4
    while size:
        found[-1] |= 0x80
        found.append(size & 0x7F)
        size >>= 7
    return bytes(found)


def signatures(folder: Path) -> None:
    """Read a history of signed commits, every signature verified, beside what git takes to list the same changes.

    The processors' time is told beside: git works ahead on the second one, where nothing else runs there.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    signed_root(folder)
    repository = Repository(folder)
    names = list(repository.commits())
    register = load_register(FolderTree(folder)).register
    floor = _median(lambda: git(folder, "log", "--raw"))
    alone = _median(lambda: _verify(repository, names))
    whole = _median(lambda: _read(repository, register))
    asked = tuple(took / ASKED * len(names) for took in _took(lambda: _ask_git(folder)))
    rows = [
        ("git log --raw (the floor)", floor),
        ("all signatures verified", alone),
        ("the whole audit trail, signatures and all", whole),
        (f"git's own %G?, from {ASKED}", asked),
    ]
    print(f"{len(names):,} signed commits")
    for title, (seconds, worked) in rows:
        of_floor = f"{seconds / floor[0]:8.2f} x the floor"
        print(
            f"  {title:<42}{seconds:8.2f} s {of_floor}, processors {worked:7.2f} s {worked / floor[1]:6.2f} x",
            flush=True,
        )


def _verify(repository: Repository, names: list[str]) -> None:
    keys = {found.key for _, found in commit_signatures(repository, names)}
    assert len(keys) == len(PEOPLE), "every signature holds"
    assert "" not in keys


def _ask_git(root: Path) -> None:
    signers = root / "signers"
    signers.write_text("".join(f"{person} {key_of(person).line}\n" for person in PEOPLE))
    allowed = f"gpg.ssh.allowedSignersFile={signers}"  # without it git starts nothing and says that it cannot tell
    told = git(root, "-c", allowed, "log", f"--max-count={ASKED}", "--format=%G?")
    assert told.split() == [b"G"] * ASKED


def _read(repository: Repository, register: Register) -> None:
    trail = read_audit_trail(repository, register)
    assert {each.signed for each in trail.changes} == {"verified"}


def _median(work: Callable[[], object]) -> tuple[float, float]:
    """The run of the middle length: seconds by the clock, and those that the processors worked."""
    return sorted(_took(work) for _ in range(RUNS))[RUNS // 2]


def _took(work: Callable[[], object]) -> tuple[float, float]:
    start, worked = time.perf_counter(), _worked()
    work()
    return time.perf_counter() - start, _worked() - worked


def _worked() -> float:
    """Seconds that processors worked for this program and for what it started."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)

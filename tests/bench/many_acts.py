"""What it costs to read the acts of a history: thousands of statements, and as many reviews that were attested.

Each change of a site lands with a statement by one person; a review of just these contents lies on the branch
`attestations`. Hundreds of people are registered.
"""

from __future__ import annotations

import hashlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from records_portal.files.yaml_text import dump_yaml
from records_portal.history.repository import Repository
from records_portal.identity.acts import Known
from records_portal.identity.acts_of_history import read_acts
from records_portal.identity.attestations import BRANCH, Attestation
from records_portal.identity.attestations import NAMESPACE as ATTESTING
from records_portal.identity.base import base_reader
from records_portal.identity.statements import NAMESPACE, ContentChange, Statement, statement_of
from tests.acting import person
from tests.bench.synthetic import write_register
from tests.roots import root_files
from tests.ssh_signing import ed25519_key

SITES, PEOPLE, ACTS = 2_000, 500, 5_000
FIRST_MOMENT = 1_714_600_000  # 2024-05-01
ON = "2024-05-02"
ANA, FORGE = ed25519_key(b"a" * 32), ed25519_key(b"f" * 32)


def many_acts(folder: Path) -> None:
    """Read the acts, beside what git takes to list the changes of the same history."""
    _write_root(folder)
    start = time.perf_counter()
    _git(folder, "log", "--raw")
    floor = time.perf_counter() - start
    repository = Repository(folder)
    start = time.perf_counter()
    acts = read_acts(repository, base_reader(repository)).acts
    took = time.perf_counter() - start
    for known in (Known.SIGNED, Known.ATTESTED):
        assert sum(each.holds for each in acts if each.known is known) == ACTS
    print(f"{ACTS:,} statements and {ACTS:,} attested reviews, {PEOPLE:,} people")
    for title, seconds in (("git log --raw (the floor)", floor), ("every act read and judged", took)):
        print(f"  {title:<42}{seconds:8.2f} s {seconds / floor:8.2f} x the floor", flush=True)


def _write_root(root: Path) -> None:
    write_register(root, SITES, designated=False)
    files = {f"registry/people/p{number:04}.yml": _somebody(number) for number in range(PEOPLE)}
    files["registry/people/ana.yml"] = person("ana", "cto-cio", ANA)
    portal = root_files()["registry/portal.yml"]
    portal["forge"] = {"attesters": [{"key": FORGE.line, "from_on": "2024-01-01"}]}
    files["registry/portal.yml"] = portal
    for path, value in files.items():
        (root / path).write_text(dump_yaml(value), encoding="utf-8")
    _git(root, "init", "--quiet", "--initial-branch=main")
    _git(root, "fast-import", "--quiet", data=b"".join(_begun(root)))
    reviewed = list(_merged(root))
    names = _git(root, "rev-list", "--reverse", "main").decode().split()[1:]
    attested = b"".join(_attested(names, reviewed))
    _git(root, "fast-import", "--quiet", data=_commit(BRANCH, ACTS + 2, "Attest") + attested)
    _git(root, "reset", "--quiet", "--hard", "main")


def _somebody(number: int) -> dict[str, object]:
    return person(f"p{number:04}", "site-administrator", ed25519_key(hashlib.sha256(b"%d" % number).digest()))


def _begun(root: Path) -> Iterator[bytes]:
    yield _commit("main", 0, "Begin")
    for path in sorted(root.rglob("*.yml")):
        yield _file(path.relative_to(root).as_posix(), path.read_bytes())


def _merged(root: Path) -> Iterator[tuple[str, Statement]]:
    """Each change of a site with its statement on the main line; the commits in which they were proposed."""
    stream, said = list[bytes](), list[Statement]()
    for number in range(ACTS):
        path = f"registry/sites/site-{number % SITES:06}.yml"
        before = (root / path).read_bytes()
        after = before + b"# looked at in week %d\n" % number
        (root / path).write_bytes(after)
        change = ContentChange(path, _blob(before), _blob(after))
        statement = statement_of("ana", "cto-cio", "approve", ON, [change])
        said.append(statement)
        signed = ANA.sign(statement.render(), NAMESPACE.encode()).text()
        parent = b"from :%d\n" % number if number else b"from refs/heads/main^0\n"
        stream += [_commit(f"proposal-{number:05}", number + 1, "Change"), parent, _file(path, after)]
        stream += [_commit("main", number + 1, "Change", number + 1), parent, _file(path, after)]
        stream += [_file(statement.path, statement.render()), _file(f"{statement.path}.sig", signed)]
    _git(root, "fast-import", "--quiet", data=b"".join(stream))
    listed = _git(root, "for-each-ref", "--format=%(objectname)", "--sort=refname", "refs/heads/proposal-*")
    yield from zip(listed.decode().split(), said, strict=True)


def _attested(names: list[str], reviewed: list[tuple[str, Statement]]) -> Iterator[bytes]:
    for number, (merged, (proposed, statement)) in enumerate(zip(names, reviewed, strict=True)):
        said = Attestation(merged, proposed, number + 1, statement)
        yield _file(statement.path, said.render())
        yield _file(f"{statement.path}.sig", FORGE.sign(said.render(), ATTESTING.encode()).text())


def _blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _commit(branch: str, number: int, message: str, mark: int = 0) -> bytes:
    who = f"Ana <ana@parks.example> {FIRST_MOMENT + 86_400 + number * 60} +0000"
    marked = f"mark :{mark}\n" if mark else ""
    return f"commit refs/heads/{branch}\n{marked}committer {who}\ndata {len(message)}\n{message}\n".encode()


def _file(path: str, data: bytes) -> bytes:
    return f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"


def _git(root: Path, *arguments: str, data: bytes | None = None) -> bytes:
    return subprocess.run(["git", "-C", str(root), *arguments], check=True, input=data, capture_output=True).stdout

"""A signed and logged register, and what it costs an outsider to verify it with Python and git alone.

* Every commit is signed, in turn by two people with Ed25519, one with RSA and one with a security key; statements too,
  a hundred merged at a time. Each commit brings files of captures, so that the log has as many leaves as are asked for.
* Objects are written as one pack and not by git: signing in the process takes seconds, and a process for each an hour.
"""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from records_portal.trust import verify
from tests.roots import command
from tests.ssh_signing import SecurityKey, SigningKey, ed25519_key, key_in, make_key

COMMITS, STATEMENTS, LEAVES = 5_000, 5_000, 100_000
AT_ONCE = 100
ROLES = {"ana": "agency-head", "ben": "records-officer", "cy": "cto-cio", "dot": "records-officer"}
FIRST_MOMENT = 1_700_000_000
ZEROS = "0" * 40
Folder = dict[str, "str | Folder"]


@dataclass
class _Written:
    """A repository's objects, each once, as the bytes of a pack."""

    root: Path
    names: set[str] = field(default_factory=set)
    parts: list[bytes] = field(default_factory=list)

    def put(self, kind: str, data: bytes) -> str:
        name = hashlib.sha1(b"%s %d\0" % (kind.encode(), len(data)) + data, usedforsecurity=False).hexdigest()
        if name not in self.names:
            self.names.add(name)
            number, size = {"commit": 1, "tree": 2, "blob": 3}[kind] << 4, len(data)
            head, size = [number | size & 15], size >> 4
            while size:
                head[-1] |= 0x80
                head.append(size & 127)
                size >>= 7
            self.parts.append(bytes(head) + zlib.compress(data, 1))
        return name

    def tree(self, folder: Folder) -> str:
        rows = [
            (f"{name}/", "40000", self.tree(each)) if isinstance(each, dict) else (name, "100644", each)
            for name, each in folder.items()
        ]
        data = b"".join(f"{mode} {name.rstrip('/')}\0".encode() + bytes.fromhex(at) for name, mode, at in sorted(rows))
        return self.put("tree", data)

    def pack(self, tip: str) -> None:
        body = b"PACK" + (2).to_bytes(4) + len(self.parts).to_bytes(4) + b"".join(self.parts)
        whole = body + hashlib.sha1(body, usedforsecurity=False).digest()
        git = ["git", "-C", str(self.root)]
        subprocess.run([*git, "init", "--quiet", "--initial-branch=main"], check=True)
        subprocess.run([*git, "index-pack", "--stdin"], input=whole, check=True, capture_output=True)
        subprocess.run([*git, "update-ref", "refs/heads/main", tip], check=True)
        subprocess.run([*git, "reset", "--quiet", "--hard", "main"], check=True)


def write_logged_root(folder: Path, commits: int, statements: int, leaves: int) -> Path:
    """A repository of so many signed commits and statements, with about so many leaves in its log."""
    publisher, rsa = (
        make_key(folder / "publisher", "-t", "ed25519"),
        make_key(folder / "rsa", "-t", "rsa", "-b", "3072"),
    )
    token = SecurityKey.made("sk-ssh-ed25519@openssh.com").signing()
    keys = {"ana": ed25519_key(b"a" * 32), "ben": ed25519_key(b"b" * 32), "cy": key_in(rsa), "dot": token}
    root = folder / "root"
    root.mkdir()
    written = _Written(root)
    acts: Folder = {}
    audits: Folder = {}
    captures: Folder = {}
    registry: Folder = {
        "portal.yml": written.put("blob", _settings(publisher)),
        "people": {f"{name}.yml": written.put("blob", _person(name, keys[name])) for name in ROLES},
        "agencies": {"parks.yml": written.put("blob", b"name: Parks\nkind: state\nhead: ana\n")},
    }
    tip, each, done = "", max(1, (leaves - 3 * statements) // commits), 0
    for number in range(commits):
        name = tuple(ROLES)[number % len(ROLES)]
        if number:
            files: Folder = {f"f{at}.csv": written.put("blob", b"item\n%d-%d\n" % (number, at)) for at in range(each)}
            site = captures.setdefault(f"s{number // AT_ONCE}", {})
            assert isinstance(site, dict)
            site[f"c{number}"] = files
        if number and done < statements and (number - 1) % max(1, commits * AT_ONCE // statements) == 0:
            for at in range(done, min(done + AT_ONCE, statements)):
                signer = tuple(ROLES)[at % len(ROLES)]
                audits[f"a{at}.yml"] = blob = written.put("blob", b"conducted_on: 2024-01-01\nnumber: %d\n" % at)
                text = _statement(signer, f"registry/audits/a{at}.yml", blob, FIRST_MOMENT + 60 * number)
                stem = f"{_day(FIRST_MOMENT + 60 * number)}-{signer}-{hashlib.sha256(text).hexdigest()[:12]}.txt"
                acts[stem] = written.put("blob", text)
                acts[f"{stem}.sig"] = written.put("blob", keys[signer].sign(text, b"records-approval").text())
            done += AT_ONCE
            registry |= {"acts": acts, "audits": audits}
        top: Folder = {"registry": registry, "captures": captures} if captures else {"registry": registry}
        tip = _commit(written, written.tree(top), tip, FIRST_MOMENT + 60 * number, keys[name])
    written.pack(tip)
    done_now = command("--root", root, "log", "append", "--key", publisher, home=folder)
    assert done_now.returncode == 0, done_now.stderr
    return root


def _day(moment: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(moment))


def _settings(publisher: Path) -> bytes:
    line = " ".join(publisher.with_suffix(".pub").read_text().split()[:2])
    log = f"log:\n  origin: records.town.example/log\n  publishers:\n  - key: {line}\n    from_on: 2020-01-01\n"
    return f"title: Test\ntime_zone: UTC\nfiscal_year_start: 07-01\n{log}".encode()


def _person(name: str, key: SigningKey) -> bytes:
    roles = f"roles:\n- role: {ROLES[name]}\n  from_on: 2020-01-01\n"
    keys = f"keys:\n- key: {key.line}\n  from_on: 2020-01-01\n"
    return f"name: {name}\ntitle: T\nagency: parks\n{roles}{keys}".encode()


def _statement(who: str, path: str, blob: str, moment: int) -> bytes:
    head = f"records-approval v1\nperson {who}\nrole {ROLES[who]}\nact approve\non {_day(moment)}\n"
    return f"{head}change {path} {ZEROS} {blob}\n".encode()


def _commit(written: _Written, tree: str, parent: str, moment: int, key: SigningKey) -> str:
    before = f"parent {parent}\n" if parent else ""
    who = f"X <x@example.org> {moment} +0000"
    head = f"tree {tree}\n{before}author {who}\ncommitter {who}\n".encode()
    signature = key.sign(head + b"\nChange\n", b"git").text().rstrip(b"\n").replace(b"\n", b"\n ")
    return written.put("commit", head + b"gpgsig " + signature + b"\n\nChange\n")


def outsider(folder: Path, commits: int = COMMITS, statements: int = STATEMENTS, leaves: int = LEAVES) -> None:
    """Verify it as an outsider does, in a process of its own: seconds by the clock, and of the processors."""
    folder.mkdir(parents=True, exist_ok=True)
    root = write_logged_root(folder, commits, statements, leaves)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    program = [sys.executable, "-I", str(verify.__file__), str(root)]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{commits:,} signed commits, {statements:,} signed statements, some {leaves:,} leaves")
    print(f"  verify.py{seconds:30.1f} s{processor:8.1f} s of the processors")
    print("".join(f"  {line.strip()}\n" for line in done.stdout.splitlines()[1:7]))

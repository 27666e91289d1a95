"""Signatures of commits in one pass: git's own hold, the ways round them do not, and nothing stands for history."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from records_portal.history.audit_trail import UNREGISTERED, Actor, AuditTrail, Change, read_audit_trail
from records_portal.history.commit_signatures import CommitSignature, commit_signature
from records_portal.history.repository import Repository
from records_portal.register.findings import Refusal
from records_portal.register.sources import FolderTree, load_register
from records_portal.values.ssh_keys import parse_key
from tests.roots import Root, root_files
from tests.ssh_signing import MADE, SecurityKey, SigningKey, ed25519_key, make_key

ANA, BEN = Actor("ana", "Ana", "Officer"), Actor("ben", "Ben", "Officer")
STRANGER = {"GIT_AUTHOR_EMAIL": "stranger@elsewhere.example"}
KEY = ed25519_key(bytes(32))
FINGERPRINT = "SHA256:tAXFyTXI8xtDaujAEcwJslAYc9/6FKcUkd2Lw0xDhPo"
COMMIT = b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a@x.example> 1 +0000\n"
COMMIT += b"committer A <a@x.example> 1 +0000\n"
NAME = "0" * 40


def signed(key: SigningKey, header: bytes = COMMIT, message: bytes = b"Change\n", namespace: bytes = b"git") -> bytes:
    """A commit with its signature as the last header."""
    value = key.sign(header + b"\n" + message, namespace).text().rstrip(b"\n").replace(b"\n", b"\n ")
    return header + b"gpgsig " + value + b"\n\n" + message


GOOD = signed(KEY)
HEADER, _, MESSAGE = GOOD.partition(b"\n\n")
SIGNATURE = HEADER[len(COMMIT) :]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (GOOD, CommitSignature("yes", FINGERPRINT)),
        (signed(KEY, message=b""), CommitSignature("yes", FINGERPRINT)),
        (signed(KEY, message=b"a\n\ngpgsig b\n\n"), CommitSignature("yes", FINGERPRINT)),
        (signed(KEY, COMMIT + b"encoding latin-1\nHG:extra x\n"), CommitSignature("yes", FINGERPRINT)),
        (COMMIT + b"\nChange\n", CommitSignature("no")),
        (COMMIT + b"\n" + SIGNATURE + b"\n", CommitSignature("no")),
        (COMMIT, CommitSignature("no")),
        (COMMIT + b"gpgsig -----BEGIN PGP SIGNATURE-----\n x\n\nChange\n", CommitSignature("asked")),
        (COMMIT + b"gpgsig -----BEGIN SIGNED MESSAGE-----\n x\n\nChange\n", CommitSignature("asked")),
    ],
)
def test_a_signature_stands_in_the_last_header(data: bytes, found: CommitSignature) -> None:
    assert commit_signature(NAME, data) == found


UNFIT = "it does not fit what it stands for"
FORM = "not in the form of ssh-keygen, which writes lines of 70 characters"
LAST = "the last header is to be the one gpgsig; found"
NONE = "not an SSH signature; it begins with -----BEGIN SSH SIGNATURE----- and ends with -----END SSH SIGNATURE-----"


def rewrapped(header: bytes) -> bytes:
    first, *lines, last = header[len(COMMIT) :].split(b"\n ")
    return COMMIT + b"\n ".join([first, *b"".join(lines).partition(lines[0][:50])[1:], last])


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (HEADER + b"\n" + SIGNATURE, f"{LAST} gpgsig, gpgsig"),
        (HEADER + b"\ngpgsig-sha256 junk", f"{LAST} gpgsig, gpgsig-sha256"),
        (COMMIT + b"gpgsig-sha256 junk\n" + SIGNATURE, f"{LAST} gpgsig-sha256, gpgsig"),
        (HEADER + b"\nencoding UTF-8", f"{LAST} gpgsig, encoding"),
        (COMMIT.replace(b"author", SIGNATURE + b"\nauthor").rstrip(b"\n"), f"{LAST} gpgsig, committer"),
        (COMMIT + b"gpgsig-sha256 " + SIGNATURE.partition(b" ")[2], f"{LAST} gpgsig-sha256"),
        (COMMIT + b"other header\n" + SIGNATURE, UNFIT),
        (rewrapped(HEADER), FORM),
        (HEADER + b"\n ", NONE),
        (HEADER.replace(b"\n ", b"\n  "), "not a whole SSH signature: it is not base64"),
        (HEADER + b"\n more", NONE),
        (HEADER.replace(b"a@x", b"b@x"), UNFIT),
    ],
)
def test_the_same_commit_in_another_form_counts_as_unverified(header: bytes, reason: str) -> None:
    assert commit_signature(NAME, header + b"\n\n" + MESSAGE) == CommitSignature("yes", "", reason)


def test_a_repository_of_sha256_names_has_a_header_of_its_own(tmp_path: Path) -> None:
    key = make_key(tmp_path / "key", "-t", "ed25519")
    command = ["git", "-C", str(tmp_path), "-c", "gpg.format=ssh", "-c", f"user.signingKey={key}"]
    command += ["-c", "user.name=A", "-c", "user.email=a@x.example"]
    subprocess.run([*command, "init", "-q", "--object-format=sha256"], check=True)
    subprocess.run([*command, "commit", "-q", "-S", "--allow-empty", "-m", "Change"], check=True)
    data = subprocess.run([*command, "cat-file", "commit", "HEAD"], check=True, capture_output=True).stdout
    fingerprint = parse_key(key.with_suffix(".pub").read_text()).fingerprint
    assert commit_signature("0" * 64, data) == CommitSignature("yes", fingerprint)
    assert commit_signature(NAME, data).key == ""


@pytest.fixture
def files() -> dict[str, Any]:
    files = root_files()
    files["registry/people/ben.yml"] = files["registry/people/ana.yml"] | {"name": "Ben"}
    return files


@pytest.fixture
def root(tmp_path: Path) -> Root:
    return Root(tmp_path / "root")


def history_of(root: Root, cache: Path | None = None) -> AuditTrail:
    register = load_register(FolderTree(root.folder)).register
    return read_audit_trail(Repository(root.folder), register, cache)


def newest(root: Root) -> Change:
    return history_of(root).changes[0]


def signs_with(root: Root, key: Path) -> str:
    """Let git sign with a key; its public half."""
    for setting, value in (("gpg.format", "ssh"), ("user.signingKey", str(key)), ("commit.gpgSign", "true")):
        root.git("config", setting, value)
    return " ".join(key.with_suffix(".pub").read_text().split()[:2])


def replaced(root: Root, change: Callable[[bytes], bytes]) -> None:
    """Put another commit in the place of the newest one."""
    command = ["git", "-C", str(root.folder)]
    data = subprocess.run([*command, "cat-file", "commit", "HEAD"], check=True, capture_output=True).stdout
    writing = [*command, "hash-object", "-t", "commit", "-w", "--literally", "--stdin"]
    name = subprocess.run(writing, check=True, capture_output=True, input=change(data)).stdout.decode().strip()
    root.git("update-ref", "HEAD", name)


@pytest.mark.parametrize("kind", MADE)
def test_what_git_signs_with_any_key_is_verified(root: Root, files: dict[str, Any], kind: str, tmp_path: Path) -> None:
    files["registry/people/ana.yml"]["signing_key"] = signs_with(root, make_key(tmp_path / "key", *MADE[kind]))
    root.commit(files, **STRANGER)
    assert (newest(root).by, newest(root).signed) == (ANA, "verified")
    replaced(root, lambda data: data.replace(b"subject", b"Subject"))
    assert (newest(root).by, newest(root).signed) == (UNREGISTERED, "unverified")


def test_a_security_key_counts_when_it_was_touched(root: Root, files: dict[str, Any]) -> None:
    key = SecurityKey.made("sk-ssh-ed25519@openssh.com")
    files["registry/people/ana.yml"]["signing_key"] = key.signing().line
    root.commit(files, **STRANGER)
    for flags, told in ((1, (ANA, "verified")), (0, (UNREGISTERED, "unverified"))):
        replaced(root, lambda data, flags=flags: resigned(data, key.signing(flags)))  # type: ignore[misc]
        assert (newest(root).by, newest(root).signed) == told


def resigned(data: bytes, key: SigningKey, namespace: bytes = b"git") -> bytes:
    """The commit, signed by this key alone."""
    header, _, message = data.partition(b"\n\n")
    return signed(key, header.partition(b"gpgsig ")[0].rstrip(b"\n") + b"\n", message, namespace)


@pytest.mark.parametrize(("namespace", "told"), [(b"git", "verified"), (b"records-approval", "unverified")])
def test_what_was_signed_for_something_else_signs_no_commit(
    root: Root, files: dict[str, Any], namespace: bytes, told: str
) -> None:
    files["registry/people/ana.yml"]["signing_key"] = KEY.line
    root.commit(files, **STRANGER)
    replaced(root, lambda data: resigned(data, KEY, namespace))
    assert newest(root).signed == told


def test_a_key_of_two_people_is_nobodys(root: Root, files: dict[str, Any], tmp_path: Path) -> None:
    line = signs_with(root, make_key(tmp_path / "key", "-t", "ed25519"))
    files["registry/people/ben.yml"]["signing_key"] = line
    root.commit(files, **STRANGER)
    assert (newest(root).by, newest(root).signed) == (BEN, "verified")
    files["registry/people/ana.yml"]["signing_key"] = line
    root.commit(files, **STRANGER)
    assert (newest(root).by, newest(root).signed) == (UNREGISTERED, "unverified")


@pytest.mark.parametrize("line", ["ssh-ed25519 AAAA", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAwEAAQ=="])
def test_a_key_that_is_none_signs_nothing(root: Root, files: dict[str, Any], line: str) -> None:
    files["registry/people/ana.yml"]["signing_key"] = line
    root.commit(files)
    assert newest(root).signed == "no"


def test_a_merge_of_a_signed_tag_is_verified(root: Root, files: dict[str, Any], tmp_path: Path) -> None:
    files["registry/people/ana.yml"]["signing_key"] = signs_with(root, make_key(tmp_path / "key", "-t", "ed25519"))
    root.commit(files)
    root.git("switch", "--quiet", "-c", "other")
    root.commit({"registry/agencies/parks.yml": files["registry/agencies/parks.yml"] | {"name": "State Parks"}})
    root.git("tag", "--sign", "--message", "Version", "v1")
    root.git("switch", "--quiet", "main")
    root.git("merge", "--quiet", "--no-ff", "--no-commit", "v1")
    root.commit({"registry/platforms/x.yml": files["registry/platforms/x.yml"] | {"name": "X!"}}, **STRANGER)
    assert b"mergetag" in root.git("cat-file", "commit", "HEAD").encode()
    assert {each.signed for each in history_of(root).changes} == {"verified"}


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n\n", b"\n" + data[data.index(b"gpgsig ") : data.index(b"\n\n")] + b"\n\n", 1),
        lambda data: data.replace(b"\n\n", b"\ngpgsig-sha256 junk\n\n", 1),
        lambda data: data.replace(b"-----\n U1NI", b"-----\n U1\n NI", 1),
    ],
)
def test_what_git_believes_of_a_commit_in_another_form_is_not_believed(
    root: Root, files: dict[str, Any], tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    line = signs_with(root, make_key(tmp_path / "key", "-t", "ed25519"))
    files["registry/people/ana.yml"]["signing_key"] = line
    before = root.commit(files, **STRANGER)
    replaced(root, change)
    assert root.git("rev-parse", "HEAD").strip() != before
    (tmp_path / "allowed").write_text(f"ana {line}\n")
    told = root.git("-c", f"gpg.ssh.allowedSignersFile={tmp_path / 'allowed'}", "log", "-1", "--format=%G? %GS")
    assert told == "G ana\n"
    assert (newest(root).by, newest(root).signed) == (UNREGISTERED, "unverified")


def test_no_process_is_started_for_an_ssh_signature(root: Root, files: dict[str, Any], tmp_path: Path) -> None:
    files["registry/people/ana.yml"]["signing_key"] = signs_with(root, make_key(tmp_path / "key", "-t", "ed25519"))
    root.commit(files)
    program = counting(tmp_path / "asked", "ssh-keygen")
    for setting in ("gpg.ssh.program", "gpg.program"):
        root.git("config", setting, str(program))
    root.git("config", "log.showSignature", "true")
    assert newest(root).signed == "verified"
    assert not (tmp_path / "asked").exists()


def counting(told: Path, program: str) -> Path:
    """A program that is another one and tells of each time it is started."""
    path = told.with_suffix(".sh")
    path.write_text(f'#!/bin/sh\necho started >>"{told}"\nexec {program} "$@"\n')
    path.chmod(0o755)
    return path


@pytest.fixture
def key_ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An OpenPGP key ring with one key, which calls itself `ana`."""
    folder = tempfile.mkdtemp(prefix="ring-")  # the agent's socket needs a short path
    monkeypatch.setenv("GNUPGHOME", folder)
    make = ["gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", "--quick-gen-key", "ana"]
    subprocess.run([*make, "ed25519", "sign"], check=True, capture_output=True)
    yield
    subprocess.run(["gpgconf", "--kill", "all"], check=True, capture_output=True)
    shutil.rmtree(folder)


@pytest.mark.usefixtures("key_ring")
def test_an_openpgp_signature_is_asked_of_git_once_and_its_name_proves_nothing(
    root: Root, files: dict[str, Any], tmp_path: Path
) -> None:
    program = counting(tmp_path / "asked", "gpg")
    root.git("config", "user.signingKey", "ana")
    root.commit(files, "--gpg-sign", **STRANGER, GNUPGHOME=os.environ["GNUPGHOME"])
    root.git("config", "gpg.program", str(program))
    for _ in range(2):
        change = history_of(root, tmp_path / "cache").changes[0]
        assert (change.by, change.signed) == (UNREGISTERED, "unverified")
    assert (tmp_path / "asked").read_text() == "started\n"
    (kept,) = (tmp_path / "cache").iterdir()
    assert '"asked","OPENPGP:' in kept.read_text()
    files["registry/people/ana.yml"]["signing_key"] = KEY.line
    root.commit(files)
    history_of(root, tmp_path / "cache")
    assert (tmp_path / "asked").read_text() == "started\n" * 2, "asked again for another set of keys"


def five_commits(root: Root, files: dict[str, Any]) -> list[str]:
    agency = files["registry/agencies/parks.yml"]
    first = root.commit(files)
    return [first, *(root.commit({"registry/agencies/parks.yml": agency | {"name": f"P{n}"}}) for n in range(4))]


def told(root: Root) -> list[str]:
    return [each.commit for each in history_of(root).of("agencies", "parks")][::-1]


def test_a_graft_hides_no_commit(root: Root, files: dict[str, Any]) -> None:
    commits = five_commits(root, files)
    grafts = root.folder / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{commits[-1]} {commits[0]}\n")
    assert root.git("rev-list", "--count", "HEAD") == "2\n"
    assert told(root) == commits


def test_a_forged_commit_graph_hides_no_commit(root: Root, files: dict[str, Any]) -> None:
    commits = five_commits(root, files)
    root.git("commit-graph", "write", "--reachable")
    path = root.folder / ".git" / "objects" / "info" / "commit-graph"
    data = bytearray(path.read_bytes())
    chunks = {bytes(data[at : at + 4]): int.from_bytes(data[at + 4 : at + 12]) for at in range(8, 8 + 12 * data[6], 12)}
    places = sorted(commits)
    parent = chunks[b"CDAT"] + 36 * places.index(commits[-1]) + 20
    data[parent : parent + 4] = places.index(commits[0]).to_bytes(4)
    path.chmod(0o644)
    path.write_bytes(data)
    assert root.git("rev-list", "--count", "HEAD") == "2\n"
    assert told(root) == commits


def test_a_commit_that_does_not_hold_what_its_name_stands_for_is_refused(root: Root, files: dict[str, Any]) -> None:
    first, second, *_ = five_commits(root, files)
    objects = root.folder / ".git" / "objects"
    tampered, other = (objects / name[:2] / name[2:] for name in (second, first))
    tampered.chmod(0o644)
    tampered.write_bytes(other.read_bytes())
    with pytest.raises(Refusal) as refusal:
        Repository(root.folder).run("rev-parse", "HEAD")
        list(Repository(root.folder).commit_objects([second]))
    assert str(refusal.value) == (
        f"commit {second} does not hold what its name stands for; git fsck shows what is damaged"
    )

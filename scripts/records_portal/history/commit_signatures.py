"""Who signed each commit: all signatures in one pass over the commits themselves, without a process for each.

* What a person signs is the commit less its header `gpgsig` (`gpgsig-sha256` in a repository of SHA-256 names).
* That header stands once, as the last one, where git writes it. A second one, one of the other kind, one in another
  place or in another form would give the same signed change another name, so such a commit counts as unverified.
* SSH signatures are verified here, in the namespace `git`. Others (OpenPGP, X.509) are asked of git, which starts a
  process for each; what it says of the signature alone counts, never a name in somebody's own key ring.

Not here: whose a key is. The dates in a commit are what its author typed; nothing here believes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from records_portal.values.ssh_signatures import BEGIN, verify_signature

from .repository import Repository

UNSIGNED, SIGNED, ASKED = "no", "yes", "asked"
_NAMESPACE = "git"
_HEADERS = (b"gpgsig", b"gpgsig-sha256")
_SHA256_NAME = 64
_GOOD = ("G", "U")  # U: the signature is good, and nobody said whose the key is; the settings do


@dataclass(frozen=True, slots=True)
class CommitSignature:
    """Whether a commit is signed, by which key where the signature holds, else why it does not in one line."""

    state: str
    key: str = ""
    reason: str = ""


NOT_SIGNED = CommitSignature(UNSIGNED)


def commit_signatures(repository: Repository, names: Sequence[str]) -> Iterator[tuple[str, CommitSignature]]:
    """The signature of each of these commits, in their order; of those to be asked of git only that they are."""
    for name, data in repository.commit_objects(names):
        yield name, commit_signature(name, data)


def commit_signature(name: str, data: bytes) -> CommitSignature:
    """The signature of one commit, of which these are the bytes."""
    end = data.find(b"\n\n") + 1 or len(data)
    header = data[:end]
    if b"\ngpgsig" not in header:
        return NOT_SIGNED
    *before, (kind, value) = _headers(header)
    right = _HEADERS[len(name) == _SHA256_NAME]
    others = [one for one, _ in before if one in _HEADERS]
    if kind != right or others:
        found = b", ".join((*others, kind)).decode("ascii", "backslashreplace")
        return CommitSignature(SIGNED, reason=f"the last header is to be the one {right.decode()}; found {found[:100]}")
    if not value.startswith(BEGIN):
        return CommitSignature(ASKED)
    start = header.rindex(b"\n" + right + b" ") + 1
    # the value has no line break at its end: one there would be another form, which the armor may have in a file
    verdict = verify_signature(value + b"\n", data[:start] + data[end:], _NAMESPACE)
    return CommitSignature(SIGNED, verdict.fingerprint if verdict.holds else "", verdict.reason)


def _headers(header: bytes) -> list[tuple[bytes, bytes]]:
    """Each header with its value; a line that begins with a space belongs to the value of the one before it."""
    found: list[tuple[bytes, bytes]] = []
    for line in header.removesuffix(b"\n").split(b"\n"):
        if line.startswith(b" ") and found:
            name, value = found[-1]
            found[-1] = name, value + line.replace(b" ", b"\n", 1)
        else:
            name, _, value = line.partition(b" ")
            found.append((name, value))
    return found


def asked_signatures(repository: Repository, names: Sequence[str]) -> Iterator[tuple[str, CommitSignature]]:
    """What git says of the signatures that only it can verify."""
    for name, verdict, fingerprint in repository.described(names, "%H", "%G?", "%GF"):
        holds = verdict in _GOOD and fingerprint
        reason = "" if holds else f"git says {verdict} of a signature that is not SSH's"
        yield name, CommitSignature(ASKED, f"OPENPGP:{fingerprint}" if holds else "", reason)

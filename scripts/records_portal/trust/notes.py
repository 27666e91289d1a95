"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), and the keys that sign them.

* A note is a text, an empty line and lines of signatures. One of a key that is not known is passed over; one of a known
  key that does not fit voids the note, and so does none that fits.
* A checkpoint's text has three lines: origin, size and root. Further ones are refused, for witnesses do not vouch for
  them.
* Only Ed25519 signs here, the one algorithm that every log of this form has.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass

from records_portal.values.ssh_keys import ED25519, NotAKey, SshKey, parse_key
from records_portal.values.ssh_wire import NotWire, decoded

from .tree import HASH_BYTES

ED25519_TYPE = b"\x01"
LONGEST_NOTE = 100_000  # bytes; sixteen signatures of the longest kind take 80,000
MOST_SIGNATURES = 16
ID_BYTES = 4
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_TEXT = re.compile(r"([^\s+]+)\n(0|[1-9][0-9]{0,19})\n([A-Za-z0-9+/]{43}=)\n")


class NotANote(ValueError):  # noqa: N818 -- what it says is what the bytes are
    """Bytes that are no checkpoint, or none that counts; the message says why."""


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A key that signs notes under a name: of a log that is its origin."""

    name: str
    point: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a line of a signature names the key."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519_TYPE + self.point).digest()[:ID_BYTES]

    @property
    def vkey(self) -> str:
        """The key as one word, as verifiers take it."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(ED25519_TYPE + self.point).decode()}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the tree was: the log's origin, the number of its leaves and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def note_key(origin: str, line: str) -> NoteKey:
    """The key of a log, from a line as ssh-keygen writes it."""
    try:
        key: SshKey = parse_key(line)
    except NotAKey as error:
        raise NotANote(str(error)) from error
    if key.type != ED25519:
        raise NotANote(f"a key of type {key.type}; a log is signed with {ED25519}")
    return NoteKey(origin, key.point)


def signature_line(key: NoteKey, signature: bytes) -> str:
    """The line of a signature below a note."""
    return f"— {key.name} {base64.b64encode(key.id + signature).decode()}\n"


def parse_checkpoint(data: bytes) -> Checkpoint:
    """What a checkpoint says, whoever signed it."""
    text, _ = _parted(data)
    found = _TEXT.fullmatch(text)
    if not found:
        raise NotANote("a checkpoint has three lines before the signatures: origin, size and root")
    try:
        root = decoded(found[3])
    except NotWire as error:
        raise NotANote(f"the root of the checkpoint: {error}") from error
    if len(root) != HASH_BYTES:
        raise NotANote(f"the root of the checkpoint has {len(root)} bytes; {HASH_BYTES} are right")
    return Checkpoint(found[1], int(found[2]), root)


def signers_of(data: bytes, keys: Collection[NoteKey]) -> list[NoteKey]:
    """Which of some keys signed a note; `NotANote` where a signature of one of them does not fit."""
    text, signatures = _parted(data)
    known = {(key.name, key.id): key for key in keys}
    found = []
    for name, said in signatures:
        key = known.get((name, said[:ID_BYTES]))
        if key is None:
            continue
        if not _fits(key.point, said[ID_BYTES:], text.encode()):
            raise NotANote(f"the signature of {name} with the key {key.id.hex()} does not fit the text")
        found.append(key)
    return found


def _parted(data: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """The text of a note and its signatures, each with the name before it."""
    if len(data) > LONGEST_NOTE:
        raise NotANote(f"a checkpoint of {len(data):,} bytes; {LONGEST_NOTE:,} at most")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise NotANote("a checkpoint is UTF-8") from error
    if any(each < " " and each != "\n" for each in whole):
        raise NotANote("a checkpoint has no control characters")
    text, separator, lines = whole.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise NotANote("a checkpoint is a text, an empty line and the signatures")
    found = [_signature(line) for line in lines[:-1].split("\n")]
    if len(found) > MOST_SIGNATURES:
        raise NotANote(f"a checkpoint with {len(found)} signatures; {MOST_SIGNATURES} at most")
    return f"{text}\n", found


def _signature(line: str) -> tuple[str, bytes]:
    found = _SIGNATURE.fullmatch(line)
    try:
        said = decoded(found[2]) if found else b""
    except NotWire as error:
        raise NotANote(f"a line of a signature: {error}") from error
    if not found or len(said) <= ID_BYTES:
        raise NotANote("a line of a signature is a dash, a name, and the key's id and the signature in base64")
    return found[1], said


def _fits(point: bytes, signature: bytes, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # takes its time, so not before a signature is verified
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(point).verify(signature, message)
    except InvalidSignature:
        return False
    return True

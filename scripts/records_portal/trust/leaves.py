"""The leaves of the log: what each kind of them says, and its one form, to the byte.

`docs/reference/log.md` is the text for whoever writes another reader; a leaf in any other form than these is refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote_from_bytes, unquote_to_bytes

from .tiles import LONGEST_LEAF

ABSENT = "absent"
NONE = "none"
SALT_BYTES = 32
CHANGE, REFERENCE, REDACTION, PUBLICATION = "change", "reference", "redaction", "publication"
_SAFE = "/"  # besides letters, digits and _.-~, which are never escaped by urllib


class NotALeaf(ValueError):  # noqa: N818 -- what it says is what the bytes are
    """Bytes that are no leaf of such a log; the message says why."""


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """A file that a commit of the main line changed, and the salted digest of what it has there since."""

    commit: str
    path: str
    content: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A tag or a branch, and the object that it points to since the last publication."""

    name: str
    object: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """A redaction of history, by the SHA-256 of its map."""

    map: str


@dataclass(frozen=True, slots=True)
class Publication:
    """The last leaf of a publication: what stood in the register, and which checkpoint came before."""

    number: int
    size: int
    branch: str
    commit: str
    tree: str
    at: str
    program: str
    files: int
    snapshot: str
    people: str
    previous: str


Leaf = LoggedChange | Reference | Redaction | Publication

_OBJECT, _DIGEST, _NUMBER = r"(?:[0-9a-f]{40}|[0-9a-f]{64})", r"[0-9a-f]{64}", r"(?:0|[1-9][0-9]{0,17})"
_PATH = r"(?:[A-Za-z0-9._/-]|%[0-9A-F]{2})+"
_FORMS: Mapping[str, tuple[type[Leaf], Mapping[str, str]]] = {
    CHANGE: (LoggedChange, {"commit": _OBJECT, "path": _PATH, "content": f"(?:{_DIGEST}|{ABSENT})"}),
    REFERENCE: (Reference, {"reference": _PATH, "object": f"(?:{_OBJECT}|{ABSENT})"}),
    REDACTION: (Redaction, {"map": _DIGEST}),
    PUBLICATION: (
        Publication,
        {
            "number": _NUMBER,
            "size": _NUMBER,
            "branch": _PATH,
            "commit": _OBJECT,
            "tree": _OBJECT,
            "at": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
            "program": r"[0-9A-Za-z.+-]{1,60}",
            "files": _NUMBER,
            "snapshot": _DIGEST,
            "people": _DIGEST,
            "previous": f"(?:{_DIGEST}|{NONE})",
        },
    ),
}
_PATTERNS = {
    kind: re.compile("".join([f"records-log v1 {kind}\n", *(f"{name} ({form})\n" for name, form in fields.items())]))
    for kind, (_, fields) in _FORMS.items()
}


def render_leaf(leaf: Leaf) -> bytes:
    """The bytes of a leaf."""
    kind, fields = next((kind, fields) for kind, (made, fields) in _FORMS.items() if isinstance(leaf, made))
    values = [getattr(leaf, slot) for slot in leaf.__slots__]
    lines = [f"{name} {value}\n" for name, value in zip(fields, values, strict=True)]
    data = "".join([f"records-log v1 {kind}\n", *lines]).encode("ascii")
    parse_leaf(data)  # what could not be read again is not written
    return data


def parse_leaf(data: bytes) -> Leaf:
    """What a leaf says; `NotALeaf` for any other form."""
    text = data.decode("ascii", "replace")
    kind = text.partition("\n")[0].removeprefix("records-log v1 ")
    found = _PATTERNS[kind].fullmatch(text) if kind in _FORMS and len(data) <= LONGEST_LEAF else None
    if not found:
        raise NotALeaf(f"a leaf that begins with {text[:40]!r} and follows none of the forms")
    said = found.groups()
    match kind:
        case "change":
            return LoggedChange(*said)
        case "reference":
            return Reference(*said)
        case "redaction":
            return Redaction(*said)
    number, size, branch, commit, tree, at, program, files, *digests = said
    return Publication(int(number), int(size), branch, commit, tree, at, program, int(files), *digests)


def escaped_path(path: str) -> str:
    """A path, or the name of a reference, as leaves have it."""
    return quote_from_bytes(path.encode("utf-8", "surrogateescape"), safe=_SAFE).replace("~", "%7E")


def plain_path(escaped: str) -> str:
    """The path that a leaf names."""
    return unquote_to_bytes(escaped).decode("utf-8", "surrogateescape")


def salted_digest(salt: bytes, content: bytes) -> str:
    """What a leaf says of a content: nobody can try contents against it who has not the salt."""
    return hashlib.sha256(salt + content).hexdigest()

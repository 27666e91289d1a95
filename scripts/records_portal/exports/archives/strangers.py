"""Files that are no export and are known by how they begin, each with what to do instead, in one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from records_portal.register.findings import Refusal

PLAIN = "hand in the zip, tar, tar.gz or folder that the platform gave"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why what was handed in is no export that is known: in one line, what was seen, and what to do."""

    first: str
    kind: str
    seen: Mapping[str, Any] = field(default_factory=dict)
    resembles: str = ""
    missing: tuple[str, ...] = ()
    look_at: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    def as_mapping(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "verdict": "not-understood",
            "refused": self.first,
            "kind": self.kind,
            "seen": dict(self.seen),
            "resembles": self.resembles or None,
            "missing": list(self.missing),
            "look_at": list(self.look_at),
            "advice": list(self.advice),
        }


class NotAnExport(Refusal):
    """What was handed in is no export that is known, and why."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        super().__init__(diagnosis.first)
        self.diagnosis, self.further = diagnosis, diagnosis.lines


# By the first bytes: the kind, what it is, and what to do.
_STRANGERS: tuple[tuple[bytes, str, str, str], ...] = (
    (b"!BDN", "outlook", "an Outlook data file", "have the mail team hand out its messages as mbox"),
    (b"7z\xbc\xaf\x27\x1c", "other-archive", "a 7-Zip archive", "unpack it and hand in the folder"),
    (b"Rar!\x1a\x07", "other-archive", "a RAR archive", "unpack it and hand in the folder"),
    (b"\xfd7zXZ\0", "other-archive", "an archive packed by xz", "unpack it and hand in the folder"),
    (b"BZh", "other-archive", "an archive packed by bzip2", "unpack it and hand in the folder"),
    (b"(\xb5/\xfd", "other-archive", "a file packed by Zstandard", "unpack it; a web archive is handed in as .warc.gz"),
    (b"xar!", "disk-image", "an installer of macOS", "hand in what the platform gave, not a program"),
    (b"MZ", "program", "a program of Windows", "hand in what the platform gave, not a program"),
    (b"\x7fELF", "program", "a program", "hand in what the platform gave, not a program"),
    (
        b"%PDF-",
        "pdf",
        "a PDF",
        "printed pages are no export; ask the platform for its export, or record the pages as WACZ",
    ),
    (b"\xd0\xcf\x11\xe0", "office", "a document or message of Microsoft Office", "save tables as CSV in UTF-8"),
    (
        b"SQLite format 3\0",
        "database",
        "a database",
        "have its owner write a table, as `records captures template` says",
    ),
    (b"bplist", "saved-page", "a page that Safari saved", "record the page as WACZ"),
    (b"MIME-Version:", "saved-page", "a page that a browser saved as one file", "record the page as WACZ"),
    (b"From: <Saved by", "saved-page", "a page that a browser saved as one file", "record the page as WACZ"),
    (b"\x89PNG", "pictures", "a picture", "a screenshot is no export; record the page as WACZ"),
    (b"\xff\xd8\xff", "pictures", "a picture", "a screenshot is no export; record the page as WACZ"),
    (b"GIF8", "pictures", "a picture", "a screenshot is no export; record the page as WACZ"),
    (b"RIFF", "pictures", "a picture, sound or film", "hand in the export that it came in, whole"),
)


def stranger(name: str, head: bytes) -> Diagnosis:
    """What a single file is that begins so, and is no archive."""
    kind, what, advice = "unknown", "", ""
    if not head:
        kind, what, advice = "empty", "an empty file", "download it again"
    elif head[4:8] == b"ftyp":
        kind, what, advice = "films", "a film or picture", "hand in the export that it came in, whole"
    for start, *found in _STRANGERS:
        if head.startswith(start):
            kind, what, advice = found
    if not what:
        return Diagnosis(f"{name!r} is not an export; {PLAIN}", kind, advice=(PLAIN,))
    return Diagnosis(f"{name!r} is not an export but {what}; {advice}", kind, advice=(advice,))

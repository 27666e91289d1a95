"""Evidence in the store: a document's bytes as they arrived, kept under their digest and never written over."""

from __future__ import annotations

import hashlib
from pathlib import Path

from records_portal.files.durable import sync_folder, write_durably
from records_portal.register.findings import Refusal

EVIDENCE = "evidence"
MAX_EVIDENCE_BYTES = 30_000_000


def evidence_path(folder: Path, sha256: str, suffix: str = ".eml") -> Path:
    """Where a document with a digest lies in a store: a message, unless its ending says otherwise."""
    return folder / EVIDENCE / f"{sha256}{suffix}"


def kept_evidence(folder: Path, sha256: str) -> bytes | None:
    """A document of the store, whatever its ending; nothing where none of that digest lies there whole."""
    for path in sorted((folder / EVIDENCE).glob(f"{sha256}.*")):
        if not path.is_symlink() and path.is_file():
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() == sha256:
                return data
    return None


def keep_evidence(folder: Path, data: bytes, suffix: str = ".eml") -> Path:
    """Keep a document in a store that is locked for this run; the same bytes again change nothing."""
    if len(data) > MAX_EVIDENCE_BYTES:
        raise Refusal(f"the message has {len(data):,} bytes; at most {MAX_EVIDENCE_BYTES:,}")
    path = evidence_path(folder, hashlib.sha256(data).hexdigest(), suffix)
    if path.exists() or path.is_symlink():
        if path.is_symlink() or path.read_bytes() != data:
            raise Refusal(f"{path.name!r} in the store is not the message of that digest; restore it from a copy")
        return path
    if not path.parent.is_dir():
        path.parent.mkdir(mode=0o700)
        sync_folder(folder)
    write_durably(path, data)
    return path

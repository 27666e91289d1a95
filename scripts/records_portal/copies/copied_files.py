"""The files of a store beside its bags: each written once, so that of two that differ one is damaged.

* A key, a certificate and a piece of evidence say by themselves whether they are whole. The whole one is copied over a
  damaged one; a damaged one over nothing.
* The anchors alone change; the copy gets those of the store.
* What only the copy has is left where it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from records_portal.files.durable import write_durably
from records_portal.register.findings import Refusal
from records_portal.store.anchors import ANCHORS, MOVES, parse_anchors
from records_portal.store.certificates import read_certificate
from records_portal.store.evidence import EVIDENCE
from records_portal.store.folder import OPENED, read_key
from records_portal.store.journals import made_folder
from records_portal.store.removal import (
    AGAIN,
    ASIDE,
    CERTIFICATES,
    COPY,
    IDENTITY,
    INDEXES,
    JOURNALS,
    LOCK,
    LOCKED,
    REPLACING,
    STAGING,
)

from .steps import CopyStep

# Each folder of the store that is copied file by file; bags and transfer packages are copied whole.
FILE_FOLDERS = ("keys", EVIDENCE, CERTIFICATES, MOVES, AGAIN)
# What is being done just now, what is made again from the bags, and what says which store or copy it is.
NOT_COPIED = (STAGING, JOURNALS, ASIDE, REPLACING, LOCKED, OPENED, INDEXES, LOCK, IDENTITY, COPY, "lost+found")


def copy_files(store: Path, copy: Path) -> Iterator[CopyStep]:
    """Bring every file beside the bags up to date, the anchors last."""
    for folder in FILE_FOLDERS:
        names = {path.name for each in (store, copy) for path in _files(each / folder)}
        for name in sorted(names):
            yield from _copied(store, copy, f"{folder}/{name}")
    yield from _copied(store, copy, ANCHORS)


def _files(folder: Path) -> list[Path]:
    return [each for each in folder.iterdir() if not each.name.startswith(".")] if folder.is_dir() else []


def _copied(store: Path, copy: Path, name: str) -> Iterator[CopyStep]:
    mine, theirs = store / name, copy / name
    if odd := [each for each in (mine, theirs) if each.is_symlink() or (each.exists() and not each.is_file())]:
        yield CopyStep(name, "kept", f"{odd[0]} is no plain file; find out what it is, and take it away")
        return
    if not mine.is_file():
        if theirs.is_file() and not _fault(theirs, name):
            yield CopyStep(name, "kept", f"it is in the copy alone; if the store lost it: cp {theirs} {mine}")
        return
    data, there = mine.read_bytes(), theirs.read_bytes() if theirs.is_file() else None
    if data == there:
        return
    fault = _fault(mine, name)
    if fault and there is not None and not _fault(theirs, name):
        yield CopyStep(name, "kept", f"the store's own is damaged ({fault}), the copy's is good: cp {theirs} {mine}")
    elif fault:
        yield CopyStep(name, "kept", f"it is damaged ({fault}), and there is no good one", lacks=True)
    elif there is not None and name != ANCHORS and not _fault(theirs, name):
        yield CopyStep(name, "kept", "the store has another one than the copy, and both are whole; find out which")
    else:
        made_folder(theirs.parent)
        write_durably(theirs, data)
        yield CopyStep(name, "added" if there is None else "replaced" if name == ANCHORS else "repaired")


def _fault(path: Path, name: str) -> str:
    """Why a file is not what it was when it was written; empty where it is, as far as it says so itself."""
    check = _CHECKS.get(name.partition("/")[0])
    try:
        return check(path) if check else ""
    except (Refusal, OSError) as error:
        return str(error)


def _key_fault(path: Path) -> str:
    read_key(path)
    return ""


def _evidence_fault(path: Path) -> str:
    same = hashlib.sha256(path.read_bytes()).hexdigest() == path.stem
    return "" if same else "its bytes are not those of its name"


def _move_fault(path: Path) -> str:
    same = path.suffix != ".txt" or path.stem.endswith(f"-{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}")
    return "" if same else "its bytes are not those of its name"


def _certificate_fault(path: Path) -> str:
    certificate = path.with_suffix(".yml")  # of a list it says whether that is the one that was certified
    if certificate.is_file():
        read_certificate(certificate)
    return ""


def _anchors_fault(path: Path) -> str:
    parse_anchors(path.read_bytes(), str(path))
    return ""


_CHECKS: dict[str, Callable[[Path], str]] = {
    "keys": _key_fault,
    EVIDENCE: _evidence_fault,
    CERTIFICATES: _certificate_fault,
    MOVES: _move_fault,
    ANCHORS: _anchors_fault,
}

"""The files of the commit that is checked out, taken from the folder where that holds their very bytes.

What lies in the folder and is not in the commit is not seen: ignored files, links, what a filter or a mark in git's
index makes of a file. A file's content is the one that the commit names, wherever the bytes come from.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from records_portal.register.sources import FolderTree

from .repository import CommitTree, Repository

_SHA1_NAME = 40


class CheckedOutTree(CommitTree):
    """A commit's files; asking git for each of many takes longer than reading them, so the folder is asked first."""

    def __init__(self, root: Path, commit: str) -> None:
        super().__init__(Repository(root), commit)
        self._folder = FolderTree(root)

    def read(self, path: str) -> bytes:
        """A plain file's bytes as the commit has them."""
        name = self.content_name(path) if path in self.entries else ""
        try:
            data = self._folder.read(path) if name else b""
        except OSError:
            return super().read(path)
        return data if name and _blob_name(data, len(name)) == name else super().read(path)


def _blob_name(data: bytes, length: int) -> str:
    """The name that git gives to a content, by the length of its names."""
    whole = b"blob %d\0" % len(data) + data
    if length == _SHA1_NAME:
        return hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    return hashlib.sha256(whole).hexdigest()

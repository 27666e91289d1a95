"""The digest of a file of an export, for what the export says of its own files."""

from __future__ import annotations

import hashlib

from .archives.opening import Member
from .archives.streams import CHUNK
from .pieces import Opener


def digest_of_member(member: Member, algorithm: str, opener: Opener) -> str:
    """The digest of a file, in small hexadecimal digits."""
    # What it is held against is often of an algorithm that no longer counts as safe.
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with opener(member) as stream:
        while data := stream.read(CHUNK):
            digest.update(data)
    return digest.hexdigest()

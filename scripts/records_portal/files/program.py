"""The program itself as a digest: what it found out earlier is good for as long as it would find out the same."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
# The wheel takes the guides, the shells and the engine's settings along; a checkout has them at its top.
SOFTWARE = PACKAGE / "software" if (PACKAGE / "software").is_dir() else PACKAGE.parents[1]
TEXTS = frozenset({".py", ".html", ".json", ".yml"})


@cache
def program_digest(*rooms: str) -> str:
    """The digest of every text of the program, or of some of its rooms, and of the language that runs it."""
    return digest_of(PACKAGE, *rooms)


def digest_of(package: Path, *rooms: str) -> str:
    """The same of a program that lies in some folder."""
    found = hashlib.sha256(sys.version.encode())
    for room in rooms or ("",):
        for path in sorted((package / room).rglob("*")):
            if path.suffix in TEXTS:
                data = path.read_bytes()
                found.update(f"{path.relative_to(package).as_posix()} {len(data)}\0".encode() + data)
    return found.hexdigest()


@cache
def versions() -> tuple[str, ...]:
    """Every package beside the program, with its version."""
    return tuple(sorted(f"{each.name} {each.version}" for each in distributions()))

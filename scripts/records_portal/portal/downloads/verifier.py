"""The outsider's verifier beside the pages, as one file under its digest: whoever doubts the portal runs that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

VERIFIER = "verify.py"
REPOSITORY_FILE = "repository.txt"


@cache
def verifier_program() -> bytes:
    """The program's bytes, as they are in the package."""
    return files("records_portal").joinpath("trust", VERIFIER).read_bytes()


def verifier_digest() -> str:
    """The SHA-256 of the program."""
    return hashlib.sha256(verifier_program()).hexdigest()


def verifier_files(portal: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """The program, its digest in the form that `sha256sum --check` reads, and where it finds the repository."""
    yield VERIFIER, verifier_program()
    yield f"{VERIFIER}.sha256", f"{verifier_digest()}  {VERIFIER}\n".encode()
    if url := str(portal.get("forge", {}).get("url", "")).rstrip("/"):
        yield REPOSITORY_FILE, f"{url.removesuffix('.git')}.git\n".encode()

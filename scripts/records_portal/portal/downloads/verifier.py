"""The outsider's verifier beside the pages, as one file under its digest: whoever doubts the portal runs that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

VERIFIER = "verify.py"


@cache
def verifier_program() -> bytes:
    """The program's bytes, as they are in the package."""
    return files("records_portal").joinpath("trust", VERIFIER).read_bytes()


def verifier_digest() -> str:
    """The SHA-256 of the program."""
    return hashlib.sha256(verifier_program()).hexdigest()


def verifier_files() -> Iterator[tuple[str, bytes]]:
    """The program and its digest, in the form that `sha256sum --check` reads."""
    yield VERIFIER, verifier_program()
    yield f"{VERIFIER}.sha256", f"{verifier_digest()}  {VERIFIER}\n".encode()

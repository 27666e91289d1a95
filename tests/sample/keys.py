"""Test keys of the sample's people: everybody can make them, so they sign nothing but the sample.

Their public halves are known to the program, which refuses them in every other register.
"""

from __future__ import annotations

import hashlib

from tests.ssh_signing import SigningKey, ed25519_key

PEOPLE = (
    "ada-thornfield",
    "boris-quayle",
    "celia-wren",
    "dora-finch",
    "emil-rook",
    "fern-alder",
    "june-sedge",
    "kaito-reed",
    "lena-sorrel",
    "milo-teal",
    "nell-plover",
)


def sample_key(person: str) -> SigningKey:
    """The test key of one of the sample's people; a seed that stands here is no secret."""
    return ed25519_key(hashlib.sha256(f"test key of the sample, not secret: {person}".encode()).digest())

"""The proof that a record stands in the log as it is, in the form of C2SP tlog-proof: whole by itself, and offline."""

from __future__ import annotations

import base64

from .leaves import ABSENT, LoggedChange, parse_leaf
from .log_files import REDACTED, Log
from .tree import inclusion_proof

FIRST_LINE = "c2sp.org/tlog-proof@v1"


class NoProof(ValueError):  # noqa: N818 -- what it says is why there is none
    """Why there is no proof of a path."""


def render_proof(log: Log, path: str) -> bytes:
    """The proof of the last change of a path, as leaves write it, in the latest checkpoint."""
    index = next((place for place in reversed(range(log.size)) if _is_about(log.said[place], path)), None)
    if index is None:
        raise NoProof("no publication of the log has it; append to the log once its change is merged")
    if log.salts[index] == REDACTED:
        raise NoProof(f"leaf {index} was redacted, and its salt is gone: nothing can be proven of its content")
    extra = log.leaves[index]
    leaf = parse_leaf(extra)
    if isinstance(leaf, LoggedChange) and leaf.content != ABSENT:
        extra += f"salt {log.salts[index]}\n".encode()
    return b"".join(
        [
            f"{FIRST_LINE}\nextra {_base64(extra)}\nindex {index}\n".encode(),
            *(f"{_base64(each)}\n".encode() for each in inclusion_proof(log.hashes, index)),
            b"\n",
            log.checkpoint,
        ]
    )


def _is_about(leaf: object, path: str) -> bool:
    return isinstance(leaf, LoggedChange) and leaf.path == path


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()

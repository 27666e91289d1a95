"""The seeds of a capture's items (`salts.csv` in its bag): one random seed an item, which dies with the item.

* The file lies in the bag, so that a disposition that writes the bag anew leaves out the seeds of what goes, in the
  store and in every copy alike, and at the same moment.
* A bag from before items were committed to gets the file later, beside its manifests, which stay as they are: it is
  held against the roots in git, of which each has to come out of its seed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from records_portal.register.findings import Refusal
from records_portal.store.bags import SALTS

from .leaves import SEED_BYTES

DrawSeed = Callable[[], bytes]
HEADING = b"id,version,seed\n"
# The ids are those of an item index, none of which has a comma.
_LINE = re.compile(rb"([A-Za-z0-9][A-Za-z0-9 ._:/-]*),([1-9][0-9]{0,8}),([0-9a-f]{64})\n")


def random_seed() -> bytes:
    """A seed that nobody has seen, from the system."""
    return os.urandom(SEED_BYTES)


def seed_line(item: str, version: int, seed: bytes) -> bytes:
    """The line of an item's seed."""
    return f"{item},{version},{seed.hex()}\n".encode()


def parse_seeds(lines: Iterable[bytes], name: str) -> Iterator[tuple[tuple[str, int], bytes]]:
    """Each version of an item with its seed; `name` is the bag, as SITE/CAPTURE."""
    for number, line in enumerate(lines, 1):
        if number == 1 and line == HEADING:
            continue
        match = _LINE.fullmatch(line)
        if number == 1 or not match:
            raise Refusal(
                f"bags/{name}/{SALTS}:{number}: no line of seeds; restore the bag from another copy of the store"
            )
        yield (match[1].decode(), int(match[2])), bytes.fromhex(match[3].decode())


def read_seeds(bag: Path) -> dict[tuple[str, int], bytes]:
    """The seeds of a bag by id and version; none where its items were not committed to."""
    path = bag / SALTS
    if path.is_symlink() or not path.is_file():
        return {}
    with path.open("rb") as file:
        return dict(parse_seeds(file, f"{bag.parent.name}/{bag.name}"))

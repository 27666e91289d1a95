"""`/verify/`: whether the register knows a file, asked in the browser by its digest; and the list that is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from records_portal.register.beside.known_files import COLUMNS, KnownFile, known_files
from records_portal.values.csv_text import csv_text

from ...context import PageContext
from ..render import body

FOLDER, LIST = "verify/data/", "verify/known-files.csv"
BYTES_PER_FILE = 8_000
HEX_DIGITS = 8


def verify_section(context: PageContext) -> Markup:
    """The box, and what its answers mean."""
    known = known_files(context.register)
    return body("verify", context, "verify/", data=FOLDER, files=_number_of_files(known), total=len(known), list=LIST)


def verify_files(context: PageContext) -> Iterator[tuple[str, bytes]]:
    """What the script of the box reads, cut so that an answer needs one part of it, and the whole as a table.

    The first eight hex digits of a digest, as a number, say by their remainder in which part it stands.
    """
    known = known_files(context.register)
    parts: list[dict[str, list[Mapping[str, str]]]] = [{} for _ in range(_number_of_files(known))]
    for each in known:
        place = int(each.sha256[:HEX_DIGITS], 16) % len(parts)
        parts[place].setdefault(each.sha256, []).append(_row(context, each))
    for number, part in enumerate(parts):
        text = json.dumps(part, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        yield f"{FOLDER}{number}.json", text.encode()
    yield LIST, csv_text(COLUMNS, [each.row for each in known]).encode()


def _number_of_files(known: Sequence[KnownFile]) -> int:
    """A power of two, so that a growing register rarely moves every digest."""
    size = sum(sum(map(len, each.row)) for each in known)
    return 1 << (size // BYTES_PER_FILE).bit_length()


def _row(context: PageContext, known: KnownFile) -> Mapping[str, str]:
    """What is said of a file, with the page of the record that says it; what is empty is left out."""
    row = {
        "state": known.state,
        "what": known.what,
        "on": known.on,
        "title": context.title(known.kind, known.record),
        "page": context.address(known.kind, known.record),
    }
    return {key: value for key, value in row.items() if value}

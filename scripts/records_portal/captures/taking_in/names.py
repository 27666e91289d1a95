"""The name of a capture, made from what was received: the same bytes again are the same capture."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from records_portal.exports.pieces import Recognised
from records_portal.register.findings import Refusal
from records_portal.store.folder import Store

from ..capture_record import read_capture
from ..private_parts import Portion
from ..received import Received
from ..root_captures import RECORD
from .reading import INCLUDABLE
from .request import IngestRequest


def capture_name(
    store: Store, request: IngestRequest, portion: Portion, of: tuple[Recognised, Sequence[Received]]
) -> tuple[str, bool]:
    """The capture's name (its day and the start of what was received, hashed), and whether it exists already.

    The same bytes with more taken in are another capture; with less they are the one that has more. The private part
    of an export of a public site is a capture of its own.
    """
    recognised, received = of
    digests = sorted(each.sha256 for each in received)
    if len(set(digests)) < len(digests):
        raise Refusal("two parts of the export hold the same bytes; name each part once")
    day = (recognised.exported_at or request.moment).astimezone(UTC).date().isoformat()
    bags = store.bags(request.site)
    part = frozenset(("private-part",) if portion is Portion.PRIVATE else ())
    own = _named(bags, day, digests, request.include | part)
    most = own if own[1] else _named(bags, day, digests, frozenset(INCLUDABLE) | part)
    if most[1]:
        _refuse_other_order(store, request, most[0])
    return most if most[1] else own


def _refuse_other_order(store: Store, request: IngestRequest, capture: str) -> None:
    """Other days for what is known would be no new content, and so nowhere: that is said, and not passed over."""
    said = read_capture(store.bag(request.site, capture) / RECORD)["scope"].get("dates", "")
    if request.dates and request.dates != said:
        before = f"with '--dates {said}'" if said else "without '--dates'"
        raise Refusal(
            f"these bytes are capture {request.site}/{capture} already, taken in {before}; `records date` gives an "
            "item another day"
        )


def _named(bags: Sequence[Path], day: str, digests: list[str], include: frozenset[str]) -> tuple[str, bool]:
    """The name of a capture of some bytes, and whether a bag holds it."""
    what = [*digests, *sorted(include)]
    whole = what[0] if len(what) == 1 else hashlib.sha256("\n".join(what).encode()).hexdigest()
    # Eight digits are enough for people; two captures of a site that share them get a longer name.
    for length in (8, 32):
        ending = whole[:length]
        same = [each for each in bags if each.name.endswith(f"-{ending}")]
        if not same:
            return f"{day}-{ending}", False
        if sorted(part["sha256"] for part in read_capture(same[0] / RECORD)["received"]) == digests:
            return same[0].name, True
    raise Refusal(f"a capture named {day}-{whole[:32]} holds other bytes; the store is damaged")

"""Whether certificates account for everything that an older bag holds and a newer one does not.

What they do not account for is never taken from a copy: it may be the only one there is.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from records_portal.captures.capture_record import read_capture
from records_portal.captures.root_captures import RECORD
from records_portal.captures.verification import CaptureInGit
from records_portal.disposal.bag_contents import bag_lines, residue_entries, segments
from records_portal.register.findings import Refusal
from records_portal.retention.item_lists import Named, residue_id
from records_portal.store.bag_reading import FoundBag, read_bag
from records_portal.store.certificates import Certificate


@dataclass(frozen=True, slots=True)
class BagSuccession:
    """An older bag of a capture and the newer one that is to take its place."""

    name: str
    older: Path
    newer: Path
    key: bytes

    @property
    def site(self) -> str:
        """The site of the capture."""
        return self.name.split("/")[0]

    @property
    def capture(self) -> str:
        """The capture's own name."""
        return self.name.split("/")[1]


@dataclass(frozen=True, slots=True)
class Departure:
    """What goes with an older bag, under which certificates, and what else lies in an export as received that goes.

    `fault` says why it may not go.
    """

    certificates: tuple[str, ...] = ()
    items: frozenset[Named] = frozenset()
    beside: frozenset[Named] = frozenset()
    fault: str = ""


def dispositions_of_bag(bag: Path) -> list[str]:
    """The dispositions that took something out of a bag, by its own record."""
    return list(read_capture(bag / RECORD).get("dispositions", ()))


def departure(change: BagSuccession, certificates: Mapping[str, Certificate]) -> Departure:
    """What would go if the newer bag took the older one's place, and whether certificates say all of it."""
    try:
        before, now = (dispositions_of_bag(each) for each in (change.older, change.newer))
        if now[: len(before)] != before or now == before:
            return Departure(fault="the two bags differ, and no certificate says why")
        under = now[len(before) :]
        if missing := [each for each in under if each not in certificates]:
            return Departure(fault=f"something went under {missing[0]!r}, of which there is no certificate")
        certified = certified_items([certificates[each] for each in under])
        return _departure(change, tuple(under), certified)
    except (Refusal, OSError, ValueError, KeyError, TypeError) as error:
        return Departure(fault=f"what it holds cannot be read ({error})")


def certified_items(certificates: Sequence[Certificate]) -> frozenset[Named]:
    """Every version of an item, and every residue part, that certificates name."""
    return frozenset(named for each in certificates for named in disposed_of(each.disposition))


def disposed_of(record: Mapping[str, Any]) -> frozenset[Named]:
    """Every version of an item, and every residue part, that the record of a disposition names."""
    items = {(one["site"], one["item"], one["version"]) for one in record.get("items", ())}
    parts = {(one["site"], residue_id(one["capture"], one["part"]), 1) for one in record.get("residue", ())}
    return frozenset(items | parts)


def _departure(change: BagSuccession, under: tuple[str, ...], certified: frozenset[Named]) -> Departure:
    older, newer = read_bag(change.older), read_bag(change.newer)
    going, staying = _told(change, older, certified)
    left_going, left = _told(change, newer, certified)
    if left != staying:
        return Departure(fault="the newer bag lacks or changes something that no certificate names")
    exports = [any(name.startswith("data/received/") for name in each.sizes) for each in (older, newer)]
    beside = frozenset(_everything(change)) - going if exports == [True, False] else frozenset()
    return Departure(under, frozenset(going - left_going), beside)


def _everything(change: BagSuccession) -> Iterator[Named]:
    yield from (named for named, _, _ in _lines(change, change.older))
    yield from (
        (change.site, residue_id(change.capture, entry["part"]), 1) for entry, _ in residue_entries(change.older)
    )


def _told(
    change: BagSuccession, bag: FoundBag, certified: frozenset[Named]
) -> tuple[set[Named], Counter[tuple[str, ...]]]:
    """What a bag holds that certificates name, and the digests of everything else in it but the export as received."""
    digests = next((each.digests for each in bag.payload if each.algorithm == "sha256"), {})
    going: set[Named] = set()
    staying: Counter[tuple[str, ...]] = Counter()
    media: set[str] = set()
    for named, data, files in _lines(change, bag.folder):
        if named in certified:
            going.add(named)
        else:
            staying[named[1], str(named[2]), hashlib.sha256(data).hexdigest()] += 1
            media.update(files)
    staying.update((name, digests.get(name, "")) for name in media)
    for entry, data in residue_entries(bag.folder):
        named = (change.site, residue_id(change.capture, entry["part"]), 1)
        if named in certified:
            going.add(named)
        else:
            staying[entry["file"], hashlib.sha256(data).hexdigest(), digests.get(entry["file"], "")] += 1
    return going, staying


def _lines(change: BagSuccession, folder: Path) -> Iterator[tuple[Named, bytes, list[str]]]:
    for segment in segments(folder):
        for line in bag_lines(folder, segment, change.key):
            yield (change.site, *line.version), line.data, line.files


def ahead_of_git(held: CaptureInGit, bag: Path, certificates: Mapping[str, Certificate]) -> CaptureInGit:
    """What git will say of a capture once the certificates under which something left its bag are merged."""
    try:
        said, own = list(held.value.get("dispositions", ())), dispositions_of_bag(bag)
    except (Refusal, OSError):
        return held
    further = [each for each in own[len(said) :] if each in certificates]
    if not further or own != [*said, *further]:
        return held
    gone = certified_items([certificates[each] for each in further])
    items = frozenset((item, version) for site, item, version in gone if site == held.site)
    files = {**held.files, RECORD: (bag / RECORD).read_bytes()}
    return replace(held, value=read_capture(bag / RECORD), files=files, disposed=held.disposed | items)

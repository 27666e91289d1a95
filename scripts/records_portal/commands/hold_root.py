"""Whether the private root into which a hold is written is one that is asked before something goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from records_portal.register.findings import Refusal

from .output import tell
from .places import Places

if TYPE_CHECKING:
    from records_portal.register.model import Register
    from records_portal.register.records import HoldValue
    from records_portal.store.anchors import Anchor, Anchors

NO_ANCHORS = "the store has no anchors, so that nobody knows whether holds are asked for in this private root"


def check_hold_root(places: Places, root: Path, hold: HoldValue) -> None:
    """Refuse a private root that is asked for nothing of a hold, for written there it binds nobody.

    What the anchors name for a part of it alone is told with where the rest is asked for.
    """
    from records_portal.history.repository import Repository
    from records_portal.identity.anchored_roots import named_private_root
    from records_portal.store.anchors import read_anchors

    if not (anchors := read_anchors(places.store_folder)):
        tell(NO_ANCHORS)
        return
    anchor, register = named_private_root(root, anchors), places.remembering
    if (branch := Repository(root).branch()) != anchor.branch:
        tell(
            f"this is the branch {branch!r}; nobody asks for what it says before that is merged into {anchor.branch!r}"
        )
    for each in asked_elsewhere(register, anchors, anchor, hold):
        if each.binds_nobody:
            right = (
                "name your clone of that with --private" if each.others else "`records anchor` says what is anchored"
            )
            raise Refusal(f"{each.words}, where this would bind nobody; {right}")
        tell(f"{each.words}; place it there too")


@dataclass(frozen=True, slots=True)
class AskedElsewhere:
    """A part of a hold that is asked for in other private roots than its own, and whether the whole is."""

    words: str
    others: tuple[str, ...]
    binds_nobody: bool


def asked_elsewhere(register: Register, anchors: Anchors, anchor: Anchor, hold: HoldValue) -> Iterator[AskedElsewhere]:
    """The sites and agencies of a hold whose holds are not asked for in the private root of an anchor."""
    from records_portal.identity.anchored_roots import roots_asked_for

    asked = {what: roots_asked_for(register, anchors, agencies) for what, agencies in _concerned(register, hold)}
    elsewhere = {what: said for what, said in asked.items() if anchor.name not in said.values()}
    for what, said in elsewhere.items():
        others = tuple(sorted({each for each in said.values() if isinstance(each, str)}))
        where = " and ".join(f"in {each!r}" for each in others) or "nowhere"
        words = f"the holds of {what} are asked for {where}, and not in the private root {anchor.name!r}"
        yield AskedElsewhere(words, others, len(elsewhere) == len(asked))


def _concerned(register: Register, hold: HoldValue) -> Iterator[tuple[str, set[str]]]:
    """The sites and agencies that a hold is about or was, each with the agencies that it was ever under."""
    from records_portal.identity.anchored_roots import agencies_ever_of

    sites, agencies = set[str](), set[str]()
    for each in (hold, *hold.get("amendments", ())):
        scope, covers = each["scope"], each.get("covers")
        sites |= {*scope.get("sites", ()), *(one["site"] for one in scope.get("items", ()))}
        sites |= set(covers.get("sites", ())) if covers else set()
        agencies |= set(scope.get("agencies", ()))
        if not {"sites", "agencies", "items"} & scope.keys():
            sites |= register.of("sites").keys()
    for name in sorted(sites):
        if site := register.get("sites", name):
            yield name, agencies_ever_of(register, site)
    yield from ((f"agency {name}", {name}) for name in sorted(agencies))

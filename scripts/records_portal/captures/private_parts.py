"""What of an export stands in a private root alone, whatever the site: one rule for the items of every format.

* Messages, block and mute lists, filters and deleted posts of a public site are items of a capture of their own, which
  lies in a private root; the public capture of the same export has them as residue.
* A deleted post is an item of the kind `deleted` under an id of its own: what was public of it is another item.
* What the public record says of a file that holds such things tells neither how many nor which file it is.
* A site of a private root has one capture with everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from records_portal.exports.archives.opening import Member
from records_portal.exports.pieces import ExportedItem, Piece, Remark, Residue
from records_portal.values.item_kinds import PRIVATE_KINDS, PRIVATE_PARTS

_PARTS = frozenset(PRIVATE_PARTS.values())
_PRIVATE_FILE = "a file of what is private"


class Portion(Enum):
    """Which items of an export a capture has: all, those that may be public, or the others alone."""

    WHOLE = "whole"
    PUBLIC = "public"
    PRIVATE = "private"


@dataclass(slots=True)
class Portioned:
    """One passage through an export: what of it goes into a capture."""

    portion: Portion
    _withheld: dict[Member, str] = field(default_factory=dict)
    _shown: set[Member] = field(default_factory=set)
    withheld: int = 0
    # The files in which something stands that was kept back, beside what may be public.
    mixed: set[Member] = field(default_factory=set)

    def pieces(self, read: Iterable[Piece]) -> Iterator[Piece]:
        """The pieces of the capture; together with nothing else they hold every byte, but for the private part."""
        for piece in read:
            if isinstance(piece, ExportedItem):
                yield from self._of_item(in_its_kind(piece))
            elif self.portion is not Portion.PRIVATE or not isinstance(piece, Residue):
                self._note(piece)
                yield piece
        # At the end: a picture of a deleted post can be one of a public post too, wherever that stands.
        yield from (Residue(part, member) for member, part in self._withheld.items() if member not in self._shown)

    def _note(self, piece: Piece) -> None:
        """Note a file in which a stretch is private."""
        if not isinstance(piece, Residue) or piece.data is None:
            return
        if piece.part in _PARTS and self.portion is Portion.PUBLIC:
            self.mixed.add(piece.member)

    def _of_item(self, item: ExportedItem) -> Iterator[Piece]:
        members = [medium.member for medium in item.media if medium.member]
        private = item.kind in PRIVATE_KINDS
        if self.portion is not Portion.PUBLIC:
            if private or self.portion is Portion.WHOLE:
                yield item
            return
        if not private:
            self._shown.update(members)
            yield item
            return
        self.withheld += 1
        part = PRIVATE_PARTS[item.kind]
        self.mixed.update(each.member for each in item.fragments)
        self._withheld.update((member, part) for member in members if member not in self._withheld)
        yield from (Residue(part, each.member, each.offset, each.data) for each in item.fragments)


def public_remarks(remarks: Iterable[Remark], mixed: Iterable[Member]) -> Iterator[Remark]:
    """The remarks as a public record says them: of a file with private things that there is something, and no more."""
    # The longest first: a name can be the end of another one.
    names = sorted({each.base for each in mixed}, key=len, reverse=True)
    known = re.compile("|".join(map(re.escape, names))) if names else None
    told: dict[str, Remark] = {}
    for remark in remarks:
        what = known.sub(_PRIVATE_FILE, remark.what) if known else remark.what
        private = remark.private or what != remark.what
        # Several files of one kind are told once, for their number tells too.
        told.setdefault(what if private else f"{len(told)} {what}", Remark(what, 1) if private else remark)
    yield from told.values()


def in_its_kind(item: ExportedItem) -> ExportedItem:
    """The item, of the kind `deleted` where its export says that it was deleted."""
    if not item.deleted or item.kind in PRIVATE_KINDS:
        return item
    return replace(item, kind="deleted")


def own_id(item: ExportedItem) -> ExportedItem:
    """The item under its id; that of a deleted post is not the id that it had while it was public."""
    return replace(item, id=f"deleted:{item.id}") if item.kind == "deleted" and item.id else item


def parts_kept_back(residue: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """The parts of a public capture's residue whose items a private root would take without being asked for them."""
    wanted = {part for kind, part in PRIVATE_PARTS.items() if kind != "message"}
    return tuple(sorted(part for each in residue if (part := str(each["part"])) in wanted))

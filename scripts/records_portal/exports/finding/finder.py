"""The one finder of an export in what was handed in: every format sees its files as the platform named them.

* Litter of computers, what browsers only began to fetch, bags and archives around the export are kept as they came, and
  no format sees them.
* What was renamed, lies deeper or was saved in another encoding is shown to formats as it was written; what items and
  residue are made of stays the bytes and the places as received.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import BinaryIO

from ..archives.opening import Export, Member
from ..archives.streams import CHUNK, told
from ..pieces import (
    MOST_PLACES,
    Doubt,
    ExportedItem,
    Format,
    Fragment,
    ListRead,
    Media,
    Opener,
    Owner,
    Piece,
    Recognised,
    Remark,
    Residue,
)
from .around import Around, what_lies_around
from .renamed import names_before, original_name
from .several import check_one_platform
from .tops import TOPS, top_above
from .wide_text import WideText, wide_texts

PACKAGING, HALVES = "packaging", "half-downloads"


@dataclass(frozen=True, slots=True)
class View:
    """The files as formats see them, and how to open one."""

    shown: tuple[Member, ...]
    texts: Mapping[tuple[int, str], WideText]
    opener: Opener

    def open(self, member: Member) -> AbstractContextManager[BinaryIO]:
        """The content of a file as formats read it."""
        text = self.texts.get(member.place)
        return text.open() if text and member.size == text.shown.size else self.opener(member)

    def received(self, member: Member) -> Member:
        """A file that was shown, with the size that it was received with."""
        text = self.texts.get(member.place)
        return replace(member, size=text.received.size) if text else member


@dataclass(frozen=True, slots=True)
class FoundFormat:
    """A format together with what lies around the export that it was found in."""

    form: Format
    view: View
    around: Around
    doubts: tuple[Doubt, ...] = ()

    def recognise(self, members: Sequence[Member], opener: Opener) -> Recognised | None:
        """What the files are, seen as they were found."""
        return self.form.recognise(self.view.shown, self.view.open)

    def read(self, recognised: Recognised, opener: Opener) -> Iterator[Piece]:
        """Items and residue of the export and of what lies around it, each byte in exactly one of them."""
        for piece in self.form.read(replace(recognised, members=self.view.shown), self.view.open):
            yield self._as_received(piece)
        yield from (Residue(PACKAGING, each) for each in self.around.litter)
        yield from (Residue(HALVES, each) for each in self.around.halves)
        yield from self.doubts

    def _as_received(self, piece: Piece) -> Piece:
        if not self.view.texts or isinstance(piece, Remark | Doubt | ListRead | Owner):
            return piece
        if isinstance(piece, Residue):
            member = self.view.received(piece.member)
            if piece.data is None or member.place not in self.view.texts:
                return replace(piece, member=member)
            offset, data = self.view.texts[member.place].stretch(piece.offset, len(piece.data))
            return replace(piece, member=member, offset=offset, data=data)
        return self._item_as_received(piece)

    def _item_as_received(self, item: ExportedItem) -> ExportedItem:
        fragments = tuple(self._fragment_as_received(each) for each in item.fragments)
        return replace(item, fragments=fragments, media=tuple(self._medium_as_received(each) for each in item.media))

    def _fragment_as_received(self, fragment: Fragment) -> Fragment:
        member = self.view.received(fragment.member)
        if member.place not in self.view.texts:
            return fragment
        offset, data = self.view.texts[member.place].stretch(fragment.offset, len(fragment.data))
        return Fragment(member, offset, data)

    def _medium_as_received(self, medium: Media) -> Media:
        return replace(medium, member=self.view.received(medium.member)) if medium.member else medium


def find_export(export: Export, formats: Mapping[str, Format]) -> tuple[FoundFormat, Recognised] | None:
    """The format that knows what was handed in, and what it says of it; nothing where none does."""
    around = what_lies_around(export)
    for name, view in _views(export, around):
        for form in (formats[name],) if name else formats.values():
            if recognised := form.recognise(view.shown, view.open):
                check_one_platform((form, recognised), view.shown, view.open, formats)
                return _found(FoundFormat(form, view, around), recognised)
    return None


def _found(found: FoundFormat, recognised: Recognised) -> tuple[FoundFormat, Recognised]:
    view, around = found.view, found.around
    copies = _differing_copies(view)
    doubts = (
        Doubt("missing-parts", "parts that were only half downloaded", len(around.halves)),
        Doubt(
            "missing-parts",
            "archives that the collection's description lists and that are not there",
            around.lacking,
        ),
        Doubt(
            "unknown-parts",
            "files named as copies of others that they differ from",
            len(copies),
            tuple(told(each) for each in copies[:MOST_PLACES]),
        ),
    )
    counted = tuple(each for each in doubts if each.count)
    members = (*map(view.received, recognised.members), *around.litter, *around.halves)
    return replace(found, doubts=counted), replace(recognised, members=members)


def _differing_copies(view: View) -> list[str]:
    """The names, as they were received, of files that differ from those whose copies they are named as."""
    by_name = {(each.part, each.name): each for each in view.shown}
    pairs = ((each, by_name.get((each.part, original_name(each.name)), each)) for each in view.shown)
    differing = (one for one, other in pairs if other is not one and not _is_same(view.open, one, other))
    return [each.place[1] for each in differing]


def _is_same(opener: Opener, one: Member, other: Member) -> bool:
    if one.size != other.size:
        return False
    with opener(one) as first, opener(other) as second:
        while data := first.read(CHUNK):
            if second.read(len(data)) != data:
                return False
    return True


def _views(export: Export, around: Around) -> Iterator[tuple[str, View]]:
    """The ways to see the files, the likeliest first, each for all formats or for the one that is named."""
    for folders_too in (False, True):
        named = _named_as_written(around.groups, folders_too)
        if named is None:
            continue
        texts = wide_texts((member for group in named for member in group), export.open, export.closing)
        groups = [[texts[each.place].shown if each.place in texts else each for each in group] for group in named]
        for name, tops_of in TOPS.items():
            tops = [tops_of(each.name for each in group) for group in groups]
            if any(tops):
                below = [part for group, found in zip(groups, tops, strict=True) for part in _below(group, found)]
                yield name, View(_numbered(below), texts, export.open)
        yield "", View(_numbered(groups), texts, export.open)


def _named_as_written(groups: Sequence[Sequence[Member]], folders_too: bool) -> list[list[Member]] | None:
    """The files under the names that they had before they were renamed; nothing where that changes no folder."""
    found, changed = [], not folders_too
    for group in groups:
        before = names_before((each.name for each in group), folders_too)
        changed = changed or bool(before)
        found.append([_shown(each, before.get(each.name, each.name)) for each in group])
    return found if changed else None


def _below(group: Sequence[Member], tops: frozenset[str]) -> Iterator[list[Member]]:
    """The files of each top by themselves, named below it, then those beside all of them."""
    parts = defaultdict[str | None, list[Member]](list)
    for member in group:
        top = top_above(member.name, tops)
        parts[top].append(_shown(member, member.name[len(top or "") :]))
    yield from (parts[top] for top in sorted(parts, key=lambda top: (top is None, top or "")))


def _shown(member: Member, name: str) -> Member:
    return member if name == member.name else replace(member, name=name, received=member.place)


def _numbered(groups: Iterable[Sequence[Member]]) -> tuple[Member, ...]:
    """The files of all groups, each group as a part by itself."""
    return tuple(
        each if each.part == number else replace(each, part=number, received=each.place)
        for number, group in enumerate(groups, 1)
        for each in group
    )

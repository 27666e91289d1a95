"""What lies around an export: bags and archives that it came in, litter, and what a browser was still fetching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..archives.opening import Export, Member
from .bag_around import PAYLOAD, bag_tops, check_bag
from .collection import lacking_archives
from .litter import is_half_download, is_litter
from .nested import archives_of_parts, is_twin


@dataclass(slots=True)
class Around:
    """The files of an export, those of each part or archive by themselves, and what no format is shown."""

    groups: list[list[Member]] = field(default_factory=list)
    litter: list[Member] = field(default_factory=list)
    halves: list[Member] = field(default_factory=list)
    lacking: int = 0


def what_lies_around(export: Export) -> Around:
    """Open what is around the export; a bag that is not whole is refused, and so are archives too deep in others."""
    around = Around()
    for part in range(1, len(export.paths) + 1):
        _take_apart(export, [each for each in export.members if each.part == part], around)
    return around


def _take_apart(export: Export, members: Sequence[Member], around: Around) -> None:
    """Sort the files of a part, of a bag's payload or of an archive, named below it."""
    left = _without_bags(export, members, around)
    archives = archives_of_parts(left)
    files = [each for each in left if each not in archives]
    own: list[Member] = []
    for each in files:
        beside = around.halves if is_half_download(each.name) else around.litter if is_litter(each.name) else own
        beside.append(each)
    if own:
        around.groups.append(own)
    if archives:
        around.lacking += lacking_archives(own, archives, export.open)
    for archive in sorted(archives):
        inside = export.within(archive)
        inner = [_below(each, len(archive.place[1]) + 1) for each in inside or ()]
        if inside is None:
            around.halves.append(archive)
        elif is_twin(inner, own):
            around.litter.append(archive)
        else:
            _take_apart(export, inner, around)


def _without_bags(export: Export, members: Sequence[Member], around: Around) -> list[Member]:
    left = list(members)
    for top in bag_tops(members):
        check_bag(top, left, export.open)
        inside = [each for each in left if each.name.startswith(top)]
        payload = [each for each in inside if each.name.startswith(f"{top}{PAYLOAD}")]
        around.litter += (each for each in inside if not each.name.startswith(f"{top}{PAYLOAD}"))
        left = [each for each in left if not each.name.startswith(top)]
        _take_apart(export, [_below(each, len(top) + len(PAYLOAD)) for each in payload], around)
    return left


def _below(member: Member, length: int) -> Member:
    return replace(member, name=member.name[length:], received=member.place)

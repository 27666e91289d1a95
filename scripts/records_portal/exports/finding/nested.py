"""Which archives among the files of an export are parts of it, to be opened: those that lie where parts lie.

* A folder is one of parts where no file of it is content: only archives, litter and something to read.
* An archive that holds the very files that lie unpacked beside it is what they came in; it is kept, and not read twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from ..archives.opening import Member
from .litter import is_half_download, is_litter

_ARCHIVE = re.compile(r".*\.(?:zip|wacz|tar|tar\.gz|tgz)", re.IGNORECASE)
_COLLECTED = re.compile(r".*\.wacz", re.IGNORECASE)
# What people and platforms put beside parts: how to open them, what they are, digests of them.
_BESIDE = re.compile(
    r"[^/]*\.(?:txt|md|pdf|rtf|docx?|html?|url|webloc|md5|sha\d+|eml|msg|png|ico)|(?:md5|sha\d+)sums?"
    # Parts themselves, of one collection with those that are packed.
    r"|[^/]*\.(?:warc(?:\.gz)?|cdxj?)",
    re.IGNORECASE,
)
# X packed the pictures of 2018 to 2020 so, within the export.
_WITHIN = re.compile(r"(?:.*/)?tweet-media-part\d+\.zip", re.IGNORECASE)
# Below these folders of platforms lie people's own files, whatever is in them.
_OF_PEOPLE = re.compile(r"(?:.*/)?(?:Takeout|your_\w+|messages|inbox)/.*", re.IGNORECASE)
_COLLECTION = re.compile(r"datapackage(?:-digest)?\.json")


def archives_of_parts(members: Sequence[Member]) -> frozenset[Member]:
    """The archives among some files that are parts of the export."""
    archives = [each for each in members if _may_be_part(each.name)]
    if not archives:
        return frozenset()
    collected = {_folder(each) for each in archives if _COLLECTED.fullmatch(each.name)}
    of_content = {
        _folder(each)
        for each in members
        if not (_ARCHIVE.fullmatch(each.name) or _is_beside(each, _folder(each) in collected))
    }
    return frozenset(
        each
        for each in archives
        if _WITHIN.fullmatch(each.name)
        or not any(str(above) in of_content for above in PurePosixPath(each.name).parents)
    )


def _may_be_part(name: str) -> bool:
    if not _ARCHIVE.fullmatch(name) or is_litter(name):
        return False
    return bool(_WITHIN.fullmatch(name)) or not _OF_PEOPLE.fullmatch(name)


def _folder(member: Member) -> str:
    return str(PurePosixPath(member.name).parent)


def _is_beside(member: Member, collected: bool) -> bool:
    if is_litter(member.name) or is_half_download(member.name) or _BESIDE.fullmatch(member.base):
        return True
    return collected and bool(_COLLECTION.fullmatch(member.base))


def is_twin(inner: Sequence[Member], files: Sequence[Member]) -> bool:
    """Whether all that an archive holds, named below it, lies unpacked among the files beside it too."""
    names = {_tail(each, 2) for each in inner if not is_litter(each.name)}
    return bool(names) and names <= {_tail(each, depth) for each in files for depth in (1, 2)}


def _tail(member: Member, depth: int) -> tuple[object, ...]:
    """A file by its size, its name and its folder: enough to tell it from others, whatever lies around."""
    return (member.size, *PurePosixPath(member.name).parts[-depth:])

"""The files of a web archive beside its records: the list of pages, the description with its digests, and the rest.

A digest that differs from the one in `datapackage.json` or `datapackage-digest.json` refuses the archive.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from records_portal.register.findings import Refusal

from ...archives.opening import Member
from ...leftovers import Parts
from ...loose_values import dicts, json_value, mapping, text_of
from ...member_digests import digest_of_member
from ...moments import moment_of_number, moment_with_offset
from ...pieces import Fragment, Opener, Remark
from .warc_records import is_warc

PACKAGE = "datapackage.json"
PACKAGE_DIGEST = "datapackage-digest.json"
# macOS puts files of its own with the same ending beside those that it packs.
_WARC = re.compile(r"(?!(?:.*/)?(?:__MACOSX/|\._)).*\.warc(?:\.gz)?\Z", re.IGNORECASE)
_PAGES = re.compile(r"(?:.*/)?pages/[^/]+\.jsonl\Z")
_LARGEST_ROW = 8 << 20
_LARGEST_PACKAGE = 64 << 20
# In the year 2248; a larger number is no moment in milliseconds.
_LAST_MILLISECOND = 1 << 43
_ALGORITHMS = ("sha256", "sha512", "sha1", "md5")
_PARTS = Parts.of(
    archive_description=r"(?:.*/)?datapackage(?:-digest)?\.json",
    indexes=r"(?:.*/)?indexes/.*|.*\.(?:cdxj?|idx)(?:\.gz)?",
    crawl_logs=r"(?:.*/)?logs/.*|.*\.log(?:\.gz)?",
    nested_archives=r".*\.(?:zip|tar|gz|tgz|zst|wacz|warc|arc|har)",
)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a list of pages: the page's address, moment and id, or no address where it is no page."""

    fragment: Fragment
    url: str = ""
    at: datetime | None = None
    page_id: str = ""
    broken: bool = False


def warc_files(members: Sequence[Member], opener: Opener) -> list[Member]:
    """The files that are named as WARC files and begin as such."""
    found = []
    for member in members:
        if _WARC.match(member.name):
            with opener(member) as stream:
                if is_warc(stream):
                    found.append(member)
    return found


def page_lists(members: Sequence[Member]) -> list[Member]:
    """The files that list pages."""
    return [member for member in members if _PAGES.match(member.name)]


def archive_residue_part(name: str) -> str:
    """The part of the residue that a file without records belongs to."""
    return _PARTS.part(name)


def page_lines(member: Member, opener: Opener) -> Iterator[PageLine]:
    """Every line of a list of pages, in order."""
    offset = 0
    with opener(member) as stream:
        while line := stream.readline(_LARGEST_ROW):
            fragment = Fragment(member, offset, line)
            offset += len(line)
            yield _row(fragment)


def row_value(fragment: Fragment) -> Mapping[str, Any]:
    """What a line of a list of pages says; empty where it is no object."""
    return mapping(json_value(fragment.data))


def _row(fragment: Fragment) -> PageLine:
    value = row_value(fragment)
    url = text_of(value.get("url"))
    if not url:
        heading = "format" in value or not fragment.data.strip()
        return PageLine(fragment, broken=not heading)
    return PageLine(fragment, url, moment_of_line(value.get("ts")), text_of(value.get("id")))


def moment_of_line(written: object) -> datetime | None:
    """A moment with its offset, or milliseconds since 1970, in UTC; none outside the years that can be meant."""
    if isinstance(written, int) and not isinstance(written, bool):
        return moment_of_number(written, 0, 1995) if 0 < written < _LAST_MILLISECOND else None
    return moment_with_offset(written)


def packages(members: Sequence[Member], opener: Opener) -> Iterator[tuple[Member, Mapping[str, Any]]]:
    """The descriptions of the archives, one for each."""
    for member in members:
        if member.base == PACKAGE and member.size <= _LARGEST_PACKAGE:
            with opener(member) as stream:
                yield member, mapping(json_value(stream.read()))


def is_collection(package: Mapping[str, Any]) -> bool:
    """Whether a description is of several whole archives, each packed by itself."""
    listed = [text_of(each.get("path")) or text_of(each.get("name")) for each in dicts(package.get("resources"))]
    return package.get("profile") == "multi-wacz-package" or (
        bool(listed) and all(each.partition("?")[0].lower().endswith(".wacz") for each in listed)
    )


def check_digests(members: Sequence[Member], opener: Opener) -> Iterator[Remark]:
    """Compare every listed file with its digest; what is listed and absent, or present and not listed, is remarked."""
    found: Counter[str] = Counter()
    for package, value in packages(members, opener):
        if is_collection(value):  # of whole archives, which were held against it before they were opened
            continue
        top = package.folder
        below = {
            each.name.removeprefix(top): each
            for each in members
            if each.part == package.part and each.name.startswith(top)
        }
        listed = {text_of(each.get("path")): each for each in dicts(value.get("resources"))}
        for path, entry in listed.items():
            if path in below:
                found["digests of an unknown kind"] += not _checked(below[path], _stated(entry), opener)
        found["files that the archive's description lists and the archive lacks"] += len(listed.keys() - below.keys())
        others = {path for path in below if archive_residue_part(path) not in ("packaging", "archive-description")}
        found["files that the archive's description does not list"] += len(others - listed.keys())
        found["signatures that were kept but not verified"] += _check_description(below, opener)
    yield from (Remark(what, count) for what, count in found.items() if count)


def _stated(entry: Mapping[str, Any]) -> str:
    """The digest that a description states of a file, in the place of its version: its kind may stand beside it."""
    stated = text_of(entry.get("hash")) or text_of(mapping(entry.get("stats")).get("hash"))
    beside = text_of(entry.get("hashing"))
    return f"{beside}:{stated}" if stated and beside and ":" not in stated else stated


def _check_description(below: Mapping[str, Member], opener: Opener) -> bool:
    """Compare the description itself with its digest; whether it is signed."""
    if PACKAGE_DIGEST not in below or below[PACKAGE_DIGEST].size > _LARGEST_PACKAGE:
        return False
    with opener(below[PACKAGE_DIGEST]) as stream:
        value = mapping(json_value(stream.read()))
    _checked(below[PACKAGE], text_of(value.get("hash")), opener)
    return bool(value.get("signedData"))


def _checked(member: Member, stated: str, opener: Opener) -> bool:
    """Whether the digest of a file is of a known kind; one that differs is refused."""
    algorithm, _, expected = stated.lower().partition(":")
    if algorithm not in _ALGORITHMS:
        return False
    if digest_of_member(member, algorithm, opener) != expected:
        raise Refusal(
            f"{member.name!r} is not what the archive's description says ({algorithm} differs); fetch the archive again"
        )
    return True

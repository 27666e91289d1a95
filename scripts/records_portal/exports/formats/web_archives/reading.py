"""Web archives (WARC files, alone or in a WACZ): one indivisible item a page, with everything that was on it.

Comments by others are in no platform's export; here they are part of the page that showed them. A page's moment is
that of the visit: what it shows cannot be younger.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import BinaryIO
from urllib.parse import urlsplit

from records_portal.register.findings import Refusal

from ...archives.opening import Member
from ...loose_values import mapping, text_of
from ...pieces import Doubt, ExportedItem, Fragment, Opener, Piece, Recognised, Remark, Residue
from ...slices.json_slices import CUT
from . import files
from .page_text import page_text
from .plan import MOST_RECORD, ArchivedPage, ArchivePlan, planned, with_pages_of_records
from .warc_records import WarcRecord, warc_stretches

NAME = "warc"
KINDS = frozenset(("page",))
ANY_PLATFORM: frozenset[str] = frozenset()
MOST_RECORDS = 1_000_000
_LACKS = ("pages that were not visited", "what a page shows only after scrolling, unfolding or signing in", "edits")
_FAULTS = {
    "cut off": "records that are cut off",
    "damaged": "stretches that hold no whole record",
    "wrong length": "records of another length than they say",
    "several": "stretches that pack several records as one",
}


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """A web archive where a file holds records; nothing where none does."""
    warcs = files.warc_files(members, opener)
    if not warcs:
        return None
    described = [value for _, value in files.packages(members, opener)]
    moments = [files.moment_of_line(value.get("created")) for value in described]
    return Recognised(
        platforms=ANY_PLATFORM,
        format=NAME,
        era=_era(text_of(described[0].get("wacz_version"))) if described else "warc",
        members=tuple(members),
        lacks=_LACKS,
        kinds=KINDS,
        exported_at=max((each for each in moments if each), default=None),
        complete=False,
    )


def _era(version: str) -> str:
    return f"wacz-{version.replace('.', '-')}" if re.match(r"\d{1,3}(?:\.\d{1,3}){0,3}\Z", version) else "wacz"


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Pages and residue of the archive, each byte in exactly one of them; a wrong digest is refused."""
    yield from files.check_digests(recognised.members, opener)
    yield from _ArchiveReading(recognised, opener).pieces()


class _ArchiveReading:
    """One passage through an archive: what is held until the last record of its page has come."""

    def __init__(self, recognised: Recognised, opener: Opener) -> None:
        self._members, self._opener = recognised.members, opener
        self._held: dict[int, list[Fragment]] = {}
        self._texts: dict[int, str] = {}
        self._seen: Counter[str] = Counter()
        self._count = 0

    def pieces(self) -> Iterator[Piece]:
        """Items and residue, then what was remarkable."""
        warcs = files.warc_files(self._members, self._opener)
        lists = files.page_lists(self._members)
        pages: dict[tuple[str, datetime | None], ArchivedPage] = {}
        listed: set[int] = set()
        for member in lists:
            for row in files.page_lines(member, self._opener):
                if row.url:
                    page = pages.setdefault((row.url, row.at), ArchivedPage(row.url, row.at, row.page_id))
                    page.lines.append(row.fragment)
                    listed.add(member.part)
                else:
                    self._seen["lines of an unknown shape in lists of pages"] += row.broken
                    part = "unknown-shapes" if row.broken else "framing"
                    yield Residue(part, member, row.fragment.offset, row.fragment.data)
        found = [(member, self._records(member)) for member in warcs]
        plan = planned(with_pages_of_records([*pages.values()], found, frozenset(listed)), found)
        yield from self._read_records(plan, found)
        used = {*warcs, *lists}
        yield from (Residue(files.archive_residue_part(each.name), each) for each in self._members if each not in used)
        yield from self._remarks(plan)

    def _records(self, member: Member) -> list[WarcRecord]:
        found: list[WarcRecord] = []
        with self._opener(member) as stream:
            for record in warc_stretches(stream):
                found.append(record)
                self._count += 1
                if self._count > MOST_RECORDS:
                    raise Refusal(f"the archive holds more than {MOST_RECORDS} records; hand it in as several archives")
        for record in found:
            if record.fault:
                self._seen[_FAULTS[record.fault]] += 1
            self._seen["records that the crawler cut short"] += record.cut_short
            self._seen["records that differ from their own digest"] += record.wrong_digest
        return found

    def _read_records(self, plan: ArchivePlan, found: Sequence[tuple[Member, Sequence[WarcRecord]]]) -> Iterator[Piece]:
        """Every record in its order; a page comes when its last one has been read."""
        for number in range(len(plan.pages)):
            if number not in plan.last:
                self._seen["pages that are listed without a record of them"] += 1
                yield self._item(plan, number)
        for file, (member, listing) in enumerate(found):
            with self._opener(member) as stream:
                for place, record in enumerate(listing):
                    owner = plan.owners[file][place]
                    if isinstance(owner, str):
                        self._seen["records of an unknown kind"] += owner == "unknown-shapes"
                        yield from _left_over(owner, member, record, stream)
                        continue
                    fragment = Fragment(member, record.offset, stream.read(record.length))
                    self._held.setdefault(owner, []).append(fragment)
                    if plan.texts.get(owner) == (file, place):
                        self._read_text(owner, fragment)
                    if plan.last[owner] == (file, place):
                        yield self._item(plan, owner)

    def _read_text(self, owner: int, fragment: Fragment) -> None:
        text = page_text(fragment.data)
        self._seen["pages in a coding that is not read, kept without text"] += text is None
        self._texts[owner] = "\n".join(filter(None, text or ()))

    def _item(self, plan: ArchivePlan, number: int) -> ExportedItem:
        page = plan.pages[number]
        text = _listed_text(page) or self._texts.pop(number, "")
        return ExportedItem(
            id=f"page-{hashlib.sha256(page.url.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}",
            id_basis="synthesised",
            kind="page",
            text=text,
            created_at=page.at,
            latest_at=page.latest or page.at,
            time_basis="explicit-offset" if page.at else "unknown",
            fragments=(*page.lines, *self._held.pop(number, ())),
            permalink=_permalink(page.url),
        )

    def _remarks(self, plan: ArchivePlan) -> Iterator[Remark | Doubt]:
        self._seen["records too large to be part of a page, kept beside it"] = plan.too_large
        if nested := sum(files.archive_residue_part(each.name) == "nested-archives" for each in self._unread()):
            self._seen["archives inside the archive, kept but not read"] = nested
        cut = _FAULTS["cut off"]
        for what, count in sorted(self._seen.items()):
            if count:
                yield Doubt(CUT, what, count) if what == cut else Remark(what, count)

    def _unread(self) -> Iterator[Member]:
        warcs = {*files.warc_files(self._members, self._opener)}
        yield from (each for each in self._members if each not in warcs)


def _left_over(part: str, member: Member, record: WarcRecord, stream: BinaryIO) -> Iterator[Residue]:
    """A record that no page owns, a piece at a time."""
    at, end = record.offset, record.offset + record.length
    while at < end:
        data = stream.read(min(MOST_RECORD, end - at))
        yield Residue(part, member, at, data)
        at += len(data)


def _listed_text(page: ArchivedPage) -> str:
    """The text that a list of pages holds of a page, below its title."""
    for line in page.lines:
        value = mapping(files.row_value(line))
        if text := text_of(value.get("text")).strip():
            title = text_of(value.get("title")).strip()
            return text if text.startswith(title) else f"{title}\n{text}"
    return ""


def _permalink(url: str) -> str:
    """The address, where it is one of the web and tells no password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else ""

"""Which record of a web archive belongs to which page: decided once, before any of them is read whole.

* A page owns the records of its own address (also under `urn:`, and along its redirections), the nearest in time.
* What was fetched for one page only belongs to it: anything where the archive has one page, else documents and data.
* Styles, scripts, pictures and films of an archive with several pages may serve any of them: residue, kept until the
  last page is due. So is what is too large to be held in one item.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from ...archives.opening import Member
from ...pieces import Fragment
from .files import moment_of_line
from .warc_records import WarcRecord

RESOURCES = "page-resources"
MOST_RECORD = 8 << 20
# A page is whole only with its last record, which may be the last of the archive: what waits is bounded.
MOST_HELD = 24 << 20
_HTML = ("text/html", "application/xhtml+xml")
_DATA = re.compile(r"text/(?:html|plain|xml)|application/(?:[\w.+-]*json|[\w.+-]*xml|x-ndjson|graphql\S*)\Z")
_OF_PAGE = re.compile(r"urn:[A-Za-z][A-Za-z0-9-]*:(?=https?://)")
_PAGE_FILE = re.compile(r"(?:https?|file|ftp)://", re.IGNORECASE)
_FETCHED = ("response", "request", "revisit", "resource", "metadata", "conversion", "continuation")
# Chains of redirections can be circles.
_HOPS = 5
_EVER = timedelta.max


@dataclass(slots=True)
class ArchivedPage:
    """A page of the archive: its address, when it was visited, the lines that list it, and its youngest record."""

    url: str
    at: datetime | None
    page_id: str = ""
    lines: list[Fragment] = field(default_factory=list)
    latest: datetime | None = None


Place = tuple[int, int]  # the number of the file and of the record in it


@dataclass(slots=True)
class ArchivePlan:
    """The owner of each record (the number of a page, or a part of the residue), each page's text and last record."""

    pages: list[ArchivedPage]
    owners: list[list[int | str]]
    texts: dict[int, Place]
    last: dict[int, Place]
    too_large: int = 0


Files = Sequence[tuple[Member, Sequence[WarcRecord]]]


def bare(uri: str) -> str:
    """The address that records of one page have in common."""
    return _OF_PAGE.sub("", uri, count=1).partition("#")[0]


def with_pages_of_records(pages: Sequence[ArchivedPage], files: Files, listed: frozenset[int]) -> list[ArchivedPage]:
    """The listed pages and, of the parts that list none, every HTML document that was fetched or kept as a file."""
    found = list(pages)
    seen: set[tuple[str, str]] = set()
    answered = {bare(record.uri) for _, records in files for record in records if _is_answer(record)}
    for member, records in files:
        for record in records if member.part not in listed else ():
            again = record.kind == "resource" and bare(record.uri) in answered
            if _is_document(record) and not again and (record.uri, record.date) not in seen:
                seen.add((record.uri, record.date))
                found.append(ArchivedPage(record.uri, moment_of_line(record.date), record.page_id))
    return found


def _is_answer(record: WarcRecord) -> bool:
    return record.kind == "response" and record.status == 200 and record.mime in _HTML


def _is_document(record: WarcRecord) -> bool:
    """Whether a record is a page: an answer of a server, or a page's file, which is what crawlers' logs are not."""
    is_file = record.kind == "resource" and record.mime in _HTML and bool(_PAGE_FILE.match(record.uri))
    return is_file or _is_answer(record)


def planned(pages: Sequence[ArchivedPage], files: Files) -> ArchivePlan:
    """Who owns what."""
    attribution = _Attribution(pages, files)
    owners = [[attribution.owner(record) for record in records] for _, records in files]
    plan = ArchivePlan(list(pages), owners, {}, {})
    _bound(plan, files, attribution)
    for place, record in _places(files):
        owner = owners[place[0]][place[1]]
        if isinstance(owner, int):
            plan.last[owner] = place
            _date(plan.pages[owner], moment_of_line(record.date))
            if _is_document(record) and attribution.is_own(record):
                plan.texts.setdefault(owner, place)
    return plan


def _target(record: WarcRecord) -> str:
    try:
        return urljoin(record.uri, record.location)
    except ValueError:
        return ""


def _date(page: ArchivedPage, at: datetime | None) -> None:
    """A page cannot be younger than its youngest record; where it does not say when it was visited, its first tells."""
    if at:
        page.at = page.at or at
        page.latest = max(page.latest or page.at, at)


def _places(files: Files) -> Iterator[tuple[Place, WarcRecord]]:
    for number, (_, records) in enumerate(files):
        for each, record in enumerate(records):
            yield (number, each), record


def _bound(plan: ArchivePlan, files: Files, attribution: _Attribution) -> None:
    """Leave to the residue what would make items, or what has to be held until they are whole, too large."""
    last: dict[int, Place] = {}
    for place, _ in _places(files):
        owner = plan.owners[place[0]][place[1]]
        if isinstance(owner, int):
            last[owner] = place
    held: Counter[int] = Counter()
    for place, record in _places(files):
        owner = plan.owners[place[0]][place[1]]
        if not isinstance(owner, int):
            continue
        own = attribution.is_own(record)
        if record.length > MOST_RECORD or (not own and held.total() + record.length > MOST_HELD):
            plan.owners[place[0]][place[1]] = RESOURCES
            plan.too_large += 1
        else:
            held[owner] += record.length
        if last[owner] == place:
            del held[owner]


class _Attribution:
    """What the records say of each other, and the owner that follows from it."""

    def __init__(self, pages: Sequence[ArchivedPage], files: Files) -> None:
        self._pages = pages
        self._by_url: dict[str, list[int]] = defaultdict(list)
        self._by_id: dict[str, int] = {}
        for number, page in enumerate(pages):
            self._by_url[bare(page.url)].append(number)
            if page.page_id:
                self._by_id[page.page_id] = number
        self._uris = {record.id: record.uri for _, record in _places(files) if record.id and record.uri}
        self._redirected = self._redirections({
            bare(record.uri): bare(_target(record))
            for _, record in _places(files)
            if 300 <= record.status < 400 and record.location
        })  # fmt: skip
        self._askers, self._data = self._asked(files)

    def _redirections(self, moved: Mapping[str, str]) -> dict[str, list[int]]:
        """The pages to which the addresses before and behind theirs belong."""
        found: dict[str, list[int]] = {}
        for start in moved:
            chain = [start]
            while chain[-1] in moved and len(chain) <= _HOPS:
                chain.append(moved[chain[-1]])
            pages = next((self._by_url[url] for url in chain if url in self._by_url), None)
            if pages:
                found |= {url: pages for url in chain if url not in self._by_url}
        return found

    def _asked(self, files: Files) -> tuple[dict[str, set[int]], set[str]]:
        """For which pages each address was fetched, and the addresses of documents and data."""
        askers: dict[str, set[int]] = defaultdict(set)
        data: set[str] = set()
        again: list[tuple[str, str]] = []
        for _, record in _places(files):
            uri = bare(record.uri)
            if record.page_id in self._by_id:
                askers[uri].add(self._by_id[record.page_id])
            elif record.referer:
                askers[uri].update(self._by_url.get(bare(record.referer), ()))
            if record.kind == "response" and _DATA.match(record.mime):
                data.add(uri)
            if record.same_as:
                again.append((uri, bare(record.same_as)))
        for uri, original in again:
            askers[original] |= askers[uri] | set(self._pages_at(uri))
        return askers, data

    def _pages_at(self, uri: str) -> Sequence[int]:
        return self._by_url.get(uri, ()) or self._redirected.get(uri, ())

    def _uri_of(self, record: WarcRecord) -> str:
        return bare(record.uri or self._uris.get(record.beside, ""))

    def is_own(self, record: WarcRecord) -> bool:
        """Whether a record is of a page's own address."""
        return bool(self._pages_at(self._uri_of(record)))

    def owner(self, record: WarcRecord) -> int | str:
        """The page that a record belongs to, or the part of the residue."""
        if record.fault:
            return "damaged-records"
        if record.kind == "warcinfo":
            return "warc-info"
        if record.kind not in _FETCHED:
            return "unknown-shapes"
        uri = self._uri_of(record)
        if pages := self._pages_at(uri):
            return self._nearest(pages, record)
        if len(self._pages) == 1:
            return 0
        askers = self._askers.get(uri, set())
        return next(iter(askers)) if len(askers) == 1 and uri in self._data else RESOURCES

    def _nearest(self, pages: Sequence[int], record: WarcRecord) -> int:
        """The page of this address that was visited in the same visit, else the nearest in time."""
        if record.page_id and self._by_id.get(record.page_id) in pages:
            return self._by_id[record.page_id]
        at = moment_of_line(record.date)

        def apart(number: int) -> timedelta:
            visited = self._pages[number].at
            return abs(visited.astimezone(UTC) - at) if visited and at else _EVER

        return min(pages, key=apart)

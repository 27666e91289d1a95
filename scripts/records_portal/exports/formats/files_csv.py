"""Files and a table: `items.csv` with a row an item beside its media, for tools whose own export is not read here.

* The columns may stand in any order; a column of another name refuses the export.
* A time without an offset is local time of an unknown zone: the item can date from as late as the last zone's day.
* The original format is kept in the item's row as it was written, and nothing follows from it.
* A message is residue, and so is a row that breaks a rule; both are counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from records_portal.register.findings import Refusal

from ..archives.opening import Member
from ..archives.streams import told
from ..leftovers import is_packaging
from ..moments import FIRST_ZONE, LAST_ZONE, moment_in_utc, moment_with_offset
from ..pieces import MOST_PLACES, Doubt, ExportedItem, Fragment, Media, Opener, Piece, Recognised, Remark, Residue
from ..slices.csv_slices import Dialect, Quoted, Semicolons, Tabs, column_names, named_rows
from ..table_ids import TableIds, ends_in_zeros

NAME = "files-csv"
TABLE = "items.csv"
COLUMNS = (
    "id", "kind", "created_at", "author", "text", "permalink", "in_reply_to", "media", "deleted", "edited",
    "original_format",
)  # fmt: skip
KINDS = frozenset(("post", "reply", "repost", "comment", "story", "article", "chat"))
MESSAGES = "direct-messages"
NEEDED = frozenset(("id", "created_at", "text"))
_SHARED = f"rows of {TABLE} under an id that another row with another text has"
_LACKS = ("whatever the tool that wrote the table leaves out",)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,199}\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?\Z", re.ASCII)
# As spreadsheets write dates: day and month in an order that differs by country, which nothing here tells.
_UNORDERED = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:,?[ T](\d{1,2}):(\d\d)(?::(\d\d))?(?:\s?([AaPp])\.?\s?[Mm]\.?)?)?\Z",
    re.ASCII,
)
_DIALECTS: tuple[Dialect, ...] = (Quoted, Semicolons, Tabs)
_ADDRESS = re.compile(r"https?://[!-~]+\Z", re.IGNORECASE)
_MEDIA = re.compile(
    r".*\.(?:jpe?g|png|gif|webp|heic|avif|svg|bmp|tiff?|mp4|mov|m4v|webm|avi|mkv|mp3|m4a|wav|ogg|srt|vtt)"
)
_TEXT = 0  # the place of the text among what tells one item from another
_DAY_LONG = timedelta(days=1, seconds=-1)


@dataclass(frozen=True, slots=True)
class CellMoment:
    """A moment as a cell has it: in UTC (of an unknown zone, as if it were), and the first and last that it can be."""

    at: datetime
    earliest: datetime
    latest: datetime
    basis: str
    date_only: bool = False


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The form by its table; nothing where no table is there or it is another table of that name."""
    tables = [name for member in members if _is_table(member) and (name := _columns(member, opener))]
    if not any(set(names) >= NEEDED for names in tables):
        return None
    for names in tables:
        _check_columns(names)
    return Recognised(
        platforms=frozenset(),
        format=NAME,
        era="version-1",
        members=tuple(members),
        lacks=_LACKS,
        kinds=KINDS,
        complete=False,
        offers=frozenset(("messages",)),
    )


def _is_table(member: Member) -> bool:
    """Whether a file is called as the table is; some programs write names in capitals."""
    return member.base.lower() == TABLE


def is_named_otherwise(member: Member, opener: Opener) -> bool:
    """Whether a file is the table under another name: the columns that are needed, and none that it has not."""
    names = set(_columns(member, opener))
    return not _is_table(member) and names >= NEEDED and names <= {*COLUMNS}


def _columns(member: Member, opener: Opener) -> tuple[str, ...]:
    if is_packaging(member.name):
        return ()
    return _heading(member, opener, _dialect(member, opener))


def _heading(member: Member, opener: Opener, dialect: Dialect) -> tuple[str, ...]:
    with opener(member) as stream:
        return column_names(stream, dialect)


def _dialect(member: Member, opener: Opener) -> Dialect:
    """What stands between the cells of a table: a comma, else what makes columns of its heading that are needed."""
    found = (each for each in _DIALECTS if set(_heading(member, opener, each)) >= NEEDED)
    return next(found, Quoted)


def _check_columns(names: Sequence[str]) -> None:
    listed = ",".join(COLUMNS)
    if strange := next((name for name in names if name not in COLUMNS), None):
        raise Refusal(f"{TABLE} has the column {strange!r}; the columns are {listed}")
    if len(set(names)) < len(names):
        raise Refusal(f"{TABLE} has a column twice; the columns are {listed}")
    if missing := sorted(NEEDED - set(names)):
        raise Refusal(f"{TABLE} lacks the column {missing[0]!r}; the columns are {listed}")


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """A piece for each row, then the files that no row names, then what was remarkable."""
    yield from _FilesReading(recognised, opener).pieces()


class _FilesReading:
    """One passage through tables and files: which files rows have named, and what was wrong with rows."""

    def __init__(self, recognised: Recognised, opener: Opener) -> None:
        self._members, self._opener, self._dates = recognised.members, opener, recognised.dates
        self._kinds = {*KINDS, *(("message",) if "messages" in recognised.include else ())}
        self._files = {(each.part, _composed(each.name)): each for each in self._members if not _is_table(each)}
        self._used: set[Member] = set()
        self._of_messages: set[Member] = set()
        self._seen: Counter[str] = Counter()
        self._ids = TableIds()
        self._of_several = 0
        self._row = 0
        self._places: defaultdict[str, list[str]] = defaultdict(list)

    def pieces(self) -> Iterator[Piece]:
        tables = [each for each in self._members if _is_table(each) and not is_packaging(each.name)]
        for table in tables:
            self._ids = self._ids_of(table)
            with self._opener(table) as stream:
                for number, row in enumerate(named_rows(stream, _dialect(table, self._opener)), 1):
                    self._row = number
                    fragment = Fragment(table, row.offset, row.data)
                    if row.cells is not None:
                        yield self._piece(fragment, row.cells)
                    else:
                        yield self._no_row(fragment, broken=row.broken)
        yield from (
            Residue(self._part_of(each), each)
            for each in self._members
            if each not in self._used and each not in tables
        )
        for what, count in sorted(self._seen.items()):
            if count:
                yield Remark(what, count, places=tuple(self._places[what]))
        if self._of_several:
            yield Doubt("unknown-parts", _SHARED, self._of_several, tuple(self._places[_SHARED]))

    def _ids_of(self, table: Member) -> TableIds:
        """The ids of a table's rows, each with what tells one item from another."""
        with self._opener(table) as stream:
            rows = (row.cells for row in named_rows(stream, _dialect(table, self._opener)) if row.cells)
            return TableIds.of(
                (number, [cells.get(name, "").strip() for name in ("text", "permalink", "created_at")])
                for cells in rows
                if (number := cells.get("id", "").strip())
            )

    def _count(self, what: str, fragment: Fragment, *, is_so: bool = True) -> None:
        """Count what was seen in the row that is read, and say where it was."""
        self._seen[what] += is_so
        if is_so:
            self._place(what, fragment)

    def _place(self, what: str, fragment: Fragment) -> None:
        if len(self._places[what]) < MOST_PLACES:
            self._places[what].append(f"{told(fragment.member.name)} row {self._row}")

    def _no_row(self, fragment: Fragment, *, broken: bool) -> Residue:
        why = "cannot be read" if _is_text(fragment.data) else "are not in UTF-8; save the table anew as CSV in UTF-8"
        self._count(f"rows of {TABLE} that {why}", fragment, is_so=broken)
        return Residue("unknown-shapes" if broken else "framing", fragment.member, fragment.offset, fragment.data)

    def _part_of(self, member: Member) -> str:
        if is_packaging(member.name):
            return "packaging"
        if member in self._of_messages:
            return MESSAGES
        return "orphan-media" if _MEDIA.fullmatch(member.base.lower()) else "other-files"

    def _piece(self, fragment: Fragment, cells: Mapping[str, str]) -> Piece:
        """The item that a row makes, or its residue."""
        cell = {name: cells.get(name, "").strip() for name in COLUMNS}
        if cell["kind"] == "message" and "message" not in self._kinds:
            self._of_messages.update(each.member for each in self._media(fragment, cell["media"]) if each.member)
            return Residue(MESSAGES, fragment.member, fragment.offset, fragment.data)
        if fault := self._fault(cell):
            self._count(f"rows of {TABLE} {fault}", fragment)
            return Residue("unknown-shapes", fragment.member, fragment.offset, fragment.data)
        if cell["id"] and _TEXT in self._ids.differing(cell["id"]):
            self._of_several += 1
            self._place(_SHARED, fragment)
        ending = f"rows of {TABLE} whose id of over 15 digits ends in zeros, as rounded ones do"
        self._count(ending, fragment, is_so=ends_in_zeros(cell["id"]))
        media = tuple(self._media(fragment, cell["media"]))
        self._used.update(each.member for each in media if each.member)
        return self._item(fragment, cell, media)

    def _fault(self, cell: Mapping[str, str]) -> str:
        """The rule that a row breaks, or nothing."""
        if cell["id"] and not _ID.match(cell["id"]):
            return "with an id of other signs than letters, digits and . _ : / -"
        if self._ids.is_rounded(cell["id"]):
            return "whose id a spreadsheet rounded; write the table again with ids as text"
        if cell["kind"] and cell["kind"] not in self._kinds:
            return "of an unknown kind"
        for name in ("deleted", "edited"):
            if cell[name] not in ("", "yes", "no") and not self._moment(cell[name]):
                return f"where {name} is neither yes, no nor a moment"
        return ""

    def _moment(self, cell: str) -> CellMoment | None:
        """The moment in a cell; refused where day and month stand in an order that nobody said, or not in that one."""
        if not _UNORDERED.match(cell):
            return cell_moment(cell)
        if not self._dates:
            both = unordered_moment(cell, "mdy") and unordered_moment(cell, "dmy")
            # That one date has a fifteenth in it says nothing sure of the others.
            why = "in which nothing tells day from month" if both else "and one of them does not tell it for all"
            raise Refusal(
                f"{TABLE} has dates such as {cell!r}, {why}; say which comes first: --dates mdy or --dates dmy"
            )
        if found := unordered_moment(cell, self._dates):
            return found
        raise Refusal(f"{TABLE} has the date {cell!r}, which is none in the order '--dates {self._dates}'")

    def _item(self, fragment: Fragment, cell: Mapping[str, str], media: tuple[Media, ...]) -> ExportedItem:
        created, edited, deleted = (self._moment(cell[name]) for name in ("created_at", "edited", "deleted"))
        momentless = f"rows of {TABLE} whose created_at is no moment, kept without one"
        self._count(momentless, fragment, is_so=created is None)
        return ExportedItem(
            id=cell["id"],
            kind=cell["kind"] or ("reply" if cell["in_reply_to"] else "post"),
            text=cell["text"],
            created_at=created.at if created else None,
            earliest_at=min((each.earliest for each in (created, edited) if each), default=None) if created else None,
            latest_at=_latest(created, edited, cell["edited"]),
            time_basis=created.basis if created else "unknown",
            fragments=(fragment,),
            media=media,
            date_only=created is not None and created.date_only,
            clock_at=created.at if created and created.basis != "explicit-offset" else None,
            author=cell["author"],
            permalink=cell["permalink"] if _ADDRESS.match(cell["permalink"]) else "",
            reply_to=cell["in_reply_to"],
            edited=cell["edited"] not in ("", "no"),
            deleted=cell["deleted"] not in ("", "no"),
            deleted_at=_iso(deleted),
            visibility="direct" if cell["kind"] == "message" else "",
        )

    def _media(self, fragment: Fragment, listed: str) -> Iterator[Media]:
        """The media of a row: files beside the table, or addresses that were never fetched."""
        folder = fragment.member.folder
        for path in filter(None, map(str.strip, listed.split("|"))):
            if _ADDRESS.match(path):
                yield Media(path, None, expected=False)
            else:
                yield Media(path, self._files.get((fragment.member.part, _composed(folder + path))), expected=True)


def _latest(created: CellMoment | None, edited: CellMoment | None, cell: str) -> datetime | None:
    """The last moment that an item can date from; none where it was edited nobody knows when."""
    if not created or (cell == "yes"):
        return None
    return max(created.latest, edited.latest) if edited else created.latest


def cell_moment(cell: str) -> CellMoment | None:
    """The moment in a cell: with an offset, without one, or a date alone; nothing where it is none of these."""
    if _MOMENT.match(cell):
        if found := moment_with_offset(cell):
            return CellMoment(found, found, found, "explicit-offset")
        found, length = moment_in_utc(cell), timedelta()
    else:
        found, length = moment_in_utc(f"{cell}T00:00") if _DAY.match(cell) else None, _DAY_LONG
    if found is None:
        return None
    earliest, latest = found - FIRST_ZONE, found + length - LAST_ZONE
    return CellMoment(found, earliest, latest, "display-local-assumed", date_only=bool(length))


def unordered_moment(cell: str, order: str) -> CellMoment | None:
    """The moment in a cell whose day and month stand in an order that somebody said; its clock's zone is unknown."""
    match = _UNORDERED.match(cell)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    month, day = (first, second) if order == "mdy" else (second, first)
    hour = int(match[5] or 0)
    if match[8]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[8] in "pP" else 0)
    written = f"{year:04}-{month:02}-{day:02}"
    return cell_moment(f"{written}T{hour:02}:{match[6]}:{match[7] or '00'}" if match[5] else written)


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _iso(moment: CellMoment | None) -> str:
    return moment.at.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)

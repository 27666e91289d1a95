"""The posts of a Facebook page or an Instagram account as Meta gives them to its staff: a row a post, or a day of one.

* Ids and addresses are the platform's; several rows of one post, a day each, make one item.
* An id that a spreadsheet rounded names nothing: its row is residue, for a wrong id would be another item. So are rows
  of different posts that share one.
* A table of one account is read at a time; what is no table of posts is refused by what it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from records_portal.register.findings import Refusal

from ...archives.opening import Member
from ...archives.streams import told
from ...leftovers import Parts, UnknownShapes, is_packaging
from ...loose_values import web_address
from ...moments import disagree
from ...pieces import MOST_PLACES, ExportedItem, Fragment, Opener, Owner, Piece, Recognised, Remark, Residue
from ...slices.csv_slices import csv_slices
from ...slices.markup_text import hashtags_in
from ...table_ids import TableIds
from .clock import TableClock, moment_of_permalink
from .tables import INSTAGRAM, PostTable, post_table, table_without_posts

NAME = "meta-csv"
_LACKS = (
    "media files",
    "comments by others",
    "edits and deleted posts",
    "posts of days that the table was not asked for",
    "the ids under which a download of the same account lists the same posts",
)
# Both are known by their columns and by no name.
_PARTS = Parts.of(advertising=r"(?!)", account_figures=r"(?!)")
_ID = re.compile(r"(?:\d{5,20}_)?(\d{5,20})\Z", re.ASCII)
_DESTROYED = re.compile(r"\d(?:[.,]\d+)?[Ee]\+\d+\Z", re.ASCII)
_PERMALINK, _TEXT = 0, 1  # the places of what rows of one post say alike
_YES = frozenset(("1", "true", "yes"))
_PAGE = re.compile(r"https?://(?:www\.|m\.)?facebook\.com/([^/?#]+)/(?:posts|videos|photos)/")
_APART = 36 * 3600  # no zone and no quarter of an hour explains more
_ROUNDED = "rows whose id a spreadsheet destroyed; download the table again and do not open it before"
_SHARED = "rows of different posts under one id; download the table again and do not open it before"
_WORDS = {"advertising": "advertisements", "account-figures": "an account's figures a day"}


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The tables by their columns; nothing where none lists posts, refused where all are other tables of Meta's."""
    tables = _tables(members, opener)
    if not tables:
        _refuse_others(members, opener)
        return None
    if len({table.network for table in tables.values()}) > 1:
        raise Refusal("the tables are of Facebook and of Instagram; hand in those of one account at a time")
    accounts = _accounts(tables, opener)
    if len(accounts.ids) > 1:
        named = " and ".join(repr(each) for each in sorted(accounts.ids)[:2])
        raise Refusal(f"the tables hold posts of {len(accounts.ids)} accounts, {named}; download them one at a time")
    table = next(iter(tables.values()))
    is_instagram = table.network == INSTAGRAM
    handles = {handle for _, handle in accounts.handles}
    return Recognised(
        platforms=frozenset((table.network,)),
        format=NAME,
        era=table.era,
        members=tuple(members),
        lacks=_LACKS,
        # A table of posts has no stories, and says nothing of them.
        kinds=frozenset(accounts.kinds),
        # Of Instagram it is the number of an interface, and not the one by which an account is known elsewhere.
        account_id="" if is_instagram else next(iter(accounts.ids), ""),
        handle=next(iter(handles)) if len(handles) == 1 else "",
        account_name=next(iter(accounts.names)) if len(accounts.names) == 1 else "",
        owners=tuple(_owners(accounts, is_instagram=is_instagram)),
    )


def _owners(accounts: _Accounts, *, is_instagram: bool) -> Iterator[Owner]:
    """Whose the tables are: under one number the handles are those of one account, else each is another's."""
    number = "" if is_instagram else next(iter(accounts.ids), "")
    numbered = frozenset(handle for of, handle in accounts.handles if of)
    yield Owner("the tables", number, handles=numbered)
    for handle in sorted({handle for of, handle in accounts.handles if not of} - numbered):
        yield Owner("the tables", handles=frozenset((handle,)))
    yield from (Owner("the addresses of posts", handles=frozenset((each,))) for each in sorted(accounts.pages))


def _tables(members: Sequence[Member], opener: Opener) -> dict[Member, PostTable]:
    found = {}
    for member in members:
        is_text = member.base.lower().endswith((".csv", ".txt", ".tsv")) and not is_packaging(member.name)
        if is_text and (table := post_table(member, opener)):
            found[member] = table
    return found


def _refuse_others(members: Sequence[Member], opener: Opener) -> None:
    """Say what was handed in, where it is nothing but tables without posts."""
    files = [member for member in members if not is_packaging(member.name)]
    if not files or not all(member.base.lower().endswith(".csv") for member in files):
        return
    kinds = {member: table_without_posts(member, opener) for member in files}
    if all(kinds.values()):
        member, kind = next(iter(kinds.items()))
        raise Refusal(
            f"{member.base!r} is a table of {_WORDS[kind]} and holds no posts; in Meta Business Suite, open Insights, "
            "Content, and export the data of posts"
        )


@dataclass(slots=True)
class _Accounts:
    """Whose tables they are, by everything that the rows say."""

    ids: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    handles: set[tuple[str, str]] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)


def _accounts(tables: Mapping[Member, PostTable], opener: Opener) -> _Accounts:
    found = _Accounts()
    for member, table in tables.items():
        for row in _rows(member, table, opener):
            if row.cells:
                account = table.cell(row.cells, "account") or _page_of(table.cell(row.cells, "post"))
                found.ids |= {account} if _ID.match(account) else set()
                page = _PAGE.match(table.cell(row.cells, "permalink"))
                found.pages |= {page[1]} if page and not page[1].isdecimal() else set()
                found.names |= {table.cell(row.cells, "name")} - {""}
                found.kinds.add(_kind(table, row.cells))
                handle = table.cell(row.cells, "handle").removeprefix("@")
                found.handles |= {(account, handle)} if handle else set()
    return found


def _page_of(post: str) -> str:
    """The page that an id of Facebook Insights begins with."""
    return post.partition("_")[0] if _ID.match(post) and "_" in post else ""


@dataclass(frozen=True, slots=True)
class _PostRow:
    """A stretch of a table; without cells it is no row of a post, and `broken` where it should be one."""

    offset: int
    data: bytes
    cells: tuple[str, ...] = ()
    broken: bool = False


def _rows(member: Member, table: PostTable, opener: Opener) -> Iterator[_PostRow]:
    """The rows of a table; the heading, empty lines and the line that describes the columns come without cells."""
    with opener(member) as stream:
        width, described = 0, False
        for each in csv_slices(stream, table.dialect):
            cells = each.cells or ()
            if each.cells is not None and (not width or not any(cells)):
                width = width or len(cells)
                yield _PostRow(each.offset, each.data)
            elif len(cells) != width:
                yield _PostRow(each.offset, each.data, broken=True)
            elif not described and not table.cell(cells, "post") and not table.cell(cells, "permalink"):
                described = True
                yield _PostRow(each.offset, each.data)
            else:
                yield _PostRow(each.offset, each.data, cells)


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the tables, each byte in exactly one of them."""
    tables = _tables(recognised.members, opener)
    strangers, found, places = UnknownShapes(), Counter[str](), dict[str, list[str]]()
    groups: dict[str, list[tuple[Fragment, tuple[str, ...], PostTable]]] = {}
    everywhere = _ids(tables, opener)
    for member, table in tables.items():
        ids = _RowIds(_ids({member: table}, opener), everywhere)
        for number, row in enumerate(_rows(member, table, opener), 1):
            post = table.cell(row.cells, "post")
            match = _ID.match(post)
            if not row.cells and not row.broken:
                yield Residue("framing", member, row.offset, row.data)
            elif match and not (fault := ids.fault(match[1])):
                fragment = Fragment(member, row.offset, row.data)
                groups.setdefault(match[1], []).append((fragment, row.cells, table))
            else:
                if match or _DESTROYED.match(post):
                    what = fault if match else _ROUNDED
                    found[what] += 1
                    places.setdefault(what, []).append(f"{told(member.name)} row {number}")
                yield strangers.residue(member, row.offset, row.data)
    textless = [table for table in tables.values() if not {"title", "text"} & table.places.keys()]
    found["tables without a column of texts"] += len(textless)
    clocks = {id(table): _clock(member, table, opener, recognised.dates) for member, table in tables.items()}
    for post, rows in groups.items():
        table = rows[0][2]
        item = clocks[id(table)].placed(_item(post, rows), table.cell(rows[0][1], "moment"))
        found["posts whose address carries a moment far from the one written"] += disagree(
            item.created_at, moment_of_permalink(item.permalink), _APART
        )
        found["posts without a moment that can be read"] += not clocks[id(table)].readings(
            table.cell(rows[0][1], "moment")
        )
        found["posts whose zone is assumed: nothing in the table proves it"] += (
            item.time_basis == "display-local-assumed"
        )
        yield item
    for member in recognised.members:
        if member not in tables:
            yield Residue(_part(member, opener), member)
    yield from strangers.remarks()
    yield from _remarks(found, places)


def _remarks(found: Mapping[str, int], places: Mapping[str, Sequence[str]]) -> Iterator[Remark]:
    """What was seen and how many times, with the first places of what stands in rows."""
    for what, count in found.items():
        if count:
            yield Remark(what, count, places=tuple(places.get(what, ())[:MOST_PLACES]))


def _part(member: Member, opener: Opener) -> str:
    known = _PARTS.part(member.name)
    is_table = known != "packaging" and member.base.lower().endswith(".csv")
    return (table_without_posts(member, opener) if is_table else "") or known


def _ids(tables: Mapping[Member, PostTable], opener: Opener) -> TableIds:
    """The ids of the rows of tables, each with what tells one post from another."""
    return TableIds.of(
        (match[1], [table.cell(row.cells, each) for each in ("permalink", "text", "title", "moment")])
        for member, table in tables.items()
        for row in _rows(member, table, opener)
        if (match := _ID.match(table.cell(row.cells, "post")))
    )


@dataclass(frozen=True, slots=True)
class _RowIds:
    """The ids of one table, and those of all that were handed in: posts of two can become one by rounding too."""

    own: TableIds
    everywhere: TableIds

    def fault(self, post: str) -> str:
        """Why an id names no post; nothing where it does: a post has several addresses, and one text in a table."""
        if self.own.is_rounded(post) or self.everywhere.is_rounded(post):
            return _ROUNDED
        return _SHARED if {_PERMALINK, _TEXT} <= self.own.differing(post) else ""


def _clock(member: Member, table: PostTable, opener: Opener, dates: str) -> TableClock:
    rows = (row.cells for row in _rows(member, table, opener) if row.cells)
    pairs = dict.fromkeys((table.cell(cells, "moment"), table.cell(cells, "permalink")) for cells in rows)
    return TableClock.of(list(pairs), english=table.named, dates=dates)


def _item(post: str, rows: Sequence[tuple[Fragment, tuple[str, ...], PostTable]]) -> ExportedItem:
    """The item of one post's rows, its moment not yet placed; of its texts the longest of each column is the post's."""
    table, cells = rows[0][2], rows[0][1]
    title, text = (max((each.cell(row, column) for _, row, each in rows), key=len) for column in ("title", "text"))
    both = (title, text) if title not in text and text not in title else (max(title, text, key=len),)
    whole = "\n\n".join(each.replace("\r\n", "\n") for each in both if each)
    return ExportedItem(
        id=post,
        kind=_kind(table, cells),
        text=whole,
        fragments=tuple(fragment for fragment, _, _ in rows),
        author=table.cell(cells, "handle") or table.cell(cells, "name"),
        account_id=table.cell(cells, "account") or _page_of(table.cell(cells, "post")),
        permalink=web_address(table.cell(cells, "permalink")),
        hashtags=hashtags_in(whole),
    )


def _kind(table: PostTable, cells: Sequence[str]) -> str:
    if "/stories/" in table.cell(cells, "permalink") or "story" in table.cell(cells, "type").casefold():
        return "story"
    return "repost" if table.cell(cells, "share").casefold() in _YES else "post"

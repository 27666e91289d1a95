"""A member's data from LinkedIn: shares, comments, reposts and published articles are items, the rest is residue.

* Tables are known by their columns; a member's data never holds the posts of a company's page.
* A line break in a share's text is written as a quotation mark, a break and a quotation mark.
* Tables differ in how they write a quotation mark; each is read in the way that leaves fewer rows broken.
* Comments and plain reposts have no id of their own unless their address holds one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote, urlsplit

from ..archives.opening import Member
from ..known_shapes import table_remarks
from ..leftovers import Parts, UnknownShapes, is_packaging, table_doubts
from ..loose_values import web_address
from ..moments import dated, disagree, moment_in_utc, moment_of_number
from ..pieces import Doubt, ExportedItem, Fragment, Media, Opener, Owner, Piece, Recognised, Remark, Residue
from ..slices.csv_slices import Dialect, Escaped, Quoted, heading, named_rows
from ..slices.markup_text import hashtags_in
from .linkedin_articles import item_of_article_page

NAME = "linkedin"
SHARES, COMMENTS, REPOSTS = "shares", "comments", "reposts"
KINDS = {SHARES: "post", COMMENTS: "comment", REPOSTS: "repost"}
_LACKS = (
    "posts of company pages",
    "comments by others",
    "media files",
    "edits and deleted posts",
    "who reacted",
)
Row = Mapping[str, str]
_URN = re.compile(r"urn:li:[A-Za-z]{2,40}:\d{5,20}\Z", re.ASCII)
_TIMED = re.compile(r"urn:li:(?:share|ugcPost|groupPost):(\d{17,20})\Z", re.ASCII)
_COMMENT = re.compile(r"urn:li:comment:\((?:urn:li:)?([A-Za-z]{2,40}:\d{5,20}),(\d{5,20})\)", re.ASCII)
# The columns of each table, and how a file is called that has it.
_COLUMNS = {
    SHARES: ("date", "sharelink", "sharecommentary", "sharedurl", "mediaurl", "visibility"),
    COMMENTS: ("date", "link", "message"),
    REPOSTS: ("date", "link"),
}
_NAMED = re.compile(r"(?:shares|comments|instantreposts)\b[^/]*\.csv\Z", re.IGNORECASE)
_NO_OTHER = re.compile(r"(?!)")
_SHARED = frozenset(("sharelink", "sharecommentary"))
_APART = 60  # seconds between a share and its id that need no explanation
_PARTS = Parts.of(
    direct_messages=r"(?:.*/)?(?:guide_|learning_\w*|coach_)?messages[^/]*\.csv",
    contacts=r"(?:.*/)?(?:connections|importedcontacts|invitations|member_follows|company follows)[^/]*\.csv",
    advertising=r"(?:.*/)?(?:ads clicked|ad_targeting|lan ads engagement|inferences_about_you)[^/]*\.csv",
    login=r"(?:.*/)?(?:logins|security challenges|searchqueries)[^/]*\.csv",
    reactions=r"(?:.*/)?(?:reactions|votes)[^/]*\.csv",
    media_links=r"(?:.*/)?rich[_ ]media[^/]*\.csv",
    articles=r"(?:.*/)?articles/.*",
    account=r"(?:.*/)?(?:profile|registration|email addresses|phone numbers|whatsapp phone numbers)[^/]*\.csv",
)


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The export by the columns of its tables; nothing where none holds shares, or comments beside other tables."""
    tables = _tables(members, opener)
    certain = SHARES in tables.values() or any(member.base.startswith("Comments") for member in tables)
    if not tables or not certain:
        return None
    return Recognised(
        platforms=frozenset(("linkedin",)),
        format=NAME,
        era="2018-on",
        members=tuple(members),
        lacks=_LACKS,
        kinds=frozenset((*(KINDS[table] for table in tables.values()), "article")),
        owners=tuple(Owner("Profile.csv", names=frozenset((name,))) for name in _authors(members, opener)),
    )


def _tables(members: Sequence[Member], opener: Opener) -> dict[Member, str]:
    """Each table that holds items, and which."""
    found = {}
    for member in members:
        if member.name.lower().endswith(".csv") and not is_packaging(member.name):
            with opener(member) as stream:
                columns = heading(stream)
            if columns >= _SHARED:
                found[member] = SHARES
            elif columns == {"date", "link", "message"} or (
                columns >= {"date", "link", "message"} and member.base.startswith("Comments")
            ):
                found[member] = COMMENTS
            elif columns >= {"date", "link"} and "repost" in member.base.lower():
                found[member] = REPOSTS
    return found


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the export, each byte in exactly one of them."""
    tables = _tables(recognised.members, opener)
    author = _author(recognised.members, opener)
    strangers, disagreeing, undated = UnknownShapes(), 0, 0
    for member, table in tables.items():
        with opener(member) as stream:
            yield from table_remarks(member.base, heading(stream), _COLUMNS[table], _NO_OTHER)
        last = b""
        for fragment, row in _rows(member, table, opener):
            last = fragment.data
            item = _ITEMS[table](row) if row else None
            if row is None:
                yield Residue("framing", member, fragment.offset, fragment.data)
            elif item is None:
                yield strangers.residue(member, fragment.offset, fragment.data)
            else:
                undated += item.created_at is None
                disagreeing += disagree(item.created_at, _moment_of_urn(item.id), _APART)
                yield replace(item, fragments=(fragment,), author=author)
        yield from table_doubts(member, last)
    for member in recognised.members:
        if member not in tables:
            article = item_of_article_page(member, opener, author) if _PARTS.part(member.name) == "articles" else None
            yield article or Residue(_PARTS.part(member.name), member)
    yield from strangers.remarks()
    if unread := sum(
        bool(_NAMED.match(each.base)) and each.size > 0 for each in recognised.members if each not in tables
    ):
        yield Doubt("unknown-parts", "tables of items by their names, without the columns of any", unread)
    if undated:
        yield Remark("items without a moment that can be read", undated)
    if disagreeing:
        yield Remark("posts whose id carries another moment than the one written", disagreeing)


def _rows(member: Member, table: str, opener: Opener) -> Iterator[tuple[Fragment, Row | None]]:
    """The rows of a table; the heading and empty lines come without cells, broken rows with none of them."""
    ways: tuple[Dialect, ...] = (Escaped, Quoted) if table == COMMENTS else (Quoted, Escaped)
    with opener(member) as stream:
        broken = sum(each.broken for each in named_rows(stream, ways[0]))
    way = ways[0]
    if broken:
        with opener(member) as stream:
            way = ways[1] if sum(each.broken for each in named_rows(stream, ways[1])) < broken else ways[0]
    with opener(member) as stream:
        for each in named_rows(stream, way):
            yield Fragment(member, each.offset, each.data), {} if each.broken else each.cells


def _author(members: Sequence[Member], opener: Opener) -> str:
    return next(_authors(members, opener), "")


def _authors(members: Sequence[Member], opener: Opener) -> Iterator[str]:
    """The member's name, from each profile that is there."""
    for member in members:
        if member.base == "Profile.csv" and not is_packaging(member.name):
            with opener(member) as stream:
                for each in named_rows(stream):
                    if each.cells and "first name" in each.cells:
                        yield f"{each.cells['first name']} {each.cells.get('last name', '')}".strip()
                        break


def _share(row: Row) -> ExportedItem | None:
    address = row["sharelink"].strip()
    urn = _urn(address)
    text = _unbroken(row["sharecommentary"])
    if not urn and not text:
        return None
    shared, medium = (web_address(row.get(column, "").strip()) for column in ("sharedurl", "mediaurl"))
    if shared and shared not in text:
        text = "\n\n".join(filter(None, (text, shared)))
    item = _item(urn, "post", text, address)
    media = (Media(medium, None, expected=False),) if medium else ()
    seen_by = row.get("visibility", "").strip().lower().replace("_", "-")
    return _dated(replace(item, media=media, visibility=seen_by), row)


def _comment(row: Row) -> ExportedItem | None:
    address = row["link"].strip()
    own = _COMMENT.search(unquote(address))
    if not _urn(address) and not _unbroken(row["message"]):
        return None
    item_id = f"urn:li:comment:{own[1]}:{own[2]}" if own else ""
    item = _item(item_id, "comment", _unbroken(row["message"]), address if own else "")
    return _dated(replace(item, reply_to=_urn(address)), row)


def _repost(row: Row) -> ExportedItem | None:
    urn = _urn(row["link"].strip())
    return _dated(replace(_item("", "repost", "", ""), repost_of=urn), row) if urn else None


_ITEMS: dict[str, Callable[[Row], ExportedItem | None]] = {SHARES: _share, COMMENTS: _comment, REPOSTS: _repost}


def _item(item_id: str, kind: str, text: str, permalink: str) -> ExportedItem:
    return ExportedItem(
        id=item_id,
        kind=kind,
        text=text,
        permalink=web_address(permalink.strip()),
        hashtags=hashtags_in(text),
    )


def _dated(item: ExportedItem, row: Row) -> ExportedItem:
    return dated(item, moment_in_utc(row.get("date")), "utc-by-format", _moment_of_urn(item.id))


def _unbroken(text: str) -> str:
    """A text with its line breaks as they were before the table was written."""
    return re.sub(r'"(\r?\n)"', r"\1", text).replace("\r\n", "\n").strip()


def _urn(address: str) -> str:
    """The name of a post in the path of its address."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    match = _URN.search(path.rstrip("/"))
    return match[0] if match else ""


def _moment_of_urn(urn: str) -> datetime | None:
    match = _TIMED.match(urn)
    return moment_of_number(int(match[1]), 22, 2010) if match else None

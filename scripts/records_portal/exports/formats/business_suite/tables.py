"""Which tables are lists of posts, and which column says what: by name, or by place where the names are in a language.

* Business Suite lists the posts of a page or of a professional account; Facebook Insights listed those of a page.
* In another language than English a table is known by its shape: what stands in which place is the same in all.
* Tables of advertisements and of whole accounts hold no posts; they are known so that they can be named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from ...archives.opening import Member
from ...pieces import Opener
from ...slices.csv_slices import Dialect, Quoted, Semicolons, Tabs, csv_slices, folded_name, heading

FACEBOOK, INSTAGRAM = "facebook", "instagram"
SUITE, INSIGHTS = "business-suite", "insights-until-2023"
ADVERTISING, FIGURES = "advertising", "account-figures"
_DIALECTS: tuple[Dialect, ...] = (Quoted, Semicolons, Tabs)
_LOOKED_AT = 20  # rows that show the shape of a table
_ADDRESS = re.compile(r"https?://(?:[\w-]+\.)*(facebook|instagram)\.com/\S+\Z", re.ASCII | re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}[ ,T].*\d[:.]\d\d", re.ASCII)
_NUMBER = re.compile(r"\d{6,20}(?:_\d{6,20})?\Z|\d[.,]?\d*E\+\d\d\Z", re.ASCII)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class PostTable:
    """A table of posts: whose network it is of, how it is written, and the place of each column that is known."""

    network: str
    era: str
    dialect: Dialect
    named: bool
    places: Mapping[str, int]

    def cell(self, cells: Sequence[str], column: str) -> str:
        """What a row has in a column; nothing where the table lacks it."""
        place = self.places.get(column, len(cells))
        return cells[place].strip() if place < len(cells) else ""


# The first of the names that stands in the heading is the column.
_NAMES = {
    "post": ("post id", "video asset id"),
    "account": ("page id", "account id"),
    "name": ("page name", "account name"),
    "handle": ("account username",),
    "title": ("title",),
    "text": ("description", "post message"),
    "moment": ("publish time", "posted"),
    "permalink": ("permalink",),
    "type": ("post type", "type"),
    "share": ("is share",),
}
_SHAPES = {
    FACEBOOK: {
        "post": 0, "account": 1, "name": 2, "title": 3, "text": 4, "moment": 6, "permalink": 8, "share": 10, "type": 11,
    },
    INSTAGRAM: {"post": 0, "account": 1, "handle": 2, "name": 3, "text": 4, "moment": 6, "permalink": 7, "type": 8},
}  # fmt: skip


def post_table(member: Member, opener: Opener) -> PostTable | None:
    """How a file is read as a table of posts; nothing where it is none."""
    for dialect in _DIALECTS:
        with opener(member) as stream:
            rows = [each.cells or () for each in islice(csv_slices(stream, dialect), _LOOKED_AT)]
        if rows and len(rows[0]) > 4:
            return _by_names(rows[0], dialect) or _by_shape(rows, dialect)
    return None


def _by_names(columns: Sequence[str], dialect: Dialect) -> PostTable | None:
    names = list(map(folded_name, columns))
    found = ((column, next((name for name in known if name in names), "")) for column, known in _NAMES.items())
    places = {column: names.index(name) for column, name in found if name}
    if not {"post", "moment", "permalink"} <= places.keys():
        return None
    if "post message" in names and "posted" in names:
        return PostTable(FACEBOOK, INSIGHTS, dialect, named=True, places=places)
    if "publish time" not in names or "account" not in places:
        return None
    return PostTable(FACEBOOK if "page id" in names else INSTAGRAM, SUITE, dialect, named=True, places=places)


def _by_shape(rows: Sequence[Sequence[str]], dialect: Dialect) -> PostTable | None:
    """A table whose names are in another language: ids, a moment and an address each in its place, in every row."""
    columns, body = rows[0], [row for row in rows[1:] if any(row)]
    for network, places in _SHAPES.items():
        wide = [row for row in body if len(row) == len(columns) > max(places.values())]
        regular = bool(wide) and len(wide) == len(body) and not any(map(_NUMBER.match, columns))
        if regular and all(_fits(row, network, places) for row in wide):
            return PostTable(network, SUITE, dialect, named=False, places=places)
    return None


def _fits(row: Sequence[str], network: str, places: Mapping[str, int]) -> bool:
    address = _ADDRESS.match(row[places["permalink"]].strip())
    return bool(
        address
        and address[1].lower() == network
        and _NUMBER.match(row[places["post"]].strip())
        and _NUMBER.match(row[places["account"]].strip())
        and _CLOCK.match(row[places["moment"]].strip())
    )


def _tells_one_figure(text: str) -> bool:
    """Whether a text begins with what stands between cells and then with the name of a figure, in a line of its own."""
    first, _, rest = text.partition("\n")
    mark = first.strip().removeprefix("sep=")
    return first.startswith("sep=") and bool(mark) and mark not in rest.partition("\n")[0]


def table_without_posts(member: Member, opener: Opener) -> str:
    """Which part of the residue a table of Meta's without posts is; nothing where it is none that is known."""
    with opener(member) as stream:
        start = stream.read(2000)
    if start.startswith(_UTF_16):
        text = start.decode("utf-16", "replace").lstrip("\ufeff")
        return FIGURES if _tells_one_figure(text) or '"Date"' in text else ""
    # The same table as whoever found the export shows it: in UTF-8.
    if _tells_one_figure(start.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")):
        return FIGURES
    for dialect in _DIALECTS:
        with opener(member) as stream:
            names = heading(stream, dialect)
        if names & {"ad id", "ad name", "ad set name"} and "post id" not in names:
            return ADVERTISING
        if names >= {"date", "primary"}:
            return FIGURES
    return ""

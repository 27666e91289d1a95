"""The table `tweets.csv` of the monthly exports: the same posts once more, or alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from ...archives.opening import Member
from ...pieces import ExportedItem, Fragment
from ...slices.csv_slices import csv_slices
from .values import PostContext, display_text, timed

COLUMNS = (
    "tweet_id", "in_reply_to_status_id", "in_reply_to_user_id", "timestamp", "source", "text",
    "retweeted_status_id", "retweeted_status_user_id", "retweeted_status_timestamp", "expanded_urls",
)  # fmt: skip
_SHORT = re.compile(r"https?://t\.co/\w+")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the table and the bytes that it was read from."""

    fragment: Fragment
    cells: Mapping[str, str]

    @property
    def id(self) -> str:
        return self.cells["tweet_id"]


def table_stretches(member: Member, stream: BinaryIO) -> Iterator[tuple[Fragment, TableRow | None]]:
    """Every stretch of the table, with its row where it is one: the heading and what cannot be read have none."""
    for each in csv_slices(stream):
        fragment, cells = Fragment(member, each.offset, each.data), each.cells or ()
        if len(cells) != len(COLUMNS) or not re.match(r"[0-9]{1,19}\Z", cells[0]):
            yield fragment, None
        else:
            yield fragment, TableRow(fragment, dict(zip(COLUMNS, cells, strict=True)))


def item_of_row(row: TableRow, fragments: tuple[Fragment, ...], around: PostContext) -> ExportedItem:
    """The item that a row makes alone; links are expanded where their number is that of the addresses beside them."""
    cells = row.cells
    repost = cells["retweeted_status_id"]
    replies = cells["in_reply_to_status_id"] or cells["in_reply_to_user_id"]
    return timed(
        cells["timestamp"],
        ExportedItem(
            id=row.id,
            kind="repost" if repost else "reply" if replies else "post",
            text=display_text(cells["text"], _entities(row)),
            fragments=fragments,
            author=around.handle,
            account_id=around.account_id,
            permalink=f"https://twitter.com/i/web/status/{row.id}",
            reply_to=cells["in_reply_to_status_id"],
            reply_to_account=cells["in_reply_to_user_id"],
            repost_of=repost,
        ),
    )


def _entities(row: TableRow) -> dict[str, list[dict[str, object]]]:
    shorts = [(match.group(), [*match.span()]) for match in _SHORT.finditer(row.cells["text"])]
    addresses = [each for each in row.cells["expanded_urls"].split(",") if each]
    own_media = re.compile(rf"https?://twitter\.com/\w+/status/{row.id}/(?:photo|video)/\d+\Z")
    if len(shorts) != len(addresses):
        return {}
    return {
        "urls": [
            {"url": short, "expanded_url": full, "indices": span}
            for (short, span), full in zip(shorts, addresses, strict=True)
            if not own_media.match(full)
        ],
        "media": [
            {"url": short, "indices": span}
            for (short, span), full in zip(shorts, addresses, strict=True)
            if own_media.match(full)
        ],
    }

"""The lists that a Mastodon server hands out beside an archive: blocked and muted accounts, blocked servers.

They are tables of one account or server a line, with a heading or without, of which only the first cell is read. They
name no day; the archive beside them names none either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...archives.opening import Member
from ...leftovers import is_packaging
from ...pieces import ExportedItem, Fragment, Opener, Remark, Residue
from ...slices.csv_slices import csv_slices

PART = "moderation-lists"
_KINDS = (
    ("block", re.compile(r"blocked_accounts(?: ?\(\d+\))?\.csv\Z")),
    ("mute", re.compile(r"muted_accounts(?: ?\(\d+\))?\.csv\Z")),
    ("block", re.compile(r"blocked_domains(?: ?\(\d+\))?\.csv\Z")),
)
_HEADINGS = frozenset(("account address", "#domain", "domain"))
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,200}(?:@[A-Za-z0-9.-]{1,200})?\Z")


def lists_pieces(
    members: Sequence[Member], opener: Opener, handle: str, owned: set[Member]
) -> Iterator[ExportedItem | Residue | Remark]:
    """The pieces of every list beside an archive, which are noted as owned."""
    for member in members:
        if list_kind(member) and not is_packaging(member.name):
            owned.add(member)
            yield from list_pieces(member, opener, handle)


def list_kind(member: Member) -> str:
    """What a list tells of the accounts on it; empty for another file."""
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(member.base)), "")


def list_pieces(member: Member, opener: Opener, handle: str) -> Iterator[ExportedItem | Residue | Remark]:
    """The entries of a list as items, and the rest of it."""
    kind, strange = list_kind(member), False
    with opener(member) as stream:
        for each in csv_slices(stream):
            name = each.cells[0].strip() if each.cells else ""
            if _NAME.match(name) and name.casefold() not in _HEADINGS:
                yield _item(kind, name, Fragment(member, each.offset, each.data), handle)
            else:
                strange = strange or bool(each.data.strip() and name.casefold() not in _HEADINGS)
                yield Residue(PART, member, each.offset, each.data)
    if strange:
        # Once and not how often: how long such a list is, is for the private root alone.
        yield Remark(f"list with entries that are no account or server: {member.base}", 1)


def _item(kind: str, name: str, fragment: Fragment, handle: str) -> ExportedItem:
    return ExportedItem(
        id=f"{kind}:{name.casefold().replace('@', ' at ')}",
        kind=kind,
        text=name,
        fragments=(fragment,),
        author=handle,
        reply_to_account=name,
    )

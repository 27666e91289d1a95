"""What a reader of exports gives: items, residue and remarks that together own every byte of what was received."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Protocol

from .archives.opening import Member

MOST_PLACES = 3  # of what is counted so many places are named
Opener = Callable[[Member], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of a received file, byte for byte: what one item was read from."""

    member: Member
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, video or sound of an item: found in the export, missing from it, or known by its address only."""

    address: str
    member: Member | None
    expected: bool
    description: str = ""

    @property
    def state(self) -> str:
        """`found`, `missing` where the export should hold the file, `remote` where its format never does."""
        if self.member:
            # A platform that failed to write a picture leaves its name with nothing in it.
            return "found" if self.member.size else "missing"
        return "missing" if self.expected else "remote"


@dataclass(frozen=True, slots=True)
class ExportedItem:
    """One item of an account, with the first and the last moment that it can date from; moments are UTC.

    Either is nothing where it is not sure, and until somebody says when. Without an `id` one is synthesised; `clock_at`
    is the wall clock as written, where its zone is assumed.
    """

    id: str
    kind: str
    text: str
    created_at: datetime | None = None
    latest_at: datetime | None = None
    time_basis: str = "unknown"
    fragments: tuple[Fragment, ...] = ()
    media: tuple[Media, ...] = ()
    id_basis: str = "platform"
    date_only: bool = False
    author: str = ""
    account_id: str = ""
    permalink: str = ""
    language: str = ""
    hashtags: tuple[str, ...] = ()
    reply_to: str = ""
    reply_to_account: str = ""
    repost_of: str = ""
    repost_author: str = ""
    versions: tuple[str, ...] = ()
    edited: bool = False
    deleted: bool = False
    deleted_at: str = ""
    visibility: str = ""
    conversation: str = ""
    clock_at: datetime | None = None
    earliest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Residue:
    """Bytes of a received file that no item owns, under the name of their part; without data, the whole file."""

    part: str
    member: Member
    offset: int = 0
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was not understood or does not fit, and how many times; it never repeats what an export says."""

    what: str
    count: int
    # Whether the number is also one of things that stand in a private root alone.
    private: bool = False
    # Whether entries are not as they are known to be, so that what was read of them may not be what they say.
    is_change: bool = field(default=False, compare=False)
    # The first places where it was seen: told to whoever hands in, and in no record.
    places: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an export may not hold everything: a reason of the verdict's list, and what was seen, how many times."""

    reason: str
    what: str
    count: int = 1
    places: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class ListRead:
    """A list of items that was read: how many entries were found in it, and how many the export says that it has."""

    name: str
    found: int
    declared: int


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose the export is, as one place in it says: the account's id, its own address, its handles and its names.

    An address that `is_page` is where the site is read, and no mere name of the account.
    """

    where: str
    id: str = ""
    address: str = ""
    handles: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    is_page: bool = False


class OwnersMet:
    """Whose the items of an export are by their own words, each that is another one told once."""

    def __init__(self) -> None:
        self._met: set[Owner] = set()

    def told(self, owner: Owner) -> Iterator[Owner]:
        """The owner, where it is met for the first time and says anything."""
        if owner not in self._met and (owner.id or owner.address or owner.handles):
            self._met.add(owner)
            yield owner


Piece = ExportedItem | Residue | Remark | Doubt | ListRead | Owner


@dataclass(frozen=True, slots=True)
class Recognised:
    """What an export is, before its items are read; a format without platforms of its own serves any.

    `offers` names what may be taken in too where it is asked for, `include` what was asked for. The account and the
    handles (folded) of the site that it is taken in for tell its posts from others' where a format holds both. `lists`
    are the lists of items that it says it has, each with the number of its entries. `doubts` are what keeps it from
    being complete before an item is read; of one that is not `complete` by its form nothing is ever missed. `dates` is
    the order of day and month in dates such as 05/06/2024, `mdy` or `dmy`, where somebody said it. What it
    declares are private items too where it `counts_private`.
    """

    platforms: frozenset[str]
    format: str
    era: str
    members: tuple[Member, ...]
    lacks: tuple[str, ...]
    kinds: frozenset[str]
    account_id: str = ""
    handle: str = ""
    account_name: str = ""
    exported_at: datetime | None = None
    declared: int | None = None
    complete: bool = True
    offers: frozenset[str] = frozenset()
    include: frozenset[str] = frozenset()
    site_account: str = ""
    site_handles: frozenset[str] = frozenset()
    lists: tuple[tuple[str, int], ...] = ()
    doubts: tuple[Doubt, ...] = ()
    owners: tuple[Owner, ...] = ()
    dates: str = ""
    counts_private: bool = False


class Format(Protocol):
    """A module that reads one platform's exports."""

    def recognise(self, members: Sequence[Member], opener: Opener) -> Recognised | None:
        """What the files are, or nothing where they are not of this format."""

    def read(self, recognised: Recognised, opener: Opener) -> Iterator[Piece]:
        """Items and residue, each byte of each file in exactly one of them."""

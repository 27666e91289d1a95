"""Whose an export is: everything in it that says so against everything that the register says of the site.

* Two places that name two accounts are two exports, and neither is taken in.
* The id decides where both have one, else the address, else the handle, else the name; what comes first is surer.
* What an item says of its account while it is read counts as what the export says of itself before.
* A handle, a name or an address that the register does not have can be accepted by saying it; an id never.
* What the register has at another site is that site's, unless this site has something as sure; only a mere name that
  two sites may share can be accepted then.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import parse_qsl, urlsplit

from records_portal.exports.pieces import Owner, Piece
from records_portal.register.findings import Refusal


@dataclass(frozen=True, slots=True)
class SiteAccount:
    """What the register says of a site's account; `seen` are the ids under which earlier captures of it stand.

    `accepted` is what somebody said that an export may say of itself.
    """

    site: str
    id: str = ""
    handles: tuple[str, ...] = ()
    url: str = ""
    name: str = ""
    seen: tuple[tuple[str, str], ...] = ()
    accepted: str = ""


def wrong_owner(owners: Sequence[Owner], account: SiteAccount, others: Sequence[SiteAccount] = ()) -> str:
    """Why an export is not taken in as that of a site's account, with both named; nothing where it may be."""
    for one, other in combinations(owners, 2):
        if difference := _difference(one, other):
            return (
                f"two accounts: {difference[0]!r} in {one.where} and {difference[1]!r} in {other.where}; hand in the "
                "export of one account alone"
            )
    faults = (fault for owner in owners for fault in (*_faults(owner, account), *_of_another(owner, account, others)))
    return next(faults, "")


@dataclass(frozen=True, slots=True)
class OwnersHeld:
    """Every owner that an export has told so far, against one another and the site's account."""

    names: str
    owners: list[Owner]
    account: SiteAccount
    others: Sequence[SiteAccount] = ()

    def check(self) -> None:
        """Refuse what was handed in where it is not the account's."""
        if fault := wrong_owner(self.owners, self.account, self.others):
            raise Refusal(f"{self.names} {fault}")

    def pieces(self, read: Iterable[Piece]) -> Iterator[Piece]:
        """What was read but for the owners that it tells; the first of another account ends it with a refusal."""
        for piece in read:
            if isinstance(piece, Owner):
                self.owners.append(piece)
                self.check()
            else:
                yield piece


def _difference(one: Owner, other: Owner) -> tuple[str, str] | None:
    """What two places say of the account, where it cannot be the same one."""
    for ours, theirs in ((one.id, other.id), (one.address, other.address)):
        if ours and theirs:
            return (ours, theirs) if ours != theirs else None
    if one.handles and other.handles:
        apart = not _handles(one.handles) & _handles(other.handles)
        return (min(one.handles), min(other.handles)) if apart else None
    if one.names and other.names:
        apart = not _folded_all(one.names) & _folded_all(other.names)
        return (min(one.names), min(other.names)) if apart else None
    return None


def _faults(owner: Owner, account: SiteAccount) -> Iterator[str]:
    """What of an owner contradicts the site; an id that is the site's proves the rest."""
    accepted = _folded(account.accepted) in _folded_all(owner.handles | owner.names | {owner.address})
    if owner.id and account.id:
        if owner.id != account.id:
            yield f"is of the account {owner.id!r}; the site {account.site!r} is {account.id!r}"
    elif owner.id and account.seen:
        for capture, seen in account.seen:
            if seen != owner.id:
                yield f"is of the account {owner.id!r}; the capture {capture} of {account.site!r} is of {seen!r}"
    elif not accepted and (fault := _what_differs(owner, account)):
        yield f"{fault}; if it is the same account, mend the site's record or say so with --account"


def _of_another(owner: Owner, account: SiteAccount, others: Sequence[SiteAccount]) -> Iterator[str]:
    """Each other site of the register that is surer the owner's than the site itself, by what both have."""
    own, _ = _shared(owner, account)
    for other in others:
        sure, what = _shared(owner, other)
        is_accepted = sure == _BY_NAME and _folded(account.accepted) in _folded_all(owner.names)
        if sure < own and not is_accepted:
            yield (
                f"is of the account {what!r}, which the register has at the site {other.site!r} and not at "
                f"{account.site!r}; name the site whose it is, or mend the records of the two"
            )


_BY_ID, _BY_ADDRESS, _BY_HANDLE, _BY_NAME, _BY_NOTHING = range(5)


def _shared(owner: Owner, account: SiteAccount) -> tuple[int, str]:
    """The surest thing that an owner and a site have in common, after how sure it is; two ids that differ are final."""
    if owner.id and account.id:
        return (_BY_ID, owner.id) if owner.id == account.id else (_BY_NOTHING, "")
    if owner.address and _place(owner.address) == _place(account.url):
        return _BY_ADDRESS, owner.address
    # A handle says nothing of a server, on which another account may have the same one.
    known = _handles(account.handles) or _words_of(account.url)
    if shared := [each for each in owner.handles if _handles([each]) & known and not _wrong_server(owner, account)]:
        return _BY_HANDLE, min(shared)
    is_named = bool(account.name) and _folded(account.name) in _folded_all(owner.names)
    if is_named and not (owner.id or owner.address or owner.handles):
        return _BY_NAME, account.name
    return _BY_NOTHING, ""


def _place(url: str) -> tuple[str, str]:
    """The server and the path of an address, however it is written."""
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")


def _what_differs(owner: Owner, account: SiteAccount) -> str:
    return _wrong_server(owner, account) or _wrong_handle(owner, account) or _wrong_name(owner, account)


def _wrong_server(owner: Owner, account: SiteAccount) -> str:
    """Why an account with an address of its own is at another server than the site."""
    theirs, ours = ((urlsplit(each).hostname or "").removeprefix("www.") for each in (owner.address, account.url))
    elsewhere = theirs and ours and (theirs != ours or (owner.is_page and _is_beside(owner.address, account.url)))
    return f"is of the account {owner.address!r}; the site {account.site!r} is at {account.url!r}" if elsewhere else ""


def _is_beside(address: str, url: str) -> bool:
    """Whether an address has a path on the site's server that is not the site's, nor below it."""
    own, site = (list(filter(None, urlsplit(each).path.split("/"))) for each in (address, url))
    return bool(own) and own[: len(site)] != site


def _wrong_handle(owner: Owner, account: SiteAccount) -> str:
    """Why an account has none of the site's handles, now or before, nor the one in its address."""
    known = _handles(account.handles) or _words_of(account.url)
    own = _handles(owner.handles)
    if not own or not known or own & known:
        return ""
    has = (
        f"has only the handles {', '.join(map(repr, account.handles))}" if account.handles else f"is at {account.url!r}"
    )
    return f"is of the account {min(owner.handles)!r}; the site {account.site!r} {has}"


def _wrong_name(owner: Owner, account: SiteAccount) -> str:
    """Why an account of which a name alone is known is not called as the site is."""
    if owner.handles or not owner.names or not account.name or _folded(account.name) in _folded_all(owner.names):
        return ""
    return f"is of {min(owner.names)!r}; the site {account.site!r} is called {account.name!r}"


def _words_of(url: str) -> frozenset[str]:
    """What in an address can be a handle."""
    parts = urlsplit(url)
    return _handles([*filter(None, parts.path.split("/")), *(value for _, value in parse_qsl(parts.query))])


def _handles(texts: Iterable[str]) -> frozenset[str]:
    """Handles without sign and case; a letter that only looks like another one makes another handle."""
    bare = (text.strip().removeprefix("@") for text in texts)
    return frozenset(each.lower() if each.isascii() else each for each in bare if each)


def _folded_all(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(_folded, texts)))


def _folded(text: str) -> str:
    """A name without what differs from place to place: sign, case, spelling, white space."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).removeprefix("@").casefold()

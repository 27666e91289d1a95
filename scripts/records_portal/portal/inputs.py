"""What the files of one site are made from, as a key: while it is the same, so are the files.

* Whatever many sites share (the program, the shells, the portal's settings, agencies, platforms, people, schedules) is
  in the key of each: when one of those changes, all are made again.
* A record that was made in memory has no digest, so that nothing made from it is ever taken for the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from records_portal.files.program import program_digest, versions
from records_portal.history.audit_trail import Change
from records_portal.register.model import Record

from .building.shell import Shell, Shells, StampedPage
from .context import PageContext

OF_ONE_SITE = frozenset({"sites", "designations", "captures", "operations", "posts", "classifications"})


@dataclass(frozen=True, slots=True)
class Deferred:
    """A file that need not be made again while the key of what it is made from is the same; without a key, always."""

    key: str
    make: Callable[[], bytes | StampedPage]


@dataclass(frozen=True, slots=True)
class Pieced:
    """A file that is its pieces one after another: each with its key, by which an earlier build's piece is found."""

    pieces: tuple[tuple[str, Callable[[], bytes]], ...]

    def make(self) -> bytes:
        """The whole file."""
        return b"".join(make() for _, make in self.pieces)


def shared_inputs(context: PageContext, shells: Shells) -> str:
    """The key of what the pages of all sites share; empty where it has none."""
    portal = context.portal
    shared = [record for record in portal.register if record.kind not in OF_ONE_SITE]
    if any(not record.digest for record in portal.register):
        return ""
    said = [
        program_digest(),
        *versions(),
        portal.version,
        portal.as_of.isoformat(),
        repr(shells.identity),
        *(text for shell in shells.records.values() for text in (shell.name, *shell.pieces)),
        *_digests(shared),
    ]
    return _key(said)


def section_inputs(shell: Shell, key: str) -> str:
    """The key of a hand-written page whose section is made from what has a key; empty where it has none."""
    return _key([key, shell.name, *shell.pieces]) if key else ""


def site_inputs(context: PageContext, site: Record, shared: str) -> str:
    """The key of the page of a site; empty where it has none."""
    if not shared:
        return ""
    named = [site.id, *(fact["successor"] for fact in site.value["facts"] if "successor" in fact)]
    designation = context.register.get("designations", site.id)
    said = [
        shared,
        site.path,
        site.digest,
        designation.digest if designation else "",
        *(f"{context.titles.get(name)} {context.status.get(name)}" for name in named),
        *(repr(context.accounts.get(name)) for name in named[1:]),
        *_digests(context.related[site.id]),
        *(f"{each.code} {each.severity} {each.message}" for each in context.findings.get(site.id, ())),
        *(repr(found[site.id]) for found in (context.due_counts, context.months, context.held) if site.id in found),
        *(
            f"{each.commit} {each.at} {each.by} {each.approved_by} {each.signed} {each.kind} {each.id}"
            for each in context.history_of(("sites", site.id), ("designations", site.id))
        ),
    ]
    return _key(said)


def agency_inputs(context: PageContext, agency: Record, shared: str) -> str:
    """The key of the page of an agency, which lists its sites; empty where it has none."""
    if not shared:
        return ""
    sites = context.by_agency.get(agency.id, ())
    said = [
        *(f"{each.id} {each.digest} {context.titles[each.id]} {context.status[each.id]}" for each in sites),
        *(repr(context.accounts.get(each.id)) for each in sites),
        repr(agency.id in context.coming_by_agency),
        *(f"{each.commit} {each.at} {each.by} {each.approved_by} {each.signed}" for each in _history(context, agency)),
    ]
    return _key([shared, agency.path, agency.digest, *said])


def _history(context: PageContext, record: Record) -> Iterable[Change]:
    return context.history_of((record.kind, record.id))


def value_inputs(shared: str, value: Any) -> str:
    """The key of a file that is made from a value alone; empty where it has none."""
    return _key([shared, repr(value)]) if shared else ""


def file_inputs(context: PageContext, record: Record, shared: str, *said: Any) -> str:
    """The key of a file that is made from one record and what follows from it; empty where it has none."""
    return _key([shared, record.path, record.digest, repr(said)]) if shared else ""


def change_inputs(context: PageContext, change: Change) -> str:
    """What is said of a change: its commit stands for all that it holds, the rest is as the register says it now."""
    approved = "; ".join(f"{one.person} {one.name}, {one.role}" for one in change.approved_by)
    who = f"{change.by.person} {change.by.name}, {change.by.role}; {approved}"
    title, address = context.title(change.kind, change.id), context.address(change.kind, change.id)
    return f"{change.commit} {change.at} {change.signed} {change.kind} {change.id} {who} {title} {address}"


def _digests(records: Iterable[Record]) -> list[str]:
    return [f"{record.path} {record.digest}" for record in records]


def _key(said: Iterable[str]) -> str:
    return hashlib.blake2b("\0".join(said).encode(), digest_size=16).hexdigest()

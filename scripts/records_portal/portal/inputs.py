"""What the files of one site are made from, as a key: while it is the same, so are the files.

* Whatever many sites share (the program, the shells, the day, the portal's settings, agencies, platforms, people,
  schedules) is in the key of each: when one of those changes, all are made again.
* A key is made of parts with names, each of something that the others do not say already: a test takes each away in
  turn and sees a file go stale.
* A record that was made in memory has no digest, so that nothing made from it is ever taken for the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from records_portal.files.program import program_digest, versions
from records_portal.history.audit_trail import Change
from records_portal.register.kinds import KINDS
from records_portal.register.model import Record

from .building.shell import Shell, Shells, StampedPage
from .context import PageContext

if TYPE_CHECKING:
    from records_portal.register.records import AgencyValue, SiteValue

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


def input_key(what: str, shared: str, **parts: Any) -> str:
    """The key of what is made from some parts and from what all share; empty where that has no key."""
    written = f"{shared} {_written(what, parts)}"
    return hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest() if shared else ""


def _written(what: str, parts: Mapping[str, Any]) -> str:
    """Parts as text, each under its name; lists and mappings are equal only in the same order."""
    return f"{what} {parts!r}"


def shared_inputs(context: PageContext, shells: Shells) -> str:
    """The key of what the pages of all sites share; empty where it has none."""
    register = context.portal.register
    if any(not record.digest for record in register):
        return ""
    records = {kind: _digests(register.of(kind).values()) for kind in KINDS if kind not in OF_ONE_SITE}
    return input_key(
        "shared",
        program_digest(),
        versions=versions(),
        day=context.as_of,
        shells=[(shell.name, shell.pieces) for shell in shells.records.values()],
        **records,
    )


def section_inputs(shell: Shell, key: str) -> str:
    """The key of a hand-written page whose section is made from what has a key; empty where it has none."""
    return input_key("section", key, page=shell.pieces)


def site_inputs(context: PageContext, site: Record[SiteValue], shared: str) -> str:
    """The key of the page of a site; empty where it has none."""
    designation = context.register.get("designations", site.id)
    return input_key(
        "site",
        shared,
        record=site.digest,
        title=context.titles[site.id],
        designation=designation.digest if designation else "",
        named=[(one, context.titles[one]) for one in _named(context, site)],
        related=_digests(context.related.get(site.id, ())),
        findings=[(one.code, one.severity, one.message) for one in context.findings.get(site.id, ())],
        due=context.due_counts.get(site.id),
        months=context.months.get(site.id),
        held=context.held.get(site.id),
        changes=[_said_of(one) for one in context.history_of(("sites", site.id), ("designations", site.id))],
    )


def _named(context: PageContext, site: Record) -> list[str]:
    """The other sites that a site names, wherever it does: a page shows them by their titles."""
    return sorted({text for text in _texts(site.value) if text in context.titles})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def agency_inputs(context: PageContext, agency: Record[AgencyValue], shared: str) -> str:
    """The key of the page of an agency, which lists its sites; empty where it has none."""
    sites = context.by_agency.get(agency.id, ())
    return input_key(
        "agency",
        shared,
        sites=[(one.id, one.digest, context.titles[one.id]) for one in sites],
        coming=agency.id in context.coming_by_agency,
        standing=context.standing.get(agency.id),
        changes=[_said_of(one) for one in context.history_of(("agencies", agency.id))],
    )


def change_inputs(context: PageContext, change: Change) -> str:
    """What is said of a change, with the title and the address that its record has now."""
    title, address = context.title(change.kind, change.id), context.address(change.kind, change.id)
    return _written("change", {"said": _said_of(change), "title": title, "address": address})


def _said_of(change: Change) -> str:
    """A change itself: its commit stands for what it holds; who made and approved it, the register says."""
    return _written(
        "said",
        {
            "commit": change.commit,
            "record": (change.kind, change.id),
            "signed": change.signed,
            "by": change.by,
            "approved_by": change.approved_by,
            "merged": (change.merge.by, change.merge.signed),
        },
    )


def _digests(records: Iterable[Record]) -> list[tuple[str, str]]:
    return [(record.path, record.digest) for record in records]

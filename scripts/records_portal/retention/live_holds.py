"""What holds forbid on a live site: nothing that may be held is deleted there, whatever is unknown about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from records_portal.register.model import Register

from .holds import HeldSubject, Hold, holds_in_force


def holds_on_site(register: Register, site: str, as_of: str) -> list[str]:
    """The holds that at the end of a day may bind some content of a site, of the past or still to come."""
    return [hold.id for hold in holds_in_force(register, as_of) if hold.may_bind_on(site)]


def holds_on_content(register: Register, site: str, item: str, on: str, as_of: str) -> list[str]:
    """The holds that may bind a piece of content of a site; an empty id, or an empty day, is an unknown one."""
    return list(_binding(holds_in_force(register, as_of), HeldSubject(site, item, 0, first_on=on, last_on=on)))


def holds_laid_on_content(register: Register, site: str, item: str, on: str, as_of: str) -> list[str]:
    """The holds that may have bound a piece of content on a day: those that were placed by then, and no later one."""
    placed = (hold.until(as_of) for hold in holds_in_force(register, as_of))
    return list(_binding(placed, HeldSubject(site, item, 0, first_on=on, last_on=on)))


def _binding(holds: Iterable[Hold], subject: HeldSubject) -> Iterator[str]:
    """The ids of the holds that bind a subject under any name by which they may mean it."""
    for hold in holds:
        if any(hold.binds(each) for each in _meant(hold, subject)):
            yield hold.id


def _meant(hold: Hold, subject: HeldSubject) -> Iterator[HeldSubject]:
    """Each item and version under which a hold may name the content."""
    yield subject
    for reach in hold.reaches:
        for site, name, version in sorted(reach.items or ()):
            if site == subject.site and subject.item in ("", name):
                yield subject._replace(item=name, version=version)

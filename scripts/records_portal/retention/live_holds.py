"""What holds forbid on a live site: nothing that may be held is deleted there, whatever is unknown about it."""

from __future__ import annotations

from collections.abc import Iterator

from records_portal.register.model import Register

from .holds import HeldSubject, Hold, holds_in_force


def holds_on_site(register: Register, site: str, as_of: str) -> list[str]:
    """The holds that at the end of a day may bind some content of a site, of the past or still to come."""
    return [hold.id for hold in holds_in_force(register, as_of) if hold.may_bind_on(site)]


def holds_on_content(register: Register, site: str, item: str, on: str, as_of: str) -> list[str]:
    """The holds that may bind a piece of content of a site; an empty id, or an empty day, is an unknown one."""
    return [
        hold.id
        for hold in holds_in_force(register, as_of)
        if any(hold.binds(each) for each in _meant(hold, HeldSubject(site, item, 0, first_on=on, last_on=on)))
    ]


def _meant(hold: Hold, subject: HeldSubject) -> Iterator[HeldSubject]:
    """Each item and version under which a hold may name the content."""
    yield subject
    for reach in hold.reaches:
        for site, name, version in sorted(reach.items or ()):
            if site == subject.site and subject.item in ("", name):
                yield subject._replace(item=name, version=version)

"""What holds forbid on a live site: nothing that may be held is deleted there, whatever is unknown about it."""

from __future__ import annotations

from collections.abc import Iterator

from records_portal.register.model import Register

from .scopes import ALWAYS, FOREVER, Coverage, Hold, holds_in_force


def holds_on_site(register: Register, site: str) -> list[str]:
    """The holds that may bind some content of a site, of the past or still to come."""
    return [
        hold.id
        for hold in holds_in_force(register)
        if any(_reaches(scope, site) for _, scope in hold.scopes)
        and not any(_lifts_all(scope, site) for scope in hold.released)
    ]


def holds_on_content(register: Register, site: str, item: str, on: str) -> list[str]:
    """The holds that may bind a piece of content of a site; an empty id, or an empty day, is an unknown one."""
    return [
        hold.id
        for hold in holds_in_force(register)
        if any(hold.binds(site, name, version, "", on) for name, version in _meant(hold, site, item))
    ]


def _meant(hold: Hold, site: str, item: str) -> Iterator[tuple[str, int]]:
    """Each item and version under which a hold may name the content."""
    yield item, 0
    for _, scope in hold.scopes:
        for named_site, name, version in sorted(scope.items or ()):
            if named_site == site and item in ("", name):
                yield name, version


def _reaches(scope: Coverage, site: str) -> bool:
    items = scope.items is None or any(named == site for named, _, _ in scope.items)
    return items and (scope.sites is None or site in scope.sites)


def _lifts_all(scope: Coverage, site: str) -> bool:
    """Whether a release leaves nothing of a site bound."""
    dated = scope.from_on == ALWAYS and scope.to_on == FOREVER
    return dated and scope.series is None and scope.items is None and (scope.sites is None or site in scope.sites)

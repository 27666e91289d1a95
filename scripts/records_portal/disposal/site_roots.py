"""Which roots the records of sites lie in: one authorization is for sites of one root, and lies in it."""

from __future__ import annotations

from collections.abc import Iterable, Set

from records_portal.register.findings import Refusal
from records_portal.register.model import Register


def roots_of_sites(register: Register, sites: Iterable[str]) -> Set[tuple[bool, str]]:
    """The roots of sites, each by whether it is a private one and by what it is called."""
    found = (register.get("sites", name) for name in sites)
    return {(site.private, site.origin) for site in found if site}


def refuse_several_roots(authorization: str, roots: Set[tuple[bool, str]]) -> None:
    """An authorization for sites of several roots would have no place: the public one would tell of the private one."""
    if len(roots) > 1:
        raise Refusal(
            f"authorization {authorization!r} is for sites of more than one root, public or private; ask for one for "
            "each root"
        )

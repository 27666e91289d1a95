"""Which roots the records of sites and captures lie in: one authorization is for what lies in its own root.

A site of the public root can have captures in a private one, with what may not be public of it; authority to dispose of
these lies there too, so that the public root learns nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from records_portal.register.findings import Refusal
from records_portal.register.model import AnyRecord, Register


def roots_of_sites(register: Register, sites: Iterable[str]) -> Set[tuple[bool, str]]:
    """The roots of sites, each by whether it is a private one and by what it is called."""
    found = (register.get("sites", name) for name in sites)
    return {(site.private, site.origin) for site in found if site}


def captures_beside(register: Register, authorization: AnyRecord) -> frozenset[str]:
    """The captures that lie in the root of an authorization: nothing else is asked for or disposed of under it."""
    return captures_in(register, private=authorization.private, origin=authorization.origin)


def captures_in(register: Register, *, private: bool, origin: str) -> frozenset[str]:
    """The captures whose records lie in a root."""
    found = register.of("captures").values()
    return frozenset(each.id for each in found if (each.private, each.origin) == (private, origin))


def has_private_parts(register: Register, authorization: AnyRecord, sites: Iterable[str]) -> bool:
    """Whether each of some sites has a capture of what may not be public in the private root of an authorization."""
    beside = captures_beside(register, authorization) if authorization.private else frozenset()
    of_sites = {each.partition("/")[0] for each in beside if register.of("captures")[each].value.get("private_part")}
    wanted = frozenset(sites)
    return bool(wanted) and of_sites >= wanted


def refuse_several_roots(authorization: str, roots: Set[tuple[bool, str]]) -> None:
    """An authorization for sites of several roots would have no place: the public one would tell of the private one."""
    if len(roots) > 1:
        raise Refusal(
            f"authorization {authorization!r} is for sites of more than one root, public or private; ask for one for "
            "each root"
        )

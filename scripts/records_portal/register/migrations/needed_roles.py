"""The roles without which a duty is nobody's: who must be there in a portal, and in each agency that has sites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

FOR_EVER = "9999-12-31"
OF_THE_PORTAL = ("counsel", "records-custodian", "human-resources", "auditor")
OF_EACH_AGENCY = ("disposition-approver",)


class NeededRole(NamedTuple):
    """A role that somebody has to hold; of an agency, or of the whole portal where none is named."""

    role: str
    agency: str = ""

    @property
    def title(self) -> str:
        """The role as `--role` takes it."""
        return f"{self.role}@{self.agency}" if self.agency else self.role


def unfilled_roles(people: Iterable[Mapping[str, Any]], agencies: Iterable[str], on: str) -> Iterator[NeededRole]:
    """The roles that nobody holds on a day; `agencies` are those with sites."""
    held = set()
    for person in people:
        for each in person["roles"]:
            if each["from_on"] <= on <= each.get("to_on", FOR_EVER):
                held.add((each["role"], each.get("agency", person["agency"])))
    filled = {role for role, _ in held}
    yield from (NeededRole(role) for role in OF_THE_PORTAL if role not in filled)
    for agency in sorted(agencies):
        yield from (NeededRole(role, agency) for role in OF_EACH_AGENCY if (role, agency) not in held)

"""Who looks after which files, from the roles: what a forge reads as its code owners."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .opening import NO_FORGE, NewPerson, Opening

# The last line that matches a path decides, so what is general comes first. Where nobody has the roles of a path, it is
# whoever looks after the whole.
PUBLIC = (
    ("*", ("web-content-team",)),
    ("/registry/sites/", ("communications-director", "cto-cio")),
    ("/registry/designations/", ("agency-head",)),
    ("/registry/people/", ("agency-head", "records-officer")),
    ("/registry/agencies/", ("agency-head", "records-officer")),
    ("/registry/policies/", ("communications-director", "cto-cio")),
    ("/registry/portal.yml", ("records-officer", "web-content-team")),
    ("/schedules/", ("records-officer",)),
    ("/captures/", ("records-officer",)),
)
PRIVATE = (
    ("*", ("counsel", "records-officer")),
    ("/registry/requests/", ("records-custodian", "counsel")),
    ("/registry/staff/", ("human-resources", "agency-head")),
    ("/registry/access/", ("web-content-team", "cto-cio")),
)
PROGRAM = ("web-content-team", "records-officer")
IN_TURN = ("web-content-team", "it-web-liaison", "records-officer", "agency-head", "cto-cio")
PATHS = {"github": ".github/CODEOWNERS"}
AT_TOP = "CODEOWNERS"
REGULAR = ("forgejo", "gitea")
"""Their files of owners have regular expressions in the place of paths."""


def owners_path(opening: Opening) -> str:
    """Where the forge looks for the owners; at the top of a root without one."""
    return PATHS.get(opening.forge, AT_TOP)


def owners_text(opening: Opening, rows: Iterable[tuple[str, tuple[str, ...]]], program: Iterable[str]) -> str:
    """The file of owners; `program` are the paths by which workflows, owners and program are changed."""
    lines = [*_heading(opening)]
    for path, roles in (*rows, *((each, PROGRAM) for each in program)):
        if named := _named(opening, roles):
            lines.append(f"{_pattern(opening, path):<32}{' '.join(named)}")
    return "".join(f"{line}\n" for line in lines)


def _heading(opening: Opening) -> Iterator[str]:
    yield "# From the roles in registry/people/. Any one of a line is enough for the forge; that everybody approved who"
    yield "# has to is checked in the records themselves. The last line that matches a path decides."
    if opening.forge != NO_FORGE and not any(person.login for person in opening.people):
        yield "# Nobody has a login at a forge yet: write @LOGIN, or @ORGANISATION/TEAM, in the place of the names."
    yield ""


def _named(opening: Opening, roles: Iterable[str]) -> list[str]:
    """The people with one of the roles, as the forge names them; else whoever looks after the whole.

    A forge asks nobody whose login it does not know, so there those without one are passed over.
    """
    groups = [[person for person in opening.people if set(each) & set(person.roles)] for each in _turns(roles)]
    groups.append(opening.people)
    if opening.forge != NO_FORGE:
        groups = [[person for person in group if person.login] for group in groups]
    return [_word(person) for person in next(filter(None, groups), opening.people)]


def _turns(roles: Iterable[str]) -> Iterator[tuple[str, ...]]:
    yield tuple(roles)
    yield from ((each,) for each in IN_TURN)


def _word(person: NewPerson) -> str:
    return f"@{person.login}" if person.login else person.id


def _pattern(opening: Opening, path: str) -> str:
    if opening.forge not in REGULAR:
        return path
    if path == "*":
        return ".*"
    plain = re.escape(path.removeprefix("/"))
    return f"{plain}.*" if path.endswith("/") else plain

"""The files beside the records: which of them guard the register, and whose approval a change of each needs.

* Workflows, owners, attributes and locks decide what is run and who is asked; the program decides what is due. Whoever
  agrees to the settings agrees to those: the web team and the records officers, as the base has them.
* Guides and the look are read by everybody: the web team. Only texts and pictures are guides: of what this table does
  not name nobody knows what runs it, so it is looked at like the program.
* What a builder runs (its settings, hooks and templates) is program; records of another root below this one are told.
* What lies beside a capture needs the approval of its record, where the record itself does not change with it.
* The owners that the forge asks are told too, as the base's file of owners names them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from records_portal.identity.approvals import OFFICER, TEAM, Approval, approvals_needed
from records_portal.register.changes import NO_FACTS_ADDED
from records_portal.register.kinds import FOLDERS, kind_of
from records_portal.register.model import Register

from .difference import GuardedChange, RecordChange

FILES = "files"  # stands for a kind of record where a file is none


@dataclass(frozen=True, slots=True)
class FileGuard:
    """What files are called, which paths they have, and the roles that have to agree to a change of them."""

    called: str
    pattern: re.Pattern[str]
    roles: tuple[str, ...]


_BOTH = (TEAM, OFFICER)
GUARDS = (
    FileGuard(
        "workflows and owners",
        re.compile(
            r"\.(github|gitlab|forgejo|gitea|ci|circleci|woodpecker)/.*|\.gitlab-ci\.yml|\.travis\.yml"
            r"|(.*/)?CODEOWNERS|Jenkinsfile|azure-pipelines\.yml"
        ),
        _BOTH,
    ),
    FileGuard(
        "what git itself reads", re.compile(r"(.*/)?\.(git(attributes|modules|ignore)|mailmap|lfsconfig)"), _BOTH
    ),
    FileGuard(
        "program, locks and settings of tools",
        re.compile(
            r"(scripts|src|tests|requirements|\.vscode|\.devcontainer)/.*|(.*/)?(requirements[^/]*\.txt|[^/]*\.lock)"
            r"|(.*/)?pyproject\.toml|[^/]*\.py|setup\.cfg|tox\.ini|Makefile|Dockerfile|\.pre-commit-config\.yaml|.*\.whl"
            r"|mkdocs\.yml|(docs/)?(overrides|theme)/.*"
        ),
        _BOTH,
    ),
    FileGuard("records of another root", re.compile(r"(.*/)(registry|schedules|captures)/.*", re.DOTALL), _BOTH),
    FileGuard("the look of the portal", re.compile(r"docs/(?!(.*/)?\.).*\.(css|js|svg|html|woff2?|ico)"), (TEAM,)),
    FileGuard(
        "guides and pictures",
        re.compile(
            r"(?!(.*/)?\.)(.*/)?([^/]+\.(md|markdown|rst|txt|csv|json|xml|png|jpe?g|gif|webp|pdf|eml)|[A-Z]+)",
            re.DOTALL,
        ),
        (TEAM,),
    ),
    FileGuard("other files", re.compile(r".*", re.DOTALL), _BOTH),
)


def guard_of(path: str) -> FileGuard:
    """Which row of the table a file belongs to, by its path below the root."""
    return next(each for each in GUARDS if each.pattern.fullmatch(path))


def guarded_changes(paths: Iterable[tuple[str, str]], owners: str) -> list[GuardedChange]:
    """Of files that differ those that lie beside the records, what guards most first; `owners` is the base's file."""
    lines = list(_owner_lines(owners))
    found = [
        (GUARDS.index(guard), GuardedChange(guard.called, path, what, _owners_of(path, lines)))
        for path, what in paths
        if not path.startswith(tuple(f"{each}/" for each in FOLDERS))
        for guard in [guard_of(path)]
    ]
    return [each for _, each in sorted(found, key=lambda one: (one[0], one[1].path))]


def files_as_changes(guarded: Iterable[GuardedChange], base: Register, as_of: str) -> Iterator[RecordChange]:
    """The same as what needs approvals: by the people of the base."""
    for each in guarded:
        approvals = tuple(_of_roles(base, guard_of(each.path).roles, as_of))
        yield RecordChange(FILES, each.path, each.path, each.what, each.path, (), NO_FACTS_ADDED, approvals)


def beside_as_changes(
    files: Iterable[tuple[str, str]], changed: Iterable[RecordChange], base: Register, after: Register, as_of: str
) -> Iterator[RecordChange]:
    """What lies beside a capture whose record stays, as what needs the approval of that record."""
    known = {each.path for each in changed}
    for path, what in files:
        folder, _, name = path.rpartition("/")
        record = f"{folder}/capture.yml"
        if record not in known and (named := kind_of(record)):
            kind, record_id = named
            approvals = approvals_needed(base, kind.name, record_id, (), (), frozenset(), as_of, after)
            yield RecordChange(kind.name, f"{record_id}/{name}", path, what, path, (), NO_FACTS_ADDED, approvals)


def _of_roles(base: Register, roles: Sequence[str], as_of: str) -> Iterator[Approval]:
    wanted = dict.fromkeys(roles)
    # the settings' approvals are those of both roles, each with whoever may stand in for it
    found = approvals_needed(base, "portal", "portal", (), (), frozenset(), as_of)
    yield from (each for each in found if each.role in wanted)


def _owner_lines(text: str) -> Iterator[tuple[re.Pattern[str], tuple[str, ...]]]:
    """The lines of a file of owners: a pattern and who is asked."""
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if words:
            yield _as_pattern(words[0]), tuple(words[1:])


def _as_pattern(text: str) -> re.Pattern[str]:
    """A pattern of paths as forges read it: with a slash within it is from the top, else anywhere; a folder is all in
    it."""
    anchored = "/" in text.rstrip("/")
    body = "".join(
        {"**": ".*", "*": "[^/]*", "?": "[^/]"}.get(part, re.escape(part))
        for part in re.split(r"(\*\*|\*|\?)", text.strip("/"))
    )
    end = "/.*" if text.endswith("/") else "(/.*)?"
    return re.compile(f"{'' if anchored else '(.*/)?'}{body}{end}")


def _owners_of(path: str, lines: Sequence[tuple[re.Pattern[str], tuple[str, ...]]]) -> tuple[str, ...]:
    """Who is asked about a file: the last line that matches it decides."""
    return next((owners for pattern, owners in reversed(lines) if pattern.fullmatch(path)), ())


def guarded_counts(guarded: Iterable[GuardedChange]) -> Mapping[str, int]:
    """How many files of each row differ."""
    counts: dict[str, int] = {}
    for each in guarded:
        counts[each.called] = counts.get(each.called, 0) + 1
    return counts

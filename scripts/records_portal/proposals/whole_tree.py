"""The whole tree of a change, beside the records: what may be in no commit, whoever approves it.

* X005 only plain files: no link and no submodule; X006 with names that every system keeps and nobody takes for others,
  none of them hidden among records and captures.
* X007 no attribute hides a difference; X008 nothing among records, captures and guides can be run.
* X009 no content of a capture and no secret, in any file that the change adds or changes in any of its commits.
* X010 no commit claims a moment that cannot be, or that has not come.

Only what the change brings is looked at: what lies in the base is history, and is read all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from records_portal.files.plain_names import name_fault, names_alike, shown_path
from records_portal.files.secrets import secret_in
from records_portal.history.commit_lint import LARGE, CommittedFile, payload_findings
from records_portal.history.repository import LINK_MODES, Repository
from records_portal.history.tree_changes import (
    ABSENT,
    EXECUTABLE,
    PLAIN,
    CommitDates,
    TreeChange,
    claimed_dates,
    commits_between,
    contents_of,
    tree_changes,
    whole_paths,
)
from records_portal.register.findings import Finding, Place, finding
from records_portal.register.kinds import FOLDERS

LINK, NAME, ATTRIBUTES, RUNS, CONTENT, DATES = "X005", "X006", "X007", "X008", "X009", "X010"
FIRST_YEAR = 1990
AHEAD = timedelta(days=1)
FARTHEST_ZONE = 14 * 60  # minutes
# of the program's own repository: there tests and examples hold made-up exports, under their owners' eyes
SPARED, PROGRAM = ("tests", "examples"), "scripts/records_portal/"
READ_BY_GIT = frozenset((".gitattributes", ".gitignore", ".gitkeep"))
NOTHING_RUNS = (*FOLDERS, "docs")
_MEDIA = re.compile(r"\*\.(png|jpe?g|gif|webp|ico|svg|pdf|woff2?|zip)\Z")
_HIDES = re.compile(
    r"-diff|!diff|diff=.*|-?binary|(linguist|gitlab|gitea|forgejo)-.*|export-(ignore|subst).*|filter=.*|ident"
    r"|working-tree-encoding=.*|merge=.*|\[attr\].*"
)
_ZONE = re.compile(r"[+-]([0-9]{2})([0-5][0-9])\Z")


def whole_tree_findings(repository: Repository, base: str, head: str, now: datetime) -> Iterator[Finding]:
    """What no change may bring, of every commit between the base and the head."""
    changes = tree_changes(repository, base, head)
    commits = commits_between(repository, base, head)
    prefix = f"{repository.prefix}/" if repository.prefix else ""
    came = [each for each in changes if each.new_mode != ABSENT]
    yield from _modes(came, prefix)
    yield from _names(came, whole_paths(repository, head) if came else [], prefix)
    yield from _attributes(repository, came)
    yield from _contents(repository, base, _ever_came(repository, came, commits))
    yield from _dates(claimed_dates(repository, commits), now)


def _modes(came: Iterable[TreeChange], prefix: str) -> Iterator[Finding]:
    """X005 a link leads out of the root, and a submodule to another repository; X008 a record is not run."""
    for each in came:
        name = shown_path(each.path).rpartition("/")[2]
        if each.new_mode in LINK_MODES:
            what = "a submodule" if each.new_mode == "160000" else "a link"
            yield finding(LINK, Place(shown_path(each.path)), name, what, expected="a plain file, or none")
        elif each.new_mode not in (PLAIN, EXECUTABLE):
            yield finding(LINK, Place(shown_path(each.path)), name, f"its mode is {each.new_mode}", expected=PLAIN)
        elif each.new_mode == EXECUTABLE and each.path.removeprefix(prefix).startswith(NOTHING_RUNS):
            yield finding(RUNS, Place(shown_path(each.path)), name, "it can be run", expected=f"the mode {PLAIN}")


def _names(came: Sequence[TreeChange], paths: Iterable[str], prefix: str) -> Iterator[Finding]:
    """X006 a name is plain, and is not that of another file but for its capitals."""
    for each in came:
        if fault := name_fault(each.path):
            right = "a name of letters, digits, hyphens and dots"
            yield finding(NAME, Place(shown_path(each.path)), "", fault, expected=right)
        elif hidden := _hidden_part(shown_path(each.path).removeprefix(prefix)):
            message = "a hidden file among records, which no folder shows"
            yield finding(NAME, Place(shown_path(each.path)), hidden, message, expected="no such file")
    new = {each.path for each in came}
    for one, other in names_alike(paths):
        if any(path in (one, other) or path.startswith((f"{one}/", f"{other}/")) for path in new):
            message = f"on some systems it is the same file or folder as {shown_path(one)!r}"
            yield finding(
                NAME, Place(shown_path(other)), shown_path(other).rpartition("/")[2], message, expected="another name"
            )


def _hidden_part(path: str) -> str:
    """The hidden name in the path of a file among records; empty where there is none, and of what git itself reads."""
    if not path.startswith(tuple(f"{each}/" for each in FOLDERS)):
        return ""
    hidden = (part for part in path.split("/") if part.startswith(".") and part not in READ_BY_GIT)
    return next(hidden, "")


def _attributes(repository: Repository, came: Iterable[TreeChange]) -> Iterator[Finding]:
    """X007 a line of a file of attributes that keeps a difference from being shown, or makes of a file another."""
    files = [each for each in came if each.path.rpartition("/")[2] == ".gitattributes" and each.new_mode == PLAIN]
    texts = _texts(repository, [name for each in files for name in (each.old, each.new) if name.strip("0")])
    for each in files:
        known = set(texts.get(each.old, "").splitlines())
        for number, line in enumerate(texts.get(each.new, "").splitlines(), 1):
            pattern, *attributes = line.split() or [""]
            hides = next((one for one in (pattern, *attributes) if _HIDES.fullmatch(one)), "")
            if hides and line not in known and not pattern.startswith("#") and not _MEDIA.fullmatch(pattern):
                message = f"{hides!r} for {pattern!r} keeps differences from being shown as they are"
                yield finding(
                    ATTRIBUTES, Place(shown_path(each.path), number, 1), pattern, message, expected="no such attribute"
                )


def _texts(repository: Repository, names: Sequence[str]) -> dict[str, str]:
    return {name: data.decode("utf-8", "replace") for name, data in contents_of(repository, names, LARGE)}


def _ever_came(repository: Repository, came: Iterable[TreeChange], commits: Sequence[str]) -> list[CommittedFile]:
    """Each file that any commit of the change added or changed, even where a later one took it out again."""
    found = {CommittedFile(each.path, each.new): None for each in came if each.new_mode in (PLAIN, EXECUTABLE)}
    if len(commits) > 1:
        for _, changes in repository.raw_changes(commits):
            for raw, path in changes:
                mode, name = _parsed(raw)
                if mode in (PLAIN, EXECUTABLE):
                    found[CommittedFile(path, name)] = None
    return list(found)


def _parsed(raw: str) -> tuple[str, str]:
    """The mode and the content after a change, from git's raw line; of a merge too, which names each parent's first."""
    parents = len(raw) - len(raw.lstrip(":"))
    words = raw.lstrip(":").split(" ")
    return words[parents], words[2 * parents + 1]


def _contents(repository: Repository, base: str, files: Sequence[CommittedFile]) -> Iterator[Finding]:
    """X009 content of a capture, by its name and its first bytes; a secret, by what stands in a file."""
    own = repository.run("ls-tree", "--full-tree", "--name-only", base, "--", PROGRAM)
    looked_at = [each for each in files if not (own and each.path.startswith(tuple(f"{one}/" for one in SPARED)))]
    for each in payload_findings(repository, looked_at, ()):
        yield finding(CONTENT, Place(shown_path(each.path)), each.subject, each.message, expected=each.expected)
    where: dict[str, list[str]] = {}
    for one in looked_at:
        where.setdefault(one.blob, []).append(one.path)
    for name, data in contents_of(repository, list(where), LARGE):
        what, line = secret_in(data)
        for path in where[name] if what else ():
            if path.startswith(PROGRAM) and own:
                continue  # the readers of exports name what they read
            right = "take it out of every commit of this change, and make it invalid where it is from"
            yield finding(
                CONTENT, Place(shown_path(path), line, 1), shown_path(path).rpartition("/")[2], what, expected=right
            )


def _dates(claimed: Iterable[CommitDates], now: datetime) -> Iterator[Finding]:
    """X010 the dates of a commit are days on which it can have been made."""
    for each in claimed:
        for moment, zone in each.said:
            if fault := _date_fault(moment, zone, now):
                right = "the commit made anew, with a clock that goes right"
                yield finding(DATES, Place(each.commit[:12]), each.commit[:12], fault, expected=right)
                break
        else:
            if len(each.said) != 2:
                message = "the commit does not say when it was made"
                yield finding(DATES, Place(each.commit[:12]), each.commit[:12], message, expected="a commit of git")


def _date_fault(moment: str, zone: str, now: datetime) -> str:
    matched = _ZONE.match(zone)
    if not matched or int(matched[1]) * 60 + int(matched[2]) > FARTHEST_ZONE:
        return f"the commit claims the time zone {zone!r}, which there is not"
    try:
        at = datetime.fromtimestamp(int(moment), UTC)
    except (ValueError, OverflowError, OSError):
        return f"the commit claims the moment {moment!r}, which cannot be"
    if at.year < FIRST_YEAR:
        return f"the commit claims to be of {at.year}, which cannot be"
    if at > now + AHEAD:
        return f"the commit claims to be of {at:%Y-%m-%d}, which has not come"
    return ""

"""A record as it stood at the end of a day: what it said, the status that followed, and who had changed it until then.

What stood is what the last commit of the main line said by then: a change counts from the day on which it was merged,
as far as a commit's date can be believed.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from records_portal.history.audit_trail import Approver, Change
from records_portal.history.repository import CommitTree, Repository
from records_portal.register.changes import facts_added, say, words_of
from records_portal.register.findings import Refusal
from records_portal.register.kinds import KINDS
from records_portal.register.model import Register
from records_portal.register.sites import status_of
from records_portal.register.sources import load_register

from .telling import headline, told_facts
from .trail import ASKED, NOT_NEEDED, read_trail


@dataclass(frozen=True, slots=True)
class EarlierRecord:
    """A record on a day; the changes to it are the newest first, each with its line of words."""

    kind: str
    id: str
    as_of: date
    commit: str
    commit_at: str
    path: str
    value: Mapping[str, object]
    status: str
    told: tuple[str, ...]
    changes: tuple[tuple[str, Change], ...]


def earlier_record(
    root: Path, register: Register, name: tuple[str, str], as_of: date, cache: Path | None
) -> EarlierRecord:
    """A record of a root as it stood at the end of a day in the portal's time zone."""
    repository = Repository(root)
    if repository.is_shallow():
        raise Refusal("the git history is shallow, so earlier days are not in it; git fetch --unshallow")
    zone = ZoneInfo(register.portal.get("time_zone", "UTC"))
    commit, moment = _commit_at(repository, as_of, zone)
    kind, record_id = name
    tree = CommitTree(repository, commit)
    then = load_register(tree, cache_folder=cache).register
    record = then.get(kind, record_id)
    if record is None:
        raise Refusal(_absent(then, register, name, as_of))
    site = then.get("sites", record_id) if kind == "sites" else None
    until_then = repository.commits(commit)
    changes = read_trail(repository, register, cache).of(kind, record_id)
    told = told_facts(then, facts_added(None, record.value)) if kind == "sites" else ()
    return EarlierRecord(
        kind,
        record_id,
        as_of,
        commit,
        _written(moment),
        record.path,
        record.value,
        status_of(site.value, as_of.isoformat()) if site else "",
        tuple(map(str, told)),
        tuple((headline(register, one), one) for one in changes if one.commit in until_then),
    )


def _commit_at(repository: Repository, as_of: date, zone: ZoneInfo) -> tuple[str, int]:
    """The commit in force at the end of a day, with its moment.

    It is the main line's; before the main line began, the newest of those that were joined to it later.
    """
    end = int((datetime.combine(as_of, time(), zone) + timedelta(days=1)).timestamp())
    found = next(((name, at) for name, at in repository.moments(main_line=True) if at < end), None)
    if found:
        return found
    line = repository.moments(main_line=False)
    found = max(((name, at) for name, at in line if at < end), key=lambda one: one[1], default=None)
    if found is None:
        first = datetime.fromtimestamp(min(at for _, at in line), UTC).astimezone(zone).date()
        raise Refusal(f"{as_of} is before the history; it begins on {first}")
    return found


def _absent(then: Register, register: Register, name: tuple[str, str], as_of: date) -> str:
    kind, record_id = name
    shown = f"{KINDS[kind].title.lower()} {record_id!r}"
    if then.knows(kind, record_id):
        return f"{shown} could not be read on {as_of}; `records validate --as-of` of that commit says why"
    if register.knows(kind, record_id):
        return f"{shown} was not in the register on {as_of}; name a later day"
    guess = difflib.get_close_matches(record_id, register.of(kind), 1)
    right = f"did you mean {guess[0]!r}?" if guess else f"name a file of {KINDS[kind].path.partition('{')[0]}"
    return f"{shown} is not in the register; {right}"


def _written(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def render_earlier(found: EarlierRecord) -> Iterator[str]:
    """The record in lines: what it said, what had happened, who had changed it."""
    yield f"{KINDS[found.kind].title} {found.id} at the end of {found.as_of} (commit {found.commit[:12]})"
    if found.status:
        yield f"Status: {found.status}"
    words = words_of(found.kind)
    for key, value in found.value.items():
        if not (key == "facts" and found.told):
            yield f"{words.title(key, found.value)}: {say(words.at(key, found.value), value)}"
    yield from _listed("What had happened", found.told)
    yield from _listed("Who had changed the record, newest first", [_change(*one) for one in found.changes])


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"{title}:"
        yield from (f"  {line}" for line in lines)


def _change(words: str, change: Change) -> str:
    void = {one: why for one in change.approved_by if (why := _why_void(one))}
    names = ", ".join(f"{one.name} ({one.told})" for one in change.approved_by if one not in void)
    approved = f", approved by {names}" if names else ""
    approved += "".join(f", {one.known} by {one.name}, does not count: {why}" for one, why in void.items())
    return f"{change.at} {change.by.name}{approved}: {words} ({change.commit[:12]})"


def _why_void(approver: Approver) -> str:
    return next((why for why in (ASKED, NOT_NEEDED) if approver.note.endswith(why)), "")

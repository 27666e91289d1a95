"""What people decided about single items: the day of one that had none, and that one is no record at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from records_portal.captures.index import CLASS_COLUMNS, DATE_COLUMNS, read_rows
from records_portal.history.repository import Repository
from records_portal.identity.trail import signed_about
from records_portal.register.findings import Refusal
from records_portal.register.model import Register
from records_portal.register.sites import holds_role
from records_portal.register.sources import Tree
from records_portal.retention.holds import people_have_keys
from records_portal.retention.item_lists import RESIDUE, is_within

from ..plan import PlannedItem


class ItemDecision(NamedTuple):
    """What somebody decided about an item: in which file, by whom, on which day, and why or by what."""

    path: str
    item: str
    by: str
    on: str
    said: str


def check_dates(
    tree: Tree,
    repository: Repository,
    register: Register,
    entries: Sequence[PlannedItem],
    parts: Mapping[str, Collection[str]],
    public: Repository | None = None,
) -> None:
    """Whoever dated an item has no other part in its disposition, and signed the file in which the day stands.

    `parts` are the people of each part, by the words for what they do.
    """
    _check_within(tree, entries)
    dated = [each for each in entries if each.item.dated_on]
    for path, decisions in _by_file(tree, dated, "dates.csv", DATE_COLUMNS, "evidence"):
        for each in decisions:
            if part := next((words for words, people in parts.items() if each.by in people), ""):
                raise Refusal(f"{each.by!r} dated {each.item!r} and {part} its disposition; another person does")
        _check_signed(repository, register, path, "date", decisions, public)


def _check_within(tree: Tree, entries: Iterable[PlannedItem]) -> None:
    """The last day that was decided of each item is one on which it can have been made."""
    for path, listed in groupby(sorted(entries, key=_dates_path), key=_dates_path):
        last = {row["item"]: row["dated_on"] for row in read_rows(tree, path, DATE_COLUMNS)}
        for entry in listed:
            day = last.get(decided_name(entry), "")
            if day and not is_within(day, entry.item.earliest_on, entry.item.on):
                raise Refusal(
                    f"{path}: {decided_name(entry)!r} cannot date from {day}, which counts nowhere; `records date` "
                    f"adds a day that is no later than {entry.item.on} and not before the first that it can date from"
                )


def _dates_path(entry: PlannedItem) -> str:
    return _path(entry, "dates.csv")


def check_nonrecords(
    tree: Tree,
    repository: Repository,
    register: Register,
    entries: Iterable[PlannedItem],
    executor: str,
    public: Repository | None = None,
) -> None:
    """A records officer decided that something is no record, on a ground, and neither wrote nor destroys it."""
    nonrecords = [each for each in entries if each.item.content_class == "nonrecord"]
    grounds = {each.item.named: each.series.partition("#")[2] for each in nonrecords}
    decided = set()
    for path, decisions in _by_file(tree, nonrecords, "classes.csv", CLASS_COLUMNS, "reason"):
        for each in decisions:
            decided.add((path, each.item))
            _check_officer(register, each, executor, path.split("/")[1])
            if not any(re.search(rf"(?<!\w){re.escape(ground)}(?!\w)", each.said) for ground in grounds.values()):
                wanted = ", ".join(sorted(set(grounds.values())))
                raise Refusal(
                    f"{each.item!r} was decided to be no record on no ground of the law; its reason names {wanted}"
                )
        _check_signed(repository, register, path, "nonrecord", decisions, public)
    for entry in nonrecords:
        if (_path(entry, "classes.csv"), decided_name(entry)) not in decided:
            raise Refusal(
                f"nobody decided that {decided_name(entry)!r} is no record; a rule does not, a records officer does"
            )


def _check_officer(register: Register, decision: ItemDecision, executor: str, site: str) -> None:
    person, record = register.get("people", decision.by), register.get("sites", site)
    if person is None or not holds_role(person.value, "records-officer", decision.on):
        raise Refusal(f"{decision.by!r} decided that {decision.item!r} is no record; a records officer decides that")
    if decision.by == executor:
        raise Refusal(f"{executor!r} decided that {decision.item!r} is no record; another person destroys it")
    if record and decision.by in record.value.get("accountable", {}).get("posting", ()):
        raise Refusal(
            f"{decision.by!r} posts on {site!r} and decided that {decision.item!r} is no record; another decides"
        )


def _check_signed(
    repository: Repository,
    register: Register,
    path: str,
    act: str,
    decisions: Iterable[ItemDecision],
    public: Repository | None,
) -> None:
    """Whoever decided signed the file as it stands, where people have keys."""
    if not people_have_keys(register):
        return
    signed = {each.person for each in signed_about(repository, register, path, act, public)}
    for each in decisions:
        if each.by not in signed:
            raise Refusal(
                f"{each.by!r}, who decided about {each.item!r}, did not sign {path!r} as it stands; they sign it with "
                f"`records approve BASE..HEAD --act {act}`"
            )


def _by_file(
    tree: Tree, entries: Iterable[PlannedItem], name: str, columns: list[str], said: str
) -> Iterator[tuple[str, list[ItemDecision]]]:
    """The last decision about each item, file by file."""
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        wanted.setdefault(_path(entry, name), set()).add(decided_name(entry))
    for path, items in sorted(wanted.items()):
        last = {row["item"]: row for row in read_rows(tree, path, columns)}
        found = (last[item] for item in sorted(items) if item in last)
        yield path, [ItemDecision(path, row["item"], row["by"], row["on"], row[said]) for row in found]


def _path(entry: PlannedItem, name: str) -> str:
    return f"captures/{entry.item.site}/{entry.item.capture}/{name}"


def decided_name(entry: PlannedItem) -> str:
    """How a decision names an item, or a part of residue."""
    return f"{RESIDUE}/{entry.part}" if entry.part else entry.item.id

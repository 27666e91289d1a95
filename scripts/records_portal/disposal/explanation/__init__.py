"""Why an item may be disposed of or not: the chain from the item to its status, each link with file and line.

Nothing is decided here: series, dates, holds, authority and status are those of `retention`, told in words.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from records_portal.captures.comparison import gone_items
from records_portal.register.findings import Refusal
from records_portal.register.model import Register
from records_portal.register.sources import Tree
from records_portal.retention.due_list import lists_of, single_items
from records_portal.retention.item_lists import RESIDUE, RetainedItem
from records_portal.retention.statuses import Retention

from .arithmetic import date_steps
from .authority import authorization_steps, hold_steps
from .case import ExplainedItem, ExplanationStep, numbered_rows
from .ending import disposition_steps, status_steps
from .item import class_steps, item_steps
from .series import schedule_steps, series_steps

__all__ = ["ExplainedItem", "ExplanationStep", "Records", "case_of", "explanation"]

MOST_GUESSED = 2_000


@dataclass(frozen=True, slots=True)
class Records:
    """What is looked at: the register, every item with the residue, and the trees, each with whether it is private."""

    register: Register
    items: pd.DataFrame
    trees: Sequence[tuple[Tree, bool]]


def case_of(records: Records, as_of: date, site: str, item: str, version: int = 0) -> ExplainedItem:
    """The case of an item, of its last version unless one is named; what is not there is refused with a guess."""
    _refuse_unknown_site(records.register, site)
    theirs = records.items[records.items["site"] == site]
    rows = theirs[theirs["id"] == item]
    if not len(rows):
        raise Refusal(f"{site} has no item {item!r}; {_guess(item, theirs['id'])}")
    versions = rows["version"].astype(int)
    chosen = rows[versions == (version or versions.max())]
    if not len(chosen):
        known = ", ".join(map(str, sorted(set(versions))))
        raise Refusal(f"{site} {item!r} has no version {version}; it has {known}")
    row = {str(name): str(value) for name, value in chosen.iloc[-1].items()}
    capture = records.register.of("captures")[f"{site}/{row['capture']}"]
    tree = next(tree for tree, private in records.trees if capture.lies_in(tree.label, private))
    retention = Retention(records.register, as_of)
    retention.lists = lists_of(retention, [records.items])
    [value] = single_items(chosen.tail(1))
    others = [
        f"version {one_version} in capture {one_capture} ({change})"
        for place, one_version, one_capture, change in zip(
            rows.index, rows["version"], rows["capture"], rows["change"], strict=True
        )
        if place != chosen.index[-1]
    ]
    line = 0 if value.kind == RESIDUE else _line(tree, capture.path.rpartition("/")[0], value)
    holds_seen = any(private for _, private in records.trees)
    gone = gone_items(records.register, records.trees, site).get((site, item))
    judgement = retention.judge(value)
    return ExplainedItem(retention, judgement, row, line, tuple(others), capture, tree, holds_seen, gone)


def _refuse_unknown_site(register: Register, site: str) -> None:
    if register.get("sites", site) is None:
        guess = difflib.get_close_matches(site, register.of("sites"), 1)
        raise Refusal(f"site {site!r} is not in the register; {_meant(guess, '`records due` lists them')}")


def _guess(item: str, known: pd.Series[str]) -> str:
    """The id that somebody may have meant; of many, only those that begin or end alike are compared."""
    alike = known[known.str.startswith(item[:4]) | known.str.endswith(item[-4:])].drop_duplicates()
    guess = difflib.get_close_matches(item, alike.head(MOST_GUESSED), 1, 0.7)
    return _meant(guess, "`records due --site` lists them")


def _meant(guess: list[str], otherwise: str) -> str:
    return f"did you mean {guess[0]!r}?" if guess else otherwise


def _line(tree: Tree, folder: str, item: RetainedItem) -> int:
    """The line of the index that lists the item; 0 where the index lies in the store."""
    wanted = item.id, str(item.version)
    rows = numbered_rows(tree, f"{folder}/items.csv")
    return next((line for line, row in rows if (row.get("id"), row.get("version")) == wanted), 0)


def explanation(case: ExplainedItem) -> Iterator[ExplanationStep]:
    """Every step from the item to its status, in order."""
    yield from item_steps(case)
    yield from class_steps(case)
    yield from series_steps(case)
    yield from schedule_steps(case)
    yield from date_steps(case)
    yield from hold_steps(case)
    yield from authorization_steps(case)
    yield from disposition_steps(case)
    yield from status_steps(case)

"""Holds: kept up, in the order of their dates, released no wider than they bind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import Record

from .context import CheckContext
from .rules import RuleFault, error, fault, late

if TYPE_CHECKING:
    from records_portal.register.records import HoldScope, HoldValue

STEPS = ("amendments", "updates", "releases")


def _steps(hold: Record[HoldValue]) -> Iterator[tuple[ValuePath, str]]:
    """Where each thing that happened to a hold stands, and its day."""
    value = hold.value
    days = (
        [each["on"] for each in value.get("amendments", [])],
        [each["on"] for each in value.get("updates", [])],
        [each["on"] for each in value.get("releases", [])],
    )
    for name, happened in zip(STEPS, days, strict=True):
        for index, on in enumerate(happened):
            yield (name, index), on


def _is_released(hold: Record[HoldValue]) -> bool:
    """Whether a release without a scope of its own has lifted the whole hold."""
    return any("scope" not in release for release in hold.value.get("releases", []))


def last_word(hold: Record[HoldValue]) -> str | None:
    """The day on which those concerned last heard of a hold; nothing for one that was released as a whole."""
    if _is_released(hold):
        return None
    return str(max([hold.value["placed"]["on"], *(on for _, on in _steps(hold))]))


def _named(scope: HoldScope) -> dict[str, Sequence[object]]:
    """What a scope names, by key."""
    return {
        "sites": scope.get("sites", ()),
        "agencies": scope.get("agencies", ()),
        "series": scope.get("series", ()),
        "items": scope.get("items", ()),
    }


@late
def check_holds_updated(context: CheckContext) -> Iterator[RuleFault]:
    """H001 a hold in force is updated in time."""
    for hold in context.of("holds"):
        last = last_word(hold)
        if last is not None and (due_on := context.due_on(last, "hold_update")) < context.today:
            message = f"last updated on {last}, due on {due_on}"
            path: ValuePath = ("updates",) if "updates" in hold.value else ("placed",)
            yield fault(hold, path, message, "an entry in updates; a hold never lapses")


@error
def check_hold_dates(context: CheckContext) -> Iterator[RuleFault]:
    """H002 what happens to a hold happens after it was placed, each list in the order of its dates."""
    for hold in context.of("holds"):
        latest = dict.fromkeys(STEPS, hold.value["placed"]["on"])
        for path, on in _steps(hold):
            name = str(path[0])
            if on < latest[name]:
                yield fault(hold, (*path, "on"), f"{on} comes after {latest[name]}", "the oldest entry first")
            latest[name] = max(latest[name], on)


@error
def check_release_within_hold(context: CheckContext) -> Iterator[RuleFault]:
    """H003 a release names nothing that the hold does not name."""
    for hold in context.of("holds"):
        scopes = [hold.value["scope"], *(each["scope"] for each in hold.value.get("amendments", []))]
        for index, release in enumerate(hold.value.get("releases", [])):
            for key, named in _named(release["scope"]).items() if "scope" in release else ():
                held = [name for scope in scopes for name in _named(scope)[key]]
                for name in named:
                    if held and name not in held:
                        path: ValuePath = ("releases", index, "scope", key)
                        yield fault(hold, path, f"the hold does not name {name!r} in its {key}", "what the hold names")

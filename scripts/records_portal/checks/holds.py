"""Holds: kept up, in the order of their dates, released by whoever may, no wider than they bind, never taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.findings import Place
from records_portal.register.model import Record
from records_portal.register.past import step_name
from records_portal.retention.holds import (
    COUNSEL,
    ITEMS_ALONE,
    earlier_values,
    items_are_enough,
    may_release,
    origins_of,
    people_have_keys,
    releaser_of,
    root_of_hold,
    words_of_counsel,
)

from .context import CheckContext
from .rules import RuleFault, error, fault, late, owed_faults

if TYPE_CHECKING:
    from records_portal.register.records import (
        HoldScope,
        HoldValue,
    )

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
    yield from owed_faults(context, "hold-update")


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


def _freeing(hold: Record[HoldValue]) -> Iterator[tuple[ValuePath, Mapping[str, object]]]:
    """Where each step stands that may free something: a release, or an amendment by its covers."""
    for index, release in enumerate(hold.value.get("releases", [])):
        yield ("releases", index), release
    for index, amendment in enumerate(hold.value.get("amendments", [])):
        if "covers" in amendment:
            yield ("amendments", index), amendment


@error
def check_releasers(context: CheckContext) -> Iterator[RuleFault]:
    """H004 a hold is released by whoever holds the role for its kind on that day; any other release frees nothing."""
    for hold in context.of("holds"):
        for path, step in _freeing(hold):
            on, by = str(step["on"]), str(step["by"])
            if path[0] == "releases" and not may_release(context.register, hold.id, hold.value, by, on):
                role = releaser_of(hold.value["kind"])
                yield fault(hold, (*path, "by"), f"{by!r} was not {role} on {on}", f"a release by the {role}")


@late
def check_releases_signed(context: CheckContext) -> Iterator[RuleFault]:
    """H005 where people have keys, what frees something from a hold is signed; until then it frees nothing."""
    for hold in context.of("holds") if people_have_keys(context.register) else ():
        for path, step in _freeing(hold):
            if (root_of_hold(context.register, hold), hold.id, step_name(step)) not in context.register.past.signed:
                right = f"`records --private DIR approve holds/{hold.id} --act release` by {step['by']}"
                yield fault(hold, path, f"what {step['by']!r} wrote on {step['on']} is not signed", right)


LASTING = ("kind", "scope", "covers", "placed")


@error
def check_nothing_taken_back(context: CheckContext) -> Iterator[RuleFault]:
    """H006 what was written of a hold stays as it was: its scope, its days and each of its steps."""
    for hold in context.of("holds"):
        earlier: list[Mapping[str, object]] = [
            *earlier_values(context.register, hold.id, root_of_hold(context.register, hold))
        ]
        for key in LASTING:
            first = next((value[key] for value in earlier if key in value), None)
            if first is not None and hold.value.get(key) != first:
                path: ValuePath = (key,) if key in hold.value else ()
                right = "what was written first; add an amendment or a release"
                yield fault(hold, path, f"{key} was changed in place", right)
        for name in STEPS:
            steps = [step_name(each) for each in _listed(hold.value, name)]
            lost = {step_name(each): each for value in earlier for each in _listed(value, name)}
            for each in (step for said, step in lost.items() if said not in steps):
                path = (name,) if name in hold.value else ()
                message = f"the entry of {each['on']} in {name} was changed or taken away"
                yield fault(hold, path, message, "every entry as it was written")


def _listed(value: Mapping[str, object], name: str) -> Sequence[Mapping[str, object]]:
    found = value.get(name, ())
    return found if isinstance(found, list) else ()


@error
def check_holds_stay(context: CheckContext) -> Iterator[RuleFault]:
    """H007 a hold's file stays; where only history has it, it binds all the same."""
    known = context.register
    gone = [each for kind, each in known.past.versions if kind == "holds"]
    for name, origin in ((each, origin) for each in gone for origin in origins_of(known, each)):
        record = known.get("holds", name)
        if not known.knows("holds", name) or (record and root_of_hold(known, record) != origin):
            path = next(each.path for each in reversed(known.past.of("holds", name)) if each.origin == origin)
            message = "its file is gone, and it binds all the same"
            yield RuleFault(Place(path), name, message, f"the file as history has it: git log -- {path}")


@late
def check_items_enough(context: CheckContext) -> Iterator[RuleFault]:
    """H008 that the items of a hold are enough is said and signed by counsel; until then their export is frozen too."""
    for hold in context.of("holds"):
        value = hold.value
        if value.get("preserve") != ITEMS_ALONE or items_are_enough(context.register, hold.id, value):
            continue
        counsels = [str(each.said["by"]) for each in words_of_counsel(context.register, value)]
        if counsels and people_have_keys(context.register):
            message = f"{counsels[-1]!r} did not sign that its items are enough: the export stays frozen"
            yield fault(
                hold, ("preserve",), message, f"`records approve holds/{hold.id} --act confirm` by {counsels[-1]}"
            )
        else:
            message = f"nobody who was {COUNSEL} placed or confirmed it so: the export stays frozen"
            right = f"`records hold confirm {hold.id} --preserve-items` by {COUNSEL}"
            yield fault(hold, ("preserve",), message, right)


@late
def check_counsel_looked(context: CheckContext) -> Iterator[RuleFault]:
    """H009 counsel has looked at what was deleted on a site under a hold, or while its holds were not asked for."""
    yield from owed_faults(context, "deleted-under-hold")

"""What is written into a hold as it is placed, amended or released: what its scope means on that day.

Sites that had left an agency before are not among them; whoever places the hold is shown them, and names them or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.register.model import Register

from .holds import (
    Hold,
    agencies_before,
    classes_led_to_alone,
    classes_named,
    earlier_values,
    ended_on,
    freeing_steps,
    holds_in_force,
    last_word_on,
    sites_named,
    why_not_free,
)
from .series import series_family, series_now

if TYPE_CHECKING:
    from records_portal.register.records import HoldCovers, HoldScope, HoldValue

REGISTER_COLUMNS = (
    *("hold", "matter", "kind", "state", "items", "placed_on", "placed_by", "confirmed_on", "last_word_on"),
    *("acknowledged_by", "sites", "agencies", "series", "named_items", "from_on", "to_on", "not_counting"),
)


def covers_of(register: Register, scope: HoldScope, on: str, also: Iterable[str] = (), commit: str = "") -> HoldCovers:
    """What a scope means on a day for what it binds, with sites that are named besides."""
    covers: HoldCovers = {}
    sites = sites_named(register, scope, on)
    if sites is not None:
        covers["sites"] = sorted(sites | frozenset(also))
    if "series" in scope:
        family = series_family(register, scope["series"])
        within = covers["sites"] if sites is not None else list(register.of("sites"))
        covers["series"] = sorted(family)
        _put_classes(covers, classes_named(register, family, within))
    if "items" in scope:
        covers["items"] = list(scope["items"])
    if commit:
        covers["commit"] = commit
    return covers


def freed_by(register: Register, scope: HoldScope, on: str, commit: str = "") -> HoldCovers:
    """What a release's scope means on a day for certain: classes that lead to its series alone."""
    covers: HoldCovers = {}
    sites = sites_named(register, scope, on)
    if sites is not None:
        covers["sites"] = sorted(sites)
    if "series" in scope:
        leading = {series_now(register, each, on) for each in scope["series"]} - {""}
        covers["series"] = sorted({*scope["series"], *leading})
        _put_classes(covers, classes_led_to_alone(register, frozenset(covers["series"])))
    if "items" in scope:
        covers["items"] = list(scope["items"])
    if commit:
        covers["commit"] = commit
    return covers


def _put_classes(covers: HoldCovers, classes: Iterable[tuple[str, str]]) -> None:
    covers["classes"] = [{"site": site, "class": content_class} for site, content_class in sorted(classes)]  # type: ignore[typeddict-item]  # the classes of records


def sites_that_left(register: Register, scope: HoldScope, on: str) -> Iterator[tuple[str, str]]:
    """The sites that had left an agency of a scope before a day, each with that agency."""
    wanted, now = set(scope.get("agencies", ())), sites_named(register, scope, on) or frozenset()
    for name, site in register.of("sites").items():
        for agency in sorted(wanted & agencies_before(site.value, on)):
            if name not in now:
                yield name, agency


@dataclass(frozen=True, slots=True)
class HoldEntry:
    """A hold in the register of holds, with the number of items that it binds."""

    hold: Hold
    value: HoldValue
    items: int
    not_counting: tuple[str, ...]
    last_word_on: str
    ended_on: str = ""

    @property
    def state(self) -> str:
        """Whether it binds anything that is known, or can."""
        if self.hold.vanished:
            return "vanished"
        return "released" if self.ended_on and not self.items else "in force"

    def cells(self) -> Sequence[object]:
        """Its line, under `REGISTER_COLUMNS`."""
        value, scope = self.value, _scope_now(self.value)
        known = [
            each["person"]
            for each in value.get("notified", ())
            if not isinstance(each, str) and "acknowledged_on" in each
        ]
        items = [f"{each['site']} {each['item']}" for each in scope.get("items", ())]
        return (
            *(self.hold.id, value["matter"], value["kind"], self.state, self.items),
            *(value["placed"]["on"], value["placed"]["by"], value.get("confirmed", {}).get("on", "")),
            self.last_word_on,
            *(known, scope.get("sites", []), scope.get("agencies", []), scope.get("series", []), items),
            *(scope.get("from_on", ""), scope.get("to_on", ""), "; ".join(self.not_counting)),
        )


def _scope_now(value: HoldValue) -> HoldScope:
    scopes: list[HoldScope] = [value["scope"], *(each["scope"] for each in value.get("amendments", ()))]
    return scopes[-1]


def register_of_holds(register: Register, held: Iterable[str], as_of: str) -> Iterator[HoldEntry]:
    """Every hold with how many items it binds, by the holds of each item as the due list names them."""
    counts = Counter(name for names in held for name in names.split())
    for hold in holds_in_force(register, as_of):
        record = register.get("holds", hold.id)
        value = record.value if record and not hold.vanished else earlier_values(register, hold.id, hold.origin)[-1]
        reasons = tuple(_not_counting(register, hold.id, value, as_of))
        days = last_word_on(register, hold.id, value, as_of), ended_on(register, hold.id, value, as_of)
        yield HoldEntry(hold, value, counts[hold.id], reasons, *days)


def _not_counting(register: Register, name: str, value: HoldValue, as_of: str) -> Iterator[str]:
    for step in freeing_steps(value):
        if why := why_not_free(register, name, value, step, as_of):
            yield f"{step['on']}: {why}"

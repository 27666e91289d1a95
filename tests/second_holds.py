"""A second reading of holds, from the rules alone: nothing of the program is used here.

An office is a row of days, each with its records as plain values as they stood from that day on. A hold keeps an item
where any day since it was placed gives it a way to; it lets go what a release of somebody entitled names for certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Value = Mapping[str, Any]
RELEASES = {"litigation": "counsel", "investigation": "counsel", "other": "counsel"}
RELEASES |= {"audit": "auditor", "public-records-request": "records-custodian"}


@dataclass(frozen=True)
class Day:
    """The public records from a day on: sites, agencies, schedules and people, by id."""

    on: str
    sites: Mapping[str, Value]
    agencies: Mapping[str, Value]
    schedules: Mapping[str, Value]
    people: Mapping[str, Value]


@dataclass(frozen=True)
class Item:
    """A version of an item: every class that it ever had, and the first and last day that it can be of."""

    site: str
    id: str
    version: int
    classes: tuple[str, ...]
    first: str
    last: str


@dataclass(frozen=True)
class Office:
    """The public records of each day, oldest first; a hold's file as it stood from each day on."""

    days: tuple[Day, ...]
    holds: Mapping[str, tuple[Value, ...]]

    def since(self, on: str) -> Sequence[Day]:
        """The days from one on, with the one before it that was still true then."""
        before = [number for number, day in enumerate(self.days) if day.on < on]
        return self.days[before[-1] if before else 0 :]


def binding(office: Office, item: Item, today: str) -> set[str]:
    """The holds that keep an item at the end of a day; a file that has vanished keeps what it kept."""
    return {name for name, versions in office.holds.items() if _keeps(office, versions, item, today)}


def _keeps(office: Office, versions: Sequence[Value], item: Item, today: str) -> bool:
    kept = False
    frees = [
        (step, on, _written(versions, step))
        for on, rank, step in _steps(versions, today)
        if rank in (_RELEASE, _DROPPED) and _frees(office, versions, rank, step, on)
    ]
    counted: list[tuple[str, int, int, str, int, Value]] = []
    for on, rank, step in _steps(versions, today):
        # what keeps is undone by nothing that was written before it, whatever the days that both claim
        undone = [day for _, day, place in frees if rank in (_PLACED, _WIDENING) and place < _written(versions, step)]
        late = max(undone, default="") >= on
        counted.append((max([on, *undone]), _WIDENING if late else rank, len(counted), on, rank, step))
    for _, _, _, on, rank, step in sorted(counted, key=lambda each: each[:3]):
        free = _frees(office, versions, rank, step, on)
        if rank == _RELEASE and free:
            kept = kept and not _surely(office, step, on, item)
        elif rank == _DROPPED and free and "covers" in step:
            kept = kept and _possibly(office, step, on, item)
        elif rank in (_PLACED, _WIDENING):
            kept = kept or _possibly(office, step, on, item)
    return kept


def _frees(office: Office, versions: Sequence[Value], rank: int, step: Value, on: str) -> bool:
    """Whether a release, or an amendment by what it drops, counts."""
    if rank == _DROPPED and "covers" not in step:
        return False
    return rank in (_RELEASE, _DROPPED) and _may_release(office, versions[-1]["kind"], step["by"], on)


def _written(versions: Sequence[Value], step: Value) -> int:
    """The number of the first version of a hold's file in which a step stands."""
    for number, value in enumerate(versions):
        placed = {"scope": value["scope"], **value["placed"]}
        placed |= {"covers": value["covers"]} if "covers" in value else {}
        if step in (placed, *value.get("amendments", ()), *value.get("releases", ())):
            return number
    raise ValueError("a step that no version has")


# of one day what was placed stands first and a widening last, so that nothing is let go by an order that is not known
_PLACED, _RELEASE, _DROPPED, _WIDENING = -1, 0, 1, 2


def _steps(versions: Sequence[Value], today: str) -> Iterator[tuple[str, int, Value]]:
    last = versions[-1]
    for value in versions:  # whatever a file once said binds, be it taken out since
        covers = {"covers": value["covers"]} if "covers" in value else {}
        yield value["placed"]["on"], _PLACED, {"scope": value["scope"], **value["placed"], **covers}
        for amendment in value.get("amendments", ()):
            yield amendment["on"], _WIDENING, amendment
    for amendment in last.get("amendments", ()):
        if amendment["on"] <= today:
            yield amendment["on"], _DROPPED, amendment
    for release in last.get("releases", ()):
        if release["on"] <= today:
            yield release["on"], _RELEASE, release


def _may_release(office: Office, kind: str, person: str, on: str) -> bool:
    roles = office.days[-1].people.get(person, {}).get("roles", ())
    held = [role for role in roles if role["from_on"] <= on <= role.get("to_on", "9999-12-31")]
    return RELEASES[kind] in [role["role"] for role in held]


def _possibly(office: Office, step: Value, on: str, item: Item) -> bool:
    scope, covers, days = step["scope"], step.get("covers", {}), office.since(on)
    return (
        _place_possible(scope, covers, days, item)
        and _series_possible(office, scope, covers, days, item)
        and ("items" not in scope or _is_named((*scope["items"], *covers.get("items", ())), item))
        and _days_possible(scope, item)
    )


def _days_possible(scope: Value, item: Item) -> bool:
    if "from_on" not in scope and "to_on" not in scope:
        return True
    if not item.first:
        return True
    ends = item.last or "9999-12-31"
    return bool(item.first <= scope.get("to_on", "9999-12-31") and ends >= scope.get("from_on", "0000"))


def _place_possible(scope: Value, covers: Value, days: Sequence[Day], item: Item) -> bool:
    if "sites" not in scope and "agencies" not in scope:
        return True
    if item.site in covers.get("sites", ()):
        return True
    named = item.site in scope.get("sites", (item.site,))
    agencies = {agency for day in days for agency in _agencies(day, item.site, days[0].on)}
    return named and ("agencies" not in scope or bool(agencies & set(scope["agencies"])))


def _agencies(day: Day, site: str, since: str) -> Iterator[str]:
    """The agency of a site as a day's records have it, and those that it had since by its dated facts."""
    if site not in day.sites:
        return
    record = day.sites[site]
    yield record["agency"]
    for fact in record.get("facts", ()):
        if fact["kind"] == "agency-change" and fact["on"] > since:
            yield from (fact["from_agency"], fact["to_agency"])


def _series_possible(office: Office, scope: Value, covers: Value, days: Sequence[Day], item: Item) -> bool:
    if "series" not in scope:
        return True
    meant = _kin(office, {*scope["series"], *covers.get("series", ())})
    if any(each["site"] == item.site and each["class"] in item.classes for each in covers.get("classes", ())):
        return True
    # of what has no class, or one that leads nowhere, nobody knows that it does not belong to the series
    if not item.classes[-1] or not _leads_to(days[-1], item.site, item.classes[-1]):
        return True
    return any(_leads_to(day, item.site, each) & meant for each in item.classes for day in days if each)


def _leads_to(day: Day, site: str, content_class: str) -> set[str]:
    record = day.sites.get(site)
    if record is None:
        return set()
    own = {each["series"] for each in record["communications"] if each["class"] == content_class and "series" in each}
    if own:
        return own
    office = day.agencies.get(record["agency"], {})
    return {each["series"] for each in office.get("class_series", ()) if each["class"] == content_class}


def _kin(office: Office, series: set[str]) -> set[str]:
    """Every series that crosswalks of any day join to some, older and newer, however far."""
    joined = set()
    for day in office.days:
        for name, schedule in day.schedules.items():
            for version in schedule["versions"]:
                for each in version.get("crosswalk", ()):
                    joined.add((f"{name}#{each['from']}", f"{name}#{each['to']}"))
    while True:
        more = {b for a, b in joined if a in series} | {a for a, b in joined if b in series}
        if more <= series:
            return series
        series = series | more


def _is_named(named: Sequence[Value], item: Item) -> bool:
    return any(
        each["site"] == item.site and each["item"] == item.id and each.get("version", item.version) == item.version
        for each in named
    )


def _surely(office: Office, release: Value, on: str, item: Item) -> bool:
    if "scope" not in release:
        return True
    scope, days = release["scope"], office.since(on)
    return (
        _place_sure(release, days, item)
        and _series_sure(release, days, item)
        and ("items" not in scope or _is_named(scope["items"], item))
        and _days_sure(scope, item)
    )


def _days_sure(scope: Value, item: Item) -> bool:
    if "from_on" not in scope and "to_on" not in scope:
        return True
    known = bool(item.first and item.last)
    return known and scope.get("from_on", "0000") <= item.first and item.last <= scope.get("to_on", "9999-12-31")


def _place_sure(release: Value, days: Sequence[Day], item: Item) -> bool:
    scope, covers = release["scope"], release.get("covers", {})
    if item.site not in scope.get("sites", (item.site,)):
        return False
    if "agencies" not in scope:
        return True
    if "covers" in release:
        return item.site in covers.get("sites", ())
    agencies = {agency for day in days for agency in _agencies(day, item.site, days[0].on)}
    return bool(agencies) and agencies <= set(scope["agencies"])


def _series_sure(release: Value, days: Sequence[Day], item: Item) -> bool:
    scope, covers = release["scope"], release.get("covers", {})
    if "series" not in scope:
        return True
    if not item.classes[-1]:
        return False
    written = {(each["site"], each["class"]) for each in covers.get("classes", ())}
    named = {*scope["series"], *covers.get("series", ())}
    if not _leads_to(days[-1], item.site, item.classes[-1]) <= named:
        return False
    for content_class in filter(None, item.classes):
        if "covers" in release:
            if (item.site, content_class) not in written:
                return False
        elif not all(_leads_to(day, item.site, content_class) <= named for day in days):
            return False
    return True

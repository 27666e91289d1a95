"""Holds as dated history: what each named when it was laid and on any day since, replayed step by step up to a day.

* A hold binds what was written into `covers` when it was placed, and what its scope has named on any day since: sites
  of its agencies by every change of agency, series with all that crosswalks join to them, classes by whatever series
  they led to. So no change of the public register frees anything.
* An item dates from an interval of days; a day that is not known cannot be ruled out.
* Steps count in the order of their dates, of one day the placing first and a widening last. Placing and widening bind
  at once, whatever their day, and are undone by nothing that was written before them; a release and what an amendment
  drops free from their day on.
* A release frees only what lies in it for certain: of agencies and series what was written into its own `covers` or,
  without that, what has lain in them on every day since, as far as it is known. An amendment with `covers` drops what
  its new scope leaves out for certain; one without only adds.
* Who may release is decided by the kind of hold and the roles of that day; where people have keys, a step that frees
  counts once it is signed.
* Its export is frozen with a held item, unless counsel said by placing or confirming it that the items are enough.
* What a hold's file said before binds as well, be the file gone; steps that free are believed of the last one alone.
* What two roots have under one name are two holds. What the public root had by mistake goes on in the private root that
  has it under the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from records_portal.register.model import Record, Register
from records_portal.register.past import EarlierVersion, Past, PreservingWord, step_name, words_on_preserving
from records_portal.register.sites import holds_role

from .scopes import ALWAYS, FOREVER
from .series import class_series_of, series_family

if TYPE_CHECKING:
    from records_portal.register.records import (
        AgencyValue,
        HoldAmendment,
        HoldCovers,
        HoldRelease,
        HoldScope,
        HoldValue,
        Role,
        SiteValue,
    )

RELEASERS: Mapping[str, Role] = {"audit": "auditor", "public-records-request": "records-custodian"}
COUNSEL: Role = "counsel"
RELEASER_OF_OTHERS = COUNSEL
ITEMS_ALONE = "items"
OWN_WORD = "items_enough"  # counsel's, beside another person's confirmation
UNKNOWN_SERIES = frozenset[str]()
PUBLIC = ""


class HeldSubject(NamedTuple):
    """What a hold has to know of an item: empty series and empty days are unknown ones."""

    site: str
    item: str
    version: int
    series: frozenset[str] = UNKNOWN_SERIES
    classes: frozenset[str] = frozenset()
    first_on: str = ""
    last_on: str = ""


@dataclass(frozen=True, slots=True)
class HoldReach:
    """What a scope meant: in every key that is given one value has to agree.

    `classes` are the classes of sites that led to its series on some day.
    """

    sites: frozenset[str] | None = None
    series: frozenset[str] | None = None
    items: frozenset[tuple[str, str, int]] | None = None
    from_on: str = ALWAYS
    to_on: str = FOREVER
    classes: frozenset[tuple[str, str]] = frozenset()

    @property
    def dated(self) -> bool:
        """Whether it is about content of some days only."""
        return (self.from_on, self.to_on) != (ALWAYS, FOREVER)

    def may_reach(self, subject: HeldSubject) -> bool:
        """Whether an item cannot be ruled out."""
        return (
            (self.sites is None or subject.site in self.sites)
            and (self.items is None or self._names(subject))
            and self._may_date_from_its_days(subject)
            and (self.series is None or self._may_lie_in_series(subject, self.series))
        )

    def surely_reaches(self, subject: HeldSubject) -> bool:
        """Whether an item lies within it beyond doubt."""
        return (
            (self.sites is None or subject.site in self.sites)
            and (self.items is None or self._names(subject))
            and (not self.dated or self._surely_dates_from_its_days(subject))
            and (self.series is None or self._surely_lies_in_series(subject, self.series))
        )

    def touches(self, site: str) -> bool:
        """Whether it may be about some content of a site, of the past or still to come."""
        about = self.items is None or any(named == site for named, _, _ in self.items)
        return about and (self.sites is None or site in self.sites)

    def is_whole(self, site: str) -> bool:
        """Whether it is about all content of a site."""
        return not self.dated and self.series is None and self.items is None and self.touches(site)

    def _names(self, subject: HeldSubject) -> bool:
        items = self.items or ()
        return (subject.site, subject.item, subject.version) in items or (subject.site, subject.item, 0) in items

    def _may_date_from_its_days(self, subject: HeldSubject) -> bool:
        """Whether the days of an item touch the scope's; every scope covers what has no first day."""
        if not subject.first_on:
            return True
        return subject.first_on <= self.to_on and (not subject.last_on or self.from_on <= subject.last_on)

    def _surely_dates_from_its_days(self, subject: HeldSubject) -> bool:
        known = bool(subject.first_on and subject.last_on)
        return known and self.from_on <= subject.first_on and subject.last_on <= self.to_on

    def _may_lie_in_series(self, subject: HeldSubject, series: frozenset[str]) -> bool:
        if not subject.series or not subject.series.isdisjoint(series):
            return True
        return any((subject.site, each) in self.classes for each in subject.classes)

    def _surely_lies_in_series(self, subject: HeldSubject, series: frozenset[str]) -> bool:
        known = bool(subject.series and subject.classes) and subject.series <= series
        return known and all((subject.site, each) in self.classes for each in subject.classes)


@dataclass(frozen=True, slots=True)
class HoldStep:
    """What happens to a hold on a day: it is laid on something, it is taken off something, or the rest is taken off.

    `laid` come each with the day from which they are meant; `left` is what an amendment leaves bound. `after` is the
    last day of what freed something before this was written, be it dated before that.
    """

    on: str
    begins: bool = False
    laid: tuple[tuple[str, HoldReach], ...] = ()
    freed: tuple[HoldReach, ...] = ()
    left: tuple[HoldReach, ...] = ()
    after: str = ""

    @property
    def order(self) -> tuple[str, bool, bool]:
        """By day; of one day the placing comes first and what is laid besides last, as does what was written later."""
        begins = self.begins and self.after < self.on
        return max(self.on, self.after), not begins, bool(self.laid)

    @property
    def reaches(self) -> Iterator[HoldReach]:
        """Everything that it speaks of."""
        yield from (reach for _, reach in self.laid)
        yield from self.freed
        yield from self.left


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold: its steps in the order in which they count; `vanished` where only history knows its file."""

    id: str
    steps: tuple[HoldStep, ...]
    items_only: bool = False
    vanished: bool = False
    origin: str = ""

    @property
    def reaches(self) -> Iterator[HoldReach]:
        """Everything that its steps speak of."""
        for step in self.steps:
            yield from step.reaches

    def binds(self, subject: HeldSubject) -> bool:
        """Whether it keeps an item: what the last step that concerns it says."""
        return self._replayed(lambda reach: reach.may_reach(subject), lambda reach: reach.surely_reaches(subject))

    def may_bind_on(self, site: str) -> bool:
        """Whether it may bind some content of a site, of the past or still to come."""
        return self._replayed(lambda reach: reach.touches(site), lambda reach: reach.is_whole(site))

    def _replayed(self, may: Callable[[HoldReach], bool], surely: Callable[[HoldReach], bool]) -> bool:
        """What the steps come to, in their order, for something that a scope may be about, or surely is."""
        bound = False
        for step in self.steps:
            if step.laid:
                bound = bound or any(may(reach) for _, reach in step.laid)
            elif step.freed:
                bound = bound and not any(surely(reach) for reach in step.freed)
            else:
                bound = bound and any(may(reach) for reach in step.left)
        return bound

    def until(self, day: str) -> Hold:
        """The hold without what was laid on something only after a day."""
        kept = (replace(step, laid=tuple(each for each in step.laid if each[0] <= day)) for step in self.steps)
        steps = tuple(step for step, was in zip(kept, self.steps, strict=True) if step.laid or not was.laid)
        return replace(self, steps=steps)

    def covered(self, subject: HeldSubject) -> bool:
        """Whether it was ever laid on an item, be it released since."""
        return self.came_after("", subject)

    def came_after(self, day: str, subject: HeldSubject) -> bool:
        """Whether it was laid on an item on a day or later, be it released since."""
        return any(on >= day and reach.may_reach(subject) for step in self.steps for on, reach in step.laid)


def holds_in_force(register: Register, as_of: str) -> list[Hold]:
    """Every hold of the register and of its history, as it stands at the end of a day."""
    known = register.of("holds")
    gone = {name for kind, name in register.past.versions if kind == "holds"} - set(known)
    names = (*known, *sorted(gone))
    return [_hold(register, name, origin, as_of) for name in names for origin in origins_of(register, name)]


def origins_of(register: Register, name: str) -> list[str]:
    """The roots that have a hold of a name or had one, as the register calls them; first the one that has it."""
    record = register.get("holds", name)
    now = [root_of_hold(register, record)] if record else []
    found = dict.fromkeys((*now, *(each.origin for each in register.past.of("holds", name))))
    if len(found) > 1 and PUBLIC not in now:
        found.pop(PUBLIC, None)
    return list(found)


def root_of_hold(register: Register, record: Record[HoldValue]) -> str:
    """The root that a hold's record is of; one that was made in memory is of the root that had it last."""
    if record.origin or record.digest:
        return record.origin
    return next((each.origin for each in reversed(register.past.of("holds", record.id))), PUBLIC)


def earlier_values(register: Register, name: str, origin: str) -> list[HoldValue]:
    """What a hold's file said before in a root, and in the public one, the oldest first."""
    versions = register.past.of("holds", name)
    return [each.value for each in versions if each.origin in (origin, PUBLIC)]  # type: ignore[misc]  # of holds


def holding(holds: Iterable[Hold], subject: HeldSubject) -> list[str]:
    """The ids of the holds that bind an item, each once."""
    return list(dict.fromkeys(hold.id for hold in holds if hold.binds(subject)))


def released_by(register: Register, person: str, subjects: Iterable[HeldSubject], as_of: str) -> list[str]:
    """The holds that covered any of some items and of which a person released something."""
    known = list(subjects)
    found = []
    for hold in holds_in_force(register, as_of):
        record = register.get("holds", hold.id)
        steps = freeing_steps(record.value) if record else ()
        if any(each.get("by") == person for each in steps) and any(map(hold.covered, known)):
            found.append(hold.id)
    return found


def freeing_steps(hold: HoldValue) -> Iterator[HoldRelease | HoldAmendment]:
    """The steps that may free something: releases, and amendments with what their new scope covers."""
    yield from hold.get("releases", ())
    yield from (each for each in hold.get("amendments", ()) if "covers" in each)


def releaser_of(kind: str) -> Role:
    """The role that may release a hold of a kind: counsel's alone where no other is named."""
    return RELEASERS.get(kind, RELEASER_OF_OTHERS)


def may_release(register: Register, name: str, hold: HoldValue, person: str, on: str) -> bool:
    """Whether a person held on a day the role that may release a hold, of whatever kinds its record said it was."""
    record = register.get("people", person)
    kinds = {hold["kind"], *(str(each.value["kind"]) for each in register.past.of("holds", name))}
    roles = {releaser_of(kind) for kind in kinds}
    if record is None or not roles.isdisjoint(role for who, role in register.past.ungranted if who == person):
        return False
    return all(holds_role(record.value, role, on) for role in roles)


def people_have_keys(register: Register) -> bool:
    """Whether acts are signed in this office: somebody's key is registered, or ever was on the main line."""
    return register.past.had_keys or any(person.value.get("keys") for person in register.of("people").values())


def why_not_free(register: Register, name: str, hold: HoldValue, step: Mapping[str, object], as_of: str) -> str:
    """Why a release, or what an amendment drops, does not count on a day; empty where it does."""
    on, by = str(step["on"]), str(step.get("by", ""))
    if on > as_of:
        return f"it counts from {on} on"
    if not may_release(register, name, hold, by, on):
        return f"{by or 'nobody'} was not {releaser_of(hold['kind'])} on {on}"
    signed = (_origin_of(register, name, hold), name, step_name(step)) in register.past.signed
    if people_have_keys(register) and not signed:
        return f"{by} did not sign it; `records --private DIR approve holds/{name} --act release` does"
    return ""


def _origin_of(register: Register, name: str, hold: HoldValue) -> str:
    """The root that says this of a hold, or said it last."""
    record = register.get("holds", name)
    if record and record.value == hold:
        return root_of_hold(register, record)
    said = (each.origin for each in reversed(register.past.of("holds", name)) if each.value == hold)
    return next(said, root_of_hold(register, record) if record else PUBLIC)


def items_are_enough(register: Register, name: str, hold: HoldValue) -> bool:
    """Whether counsel said and signed that a hold freezes its items alone: by itself, by placing or by confirming it.

    A placing or a confirmation that stood beside anything else before was not about that.
    """
    origin, signs = _origin_of(register, name, hold), people_have_keys(register)
    other = [each.value for each in register.past.of("holds", name) if each.value.get("preserve") != ITEMS_ALONE]
    return any(
        (not signs or (origin, name, word.name) in register.past.signed)
        and (word.key == OWN_WORD or not any(each.get(word.key) == word.said for each in other))
        for word in words_of_counsel(register, hold)
    )


def words_of_counsel(register: Register, hold: HoldValue) -> Iterator[PreservingWord]:
    """What whoever was counsel on that day said of it that the items of a hold are enough."""
    for word in words_on_preserving(hold):
        if _is_of_counsel(register, word.said) and (word.key == OWN_WORD or hold.get("preserve") == ITEMS_ALONE):
            yield word


def _is_of_counsel(register: Register, said: object) -> bool:
    """Whether something was said by whoever was counsel on that day."""
    if not isinstance(said, Mapping):
        return False
    person = register.get("people", str(said.get("by")))
    return person is not None and holds_role(person.value, COUNSEL, str(said["on"]))


def ended_on(register: Register, name: str, hold: HoldValue, as_of: str) -> str:
    """The day on which a release that counts lifted all of a hold, with nothing laid since; empty while it stands.

    The steps count in the order in which they bind: what was written after a release is laid after it, of whatever day.
    """
    earlier, ended = earlier_values(register, name, _origin_of(register, name, hold)), ""
    for step in _in_order(register, name, [*earlier, hold], as_of):
        if step.laid:
            ended = ""
        elif HoldReach() in step.freed:
            ended = step.on
    return ended


def last_word_on(register: Register, name: str, hold: HoldValue, as_of: str) -> str:
    """The last day by another on which something was said of a hold; a release that does not count says nothing."""
    said = [each["on"] for each in hold.get("amendments", ())] + [each["on"] for each in hold.get("updates", ())]
    releases = hold.get("releases", ())
    counting = [each["on"] for each in releases if not why_not_free(register, name, hold, each, as_of)]
    return max([hold["placed"]["on"], *(on for on in said if on <= as_of), *counting])


def _hold(register: Register, name: str, origin: str, as_of: str) -> Hold:
    record = register.get("holds", name)
    record = record if record and root_of_hold(register, record) == origin else None
    values = [*earlier_values(register, name, origin), *([record.value] if record else [])]
    steps = _in_order(register, name, values, as_of)
    items_only = items_are_enough(register, name, values[-1])
    return Hold(name, steps, items_only, vanished=record is None, origin=origin)


def _in_order(register: Register, name: str, values: Sequence[HoldValue], as_of: str) -> tuple[HoldStep, ...]:
    """The steps of a hold in the order in which they count, by all that its file said, what it says now being last."""
    freeing = dict(_freeing(register, name, values[-1], as_of))
    # a step comes with the first version that has it
    frees = [(place, step.on) for said, step in freeing.items() for place in _first_with(values, said)]
    laid = {
        said: (begins, each, place)
        for place, value in reversed(list(enumerate(values)))
        for said, begins, each in _scopes(value)
    }
    steps = [
        HoldStep(
            each["on"],
            begins,
            laid=tuple(meant_since(register, each["scope"], each["covers"], each["on"])),
            after=max((on for came, on in frees if came < place), default=""),
        )
        for begins, each, place in laid.values()
    ]
    steps += freeing.values()
    return tuple(sorted(steps, key=lambda each: each.order))


def _first_with(values: Sequence[HoldValue], said: str) -> Iterator[int]:
    """The place of the first version that has a step."""
    for place, value in enumerate(values):
        if said in map(step_name, (*value.get("releases", ()), *value.get("amendments", ()))):
            yield place
            return


class _Scope(TypedDict):
    """A scope as it was given, what it covered then, and the day."""

    scope: HoldScope
    covers: HoldCovers
    on: str


def _scopes(hold: HoldValue) -> Iterator[tuple[str, bool, _Scope]]:
    """Each scope that a hold was given, with what the step says and whether it is the first."""
    first: _Scope = {"scope": hold["scope"], "covers": hold.get("covers", {}), "on": hold["placed"]["on"]}
    yield step_name({"placed": first}), True, first
    for each in hold.get("amendments", ()):
        yield step_name(each), False, {"scope": each["scope"], "covers": each.get("covers", {}), "on": each["on"]}


def _freeing(register: Register, name: str, hold: HoldValue, as_of: str) -> Iterator[tuple[str, HoldStep]]:
    """What frees something by a day, of those steps that count, each with what it says."""
    for release in hold.get("releases", ()):
        if not why_not_free(register, name, hold, release, as_of):
            reach = surely_meant(register, release) if "scope" in release else HoldReach()
            yield step_name(release), HoldStep(release["on"], freed=(reach,))
    for each in hold.get("amendments", ()):
        if "covers" in each and not why_not_free(register, name, hold, each, as_of):
            left = meant_since(register, each["scope"], each["covers"], each["on"])
            yield step_name(each), HoldStep(each["on"], left=tuple(reach for _, reach in left))


def meant_since(register: Register, scope: HoldScope, covers: HoldCovers, on: str) -> Iterator[tuple[str, HoldReach]]:
    """What a scope has named on a day and on any day since, each with the day from which it did."""
    series = _series_meant(register, scope, covers)
    classes = _classes_meant(register, series, on, covers.get("commit", "")) | _classes(covers)
    items = _items((*scope["items"], *covers.get("items", ()))) if "items" in scope else None
    days = scope.get("from_on", ALWAYS), scope.get("to_on", FOREVER)
    for day, sites in _sites_meant(register, scope, covers, on):
        yield day, HoldReach(sites, series, items, *days, classes if series is not None else frozenset())


def surely_meant(register: Register, release: HoldRelease) -> HoldReach:
    """What a release names for certain: what was written down with it, else what has lain in it on every day since."""
    scope, covers, on = release["scope"], release.get("covers"), release["on"]
    sites = frozenset(scope["sites"]) if "sites" in scope else None
    if "agencies" in scope:
        theirs = covers.get("sites", []) if covers is not None else _sites_always_of(register, scope["agencies"], on)
        sites = frozenset(theirs) & (sites if sites is not None else frozenset(theirs))
    series, classes = None, frozenset[tuple[str, str]]()
    if "series" in scope:
        series = frozenset((*scope["series"], *(covers or {}).get("series", ())))
        classes = _classes(covers) if covers is not None else _classes_always_of(register, series, on)
    days = scope.get("from_on", ALWAYS), scope.get("to_on", FOREVER)
    return HoldReach(sites, series, _items(scope.get("items")), *days, classes)


def _sites_always_of(register: Register, agencies: Iterable[str], on: str) -> list[str]:
    """The sites that belonged to some agencies on a day and on every day since, as far as it is known."""
    wanted = set(agencies)
    return [
        name for name in register.of("sites") if {each for _, each in _agencies_since(register, name, on, "")} <= wanted
    ]


def _classes_always_of(register: Register, series: frozenset[str], on: str) -> frozenset[tuple[str, str]]:
    """The classes of sites that led to some series alone on a day and on every day since, as far as it is known."""
    found: set[tuple[str, str]] = set()
    for name in register.of("sites"):
        on_days = [
            {content_class for content_class, named in said.items() if series.issuperset(named)}
            for said in _class_series_since(register, name, on, "")
        ]
        found |= {(name, content_class) for content_class in set.intersection(*on_days)}
    return frozenset(found)


def sites_named(register: Register, scope: HoldScope, on: str) -> frozenset[str] | None:
    """The sites that a scope names on a day: those of its agencies, of several keys those that agree."""
    sites = frozenset(scope["sites"]) if "sites" in scope else None
    if "agencies" in scope:
        theirs = frozenset(
            name for name, site in register.of("sites").items() if agency_on(site.value, on) in scope["agencies"]
        )
        sites = theirs if sites is None else sites & theirs
    return sites


def agency_on(site: SiteValue, on: str) -> str:
    """The agency that a site belonged to on a day, by its dated changes; the last one where there is none after it."""
    changes = _agency_changes(site)
    later = [each for each in changes if each[0] > on]
    return later[0][1] if later else site["agency"]


def classes_named(register: Register, series: Iterable[str], sites: Iterable[str]) -> frozenset[tuple[str, str]]:
    """The classes of sites that lead to any of some series as the register says now."""
    wanted = frozenset(series)
    records = (site for name in sites if (site := register.get("sites", name)))
    return frozenset(
        (site.id, content_class)
        for site in records
        for agency in [register.get("agencies", site.value["agency"])]
        for content_class, named in class_series_of(site.value, agency.value if agency else None).items()
        if not wanted.isdisjoint(named)
    )


def agencies_before(site: SiteValue, on: str) -> set[str]:
    """The agencies that a site had belonged to before a day, but for the one of that day."""
    changes = [each for each in _agency_changes(site) if each[0] <= on]
    return {agency for _, before, after in changes for agency in (before, after) if agency} - {agency_on(site, on)}


def classes_led_to_alone(register: Register, series: frozenset[str]) -> frozenset[tuple[str, str]]:
    """The classes of sites that lead to some series alone as the register says now."""
    return _classes_always_of(replace(register, past=Past()), series, "9999")


def _agency_changes(site: SiteValue) -> list[tuple[str, str, str]]:
    """Each change of a site's agency in the order of the days: day, agency before and after."""
    return sorted(
        (fact["on"], fact.get("from_agency", ""), fact.get("to_agency", ""))
        for fact in site["facts"]
        if fact["kind"] == "agency-change"
    )


def _sites_meant(
    register: Register, scope: HoldScope, covers: HoldCovers, on: str
) -> Iterator[tuple[str, frozenset[str] | None]]:
    """The sites that a scope has named since a day, by the day from which it did; nothing stands for every site."""
    named = frozenset(scope["sites"]) if "sites" in scope else None
    if "agencies" not in scope:
        yield on, named
        return
    found: dict[str, set[str]] = {on: set(covers.get("sites", ()))}
    for name in register.of("sites"):
        if named is None or name in named:
            agencies = _agencies_since(register, name, on, covers.get("commit", ""))
            joined = [day for day, agency in agencies if agency in scope["agencies"]]
            if joined:
                found.setdefault(min(joined), set()).add(name)
    for day, sites in sorted(found.items()):
        yield day, frozenset(sites)


def _agencies_since(register: Register, site_id: str, on: str, commit: str) -> Iterator[tuple[str, str]]:
    """Every agency that a site belonged to on a day or later, each with the day from which it did.

    Earlier versions of its record, those after the commit where one is known, tell what no dated fact does.
    """
    site = register.of("sites")[site_id].value
    yield on, agency_on(site, on)
    yield from ((day, after) for day, _, after in _agency_changes(site) if day > on)
    # the record may name an agency to which no dated fact leads
    yield max([on, *(day for day, _, _ in _agency_changes(site))]), site["agency"]
    versions = register.past.since("sites", site_id, commit)
    left = _left_by(versions, on)
    for place, each in enumerate(versions):
        known: SiteValue = each.value  # type: ignore[assignment]  # of a site
        for agency in (agency_on(known, on), known["agency"]):
            if place >= left.get(agency, 0):
                yield on, agency


def _left_by(versions: Iterable[EarlierVersion], on: str) -> dict[str, int]:
    """The agencies that a site had left before a day, each with the first version whose facts say so and count.

    A fact counts that was in the record before that day; what versions before it name is what was left.
    """
    found: dict[str, int] = {}
    for place, each in enumerate(versions):
        known: SiteValue = each.value  # type: ignore[assignment]  # of a site
        if each.on < on:
            gone = {before for day, before, _ in _agency_changes(known) if day <= on} - {agency_on(known, on)}
            found |= {agency: place for agency in gone if agency not in found}
    return found


def _series_meant(register: Register, scope: HoldScope, covers: HoldCovers) -> frozenset[str] | None:
    if "series" not in scope:
        return None
    return series_family(register, (*scope["series"], *covers.get("series", ())))


def _classes_meant(
    register: Register, series: frozenset[str] | None, on: str, commit: str
) -> frozenset[tuple[str, str]]:
    """The classes of sites that have led to any of some series on a day or later."""
    if series is None:
        return frozenset()
    return frozenset(
        (name, content_class)
        for name in register.of("sites")
        for said in _class_series_since(register, name, on, commit)
        for content_class, named in said.items()
        if not series.isdisjoint(named)
    )


def _class_series_since(
    register: Register, site_id: str, on: str, commit: str
) -> Iterator[Mapping[str, Sequence[str]]]:
    """The series of each class of a site, by each thing that its record and its agencies' have said since."""
    sites: list[SiteValue] = [register.of("sites")[site_id].value]
    sites += (each.value for each in register.past.since("sites", site_id, commit))  # type: ignore[misc]  # of sites
    agencies: list[AgencyValue | None] = []
    for name in dict.fromkeys(agency for _, agency in _agencies_since(register, site_id, on, commit)):
        agencies += (each.value for each in register.past.since("agencies", name, commit))  # type: ignore[misc]  # of agencies
        current = register.get("agencies", name)
        agencies += [current.value] if current else []
    for site, agency in product(sites, agencies or [None]):
        yield class_series_of(site, agency)


def _classes(covers: HoldCovers) -> frozenset[tuple[str, str]]:
    return frozenset((each["site"], each["class"]) for each in covers.get("classes", ()))


def _items(named: Iterable[Mapping[str, object]] | None) -> frozenset[tuple[str, str, int]] | None:
    if named is None:
        return None
    return frozenset((str(one["site"]), str(one["item"]), int(str(one.get("version", 0)))) for one in named)

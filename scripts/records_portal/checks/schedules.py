"""Schedules in themselves, and the series under which each content class is kept."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from records_portal.duties.rows.series import kept_under
from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import Record

from .context import CheckContext
from .rules import RuleFault, advice, error, fault, late, owed_faults

if TYPE_CHECKING:
    from records_portal.register.records import ScheduleValue, ScheduleVersion


def _versions(context: CheckContext) -> Iterator[tuple[Record[ScheduleValue], int, ScheduleVersion]]:
    for schedule in context.of("schedules"):
        for index, version in enumerate(schedule.value["versions"]):
            yield schedule, index, version


@error
def check_versions_in_order(context: CheckContext) -> Iterator[RuleFault]:
    """G001 a schedule's versions differ, the oldest first, each in force after the one before it."""
    for schedule in context.of("schedules"):
        versions = schedule.value["versions"]
        for index, (earlier, later) in enumerate(pairwise(versions), 1):
            if later["effective_on"] <= earlier["effective_on"]:
                message = f"version {later['version']!r} is effective on {later['effective_on']}"
                expected = f"after {earlier['effective_on']}, when {earlier['version']!r} began"
                yield fault(schedule, ("versions", index, "effective_on"), message, expected)
            elif later["version"] in [each["version"] for each in versions[:index]]:
                message = f"version {later['version']!r} stands twice"
                yield fault(schedule, ("versions", index, "version"), message, "a name of its own")


@error
def check_superseded_version_exists(context: CheckContext) -> Iterator[RuleFault]:
    """G002 a version supersedes an earlier one of the same schedule."""
    for schedule, index, version in _versions(context):
        earlier = [each["version"] for each in schedule.value["versions"][:index]]
        if "supersedes" in version and index and version["supersedes"] not in earlier:
            message = f"no earlier version {version['supersedes']!r}"
            yield fault(schedule, ("versions", index, "supersedes"), message, f"one of {', '.join(earlier)}")


@error
def check_series_once(context: CheckContext) -> Iterator[RuleFault]:
    """G003 a series number stands once in a version."""
    for schedule, index, version in _versions(context):
        seen: set[str] = set()
        for number, series in enumerate(version["series"]):
            if series["number"] in seen:
                path: ValuePath = ("versions", index, "series", number, "number")
                yield fault(schedule, path, f"series {series['number']!r} stands twice", "each number once")
            seen.add(series["number"])


@error
def check_crosswalk(context: CheckContext) -> Iterator[RuleFault]:
    """G004 a crosswalk leads from series of earlier versions to series of its own version."""
    for schedule, index, version in _versions(context):
        earlier = {each["number"] for old in schedule.value["versions"][:index] for each in old["series"]}
        own = {each["number"] for each in version["series"]}
        for number, step in enumerate(version.get("crosswalk", [])):
            for end, named, known, where in (
                ("from", step["from"], earlier, "an earlier version"),
                ("to", step["to"], own, "this version"),
            ):
                if named not in known:
                    path: ValuePath = ("versions", index, "crosswalk", number, end)
                    guess = context.guess(named, f"{schedule.id}-{end}", sorted(known))
                    expected = "" if guess else f"a series of {where}"
                    yield fault(schedule, path, f"no series {named!r} in {where}", expected, guess)


@error
def check_class_belongs_to_series(context: CheckContext) -> Iterator[RuleFault]:
    """G005 a content class is kept under a series that names it, where the series names classes at all."""
    for record, path, content_class, reference, _ in kept_under(context):
        series = context.series.get(reference)
        classes = series.get("classes", []) if series else []
        if classes and content_class not in classes:
            message = f"series {reference!r} is not for {content_class} content"
            yield fault(record, path, message, f"a series for it; this one is for {', '.join(classes)}")


@advice
def check_series_confirmed(context: CheckContext) -> Iterator[RuleFault]:
    """G006 a series that content is kept under is confirmed; without it nothing may be disposed of."""
    yield from owed_faults(context, "series-confirmed")


@late
def check_classes_have_series(context: CheckContext) -> Iterator[RuleFault]:
    """G007 each class of a site's communications leads to a series, by the site or by its agency."""
    yield from owed_faults(context, "class-series")


@error
def check_classification_rules_once(context: CheckContext) -> Iterator[RuleFault]:
    """G008 a classification rule's id stands once in its file."""
    for record in context.of("classifications"):
        seen: set[str] = set()
        for index, rule in enumerate(record.value["rules"]):
            if rule["id"] in seen:
                yield fault(record, ("rules", index, "id"), f"rule {rule['id']!r} stands twice", "each id once")
            seen.add(rule["id"])


@error
def check_register_series_once(context: CheckContext) -> Iterator[RuleFault]:
    """G009 each kind of record is kept under one series of the register's own."""
    for portal in context.of("portal"):
        seen: set[str] = set()
        for index, entry in enumerate(portal.value.get("register_series", [])):
            if entry["kind"] in seen:
                path: ValuePath = ("register_series", index, "kind")
                yield fault(portal, path, f"{entry['kind']} stands twice", "each kind once")
            seen.add(entry["kind"])

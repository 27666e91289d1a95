"""The series under which content is kept: one for each class, confirmed, with a rule; without it nothing may go."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import AnyRecord
from records_portal.retention.series import class_series

from ..context import DatedRegister, DutyContext
from ..model import Duty, Owed, site_owes
from .sites import NEW_JERSEY, begun_on

if TYPE_CHECKING:
    from records_portal.register.records import ContentClass, ScheduleVersionSeries

RETENTION = f"{NEW_JERSEY}: responsibilities, following the applicable records retention and disposition procedures"


def kept_under(context: DatedRegister) -> Iterator[tuple[AnyRecord, ValuePath, ContentClass, str, str]]:
    """Each place where a content class is said to be kept under a series, with the agency that says it."""
    for site in context.of("sites"):
        for index, each in enumerate(site.value.get("communications", [])):
            if "series" in each:
                yield site, ("communications", index, "series"), each["class"], each["series"], site.value["agency"]
    for agency in context.of("agencies"):
        for index, entry in enumerate(agency.value.get("class_series", [])):
            yield agency, ("class_series", index, "series"), entry["class"], entry["series"], agency.id


def _since(context: DutyContext, agency: str) -> str:
    """The day since which a series matters to an agency: the opening of its first site, else today."""
    days = [begun_on(site) for site in context.in_use_by_agency.get(agency, ())]
    return min((day for day in days if day), default=context.today)


def _lacks_confirmation(series: ScheduleVersionSeries) -> str:
    """One that changed since it was confirmed is told where that is found (U003)."""
    return "" if "confirmed" in series else "is not confirmed"


def _lacks_rule(series: ScheduleVersionSeries) -> str:
    return (
        "" if "rule" in series or series["disposition"] == "permanent" else "says nowhere how long its records are kept"
    )


def _of_series(lack: str, context: DutyContext) -> Iterator[Owed]:
    """What a series lacks that content is kept under, at each place that names it; a task for each series."""
    for record, path, _, reference, agency in kept_under(context):
        series = context.series.get(reference)
        if series and (said := _LACKS[lack](series)):
            since = _since(context, agency)
            names = (("schedule", reference.partition("#")[0]), ("number", series["number"]))
            missing = f"series {reference!r} {said}"
            yield Owed(record, path, since, since, missing, agency, subject=f"schedules/{reference}", names=names)


_LACKS = {"confirmation": _lacks_confirmation, "rule": _lacks_rule}


def _class_without_series(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        series = class_series(context.register, site)
        seen: set[str] = {"nonrecord"}
        for index, each in enumerate(site.value.get("communications", [])):
            if each["class"] not in seen and not series.get(each["class"]):
                since = begun_on(site)
                missing = f"{each['class']} content leads to no series"
                path: ValuePath = ("communications", index)
                yield site_owes(site, path, since, since, missing, detail=each["class"])
            seen.add(each["class"])


ROWS = (
    Duty(
        "class-series",
        "Say under which series a class of content is kept",
        "records-officer",
        _class_without_series,
        "a series, here or in the agency's class_series",
        "records new class-series {agency}",
        "",
        RETENTION,
        "from the day on which the site is used",
        law=True,
        code="G007",
    ),
    Duty(
        "series-confirmed",
        "Compare a series with the schedule as published",
        "records-officer",
        partial(_of_series, "confirmation"),
        "confirmed with the day, the person and the source",
        "records new confirmed {schedule} --number {number}",
        "",
        f"{RETENTION}; without it nothing may be disposed of",
        "from the day on which content is kept under it",
        law=True,
        code="G006",
        weight="advice",
    ),
    Duty(
        "series-rule",
        "Enter how long a series' records are kept",
        "records-officer",
        partial(_of_series, "rule"),
        "a rule, or the disposition permanent",
        "records change schedule {schedule}",
        "",
        f"{RETENTION}; without it nothing may be disposed of",
        "from the day on which content is kept under it",
        law=True,
        code="B124",
        weight="advice",
    ),
)

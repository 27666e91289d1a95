"""What an auditor asks for, as tables: who administers what, credentials changed, captures, dispositions, gaps, points.

Each table has a name, its columns and its rows; those of a time hold what happened in it. What only a private root
knows is told where one was read. Approvals come from the history, and are added by whoever reads that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .context import DutyContext
from .rows.captures import reaches
from .tasks import Task, tasks

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """One table of the pack."""

    name: str
    about: str
    columns: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class AuditedTime:
    """The days that are audited, both included, and the agencies; without any, all of them."""

    from_on: str
    to_on: str
    agencies: frozenset[str] = frozenset()

    def holds(self, day: str) -> bool:
        """Whether a day lies in it."""
        return self.from_on <= day[:10] <= self.to_on


def evidence_pack(context: DutyContext, time: AuditedTime) -> Iterator[EvidenceTable]:
    """Every table, in the order in which an audit goes through them."""
    for name, about, columns, rows in _TABLES:
        yield EvidenceTable(name, about, columns, tuple(rows(context, time)))


def _is_audited(context: DutyContext, time: AuditedTime, site: str) -> bool:
    record = context.register.get("sites", site)
    if record is None:
        return False
    return not time.agencies or bool(
        time.agencies & {each.id for each in context.agencies_above(record.value["agency"])}
    )


def _administrators(context: DutyContext, time: AuditedTime) -> Iterator[Row]:
    for record in context.of("designations"):
        if _is_audited(context, time, record.id):
            for each in record.value["designations"]:
                removed = each.get("removed")
                ended = (removed["on"], removed.get("access_ended_on", "")) if removed else ("", "")
                if each["on"] <= time.to_on and (not ended[0] or ended[0] >= time.from_on):
                    yield record.id, each["person"], each["on"], each["by"], str(len(each["responsibilities"])), *ended


def _credentials(context: DutyContext, time: AuditedTime) -> Iterator[Row]:
    for name, logs in context.logs.items() if context.reads_private else ():
        for log in logs if _is_audited(context, time, name) else ():
            for each in log.value.get("credential_changes", []):
                if time.holds(each["on"]):
                    told = ", ".join(f"{one['to']} {one['on']}" for one in each.get("reported", []))
                    yield name, each["on"], each["by"], each.get("what", ""), each["reason"], told


def _captures(context: DutyContext, time: AuditedTime) -> Iterator[Row]:
    for name, captures in context.captures.items():
        for capture in captures if _is_audited(context, time, name) else ():
            taken = capture.value["ingested"]
            if time.holds(taken["at"]):
                verdict = capture.value.get("verdict")
                counts = capture.value["counts"]
                state = verdict["value"] if verdict else "not judged"
                yield (
                    *(name, capture.id, taken["at"], taken["by"], reaches(capture), state),
                    *(str(counts["found"]), str(counts["new"]), str(counts["gone"])),
                )


def _dispositions(context: DutyContext, time: AuditedTime) -> Iterator[Row]:
    for record in context.of("dispositions"):
        value = record.value
        authority = context.register.get("authorizations", value["authorization"])
        sites = authority.value["sites"] if authority else []
        if time.holds(value["on"]) and (not sites or any(_is_audited(context, time, each) for each in sites)):
            known = value.get("known")
            how = f"{known['executor']}, {known['witness']}" if known else "declared"
            volume = f"{value['volume']['amount']:g} {value['volume']['unit']}"
            yield (
                *(record.id, value["on"], value["authorization"], value.get("authorization_number", "")),
                *(value["series"], value["method"], volume, value["by"], value.get("witness", ""), how),
            )


def _gaps(context: DutyContext, time: AuditedTime) -> Iterator[Row]:
    for task in tasks(context, days_ahead=0):
        if task.late and (not time.agencies or _of_agencies(context, time, task)):
            yield task.duty, task.subject, task.role, task.person, task.owed_on, task.late_on, task.missing, task.source


def _of_agencies(context: DutyContext, time: AuditedTime, task: Task) -> bool:
    return bool(time.agencies & {each.id for each in context.agencies_above(task.agency)})


def _points(context: DutyContext, time: AuditedTime) -> Iterator[Row]:
    for audit in context.of("audits"):
        named = {*audit.value["scope"].get("agencies", ())}
        if time.agencies and named and not named & time.agencies:
            continue
        for each in audit.value.get("findings", []):
            closed = (each.get("closed_on", ""), each.get("closed_by", ""))
            yield (
                *(audit.id, each["number"], each["severity"], each["finding"], each.get("owner", "")),
                *(each.get("due_on", ""), *closed, each.get("response", "")),
            )


_Rows = Callable[[DutyContext, AuditedTime], Iterator[Row]]
_TABLES: tuple[tuple[str, str, Row, _Rows], ...] = (
    (
        "administrators",
        "who administered what, since when and until when",
        ("site", "person", "designated_on", "by", "responsibilities", "removed_on", "access_ended_on"),
        _administrators,
    ),
    (
        "credentials",
        "changes of credentials, and to whom they were reported",
        ("site", "on", "by", "what", "reason", "reported"),
        _credentials,
    ),
    (
        "captures",
        "what was captured, by whom, and how whole it is",
        ("site", "capture", "ingested_at", "by", "reaches", "verdict", "found", "new", "gone"),
        _captures,
    ),
    (
        "dispositions",
        "what was disposed of, under which authority, and how executor and witness are known",
        (
            *("disposition", "on", "authorization", "number", "series", "method", "volume", "by", "witness"),
            "known",
        ),
        _dispositions,
    ),
    (
        "gaps",
        "what is late today, with the clause that asks for it",
        ("duty", "subject", "role", "person", "owed_on", "late_on", "missing", "source"),
        _gaps,
    ),
    (
        "points",
        "the points of audits, followed to their closure",
        (
            *("audit", "number", "severity", "finding", "owner", "due_on", "closed_on", "closed_by"),
            "response",
        ),
        _points,
    ),
)

"""What a check is: a generator of faults with a code, a severity and its rule as docstring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from records_portal.duties.model import Duty
from records_portal.duties.table import DUTIES, owed
from records_portal.files.yaml_text import ValuePath
from records_portal.register.findings import Finding, Place, Severity, finding
from records_portal.register.model import AnyRecord

from .context import CheckContext


@dataclass(frozen=True, slots=True)
class RuleFault:
    """A fault as a check sees it; the check that yields it gives the code and the severity."""

    place: Place
    subject: str
    message: str
    expected: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class CheckRule:
    """An entry of the catalogue: a code, how its findings weigh and the rule in one line."""

    code: str
    severity: Severity
    rule: str


@dataclass(frozen=True, slots=True)
class Check:
    """A rule with the generator that looks for faults against it."""

    rule: CheckRule
    faults: Callable[[CheckContext], Iterator[RuleFault]]
    beside: tuple[str, ...] | None = None
    """The kinds that it looks at beside the one record that a finding is about; nothing where it looks at others."""

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """The findings of this check."""
        for each in self.faults(context):
            yield finding(
                self.rule.code,
                each.place,
                each.subject,
                each.message,
                severity=self.rule.severity,
                expected=each.expected,
                suggestion=each.suggestion,
            )


def fault(record: AnyRecord, path: ValuePath, message: str, expected: str = "", suggestion: str = "") -> RuleFault:
    """A fault at a value of a record."""
    return RuleFault(record.place(*path), record.id, message, expected, suggestion)


def owed_faults(context: CheckContext, *duties: str) -> Iterator[RuleFault]:
    """What is late by rows of the table of duties, as faults."""
    for name in duties:
        duty = DUTIES[name]
        for each in duty.owed(context.duties):
            if each.late_on <= context.today:
                place = each.record.place(*each.path)
                yield RuleFault(place, each.record.id, each.missing, each.done or duty.done)


_Faults = Callable[[CheckContext], Iterator[RuleFault]]
_BESIDE: dict[_Faults, tuple[str, ...]] = {}


def of_one_record(*beside: str) -> Callable[[_Faults], _Faults]:
    """Mark a check of which each finding hangs on one record, the day, and all records of some kinds.

    Of a change of other records it need not be asked again.
    """

    def marked(faults: _Faults) -> _Faults:
        _BESIDE[faults] = beside
        return faults

    return marked


def _check(severity: Severity, faults: _Faults) -> Check:
    code, _, rule = (faults.__doc__ or "").partition(" ")
    return Check(CheckRule(code, severity, rule), faults, _BESIDE.get(faults))


def error(faults: Callable[[CheckContext], Iterator[RuleFault]]) -> Check:
    """A check of what is malformed, contradictory or dangling: it blocks."""
    return _check(Severity.ERROR, faults)


def late(faults: Callable[[CheckContext], Iterator[RuleFault]]) -> Check:
    """A check of what somebody had to do and did not, or of what today makes due: it never blocks."""
    return _check(Severity.LATE, faults)


def advice(faults: Callable[[CheckContext], Iterator[RuleFault]]) -> Check:
    """A check of what deserves a look: it never blocks."""
    return _check(Severity.ADVICE, faults)


# Rows whose code is that of a rule which stands beside its subject begin with another letter.
OWN_LETTER = "B"


def _faults(duty: Duty, context: CheckContext) -> Iterator[RuleFault]:
    for each in owed(context.duties, duty):
        if each.late_on <= context.today:
            place = each.record.place(*each.path)
            yield RuleFault(place, each.about, each.missing, each.done or duty.done)


def _rule(duty: Duty) -> CheckRule:
    words = f"{duty.title[0].lower()}{duty.title[1:]}: {duty.rhythm}."
    return CheckRule(duty.code, Severity(duty.weight), words)


# What is late by a row that has no rule of its own elsewhere; asked for by `records validate` alone: whatever decides
# whether something may go on looks at errors, and none of these is one.
DUTY_CHECKS: tuple[Check, ...] = tuple(
    Check(_rule(duty), partial(_faults, duty)) for duty in DUTIES.values() if duty.code.startswith(OWN_LETTER)
)

"""How a command speaks to people: lines on standard error, findings on standard output."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import click

from records_portal.register.findings import Finding, Severity, one_line


def tell(message: str) -> None:
    """A line for people, on standard error."""
    click.echo(one_line(message), err=True)


def print_findings(findings: Iterable[Finding], form: str) -> None:
    """Findings on standard output: a line each, or a JSON list."""
    if form == "json":
        click.echo(json.dumps([each.as_mapping() for each in findings], indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{each} [{each.severity}]\n" for each in findings), nl=False)


def by_severity(findings: Sequence[Finding]) -> str:
    """How many findings there are of each severity, in words."""
    return ", ".join(f"{sum(each.severity is weight for each in findings)} {weight}" for weight in Severity)


def exit_code(findings: Sequence[Finding]) -> int:
    """1 where a finding is an error."""
    return int(any(each.severity is Severity.ERROR for each in findings))

"""The checklist of a closing as text and as a value: each step with its state, and for an open one what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from records_portal.files.yaml_text import dump_yaml
from records_portal.register.findings import one_line

from .decommissioning import FACT_OF, OPEN, Closing, ClosingStep
from .facts import NEEDED, begun_fact, option_of
from .messages import message_of, site_named

_MARGIN = " " * 6


def report_mapping(closing: Closing, steps: Sequence[ClosingStep]) -> dict[str, object]:
    """The checklist under the names that machines read."""
    return {
        "site": closing.site.id,
        "as_of": closing.as_of,
        "status": closing.status,
        "holds_asked": closing.asked,
        "steps": [_step_mapping(closing, step) for step in steps],
    }


def _step_mapping(closing: Closing, step: ClosingStep) -> dict[str, object]:
    told: dict[str, object] = {"step": step.name, "title": step.title, "state": step.state, "roles": list(step.who)}
    told["lines"] = list(step.lines)
    if step.state == OPEN and (message := message_of(closing, step)):
        told["message"] = message.as_mapping()
    if step.state == OPEN and step.name in FACT_OF:
        known, needed = begun_fact(closing, step.name)
        told |= {"command": command_of(closing, step.name), "fact": known, "needed": needed}
    return told


def command_of(closing: Closing, step: str) -> str:
    """The command that records a step, with what has to be said in capitals."""
    needed = " ".join(f"{option_of(name)} {name.upper()}" for name in NEEDED[step])
    return f"records decommission {closing.site.id} --record {step} --by PERSON --on DATE {needed}"


def render_report(closing: Closing, steps: Sequence[ClosingStep]) -> str:
    """The checklist as text."""
    lines = [f"{closing.site.id}: {site_named(closing)}", f"{closing.status or 'no facts'}, as of {closing.as_of}", ""]
    for number, step in enumerate(steps, 1):
        lines.append(f"{number:>2}. [{step.state}] {step.name}: {step.title}")
        lines += [f"{_MARGIN}{line}" for line in step.lines]
        if step.state == OPEN:
            lines += [f"{_MARGIN}{line}" for line in _next(closing, step)]
    return "".join(f"{one_line(line)}\n" for line in lines)


def _next(closing: Closing, step: ClosingStep) -> Iterator[str]:
    if message := message_of(closing, step):
        yield "Message, ready to send:"
        yield f"  To: {'; '.join(message.to)}"
        if message.copies:
            yield f"  Copies: {'; '.join(message.copies)}"
        yield f"  Subject: {message.subject}"
        yield from (f"  {line}" for line in message.text.split("\n"))
    if step.name in FACT_OF:
        known, needed = begun_fact(closing, step.name)
        yield f"Then record it: {command_of(closing, step.name)}"
        yield f"which adds to {closing.site.path}, under facts:"
        yield from (f"  {line}" for line in dump_yaml([known]).splitlines())
        yield from (f"    {name}:   # {meaning}" for name, meaning in needed.items())

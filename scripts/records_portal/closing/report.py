"""The checklist of a closing as text and as a value: each step with its state, and for an open one what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from records_portal.files.yaml_text import dump_yaml
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.findings import one_line
from records_portal.register.sites import handle_of, site_title

from .decommissioning import FACT_OF, OPEN, Closing, ClosingStep
from .facts import NEEDED, begun_fact, option_of

_MARGIN = " " * 6
# the message of a step that is no fact; that of a fact stands with its kind
_MESSAGES = {"holds": "hold-question", "ongoing-authority": "ongoing-authority-end"}


@dataclass(frozen=True, slots=True)
class StepMessage:
    """The message that goes with a step: its name, who it is for, who gets a copy, its subject and its text."""

    name: str
    to: tuple[str, ...]
    copies: tuple[str, ...]
    subject: str
    text: str

    def as_mapping(self) -> dict[str, object]:
        """The message under the names that machines read."""
        named = {"name": self.name, "to": list(self.to), "copies_to": list(self.copies)}
        return {**named, "subject": self.subject, "text": self.text}


def message_name(step: ClosingStep) -> str:
    """The message that is to be sent for an open step, by its name in the table of messages; empty for none."""
    if step.state != OPEN or step.name == "recheck":  # who looks again writes to nobody
        return ""
    kind = FACT_OF.get(step.name)
    return FACT_KINDS[kind].message if kind else _MESSAGES.get(step.name, "")


def site_named(closing: Closing) -> str:
    """The site in words: whose, where, under which handle and address."""
    value = closing.site.value
    handle = handle_of(value)
    inside = ", ".join(part for part in (handle and f"handle {handle}", value.get("url", "")) if part)
    return site_title(closing.register, closing.site) + (f" ({inside})" if inside else "")


def report_mapping(
    closing: Closing, steps: Sequence[ClosingStep], messages: Mapping[str, StepMessage]
) -> dict[str, object]:
    """The checklist under the names that machines read."""
    return {
        "site": closing.site.id,
        "as_of": closing.as_of,
        "status": closing.status,
        "holds_asked": closing.asked,
        "steps": [_step_mapping(closing, step, messages.get(step.name)) for step in steps],
    }


def _step_mapping(closing: Closing, step: ClosingStep, message: StepMessage | None) -> dict[str, object]:
    told: dict[str, object] = {"step": step.name, "title": step.title, "state": step.state, "roles": list(step.who)}
    told["lines"] = list(step.lines)
    if message:
        told["message"] = message.as_mapping()
    if step.state == OPEN and step.name in FACT_OF:
        known, needed = begun_fact(closing, step.name)
        told |= {"command": command_of(closing, step.name), "fact": known, "needed": needed}
    return told


def command_of(closing: Closing, step: str) -> str:
    """The command that records a step, with what has to be said in capitals."""
    needed = " ".join(f"{option_of(name)} {name.upper()}" for name in NEEDED[step])
    return f"records decommission {closing.site.id} --record {step} --by PERSON --on DATE {needed}"


def render_report(closing: Closing, steps: Sequence[ClosingStep], messages: Mapping[str, StepMessage]) -> str:
    """The checklist as text."""
    lines = [f"{closing.site.id}: {site_named(closing)}", f"{closing.status or 'no facts'}, as of {closing.as_of}", ""]
    for number, step in enumerate(steps, 1):
        lines.append(f"{number:>2}. [{step.state}] {step.name}: {step.title}")
        lines += [f"{_MARGIN}{line}" for line in step.lines]
        if step.state == OPEN:
            lines += [f"{_MARGIN}{line}" for line in _next(closing, step, messages.get(step.name))]
    return "".join(f"{one_line(line)}\n" for line in lines)


def _next(closing: Closing, step: ClosingStep, message: StepMessage | None) -> Iterator[str]:
    if message:
        yield f"Message, ready to send: records message {message.name} --site {closing.site.id}"
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

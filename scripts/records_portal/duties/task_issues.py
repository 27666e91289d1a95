"""Issues at a forge that remind of what is late: one for each duty of an agency, with everything late about it.

* An issue's text depends on what is late and on nothing else: it changes when that does, not from day to day.
* What comes from records stands in it as text alone: nobody is called by it, nothing in it becomes a link.
* An issue is known again by the mark in its text together with its label; those of others are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .context import DutyContext
from .tasks import Task, tasks

LABEL = "records-duty"
MOST_SUBJECTS, LONGEST_LINE = 100, 300
_MARK = re.compile(r"<!-- records-duty ([a-z0-9-]+/[a-z0-9-]+) -->\s*\Z")
CLOSED = "The register shows that nothing of this is late any more."


@dataclass(frozen=True, slots=True)
class DutyIssue:
    """An issue as it should read: `name` is the duty and the agency, `all` where it is of none."""

    name: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class OpenIssue:
    """An issue that is open at the forge, of those that bear the label."""

    number: int
    title: str
    body: str

    @property
    def name(self) -> str:
        """What it is about by its mark; empty where it has none."""
        found = _MARK.search(self.body)
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class IssueChanges:
    """What makes the forge's issues say what is late; `left` were too many to open at once."""

    to_open: tuple[DutyIssue, ...]
    to_change: tuple[tuple[int, DutyIssue], ...]
    to_close: tuple[OpenIssue, ...]
    left: int = 0


def late_tasks(public: DutyContext, both: DutyContext | None) -> list[Task]:
    """What is late and belongs into the forge: public tasks; into a private root's, those that are not public."""
    shown = [task for task in tasks(public, days_ahead=0) if task.late and not task.secret]
    if both is None:
        return shown
    known = {(task.duty, task.subject) for task in shown}
    return [task for task in tasks(both, days_ahead=0) if task.late and (task.duty, task.subject) not in known]


def duty_issues(late: Iterable[Task]) -> list[DutyIssue]:
    """An issue for each duty of each agency, in the order of the tasks: what the law asks for first."""
    groups: dict[str, list[Task]] = {}
    for task in late:
        groups.setdefault(f"{task.duty}/{task.agency or 'all'}", []).append(task)
    return [DutyIssue(name, _title(own[0]), _body(name, own)) for name, own in groups.items()]


def issue_changes(wanted: Sequence[DutyIssue], there: Sequence[OpenIssue], most: int) -> IssueChanges:
    """What has to be done at the forge; of several open ones about the same, the first counts and the others close."""
    known: dict[str, OpenIssue] = {}
    marked = [each for each in sorted(there, key=lambda each: each.number) if each.name]
    more = [each for each in marked if known.setdefault(each.name, each) is not each]
    names = {each.name for each in wanted}
    lacking = [each for each in wanted if each.name not in known]
    changed = [
        (known[each.name].number, each)
        for each in wanted
        if each.name in known and (known[each.name].title, _plain(known[each.name].body)) != (each.title, each.body)
    ]
    done = [issue for name, issue in known.items() if name not in names]
    return IssueChanges(tuple(lacking[:most]), tuple(changed), (*done, *more), max(0, len(lacking) - most))


def _plain(body: str) -> str:
    """A text as it was sent: forges give it back with other ends of lines."""
    return body.replace("\r\n", "\n").strip()


def _title(task: Task) -> str:
    return f"{task.title}: {task.agency or 'no agency'}"


def _body(name: str, own: Sequence[Task]) -> str:
    first = own[0]
    lines = [_line(f"{task.subject}, late since {task.late_on}: {task.missing}") for task in own[:MOST_SUBJECTS]]
    lines += [_line(f"    {task.command}") for task in own[:1]]
    more = f"\n\nAnd {len(own) - MOST_SUBJECTS:,} more; `records tasks` names them." if len(own) > MOST_SUBJECTS else ""
    fence = "`" * max(3, 1 + max(len(run) for run in re.findall("`*", "\n".join(lines))))
    asked = "Asked for by law or by the State's procedure" if first.law else "Source"
    message = f" The message for it: `records message {first.message}`." if first.message else ""
    return (
        f"Owed by the role `{first.role}`. Done when there is: {first.done}.{message}\n\n"
        f"{fence}text\n" + "\n".join(lines) + f"\n{fence}{more}\n\n{asked}: {first.source}.\n\n"
        "This closes by itself when the register shows that it is done. While something is late, closing it by hand "
        f"opens another.\n\n<!-- records-duty {name} -->"
    )


def _line(text: str) -> str:
    """A value as one line without anything that a forge or a terminal acts on."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split(" ")).rstrip()
    return plain if len(plain) <= LONGEST_LINE else f"{plain[: LONGEST_LINE - 1]}…"

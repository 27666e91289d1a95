"""What a duty is: a row of the table, and what it says is owed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import AnyRecord, Record

from .context import DutyContext

if TYPE_CHECKING:
    from records_portal.register.records import SiteValue

Weight = Literal["late", "advice"]
NOT_DATED = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that is owed: where its evidence lies or would lie, since when, from when it is late, what is missing.

    `subject` is what it is about, as `KIND/ID`; `detail` tells several of one subject apart. `people` are those whom
    the evidence itself names; without any, whoever holds the role owes it. `names` fill the row's command. What is not
    `shown` is a finding alone: another row has the task.
    """

    record: AnyRecord
    path: ValuePath
    owed_on: str
    late_on: str
    missing: str
    agency: str = ""
    site: str = ""
    subject: str = ""
    detail: str = ""
    people: tuple[str, ...] = ()
    role: str = ""
    done: str = ""
    names: tuple[tuple[str, str], ...] = field(default=())
    shown: bool = True

    @property
    def about(self) -> str:
        """What it is about, in one word for machines."""
        subject = self.subject or (f"sites/{self.site}" if self.site else f"{self.record.kind}/{self.record.id}")
        return f"{subject} {self.detail}" if self.detail else subject


Owing = Callable[[DutyContext], Iterator[Owed]]


@dataclass(frozen=True, slots=True)
class Duty:
    """A row of the table.

    `law` says that a statute, a schedule or the State's procedure asks for it; custom comes after. `secret` keeps it
    out of everything that the public sees. `command` and `message` do it; `source` is the document and the place in it.
    """

    id: str
    title: str
    role: str
    owed: Owing
    done: str
    command: str
    message: str
    source: str
    rhythm: str
    law: bool = False
    secret: bool = False
    code: str = ""
    weight: Weight = "late"


def site_owes(
    site: Record[SiteValue],
    path: ValuePath,
    owed_on: str,
    late_on: str,
    missing: str,
    *,
    record: AnyRecord | None = None,
    detail: str = "",
    people: tuple[str, ...] = (),
    role: str = "",
    done: str = "",
    names: tuple[tuple[str, str], ...] = (),
    shown: bool = True,
) -> Owed:
    """Something owed about a site; its evidence lies in the site's own record unless another one is named."""
    return Owed(
        record or site,
        path,
        owed_on,
        late_on,
        missing,
        site.value["agency"],
        site.id,
        detail=detail,
        people=people,
        role=role,
        done=done,
        names=names,
        shown=shown,
    )

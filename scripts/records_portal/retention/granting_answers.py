"""Which answers of the State grant which request: an answer, known by its number or its document, grants one alone.

* What counts is the last decision where it is a grant, with every renewal; of a request under which something was
  disposed of, every grant that it ever had: what an answer was used for once it is not used for again.
* A number is the same however it is written: letters large or small, hyphens of a typesetter, spaces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.register.model import Record, Register
from records_portal.values.plain_letters import plain_letters

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationRenewal, AuthorizationStatus, AuthorizationValue

NUMBER, DOCUMENT = "number", "document"


@dataclass(frozen=True, slots=True)
class GrantingAnswer:
    """A mark by which an answer is known, where it stands in which record, and as it stands there."""

    record: Record[AuthorizationValue]
    path: tuple[str | int, ...]
    what: str
    name: str

    @property
    def mark(self) -> tuple[str, str]:
        """The same for every way of writing it."""
        return self.what, self.name if self.what == DOCUMENT else number_mark(self.name)


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """An answer that grants a request, and another request that it grants too."""

    answer: GrantingAnswer
    other: Record[AuthorizationValue]

    @property
    def is_second(self) -> bool:
        """Whether the other request was made earlier."""
        return _asked(self.other) < _asked(self.answer.record)

    @property
    def told(self) -> str:
        """What is wrong, in words."""
        return f"{self.answer.what} {self.answer.name[:40]!r} grants {self.other.id!r} too"


def number_mark(number: str) -> str:
    """A number as it is compared."""
    return "".join(plain_letters(number).split())


def _asked(record: Record[AuthorizationValue]) -> tuple[str, str]:
    return record.value["requested"]["on"], record.id


def shared_answers(register: Register) -> Iterator[SharedAnswer]:
    """Each answer that grants more than one request, told of each of them."""
    given: defaultdict[tuple[str, str], list[GrantingAnswer]] = defaultdict(list)
    for answer in sorted(_answers(register), key=lambda each: _asked(each.record)):
        given[answer.mark].append(answer)
    for answers in given.values():
        for answer in answers:
            others = [each.record for each in answers if each.record.id != answer.record.id]
            if others:
                yield SharedAnswer(answer, others[0])


def granted_by(register: Register, number: str, digest: str, besides: str) -> SharedAnswer | None:
    """The answer of that number or document by which another request is granted already."""
    wanted = {(NUMBER, number_mark(number)), (DOCUMENT, digest)} - {(NUMBER, ""), (DOCUMENT, "")}
    found = (each for each in _answers(register) if each.mark in wanted and each.record.id != besides)
    return next((SharedAnswer(each, each.record) for each in found), None)


def _answers(register: Register) -> Iterator[GrantingAnswer]:
    used = {each.value["authorization"] for each in register.of("dispositions").values()}
    for record in register.of("authorizations").values():
        for path, grant in _grants(record.value, used=record.id in used):
            document = grant["evidence"].get("digest", "") if "evidence" in grant else ""
            for what, name in ((NUMBER, grant.get("number", "")), (DOCUMENT, document)):
                if name:
                    yield GrantingAnswer(record, path, what, name)


def _grants(
    value: AuthorizationValue, *, used: bool
) -> Iterator[tuple[tuple[str | int, ...], AuthorizationStatus | AuthorizationRenewal]]:
    last = len(value["status"]) - 1
    if not used and value["status"][last]["status"] != "approved":
        return
    for index, step in enumerate(value["status"]):
        if step["status"] == "approved" and (used or index == last):
            yield ("status", index), step
    for index, renewal in enumerate(value.get("renewals", ())):
        yield ("renewals", index), renewal

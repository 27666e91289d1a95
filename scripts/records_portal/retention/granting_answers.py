"""Which answers of the State grant which request: an answer, known by its number or its document, grants one alone.

* What counts is the last decision where it is a grant, with every renewal; of a request under which something was
  disposed of, every grant that it ever had: what an answer was used for once it is not used for again.
* A number is its letters and digits as a reader sees them: wide forms, look-alikes, hyphens, marks count for nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.register.model import Record, Register
from records_portal.values.look_alikes import looked_at

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationRenewal, AuthorizationStatus, AuthorizationValue

NUMBER, DOCUMENT = "number", "document"
_SAME = str.maketrans({"o": "0", "i": "1", "l": "1"})
_SAME_SHOWN = {"0": "[0o]", "1": "[1il]"}


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
    """A number as it is compared: its letters and digits, an `o` being a nought, an `i` or `l` a one."""
    return "".join(filter(str.isalnum, looked_at(number))).translate(_SAME)


def text_mark(readings: Sequence[str]) -> str:
    """The text of a document as it is compared with another's; empty where it has none."""
    return "".join(filter(str.isalnum, looked_at("".join(readings))))


def number_fault(number: str, series: Iterable[str]) -> str:
    """Why no answer can be known by a number: it has no digit, or is what the request calls its series."""
    if not re.search(r"\d", number):
        return "has no digit"
    for reference in series:
        own = reference.partition("#")[2]
        if number_mark(number) in map(number_mark, (own, reference, f"series {own}")):
            return f"is the series {reference!r}"
    return ""


def told_elsewhere(
    register: Register, besides: str, readings: Sequence[str], read: Callable[[str], Sequence[str]]
) -> SharedAnswer | None:
    """The answer of another request that a document tells: its number stands in the text, or the text is the same."""
    seen, mark = [looked_at(each) for each in readings], text_mark(readings)
    for each in granting_answers(register) if mark else ():
        if each.record.id == besides:
            continue
        same = each.what == DOCUMENT and text_mark(read(each.name)) == mark
        if same or (each.what == NUMBER and any(_stands(each.mark[1], text) for text in seen)):
            return SharedAnswer(each, each.record)
    return None


def _stands(mark: str, text: str) -> bool:
    """Whether a number stands in text whole, and not as the beginning of a longer one, with whatever between its parts.

    Of text without any spaces, a letter before or after it says nothing.
    """
    if not mark:
        return False
    before, after = (r"(?<!\d)(?<!\d-)", r"(?!\d|[-./]\d)")
    if re.search(r"\s", text.strip()):
        before, after = (r"(?<!\w)(?<!\w[-./])", r"(?!\w|[./]\w|-\s*\w)")
    shown = r"[\W_]{0,3}".join(_SAME_SHOWN.get(each, re.escape(each)) for each in mark)
    return bool(re.search(before + shown + after, text))


def _asked(record: Record[AuthorizationValue]) -> tuple[str, str]:
    return record.value["requested"]["on"], record.id


def shared_answers(register: Register) -> Iterator[SharedAnswer]:
    """Each answer that grants more than one request, told of each of them."""
    given: defaultdict[tuple[str, str], list[GrantingAnswer]] = defaultdict(list)
    for answer in sorted(granting_answers(register), key=lambda each: _asked(each.record)):
        given[answer.mark].append(answer)
    for answers in given.values():
        for answer in answers:
            others = [each.record for each in answers if each.record.id != answer.record.id]
            if others:
                yield SharedAnswer(answer, others[0])


def granted_by(register: Register, number: str, digest: str, besides: str) -> SharedAnswer | None:
    """The answer of that number or document by which another request is granted already."""
    wanted = {(NUMBER, number_mark(number)), (DOCUMENT, digest)} - {(NUMBER, ""), (DOCUMENT, "")}
    found = (each for each in granting_answers(register) if each.mark in wanted and each.record.id != besides)
    return next((SharedAnswer(each, each.record) for each in found), None)


def granting_answers(register: Register) -> Iterator[GrantingAnswer]:
    """Each mark of each answer that grants a request."""
    used = {each.value["authorization"] for each in register.of("dispositions").values()}
    for record in register.of("authorizations").values():
        yield from answers_of(record, used=record.id in used)


def answers_of(record: Record[AuthorizationValue], *, used: bool) -> Iterator[GrantingAnswer]:
    """Each mark of each answer that grants one request; of one that was used, every grant that it ever had."""
    for path, grant in _grants(record.value, used=used):
        document = grant["evidence"].get("digest", "") if "evidence" in grant else ""
        for what, name in ((NUMBER, grant.get("number", "")), (DOCUMENT, document)):
            if name:
                yield GrantingAnswer(record, path, what, name)


def documented_answers(record: Record[AuthorizationValue]) -> Iterator[GrantingAnswer]:
    """Each mark of each grant that a request ever had whose document is kept."""
    answers = list(answers_of(record, used=True))
    documented = {each.path for each in answers if each.what == DOCUMENT}
    yield from (each for each in answers if each.path in documented)


def last_grant(value: AuthorizationValue) -> tuple[tuple[str, int], AuthorizationStatus | AuthorizationRenewal] | None:
    """Where the last approval or renewal of a request stands, and what it says; of one day the later, renewals last."""
    grants = list(_grants(value, used=True))
    return max(reversed(grants), key=lambda each: each[1]["on"], default=None)


def _grants(
    value: AuthorizationValue, *, used: bool
) -> Iterator[tuple[tuple[str, int], AuthorizationStatus | AuthorizationRenewal]]:
    last = len(value["status"]) - 1
    if not used and value["status"][last]["status"] != "approved":
        return
    for index, step in enumerate(value["status"]):
        if step["status"] == "approved" and (used or index == last):
            yield ("status", index), step
    for index, renewal in enumerate(value.get("renewals", ())):
        yield ("renewals", index), renewal

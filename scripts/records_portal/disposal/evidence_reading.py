"""What the State answered, held against the document that says so: the right form with the wrong content is refused.

* The authorization's number and the number of each series stand in the document's text, each as a word of its own.
* A document that says near the number that something is denied grants nothing.
* Where no text can be got from it, it was read by eye: the record says so, and so do the witness and the certificate.
* A second person signs what was read in it (`witness-evidence`), who neither entered it nor asked for the authority.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.history.audit_trail import Approver
from records_portal.history.repository import Repository
from records_portal.identity.trail import signed_approvers
from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from records_portal.retention.granting_answers import last_grant, number_fault
from records_portal.retention.request_lines import series_asked
from records_portal.values.plain_letters import plain_letters

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue

BY_TEXT, BY_EYE = "text", "by-eye"
NEAR = 300  # characters before and after the number: a sentence or two
_DENIED = re.compile(
    r"denied|rejected|disapproved|declined|refused|not\s*(?:been\s*|be\s*)?(?:approved|granted|authorized)"
)


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """What a record says that the State answered: the number, by whom, the day, and the document."""

    number: str
    by: str
    on: str
    digest: str
    entered_by: str
    read: str


def answer_given(value: AuthorizationValue) -> AnswerGiven:
    """The last approval or renewal of an authority, as its record has it."""
    found = last_grant(value)
    if found is None:
        raise ValueError("an authority that nobody granted has no answer")
    _, last = found
    evidence = last.get("evidence", {"form": "other", "reference": ""})
    return AnswerGiven(
        last.get("number", ""),
        last.get("by", ""),
        last["on"],
        evidence.get("digest", ""),
        evidence.get("entered_by", ""),
        last.get("read", ""),
    )


def check_answer(record: Record[AuthorizationValue], readings: Sequence[str] | None) -> AnswerGiven:
    """The document in which the State's answer stands is kept whole, and says what the record says of it.

    `readings` is every reading of that document; nothing where the store does not have it.
    """
    answer = answer_given(record.value)
    refuse_no_number(answer.number, series_asked(record.value))
    if not answer.digest:
        raise Refusal(
            f"no document says that {record.id!r} was granted; `records authorization answer {record.id} --evidence "
            "FILE` keeps it"
        )
    if readings is None:
        raise Refusal(f"the store has no whole document {answer.digest[:12]}, in which {record.id!r} was granted")
    how_read(readings, answer.number, series_asked(record.value))
    if answer.read != BY_TEXT and readings:
        raise Refusal(f"the document in which {record.id!r} was granted has text, and its record says that it had none")
    if answer.read == BY_TEXT and not readings:
        raise Refusal(f"the document in which {record.id!r} was granted has no text, and its record says that it had")
    return answer


def refuse_no_number(number: str, series: Iterable[str]) -> None:
    """Refuse a number by which no answer can be told from another: any word of the letter could be one."""
    if why := number_fault(number, series):
        raise Refusal(
            f"the number {number!r} {why}, so it is no number of an authorization; enter the one in the answer"
        )


def check_answer_witnessed(
    repository: Repository,
    register: Register,
    record: Record[AuthorizationValue],
    answer: AnswerGiven,
    public: Repository | None = None,
) -> tuple[Approver, ...]:
    """Somebody signed what was read in the answer who neither entered it nor asked for the authority."""
    others = {answer.entered_by, record.value["requested"]["by"]}
    signed = signed_approvers(repository, register, "authorizations", record.id, "witness-evidence", public)
    if not (counting := tuple(each for each in signed if each.person not in others)):
        raise Refusal(
            f"nobody but who entered the answer or asked for {record.id!r} signed what was read in it; another person "
            f"signs with `records approve authorizations/{record.id} --act witness-evidence`"
        )
    return counting


def how_read(readings: Sequence[str], number: str, series: Iterable[str], *, denies: bool = False) -> str:
    """How a document was read, `text` or `by-eye`; one that has text and lacks what is said of it is refused.

    So is one that says no, unless it is the answer that `denies`.
    """
    if not readings:
        return BY_EYE
    if missing := list(lacking(readings, number, series)):
        raise Refusal(
            f"the document does not say {' nor '.join(missing)}; it is evidence of something else, look for the answer "
            "to this request"
        )
    if not denies and (word := denial(readings, number)):
        raise Refusal(
            f"the document says {word!r} near the number {number!r}, so it is no grant; record a denial with --status "
            "denied, or ask for an answer that says only what was granted"
        )
    return BY_TEXT


def denial(readings: Sequence[str], number: str) -> str:
    """The words near a number by which a document says no; empty where it does not."""
    for reading in map(plain_letters, readings):
        for found in _standing(plain_letters(number), reading):
            if said := _DENIED.search(reading[max(0, found.start() - NEAR) : found.end() + NEAR]):
                return " ".join(said[0].split())
    return ""


def lacking(readings: Sequence[str], number: str, series: Iterable[str]) -> Iterator[str]:
    """What does not stand in any reading of a document: the number, or the number of a series."""
    whole = [plain_letters(each) for each in readings]
    wanted = [("number", number), *(("series", each.partition("#")[2]) for each in series)]
    for what, text in wanted:
        if not any(True for reading in whole for _ in _standing(plain_letters(text), reading)):
            yield f"{what} {text!r}"


def _standing(wanted: str, reading: str) -> Iterator[re.Match[str]]:
    """Where it stands whole: not within a longer number, nor as a part of a word with a hyphen, a dot or a line below.

    Spaces within it count for nothing: they are positions in many documents. Of a reading that has none at all, a
    letter before or after it says nothing.
    """
    marks = "".join(wanted.split())
    if not marks:
        return
    if re.search(r"\s", reading.strip()):
        before, after = r"(?<!\w)(?<!\w[-.])", r"(?!\w|\.\w|-\s*\w)"
    else:
        before, after = r"(?<![\d_])(?<!\w-)", r"(?![\d_]|\.\d|-\w)"
    before += r"(?<!\d\s)" if marks[0].isdigit() else ""
    after += r"(?!\s*\d)" if marks[-1].isdigit() else ""
    yield from re.finditer(before + r"\s*".join(map(re.escape, marks)) + after, reading)

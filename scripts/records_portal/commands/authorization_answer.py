"""The commands that record what became of a request for authority: numbers, decisions, renewals."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict, Unpack

import click

from records_portal.register.findings import Refusal

from .options import Date
from .output import tell
from .places import Places, git_person, named_record

if TYPE_CHECKING:
    from records_portal.disposal.authorization_answers import StateAnswer
    from records_portal.register.model import Record
    from records_portal.register.records import AuthorizationValue


ON = click.option("--on", type=Date(), metavar="DATE", help="The day of the answer; default: today.")
BY = click.option("--by", default="", metavar="TEXT", help="Who decided, such as the State's office.")
NUMBER = click.option("--number", default="", metavar="TEXT", help="The number of the authorization.")
EVIDENCE = click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The answer as it came: .eml, .pdf, .txt or a scan.",
)
ENTERED_BY = click.option(
    "--entered-by", metavar="PERSON", help="Who enters the document; default: whoever git's user.email belongs to."
)
UNTIL = click.option("--until", type=Date(), metavar="DATE", help="The last day on which an ongoing authority counts.")


class AnswerOptions(TypedDict):
    """What an answer says; a renewal has neither status nor reason."""

    on: date | None
    by: str
    number: str
    until: date | None
    evidence: Path | None
    entered_by: str | None
    status: NotRequired[str | None]
    reason: NotRequired[str]


@click.command("answer")
@click.argument("name", metavar="ID")
@click.option("--request-number", default="", metavar="TEXT", help="The number that the State's system gave.")
@click.option("--status", type=click.Choice(["pending", "approved", "denied", "returned"]), help="What was decided.")
@ON
@BY
@NUMBER
@UNTIL
@EVIDENCE
@ENTERED_BY
@click.option("--reason", default="", metavar="TEXT", help="Why it was denied or returned.")
@click.pass_obj
def record_answer(places: Places, /, name: str, request_number: str, **given: Unpack[AnswerOptions]) -> int:
    """Record the number of a request, what was decided about it, and the document that says so.

    The document is kept in the store. Where it has text, the authorization's number and each series' number stand in
    it, or it is refused; a second person signs what was read in it.
    """
    from records_portal.disposal.authorization_answers import with_decision, with_evidence, with_request_number

    if not request_number and not given.get("status") and not given["evidence"]:
        raise Refusal("nothing was answered; add --status, or --request-number")

    def changed(record: Record[AuthorizationValue], data: bytes) -> bytes:
        register, today = places.loaded.register, places.today()
        if request_number:
            data = with_request_number(register, record, data, request_number)
        if given.get("status"):
            return with_decision(register, record, data, _answer(places, record, given), today)
        return with_evidence(record, data, _answer(places, record, given)) if given["evidence"] else data

    return _change(places, name, changed)


@click.command()
@click.argument("name", metavar="ID")
@ON
@BY
@NUMBER
@UNTIL
@EVIDENCE
@ENTERED_BY
@click.pass_obj
def renew(places: Places, /, name: str, **given: Unpack[AnswerOptions]) -> int:
    """Record the yearly renewal of an ongoing authority."""
    from records_portal.disposal.authorization_answers import with_renewal

    register, today = places.loaded.register, places.today()
    return _change(
        places, name, lambda record, data: with_renewal(register, record, data, _answer(places, record, given), today)
    )


def _answer(places: Places, record: Record[AuthorizationValue], given: AnswerOptions) -> StateAnswer:
    from records_portal.disposal.authorization_answers import StateAnswer, refuse_used_answer
    from records_portal.disposal.evidence_reading import refuse_no_number
    from records_portal.retention.request_lines import series_asked

    answer = StateAnswer(
        given["on"] or places.today(),
        given["by"],
        given.get("status") or "",
        given["number"],
        given["until"],
        given.get("reason", ""),
    )
    if answer.status in ("", "approved"):
        if answer.number:
            refuse_no_number(answer.number, series_asked(record.value))
        refuse_used_answer(places.loaded.register, record.id, answer.number)
    return _with_document(places, record, answer, given) if given["evidence"] else answer


def _with_document(
    places: Places, record: Record[AuthorizationValue], answer: StateAnswer, given: AnswerOptions
) -> StateAnswer:
    """The answer with the document that says so, once that was held against it and kept in the store."""
    from records_portal.answers.evidence_text import (
        FORMS,
        SUFFIXES,
        document_kind,
        evidence_readings,
        message_reference,
    )
    from records_portal.disposal.authorization_answers import refuse_told_elsewhere, refuse_used_answer
    from records_portal.disposal.evidence_reading import BY_EYE, answer_given, how_read
    from records_portal.disposal.preconditions.people import check_person
    from records_portal.retention.request_lines import series_asked
    from records_portal.store.evidence import keep_evidence, kept_evidence
    from records_portal.store.folder import locked_store

    file = given["evidence"]
    if file is None or not file.is_file():
        raise Refusal(f"--evidence {str(file)!r} is not a file; name the answer as it came")
    data, kind = file.read_bytes(), document_kind(file.read_bytes())
    entered_by = given["entered_by"] or git_person(places, "--entered-by", "enters the document")
    person = check_person(places.loaded.register, entered_by, "--entered-by", answer.on)
    granted = any(each["status"] == "approved" for each in record.value["status"])
    number = answer.number or (answer_given(record.value).number if granted else "")
    denies, readings = answer.status not in ("", "approved"), evidence_readings(data)
    read = how_read(readings, number, series_asked(record.value), denies=denies) if number else ""
    if not denies:
        refuse_used_answer(places.loaded.register, record.id, number, hashlib.sha256(data).hexdigest())
        refuse_told_elsewhere(
            places.loaded.register,
            record.id,
            readings,
            lambda digest: evidence_readings(kept_evidence(places.store, digest) or b""),
        )
    with locked_store(places.store) as store:
        kept = keep_evidence(store.folder, data, SUFFIXES[kind])
    tell(f"kept in the store as {kept.name}; another person reads it, approves the change and signs both:")
    tell(f"records approve authorizations/{record.id} --act approve --act witness-evidence")
    if read == BY_EYE:
        tell("no text could be got from it: whoever signs has read it by eye, and the record says so")
    evidence = {
        "form": FORMS[kind],
        "reference": message_reference(data) or file.name,
        "dated_on": answer.on.isoformat(),
        "digest": kept.stem,
        "entered_by": person.id,
    }
    return replace(answer, evidence=evidence, read=read)


def _change(places: Places, name: str, changed: Callable[[Record[AuthorizationValue], bytes], bytes]) -> int:
    """Write the record with what is added, and show the difference."""
    from records_portal.register.kinds import KINDS
    from records_portal.register.record_editing import render_diff, write_record

    places.refuse_unreadable()
    record = named_record(places, "authorizations", name, places.loaded.register.get("authorizations", name))
    root, path = places.root_of(record), KINDS["authorizations"].path_of(record.id)
    before = (root / path).read_bytes()
    after = changed(record, before)
    write_record(root, path, after, before)
    click.echo(render_diff(before, after, path), nl=False)
    return 0

"""The commands that record what became of a request for authority: numbers, decisions, renewals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, NotRequired, TypedDict, Unpack

import click

from records_portal.register.findings import Refusal

from .options import Date
from .places import Places, named_record

if TYPE_CHECKING:
    from records_portal.disposal.authorization_answers import StateAnswer
    from records_portal.register.model import Record
    from records_portal.register.records import AuthorizationValue


ON = click.option("--on", type=Date(), metavar="DATE", help="The day of the answer; default: today.")
BY = click.option("--by", default="", metavar="TEXT", help="Who decided, such as the State's office.")
NUMBER = click.option("--number", default="", metavar="TEXT", help="The number of the authorization.")
UNTIL = click.option("--until", type=Date(), metavar="DATE", help="The last day on which an ongoing authority counts.")


class AnswerOptions(TypedDict):
    """What an answer says; a renewal has neither status nor reason."""

    on: date | None
    by: str
    number: str
    until: date | None
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
@click.option("--reason", default="", metavar="TEXT", help="Why it was denied or returned.")
@click.pass_obj
def record_answer(places: Places, /, name: str, request_number: str, **given: Unpack[AnswerOptions]) -> int:
    """Record the number of a request, or what was decided about it."""
    from records_portal.disposal.authorization_answers import with_decision, with_request_number

    if not request_number and not given.get("status"):
        raise Refusal("nothing was answered; add --status, or --request-number")
    answer = _answer(places, given)

    def changed(record: Record[AuthorizationValue], data: bytes) -> bytes:
        data = with_request_number(data, request_number) if request_number else data
        register = places.loaded.register
        return with_decision(register, record, data, answer, places.today()) if given.get("status") else data

    return _change(places, name, changed)


@click.command()
@click.argument("name", metavar="ID")
@ON
@BY
@NUMBER
@UNTIL
@click.pass_obj
def renew(places: Places, /, name: str, **given: Unpack[AnswerOptions]) -> int:
    """Record the yearly renewal of an ongoing authority."""
    from records_portal.disposal.authorization_answers import with_renewal

    answer = _answer(places, given)
    register = places.loaded.register
    return _change(places, name, lambda record, data: with_renewal(register, record, data, answer, places.today()))


def _answer(places: Places, given: AnswerOptions) -> StateAnswer:
    from records_portal.disposal.authorization_answers import StateAnswer

    return StateAnswer(
        given["on"] or places.today(),
        given["by"],
        given.get("status") or "",
        given["number"],
        given["until"],
        given.get("reason", ""),
    )


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

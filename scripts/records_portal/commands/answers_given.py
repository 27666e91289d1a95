"""`records new --answers`: the record that a block of answers makes, from a file, a message as it arrived, or stdin."""

from __future__ import annotations

import hashlib
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line
from records_portal.register.time_zones import as_time_zone
from records_portal.values.urls import credential_in, is_plain_url

from .places import Places
from .record_writing import draft_answers, refused, tell_written

if TYPE_CHECKING:
    from records_portal.answers.authoring import Answers
    from records_portal.answers.block import AnswersBlock
    from records_portal.answers.filling import FilledForm
    from records_portal.answers.messages import MailMessage

MESSAGE_NAMES = (".eml", ".mbox", ".msg")
MAX_KEYS_BYTES = 1_000_000


def write_from_answers(
    places: Places,
    name: str,
    dry_run: bool,
    form: str,
    entered_by: str,
    keep: bool,
    dkim_keys: Path | None,
    ticket: str = "",
) -> int:
    """Check a block of answers, put its record into its one place, and show what was done."""
    from records_portal.answers.filling import filled_form, line_in_block, place_of_evidence

    data, block, message = _read(name)
    register = places.loaded.register
    filled = filled_form(block, register, _day(message, places))
    act = place_of_evidence(filled.form, filled.answers)
    keeps = message is not None and act is not None and (keep or places.store.is_dir())
    if entered_by or keep:
        _refuse_no_place(filled, act, message is None or bool(ticket), "--entered-by" if entered_by else "--keep")
    if entered_by and not keeps:
        _refuse_enterer(places, filled, act or {}, entered_by)
    if message and act is not None:
        act["evidence"] = _evidence(message, data, places, act, entered_by if keeps else "", dkim_keys)
    elif ticket and act is not None:
        _put_ticket(act, ticket, data, message, places)
    if keeps and not entered_by:
        raise Refusal("the message is kept as evidence: say who enters it, with --entered-by PERSON")
    made = draft_answers(filled.form, places, filled.record_id, filled.answers, filled.beside)
    if message and message.sha256.encode() in (made.draft.before or b""):
        raise Refusal(f"{made.draft.path} has been written from this message already; nothing was written")
    if made.errors:
        return refused(made.errors, form, lambda found: line_in_block(found, made.draft, filled, block))
    writes = not dry_run and made.changes
    if writes:
        if keeps:
            _keep(places, data)
        made.draft.write()
    tell_written(made, writes, form, **_told(message, keeps and writes, "" if keeps else entered_by))
    return 0


def _refuse_no_place(filled: FilledForm, act: Answers | None, no_message: bool, option: str) -> None:
    """Refuse to take who enters a message, or the message, where there is none, or the record has no place for it."""
    if no_message:
        raise Refusal(f"{option} goes with a message and an act that has evidence; leave it out")
    if act is None:
        name = filled.form.name
        raise Refusal(
            f"{name} has no place for evidence: nothing of the message is kept; leave out --entered-by, --keep"
        )


def _refuse_enterer(places: Places, filled: FilledForm, act: Answers, entered_by: str) -> None:
    """Refuse as who enters a message whoever is not registered, and whoever acted, also where neither is written."""
    from records_portal.checks.evidence import actors_of
    from records_portal.disposal.preconditions.people import check_person

    check_person(places.loaded.register, entered_by, "--entered-by", places.today())
    if entered_by in actors_of(filled.form.kind, filled.record_id, act):
        raise Refusal(f"--entered-by {entered_by!r} acted; somebody else enters the message")


def _read(name: str) -> tuple[bytes, AnswersBlock, MailMessage | None]:
    """What was given: its bytes, the block in it, and the message where it is one."""
    from records_portal.answers.block import read_answers
    from records_portal.answers.messages import MAX_MESSAGE, block_of, is_message, read_message

    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
            data = file.read(MAX_MESSAGE + 1)
    except OSError as error:
        raise Refusal(
            f"{name!r} cannot be read ({error.strerror}); a text or a message with a block of answers"
        ) from error
    if is_message(data) or name.lower().endswith(MESSAGE_NAMES):
        message = read_message(data)
        return data, block_of(message), message
    try:
        return data, read_answers(data.decode("utf-8-sig")), None
    except UnicodeDecodeError as error:
        raise Refusal(f"the answers are not UTF-8 text, at byte {error.start}; save the file as UTF-8") from error


def _day(message: MailMessage | None, places: Places) -> str:
    """The day of a message in the portal's time zone; none where there is no message, or it bears no date."""
    if message is None or message.sent_at is None:
        return ""
    return message.sent_at.astimezone(as_time_zone(places.loaded.register.portal)).date().isoformat()


def _evidence(
    message: MailMessage, data: bytes, places: Places, act: dict[str, object], entered_by: str, dkim_keys: Path | None
) -> dict[str, object]:
    """The message as an act's evidence; who keeps it elsewhere may stand in the answers."""
    from records_portal.answers.dkim_results import dkim_result

    given = act.get("evidence")
    kept_at = given.get("kept_at") if isinstance(given, dict) else None
    signed = dkim_result(data, _keys(dkim_keys))
    evidence = {
        "form": "e-mail",
        "reference": message.message_id,
        "dated_on": _day(message, places),
        "kept_at": kept_at,
        "digest": message.sha256,
        "dkim": {"result": signed.result, **({"domain": signed.domain} if signed.domain else {})},
        **({"known_by": "by-message", "entered_by": entered_by} if entered_by else {}),
    }
    return {name: value for name, value in evidence.items() if value}


def _put_ticket(act: dict[str, object], ticket: str, data: bytes, message: MailMessage | None, places: Places) -> None:
    """The issue or ticket as an act's evidence, with the digest of the text that was taken in."""
    if found := credential_in(ticket):
        raise Refusal(f"--ticket: the address has {found}; the address of the issue without it")
    if message is not None or not is_plain_url(ticket):
        raise Refusal(f"--ticket {ticket!r} is the address of an issue whose text is given; a message has its own id")
    if not act.get("evidence"):
        digest = hashlib.sha256(data).hexdigest()
        act["evidence"] = {
            "form": "ticket", "reference": ticket, "dated_on": places.today().isoformat(), "digest": digest,
        }  # fmt: skip


def _keys(file: Path | None) -> dict[str, str]:
    from records_portal.answers.dkim_results import parse_dkim_keys

    if file is None:
        return {}
    try:
        if file.stat().st_size > MAX_KEYS_BYTES:
            raise Refusal(f"{file} has more than {MAX_KEYS_BYTES:,} bytes; a line for each key")
        return parse_dkim_keys(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{file} cannot be read; a text file with a line for each key") from error


def _keep(places: Places, data: bytes) -> None:
    """Keep the message before the record names it: what is kept and named by nothing does no harm."""
    from records_portal.store.evidence import keep_evidence
    from records_portal.store.folder import locked_store

    with locked_store(places.store) as store:
        keep_evidence(store.folder, data)


def _told(message: MailMessage | None, kept: bool, entered_by: str) -> dict[str, object]:
    """What is told about a message, and told on stderr at once."""
    if message is None:
        return {}
    how = "kept in the store" if kept else "not kept"
    if entered_by:
        how += f", and so not that {entered_by} enters it; --keep keeps both"
    click.echo(one_line(f"message {message.message_id}, from {message.sender!r} as it says: {how}"), err=True)
    names = ("message_id", "sender", "to", "cc", "subject", "sha256")
    return {"message": {**{name: getattr(message, name) for name in names}, "kept": kept}}

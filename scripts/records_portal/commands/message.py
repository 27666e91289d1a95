"""`records message`: the e-mail of a step of the procedures, with its answers prepared, before the fact exists."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line

if TYPE_CHECKING:
    from records_portal.answers.procedure.message_rows import ProcedureMessage
    from records_portal.answers.procedure.written_messages import Subjects, WrittenMessage

from .output_files import put_file
from .places import Places

_NAMED_BY = {"site": "--site SITE", "agency": "--agency AGENCY", "person": "--person PERSON"}


@click.command(name="message")
@click.argument("name", required=False)
@click.option("--site", default="", metavar="SITE", help="The site, or the name that a new one is to have.")
@click.option("--agency", default="", metavar="AGENCY", help="The agency; default: the site's, or the sender's.")
@click.option("--person", default="", metavar="PERSON", help="Whom it is about, by name or id.")
@click.option("--target", default="", metavar="ID", help="Another record that it is about, such as an authorization.")
@click.option("--by", default="", metavar="PERSON", help="Who sends it; default: the only one who holds the role.")
@click.option("--to", default="", metavar="ROLE", help="Where the procedure lets the sender choose.")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="An answer that is known; again for each.")
@click.option(
    "--format", "form", type=click.Choice(["text", "eml", "mailto", "json"]), default="text", show_default=True
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE.eml", help="Write the .eml into a new file.")
@click.pass_obj
def write_message(
    places: Places,
    name: str | None,
    site: str,
    agency: str,
    person: str,
    target: str,
    by: str,
    to: str,
    settings: tuple[str, ...],
    form: str,
    out: Path | None,
) -> int:
    """Write the e-mail of a step: to whom, with copies to whom, in which words, and the answers for the register.

    Without NAME: every message that there is. What the register does not know stays blank and is named on stderr; the
    reply, or the message itself once it was sent, is taken in with `records new --answers FILE.eml`.
    """
    from records_portal.answers.procedure.message_table import message_named
    from records_portal.answers.procedure.written_messages import written_message

    if name is None:
        return _list_messages(places, form)
    row = message_named(name)
    about = _subjects(places, row, site, agency, person, target)
    written = written_message(
        row,
        places.loaded.register,
        about,
        _parsed_settings(settings),
        places.today().isoformat(),
        _named(places, "people", by),
        to,
    )
    _show(places, written, form, out)
    return 0


def _list_messages(places: Places, form: str) -> int:
    from records_portal.answers.procedure.message_table import MESSAGES
    from records_portal.answers.procedure.recipients import role_title

    register = places.loaded.register
    rows = [
        {
            "name": row.name,
            "document": row.document,
            "step": row.step,
            "from": role_title(register, row.sender),
            "to": [role_title(register, role) for role in row.to] or [row.outside],
            "or_to": [role_title(register, role) for role in row.or_to],
            "copies_to": [role_title(register, role) for role in row.copies],
            "answers": row.answers,
        }
        for row in MESSAGES.values()
    ]
    if form == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    for row in rows:
        to = f"{', '.join(row['to'])}{''.join(f' or {role}' for role in row['or_to'])}"
        copies = f"; copies to {', '.join(row['copies_to'])}" if row["copies_to"] else ""
        click.echo(one_line(f"{row['name']}: {row['document']}, {row['step']}"))
        click.echo(one_line(f"  from {row['from']} to {to}{copies}"))
    return 0


def _subjects(places: Places, row: ProcedureMessage, site: str, agency: str, person: str, target: str) -> Subjects:
    """What the message is about; what the step cannot do without is asked for, and must be in the register."""
    from records_portal.answers.procedure.written_messages import Subjects

    if (asked := _NAMED_BY.get(row.about)) and not {"site": site, "agency": agency, "person": person}[row.about]:
        raise Refusal(f"{row.name} is about {row.about.replace('-', ' ')}: name it with {asked}")
    if row.about not in _NAMED_BY and row.about != "new-site" and not target:
        raise Refusal(f"{row.name} is about a record of its own, an {row.about}: name it with --target ID")
    known = _named(places, "sites", site) if row.about == "site" else site
    if target:
        from records_portal.answers.authoring import refuse_bad_id

        refuse_bad_id("sites", target)
    return Subjects(known, _named(places, "agencies", agency), _named(places, "people", person), target)


def _named(places: Places, kind: str, name: str) -> str:
    """The id of a record that is named by its id or, where only one is called so, by its name."""
    records = places.loaded.register.of(kind)
    if not name or name in records:
        return name
    called = [each.id for each in records.values() if str(each.value.get("name", "")).casefold() == name.casefold()]
    if len(called) == 1:
        return called[0]
    places.refuse_unreadable_record(kind, name)
    guess = difflib.get_close_matches(name, records, 1)
    right = f"did you mean {guess[0]!r}?" if guess else f"an id from registry/{kind}/"
    raise Refusal(f"{name!r} is not in the register; {right}")


def _parsed_settings(settings: tuple[str, ...]) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for setting in settings:
        path, equals, text = setting.partition("=")
        if not equals:
            raise Refusal(f"--set {setting!r} has no =; PATH=VALUE")
        given.setdefault(path, []).append(text)
    return given


def _show(places: Places, written: WrittenMessage, form: str, out: Path | None) -> None:
    from records_portal.answers.procedure.eml import LONGEST_MAILTO, mailto, render_eml, render_plain

    address = mailto(written)
    whole = len(address) <= LONGEST_MAILTO
    if out is not None:
        put_file(out, render_eml(written, places.started_at), places)
        click.echo(f"{out} written")
    elif form == "eml":
        click.echo(render_eml(written, places.started_at), nl=False)
    elif form == "mailto":
        click.echo(address)
    elif form == "json":
        click.echo(json.dumps(_mapping(written, address, whole), indent=2, ensure_ascii=False))
    else:
        click.echo(render_plain(written), nl=False)
    if form == "mailto" and not whole:
        click.echo(
            f"this address has {len(address):,} characters; Windows hands on {LONGEST_MAILTO:,}: use --out FILE.eml",
            err=True,
        )
    for each in (*written.to, *written.copies):
        if not each.address:
            click.echo(one_line(f"to fill in: the address of {each.words}"), err=True)
    if written.lacks:
        click.echo(one_line(f"to fill in: {', '.join(written.lacks)}"), err=True)


def _mapping(written: WrittenMessage, address: str, whole: bool) -> dict[str, object]:
    def told(each: object) -> dict[str, str]:
        return {"words": each.words, "email": each.address}  # type: ignore[attr-defined]

    return {
        "name": written.name,
        "from": told(written.sender),
        "to": [told(each) for each in written.to],
        "copies_to": [told(each) for each in written.copies],
        "subject": written.subject,
        "text": written.text,
        "attach": list(written.attach),
        "to_fill_in": list(written.lacks),
        "mailto": address,
        "mailto_is_whole": whole,
    }

"""The commands that write a record from answers: asked on a terminal, or given as options."""

from __future__ import annotations

from pathlib import Path

import click

from records_portal.answers.request_forms import FORMS
from records_portal.register.findings import Refusal

from .form_command import FormCommand, FormGroup
from .options import FORMAT


@click.group(cls=FormGroup, invoke_without_command=True, no_args_is_help=True)
@click.option("--answers", metavar="FILE", help="A block of answers: a file, a message, - for stdin.")
@click.option("--entered-by", default="", metavar="PERSON", help="Who enters a message: not who acted.")
@click.option("--keep", is_flag=True, help="Keep the message in the store, which is made where there is none.")
@click.option("--ticket", default="", metavar="URL", help="The issue or ticket whose text it is, as evidence.")
@click.option("--dkim-keys", type=click.Path(path_type=Path), metavar="FILE", help="Keys to look at its DKIM with.")
@click.option("--dry-run", is_flag=True, help="Check and show everything, write nothing.")
@FORMAT
@click.pass_context
def new(
    context: click.Context,
    /,
    answers: str | None,
    entered_by: str,
    keep: bool,
    ticket: str,
    dkim_keys: Path | None,
    dry_run: bool,
    form: str,
) -> int:
    """Write a new record: asked in plain words on a terminal, given as options, or from a block of answers."""
    from .answers_given import write_from_answers

    if context.invoked_subcommand is None:
        if answers is None:
            raise Refusal("say what to write, such as `records new site NAME`, or give answers with --answers FILE")
        return write_from_answers(context.obj, answers, dry_run, form, entered_by, keep, dkim_keys, ticket)
    if answers is not None or entered_by or keep or ticket or dkim_keys or dry_run or form != "text":
        theirs = context.invoked_subcommand
        raise Refusal(f"options of `records new` go with --answers; those of {theirs} stand behind it")
    return 0


for _form in FORMS.values():
    if _form.verb == "new":
        new.add_command(FormCommand(_form))

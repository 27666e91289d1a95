"""The commands that say anew what a record says: asked on a terminal, or given as options."""

from __future__ import annotations

import click

from records_portal.answers.request_forms import FORMS

from .form_command import FormCommand, FormGroup


@click.group(cls=FormGroup, no_args_is_help=True)
def change() -> None:
    """Say anew what a record says: only what is answered changes, and the difference is shown."""


for _form in FORMS.values():
    if _form.verb == "change" or (_form.sets and _form.verb == "new"):
        change.add_command(FormCommand(_form))

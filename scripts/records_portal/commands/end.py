"""The commands that end something: a role, somebody's access, an audit's finding."""

from __future__ import annotations

import click

from records_portal.answers.request_forms import FORMS

from .form_command import FormCommand, FormGroup


@click.group(cls=FormGroup, no_args_is_help=True)
def end() -> None:
    """End something that a record says, with its last day; what was written stays."""


for _form in FORMS.values():
    if _form.verb == "end":
        end.add_command(FormCommand(_form))

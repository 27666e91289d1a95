"""What stays as it was written is not changed or ended by its own name: one line says what is written instead."""

from __future__ import annotations

import pytest

from records_portal.answers.request_forms import FORMS
from records_portal.commands.form_command import instead_of
from records_portal.register.fact_kinds import FACT_KINDS
from tests.test_authoring import Records, records, root

__all__ = ("records", "root")  # fixtures


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("change fact", "a fact stays as it was written; `records new fact SITE correction` says what is right"),
        ("change review", "a fact stays as it was written; `records new fact SITE correction` says what is right"),
        ("change usage-report", "usage-report stays as it was written; `records new operations-correction`"),
        ("change hold", "hold stays as it was written; `records hold` amends, updates and releases it"),
        (
            "end suspension",
            "suspension stays as it was written; `records new fact SITE reinstatement` puts the site back into use",
        ),
        (
            "end site",
            "site is not ended; a site is closed with `records decommission SITE`, "
            "its handle with `records end handle`",
        ),
        ("end removal", "removal has no end of its own; `records end designation`"),
    ],
)
def test_one_line_says_what_is_written_instead(records: Records, words: str, right: str) -> None:
    assert records(*words.split(), "parks-x") == (2, "", f"records: {right}\n")


def test_nothing_that_is_written_once_is_changed_or_ended_without_a_word() -> None:
    for name, form in FORMS.items():
        for verb in ("change", "end"):
            by_own_name = form.verb == verb or (verb == "change" and form.sets)
            assert by_own_name or instead_of(verb, name), (verb, name)
    assert all(instead_of("change", kind) for kind in FACT_KINDS)


def test_another_word_is_no_command(records: Records) -> None:
    code, _, err = records("change", "weather", "parks-x")
    assert (code, "No such command 'weather'" in err) == (2, True)

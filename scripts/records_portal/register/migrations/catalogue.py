"""Every migration, in the order in which they are made."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from .acts_since import begin_acts
from .anchored_settings import move_to_anchors
from .confirmations import bind_confirmations
from .hold_notices import name_who_was_told
from .missing_roles import fill_roles
from .one_place import keep_pages_once, log_credential_changes, log_statements
from .parts import Migration, OpenQuestion, RecordEdit, UpgradeAnswers, UpgradedRoots
from .private_particulars import move_to_private

MIGRATIONS = tuple(
    map(
        Migration,
        (
            begin_acts,
            move_to_anchors,
            bind_confirmations,
            fill_roles,
            move_to_private,
            name_who_was_told,
            log_statements,
            log_credential_changes,
            keep_pages_once,
        ),
    )
)


class MadeMigration(NamedTuple):
    """What a migration does to the texts, and what it leaves open."""

    migration: Migration
    edits: tuple[RecordEdit, ...]
    questions: tuple[OpenQuestion, ...]
    after: UpgradedRoots


def made_migrations(
    roots: UpgradedRoots, answers: UpgradeAnswers, only: Collection[str] = ()
) -> Iterator[MadeMigration]:
    """Each migration made after the others, those that have something to do or to ask."""
    for migration in MIGRATIONS:
        if only and migration.name not in only:
            continue
        steps = list(migration.steps(roots, answers))
        edits = tuple(each for each in steps if isinstance(each, RecordEdit))
        questions = tuple(each for each in steps if isinstance(each, OpenQuestion))
        if steps:
            roots = roots.with_edits(edits)
            yield MadeMigration(migration, edits, questions, roots)

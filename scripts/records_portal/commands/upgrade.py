"""`records upgrade`: records of an older form brought to today's, each kind of change by itself, for review."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from records_portal.register.findings import Refusal, one_line

from .options import FORMAT
from .output import tell
from .places import Places

if TYPE_CHECKING:
    from records_portal.register.migrations.catalogue import MadeMigration
    from records_portal.register.migrations.parts import RecordEdit, UpgradeAnswers, UpgradedRoot, UpgradedRoots


class UpgradeOptions(TypedDict):
    """What whoever upgrades says, as click gives it."""

    said_by: str | None
    roles: tuple[str, ...]
    address: str | None
    private_addresses: tuple[str, ...]


@click.command()
@click.option("--only", multiple=True, metavar="NAME", help="Make this migration alone; may be given more than once.")
@click.option("--list", "listing", is_flag=True, help="Say which migrations there are, and which have something to do.")
@click.option("--dry-run", is_flag=True, help="Show what would change, write nothing.")
@click.option("--said-by", metavar="PERSON", help="acts-since: who says that acts are signed from now on.")
@click.option(
    "--role", "roles", multiple=True, metavar="ROLE=PERSON", help="Who holds a role; ROLE@AGENCY of one agency."
)
@click.option("--address", metavar="ADDRESS", help="anchors: where the public root is published.")
@click.option(
    "--private-address", "private_addresses", multiple=True, metavar="NAME=ADDRESS", help="anchors: a private root's."
)
@FORMAT
@click.pass_obj
def upgrade(
    places: Places, /, only: tuple[str, ...], listing: bool, dry_run: bool, form: str, **said: Unpack[UpgradeOptions]
) -> int:
    """Bring records of an older form to today's: files are changed as they lie there, for review, nothing is committed.

    What cannot be decided is asked for in a line each and left as it is.
    """
    from records_portal.register.migrations.catalogue import made_migrations

    _refuse_unknown(only)
    roots = _roots(places)
    _tell_unreadable(roots)
    made = list(made_migrations(roots, _answers(places, said), only))
    if listing:
        _list(made, form)
        return 0
    if not dry_run:
        _write(places, roots, made)
    _tell(roots, made, form, written=not dry_run)
    return 0


def _refuse_unknown(names: tuple[str, ...]) -> None:
    from records_portal.register.migrations.catalogue import MIGRATIONS

    known = [each.name for each in MIGRATIONS]
    for name in names:
        if name not in known:
            raise Refusal(f"--only {name!r} is no migration; one of {', '.join(known)}")


def _roots(places: Places) -> UpgradedRoots:
    """The texts of the roots that were named, and of the store's anchors."""
    from records_portal.register.migrations.parts import ANCHORS, STORE, UpgradedRoot, UpgradedRoots

    public, *private = places.folders
    anchors = places.store / ANCHORS
    store = {ANCHORS: anchors.read_bytes()} if anchors.is_file() else {}
    return UpgradedRoots(
        UpgradedRoot(str(public), _texts(public)),
        tuple(UpgradedRoot(str(each), _texts(each)) for each in private),
        UpgradedRoot(STORE, store),
    )


def _texts(root: Path) -> Mapping[str, bytes]:
    """The records' texts of a root; what is no plain file is left to the checks."""
    from records_portal.register.sources import FolderTree

    if not (root / "registry").is_dir():
        raise Refusal(f"{root} has no folder registry/; name the root of a portal or of private records")
    tree, found = FolderTree(root), {}
    for path in (path for folder in ("registry", "schedules") for path in tree.paths(folder)):
        if path.endswith(".yml") and tree.content_name(path):
            found[path] = tree.read(path)
    return found


def _tell_unreadable(roots: UpgradedRoots) -> None:
    """Say that a file that cannot be read is left out: no migration can tell whether it is of an older form."""
    from records_portal.files.yaml_text import read_yaml

    left_out = [path for root in roots.all for path, text in root.files.items() if read_yaml(text)[1]]
    if left_out:
        more = f" and {len(left_out) - 1} more" if len(left_out) > 1 else ""
        tell(one_line(f"{left_out[0]}{more} cannot be read and is left out; `records validate` says what to mend"))


def _answers(places: Places, said: UpgradeOptions) -> UpgradeAnswers:
    from records_portal.register.migrations.parts import UpgradeAnswers

    return UpgradeAnswers(
        on=places.today().isoformat(),
        commit=_commit(places.root),
        said_by=said["said_by"] or "",
        address=said["address"] or "",
        private_addresses=_pairs("--private-address", said["private_addresses"]),
        people_of_roles=_pairs("--role", said["roles"]),
        roots_of_agencies=_roots_of_agencies(places),
    )


def _pairs(option: str, given: tuple[str, ...]) -> Mapping[str, str]:
    found = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not name or not equals or not value:
            raise Refusal(f"{option} {each!r} is not NAME=VALUE")
        found[name] = value
    return found


def _commit(root: Path) -> str:
    """The commit that the root is at; empty where it has none."""
    from records_portal.history.repository import Repository

    try:
        return Repository(root).head()
    except Refusal:
        return ""


def _roots_of_agencies(places: Places) -> Mapping[str, str]:
    """Which of several private roots each agency's records belong into, by the store's anchors."""
    from records_portal.identity.anchored_roots import private_anchor_of
    from records_portal.store.anchors import read_anchors

    anchors = read_anchors(places.store)
    if anchors is None or len(places.private) < 2:
        return {}
    folders = {private_anchor_of(each, anchors).name: str(each) for each in places.private}
    named = ((agency, root) for agency, root in anchors.agencies.items() if isinstance(root, str))
    return {agency: folders[root] for agency, root in named if root in folders}


def _write(places: Places, roots: UpgradedRoots, made: list[MadeMigration]) -> None:
    """Write what changed, private records first: a run that is cut short says something twice and loses nothing."""
    from records_portal.register.migrations.parts import STORE
    from records_portal.register.record_editing import write_record

    before = {each.name: each for each in _every(roots)}
    final: dict[tuple[str, str], RecordEdit] = {(edit.root, edit.path): edit for each in made for edit in each.edits}
    public = roots.public.name
    for (name, path), edit in sorted(final.items(), key=lambda each: (each[0][0] == public, each[0])):
        if name == STORE:
            _write_anchors(places, edit.text)
        else:
            write_record(Path(name), path, edit.text, before[name].files.get(path))


def _write_anchors(places: Places, text: bytes) -> None:
    from records_portal.store.anchors import parse_anchors, read_anchors, write_anchors
    from records_portal.store.folder import locked_store

    with locked_store(places.store) as store:
        if read_anchors(store.folder) is not None:
            raise Refusal(f"{str(store.folder)!r} got anchors meanwhile; run the command again")
        write_anchors(store.folder, parse_anchors(text, "the answers"))


def _every(roots: UpgradedRoots) -> Iterator[UpgradedRoot]:
    yield from roots.all
    if roots.store:
        yield roots.store


def _list(made: list[MadeMigration], form: str) -> None:
    """Every migration with its rule, and how many files it would change."""
    from records_portal.register.migrations.catalogue import MIGRATIONS

    at_work = {each.migration.name: each for each in made}
    rows = []
    for each in MIGRATIONS:
        found = at_work.get(each.name)
        files, questions = (len(found.edits), len(found.questions)) if found else (0, 0)
        rows.append({"name": each.name, "rule": each.rule, "files": files, "questions": questions})
    if form == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        lacks = f", {row['questions']} to answer" if row["questions"] else ""
        click.echo(f"{row['name']}: {row['files']} files{lacks}: {row['rule']}")


def _tell(roots: UpgradedRoots, made: list[MadeMigration], form: str, *, written: bool) -> None:
    """The differences, migration by migration, and what is left to be answered."""
    if form == "json":
        told = [
            {
                "name": each.migration.name,
                "files": [edit.path for edit in each.edits],
                "questions": [question.line for question in each.questions],
            }
            for each in made
        ]
        click.echo(json.dumps({"written": written, "migrations": told}, indent=2, ensure_ascii=False))
        return
    before = {each.name: each.files for each in _every(roots)}
    for each in made:
        tell(f"{each.migration.name}: {each.migration.rule}")
        click.echo("".join(_differences(before, each)), nl=False)
        before = {root.name: root.files for root in _every(each.after)}
        for question in each.questions:
            tell(f"{question.path}: {question.line}")
    tell(_conclusion(made, written))


def _differences(before: Mapping[str, Mapping[str, bytes]], made: MadeMigration) -> Iterator[str]:
    from records_portal.register.record_editing import render_diff

    for edit in made.edits:
        yield render_diff(before[edit.root].get(edit.path, b""), edit.text, edit.path)


def _conclusion(made: list[MadeMigration], written: bool) -> str:
    if not made:
        return "nothing is of an older form"
    files = len({(edit.root, edit.path) for each in made for edit in each.edits})
    questions = sum(len(each.questions) for each in made)
    lacks = f"; {questions} to answer" if questions else ""
    then = "look through it and commit it" if written else "nothing was written"
    return one_line(f"{files} files{lacks}; {then}")

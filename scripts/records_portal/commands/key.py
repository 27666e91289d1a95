"""`records key`: the life of people's keys, from the first ones of a root to the last day of each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line

from .options import FOLDER, Date
from .output import tell
from .places import Places, named_record

if TYPE_CHECKING:
    from records_portal.identity.key_history import KeyHistory
    from records_portal.register.record import Record
    from records_portal.register.records import PersonValue
    from records_portal.values.ssh_keys import SshKey

PERSON = click.argument("person", metavar="PERSON")
FILE = click.argument("file", metavar="FILE", type=FOLDER)
LETTER = click.option("--letter", default="", metavar="TEXT", help="The head's letter: its file, or where it is kept.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would change, write nothing.")
OLD = click.option("--old", default="", metavar="FINGERPRINT", help="Which key, where the person has more than one.")


@click.group()
def key() -> None:
    """Admit, rotate, replace and end the keys that people sign with, and show how each was admitted."""


@key.command("add")
@PERSON
@FILE
@click.option(
    "--from", "from_on", type=Date(), metavar="DATE", help="The first day on which it counts; default: today."
)
@LETTER
@DRY_RUN
@click.pass_obj
def add_key(places: Places, person: str, file: Path, from_on: date | None, letter: str, dry_run: bool) -> int:
    """Enter the first key of PERSON: FILE is the public half, which ends in .pub."""
    from records_portal.identity.key_events import GRANT
    from records_portal.register.key_editing import with_key

    path, text = _record(places, person)
    if _person(places, person).value.get("keys"):
        raise Refusal(f"{person!r} has a key already; `records key rotate` or `replace` puts another in its place")
    new = _public(file)
    _write(places, {path: (text, with_key(text, new, _day(places, from_on), _letter(letter)))}, dry_run)
    _tell_key("new", new)
    _tell_signers(places, person, GRANT)
    return 0


@key.command("rotate")
@PERSON
@FILE
@OLD
@DRY_RUN
@click.pass_obj
def rotate_key(places: Places, person: str, file: Path, old: str, dry_run: bool) -> int:
    """Put the key in FILE in place of the one that PERSON has, from today on; the old one signs for it."""
    from records_portal.identity.key_events import ROTATE
    from records_portal.register.key_editing import with_end, with_key

    path, text = _record(places, person)
    today, new = places.today().isoformat(), _public(file)
    after = with_key(with_end(text, _standing(text, person, old), today, "rotated"), new, today)
    _write(places, {path: (text, after)}, dry_run)
    _tell_key("new", new)
    _tell_signers(places, person, ROTATE)
    return 0


@key.command("replace")
@PERSON
@FILE
@OLD
@LETTER
@DRY_RUN
@click.pass_obj
def replace_key(places: Places, person: str, file: Path, old: str, letter: str, dry_run: bool) -> int:
    """Put the key in FILE in place of one that is lost; it counts eleven days from now, and nobody signs until then."""
    from records_portal.identity.key_changes import WAITS
    from records_portal.identity.key_events import REPLACE
    from records_portal.register.key_editing import standing_keys, with_end, with_key

    path, text = _record(places, person)
    today, new = places.today(), _public(file)
    after = text
    if old or standing_keys(text):
        after = with_end(text, _standing(text, person, old), today.isoformat(), "lost")
    # a day more than has to be waited: who signs may do so tomorrow
    from_on = (today + WAITS + timedelta(days=1)).isoformat()
    after = with_key(after, new, from_on, _letter(letter))
    _write(places, {path: (text, after)}, dry_run)
    _tell_key("new", new)
    tell(f"it counts from {from_on} where it is signed and merged by tomorrow; until then nobody signs for {person!r}")
    _tell_signers(places, person, REPLACE)
    return 0


@key.command("revoke")
@PERSON
@OLD
@click.option("--on", type=Date(), metavar="DATE", help="The last day on which it counts; default: today.")
@click.option("--why", type=click.Choice(["revoked", "left", "lost"]), default="revoked", show_default=True)
@DRY_RUN
@click.pass_obj
def revoke_key(places: Places, person: str, old: str, on: date | None, why: str, dry_run: bool) -> int:
    """End a key of PERSON: it was stolen, it is lost, or the person leaves."""
    from records_portal.identity.key_events import REVOKE
    from records_portal.register.key_editing import with_end

    path, text = _record(places, person)
    ended = _standing(text, person, old)
    _write(places, {path: (text, with_end(text, ended, _day(places, on), why))}, dry_run)
    tell(f"ends: {ended}")
    _tell_signers(places, person, REVOKE)
    return 0


@key.command("genesis")
@click.argument("keys", metavar="PERSON=FILE...", nargs=-1, required=True)
@LETTER
@click.pass_obj
def enter_first_keys(places: Places, keys: tuple[str, ...], letter: str) -> int:
    """Enter the first keys of a root, before its first commit: two people's, or one person's and the head's letter."""
    from records_portal.identity.key_history import genesis_fingerprint
    from records_portal.register.key_editing import with_key

    given = dict(map(_pair, keys))
    if len(given) < 2 and not letter:
        raise Refusal("one person does not begin alone; name two people's keys, or add --letter with the head's letter")
    if standing := [each.id for each in places.loaded.register.of("people").values() if each.value.get("keys")]:
        raise Refusal(f"{standing[0]!r} has a key already; this is for the first ones of a root")
    files, today, reference = {}, places.today().isoformat(), _letter(letter)
    for person, public in given.items():
        path, text = _record(places, person)
        files[path] = (text, with_key(text, public, today, reference))
    _write(places, files, False)
    for person, public in given.items():
        _tell_key(person, public)
    tell("publish this elsewhere, on paper or on the agency's own pages; commit the files as the root's first commit")
    click.echo(genesis_fingerprint(each.line for each in given.values()))
    return 0


@key.command("reanchor")
@click.argument("keys", metavar="PERSON=FILE...", nargs=-1, required=True)
@click.option("--letter", required=True, metavar="TEXT", help="The letter that says so: its file, or where it is kept.")
@click.option("--said-by", required=True, metavar="TEXT", help="Whose letter it is, by office.")
@DRY_RUN
@click.pass_obj
def reanchor(places: Places, keys: tuple[str, ...], letter: str, said_by: str, dry_run: bool) -> int:
    """Begin anew by letter, where every key is lost: no signature is needed, and it is shown for ever."""
    from records_portal.register.key_editing import standing_keys, with_end, with_key
    from records_portal.register.record_editing import append_entry

    given, today, reference = dict(map(_pair, keys)), places.today().isoformat(), _letter(letter)
    files = {}
    for person in given:
        _record(places, person)
    for record in places.loaded.register.of("people").values():
        path, text = _record(places, record.id)
        after = text
        for fingerprint in standing_keys(text):
            after = with_end(after, fingerprint, today, "lost")
        if record.id in given:
            after = with_key(after, given[record.id], today)
        files[path] = (text, after)
    fingerprints = [each.fingerprint for each in given.values()]
    entry = {"on": today, "said_by": said_by, "letter": {"form": "letter", "reference": reference}}
    settings = places.public_tree.read("registry/portal.yml")
    files["registry/portal.yml"] = (settings, append_entry(settings, ("reanchored",), entry | {"keys": fingerprints}))
    _write(places, {path: each for path, each in files.items() if each[0] != each[1]}, dry_run)
    for person, public in given.items():
        _tell_key(person, public)
    tell("commit all of these files in one commit; every page of changes will say that the keys began anew")
    return 0


@key.command("show")
@click.argument("person", metavar="[PERSON]", required=False)
@click.pass_obj
def show_keys(places: Places, person: str | None) -> int:
    """Show the genesis, each new beginning by letter, and every key: its time, its end, and how it was admitted."""
    from records_portal.history.repository import Repository
    from records_portal.identity.base import base_reader
    from records_portal.identity.key_changes import read_key_history

    places.refuse_unreadable()
    if person:
        _person(places, person)
    repository = Repository(places.root)
    history = read_key_history(repository, base_reader(repository))
    for line in (*_beginnings(history), *_lives(places, history, person), *_faults(history, person)):
        click.echo(one_line(line))
    return int(bool(history.faults))


def _beginnings(history: KeyHistory) -> Iterator[str]:
    first = history.genesis
    if first is None:
        yield "nobody has a key by a commit yet; `records key genesis` enters the first ones"
        return
    yield f"genesis {first.on}, commit {first.commit[:12]}: {first.how}"
    yield f"fingerprint {first.fingerprint}"
    if first.reason:
        yield f"not as it should be: {first.reason}"
    for each in history.reanchored:
        keys = ", ".join(each.keys)
        yield f"BEGUN ANEW BY LETTER on {each.on}: said by {each.said_by}, {each.letter}; {keys or each.reason}"


def _lives(places: Places, history: KeyHistory, person: str | None) -> Iterator[str]:
    from records_portal.identity.key_events import key_entries
    from records_portal.identity.signers import FOR_EVER

    for record in places.loaded.register.of("people").values():
        if person in (None, record.id) and not record.private:
            for each in key_entries(record.id, record.value).values():
                end = "" if each.to_on == FOR_EVER else f" to {each.to_on}"
                how = history.admission(each.fingerprint) or "not committed yet"
                letter = f", letter {each.letter}" if each.letter else ""
                ended = f", {each.ended}" if each.ended else ""
                yield f"{each.person} {each.type} {each.fingerprint} from {each.from_on}{end}{ended}: {how}{letter}"


def _faults(history: KeyHistory, person: str | None) -> Iterator[str]:
    for each in history.faults:
        if person in (None, each.event.of.person):
            yield f"does not count: {each.event.act} of {each.event.subject}, commit {each.commit[:12]}: {each.reason}"


def _person(places: Places, person: str) -> Record[PersonValue]:
    return named_record(places, "people", person, places.loaded.register.get("people", person))


def _record(places: Places, person: str) -> tuple[str, bytes]:
    """The path and the text of a person's record."""
    places.refuse_unreadable()
    record = _person(places, person)
    if record.private:
        raise Refusal(f"{person!r} is in the private root; whoever signs stands in the public one")
    return record.path, places.public_tree.read(record.path)


def _public(file: Path) -> SshKey:
    """The key in a file, which is the public half; a private key is never read."""
    from records_portal.values.ssh_keys import NotAKey, parse_key

    file = file.expanduser()
    public = file if file.suffix == ".pub" else file.with_name(f"{file.name}.pub")
    try:
        return parse_key(public.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{str(public)!r} cannot be read; name the file that ends in .pub") from error
    except NotAKey as error:
        raise Refusal(f"{str(public)!r}: {error}") from error


def _pair(said: str) -> tuple[str, SshKey]:
    person, equals, file = said.partition("=")
    if not equals:
        raise Refusal(f"{said!r} names no file; write PERSON=FILE, such as ana=ana.pub")
    return person, _public(Path(file))


def _letter(said: str) -> str:
    """How a record names a letter: by its file's name and digest, else as it was said."""
    file = Path(said)
    if not said or not file.is_file():
        return said
    return f"{file.name}, sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"


def _day(places: Places, given: date | None) -> str:
    return (given or places.today()).isoformat()


def _standing(text: bytes, person: str, old: str) -> str:
    """The one key that is meant."""
    from records_portal.register.key_editing import standing_keys

    known = standing_keys(text)
    if old and old not in known:
        raise Refusal(f"{person!r} has no key {old!r} that has not ended; `records key show {person}` lists them")
    if not known:
        raise Refusal(f"{person!r} has no key that has not ended")
    if not old and len(known) > 1:
        raise Refusal(f"{person!r} has more than one key; name it with --old: {', '.join(known)}")
    return old or known[0]


def _write(places: Places, files: dict[str, tuple[bytes, bytes]], dry_run: bool) -> None:
    """Show what changes, and write it unless it is only shown."""
    from records_portal.register.record_editing import read_record, render_diff, write_record

    for path, (_, after) in files.items():
        read_record(path, after)
    for path, (before, after) in files.items():
        click.echo(render_diff(before, after, path), nl=False, err=True)
        if not dry_run:
            write_record(places.root, path, after, before)
    if dry_run:
        tell("nothing was written: this is a dry run")


def _tell_key(whose: str, public: SshKey) -> None:
    tell(f"{whose}: {public.type} {public.fingerprint}")


def _tell_signers(places: Places, person: str, act: str) -> None:
    """Who has to sign, by the roles as they stand, and with which command."""
    from records_portal.identity.approvals import HEAD, OFFICER
    from records_portal.identity.key_changes import MAY
    from records_portal.identity.key_events import REVOKE, ROTATE
    from records_portal.register.sites import holds_role

    today, people = places.today().isoformat(), places.loaded.register.of("people")
    able = [
        f"{each.id} ({role})"
        for role in (HEAD, OFFICER)
        for each in people.values()
        if each.id != person and each.value.get("keys") and holds_role(each.value, role, today)
    ]
    named = [person] if act == ROTATE else [*able, *([person] if act == REVOKE else [])]
    if not named:
        tell(
            f"to be signed by {MAY[act]}: nobody has a key who could, so that this key will not count; before the "
            "first commit `records key genesis` enters the first keys, and where every key is lost `records key "
            "reanchor`"
        )
        return
    tell(f"to be signed by {MAY[act]}: {', '.join(named)}")
    tell(f"next: records approve people/{person} --act {act}; then commit the record and the statement together")

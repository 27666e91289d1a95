"""`records log`: the log of the records' changes, appended with each publication, and a proof out of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal import __version__
from records_portal.register.findings import Refusal, one_line
from records_portal.wording.words import count

from .options import FOLDER
from .output import tell
from .output_files import write_file
from .places import Places
from .show import named

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from records_portal.identity.base import BaseReader
    from records_portal.trust.notes import NoteKey

MESSAGE_OF_REDACTION = "Append a redaction of history to the log"
KEY = click.option("--key", type=FOLDER, required=True, metavar="FILE", help="The publisher's private key.")


@click.group("log")
def log_of_records() -> None:
    """Append to the log of the records' changes, and take the proof of one out of it."""


@log_of_records.command("append")
@KEY
@click.option("--branch", metavar="NAME", help="The branch of the records; default: the one that is checked out.")
@click.pass_obj
def append(places: Places, key: Path, branch: str | None) -> int:
    """Append what the main line changed since the last publication, with a checkpoint signed by the publisher's key.

    The main line is that of the commit that is checked out. Salts, leaves, tiles and the checkpoint go to the branch
    `attestations` in one commit; push that branch. Where nothing changed, nothing is written.
    """
    from records_portal.files.durable import locked_folder
    from records_portal.history.repository import Repository
    from records_portal.identity.attestations import BRANCH
    from records_portal.identity.base import base_reader
    from records_portal.trust.publishing import MESSAGE, appended, read_log_branch

    if places.private:
        raise Refusal("the log is of the public root alone; leave out --private")
    repository = Repository(places.root)
    bases = base_reader(repository)
    of = branch or repository.branch()
    if not of:
        raise Refusal("no branch is checked out; --branch names the branch of the records, such as main")
    private = _private_key(key)
    with locked_folder(repository.shared_folder()):
        found = read_log_branch(repository)
        made = appended(
            found,
            repository,
            bases,
            private.sign,
            _publisher(bases, private),
            of=of,
            at=places.started_at,
            program=__version__,
        )
        if made is None:
            tell("nothing was appended: the log goes as far as the main line")
            return 0
        repository.add_to_branch(BRANCH, made.files, MESSAGE)
    last = made.publication
    leaves = f"{count(last.size, 'leaf', 'leaves')}, {made.leaves:,} of them new"
    click.echo(f"publication {last.number}: {leaves}, commit {last.commit[:12]}")
    for each in made.references:
        click.echo(one_line(f"{each.name}: {each.object}"))
    tell(f"push the branch {BRANCH}, and keep the checkpoint elsewhere: git show {BRANCH}:log/checkpoint")
    return 0


@log_of_records.command("proof")
@click.argument("name", metavar="RECORD")
@click.option("--out", type=FOLDER, metavar="FILE", help="Where the proof is written; default: it is printed.")
@click.pass_obj
def proof(places: Places, name: str, out: Path | None) -> int:
    """Write the proof that a record stands in the log as it was last changed.

    RECORD is named as for `records show`, such as schedules/local, or by the path of a file below the root. The proof
    is a c2sp.org/tlog-proof@v1, which anybody verifies offline with the record's file.
    """
    from records_portal.history.repository import Repository
    from records_portal.trust.leaves import escaped_path
    from records_portal.trust.proofs import NoProof, render_proof
    from records_portal.trust.publishing import read_log_branch

    log = read_log_branch(Repository(places.root)).log
    if log.last is None:
        raise Refusal("there is no log yet; `records log append` begins one")
    path = _path(places, name)
    try:
        data = render_proof(log, escaped_path(path))
    except NoProof as error:
        raise Refusal(f"{one_line(path)}: {error}") from error
    if out:
        write_file(out, data, places)
    else:
        click.echo(data.decode(), nl=False)
    return 0


@log_of_records.group("redact")
def redact() -> None:
    """Take out of the whole history what should never have been committed, by a map that two people sign."""


@redact.command("plan")
@click.argument("content", metavar="COMMIT:PATH")
@click.option("--with", "instead", type=FOLDER, required=True, metavar="FILE", help="What stands there instead.")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in one line that everybody reads.")
@click.option("--out", type=FOLDER, required=True, metavar="MAP", help="Where the map is written, for two to sign.")
@click.pass_obj
def plan_redaction(places: Places, content: str, instead: Path, reason: str, out: Path) -> int:
    """Plan to put another content in the place of that of COMMIT:PATH, everywhere in the history; nothing is moved.

    PATH is below the root. Whoever was records officer and an agency's head, two people, sign the map that is written:
    `ssh-keygen -Y sign -n records-redaction -f KEY MAP`, and keep each signature as MAP.PERSON.sig.
    """
    from records_portal.history.repository import Repository
    from records_portal.identity.redactions.maps import NotAMap
    from records_portal.trust.redacting import Replacement, planned_redaction

    repository = Repository(places.root)
    commit, _, path = content.partition(":")
    (name,) = repository.contents_at([(repository.resolved(commit), path)])
    if not name:
        raise Refusal(f"{one_line(content)!r} is no file of that commit; name it as COMMIT:PATH, below the root")
    try:
        data = planned_redaction(
            repository, [Replacement(name, instead.read_bytes())], places.today().isoformat(), reason
        )
    except NotAMap as error:
        raise Refusal(f"{one_line(reason)!r} is no reason in one line of plain characters: {error}") from error
    write_file(out, data, places)
    tell(
        f"two people sign it: ssh-keygen -Y sign -n records-redaction -f KEY {out}; then `records log redact carry-out`"
    )
    return 0


@redact.command("carry-out")
@click.argument("file", type=FOLDER, metavar="MAP")
@KEY
@click.pass_obj
def carry_out_redaction(places: Places, file: Path, key: Path) -> int:
    """Carry out the redaction of MAP, beside which two signatures lie as MAP.PERSON.sig, and append it to the log."""
    from records_portal.files.durable import locked_folder
    from records_portal.history.repository import Repository
    from records_portal.identity.attestations import BRANCH
    from records_portal.identity.base import base_reader
    from records_portal.identity.redactions.maps import NotAMap, parse_map
    from records_portal.trust.redacting import carried_out

    repository, data = Repository(places.root), file.read_bytes()
    start = f"{file.name}."
    signatures = {
        each.name.removeprefix(start).removesuffix(".sig"): each.read_bytes()
        for each in sorted(file.resolve().parent.iterdir())
        if each.name.startswith(start) and each.name.endswith(".sig")
    }
    private = _private_key(key)
    try:
        said = parse_map(data)
    except NotAMap as error:
        raise Refusal(f"{str(file)!r} is no map of a redaction: {error}") from error
    with locked_folder(repository.shared_folder()):
        publisher = _publisher(base_reader(repository, said.tip[1]), private)
        made = carried_out(repository, data, signatures, private.sign, publisher, places.started_at, __version__)
        repository.add_to_branch(BRANCH, made.files, MESSAGE_OF_REDACTION, said.attestations[1])
    click.echo(f"redacted: {said.tip[0][:12]} is {said.tip[1][:12]} now; publication {made.publication.number}")
    tell(
        "push the branches and the tags with --force, have the forge prune what nothing points to, and here: "
        "git reflog expire --expire=now --all && git gc --prune=now; other clones are made anew"
    )
    return 0


def _path(places: Places, name: str) -> str:
    """The file of a record, or one beside a record, that is named by its path."""
    from records_portal.register.kinds import FOLDERS, KINDS

    if name.startswith(tuple(f"{folder}/" for folder in FOLDERS)):
        return name
    kind, record_id = named(name)
    if KINDS[kind].private:
        raise Refusal(f"{name!r} is private by its kind; the log is of the public root alone")
    if record_id.count("/") + 1 != max(1, KINDS[kind].path.count("{")):
        raise Refusal(f"{name!r} names no record of kind {kind}; its path is like {KINDS[kind].path}")
    return KINDS[kind].path_of(record_id)


def _private_key(path: Path) -> Ed25519PrivateKey:
    """The publisher's key, as ssh-keygen made it."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    try:
        found = load_ssh_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Refusal(
            f"{str(path)!r} is no private key without a passphrase; make one with ssh-keygen -t ed25519 -N '' -f FILE"
        ) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise Refusal(f"{str(path)!r} is no Ed25519 key; make one with ssh-keygen -t ed25519 -N '' -f FILE")
    return found


def _publisher(bases: BaseReader, private: Ed25519PrivateKey) -> NoteKey:
    """The key under the origin that the settings name."""
    from records_portal.trust.notes import NoteKey

    origin = bases.register(bases.line.last).portal.get("log", {}).get("origin", "")
    if not origin:
        raise Refusal("registry/portal.yml has no `log: origin`; say the log's address without https:// there")
    return NoteKey(origin, private.public_key().public_bytes_raw())

"""`records approve`: a change or a record shown in words, and signed as a statement beside the records."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line

from .options import FOLDER, Date
from .output import tell
from .places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from records_portal.history.repository import Repository
    from records_portal.identity.base import BaseReader
    from records_portal.identity.signers import Signers
    from records_portal.identity.statements import ContentChange, Statement
    from records_portal.proposals.difference import Difference
    from records_portal.proposals.signing import Signing
    from records_portal.register.changes import FieldChange
    from records_portal.register.model import Record, Register
    from records_portal.register.records import PersonValue

SSH_KEYGEN = "ssh-keygen"
APPROVE = "approve"


@click.command()
@click.argument("what", metavar="BASE..HEAD|KIND/ID|PLAN")
@click.option("--key", type=FOLDER, metavar="FILE", help="Your key; default: the one that git signs with.")
@click.option("--by", metavar="PERSON", help="Who signs; default: whose key it is.")
@click.option("--role", metavar="ROLE", help="In which role; default: the one that has to agree.")
@click.option(
    *("--act", "acts"),
    default=[APPROVE],
    show_default=True,
    multiple=True,
    metavar="WORD",
    help="What you do; may be repeated.",
)
@click.option("--on", type=Date(), metavar="DATE", help="The day; default: today.")
@click.option("--yes", is_flag=True, help="Sign without asking again.")
@click.option("--dry-run", is_flag=True, help="Show what would be signed, sign nothing.")
@click.pass_obj
def approve(
    places: Places,
    what: str,
    key: Path | None,
    by: str | None,
    role: str | None,
    acts: tuple[str, ...],
    on: date | None,
    yes: bool,
    dry_run: bool,
) -> int:
    """Show a change in words and sign it: a proposal as BASE..HEAD, one record as KIND/ID, or a disposition's plan.

    What is signed is the content of each file before and after. The statement is written beside the records, below
    registry/acts/; commit it with the change.
    """
    from records_portal.disposal.plan_text import is_plan
    from records_portal.history.repository import Repository
    from records_portal.identity.base import base_reader
    from records_portal.identity.statements import NotAStatement, statement_of
    from records_portal.proposals.signing import Signing

    places.refuse_unreadable()
    _refuse_no_file(what)
    repository = Repository(places.root)
    if is_plan(Path(what)):
        return sign_plan(places, repository, Path(what), key, by, role, sign=not dry_run, asks=not yes)
    root, day = places.root if ".." in what else _root_of(places, what), (on or places.today()).isoformat()
    if ".." in what:
        _check_commits(repository, what)
    bases = base_reader(repository, what.partition("..")[0] if ".." in what else "HEAD")
    signers = bases.signers(bases.line.last)
    changes, shown, found = _asked(places, root, what, signers.register, day)
    private = signing_key(repository, key)
    person = key_holder(signers, private, by)
    decisions = _decisions(Repository(root), changes)
    signing = Signing(found, signers, places.loaded.register, day, decisions)
    try:
        statements = [
            statement_of(person.id, _role(signing, person.id, role, act), act, day, changes)
            for act in dict.fromkeys(acts)
        ]
    except NotAStatement as error:
        raise Refusal(f"it cannot be stated: {error}") from error
    _check_admitted(repository, bases, fingerprint_of(private))
    for statement in statements:
        _check_before_signing(places, root, signers, statement, fingerprint_of(private))
    click.echo(shown, nl=False)
    for statement in statements:
        click.echo("".join(f"{one_line(line)}\n" for line in statement.render().decode().splitlines()), nl=False)
    if dry_run:
        tell("nothing was signed: this is a dry run")
        return 0
    if not yes and sys.stdin.isatty():
        click.confirm("Sign this?", abort=True, err=True)
    for statement in statements:
        for path in _signed(root, signers, statement, private):
            click.echo(path)
    tell("commit both files with the change; the approval counts once they are merged with it")
    return 0


def _refuse_no_file(what: str) -> None:
    """A plan is named by its file; what reads like one and is not there is no record and no range either."""
    from records_portal.register.kinds import KINDS

    like_a_path = what.startswith(("/", "./", "../", "~")) or what.endswith(".txt")
    kind, slash, _ = what.partition("/")
    if like_a_path and not Path(what).is_file() and not (slash and kind in KINDS):
        raise Refusal(f"{what!r}: no such file or range; name a plan's file, BASE..HEAD or KIND/ID")


def sign_plan(
    places: Places,
    repository: Repository,
    path: Path,
    key: Path | None,
    by: str | None,
    part: str | None,
    *,
    sign: bool,
    asks: bool,
) -> int:
    """Show the plan of a disposition and sign its digest, as executor, witness or approver; kept beside the plan."""
    from records_portal.disposal.plan_text import read_plan, signature_path
    from records_portal.files.durable import write_durably
    from records_portal.identity.plan_signatures import (
        PLAN_NAMESPACE,
        PlanPart,
        PlanSignature,
        plan_signature_faults,
        plan_statement,
    )

    plan, private = read_plan(path), signing_key(repository, key)
    if (on := plan.said("on")) != places.today().isoformat():
        raise Refusal(f"the plan is of {on}, which is not today; make it anew")
    person = key_holder(_signers(repository, "HEAD"), private, by).id
    own = next((each for each in (PlanPart.EXECUTOR, PlanPart.WITNESS) if plan.said(each) == person), PlanPart.APPROVER)
    if part not in (None, own):
        raise Refusal(f"{person!r} is the plan's {own}; leave out --role {part}")
    statement = plan_statement(person, own, on, plan.digest)
    click.echo("".join(f"{one_line(line)}\n" for line in (plan.head + statement).decode().splitlines()), nl=False)
    if not sign:
        tell("nothing was signed: this is a dry run")
        return 0
    if asks and sys.stdin.isatty():
        click.confirm("Sign this?", abort=True, err=True)
    armored = sign_with(private, statement, PLAN_NAMESPACE)
    signature = PlanSignature(person, own, on, plan.digest, armored)
    if fault := next(plan_signature_faults(repository, places.loaded.register, [signature]), ""):
        raise Refusal(f"nothing was written, for the signature would not count: {fault}")
    write_durably(signature_path(path, own, person), armored)
    click.echo(str(signature_path(path, own, person)))
    tell(f"signed as {own}; it lies beside the plan and goes with it")
    return 0


def _asked(
    places: Places, root: Path, what: str, people: Register, day: str
) -> tuple[tuple[ContentChange, ...], str, Difference]:
    """What is to be signed: the contents, those in words, and as a change of records."""
    from records_portal.history.repository import Repository

    asked = _proposal(places, Repository(root), what) if ".." in what else _record(places, root, what, people, day)
    if not asked[0]:
        raise Refusal(f"{what!r} changes no file; there is nothing to sign")
    return asked


def _proposal(
    places: Places, repository: Repository, revisions: str
) -> tuple[tuple[ContentChange, ...], str, Difference]:
    """What a proposal changes, that in words, and as a change of records."""
    from records_portal.history.repository import CommitTree
    from records_portal.identity.acts_of_history import changes_between
    from records_portal.proposals.difference_report import render_text

    from .diff import difference

    base, head = _check_commits(repository, revisions)
    trees = [CommitTree(repository, each) for each in (repository.merge_base(base, head), head)]
    before, after = ({path: tree.content_name(path) for path in tree.entries} for tree in trees)
    found = difference(places, revisions, None)
    return changes_between(before, after, _zeros(repository)), render_text(found), found


def _decisions(repository: Repository, changes: Iterable[ContentChange]) -> dict[str, tuple[bytes, bytes]]:
    """What the files of decisions about items said before and say now, of those that are committed."""
    from records_portal.proposals.signing import DECISIONS

    found = {}
    for each in changes:
        if each.path.rpartition("/")[2] in DECISIONS.values():
            before, after = (
                next(data for _, data in repository.blobs([name])) if name.strip("0") else b""
                for name in (each.old, each.new)
            )
            found[each.path] = before, after
    return found


def _needed(found: Difference) -> dict[str, str]:
    """The roles that have to agree, each with those who may by the register of before."""
    holders: dict[str, dict[str, None]] = {}
    for approval in found.approvals():
        for person, role in approval.holders or (("nobody", approval.role),):
            holders.setdefault(role, {})[person] = None
    return {role: ", ".join(people) for role, people in holders.items()}


def _check_commits(repository: Repository, revisions: str) -> tuple[str, str]:
    """The two commits that a range names."""
    base, _, head = revisions.partition("..")
    head = head.removeprefix(".")
    if not base or not head:
        raise Refusal(f"{revisions!r} does not name two commits; write BASE..HEAD, such as main..proposal")
    for each in (base, head):
        _check_commit(repository, revisions, each)
    return base, head


def _check_commit(repository: Repository, revisions: str, name: str) -> None:
    try:
        repository.resolved(name)
    except Refusal as error:
        raise Refusal(f"{revisions!r}: {name!r} names no commit here; fetch it, or look for its name") from error


def _signers(repository: Repository, base: str) -> Signers:
    """Who signs, by the register that the change is made under: no change admits its own key, role or person."""
    from records_portal.identity.base import base_reader

    bases = base_reader(repository, base)
    return bases.signers(bases.line.last)


def _check_admitted(repository: Repository, bases: BaseReader, fingerprint: str) -> None:
    """A key that was entered and not admitted as it must be signs nothing that counts."""
    from records_portal.identity.key_changes import read_key_history

    coming = read_key_history(repository, bases).coming(fingerprint)
    if coming and not coming.holds:
        raise Refusal(
            f"nothing was signed, for the signature would not count: the key {fingerprint} was not admitted: "
            f"{coming.reason}"
        )


def _root_of(places: Places, name: str) -> Path:
    """The root that a record lies in: its statement lies beside it."""
    from .show import named

    kind, record_id = named(name)
    if (record := places.loaded.register.get(kind, record_id)) is None:
        where = "of the roots that were named" if places.private else "of the public root"
        raise Refusal(f"{name!r} is no record {where}; name it as KIND/ID, such as sites/parks-x")
    return places.root_of(record)


def _record(
    places: Places, root: Path, name: str, people: Register, day: str
) -> tuple[tuple[ContentChange, ...], str, Difference]:
    """What is not committed yet of a record, else its last change on the main line, in words and as a change of it."""
    from records_portal.files.yaml_text import read_yaml
    from records_portal.history.main_line import read_main_line
    from records_portal.history.repository import CommitTree, Repository
    from records_portal.identity.acts_of_history import changes_between
    from records_portal.proposals.difference import Difference, change_of
    from records_portal.register.changes import differences
    from records_portal.register.kinds import KINDS
    from records_portal.register.sources import FolderTree

    from .show import named

    kind, record_id = named(name)
    path, tree, repository = KINDS[kind].path_of(record_id), FolderTree(root), Repository(root)
    data, zeros = tree.read(path), _zeros(repository)
    new, committed = tree.content_name(path), CommitTree(repository, "HEAD")
    old = committed.content_name(path) if path in committed.entries else ""
    if old == new:
        line = read_main_line(repository)
        old = line.transitions[path][-1].old
    before = read_yaml(next(found for _, found in repository.blobs([old])))[0] if old else None
    now = read_yaml(data)[0]
    said = [path, *map(_in_words, differences(kind, before, now))]
    register = places.loaded.register
    change = change_of(path, (before, now), people, register, day)
    found = Difference("", "", register, (change,), (), (), (), ())
    return changes_between({path: old}, {path: new}, zeros), "".join(f"{one_line(line)}\n" for line in said), found


def _in_words(change: FieldChange) -> str:
    return f"{change.field}: {change.before or 'nothing'} -> {change.after or 'nothing'}"


def _zeros(repository: Repository) -> str:
    """What stands for no content: as many zeros as a name has digits, which a SHA-256 repository has more of."""
    return "0" * len(repository.head())


def signing_key(repository: Repository, given: Path | None) -> Path:
    """The file of the key to sign with; of a key in the agent or in a security key, the public half."""
    if given is None:
        named = repository.setting("user.signingKey")
        if not named or named.startswith("key::") or repository.setting("gpg.format") != "ssh":
            raise Refusal("no key is named; --key FILE names yours, such as ~/.ssh/id_ed25519")
        given = Path(named)
    given = given.expanduser()
    if not given.is_file():
        raise Refusal(f"--key {str(given)!r} is not a file; name your key, such as ~/.ssh/id_ed25519")
    return given


def fingerprint_of(key: Path) -> str:
    """The fingerprint of a key, from the public half beside it."""
    from records_portal.values.ssh_keys import NotAKey, parse_key

    public = key if key.suffix == ".pub" else key.with_name(f"{key.name}.pub")
    try:
        return parse_key(public.read_text(encoding="utf-8")).fingerprint
    except (OSError, UnicodeDecodeError, NotAKey) as error:
        raise Refusal(f"{str(public)!r} cannot be read as a public key; it lies beside the key that signs") from error


def key_holder(signers: Signers, key: Path, by: str | None) -> Record[PersonValue]:
    """Whose the key is, by the register that the change is made under."""
    fingerprint = fingerprint_of(key)
    holders = {each.person for each in signers.holders.get(fingerprint, ())}
    if not holders:
        raise Refusal(
            f"the key {fingerprint} is registered for nobody; `records key add` enters it, or `records key "
            "genesis` where nobody has one yet; merge that first"
        )
    if by is not None and by not in holders:
        raise Refusal(f"the key {fingerprint} is not registered for {by!r}")
    record = signers.register.get("people", by or min(holders))
    if record is None or len(holders) > 1:
        raise Refusal(f"the key {fingerprint} is registered for more than one person; each has a key of their own")
    return record


def person_of_key(places: Places, key: Path) -> str:
    """Who of the register as it is committed holds a key."""
    from records_portal.history.repository import Repository

    repository = Repository(places.root)
    return key_holder(_signers(repository, "HEAD"), signing_key(repository, key), None).id


def _role(signing: Signing, person: str, given: str | None, act: str) -> str:
    """The role that was named, else the one that is held and counts for the act; what would not count is refused."""
    held = signing.roles_of(person)
    likely = (given,) if given else held
    needed = _needed(signing.change) if act == APPROVE else {}
    if needed and not any(role in needed for role in likely):
        whose = "; ".join(f"{role} ({who})" for role, who in needed.items())
        mine = given or ", ".join(held) or "no role today"
        raise Refusal(f"a signature as {mine} would count for nothing; what has to agree is {whose}")
    if given and given not in held:
        return given  # whoever has not got it is told so with the signature
    faults = {role: signing.fault(person, role, act) for role in likely}
    counting = [role for role, fault in faults.items() if not fault]
    if likely and not counting:
        could = ", ".join(signing.who_could(act)) or "nobody who has a key"
        raise Refusal(
            f"nothing was signed, for the signature of {person!r} would not count: "
            f"{'; '.join(dict.fromkeys(faults.values()))}; who could: {could}"
        )
    if len(counting) == 1 or (counting and signing.any_role_does(act)):
        return counting[0]
    roles = ", ".join(counting) or "none that is held today"
    raise Refusal(f"{person!r} may sign in more than one role, or in none: {roles}; name it with --role")


def _check_before_signing(places: Places, root: Path, signers: Signers, statement: Statement, fingerprint: str) -> None:
    """What would not count is refused before anything is shown or signed, and so is what cannot be put in its place."""
    if reason := signers.fault(statement, fingerprint, landed=places.today().isoformat()):
        raise Refusal(f"nothing was signed, for the signature would not count: {reason}")
    target = root / statement.path
    if target.is_symlink() or (target.exists() and target.read_bytes() != statement.render()):
        raise Refusal(f"{statement.path} is there already and says something else; take that file away first")


def _signed(root: Path, signers: Signers, statement: Statement, key: Path) -> list[str]:
    """Sign, verify what came of it as everybody will, and write both files; the signature first."""
    from records_portal.files.durable import write_durably
    from records_portal.identity.statements import NAMESPACE

    data = statement.render()
    signature = sign_with(key, data, NAMESPACE)
    if reason := signers.check(statement, data, signature).reason:
        raise Refusal(f"nothing was written, for the signature would not count: {reason}")
    written = []
    for path, content in ((f"{statement.path}.sig", signature), (statement.path, data)):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        write_durably(root / path, content)
        written.append(path)
    return written


def sign_with(key: Path, data: bytes, namespace: str) -> bytes:
    """The signature that ssh-keygen makes with a key; it asks for a passphrase or a touch by itself."""
    if shutil.which(SSH_KEYGEN) is None:
        raise Refusal("ssh-keygen is not installed; it comes with OpenSSH")
    command = [SSH_KEYGEN, "-q", "-Y", "sign", "-n", namespace, "-f", str(key)]
    done = subprocess.run(command, input=data, capture_output=True, check=False)  # noqa: S603 -- no shell, a file's name
    if done.returncode or not done.stdout:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Refusal(f"ssh-keygen did not sign: {one_line(reason[-1] if reason else 'it said nothing')}")
    return done.stdout

"""`records anchor`: which repositories are meant, and what each answers today."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Unpack

import click

from records_portal.register.findings import Refusal, one_line

from .options import FOLDER, FORMAT, Date
from .output import tell
from .places import Places, agencies_said

if TYPE_CHECKING:
    from pathlib import Path

    from records_portal.history.repository import Repository
    from records_portal.store.anchors import Anchor, Anchors, NoPrivateRoot

    from .anchor_moving import MoveGiven, SetGiven

NONE = "none"


@dataclass(frozen=True)
class AnchorAnswer:
    """What the address of an anchor answers today: a commit, or why there is none that counts."""

    anchor: Anchor
    tip: str = ""
    fault: str = ""

    @property
    def says(self) -> str:
        """The answer in words."""
        if self.fault:
            return self.fault
        if not self.anchor.last_seen:
            return f"at {self.tip[:12]}, never seen before"
        if self.tip == self.anchor.last_seen:
            return f"at {self.tip[:12]}, as last seen"
        return f"at {self.tip[:12]}, last seen at {self.anchor.last_seen[:12]}"

    def as_mapping(self) -> dict[str, str]:
        """The answer under the names that machines read."""
        told = {
            "root": self.anchor.name,
            "address": self.anchor.address,
            "branch": self.anchor.branch,
            "last_seen": self.anchor.last_seen,
        }
        return told | {"tip": self.tip, "fault": self.fault}


@click.group(invoke_without_command=True)
@FORMAT
@click.pass_context
def anchor(context: click.Context, form: str) -> int:
    """Show which repositories are meant, and what each of their addresses answers today."""
    if context.invoked_subcommand:
        return 0
    places: Places = context.obj
    anchors = _read(places)
    answers = list(_answers(places, anchors))
    unsigned = dict(unsigned_agencies(places, anchors))
    if form == "json":
        told = {"roots": [each.as_mapping() for each in answers], "agencies": anchors.as_mapping().get("agencies", {})}
        told |= {"unsigned": unsigned} if unsigned else {}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{one_line(line)}\n" for line in _lines(anchors, answers, unsigned)), nl=False)
    return int(bool(unsigned) or any(each.fault for each in answers))


def _read(places: Places) -> Anchors:
    from records_portal.store.anchors import anchors_missing, read_anchors

    if anchors := read_anchors(places.store_folder):
        return anchors
    raise Refusal(anchors_missing(places.store_folder))


def _answers(places: Places, anchors: Anchors) -> Iterator[AnchorAnswer]:
    from records_portal.identity.anchored_roots import asked_tip

    known = _repositories(places, anchors)
    for each in anchors.roots:
        try:
            yield AnchorAnswer(each, asked_tip(each, known.get(each.name), places.environment))
        except Refusal as refusal:
            yield AnchorAnswer(each, fault=str(refusal))


def _repositories(places: Places, anchors: Anchors) -> Mapping[str, Repository]:
    """The roots on this disk by the names of their anchors: they show whether an answer is a rewritten history."""
    from records_portal.history.repository import Repository
    from records_portal.identity.anchored_roots import private_anchor_of
    from records_portal.store.anchors import PUBLIC

    found = {private_anchor_of(each, anchors).name: Repository(each) for each in places.private}
    try:
        return {PUBLIC: Repository(places.root), **found}
    except Refusal:
        return found


def unsigned_agencies(places: Places, anchors: Anchors) -> Iterator[tuple[str, str]]:
    """The agencies that keep no holds, by a word that does not count, and why."""
    from records_portal.store.anchors import NoPrivateRoot

    said = agencies_said(places, anchors)
    for agency, root in anchors.agencies.items():
        if isinstance(root, NoPrivateRoot):
            try:
                said.signer(agency, root)
            except Refusal as refusal:
                yield agency, str(refusal)


def _lines(anchors: Anchors, answers: list[AnchorAnswer], unsigned: Mapping[str, str]) -> Iterator[str]:
    width = max(len(each.anchor.name) for each in answers)
    for each in answers:
        yield f"{each.anchor.name:<{width}}  {each.anchor.address} {each.anchor.branch}: {each.says}"
    for agency, root in sorted(anchors.agencies.items()):
        if isinstance(root, str):
            yield f"{agency}: its holds are in {root!r}"
        else:
            does_not_count = f"; {unsigned[agency]}" if agency in unsigned else ""
            yield f"{agency}: keeps no holds: {root.why} (said by {root.said_by} on {root.on}){does_not_count}"


@anchor.command("set")
@click.argument("name")
@click.argument("address", required=False)
@click.option("--branch", default="main", show_default=True, help="The branch whose tip counts.")
@click.option("--agency", metavar="ID", help="Say that the holds of this agency are in the private root NAME, or none.")
@click.option("--why", metavar="TEXT", help="With --agency and none: why the agency keeps no holds.")
@click.option("--said-by", metavar="PERSON", help="With --agency and none: who takes that upon themselves.")
@click.option("--on", type=Date(), metavar="DATE", help="With --agency and none: the day; default: today.")
@click.option("--key", type=FOLDER, metavar="FILE", help="With --agency and none: sign it as the agency's head.")
@click.option("--by", metavar="PERSON", help="Who signs; default: whose key it is.")
@click.option(
    "--signed", type=FOLDER, multiple=True, metavar="FILE", help="Count a text signed elsewhere, with FILE.sig."
)
@click.option("--dry-run", is_flag=True, help="Show what would be signed, sign and write nothing.")
@click.pass_obj
def set_anchor(
    places: Places, /, name: str, address: str | None, branch: str, agency: str | None, **said: Unpack[SetGiven]
) -> int:
    """Write an anchor that is not there yet: NAME is public, or the name of a private root; ADDRESS where it is.

    That an agency keeps no holds is signed by its head, where anybody ever had a key.
    """
    from records_portal.files.durable import locked_folder
    from records_portal.store.anchors import read_anchors, write_anchors
    from records_portal.store.folder import locked_store

    if (agency is None) == (address is None):
        raise Refusal("say NAME ADDRESS for a root, or --agency ID NAME for the root of an agency")
    given = ("why", "said_by", "on", "key", "by", "signed", "dry_run")
    if left := [each for each in given if said[each] and (agency is None or name != NONE)]:  # type: ignore[literal-required]  # names of it
        raise Refusal(f"--{left[0].replace('_', '-')} is for an agency that keeps no holds: --agency ID none")
    with locked_store(places.store_folder, is_copy=True) as store, locked_folder(store.folder):
        before = read_anchors(store.folder)
        if agency is not None:
            after = _with_agency(places, before, agency, name, said)
            if before and name == NONE and not _is_signed(places, store.folder, before, after, agency, said):
                return 0
        else:
            after = _with_root(before, name, address or "", branch)
            after = _seen(places, after, name)
        write_anchors(store.folder, after)
    _tell_missing(places, after)
    return 0


def _with_root(before: Anchors | None, name: str, address: str, branch: str) -> Anchors:
    from records_portal.store.anchors import PUBLIC, Anchor, Anchors

    new = Anchor(name, address, branch)
    if before is None:
        if name != PUBLIC:
            raise Refusal("the public root has no anchor yet; `records anchor set public ADDRESS` comes first")
        return Anchors(new)
    known = before.get(name)
    if known is None:
        return replace(before, private=(*before.private, new))
    if (known.address, known.branch) != (address, branch):
        raise Refusal(
            f"{known.title} is anchored at {known.address!r}, branch {known.branch!r}, already; "
            f"`records anchor move {name} ADDRESS` is for that"
        )
    return before


def _seen(places: Places, anchors: Anchors, name: str) -> Anchors:
    """The anchors with what the new address answers; an address that has nothing yet is told, and anchored."""
    from records_portal.history.published_tips import published_tip
    from records_portal.store.anchors import anchors_text

    anchors_text(anchors)  # an address of another form is not asked
    found = anchors.get(name)
    if found is None or found.last_seen:
        return anchors
    try:
        tip = published_tip(found.address, found.branch, places.environment)
    except Refusal as refusal:
        tell(f"{refusal}; its first answer will count as seen")
        return anchors
    return anchors.seen({name: tip})


def _with_agency(places: Places, before: Anchors | None, agency: str, name: str, said: SetGiven) -> Anchors:
    from records_portal.store.anchors import NoPrivateRoot

    if before is None:
        raise Refusal("there are no anchors yet; `records anchor set public ADDRESS` comes first")
    register = places.loaded.register
    if register.get("agencies", agency) is None:
        raise Refusal(f"agency {agency!r} is not in registry/agencies/; name it as its file is named")
    root: str | NoPrivateRoot = name
    known = before.agencies.get(agency)
    if name == NONE and isinstance(known, NoPrivateRoot) and not (said["why"] or said["said_by"] or said["on"]):
        root = known  # to be signed, or signed anew
    elif name == NONE:
        on = places.day_done(said["on"])
        root = NoPrivateRoot(said["why"] or "", _person(places, said["said_by"]), on.isoformat())
        if not root.why:
            raise Refusal("why the agency keeps no holds is missing; add --why TEXT")
    elif before.get(name) is None or name == "public":
        named = ", ".join(each.name for each in before.private) or "none is anchored yet"
        raise Refusal(
            f"no private root {name!r} has an anchor: {named}; `records anchor set {name} ADDRESS` writes one"
        )
    if before.agencies.get(agency, root) != root:
        raise Refusal(
            f"the anchors say already where the holds of agency {agency!r} are; "
            f"`records anchor move --agency {agency} {name}` is for that"
        )
    return replace(before, agencies={**before.agencies, agency: root})


def _is_signed(places: Places, store: Path, before: Anchors, after: Anchors, agency: str, said: SetGiven) -> bool:
    """Whether the head signed that an agency keeps no holds, or need not; nobody has signed where it is only shown."""
    from records_portal.identity.anchor_moves import SET
    from records_portal.store.anchors import NoPrivateRoot, kept_moves

    from .anchor_moving import WantedMove, vote_on

    root, known = after.agencies[agency], agencies_said(places, after)
    if not known.is_asked or not isinstance(root, NoPrivateRoot):
        return True
    if said["key"] is None and not said["signed"] and not said["dry_run"]:
        known.signer(agency, root)  # refuses where there is no signature yet
        return True
    wanted = WantedMove(before, agency=agency, root=root, act=SET)
    if vote_on(places, store, wanted, {**said, "role": None}).waits:
        return False
    agencies_said(places, replace(after, kept=tuple(kept_moves(store)))).signer(agency, root)
    return True


def _person(places: Places, person: str | None) -> str:
    record = places.loaded.register.get("people", person or "")
    if record is None or record.private:
        raise Refusal(f"--said-by {person!r} is not in registry/people/; name who takes that upon themselves")
    return record.id


def _tell_missing(places: Places, anchors: Anchors) -> None:
    """Which agencies' holds nobody has said where they are: nothing of their sites can be disposed of."""
    try:
        agencies = places.loaded.register.of("agencies")
    except Refusal:
        return
    if missing := sorted(set(agencies) - set(anchors.agencies)):
        tell(f"not said yet, with `records anchor set --agency ID NAME`: {', '.join(missing)}")


@anchor.command("move")
@click.argument("name")
@click.argument("address", required=False)
@click.option("--branch", default="main", show_default=True, help="The branch whose tip counts.")
@click.option("--agency", metavar="ID", help="Give this agency another private root NAME, or none.")
@click.option("--why", metavar="TEXT", help="With --agency and none: why the agency keeps no holds.")
@click.option("--said-by", metavar="PERSON", help="With --agency and none: who takes that upon themselves.")
@click.option("--on", type=Date(), metavar="DATE", help="With --agency and none: the day; default: today.")
@click.option("--key", type=FOLDER, metavar="FILE", help="Sign with your key; default: count the signatures there are.")
@click.option("--by", metavar="PERSON", help="Who signs; default: whose key it is.")
@click.option("--role", metavar="ROLE", help="In which role: agency-head or records-officer; default: the one held.")
@click.option(
    "--signed", type=FOLDER, multiple=True, metavar="FILE", help="Count a text signed elsewhere, with FILE.sig."
)
@click.option("--dry-run", is_flag=True, help="Show what would be signed, sign and write nothing.")
@click.pass_obj
def move_anchor(
    places: Places, /, name: str, address: str | None, branch: str, agency: str | None, **given: Unpack[MoveGiven]
) -> int:
    """Write another address for an anchor that is there: two persons sign that, an agency's head and a records officer.

    Each runs this with --key; the second signature moves the anchor.
    """
    from records_portal.files.durable import locked_folder
    from records_portal.store.anchors import Anchor, write_anchors
    from records_portal.store.folder import locked_store

    from .anchor_moving import WantedMove, vote_on

    if (agency is None) == (address is None):
        raise Refusal("say NAME ADDRESS for a root, or --agency ID NAME for the root of an agency")
    with locked_store(places.store) as store, locked_folder(store.folder):
        anchors = _read(places)
        if agency is not None:
            wanted = WantedMove(anchors, agency=agency, root=_none_said(places, given) if name == NONE else name)
        else:
            wanted = WantedMove(anchors, new=Anchor(name, address or "", branch))
        vote = vote_on(places, store.folder, wanted, given)
        if vote.waits:
            return 0
        write_anchors(store.folder, wanted.made(vote.people, vote.tip))
    tell(f"moved, signed by {' and '.join(vote.people)}: {wanted.sentence}")
    return 0


def _none_said(places: Places, given: MoveGiven) -> NoPrivateRoot:
    """That an agency keeps no holds from now on, as it is said."""
    from records_portal.store.anchors import NoPrivateRoot

    on = places.day_done(given["on"])
    if not given["why"]:
        raise Refusal("why the agency keeps no holds is missing; add --why TEXT")
    return NoPrivateRoot(given["why"], _person(places, given["said_by"]), on.isoformat())

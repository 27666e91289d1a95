"""How anchors are signed for: the text is shown and signed, and the signatures under it are counted.

Two persons agree that an anchor moves; that an agency keeps no holds its head alone says, where nothing was said yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from records_portal.history.published_tips import published_tip
from records_portal.history.repository import Repository
from records_portal.identity.anchor_moves import (
    ACT,
    ROLES,
    SET,
    AnchorMove,
    MoveSigners,
    SignedMove,
    agencies_of_root,
    anchors_digest,
    parse_move,
)
from records_portal.identity.approvals import HEAD
from records_portal.identity.statements import NAMESPACE
from records_portal.register.findings import Refusal, one_line
from records_portal.register.sites import holds_role
from records_portal.store.anchors import (
    SIGNATURES,
    Anchor,
    Anchors,
    NoPrivateRoot,
    anchors_text,
    keep_move,
    kept_moves,
    move_of_agency,
    move_of_root,
    moved,
    moved_agency,
)

from .approve import key_holder, sign_with, signing_key
from .output import tell
from .places import Places

if TYPE_CHECKING:
    from records_portal.register.model import Record
    from records_portal.register.records import PersonValue

ANYBODY = ("two", "persons")


class SetGiven(TypedDict):
    """What the command line says of an agency that keeps no holds, and about who signs it."""

    why: str | None
    said_by: str | None
    on: date | None
    key: Path | None
    by: str | None
    signed: tuple[Path, ...]
    dry_run: bool


class MoveGiven(SetGiven):
    """What the command line says about a move: also in which role somebody signs it."""

    role: str | None


@dataclass(frozen=True)
class WantedMove:
    """What is to move: a root to another place, or an agency to another private root; or what is said first of one."""

    anchors: Anchors
    new: Anchor | None = None
    agency: str = ""
    root: str | NoPrivateRoot = ""
    act: str = ACT

    @property
    def needed(self) -> int:
        """How many persons have to sign."""
        return SIGNATURES if self.act == ACT else 1

    @cached_property
    def sentence(self) -> str:
        """The move in a line; one that could not be written is refused."""
        anchors_text(self.made(ANYBODY, ""))
        known = self.anchors.get(self.new.name) if self.new else None
        return move_of_root(known, self.new) if known and self.new else move_of_agency(self.agency, self.root)

    @property
    def agencies(self) -> Collection[str] | None:
        """The agencies whose head may agree; any where none is named."""
        return agencies_of_root(self.anchors, self.new.name) if self.new else [self.agency]

    def made(self, people: Collection[str], tip: str) -> Anchors:
        """The anchors after the move, where these persons are enough."""
        if self.act == SET:
            return replace(self.anchors, agencies={**self.anchors.agencies, self.agency: self.root})
        if self.new is None:
            return moved_agency(self.anchors, self.agency, self.root, lambda _: people)
        return moved(self.anchors, self.new, lambda _: people).seen({self.new.name: tip})


@dataclass(frozen=True)
class Vote:
    """Who agreed to a move, and what its new place answered; whether it waits for somebody else."""

    people: tuple[str, ...]
    tip: str = ""
    waits: bool = False


def vote_on(places: Places, store: Path, wanted: WantedMove, given: MoveGiven) -> Vote:
    """Count the signatures under a move, after adding the one that is given now."""
    sentence = wanted.sentence
    found = [each for each in _signed(store, given) if _is_about(each, wanted)]
    if not found and given["key"] is None and not given["dry_run"]:
        return Vote(())
    signers = MoveSigners(Repository(places.root), wanted.anchors, places.today().isoformat())
    tip = next((each.move.tip for each in reversed(found)), "") or _tip(places, wanted)
    move = AnchorMove(wanted.anchors.public.last_seen, anchors_digest(wanted.anchors), sentence, tip, wanted.act)
    if given["key"] or given["dry_run"]:
        mine = _sign(places, signers, move, wanted, given)
        if mine is None:
            return Vote((), tip, waits=True)
        click.echo(str(keep_move(store, mine.name, mine.text, mine.signature)))
        found.append(mine)
    counted = [each for each in found if each.move == move]
    for each in counted:
        if reason := signers.reason(each, wanted.agencies):
            tell(f"the signature of {each.person} does not count: {reason}")
    people = tuple(signers.agreed(counted, wanted.agencies))
    if waits := given["key"] is not None and len(people) < wanted.needed:
        tell(
            f"nothing moved yet: {len(people)} of {SIGNATURES} signatures; the other one, of {' or '.join(ROLES)}, "
            "is given with the same command and their --key"
        )
    return Vote(people, tip, waits)


def _signed(store: Path, given: MoveGiven) -> Iterator[SignedMove]:
    """The texts that the store keeps and those that are given, each in its form; one that is given is kept."""
    for text, signature in kept_moves(store):
        if found := parse_move(text, signature):
            yield found
    for path in given["signed"]:
        try:
            text, signature = path.read_bytes(), path.with_name(f"{path.name}.sig").read_bytes()
        except OSError as error:
            raise Refusal(f"--signed {str(path)!r} cannot be read with its .sig ({error.strerror})") from error
        if (found := parse_move(text, signature)) is None:
            raise Refusal(f"--signed {str(path)!r} is no text about a move in its one form; --dry-run prints one")
        keep_move(store, found.name, text, signature)
        yield found


def _is_about(signed: SignedMove, wanted: WantedMove) -> bool:
    """Whether a text is about this move of the anchors as they are now."""
    at = (wanted.anchors.public.last_seen, anchors_digest(wanted.anchors), wanted.sentence, wanted.act)
    return (signed.move.register, signed.move.anchors, signed.move.move, signed.move.act) == at


def _tip(places: Places, wanted: WantedMove) -> str:
    """What the new place of a root answers now; where it has nothing, nobody knows what would be signed."""
    if wanted.new is None:
        return ""
    return published_tip(wanted.new.address, wanted.new.branch, places.environment)


def _sign(
    places: Places, signers: MoveSigners, move: AnchorMove, wanted: WantedMove, given: MoveGiven
) -> SignedMove | None:
    """Show what would be signed and sign it; nothing where it is only shown."""
    key = signing_key(Repository(places.root), given["key"])
    person = key_holder(signers.signers, key, given["by"])
    on = places.today().isoformat()
    role = HEAD if wanted.act == SET else given["role"] or _role(person, on)
    text = move.signed_by(person.id, role, on)
    click.echo("".join(f"{one_line(line)}\n" for line in text.decode().splitlines()), nl=False)
    if given["dry_run"]:
        tell("nothing was signed: this is a dry run")
        return None
    mine = SignedMove(person.id, role, on, move, text, sign_with(key, text, NAMESPACE))
    if reason := signers.reason(mine, wanted.agencies):
        raise Refusal(f"nothing was written, for the signature would not count: {reason}")
    return mine


def _role(person: Record[PersonValue], on: str) -> str:
    held = [role for role in ROLES if holds_role(person.value, role, on)]
    if len(held) != 1:
        raise Refusal(f"{person.id!r} may sign in one of {', '.join(ROLES)}: {len(held)} are held; name it with --role")
    return held[0]

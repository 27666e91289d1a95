"""What a workflow attests after a merge: which of the forge's reviews approved what was merged, and whose they are.

* The review is of the proposal's last commit, and each file that the merge changed is as it was there.
* People are those of the register of before the merge; a review is in each role that its person held and that had to
  agree to such files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from records_portal.history.main_line import Transition
from records_portal.history.repository import CommitTree
from records_portal.identity.approvals import roles_needed
from records_portal.identity.attestations import Attestation, merged_otherwise
from records_portal.identity.base import BaseReader
from records_portal.identity.statements import ContentChange, statement_of
from records_portal.register.findings import Refusal
from records_portal.register.kinds import STATEMENTS
from records_portal.register.sites import holds_role

from .reviews import APPROVED, Review, latest_reviews, reviewer_of


@dataclass(frozen=True, slots=True)
class NotAttested:
    """A review that is not attested, and why."""

    review: Review
    reason: str


def attested_reviews(bases: BaseReader, head: str, reviews: Iterable[Review]) -> Iterator[Attestation | NotAttested]:
    """What there is to attest of the last commit of a main line, which merged a proposal with this last commit."""
    line, place = bases.line, bases.line.last
    merged, _ = line.commits[place]
    zeros = "0" * len(merged)
    came = {path: found for path in line.transitions if (found := _at(line.transitions[path], place))}
    changes = [
        ContentChange(path, each.old or zeros, each.new or zeros)
        for path, each in came.items()
        if each.old != each.new and not path.startswith(f"{STATEMENTS}/")
    ]
    if not changes:
        raise Refusal(f"{merged[:12]} changes no file; there is nothing to attest")
    paths = [each.path for each in changes]
    if other := next(merged_otherwise(paths, CommitTree(bases.repository, head), line, place), ""):
        raise Refusal(f"{other}; nothing is attested of {merged[:12]}")
    base, needed = bases.register(place - 1), roles_needed(paths)
    for review in latest_reviews(reviews):
        person, on = base.get("people", reviewer_of(review, base)), review.at[:10]
        if person is None:
            yield NotAttested(review, "the account is nobody's in the register of before")
        elif review.state != APPROVED or review.commit != head:
            yield NotAttested(review, f"{review.state} of {review.commit[:12] or 'no commit'}, not of {head[:12]}")
        else:
            held = dict.fromkeys(each["role"] for each in person.value["roles"])
            roles = [role for role in held if role in needed and holds_role(person.value, role, on)]
            if not roles:
                yield NotAttested(review, f"{person.id!r} holds no role that had to agree")
            for role in roles:
                yield Attestation(merged, head, review.id, statement_of(person.id, role, "approve", on, changes))


def _at(transitions: list[Transition], place: int) -> Transition | None:
    return transitions[-1] if transitions[-1].place == place else None

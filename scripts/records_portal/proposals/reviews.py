"""The forge's reviews of a proposal, from the JSON that its API answers: who approves which commit.

* Of each account the latest review that is no comment counts; one that was dismissed revives no earlier one.
* A review is of one commit: it approves what stood there and nothing that was pushed since.
* What is not in the recorded shape is refused: nothing is guessed. The answer bears no signature; whoever asked the
  forge answers for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from records_portal.register.findings import Refusal
from records_portal.register.model import Register

APPROVED, COMMENTED, PENDING = "APPROVED", "COMMENTED", "PENDING"
_STATE = re.compile(rf"(?:{APPROVED}|CHANGES_REQUESTED|{COMMENTED}|DISMISSED|{PENDING})\Z")
_LOGIN = re.compile(r"[^\s]{1,100}\Z")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")
_COMMIT = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")


@dataclass(frozen=True, slots=True)
class Review:
    """A review: its number, whose account, in which state, of which commit, at which moment."""

    id: int
    account: int
    login: str
    state: str
    commit: str
    at: str


def parse_reviews(data: bytes) -> tuple[Review, ...]:
    """The reviews in an answer of the forge, or in several that were put into one list, oldest first.

    An account that is deleted has no name any more; its reviews say nothing.
    """
    try:
        answer = json.loads(data, object_pairs_hook=_mapping)
    except (ValueError, RecursionError) as error:
        raise Refusal(f"the reviews are no JSON: {error}") from error
    listed = list(_listed(answer))
    found = [_review(each, number) for number, each in enumerate(listed, 1) if each.get("user", "") is not None]
    return tuple(sorted(found, key=lambda each: (each.at, each.id)))


def latest_reviews(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """Of each account the latest review that is no comment and was handed in."""
    last: dict[int, Review] = {}
    for each in reviews:
        if each.state not in (COMMENTED, PENDING):
            last.pop(each.account, None)
            last[each.account] = each
    return tuple(last.values())


def reviewer_of(review: Review, base: Register) -> str:
    """The one person of the register of before who has the account's name; nobody where two have it."""
    login = review.login.casefold()
    people = base.of("people").values()
    found = [each.id for each in people if each.value.get("forge_login", "").casefold() == login]
    return found[0] if len(found) == 1 else ""


def _mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _listed(answer: object) -> Iterator[Mapping[str, object]]:
    for each in answer if isinstance(answer, list) else [None]:
        if isinstance(each, list):
            yield from _listed(each)
        elif isinstance(each, dict):
            yield each
        else:
            raise Refusal("the reviews are no list of objects; hand in what GET /repos/O/R/pulls/N/reviews answers")


def _review(said: Mapping[str, object], number: int) -> Review:
    user = said.get("user")
    whose: Mapping[str, object] = user if isinstance(user, dict) else {}
    number_of, account, login = _number(said.get("id")), _number(whose.get("id")), _text(whose.get("login"), _LOGIN)
    state = _text(said.get("state"), _STATE)
    commit = "" if said.get("commit_id") is None else _text(said.get("commit_id"), _COMMIT)
    pending = state == PENDING and said.get("submitted_at") is None
    at = "" if pending else _text(said.get("submitted_at"), _MOMENT)
    if number_of is None or account is None or login is None or state is None or commit is None or at is None:
        raise Refusal(
            f"review {number} is not in the recorded shape: id, user {{id, login}}, state, commit_id, submitted_at"
        )
    return Review(number_of, account, login, state, commit, at)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(value: object, form: re.Pattern[str]) -> str | None:
    return value if isinstance(value, str) and form.match(value) else None

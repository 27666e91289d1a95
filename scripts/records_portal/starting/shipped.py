"""What the program brings along for a new root: platforms as everybody knows them, and published schedules."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from records_portal.accounts.platform_links import known_platforms
from records_portal.files.yaml_text import read_yaml
from records_portal.register.findings import Refusal

from .states import StateRow

if TYPE_CHECKING:
    from records_portal.register.records import PlatformValue

SCHEDULES = Path(__file__).with_name("schedules")
ALL, NONE = "all", "none"


def shipped_platforms() -> Mapping[str, PlatformValue]:
    """Every platform of the table, by id."""
    return {each.id: each.record for each in known_platforms().values()}


def platforms_in_use() -> tuple[str, ...]:
    """The shipped platforms that have not ended."""
    return tuple(name for name, value in shipped_platforms().items() if "ended_on" not in value)


@cache
def shipped_schedules() -> Mapping[str, bytes]:
    """The text of every shipped schedule, by id."""
    return {path.stem: path.read_bytes() for path in sorted(SCHEDULES.glob("*.yml"))}


def schedule_name(schedule: str) -> str:
    """What a shipped schedule is called."""
    value, _ = read_yaml(shipped_schedules()[schedule])
    return str(value["name"])


def schedules_of(state: StateRow | None) -> tuple[str, ...]:
    """The shipped schedules of a State."""
    return state.schedules if state else ()


def chosen(said: Iterable[str], known: Iterable[str], usual: Iterable[str], what: str) -> tuple[str, ...]:
    """What is meant by ids, names of all or none; one that is not shipped is refused."""
    words = [each.strip().casefold() for text in said for each in text.split(",") if each.strip()]
    ids = list(known)
    if not words:
        raise Refusal(f"no {what} is named; {ALL}, {NONE}, or ids with commas between")
    if words == [ALL]:
        return tuple(usual)
    if words == [NONE]:
        return ()
    for word in words:
        if word not in ids:
            guess = difflib.get_close_matches(word, ids, 1)
            right = f"did you mean {guess[0]!r}?" if guess else f"one of {', '.join(ids)}"
            raise Refusal(f"no {what} {word!r} is shipped; {right}")
    return tuple(dict.fromkeys(words))

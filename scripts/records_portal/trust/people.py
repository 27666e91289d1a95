"""The file of people, roles and keys that goes with a publication, for whoever reads no YAML or has no clone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from records_portal.identity.base import SETTINGS, BaseReader
from records_portal.register.kinds import kind_of

from .leaves import escaped_path

FIRST_LINE = "records-log-people v1"
_NOTHING = "-"


def render_people(bases: BaseReader, place: int) -> bytes:
    """What the records of people and the settings say at a place of the main line."""
    lines = [FIRST_LINE, *_lines(bases, place)]
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _lines(bases: BaseReader, place: int) -> Iterator[str]:
    register = bases.register(place)
    for person in sorted(register.of("people").values(), key=lambda each: each.id):
        yield f"person {person.id}"
        for held in person.value["roles"]:
            yield f"role {held['role']} {held['from_on']} {held.get('to_on', _NOTHING)}"
        for entry in person.value.get("keys", ()):
            yield f"{_key('key', entry)} {entry.get('ended', _NOTHING)}"
    yield from _of_settings("attester", register.portal.get("forge", {}).get("attesters", ()))
    yield from _of_settings("publisher", register.portal.get("log", {}).get("publishers", ()))
    named = bases.line.files((SETTINGS, "registry/people/"), place)
    found = {path: kind_of(path) for path in named}
    unread = (path for path, kind in found.items() if kind and register.get(kind[0].name, kind[1]) is None)
    yield from sorted(f"unread {escaped_path(path)}" for path in unread)


def _of_settings(word: str, entries: Sequence[Mapping[str, object]]) -> Iterator[str]:
    return (_key(word, entry) for entry in entries)


def _key(word: str, entry: Mapping[str, object]) -> str:
    return f"{word} {entry['key']} {entry['from_on']} {entry.get('to_on', _NOTHING)}"

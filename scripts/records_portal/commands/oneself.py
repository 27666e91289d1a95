"""Who sits at the keyboard, by what git knows: a default for an answer, which proves nothing.

Git's address may be the forge's for somebody's account, its signing key one of somebody's, its name somebody's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from records_portal.history.audit_trail import registered_person
from records_portal.history.repository import Repository
from records_portal.register.findings import Refusal
from records_portal.register.model import Register

from .places import Places

LONGEST_KEY = 20_000


def oneself(places: Places) -> str:
    """The id of the one person of the register who may be at work here; empty where nobody or several may be."""
    try:
        repository = Repository(places.root)
    except Refusal:
        return ""
    found = dict.fromkeys(_candidates(places.loaded.register, repository))
    return next(iter(found)) if len(found) == 1 else ""


def _candidates(register: Register, repository: Repository) -> Iterator[str]:
    if person := registered_person(register, repository.setting("user.email")):
        yield person
    if key := _key_words(repository.setting("user.signingkey")):
        for each in register.of("people").values():
            if any(held["key"].split()[:2] == key for held in each.value.get("keys", ())):
                yield each.id
    name = repository.setting("user.name").casefold()
    called = [each.id for each in register.of("people").values() if name and each.value["name"].casefold() == name]
    yield from called if len(called) == 1 else ()


def _key_words(said: str) -> list[str]:
    """The kind and the body of the public key that git signs with; nothing where none can be read."""
    text = said.removeprefix("key::")
    if text and not text.startswith(("ssh-", "sk-", "ecdsa-")):
        file = Path(text).expanduser()
        file = file if file.suffix == ".pub" else file.with_name(f"{file.name}.pub")
        try:
            text = file.read_text(encoding="utf-8")[:LONGEST_KEY] if file.is_file() else ""
        except (OSError, UnicodeDecodeError):
            text = ""
    words = text.split()[:2]
    return words if len(words) == 2 else []

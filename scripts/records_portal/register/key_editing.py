"""A person's keys written into the record: a new one at the end, an end beside the one that ends, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from records_portal.files.yaml_text import read_yaml
from records_portal.values.ssh_keys import NotAKey, SshKey, parse_key

from .findings import Refusal
from .record_editing import add_property, append_entry


def with_key(text: bytes, key: SshKey, from_on: str, letter: str = "") -> bytes:
    """The record with a key that counts from a day, and the letter that admits it where there is one."""
    if any(fingerprint == key.fingerprint for _, fingerprint, _ in _entries(text)):
        raise Refusal(f"the key {key.fingerprint} stands in the record already")
    entry: dict[str, Any] = {"key": key.line, "from_on": from_on}
    if letter:
        entry["letter"] = {"form": "letter", "reference": letter}
    return append_entry(text, ("keys",), entry)


def with_end(text: bytes, fingerprint: str, to_on: str, ended: str) -> bytes:
    """The record with the last day of a key, and why it ends."""
    place, entry = next((place, entry) for place, each, entry in _entries(text) if each == fingerprint)
    if entry.get("to_on", to_on) != to_on:
        raise Refusal(f"the key {fingerprint} ends on {entry['to_on']} by the record; write another day into the file")
    if "to_on" not in entry:
        text = add_property(text, ("keys", place, "to_on"), to_on)
    return add_property(text, ("keys", place, "ended"), ended)


def standing_keys(text: bytes) -> tuple[str, ...]:
    """The fingerprints of the keys that have not ended."""
    return tuple(fingerprint for _, fingerprint, entry in _entries(text) if "ended" not in entry)


def _entries(text: bytes) -> list[tuple[int, str, Mapping[str, Any]]]:
    """The keys of a record with their places and their fingerprints; one that cannot be read is left out."""
    found = []
    value, _ = read_yaml(text)
    for place, entry in enumerate(value.get("keys", ()) if isinstance(value, dict) else ()):
        try:
            found.append((place, parse_key(entry["key"]).fingerprint, entry))
        except NotAKey:
            continue
    return found

"""People: one account each on the forge, access that ends when they leave, training of all who work with content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from records_portal.duties.rows.people import training_lack
from records_portal.register.sample_keys import refused_keys
from records_portal.register.sites import current_designations
from records_portal.register.staff import access_to
from records_portal.values.dates import parse_date
from records_portal.values.ssh_keys import NotAKey, parse_key

from .context import CheckContext
from .rules import RuleFault, advice, error, fault, late, owed_faults

if TYPE_CHECKING:
    from records_portal.register.records import PersonKey

SHARED = frozenset(("shared-login", "publishing-tool", "recovery-contact"))
COURSE = "a course in the person's record in registry/staff/ of the private root"
KEY_WAITS = timedelta(days=10)


@error
def check_forge_accounts_differ(context: CheckContext) -> Iterator[RuleFault]:
    """W001 a forge account and a signing key belong to one person."""
    seen: dict[tuple[str, str], str] = {}
    for person in context.of("people"):
        for index, entry in enumerate(person.value.get("keys", [])):
            if (first := seen.setdefault(("signing_key", entry["key"]), person.id)) != person.id:
                yield fault(person, ("keys", index), f"the signing key of {first!r}", "one of this person's own")
        for name, value in (
            ("forge_login", person.value.get("forge_login", "").casefold()),
            ("signing_key", person.value.get("signing_key", "")),
        ):
            if value and (first := seen.setdefault((name, value), person.id)) != person.id:
                yield fault(person, (name,), f"the {name.replace('_', ' ')} of {first!r}", "one of this person's own")


@error
def check_keys_can_be_read(context: CheckContext) -> Iterator[RuleFault]:
    """W007 a key is a whole public key of a kind that signs, and its time does not end before it begins."""
    for person in context.of("people"):
        for index, entry in enumerate(person.value.get("keys", [])):
            try:
                parse_key(entry["key"])
            except NotAKey as refused:
                message, _, right = str(refused).rpartition("; ")
                yield fault(person, ("keys", index, "key"), message or right, right)
            if entry.get("to_on", "9999-12-31") < entry["from_on"]:
                message = f"the key ends on {entry['to_on']}, before it counts"
                yield fault(person, ("keys", index, "to_on"), message, f"{entry['from_on']} or later")


@error
def check_no_key_is_the_samples(context: CheckContext) -> Iterator[RuleFault]:
    """W009 a test key of the sample, which everybody can make, stands in no other register."""
    refused = refused_keys(context.register.portal)
    for person in context.of("people"):
        for index, entry in enumerate(person.value.get("keys", [])):
            if _fingerprint(entry["key"]) in refused:
                message = "a test key of the sample, with which everybody can sign"
                yield fault(person, ("keys", index, "key"), message, "a key that the person made: `records key add`")


@late
def check_keys_come_and_end_as_they_must(context: CheckContext) -> Iterator[RuleFault]:
    """W008 a key comes and ends as it must: signed by whoever has to, for good, and after a lost one ten days later."""
    anew = {each for entry in context.register.portal.get("reanchored", []) for each in entry["keys"]}
    for person in context.of("people"):
        keys = person.value.get("keys", [])
        for index, entry in enumerate(keys):
            if "ended" in entry and "to_on" not in entry:
                yield fault(person, ("keys", index), f"the key ended as {entry['ended']}, on no day", "to_on")
            if entry["key"] in (each["key"] for each in keys[:index]):
                message = "the key stands twice; one that ended does not come back"
                yield fault(person, ("keys", index, "key"), message, "a new key")
        for index, lost_on in _in_place_of_lost(keys):
            first = (parse_date(lost_on) + KEY_WAITS).isoformat()
            if keys[index]["from_on"] < first and _fingerprint(keys[index]["key"]) not in anew:
                message = (
                    f"the key counts from {keys[index]['from_on']}, the one before it was lost or revoked on {lost_on}"
                )
                yield fault(person, ("keys", index, "from_on"), message, f"{first} or later")


def _in_place_of_lost(keys: Sequence[PersonKey]) -> Iterator[tuple[int, str]]:
    """Each key in place of lost ones, with the last day of those: none was left that could sign for it."""
    for index, entry in enumerate(keys):
        before = keys[:index]
        ends = [each.get("to_on", "9999-12-31") for each in before if each["from_on"] < entry["from_on"]]
        if ends and before[-1].get("ended") in ("lost", "revoked") and max(ends) <= entry["from_on"]:
            yield index, max(ends)


def _fingerprint(key: str) -> str:
    try:
        return parse_key(key).fingerprint
    except NotAKey:
        return ""


@late
def check_access_ends_with_leaving(context: CheckContext) -> Iterator[RuleFault]:
    """W002 whoever leaves has no access after the last day."""
    yield from owed_faults(context, "leaver-access")


@late
def check_passwords_change_before_leaving(context: CheckContext) -> Iterator[RuleFault]:
    """W003 a shared password is changed before somebody who knows it leaves."""
    yield from owed_faults(context, "leaver-password")


def _lack(context: CheckContext, name: str) -> str:
    return training_lack(context, name, reads_private=context.reads_private)


@late
def check_everyone_trained(context: CheckContext) -> Iterator[RuleFault]:
    """W004 everyone who posts, responds or has access to a site in use has current training."""
    for site in context.sites_in_use:
        administrators = {each["person"] for each in current_designations(context.register, site.id)}
        seen: set[str] = set(administrators)
        accountable = site.value.get("accountable")
        named = (("posting", accountable["posting"]), ("responding", accountable["responding"])) if accountable else ()
        for duty, names in named:
            for index, name in enumerate(names):
                if name not in seen and (lack := _lack(context, name)):
                    yield fault(site, ("accountable", duty, index), lack, COURSE)
                seen.add(name)
        for record, path, access in access_to(context.register, site.id):
            name = access["person"]
            if "ended_on" not in access and name not in seen and (lack := _lack(context, name)):
                yield fault(record, (*path, "person"), lack, COURSE)
            seen.add(name)


@advice
def check_training_acknowledged(context: CheckContext) -> Iterator[RuleFault]:
    """W005 training is acknowledged by the person who took it."""
    yield from owed_faults(context, "training-acknowledged")


@late
def check_roles_end_with_leaving(context: CheckContext) -> Iterator[RuleFault]:
    """W006 whoever has left holds no role any more."""
    yield from owed_faults(context, "leaver-roles")

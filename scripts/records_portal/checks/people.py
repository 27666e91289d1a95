"""People: one account each on the forge, access that ends when they leave, training of all who work with content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import AnyRecord
from records_portal.register.sample_keys import refused_keys
from records_portal.register.sites import current_designations
from records_portal.register.staff import access_to, leaves_on, training_of
from records_portal.values.dates import parse_date
from records_portal.values.ssh_keys import NotAKey, parse_key

from .context import CheckContext
from .rules import RuleFault, advice, error, fault, late

if TYPE_CHECKING:
    from records_portal.register.records import Access, PersonKey

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


def _access(context: CheckContext) -> Iterator[tuple[AnyRecord, ValuePath, Access, str]]:
    """Each access with where it stands and the day its person leaves."""
    for site in context.of("sites"):
        for record, path, access in access_to(context.register, site.id):
            yield record, path, access, leaves_on(context.register, access["person"])


@late
def check_access_ends_with_leaving(context: CheckContext) -> Iterator[RuleFault]:
    """W002 whoever leaves has no access after the last day."""
    for record, path, access, last_on in _access(context):
        if last_on < context.today and not access.get("ended_on", "9999-12-31") <= last_on:
            ended = f"ended on {access['ended_on']}" if "ended_on" in access else "has not ended"
            message = f"{access['person']!r} left on {last_on}, the access {ended}"
            yield fault(record, path, message, f"ended_on {last_on} or earlier")


@late
def check_passwords_change_before_leaving(context: CheckContext) -> Iterator[RuleFault]:
    """W003 a shared password is changed before somebody who knows it leaves."""
    for record, path, access, last_on in _access(context):
        changed_on = access.get("credentials_changed_on", "")
        if last_on < context.today and access["how"] in SHARED and not "" < changed_on <= last_on:
            changed = f"changed on {changed_on}" if changed_on else "not recorded as changed"
            message = f"{access['person']!r} left on {last_on}, the credentials are {changed}"
            yield fault(record, path, message, f"credentials_changed_on {last_on} or earlier")


def trained_until(context: CheckContext, name: str) -> str:
    """The last day on which a person's training counts; empty without any that is known here."""
    courses = (course for _, _, course in training_of(context.register, name))
    return max((each.get("expires_on") or context.due_on(each["on"], "training") for each in courses), default="")


def training_lack(context: CheckContext, name: str) -> str:
    """What a person's training lacks today, in words; empty where it is current or nobody here can know."""
    person, until = context.register.get("people", name), trained_until(context, name)
    if person is None or until >= context.today:
        return ""
    if until:
        return f"the training of {name!r} ended on {until}"
    return f"{name!r} has no training" if context.reads_private and not person.value.get("trained") else ""


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
                if name not in seen and (lack := training_lack(context, name)):
                    yield fault(site, ("accountable", duty, index), lack, COURSE)
                seen.add(name)
        for record, path, access in access_to(context.register, site.id):
            name = access["person"]
            if "ended_on" not in access and name not in seen and (lack := training_lack(context, name)):
                yield fault(record, (*path, "person"), lack, COURSE)
            seen.add(name)


@advice
def check_training_acknowledged(context: CheckContext) -> Iterator[RuleFault]:
    """W005 training is acknowledged by the person who took it."""
    for name in sorted({*context.register.of("people"), *context.register.of("staff")}):
        for record, path, course in training_of(context.register, name):
            if "acknowledged_on" not in course:
                message = f"{course['course']!r} on {course['on']} is not acknowledged"
                yield fault(record, path, message, "acknowledged_on")


@late
def check_roles_end_with_leaving(context: CheckContext) -> Iterator[RuleFault]:
    """W006 whoever has left holds no role any more."""
    for person in context.of("people"):
        last_on = leaves_on(context.register, person.id)
        for index, held in enumerate(person.value["roles"]):
            if last_on < context.today and held.get("to_on", "9999-12-31") > last_on:
                message = f"{person.id!r} left on {last_on} and is still {held['role']}"
                yield fault(person, ("roles", index), message, f"to_on {last_on} or earlier")

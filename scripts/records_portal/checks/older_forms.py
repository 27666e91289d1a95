"""Records of an older form: what `records upgrade` brings to today's, and what was changed after it was confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from records_portal.register.agencies import letter_until
from records_portal.register.confirmation import Confirmation
from records_portal.register.migrations import older_forms
from records_portal.register.migrations.needed_roles import unfilled_roles

from .context import CheckContext
from .rules import RuleFault, error, fault, late


@late
def check_acts_are_signed(context: CheckContext) -> Iterator[RuleFault]:
    """U001 approvals are acts that people sign, from the beginning or a commit on, unless a letter excuses that."""
    letter = context.register.portal.get("approvals")
    if letter and letter["on"] <= context.today <= letter_until(letter):
        return  # that it is not renewed is E004
    for each in older_forms.acts_by_name(context.register):
        right = f"`records key genesis`; in a register with approvals of before {each.right} first"
        yield fault(each.record, each.path, each.message, right)


@late
def check_confirmations_are_bound(context: CheckContext) -> Iterator[RuleFault]:
    """U002 what is confirmed of a series is bound to its fields by a digest."""
    for each in older_forms.unbound_confirmations(context.register):
        yield fault(each.record, each.path, each.message, each.right)


@error
def check_confirmations_fit(context: CheckContext) -> Iterator[RuleFault]:
    """U003 a confirmed series is what was confirmed: what is to change is a new version, confirmed anew."""
    for record, path, reference, confirmation in older_forms.confirmed_series(context.register):
        if confirmation is Confirmation.CHANGED:
            message = f"series {reference!r} was changed after it was confirmed, and disposes of nothing"
            yield fault(record, path, message, "the series as it was, and the change in a new version of the schedule")


@late
def check_roles_are_filled(context: CheckContext) -> Iterator[RuleFault]:
    """U004 counsel, records custodian, HR and auditor are there, and an approver of dispositions in each agency."""
    portal = context.register.get("portal", "portal")
    if portal is None or any(kind == "people" for kind, _ in context.register.unreadable):
        return
    people = [each.value for each in context.of("people")]
    agencies = {site.value["agency"] for site in context.of("sites") if not site.private}
    for needed in unfilled_roles(people, agencies, context.today) if agencies else ():
        right = f"`records upgrade --only roles --role {needed.title}=PERSON`"
        yield fault(portal, (), f"nobody is {needed.title}", right)


@late
def check_particulars_are_private(context: CheckContext) -> Iterator[RuleFault]:
    """U005 when people leave, which training they took when, and who has access stand in the private root."""
    for each in older_forms.particulars(context.register):
        yield fault(each.record, each.path, each.message, each.right)


@late
def check_notices_name_people(context: CheckContext) -> Iterator[RuleFault]:
    """U006 whoever was told of a hold stands there as a person with the day."""
    for each in older_forms.words_for_people(context.register):
        yield fault(each.record, each.path, each.message, each.right)

"""What keeps an official site in order: links from the agency's pages, certification, terms, comments, ownership."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.register.site_log import sightings

from .context import CheckContext, host_of
from .rules import RuleFault, advice, fault, late, owed_faults

if TYPE_CHECKING:
    pass


@late
def check_linked(context: CheckContext) -> Iterator[RuleFault]:
    """K001 a registered site has been seen linked from a page lately."""
    yield from owed_faults(context, "linked-page")


@advice
def check_linked_from_agency(context: CheckContext) -> Iterator[RuleFault]:
    """K002 a page that links to a site is on a host of its agency's pages, or of an agency above it."""
    for site in context.registered_sites:
        hosts = context.hosts_of(site.value["agency"])
        for _, path, url in sightings(site):
            if hosts and host_of(url) not in hosts:
                yield fault(site, path, f"{url!r} is not on a host of the agency", f"one of {', '.join(sorted(hosts))}")


@late
def check_recertified(context: CheckContext) -> Iterator[RuleFault]:
    """K003 a registered site is certified again in time."""
    yield from owed_faults(context, "recertification")


@late
def check_terms_checked(context: CheckContext) -> Iterator[RuleFault]:
    """K004 the terms that were agreed to are looked at again in time."""
    yield from owed_faults(context, "terms-check")


@advice
def check_agreement_recorded(context: CheckContext) -> Iterator[RuleFault]:
    """K005 a site in use names the terms that the agency agreed to."""
    yield from owed_faults(context, "agreement")


@late
def check_moderation_statement(context: CheckContext) -> Iterator[RuleFault]:
    """K006 a site that takes comments posts a moderation statement."""
    yield from owed_faults(context, "moderation-statement")


@advice
def check_counsel_reviewed(context: CheckContext) -> Iterator[RuleFault]:
    """K007 counsel has reviewed how comments are regulated and what was agreed to."""
    yield from owed_faults(context, "comments-review", "agreement-review")


@advice
def check_ownership_documented(context: CheckContext) -> Iterator[RuleFault]:
    """K008 who owns an account that was not opened by request is stated; a vendor's or a person's has a document."""
    yield from owed_faults(context, "ownership")


@late
def check_accountable_named(context: CheckContext) -> Iterator[RuleFault]:
    """K009 a site in use says who is accountable for posting, responding and retention."""
    yield from owed_faults(context, "accountable")


@late
def check_policy_reviewed(context: CheckContext) -> Iterator[RuleFault]:
    """K010 an agency's social media policy is reviewed in time."""
    yield from owed_faults(context, "policy-review")


@late
def check_agency_complete(context: CheckContext) -> Iterator[RuleFault]:
    """K011 an agency names its head, its web pages and where the public reaches it."""
    yield from owed_faults(context, "agency-complete")


@late
def check_anchored(context: CheckContext) -> Iterator[RuleFault]:
    """K012 which repositories are meant, the private ones too, is said by the anchors in the store."""
    portal = context.register.get("portal", "portal")
    for name in ("published_branch", "private_root"):
        if portal and name in portal.value:
            message = "the settings can be changed by whoever can publish, and name no repository"
            yield fault(portal, (name,), message, "`records upgrade --only anchors`")

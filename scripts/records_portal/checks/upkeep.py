"""What keeps an official site in order: links from the agency's pages, certification, terms, comments, ownership."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import Record
from records_portal.register.sites import last_fact

from .context import CheckContext, host_of
from .rules import RuleFault, advice, fault, late

if TYPE_CHECKING:
    from records_portal.register.records import SiteValue


def _sightings(site: Record[SiteValue]) -> Iterator[tuple[str, ValuePath, str]]:
    """Each sighting of a link to the site: when, where in the record, on which page."""
    for index, fact in enumerate(site.value["facts"]):
        for number, page in enumerate(fact.get("pages", [])):
            yield page["seen_on"], ("facts", index, "pages", number), page["url"]
    for index, page in enumerate(site.value.get("linked_from", [])):
        yield page["seen_on"], ("linked_from", index), page["url"]


def last_sighting(site: Record[SiteValue]) -> tuple[str, ValuePath]:
    """The day on which a link to a site was last seen, and where that is written; empty without any."""
    seen_on, path, _ = max(_sightings(site), key=lambda each: each[0], default=("", (), ""))
    return seen_on, path


@late
def check_linked(context: CheckContext) -> Iterator[RuleFault]:
    """K001 a registered site has been seen linked from a page lately."""
    for site in context.registered_sites:
        seen_on, path = last_sighting(site)
        if not seen_on:
            yield fault(site, (), "no page is known that links to the site", "linked_from with the page and the day")
        elif context.due_on(seen_on, "link_check") < context.today:
            message = f"a link to the site was last seen on {seen_on}"
            yield fault(site, path, message, "linked_from with the page and the day")


@advice
def check_linked_from_agency(context: CheckContext) -> Iterator[RuleFault]:
    """K002 a page that links to a site is on a host of its agency's pages, or of an agency above it."""
    for site in context.registered_sites:
        hosts = context.hosts_of(site.value["agency"])
        for _, path, url in _sightings(site):
            if hosts and host_of(url) not in hosts:
                yield fault(site, path, f"{url!r} is not on a host of the agency", f"one of {', '.join(sorted(hosts))}")


@late
def check_recertified(context: CheckContext) -> Iterator[RuleFault]:
    """K003 a registered site is certified again in time."""
    for site in context.registered_sites:
        last = last_fact(site.value, "registration", "recertification")
        if last and (due_on := context.due_on(last["on"], "recertification")) < context.today:
            message = f"last certified on {last['on']}, due on {due_on}"
            yield fault(site, ("facts", site.value["facts"].index(last)), message, "a recertification fact")


@late
def check_terms_checked(context: CheckContext) -> Iterator[RuleFault]:
    """K004 the terms that were agreed to are looked at again in time."""
    for site in context.sites_in_use:
        for index, agreement in enumerate(site.value.get("agreements", [])):
            checked_on = agreement.get("checked_on", agreement["accepted_on"])
            if (due_on := context.due_on(checked_on, "terms_check")) < context.today:
                message = f"the terms were last looked at on {checked_on}, due on {due_on}"
                yield fault(site, ("agreements", index), message, "checked_on")


@advice
def check_agreement_recorded(context: CheckContext) -> Iterator[RuleFault]:
    """K005 a site in use names the terms that the agency agreed to."""
    for site in context.sites_in_use:
        if "agreements" not in site.value:
            yield fault(site, (), "no agreement is recorded", "the platform's terms, who accepted them and when")


@late
def check_moderation_statement(context: CheckContext) -> Iterator[RuleFault]:
    """K006 a site that takes comments posts a moderation statement."""
    for site in context.sites_in_use:
        comments = site.value.get("comments", {"mode": "off"})
        if comments["mode"] != "off" and "statement_url" not in comments:
            message = f"comments are {comments['mode']}, no moderation statement is named"
            yield fault(site, ("comments",), message, "statement_url")


@advice
def check_counsel_reviewed(context: CheckContext) -> Iterator[RuleFault]:
    """K007 counsel has reviewed how comments are regulated and what was agreed to."""
    for site in context.sites_in_use:
        if "comments" in site.value and "counsel_reviewed_on" not in site.value["comments"]:
            yield fault(site, ("comments",), "counsel has not reviewed the comment rules", "counsel_reviewed_on")
        for index, agreement in enumerate(site.value.get("agreements", [])):
            if "counsel_reviewed_on" not in agreement:
                message = "counsel has not reviewed the agreement"
                yield fault(site, ("agreements", index), message, "counsel_reviewed_on")


@advice
def check_ownership_documented(context: CheckContext) -> Iterator[RuleFault]:
    """K008 who owns an account that was not opened by request is stated; a vendor's or a person's has a document."""
    for site in context.of("sites"):
        ownership = site.value.get("ownership")
        if ownership is None:
            # Not to be assumed (Missouri's guideline, ownership); one that was requested was opened for the agency.
            if site.value["origin"] != "requested":
                message = "who owns the account and its contents is not stated"
                yield fault(
                    site, (), message, "ownership: agency, vendor or personal, and the document that settles it"
                )
        elif ownership["owner"] != "agency" and "document" not in ownership:
            message = f"owned by a {ownership['owner']}" if ownership["owner"] == "vendor" else "owned personally"
            yield fault(site, ("ownership",), message, "the document that settles whose the contents are")


@late
def check_accountable_named(context: CheckContext) -> Iterator[RuleFault]:
    """K009 a site in use says who is accountable for posting, responding and retention."""
    for site in context.sites_in_use:
        if "accountable" not in site.value:
            yield fault(site, (), "nobody is named as accountable", "accountable: posting, responding, retention")


@late
def check_policy_reviewed(context: CheckContext) -> Iterator[RuleFault]:
    """K010 an agency's social media policy is reviewed in time."""
    for policy in context.of("policies"):
        reviews = policy.value.get("reviews", [])
        done = [each["on"] for each in reviews]
        versions = policy.value.get("versions", [])
        known = [*done, *(each.get("effective_on", each.get("adopted_on", "")) for each in versions)]
        last = max((on for on in known if on), default="")
        if last and (due_on := context.due_on(last, "policy_review")) < context.today:
            path: ValuePath = ("reviews",) if reviews else ("versions",)
            yield fault(policy, path, f"last reviewed on {last}, due on {due_on}", "an entry in reviews")


@late
def check_agency_complete(context: CheckContext) -> Iterator[RuleFault]:
    """K011 an agency names its head, its web pages and where the public reaches it."""
    for agency in context.of("agencies"):
        if missing := [name for name in ("head", "web_pages", "contact") if name not in agency.value]:
            yield fault(agency, (), f"no {', no '.join(missing)}", "who leads it, where it links its sites, an office")


@late
def check_anchored(context: CheckContext) -> Iterator[RuleFault]:
    """K012 which repositories are meant, the private ones too, is said by the anchors in the store."""
    portal = context.register.get("portal", "portal")
    for name in ("published_branch", "private_root"):
        if portal and name in portal.value:
            message = "the settings can be changed by whoever can publish, and name no repository"
            yield fault(portal, (name,), message, "`records upgrade --only anchors`")

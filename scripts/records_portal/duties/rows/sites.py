"""Sites: decided, opened, registered, linked, certified again, their terms, comments and owners in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import Record
from records_portal.register.site_log import moderation_statement, sightings
from records_portal.register.sites import PRESENT, holds_role, last_fact

from ..context import DutyContext, days_after
from ..model import Duty, Owed, site_owes

if TYPE_CHECKING:
    from records_portal.register.records import SiteFact, SiteValue

NEW_JERSEY = "New Jersey, Developing Policies and Procedures for Social Media Sites/Services"
MISSOURI = "Missouri, Guidelines for Creating an Agency Social Media Policy"

# Neither document says how long a step may take; these working days are ours.
TO_DECIDE, TO_ACTIVATE, TO_REGISTER, TO_TELL = 10, 10, 5, 2
DAYS_TO_VERIFY = 90

# To whom each message of the flow goes in copy (New Jersey, establishing a site, steps 1 to 3; flow E).
COPIES = {
    "request": ("cto-cio", "web-content-team", "agency-head"),
    "review": ("cto-cio", "agency-head"),
    "activation": ("cto-cio", "communications-director"),
    "direction": ("site-administrator", "web-content-team"),
    "deactivation": ("web-content-team", "agency-head"),
}
SENDERS = {
    "request": "it-web-liaison",
    "review": "communications-director",
    "activation": "it-web-liaison",
    "direction": "agency-head",
    "deactivation": "site-administrator",
}


def last_sighting(site: Record[SiteValue]) -> tuple[str, ValuePath]:
    """The day on which a link to a site was last seen, and where that is written; empty without any."""
    seen_on, path, _ = max(sightings(site), key=lambda each: each[0], default=("", (), ""))
    return seen_on, path


def begun_on(site: Record[SiteValue]) -> str:
    """The day since which a site is in use: its last activation, registration or listing."""
    fact = last_fact(site.value, "activation", "registration", "listing")
    first = next((each for each in site.value["facts"] if each["kind"] in ("activation", "registration")), fact)
    return first["on"] if first else ""


def fact_path(site: Record[SiteValue], fact: SiteFact) -> ValuePath:
    """Where a fact stands."""
    return ("facts", site.value["facts"].index(fact))


def _undecided(context: DutyContext) -> Iterator[Owed]:
    for site in context.of("sites"):
        asked = last_fact(site.value, "request")
        if asked and context.status[site.id] == "requested":
            late_on = context.after_working_days(asked["on"], TO_DECIDE)
            missing = f"asked for on {asked['on']}, not decided"
            yield site_owes(site, fact_path(site, asked), asked["on"], late_on, missing)


def _not_activated(context: DutyContext) -> Iterator[Owed]:
    for site in context.of("sites"):
        review = last_fact(site.value, "review")
        if review and context.status[site.id] == "approved":
            late_on = context.after_working_days(review["on"], TO_ACTIVATE)
            yield site_owes(site, (), review["on"], late_on, f"approved on {review['on']}, not activated")


def _not_registered(context: DutyContext) -> Iterator[Owed]:
    for site in context.of("sites"):
        opened = last_fact(site.value, "activation", "listing")
        if opened is None or context.status[site.id] != "activated":
            continue
        if opened["kind"] == "listing":
            late_on = days_after(opened["on"], DAYS_TO_VERIFY)
            missing = f"taken over from a list on {opened['on']}, looked at by nobody"
        else:
            late_on = context.after_working_days(opened["on"], TO_REGISTER)
            missing = f"activated on {opened['on']}, neither registered nor linked"
        yield site_owes(site, (), opened["on"], late_on, missing)


def _copies_not_sent(context: DutyContext) -> Iterator[Owed]:
    for site in context.of("sites"):
        for index, fact in enumerate(site.value["facts"]):
            wanted = COPIES.get(fact["kind"], ())
            lacking = [role for role in wanted if not _reached(context, site, fact, role)]
            if lacking:
                late_on = context.after_working_days(fact["on"], TO_TELL)
                missing = f"no copy of the {fact['kind']} of {fact['on']} to {', '.join(lacking)}"
                sender = (fact["by"],) if "by" in fact else ()
                yield site_owes(
                    site,
                    ("facts", index),
                    fact["on"],
                    late_on,
                    missing,
                    detail=f"{fact['kind']} {fact['on']}",
                    people=sender,
                    role=SENDERS[fact["kind"]],
                )


def _reached(context: DutyContext, site: Record[SiteValue], fact: SiteFact, role: str) -> bool:
    """Whether a copy of a fact's message went to a role, by itself or by a correction that says so."""
    said = [*fact.get("copies_to", ())]
    for each in site.value["facts"]:
        corrects = each.get("corrects")
        if corrects and (corrects["kind"], corrects["on"]) == (fact["kind"], fact["on"]):
            said += each.get("copies_to", ())
    if role in said:
        return True
    if role == "site-administrator":
        return bool({*context.holders(role, site.value["agency"], site.id)} & {*said})
    people = (context.register.get("people", name) for name in said)
    return any(person and holds_role(person.value, role, fact["on"]) for person in people)


def _not_linked(context: DutyContext) -> Iterator[Owed]:
    for site in context.registered_sites:
        seen_on, path = last_sighting(site)
        if not seen_on:
            since = begun_on(site)
            yield site_owes(site, (), since, since, "no page is known that links to the site")
        else:
            due_on = context.due_on(seen_on, "link_check")
            yield site_owes(site, path, due_on, days_after(due_on, 1), f"a link to the site was last seen on {seen_on}")


def _not_certified(context: DutyContext) -> Iterator[Owed]:
    for site in context.registered_sites:
        if last := last_fact(site.value, "registration", "recertification"):
            due_on = context.due_on(last["on"], "recertification")
            missing = f"last certified on {last['on']}, due on {due_on}"
            yield site_owes(site, fact_path(site, last), due_on, days_after(due_on, 1), missing)


def _terms_not_checked(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        for index, agreement in enumerate(site.value.get("agreements", [])):
            checked_on = agreement.get("checked_on", agreement["accepted_on"])
            due_on = context.due_on(checked_on, "terms_check")
            missing = f"the terms were last looked at on {checked_on}, due on {due_on}"
            yield site_owes(
                site, ("agreements", index), due_on, days_after(due_on, 1), missing, detail=f"agreement {index + 1}"
            )


def _no_agreement(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        if "agreements" not in site.value:
            yield site_owes(site, (), begun_on(site), begun_on(site), "no agreement is recorded")


def _licence_not_said(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        for index, agreement in enumerate(site.value.get("agreements", [])):
            lacking = [name for name in ("licence", "cost", "consulted") if name not in agreement]
            if len(lacking) == 3:
                since = agreement["accepted_on"]
                missing = "neither the licence that it gives the platform nor its cost is known, nobody was consulted"
                late_on = context.after_working_days(since, TO_DECIDE)
                yield site_owes(site, ("agreements", index), since, late_on, missing, detail=f"agreement {index + 1}")


def statement_on(context: DutyContext, site: Record[SiteValue]) -> str:
    """The day since which a moderation statement is known to be posted; empty where none is."""
    url, on = moderation_statement(site.value, context.logs.get(site.id, ()))
    return on or (begun_on(site) if url else "")


def takes_comments(site: Record[SiteValue]) -> bool:
    """Whether people can write on a site."""
    return site.value.get("comments", {"mode": "off"})["mode"] != "off"


def _no_statement(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        if takes_comments(site) and not statement_on(context, site):
            mode, since = site.value["comments"]["mode"], begun_on(site)
            yield site_owes(site, ("comments",), since, since, f"comments are {mode}, no moderation statement is named")


def _comments_not_said(context: DutyContext) -> Iterator[Owed]:
    for site in context.registered_sites:
        if "comments" not in site.value and site.value["audience"] == "public":
            since = begun_on(site)
            missing = "whether people may comment, and why so, is not said"
            yield site_owes(site, (), since, context.after_working_days(since, TO_DECIDE), missing)


def _comments_not_reviewed(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        if "comments" in site.value and "counsel_reviewed_on" not in site.value["comments"]:
            since = begun_on(site)
            yield site_owes(site, ("comments",), since, since, "counsel has not reviewed the comment rules")


def _agreements_not_reviewed(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        for index, agreement in enumerate(site.value.get("agreements", [])):
            if "counsel_reviewed_on" not in agreement:
                since = agreement.get("accepted_on", begun_on(site))
                path: ValuePath = ("agreements", index)
                yield site_owes(
                    site, path, since, since, "counsel has not reviewed the agreement", detail=f"agreement {index + 1}"
                )


def _owner_not_known(context: DutyContext) -> Iterator[Owed]:
    for site in context.of("sites"):
        ownership, since = site.value.get("ownership"), begun_on(site) or context.today
        if ownership is None:
            # Not to be assumed (Missouri's guideline, ownership); what is only asked for belongs to nobody yet.
            if site.value["origin"] != "requested" or begun_on(site):
                yield site_owes(site, (), since, since, "who owns the account and its contents is not stated")
        elif ownership["owner"] != "agency" and "document" not in ownership:
            missing = f"owned by a {ownership['owner']}" if ownership["owner"] == "vendor" else "owned personally"
            done = "the document that settles whose the contents are"
            yield site_owes(site, ("ownership",), since, since, missing, done=done)


def _nobody_accountable(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        if "accountable" not in site.value:
            yield site_owes(site, (), begun_on(site), begun_on(site), "nobody is named as accountable")


def _not_said(context: DutyContext, name: str, missing: str) -> Iterator[Owed]:
    for site in context.registered_sites:
        if name not in site.value:
            since = begun_on(site)
            yield site_owes(site, (), since, context.after_working_days(since, TO_DECIDE), missing)


def _no_types(context: DutyContext) -> Iterator[Owed]:
    yield from _not_said(
        context, "communications", "which types of communication it carries, and their vetting, is not said"
    )


def _no_endorsements(context: DutyContext) -> Iterator[Owed]:
    yield from _not_said(
        context, "endorsements", "whether messages may be acknowledged or forwarded, and by whom, is not said"
    )


def _no_contingency(context: DutyContext) -> Iterator[Owed]:
    yield from _not_said(
        context, "contingency", "how records are saved if the platform closes or changes its terms is not said"
    )


def _no_way_of_capture(context: DutyContext) -> Iterator[Owed]:
    yield from _not_said(context, "capture", "how and how often its content is captured is not said")


def _agency_incomplete(context: DutyContext) -> Iterator[Owed]:
    for agency in context.of("agencies"):
        if lacking := [name for name in ("head", "web_pages", "contact") if name not in agency.value]:
            begun = [begun_on(site) for site in context.in_use_by_agency.get(agency.id, ())]
            since = min((each for each in begun if each), default=context.today)
            yield Owed(agency, (), since, since, f"no {', no '.join(lacking)}", agency.id)


def _platform_ended(context: DutyContext) -> Iterator[Owed]:
    for site in context.of("sites"):
        platform = context.register.get("platforms", site.value["platform"])
        ended_on = platform.value.get("ended_on", "") if platform else ""
        if ended_on and context.status[site.id] in PRESENT:
            missing = f"the platform {'ended' if ended_on < context.today else 'ends'} on {ended_on}"
            path: ValuePath = ("platform",)
            owed_on, late_on = days_after(ended_on, -30), days_after(ended_on, 1)
            closing = context.status[site.id] == "decommissioning"  # flow E's own steps are owed then
            yield site_owes(site, path, owed_on, late_on, missing, shown=not closing)


def _suspended_for_long(context: DutyContext) -> Iterator[Owed]:
    for site in context.of("sites"):
        fact = last_fact(site.value, "suspension")
        if fact and context.status[site.id] == "suspended":
            owed_on = days_after(fact["on"], DAYS_TO_VERIFY)
            missing = f"suspended since {fact['on']}, neither reinstated nor closed"
            yield site_owes(site, fact_path(site, fact), owed_on, days_after(owed_on, 30), missing)


FLOW = f"{NEW_JERSEY}: establishing a site"

ROWS = (
    Duty(
        "decision",
        "Decide on a request for a site",
        "communications-director",
        _undecided,
        "a review fact: approved by the Communications Director and the CTO/CIO, or rejected with the reason",
        "records new fact {site} review",
        "decision",
        f"{FLOW}, step 2",
        f"within {TO_DECIDE} working days of the request",
        code="B001",
    ),
    Duty(
        "activation",
        "Open the account that was approved",
        "it-web-liaison",
        _not_activated,
        "an activation fact with account id, handle and address",
        "records new fact {site} activation",
        "activation",
        f"{FLOW}, step 3",
        f"within {TO_ACTIVATE} working days of the approval",
        code="B002",
    ),
    Duty(
        "registration",
        "Register the site and link it from a page of the agency",
        "web-content-team",
        _not_registered,
        "a registration fact with the pages that link to the site",
        "records new fact {site} registration",
        "registration",
        f"{FLOW}, step 4",
        f"within {TO_REGISTER} working days of the activation; {DAYS_TO_VERIFY} days after a list was taken over",
        code="B003",
    ),
    Duty(
        "copies",
        "Send the copies that the procedure names",
        "it-web-liaison",
        _copies_not_sent,
        "a correction fact whose copies_to names them",
        "records new fact {site} correction",
        "",
        f"{FLOW}, steps 1 to 3; flow E",
        f"within {TO_TELL} working days of the message",
        code="B004",
    ),
    Duty(
        "linked-page",
        "Look whether a page of the agency still links to the site",
        "web-content-team",
        _not_linked,
        "linked_from with the page and the day",
        "records new linked-page {site}",
        "",
        f"{FLOW}, step 4",
        "portal.yml: cadences.link_check",
        code="K001",
    ),
    Duty(
        "recertification",
        "Confirm that the site is still needed and in order",
        "web-content-team",
        _not_certified,
        "a recertification fact",
        "records new fact {site} recertification",
        "",
        f"{NEW_JERSEY}: action steps, administer and evaluate; rhythm of the office's own",
        "portal.yml: cadences.recertification",
        code="K003",
    ),
    Duty(
        "terms-check",
        "Look at the terms of service again",
        "it-web-liaison",
        _terms_not_checked,
        "checked_on",
        "records change agreement {site}",
        "terms-of-use",
        f"{MISSOURI}: records retention and Sunshine requests (the vendor changes the Terms of Use)",
        "portal.yml: cadences.terms_check",
        code="K004",
    ),
    Duty(
        "agreement",
        "Record the terms that the agency agreed to",
        "it-web-liaison",
        _no_agreement,
        "the platform's terms, who accepted them and when",
        "records new agreement {site}",
        "terms-of-use",
        f"{MISSOURI}: institutional authority",
        "once, at the activation",
        code="K005",
        weight="advice",
    ),
    Duty(
        "licence",
        "Say which licence the terms give, and what they cost",
        "software-licensing",
        _licence_not_said,
        "licence, cost or consulted in the agreement",
        "records change agreement {site}",
        "terms-of-use",
        f"{MISSOURI}: institutional authority",
        "once for each agreement",
        code="B005",
        weight="advice",
    ),
    Duty(
        "agreement-review",
        "Have counsel review the terms that were agreed to",
        "counsel",
        _agreements_not_reviewed,
        "counsel_reviewed_on",
        "records change agreement {site}",
        "terms-of-use",
        f"{MISSOURI}: institutional authority",
        "once for each agreement",
        code="K007",
        weight="advice",
    ),
    Duty(
        "moderation-statement",
        "Post a moderation statement",
        "site-administrator",
        _no_statement,
        "statement_url",
        "records new moderation-statement {site}",
        "",
        f"{NEW_JERSEY}: responsibilities, posting a moderation statement",
        "as long as people can comment",
        code="K006",
    ),
    Duty(
        "comments-said",
        "Say whether people may comment, and why",
        "site-administrator",
        _comments_not_said,
        "comments: mode and rationale",
        "records new comments {site}",
        "comment-regulations",
        f"{MISSOURI}: management",
        f"within {TO_DECIDE} working days of the activation",
        code="B006",
        weight="advice",
    ),
    Duty(
        "comments-review",
        "Have counsel review how comments are regulated",
        "counsel",
        _comments_not_reviewed,
        "counsel_reviewed_on",
        "records new comments {site}",
        "comment-regulations",
        f"{MISSOURI}: management",
        "once, and on each change",
        code="K007",
        weight="advice",
    ),
    Duty(
        "ownership",
        "Say who owns the account, with the document that settles it",
        "it-web-liaison",
        _owner_not_known,
        "ownership: agency, vendor or personal, and the document that settles it",
        "records new ownership {site}",
        "",
        f"{MISSOURI}: ownership",
        "once",
        code="K008",
        weight="advice",
    ),
    Duty(
        "accountable",
        "Name who is accountable for posting, responding and retention",
        "agency-head",
        _nobody_accountable,
        "accountable: posting, responding, retention",
        "records new accountable {site}",
        "",
        f"{MISSOURI}: institutional authority",
        "once, at the activation",
        code="K009",
    ),
    Duty(
        "communication-types",
        "Say which types of communication the site carries, and how each is vetted",
        "communications-director",
        _no_types,
        "communications: type, vetting and class of each",
        "records new communication {site}",
        "vetting",
        f"{MISSOURI}: communication",
        f"within {TO_DECIDE} working days of the activation",
        code="B008",
        weight="advice",
    ),
    Duty(
        "endorsements",
        "Say whether messages may be acknowledged or forwarded, and by whom",
        "communications-director",
        _no_endorsements,
        "endorsements: allowed, by whom, and the escalation",
        "records new endorsements {site}",
        "",
        f"{MISSOURI}: communication (acknowledging or forwarding)",
        f"within {TO_DECIDE} working days of the activation",
        code="B009",
        weight="advice",
    ),
    Duty(
        "contingency",
        "Plan how records are saved if the platform closes or changes",
        "site-administrator",
        _no_contingency,
        "contingency",
        "records new contingency {site}",
        "",
        f"{MISSOURI}: records retention and Sunshine requests (plan and process)",
        f"within {TO_DECIDE} working days of the activation",
        code="B010",
        weight="advice",
    ),
    Duty(
        "way-of-capture",
        "Set how and how often the site is captured",
        "records-officer",
        _no_way_of_capture,
        "capture: method and every",
        "records new cadence {site}",
        "",
        f"{MISSOURI}: records retention and Sunshine requests (export or capture)",
        f"within {TO_DECIDE} working days of the activation",
        code="B011",
        weight="advice",
    ),
    Duty(
        "agency-complete",
        "Complete the agency's record",
        "web-content-team",
        _agency_incomplete,
        "who leads it, where it links its sites, an office",
        "records change agency {agency}",
        "",
        f"{FLOW}, step 4 (applicable web pages)",
        "once",
        code="K011",
    ),
    Duty(
        "platform-ended",
        "Close a site whose platform ends",
        "agency-head",
        _platform_ended,
        "the site decommissioned",
        "records new fact {site} direction",
        "direction",
        f"{MISSOURI}: records retention and Sunshine requests (the site shuts down); {NEW_JERSEY}: flow E",
        "30 days before the platform's last day",
        code="L014",
    ),
    Duty(
        "suspension-ends",
        "Reinstate or close a suspended site",
        "agency-head",
        _suspended_for_long,
        "a reinstatement, or a direction to close it",
        "records new fact {site} reinstatement",
        "direction",
        f"{NEW_JERSEY}: flow E (no longer needed); rhythm of the office's own",
        f"{DAYS_TO_VERIFY} days after the suspension",
        code="B012",
        weight="advice",
    ),
)

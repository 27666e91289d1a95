"""Two more sites: one that moves to another agency, and one that only the staff sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..office import Office, settings
from ..telling import step
from .c03_establishing import COMMENTS, PAGE

TRAILS = "trails-mastodon"
STAFF = "staff-mastodon"
COPIES = ["cto-cio", "web-content-team", "agency-head"]
TOLD = {"copies_to": ["cto-cio"]}
TERMS = "https://social.lakeland.example/about"
REQUEST: Mapping[str, Any] = {
    "agency": "parks",
    "type": "Microblog on Mastodon",
    "purpose": "News of the long trails.",
    "communication_types": ["Trail news"],
    "justification": "Walkers of three States follow there.",
    "terms_url": TERMS,
    "proposed_administrators": ["gus-heron"],
}
DECIDED: Mapping[str, Any] = {
    "decision": "approved",
    "considerations": ["Mission"],
    "approvals": [{"by": "dora-finch"}, {"by": "emil-rook"}],
}


@step("2025-10-13")
def another_site_is_asked_for(office: Office) -> None:
    """The parks ask for the trails on the State's own server, and get it."""
    with office.change("Ask for the trails on Mastodon", "fern-alder", "fern-alder"):
        office.send("request", REQUEST, "--by", "gus-heron", "--site", TRAILS, entered_by="fern-alder")
    with office.change("The trails on Mastodon: yes", "fern-alder", "dora-finch", "emil-rook"):
        office.send("decision", DECIDED, "--site", TRAILS, entered_by="fern-alder")


@step("2025-10-20")
def it_is_opened(office: Office) -> None:
    """It is opened, described, linked, and has an administrator."""
    account = {
        "account_id": "109000000000000001",
        "account_name": "Lakeland Trails",
        "handles": [{"handle": "parks", "from_on": office.today}],
        "url": "https://social.lakeland.example/@parks",
    }
    terms = {
        "url": TERMS,
        "accepted_on": office.today,
        "accepted_by": "lena-sorrel",
        "counsel_reviewed_on": office.today,
        "consulted": ["milo-teal"],
        "cost": "none",
    }
    news = {"type": "Trail news", "vetting": "supervisor", "class": "routine"}
    linked = {"on": office.today, "by": "fern-alder", "role": "web-content-team"}
    signers = ("fern-alder", "boris-quayle", "june-sedge")
    with office.change("The trails are on Mastodon", "gus-heron", *signers):
        office.send("activation", account, "--site", TRAILS, entered_by="fern-alder")
        office.send("terms-of-use", terms, "--site", TRAILS)
        office.enter("ownership", TRAILS, {"owner": "agency", "document": "File 2025-021 of general counsel"})
        answers = {"posting": ["gus-heron"], "responding": ["gus-heron"], "retention": ["june-sedge"]}
        office.enter("accountable", TRAILS, answers)
        office.enter("comments", TRAILS, COMMENTS)
        office.enter("communication", TRAILS, news)
        office.records("new", "cadence", TRAILS, "--method", "platform-export", "--every", "P6M")
        pages = {"pages": [{"url": PAGE, "seen_on": office.today}]}
        office.records("new", "fact", TRAILS, "registration", *settings({**linked, **pages}))
        office.send("designation", TOLD, "--site", TRAILS, "--person", "gus-heron", entered_by="fern-alder")
    with office.change("Gus Heron signs in to the trails' account", "gus-heron", private=True):
        access = {"person": "gus-heron", "how": "own-login", "from_on": office.today}
        office.records("new", "access", TRAILS, *settings(access))


@step("2025-11-03", "NJ 2.6", "MO 1.3", "MO 3.3")
def a_site_for_the_staff(office: Office) -> None:
    """A site that only the staff sees goes the same way, in the private root; the portal never knows of it."""
    request = {
        **REQUEST,
        "agency": "environment",
        "purpose": "Ideas of the staff.",
        "communication_types": ["Ideas"],
        "justification": "Good ideas come from those who do the work.",
        "proposed_administrators": ["ivo-marsh"],
    }
    facts = {"by": "ivo-marsh", "role": "it-web-liaison", "on": office.today, "copies_to": COPIES}
    asked = {"agency": "environment", "platform": "mastodon", "purpose": request["purpose"], "audience": "internal"}
    with office.change("A site for the staff is asked for", "ivo-marsh", private=True):
        office.records("new", "site", STAFF, *settings({**asked, "facts": [{**request, **facts}]}))
    with office.change("Not yet", "fern-alder", private=True):
        refused = {**DECIDED, "decision": "rejected", "reason": "The server has no room yet."}
        office.send("decision", refused, "--site", STAFF, entered_by="fern-alder")
    office.see(office.records("validate"), " 0 error")
    office.not_said(office.records("validate", private=False), STAFF)


@step("2025-11-17")
def it_moves_to_another_agency(office: Office) -> None:
    """The trails go over to the department, with an administrator whom its own head designates."""
    moved = {
        "on": office.today,
        "by": "dora-finch",
        "role": "communications-director",
        "copies_to": ["cto-cio"],
        "from_agency": "parks",
        "to_agency": "environment",
        "reason": "The trails belong to the department now.",
    }
    with office.change("The trails belong to the department", "fern-alder", "dora-finch", "emil-rook"):
        office.records("new", "fact", TRAILS, "agency-change", *settings(moved))
    about = ("--site", TRAILS, "--person")
    with office.change("Ivo Marsh administers the trails' account", "fern-alder", "ada-thornfield"):
        office.send("addition", TOLD, *about, "ivo-marsh", entered_by="fern-alder")
        gone = {"reason": "The site has moved", "access_ended_on": office.today}
        office.send("removal", gone, *about, "gus-heron", entered_by="fern-alder")
    with office.change("Who signs in to the trails' account", "ivo-marsh", private=True):
        ended = {"person": "gus-heron", "ended_on": office.today, "ended_by": "ivo-marsh"}
        office.records("end", "access", TRAILS, *settings(ended))
        office.records(
            "new", "access", TRAILS, "--person", "ivo-marsh", "--how", "own-login", "--from-on", office.today
        )

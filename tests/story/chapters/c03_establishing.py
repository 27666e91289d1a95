"""Establishing a site: asked for, refused, asked for again, approved by two, activated, registered, designated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from records_portal.files.yaml_text import read_yaml

from ..office import Office, WentRedError, settings
from ..telling import step

SITE = "parks-x"
SIX = (
    ("agency", "parks", "NJ 3.1a"),
    ("type", "Microblog on X", "NJ 3.1b"),
    ("purpose", "Closures, openings and plans of the parks, and answers to visitors.", "NJ 3.1c"),
    ("communication_types", ["Park alerts", "Plans", "Answers to visitors"], "NJ 3.1c"),
    ("justification", "Warnings must reach people where they are.", "NJ 3.1d"),
    ("terms_url", "https://x.com/en/tos", "NJ 3.1e"),
    ("proposed_administrators", ["hana-birch"], "NJ 3.1f"),
)
REQUEST: Mapping[str, Any] = {name: value for name, value, _ in SIX}
REVIEWED: Mapping[str, Any] = {
    "considerations": ["Mission", "Branding"],
    "approvals": [{"by": "dora-finch"}, {"by": "emil-rook"}],
}
NINE = (
    "content-current",
    "moderation-statement",
    "daily-monitoring",
    "moderation-actions",
    "retention",
    "authoring",
    "holds-and-requests",
    "credential-reporting",
    "usage-reports",
)
PAGE = "https://parks.lakeland.example/follow-us"


def said_of(office: Office, path: str) -> Any:
    """What a record of the public root says."""
    return read_yaml((office.public / path).read_bytes())[0]


@step("2025-02-05", "NJ 3.1/1", "NJ 3.1/2", *dict.fromkeys(clause for _, _, clause in SIX))
def it_is_asked_for(office: Office) -> None:
    """The parks' liaison asks for a site on X by e-mail, with the six contents and copies; less is refused."""
    sent = ("request", "--by", "gus-heron", "--site", SITE)
    told = office.records("message", *sent, *settings(REQUEST))
    office.see(told, "To: Dora Finch", "Cc: Emil Rook", "Fern Alder", "Boris Quayle")
    with office.change("Ask for a site: the parks on X", "fern-alder", "fern-alder"):
        for left_out in ("type", "purpose", "communication_types", "justification", "proposed_administrators"):
            lacking = {name: value for name, value in REQUEST.items() if name != left_out}
            office.send(*sent[:1], lacking, *sent[1:], entered_by="fern-alder", code=2)
        office.send(*sent[:1], REQUEST, *sent[1:], entered_by="fern-alder")
    request = said_of(office, f"registry/sites/{SITE}.yml")["facts"][0]
    if {name: request[name] for name in REQUEST} != REQUEST:
        raise WentRedError(f"the request says {request}")
    if request["copies_to"] != ["cto-cio", "web-content-team", "agency-head"] or "evidence" not in request:
        raise WentRedError(f"copies and evidence are not kept: {request}")


@step("2025-02-12", "NJ 3.2/1", "NJ 3.2/2")
def it_is_refused(office: Office) -> None:
    """The two directors refuse it by e-mail, and say why; a refusal without a reason is not taken."""
    refusal = {**REVIEWED, "decision": "rejected"}
    with office.change("The parks on X: not yet", "fern-alder", "dora-finch", "emil-rook"):
        office.see(office.send("decision", refusal, "--site", SITE, entered_by="fern-alder", code=2), "reason")
        because = {"reason": "Who answers on weekends is not said."}
        office.send("decision", refusal | because, "--site", SITE, entered_by="fern-alder")
    office.see(office.records("show", SITE), "rejected")


@step("2025-02-19")
def it_is_asked_for_again(office: Office) -> None:
    """The liaison asks again, with an answer to that."""
    note = {"note": "The ranger on duty answers on weekends."}
    with office.change("Ask again for the parks on X", "fern-alder", "fern-alder"):
        again = {**REQUEST, **note, "by": "gus-heron", "role": "it-web-liaison", "on": office.today}
        copies = {"copies_to": ["cto-cio", "web-content-team", "agency-head"]}
        office.records("new", "fact", SITE, "request", *settings(again | copies))


@step("2025-02-26", "NJ 3.2/1", "NJ 3.2/2")
def two_approve_it(office: Office) -> None:
    """Both approve; one alone would not be enough."""
    approved = {**REVIEWED, "decision": "approved"}
    with office.change("The parks on X: yes", "fern-alder", "dora-finch", "emil-rook"):
        alone = {
            **approved,
            "on": office.today,
            "by": "dora-finch",
            "role": "communications-director",
            "copies_to": ["cto-cio", "agency-head"],
            "approvals": [{"by": "dora-finch", "role": "communications-director", "on": office.today}],
        }
        office.see(office.records("new", "fact", SITE, "review", *settings(alone), code=1), "L005")
        office.send("decision", approved, "--site", SITE, entered_by="fern-alder")
    office.see(office.records("show", SITE), "approved")


@step("2025-03-03", "NJ 3.3", "MO 2.3", "MO 2.5")
def it_is_activated(office: Office) -> None:
    """The liaison opens the account, and confirms it to the web team; counsel and licensing have read the terms."""
    account = {
        "account_id": "900000000000000201",
        "account_name": "Lakeland Parks",
        "handles": [{"handle": "LkldParks", "from_on": office.today}],
        "url": "https://x.com/LkldParks",
    }
    terms = {
        "url": "https://x.com/en/tos",
        "accepted_on": office.today,
        "accepted_by": "lena-sorrel",
        "counsel_reviewed_on": "2025-02-24",
        "consulted": ["milo-teal"],
        "licence": "To show and store what is posted",
        "cost": "none",
    }
    with office.change("The parks are on X", "fern-alder", "fern-alder", "boris-quayle"):
        office.send("activation", account, "--site", SITE, entered_by="fern-alder")
        office.send("terms-of-use", terms, "--site", SITE)
        office.enter("ownership", SITE, {"owner": "agency", "document": "File 2025-004 of general counsel"})
        answers = {"posting": ["hana-birch"], "responding": ["hana-birch"], "retention": ["june-sedge"]}
        office.enter("accountable", SITE, answers)
        office.enter("comments", SITE, COMMENTS)
        office.enter("endorsements", SITE, {"allowed": True, "by": ["hana-birch"], "escalation": "Stop and ask."})
        office.enter("disclaimers", SITE, {"disclaimers": ["Following an account does not mean that we agree."]})
        office.enter("contingency", SITE, {"contingency": "Capture at once, and tell visitors on the web site."})


COMMENTS = {
    "mode": "filtered",
    "rationale": "Insults keep others from asking.",
    "counsel_reviewed_on": "2025-02-24",
}


@step("2025-03-04", "NJ 4.2g", "MO 3.1", "MO 4.1")
def what_it_carries(office: Office) -> None:
    """Each type of communication has its vetting, its class, and for what is replicated its original."""
    alerts = {"system": "Notices database of the parks", "location": "https://parks.lakeland.example/notices"}
    types: tuple[Mapping[str, Any], ...] = (
        {"type": "Park alerts", "vetting": "none", "class": "replicated", "original": alerts},
        {"type": "Plans", "vetting": "communications-office", "class": "policy-program"},
        {"type": "Answers to visitors", "vetting": "peer", "class": "routine"},
    )
    rules: tuple[Mapping[str, Any], ...] = (
        {"id": "alerts", "hashtags": ["ParkAlert"], "class": "replicated"},
        {"id": "plans", "hashtags": ["LakelandPlan"], "class": "policy-program"},
        {"id": "the-rest", "kinds": ["post", "reply"], "class": "routine"},
    )
    decided = {"decided": {"on": office.today, "by": "june-sedge", "reason": "As the policy says"}}
    with office.change("What the parks say on X", "hana-birch", "june-sedge", "boris-quayle", "fern-alder"):
        for each in types:
            office.enter("communication", SITE, each)
        office.records("new", "cadence", SITE, "--method", "platform-export", "--every", "P6M")
        office.enter("classification", SITE, {**decided, "rules": list(rules)})


@step("2025-03-05", "NJ 3.4/1", "NJ 3.4/2")
def it_is_registered(office: Office) -> None:
    """The web team links it from the agency's page and enters it among the approved sites; now the public can ask."""
    linked = {"on": office.today, "by": "fern-alder", "role": "web-content-team"}
    with office.change("The parks on X are official", "fern-alder", "fern-alder"):
        pages = {"pages": [{"url": PAGE, "seen_on": office.today}]}
        office.records("new", "fact", SITE, "registration", *settings({**linked, **pages}))
    office.see(office.records("check", "@LkldParks", private=False), "official")


@step("2025-03-06", "NJ 4.1/1", "NJ 4.1/2")
def its_administrator_is_designated(office: Office) -> None:
    """The head names the administrator to the CTO/CIO, with all nine responsibilities; eight are refused."""
    told = office.records("message", "designation", "--site", SITE, "--person", "hana-birch")
    office.see(told, "To: Emil Rook", *NINE)
    with office.change("Hana Birch administers the parks on X", "fern-alder", "boris-quayle"):
        for left_out in (NINE[0], NINE[-1]):
            eight = {"person": "hana-birch", "on": office.today, "by": "boris-quayle"}
            stated = {"responsibilities": [each for each in NINE if each != left_out]}
            refused = office.records("new", "designation", SITE, *settings({**eight, **stated}), code=2)
            office.see(refused, "responsibilities")
        told_to = {"copies_to": ["cto-cio", "web-content-team"]}
        office.send("designation", told_to, "--site", SITE, "--person", "hana-birch", entered_by="fern-alder")
    designation = said_of(office, f"registry/designations/{SITE}.yml")["designations"][0]
    if set(designation["responsibilities"]) != set(NINE):
        raise WentRedError(f"not the nine responsibilities: {designation}")


@step("2025-03-07", "MO 2.6", "MO 2.10")
def who_can_sign_in(office: Office) -> None:
    """Who has access, and how, stands in the private root."""
    with office.change("Who signs in to the parks on X", "hana-birch", private=True):
        for person, how in (("hana-birch", "own-login"), ("gus-heron", "recovery-contact")):
            office.records("new", "access", SITE, "--person", person, "--how", how, "--from-on", office.today)


@step("2025-03-10", "NJ A", "NJ A.1", "NJ A.2", "NJ A.3/1")
def access_to_the_disposition_system(office: Office) -> None:
    """Flow A: the administrator asks, the records management unit is consulted, the administrator is told."""
    about = ("--site", SITE, "--person", "hana-birch")
    with office.change("Hana Birch has access to the disposition system", "fern-alder", "boris-quayle"):
        asked = {"requested_on": "2025-03-07", "requested_of": "web-content-team"}
        office.send("disposition-access", asked, *about)
        office.send("disposition-access-consultation", {"consulted_on": "2025-03-10"}, *about)
        office.send("disposition-access-informed", {"informed_on": "2025-03-10"}, *about)

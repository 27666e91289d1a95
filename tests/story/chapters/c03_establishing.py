"""Establishing a site: asked for, refused, asked for again, approved by two, activated, registered, designated."""

from __future__ import annotations

from ..office import Office, WentRedError
from ..telling import step

SITE = "parks-x"
REQUEST = (
    *("--agency", "parks", "--platform", "x", "--by", "gus-heron", "--role", "it-web-liaison"),
    *("--copies-to", "cto-cio", "--copies-to", "web-content-team", "--copies-to", "agency-head"),
    *("--type", "Short messages", "--purpose", "Closures, openings and plans of the parks, and answers to visitors."),
    *("--communication-types", "Park alerts", "--communication-types", "Plans"),
    *("--communication-types", "Answers to visitors", "--justification", "Warnings must reach people where they are."),
    *("--terms-url", "https://x.com/en/tos", "--proposed-administrators", "hana-birch"),
)
REVIEW = (
    *(
        "--by",
        "dora-finch",
        "--role",
        "communications-director",
        "--copies-to",
        "cto-cio",
        "--copies-to",
        "agency-head",
    ),
    *("--considerations", "Mission", "--considerations", "Branding"),
)
RESPONSIBILITIES = (
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


def evidence(day: str, what: str) -> tuple[str, ...]:
    """The options that say where a message is kept."""
    reference = f"LM-{day.replace('-', '')}-{what}"
    return ("--evidence-form", "e-mail", "--evidence-reference", reference, "--evidence-dated-on", day)


def approvals(day: str) -> tuple[str, ...]:
    """The decision of the two who decide, as answers."""
    deciders = (("dora-finch", "communications-director"), ("emil-rook", "cto-cio"))
    given = (
        (f"approvals.{place}.by={by}", f"approvals.{place}.role={role}", f"approvals.{place}.on={day}")
        for place, (by, role) in enumerate(deciders)
    )
    return tuple(word for each in given for setting in each for word in ("--set", setting))


@step("2025-02-05", "NJ 3.1/1", "NJ 3.1/2", "NJ 3.1a", "NJ 3.1b", "NJ 3.1c", "NJ 3.1d", "NJ 3.1e", "NJ 3.1f")
def it_is_asked_for(office: Office) -> None:
    """The parks' liaison asks for a site on X, with the six contents; a request that lacks one is not taken."""
    day = office.today
    with office.change("Ask for a site: the parks on X", "gus-heron", "fern-alder"):
        for option in ("--type", "--purpose", "--justification", "--terms-url"):
            place = REQUEST.index(option)
            said = office.records("new", "site", SITE, *REQUEST[:place], *REQUEST[place + 2 :], "--on", day, code=2)
            office.see(said, "not answered")
        office.records("new", "site", SITE, *REQUEST, "--on", day, *evidence(day, "request"))
        office.see(office.records("validate"), " 0 error")


@step("2025-02-12", "NJ 3.2/1", "NJ 3.2/2")
def it_is_refused(office: Office) -> None:
    """The two directors refuse it, and say why; a refusal without a reason is not taken."""
    day = office.today
    decided = (*REVIEW, "--on", day, "--decision", "rejected", *evidence(day, "review"), *approvals(day))
    with office.change("The parks on X: not yet", "dora-finch", ("dora-finch",), "emil-rook"):
        office.records("new", "fact", SITE, "review", *decided, code=2)
        office.records("new", "fact", SITE, "review", *decided, "--reason", "Who answers on weekends is not said.")


@step("2025-02-19")
def it_is_asked_for_again(office: Office) -> None:
    """The liaison asks again, with an answer to that."""
    day = office.today
    asked = list(REQUEST)
    del asked[asked.index("--platform") : asked.index("--platform") + 2]
    with office.change("Ask again for the parks on X", "gus-heron", "fern-alder"):
        note = ("--note", "The ranger on duty answers on weekends.")
        office.records("new", "fact", SITE, "request", *asked, "--on", day, *evidence(day, "request"), *note)


@step("2025-02-26", "NJ 3.2/1", "NJ 3.2/2")
def two_approve_it(office: Office) -> None:
    """Both approve; one alone would not be enough."""
    day = office.today
    decided = (*REVIEW, "--on", day, "--decision", "approved", *evidence(day, "review"))
    with office.change("The parks on X: yes", "dora-finch", "dora-finch", "emil-rook"):
        said = office.records("new", "fact", SITE, "review", *decided, *approvals(day)[:6], code=1)
        office.see(said, "L005")
        office.records("new", "fact", SITE, "review", *decided, *approvals(day))


@step("2025-03-03", "NJ 3.3")
def it_is_activated(office: Office) -> None:
    """The liaison opens the account, and tells the web team; before that no account may be named."""
    day = office.today
    account = (
        *("--set", "account_id=900000000000000201", "--set", "account_name=Lakeland Parks"),
        *("--set", "handles.0.handle=LkldParks", "--set", f"handles.0.from_on={day}"),
        *("--set", "url=https://x.com/LkldParks"),
    )
    told = ("--copies-to", "web-content-team", "--copies-to", "cto-cio", "--copies-to", "communications-director")
    said = ("--on", day, "--by", "gus-heron", "--role", "it-web-liaison", *told, *evidence(day, "activation"))
    with office.change("The parks are on X", "gus-heron", "fern-alder", "boris-quayle"):
        office.records("new", "fact", SITE, "activation", *said, *account)
        office.by_hand(
            "site",
            f"registry/sites/{SITE}.yml",
            {
                "ownership": {"owner": "agency", "document": "Terms accepted by general counsel (file 2025-004)"},
                "accountable": {"posting": ["hana-birch"], "responding": ["hana-birch"], "retention": ["june-sedge"]},
                "comments": {
                    "mode": "filtered",
                    "rationale": "Insults keep others from asking.",
                    "counsel_reviewed_on": "2025-02-24",
                    "statement_url": "https://env.lakeland.example/comments",
                },
                "endorsements": {"allowed": True, "by": ["hana-birch"], "escalation": "Stop and ask."},
                "disclaimers": ["Following an account does not mean that we agree with it."],
                "agreements": [
                    {
                        "url": "https://x.com/en/tos",
                        "accepted_on": day,
                        "accepted_by": "lena-sorrel",
                        "counsel_reviewed_on": "2025-02-24",
                        "consulted": ["milo-teal"],
                        "licence": "To show and store what is posted",
                        "cost": "none",
                        "checked_on": day,
                    }
                ],
                "contingency": "Capture at once, and tell visitors on the web site.",
            },
        )


@step("2025-03-04", "NJ 4.2g", "MO 3.1", "MO 4.1")
def what_it_carries(office: Office) -> None:
    """Each type of communication has its vetting, its class, and for what is replicated its original."""
    alerts = {"system": "Notices database of the parks", "location": "https://parks.lakeland.example/notices"}
    types = [
        {"type": "Park alerts", "vetting": "none", "class": "replicated", "original": alerts},
        {"type": "Plans", "vetting": "communications-office", "class": "policy-program"},
        {"type": "Answers to visitors", "vetting": "peer", "class": "routine"},
    ]
    rules = {
        "rules": [
            {"id": "alerts", "hashtags": ["ParkAlert"], "class": "replicated"},
            {"id": "plans", "hashtags": ["LakelandPlan"], "class": "policy-program"},
            {"id": "the-rest", "kinds": ["post", "reply"], "class": "routine"},
        ],
        "decided": {"on": office.today, "by": "june-sedge", "reason": "As the policy says"},
    }
    with office.change("What the parks say on X", "hana-birch", "june-sedge", "boris-quayle", "fern-alder"):
        office.by_hand("communications", f"registry/sites/{SITE}.yml", {"communications": types})
        office.records("new", "cadence", SITE, "--method", "platform-export", "--every", "P6M")
        office.by_hand("classification rule", f"schedules/classifications/{SITE}.yml", rules)


@step("2025-03-05", "NJ 3.4/1", "NJ 3.4/2")
def it_is_registered(office: Office) -> None:
    """The web team links it from the agency's page and enters it among the approved sites; now the public can ask."""
    day = office.today
    said = ("--on", day, "--by", "fern-alder", "--role", "web-content-team")
    with office.change("The parks on X are official", "fern-alder", "fern-alder"):
        pages = ("--set", f"pages.0.url={PAGE}", "--set", f"pages.0.seen_on={day}")
        office.records("new", "fact", SITE, "registration", *said, *pages)
    office.see(office.records("check", "@LkldParks", private=False), "official")


@step("2025-03-06", "NJ 4.1/1", "NJ 4.1/2")
def its_administrator_is_designated(office: Office) -> None:
    """The head names the administrator, with all nine responsibilities; eight are refused."""
    day = office.today
    told = ("--copies-to", "cto-cio", "--copies-to", "web-content-team", *evidence(day, "designation"))
    said = ("new", "designation", SITE, "--person", "hana-birch", "--on", day, "--by", "boris-quayle", *told)
    nine = [word for each in RESPONSIBILITIES for word in ("--responsibilities", each)]
    with office.change("Hana Birch administers the parks on X", "fern-alder", "boris-quayle"):
        for left_out in (0, len(nine) - 2):
            eight = nine[:left_out] + nine[left_out + 2 :]
            refused = office.records(*said, *eight, "--dry-run", code=2)
            office.see(refused, "responsibilities")
        office.records(*said, *nine)
    if any(each not in (office.public / f"registry/designations/{SITE}.yml").read_text() for each in RESPONSIBILITIES):
        raise WentRedError("a responsibility is not written down")


@step("2025-03-07", "MO 2.6", "MO 2.10")
def who_can_sign_in(office: Office) -> None:
    """Who has access, and how, stands in the private root."""
    access = [
        {"person": "hana-birch", "how": "own-login", "from_on": office.today},
        {"person": "gus-heron", "how": "recovery-contact", "from_on": office.today},
    ]
    with office.change("Who signs in to the parks on X", "hana-birch", private=True):
        office.by_hand("access", f"registry/access/{SITE}.yml", {"access": access}, private=True)


@step("2025-03-10", "NJ A", "NJ A.1", "NJ A.2", "NJ A.3/1")
def access_to_the_disposition_system(office: Office) -> None:
    """Flow A: the administrator asks, the records management unit is consulted, the administrator is told."""
    asked = {
        "requested_on": "2025-03-07",
        "requested_of": "web-content-team",
        "consulted_on": "2025-03-10",
        "informed_on": "2025-03-10",
    }
    with office.change("Hana Birch has access to the disposition system", "fern-alder", "boris-quayle"):
        addition = {"designations": {"0": {"disposition_system": asked}}}
        office.by_hand("disposition system", f"registry/designations/{SITE}.yml", addition)

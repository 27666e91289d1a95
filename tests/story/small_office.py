"""A second, small story: two people without a forge and without keys, and the head's letter instead of signatures."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from .chapters.c01_beginning import enter_schedule
from .chapters.c03_establishing import said_of
from .mails import answer_of_the_state
from .office import Office, WentRedError, settings
from .people import Person
from .settings import CLASSES
from .telling import step, steps_of

ANA, BO = "ana-reyes", "bo-lind"
SITE = "library-x"
NAME = "library-answers-2025"
PEOPLE: Mapping[str, Person] = {
    ANA: Person(
        "Ana Reyes",
        "Librarian",
        "library",
        "areyes",
        (
            "agency-head",
            "communications-director",
            "cto-cio",
            "site-administrator",
            "disposition-approver",
            "counsel",
        ),
    ),
    BO: Person(
        "Bo Lind",
        "Clerk",
        "library",
        "blind",
        ("it-web-liaison", "web-content-team", "records-officer", "records-custodian", "human-resources", "auditor"),
    ),
}
LETTERED = (
    *("agencies", "people", "platforms", "sites", "designations", "policies", "operations", "posts", "audits"),
    *("schedules", "events", "classifications", "authorizations", "dispositions", "captures"),
)
POSTS = """\
id,kind,created_at,author,text,permalink,in_reply_to,media,deleted,edited
1001,post,2025-01-11T12:00:00Z,Library,Story time on Saturday,,,,,
1002,post,2025-01-14T12:00:00Z,Library,Closed on Monday,,,,,
1003,post,2025-06-14T12:00:00Z,Library,Open again,,,,,
"""


@step("2025-01-06")
def one_command(office: Office) -> None:
    """The register begins with one command; whatever is published goes to a bare repository on a disk."""
    people = (f"{each.name}; {each.title}; {', '.join(each.roles)}; library; 2025-01-06" for each in PEOPLE.values())
    began = (
        *("init", "records", "--title", "Official accounts of the Mill River Library", "--kind", "local"),
        *("--state", "State of Lakeland", "--time-zone", "America/New_York", "--fiscal-year-start", "01-01"),
        *("--agency", "Mill River Public Library; library; ; https://library.mill-river.example/"),
        *(word for person in people for word in ("--person", person)),
        *(
            "--platforms",
            "x",
            "--schedules",
            "none",
            "--key",
            f"{ANA}={office.key(ANA)}.pub",
            "--letter",
            "Letter of the head, 2025-01",
        ),
    )
    office.records(*began, where=office.folder, private=False)


@step("2025-01-07")
def the_letter(office: Office) -> None:
    """The head's letter lets a year's records go without signatures, and says which."""
    letter = {
        "kinds": list(LETTERED),
        "said_by": ANA,
        "on": office.today,
        "letter": {"form": "letter", "reference": "Letter 2025-01", "dated_on": office.today},
    }
    with office.change("A key for the clerk", ANA, (ANA, "--act", "grant")):
        office.records("key", "add", BO, f"{office.key(BO)}.pub", "--letter", "Letter of the head, 2025-02")
    clerk = [(BO, "--role", role) for role in ("records-officer", "web-content-team")]
    with office.change("The head's letter", BO, *clerk, ANA):
        office.records("change", "settings", *settings({"approvals": letter}))
        office.records("change", "settings", *settings({"cadences": {"capture": "P1Y"}}))
        office.records("change", "agency", "library", *settings({"contact": {"office": "Front desk"}}))
        why = "Two people run the library; the librarian is both directors."
        office.records("new", "one-decider", "library", "--why", why, "--said-by", ANA, "--on", office.today)


@step("2025-01-09")
def what_is_kept(office: Office) -> None:
    """The schedule is entered and confirmed, and each class of content has its series."""
    with office.change("The schedule", BO):
        enter_schedule(office, BO)
        for each in CLASSES:
            office.records("new", "class-series", "library", *settings(each))


@step("2025-01-13")
def one_person_decides(office: Office) -> None:
    """The account that there is is asked for by the clerk; the librarian, who is both directors, decides alone."""
    request = {
        "agency": "library",
        "type": "Microblog on X",
        "purpose": "Hours and story times",
        "communication_types": ["Hours and story times"],
        "justification": "Parents ask there.",
        "terms_url": "https://x.com/en/tos",
        "proposed_administrators": [ANA],
    }
    approved = {"decision": "approved", "considerations": ["Mission"], "approvals": [{"by": ANA}, {"by": ANA}]}
    account = {
        "account_id": "900000000000000203",
        "account_name": "Mill River Library",
        "handles": [{"handle": "MillRiverBooks", "from_on": "2021-03-01"}],  # it was theirs before it was asked for
        "url": "https://x.com/MillRiverBooks",
    }
    with office.change("Our account", BO):
        office.send("request", request, "--by", BO, "--site", SITE, entered_by=ANA)
        office.send("decision", approved, "--site", SITE, entered_by=BO)
        office.send("activation", account, "--site", SITE, entered_by=ANA)


@step("2025-01-13")
def what_the_account_is(office: Office) -> None:
    """What the account carries and who answers for it; it is linked, and has an administrator."""
    with office.change("What our account is", BO):
        news = {"type": "Hours and story times", "vetting": "none", "class": "routine"}
        office.enter("communication", SITE, news)
        office.enter("comments", SITE, {"mode": "off", "rationale": "Nobody can answer every day."})
        answers = {"posting": [ANA], "responding": [ANA], "retention": [BO]}
        office.enter("accountable", SITE, answers)
        office.enter("ownership", SITE, {"owner": "agency", "document": "Board minutes of 2019"})
        office.records("new", "cadence", SITE, "--method", "internal-tool", "--every", "P1Y")
        rules = [{"id": "all", "kinds": ["post"], "class": "routine"}]
        decided = {"on": office.today, "by": BO, "reason": "Hours and story times"}
        office.enter("classification", SITE, {"rules": rules, "decided": decided})
        office.send("designation", {"copies_to": ["cto-cio"]}, "--site", SITE, "--person", ANA, entered_by=BO)
        linked = {"on": office.today, "by": BO, "role": "web-content-team"}
        pages = {"pages": [{"url": "https://library.mill-river.example/", "seen_on": office.today}]}
        office.records("new", "fact", SITE, "registration", *settings({**linked, **pages}))
    with office.change("Who signs in, and who took the course", BO, private=True):
        office.records("new", "access", SITE, "--person", ANA, "--how", "own-login", "--from-on", office.today)
        for person in PEOPLE:
            taken = ("--course", "Official social media", "--on", office.today, "--acknowledged-on", office.today)
            office.records("new", "training", person, *taken)


@step("2025-07-07")
def what_was_posted(office: Office) -> None:
    """What was posted is taken in as a table."""
    folder = office.folder / "downloads"
    folder.mkdir()
    (folder / "items.csv").write_text(POSTS, encoding="utf-8")
    with office.change("A capture", ANA):
        taken = ("ingest", str(folder / "items.csv"), "--site", SITE, "--by", ANA, "--complete")
        office.see(office.records(*taken), "3 posts")


@step("2025-09-08")
def authority_is_asked_for(office: Office) -> None:
    """The clerk asks for what is past its period; the head is the one who agrees."""
    with office.change("Ask for a disposition", BO):
        asked = ("--site", SITE, "--by", BO, "--approver", ANA, "--to", "2025-01-31", "--id", NAME)
        office.records("authorization", "draft", *asked)


@step("2025-10-14")
def it_is_disposed_of(office: Office) -> None:
    """The State agrees; one carries it out and the other sees it done; the certificate says by whose letter."""
    letter = answer_of_the_state(office, NAME, "A-25-0300", ("SM-130",))
    with office.change("The State's answer", BO, (ANA, "--act", "witness-evidence")):
        office.records("authorization", "answer", NAME, "--request-number", "600300")
        granted = ("--status", "approved", "--by", "State Archives", "--number", "A-25-0300")
        entered = ("--entered-by", BO, "--evidence", str(letter))
        office.records("authorization", "answer", NAME, *granted, *entered)
    with office.change("Each month, day by day", ANA):
        for month in range(1, 10):
            attested = ("--month", f"2025-{month:02}", "--on", office.today, "--by", ANA, "--content-current", "true")
            office.records("new", "attestation", SITE, *attested)
        for day, title in (("11", "Story time"), ("14", "Closed on Monday")):
            said = {
                "author": ANA,
                "title": title,
                "description": f"{title}.",
                "class": "routine",
                "signed_as": "Library",
            }
            when = {"posted_on": f"2025-01-{day}", "approved_by": BO, "approved_on": f"2025-01-{day}"}
            office.enter("post", SITE, {**said, **when, "type": "Hours and story times"})
        report = {
            "from_on": "2025-01-13",
            "to_on": "2025-09-30",
            "measures": [{"measure": "followers", "value": 212}],
            "effectiveness": "Story times are full.",
        }
        office.send("usage-report", report, "--site", SITE, "--by", ANA, entered_by=BO)
    done = ("--by", BO, "--witness", ANA, "--live", f"{SITE}=deleted")
    office.records("dispose", NAME, "--execute", *done)
    with office.change("The disposition", BO):
        pass  # what the disposition wrote is proposed
    known = said_of(office, f"schedules/dispositions/{NAME}.yml")["known"]
    if (known["executor"], known["witness"]) != ("declared", "declared"):
        raise WentRedError(f"known as {known}")
    office.records("captures", "verify")


STEPS = steps_of((sys.modules[__name__],))

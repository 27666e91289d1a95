"""Running a site: the log of posts, monitoring, moderation, settings, captures."""

from __future__ import annotations

from datetime import date

from ..exports import write_archive
from ..office import Office
from ..telling import step
from .c03_establishing import SITE

LOG = f"registry/operations/{SITE}/2025.yml"
POSTS = f"registry/posts/{SITE}/2025.yml"
LOGGED = (
    *(f"NJ 4.2f/{number}" for number in range(1, 6)),
    *(f"MO 3.{number}" for number in (4, 8, 10, 12, 14, 15, 16, 17)),
)
REPLY = "1905000000000000031"


@step("2025-03-10", "NJ 4.2b", "MO 3.18")
def the_moderation_statement(office: Office) -> None:
    """The administrator posts what is taken down, and why."""
    posted = {"on": office.today, "by": "hana-birch", "url": "https://env.lakeland.example/comments", "version": "1"}
    with office.change("What is taken down is said", "hana-birch", "boris-quayle"):
        office.by_hand("moderation statement", LOG, {"moderation_statements": [posted]})


@step("2025-03-17", "NJ 4.2e", *LOGGED)
def posts_are_logged(office: Office) -> None:
    """Each post is approved by somebody else before it goes out, and logged: day, author, approval, title, words."""
    said = {"author": "hana-birch", "signed_as": "Lakeland Parks", "confidentiality_checked_on": office.today}
    approved = {"approved_by": "boris-quayle", "approved_on": "2025-03-05", "approved_as": "agency-head"}
    permission = {"form": "e-mail", "reference": "LM-20250304-map", "dated_on": "2025-03-04"}
    listed: list[dict[str, object]] = [
        {
            "posted_on": "2025-03-06",
            "title": "Fox Hollow closes",
            "description": "The trail is closed after a landslip, with a map of the diversion.",
            "type": "Park alerts",
            "class": "replicated",
            "format": "image",
            "context": "The map shows the diversion in red.",
            "copyright": [
                {
                    "material": "Map of the diversion",
                    "holder": "Lakeland Survey",
                    "basis": "written-permission",
                    "credit": "Lakeland Survey",
                    "permission": permission,
                }
            ],
        },
        {
            "posted_on": "2025-03-11",
            "title": "Dogs at Heron Marsh",
            "description": "An answer to a visitor.",
            "type": "Answers to visitors",
            "class": "routine",
            "format": "text",
            "disclaimer": "The views are mine.",
            "endorsement": {"action": "acknowledging", "of": "A visitor's photograph", "allowed_by": "hana-birch"},
        },
        {
            "posted_on": "2025-03-16",
            "title": "The plan for Otter Bay",
            "description": "How the letters about the plan were answered.",
            "type": "Plans",
            "class": "policy-program",
            "format": "text",
            "internal_document": {
                "title": "Summary of letters",
                "approved_by": "boris-quayle",
                "approved_on": "2025-03-05",
            },
        },
    ]
    with office.change("The first posts", "hana-birch", "boris-quayle"):
        office.by_hand("post", POSTS, {"posts": [{**said, **approved, **each} for each in listed]})


@step("2025-04-01", "NJ 4.2a", "NJ 4.2c", "MO 4.6")
def a_month_is_attested(office: Office) -> None:
    """The site was looked after every day of March, or it is said when not."""
    month = {
        "month": "2025-03",
        "on": office.today,
        "by": "hana-birch",
        "role": "site-administrator",
        "content_current": True,
        "content_note": "Up to date for visitors of the parks",
        "exceptions": [
            {
                "from_on": "2025-03-15",
                "to_on": "2025-03-16",
                "reason": "Storm; no network.",
                "remedied": "Everything was read on the 17th.",
            }
        ],
    }
    with office.change("March, day by day", "hana-birch", "boris-quayle"):
        office.by_hand("monitoring", LOG, {"monitoring": [month]})


@step("2025-04-07", "MO 1.9", "MO 4.2", "MO 4.9", "MO 5.8")
def what_the_platform_hands_out(office: Office) -> None:
    """The archive is asked for, taken in, and every byte of it is accounted for."""
    office.see(office.records("captures", "ask", SITE), "archive")
    archive = write_archive(office.folder / "downloads" / "x-2025-04-07", date(2025, 4, 7))
    with office.change("A capture of the parks on X", "hana-birch", "june-sedge"):
        said = office.records("ingest", str(archive), "--site", SITE, "--by", "hana-birch")
        office.see(said, "Complete:", "7 posts")
    office.see(office.records("captures", "verify", SITE), "1")


@step("2025-04-14", "NJ 4.2d", "NJ D.1/1", "NJ D.1/2", "NJ D.2", "NJ D.3", "NJ D.4")
def unacceptable_content_comes_down(office: Office) -> None:
    """Flow D: a reply is copied with its author, its day and its format, taken down, and its author told."""
    copy = office.folder / "downloads" / "reply.txt"
    copy.write_text("An insult that is not repeated here.\n")
    about = (
        *("moderate", SITE, "--item", REPLY, "--content", "reply", "--category", "abusive", "--by", "hana-birch"),
        *("--author", "a-walker", "--posted-at", "2025-04-13T18:05:00-04:00", "--original-format", "Reply"),
    )
    with office.change("A reply came down", "hana-birch", private=True):
        refused = office.records(*about, "--action", "deleted", "--notice", "sent", code=2)
        office.see(refused, "copy")
        office.records(*about, "--copy", str(copy))
        office.records(*about, "--copy", str(copy), "--action", "deleted", "--notice", "sent")


@step("2025-04-21", "MO 2.6", "MO 3.5", "MO 3.19")
def settings_and_a_contested_answer(office: Office) -> None:
    """The filter is changed, with the reason; an answer is contested, and who decides is told."""
    setting = {
        "on": "2025-04-16",
        "by": "hana-birch",
        "setting": "Filter of replies",
        "before": "Insults",
        "after": "Insults and links",
        "reason": "Links to fraud under every warning",
        "counsel_reviewed_on": "2025-04-15",
    }
    contested = {
        "on": office.today,
        "by": "hana-birch",
        "cause": "reply",
        "description": "An answer about dogs was read as a promise.",
        "told": ["communications-director"],
        "decision": "A second answer says what was meant.",
        "decided_by": "dora-finch",
        "resolved_on": office.today,
    }
    with office.change("A setting, and a contested answer", "hana-birch", "boris-quayle"):
        office.by_hand("settings change", LOG, {"settings_changes": [setting]})
        office.by_hand("escalation", LOG, {"escalations": [contested]})

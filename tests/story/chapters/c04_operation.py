"""Running a site: the log of posts, monitoring, moderation, settings, captures."""

from __future__ import annotations

from datetime import date

from ..exports import posts, write_archive
from ..office import Office
from ..telling import step
from .c03_establishing import SITE

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
        office.enter("moderation-statement", SITE, posted)


@step("2025-04-05", "NJ 4.2e", *LOGGED)
def posts_are_logged(office: Office) -> None:
    """Each post is approved by somebody else before it goes out, and logged: day, author, approval, title, words."""
    first, second = posts(date(2025, 4, 6))
    permission = {"form": "e-mail", "reference": "LM-20250304-map", "dated_on": "2025-03-04"}
    drawn = {
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
    }
    answered = {
        "disclaimer": "The views are mine.",
        "endorsement": {"action": "acknowledging", "of": "A visitor's photograph", "allowed_by": "hana-birch"},
        "internal_document": {"title": "List of paths", "approved_by": "boris-quayle", "approved_on": "2025-04-04"},
    }
    with office.change("The first posts", "hana-birch", "boris-quayle"):
        log_post(office, first.at.date(), 0, **drawn)
        log_post(office, second.at.date(), 1, **answered)


KINDS = (
    ("Fox Hollow closes", "Park alerts", "replicated"),
    ("Dogs at Heron Marsh", "Answers to visitors", "routine"),
    ("The plan for Otter Bay", "Plans", "policy-program"),
)


def log_post(office: Office, on: date, number: int, **more: object) -> None:
    """Log a post that went out, with its approval of the same day."""
    title, sort, content = KINDS[number % len(KINDS)]
    said = {"posted_on": on.isoformat(), "author": "hana-birch", "title": title, "description": f"{title}, in short."}
    checked = {"signed_as": "Lakeland Parks", "confidentiality_checked_on": on.isoformat()}
    by = ("dora-finch", "communications-director") if content == "policy-program" else ("boris-quayle", "agency-head")
    approved = {"approved_by": by[0], "approved_as": by[1], "approved_on": on.isoformat()}
    kind = {"type": sort, "class": content, "format": "image" if number % 6 == 0 else "text"}
    office.enter("post", SITE, {**said, **approved, **kind, **checked, **more})


def log_posts(office: Office, after: date, until: date) -> None:
    """Log each post that went out after a day and before another."""
    for number, post in enumerate(posts(until)):
        if post.at.date() > after:
            log_post(office, post.at.date(), number)


@step("2025-04-06", "NJ 4.2a", "NJ 4.2c", "MO 4.6")
def a_month_is_attested(office: Office) -> None:
    """The site was looked after every day of March, or it is said when not."""
    month = {
        "month": "2025-03",
        "on": office.today,
        "by": "hana-birch",
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
        office.enter("attestation", SITE, month)


@step("2025-04-07", "MO 1.9", "MO 4.2", "MO 4.9", "MO 5.8")
def what_the_platform_hands_out(office: Office) -> None:
    """The archive is asked for, taken in, and every byte of it is accounted for."""
    office.see(office.records("captures", "ask", SITE), "archive")
    archive = write_archive(office.folder / "downloads" / "x-2025-04-07", date(2025, 4, 7))
    with office.change("A capture of the parks on X", "hana-birch", "june-sedge"):
        said = office.records("ingest", str(archive), "--site", SITE, "--by", "hana-birch")
        office.see(said, "Complete:", "2 posts")
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
        office.enter("setting-change", SITE, setting)
        office.enter("escalation", SITE, contested)

"""A lawsuit and a records request: a hold is placed, kept up and released; a request is searched for and answered."""

from __future__ import annotations

from datetime import date

from ..exports import write_archive
from ..office import Office, settings
from ..telling import step
from .c03_establishing import SITE

HOLD = "landslip"
REQUEST = "landslip-2025"


@step("2025-05-05", "NJ 4.2h")
def a_hold_is_placed(office: Office) -> None:
    """Counsel places a hold; nothing in it may be deleted, and those who keep the content say that they know."""
    about = ("--matter", "Claims after the landslip", "--kind", "litigation", "--subject", "The closure of Fox Hollow")
    scope = ("--site", SITE, "--from", "2025-03-01", "--by", "lena-sorrel", "--notify", "hana-birch")
    with office.change("A hold", "lena-sorrel", private=True):
        office.records("hold", "place", HOLD, *about, *scope)
    with office.change("The hold is known", "june-sedge", private=True):
        office.records("hold", "acknowledge", HOLD, "--person", "hana-birch")
    office.records("hold", "letter", HOLD, "--out", str(office.folder / "letter.pdf"))
    copy = office.folder / "downloads" / "reply.txt"
    deleting = (
        *("moderate", SITE, "--item", "1905000000000000077", "--content", "reply", "--category", "abusive"),
        *("--by", "hana-birch", "--author", "b-walker", "--posted-at", "2025-05-05T08:05:00-04:00"),
        *("--original-format", "Reply", "--copy", str(copy), "--action", "deleted", "--notice", "sent"),
    )
    office.see(office.records(*deleting, code=2), HOLD)
    office.see(office.records("hold", "register"), HOLD)


@step("2025-05-12", "NJ 4.2i", "MO 4.4", "MO 4.5")
def a_records_request(office: Office) -> None:
    """The press asks; the captures are searched, the platform is asked, and the answer goes out in time."""
    archive = write_archive(office.folder / "downloads" / "x-2025-05-12", date(2025, 5, 12))
    with office.change("A capture for the request", "hana-birch", "june-sedge"):
        office.records("ingest", str(archive), "--site", SITE, "--by", "hana-birch")
    asked = {
        "law": "opra",
        "reference": "OPRA 2025-0417",
        "received_on": office.today,
        "received_by": "june-sedge",
        "received_how": "form",
        "requester": {"reference": "OPRA file 2025-0417", "kind": "press"},
        "scope": {"description": "What was posted about Fox Hollow.", "sites": [SITE], "from_on": "2025-03-01"},
        "clock": {"days": 7, "basis": "business-days", "starts_on": "2025-05-13", "due_on": "2025-05-21"},
        "holds": [HOLD],
    }
    platform = {
        "on": office.today,
        "platform": "x",
        "asked": "Replies that were hidden",
        "answered_on": office.today,
        "answer": "The terms of service provide for no such copy.",
    }
    with office.change("A records request", "june-sedge", private=True):
        office.enter("records-request", REQUEST, asked)
        office.enter("request-platform", REQUEST, platform)
    office.day("2025-05-16")
    found = office.records("due", "--site", SITE, "--format", "csv").out.count(f"\n{SITE},")
    searched = {"on": office.today, "by": "june-sedge", "place": "captures", "sites": [SITE], "found": found}
    produced = {"on": office.today, "by": "june-sedge", "items": found, "format": "native", "means": "download"}
    closed = {"on": office.today, "by": "june-sedge", "outcome": "granted", "informed_on": office.today}
    with office.change("The request is answered", "june-sedge", private=True):
        office.enter("request-search", REQUEST, searched)
        office.enter("request-production", REQUEST, produced)
        office.records("end", "records-request", REQUEST, *settings(closed))


@step("2025-06-30", "NJ 4.2h")
def the_hold_still_stands(office: Office) -> None:
    """Counsel says how the matter stands."""
    with office.change("The hold still stands", "lena-sorrel", private=True):
        office.records("hold", "update", HOLD, "--by", "lena-sorrel", "--note", "Talks go on.")


@step("2025-07-28", "NJ 4.2h")
def the_hold_is_released(office: Office) -> None:
    """The matter is settled; counsel releases the hold and signs that."""
    signed = ("lena-sorrel", f"holds/{HOLD}", "--act", "release", "--role", "counsel")
    with office.change("The hold is released", "lena-sorrel", signed, private=True):
        office.records("hold", "release", HOLD, "--by", "lena-sorrel", "--note", "Settled.")

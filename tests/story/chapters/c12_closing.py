"""Flow E: a site is closed, step by step."""

from __future__ import annotations

from datetime import date

from ..exports import write_mastodon
from ..office import Office, settings
from ..telling import step
from .c03_establishing import said_of
from .c09_other_sites import TRAILS


@step("2026-05-04", "NJ E.1")
def the_head_directs_it(office: Office) -> None:
    """The head confirms that the site is no longer needed, and directs the CTO/CIO to close it, with copies."""
    early = ("--contents", "deleted", "--by", "ivo-marsh")
    office.records("decommission", TRAILS, "--record", "deactivation", *early, code=2)
    with office.change("The trails' account is to be closed", "fern-alder", "ada-thornfield"):
        because = {"reason": "Walkers use the notices page."}
        office.send("direction", because, "--site", TRAILS, "--by", "ada-thornfield", entered_by="fern-alder")


@step("2026-05-07", "NJ E.2", "NJ E.3", "NJ E.4/1", "NJ E.4/2")
def it_is_copied_and_closed(office: Office) -> None:
    """The administrator copies everything, blocks access, says what was done, and hands over the credentials."""
    archive = write_mastodon(office.folder / "downloads" / "mastodon", date(2026, 5, 7))
    ingest = ("ingest", str(archive), "--site", TRAILS, "--by", "ivo-marsh", "--complete")
    with office.change("A last capture of the trails' account", "ivo-marsh", "june-sedge"):
        office.records(*ingest)
    (capture,) = (office.public / "captures" / TRAILS).iterdir()
    with office.change("The last capture counts", "ivo-marsh", "june-sedge"):
        kept = ("--capture", capture.name, "--by", "ivo-marsh", *accepted(office, capture.name))
        office.records("decommission", TRAILS, "--record", "final-capture", *kept)
    closed = {"access_blocked_on": office.today, "contents": "deleted"}
    with office.change("The trails' account is closed", "fern-alder", "fern-alder"):
        about = ("--site", TRAILS, "--by", "ivo-marsh")
        office.send("final-notice", closed, *about, entered_by="fern-alder")
        office.send("credentials", {"channel": "In person"}, *about, entered_by="fern-alder")


def accepted(office: Office, capture: str) -> tuple[str, ...]:
    """The options that accept by name what the export could not hold."""
    lacks = said_of(office, f"captures/{TRAILS}/{capture}/capture.yml")["lacks"]
    return tuple(word for lack in lacks for word in ("--accept", lack))


@step("2026-05-11", "NJ E.5")
def it_is_documented(office: Office) -> None:
    """The CTO/CIO documents the closing in the register, with what became of the handle."""
    documented = {"handle_fate": "parked", "recheck_on": "2026-11-11"}
    with office.change("The closing is documented", "fern-alder", "fern-alder"):
        office.send("documentation", documented, "--site", TRAILS, "--by", "emil-rook", entered_by="fern-alder")
    office.see(
        office.records("check", "https://social.lakeland.example/@parks", private=False, code=4), "no longer official"
    )


@step("2026-05-12", "NJ E.4/2")
def nobody_signs_in_any_more(office: Office) -> None:
    """The CTO/CIO has the credentials, as the record says; access ends, and the administrator is none any more."""
    facts = said_of(office, f"registry/sites/{TRAILS}.yml")["facts"]
    (handed,) = [fact for fact in facts if fact["kind"] == "credentials-handed-over"]
    assert (handed["to"], handed["channel"]) == ("cto-cio", "In person")
    with office.change("Nobody signs in to the trails' account", "ivo-marsh", private=True):
        ended = {"person": "ivo-marsh", "ended_on": office.today, "ended_by": "ivo-marsh"}
        office.records("end", "access", TRAILS, *settings(ended))
    with office.change("Nobody administers the trails' account", "fern-alder", "ada-thornfield"):
        gone = {"reason": "The site is closed", "access_ended_on": office.today}
        office.send("removal", gone, "--site", TRAILS, "--person", "ivo-marsh", entered_by="fern-alder")

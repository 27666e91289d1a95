"""Flow B: ongoing authority for what is replicated, asked for under the State's series, granted, and used."""

from __future__ import annotations

from ..mails import answer_of_the_state
from ..office import Office
from ..telling import step
from .c03_establishing import SITE

NAME = "parks-replicated"
SERIES = "lakeland-records#SM-110"
OFFICE = "Records Management Unit"


@step("2025-04-22", "NJ B.1")
def ongoing_authority_is_asked_for(office: Office) -> None:
    """The administrator asks for ongoing authority over the alerts, whose original lies elsewhere."""
    asked = ("--site", SITE, "--kind", "ongoing", "--by", "hana-birch", "--approver", "june-sedge", "--id", NAME)
    with office.change("Ask for ongoing authority over the parks' alerts", "hana-birch", "june-sedge"):
        routine = ("authorization", "draft", "--series", "lakeland-records#SM-130", *asked, "--dry-run")
        office.see(office.records(*routine, code=2), "replicated")
        office.records("authorization", "draft", "--series", SERIES, *asked)


@step("2025-04-28", "NJ B")
def it_is_granted(office: Office) -> None:
    """The State grants it for a year; a second person reads the answer."""
    letter = answer_of_the_state(office, NAME, "A-25-0042", ("SM-110",))
    both = ("--act", "approve", "--act", "witness-evidence")
    granted = ("--status", "approved", "--by", OFFICE, "--number", "A-25-0042", "--until", "2026-04-27")
    with office.change("The State grants it", "hana-birch", ("june-sedge", *both)):
        office.records("authorization", "answer", NAME, "--request-number", "600117")
        entered = ("--entered-by", "ivo-marsh", "--evidence", str(letter))
        office.records("authorization", "answer", NAME, *granted, *entered)


@step("2025-05-02", "NJ B.3")
def replicated_content_changes(office: Office) -> None:
    """An alert that is over is taken off the site, under that authority."""
    change = {
        "on": office.today,
        "by": "hana-birch",
        "change": "deleted",
        "authorization": NAME,
        "series": SERIES,
        "description": "The alert about Fox Hollow",
        "count": 1,
        "holds_checked_on": office.today,
        "original": "Notices database of the parks",
    }
    with office.change("An alert is over", "hana-birch", "boris-quayle"):
        office.enter("content-change", SITE, change)

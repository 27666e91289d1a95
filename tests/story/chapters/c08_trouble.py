"""What goes wrong: a stranger takes the account, terms change, somebody uses an account of their own."""

from __future__ import annotations

from datetime import date

from ..exports import write_archive
from ..office import Office, settings
from ..telling import step
from .c03_establishing import SITE
from .c07_people import report_credentials


@step("2025-09-08", "MO 4.9")
def a_second_capture(office: Office) -> None:
    """Half a year later the archive is taken in again; what is known is known again."""
    archive = write_archive(office.folder / "downloads" / "x-2025-09-08", date(2025, 9, 8))
    with office.change("The second capture of the parks on X", "hana-birch", "june-sedge"):
        office.see(office.records("ingest", str(archive), "--site", SITE, "--by", "hana-birch"), "0 gone")


@step("2025-09-15")
def a_stranger_has_the_account(office: Office) -> None:
    """The account is compromised; everybody who asks is warned, until it is back with a new password."""
    told = {
        "by": "hana-birch",
        "role": "site-administrator",
        "on": office.today,
        "state": "compromised",
        "description": "Somebody else posts; the platform has been told.",
        "reported_to": ["cto-cio", "agency-head"],
    }
    with office.change("The parks' account is in a stranger's hands", "hana-birch", "fern-alder"):
        office.records("new", "fact", SITE, "incident", *settings(told))
    office.see(office.records("check", "@LkldParks", private=False, code=5), "compromised")
    office.see(office.records("validate"), "L013")


@step("2025-09-17", "NJ 4.2j")
def it_is_back(office: Office) -> None:
    """It is recovered, with another password, which is reported."""
    back = {
        "by": "hana-birch",
        "role": "site-administrator",
        "on": office.today,
        "state": "recovered",
        "description": "The platform gave it back.",
        "reported_to": ["cto-cio", "agency-head"],
    }
    with office.change("New credentials after the incident", "hana-birch", "boris-quayle"):
        report_credentials(office, {"what": "password", "reason": "incident"})
    with office.change("The parks' account is back", "hana-birch", "fern-alder"):
        office.records("new", "fact", SITE, "incident", *settings(back))
    office.see(office.records("check", "@LkldParks", private=False), "official")


@step("2025-09-29", "MO 4.11")
def the_terms_change(office: Office) -> None:
    """The platform announces other terms; counsel reads them, and a copy is taken before they apply."""
    announced = {
        "on": office.today,
        "by": "fern-alder",
        "change": "terms-changed",
        "effective_on": "2025-11-15",
        "description": "What is posted may be used to train models.",
        "response": "Counsel agrees for public warnings.",
        "counsel_consulted_on": office.today,
    }
    with office.change("Other terms", "fern-alder", "boris-quayle", "fern-alder"):
        office.enter("terms-change", SITE, announced)
        terms = {"url": "https://x.com/en/tos", "checked_on": office.today}
        office.records("change", "agreement", SITE, *settings(terms))


@step("2025-10-06", "MO 5.4", "MO 5.5")
def an_account_of_ones_own(office: Office) -> None:
    """A ranger answered a visitor from an account of his own; the record is captured, and the rule is said again."""
    reported = {
        "on": office.today,
        "by": "hana-birch",
        "description": "An answer to a visitor from a ranger's own account.",
        "captured_on": office.today,
        "followed_up_on": office.today,
    }
    with office.change("A record on a personal account", "hana-birch", "boris-quayle"):
        office.enter("personal-account-report", SITE, reported)

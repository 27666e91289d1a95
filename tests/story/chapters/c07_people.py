"""A second administrator, who leaves again; passwords before the last day; half a year in figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..office import Office, settings
from ..telling import step
from .c03_establishing import SITE
from .c04_operation import log_posts

MONTHS = ("2025-04", "2025-05", "2025-06", "2025-07", "2025-08")


@step("2025-08-04", "NJ 4.1/3")
def a_second_administrator(office: Office) -> None:
    """For each new administrator the head designates again, and says it to the CTO/CIO."""
    about = ("--site", SITE, "--person", "pia-larch")
    with office.change("Pia Larch administers the parks on X too", "fern-alder", "boris-quayle"):
        office.send("addition", {"copies_to": ["cto-cio"]}, *about, entered_by="fern-alder")
    access = {"person": "pia-larch", "how": "shared-login", "from_on": office.today}
    with office.change("Pia Larch can sign in", "hana-birch", private=True):
        office.records("new", "access", SITE, *settings(access))


@step("2025-08-18", "MO 2.12")
def she_will_leave(office: Office) -> None:
    """Her last day is known; that a password has to change before is told as late until it has."""
    with office.change("Pia Larch leaves", "june-sedge", private=True):
        office.records("new", "leaving", "pia-larch", "--leaves-on", "2025-08-29")
    office.see(office.records("validate", "--as-of", "2025-08-30"), "W003", "W002")


@step("2025-08-27", "NJ 4.2j", "MO 2.12")
def the_password_changes_first(office: Office) -> None:
    """The password is changed before her last day, and the change is reported to the web team."""
    changed = {
        "what": "password",
        "reason": "leaving",
        "concerns": "pia-larch",
        "leaving_on": "2025-08-29",
        "access_ended_on": office.today,
    }
    with office.change("The password is another one", "hana-birch", private=True):
        report_credentials(office, changed)


def report_credentials(office: Office, changed: Mapping[str, str]) -> None:
    """Tell the web team of a change of credentials; that message is what is entered."""
    office.send("credential-change", changed, "--site", SITE, "--by", "hana-birch", entered_by="fern-alder")


@step("2025-08-29", "NJ 4.1/4")
def her_access_ends(office: Office) -> None:
    """The head takes her out of the role, and says so to the web team, with the day on which her access ended."""
    ended = {"person": "pia-larch", "ended_on": "2025-08-27", "ended_by": "hana-birch"}
    with office.change("Pia Larch signs in no more", "hana-birch", private=True):
        office.records("end", "access", SITE, *settings(ended))
    signer = ("boris-quayle", "--act", "approve", "--act", "revoke")
    with office.change("Pia Larch administers no more", "fern-alder", signer):
        gone = {"reason": "She leaves the parks", "access_ended_on": "2025-08-27"}
        office.send("removal", gone, "--site", SITE, "--person", "pia-larch", entered_by="fern-alder")
        for role in ("site-administrator", "contributor"):
            office.records("end", "role", "pia-larch", "--role", role, "--to-on", office.today)
        office.records("key", "revoke", "pia-larch", "--why", "left", "--on", office.today)
    office.not_said(office.records("validate", "--as-of", "2025-08-30"), "W002", "W003", "W006")


@step("2025-09-02", "NJ 4.2k", "NJ 4.2c")
def half_a_year_in_figures(office: Office) -> None:
    """The months are attested, and use and effect are reported."""
    months = [{"month": month, "on": office.today, "by": "hana-birch", "content_current": True} for month in MONTHS]
    report = {
        "from_on": "2025-03-05",
        "to_on": "2025-08-31",
        "measures": [{"measure": "followers", "value": 4120}],
        "effectiveness": "Most questions are about dogs.",
    }
    with office.change("Half a year of the parks on X", "hana-birch", "boris-quayle"):
        for month in months:
            office.enter("attestation", SITE, month)
        log_posts(office, date(2025, 4, 6), date(2025, 9, 2))
        office.send("usage-report", report, "--site", SITE, "--by", "hana-birch", entered_by="fern-alder")

"""The second year: a new version of the schedule, the yearly look at everything, authority renewed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..exports import write_archive
from ..mails import answer_of_the_state
from ..office import Office, settings
from ..settings import AGENCIES, LATER_VERSION, SERIES
from ..telling import step
from .c03_establishing import PAGE, SITE
from .c04_operation import log_posts
from .c05_authority import NAME, OFFICE
from .c09_other_sites import TERMS, TRAILS

AGENCY = "environment"
NEWER = f"{SERIES}#SM-230"
LEFT_OUT = "Text messages on office telephones"


@step("2026-01-05", "MO 4.7", "NJ 4.2g")
def a_new_schedule(office: Office) -> None:
    """The commission publishes a new version: routine dialogue is kept for longer, under another number."""
    signers = (
        ("june-sedge", "--act", "approve", "--act", "confirm"),
        "olga-tern",
        "ada-thornfield",
        "dora-finch",
        "emil-rook",
    )
    with office.change("The schedule of 2026", "june-sedge", *signers):
        office.enter("schedule-version", SERIES, LATER_VERSION)
        read = ("--by", "june-sedge", "--on", office.today, "--source", "Commission minutes of 2025-12-11")
        for series in LATER_VERSION["series"]:
            office.records("new", "confirmed", SERIES, "--version", "2026", "--number", series["number"], *read)
        for agency in AGENCIES:
            office.records("change", "class-series", agency, "--class", "routine", "--series", NEWER)
        office.records("change", "policy-exclusion", AGENCY, "--repository", LEFT_OUT, "--governed-by-series", NEWER)
    office.see(office.records("impact", "--drift", SERIES), "SM-230")


@step("2026-01-26", "NJ 1.8", "MO 1.10")
def the_yearly_look(office: Office) -> None:
    """The policy is reviewed, every site is certified again, and its links and terms are looked at."""
    reviewed = {
        "on": office.today,
        "by": "dora-finch",
        "role": "communications-director",
        "occasion": "scheduled",
        "outcome": "no-change",
    }
    with office.change("The policy, a year later", "june-sedge", "dora-finch", "emil-rook"):
        office.enter("policy-review", AGENCY, reviewed)
    with office.change("Every site, a year later", "fern-alder", "fern-alder", "boris-quayle", "ada-thornfield"):
        for site, terms in ((SITE, "https://x.com/en/tos"), (TRAILS, TERMS)):
            certified = {"on": office.today, "by": "fern-alder", "role": "web-content-team", "findings": "As it says."}
            office.records("new", "fact", site, "recertification", *settings(certified))
            office.records("new", "linked-page", site, "--url", PAGE, "--seen-on", office.today)
            office.records("change", "agreement", site, "--url", terms, "--checked-on", office.today)
    office.see(office.records("show", SITE), "Checked again and confirmed on 2026-01-26")


@step("2026-03-02")
def a_third_capture(office: Office) -> None:
    """Half a year on, the archive is taken in again."""
    archive = write_archive(office.folder / "downloads" / "x-2026-03-02", date(2026, 3, 2))
    with office.change("The third capture of the parks on X", "hana-birch", "june-sedge"):
        office.see(office.records("ingest", str(archive), "--site", SITE, "--by", "hana-birch"), "0 gone")


@step("2026-03-03", "NJ 4.2c", "NJ 4.2k")
def the_winter_in_figures(office: Office) -> None:
    """Half a year is attested month by month, its posts are logged, and its use is reported."""
    with office.change("The winter of the parks on X", "hana-birch", "boris-quayle"):
        attest(office, SITE, "hana-birch", WINTER)
        log_posts(office, date(2025, 9, 2), date(2026, 3, 2))
        report = {
            "from_on": "2025-09-01",
            "to_on": "2026-02-28",
            "measures": [{"measure": "followers", "value": 4870}],
            "effectiveness": "Fewer calls on days of snow.",
        }
        office.send("usage-report", report, "--site", SITE, "--by", "hana-birch", entered_by="fern-alder")
    with office.change("The winter of the trails' account", "ivo-marsh", "ada-thornfield"):
        attest(office, TRAILS, "ivo-marsh", WINTER[2:])


WINTER = ("2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02")


def attest(office: Office, site: str, by: str, months: Iterable[str]) -> None:
    """Attest months of a site."""
    for month in months:
        attested = ("--month", month, "--on", office.today, "--by", by, "--content-current", "true")
        office.records("new", "attestation", site, *attested)


@step("2026-03-05", "NJ B", "NJ B.2")
def authority_lapses_and_is_renewed(office: Office) -> None:
    """The ongoing authority is renewed before its last day; without that it would have lapsed."""
    office.see(office.records("authorization", "reminders", "--as-of", "2026-03-05"), NAME)
    office.see(office.records("validate", "--as-of", "2026-04-28"), "Z005")
    letter = answer_of_the_state(office, f"{NAME}-2026", "A-26-0107", ("SM-110",))
    renewed = ("--by", OFFICE, "--number", "A-26-0107", "--until", "2027-04-27", "--entered-by", "ivo-marsh")
    signer = ("june-sedge", "--act", "approve", "--act", "witness-evidence")
    with office.change("Another year", "hana-birch", signer):
        office.records("authorization", "renew", NAME, *renewed, "--evidence", str(letter))
    office.not_said(office.records("validate", "--as-of", "2026-04-28"), "Z005")

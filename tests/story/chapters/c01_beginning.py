"""The first days: a register with its roots and its store, people, a schedule, and the keys that they sign with."""

from __future__ import annotations

from ..office import Office, settings
from ..people import PEOPLE, people_sheet
from ..settings import AGENCIES, CLASSES, FIRST_SERIES, MASTODON, PORTAL, SCHEDULE, SERIES, agencies_sheet
from ..telling import step

GENESIS = ("ada-thornfield", "june-sedge")


@step("2025-01-06", "MO 1.4")
def an_empty_folder(office: Office) -> None:
    """The program makes the roots and the store of an agency with its people, from two spreadsheets."""
    sheets = {"agencies": agencies_sheet(), "people": people_sheet()}
    office.folder.joinpath("sheets").mkdir()
    for name, text in sheets.items():
        (office.folder / "sheets" / f"{name}.csv").write_text(text, encoding="utf-8")
    began = (
        *("init", "records", "--title", "Official social media of the State of Lakeland", "--kind", "state"),
        *("--state", "State of Lakeland", "--time-zone", "America/New_York", "--fiscal-year-start", "07-01"),
        *("--agencies", "sheets/agencies.csv", "--people", "sheets/people.csv", "--schedules", "none"),
        *("--platforms", "x"),
        *(word for person in GENESIS for word in ("--key", f"{person}={office.key(person)}.pub")),
    )
    office.see(office.records(*began, where=office.folder, private=False), "records-private")


@step("2025-01-08")
def everybody_gets_a_key(office: Office) -> None:
    """Each makes a key; the records officer enters them and signs that they are theirs."""
    others = [person for person in PEOPLE if person not in GENESIS]
    granted = ("june-sedge", "--act", "grant")
    with office.change("Keys of everybody who signs", "june-sedge", granted):
        for person in others:
            office.records("key", "add", person, str(office.key(person).with_suffix(".pub")))
    office.see(office.records("key", "show"), "grant signed by june-sedge")


@step("2025-01-09", "MO 1.8", "MO 4.7", "MO 4.8")
def the_schedule(office: Office) -> None:
    """The State's schedule is entered and compared series by series with what the commission published."""
    signers = (("june-sedge", "--act", "confirm"), "olga-tern")
    with office.change("The schedule is as the commission published it", "june-sedge", *signers):
        enter_schedule(office, "june-sedge")


def enter_schedule(office: Office, by: str) -> None:
    """Enter the State's schedule and confirm each of its series."""
    office.enter("schedule", SERIES, SCHEDULE)
    read = ("--by", by, "--on", office.today, "--source", "Commission minutes of 2024-12-05")
    for series in FIRST_SERIES:
        office.records("new", "confirmed", SERIES, "--version", "2025", "--number", str(series["number"]), *read)


@step("2025-01-10")
def the_settings(office: Office) -> None:
    """How often what is looked at again, under which series content is kept, and who else has which role."""
    granter = ("june-sedge", "--act", "approve", "--act", "grant")
    with office.change("How the register is run", "olga-tern", granter, "fern-alder", "ada-thornfield"):
        office.records("change", "settings", *settings(PORTAL))
        office.enter("platform", "mastodon", MASTODON)
        for kind in ("sites", "designations", "people", "agencies"):
            office.records("new", "register-series", "--kind", kind, "--series", f"{SERIES}#SM-900")
        approver = ("--role", "disposition-approver", "--agency", "parks", "--from-on", office.today)
        office.records("new", "role", "ivo-marsh", *approver)
        for agency in AGENCIES:
            office.records("change", "agency", agency, *settings({"contact": {"office": "Front desk"}}))
            for each in CLASSES:
                office.records("new", "class-series", agency, *settings(each))

"""The first days: two roots, a store, a schedule, agencies, people, and the keys that they sign with."""

from __future__ import annotations

from records_portal.files.yaml_text import read_yaml

from ..office import Office
from ..people import PEOPLE
from ..settings import AGENCIES, PLATFORMS, PORTAL, SCHEDULE
from ..telling import step

GENESIS = ("ada-thornfield", "june-sedge")


@step("2025-01-06")
def an_empty_folder(office: Office) -> None:
    """Two bare repositories and an empty folder; the program makes a root in it."""
    for name in ("public", "holds"):
        bare = office.folder / f"{name}.git"
        bare.mkdir(parents=True)
        office.git(bare, "init", "--quiet", "--bare", "--initial-branch=main")
    options = ("--title", "Official social media of the State of Lakeland", "--time-zone", "America/New_York")
    address = str(office.folder / "public.git")
    office.records("init", "records", *options, "--address", address, where=office.folder, private=False)
    office.git(office.public, "init", "--quiet", "--initial-branch=main")
    office.git(office.public, "remote", "add", "origin", address)


@step("2025-01-06", "MO 1.4", "MO 1.8")
def agencies_and_people(office: Office) -> None:
    """A state agency with one below it, their people, the platforms that they use, and the State's schedule."""
    office.by_hand("portal", "registry/portal.yml", PORTAL)
    for name, value in AGENCIES.items():
        office.by_hand("agency", f"registry/agencies/{name}.yml", value)
    for name, value in PEOPLE.items():
        office.by_hand("person", f"registry/people/{name}.yml", value)
    for name, value in PLATFORMS.items():
        office.by_hand("platform", f"registry/platforms/{name}.yml", value)
    office.by_hand("schedule", "schedules/lakeland-records.yml", SCHEDULE)


@step("2025-01-06")
def first_keys(office: Office) -> None:
    """The Secretary and the records officer enter their keys before the first commit; the fingerprint is published."""
    said = office.records("key", "genesis", *(f"{person}={office.key(person)}" for person in GENESIS), private=False)
    office.see(said, "publish this elsewhere")
    office.commit(office.public, "The register begins", "june-sedge")
    office.git(office.public, "push", "--quiet", "--set-upstream", "origin", "main")


@step("2025-01-07")
def a_private_root(office: Office) -> None:
    """What may not be public gets a repository of its own, and the store knows where both are."""
    office.git(office.folder, "init", "--quiet", "--initial-branch=main", "private")
    office.git(office.private, "remote", "add", "origin", str(office.folder / "holds.git"))
    readme = office.private / "registry" / "README.md"
    readme.parent.mkdir()
    readme.write_text("Holds, requests, internal sites\n")
    office.counted["gap private root"] += 1
    office.commit(office.private, "A private root", "june-sedge")
    office.git(office.private, "push", "--quiet", "--set-upstream", "origin", "main")
    office.records("anchor", "set", "counsel", str(office.folder / "holds.git"))
    for agency in AGENCIES:
        office.records("anchor", "set", "--agency", agency, "counsel")
    office.see(office.records("anchor"), "counsel", "parks")


@step("2025-01-08")
def everybody_gets_a_key(office: Office) -> None:
    """Each makes a key; the records officer enters them and signs that they are theirs."""
    others = [person for person in PEOPLE if person not in GENESIS]
    granted = ("june-sedge", "--act", "grant")
    with office.change("Keys of everybody who signs", "june-sedge", granted):
        for person in others:
            office.records("key", "add", person, str(office.key(person).with_suffix(".pub")))
    office.see(office.records("key", "show"), "grant signed by june-sedge")


@step("2025-01-09", "MO 4.8", "MO 4.7")
def series_are_confirmed(office: Office) -> None:
    """The records officer compares the schedule with what the commission published, and confirms series by series."""
    path = office.public / "schedules/lakeland-records.yml"
    numbers = [each["number"] for each in read_yaml(path.read_bytes())[0]["versions"][0]["series"]]
    read = {"on": office.today, "by": "june-sedge", "source": "Commission minutes of 2024-12-05"}
    confirmed = {str(place): {"confirmed": read} for place in range(len(numbers))}
    signers = (("june-sedge", "--act", "confirm"), "olga-tern")
    with office.change("The schedule is as the commission published it", "june-sedge", *signers):
        office.by_hand("confirmed", "schedules/lakeland-records.yml", {"versions": {"0": {"series": confirmed}}})
        office.records("upgrade", "--only", "confirmed-digest")

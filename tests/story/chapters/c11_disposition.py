"""Original content: authority asked for each time, disposed of before a witness, or handed over to the archives."""

from __future__ import annotations

import hashlib

from ..mails import answer_of_the_state
from ..office import Office
from ..telling import step
from .c03_establishing import SITE
from .c05_authority import OFFICE

ROUTINE = "parks-routine-2025"
PLANS = "parks-plans-2025"
ASKED = ("--site", SITE, "--by", "hana-birch", "--approver", "june-sedge")


@step("2026-03-09", "NJ C/1", "NJ C/2")
def authority_is_asked_for(office: Office) -> None:
    """Two requests: routine answers are to be destroyed, plans go to the archives; the lists are fixed."""
    office.see(office.records("due", "--summary"), "awaiting-authorization")
    routine = ("--series", "lakeland-records#SM-230", "--to", "2025-04-30", "--id", ROUTINE)
    plans = ("--series", "lakeland-records#SM-120", "--to", "2025-05-31", "--id", PLANS)
    with office.change("Ask for two dispositions", "hana-birch", "june-sedge"):
        for each in (routine, plans):
            office.records("authorization", "draft", *ASKED, *each)
    for name in (ROUTINE, PLANS):
        office.records("authorization", "form", name, "--out", str(office.folder / "forms"))


@step("2026-04-13", "NJ C/2")
def the_state_answers(office: Office) -> None:
    """The archivist chooses, and both are granted; a second person reads the answers."""
    appraised = ("--on", office.today, "--by", "State Archives", "--decision", "transfer-to-archives")
    granted = ((ROUTINE, "A-26-0091", "SM-230"), (PLANS, "A-26-0092", "SM-120"))
    signer = ("june-sedge", "--act", "approve", "--act", "witness-evidence")
    with office.change("The State's answers", "hana-birch", signer):
        office.records("new", "appraisal", PLANS, *appraised)
        for name, number, series in granted:
            letter = answer_of_the_state(office, name, number, (series,))
            office.records("authorization", "answer", name, "--request-number", f"6{number[-4:]}1")
            entered = ("--entered-by", "ivo-marsh", "--evidence", str(letter))
            decided = ("--status", "approved", "--by", OFFICE, "--number", number)
            office.records("authorization", "answer", name, *decided, *entered)


@step("2026-04-14", "NJ C/3")
def routine_content_is_destroyed(office: Office) -> None:
    """The plan is signed by who carries it out and by a witness; the certificate says what went."""
    plan = office.folder / "plan-routine.txt"
    office.records("dispose", ROUTINE, "--by", "hana-birch")
    by = ("--key", str(office.key("hana-birch")), "--witness", "olga-tern", "--live", f"{SITE}=deleted")
    office.records("dispose", ROUTINE, "--plan", str(plan), *by)
    unsigned = office.records("dispose", ROUTINE, "--execute", "--plan", str(plan), code=2)
    office.see(unsigned, "olga-tern")
    office.records("approve", str(plan), "--key", str(office.key("olga-tern")))
    office.see(office.records("dispose", ROUTINE, "--execute", "--plan", str(plan)), "Certificate")
    with office.change("The routine answers of April 2025 are destroyed", "hana-birch", "june-sedge"):
        pass  # what the disposition wrote is proposed
    office.records("certificate", ROUTINE, "--out", str(office.folder / "certificate.pdf"))
    office.records("captures", "verify")
    office.see(office.records("due", "--format", "csv"), "disposed")


@step("2026-04-27", "NJ C/3")
def plans_go_to_the_archives(office: Office) -> None:
    """A package is made; its copies go when the archives' receipt repeats the digest of it."""
    office.records("dispose", PLANS, "--execute", "--by", "hana-birch", "--to", "State Archives")
    package = office.store / "transfers" / PLANS / "manifest-sha256.txt"
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    received = (
        *("--receipt", "R-2026-118", "--received-on", office.today, "--accession", "2026-077"),
        *("--receipt-by", "Accessions desk", "--manifest", digest, "--to", "State Archives"),
    )
    plan = office.folder / "plan-plans.txt"
    by = ("--key", str(office.key("hana-birch")), "--witness", "olga-tern", "--live", f"{SITE}=still-there")
    office.records("dispose", PLANS, "--plan", str(plan), *by, *received)
    office.records("approve", str(plan), "--key", str(office.key("olga-tern")))
    office.records("dispose", PLANS, "--execute", "--plan", str(plan), *received)
    with office.change("The plans of May 2025 are in the archives", "hana-birch", "june-sedge"):
        pass  # what the disposition wrote is proposed

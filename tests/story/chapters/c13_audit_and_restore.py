"""An audit whose findings are closed, and the second copy, from which everything comes back."""

from __future__ import annotations

import shutil

from ..office import Office, settings
from ..telling import step
from .c03_establishing import SITE
from .c10_second_year import attest

AUDIT = "register-2026"


@step("2026-05-18", "NJ 1.9", "MO 5.6", "MO 4.6")
def an_audit(office: Office) -> None:
    """An independent auditor asks whether the policy is followed, and tries the captures."""
    opened = {
        "title": "Audit of the register, 2026",
        "scope": {"subjects": ["policy", "register", "capture"]},
        "occasion": "periodic",
        "period": {"from_on": "2025-02-01", "to_on": "2026-04-30"},
        "started_on": office.today,
        "auditors": [
            {"person": "nell-plover", "role": "internal-audit", "independent": True},
            {"organisation": "Lakeland Society of Auditors", "independent": True},
        ],
    }
    trial = {
        "site": SITE,
        "on": office.today,
        "by": "nell-plover",
        "method": "authoring-log",
        "sampled": 3,
        "matched": 3,
    }
    found = {
        "number": "1",
        "criterion": "weekends",
        "finding": "Who answers on weekends is not in the policy.",
        "severity": "minor",
        "owner": "dora-finch",
        "due_on": "2026-06-30",
    }
    with office.change("An audit", "nell-plover", "june-sedge"):
        office.enter("audit", AUDIT, opened)
        asked = {"id": "weekends", "criterion": "Somebody answers every day.", "met": "in-part"}
        office.enter("audit-criterion", AUDIT, asked)
        office.enter("capture-trial", AUDIT, trial)
        office.enter("audit-finding", AUDIT, found)


@step("2026-06-01", "MO 5.7")
def what_it_found_is_put_right(office: Office) -> None:
    """The policy says who answers on weekends; the finding is closed, and the report goes to the head."""
    version = {
        "version": "2",
        "adopted_on": office.today,
        "adopted_by": "ada-thornfield",
        "effective_on": office.today,
        "next_review_on": "2027-01-31",
        "summary": "Who answers on weekends.",
        "approvals": [{"role": "agency-head", "by": "ada-thornfield", "on": office.today}],
    }
    reviewed = {
        "on": office.today,
        "by": "dora-finch",
        "role": "communications-director",
        "occasion": "audit",
        "audit": AUDIT,
        "outcome": "updated",
    }
    with office.change("The policy after the audit", "june-sedge", "dora-finch", "emil-rook"):
        office.enter("policy-version", "environment", version)
        office.enter("policy-review", "environment", reviewed)
    closed = {"number": "1", "response": "Done.", "closed_on": office.today, "closed_by": "nell-plover"}
    concluded = {
        "finished_on": office.today,
        "conclusion": "The policy is followed.",
        "next_on": "2027-05-31",
    }
    update = {"on": office.today, "what": "Weekends", "policy": "environment", "version": "2", "finding": "1"}
    with office.change("The audit is concluded", "nell-plover", "june-sedge"):
        office.enter("audit-update", AUDIT, update)
        office.records("end", "audit-finding", AUDIT, *settings(closed))
        office.enter("audit-report", AUDIT, {"on": office.today, "to": "agency-head"})
        office.records("end", "audit", AUDIT, *settings(concluded))


@step("2026-06-02", "NJ 4.2c")
def the_spring_is_attested(office: Office) -> None:
    """The months since the winter are attested."""
    with office.change("The spring of the parks on X", "hana-birch", "boris-quayle"):
        attest(office, SITE, "hana-birch", ("2026-03", "2026-04", "2026-05"))


@step("2026-06-08")
def the_store_is_lost_and_comes_back(office: Office) -> None:
    """A second copy is made; the store is lost; what was copied is opened and becomes the store."""
    office.second.parent.mkdir()
    office.records("store", "copy", str(office.second))
    office.records("captures", "verify", "--second", str(office.second))
    shutil.rmtree(office.store)
    shutil.copytree(office.second, office.store)
    office.records("store", "open", "../records-store")
    office.records("store", "open", "../records-store", "--as-store")
    office.records("captures", "verify")

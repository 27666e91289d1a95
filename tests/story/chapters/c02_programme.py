"""The programme: nine action steps, a policy, its issue, and the training of everybody who touches a site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from records_portal.files.yaml_text import read_yaml

from ..office import Office
from ..telling import step

PAPERS = Path(__file__).parents[1] / "papers"
AGENCY = "environment"
COURSE = "Official social media and its records"
TRAINED = (
    "boris-quayle",
    "dora-finch",
    "fern-alder",
    "gus-heron",
    "hana-birch",
    "ivo-marsh",
    "june-sedge",
    "pia-larch",
)
ELEMENTS = tuple(f"NJ 2.{number}" for number in range(1, 14))
GUIDELINE = (
    *(f"MO 1.{number}" for number in (1, 2, 3, 5, 6, 7, 9)),
    *(f"MO 2.{number}" for number in (1, 2, 3, 4, 5, 7, 8, 9, 11)),
    *(f"MO 3.{number}" for number in (1, 2, 3, 6, 7, 9, 11, 13, 15, 18, 20)),
    *(f"MO 4.{number}" for number in (3, 10)),
    *(f"MO 5.{number}" for number in (1, 3, 5, 8, 9, 10, 12)),
)
ACTIONS = ("NJ 1.0/1", "NJ 1.0/2", "NJ 1.1", "NJ 1.2", "NJ 1.3", "NJ 1.4", "NJ 1.5")


@step("2025-01-24", *ACTIONS, *ELEMENTS, *GUIDELINE)
def the_draft(office: Office) -> None:
    """The policy is drafted by all who have a part in it, with its business case and what was looked at."""
    policy = read_yaml((PAPERS / "policy.yml").read_bytes())[0]
    with office.change("The policy's draft, and how it came about", "june-sedge", "dora-finch", "emil-rook"):
        office.enter("policy", AGENCY, {"title": policy.pop("title"), "purpose": policy.pop("purpose")})
        for element, value in policy.items():
            form = f"policy-{element.replace('_', '-')}"
            for each in value if isinstance(value, list) and element != "goals" else [value]:
                office.enter(form, AGENCY, each if isinstance(each, dict) else {element: each})
        for action in _actions(office, since=""):
            office.enter("policy-step", AGENCY, action)


def _actions(office: Office, since: str) -> list[dict[str, Any]]:
    """The programme's action steps whose day came after `since`; one without a day goes on from the first day."""
    listed = read_yaml((PAPERS / "programme.yml").read_bytes())[0]
    return [each for each in listed if since <= str(each.get("on", "")) <= office.today]


@step("2025-01-28", "NJ 1.6", "MO 1.10")
def it_is_issued(office: Office) -> None:
    """The Secretary adopts it, and everybody gets it."""
    version = {
        "version": "1",
        "adopted_on": "2025-01-27",
        "adopted_by": "ada-thornfield",
        "effective_on": "2025-02-01",
        "next_review_on": "2026-01-31",
        "summary": "The first policy.",
        "approvals": [
            {"role": "counsel", "by": "lena-sorrel", "on": "2025-01-24"},
            {"role": "agency-head", "by": "ada-thornfield", "on": "2025-01-27"},
        ],
    }
    issue = {
        "version": "1",
        "on": office.today,
        "by": "ada-thornfield",
        "role": "agency-head",
        "to": "all-staff",
        "means": "e-mail",
        "acknowledged": 214,
    }
    with office.change("The policy is adopted and issued", "june-sedge", "dora-finch", "emil-rook"):
        office.enter("policy-version", AGENCY, version)
        office.enter("policy-promulgation", AGENCY, issue)
        for action in _actions(office, since="2025-01-25"):
            office.enter("policy-step", AGENCY, action)


@step("2025-01-29", "MO 1.4", "MO 4.8")
def whom_an_office_asks(office: Office) -> None:
    """An office reads in the policy who helps it with what it keeps, and the records of who says so are sound."""
    help_of = ("State archives and records management", "Local records office")
    office.see(office.records("policy", AGENCY), *help_of)
    office.see(office.records("validate"), ": 0 error, 0 late")


@step("2025-02-03", "NJ 1.7", "MO 5.1", "MO 5.2")
def everybody_is_trained(office: Office) -> None:
    """A course for all who work with the sites; each acknowledges it."""
    with office.change("The first course, with each acknowledgement", "june-sedge", private=True):
        for person in TRAINED:
            office.records("new", "training", person, "--course", COURSE, "--on", office.today)
            done = {"course": COURSE, "acknowledged_on": office.today}
            office.send("training-acknowledgement", done, "--person", person, entered_by="olga-tern")

"""The people of the story, as a spreadsheet has them on the first day."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

BEGAN = "2025-01-06"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of an agency, with a login at the forge and roles there."""

    name: str
    title: str
    agency: str
    login: str
    roles: tuple[str, ...]


PEOPLE: Mapping[str, Person] = {
    "ada-thornfield": Person("Ada Thornfield", "Secretary", "environment", "athornfield", ("agency-head",)),
    "boris-quayle": Person("Boris Quayle", "Director of parks", "parks", "bquayle", ("agency-head",)),
    "dora-finch": Person(
        "Dora Finch",
        "Communications Director",
        "environment",
        "dfinch",
        ("communications-director", "public-information-officer"),
    ),
    "emil-rook": Person("Emil Rook", "Chief Technology Officer", "environment", "erook", ("cto-cio",)),
    "fern-alder": Person("Fern Alder", "Web editor", "environment", "falder", ("web-content-team",)),
    "gus-heron": Person(
        "Gus Heron",
        "IT and web liaison",
        "parks",
        "gheron",
        ("it-web-liaison", "site-administrator", "contributor"),
    ),
    "hana-birch": Person("Hana Birch", "Head ranger", "parks", "hbirch", ("site-administrator", "contributor")),
    "ivo-marsh": Person(
        "Ivo Marsh",
        "Web producer",
        "environment",
        "imarsh",
        ("it-web-liaison", "site-administrator", "contributor"),
    ),
    "june-sedge": Person(
        "June Sedge", "Records officer", "environment", "jsedge", ("records-officer", "records-custodian")
    ),
    "kaito-reed": Person("Kaito Reed", "Archivist", "environment", "kreed", ("records-management-unit",)),
    "lena-sorrel": Person("Lena Sorrel", "General counsel", "environment", "lsorrel", ("counsel", "privacy-officer")),
    "milo-teal": Person(
        "Milo Teal",
        "Licensing and personnel officer",
        "environment",
        "mteal",
        ("software-licensing", "human-resources"),
    ),
    "nell-plover": Person("Nell Plover", "Internal auditor", "environment", "nplover", ("internal-audit", "auditor")),
    "olga-tern": Person(
        "Olga Tern", "Deputy records officer", "environment", "otern", ("records-officer", "disposition-approver")
    ),
    "pia-larch": Person("Pia Larch", "Ranger", "parks", "plarch", ("site-administrator", "contributor")),
}


def people_sheet() -> str:
    """The spreadsheet of the people, with the columns of the template."""
    sheet = io.StringIO()
    rows = csv.writer(sheet)
    rows.writerow(["Name", "Title", "Roles", "Agency", "Since", "Login", "ID"])
    for each in PEOPLE.values():
        rows.writerow([each.name, each.title, ", ".join(each.roles), each.agency, BEGAN, each.login, ""])
    return sheet.getvalue()

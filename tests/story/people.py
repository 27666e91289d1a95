"""The people of the story, as the register comes to know them on the first days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BEGAN = "2025-01-06"


def _person(name: str, title: str, agency: str, login: str, *roles: str | tuple[str, str]) -> dict[str, Any]:
    """Somebody with a login at the forge, and roles of their own agency or of another one."""
    held = [(role, "") if isinstance(role, str) else role for role in roles]
    return {
        "name": name,
        "title": title,
        "agency": agency,
        "roles": [{"role": role, "from_on": BEGAN} | ({"agency": of} if of else {}) for role, of in held],
        "forge_login": login,
    }


PEOPLE: Mapping[str, Mapping[str, Any]] = {
    "ada-thornfield": _person("Ada Thornfield", "Secretary", "environment", "athornfield", "agency-head"),
    "boris-quayle": _person("Boris Quayle", "Director of parks", "parks", "bquayle", "agency-head"),
    "dora-finch": _person(
        "Dora Finch",
        "Communications Director",
        "environment",
        "dfinch",
        "communications-director",
        ("communications-director", "parks"),
        "public-information-officer",
    ),
    "emil-rook": _person(
        "Emil Rook", "Chief Technology Officer", "environment", "erook", "cto-cio", ("cto-cio", "parks")
    ),
    "fern-alder": _person(
        "Fern Alder",
        "Web editor",
        "environment",
        "falder",
        "web-content-team",
        ("web-content-team", "parks"),
    ),
    "gus-heron": _person(
        "Gus Heron", "IT and web liaison", "parks", "gheron", "it-web-liaison", "site-administrator", "contributor"
    ),
    "hana-birch": _person("Hana Birch", "Head ranger", "parks", "hbirch", "site-administrator", "contributor"),
    "ivo-marsh": _person(
        "Ivo Marsh", "Web producer", "environment", "imarsh", "it-web-liaison", "site-administrator", "contributor"
    ),
    "june-sedge": _person(
        "June Sedge",
        "Records officer",
        "environment",
        "jsedge",
        "records-officer",
        ("records-officer", "parks"),
        "records-custodian",
        ("records-custodian", "parks"),
    ),
    "kaito-reed": _person("Kaito Reed", "Archivist", "environment", "kreed", "records-management-unit"),
    "lena-sorrel": _person(
        "Lena Sorrel", "General counsel", "environment", "lsorrel", "counsel", ("counsel", "parks"), "privacy-officer"
    ),
    "milo-teal": _person(
        "Milo Teal", "Licensing and personnel officer", "environment", "mteal", "software-licensing", "human-resources"
    ),
    "nell-plover": _person("Nell Plover", "Internal auditor", "environment", "nplover", "internal-audit", "auditor"),
    "olga-tern": _person(
        "Olga Tern",
        "Deputy records officer",
        "environment",
        "otern",
        "disposition-approver",
        ("disposition-approver", "parks"),
        "records-officer",
    ),
    "pia-larch": _person("Pia Larch", "Ranger", "parks", "plarch", "site-administrator", "contributor"),
}

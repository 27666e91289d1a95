"""The keys on the audit trail: whose, for how long, how each came and ended; a new beginning on every page of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from records_portal.history.repository import Repository
from records_portal.identity.key_changes import keys_of
from records_portal.identity.key_history import KeyHistory
from records_portal.identity.statements import statement_of
from records_portal.identity.trail import read_trail
from records_portal.portal.building.shell import Shells
from records_portal.register.sources import FolderTree, load_register
from records_portal.values.ssh_keys import parse_key
from tests.acting import KEYS, ON, ActingOffice, person
from tests.ssh_signing import SecurityKey, ed25519_key
from tests.test_pages import portal, rendered, text_of

NEW, SECURE = ed25519_key(b"1" * 32), SecurityKey.made("sk-ssh-ed25519@openssh.com").signing()
LETTER = {"form": "letter", "reference": "Letter of the Secretary 2024-7"}


def fingerprint(line: str) -> str:
    return parse_key(line).fingerprint


def keys(office: ActingOffice) -> KeyHistory:
    return keys_of(Repository(office.root.folder), load_register(FolderTree(office.root.folder)).register)


def pages(office: ActingOffice, shells: Shells) -> dict[str, str]:
    """The pages of the trail."""
    repository = Repository(office.root.folder)
    register = load_register(FolderTree(office.root.folder)).register
    trail = read_trail(repository, register)
    data = replace(portal(office.root.folder, register), history=trail, keys=keys_of(repository, register))
    return {address: page for address, page in rendered(data, shells).items() if address.startswith("changes/")}


def rows(page: str) -> list[list[str]]:
    """The cells of the table of keys."""
    table = page.partition('<h2 id="keys">')[2].partition("</table>")[0]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr>")[2:]]
    return [[re.sub(r"<[^>]*>", "", cell) for cell in row] for row in cells]


def test_each_key_is_shown_with_its_time_its_end_and_how_it_came(tmp_path: Path, shells: Shells) -> None:
    office = ActingOffice(tmp_path / "root")
    cy = person("cy", "cto-cio", KEYS["cy"])
    cy["keys"][0] |= {"to_on": ON, "ended": "rotated"}
    cy["keys"].append({"key": SECURE.line, "from_on": ON})
    dan = person("dan", "web-content-team", f"{NEW.line}")
    dan["keys"][0]["from_on"] = ON
    office.write({"registry/people/cy.yml": cy, "registry/people/dan.yml": dan})
    office.commit("The change")
    changes = office.changes("HEAD~1")
    own = [each for each in changes if each.path == "registry/people/cy.yml"]
    office.sign(statement_of("cy", "cto-cio", "rotate", ON, own), KEYS["cy"])
    office.sign(statement_of("ben", "records-officer", "grant", ON, changes), KEYS["ben"])
    office.commit("Signed")
    page = pages(office, shells)["changes/"]
    first = "one of the first keys"
    began, day = "January 1, 2024", "May 2, 2024"
    assert rows(page) == [
        ["Ana, Officer", "Ed25519", fingerprint(KEYS["ana"].line), began, "", "", first],
        ["Ben, Officer", "Ed25519", fingerprint(KEYS["ben"].line), began, "", "", first],
        ["Cy, Officer", "Ed25519", fingerprint(KEYS["cy"].line), began, day, "another took its place", first],
        [
            "Cy, Officer",
            "Ed25519 on a security key",
            fingerprint(SECURE.line),
            day,
            "",
            "",
            "signed with an earlier key by Cy, Officer",
        ],
        ["Dan, Officer", "Ed25519", fingerprint(NEW.line), day, "", "", "a first key, granted by Ben, Officer"],
    ]
    assert "@" not in page.partition('<h2 id="keys">')[2].partition("</table>")[0].replace("@openssh.com", "")
    genesis = keys(office).genesis
    assert genesis
    assert genesis.fingerprint in text_of(page)


def test_a_new_beginning_stands_on_every_page_of_changes(tmp_path: Path, shells: Shells) -> None:
    office = ActingOffice(tmp_path / "root")
    people = {name: person(name, "agency-head", KEYS[name]) for name in KEYS}
    for value in people.values():
        value["keys"][0] |= {"to_on": ON, "ended": "lost"}
    people["ana"]["keys"].append({"key": NEW.line, "from_on": ON})
    said = {"on": ON, "said_by": "The Secretary", "letter": LETTER, "keys": [fingerprint(NEW.line)]}
    settings = {**office.files["registry/portal.yml"], "reanchored": [said]}
    office.write({f"registry/people/{name}.yml": value for name, value in people.items()})
    office.write({"registry/portal.yml": settings})
    office.commit("Begin anew")
    found = pages(office, shells)
    assert len(found) > 2
    words = "The keys began anew by letter On May 2, 2024, every key being lost: The Secretary, Letter of the Secretary"
    assert [address for address, page in found.items() if address.endswith("/") and words not in text_of(page)] == []
    assert rows(found["changes/"])[1][-1] == "by letter, every key being lost: The Secretary, 2024-05-02"


def test_an_office_without_keys_has_no_such_section(tmp_path: Path, shells: Shells) -> None:
    office = ActingOffice(tmp_path / "root")
    for name in KEYS:
        without = person(name, "agency-head", KEYS[name])
        del without["keys"]
        office.write({f"registry/people/{name}.yml": without})
    office.root.git("add", "--all")
    office.root.git("commit", "--quiet", "--amend", "-m", "Begin")
    assert keys(office) == KeyHistory(None)
    assert 'id="keys"' not in pages(office, shells)["changes/"]

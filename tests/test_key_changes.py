"""The life of a key, played with ssh-keygen: who admits, rotates, replaces and ends one, and what does not count."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from records_portal.history.repository import Repository
from records_portal.identity.base import base_reader
from records_portal.identity.key_changes import read_key_history
from records_portal.identity.key_history import KeyHistory, genesis_fingerprint
from records_portal.identity.statements import statement_of
from records_portal.values.ssh_keys import parse_key
from tests.acting import KEYS, ON, ROLES, ActingOffice, person
from tests.ssh_signing import MADE, SecurityKey, SigningKey, ed25519_key, make_key

LETTER = {"form": "letter", "reference": "Letter of the Secretary 2024-7", "dated_on": "2024-05-01"}
FIRST, SECOND = ed25519_key(b"1" * 32), ed25519_key(b"2" * 32)
HEAD_OR_OFFICER = "the head of the agency or a records officer"
TWO = "no 'replace' is signed by the head of the agency and a records officer, two people and neither the person"
Signed = tuple[str, str, SigningKey | Path]


@pytest.fixture
def office(tmp_path: Path) -> ActingOffice:
    return ActingOffice(tmp_path / "root")


def history(office: ActingOffice) -> KeyHistory:
    repository = Repository(office.root.folder)
    return read_key_history(repository, base_reader(repository))


def told(office: ActingOffice) -> list[str]:
    """Each change since the genesis: the act, whose, and how it came about or why it does not count."""
    found = history(office).changes
    return [f"{each.event.act} {each.event.of.person}: {each.how or each.reason}" for each in found]


def entry(key: SigningKey | Path, from_on: str = ON, **more: Any) -> dict[str, Any]:
    line = parse_key(key.with_suffix(".pub").read_text()).line if isinstance(key, Path) else key.line
    return {"key": line, "from_on": from_on, **more}


def fingerprint(key: SigningKey | Path) -> str:
    return parse_key(entry(key)["key"]).fingerprint


def record(name: str, *keys: dict[str, Any], role: str = "") -> dict[str, Any]:
    """A person's record with these keys."""
    made = person(name, role or ROLES.get(name, "site-administrator"), KEYS["ana"])
    if name == "ana":
        made["roles"].append({"role": "it-web-liaison", "from_on": "2020-01-01"})
    made["keys"] = list(keys)
    return made if keys else {each: value for each, value in made.items() if each != "keys"}


def own(name: str, **more: Any) -> dict[str, Any]:
    """The key that somebody has from the beginning."""
    return entry(KEYS[name], "2024-01-01", **more)


def land(office: ActingOffice, files: dict[str, Any], *signed: Signed, roles: dict[str, str] | None = None) -> None:
    """One commit of the main line: records with the statements about them."""
    office.write({path if "/" in path else f"registry/people/{path}.yml": value for path, value in files.items()})
    office.commit("The change")
    changes = office.changes("HEAD~1")
    for who, act, key in signed:
        role = (roles or {}).get(who) or ROLES.get(who, "agency-head")
        office.sign(statement_of(who, role, act, ON, changes), key)
    office.root.git("reset", "--quiet", "--soft", "HEAD~1")
    office.commit("Landed")


# the beginning


def test_the_first_commit_is_the_genesis(office: ActingOffice) -> None:
    found = history(office)
    assert found.genesis
    assert (found.genesis.how, found.genesis.reason) == ("two people's keys or more", "")
    assert [each.person for each in found.genesis.keys] == ["ana", "ben", "cy"]
    assert found.genesis.fingerprint == genesis_fingerprint(key.line for key in reversed(KEYS.values()))
    lines = "".join(sorted(f"{key.line}\n" for key in KEYS.values()))
    printed = subprocess.run(["sha256sum"], input=lines, check=True, capture_output=True, text=True).stdout
    assert found.genesis.fingerprint == printed.split()[0]
    assert found.changes == ()


@pytest.mark.parametrize(
    ("more", "how", "reason"),
    [
        ({"letter": LETTER}, "one person's key and the head's letter", ""),
        ({}, "one person's key", "two people's keys begin a root, or one person's and the head's letter"),
    ],
)
def test_one_key_begins_with_a_letter(tmp_path: Path, more: dict[str, Any], how: str, reason: str) -> None:
    office = ActingOffice(tmp_path / "root")
    office.write({f"registry/people/{name}.yml": record(name) for name in ROLES})
    office.write({"registry/people/ana.yml": record("ana", own("ana", **more))})
    office.root.git("add", "--all")
    office.root.git("commit", "--quiet", "--amend", "-m", "Begin")
    found = history(office).genesis
    assert found
    assert (found.how, found.reason) == (how, reason)


def test_keys_that_came_after_the_first_commit_are_told_as_that(tmp_path: Path) -> None:
    office = ActingOffice(tmp_path / "root")
    office.write({f"registry/people/{name}.yml": record(name) for name in ROLES})
    office.root.git("add", "--all")
    office.root.git("commit", "--quiet", "--amend", "-m", "Begin")
    assert history(office) == KeyHistory(None)
    land(office, {name: record(name, own(name)) for name in ROLES})
    found = history(office).genesis
    assert found
    assert found.how == "two people's keys or more, after the first commit"


# what counts


def test_a_life_with_keys_of_ssh_keygen(office: ActingOffice, tmp_path: Path) -> None:
    first, second, third = (make_key(tmp_path / name, *MADE["ssh-ed25519"]) for name in ("first", "second", "third"))
    land(office, {"dan": record("dan", entry(first))}, ("ben", "grant", KEYS["ben"]))
    rotated = entry(first, to_on=ON, ended="rotated")
    land(
        office,
        {"dan": record("dan", rotated, entry(second))},
        ("dan", "rotate", first),
        roles={"dan": "site-administrator"},
    )
    lost = entry(second, to_on=ON, ended="lost")
    later = entry(third, "2024-05-12")
    both = ("ana", "replace", KEYS["ana"]), ("ben", "replace", KEYS["ben"])
    land(office, {"dan": record("dan", rotated, lost, later)}, *both)
    left = later | {"to_on": "2024-06-30", "ended": "left"}
    land(office, {"dan": record("dan", rotated, lost, left)}, ("ana", "revoke", KEYS["ana"]))
    assert told(office) == [
        "grant dan: grant signed by ben",
        "grant dan: grant signed by ben",
        "rotate dan: rotate signed by dan",
        "replace dan: replace signed by ana and ben",
        "revoke dan: revoke signed by ana",
    ]
    assert [history(office).admission(fingerprint(each)) for each in (first, second, third)] == [
        "grant signed by ben",
        "rotate signed by dan",
        "replace signed by ana and ben",
    ]


@pytest.mark.parametrize("who", ["ana", "ben", "cy"])
def test_a_stolen_key_is_revoked_at_once_by_any_of_them(office: ActingOffice, who: str) -> None:
    land(office, {"cy": record("cy", own("cy", to_on=ON, ended="revoked"))}, (who, "revoke", KEYS[who]))
    assert told(office) == [f"revoke cy: revoke signed by {who}"]


def test_a_security_key_is_rotated_in(office: ActingOffice) -> None:
    key = SecurityKey.made("sk-ssh-ed25519@openssh.com").signing()
    keys = own("cy", to_on=ON, ended="rotated"), entry(key)
    land(office, {"cy": record("cy", *keys)}, ("cy", "rotate", KEYS["cy"]))
    gone = keys[0], entry(key, to_on=ON, ended="revoked")
    land(office, {"cy": record("cy", *gone)}, ("cy", "revoke", key))
    assert told(office) == ["rotate cy: rotate signed by cy", "revoke cy: revoke signed by cy"]


def test_a_statement_that_is_merged_later_admits_from_then_on(office: ActingOffice) -> None:
    land(office, {"dan": record("dan", entry(FIRST))})
    office.sign(statement_of("ben", "records-officer", "grant", ON, office.changes("HEAD~1")), KEYS["ben"])
    office.commit("Granted later")
    assert told(office) == ["grant dan: grant signed by ben"] * 2


@pytest.mark.parametrize(
    ("act", "keys", "how"),
    [
        ("rotate", [own("cy", to_on=ON, ended="rotated"), entry(FIRST)], "rotate signed by cy"),
        ("revoke", [own("cy", to_on=ON, ended="revoked")], "revoke signed by cy"),
    ],
)
def test_the_end_of_a_key_that_it_signs_itself_lands_by_a_rebase(
    office: ActingOffice, act: str, keys: list[dict[str, Any]], how: str
) -> None:
    office.write({"registry/people/cy.yml": record("cy", *keys)})
    office.commit("The change")
    office.sign(statement_of("cy", "cto-cio", act, ON, office.changes("HEAD~1")), KEYS["cy"])
    office.commit("Signed, in a commit of its own")
    assert told(office) == [f"{act} cy: {how}"]


def test_a_revoked_key_ends_no_other_key_of_its_holder(office: ActingOffice) -> None:
    ended = own("cy", to_on=ON, ended="revoked")
    both = ("ana", "replace", KEYS["ana"]), ("ben", "replace", KEYS["ben"])
    revoked = ("ana", "revoke", KEYS["ana"])
    land(office, {"cy": record("cy", ended, entry(FIRST, "2024-05-12"))}, revoked, *both)
    land(office, {"cy": record("cy", ended, entry(FIRST, "2024-05-12", to_on="2024-05-12", ended="revoked"))})
    office.sign(statement_of("cy", "cto-cio", "revoke", ON, office.changes("HEAD~1")), KEYS["cy"])
    office.commit("Signed with the stolen key")
    assert told(office)[:2] == ["replace cy: replace signed by ana and ben", "revoke cy: revoke signed by ana"]
    assert refused(office).endswith(
        f"'cy' signed, but the key {fingerprint(KEYS['cy'])} had ended as revoked before this change"
    )


def in_an_office_of_two(office: ActingOffice) -> None:
    land(office, {"cy": record("cy", own("cy", to_on="2024-05-01", ended="left"))}, ("ana", "revoke", KEYS["ana"]))
    land(office, {"ben": record("ben", own("ben", to_on="2024-05-01", ended="left"))}, ("ana", "revoke", KEYS["ana"]))


@pytest.mark.parametrize(
    ("more", "last"),
    [
        ({"letter": LETTER}, "grant dan: grant signed by ana"),
        ({}, "grant dan: only one key was left to sign with; the head's letter has to stand beside the new one"),
    ],
)
def test_who_is_left_alone_admits_the_next_with_a_letter(office: ActingOffice, more: dict[str, Any], last: str) -> None:
    in_an_office_of_two(office)
    land(office, {"dan": record("dan", entry(FIRST, **more))}, ("ana", "grant", KEYS["ana"]))
    assert last in told(office)


def all_lost(*new: SigningKey) -> dict[str, Any]:
    files = {name: record(name, own(name, to_on=ON, ended="lost")) for name in ROLES}
    for name, key in zip(ROLES, new, strict=False):
        files[name]["keys"].append(entry(key))
    return files


def anew(office: ActingOffice, *keys: SigningKey) -> dict[str, Any]:
    said = {"on": ON, "said_by": "The Secretary", "letter": LETTER, "keys": [fingerprint(each) for each in keys]}
    return {**office.files["registry/portal.yml"], "reanchored": [said]}


def test_where_every_key_is_lost_a_letter_begins_anew(office: ActingOffice) -> None:
    settings = anew(office, FIRST, SECOND)
    land(office, all_lost(FIRST, SECOND) | {"registry/portal.yml": settings})
    land(office, {"dan": record("dan", entry(ed25519_key(b"3" * 32)))}, ("ben", "grant", SECOND))
    how = "by letter, every key being lost: The Secretary, 2024-05-02"
    assert told(office) == [
        f"replace ana: {how}",
        f"replace ben: {how}",
        f"revoke cy: {how}",
        *["grant dan: grant signed by ben"] * 2,
    ]
    assert [each.reason for each in history(office).reanchored] == [""]
    assert history(office).faults == ()


def test_a_new_beginning_is_shown_for_ever(office: ActingOffice) -> None:
    land(office, all_lost(FIRST, SECOND) | {"registry/portal.yml": anew(office, FIRST, SECOND)})
    land(office, {"registry/portal.yml": office.files["registry/portal.yml"]})
    assert [each.reason for each in history(office).reanchored] == [
        "",
        "the record of a new beginning was changed or taken away",
    ]


# what does not count


def refused(office: ActingOffice) -> str:
    """Why the last change does not count, in one line."""
    last = history(office).changes[-1]
    assert not last.holds
    assert "\n" not in last.reason
    return f"{last.event.act} {last.event.of.person}: {last.reason}"


def test_a_self_made_key_with_its_own_statement(office: ActingOffice) -> None:
    land(office, {"mal": record("mal", entry(FIRST), role="agency-head")}, ("mal", "grant", FIRST))
    assert told(office)[0] == (
        f"grant mal: no 'grant' is signed by {HEAD_OR_OFFICER}, who is somebody else; 'mal' signed, but "
        "person 'mal' is not in the register that it was made under"
    )


def test_what_was_not_admitted_admits_nobody(office: ActingOffice) -> None:
    land(office, {"mal": record("mal", entry(FIRST), role="agency-head")})
    land(office, {"dan": record("dan", entry(SECOND))}, ("mal", "grant", FIRST))
    assert refused(office).endswith("; 'mal' signed with a key that was not admitted")


def test_a_role_that_was_not_granted_admits_nobody(office: ActingOffice) -> None:
    land(office, {"cy": record("cy", own("cy"), role="agency-head")})
    land(office, {"dan": record("dan", entry(SECOND))}, ("cy", "grant", KEYS["cy"]), roles={"cy": "agency-head"})
    assert refused(office).startswith("grant dan: no 'grant' is signed by")


def test_an_old_statement_does_not_grant_again_what_ended_since(office: ActingOffice) -> None:
    role = {"role": "web-content-team", "from_on": "2020-01-01"}
    more, ended = record("cy", own("cy")), record("cy", own("cy"))
    more["roles"].append(role)
    ended["roles"].append(role | {"to_on": ON})
    land(office, {"cy": more}, ("ben", "grant", KEYS["ben"]))
    land(office, {"cy": ended}, ("ben", "revoke", KEYS["ben"]))
    land(office, {"cy": more})
    assert told(office)[:2] == ["grant cy: grant signed by ben", "revoke cy: revoke signed by ben"]
    assert refused(office) == f"grant cy: no 'grant' is signed by {HEAD_OR_OFFICER}, who is somebody else"


def test_what_came_and_went_within_what_was_signed_is_not_admitted(office: ActingOffice) -> None:
    office.write({"registry/people/dan.yml": record("dan", entry(FIRST))})
    office.commit("In between")
    office.write({"registry/people/dan.yml": record("dan", entry(SECOND))})
    office.commit("At last")
    office.sign(statement_of("ben", "records-officer", "grant", ON, office.changes("HEAD~2")), KEYS["ben"])
    office.commit("Signed")
    assert history(office).admission(fingerprint(FIRST)).startswith("not admitted: no 'grant' is signed by")


def test_the_head_of_another_agency_grants_nothing(office: ActingOffice) -> None:
    library = {**office.files["registry/agencies/parks.yml"], "name": "Library", "head": "lea"}
    lea = person("lea", "agency-head", FIRST) | {"agency": "library"}
    land(office, {"registry/agencies/library.yml": library, "lea": lea}, ("ben", "grant", KEYS["ben"]))
    land(office, {"dan": record("dan", entry(SECOND))}, ("lea", "grant", FIRST))
    assert refused(office).startswith("grant dan: no 'grant' is signed by")
    below = {**office.files["registry/agencies/parks.yml"], "parent": "library"}
    land(office, {"registry/agencies/parks.yml": below})
    land(office, {"eve": record("eve", entry(ed25519_key(b"3" * 32)))}, ("lea", "grant", FIRST))
    assert told(office)[-1] == "grant eve: grant signed by lea"


def test_a_revoked_key_that_says_an_earlier_day(office: ActingOffice) -> None:
    ended = own("ben", to_on=ON, ended="revoked")
    land(office, {"ben": record("ben", ended)}, ("ana", "revoke", KEYS["ana"]))
    land(office, {"dan": record("dan", entry(FIRST))}, ("ben", "grant", KEYS["ben"]))
    assert refused(office).endswith(
        f"; 'ben' signed, but the key {fingerprint(KEYS['ben'])} had ended as revoked before this change"
    )


def test_a_rotation_that_the_new_key_signs(office: ActingOffice) -> None:
    keys = own("cy", to_on=ON, ended="rotated"), entry(FIRST)
    land(office, {"cy": record("cy", *keys)}, ("cy", "rotate", FIRST))
    assert refused(office) == (
        "rotate cy: no 'rotate' is signed by the person, with an earlier key; 'cy' signed, but "
        f"the key {fingerprint(FIRST)} was not registered for 'cy' before this change"
    )


def test_a_second_key_that_the_head_gives_to_somebody(office: ActingOffice) -> None:
    land(office, {"ben": record("ben", own("ben"), entry(FIRST))}, ("ana", "grant", KEYS["ana"]))
    assert refused(office) == (
        "rotate ben: no 'rotate' is signed by the person, with an earlier key; 'ana' signed 'grant' and not 'rotate'"
    )


LOST = own("cy", to_on=ON, ended="lost")


def test_a_replacement_that_one_person_signs_twice(office: ActingOffice) -> None:
    both = person("ana", "agency-head", KEYS["ana"])
    both["roles"] += [{"role": role, "from_on": "2020-01-01"} for role in ("it-web-liaison", "records-officer")]
    land(office, {"ana": both}, ("ben", "grant", KEYS["ben"]))
    office.write({"registry/people/cy.yml": record("cy", LOST, entry(FIRST, "2024-05-12"))})
    office.commit("The change")
    for role in ("agency-head", "records-officer"):
        office.sign(statement_of("ana", role, "replace", ON, office.changes("HEAD~1")), KEYS["ana"])
    office.commit("Signed twice")
    assert refused(office) == f"replace cy: {TWO}"


def test_a_replacement_that_counts_at_once(office: ActingOffice) -> None:
    both = ("ana", "replace", KEYS["ana"]), ("ben", "replace", KEYS["ben"])
    land(office, {"cy": record("cy", LOST, entry(FIRST, "2024-05-11"))}, *both)
    assert refused(office) == (
        "replace cy: it counts from 2024-05-11; a key that replaces another counts ten days later, from 2024-05-12"
    )


def test_a_replacement_of_the_head_s_own_key_by_the_officer_alone(office: ActingOffice) -> None:
    keys = own("ana", to_on=ON, ended="lost"), entry(FIRST, "2024-05-12")
    land(office, {"ana": record("ana", *keys)}, ("ben", "replace", KEYS["ben"]))
    assert refused(office) == f"replace ana: {TWO}"


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (own("cy"), "it ended as revoked, which is not undone; a key that ended does not come back; make a new one"),
        (
            own("cy", to_on="2024-05-03", ended="revoked"),
            "its last day was moved from 2024-05-02 to 2024-05-03; a key's time is only shortened",
        ),
        (
            entry(KEYS["cy"], "2023-01-01", to_on=ON, ended="revoked"),
            "its first day was moved from 2024-01-01 to 2023-01-01; a key's time is only shortened",
        ),
        (None, "a key is ended and never taken out of the record"),
    ],
)
def test_an_end_is_not_undone(office: ActingOffice, now: dict[str, Any] | None, reason: str) -> None:
    land(office, {"cy": record("cy", own("cy", to_on=ON, ended="revoked"))}, ("ana", "revoke", KEYS["ana"]))
    everybody = [(who, "revoke", KEYS[who]) for who in ("ana", "ben")]
    land(office, {"cy": record("cy", *([now] if now else []))}, *everybody)
    assert refused(office) == f"revoke cy: {reason}"


def test_a_key_that_was_revoked_and_comes_back(office: ActingOffice) -> None:
    land(office, {"cy": record("cy", own("cy", to_on=ON, ended="revoked"))}, ("ana", "revoke", KEYS["ana"]))
    land(office, {"dan": record("dan", own("cy"))}, ("ana", "grant", KEYS["ana"]))
    again = "it ended as revoked; a key that ended does not come back; make a new one"
    assert f"grant dan: {again}" in told(office)
    assert history(office).admission(fingerprint(KEYS["cy"])) == f"not admitted: {again}"


def test_a_new_beginning_while_a_key_still_counts(office: ActingOffice) -> None:
    files = all_lost(FIRST, SECOND)
    files["cy"] = record("cy", own("cy"))
    land(office, files | {"registry/portal.yml": anew(office, FIRST, SECOND)})
    assert {each.reason for each in history(office).faults} == {
        f"not every key is lost: {fingerprint(KEYS['cy'])} still counts"
    }

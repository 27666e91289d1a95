"""What the audit trail makes of a commit, from values: whose keys and addresses, which approvals, which records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records_portal.files.kept import read_kept
from records_portal.history import audit_trail as trail_module
from records_portal.history.audit_trail import (
    UNREGISTERED,
    Actor,
    Approver,
    AuditTrail,
    Change,
    Merge,
    _Commit,
    _files,
    _landed,
    _People,
    _sides,
    audit_trail,
    read_audit_trail,
    registered_keys,
    registered_person,
)
from records_portal.history.repository import Repository
from records_portal.register.model import Record, Register
from records_portal.register.sources import FolderTree, load_register
from records_portal.values.ssh_keys import parse_key
from tests.roots import ADDRESS, Root, root_files
from tests.ssh_signing import ed25519_key

DOMAIN = "users.noreply.forge.example"
ANA = Actor("ana", "Ana", "Officer")
BEN = Actor("ben", "Ben", "Clerk")
KEYS = [ed25519_key(bytes([number]) * 32).line for number in range(1, 5)]
PRINTS = [parse_key(line).fingerprint for line in KEYS]
A, B, C, D = (letter * 40 for letter in "abcd")
ZEROS = "0" * 40


def register(portal: dict[str, Any] | None = None, **people: dict[str, Any]) -> Register:
    """A register of these people alone, at a forge unless it is said otherwise."""
    names = {"ana": "Officer", "ben": "Clerk"}
    records = {
        name: Record(
            "people", name, f"registry/people/{name}.yml", {"name": name.title(), "title": names[name], **value}
        )
        for name, value in people.items()
    }
    settings = {"forge": {"noreply_domain": DOMAIN}} if portal is None else portal
    return Register(
        {"people": records, "portal": {"portal": Record("portal", "portal", "registry/portal.yml", settings)}}
    )


@pytest.mark.parametrize(
    ("address", "person"),
    [
        (f"ana-l@{DOMAIN}", "ana"),
        (f"7+ana-l@{DOMAIN}", "ana"),
        (f"7+ANA-L@{DOMAIN.upper()}", "ana"),
        (f"x+ana-l@{DOMAIN}", ""),
        (f"7+7+ana-l@{DOMAIN}", ""),
        ("ana-l@elsewhere.example", ""),
        (f"ben@{DOMAIN}", ""),
        (f"@{DOMAIN}", ""),
        ("", ""),
    ],
)
def test_somebody_is_known_by_the_forges_address_and_no_other(address: str, person: str) -> None:
    assert registered_person(register(ana={"forge_login": "Ana-L"}, ben={}), address) == person


@pytest.mark.parametrize("portal", [{}, {"forge": {}}, {"forge": {"noreply_domain": ""}}])
def test_without_a_domain_of_the_forge_nobody_is_known_by_an_address(portal: dict[str, Any]) -> None:
    for address in (f"ana-l@{DOMAIN}", "ana-l@", "ana-l"):
        assert registered_person(register(portal, ana={"forge_login": "Ana-L"}), address) == ""


def test_a_key_is_its_persons_however_it_was_entered() -> None:
    people: dict[str, dict[str, Any]] = {
        "ana": {"signing_key": KEYS[0], "keys": [{"key": KEYS[1]}, {"key": KEYS[0]}]},
        "ben": {"keys": [{"key": KEYS[2]}]},
    }
    assert registered_keys(register(**people)) == {PRINTS[0]: "ana", PRINTS[1]: "ana", PRINTS[2]: "ben"}


def test_a_key_of_two_people_is_nobodys_and_what_is_no_key_neither() -> None:
    people: dict[str, dict[str, Any]] = {
        "ana": {"signing_key": KEYS[0], "keys": [{"key": "ssh-ed25519 AAAA"}, {"key": KEYS[1]}]},
        "ben": {"keys": [{"key": KEYS[0]}]},
    }
    assert registered_keys(register(**people)) == {PRINTS[1]: "ana"}
    assert registered_keys(register(ana={}, ben={"signing_key": ""})) == {}


ELSEWHERE = "stranger@elsewhere.example"


def made(key: str = "", signed: str = "no", author: str = ELSEWHERE, committer: str = ELSEWHERE) -> _Commit:
    return _Commit("one", "2024-05-01T10:00:00Z", signed, key, author, committer, (), ())


@pytest.mark.parametrize(
    ("commit", "acted"),
    [
        (made(PRINTS[0], "yes"), (ANA, "verified")),
        (made(PRINTS[0], "yes", f"ben@{DOMAIN}"), (ANA, "verified")),
        (made(PRINTS[1], "yes", f"ben@{DOMAIN}"), (BEN, "unverified")),
        (made("", "yes", f"ben@{DOMAIN}"), (BEN, "unverified")),
        (made("", "asked"), (UNREGISTERED, "unverified")),
        (made("", "no", f"ben@{DOMAIN}"), (BEN, "no")),
        (made(), (UNREGISTERED, "no")),
    ],
)
def test_a_verified_key_says_who_acted_before_any_address(commit: _Commit, acted: tuple[Actor, str]) -> None:
    people = _People(register(ana={"signing_key": KEYS[0]}, ben={"forge_login": "ben"}))
    assert people.of(commit, lambda _, key: ({PRINTS[0]: "ana"}.get(key, ""), "verified")) == acted


@pytest.mark.parametrize(
    ("commit", "parents", "merge"),
    [
        (made(PRINTS[0], "yes", f"ben@{DOMAIN}", f"ben@{DOMAIN}"), 1, Merge("one", ANA, "verified")),
        (made(PRINTS[2], "yes", f"ben@{DOMAIN}"), 2, Merge("one", BEN, "forge")),
        (made(PRINTS[2], "yes", f"ben@{DOMAIN}"), 1, Merge("one", UNREGISTERED, "forge")),
        (made("", "no", f"ben@{DOMAIN}", f"ana@{DOMAIN}"), 1, Merge("one", ANA, "no")),
        (made("", "no", f"ben@{DOMAIN}", f"ana@{DOMAIN}"), 0, Merge("one", ANA, "no")),
        (made("", "no", f"ben@{DOMAIN}", f"ana@{DOMAIN}"), 2, Merge("one", BEN, "no")),
    ],
)
def test_a_merge_is_its_authors_and_a_commit_of_its_own_its_committers(
    commit: _Commit, parents: int, merge: Merge
) -> None:
    people = _People(register(ana={"forge_login": "ana"}, ben={"forge_login": "ben"}))
    told = {PRINTS[0]: ("ana", "verified"), PRINTS[2]: ("", "forge")}
    assert people.merge(commit, parents, lambda _, key: told.get(key, ("", ""))) == merge


def test_an_approval_is_of_a_registered_person_who_is_not_its_author() -> None:
    people = _People(register(ana={"forge_login": "ana"}, ben={"forge_login": "ben"}))
    given = [
        "Nobody",
        f"ben@{DOMAIN}",
        f"Somebody <ana@{DOMAIN}.evil.example>",
        f"Ben <ben@{DOMAIN}>",
        f"Another name <3+BEN@{DOMAIN}>",
        f"Ana <ana@{DOMAIN}>",
    ]
    ana, ben = Approver("ana", "Ana", "Officer", "declared"), Approver("ben", "Ben", "Clerk", "declared")
    assert people.approving(given, UNREGISTERED) == (ben, ana)
    assert people.approving(given, ANA) == (ben,)
    assert people.approving(given, BEN) == (ana,)
    assert people.approving(given[:3], ANA) == ()
    # the first address counts, and none that is not closed
    assert people.approving([f"<ben@{DOMAIN}> <ana@{DOMAIN}>", f"Ana <ana@{DOMAIN}"], UNREGISTERED) == (ben,)


@pytest.mark.parametrize(
    ("raw", "sides"),
    [
        (f":100644 100644 {A} {B} M", (A, B)),
        (f":000000 100644 {ZEROS} {B} A", ("", B)),
        (f":100644 000000 {A} {ZEROS} D", (A, "")),
        (f":100644 120000 {A} {B} T", (A, "")),
        (f":120000 100755 {A} {B} T", ("", B)),
        (f":160000 160000 {A} {B} M", ("", "")),
        (f"::100644 100644 100644 {A} {B} {C} MM", (A, C)),
        (f"::100644 120000 100644 {A} {B} {C} MT", (A, C)),
        (f"::000000 100644 100644 {ZEROS} {B} {C} AM", ("", C)),
        (f"::100644 100644 000000 {A} {B} {ZEROS} DD", (A, "")),
        (f":::100644 100644 100644 100644 {A} {B} {C} {D} MMM", (A, D)),
        (f":::100644 000000 000000 120000 {A} {ZEROS} {ZEROS} {D} TAA", (A, "")),
    ],
)
def test_a_change_has_the_contents_of_before_and_after(raw: str, sides: tuple[str, str]) -> None:
    assert _sides(raw) == sides


def test_the_records_among_the_changes_are_those_of_the_root() -> None:
    raw = f":100644 100644 {A} {B} M"
    paths = [
        "registry/sites/parks-x.yml",
        "office/registry/sites/parks-y.yml",
        "office/README.md",
        "office-2/registry/sites/parks-z.yml",
        "office/captures/parks-x/2024-01-01/capture.yml",
    ]
    changes = [(raw, path) for path in paths]
    assert list(_files(changes, "")) == [["sites", "parks-x", A, B]]
    assert next(each[:2] for each in _files(changes, "office")) == ["sites", "parks-y"]
    assert {each[0] for each in _files(changes, "office")} <= {"sites", "captures"}
    assert "parks-z" not in repr(list(_files(changes, "office")))


PARENTS = {
    "m2": ("m1", "t1"),
    "t1": ("s2",),
    "m1": ("one", "s2"),
    "s2": ("s1",),
    "s1": ("root",),
    "one": ("root",),
    "root": (),
}


def test_a_commit_came_with_the_first_merge_that_reached_it() -> None:
    assert _landed("m2", PARENTS) == {
        "m2": "m2",
        "m1": "m1",
        "one": "one",
        "root": "root",
        "t1": "m2",
        "s1": "m1",
        "s2": "m1",
    }
    assert _landed("one", PARENTS) == {"one": "one", "root": "root"}


def change(kind: str, name: str, commit: str) -> Change:
    return Change(commit, "2024-05-01T10:00:00Z", ANA, (), "no", kind, name, "added", ())


def test_a_trail_has_the_changes_of_each_record_at_hand() -> None:
    one, two, three = change("sites", "a", "3"), change("agencies", "a", "2"), change("sites", "a", "1")
    trail = audit_trail("3", "2024-05-01T10:00:00Z", iter([one, two, three]))
    assert trail.changes == (one, two, three)
    assert (trail.of("sites", "a"), trail.of("agencies", "a"), trail.of("sites", "b")) == ((one, three), (two,), ())
    again = trail.with_changes([two])
    assert (again.head, again.head_at, again.changes, again.of("sites", "a")) == ("3", trail.head_at, (two,), ())


# from git


@pytest.fixture
def files() -> dict[str, Any]:
    files = root_files()
    files["registry/portal.yml"]["forge"] = {"noreply_domain": DOMAIN}
    files["registry/people/ana.yml"]["forge_login"] = "Ana-L"
    return files


@pytest.fixture
def root(tmp_path: Path, files: dict[str, Any]) -> Root:
    root = Root(tmp_path / "root")
    root.commit(files)
    return root


def read(root: Root, cache: Path | None = None, private: Path | None = None) -> AuditTrail:
    tree = FolderTree(private) if private else None
    found = load_register(FolderTree(root.folder), tree).register
    return read_audit_trail(Repository(root.folder), found, cache)


def test_a_trail_says_up_to_which_commit_it_goes_and_when_that_was(root: Root) -> None:
    head = root.commit({}, GIT_COMMITTER_DATE="2025-01-02T03:04:05+01:00")
    trail = read(root)
    assert (trail.head, trail.head_at) == (head, "2025-01-02T02:04:05Z")
    assert {(each.what, each.signed) for each in trail.changes} == {("added", "no")}


def test_facts_are_told_of_sites_alone(root: Root) -> None:
    trail = read(root)
    (site,) = trail.of("sites", "parks-x")
    assert ([each["kind"] for each in site.course.facts], site.course.after) == (["request"], "requested")
    assert [each.course.facts for each in trail.changes if each.kind != "sites"] == [()] * 5


def test_commits_are_read_many_at_a_time(root: Root, files: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    names = []
    for number in range(4):
        files["registry/agencies/parks.yml"]["name"] = f"Parks {number}"
        names.append(root.commit(files))
    whole = read(root)
    assert [each.commit for each in whole.of("agencies", "parks")][:4] == names[::-1]
    monkeypatch.setattr(trail_module, "COMMITS_AT_ONCE", 2)
    assert read(root) == whole


def test_what_is_known_of_a_commit_is_kept_by_its_name(root: Root, tmp_path: Path) -> None:
    head = root.commit({}, message=f"x\n\nApproved-by: Ana <{ADDRESS}>\nApproved-by: Ben <ben@x.example>")
    first = read(root, tmp_path / "cache")
    (path,) = (tmp_path / "cache").iterdir()
    entry = read_kept(path)["commits"][head]
    approvals = [f"Ana <{ADDRESS}>", "Ben <ben@x.example>"]
    assert entry == ["2024-05-01T10:00:00Z", "no", "", ADDRESS, ADDRESS, approvals, []]
    assert len(read_kept(path)["commits"]) == 2
    assert len(read_kept(path)["differences"]) == 6
    assert read(root, tmp_path / "cache") == first


def test_a_commit_that_is_no_longer_in_the_history_is_not_kept(root: Root, tmp_path: Path) -> None:
    root.commit({"registry/platforms/y.yml": root_files()["registry/platforms/x.yml"]})
    read(root, tmp_path / "cache")
    root.git("reset", "--quiet", "--hard", "HEAD~1")
    kept = root.commit({"registry/platforms/z.yml": root_files()["registry/platforms/x.yml"]})
    read(root, tmp_path / "cache")
    (path,) = (tmp_path / "cache").iterdir()
    assert next(iter(read_kept(path)["commits"])) == kept
    assert len(read_kept(path)["commits"]) == 2


@pytest.mark.parametrize("private_people", [False, True])
def test_with_private_people_nothing_is_kept(
    root: Root, files: dict[str, Any], tmp_path: Path, private_people: bool
) -> None:
    private = Root(tmp_path / "private")
    if private_people:
        private.write({"registry/people/cy.yml": files["registry/people/ana.yml"] | {"forge_login": "cy"}})
    read(root, tmp_path / "cache", private.folder)
    assert (tmp_path / "cache").exists() is not private_people


def test_a_signature_that_only_git_can_verify_and_does_not_is_unverified(root: Root, tmp_path: Path) -> None:
    data = root.git("cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1
    )
    (tmp_path / "object").write_text(data)
    name = root.git("hash-object", "-t", "commit", "-w", str(tmp_path / "object")).strip()
    root.git("reset", "--quiet", "--soft", name)
    trail = read(root, tmp_path / "cache")
    assert {(each.by, each.signed) for each in trail.changes} == {(ANA, "unverified")}
    (path,) = (tmp_path / "cache").iterdir()
    assert read_kept(path)["commits"][name][:4] == ["2024-05-01T10:00:00Z", "asked", "", ADDRESS]

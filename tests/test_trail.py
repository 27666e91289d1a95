"""How each approval is known: signed by the person, or only declared by a name that somebody typed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from records_portal.history.audit_trail import moment_of
from records_portal.history.repository import Repository
from records_portal.identity.trail import read_trail
from records_portal.register.sources import FolderTree, load_register
from records_portal.values.ssh_keys import parse_key
from tests.acting import KEYS, ActingOffice, person
from tests.roots import Root
from tests.ssh_signing import MADE, ed25519_key, make_key

DOMAIN = "users.noreply.forge.example"
BY_BEN = f"Approved-by: Ben <ben@{DOMAIN}>"


@pytest.fixture
def office(tmp_path: Path) -> ActingOffice:
    """An office whose people have logins at a forge; the commits are Ana's."""
    office = ActingOffice(tmp_path / "root")
    settings = office.files["registry/portal.yml"] | {
        "forge": {"url": "https://forge.example/o/r", "noreply_domain": DOMAIN}
    }
    people = {
        f"registry/people/{name}.yml": office.files[f"registry/people/{name}.yml"] | {"forge_login": login}
        for name, login in {"ana": "ana-l", "ben": "ben"}.items()
    }
    office.write(people | {"registry/portal.yml": settings})
    office.commit("Logins")
    office.propose()
    office.change()
    return office


def approvals(office: ActingOffice) -> list[tuple[str, str]]:
    """Of the site's newest change: who approved, and how that is known."""
    register = load_register(FolderTree(office.root.folder)).register
    trail = read_trail(Repository(office.root.folder), register)
    return [(each.person, each.known) for each in trail.of("sites", "parks-x")[0].approved_by]


def test_a_name_in_a_message_is_declared(office: ActingOffice) -> None:
    office.commit(f"Say more\n\n{BY_BEN}")
    assert approvals(office) == [("ben", "declared")]


def test_nobody_approves_by_a_line_of_their_own(office: ActingOffice) -> None:
    office.commit(f"Say more\n\nApproved-by: Ana <ana-l@{DOMAIN}>")
    assert approvals(office) == []


@pytest.mark.parametrize("way", ["--squash", "--no-ff", "--ff-only"])
def test_a_signed_act_is_told_of_the_change_however_it_landed(office: ActingOffice, way: str) -> None:
    office.commit("Say more")
    office.approve("ben")
    office.root.git("switch", "--quiet", "main")
    office.root.git("merge", "--quiet", way, *(["-m", "Merge"] if way == "--no-ff" else []), "proposal")
    if way == "--squash":
        office.commit("Squashed")
    assert approvals(office) == [("ben", "signed")]


def test_of_one_person_the_surest_is_told(office: ActingOffice) -> None:
    office.commit(f"Say more\n\n{BY_BEN}")
    office.approve("ben")
    assert approvals(office) == [("ben", "signed")]


def test_an_act_that_does_not_hold_is_not_told(office: ActingOffice) -> None:
    office.commit("Say more")
    statement = office.approve("ben")
    (office.root.folder / f"{statement.path}.sig").unlink()
    office.commit("Tidy up")
    assert approvals(office) == []


def test_an_act_is_told_of_its_own_change_alone(office: ActingOffice) -> None:
    office.commit("Say more")
    office.approve("ben")
    office.change("Something else")
    office.commit("Later")
    assert approvals(office) == []


def test_of_several_files_each_is_told_from_where_it_changed(office: ActingOffice) -> None:
    office.root.git("checkout", "--quiet", "--", ".")
    office.change("Another title", "registry/portal.yml")
    office.commit("The title first")
    office.change("In between")
    office.commit("The site, and nobody approves")
    between = office.root.git("rev-parse", "HEAD").strip()
    office.change("At last")
    office.commit("The site again")
    site = office.changes(between)
    whole = office.changes("main")
    portal = [each for each in whole if each.path == "registry/portal.yml"]
    statement = office.state("ben", changes=(*portal, *site))
    office.sign(statement, KEYS["ben"])
    office.commit("Approve the title and the last change")
    register = load_register(FolderTree(office.root.folder)).register
    trail = read_trail(Repository(office.root.folder), register)
    told = {change.commit: [each.known for each in change.approved_by] for change in trail.of("sites", "parks-x")}
    assert told[between] == []
    assert [each.known for each in trail.of("portal", "portal")[0].approved_by] == ["signed"]


def test_a_key_that_nobody_admitted_signs_no_approval(office: ActingOffice) -> None:
    key = ed25519_key(b"m" * 32)
    office.root.git("checkout", "--quiet", "--", ".")
    office.root.git("switch", "--quiet", "main")
    office.write({"registry/people/ben.yml": person("ben", "records-officer", key)})
    office.commit("A key of Ben's, says Mallory")
    office.propose("second")
    office.change()
    office.commit("Say more")
    office.sign(office.state("ben"), key)
    office.commit("Approve")
    assert office.reasons() == [""]
    assert approvals(office) == []


def test_only_an_approval_is_told_as_one(office: ActingOffice) -> None:
    office.commit("Say more")
    office.approve("ben", act="witness-evidence")
    assert office.reasons() == [""]
    assert approvals(office) == []


@pytest.mark.parametrize("setting", ["trailer.separators=%", "i18n.logOutputEncoding=UTF-16"])
def test_settings_of_git_do_not_change_what_is_told(office: ActingOffice, setting: str) -> None:
    office.commit(f"Say more\n\n{BY_BEN}")
    office.root.git("config", *setting.split("="))
    assert approvals(office) == [("ben", "declared")]


@pytest.mark.parametrize("name", [".root", "root.", ".root."])
def test_a_root_in_a_folder_with_dots_is_that_folder(tmp_path: Path, name: str) -> None:
    top = Root(tmp_path / "whole")
    (top.folder / name).mkdir()
    assert Repository(top.folder / name).prefix == name
    assert Repository(top.folder).prefix == ""


@pytest.mark.parametrize(
    ("seconds", "moment"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1714557600, "2024-05-01T10:00:00Z"),
        (253402300800, "9999-12-31T23:59:59Z"),
        (2**63 - 1, "9999-12-31T23:59:59Z"),
        (-(2**40), "0001-01-01T00:00:00Z"),
    ],
)
def test_a_moment_that_a_commit_claims_is_told_whatever_it_is(seconds: int, moment: str) -> None:
    assert moment_of(seconds) == moment


def test_a_commit_of_the_year_ten_thousand_does_not_stop_the_trail(office: ActingOffice) -> None:
    office.root.git("add", "--all")
    office.root.git("commit", "--quiet", "-m", "Say more", GIT_COMMITTER_DATE="@253402300800 +0000")
    office.approve("ben")
    register = load_register(FolderTree(office.root.folder)).register
    trail = read_trail(Repository(office.root.folder), register)
    assert trail.of("sites", "parks-x")[0].at == "9999-12-31T23:59:59Z"


# what was signed, and by whose key a commit


def told(office: ActingOffice) -> dict[str, list[str]]:
    """Of each commit that changed the site who approved it, and how that is known."""
    register = load_register(FolderTree(office.root.folder)).register
    trail = read_trail(Repository(office.root.folder), register)
    return {each.commit: [one.known for one in each.approved_by] for each in trail.of("sites", "parks-x")}


@pytest.mark.parametrize("way", ["--no-ff", "--ff-only"])
def test_what_a_file_said_in_between_was_signed_by_nobody(office: ActingOffice, way: str) -> None:
    office.change("Buy followers here")
    between = office.commit("Something that nobody saw")
    office.change("News and tides")
    last = office.commit("What is approved")
    office.approve("ben")
    office.root.git("switch", "--quiet", "main")
    office.root.git("merge", "--quiet", way, *(["-m", "Merge"] if way == "--no-ff" else []), "proposal")
    assert (told(office)[between], told(office)[last]) == ([], ["signed"])


def signed_commit(office: ActingOffice, key: Path, purpose: str, on: str = "") -> str:
    """A change of the site in a commit that git signs."""
    office.root.git("config", "gpg.format", "ssh")
    office.root.git("config", "user.signingKey", str(key))
    office.change(purpose)
    dated = {"GIT_COMMITTER_DATE": f"{on}T12:00:00Z"} if on else {}
    office.root.git("commit", "--quiet", "--all", "--gpg-sign", "-m", "Signed", **dated)
    return office.root.git("rev-parse", "HEAD").strip()


def signatures(office: ActingOffice) -> dict[str, tuple[str, str]]:
    """Of each commit that changed the site how its signature is told, and of whom."""
    register = load_register(FolderTree(office.root.folder)).register
    trail = read_trail(Repository(office.root.folder), register)
    return {each.commit: (each.signed, each.by.person) for each in trail.of("sites", "parks-x")}


def with_key(office: ActingOffice, key: Path, **more: str) -> None:
    """Ben's record with a key of a file."""
    line = parse_key(key.with_suffix(".pub").read_text()).line
    value = person("ben", "records-officer", line)
    value["keys"][0] |= more
    office.write({"registry/people/ben.yml": value})


def test_a_key_entered_later_bears_out_no_earlier_commit(office: ActingOffice, tmp_path: Path) -> None:
    key = make_key(tmp_path / "key", *MADE["ssh-ed25519"])
    early = signed_commit(office, key, "Before the key")
    with_key(office, key)
    office.commit("A key")
    late = signed_commit(office, key, "After the key")
    found = signatures(office)
    assert found[early][0] == "unverified"
    assert found[late] == ("verified", "ben")


@pytest.mark.parametrize(
    ("ended", "on", "state"),
    [
        ({"ended": "revoked", "to_on": "2024-05-31"}, "2024-05-02", "unverified"),
        ({"ended": "left", "to_on": "2024-05-31"}, "2024-05-31", "verified"),
        ({"ended": "left", "to_on": "2024-05-31"}, "2024-06-01", "unverified"),
        ({"to_on": "2024-05-31"}, "2024-06-01", "unverified"),
    ],
)
def test_a_key_that_had_ended_bears_out_no_later_commit(
    office: ActingOffice, tmp_path: Path, ended: dict[str, str], on: str, state: str
) -> None:
    key = make_key(tmp_path / "key", *MADE["ssh-ed25519"])
    with_key(office, key)
    office.commit("A key")
    early = signed_commit(office, key, "With the key")
    with_key(office, key, **ended)
    office.commit("It ends")
    late = signed_commit(office, key, "After its end", on)
    found = signatures(office)
    assert found[early] == ("verified", "ben")
    assert found[late][0] == state


def test_the_first_keys_bear_out_the_commit_that_brought_them(tmp_path: Path) -> None:
    key = make_key(tmp_path / "key", *MADE["ssh-ed25519"])
    office = ActingOffice(tmp_path / "root")
    office.root.git("config", "gpg.format", "ssh")
    office.root.git("config", "user.signingKey", str(key))
    with_key(office, key)
    office.root.git("add", "--all")
    office.root.git("commit", "--quiet", "--amend", "--gpg-sign", "-m", "Begin")
    assert set(signatures(office).values()) == {("verified", "ben")}


def test_a_key_of_two_people_bears_out_nobody(office: ActingOffice, tmp_path: Path) -> None:
    key = make_key(tmp_path / "key", *MADE["ssh-ed25519"])
    with_key(office, key)
    line = parse_key(key.with_suffix(".pub").read_text()).line
    office.write({"registry/people/cy.yml": person("cy", "cto-cio", line)})
    office.commit("One key, two people")
    commit = signed_commit(office, key, "Signed")
    assert signatures(office)[commit][0] == "unverified"


@pytest.mark.parametrize(("on", "state"), [("2024-05-02", "forge"), ("2024-07-01", "unverified")])
def test_a_commit_that_the_forge_signed_is_told_as_the_forges(
    office: ActingOffice, tmp_path: Path, on: str, state: str
) -> None:
    key = make_key(tmp_path / "key", *MADE["ssh-ed25519"])
    line = parse_key(key.with_suffix(".pub").read_text()).line
    portal = office.files["registry/portal.yml"]
    forge = {"noreply_domain": DOMAIN, "keys": [{"key": line, "from_on": "2024-01-01", "to_on": "2024-06-30"}]}
    office.write({"registry/portal.yml": portal | {"forge": forge}})
    office.commit("The forge's key")
    commit = signed_commit(office, key, "Merged by the forge", on)
    assert signatures(office)[commit][0] == state
    assert told(office)[commit] == [], "and it approves nothing"


def test_what_goes_by_a_letter_is_told_with_it(office: ActingOffice) -> None:
    office.root.git("checkout", "--quiet", "--", ".")
    letter = {
        "kinds": ["sites"],
        "said_by": "ana",
        "on": "2024-01-01",
        "letter": {"form": "letter", "reference": "Letter 7"},
    }
    portal = office.files["registry/portal.yml"] | {"forge": {"noreply_domain": DOMAIN}, "approvals": letter}
    office.change("With the letter, and before it counts")
    office.write({"registry/portal.yml": portal})
    early = office.commit(f"The letter\n\n{BY_BEN}")
    office.change("By a letter that nobody signed")
    unsigned = office.commit(f"Say it\n\n{BY_BEN}")
    office.approve("ana", changes=[each for each in office.changes(f"{early}~1", early) if "portal" in each.path])
    office.change("By the letter")
    late = office.commit(f"Say more\n\n{BY_BEN}")
    office.change("A year later")
    past = office.commit(f"More\n\n{BY_BEN}", "2025-01-02")
    register = load_register(FolderTree(office.root.folder)).register
    trail = read_trail(Repository(office.root.folder), register)
    found = {each.commit: [one.told for one in each.approved_by] for each in trail.of("sites", "parks-x")}
    assert found[early] == ["declared"], "a change does not bring its own letter"
    assert found[unsigned] == ["declared"], "a name in the settings is no letter"
    assert found[late] == ["declared, by letter of ana of 2024-01-01 (Letter 7)"]
    assert found[past] == ["declared"], "the letter was past its year"


def test_a_signature_in_a_role_that_no_such_change_needs_is_told_as_that(office: ActingOffice) -> None:
    office.commit("Say more")
    office.root.git("switch", "--quiet", "main")
    office.write({"schedules/local.yml": office.files["schedules/local.yml"] | {"name": "Local schedule"}})
    office.root.git("switch", "--quiet", "--create", "other")
    office.commit("Rename the schedule")
    office.approve("cy")
    register = load_register(FolderTree(office.root.folder)).register
    trail = read_trail(Repository(office.root.folder), register)
    (approver,) = trail.of("schedules", "local")[0].approved_by
    assert (approver.known, approver.told) == ("signed", "signed, in a role that is not needed")


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """gpg's agent listens on a socket in its home, whose path may have 107 bytes; those of pytest are longer."""
    with tempfile.TemporaryDirectory(prefix="gpg-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not installed")
def test_a_commit_that_the_forge_signed_with_openpgp_is_told_as_the_forges(
    office: ActingOffice, tmp_path: Path, short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, ours = short_folder / "g1", short_folder / "g2"
    for folder in (made, ours):
        folder.mkdir(mode=0o700)

    def gpg(home: Path, *arguments: str, data: bytes = b"") -> bytes:
        command = ["gpg", "--homedir", str(home), "--batch", "--passphrase", "", *arguments]
        return subprocess.run(command, input=data, check=True, capture_output=True).stdout

    gpg(made, "--quick-generate-key", "Forge <noreply@forge.example>", "rsa2048", "sign", "never")
    listed = gpg(made, "--list-keys", "--with-colons").decode()
    fingerprint = next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr"))
    gpg(ours, "--import", data=gpg(made, "--export"))
    portal = office.files["registry/portal.yml"]
    keys = [{"key": f"OPENPGP:{fingerprint}", "from_on": "2024-01-01"}]
    office.write({"registry/portal.yml": portal | {"forge": {"noreply_domain": DOMAIN, "keys": keys}}})
    office.commit("The forge's key")
    office.change("Merged by the forge")
    signing = ("-c", f"user.signingKey={fingerprint}", "-c", "gpg.format=openpgp")
    office.root.git(*signing, "commit", "--quiet", "--all", "--gpg-sign", "-m", "Merge", GNUPGHOME=str(made))
    commit = office.root.git("rev-parse", "HEAD").strip()
    monkeypatch.setenv("GNUPGHOME", str(ours))
    assert signatures(office)[commit][0] == "forge"
    assert told(office)[commit] == []
    monkeypatch.setenv("GNUPGHOME", str(tmp_path))
    assert signatures(office)[commit][0] == "unverified", "the key is not at hand"

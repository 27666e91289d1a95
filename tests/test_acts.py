"""Who really acted: statements through every way of landing, and the ways to forge an approval, each refused."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from records_portal.history.repository import Repository
from records_portal.identity.acts import COUNTS, PREPARES, ActKind, Exemption, Known, counts
from records_portal.identity.acts_of_history import read_acts
from records_portal.identity.base import base_reader
from records_portal.identity.statements import (
    ContentChange,
    NotAStatement,
    parse_statement,
    statement_of,
)
from records_portal.values.ssh_keys import parse_key
from tests.acting import KEYS, ON, SITE, ZEROS, ActingOffice, holding, person
from tests.ssh_signing import MADE, SecurityKey, ed25519_key, make_key

BEN = ["ben approve signed"]
S, A, M, F, D = Known.SIGNED, Known.ATTESTED, Known.BY_MESSAGE, Known.FORGE, Known.DECLARED


@pytest.fixture
def office(tmp_path: Path) -> ActingOffice:
    return ActingOffice(tmp_path / "root")


@pytest.fixture
def proposed(office: ActingOffice) -> ActingOffice:
    """A proposal of one commit, not yet approved."""
    office.propose()
    office.change()
    office.commit("Say more")
    return office


@pytest.fixture
def approved(proposed: ActingOffice) -> ActingOffice:
    """The same with a statement of the records officer's."""
    proposed.approve("ben")
    proposed.root.git("switch", "--quiet", "main")
    return proposed


# the ways in which a proposal lands


def test_a_merge_keeps_a_statement(approved: ActingOffice) -> None:
    approved.root.git("merge", "--quiet", "--no-ff", "-m", "Merge", "proposal")
    assert holding(approved.acts()) == BEN


def test_a_squash_keeps_a_statement(approved: ActingOffice) -> None:
    approved.root.git("merge", "--quiet", "--squash", "proposal")
    approved.commit("Squashed")
    assert holding(approved.acts()) == BEN


def test_a_fast_forward_keeps_a_statement(approved: ActingOffice) -> None:
    approved.root.git("merge", "--quiet", "--ff-only", "proposal")
    assert holding(approved.acts()) == BEN


def test_a_rebase_onto_other_changes_keeps_a_statement(approved: ActingOffice) -> None:
    approved.change("Another title", "registry/portal.yml")
    approved.commit("Meanwhile")
    approved.root.git("switch", "--quiet", "proposal")
    approved.root.git("rebase", "--quiet", "main")
    approved.root.git("switch", "--quiet", "main")
    approved.root.git("merge", "--quiet", "--ff-only", "proposal")
    assert holding(approved.acts()) == BEN


def test_a_cherry_pick_keeps_a_statement(approved: ActingOffice) -> None:
    approved.root.git("cherry-pick", "--allow-empty", "main..proposal")
    assert holding(approved.acts()) == BEN


def test_a_bundle_carries_a_statement(approved: ActingOffice, tmp_path: Path) -> None:
    approved.root.git("merge", "--quiet", "--no-ff", "-m", "Merge", "proposal")
    bundle = tmp_path / "root.bundle"
    approved.root.git("bundle", "create", "--quiet", str(bundle), "main")
    approved.root.git("clone", "--quiet", "--branch", "main", str(bundle), str(tmp_path / "copy"))
    repository = Repository(tmp_path / "copy")
    assert holding(read_acts(repository, base_reader(repository))) == BEN


def test_a_root_below_the_top_of_its_repository_is_read_as_any(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    office = ActingOffice(tmp_path / "root")
    office.propose()
    office.change()
    office.commit("Say more")
    office.approve("ben")
    whole = tmp_path / "whole"
    names = {"GIT_CONFIG_GLOBAL": os.devnull, "PATH": os.environ["PATH"]}
    names |= {f"GIT_{who}_{what}": "a" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(whole), *arguments], env=names, check=True, capture_output=True)

    git("init", "--quiet", "--initial-branch=main")
    git("commit", "--quiet", "--allow-empty", "-m", "Top")
    git("fetch", "--quiet", str(office.root.folder), "proposal")
    git("-c", "core.hooksPath=/dev/null", "read-tree", "--prefix=office/", "FETCH_HEAD~2")
    git("commit", "--quiet", "-m", "Begin")
    git("read-tree", "--reset", "HEAD")
    git("rm", "-r", "--quiet", "--cached", ".")
    git("read-tree", "--prefix=office/", "FETCH_HEAD")
    git("commit", "--quiet", "-m", "Land")
    git("checkout", "--quiet", "--", ".")
    repository = Repository(whole / "office")
    assert holding(read_acts(repository, base_reader(repository))) == BEN


@pytest.mark.parametrize("kind", MADE)
def test_every_kind_of_key_signs(office: ActingOffice, tmp_path: Path, kind: str) -> None:
    key = make_key(tmp_path / "key", *MADE[kind])
    line = parse_key(key.with_suffix(".pub").read_text()).line
    office.write({"registry/people/ben.yml": person("ben", "records-officer", line)})
    office.commit("A key")
    office.propose()
    office.change()
    office.commit("Say more")
    office.sign(office.state("ben"), key)
    office.commit("Approve")
    assert holding(office.acts()) == BEN


@pytest.mark.parametrize("kind", ["sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"])
@pytest.mark.parametrize(("flags", "reasons"), [(1, [""]), (0, ["made by a security key that nobody touched"])])
def test_a_security_key_signs_when_it_was_touched(
    office: ActingOffice, kind: str, flags: int, reasons: list[str]
) -> None:
    key = SecurityKey.made(kind).signing(flags)
    office.write({"registry/people/ben.yml": person("ben", "records-officer", key)})
    office.commit("A key")
    office.propose()
    office.change()
    office.commit("Say more")
    office.sign(office.state("ben"), key)
    office.commit("Approve")
    assert office.reasons() == reasons


# the ways to forge an approval


def refused(office: ActingOffice) -> str:
    """Why the only act does not count."""
    (reason,) = office.reasons()
    assert office.about() == []
    return reason


def test_another_persons_key_does_not_sign_for_somebody(proposed: ActingOffice) -> None:
    proposed.sign(proposed.state("ben"), KEYS["cy"])
    proposed.commit("Approve")
    assert refused(proposed) == f"the key {parse_key(KEYS['cy'].line).fingerprint} is another person's"


def test_a_key_of_nobody_does_not_sign(proposed: ActingOffice) -> None:
    key = ed25519_key(b"m" * 32)
    proposed.sign(proposed.state("ben"), key)
    proposed.commit("Approve")
    wanted = f"the key {parse_key(key.line).fingerprint} was not registered for 'ben' before this change"
    assert refused(proposed) == wanted


def test_a_change_does_not_admit_its_own_key(office: ActingOffice) -> None:
    key = ed25519_key(b"m" * 32)
    office.propose()
    office.change()
    office.write({"registry/people/ben.yml": person("ben", "records-officer", key)})
    office.commit("Say more, with another key")
    office.sign(office.state("ben"), key)
    office.commit("Approve")
    office.root.git("switch", "--quiet", "main")
    office.root.git("merge", "--quiet", "--squash", "proposal")
    office.commit("Squashed")
    assert refused(office).endswith("was not registered for 'ben' before this change")


def test_a_key_added_in_the_commit_before_does_not_approve_what_came_with_it(office: ActingOffice) -> None:
    key = ed25519_key(b"m" * 32)
    office.propose()
    office.change()
    office.write({"registry/people/ben.yml": person("ben", "records-officer", key)})
    office.commit("Say more, with another key")
    office.sign(office.state("ben"), key)
    office.commit("Approve")
    assert refused(office).endswith("was not registered for 'ben' before this change")


def test_a_change_does_not_admit_its_own_approver(office: ActingOffice) -> None:
    key = ed25519_key(b"m" * 32)
    office.propose()
    office.change()
    office.write({"registry/people/mal.yml": person("mal", "agency-head", key)})
    office.commit("Say more, with Mal")
    office.sign(office.state("mal"), key)
    office.commit("Approve")
    assert refused(office) == "person 'mal' is not in the register that it was made under"


def test_a_role_that_was_not_held_does_not_approve(proposed: ActingOffice) -> None:
    proposed.sign(proposed.state("ben", role="agency-head"), KEYS["ben"])
    proposed.commit("Approve")
    assert refused(proposed) == "'ben' did not hold the role 'agency-head' on 2024-05-02"


def test_an_approval_of_other_contents_does_not_count(approved: ActingOffice) -> None:
    approved.root.git("switch", "--quiet", "proposal")
    approved.change("Something else altogether")
    approved.commit("After the approval")
    approved.root.git("switch", "--quiet", "main")
    approved.root.git("merge", "--quiet", "--squash", "proposal")
    approved.commit("Squashed")
    assert refused(approved) == f"{SITE} is not as it was approved where it was merged"


def test_a_repository_of_sha_256_names_says_that_a_statement_names_contents_otherwise(tmp_path: Path) -> None:
    office = ActingOffice(tmp_path / "root", "--object-format=sha256")
    office.propose()
    office.change()
    office.commit("Say more")
    statement = office.approve("ben")
    assert holding(office.acts()) == BEN
    [change] = statement.changes
    shorter = ContentChange(SITE, change.old[:40], change.new[:40])  # as a repository of SHA-1 names would have them
    office.sign(office.state("ben", changes=[shorter]), KEYS["ben"])
    office.commit("Signed in another clone")
    assert sorted(office.reasons()) == [
        "",
        f"{SITE} is named by 40 characters, as no content of this repository is; sign it here, where names have 64",
    ]


def test_an_approval_over_a_main_line_that_moved_does_not_count(approved: ActingOffice) -> None:
    old = approved.root.git("rev-parse", "main").strip()
    approved.root.git("switch", "--quiet", "--orphan", "other")
    approved.root.git("checkout", "--quiet", old, "--", ".")
    approved.change("Never what Ben saw")
    approved.commit("Another beginning")
    approved.root.git("checkout", "--quiet", "proposal", "--", ".")
    approved.commit("Landed there")
    assert refused(approved) == f"{SITE} was never as it was before what was approved"


def test_an_approval_is_not_moved_to_another_record(proposed: ActingOffice) -> None:
    change = proposed.changes("main")[0]._replace(path="registry/sites/parks-other.yml")
    proposed.sign(proposed.state("ben", changes=(change,)), KEYS["ben"])
    proposed.commit("Approve")
    assert refused(proposed) == "registry/sites/parks-other.yml is not as it was approved where it was merged"


def test_a_signature_made_for_something_else_does_not_count(proposed: ActingOffice) -> None:
    proposed.sign(proposed.state("ben"), KEYS["ben"], "git")
    proposed.commit("Approve")
    assert refused(proposed) == "made for 'git' and not for 'records-approval'"


def test_a_statement_that_was_edited_does_not_count(proposed: ActingOffice) -> None:
    statement = proposed.state("ben")
    proposed.sign(statement, KEYS["ben"])
    target = proposed.root.folder / statement.path
    target.write_bytes(statement.render().replace(b"person ben", b"person ana"))
    proposed.commit("Approve")
    assert refused(proposed).startswith("it is not under its own name, registry/acts/2024-05-02-ana-")


def test_a_statement_without_a_signature_does_not_count(proposed: ActingOffice) -> None:
    statement = proposed.state("ben")
    proposed.sign(statement, KEYS["ben"])
    (proposed.root.folder / f"{statement.path}.sig").unlink()
    proposed.commit("Approve")
    assert refused(proposed) == f"there is no signature beside it, {statement.path}.sig"


def test_a_key_that_had_ended_does_not_sign(office: ActingOffice) -> None:
    ended = person("ben", "records-officer", KEYS["ben"])
    ended["keys"][0] |= {"to_on": "2024-05-01", "ended": "revoked"}
    office.write({"registry/people/ben.yml": ended})
    office.commit("Revoked")
    office.propose()
    office.change()
    office.commit("Say more")
    office.sign(office.state("ben"), KEYS["ben"])
    office.commit("Approve")
    assert refused(office) == f"the key {parse_key(KEYS['ben'].line).fingerprint} did not count on {ON}"


def test_a_key_that_was_taken_away_meanwhile_does_not_sign(approved: ActingOffice) -> None:
    approved.write({"registry/people/ben.yml": person("ben", "records-officer", ed25519_key(b"n" * 32))})
    approved.commit("Another key for Ben")
    approved.root.git("merge", "--quiet", "--no-ff", "-m", "Merge", "proposal")
    assert refused(approved).endswith("was not registered for 'ben' before this change")


def test_a_statement_that_was_taken_away_counts_no_more(approved: ActingOffice) -> None:
    approved.root.git("merge", "--quiet", "--no-ff", "-m", "Merge", "proposal")
    (statement,) = [act.statement for act in approved.acts().acts]
    (approved.root.folder / statement.path).unlink()
    approved.commit("Tidy up")
    assert refused(approved) == f"{statement.path} was changed or taken away after it was merged"


def test_replace_refs_and_grafts_do_not_move_a_statement(approved: ActingOffice) -> None:
    approved.root.git("merge", "--quiet", "--no-ff", "-m", "Merge", "proposal")
    head, first = (approved.root.git("rev-parse", name).strip() for name in ("HEAD", "HEAD~1"))
    approved.root.git("replace", first, approved.root.git("rev-parse", "proposal").strip())
    (approved.root.folder / ".git/info").mkdir(exist_ok=True)
    (approved.root.folder / ".git/info/grafts").write_text(f"{head}\n")
    assert holding(approved.acts()) == BEN


def test_somebody_who_had_left_does_not_sign(office: ActingOffice) -> None:
    office.write({"registry/people/ben.yml": person("ben", "records-officer", KEYS["ben"], leaves_on="2024-05-01")})
    office.commit("Ben leaves")
    office.propose()
    office.change()
    office.commit("Say more")
    office.sign(office.state("ben"), KEYS["ben"])
    office.commit("Approve")
    assert refused(office) == "'ben' had left before 2024-05-02"


@pytest.mark.parametrize("ended", [{"ended": "left"}, {}])
def test_a_key_whose_end_had_come_signs_no_earlier_day(office: ActingOffice, ended: dict[str, str]) -> None:
    value = person("ben", "records-officer", KEYS["ben"])
    value["keys"][0] |= {"to_on": "2024-05-31"} | ended
    office.write({"registry/people/ben.yml": value})
    office.commit("Ben's key ends in May")
    office.propose()
    office.change()
    office.commit("Say more", "2024-06-01")
    office.approve("ben", landed="2024-05-02")  # who merges says the day, as who signs does
    fingerprint = parse_key(KEYS["ben"].line).fingerprint
    assert refused(office) == f"the key {fingerprint} had ended on 2024-05-31, before this was merged on 2024-06-01"


def test_a_key_counts_until_the_day_on_which_it_ends(office: ActingOffice) -> None:
    value = person("ben", "records-officer", KEYS["ben"])
    value["keys"][0] |= {"to_on": "2024-05-31", "ended": "left"}
    office.write({"registry/people/ben.yml": value})
    office.commit("Ben's key ends in May")
    office.propose()
    office.change()
    office.commit("Say more")
    office.approve("ben", landed="2024-05-31")
    assert office.reasons() == [""]


def test_a_role_that_had_ended_approves_no_earlier_change(office: ActingOffice) -> None:
    value = person("ben", "records-officer", KEYS["ben"])
    value["roles"][0]["to_on"] = "2024-05-31"
    office.write({"registry/people/ben.yml": value})
    office.commit("Ben is records officer until May")
    office.propose()
    office.change()
    office.commit("Say more")
    office.approve("ben", landed="2024-06-01")
    wanted = "'ben' held the role 'records-officer' no more when this was merged on 2024-06-01"
    assert refused(office) == wanted


def test_somebody_who_had_left_signs_no_earlier_day(office: ActingOffice) -> None:
    office.write({"registry/people/ben.yml": person("ben", "records-officer", KEYS["ben"], leaves_on="2024-05-31")})
    office.commit("Ben leaves")
    office.propose()
    office.change()
    office.commit("Say more")
    office.approve("ben", landed="2024-06-01")
    assert refused(office) == "'ben' had left before 2024-06-01"


@pytest.mark.parametrize(
    ("on", "reason"),
    [
        ("2024-05-02", ""),
        ("2024-05-03", "it is dated 2024-05-03, a day that had not come when it was merged on 2024-05-01"),
        ("2031-01-01", "it is dated 2031-01-01, a day that had not come when it was merged on 2024-05-01"),
    ],
)
def test_a_day_counts_once_it_has_come(proposed: ActingOffice, on: str, reason: str) -> None:
    proposed.approve("ben", on=on)
    assert proposed.reasons() == [reason]


# the form of a statement

CHANGE = f"change {SITE} {ZEROS} {'a' * 40}"
TEXT = f"records-approval v1\nperson ben\nrole records-officer\nact approve\non 2024-05-02\n{CHANGE}\n"


def test_a_statement_is_read_as_it_is_written() -> None:
    statement = parse_statement(TEXT.encode())
    assert statement.render() == TEXT.encode()
    assert statement.path == "registry/acts/2024-05-02-ben-c9716ac036a4.txt"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the first line is not 'records-approval v1'"),
        (TEXT.replace("v1", "v2"), "the first line is not 'records-approval v1'"),
        (TEXT[:-1], "the last line does not end; a line feed is missing"),
        (TEXT + "\n", "line 7 is not `change PATH OLD NEW`"),
        (TEXT.replace("\n", "\r\n"), "the first line is not 'records-approval v1'"),
        (TEXT.replace("person ben\n", ""), "line 2 does not say person"),
        (
            TEXT.replace("person ben", "person  ben"),
            "person ' ben' is no id: lower-case letters, digits and single hyphens",
        ),
        (
            TEXT.replace("person ben", "person Ben"),
            "person 'Ben' is no id: lower-case letters, digits and single hyphens",
        ),
        (TEXT.replace("act approve", "act bless"), "act 'bless' is not known; one of approve, release, confirm, date"),
        (TEXT.replace("2024-05-02", "2024-02-30"), "'2024-02-30' is not a date"),
        (TEXT.replace(f"{CHANGE}\n", ""), "it speaks of no change"),
        (TEXT + f"{CHANGE}\n", "its paths are not in order, or one stands twice"),
        (TEXT.replace("a" * 40, "a" * 39), f"'{SITE}': '{'a' * 39}' is no full name of a content"),
        (TEXT.replace("a" * 40, ZEROS), f"'{SITE}' does not change"),
        (TEXT.replace(SITE, "registry/../x"), "'registry/../x' is no plain path below the root"),
        (TEXT.replace(SITE, "/etc/passwd"), "'/etc/passwd' is no plain path below the root"),
        (TEXT.replace(SITE, ".git/config"), "'.git/config' is no plain path below the root"),
        (TEXT.replace(SITE, "registry/acts/x.txt"), "'registry/acts/x.txt' is itself a statement"),
        (TEXT.replace(SITE, "registry/\x1b[2Jx"), "'registry/\\x1b[2Jx' is no plain path below the root"),
    ],
)
def test_another_form_is_no_statement(text: str, reason: str) -> None:
    with pytest.raises(NotAStatement) as refusal:
        parse_statement(text.encode())
    assert str(refusal.value).startswith(reason)


def test_a_name_that_is_not_utf_8_is_refused_in_a_line() -> None:
    change = ContentChange("registry/\udcff.yml", ZEROS, "a" * 40)
    with pytest.raises(NotAStatement, match="is not UTF-8, and no record's name"):
        statement_of("ben", "records-officer", "approve", ON, [change])


def test_bytes_that_are_no_text_are_no_statement() -> None:
    with pytest.raises(NotAStatement, match="not UTF-8"):
        parse_statement(b"\xff\xfe")


def test_a_file_among_the_acts_that_is_no_statement_is_told(office: ActingOffice) -> None:
    folder = office.root.folder / "registry/acts"
    folder.mkdir()
    (folder / "2024-05-02-ben-0123456789ab.txt").write_text("I approve everything\n")
    office.commit("Approve everything")
    found = office.acts()
    assert found.acts == ()
    assert [(each.path, each.reason) for each in found.unreadable] == [
        ("registry/acts/2024-05-02-ben-0123456789ab.txt", "the first line is not 'records-approval v1'")
    ]


# what counts for what

TABLE = [
    (ActKind.PLACE_HOLD, {S, A, M, F, D}),
    (ActKind.DECIDE, {S, A, M}),
    (ActKind.RELEASE, {S, A}),
    (ActKind.DISPOSE, {S}),
]


@pytest.mark.parametrize("known", Known)
@pytest.mark.parametrize(("kind", "counting"), TABLE, ids=[kind.name.lower() for kind, _ in TABLE])
def test_what_counts_for_what(kind: ActKind, counting: set[Known], known: Known) -> None:
    assert counts(kind, known) is (known in counting)


def test_the_table_names_every_kind_of_act() -> None:
    assert set(COUNTS) == set(ActKind) == {kind for kind, _ in TABLE}
    assert dict(PREPARES) == {ActKind.RELEASE: {M}}


@pytest.mark.parametrize(
    ("on", "kind", "covered"),
    [
        ("2024-04-30", "sites", False),
        ("2024-05-01", "sites", True),
        ("2025-05-01", "sites", True),
        ("2025-05-02", "sites", False),
        ("2024-05-01", "designations", False),
    ],
)
def test_a_letter_lasts_a_year_and_covers_what_it_names(on: str, kind: str, covered: bool) -> None:
    letter = Exemption(frozenset({"sites"}), "ana", "2024-05-01", "2025-05-01")
    assert counts(ActKind.DISPOSE, D, kind, on, letter) is covered


def test_another_person_is_another_statement() -> None:
    one = parse_statement(TEXT.encode())
    assert replace(one, person="ana").name != one.name

"""The acts of a history: which change a statement speaks of, since when, and what became of it, from values and git."""

from __future__ import annotations

from pathlib import Path

import pytest

from records_portal.history.main_line import MainLine, Transition
from records_portal.history.merged_changes import change_begun
from records_portal.identity.acts import Act, Known
from records_portal.identity.acts_of_history import Acts, UnreadableAct, _altered, changes_between
from records_portal.identity.key_history import KeyHistory
from records_portal.identity.statements import ContentChange, Statement
from tests.acting import KEYS, ActingOffice, person
from tests.ssh_signing import ed25519_key

A, B, C = "a" * 40, "b" * 40, "c" * 40
ZEROS, LONG_ZEROS = "0" * 40, "0" * 64


def act(*changes: ContentChange, reason: str = "") -> Act:
    statement = Statement("ben", "records-officer", "approve", "2024-05-02", changes)
    return Act(statement, Known.SIGNED, "one", "2024-05-02T10:00:00Z", reason=reason)


def test_acts_about_a_content_are_those_that_hold_and_led_there() -> None:
    both = act(ContentChange("x", ZEROS, A), ContentChange("y", A, B))
    away = act(ContentChange("x", A, ZEROS), ContentChange("z", A, LONG_ZEROS))
    void = act(ContentChange("x", ZEROS, A), reason="it is void")
    acts = Acts((both, void, away), ())

    def about(path: str, content: str) -> list[Act]:
        return list(acts.about(path, content, MainLine((), {}), KeyHistory(None)))

    assert about("x", A) == [both]
    assert about("y", B) == [both]
    assert about("x", "") == [away]
    assert about("z", "") == [away]
    assert [*about("x", B), *about("y", A), *about("z", A), *about("x", ZEROS)] == []


def test_an_act_of_before_the_last_change_is_not_about_what_a_file_says_now() -> None:
    line = MainLine(
        (("a", 0), ("b", 1), ("c", 2)), {"x": [Transition(0, "", A), Transition(1, A, B), Transition(2, B, A)]}
    )
    statement = Statement("ben", "records-officer", "approve", "2024-05-02", (ContentChange("x", ZEROS, A),))
    early, late = (Act(statement, Known.SIGNED, "one", "2024-05-02T10:00:00Z", place=place) for place in (1, 2))
    assert list(Acts((early, late), ()).about("x", A, line, KeyHistory(None))) == [late]


def test_an_act_by_a_key_that_was_not_admitted_is_about_nothing(office: ActingOffice) -> None:
    key = ed25519_key(b"m" * 32)
    office.root.git("switch", "--quiet", "main")
    office.write({"registry/people/ben.yml": person("ben", "records-officer", key)})
    office.commit("A key of Ben's, says Mallory")
    office.root.git("switch", "--quiet", "--create", "other")
    office.change()
    office.commit("Say more")
    office.sign(office.state("ben"), key)
    office.commit("Approve")
    assert (office.reasons(), office.about()) == ([""], [])


LINE = MainLine(
    tuple((str(place), place) for place in range(6)),
    {
        "x": [Transition(0, "", A), Transition(2, A, B), Transition(4, B, C)],
        "y": [Transition(1, "", A), Transition(3, A, ""), Transition(5, "", B)],
        "acts/a.txt": [Transition(1, "", A)],
        "acts/a.txt.sig": [Transition(1, "", B)],
        "acts/b.txt": [Transition(1, "", A), Transition(3, A, B)],
        "acts/b.txt.sig": [Transition(1, "", B)],
        "acts/c.txt": [Transition(1, "", A)],
        "acts/c.txt.sig": [Transition(1, "", B), Transition(4, B, "")],
        "acts/d.txt": [Transition(2, "", A)],
        "acts/d.txt.sig": [Transition(1, "", A), Transition(2, A, B)],
    },
)
NOT_AS_APPROVED = "is not as it was approved where it was merged"
NEVER = "was never as it was before what was approved"


@pytest.mark.parametrize(
    ("changes", "place", "begun"),
    [
        ([("x", A, B)], 2, (2, "")),
        ([("x", A, B)], 3, (2, "")),
        ([("x", B, C)], 5, (4, "")),
        ([("x", A, C)], 4, (2, "")),
        ([("x", ZEROS, B)], 3, (0, "")),
        ([("y", A, ZEROS)], 4, (3, "")),
        ([("y", A, LONG_ZEROS)], 3, (3, "")),
        ([("x", B, C), ("y", ZEROS, B)], 5, (4, "")),
        ([("y", ZEROS, B), ("x", A, C)], 5, (2, "")),
        ([("x", A, C), ("y", ZEROS, B)], 5, (2, "")),
        ([("x", A, B)], 4, (4, f"x {NOT_AS_APPROVED}")),
        ([("x", A, B)], 1, (1, f"x {NOT_AS_APPROVED}")),
        ([("x", C, B)], 3, (3, f"x {NEVER}")),
        ([("x", C, B)], 2, (2, f"x {NEVER}")),
        ([("none", ZEROS, A)], 3, (3, f"none {NOT_AS_APPROVED}")),
        ([("none", A, ZEROS)], 3, (3, f"none {NEVER}")),
        ([("x", B, C), ("y", A, ZEROS)], 5, (5, f"y {NOT_AS_APPROVED}")),
        ([], 3, (3, "")),
    ],
)
def test_a_change_begins_where_the_first_of_its_files_left_what_it_had(
    changes: list[tuple[str, str, str]], place: int, begun: tuple[int, str]
) -> None:
    assert change_begun(LINE, [ContentChange(*each) for each in changes], place) == begun


@pytest.mark.parametrize(
    ("path", "place", "reason"),
    [
        ("acts/a.txt", 1, ""),
        ("acts/b.txt", 1, "acts/b.txt was changed or taken away after it was merged"),
        ("acts/c.txt", 1, "acts/c.txt.sig was changed or taken away after it was merged"),
        ("acts/d.txt", 2, ""),
    ],
)
def test_a_statement_and_its_signature_stay_as_they_came(path: str, place: int, reason: str) -> None:
    assert _altered(LINE, {}, path, place) == reason


def test_what_differs_between_two_sets_of_files_is_named_without_the_statements() -> None:
    before = {"b": A, "c": A, "d": A, "registry/acts/x.txt": A, "registry/acts-x": A}
    after = {"a": B, "b": A, "c": B, "registry/acts/x.txt": B, "registry/acts/y.txt": B, "registry/acts-x": B}
    assert changes_between(before, after, ZEROS) == (
        ContentChange("a", ZEROS, B),
        ContentChange("c", A, B),
        ContentChange("d", A, ZEROS),
        ContentChange("registry/acts-x", A, B),
    )


# from git


@pytest.fixture
def office(tmp_path: Path) -> ActingOffice:
    """A proposal of one commit, not yet approved."""
    office = ActingOffice(tmp_path / "root")
    office.propose()
    office.change()
    office.commit("Say more")
    return office


def test_an_act_says_what_was_stated_where_it_came_and_where_its_change_began(office: ActingOffice) -> None:
    statement = office.approve("ben")
    commit = office.root.git("rev-parse", "HEAD").strip()
    (found,) = office.acts().acts
    assert found.fingerprint.startswith("SHA256:")
    assert found == Act(statement, Known.SIGNED, commit, "2024-05-01T10:00:00Z", found.fingerprint, begun=1, place=2)
    assert office.about() == [found]


def test_acts_stand_in_the_order_in_which_they_came(office: ActingOffice) -> None:
    office.approve("cy", on="2024-05-02")
    office.approve("ben", on="2024-05-01", changes=office.changes("main", "HEAD~1"))
    office.sign(office.state("ana", on="2024-04-30", changes=office.changes("main", "HEAD~2")), KEYS["ana"])
    (office.root.folder / "registry/acts/2024-05-05-ben-0123456789ab.txt").write_text("x\n")
    (office.root.folder / "registry/acts/README.md").write_text("x\n")
    (office.root.folder / "notes.txt").write_text("x\n")
    office.commit("Approve")
    found = office.acts()
    assert [(each.statement.person, each.place, each.reason) for each in found.acts] == [
        ("cy", 2, ""),
        ("ben", 3, ""),
        ("ana", 4, ""),
    ]
    assert found.unreadable == (
        UnreadableAct("registry/acts/2024-05-05-ben-0123456789ab.txt", "the first line is not 'records-approval v1'"),
    )


def test_a_link_among_the_acts_is_no_statement(office: ActingOffice) -> None:
    path = "registry/acts/2024-05-02-ben-0123456789ab.txt"
    (office.root.folder / "registry/acts").mkdir()
    (office.root.folder / path).symlink_to("elsewhere")
    office.commit("A link")
    found = office.acts()
    assert (found.acts, found.unreadable) == ((), (UnreadableAct(path, "the first line is not 'records-approval v1'"),))


def test_a_statement_that_came_back_is_read_where_it_first_came(office: ActingOffice) -> None:
    statement = office.approve("ben")
    target = office.root.folder / statement.path
    data = target.read_bytes()
    target.unlink()
    office.commit("Away")
    target.write_bytes(data)
    office.commit("Back")
    (found,) = office.acts().acts
    assert (found.place, found.reason) == (2, f"{statement.path} was changed or taken away after it was merged")


def test_a_signature_that_came_later_does_not_count(office: ActingOffice) -> None:
    statement = office.approve("ben")
    target = office.root.folder / f"{statement.path}.sig"
    data = target.read_bytes()
    office.root.git("reset", "--quiet", "--hard", "HEAD~1")
    (office.root.folder / "registry/acts").mkdir()
    (office.root.folder / statement.path).write_bytes(statement.render())
    office.commit("Approve")
    target.write_bytes(data)
    office.commit("Sign")
    assert office.reasons() == [f"there is no signature beside it, {statement.path}.sig"]


def test_a_key_has_to_count_before_the_change_and_before_the_statement_landed(office: ActingOffice) -> None:
    office.write({"registry/people/ben.yml": person("ben", "records-officer", KEYS["cy"])})
    office.commit("Another key")
    statement = office.state("ben", changes=office.changes("main", "HEAD~1"))
    office.sign(statement, KEYS["ben"])
    office.commit("Approve")
    (reason,) = office.reasons()
    # by then the key that signs is not Ben's
    assert reason.endswith("was not registered for 'ben' before this change")


def test_people_are_asked_as_of_the_commits_before_and_not_as_of_those_themselves(office: ActingOffice) -> None:
    statement = office.state("ben", changes=office.changes("main"))
    office.sign(statement, KEYS["ben"])
    office.write({"registry/people/ben.yml": person("ben", "cto-cio", KEYS["cy"])})
    office.commit("Approve, and another key from now on")
    assert office.reasons() == [""]


def test_a_key_that_ends_itself_signs_its_own_end(tmp_path: Path) -> None:
    office = ActingOffice(tmp_path / "root")
    office.propose()
    ended = person("ben", "records-officer", KEYS["ben"])
    ended["keys"][0] |= {"to_on": "2024-05-02", "ended": "revoked"}
    office.write({"registry/people/ben.yml": ended})
    office.commit("Revoke")
    office.sign(office.state("ben", act="revoke"), KEYS["ben"])
    office.commit("Say so")
    assert office.reasons() == [""]


def test_a_key_that_had_ended_before_the_change_does_not_end_itself_again(tmp_path: Path) -> None:
    office = ActingOffice(tmp_path / "root")
    ended = person("ben", "records-officer", KEYS["ben"])
    ended["keys"][0] |= {"to_on": "2024-05-02", "ended": "revoked"}
    office.write({"registry/people/ben.yml": ended})
    office.commit("Revoke")
    office.propose()
    ended["keys"][0] |= {"ended": "lost"}
    office.write({"registry/people/ben.yml": ended})
    office.commit("Lost after all")
    office.sign(office.state("ben", act="revoke"), KEYS["ben"])
    office.commit("Say so")
    assert [reason.endswith("had ended as revoked before this change") for reason in office.reasons()] == [True]


# what becomes of the files of a statement


def test_another_mode_of_a_statement_takes_nothing_of_it(office: ActingOffice) -> None:
    statement = office.approve("ben")
    for name in (statement.path, f"{statement.path}.sig"):
        (office.root.folder / name).chmod(0o755)
    office.commit("Executable, by mistake")
    assert office.root.git("ls-files", "--stage", statement.path).startswith("100755 ")
    assert office.reasons() == [""]


def test_a_statement_that_is_moved_with_its_signature_counts_where_it_first_stood(office: ActingOffice) -> None:
    statement = office.approve("ben")
    for folder in ("2024", "archive"):
        (office.root.folder / "registry/acts" / folder).mkdir()
    for name in (f"{statement.name}.txt", f"{statement.name}.txt.sig"):
        office.root.git("mv", f"registry/acts/{name}", f"registry/acts/2024/{name}")
    office.commit("By year")
    for name in (f"{statement.name}.txt", f"{statement.name}.txt.sig"):
        office.root.git("mv", f"registry/acts/2024/{name}", f"registry/acts/archive/{name}")
    office.commit("And again")
    (found,) = office.acts().acts
    assert (found.place, found.reason) == (2, "")


def test_a_statement_that_is_moved_and_then_taken_away_counts_no_more(office: ActingOffice) -> None:
    statement = office.approve("ben")
    (office.root.folder / "registry/acts/2024").mkdir()
    for name in (f"{statement.name}.txt", f"{statement.name}.txt.sig"):
        office.root.git("mv", f"registry/acts/{name}", f"registry/acts/2024/{name}")
    office.commit("By year")
    office.root.git("rm", "--quiet", f"registry/acts/2024/{statement.name}.txt.sig")
    office.commit("Away")
    assert office.reasons() == [f"{statement.path}.sig was changed or taken away after it was merged"]


def test_a_statement_that_is_moved_and_edited_counts_no_more(office: ActingOffice) -> None:
    statement = office.approve("ben")
    (office.root.folder / "registry/acts/2024").mkdir()
    office.root.git("mv", statement.path, f"registry/acts/2024/{statement.name}.txt")
    (office.root.folder / f"registry/acts/2024/{statement.name}.txt").write_bytes(statement.render() + b"\n")
    office.commit("Moved and edited")
    assert f"{statement.path} was changed or taken away after it was merged" in office.reasons()


def test_what_stood_at_the_path_of_a_statement_before_is_told_and_keeps_it_from_nothing(office: ActingOffice) -> None:
    statement = office.state("ben")
    folder = office.root.folder / "registry/acts"
    folder.mkdir()
    (office.root.folder / statement.path).write_text("taken\n")
    (office.root.folder / f"{statement.path}.sig").write_text("taken\n")
    office.commit("Squat")
    office.approve("ben", changes=statement.changes)
    found = office.acts()
    assert [(act.place, act.reason) for act in found.acts] == [(3, "")]
    assert found.unreadable == (UnreadableAct(statement.path, "the first line is not 'records-approval v1'"),)

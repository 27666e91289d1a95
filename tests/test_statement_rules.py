"""The one form of a statement, byte by byte: what is read, what it renders to, and why anything else is refused."""

from __future__ import annotations

import pytest

from records_portal.identity.statements import ContentChange, NotAStatement, Statement, parse_statement, statement_of

ZEROS = "0" * 40
A, B = "a" * 40, "b" * 40
TEXT = f"""\
records-approval v1
person ben
role records-officer
act approve
on 2024-05-02
change registry/sites/parks x.yml {ZEROS} {A}
change registry/sites/parks.yml {A} {B}
"""
CHANGES = (
    ContentChange("registry/sites/parks x.yml", ZEROS, A),
    ContentChange("registry/sites/parks.yml", A, B),
)
MADE = Statement("ben", "records-officer", "approve", "2024-05-02", CHANGES)


def reason(text: str | bytes) -> str:
    """Why a text is no statement."""
    with pytest.raises(NotAStatement) as refusal:
        parse_statement(text.encode() if isinstance(text, str) else text)
    return str(refusal.value)


def with_path(path: str) -> str:
    return TEXT.split("change")[0] + f"change {path} {A} {B}\n"


def test_a_text_in_its_form_is_read_and_rendered_to_the_same_bytes() -> None:
    assert parse_statement(TEXT.encode()) == MADE
    assert MADE.render() == TEXT.encode()


def test_a_statements_file_bears_its_day_its_person_and_the_beginning_of_its_digest() -> None:
    assert MADE.name == "2024-05-02-ben-07548a1e3985"
    assert MADE.path == "registry/acts/2024-05-02-ben-07548a1e3985.txt"


def test_a_statement_that_is_made_has_its_paths_in_the_order_of_their_bytes() -> None:
    assert statement_of("ben", "records-officer", "approve", "2024-05-02", reversed(CHANGES)) == MADE
    # by code units of UTF-16 the second would come first
    paths = ["registry/\uffee.yml", "registry/\U00010000.yml"]
    given = [ContentChange(path, A, B) for path in reversed(paths)]
    made = statement_of("ben", "records-officer", "approve", "2024-05-02", given)
    assert [each.path for each in made.changes] == paths


def test_nothing_is_made_that_has_no_form() -> None:
    with pytest.raises(NotAStatement, match="it speaks of no change"):
        statement_of("ben", "records-officer", "approve", "2024-05-02", [])


@pytest.mark.parametrize(
    "act",
    [
        "approve",
        "release",
        "confirm",
        "date",
        "nonrecord",
        "witness-evidence",
        "grant",
        "rotate",
        "replace",
        "revoke",
        "re-anchor",
    ],
)
def test_an_act_that_is_known_can_be_stated(act: str) -> None:
    assert parse_statement(TEXT.replace("act approve", f"act {act}").encode()).act == act


def test_another_act_cannot_be_stated() -> None:
    assert reason(TEXT.replace("act approve", "act bless")) == (
        "act 'bless' is not known; one of approve, release, confirm, date, nonrecord, witness-evidence, grant, rotate, "
        "replace, revoke, re-anchor"
    )


def test_a_statement_has_at_most_a_million_bytes() -> None:
    shorter = with_path("")
    longest = with_path("x" * (1_000_000 - len(shorter)))
    assert len(longest) == 1_000_000
    assert len(parse_statement(longest.encode()).changes[0].path) == 1_000_000 - len(shorter)
    assert reason(longest.replace("change x", "change xx")) == "1,000,001 bytes; a statement has at most 1,000,000"


HEAD = ["records-approval v1", "person ben", "role records-officer", "act approve", "on 2024-05-02"]


@pytest.mark.parametrize(("line", "name"), [(2, "person"), (3, "role"), (4, "act"), (5, "on")])
def test_each_line_of_the_head_stands_in_its_place(line: int, name: str) -> None:
    assert reason("\n".join(HEAD[: line - 1]) + "\n") == f"line {line} does not say {name}"
    for other in (f"{name}s ben", f"{name}", f"{name} ", "another ben"):
        lines = [*HEAD[: line - 1], other, *HEAD[line:], f"change x {A} {B}"]
        assert reason("\n".join(lines) + "\n") == f"line {line} does not say {name}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the first line is not 'records-approval v1'"),
        (TEXT.replace("v1", "v2", 1), "the first line is not 'records-approval v1'"),
        (f"\n{TEXT}", "the first line is not 'records-approval v1'"),
        (TEXT[:-1], "the last line does not end; a line feed is missing"),
        (f"{TEXT}\n", "line 8 is not `change PATH OLD NEW`"),
        (TEXT.replace("change registry/sites/parks x", "changes x"), "line 6 is not `change PATH OLD NEW`"),
        (TEXT.replace(f"change registry/sites/parks.yml {A} {B}", f"change {A} {B}"),
         "line 7 is not `change PATH OLD NEW`"),
        (TEXT.replace("\nchange registry/sites/parks.yml", "\nCHANGE x"), "line 7 is not `change PATH OLD NEW`"),
        (TEXT.split("change")[0], "it speaks of no change"),
        (TEXT.replace("2024-05-02", "2024-02-30"), "'2024-02-30' is not a date"),
        (f"{TEXT}change registry/sites/parks.yml {A} {B}\n", "its paths are not in order, or one stands twice"),
        (f"{TEXT}change registry/a.yml {A} {B}\n", "its paths are not in order, or one stands twice"),
        (b"\xff", "it is not UTF-8"),
    ],
)  # fmt: skip
def test_another_form_is_no_statement(text: str | bytes, why: str) -> None:
    assert reason(text).startswith(why)


@pytest.mark.parametrize("name", ["person", "role"])
@pytest.mark.parametrize("value", ["Ben", "ben-", "ben--x", " ben", "b\u00e9n", "ben/x", "x" * 61])
def test_a_person_and_a_role_are_ids(name: str, value: str) -> None:
    given = {"person": "person ben", "role": "role records-officer"}[name]
    why = f"{name} {value!r} is no id: lower-case letters, digits and single hyphens"
    assert reason(TEXT.replace(given, f"{name} {value}")) == why


def test_an_id_has_sixty_bytes_at_most() -> None:
    assert parse_statement(TEXT.replace("person ben", f"person {'x' * 60}").encode()).person == "x" * 60


@pytest.mark.parametrize(
    "path",
    [
        *("", "/etc/passwd", "registry//x", "registry/", "..", "registry/../x", "registry/./x"),
        *(".git/config", "registry/.GIT/config", ".Git", "registry/\x1b[2Jx", "a\x00b", "a\x7fb", "a\x85b", "a\u2028b"),
    ],
)
def test_a_path_is_plain_and_below_the_root(path: str) -> None:
    assert reason(with_path(path)) == f"{path!r} is no plain path below the root"


@pytest.mark.parametrize("path", [".github/CODEOWNERS", ".gitignore", "a b", "...", "\u0434", "registry/acts-x.yml"])
def test_any_plain_path_can_be_spoken_of(path: str) -> None:
    assert parse_statement(with_path(path).encode()).changes == (ContentChange(path, A, B),)


def test_a_statement_does_not_speak_of_statements() -> None:
    assert reason(with_path("registry/acts/x.txt")) == "'registry/acts/x.txt' is itself a statement"


@pytest.mark.parametrize("blob", ["a" * 39, "a" * 41, "a" * 63, "a" * 65, "A" * 40, "g" * 40, ""])
@pytest.mark.parametrize("side", ["old", "new"])
def test_a_content_is_named_in_full(blob: str, side: str) -> None:
    line = f"change x {blob} {B}" if side == "old" else f"change x {B} {blob}"
    assert reason("\n".join([*HEAD, line]) + "\n") == f"'x': {blob!r} is no full name of a content"


def test_contents_can_have_the_longer_names() -> None:
    line = f"change x {'c' * 64} {'0' * 64}"
    (change,) = parse_statement(("\n".join([*HEAD, line]) + "\n").encode()).changes
    assert change == ContentChange("x", "c" * 64, "0" * 64)


def test_a_change_changes() -> None:
    assert reason("\n".join([*HEAD, f"change x {A} {A}"]) + "\n") == "'x' does not change"

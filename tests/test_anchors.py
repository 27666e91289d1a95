"""Anchors in the store: what the file says, and each fault of it with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from records_portal.register.findings import Refusal
from records_portal.store.anchors import (
    Anchor,
    Anchors,
    NoPrivateRoot,
    parse_anchors,
    place_key,
    read_anchors,
    write_anchors,
)

GUIDE = Path(__file__).parents[1] / "docs/guides/anchors.md"
SEEN = "0123456789abcdef0123456789abcdef01234567"
TEXT = f"""public:
  address: https://forge.example/town/records.git
  branch: main
  last_seen: '{SEEN}'
private:
- name: counsel
  address: git@forge.example:town/holds.git
  branch: main
agencies:
  board:
    none: The State's counsel keeps the holds of this board
    said_by: june-sedge
    'on': '2026-11-30'
  parks: counsel
"""
ANCHORS = Anchors(
    Anchor("public", "https://forge.example/town/records.git", "main", SEEN),
    (Anchor("counsel", "git@forge.example:town/holds.git", "main"),),
    {
        "board": NoPrivateRoot("The State's counsel keeps the holds of this board", "june-sedge", "2026-11-30"),
        "parks": "counsel",
    },
)


def refusal(text: str) -> str:
    with pytest.raises(Refusal) as refused:
        parse_anchors(text.encode())
    return str(refused.value)


def test_what_the_file_says_is_read_and_written_alike(tmp_path: Path) -> None:
    assert read_anchors(tmp_path) is None
    write_anchors(tmp_path, ANCHORS)
    assert read_anchors(tmp_path) == ANCHORS
    assert parse_anchors(TEXT.encode()) == ANCHORS
    assert parse_anchors((tmp_path / "anchors.yml").read_bytes()) == ANCHORS
    assert [each.name for each in tmp_path.iterdir()] == ["anchors.yml"]


def test_a_commit_that_was_seen_stands_in_its_anchor_and_in_no_other() -> None:
    assert ANCHORS.seen({"counsel": "f" * 40}) == Anchors(
        Anchor("public", "https://forge.example/town/records.git", "main", SEEN),
        (Anchor("counsel", "git@forge.example:town/holds.git", "main", "f" * 40),),
        ANCHORS.agencies,
    )


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("  branch: main\n  last", "  last", "anchors.yml:1:1: S001 anchors public: 'branch' is missing"),
        ("branch: main", "branch: 'a..b'", "anchors.yml:3:3: S001 anchors public.branch: 'a..b' is not a branch"),
        ("branch: main", "branch: -x", "anchors.yml:3:3: S001 anchors public.branch: '-x' is not a branch"),
        (f"'{SEEN}'", "abc", "anchors.yml:4:3: S001 anchors public.last_seen: 'abc' is not a last seen"),
        ("name: counsel", "name: public", "anchors.yml:6:3: anchors: 'public' is taken; give each private root a"),
        ("parks: counsel", "parks: legal", "anchors.yml:14:3: anchors: no private root 'legal' below private; counsel"),
        ("said_by: june-sedge\n    ", "", "anchors.yml:10:3: S001 anchors agencies.board: 'said_by' is missing"),
        ("branch: main\nagencies", "branch: main\n  url: x\nagencies", "unknown property 'url'"),
        ("branch: main\nagencies", "branch: main\n  name: x\nagencies", "anchors.yml:9:3: Y003 anchors: "),
        ("git@forge.example:town/holds.git", "https://forge.example/town/records.git", "is another root's already"),
    ],
)
def test_a_fault_is_refused_with_its_place(was: str, becomes: str, said: str) -> None:
    assert TEXT.count(was) >= 1
    assert said in refusal(TEXT.replace(was, becomes, 1))


@pytest.mark.parametrize(
    "address",
    [
        "http://forge.example/town/records.git",
        "git://forge.example/town/records.git",
        "ext::sh -c true",
        "../records.git",
        "records.git",
        "file://host/records.git",
        "https://user:secret@forge.example/records.git",
        "ssh://-oProxyCommand=x/records.git",
        "-uupload@forge.example:x",
        "--upload-pack=x",
    ],
)
def test_only_https_ssh_and_absolute_paths_are_addresses(address: str) -> None:
    text = f"public: {{address: {address!r}, branch: main}}\n"
    assert refusal(text).startswith("anchors.yml:1:10: S001 anchors public.address: ")


@pytest.mark.parametrize(
    "address",
    [
        "https://forge.example:8443/town/records",
        "ssh://git@forge.example:22/town/records.git",
        "git@forge.example:town/records.git",
        "/srv/git/the records.git",
        "file:///srv/git/records.git",
    ],
)
def test_each_form_of_an_address_is_read(address: str) -> None:
    anchors = parse_anchors(f"public: {{address: {address!r}, branch: main}}\n".encode())
    assert anchors == Anchors(Anchor("public", address, "main"))


def test_the_example_of_the_guide_is_read() -> None:
    example = GUIDE.read_text(encoding="utf-8").partition("```text\n")[2].partition("```")[0]
    anchors = parse_anchors(example.encode())
    assert [each.name for each in anchors.roots] == ["public", "counsel"]
    assert sorted(anchors.agencies) == ["parks", "pension-board"]


def test_an_anchor_that_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.yml").write_text(TEXT)
    (tmp_path / "anchors.yml").symlink_to(tmp_path / "elsewhere.yml")
    with pytest.raises(Refusal, match=r"anchors\.yml is no plain file; anchors are one"):
        read_anchors(tmp_path)


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="'x' is not"):
        write_anchors(tmp_path, Anchors(Anchor("public", "x", "main")))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("public", "private"),
    [
        ("https://forge.example/town/records.git", "https://forge.example/town/records"),
        ("https://forge.example/town/records.git", "https://Forge.Example:443/Town/Records.git/"),
        ("https://forge.example/town/records.git", "git@forge.example:town/records.git"),
        ("git@forge.example:town/records.git", "ssh://git@forge.example:22/town//records"),
        ("/srv/town/records.git", "file:///srv/town/records"),
        ("/srv/town/records.git", "/srv/town/../town/records.git/"),
    ],
)
def test_one_place_in_two_spellings_is_not_two_roots(public: str, private: str) -> None:
    text = (
        f"public: {{address: {public!r}, branch: main}}\nprivate: [{{name: a, address: {private!r}, branch: main}}]\n"
    )
    assert "is another root's already; one place for each" in refusal(text)


def test_a_link_to_a_place_is_that_place(tmp_path: Path) -> None:
    (tmp_path / "records.git").mkdir()
    (tmp_path / "holds.git").symlink_to(tmp_path / "records.git")
    assert place_key(str(tmp_path / "holds.git")) == place_key(str(tmp_path / "records.git"))
    assert place_key("/srv/holds.git") != place_key("/srv/records.git")


def test_an_address_with_a_login_is_refused_and_the_login_not_repeated() -> None:
    said = refusal("public: {address: 'https://forge.example/town/records.git?token=hunter2', branch: main}\n")
    assert "the address has the parameter 'token'" in said
    assert "hunter2" not in said

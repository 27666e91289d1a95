"""Where a hold is written: into the private root that is asked before something goes, or it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from records_portal.answers.block import render_block
from records_portal.store.anchors import NoPrivateRoot
from tests.disposals import Office
from tests.roots import Root
from tests.test_hold_roots import NONE, hold, second_root

Capsys = pytest.CaptureFixture[str]
PLACE = ("hold", "place", "claim", "--matter", "M-1", "--kind", "litigation", "--subject", "The gate", "--by", "cy")
ON = ("--on", "2025-02-12")
STEPS = [
    ("confirm", "claim", "--by", "cy"),
    ("amend", "claim", "--site", "parks-x", "--why", "All", "--by", "cy"),
    ("update", "claim", "--by", "cy", "--note", "It goes on"),
    ("release", "claim", "--by", "cy", "--note", "Settled"),
    ("acknowledge", "claim", "--person", "ana"),
]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def office(prepared: Office, tmp_path: Path) -> Office:
    return prepared.copied_to(tmp_path)


def placed(root: Root) -> bool:
    return (root.folder / "registry/holds/claim.yml").exists()


def run(office: Office, capsys: Capsys, root: Root, *arguments: str) -> tuple[int, str]:
    code, _, err = office.run("--private", str(root.folder), *arguments, capsys=capsys, private=False)
    return code, err


def test_a_root_that_no_anchor_names_takes_no_hold(office: Office, capsys: Capsys) -> None:
    other = Root(office.folder / "mine")
    other.commit({"registry/README.md": "Mine"})
    code, err = run(office, capsys, other, *PLACE, "--site", "parks-x")
    assert (code, err, placed(other)) == (
        2,
        f"records: --private {str(other.folder)!r} has no remote, and no anchor names that; private roots: "
        f"{str(office.folder / 'private.git')!r}\n",
        False,
    )


@pytest.mark.parametrize("scope", [("--site", "parks-x"), ("--agency", "parks"), ("--from", "2019-01-01")])
def test_the_root_of_another_agency_takes_no_hold(office: Office, capsys: Capsys, scope: tuple[str, ...]) -> None:
    other = second_root(office, parks="counsel", harbor="other")
    code, err = run(office, capsys, other, *PLACE, *scope)
    assert (code, placed(other)) == (2, False)
    assert (
        "the holds of parks-x are asked for in 'counsel', and not in the private root 'other', where this would" in err
    )
    assert run(office, capsys, office.private, *PLACE, *scope)[0] == 0
    assert placed(office.private)


def test_a_hold_on_a_branch_is_told_that_it_waits_to_be_merged(office: Office, capsys: Capsys) -> None:
    office.private.git("switch", "--quiet", "--create", "drafts")
    code, err = run(office, capsys, office.private, *PLACE, "--site", "parks-x")
    assert (code, placed(office.private)) == (0, True)
    assert "this is the branch 'drafts'; nobody asks for what it says before that is merged into 'main'\n" in err


def test_a_root_whose_remote_was_turned_takes_no_hold(office: Office, capsys: Capsys) -> None:
    office.private.git("remote", "set-url", "origin", "../evil.git")
    code, err = run(office, capsys, office.private, *PLACE, "--site", "parks-x")
    assert (code, "is '../evil.git'" in err, placed(office.private)) == (2, True, False)


def test_a_hold_on_an_agency_that_keeps_none_is_asked_for_by_nobody(office: Office, capsys: Capsys) -> None:
    office.anchor(parks=NoPrivateRoot("It keeps none", "ana", "2025-02-01"))
    code, err = run(office, capsys, office.private, *PLACE, "--site", "parks-x")
    assert (code, placed(office.private)) == (2, False)
    assert "the holds of parks-x are asked for nowhere, and not in the private root 'counsel'" in err


def test_a_hold_over_two_roots_is_told_where_the_rest_is_asked_for(office: Office, capsys: Capsys) -> None:
    record = (office.root.folder / "registry/sites/parks-x.yml").read_text()
    (office.root.folder / "registry/sites/harbor-x.yml").write_text(record.replace("agency: parks", "agency: harbor"))
    agency = (office.root.folder / "registry/agencies/parks.yml").read_text()
    (office.root.folder / "registry/agencies/harbor.yml").write_text(agency.replace("name: Parks", "name: Harbor"))
    office.publish()
    second_root(office, parks="counsel", harbor="other")
    code, err = run(office, capsys, office.private, *PLACE, "--site", "parks-x", "--site", "harbor-x")
    assert code == 0, err
    assert (
        "the holds of harbor-x are asked for in 'other', and not in the private root 'counsel'; place it there too"
        in err
    )


def test_the_root_of_an_agency_above_is_asked_too(office: Office, capsys: Capsys) -> None:
    other = second_root(office, parks=NONE, state="other")
    agency = (office.root.folder / "registry/agencies/parks.yml").read_text()
    (office.root.folder / "registry/agencies/state.yml").write_text(agency.replace("name: Parks", "name: State"))
    (office.root.folder / "registry/agencies/parks.yml").write_text(f"{agency}parent: state\n")
    office.publish()
    assert run(office, capsys, other, *PLACE, "--site", "parks-x")[0] == 0


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[0])
def test_no_step_of_a_hold_is_written_where_nobody_asks(office: Office, capsys: Capsys, step: tuple[str, ...]) -> None:
    other = second_root(office, parks="counsel", harbor="other")
    for root in (office.private, other):
        root.commit({"registry/holds/claim.yml": hold()})
    before = (other.folder / "registry/holds/claim.yml").read_bytes()
    code, err = run(office, capsys, other, "hold", *step)
    assert (code, "and not in the private root 'other', where this would bind nobody" in err) == (2, True), err
    assert (other.folder / "registry/holds/claim.yml").read_bytes() == before
    code, err = run(office, capsys, office.private, "hold", *step)
    assert code == 0, err


def test_a_hold_by_answers_is_placed_there_too(office: Office, capsys: Capsys) -> None:
    other = second_root(office, parks="counsel", harbor="other")
    said = {"matter": "M-1", "kind": "litigation", "subject": "The gate"}
    values = said | {"scope": {"sites": "parks-x"}, "placed": {"by": "cy", "on": "2025-01-12"}}
    answers = office.folder / "hold.txt"
    answers.write_text(render_block("hold", "claim", values))
    code, err = run(office, capsys, other, "new", "--answers", str(answers))
    assert (code, "and not in the private root 'other'" in err, placed(other)) == (2, True, False), err
    assert run(office, capsys, office.private, "new", "--answers", str(answers))[0] == 0
    assert placed(office.private)


def test_without_anchors_a_hold_is_placed_and_that_is_said(office: Office, capsys: Capsys) -> None:
    (office.store / "anchors.yml").unlink()
    code, err = run(office, capsys, office.private, *PLACE, "--site", "parks-x")
    assert (code, placed(office.private)) == (0, True)
    assert "the store has no anchors, so that nobody knows whether holds are asked for in this private root\n" in err

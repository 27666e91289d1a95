"""A store that has lost its anchors opens no door: nobody begins with others, and nothing goes on without."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from records_portal.commands.places import Places, why_holds_unasked
from records_portal.commands.store import reaching_now
from records_portal.register.findings import Refusal
from records_portal.store.anchors import Anchor, Anchors, read_anchors, write_anchors
from tests.disposals import DISPOSED_AT, Office
from tests.test_disposal import hold

Capsys = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with two captures of which nothing has gone yet, and a second authorization."""
    office = Office(tmp_path_factory.mktemp("ready"))
    office.ingest(office.write_export("export", "1001", "1002", "1003"))
    office.authorize("routine-may", "1001")
    office.authorize("routine-june", "1002", span={"from_on": "2019-06-01", "to_on": "2019-06-30"})
    return office


@pytest.fixture
def office(ready: Office, tmp_path: Path) -> Office:
    return ready.copied_to(tmp_path)


@pytest.fixture
def lost(office: Office, capsys: Capsys) -> Office:
    """The same after a disposition; then a hold comes, and the anchors go."""
    code, _, err = office.dispose("routine-may", "--execute", capsys=capsys)
    assert code == 0, err
    office.publish()
    office.private.commit({"registry/holds/claim.yml": hold(scope={"sites": ["parks-x"]})})
    (office.store / "anchors.yml").rename(office.folder / "kept.yml")
    return office


def had(office: Office) -> str:
    store = str(office.store)
    return f"{store!r} had anchors.yml and has lost it; bring it back from the second copy, no other one counts"


@pytest.mark.parametrize("way", [(), ("--plan", "PLAN"), ("--execute",)], ids=["dry run", "plan", "execution"])
def test_nothing_is_disposed_of_nor_rehearsed(lost: Office, capsys: Capsys, way: tuple[str, ...]) -> None:
    given = [str(lost.folder / "plan.txt") if each == "PLAN" else each for each in way]
    asked = ("dispose", "routine-june", "--by", "bo", "--witness", "ana", *given)
    assert lost.run(*asked, capsys=capsys, private=False) == (2, "", f"records: {had(lost)}\n")


def test_what_is_closed_deleted_or_copied_was_not_asked_for(lost: Office) -> None:
    places = Places(lost.root.folder, (lost.private.folder,), lost.store, lost.folder / "cache", DISPOSED_AT)
    assert why_holds_unasked(places, ["parks-x"]) == had(lost)
    assert reaching_now(places, None, lost.store).reaching.unasked == had(lost)


def test_that_they_are_lost_is_told_as_late(lost: Office, capsys: Capsys) -> None:
    line = "K012 anchors: the store has lost its anchors, so that nothing can be disposed of; those of the second copy"
    assert f"{line} [late]\n" in lost.run("validate", capsys=capsys)[1]


def test_nobody_begins_with_other_anchors(lost: Office, capsys: Capsys) -> None:
    empty = str(lost.folder / "empty.git")
    for arguments in (
        ("anchor", "set", "public", str(lost.folder / "remote.git")),
        ("anchor",),
    ):
        assert lost.run(*arguments, capsys=capsys) == (2, "", f"records: {had(lost)}\n"), arguments
    begun = ("--empty", "--title", "Ours", "--time-zone", "UTC", "--fiscal-year-start", "07-01")
    new = ("init", str(lost.folder / "new"), *begun, "--address", empty)
    assert lost.run(*new, capsys=capsys)[0] == 2
    with pytest.raises(Refusal, match=r"had anchors\.yml and has lost it"):
        write_anchors(lost.store, Anchors(Anchor("public", empty, "main")))
    assert read_anchors(lost.store) is None


def test_brought_back_they_say_what_they_said(lost: Office, capsys: Capsys) -> None:
    shutil.copyfile(lost.folder / "kept.yml", lost.store / "anchors.yml")
    code, _, err = lost.dispose("routine-june", "--execute", capsys=capsys)
    assert (code, "held" in err) == (2, True)


def test_what_was_signed_about_them_shows_that_there_were_some(office: Office, capsys: Capsys) -> None:
    (office.store / "anchors.yml").unlink()
    (office.store / "moves").mkdir()
    (office.store / "moves/2025-02-01-ana-0123456789ab.txt").write_text("records-anchor v1\n")
    code, _, err = office.run("anchor", "set", "public", str(office.folder / "remote.git"), capsys=capsys)
    assert (code, err) == (2, f"records: {had(office)}\n")


def test_a_store_that_never_had_any_begins_with_them_and_deletes_nothing_before(office: Office, capsys: Capsys) -> None:
    (office.store / "anchors.yml").unlink()
    places = Places(office.root.folder, (office.private.folder,), office.store, office.folder / "cache", DISPOSED_AT)
    why = (
        f"{str(office.store)!r} has no anchors.yml, so that nobody knows which repositories are meant; `records anchor "
        "set public ADDRESS` writes it"
    )
    assert why_holds_unasked(places, ["parks-x"]) == why
    assert office.run("dispose", "routine-june", "--by", "bo", capsys=capsys)[0] == 0, "a rehearsal"
    assert office.run("anchor", "set", "public", str(office.folder / "remote.git"), capsys=capsys)[0] == 0

"""What stops a disposition: each precondition by itself, with nothing written."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.disposal.conservation import conservation_problems
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.identity.anchored_roots import anchored_private_roots, remember_seen
from records_portal.store.anchors import NoPrivateRoot, read_anchors
from records_portal.store.journals import Journal, begin
from tests.disposals import Office, authorization, files_below, person
from tests.roots import Root
from tests.test_disposal import Capsys, hold, refused
from tests.test_verification import edited, rewrite_manifests


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """One capture, and authority over the post of May."""
    office = Office(tmp_path_factory.mktemp("prepared"))
    office.ingest(office.write_export("one", "1001", "1002", "1003"))
    office.publish()
    office.authorize("routine-may", "1001")
    return office


@pytest.fixture
def office(prepared: Office, tmp_path: Path) -> Office:
    return prepared.copied_to(tmp_path)


def test_a_root_that_is_not_clean_or_not_the_published_tip_is_refused(office: Office, capsys: Capsys) -> None:
    root = office.root.folder
    (root / "registry/people/eve.yml").write_text("name: Eve\ntitle: Officer\nagency: parks\nroles: []\n")
    assert "that are not committed below registry, schedules, captures" in refused(
        office, "routine-may", "--execute", capsys=capsys
    )
    (root / ".git/info/exclude").write_text("eve.yml\n")
    assert "git overlooks" in refused(office, "routine-may", "--execute", capsys=capsys)
    (root / "registry/people/eve.yml").unlink()
    office.root.git("update-index", "--assume-unchanged", "registry/people/cy.yml")
    sound = (root / "registry/people/cy.yml").read_bytes()
    (root / "registry/people/cy.yml").write_bytes(sound.replace(b"Cy", b"Cyd"))
    assert "'registry/people/cy.yml', which git overlooks" in refused(office, "routine-may", "--execute", capsys=capsys)
    (root / "registry/people/cy.yml").write_bytes(sound)
    ahead = office.root.commit({}, message="ahead")
    assert f"the public root is at {ahead[:12]}, and 'main' at " in refused(
        office, "routine-may", "--execute", capsys=capsys
    )


def test_a_published_branch_that_cannot_be_asked_for_is_refused(office: Office, capsys: Capsys) -> None:
    remote = office.folder / "remote.git"
    remote.rename(office.folder / "elsewhere.git")
    assert refused(office, "routine-may", "--execute", capsys=capsys) == (
        f"the public root cannot be compared with what is published: {str(remote)!r} cannot be asked: there is no such "
        "folder; is the disk there?"
    )
    (office.folder / "elsewhere.git").rename(remote)
    office.root.git("push", "--quiet", "origin", "main:other")
    office.root.git("--git-dir", str(remote), "update-ref", "-d", "refs/heads/main")
    assert f"{str(remote)!r} has no branch 'main'" in refused(office, "routine-may", "--execute", capsys=capsys)
    office.root.git("remote", "remove", "origin")
    assert "the public root has no remote" in refused(office, "routine-may", "--execute", capsys=capsys)


def test_the_private_root_is_there_clean_and_not_behind(office: Office, capsys: Capsys) -> None:
    code, out, err = office.run("dispose", "routine-may", "--execute", "--by", "bo", capsys=capsys, private=False)
    assert (code, out) == (2, "")
    assert err == (
        "records: the holds of agency 'parks' are in the private root 'counsel', published at "
        f"{str(office.folder / 'private.git')!r}; name your clone of it with --private\n"
    )
    stray = office.private.folder / "registry/notes.md"
    stray.write_text("not committed")
    assert "the private root 'counsel' has changes that are not committed" in refused(
        office, "routine-may", "--execute", capsys=capsys
    )
    stray.unlink()
    office.private.commit({}, message="newer")
    office.private.git("reset", "--quiet", "--hard", "HEAD~1")
    assert "pull or publish until they are the same" in refused(office, "routine-may", "--execute", capsys=capsys)
    office.private.git("checkout", "--quiet", "--detach")
    assert "the private root 'counsel' is at no branch" in refused(office, "routine-may", "--execute", capsys=capsys)


def test_nothing_is_destroyed_while_nobody_says_which_repositories_are_meant(office: Office, capsys: Capsys) -> None:
    (office.store / "anchors.yml").unlink()
    assert refused(office, "routine-may", "--execute", capsys=capsys) == (
        f"{str(office.store)!r} has no anchors.yml, so that nobody knows which repositories are meant; "
        "`records anchor set public ADDRESS` writes it"
    )
    code, out, _ = office.dispose("routine-may", capsys=capsys)
    assert (code, "1001" in out) == (0, True)


def test_a_rehearsal_without_anchors_goes_by_what_the_roots_name(office: Office, capsys: Capsys) -> None:
    (office.store / "anchors.yml").unlink()
    office.private.git(
        "reset", "--quiet", "--hard", office.private.git("commit-tree", "HEAD^{tree}", "-m", "x").strip()
    )
    assert "the private root is not at the tip of its upstream and may lack a hold" in refused(
        office, "routine-may", capsys=capsys
    )
    code, _, err = office.run("dispose", "routine-may", "--by", "bo", capsys=capsys, private=False)
    assert (code, "requires the private root, which has the holds; name it with --private" in err) == (2, True)
    office.root.git("remote", "set-url", "origin", str(office.folder / "nowhere.git"))
    assert "the published branch 'main' cannot be read at 'origin': " in refused(office, "routine-may", capsys=capsys)


def test_a_hold_in_a_private_root_that_is_not_named_is_asked_for(office: Office, capsys: Capsys) -> None:
    """What was destroyed before: the root needed no private one, and nobody named it."""
    portal = read_yaml((office.root.folder / "registry/portal.yml").read_bytes())[0]
    office.publish({"registry/portal.yml": portal | {"private_root": "optional"}})
    office.private.commit({"registry/holds/gate.yml": hold()})
    before = files_below(office.store / "bags")
    code, out, err = office.run("dispose", "routine-may", "--execute", "--by", "bo", capsys=capsys, private=False)
    assert (code, out) == (2, "")
    assert "the holds of agency 'parks' are in the private root 'counsel'" in err
    assert files_below(office.store / "bags") == before


def test_an_agency_that_keeps_no_holds_is_told_on_the_certificate(office: Office, capsys: Capsys) -> None:
    office.anchor(parks=NoPrivateRoot("The State's counsel keeps them", "cy", "2025-02-01"))
    given = ("dispose", "routine-may", "--execute", "--by", "bo", "--witness", "ana")
    code, _, err = office.run(*given, capsys=capsys, private=False)
    assert (code, err) == (0, "Next: look through what was written, commit it and have it merged.\n")
    certificate = read_yaml((office.store / "certificates/routine-may.yml").read_bytes())[0]["certificate"]
    tip = office.root.git("rev-parse", "HEAD").strip()
    remote = str(office.folder / "remote.git")
    assert certificate["asked"] == [{"root": "public", "address": remote, "branch": "main", "tip": tip}]
    assert certificate["without_holds"] == [
        {
            "agency": "parks",
            "why": "The State's counsel keeps them",
            "said_by": "cy",
            "on": "2025-02-01",
            "known": "declared, for nobody has a key",
        }
    ]


def test_an_agency_of_which_the_anchors_say_nothing_is_refused(office: Office, capsys: Capsys) -> None:
    office.anchor(museum="counsel")
    assert refused(office, "routine-may", "--execute", capsys=capsys) == (
        "the anchors do not say where the holds of agency 'parks' are; `records anchor set --agency parks NAME` says it"
    )


def test_another_repository_instead_of_the_private_root_is_refused(office: Office, capsys: Capsys) -> None:
    office.private.commit({"registry/holds/gate.yml": hold()})
    mine, remote = office.private, str(office.folder / "private.git")
    other = Root(office.folder / "other")
    office.private.folder = other.folder
    assert refused(office, "routine-may", "--execute", capsys=capsys) == (
        f"--private {str(other.folder)!r} has no commit; clone it from where it is published"
    )
    other.commit({"registry/README.md": "Nothing"})
    assert refused(office, "routine-may", "--execute", capsys=capsys) == (
        f"--private {str(other.folder)!r} has no remote, and no anchor names that; private roots: {remote!r}"
    )
    other.git("remote", "add", "origin", remote)
    assert "the private root 'counsel' is at " in refused(office, "routine-may", "--execute", capsys=capsys)
    assert mine is office.private


def last_seen(office: Office) -> list[str]:
    anchors = read_anchors(office.store)
    assert anchors
    return [each.last_seen for each in anchors.roots]


@pytest.mark.parametrize("way", [(), ("--plan", "PLAN"), ("--execute",)], ids=["dry run", "plan", "execution"])
def test_a_hold_that_a_refused_run_saw_is_not_unseen(office: Office, capsys: Capsys, way: tuple[str, ...]) -> None:
    """Whoever waits for the refusal and takes the hold out of the published history again is found out."""
    before = last_seen(office)
    seen = office.private.commit({"registry/holds/claim.yml": hold()})
    given = [str(office.folder / "plan.txt") if each == "PLAN" else each for each in way]
    code, _, err = office.run("dispose", "routine-may", "--by", "bo", "--witness", "ana", *given, capsys=capsys)
    assert (code, "held" in err) == (2, True), err
    assert last_seen(office) == [before[0], seen]
    office.private.git("reset", "--quiet", "--hard", before[1])
    office.private.git("push", "--quiet", "--force", "origin", "main")
    assert refused(office, "routine-may", "--execute", capsys=capsys) == (
        f"'main' at {str(office.folder / 'private.git')!r} is at {before[1][:12]}, which does not descend from "
        f"{seen[:12]}, last seen there: its history was rewritten, or it is another repository; find out who did that "
        "before `records anchor move`"
    )


def test_a_rehearsal_over_a_store_that_cannot_be_written_goes_on_and_an_execution_does_not(
    office: Office, capsys: Capsys
) -> None:
    office.private.commit({"registry/README.md": "Holds live here, all of them"})
    before = last_seen(office)
    (office.store / ".anchors.yml.unfinished").mkdir()  # where the file would be written first
    given = ("dispose", "routine-may", "--by", "bo", "--witness", "ana")
    assert office.run(*given, capsys=capsys)[0] == 0
    assert "what was seen at the addresses cannot be written down (Is a directory); make the store writable" in refused(
        office, "routine-may", "--execute", capsys=capsys
    )
    assert last_seen(office) == before


def test_what_one_run_saw_last_is_not_undone_by_one_that_asked_before(office: Office) -> None:
    anchors = read_anchors(office.store)
    assert anchors
    old = anchored_private_roots([office.private.folder], anchors, {})
    new = office.private.commit({"registry/holds/claim.yml": hold()})
    remember_seen(office.store, anchored_private_roots([office.private.folder], anchors, {}))
    remember_seen(office.store, old)
    assert last_seen(office)[1] == new


def test_the_same_history_published_elsewhere_is_refused(office: Office, capsys: Capsys) -> None:
    """An authorization that was pushed to another address by whoever could set the remote."""
    evil = office.folder / "evil.git"
    shutil.copytree(office.folder / "remote.git", evil)
    office.root.git("remote", "set-url", "origin", "../evil.git")
    assert refused(office, "routine-may", "--execute", capsys=capsys) == (
        f"the remote 'origin' of the public root is '../evil.git' (file:.git/config), its anchor says "
        f"{str(office.folder / 'remote.git')!r}; clone it from there"
    )


def test_what_was_seen_is_remembered_and_what_was_rewritten_afterwards_is_refused(
    office: Office, capsys: Capsys
) -> None:
    assert office.dispose("routine-may", "--execute", capsys=capsys)[0] == 0
    anchors = read_anchors(office.store)
    tips = [each.git("rev-parse", "HEAD").strip() for each in (office.root, office.private)]
    assert anchors
    assert [each.last_seen for each in anchors.roots] == tips
    other = office.private.git("commit-tree", "HEAD^{tree}", "-m", "rewritten").strip()
    office.private.git("reset", "--quiet", "--hard", other)
    office.private.git("push", "--quiet", "--force", "origin", "main")
    office.publish({})
    office.authorize("routine-june", "1002", span={"from_on": "2019-06-01", "to_on": "2019-06-30"})
    assert f"which does not descend from {tips[1][:12]}, last seen there" in refused(
        office, "routine-june", "--execute", capsys=capsys
    )


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        (datetime(2024, 5, 1, 9, 59, tzinfo=UTC), "the newest commit is of 2024-05-01 10:00 UTC; set the clock"),
        (datetime(2026, 5, 5, 12, tzinfo=UTC), "set the clock, or commit what has been decided since"),
    ],
)
def test_a_clock_behind_the_newest_commit_or_years_ahead_is_refused(
    office: Office, capsys: Capsys, moment: datetime, why: str
) -> None:
    assert why in refused(office, "routine-may", "--execute", capsys=capsys, at=moment)


def test_there_is_no_other_date_than_today(office: Office, capsys: Capsys) -> None:
    assert "No such option" in refused(office, "routine-may", "--execute", "--as-of", "2030-01-01", capsys=capsys)


def test_a_fault_anywhere_in_the_records_is_refused(office: Office, capsys: Capsys) -> None:
    office.publish({"registry/sites/parks-y.yml": {"agency": "parks"}})
    assert "S001 parks-y" in refused(office, "routine-may", "--execute", capsys=capsys)
    office.publish({"registry/sites/parks-y.yml": None})
    (office.root.folder / "registry/sites/parks-y.yml").unlink()
    office.publish({"registry/people/eve.yml": person("Eve", "contributor", agency="nowhere")})
    assert "`records validate` lists what has to be mended first" in refused(
        office, "routine-may", "--execute", capsys=capsys
    )


PENDING = [{"status": "pending", "on": "2025-01-20"}]
SAME = {"on": "2025-01-20", "by": "ana"}


@pytest.mark.parametrize(
    ("changes", "arguments", "why"),
    [
        ({"status": PENDING}, [], "authorization 'asked' is pending, not approved; wait until it is granted"),
        ({"requested": SAME}, [], "authorization 'asked' was approved by nobody but 'bo' or whoever asked for it"),
        ({"requested": SAME | {"approver": "bo"}}, [], "was approved by nobody but 'bo' or whoever asked for it"),
        (
            {"appraised": {"on": "2025-01-30", "by": "State Archives", "decision": "transfer-to-archives"}},
            [],
            "the appraisal of 'asked' says transfer-to-archives; nothing under it is destroyed",
        ),
        ({}, ["--by", "nobody"], "--by 'nobody' is not in registry/people/; name a registered person"),
        ({}, ["--by", "dee"], "--by 'dee' left on 2025-01-31; name somebody who is there"),
        ({}, ["--witness", "bo"], "--witness 'bo' carries it out; name another person"),
        ({}, ["--witness", "nobody"], "--witness 'nobody' is not in registry/people/"),
        ({}, ["--live", "parks-x=vanished"], "--live 'parks-x=vanished' is not SITE=STATE; sites: parks-x; states: "),
        ({}, ["--receipt", "R-1", "--received-on", "2025-03-01"], "--receipt needs what the receiver read off the "),
        (
            {},
            ["--receipt", "R-1", "--received-on", "2025-03-01", "--manifest", "0" * 64],
            "'asked' is no transfer but 'destroy'",
        ),
        ({}, ["--received-on", "2025-03-01"], "belong to a receipt; name it with --receipt"),
        ({}, ["--manner", "one\nother"], "the disposition's record would have a fault: "),
    ],
)
def test_who_may_do_it_and_under_what(
    office: Office, capsys: Capsys, changes: dict[str, Any], arguments: list[str], why: str
) -> None:
    (office.root.folder / "schedules/authorizations/routine-may.yml").unlink()
    office.authorize("asked", "1001", **changes)
    who = [] if "--by" in arguments else ["--by", "bo"]
    code, out, err = office.run("dispose", "asked", "--execute", *who, *arguments, capsys=capsys)
    assert (code, out) == (2, "")
    assert why in err
    assert not (office.store / "certificates").exists()


def test_an_authority_that_is_unknown_private_or_of_a_permanent_series_is_refused(
    office: Office, capsys: Capsys
) -> None:
    assert "no authorization 'other' in schedules/authorizations/" in refused(
        office, "other", "--execute", capsys=capsys
    )
    office.private.commit({"schedules/authorizations/secret.yml": authorization()})
    assert "authorization 'secret' is in the private root" in refused(office, "secret", "--execute", capsys=capsys)
    office.private.git("rm", "--quiet", "schedules/authorizations/secret.yml")
    office.private.commit({})
    office.authorize("kept", series="local#kept")
    assert "is permanent; nothing of it is disposed of" in refused(office, "kept", "--execute", capsys=capsys)


def test_an_approval_by_a_trailer_of_the_merge_counts(office: Office, capsys: Capsys) -> None:
    (office.root.folder / "schedules/authorizations/routine-may.yml").unlink()
    trailer = "Authority\n\nApproved-by: Cy <cy-c@users.noreply.forge.example>"
    office.authorize("asked", "1001", requested=SAME, message=trailer)
    assert office.dispose("asked", "--execute", capsys=capsys)[0] == 0


def test_whoever_asked_for_it_does_not_approve_it(office: Office, capsys: Capsys) -> None:
    (office.root.folder / "schedules/authorizations/routine-may.yml").unlink()
    lines = [f"Approved-by: {name}@users.noreply.forge.example>" for name in ("Ana <ana-l", "Bo <bo-r")]
    trailers = "\n".join(["Authority", "", *lines])
    office.authorize("asked", "1001", requested=SAME, message=trailers)
    assert "was approved by nobody but 'bo' or whoever asked for it" in refused(
        office, "asked", "--execute", capsys=capsys
    )


def test_nothing_goes_before_the_day_that_was_proposed(office: Office, capsys: Capsys) -> None:
    requested = authorization()["requested"]
    office.authorize("later", "1001", requested=requested | {"proposed_on": "2025-03-04"})
    assert "was asked for from 2025-03-04 on" in refused(office, "later", "--execute", capsys=capsys)
    code, out, _ = office.dispose("later", capsys=capsys, at=datetime(2025, 3, 4, 15, 30, tzinfo=UTC))
    assert (code, "1001" in out) == (0, True)


def test_the_notice_in_working_days_is_kept_where_the_settings_name_it(office: Office, capsys: Capsys) -> None:
    portal = read_yaml((office.root.folder / "registry/portal.yml").read_bytes())[0]
    office.publish({"registry/portal.yml": portal | {"working_days": {"country": "US", "notice_days": 30}}})
    office.authorize("soon", "1001")
    # after Monday, 20 January, the 30th working day is 4 March, for 17 February is Washington's Birthday
    assert "30 working days have to pass; do it on 2025-03-04 or later" in refused(
        office, "soon", "--execute", capsys=capsys
    )


def test_an_ongoing_authority_that_lapsed_or_whose_site_is_closed_is_refused(office: Office, capsys: Capsys) -> None:
    ongoing = {"kind": "ongoing", "series": "local#replicated", "span": None, "items_digest": None}
    until = [{"status": "approved", "on": "2024-02-03", "by": "State", "number": "A-1", "until_on": "2025-02-28"}]
    path = office.root.folder / "registry/sites/parks-x.yml"
    replicated = {"type": "Press", "vetting": "none", "class": "replicated", "series": "local#replicated"}
    original = {"system": "Press archive", "location": "State Archives", "series": "local#policy"}
    site = read_yaml(path.read_bytes())[0]
    site["communications"].append(replicated | {"original": original})
    path.write_text(dump_yaml(site))
    requested = {"on": "2024-01-20", "by": "ana", "approver": "cy"}
    value = authorization(**ongoing, status=until, requested=requested)
    office.publish({"schedules/authorizations/always.yml": value})
    assert "authorization 'always' has lapsed; have it renewed" in refused(office, "always", "--execute", capsys=capsys)


def test_a_store_that_is_not_there_is_not_made(office: Office, capsys: Capsys) -> None:
    store = office.store
    office.store = office.folder / "nowhere"
    code, _, err = office.dispose("routine-may", "--execute", capsys=capsys)
    assert (code, err.startswith("records: there is no store at ")) == (2, True)
    assert not office.store.exists()
    office.store = store


def test_a_bag_that_is_not_whole_or_not_what_git_says_is_refused_by_name(office: Office, capsys: Capsys) -> None:
    [bag] = (office.store / "bags/parks-x").iterdir()
    edited(bag / "data/items/items-000001.jsonl", "Gate B is closed", "Gate B is opened")
    assert f"V003 parks-x/{bag.name}: data/items/items-000001.jsonl has changed" in refused(
        office, "routine-may", "--execute", capsys=capsys
    )
    rewrite_manifests(bag)
    assert f"V004 parks-x/{bag.name}" in refused(office, "routine-may", "--execute", capsys=capsys)


def test_a_store_that_lacks_a_bag_of_the_site_is_refused(office: Office, capsys: Capsys) -> None:
    other = office.ingest(office.write_export("other", "1003"), datetime(2025, 1, 20, 12, tzinfo=UTC))
    office.publish()
    shutil.move(office.bag(other), office.folder / "elsewhere")
    assert refused(office, "routine-may", "--execute", capsys=capsys) == (
        f"the store has no bag of parks-x/{other.capture}, where copies may lie; name the store that has all of them"
    )


def test_an_export_that_is_not_conserved_does_not_go(office: Office, capsys: Capsys) -> None:
    [bag] = (office.store / "bags/parks-x").iterdir()
    framing = bag / "data/residue/framing/ranges/000001"
    framing.write_bytes(b"X" + framing.read_bytes()[1:])
    rewrite_manifests(bag)
    record = read_yaml((bag / "capture.yml").read_bytes())[0]
    for each in record["bag"]["manifests"]:
        manifest = bag / f"manifest-{each['algorithm']}.txt"
        each["sha256"] = hashlib.sha256(manifest.read_bytes()).hexdigest()
    for folder in (bag, office.root.folder / "captures/parks-x" / bag.name):
        (folder / "capture.yml").write_text(dump_yaml(record))
    rewrite_manifests(bag)
    office.publish()
    assert refused(office, "routine-may", "--execute", capsys=capsys) == (
        f"the export in parks-x/{bag.name} cannot go: 'items.csv' is not what items and residue hold of it; "
        "restore the bag from another copy of the store; if that is the same, the export has to stay"
    )


def test_items_without_an_index_stop_everything(office: Office, capsys: Capsys) -> None:
    [bag] = (office.store / "bags/parks-x").iterdir()
    edited(bag / "data/items/items-000001.jsonl", '{"id":"1003",', '{"id":"1009",')
    assert "parks-x: a bag holds item '1009', which no index lists" in refused(
        office, "routine-may", "--execute", capsys=capsys
    )


def test_conservation_names_every_file_of_which_a_byte_is_missing_or_another(office: Office) -> None:
    [bag] = (office.store / "bags/parks-x").iterdir()
    assert list(conservation_problems(bag, ["folder"])) == []
    framing = bag / "data/residue/framing/ranges/000001"
    sound = framing.read_bytes()
    framing.write_bytes(b"X" + sound[1:])
    assert list(conservation_problems(bag, ["folder"])) == ["'items.csv' is not what items and residue hold of it"]
    framing.write_bytes(sound[:-1])
    assert list(conservation_problems(bag, ["folder"])) == ["'items.csv' is not what items and residue hold of it"]
    framing.write_bytes(sound)
    (bag / "data/items/media/1/pictures/gate.jpg").unlink()
    assert list(conservation_problems(bag, ["folder"])) == ["'pictures/gate.jpg' is held 0 times by items and residue"]
    (bag / "data/items/media/1/pictures/gate.jpg").write_bytes(b"another gate")
    assert list(conservation_problems(bag, ["folder"])) == [
        "'pictures/gate.jpg' is not what items and residue hold of it"
    ]


def test_what_a_run_left_begun_is_undone_by_whoever_takes_the_lock_next(office: Office, capsys: Capsys) -> None:
    [bag] = (office.store / "bags/parks-x").iterdir()
    before = files_below(office.store / "bags")
    begin(office.store, Journal("routine-may", (f"parks-x/{bag.name}",)))
    aside = office.store / "dispositions/routine-may/aside/parks-x"
    aside.mkdir(parents=True)
    bag.rename(aside / bag.name)
    assert refused(office, "routine-may", capsys=capsys) == (
        "the disposition 'routine-may' was cut short; run it with --execute, which completes or undoes it first"
    )
    office.ingest(office.write_export("one", "1001", "1002", "1003"))
    assert files_below(office.store / "bags") == before
    assert list(office.store.glob("journals/*")) + list(office.store.glob("dispositions/*")) == []
    (office.store / "journals/other.json").write_text("{")
    assert "journals/other.json in the store is no journal" in refused(
        office, "routine-may", "--execute", capsys=capsys
    )


def test_a_certificate_that_was_changed_is_refused(office: Office, capsys: Capsys) -> None:
    office.dispose("routine-may", "--execute", capsys=capsys)
    edited(office.store / "certificates/routine-may.yml", "by: bo", "by: cy")
    assert "certificates/routine-may.yml in the store is not what was certified" in refused(
        office, "routine-may", "--execute", capsys=capsys
    )

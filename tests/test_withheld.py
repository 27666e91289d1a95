"""What helps whoever wants in is on no page and in no file, of an older register and of its history either."""

from __future__ import annotations

from pathlib import Path

from records_portal.history.repository import CommitTree, Repository
from records_portal.identity.trail import read_trail
from records_portal.portal.building.withheld import ShownTree, shown_register, shown_trail
from records_portal.register.sources import load_register
from tests.roots import Root, root_files

ANA, SITE = "registry/people/ana.yml", "registry/sites/parks-x.yml"
TRAINING = {"training": [{"course": "Canary course", "on": "2026-05-04"}], "leaves_on": "2031-07-09"}
ACCESS = {"access": [{"person": "ana", "how": "shared-login", "from_on": "2029-03-02"}]}


def older_root(folder: Path) -> Root:
    """A root that says it all in public, and changed some of it."""
    root, files = Root(folder), root_files()
    files[ANA] |= TRAINING
    files[SITE] |= ACCESS
    root.commit(files)
    root.commit({ANA: files[ANA] | {"leaves_on": "2032-01-31", "title": "Chief"}})
    return root


def test_neither_records_nor_changes_nor_files_say_it(tmp_path: Path) -> None:
    repository = Repository(older_root(tmp_path / "root").folder)
    tree = CommitTree(repository, "HEAD")
    register = load_register(tree).register
    trail = shown_trail(read_trail(repository, register))
    files = "".join(ShownTree(tree).read(path).decode() for path in (ANA, SITE))
    told = f"{[each.value for each in shown_register(register)]} {trail.changes} {files}"
    for word in ("Canary course", "2026-05-04", "2031-07-09", "2032-01-31", "shared-login", "2029-03-02"):
        assert word in f"{[each.value for each in register]} {read_trail(repository, register).changes}"
        assert word not in told


def test_that_something_changed_is_told_and_all_else_as_it_was(tmp_path: Path) -> None:
    repository = Repository(older_root(tmp_path / "root").folder)
    register = load_register(CommitTree(repository, "HEAD")).register
    newest = shown_trail(read_trail(repository, register)).of("people", "ana")[0]
    assert [tuple(each) for each in newest.fields] == [
        ("Title", "Officer", "Chief"),
        ("Particulars of the private root", "", "changed"),
    ]


def test_a_file_in_brackets_is_written_anew_without_it(tmp_path: Path) -> None:
    root = Root(tmp_path / "root")
    root.commit(root_files())
    (root.folder / ANA).write_text("{name: Ana, title: Officer, agency: parks, roles: [], leaves_on: 2031-07-09}\n")
    root.git("commit", "--quiet", "--all", "-m", "In brackets")
    shown = ShownTree(CommitTree(Repository(root.folder), "HEAD"))
    assert shown.read(ANA) == b"name: Ana\ntitle: Officer\nagency: parks\nroles: []\n"
    assert shown.read("registry/portal.yml") == (root.folder / "registry/portal.yml").read_bytes()

"""The one removal: what each name of it takes away and refuses to, and that nothing else in the package does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from records_portal.register.findings import Refusal
from records_portal.store.removal import (
    delete_disposed,
    delete_indexes,
    delete_journal,
    delete_package,
    delete_staged,
    delete_undone,
    delete_unused_store,
    empty_staging,
    move_bag_aside,
    move_bag_back,
    move_capture_into_place,
    move_certificate_into_place,
    move_key_into_place,
    move_package_into_place,
    move_rewritten_bag_away,
    move_rewritten_bag_into_place,
)
from tests.removals_in_source import removals_in

PACKAGE = Path(__file__).parents[1] / "scripts" / "records_portal"
BAG = "parks-x/c1"

# Each module beside `store/removal` that takes away, writes over, or starts what might: what, and why it may.
ELSEWHERE = {
    "files/durable.py": (
        {".rename", ".unlink", "open wb", "os.O_WRONLY"},
        "the one durable write: its own unfinished file, made anew and renamed",
    ),
    "files/kept.py": ({".replace", ".unlink", "tempfile.NamedTemporaryFile"}, "the user's own cache folder"),
    "store/bags.py": (
        {"open ?", "open wb"},
        "members of a bag in the making, each a new file; a rehearsal's null device",
    ),
    "store/folder.py": ({"open wb", "os.O_RDWR", "os.O_WRONLY"}, "a key's new file (O_EXCL); the lock, opened uncut"),
    "captures/gathering.py": ({"open ?"}, "members of a bag in the making, each a new file"),
    "captures/received.py": ({"open ?"}, "members of an export, read"),
    "captures/taking_in/__main__.py": (
        {"os.O_WRONLY"},
        "the null device in place of the output, where nobody reads on",
    ),
    "captures/taking_in/apart.py": (
        {"subprocess.Popen"},
        "the program itself, which reads an export and writes nothing",
    ),
    "disposal/bag_rewriting.py": ({"open ?"}, "members of a bag in the making, each a new file"),
    "disposal/conservation.py": ({"open ?"}, "members of an export, read"),
    "disposal/transfers.py": ({"open ?"}, "members of a package in the making, each a new file"),
    "exports/archives/opening.py": ({"open ?"}, "members of an export, read"),
    "exports/selection.py": (
        {".rename", ".write_text", "open ?", "tempfile.TemporaryDirectory"},
        "a new folder that the user names, made in a temporary one beside it",
    ),
    "takedown/moderation_copies.py": (
        {".write_bytes", "shutil.copyfile", "tempfile.TemporaryDirectory"},
        "the copy, made in a temporary folder of its own",
    ),
    "history/published_tips.py": (
        {".write_text", "subprocess.Popen", "tempfile.TemporaryDirectory"},
        "git asks an address from a temporary folder of its own",
    ),
    "history/new_repository.py": ({"subprocess.run"}, "git begins a repository in a folder of `records init`"),
    "history/received.py": (
        {".write_text", "shutil.copytree", "subprocess.run", "tempfile.TemporaryDirectory"},
        "a repository for the moment, in a temporary folder of its own",
    ),
    "trust/verify.py": (
        {".write_bytes", ".write_text", "subprocess.Popen", "subprocess.run", "tempfile.TemporaryDirectory"},
        "what an outsider fetches and keeps, in temporary folders and in the one that the outsider names",
    ),
    "portal/building/source_pages.py": ({".write_bytes"}, "the guides for the engine, in a new temporary folder"),
    "imports/account_sheets.py": ({"open ?"}, "members of a workbook, read"),
    "register/record_editing.py": ({".unlink"}, "records that the same run has written, in the root"),
    "register/starter.py": ({".write_text"}, "the first files of a new root"),
    "starting/founding.py": (
        {".rename", ".unlink", ".write_bytes", "shutil.rmtree"},
        "the folders `.NAME.unfinished` of a register in the making, and the list of its moves",
    ),
    "commands/approve.py": ({"subprocess.run"}, "ssh-keygen signs"),
    "commands/output_files.py": (
        {".unlink"},
        "new files of the same command, where one of them failed",
    ),
    "portal/building/build.py": ({"tempfile.TemporaryDirectory"}, "the site in the making"),
    "portal/building/engine.py": (
        {
            *(".rename", ".unlink", ".write_text", "shutil.copytree", "shutil.rmtree"),
            *("subprocess.run", "tempfile.TemporaryDirectory"),
        },
        "the engine's pages, in the user's own cache folder",
    ),
    "portal/building/engine_run.py": (
        {".write_text"},
        "what the engine read elsewhere, noted in the folder that it works in",
    ),
    "portal/building/previous_site.py": (
        {".rename", ".rmdir", ".unlink", "open wb", "os.rmdir", "os.unlink", "shutil.rmtree"},
        "the built site and the one before it",
    ),
}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with a bag, a rewritten one beside it, and a certificate that is not issued yet."""
    store = tmp_path / "store"
    for path in (f"bags/{BAG}/says", "staging/s/parks-x/c1/says", "staging/s/certificate.yml", "keys/parks-x.key"):
        (store / path).parent.mkdir(parents=True, exist_ok=True)
        (store / path).write_text(path.partition("/")[0])
    for name in ("certificates", "transfers", "journals", "indexes", "dispositions/d1/aside/parks-x"):
        (store / name).mkdir(parents=True)
    return store


def files(store: Path) -> dict[str, str]:
    return {each.relative_to(store).as_posix(): each.read_text() for each in store.rglob("*") if each.is_file()}


def test_only_the_one_removal_takes_away_and_each_other_place_has_its_reason() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): removals_in(path.read_text(encoding="utf-8"))
        for path in PACKAGE.rglob("*.py")
    }
    assert found.pop("store/removal.py") == {".rename", ".rmdir", ".unlink", "shutil.rmtree"}
    assert {name: names for name, names in found.items() if names} == {
        name: each[0] for name, each in ELSEWHERE.items()
    }


@pytest.mark.parametrize(
    "text",
    [
        "import os\nos.unlink(p)",
        "import os as system\nsystem.replace(a, b)",
        "from os import remove as tidy\ntidy(p)",
        "from os import *",
        "import os\ntake = os.rmdir\ntake(p)",
        "import os\nlist(map(os.unlink, paths))",
        "import os\ngetattr(os, 'unlink')(p)",
        "import os\ngetattr(os, name)(p)",
        "import os\nvars(os)['unlink'](p)",
        "import os\nos.__dict__['remove'](p)",
        "import os\no = os\no.unlink(p)",
        "import os\nos.truncate(p, 0)",
        "import os\nos.open(p, os.O_RDONLY | os.O_TRUNC)",
        "import os\nos.system('rm x')",
        "import posix\nposix.unlink(p)",
        "from posix import unlink",
        "import importlib\nimportlib.import_module('o' + 's')",
        "__import__('os').unlink(p)",
        "exec(text)",
        "import shutil\nshutil.rmtree(p)",
        "from shutil import move\nmove(a, b)",
        "from functools import partial\nimport shutil\npartial(shutil.rmtree, p)()",
        "from operator import methodcaller\nmethodcaller('unlink')(p)",
        "from pathlib import Path\nPath.unlink(p)",
        "from pathlib import Path as P\nP.replace(a, b)",
        "p.unlink(missing_ok=True)",
        "take = p.unlink",
        "p.rename(target)",
        "p.rename(target=q)",
        "p.replace(q)",
        "p.rmdir()",
        "p.write_text('')",
        "p.write_bytes(b'')",
        "file.truncate()",
        "open(p, 'w')",
        "open(p, mode='r+b')",
        "open(p, mode)",
        "import io\nio.open(p, 'a')",
        "p.open('wb')",
        "p.open(mode)",
        "import subprocess\nsubprocess.run(['rm', p])",
        "import ctypes",
        "frame.to_csv(p)",
    ],
)
def test_a_removal_is_seen_however_it_is_spelled(text: str) -> None:
    assert removals_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "text.replace('a', 'b')",
        "day.replace(year=2024)",
        "from dataclasses import replace\nreplace(value, name='x')",
        "frame.rename(columns={})",
        "names.remove(name)",
        "open(p)",
        "open(p, 'rb')",
        "p.open('rb', buffering=0)",
        "p.open('xb')",
        "import os\nos.path.join(a, b)",
        "getattr(value, 'name')",
    ],
)
def test_what_takes_nothing_away_is_not_seen(text: str) -> None:
    assert removals_in(text) == set()


def test_a_replaced_bag_is_kept_until_its_disposition_is_certified(store: Path) -> None:
    move_bag_aside(store, "d1", BAG)
    move_rewritten_bag_into_place(store, store / "staging/s", BAG)
    aside = {f"dispositions/d1/aside/{BAG}/says": "bags", f"bags/{BAG}/says": "staging"}
    assert aside.items() <= files(store).items()
    with pytest.raises(Refusal, match=r"^the disposition 'd1' has no certificate, so nothing of it is deleted$"):
        delete_disposed(store, "d1")
    assert aside.items() <= files(store).items()
    move_certificate_into_place(store, store / "staging/s/certificate.yml", "d1")
    delete_disposed(store, "d1")
    assert files(store) == {f"bags/{BAG}/says": "staging", "certificates/d1.yml": "staging", "keys/parks-x.key": "keys"}


def test_a_package_is_kept_until_its_disposition_is_certified(store: Path) -> None:
    move_package_into_place(store, store / "staging/s/parks-x/c1", "d1")
    assert files(store)["transfers/d1/says"] == "staging"
    with pytest.raises(Refusal, match="no certificate"):
        delete_package(store, "d1")
    assert (store / "transfers/d1").is_dir()
    move_certificate_into_place(store, store / "staging/s/certificate.yml", "d1")
    delete_package(store, "d1")
    assert list((store / "transfers").iterdir()) == []


def test_what_is_undone_is_deleted_only_once_the_old_bag_is_back(store: Path) -> None:
    move_bag_aside(store, "d1", BAG)
    move_rewritten_bag_into_place(store, store / "staging/s", BAG)
    move_rewritten_bag_away(store, "d1", BAG, 0)
    with pytest.raises(
        Refusal, match=r"^the bag 'parks-x/c1' was moved aside and not put back; restore it from another"
    ):
        delete_undone(store, "d1")
    move_bag_back(store, "d1", BAG)
    delete_undone(store, "d1")
    assert files(store)[f"bags/{BAG}/says"] == "bags"
    assert not (store / "dispositions/d1").exists()


def test_nothing_is_put_over_what_is_there(store: Path) -> None:
    (store / "certificates/d1.yml").write_text("issued")
    (store / "staging/parks-x.key.new").write_text("new")
    (store / "transfers/d1").mkdir()
    (store / f"dispositions/d1/aside/{BAG}").mkdir()
    (store / "dispositions/d1/undone-0").mkdir()
    (store / f"bags/{BAG}/says").unlink()  # the system would put a folder over an empty one
    before = files(store)
    built = store / "staging/s"
    moves: list[Callable[[], object]] = [
        lambda: move_certificate_into_place(store, built / "certificate.yml", "d1"),
        lambda: move_key_into_place(store, "parks-x"),
        lambda: move_package_into_place(store, built / BAG, "d1"),
        lambda: move_capture_into_place(store, built / BAG, BAG),
        lambda: move_rewritten_bag_into_place(store, built, BAG),
        lambda: move_bag_aside(store, "d1", BAG),
        lambda: move_bag_back(store, "d1", BAG),
        lambda: move_rewritten_bag_away(store, "d1", BAG, 0),
    ]
    for move in moves:
        with pytest.raises(Refusal, match=r" in the store is there already, and nothing is put over it$"):
            move()
    assert files(store) == before


@pytest.mark.parametrize("name", ["", ".", "..", "../bags", "d1/..", "/", "d1//x"])
def test_a_name_that_leads_elsewhere_takes_nothing_away(store: Path, name: str) -> None:
    move_certificate_into_place(store, store / "staging/s/certificate.yml", "d1")
    (store / "certificates/.yml").write_text("a certificate without a name")
    (store / "journals/d1.json").write_text("{}")
    before = files(store)
    for delete in (delete_disposed, delete_package, delete_undone, delete_staged):
        with pytest.raises(Refusal, match=r"names nothing below|has no certificate"):
            delete(store, name)
    with pytest.raises(Refusal, match="names nothing below"):
        delete_journal(store, "../certificates/d1")
    assert files(store) == before


def test_what_can_be_derived_and_what_was_being_built_goes(store: Path, tmp_path: Path) -> None:
    (store / "indexes/x").write_text("derived")
    delete_indexes(store)
    delete_indexes(store)  # as after a kill
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    (store / "staging/link").symlink_to(outside)
    empty_staging(store)
    assert files(store) == {f"bags/{BAG}/says": "bags", "keys/parks-x.key": "keys"}
    assert (outside / "kept").read_text() == "kept"


def test_a_store_that_holds_a_capture_is_never_deleted_as_unused(store: Path) -> None:
    (store / "lock").touch()
    before = files(store)
    delete_unused_store(store, existed=False)
    assert files(store) == before


def test_the_journal_alone_goes_with_the_journal(store: Path) -> None:
    for name in ("d1", "d2"):
        (store / f"journals/{name}.json").write_text(name)
    delete_journal(store, "d1")
    assert [path.name for path in (store / "journals").iterdir()] == ["d2.json"]

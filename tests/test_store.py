"""The store: where it may be, who may write to it, and keys that stay."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from records_portal.register.findings import Refusal
from records_portal.store.folder import _lock, locked_store


def refusal_of(folder: Path) -> str:
    with pytest.raises(Refusal) as caught, locked_store(folder):
        pass
    return str(caught.value)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_store_and_its_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    with locked_store(tmp_path / "deep/store") as store, store.staging() as staged:
        key = store.key("parks-x")
        store.commit(staged, "parks-x", "2024-05-01-00000000")
    assert len(key) == 32
    assert {path.name: mode_of(path) for path in (tmp_path / "deep/store").iterdir()} == {
        "bags": 0o700,
        "keys": 0o700,
        "staging": 0o700,
        "lock": 0o600,
    }
    assert mode_of(tmp_path / "deep/store") == 0o700
    assert mode_of(tmp_path / "deep/store/keys/parks-x.key") == 0o600


def test_a_key_is_made_once_and_each_site_has_its_own(tmp_path: Path) -> None:
    with locked_store(tmp_path / "store") as store:
        first, other = store.key("parks-x"), store.key("fire-x")
        assert store.key("parks-x") == first
        for site in ("parks-x", "fire-x"):
            with store.staging() as staged:
                store.commit(staged, site, "2024-05-01-00000000")
    with locked_store(tmp_path / "store") as store:
        assert store.key("parks-x") == first
    assert first != other


def test_a_key_that_was_placed_is_used_and_a_damaged_one_refused(tmp_path: Path) -> None:
    (tmp_path / "store/keys").mkdir(parents=True)
    (tmp_path / "store/keys/parks-x.key").write_bytes(b"k" * 32)
    with locked_store(tmp_path / "store") as store:
        assert store.key("parks-x") == b"k" * 32
    (tmp_path / "store/keys/parks-x.key").write_bytes(b"k" * 31)
    with locked_store(tmp_path / "store") as store, pytest.raises(Refusal, match="holds 31 bytes"):
        store.key("parks-x")


def test_of_two_runs_one_wins(tmp_path: Path) -> None:
    with locked_store(tmp_path / "store"):
        assert "is in use by another run" in refusal_of(tmp_path / "store")
    with locked_store(tmp_path / "store"):
        pass


@pytest.mark.parametrize("below", ["store", "a/b/store", ".git/store"])
def test_a_place_inside_a_working_tree_is_refused(tmp_path: Path, below: str) -> None:
    subprocess.run(["git", "init", "-q", tmp_path / "root"], check=True)
    assert "lies inside the working tree" in refusal_of(tmp_path / "root" / below)
    assert not (tmp_path / "root/store").exists()


def test_a_link_into_a_working_tree_is_refused(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path / "root"], check=True)
    (tmp_path / "store").symlink_to(tmp_path / "root")
    assert "lies inside the working tree" in refusal_of(tmp_path / "store")


def test_a_read_only_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir(mode=0o500)
    assert "cannot be written (it is read-only)" in refusal_of(tmp_path / "store")
    assert "cannot be written" in refusal_of(Path("/proc/store"))


def test_a_file_and_a_folder_of_something_else_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be written (it is not a folder)" in refusal_of(tmp_path / "file")
    (tmp_path / "home").mkdir()
    (tmp_path / "home/letters").touch()
    assert "holds 'letters', which no store does" in refusal_of(tmp_path / "home")


def test_what_a_killed_run_left_in_staging_is_removed_by_the_next(tmp_path: Path) -> None:
    with locked_store(tmp_path / "store"):
        pass
    (tmp_path / "store/staging/0123").mkdir()
    (tmp_path / "store/staging/0123/half").write_bytes(b"x")
    (tmp_path / "store/staging/parks-x.key.new").write_bytes(b"x")
    with locked_store(tmp_path / "store"):
        assert list((tmp_path / "store/staging").iterdir()) == []


def test_staging_is_empty_afterwards_even_where_the_work_fails(tmp_path: Path) -> None:
    with locked_store(tmp_path / "store") as store:
        with pytest.raises(ValueError, match="broken"), store.staging() as staged:
            (staged / "half").write_bytes(b"x")
            raise ValueError("broken")
        assert list((tmp_path / "store/staging").iterdir()) == []


def test_a_run_that_fails_takes_back_a_store_that_it_made_and_its_key(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="broken"), locked_store(tmp_path / "store") as store:
        store.key("parks-x")
        raise ValueError("broken")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "store").mkdir()
    with pytest.raises(ValueError, match="broken"), locked_store(tmp_path / "store"):
        raise ValueError("broken")
    assert list((tmp_path / "store").iterdir()) == []


def test_a_run_that_fails_after_its_commit_takes_nothing_back(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="broken"), locked_store(tmp_path / "store") as store:
        key = store.key("parks-x")
        with store.staging() as staged:
            (staged / "bagit.txt").touch()
            place = store.commit(staged, "parks-x", "2024-05-01-00000000")
        raise ValueError("broken")
    assert (place / "bagit.txt").exists()
    assert (tmp_path / "store/keys/parks-x.key").read_bytes() == key


def test_a_lock_that_was_taken_away_while_it_was_waited_for_is_no_lock(tmp_path: Path) -> None:
    with locked_store(tmp_path / "store"):
        (tmp_path / "store/lock").unlink()
        handle = os.open(tmp_path / "store/lock", os.O_CREAT | os.O_RDWR)
        (tmp_path / "store/lock").unlink()
        with pytest.raises(Refusal, match="is in use"):
            _lock(handle, tmp_path / "store")
        os.close(handle)

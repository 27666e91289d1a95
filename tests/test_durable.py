"""The one durable write: a file is there whole or not at all, and is never written through somebody's link."""

from __future__ import annotations

from pathlib import Path

import pytest

from records_portal.files.durable import write_durably


def test_what_was_there_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "parks-x.yml"
    path.write_bytes(b"before")
    write_durably(path, b"after")
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"parks-x.yml": b"after"}


def test_what_a_killed_run_left_under_the_name_of_the_unfinished_file_gives_way(tmp_path: Path) -> None:
    (tmp_path / ".parks-x.yml.unfinished").write_bytes(b"of a run that was killed, and longer than what follows")
    write_durably(tmp_path / "parks-x.yml", b"after")
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"parks-x.yml": b"after"}


@pytest.mark.parametrize("leads_to", ["precious.txt", "nowhere.txt"])
def test_a_link_under_the_name_of_the_unfinished_file_is_refused_and_never_followed(
    tmp_path: Path, leads_to: str
) -> None:
    (tmp_path / "precious.txt").write_bytes(b"precious")
    (tmp_path / ".parks-x.yml.unfinished").symlink_to(tmp_path / leads_to)
    with pytest.raises(OSError, match="symbolic link"):
        write_durably(tmp_path / "parks-x.yml", b"after")
    assert sorted(each.name for each in tmp_path.iterdir()) == [".parks-x.yml.unfinished", "precious.txt"]
    assert (tmp_path / "precious.txt").read_bytes() == b"precious"

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


@pytest.mark.parametrize("left", ["file", "link", "link to nothing"])
def test_what_lies_under_the_name_of_an_unfinished_file_gives_way(tmp_path: Path, left: str) -> None:
    precious = tmp_path / "precious.txt"
    folder = tmp_path / "sites"
    folder.mkdir()
    unfinished = folder / ".parks-x.yml.unfinished"
    if left == "file":
        unfinished.write_bytes(b"of a run that was killed, and longer than what follows")
    else:
        unfinished.symlink_to(precious if left == "link" else tmp_path / "nowhere.txt")
    precious.write_bytes(b"precious")
    write_durably(folder / "parks-x.yml", b"after")
    assert precious.read_bytes() == b"precious"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["precious.txt", "sites"]
    assert [each.name for each in folder.iterdir()] == ["parks-x.yml"]
    assert not (folder / "parks-x.yml").is_symlink()
    assert (folder / "parks-x.yml").read_bytes() == b"after"

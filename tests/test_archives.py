"""The door for exports: what is let in, and what is refused in one line."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from records_portal.exports.archives.opening import Export, Member, open_export
from records_portal.exports.archives.streams import Limits
from records_portal.register.findings import Refusal
from tests import exports_x


def contents(export: Export) -> dict[str, bytes]:
    found = {}
    for member in export.members:
        with export.open(member) as stream:
            found[member.name] = stream.read()
    return found


def refusal_of(*paths: Path, limits: Limits | None = None) -> str:
    """The one line with which an export is refused, at the door or when it is read."""
    with pytest.raises(Refusal) as caught, open_export(paths, limits) as export:
        contents(export)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def zip_with(path: Path, *names: str | zipfile.ZipInfo, data: bytes = b"x") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, data)
    return path


def tar_with(path: Path, *entries: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w") as archive:
        for entry in entries:
            entry.size = 1 if entry.isreg() else 0
            archive.addfile(entry, io.BytesIO(b"x"))
    return path


def tar_entry(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


@pytest.mark.parametrize("form", ["folder", "zip", "tar", "tar-gz"])
def test_every_form_gives_the_same_names_and_bytes(tmp_path: Path, form: str) -> None:
    folder = exports_x.write_2018(tmp_path / "export")
    makers: dict[str, Callable[[], Path]] = {
        "folder": lambda: folder,
        "zip": lambda: exports_x.zip_of(folder, tmp_path / "x.zip"),
        "tar": lambda: exports_x.tar_of(folder, tmp_path / "x.tar"),
        "tar-gz": lambda: exports_x.tar_of(folder, tmp_path / "x.tar.gz"),
    }
    with open_export([makers[form]()]) as export:
        assert export.forms == (form,)
        found = contents(export)
    assert found == {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    assert len(found) == 9


def test_two_streams_of_one_archive_do_not_disturb_each_other(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x/a").write_bytes(b"a" * 3_000_000)
    (tmp_path / "x/b").write_bytes(b"b" * 3_000_000)
    with (
        open_export([exports_x.tar_of(tmp_path / "x", tmp_path / "x.tar")]) as export,
        export.open(export.members[0]) as first,
        export.open(export.members[1]) as second,
    ):
        for _ in range(30):
            assert (first.read(100_000), second.read(100_000)) == (b"a" * 100_000, b"b" * 100_000)


def test_members_of_several_parts_keep_their_part(tmp_path: Path) -> None:
    parts = zip_with(tmp_path / "1.zip", "data/a.js"), zip_with(tmp_path / "2.zip", "data/a.js")
    with open_export(parts) as export:
        assert export.members == (Member(1, "data/a.js", 1), Member(2, "data/a.js", 1))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../evil", "leads out of its folder"),
        ("a/../../evil", "leads out of its folder"),
        ("a//b", "leads out of its folder"),
        ("./a", "leads out of its folder"),
        ("..\\evil", "leads out of its folder"),
        ("/etc/evil", "is an absolute name"),
        ("C:/evil", "is an absolute name"),
        ("a\nb", "holds characters that cannot be seen"),
        ("a\u202etxt.js", "holds characters that cannot be seen"),
        ("a\x1b[2Jb", "holds characters that cannot be seen"),
        ("a" * 300, "is too long"),
        ("a/" * 30 + "b", "is too long or too deep"),
    ],
)
def test_names_that_lead_elsewhere_or_hide_something_are_refused(tmp_path: Path, name: str, why: str) -> None:
    assert why in refusal_of(zip_with(tmp_path / "x.zip", name))
    assert why in refusal_of(tar_with(tmp_path / "x.tar", tar_entry(name)))


@pytest.mark.parametrize(
    "names", [("a", "A"), ("stra\u00dfe", "STRASSE"), ("caf\u00e9", "cafe\u0301"), ("a/B", "A/b")], ids=ascii
)
def test_names_that_would_meet_in_one_place_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    assert "are one name" in refusal_of(zip_with(tmp_path / "x.zip", *names))


def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    assert "are one name" in refusal_of(tar_with(tmp_path / "x.tar", tar_entry("a"), tar_entry("a")))


def test_a_file_that_is_also_a_folder_is_refused(tmp_path: Path) -> None:
    assert "lies below a file" in refusal_of(zip_with(tmp_path / "x.zip", "a", "a/b"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_tar_are_refused(tmp_path: Path, kind: bytes) -> None:
    assert "is a link or a device" in refusal_of(tar_with(tmp_path / "x.tar", tar_entry("a", kind, "/etc/passwd")))


def test_links_in_a_zip_are_refused(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("a")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "is a link or a device" in refusal_of(zip_with(tmp_path / "x.zip", entry, data=b"/etc/passwd"))


def test_links_and_pipes_in_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x/link").symlink_to("/etc/passwd")
    assert "is a link or a device" in refusal_of(tmp_path / "x")
    (tmp_path / "x/link").unlink()
    os.mkfifo(tmp_path / "x/pipe")
    assert "is a link or a device" in refusal_of(tmp_path / "x")


def test_a_zip_that_is_a_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"\0" * 2_000_000)
    assert "would unpack to more than 2000000 bytes" in refusal_of(path, limits=Limits(free_bytes=1_000_000))


def test_a_tar_gz_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x/a").write_bytes(b"\0" * 2_000_000)
    packed = exports_x.tar_of(tmp_path / "x", tmp_path / "x.tar.gz")
    assert "this is no export" in refusal_of(packed, limits=Limits(free_bytes=1_000_000))


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    limits = Limits(entries=3)
    (tmp_path / "x").mkdir()
    for name in "abcd":
        (tmp_path / "x" / name).touch()
    assert "entries" in refusal_of(tmp_path / "x", limits=limits)
    assert "entries" in refusal_of(zip_with(tmp_path / "x.zip", *"abcd"), limits=limits)
    assert "entries" in refusal_of(tar_with(tmp_path / "x.tar", *map(tar_entry, "abcd")), limits=limits)


def patched(path: Path, old: bytes, new: bytes, *, last: bool = False) -> Path:
    data = path.read_bytes()
    at = data.rindex(old) if last else data.index(old)
    path.write_bytes(data[:at] + new + data[at + len(old) :])
    return path


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "x.zip", "a")
    patched(path, b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    assert refusal_of(path) == "'x.zip' is encrypted; hand in the export as the platform made it"


@pytest.mark.parametrize("declared", [1, 9, 1000])
def test_a_zip_that_lies_about_a_size_is_refused(tmp_path: Path, declared: int) -> None:
    path = zip_with(tmp_path / "x.zip", "a", data=b"12345678")
    sizes = (8).to_bytes(4, "little") * 2
    patched(path, sizes, sizes[:4] + declared.to_bytes(4, "little"), last=True)
    assert "download the export again" in refusal_of(path)


def test_a_zip_whose_content_changed_is_refused(tmp_path: Path) -> None:
    path = patched(zip_with(tmp_path / "x.zip", "a", data=b"12345678"), b"12345678", b"12345679")
    assert "download the export again" in refusal_of(path)


def test_a_zip_with_something_in_front_is_refused(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "x.zip", "a")
    path.write_bytes(b"PK\x03\x04" + path.read_bytes())
    assert "this is no export" in refusal_of(path) or "damaged" in refusal_of(path)


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz"])
@pytest.mark.parametrize("part", [0.3, 0.5, 0.9])
def test_half_an_archive_is_refused(tmp_path: Path, name: str, part: float) -> None:
    folder = exports_x.write_2022(tmp_path / "export")
    path = tmp_path / name
    (exports_x.zip_of if name == "x.zip" else exports_x.tar_of)(folder, path)
    data = path.read_bytes().rstrip(b"\0")  # a tar ends in blocks of zeros, of which none need be there
    path.write_bytes(data[: int(len(data) * part)])
    assert "half a" in refusal_of(path)


def test_what_is_no_archive_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7")
    assert refusal_of(tmp_path / "letter.pdf").startswith("'letter.pdf' is not an export")
    (tmp_path / "empty.zip").write_bytes(b"")
    assert "is not an export" in refusal_of(tmp_path / "empty.zip")
    assert "does not exist" in refusal_of(tmp_path / "nowhere.zip")

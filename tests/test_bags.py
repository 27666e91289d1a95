"""Bags: a whole one passes our verifier and the Library of Congress's; every damage is named."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import bagit  # type: ignore[import-untyped]
import pytest

from records_portal.store.bag_verification import verify_bag
from records_portal.store.bags import BagWriter


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    folder = tmp_path / "bag"
    folder.mkdir()
    writer = BagWriter(folder)
    with writer.open("data/items/items-000001.jsonl") as file:
        file.write(b'{"id":')
        file.write(b'"1"}\n')
    writer.copy("data/received/part 1.zip", io.BytesIO(b"PK"))
    writer.copy("data/received/\u00e4/empty", io.BytesIO(b""))
    writer.write_manifests()
    writer.write_tag("capture.yml", b"site: parks-x\n")
    writer.seal({"Bagging-Date": "2024-05-01"})
    return folder


def test_a_bag_is_whole_for_us_and_for_bagit(bag: Path) -> None:
    assert verify_bag(bag) == []
    bagit.Bag(str(bag)).validate()


def test_the_files_say_what_the_standard_asks(bag: Path) -> None:
    assert (bag / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert (bag / "bag-info.txt").read_text() == "Bagging-Date: 2024-05-01\nPayload-Oxum: 13.3\n"
    assert (bag / "manifest-sha256.txt").read_text() == (
        "e81e0aa57be1f0ad8b210b3e6348740e38a380365692b6d6129c53a84264ac1d  data/items/items-000001.jsonl\n"
        "fcab7fcc2b4cffd9bb45003bfc2e468a04ef6f77ca8200a7341f027631584d25  data/received/part 1.zip\n"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  data/received/\u00e4/empty\n"
    )
    tags = [line.split("  ")[1] for line in (bag / "tagmanifest-sha512.txt").read_text().splitlines()]
    assert tags == ["bag-info.txt", "bagit.txt", "capture.yml", "manifest-sha256.txt", "manifest-sha512.txt"]


def _append(name: str, data: bytes) -> Callable[[Path], None]:
    def damage(bag: Path) -> None:
        with (bag / name).open("ab") as file:
            file.write(data)

    return damage


def _replace(name: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def damage(bag: Path) -> None:
        data = (bag / name).read_bytes()
        assert old in data
        (bag / name).write_bytes(data.replace(old, new))

    return damage


def _link(bag: Path) -> None:
    (bag / "data/received/part 1.zip").unlink()
    (bag / "data/received/part 1.zip").symlink_to("/etc/hostname")


@pytest.mark.parametrize(
    ("damage", "problems"),
    [
        (_replace("data/received/part 1.zip", b"PK", b"PX"), ["data/received/part 1.zip has changed"]),
        (
            lambda bag: (bag / "data/received/part 1.zip").unlink(),
            ["data/received/part 1.zip is missing", "bag-info.txt declares 13.3 as Payload-Oxum, found is 11.2"],
        ),
        (
            lambda bag: (bag / "data/extra").write_bytes(b"x"),
            ["data/extra is in no manifest", "bag-info.txt declares 13.3 as Payload-Oxum, found is 14.4"],
        ),
        (lambda bag: (bag / "notes.txt").write_bytes(b"x"), ["notes.txt is in no manifest"]),
        (_append("capture.yml", b"x"), ["capture.yml has changed"]),
        (lambda bag: (bag / "capture.yml").unlink(), ["capture.yml is missing"]),
        (
            lambda bag: (bag / "fetch.txt").write_bytes(b"https://lakeland.example/a 1 data/a\n"),
            [
                "fetch.txt names content elsewhere; a bag of the store holds all of its own",
                "fetch.txt is in no manifest",
            ],
        ),
        (
            _link,
            [
                "data/received/part 1.zip is a link or a device",
                "data/received/part 1.zip is missing",
                "bag-info.txt declares 13.3 as Payload-Oxum, found is 11.2",
            ],
        ),
        (
            _append("manifest-sha256.txt", b"00  data/../../evil\n"),
            ["manifest-sha256.txt has a line that names no file of the bag", "manifest-sha256.txt has changed"],
        ),
        (
            _append("manifest-sha256.txt", b"00  /etc/hostname\n"),
            ["manifest-sha256.txt has a line that names no file of the bag", "manifest-sha256.txt has changed"],
        ),
        (
            _append("manifest-sha512.txt", b"0" * 128 + b"  capture.yml\n"),
            [
                "capture.yml is listed but is not payload",
                "capture.yml has changed",
                "manifest-sha512.txt has changed",
            ],
        ),
        (
            lambda bag: (bag / "tagmanifest-sha256.txt").unlink(),
            ["tagmanifest-sha256.txt is missing"],
        ),
        (
            _replace("tagmanifest-sha512.txt", b"  bagit.txt\n", b"  bagit.text\n"),
            ["bagit.text is missing", "bagit.txt is not in tagmanifest-sha512.txt"],
        ),
        (
            _replace("bag-info.txt", b"13.3", b"13.4"),
            ["bag-info.txt has changed", "bag-info.txt declares 13.4 as Payload-Oxum, found is 13.3"],
        ),
    ],
)
def test_every_damage_is_named(bag: Path, damage: Callable[[Path], None], problems: list[str]) -> None:
    damage(bag)
    assert verify_bag(bag) == problems


def test_a_percent_sign_in_a_name_is_encoded_as_the_standard_says(tmp_path: Path) -> None:
    """bagit-python does not decode it, so only our own verifier is asked."""
    writer = BagWriter(tmp_path)
    writer.copy("data/received/100%.js", io.BytesIO(b""))
    writer.write_manifests()
    writer.seal({})
    assert (tmp_path / "manifest-sha256.txt").read_text().endswith("  data/received/100%25.js\n")
    assert verify_bag(tmp_path) == []


def test_a_bag_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert verify_bag(tmp_path / "nowhere") == ["the bag is missing"]


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    writer = BagWriter(tmp_path)
    writer.copy("data/a", io.BytesIO(b"1"))
    with pytest.raises(FileExistsError):
        writer.copy("data/a", io.BytesIO(b"2"))

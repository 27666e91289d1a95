"""Bags of others against BagIt 1.0 (RFC 8493), rule by rule: what is allowed passes, what is not is named.

A case is a bag by its files. Two small payload files and both manifests are written out by hand below; a case says
which files differ, and the whole report.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Mapping
from pathlib import Path

import bagit  # type: ignore[import-untyped]
import pytest

from records_portal.store.bag_verification import conformance_problems, verify_bag
from records_portal.store.fixity import digests_of_files

A = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"  # SHA-256 of the letter a
B = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"  # SHA-256 of the letter b
A_MD5, B_MD5 = "0cc175b9c0f1b6a831c399e269772661", "92eb5ffee6ae2fec3ad71c777531578f"
SOUND: Mapping[str, bytes] = {
    "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    "data/a": b"a",
    "data/b": b"b",
    "manifest-sha256.txt": f"{A}  data/a\n{B}  data/b\n".encode(),
}
UTF_16 = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n"

ALLOWED: Mapping[str, dict[str, bytes | None]] = {
    "as it is": {},
    "line ends of other systems": {
        "bagit.txt": b"BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8\r\n",
        "manifest-sha256.txt": f"{A}\tdata/a\r{B}   data/b".encode(),
    },
    "digests in capital letters": {"manifest-sha256.txt": f"{A.upper()}  data/a\n{B}  data/b\n".encode()},
    "two algorithms": {"manifest-md5.txt": f"{A_MD5}  data/a\n{B_MD5}  data/b\n".encode()},
    "tag files in another encoding": {
        "bagit.txt": UTF_16.encode(),
        "manifest-sha256.txt": f"{A}  data/a\n{B}  data/b\n".encode("utf-16"),
    },
    "a tag file in no manifest": {"notes/about.txt": b"fictional"},
    "a description with a folded line and one element twice": {
        "bag-info.txt": b"Contact-Name: A\nContact-Name: B\nPayload-Oxum:\t2.2\nExternal-Description: one\n  two\n"
    },
    "names with a percent sign and a line feed": {
        "data/a": None,
        "data/b": None,
        "data/100%": b"a",
        "data/x\ny": b"b",
        "manifest-sha256.txt": f"{A}  data/100%25\n{B}  data/x%0Ay\n".encode(),
    },
    "content that was fetched": {"fetch.txt": b"https://lakeland.example/a 1 data/a\n"},
    "a leading dot, which some tools write": {"manifest-sha256.txt": f"{A}  ./data/a\n{B}  data/b\n".encode()},
    "no payload": {"data/a": None, "data/b": None, "data/": None, "manifest-sha256.txt": b""},
}

NOT_ALLOWED: Mapping[str, tuple[dict[str, bytes | None], list[str]]] = {
    "no declaration": ({"bagit.txt": None}, ["bagit.txt is missing"]),
    "an older version": (
        {"bagit.txt": b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"},
        ["bagit.txt does not declare BagIt 1.0 and an encoding in two lines and nothing else"],
    ),
    "a third line in the declaration": (
        {"bagit.txt": SOUND["bagit.txt"] + b"Contact-Name: A\n"},
        ["bagit.txt does not declare BagIt 1.0 and an encoding in two lines and nothing else"],
    ),
    "the declaration's lines the other way round": (
        {"bagit.txt": b"Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n"},
        ["bagit.txt does not declare BagIt 1.0 and an encoding in two lines and nothing else"],
    ),
    "a space before the colon of the declaration": (
        {"bagit.txt": b"BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n"},
        ["bagit.txt does not declare BagIt 1.0 and an encoding in two lines and nothing else"],
    ),
    "a byte order mark in the declaration": (
        {"bagit.txt": b"\xef\xbb\xbf" + SOUND["bagit.txt"]},
        ["bagit.txt does not declare BagIt 1.0 and an encoding in two lines and nothing else"],
    ),
    "an encoding that is none": (
        {"bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: zlib\n"},
        ["bagit.txt declares 'zlib', which is no encoding that is known"],
    ),
    "a manifest that is not in the declared encoding": (
        {"manifest-sha256.txt": f"{A}  data/a\n{B}  data/\u00e4\n".encode("latin-1")},
        ["manifest-sha256.txt is not UTF-8", "data/a is in no manifest", "data/b is in no manifest"],
    ),
    "no payload manifest": ({"manifest-sha256.txt": None}, ["there is no payload manifest"]),
    "no folder for the payload": (
        {"data/a": None, "data/b": None, "data": b"", "manifest-sha256.txt": b""},
        ["data is missing or no folder"],
    ),
    "a manifest of an algorithm that nobody knows": (
        {"manifest-crc32.txt": b"e8b7be43  data/a\n"},
        ["manifest-crc32.txt is named after no algorithm that is known"],
    ),
    "an algorithm in another spelling": (
        {"manifest-SHA-256.txt": SOUND["manifest-sha256.txt"]},
        ["manifest-SHA-256.txt is named after no algorithm that is known"],
    ),
    "digests of another algorithm": (
        {"manifest-sha256.txt": f"{A_MD5}  data/a\n{B}  data/b\n".encode()},
        ["manifest-sha256.txt has no digest of sha256 for data/a", "data/a is in no manifest"],
    ),
    "a payload file in no manifest": ({"data/c": b"c"}, ["data/c is in no manifest"]),
    "a hidden file in no manifest": ({"data/.DS_Store": b""}, ["data/.DS_Store is in no manifest"]),
    "a payload file that is missing": ({"data/b": None}, ["data/b is missing"]),
    "a payload file that has changed": ({"data/b": b"c"}, ["data/b has changed"]),
    "a file listed twice": (
        {"manifest-sha256.txt": f"{A}  data/a\n{B}  data/b\n{B}  data/b\n".encode()},
        ["manifest-sha256.txt lists data/b twice"],
    ),
    "a file listed twice in two spellings": (
        {"manifest-sha256.txt": f"{A}  data/a\n{B}  data/b\n{B}  ./data/b\n".encode()},
        ["manifest-sha256.txt lists data/b twice"],
    ),
    "manifests that do not list the same files": (
        {"manifest-md5.txt": f"{A_MD5}  data/a\n".encode()},
        ["data/b is not in manifest-md5.txt"],
    ),
    "a second manifest with another digest": (
        {"manifest-md5.txt": f"{A_MD5}  data/a\n{A_MD5}  data/b\n".encode()},
        ["data/b has changed"],
    ),
    "a tag file in a payload manifest": (
        {"manifest-sha256.txt": SOUND["manifest-sha256.txt"] + f"{A}  note\n".encode(), "note": b"a"},
        ["note is listed but is not payload"],
    ),
    "an absolute path": (
        {"manifest-sha256.txt": SOUND["manifest-sha256.txt"] + f"{A}  /etc/hostname\n".encode()},
        ["manifest-sha256.txt has a line that names no file of the bag"],
    ),
    "a path of a drive": (
        {"manifest-sha256.txt": SOUND["manifest-sha256.txt"] + f"{A}  C:/data/a\n".encode()},
        ["manifest-sha256.txt has a line that names no file of the bag"],
    ),
    "a path that climbs out": (
        {"manifest-sha256.txt": SOUND["manifest-sha256.txt"] + f"{A}  data/../../a\n".encode()},
        ["manifest-sha256.txt has a line that names no file of the bag"],
    ),
    "a path of a home folder": (
        {"manifest-sha256.txt": SOUND["manifest-sha256.txt"] + f"{A}  ~/a\n".encode()},
        ["manifest-sha256.txt has a line that names no file of the bag"],
    ),
    "a line that is no entry": (
        {"manifest-sha256.txt": SOUND["manifest-sha256.txt"] + b"fictional\n"},
        ["manifest-sha256.txt has a line that names no file of the bag"],
    ),
    "a percent sign that is not encoded": (
        {"data/a": None, "data/1%": b"a", "manifest-sha256.txt": f"{A}  data/1%\n{B}  data/b\n".encode()},
        ["manifest-sha256.txt has a line that names no file of the bag", "data/1% is in no manifest"],
    ),
    "a letter that is encoded like a line feed": (
        {"manifest-sha256.txt": f"{A}  data/%61\n{B}  data/b\n".encode()},
        ["manifest-sha256.txt has a line that names no file of the bag", "data/a is in no manifest"],
    ),
    "an asterisk before the name": (
        {"manifest-sha256.txt": f"{A} *data/a\n{B}  data/b\n".encode()},
        ["*data/a is missing", "data/a is in no manifest", "*data/a is listed but is not payload"],
    ),
    "a tag manifest that lists itself": (
        {"tagmanifest-sha256.txt": f"{A}  tagmanifest-sha256.txt\n".encode()},
        [
            "tagmanifest-sha256.txt is listed in a tag manifest, which lists none of its kind",
            "tagmanifest-sha256.txt has changed",
        ],
    ),
    "a tag manifest that lists payload": (
        {"tagmanifest-sha256.txt": f"{A}  data/a\n".encode()},
        ["data/a is payload but is listed in a tag manifest"],
    ),
    "a tag file that is missing": (
        {"tagmanifest-sha256.txt": f"{A}  note\n".encode()},
        ["note is missing"],
    ),
    "a tag file that has changed": (
        {"tagmanifest-sha256.txt": f"{A}  note\n".encode(), "note": b"b"},
        ["note has changed"],
    ),
    "a description that is no elements": (
        {"bag-info.txt": b"fictional\n"},
        ["bag-info.txt has a line that is no label, colon, space and value"],
    ),
    "a description that begins with a folded line": (
        {"bag-info.txt": b" two\nContact-Name: A\n"},
        ["bag-info.txt has a line that is no label, colon, space and value"],
    ),
    "a description with a space before the colon": (
        {"bag-info.txt": b"Contact-Name : A\n"},
        ["bag-info.txt has a line that is no label, colon, space and value"],
    ),
    "a size of the payload that is wrong": (
        {"bag-info.txt": b"Payload-Oxum: 3.2\n"},
        ["bag-info.txt declares 3.2 as Payload-Oxum, found is 2.2"],
    ),
    "a size of the payload in small letters, and wrong": (
        {"bag-info.txt": b"payload-oxum: 2.3\n"},
        ["bag-info.txt declares 2.3 as Payload-Oxum, found is 2.2"],
    ),
    "a size of the payload that is no number": (
        {"bag-info.txt": b"Payload-Oxum: 2\n"},
        ["bag-info.txt declares '2' as Payload-Oxum, which is no size and number"],
    ),
    "the size of the payload twice": (
        {"bag-info.txt": b"Payload-Oxum: 2.2\nPayload-Oxum: 2.2\n"},
        ["bag-info.txt declares Payload-Oxum 2 times"],
    ),
    "a description that is not in the declared encoding": (
        {"bag-info.txt": b"Contact-Name: \xe4\n"},
        ["bag-info.txt is not UTF-8"],
    ),
    "content to be fetched from elsewhere to elsewhere": (
        {"fetch.txt": b"https://lakeland.example/a 1 ../a\n"},
        ["fetch.txt has a line that names no payload file"],
    ),
    "content to be fetched that no manifest lists": (
        {"fetch.txt": b"https://lakeland.example/c - data/c\n"},
        ["data/c is not in manifest-sha256.txt"],
    ),
    "content that was not fetched": (
        {"fetch.txt": b"https://lakeland.example/b 1 data/b\n", "data/b": None},
        ["data/b is missing"],
    ),
}


LET_THROUGH_BY_BAGIT = {
    "an older version",
    "a third line in the declaration",
    "the declaration's lines the other way round",
    "a space before the colon of the declaration",
    "a manifest of an algorithm that nobody knows",
    "an algorithm in another spelling",
    "manifests that do not list the same files",
    "a tag file in a payload manifest",
    "a line that is no entry",
    "a percent sign that is not encoded",
    "an asterisk before the name",
    "a description with a space before the colon",
    "a size of the payload in small letters, and wrong",
    "the size of the payload twice",
    "content to be fetched that no manifest lists",
}


def written(folder: Path, changes: Mapping[str, bytes | None]) -> Path:
    (folder / "data").mkdir(parents=True)
    if changes.get("data") is not None:
        (folder / "data").rmdir()
    for name, data in {**SOUND, **changes}.items():
        if data is not None:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("case", ALLOWED)
def test_what_the_standard_allows_is_no_problem(tmp_path: Path, case: str) -> None:
    assert conformance_problems(written(tmp_path / "bag", ALLOWED[case])) == []


@pytest.mark.parametrize("case", NOT_ALLOWED)
def test_what_the_standard_forbids_is_named(tmp_path: Path, case: str) -> None:
    changes, problems = NOT_ALLOWED[case]
    assert conformance_problems(written(tmp_path / "bag", changes)) == problems


def passes_bagit(folder: Path) -> bool:
    try:
        bagit.Bag(str(folder)).validate()
    except (bagit.BagError, OSError, UnicodeError, ValueError, LookupError, zlib.error):
        return False
    return True


@pytest.mark.filterwarnings("ignore")
def test_more_is_found_than_the_usual_library_finds(tmp_path: Path) -> None:
    passing = {
        case
        for number, (case, (changes, _)) in enumerate(NOT_ALLOWED.items())
        if passes_bagit(written(tmp_path / str(number), changes))
    }
    assert passing == LET_THROUGH_BY_BAGIT


@pytest.mark.parametrize("case", [each for each in ALLOWED if each != "as it is"])
def test_what_the_store_never_writes_is_a_problem_of_a_bag_in_the_store(tmp_path: Path, case: str) -> None:
    assert len(verify_bag(written(tmp_path / "bag", ALLOWED[case]))) > 0


def test_names_that_some_file_systems_take_for_one_are_told(tmp_path: Path) -> None:
    bag = written(tmp_path / "bag", {"data/A": b"a", "data/e\u0301": b"a", "data/\u00e9": b"a"})
    assert [each for each in verify_bag(bag) if "differ in case" in each] == [
        "'data/A' and 'data/a' differ in case or Unicode form only",
        "'data/e\\u0301' and 'data/\\xe9' differ in case or Unicode form only",
    ]


def test_a_file_that_cannot_be_read_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    bag = written(tmp_path / "bag", {"data/b": b"c"})
    (bag / "data/a").unlink()
    os.mkfifo(bag / "data/a")
    assert conformance_problems(bag) == ["data/a is a link or a device", "data/a is missing", "data/b has changed"]


def test_a_link_to_a_bag_is_no_bag(tmp_path: Path) -> None:
    written(tmp_path / "bag", {})
    (tmp_path / "link").symlink_to(tmp_path / "bag")
    assert conformance_problems(tmp_path / "link") == ["the bag is missing"]


def test_a_large_file_has_the_same_digests_as_a_small_one(tmp_path: Path) -> None:
    data = bytes(range(256)) * (65_536 + 8)
    (tmp_path / "large").write_bytes(data)
    (tmp_path / "small").write_bytes(b"a")
    sizes = {"large": len(data), "gone": 1, "small": 1}
    found = dict(digests_of_files(tmp_path, sizes, ("sha256", "md5")))
    assert found["small"] == (A, A_MD5)
    assert found["large"] == (hashlib.sha256(data).hexdigest(), hashlib.md5(data).hexdigest())  # noqa: S324
    assert isinstance(found["gone"], FileNotFoundError)

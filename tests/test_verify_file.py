"""A file is known by a digest that a record has in public: held, gone under an authorization, named, or unknown."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from records_portal.portal.building.shell import Shells
from records_portal.register.beside.known_files import KnownFile, known_files
from records_portal.register.model import Record, Register
from records_portal.store.certificates import sealed_certificate
from tests.roots import Root, command, root_files
from tests.test_pages import rendered, small

EXPORT, LIST, MESSAGE, MANIFEST = (hashlib.sha256(word).hexdigest() for word in (b"export", b"list", b"mail", b"bag"))
CAPTURE: dict[str, Any] = {
    "received": [{"bytes": 6, "sha256": EXPORT}],
    "ingested": {"at": "2024-03-11T12:00:00Z"},
    "bag": {"manifests": [{"sha256": MANIFEST}]},
}
DISPOSITION: dict[str, Any] = {
    "authorization": "parks-old",
    "method": "destroy",
    "on": "2026-07-06",
    "certificate": {"reference": "C-1", "digest": "c" * 64},
    "item_list": {"sha256": LIST},
    "evidence": {"form": "e-mail", "reference": "1", "digest": MESSAGE, "dated_on": "2026-07-01"},
}


def register(**kinds: dict[str, dict[str, Any]]) -> Register:
    """A register of these records alone."""
    return Register(
        {
            kind: {name: Record(kind, name, f"{kind}/{name}.yml", value) for name, value in records.items()}
            for kind, records in kinds.items()
        }
    )


def said(*known: KnownFile) -> set[tuple[str, str]]:
    return {(each.sha256, each.state) for each in known}


def test_what_was_handed_in_is_held_until_an_item_of_it_was_disposed_of() -> None:
    held = known_files(register(captures={"parks-x/a": CAPTURE}))
    assert said(*held) == {(EXPORT, "held"), (MANIFEST, "named")}
    gone = DISPOSITION | {"received": [{"sha256": EXPORT}]}
    found = {
        each.sha256: each for each in known_files(register(captures={"parks-x/a": CAPTURE}, dispositions={"d": gone}))
    }
    what = "Export handed in as capture parks-x/a, destroyed under authorization parks-old, certificate C-1"
    assert found[EXPORT] == KnownFile(EXPORT, "destroyed", "dispositions", "d", "2026-07-06", what)
    moved = register(captures={"parks-x/a": CAPTURE}, dispositions={"d": gone | {"method": "transfer-archives"}})
    assert (EXPORT, "transferred") in said(*known_files(moved))


def test_a_part_that_a_capture_says_is_gone_is_not_held() -> None:
    part = {"bytes": 6, "sha256": EXPORT, "disposition": "d"}
    (found, *_) = (
        each for each in known_files(register(captures={"a": CAPTURE | {"received": [part]}})) if each.sha256 == EXPORT
    )
    assert found.state == "destroyed"


def test_certificates_lists_and_messages_are_known_and_keyed_digests_are_not() -> None:
    keyed = {"items": [{"site": "parks-x", "item": "1", "version": 1, "digest": "d" * 64}]}
    found = said(*known_files(register(dispositions={"d": DISPOSITION | keyed})))
    assert found == {("c" * 64, "held"), (LIST, "held"), (MESSAGE, "named")}


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """A root with a site of which somebody recorded a message."""
    root = Root(tmp_path / "root")
    files = root_files()
    evidence = {"form": "e-mail", "reference": "1", "digest": MESSAGE, "dated_on": "2020-01-02"}
    files["registry/sites/parks-x.yml"]["facts"][0] |= {"evidence": evidence}
    root.commit(files)
    return root


def run(root: Root, file: Path, *words: str) -> tuple[int, str, str]:
    done = command("--root", root.folder, "verify-file", file, *words, home=root.folder.parent)
    return done.returncode, done.stdout, done.stderr


def test_the_command_says_what_a_record_names(root: Root, tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(b"mail")
    code, out, _ = run(root, tmp_path / "mail.eml")
    assert (code, out) == (0, "named in a record: Evidence for the record site parks-x, 2020-01-02 (sites/parks-x)\n")
    (tmp_path / "mail.eml").write_bytes(b"mail ")
    code, out, told = run(root, tmp_path / "mail.eml")
    assert (code, out[:12]) == (0, "unknown here")
    assert "that does not make it false" in told


def test_the_command_knows_an_earlier_version_of_a_record(root: Root, tmp_path: Path) -> None:
    path = "registry/sites/parks-x.yml"
    (tmp_path / "site.yml").write_bytes((root.folder / path).read_bytes())
    first = root.git("rev-parse", "HEAD").strip()
    root.commit({path: root_files()[path] | {"purpose": "Another"}})
    answer = json.loads(run(root, tmp_path / "site.yml", "--format", "json")[1])
    assert (answer["known"], answer["versions"]) == ([], [{"path": path, "commit": first}])


def test_the_command_knows_a_certificate_by_what_it_says(tmp_path: Path) -> None:
    certificate = sealed_certificate("d", {"method": "destroy"}, DISPOSITION, "2026-07-06T10:00:00Z")
    known = register(dispositions={"d": certificate.value["disposition"]})
    assert (certificate.digest, "held") in said(*known_files(known))


@pytest.mark.parametrize("name", ["folder", "nothing"])
def test_what_is_no_file_is_refused_in_one_line(root: Root, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    code, out, told = run(root, tmp_path / name)
    assert (code, out, told.count("\n")) == (2, "", 1)


def test_the_page_finds_every_known_file_in_the_part_that_its_digest_says(tmp_path: Path, shells: Shells) -> None:
    evidence = {"form": "e-mail", "reference": "1", "digest": MESSAGE}
    fact = root_files()["registry/sites/parks-x.yml"]["facts"][0] | {"evidence": evidence}
    pages = rendered(small(tmp_path, {"facts": [fact]}), shells)
    parts = [address for address in pages if address.startswith("verify/data/")]
    assert f'data-files="{len(parts)}"' in pages["verify/"]
    part = json.loads(pages[f"verify/data/{int(MESSAGE[:8], 16) % len(parts)}.json"])
    assert part[MESSAGE][0]["page"] == "sites/parks-x/"
    assert f"{MESSAGE},named,sites,parks-x,," in pages["verify/known-files.csv"]
    assert "verify/known-files.csv" in pages["verify/"]


def test_many_files_are_cut_into_parts(tmp_path: Path, shells: Shells) -> None:
    digests = [hashlib.sha256(bytes([number])).hexdigest() for number in range(200)]
    fact = root_files()["registry/sites/parks-x.yml"]["facts"][0]
    facts = [fact | {"evidence": {"form": "e-mail", "reference": "1", "digest": each}} for each in digests]
    pages: dict[str, str] = rendered(small(tmp_path, {"facts": facts}), shells)
    parts = [json.loads(text) for address, text in pages.items() if address.startswith("verify/data/")]
    assert len(parts) == 4
    assert sorted(digest for part in parts for digest in part) == sorted(digests)
    assert max(map(len, parts)) < 80

"""`records log`: what is appended for each change of a record, what a checkpoint binds, and what is refused."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key

from records_portal.commands.cli import run
from records_portal.history.repository import Repository
from records_portal.trust.leaves import LoggedChange, Publication, parse_leaf, plain_path, salted_digest
from records_portal.trust.log_files import Log, parse_log
from records_portal.trust.notes import note_key, parse_checkpoint, signature_line, signers_of
from records_portal.trust.publishing import published_log, read_log_branch
from records_portal.trust.tiles import WIDTH
from records_portal.trust.tree import consistency_proof, leaf_hash, proves_consistency, proves_inclusion, tree_root
from tests.acting import SITE, ActingOffice
from tests.roots import lend
from tests.ssh_signing import MADE, make_key

Capsys = pytest.CaptureFixture[str]
ORIGIN = "records.town.example/register/log"


class PublishingOffice:
    """An office whose settings name a publisher's key."""

    def __init__(self, folder: Path, capsys: Capsys) -> None:
        self.folder, self.capsys = folder, capsys
        self.office = ActingOffice(folder / "root")
        self.git = self.office.root.git
        self.key = self.new_key("publisher")
        self.settings(self.key)

    def new_key(self, name: str) -> Path:
        return make_key(self.folder / name, *MADE["ssh-ed25519"])

    def line(self, key: Path) -> str:
        return " ".join(key.with_suffix(".pub").read_text(encoding="utf-8").split()[:2])

    def settings(self, *keys: Path, origin: str = ORIGIN, **time: str) -> str:
        """The settings name these publishers; the commit."""
        entries = [{"key": self.line(key), "from_on": "2024-01-01", **time} for key in keys]
        portal = self.office.files["registry/portal.yml"] | {"log": {"origin": origin, "publishers": entries}}
        self.office.files["registry/portal.yml"] = portal
        self.office.write({"registry/portal.yml": portal})
        return self.office.commit("Settings")

    def change(self, purpose: str) -> str:
        self.office.change(purpose)
        return self.office.commit("LoggedChange")

    def append(self, key: Path | None = None, at: str = "2024-05-02T12:00:00", *more: str) -> tuple[int, str, str]:
        return self.run("log", "append", "--key", str(key or self.key), *more, at=at)

    def run(self, *words: str, at: str = "2024-05-02T12:00:00") -> tuple[int, str, str]:
        settings = {"cache": self.folder / "cache", "started_at": datetime.fromisoformat(at).replace(tzinfo=UTC)}
        code = run(["--root", str(self.office.root.folder), *words], settings)
        return (code, *self.capsys.readouterr())

    @property
    def log(self) -> Log:
        return read_log_branch(Repository(self.office.root.folder)).log

    def put(self, files: Mapping[str, bytes]) -> None:
        """Files of the log that somebody else writes."""
        Repository(self.office.root.folder).add_to_branch("attestations", files, "By hand")


@pytest.fixture
def office(tmp_path: Path, capsys: Capsys) -> PublishingOffice:
    return PublishingOffice(tmp_path, capsys)


def test_each_change_of_a_record_has_a_leaf_with_a_salted_digest(office: PublishingOffice) -> None:
    (office.office.root.folder / "README.md").write_text("no record", encoding="utf-8")
    last = office.change("News and more")
    code, out, err = office.append()
    assert (code, err.startswith("push the branch attestations")) == (0, True)
    log = office.log
    changes = [each for each in log.said if isinstance(each, LoggedChange)]
    first = office.git("rev-list", "--max-parents=0", "HEAD").strip()
    there = sorted(office.git("ls-tree", "-r", "--name-only", first).splitlines())
    assert [each.path for each in changes] == [*there, "registry/portal.yml", SITE]
    assert [each.commit for each in changes] == [first] * len(there) + [office.git("rev-parse", "HEAD~1").strip(), last]
    data = (office.office.root.folder / SITE).read_bytes()
    place = log.said.index(changes[-1])
    assert changes[-1].content == hashlib.sha256(bytes.fromhex(log.salts[place]) + data).hexdigest()
    publication = log.said[-1]
    assert isinstance(publication, Publication)
    assert (publication.commit, publication.branch, publication.previous) == (last, "main", "none")
    assert (publication.files, publication.size, publication.number) == (len(there), log.size, 1)
    assert publication.tree == office.git("rev-parse", "HEAD^{tree}").strip()
    assert out.startswith(f"publication 1: {log.size} leaves, {log.size} of them new, commit {last[:12]}\n")
    assert not office.git("status", "--porcelain")


def test_the_exact_bytes_are_those_of_the_page(office: PublishingOffice) -> None:
    """A change, a reference and a publication, written out as docs/reference/log.md has them."""
    office.git("tag", "report-2026")
    office.append()
    log, commit = office.log, office.git("rev-parse", "HEAD").strip()
    digest = log.contents["registry/portal.yml"]
    changed = f"records-log v1 change\ncommit {commit}\npath registry/portal.yml\ncontent {digest}\n"
    assert log.leaves[-3] == changed.encode()
    reference = f"records-log v1 reference\nreference refs/tags/report-2026\nobject {commit}\n"
    assert log.leaves[-2] == reference.encode()
    tree, paths = office.git("rev-parse", "HEAD^{tree}").strip(), sorted(log.contents)
    snapshot = tree_root([leaf_hash(f"{path}\n{log.contents[path]}\n".encode()) for path in paths]).hex()
    (people,) = [path for path in log.files if path.startswith("people/")]
    assert people == f"people/{hashlib.sha256(log.files[people]).hexdigest()}"
    published = (
        f"records-log v1 publication\nnumber 1\nsize {log.size}\nbranch main\ncommit {commit}\ntree {tree}\n"
        f"at 2024-05-02T12:00:00Z\nprogram 0.1.0\nfiles {len(paths)}\nsnapshot {snapshot}\npeople {people[7:]}\n"
        "previous none\n"
    )
    assert log.leaves[-1] == published.encode()
    bundle = log.files[f"tile/entries/000.p/{log.size}"]
    assert bundle == b"".join(len(each).to_bytes(2) + each for each in log.leaves)
    root = base64.b64encode(tree_root(log.hashes)).decode()
    assert log.checkpoint.decode().startswith(f"{ORIGIN}\n{log.size}\n{root}\n\n— {ORIGIN} ")
    assert signers_of(log.checkpoint, [note_key(ORIGIN, office.line(office.key))])
    assert log.files["vkeys"] == f"{note_key(ORIGIN, office.line(office.key)).vkey}\n".encode()


def test_the_people_of_a_publication_are_written_beside_it(office: PublishingOffice) -> None:
    office.append()
    (people,) = [data.decode() for path, data in office.log.files.items() if path.startswith("people/")]
    lines = people.splitlines()
    assert lines[:2] == ["records-log-people v1", "person ana"]
    assert "role agency-head 2020-01-01 -" in lines
    assert lines[-1] == f"publisher {office.line(office.key)} 2024-01-01 -"
    assert len([line for line in lines if line.startswith("key ssh-ed25519 ")]) == 3


def test_a_later_publication_adds_only_what_changed_and_names_the_one_before(office: PublishingOffice) -> None:
    office.append()
    before = office.log
    assert office.append()[0] == 0
    assert office.log.size == before.size, "nothing changed, so nothing is appended"
    office.change("More")
    (office.office.root.folder / "registry/platforms/x.yml").unlink()
    office.office.commit("Gone")
    office.append()
    log = office.log
    assert log.leaves[: before.size] == before.leaves
    added = [each for each in log.said[before.size :] if isinstance(each, LoggedChange)]
    assert [(each.path, each.content == "absent") for each in added] == [
        (SITE, False),
        ("registry/platforms/x.yml", True),
    ]
    assert log.publications[1].previous == hashlib.sha256(before.checkpoint).hexdigest()
    assert log.publications[1].files == log.publications[0].files - 1
    assert log.references == {"refs/heads/attestations": office.git("rev-parse", "attestations~1").strip()}
    roots = tree_root(before.hashes), tree_root(log.hashes)
    assert proves_consistency(before.size, log.size, consistency_proof(log.hashes, before.size), roots)


def test_what_a_branch_brought_is_a_change_of_the_merge(office: PublishingOffice) -> None:
    office.append()
    size = office.log.size
    office.office.propose()
    office.change("One")
    office.change("Two")
    office.git("switch", "--quiet", "main")
    office.git("merge", "--quiet", "--no-ff", "-m", "Merge", "proposal")
    office.append()
    added = [each for each in office.log.said[size:] if isinstance(each, LoggedChange)]
    assert [(each.commit, each.path) for each in added] == [(office.git("rev-parse", "HEAD").strip(), SITE)]


def test_links_and_weird_names_have_one_form(office: PublishingOffice) -> None:
    folder = office.office.root.folder / "captures"
    folder.mkdir()
    (folder / "a b\n~é.csv").write_text("x", encoding="utf-8")
    (folder / "link").symlink_to("a")
    office.office.commit("Names")
    office.append()
    paths = [
        each.path for each in office.log.said if isinstance(each, LoggedChange) and each.path.startswith("captures/")
    ]
    assert paths == ["captures/a%20b%0A%7E%C3%A9.csv"]
    assert plain_path(paths[0]) == "captures/a b\n~é.csv"


def test_a_tag_that_was_moved_or_taken_away_is_told(office: PublishingOffice) -> None:
    office.git("tag", "a")
    office.git("tag", "b")
    office.append()
    office.change("More")
    office.git("tag", "--force", "a")
    office.git("tag", "--delete", "b")
    _, out, _ = office.append()
    head = office.git("rev-parse", "HEAD").strip()
    assert out.splitlines()[2:] == [f"refs/tags/a: {head}", "refs/tags/b: absent"]
    assert office.log.references["refs/tags/a"] == head


def test_a_log_longer_than_a_tile_grows_tile_by_tile(office: PublishingOffice) -> None:
    office.append()
    for number in range(WIDTH):
        (office.office.root.folder / f"registry/note-{number}.txt").write_text(str(number), encoding="utf-8")
    office.office.commit("Many")
    office.append()
    log = office.log
    assert log.size > WIDTH
    shown = published_log(Repository(office.office.root.folder))
    partial = [path for path in shown if ".p/" in path]
    rest = log.size - WIDTH
    assert sorted(partial) == [f"tile/0/001.p/{rest}", "tile/1/000.p/1", f"tile/entries/001.p/{rest}"]
    assert parse_log(shown).leaves == log.leaves
    assert {"salts/000", "salts/001", "tile/0/000", "tile/entries/000"} <= shown.keys()


def test_the_proof_of_a_record_is_verified_with_nothing_but_itself_and_the_file(office: PublishingOffice) -> None:
    office.append()
    code, out, _ = office.run("log", "proof", "parks-x")
    assert code == 0
    head, _, checkpoint = out.partition("\n\n")
    first, extra, index, *hashes = head.splitlines()
    assert (first, checkpoint.encode()) == ("c2sp.org/tlog-proof@v1", office.log.checkpoint)
    said = base64.b64decode(extra.removeprefix("extra "))
    leaf, salt = said.rsplit(b"salt ", 1)
    _, size, root = checkpoint.splitlines()[:3]
    proof = [base64.b64decode(each) for each in hashes]
    place = int(index.removeprefix("index "))
    assert proves_inclusion(leaf_hash(leaf), place, int(size), proof, base64.b64decode(root))
    change = parse_leaf(leaf)
    assert isinstance(change, LoggedChange)
    data = (office.office.root.folder / SITE).read_bytes()
    assert (change.path, change.content) == (SITE, salted_digest(bytes.fromhex(salt.decode().strip()), data))
    assert office.run("log", "proof", SITE)[1] == out
    path = office.folder / "proof.tlog-proof"
    assert office.run("log", "proof", "parks-x", "--out", str(path)) == (0, f"{path}\n", "")
    assert path.read_text(encoding="utf-8") == out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("proof", "parks-y"), "registry/sites/parks-y.yml: no publication of the log has it"),
        (("proof", "holds/h"), "'holds/h' is private by its kind"),
        (("proof", "nothing/h"), "kind 'nothing' is not known"),
        (("proof", "operations/x"), "'operations/x' names no record of kind operations"),
    ],
)
def test_what_has_no_proof_is_said(office: PublishingOffice, words: tuple[str, ...], reason: str) -> None:
    office.append()
    code, out, err = office.run("log", *words)
    assert (code, out, err.startswith(f"records: {reason}"), err.count("\n")) == (2, "", True, 1), err


def test_without_a_log_there_is_no_proof(office: PublishingOffice) -> None:
    code, out, err = office.run("log", "proof", "parks-x")
    assert (code, out) == (2, "")
    assert err == "records: there is no log yet; `records log append` begins one\n"


def refused(office: PublishingOffice, reason: str, *more: Any, **named: Any) -> None:
    """Appending is refused in one line, and nothing is written."""
    before = office.git("for-each-ref")
    code, out, err = office.append(*more, **named)
    assert (code, out, err.count("\n")) == (2, "", 1), (code, out, err)
    assert reason in err
    assert office.git("for-each-ref") == before


def test_a_key_signs_nothing_before_the_change_that_names_it(office: PublishingOffice) -> None:
    other = office.new_key("other")
    refused(office, "named before this commit", other)
    office.append()
    office.settings(office.key, other)
    refused(office, "named before this commit", other)
    office.append(office.key, "2024-05-03T12:00:00")
    office.change("More")
    assert office.append(other, "2024-05-04T12:00:00")[0] == 0
    assert len(office.log.files["vkeys"].splitlines()) == 2


def test_a_key_whose_time_is_over_signs_nothing(office: PublishingOffice) -> None:
    office.settings(office.key, to_on="2024-04-30")
    office.change("More")
    refused(office, "named before this commit")


def test_a_persons_key_signs_no_checkpoint(office: PublishingOffice) -> None:
    person = office.office.files["registry/people/cy.yml"]
    person["keys"].append({"key": office.line(office.key), "from_on": "2024-01-01"})
    office.office.write({"registry/people/cy.yml": person})
    office.office.commit("Key")
    office.change("More")
    refused(office, "named before this commit")


def test_what_is_no_such_key_is_refused(office: PublishingOffice) -> None:
    rsa = make_key(office.folder / "rsa", *MADE["ssh-rsa"])
    refused(office, "is no Ed25519 key", rsa)
    refused(office, "is no private key without a passphrase", office.key.with_suffix(".pub"))
    refused(office, "No such file", office.folder / "none")


def test_a_history_that_was_rewritten_is_not_appended(office: PublishingOffice) -> None:
    office.change("One")
    office.append()
    office.git("commit", "--quiet", "--amend", "-m", "Otherwise")
    refused(office, "is not on the main line here: history was rewritten")


def test_another_branch_an_earlier_clock_and_another_origin_are_refused(office: PublishingOffice) -> None:
    office.append()
    office.change("One")
    refused(office, "before the last publication at 2024-05-02T12:00:00Z", at="2024-05-02T11:00:00")
    office.git("switch", "--quiet", "--create", "other")
    refused(office, "the log is of the branch 'main'")
    office.git("switch", "--quiet", "--detach")
    refused(office, "no branch is checked out; --branch names")
    office.settings(office.key, origin="elsewhere.example/log")
    refused(office, f"the log's origin is '{ORIGIN}'", None, "2024-05-03T12:00:00", "--branch", "main")


def test_the_branch_that_goes_further_is_gone_on_from(office: PublishingOffice) -> None:
    office.append()
    first = office.git("rev-parse", "attestations").strip()
    office.change("One")
    office.append()
    office.git("update-ref", "refs/remotes/origin/attestations", "attestations")
    office.git("update-ref", "refs/heads/attestations", first)
    office.change("Two")
    assert office.append()[0] == 0
    assert [each.number for each in office.log.publications] == [1, 2, 3]


def test_branches_that_parted_are_refused(office: PublishingOffice) -> None:
    """Somebody else appended too: whoever shows both to two readers proves a split."""
    office.append()
    first = office.git("rev-parse", "attestations").strip()
    office.change("One")
    office.append()
    office.git("update-ref", "refs/remotes/origin/attestations", "attestations")
    other = office.git("commit-tree", "attestations^{tree}", "-p", first, "-m", "Elsewhere").strip()
    office.git("update-ref", "refs/heads/attestations", other)
    refused(office, "the branch attestations here and the origin's have parted")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("checkpoint", "the latest checkpoint is not that of the latest publication"),
        ("checkpoints/1", "the latest checkpoint is not that of the latest publication"),
        ("tile/entries/000.p/{}", "leaf"),
        ("tile/0/000.p/{}", "leaf 0 is not the one in its tile"),
        ("salts/000", "salts/000:1: no salt"),
    ],
)
def test_a_log_that_was_edited_is_neither_appended_nor_published(
    office: PublishingOffice, path: str, reason: str
) -> None:
    office.append()
    log = office.log
    named = path.format(log.size)
    data = log.files[named]
    office.put({f"log/{named}": data[:40].replace(data[3:4], b"z" if data[3:4] != b"z" else b"y") + data[40:]})
    office.change("One")
    refused(office, reason)
    assert office.run("log", "proof", "parks-x")[0] == 2


def test_a_checkpoint_that_nobody_signed_who_may_is_refused(office: PublishingOffice) -> None:
    """Whoever can write the branch, and has a key of their own, signs the same tree: the settings do not name it."""
    office.append()
    log, other = office.log, office.new_key("other")
    private = load_ssh_private_key(other.read_bytes(), None)
    assert isinstance(private, Ed25519PrivateKey)
    text = parse_checkpoint(log.checkpoint).text
    line = signature_line(note_key(ORIGIN, office.line(other)), private.sign(text.encode()))
    forged = f"{text}\n{line}".encode()
    office.put({"log/checkpoint": forged, "log/checkpoints/1": forged})
    office.change("One")
    refused(office, "checkpoints/1 is signed by no key that the settings before it name")


def test_the_portal_has_the_log_beside_a_page_that_says_by_what_it_is_known(
    office: PublishingOffice, engine: Path, tmp_path: Path
) -> None:
    lend(engine, tmp_path / "cache")
    page = tmp_path / "site/log/index.html"
    assert office.run("build", "--out", str(tmp_path / "site"))[0] == 0
    assert "keeps no log yet" in page.read_text(encoding="utf-8")
    office.append()
    assert office.run("build", "--out", str(tmp_path / "site"))[0] == 0
    shown = {
        path.relative_to(page.parent).as_posix(): path.read_bytes()
        for path in page.parent.rglob("*")
        if path.is_file() and path != page
    }
    assert shown == published_log(Repository(office.office.root.folder))
    text = page.read_text(encoding="utf-8")
    assert note_key(ORIGIN, office.line(office.key)).vkey.replace("+", "&#43;") in text.replace("+", "&#43;")
    office.put({"log/tile/0/000.p/" + str(office.log.size): b"x"})
    code, _, err = office.run("build", "--out", str(tmp_path / "site"))
    assert (code, err.count("\n")) == (2, 1)
    assert "does not hold together" in err
    assert page.read_text(encoding="utf-8") == text, "the portal of before stays"

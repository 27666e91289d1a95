"""What an outsider is handed: a portal's address, a register in a folder of a repository, proofs and certificates."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from records_portal.files.yaml_text import dump_yaml
from records_portal.portal.downloads.verifier import verifier_files
from records_portal.store.certificates import sealed_certificate
from records_portal.trust import verify
from tests.acting import run_git
from tests.roots import command
from tests.test_log_tree import proof_of, vectors
from tests.test_verify_log import LoggedOffice, names, verified

Capsys = pytest.CaptureFixture[str]
SITE = "registry/sites/parks-x.yml"


class Quiet(SimpleHTTPRequestHandler):
    """Files below a folder, without a word."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- its name there
        """Nothing."""


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[str]:
    """The address of a folder that is served on loopback, `served` below the temporary one."""
    folder = tmp_path / "served"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def office(tmp_path: Path) -> LoggedOffice:
    office = LoggedOffice(tmp_path)
    office.approved_change()
    office.publish()
    return office


def publish_site(office: LoggedOffice, address: str) -> Path:
    """The repository and a portal that names it, as they are served."""
    served = office.root.folder.parent / "served"
    run_git(served, "clone", "--quiet", "--bare", "--no-local", str(office.root.folder), "register.git")
    run_git(served / "register.git", "update-server-info")
    (served / "repository.txt").write_text(f"{address}/register.git\n", encoding="utf-8")
    log = served / "log"
    log.mkdir()
    (log / "checkpoint").write_text(office.root.git("show", "attestations:log/checkpoint"), encoding="utf-8")
    return served


def test_the_address_of_a_portal_leads_to_its_repository(office: LoggedOffice, capsys: Capsys, portal: str) -> None:
    publish_site(office, portal)
    for address in (portal, f"{portal}/", f"{portal}/index.html"):
        code, told = verified(capsys, address)
        assert (code, told.get("findings")) == (0, []), told
        assert f"the log only grew since {portal}/log/checkpoint: " in "\n".join(told["told"])
    assert verified(capsys, f"{portal}/register.git")[0] == 0


def test_a_portal_that_shows_another_log_than_its_repository_is_a_split_view(
    office: LoggedOffice, capsys: Capsys, portal: str
) -> None:
    served = publish_site(office, portal)
    office.forget_log()
    office.change("Another history")
    office.commit("On")
    office.publish()
    (served / "log/checkpoint").write_text(office.root.git("show", "attestations:log/checkpoint"), encoding="utf-8")
    code, told = verified(capsys, portal)
    assert (code, "split view" in names(told)) == (1, True)


@pytest.mark.parametrize(
    "line", ["--upload-pack=touch pwned", "file:///etc", "ext::sh -c touch% pwned", "two\nlines", ""]
)
def test_a_portal_that_names_no_repository_cannot_be_verified(
    tmp_path: Path, capsys: Capsys, portal: str, line: str
) -> None:
    (tmp_path / "served/repository.txt").write_text(line, encoding="utf-8")
    code, told = verified(capsys, portal)
    assert (code, "does not answer as a git repository" in told["error"]) == (2, True)
    assert [str(path) for path in tmp_path.rglob("pwned")] == []


def test_a_portal_names_the_repository_that_it_is_built_from() -> None:
    files = dict(verifier_files({"forge": {"url": "https://forge.example/town/register/"}}))
    assert files["repository.txt"] == b"https://forge.example/town/register.git\n"
    assert verify.REPOSITORY_FILE in files
    assert "repository.txt" not in dict(verifier_files({}))


def nested(office: LoggedOffice, *folders: str) -> Path:
    """A repository whose registers lie in folders of it, each with the office's whole history and a log."""
    top = office.root.folder.parent / "top"
    top.mkdir()
    run_git(top, "init", "--quiet", "--initial-branch=main")
    run_git(top, "config", "user.name", "X")
    run_git(top, "config", "user.email", "x@example.org")
    for each in folders:
        (top / each).mkdir(parents=True)
        run_git(top, "clone", "--quiet", "--no-local", str(office.root.folder), f"{each}/.taken")
        run_git(top / each / ".taken", "checkout-index", "--all", f"--prefix={top / each}/")
        for path in sorted((top / each / ".taken").rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        (top / each / ".taken").rmdir()
    (top / "README").write_text("More than a register\n", encoding="utf-8")
    run_git(top, "add", "--all")
    run_git(top, "commit", "--quiet", "-m", "Begin")
    return top


def test_a_register_in_a_folder_of_a_repository_is_verified(
    office: LoggedOffice, capsys: Capsys, tmp_path: Path
) -> None:
    top = nested(office, "offices/parks")
    root = top / "offices/parks"
    done = command("--root", root, "log", "append", "--key", office.key, home=tmp_path)
    assert done.returncode == 0, done.stderr
    code, told = verified(capsys, top, "--keep", tmp_path / "first")
    assert (code, names(told)) == (1, {"statement"}), "the statement speaks of a change that this history has not"
    assert told["counts"]["log"]["publications"] == 1
    assert "the register is the folder offices/parks/ of this repository" in told["told"]
    text = (root / SITE).read_text(encoding="utf-8")
    (root / SITE).write_text(text.replace("News and more", "News"), encoding="utf-8")
    run_git(top, "commit", "--quiet", "--all", "-m", "Change")
    assert command("--root", root, "log", "append", "--key", office.key, home=tmp_path).returncode == 0
    _, told = verified(capsys, top, "--against", tmp_path / "first")
    assert names(told) == {"statement"}
    assert told["counts"]["log"]["publications"] == 2


def test_of_several_registers_one_has_to_be_named(office: LoggedOffice, capsys: Capsys) -> None:
    top = nested(office, "parks", "library")
    code, told = verified(capsys, top)
    assert (code, "it has several roots, library, parks; name one of them with --root" in told["error"]) == (2, True)
    assert verified(capsys, top, "--root", "parks")[1]["counts"]["commits on the main line"] == 1
    code, told = verified(capsys, top, "--root", "police")
    assert (code, "'police' is no root in it" in told["error"]) == (2, True)


def proof_out_of(office: LoggedOffice, name: str = "parks-x") -> Path:
    """A proof that the office hands out."""
    home = office.root.folder.parent
    target = home / f"{name}.proof"
    done = command("--root", office.root.folder, "log", "proof", name, "--out", target, home=home)
    assert done.returncode == 0, done.stderr
    return target


def test_a_proof_holds_for_the_record_and_the_log_here(office: LoggedOffice, capsys: Capsys) -> None:
    proof = proof_out_of(office)
    code, told = verified(capsys, office.root.folder, "--proof", proof)
    assert (code, told["findings"]) == (0, [])
    assert any(each.startswith(f"{proof} proves {SITE} of ") and each.endswith("as it is now") for each in told["told"])
    office.approved_change("News again")
    office.publish()
    code, told = verified(capsys, office.root.folder, "--proof", proof)
    assert (code, any("which was changed again in leaf" in each for each in told["told"])) == (0, True)


def hash_changed(text: str) -> str:
    lines = text.split("\n")
    lines[3] = base64.b64encode(bytes(32)).decode()
    return "\n".join(lines)


def hash_left_out(text: str) -> str:
    lines = text.split("\n")
    return "\n".join((*lines[:3], *lines[4:]))


def other_salt(text: str) -> str:
    lines = text.split("\n")
    leaf = base64.b64decode(lines[1].removeprefix("extra ")).partition(b"salt ")[0]
    lines[1] = "extra " + base64.b64encode(leaf + b"salt " + b"0" * 64 + b"\n").decode()
    return "\n".join(lines)


def other_place(text: str) -> str:
    lines = text.split("\n")
    lines[2] = "index 0"
    return "\n".join(lines)


FORGED = {
    "a hash": (hash_changed, "proof"),
    "a hash less": (hash_left_out, "proof"),
    "another salt": (other_salt, "proof"),
    "another place": (other_place, "proof"),
}


@pytest.mark.parametrize("row", FORGED)
def test_a_forged_proof_is_found(office: LoggedOffice, capsys: Capsys, row: str) -> None:
    proof = proof_out_of(office)
    forge, name = FORGED[row]
    proof.write_text(forge(proof.read_text(encoding="utf-8")), encoding="utf-8")
    code, told = verified(capsys, office.root.folder, "--proof", proof)
    assert (code, names(told)) == (1, {name})


def test_a_proof_out_of_a_log_of_other_contents_is_found(office: LoggedOffice, capsys: Capsys) -> None:
    proof = proof_out_of(office)
    office.forget_log()
    office.change("Another history")
    office.commit("On")
    office.publish()
    code, told = verified(capsys, office.root.folder, "--proof", proof)
    assert (code, "split view" in names(told)) == (1, True)


@pytest.mark.parametrize("text", ["", "c2sp.org/tlog-proof@v1\n", "no proof\n\nat all\n"])
def test_what_is_no_proof_cannot_be_verified(office: LoggedOffice, capsys: Capsys, tmp_path: Path, text: str) -> None:
    (tmp_path / "file").write_text(text, encoding="utf-8")
    assert verified(capsys, office.root.folder, "--proof", tmp_path / "file")[0] == 2


@pytest.mark.parametrize("case", vectors("inclusion"))
def test_the_verifier_goes_by_the_published_vectors(case: dict[str, Any]) -> None:
    """`leafHash` is a hash already: only what the walk makes of it is asked, with the leaf's own hash put in."""
    leaf, root = (base64.b64decode(case[name] or "") for name in ("leafHash", "root"))
    found = verify.root_of_walk(leaf, case["leafIdx"], case["treeSize"], proof_of(case))
    sizes = len(leaf) == 32 and all(len(each) == 32 for each in proof_of(case))
    assert (sizes and found == root) is not case["wantErr"], case["desc"]


DISPOSITION = {
    "authorization": "parks-old",
    "series": "local#1",
    "method": "destroy",
    "on": "2024-05-01",
    "items": [{"site": "parks-x", "item": "1", "version": 1, "digest": "d" * 64}],
}


def test_a_certificate_is_the_one_that_the_record_names(office: LoggedOffice, capsys: Capsys, tmp_path: Path) -> None:
    certificate = sealed_certificate(
        "parks-old", {"agency": "Parks", "text": "Gone: “all”"}, DISPOSITION, "2024-05-02T12:00:00Z"
    )
    handed = tmp_path / "parks-old.yml"
    handed.write_text(dump_yaml(dict(certificate.value)), encoding="utf-8")
    office.write({"schedules/dispositions/parks-old.yml": dict(certificate.disposition)})
    office.commit("Dispose")
    _, told = verified(capsys, office.root.folder, "--certificate", handed)
    assert f"{handed} is the certificate of schedules/dispositions/parks-old.yml, word for word" in told["told"]
    assert "certificate" not in names(told)
    handed.write_text(handed.read_text(encoding="utf-8").replace("Parks", "Woods"), encoding="utf-8")
    code, told = verified(capsys, office.root.folder, "--certificate", handed)
    assert (code, "certificate" in names(told)) == (1, True)
    handed.write_text("no: certificate\n", encoding="utf-8")
    assert verified(capsys, office.root.folder, "--certificate", handed)[0] == 2

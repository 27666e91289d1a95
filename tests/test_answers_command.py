"""`records new --answers`: a block from a file, a message or an issue becomes its record, or one line says why not."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dkim  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from records_portal.answers.block import render_block
from records_portal.answers.dkim_results import dkim_result, parse_dkim_keys
from records_portal.commands.cli import run
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.findings import Refusal
from records_portal.register.shapes import schema_of
from records_portal.store.evidence import keep_evidence
from records_portal.store.folder import locked_store
from tests.mails import mail, plain
from tests.roots import root_files

Outcome = tuple[int, str, str]
Records = Callable[..., Outcome]

REQUEST = """\
--- records answers 1 ---
kind: site
target: trails-x
values:
  type: Microblog on X
  purpose: News about the trails.
  communication_types: Closures
  justification: Walkers ask there.
  terms_url: https://x.example/tos
  proposed_administrators:
    - Ana
  by: Gus Heron
  copies_to:
    - CTO/CIO
    - agency head
    -
  note:
--- end ---
"""
SITE = {
    "agency": "parks",
    "platform": "x",
    "audience": "public",
    "origin": "requested",
    "purpose": "News about the trails.",
    "facts": [
        {
            "kind": "request",
            "on": "2026-09-02",
            "by": "gus-heron",
            "role": "it-web-liaison",
            "copies_to": ["cto-cio", "agency-head"],
            "evidence": {
                "form": "e-mail",
                "reference": "<20260901.0188@parks.example>",
                "dated_on": "2026-09-02",
                "digest": "",
                "dkim": {"result": "none"},
                "known_by": "by-message",
                "entered_by": "ana",
            },
            "agency": "parks",
            "type": "Microblog on X",
            "purpose": "News about the trails.",
            "communication_types": ["Closures"],
            "justification": "Walkers ask there.",
            "terms_url": "https://x.example/tos",
            "proposed_administrators": ["ana"],
        }
    ],
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = root_files()
    gus = {"name": "Gus Heron", "title": "Liaison", "agency": "parks"}
    files["registry/people/gus-heron.yml"] = {**gus, "roles": [{"role": "it-web-liaison", "from_on": "2020-01-01"}]}
    for path, value in files.items():
        (tmp_path / "root" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "root" / path).write_text(dump_yaml(value), encoding="utf-8")
    return tmp_path / "root"


@pytest.fixture
def records(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Records:
    def call(*arguments: str) -> Outcome:
        settings = {"cache": tmp_path / "cache", "started_at": datetime(2026, 10, 1, 12, tzinfo=UTC)}
        code = run(["--root", str(root), *arguments], settings)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def written(root: Path, path: str = "registry/sites/trails-x.yml") -> Any:
    value, fault = read_yaml((root / path).read_bytes())
    assert fault is None
    return value


def given(tmp_path: Path, data: bytes | str, name: str = "answers.txt") -> str:
    (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return str(tmp_path / name)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_request_by_e_mail_becomes_its_record_and_is_kept(records: Records, root: Path, tmp_path: Path) -> None:
    data = plain(REQUEST)
    sha256 = hashlib.sha256(data).hexdigest()
    code, out, err = records("new", "--answers", given(tmp_path, data, "request.eml"), "--keep", "--entered-by", "ana")
    assert (code, out.splitlines()[0]) == (0, "--- /dev/null"), out + err
    SITE["facts"][0]["evidence"]["digest"] = sha256  # type: ignore[index]
    assert written(root) == SITE
    kept = tmp_path / "root-store" / "evidence" / f"{sha256}.eml"
    assert kept.read_bytes() == data
    who = "'Gus Heron <gus.heron@parks.example>' as it says"
    assert f"message <20260901.0188@parks.example>, from {who}: kept in the store" in err.splitlines()
    assert "registry/sites/trails-x.yml written" in err.splitlines()


def test_a_message_is_not_kept_without_a_store_and_then_proves_no_act(
    records: Records, root: Path, tmp_path: Path
) -> None:
    code, _, err = records("new", "--answers", given(tmp_path, plain(REQUEST), "request.eml"))
    assert code == 0
    evidence = written(root)["facts"][0]["evidence"]
    assert sorted(evidence) == ["dated_on", "digest", "dkim", "form", "reference"]
    assert "not kept" in err
    assert not (tmp_path / "root-store").exists()


def test_who_acted_does_not_enter_the_message(records: Records, root: Path, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    file = given(tmp_path, plain(REQUEST), "request.eml")
    code, out, _ = records("new", "--answers", file, "--keep", "--entered-by", "gus-heron")
    assert code == 1
    assert "E001 trails-x: 'gus-heron' acted, and entered the message; somebody else enters it [error]" in out
    assert (root / "registry/sites/trails-x.yml").exists() is False
    assert not (tmp_path / "root-store").exists()
    code, _, err = records("new", "--answers", file, "--keep")
    assert (code, err) == (
        2, "records: the message is kept as evidence: say who enters it, with --entered-by PERSON\n"
    )  # fmt: skip
    assert snapshot(root) == {
        name.removeprefix("root/"): data for name, data in before.items() if name.startswith("root/")
    }


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("ghost", "records: --entered-by 'ghost' is not in registry/people/; name a registered person\n"),
        ("gus-heron", "records: --entered-by 'gus-heron' acted; somebody else enters the message\n"),
    ],
)
def test_who_enters_a_message_is_looked_at_though_it_is_not_kept(
    who: str, said: str, records: Records, root: Path, tmp_path: Path
) -> None:
    before = snapshot(root)
    file = given(tmp_path, plain(REQUEST), "request.eml")
    assert records("new", "--answers", file, "--entered-by", who) == (2, "", said)
    assert snapshot(root) == before


def test_it_is_told_that_who_enters_a_message_is_written_nowhere(records: Records, root: Path, tmp_path: Path) -> None:
    file = given(tmp_path, plain(REQUEST), "request.eml")
    code, _, err = records("new", "--answers", file, "--entered-by", "ana")
    assert (code, "entered_by" in written(root)["facts"][0]["evidence"]) == (0, False)
    assert "as it says: not kept, and so not that ana enters it; --keep keeps both" in err


@pytest.mark.parametrize("options", [("--entered-by", "ana"), ("--keep",)])
def test_a_kind_without_a_place_for_a_message_refuses_to_keep_it(
    options: tuple[str, ...], records: Records, root: Path, tmp_path: Path
) -> None:
    text = "--- records answers 1 ---\nkind: cadence\ntarget: parks-x\nvalues:\n  every: P1Y\n--- end ---\n"
    before = snapshot(tmp_path / "root")
    (tmp_path / "root-store").mkdir()
    file = given(tmp_path, plain(text), "cadence.eml")
    assert records("new", "--answers", file, *options) == (
        2,
        "",
        "records: cadence has no place for evidence: nothing of the message is kept; leave out --entered-by, --keep\n",
    )
    assert snapshot(root) == before
    assert snapshot(tmp_path / "root-store") == {}


def test_the_text_of_a_ticket_is_entered_by_nobody(records: Records, root: Path, tmp_path: Path) -> None:
    before = snapshot(root)
    ticket = ("--ticket", "https://forge.example/issues/7")
    code, _, err = records("new", "--answers", given(tmp_path, REQUEST), *ticket, "--entered-by", "ana")
    assert (code, err) == (2, "records: --entered-by goes with a message and an act that has evidence; leave it out\n")
    assert snapshot(root) == before


def test_a_dry_run_of_a_message_writes_and_keeps_nothing(records: Records, root: Path, tmp_path: Path) -> None:
    before = snapshot(root)
    file = given(tmp_path, plain(REQUEST), "request.eml")
    code, out, _ = records("new", "--answers", file, "--keep", "--entered-by", "ana", "--dry-run", "--format", "json")
    told = json.loads(out)
    assert (code, told["written"], told["message"]["kept"]) == (0, False, False)
    assert told["message"]["message_id"] == "<20260901.0188@parks.example>"
    assert snapshot(root) == before
    assert not (tmp_path / "root-store").exists()


def test_a_message_is_entered_once(records: Records, tmp_path: Path) -> None:
    text = render_block("notice", "parks-x", {"by": "ana", "role": "agency-head", "audience": "All", "text": "Moved."})
    file = given(tmp_path, plain(text), "notice.eml")
    assert records("new", "--answers", file, "--keep", "--entered-by", "gus-heron")[0] == 0
    code, _, err = records("new", "--answers", file, "--entered-by", "gus-heron")
    assert (code, err) == (
        2,
        "records: registry/sites/parks-x.yml has been written from this message already; nothing was written\n",
    )


def test_an_issue_on_standard_input_becomes_a_fact(
    records: Records, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"on": "2020-02-01", "by": "ana", "role": "it-web-liaison", "audience": "The public", "text": "Moved."}
    issue = f"### Answers\r\n\r\n{render_block('notice', 'parks-x', values)}".replace("\n", "\r\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(issue.encode())))
    code, out, _ = records("new", "--answers", "-")
    assert code == 0, out
    assert written(root, "registry/sites/parks-x.yml")["facts"][-1] == {"kind": "notice", **values}


NINE = schema_of("designations")["properties"]["designations"]["items"]["properties"]["responsibilities"]["items"][
    "enum"
]


def test_a_designation_confirms_all_nine_or_is_refused(records: Records, root: Path, tmp_path: Path) -> None:
    values = {"person": "ana", "on": "2020-04-01", "by": "ana", "responsibilities": NINE[:1]}
    code, _, err = records("new", "--answers", given(tmp_path, render_block("designation", "parks-x", values)))
    assert (code, err) == (
        2,
        "records: responsibilities: 1 of 9 given, without moderation-statement, daily-monitoring, moderation-actions, "
        "retention, authoring, holds-and-requests, credential-reporting, usage-reports; all of them, or none\n",
    )
    options = ["--person", "ana", "--on", "2020-04-01", "--by", "ana"]
    some = [word for one in NINE[:8] for word in ("--responsibilities", one)]
    code, _, err = records("new", "designation", "parks-x", *options, *some)
    assert (code, err.split(";")[0]) == (2, "records: responsibilities: 8 of 9 given, without usage-reports")
    assert not (root / "registry/designations/parks-x.yml").exists()
    for all_nine in ("all", NINE):
        text = render_block("designation", "parks-x", {**values, "responsibilities": all_nine})
        assert records("new", "--answers", given(tmp_path, text), "--dry-run")[0] == 0


def test_an_activation_names_the_account_beside_the_facts(records: Records, root: Path, tmp_path: Path) -> None:
    values = {
        "on": "2020-03-01", "by": "ana", "role": "it-web-liaison", "copies_to": ["cto-cio"], "account_id": "00123",
        "handles": [{"handle": "ParksTest"}], "url": "https://x.com/ParksTest",
    }  # fmt: skip
    code, out, _ = records("new", "--answers", given(tmp_path, render_block("activation", "parks-x", values)))
    assert (code, "L002" in out) == (1, True)  # nobody has approved it
    assert "line 1 of" not in out


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (("site", "sites"), 2, "answers of the kind 'sites' are not known here; did you mean 'site'?"),
        (("site", "fact"), 2, "answers of the kind 'fact' are not known here; say the kind of fact itself, such as"),
        (("site", "permit"), 2, "answers of the kind 'permit' are not known here; one of site, fact, designation,"),
        (
            ("  by:", "  approved_by:"),
            2,
            "line 12 of the answers, approved_by: 'approved_by' is not asked here; one of",
        ),
        (
            ("purpose:", "purpos:"),
            2,
            "line 6 of the answers, purpos: 'purpos' is not asked here; did you mean 'purpose'?",
        ),
        (("https://x.example/tos", "x.example"), 2, "line 9 of the answers, terms_url: 'x.example' is not terms of"),
        (("CTO/CIO", "12"), 2, "line 14 of the answers, copies_to.0: 12 is not text; put it into quotes, on one line"),
        (("by: Gus Heron", "by: [a, b]"), 2, "line 12 of the answers, by: ['a', 'b'] is not text"),
        (("- Ana", "- anna"), 1, "line 11 of the answers, proposed_administrators.0: registry/sites/trails-x.yml:22"),
        (("target: trails-x", "target: ../x"), 2, "'../x' is not an id"),
        (("target: trails-x", "target: parks-x"), 2, "registry/sites/parks-x.yml exists already"),
        (("target: trails-x", "target:"), 2, "the answers do not say what they are about; target: the name of the"),
        (("  purpose: News about the trails.\n", ""), 2, "not answered: purpose (purpose)"),
        (("  on: 2026-09-01", "  facts:\n    - by: ana"), 2, "line 5 of the answers, type: 'type' is not asked here"),
        (("--- end ---", ""), 2, "the block of answers does not end"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    records: Records, root: Path, tmp_path: Path, change: tuple[str, str], code: int, said: str
) -> None:
    before = snapshot(root)
    text = REQUEST.replace("  note:", "  on: 2026-09-01")
    found, out, err = records("new", "--answers", given(tmp_path, text.replace(*change)))
    assert (found, (out if code == 1 else err.removeprefix("records: "))[: len(said)]) == (code, said)
    assert snapshot(root) == before


def test_options_of_both_ways_do_not_mix(records: Records, tmp_path: Path) -> None:
    file = given(tmp_path, REQUEST)
    code, _, err = records("new", "--answers", file, "site", "trails-x")
    assert (code, err) == (2, "records: options of `records new` go with --answers; those of site stand behind it\n")
    code, _, err = records("new", "--answers", file, "--entered-by", "ana")
    assert (code, err) == (2, "records: --entered-by goes with a message and an act that has evidence; leave it out\n")
    code, _, err = records("new", "--dry-run")
    assert code == 2
    assert "give answers with --answers FILE" in err
    code, _, err = records("new", "--answers", given(tmp_path, b"\xff\xfe"))
    assert (code, err) == (2, "records: the answers are not UTF-8 text, at byte 0; save the file as UTF-8\n")


def test_a_message_goes_to_the_private_root_with_its_hold(records: Records, tmp_path: Path) -> None:
    values = {
        "matter": "Matter 17", "kind": "audit", "subject": "Posts", "scope": {"sites": "parks-x"},
        "placed": {"by": "ana"}, "notified": ["agency-head", "ana"],
    }  # fmt: skip
    file = given(tmp_path, plain(render_block("hold", "matter-17", values)), "hold.eml")
    code, _, err = records("new", "--answers", file)
    assert (code, err) == (2, "records: place a hold needs the private root; name it with --private DIR\n")
    (tmp_path / "private" / "registry").mkdir(parents=True)
    code, out, err = records("--private", str(tmp_path / "private"), "new", "--answers", file)
    assert code == 0, out + err
    placed = written(tmp_path / "private", "registry/holds/matter-17.yml")["placed"]
    assert (placed["on"], placed["evidence"]["reference"]) == ("2026-09-02", "<20260901.0188@parks.example>")
    hold = written(tmp_path / "private", "registry/holds/matter-17.yml")
    assert hold["covers"]["sites"] == ["parks-x"]
    assert hold["notified"] == [{"person": "ana", "on": "2026-09-02"}]


# The store


def test_evidence_is_never_written_over(tmp_path: Path) -> None:
    with locked_store(tmp_path / "store") as store:
        path = keep_evidence(store.folder, b"one")
        assert keep_evidence(store.folder, b"one") == path
        assert oct(path.parent.stat().st_mode & 0o777) == "0o700"
        path.write_bytes(b"two")
        with pytest.raises(Refusal, match="is not the message of that digest; restore it from a copy"):
            keep_evidence(store.folder, b"one")
        assert path.read_bytes() == b"two"
        with pytest.raises(Refusal, match="the message has 30,000,001 bytes; at most 30,000,000"):
            keep_evidence(store.folder, b"x" * 30_000_001)
    with locked_store(tmp_path / "store") as store:  # its folder is known to the store
        assert [each.name for each in (store.folder / "evidence").iterdir()] == [path.name]


# DKIM


@pytest.fixture(scope="module")
def signer() -> tuple[bytes, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    import base64

    return private, f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def signed(data: bytes, private: bytes, **settings: Any) -> bytes:
    signature: bytes = dkim.sign(
        data, b"s1", b"parks.example", private, include_headers=[b"from", b"subject"], **settings
    )
    return signature + data


def test_a_signature_is_noted_as_the_keys_say(signer: tuple[bytes, str]) -> None:
    private, record = signer
    data = signed(plain(REQUEST), private)
    keys = parse_dkim_keys(f"# our domains\ns1._domainkey.Parks.example. {record}\n")
    result = dkim_result(data, keys)
    assert (result.result, result.domain) == ("pass", "parks.example")
    assert dkim_result(b"From gus Tue Sep  1 23:30:00 2026\n" + data, keys).result == "pass"
    assert dkim_result(data.replace(b"Closures", b"closures"), keys).result == "fail"
    assert dkim_result(data.replace(b"gus.heron@", b"boss@"), keys).result == "fail"
    assert dkim_result(data, {}).result == "not-checked"
    assert dkim_result(plain(REQUEST), keys).result == "none"
    assert dkim_result(signed(plain(REQUEST), private, length=True) + b"More\r\n", keys).result == "fail"
    claimed = b"Authentication-Results: mx.example; dkim=pass header.d=parks.example\r\n" + plain(REQUEST)
    assert dkim_result(claimed, keys).result == "none"


@pytest.mark.parametrize(
    "header",
    [
        b"DKIM-Signature: \r\n",
        b"DKIM-Signature: v=1; a=rsa-sha256; d=parks.example; s=s1; h=from; bh=!; b=!\r\n",
        b"DKIM-Signature: v=1; a=rsa-sha1; d=parks.example; s=s1; h=from; bh=aa; b=aa\r\n",
        b"DKIM-Signature: v=1; a=ed25519-sha256; d=parks.example; s=s1; h=from; bh=aa; b=aa\r\n",
        b"DKIM-Signature: v=1; a=rsa-sha256; d=\xff; s=\xff; h=from; bh=aa; b=aa\r\n",
    ],
)
def test_a_damaged_signature_never_holds(signer: tuple[bytes, str], header: bytes) -> None:
    keys = {"s1._domainkey.parks.example": signer[1]}
    assert dkim_result(header + plain(REQUEST), keys).result in ("fail", "not-checked")


def test_keys_are_lines_of_a_name_and_a_text() -> None:
    with pytest.raises(Refusal, match="line 2 of the keys is none; SELECTOR"):
        parse_dkim_keys("\nparks.example p=abc\n")


def test_a_checked_signature_stands_with_the_evidence(
    records: Records, root: Path, tmp_path: Path, signer: tuple[bytes, str]
) -> None:
    file = given(tmp_path, signed(plain(REQUEST), signer[0]), "request.eml")
    keys = given(tmp_path, f"s1._domainkey.parks.example {signer[1]}\n", "keys.txt")
    code, _, err = records("new", "--answers", file, "--dkim-keys", keys)
    assert code == 0, err
    assert written(root)["facts"][0]["evidence"]["dkim"] == {"result": "pass", "domain": "parks.example"}


def test_a_message_with_nothing_in_it_is_refused(records: Records, tmp_path: Path) -> None:
    code, _, err = records("new", "--answers", given(tmp_path, mail("", b""), "empty.eml"))
    assert (code, err.startswith("records: no answers found; a block that begins with")) == (2, True)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2026-10-02", "on 2026-10-02 is after 2026-10-01"),
        ("9999-12-31", "on 9999-12-31 is after 2026-10-01"),
    ],
)
def test_nobody_writes_of_what_has_not_happened_yet(
    records: Records, root: Path, tmp_path: Path, on: str, said: str
) -> None:
    before = snapshot(root)
    code, out, err = records("new", "--answers", given(tmp_path, REQUEST.replace("  note:\n", f"  on: '{on}'\n")))
    assert (code, said in out, "line 17 of the answers, on: " in out) == (1, True, True), out + err
    assert snapshot(root) == before
    ticked = ("new", "credential-change", "parks-x", "--reason", "routine", "--by", "ana")
    code, out, err = records(*ticked, "--set", f"on={on}")
    assert code in (1, 2)
    assert snapshot(root) == before


def test_nobody_writes_of_a_day_before_there_was_a_web(records: Records, root: Path, tmp_path: Path) -> None:
    before = snapshot(root)
    block = REQUEST.replace("  note:\n", "  on: '1989-12-31'\n  role: it-web-liaison\n")
    code, out, err = records("new", "--answers", given(tmp_path, block))
    assert (code, "on 1989-12-31 is long ago; a day from 1990-01-01 on" in out) == (1, True), out + err
    assert snapshot(root) == before


def test_no_login_is_written_into_a_record(records: Records, root: Path, tmp_path: Path) -> None:
    before = snapshot(root)
    block = REQUEST.replace("  note:\n", "  on: '2026-10-01'\n  role: it-web-liaison\n")
    code, out, err = records("new", "--answers", given(tmp_path, block.replace("//x.", "//gus:hunter2@x.")))
    assert (code, "P003 trails-x: the address has a user name or a password before the host" in out) == (1, True), err
    ticket = "https://forge.example/issues/7?private_token=abc123"
    code, _, err = records("new", "--answers", given(tmp_path, block), "--ticket", ticket)
    assert (code, "--ticket: the address has the parameter 'private_token'" in err) == (2, True)
    assert "abc123" not in err
    assert snapshot(root) == before


def test_what_is_to_come_may_be_said_before(records: Records, root: Path) -> None:
    code, out, err = records("end", "role", "gus-heron", "--role", "it-web-liaison", "--to-on", "2027-03-31")
    assert code == 0, out + err
    assert written(root, "registry/people/gus-heron.yml")["roles"][0]["to_on"] == "2027-03-31"

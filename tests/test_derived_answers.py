"""What need not be answered: names, the day, whoever sits at the keyboard, roles and copies; and what comes next."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.answers.procedure.message_table import MESSAGES
from records_portal.commands.cli import run
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.fact_kinds import FACT_KINDS
from tests.roots import root_files
from tests.ssh_signing import ed25519_key

KEY = ed25519_key(bytes([7]) * 32)
Outcome = tuple[int, str, str]
Records = Callable[..., Outcome]
REQUEST = [
    "new", "site", "--purpose", "Trail closures", "--communication-types", "announcements",
    "--justification", "The mission", "--proposed-administrators", "Gus Heron",
]  # fmt: skip


def person(name: str, *roles: str, **more: Any) -> dict[str, Any]:
    held = [{"role": role, "from_on": "2020-01-01"} for role in roles]
    return {"name": name, "title": "Officer", "agency": "parks", "roles": held} | more


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = root_files()
    files["registry/portal.yml"]["forge"] = {
        "url": "https://forge.example/parks",
        "noreply_domain": "users.noreply.forge.example",
    }
    files["registry/platforms/x.yml"]["terms_url"] = "https://x.com/tos"
    files |= {
        "registry/people/ana.yml": person("Ana Lopez", "agency-head"),
        "registry/people/ida.yml": person("Ida Moss", "it-web-liaison", "contributor", forge_login="imoss"),
        "registry/people/gus.yml": person(
            "Gus Heron", "site-administrator", keys=[{"key": KEY.line, "from_on": "2024-01-01"}]
        ),
        "registry/people/fern.yml": person("Fern Alder", "web-content-team"),
        "registry/people/dora.yml": person("Dora Finch", "communications-director"),
        "registry/people/emil.yml": person("Emil Rook", "cto-cio"),
    }
    files["registry/sites/parks-x.yml"]["facts"][0]["by"] = "ida"
    for path, value in files.items():
        (tmp_path / "root" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "root" / path).write_text(dump_yaml(value), encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(tmp_path / "root")], check=True)
    return tmp_path / "root"


@pytest.fixture
def records(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Records:
    def call(*arguments: str, **sits: str) -> Outcome:
        for name in ("name", "email", "signingkey"):
            subprocess.run(["git", "-C", str(root), "config", f"user.{name}", sits.get(name, "")], check=True)
        settings = {"cache": tmp_path / "cache", "started_at": datetime(2024, 6, 3, 12, tzinfo=UTC)}
        code = run(["--root", str(root), *arguments], settings)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def value(root: Path, path: str) -> Any:
    return read_yaml((root / path).read_bytes())[0]


def test_a_request_says_six_things_and_the_rest_follows(records: Records, root: Path) -> None:
    code, out, err = records(*REQUEST, "--type", "X", "--agency", "parks", "--dry-run", name="Ida Moss")
    assert (code, "parks-x" in err) == (2, True), "there is one of that name"
    (root / "registry/sites/parks-x.yml").unlink()
    code, out, err = records(*REQUEST, "--type", "X", name="Ida Moss")
    assert code == 0, out + err
    assert value(root, "registry/sites/parks-x.yml") == {
        "agency": "parks",
        "platform": "x",
        "audience": "public",
        "origin": "requested",
        "purpose": "Trail closures",
        "facts": [
            {
                "kind": "request",
                "on": "2024-06-03",
                "by": "ida",
                "role": "it-web-liaison",
                "copies_to": ["cto-cio", "web-content-team", "agency-head"],
                "agency": "parks",
                "type": "X",
                "purpose": "Trail closures",
                "communication_types": ["announcements"],
                "justification": "The mission",
                "terms_url": "https://x.com/tos",
                "proposed_administrators": ["gus"],
            }
        ],
    }
    assert "taken as answered: --agency parks; --platform x; --on 2024-06-03; --by ida; --role it-web-liaison; " in err


@pytest.mark.parametrize(
    ("sits", "found"),
    [
        ({"name": "ida moss"}, "ida"),
        ({"email": "7+imoss@users.noreply.forge.example"}, "ida"),
        ({"name": "Ida Moss", "email": "imoss@users.noreply.forge.example"}, "ida"),
        ({"name": "Ida Moss", "signingkey": KEY.line}, ""),
        ({"name": "Gus Heron"}, ""),
        ({"name": "Somebody"}, ""),
        ({}, ""),
    ],
)
def test_whoever_sits_there_asks_where_the_step_is_theirs(
    records: Records, root: Path, sits: dict[str, str], found: str
) -> None:
    (root / "registry/sites/parks-x.yml").unlink()
    code, _, err = records(*REQUEST, "--type", "X", "--agency", "parks", "--role", "it-web-liaison", **sits)
    if found:
        assert (code, value(root, "registry/sites/parks-x.yml")["facts"][0]["by"]) == (0, found)
    else:
        assert (code, err) == (2, "records: not answered: --by (by, one of ana, dora, emil, fern, gus, ida)\n")


def test_a_signing_key_says_who_sits_there(records: Records, root: Path, tmp_path: Path) -> None:
    (tmp_path / "id.pub").write_text(f"{KEY.line} at home\n")
    for said in (KEY.line, f"key::{KEY.line}", str(tmp_path / "id"), str(tmp_path / "id.pub")):
        code, out, _ = records("new", "moderation-statement", "parks-x", "--url", "https://parks.example/", "--dry-run",
                               signingkey=said)  # fmt: skip
        assert (code, "+  by: gus" in out) == (0, True), said
    assert (
        records("new", "moderation-statement", "parks-x", "--url", "https://parks.example/", signingkey="/none")[0] == 2
    )


def test_a_platform_that_no_word_names_is_asked_for(records: Records) -> None:
    code, _, err = records(*REQUEST, "--type", "Microblog", name="Ida Moss")
    assert (code, err) == (
        2,
        "records: not answered: --platform (platform, one of x); --terms-url (terms of service)\n",
    )


def test_what_comes_next_is_told_by_name_with_command_and_message(records: Records) -> None:
    approvals = [f"approvals.{number}.{name}" for number in (0, 1) for name in ("by", "role", "on")]
    given = ["Dora Finch", "communications-director", "2024-06-02", "Emil Rook", "cto-cio", "2024-06-03"]
    settings = [word for path, text in zip(approvals, given, strict=True) for word in ("--set", f"{path}={text}")]
    code, out, err = records(
        "new", "fact", "Parks on X", "review", "--decision", "approved", *settings, name="Dora Finch"
    )
    assert code == 0, out + err
    assert err.splitlines()[-1] == (
        "next: the account opened (fact `activation`), from Ida Moss (IT/Web liaison): "
        "`records new fact parks-x activation`, or the e-mail with `records message activation --site parks-x`"
    )


def test_a_removal_is_followed_by_word_of_it_and_by_other_passwords(records: Records) -> None:
    all_nine = ["--responsibilities", "all"]
    assert records("new", "designation", "parks-x", "--person", "Gus Heron", *all_nine, name="Ana Lopez")[0] == 0
    code, _, err = records("end", "designation", "parks-x", "--person", "Gus Heron", name="Ana Lopez")
    assert code == 0, err
    steps = [line for line in err.splitlines() if line.startswith("next: ")]
    assert [line.partition(",")[0] for line in steps if "records " in line] == [
        "next: word of the removal",
        "next: the end of the access of Gus Heron",
        "next: log-in credentials changed that were known",
        "next: another administrator",
        "next: the decision: approvals by the Communications Director and by the CTO/CIO",
    ]


def test_whom_a_change_of_credentials_concerns_is_said_in_the_private_root_alone(
    records: Records, root: Path, tmp_path: Path
) -> None:
    change = ["new", "credential-change", "parks-x", "--reason", "leaving"]
    code, _, err = records(*change, "--concerns", "Gus Heron", name="Fern Alder")
    assert (code, err.count("needs the private root; name it with --private DIR")) == (2, 1)
    (tmp_path / "private/registry").mkdir(parents=True)
    private = ["--private", str(tmp_path / "private")]
    assert records(*private, *change, "--concerns", "Gus Heron", name="Fern Alder")[0] == 0
    reported = ("--set", "reported.0.to=cto-cio", "--set", "reported.0.on=2024-06-01")
    assert records(*private, *change, *reported, name="Fern Alder")[0] == 0
    log = "registry/operations/parks-x/2024.yml"
    assert value(tmp_path / "private", log)["credential_changes"][0]["concerns"] == "gus"
    assert "concerns" not in value(root, log)["credential_changes"][0]


def test_a_change_of_credentials_that_nobody_was_told_of_is_private_until_it_is_reported(
    records: Records, root: Path, tmp_path: Path
) -> None:
    change = ["new", "credential-change", "parks-x", "--reason", "regular"]
    code, _, err = records(*change, name="Fern Alder")
    assert (code, err.count("needs the private root; name it with --private DIR")) == (2, 1)
    (tmp_path / "private/registry").mkdir(parents=True)
    private = ["--private", str(tmp_path / "private")]
    assert records(*private, *change, name="Fern Alder")[0] == 0
    log = "registry/operations/parks-x/2024.yml"
    assert not (root / log).exists()
    report = ("--to", "web-content-team")
    code, _, err = records(*private, "new", "credential-report", "parks-x", *report, name="Fern Alder")
    assert code == 0, err
    (entry,) = value(tmp_path / "private", log)["credential_changes"]
    assert [each["to"] for each in entry["reported"]] == ["web-content-team"]
    assert not (root / log).exists(), "what was reported later says by its days how long it was not"


def test_eight_of_nine_responsibilities_are_refused(records: Records, root: Path) -> None:
    code, _, err = records(
        "new", "designation", "parks-x", "--person", "gus", "--responsibilities", "retention", name="Ana Lopez"
    )
    assert code == 2
    assert "responsibilities: 1 of 9 given, without content-current, " in err
    assert not (root / "registry/designations").exists()


@pytest.mark.parametrize("kind", [kind for kind, row in FACT_KINDS.items() if row.message])
def test_the_message_of_a_fact_prepares_its_answers(kind: str) -> None:
    message = MESSAGES[FACT_KINDS[kind].message]
    assert message.answers == ("site" if kind == "request" else kind)

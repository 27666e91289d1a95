"""From "96 items past their period" to the certificate: two people with keys, seven commands, two merges.

`pytest -s tests/test_request_to_certificate.py` prints what they typed and what they read.
"""

from __future__ import annotations

import csv
import io
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.files.yaml_text import read_yaml
from records_portal.values.ssh_keys import parse_key
from tests.disposals import HEADING, TAKEN_AT, Office, published_keys
from tests.ssh_signing import MADE, make_key

Capsys = pytest.CaptureFixture[str]
ASKED_AT = datetime(2025, 1, 20, 15, tzinfo=UTC)
ANSWERED_AT = datetime(2025, 2, 28, 15, tzinfo=UTC)
CARRIED_OUT_AT = datetime(2025, 3, 3, 15, tzinfo=UTC)
PLANS = {"type": "Plans", "vetting": "none", "class": "policy-program", "series": "local#fiscal"}
NAME = "posts-2019"
GUIDE = Path(__file__).parent.parent / "docs/guides/records-officer.md"
LETTER = """\
From: Records Committee <records@state.example>
To: Parks <records@parks.example>
Subject: Your request for disposition
Message-ID: <0042@state.example>
Date: Fri, 28 Feb 2025 09:00:00 -0500
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

The disposition of the records listed under the series routine and fiscal
is authorized. Authorization number A-25-0042, February 28, 2025.
"""


WHAT = (
    "Ana asks for authority over everything that is past its period",
    "Bo approves the request, which is merged",
    "Ana enters what the State answered, with the message that says so",
    "Bo reads the answer, and signs the request and what was read; that is merged",
    "Ana makes the plan of the disposition and signs it as its executor",
    "Bo signs it as its witness",
    "Ana carries it out",
)


class TwoPeople:
    """Ana asks, enters and carries out; Bo approves, reads the answer and sees it done. Each has a key of their own."""

    def __init__(self, folder: Path, capsys: Capsys) -> None:
        self.office, self.capsys = Office(folder), capsys
        self.typed: list[str] = []
        self.merges = 0
        self.moment = TAKEN_AT
        self.keys = {name: make_key(folder / f"{name}.key", *MADE["ssh-ed25519"]) for name in ("ana", "bo")}
        lines = {name: parse_key(Path(f"{key}.pub").read_text()).line for name, key in self.keys.items()}
        published_keys(self.office, lines)

    @property
    def root(self) -> Any:
        """The public root."""
        return self.office.root

    def records(self, who: str, *arguments: str) -> str:
        """A command of the program, counted; what it printed."""
        number = len([line for line in self.typed if "$ records " in line])
        self.typed += ["", f"{number + 1}. {WHAT[number]}, {self.moment:%Y-%m-%d}."]
        self.typed.append(f"   {who}$ records {self.shown(shlex.join(arguments))}")
        code, out, err = self.office.run(*arguments, capsys=self.capsys, at=self.moment)
        assert code == 0, err
        lines = self.shown(out + err).splitlines()
        told = [line for line in lines if line.startswith(("Certificate:", "Due:"))]
        self.typed += [f"     {line}" for line in dict.fromkeys((*told, *lines[-4:]))]
        return out + err

    def shown(self, text: str) -> str:
        """A text as it stands in the transcript, without where the test has its folders."""
        return text.replace(str(self.office.folder), "~")

    def propose(self) -> None:
        """What lies there becomes a commit of a branch."""
        self.root.git("add", "--all")
        self.root.git("commit", "--quiet", "-m", "Proposal", GIT_COMMITTER_DATE=self.moment.isoformat())

    def merge(self, branch: str) -> None:
        """The branch is merged into the main line and published."""
        self.propose()
        self.root.git("switch", "--quiet", "main")
        self.root.git(
            "merge", "--quiet", "--no-ff", "-m", f"Merge {branch}", branch, GIT_COMMITTER_DATE=self.moment.isoformat()
        )
        self.root.git("push", "--quiet", "origin", "main")
        self.merges += 1
        self.typed.append(f"   merge {self.merges}: the branch {branch!r}")


@pytest.fixture
def people(tmp_path: Path, capsys: Capsys) -> TwoPeople:
    """96 posts of 2019, of which a third is of another class, and one of 2024."""
    people = TwoPeople(tmp_path, capsys)
    office = people.office
    export = tmp_path / "export"
    export.mkdir()
    days = [f"2019-{1 + number // 28:02}-{1 + number % 28:02}" for number in range(96)] + ["2024-11-01"]
    rows = [f'{1001 + place},post,{day}T12:00:00Z,Parks,"Post {place}",,,,,' for place, day in enumerate(days)]
    (export / "items.csv").write_text("\r\n".join([HEADING, *rows, ""]), newline="")
    outcome = office.ingest(export)
    site, _ = read_yaml((people.root.folder / "registry/sites/parks-x.yml").read_bytes())
    decided = [f"{1001 + place},policy-program,bo,2025-01-15,A plan\n" for place in range(0, 96, 3)]
    classes = people.root.folder / f"captures/parks-x/{outcome.capture}/classes.csv"
    classes.write_text("item,class,by,on,reason\n" + "".join(decided))
    office.publish({"registry/sites/parks-x.yml": site | {"communications": [*site["communications"], PLANS]}})
    (tmp_path / "answer.eml").write_bytes(LETTER.replace("\n", "\r\n").encode())
    return people


def as_the_guide_says(people: TwoPeople) -> list[tuple[str, list[str]]]:
    """Who types what, by the table of the guide with its words in capitals filled in."""
    folder = people.office.folder
    rows = re.findall(r"^\| (Ana|Bo) \| `(.*?)` \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    said = {"--number NO": "--number A-25-0042", "--request-number NO": "--request-number 600123"}
    said |= {"--evidence FILE": f"--evidence {folder / 'answer.eml'}", "SITE=STATE": "parks-x=deleted"}
    said |= {"FILE": str(folder / "plan.txt"), "SITE": "parks-x", "NAME": NAME, "OFFICE": "'Records Committee'"}
    commands = []
    for who, command in rows:
        for word, stands_for in (said | {"KEY": str(people.keys[who.lower()])}).items():
            command = re.sub(rf"(?<![\w.-]){word}(?![\w/.])", stands_for, command)
        commands.append((who.lower(), shlex.split(command)))
    return commands


def typed_as_the_guide_says(people: TwoPeople) -> bool:
    """Whether the commands of the transcript, read back from it as a person would type them, are those of the guide."""
    typed = [line.partition("$ records ")[2] for line in people.typed if "$ records " in line]
    wanted = [[people.shown(word) for word in command] for _, command in as_the_guide_says(people)]
    return [shlex.split(line) for line in typed] == wanted


def past_their_period(people: TwoPeople) -> int:
    code, out, err = people.office.run("due", "--format", "csv", capsys=people.capsys, at=people.moment)
    assert code == 0, err
    return sum(row["status"] == "awaiting-authorization" for row in csv.DictReader(io.StringIO(out)))


def test_seven_commands_and_two_merges_lead_to_the_certificate(
    people: TwoPeople, capsys: Capsys, request: pytest.FixtureRequest
) -> None:
    folder, commands = people.office.folder, as_the_guide_says(people)
    assert [who for who, _ in commands] == ["ana", "bo", "ana", "bo", "ana", "bo", "ana"]
    people.root.git("config", "user.email", "nobody@elsewhere.example")  # options and keys say who acts

    people.moment = ASKED_AT
    assert past_their_period(people) == 96
    people.typed.append("96 items of two series are past their period.")
    people.root.git("switch", "--quiet", "--create", "request")
    people.records(commands[0][0], *commands[0][1])
    people.propose()
    people.records(commands[1][0], *commands[1][1])
    people.merge("request")

    people.moment = ANSWERED_AT
    people.root.git("switch", "--quiet", "--create", "answer")
    told = people.records(commands[2][0], *commands[2][1])
    assert f"records approve authorizations/{NAME} --act approve --act witness-evidence" in told
    people.propose()
    people.records(commands[3][0], *commands[3][1])
    people.merge("answer")

    people.moment = CARRIED_OUT_AT
    for who, command in commands[4:]:
        said = people.records(who, *command)
    assert (folder / "plan.txt").is_file()

    (path,) = (people.office.store / "certificates").glob("*.yml")
    certificate, _ = read_yaml(path.read_bytes())
    disposition, facts = certificate["disposition"], certificate["certificate"]
    assert disposition["count"] == 96
    assert (disposition["by"], disposition["witness"]) == ("ana", "bo")
    assert [(each["site"], each["state"]) for each in disposition["live_site"]] == [("parks-x", "deleted")]
    assert [facts["series"]["reference"], *(each["reference"] for each in facts["further_series"])] == [
        "local#fiscal",
        "local#routine",
    ]
    assert facts["evidence"]["witnessed_by"] == [{"person": "bo", "name": "Bo"}]
    assert facts["approvals"] == [{"person": "bo", "name": "Bo", "known": "signed"}]
    assert "96" in said
    assert past_their_period(people) == 0
    people.typed += ["", f"Seven commands, two merges: certificate {path.stem}, {disposition['count']} items."]
    assert (len([line for line in people.typed if "$ records" in line]), people.merges) == (7, 2)
    assert people.typed[0] == "96 items of two series are past their period."
    assert any(re.fullmatch(r"     Certificate:   posts-2019, 96 items, issued .*", line) for line in people.typed)
    assert people.typed[-1] == "Seven commands, two merges: certificate posts-2019, 96 items."
    assert typed_as_the_guide_says(people)
    if request.config.getoption("capture") == "no":
        with capsys.disabled():
            print("\n".join(["", *people.typed]))

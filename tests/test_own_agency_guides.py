"""The guides for offices that begin, followed literally: each command typed in their order, each example written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from records_portal.register.kinds import kind_of
from records_portal.starting.protection import wanted_settings
from tests.beginnings import KEYS

pytestmark = pytest.mark.builds
GUIDES = Path(__file__).parents[1] / "docs" / "guides"
BLOCK = re.compile(r"^```(sh|yaml|csv)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SAVED = re.compile(r"[Ss]ave it as\s+`([a-z]+\.csv)`")
APPROVAL_MISSING = "records --root our-records diff main..settings"


class Reader:
    """Somebody at a desk who does what a guide says, with git's name set and a forge that the disk stands in for."""

    def __init__(self, desk: Path) -> None:
        self.desk = desk
        (desk / "bin").mkdir()
        (desk / "bin/records").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m records_portal "$@"\n')
        (desk / "bin/records").chmod(0o755)
        (desk / "gitconfig").write_text(
            "[user]\nname = Sam Knot\nemail = sam.knot@harbours.example\n"
            f'[url "{desk}/forge/"]\ninsteadOf = https://github.com/harbours/\n'
        )
        self.said: dict[str, str] = {}
        self.pages = ""

    def type(self, line: str) -> None:
        """Type one line in a shell; what it prints is kept."""
        settings = {
            "PATH": f"{self.desk}/bin:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.desk),
            "LANG": "C.UTF-8",
            "GIT_CONFIG_GLOBAL": str(self.desk / "gitconfig"),
        }
        done = subprocess.run(
            ["/bin/sh", "-c", line], cwd=self.desk, env=settings, capture_output=True, text=True, check=False
        )
        self.said[line] = done.stdout + done.stderr
        expected = int(line == APPROVAL_MISSING)
        assert done.returncode == expected, f"{line}\n{done.stdout}{done.stderr}"
        if line.endswith(" validate"):
            assert " 0 error," in done.stderr, done.stdout

    def write(self, text: str, root: str) -> None:
        """Write an example into the root where its kind lives."""
        path = text.partition("\n")[0].removeprefix("# ").strip()
        kind, _ = kind_of(path) or (None, "")
        assert kind, path
        file = self.desk / (f"{root}-private" if kind.private else root) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = "".join(f"{line}\n" for line in _keys_of(file))
        file.write_text(text + kept, encoding="utf-8")

    def follow(self, guide: str, root: str) -> None:
        """Everything that a guide shows, in its order."""
        text = (GUIDES / guide).read_text(encoding="utf-8")
        for match in BLOCK.finditer(text):
            language, body = match.groups()
            if language == "sh":
                for line in body.splitlines():
                    self.type(line)
            elif language == "yaml":
                self.write(body, root)
            else:
                (name,) = SAVED.findall(text[: match.start()])[-1:]
                (self.desk / name).write_text(body, encoding="utf-8", newline="")


def _keys_of(file: Path) -> Iterator[str]:
    """The keys in a record that an example replaces: a guide shows none."""
    if file.is_file():
        lines = file.read_text(encoding="utf-8").splitlines()
        if "keys:" in lines:
            yield from lines[lines.index("keys:") :]


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def test_your_own_agency_is_begun_as_its_guide_says(reader: Reader) -> None:
    for person, line in zip(("rosa-tern", "lou-dunlin"), KEYS.values(), strict=True):
        (reader.desk / f"{person}.pub").write_text(f"{line}\n")
    for name in ("records.git", "records-private.git"):
        reader.type(f"git init --quiet --bare --initial-branch=main forge/{name}")
    ruleset = wanted_settings("github", "main") | {"id": 1, "source": "harbours/records"}
    (reader.desk / "ruleset.json").write_text(json.dumps(ruleset))
    reader.follow("your-own-agency.md", "our-records")
    (init,) = [line for line in reader.said if line.startswith("records init")]
    assert re.search(r"^[0-9a-f]{64}$", reader.said[init], re.MULTILINE)
    assert "rosa-tern" in reader.said[APPROVAL_MISSING] or "approv" in reader.said[APPROVAL_MISSING]
    (imported,) = [said for line, said in reader.said.items() if " import accounts " in line]
    assert "rows: 3, written: 3, left out: 0" in imported
    sites = sorted(path.stem for path in (reader.desk / "our-records/registry/sites").glob("*.yml"))
    assert sites == ["harbours-facebook", "harbours-harbour-forum", "harbours-x"]
    assert "Official social media of the Harbour Office" in (reader.desk / "our-records/site/index.html").read_text(
        "utf-8"
    )
    assert len([line for line in reader.said if line.startswith("records ")]) <= 13


def test_a_small_office_is_begun_as_its_guide_says(reader: Reader) -> None:
    for person, line in zip(("ana-reyes", "bo-lind"), KEYS.values(), strict=True):
        (reader.desk / f"{person}.pub").write_text(f"{line}\n")
    for folder in ("share", "other"):
        (reader.desk / folder).mkdir()
    reader.follow("small-office.md", "town-records")
    assert (reader.desk / "other/town-records/registry/portal.yml").is_file()
    page = reader.desk / "town-records/site/sites/ourtown-facebook/index.html"
    assert "News of the town" in page.read_text("utf-8")
    reader.type("records --root town-records --private town-records-private anchor")
    assert "cannot" not in list(reader.said.values())[-1]

"""What the hand-written pages say is so: examples, commands, links, dates and lists are checked against the program."""

from __future__ import annotations

import ast
import json
import keyword
import re
import shlex
import shutil
import textwrap
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click
import jsonschema
import pytest

from records_portal.checks import check_register
from records_portal.commands.cli import records, run
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.fact_kinds import STATUSES as SITE_STATUSES
from records_portal.register.findings import Severity
from records_portal.register.kinds import KINDS, kind_of
from records_portal.register.model import Record
from records_portal.register.shapes import check_shape, schema_of
from records_portal.register.sites import status_of
from records_portal.register.sources import FolderTree, load_register
from records_portal.retention.statuses import STATUSES
from records_portal.values.dates import eligibility, parse_date, parse_fiscal_year_start, parse_period

ROOT = Path(__file__).parents[1]
PAGES = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md"))
GUIDES = [page for page in PAGES if page.parent.name in ("guides", "reference", "decisions") or page.parent == ROOT]
FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
LABEL = re.compile(r"# (\S+?\.yml)(?:, (\w+))?\n")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
SETTINGS: dict[str, Any] = {"cache": None, "started_at": datetime(2026, 11, 20, 12, tzinfo=UTC)}
QUICK_START = """\
```sh
python3 -m venv .venv && .venv/bin/pip install -q --require-hashes -r requirements/nox.txt && .venv/bin/nox -s portal
python3 -m venv .venv && .venv/bin/pip install -q --require-hashes -r requirements/nox.txt && .venv/bin/nox -s tests
.venv/bin/nox -s serve
```
"""


class Example(NamedTuple):
    """A YAML block: the page it stands on, the file it shows, the one field of it where it shows no more, its text."""

    page: str
    path: str
    field: str
    text: str

    @property
    def value(self) -> Any:
        value, fault = read_yaml(self.text.encode())
        assert fault is None, f"{self.page}: {fault}"
        return value


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path, language: str) -> list[str]:
    return [textwrap.dedent(body) for _, name, body in FENCE.findall(text_of(page)) if name == language]


def examples() -> Iterator[Example]:
    for page in PAGES:
        for body in blocks(page, "yaml"):
            label = LABEL.match(body)
            assert label, f"{page.name}: a YAML example says in its first line which file it shows: {body[:60]!r}"
            yield Example(page.name, label[1], label[2] or "", body)


def code_lines(page: Path) -> Iterator[str]:
    for body in blocks(page, "sh"):
        yield from body.replace("\\\n", " ").splitlines()
    for code in re.findall(r"(?<!`)`([^`]+)`(?!`)", text_of(page)):
        yield " ".join(code.split())


def command_lines() -> list[tuple[str, str]]:
    return [
        (page.name, line.removeprefix(".venv/bin/"))
        for page in PAGES
        for line in code_lines(page)
        if re.match(r"(\.venv/bin/)?records [-a-z]", line)
    ]


PLACEHOLDERS = {"DATE": "2026-01-01", "COMMAND": "validate", "EXPORT...": "export.zip", "P..": "P1Y"}


@pytest.mark.parametrize("example", list(examples()), ids=lambda each: f"{each.page}-{each.path}-{each.field}")
def test_an_example_fits_the_schema_of_its_kind(example: Example) -> None:
    named = kind_of(example.path)
    assert named, f"no kind of record lives at {example.path}"
    kind, record_id = named
    if not example.field:
        assert list(check_shape(Record(kind.name, record_id, example.path, example.value))) == []
        return
    schema = schema_of(kind.name)
    part = {**schema["properties"][example.field], "$defs": schema.get("$defs", {})}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(part, format_checker=checker).validate(example.value)


def the_story() -> dict[str, Any]:
    """The files that somebody who follows the guides ends up with, the facts in the order of their dates."""
    whole = {each.path: each.value for each in examples() if not each.field}
    site = whole["registry/sites/trails-x.yml"]
    facts = {json.dumps(fact, sort_keys=True): fact for fact in site["facts"]}
    for each in examples():
        if each.field == "facts":
            facts |= {json.dumps(fact, sort_keys=True): fact for fact in each.value}
        elif each.field:
            site[each.field] = each.value
    site["facts"] = sorted(facts.values(), key=lambda fact: str(fact["on"]))
    site["account_id"] = "1700000000000000188"
    site["url"] = "https://x.com/LakeTrailsSmp"
    return whole


def test_the_guides_tell_one_story_that_the_checks_accept(tmp_path: Path) -> None:
    for folder in ("registry", "schedules", "captures"):
        shutil.copytree(ROOT / folder, tmp_path / "public" / folder)
    for path, value in the_story().items():
        kind, _ = kind_of(path) or (None, "")
        file = tmp_path / ("private" if kind and kind.private else "public") / path
        file.parent.mkdir(parents=True, exist_ok=True)
        sample = {"sample": True} if path == "registry/portal.yml" else {}  # its people have test keys
        file.write_text(dump_yaml(value | sample), encoding="utf-8")
    public, private = FolderTree(tmp_path / "public"), FolderTree(tmp_path / "private")
    loaded = load_register(public, private)
    found = [*loaded.findings, *check_register(loaded.register, [(public, False), (private, True)], date(2026, 11, 20))]
    errors = [str(each) for each in found if each.severity is Severity.ERROR]
    assert len(errors) == 1
    assert "R009 trails-x" in errors[0], "only the last capture itself cannot be shown in a guide"


@pytest.mark.parametrize(("page", "line"), command_lines(), ids=lambda text: text[:60])
def test_a_command_in_the_documentation_is_one_that_exists(page: str, line: str) -> None:
    words = [PLACEHOLDERS.get(word, word) for word in shlex.split(re.sub(r"\[(.*?)\]", r"\1", line), comments=True)[1:]]
    at = next((index for index, word in enumerate(words) if word in records.commands), len(words))
    if at == len(words):
        assert words == ["--help"] or words[-1].isupper() or at == 0, f"{page}: {line}"
        return
    group = records.make_context("records", words[: at + 1], obj=SETTINGS)
    assert not group.args
    arguments = words[at + 1 :]
    command: click.Command = records.commands[words[at]]
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("-"):
        command = command.commands[arguments.pop(0)]
    complete = arguments != [] and arguments != ["--help"]
    command.make_context(words[at], [*arguments] if complete else [], resilient_parsing=not complete)


def test_every_command_is_described() -> None:
    described = re.findall(r"^## records ([\w-]+)$", text_of(ROOT / "docs/reference/command-line.md"), re.MULTILINE)
    assert sorted(described) == sorted(records.commands)


def sessions() -> list[str]:
    module = ast.parse(text_of(ROOT / "noxfile.py"))
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    return [one.name for one in functions if any("nox.session" in ast.unparse(each) for each in one.decorator_list)]


def test_the_sessions_are_those_that_contributing_lists() -> None:
    listed = re.findall(r"^\| `\.venv/bin/nox -s (\w+)`", text_of(ROOT / "CONTRIBUTING.md"), re.MULTILINE)
    assert sorted(listed) == sorted(sessions())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_session_that_a_page_names_exists(page: Path) -> None:
    assert set(re.findall(r"nox -s (\w+)", text_of(page))) <= set(sessions())


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_to_files_and_headings(page: Path) -> None:
    prose = FENCE.sub("", text_of(page))
    for target in LINK.findall(prose):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, fragment = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.is_file(), f"{page.name} links to {target}"
        if fragment:
            headings = re.findall(r"^#+ (.+)$", text_of(file), re.MULTILINE)
            assert fragment in {re.sub(r"[^a-z0-9]+", "-", each.lower()).strip("-") for each in headings}


def test_links_in_the_site_stay_in_the_site() -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        for target in LINK.findall(FENCE.sub("", text_of(page))):
            if "://" not in target and not target.startswith("#"):
                assert (page.parent / target.partition("#")[0]).resolve().is_relative_to(ROOT / "docs"), target


DATE_ROW = re.compile(r"^\| ([0-9-]{10}) \| (\S+) \| (\S*) ?\| (P\S+) \| (\S+) \| (\S+) \|$", re.MULTILINE)
DATES = DATE_ROW.findall(text_of(ROOT / "docs/reference/dates.md"))


@pytest.mark.parametrize(("trigger", "cutoff", "starts", "period", "through", "eligible"), DATES)
def test_worked_examples_of_dates_are_right(
    trigger: str, cutoff: str, starts: str, period: str, through: str, eligible: str
) -> None:
    start = parse_fiscal_year_start(starts or "01-01")
    dates = eligibility(parse_date(trigger), parse_period(period), cutoff, start)
    assert (str(dates.retained_through), str(dates.eligible_on)) == (through, eligible)


def test_the_page_of_dates_has_its_examples() -> None:
    assert len(DATES) == 12


def test_the_command_for_dates_prints_what_the_page_shows(capsys: pytest.CaptureFixture[str]) -> None:
    page = ROOT / "docs/reference/dates.md"
    (command,), (output,) = blocks(page, "sh"), blocks(page, "text")
    assert run(shlex.split(command)[1:], SETTINGS) == 0
    assert capsys.readouterr().out == output


def test_the_quick_start_is_what_ci_runs() -> None:
    readme = text_of(ROOT / "README.md")
    assert readme.index("## Quick start") + len("## Quick start\n\n") == readme.index(QUICK_START)
    first = QUICK_START.splitlines()[1]
    for workflow in ("ci", "publish"):
        assert first in text_of(ROOT / f".github/workflows/{workflow}.yml")


def test_a_finding_shown_in_contributing_is_one_that_is_printed(tmp_path: Path) -> None:
    page = ROOT / "CONTRIBUTING.md"
    file = tmp_path / "registry/sites/trails-x.yml"
    file.parent.mkdir(parents=True)
    file.write_text(blocks(page, "yaml")[0].replace("justification:", "justifcation:"), encoding="utf-8")
    shown = next(body.strip() for body in blocks(page, "text") if "S001" in body)
    assert shown in [f"{each} [{each.severity}]" for each in load_register(FolderTree(tmp_path)).findings]


def test_the_glossary_explains_each_status_in_order() -> None:
    rows = re.findall(r"^\| ([a-z-]+) \| ", text_of(ROOT / "docs/guides/glossary.md"), re.MULTILINE)
    assert rows == [*SITE_STATUSES, *STATUSES]


def test_the_guides_name_what_the_schemas_name() -> None:
    nine = schema_of("designations")["properties"]["designations"]["items"]["properties"]["responsibilities"]
    designated = next(each.value for each in examples() if each.path.startswith("registry/designations/"))
    assert designated["designations"][0]["responsibilities"] == nine["items"]["enum"]
    guide = text_of(ROOT / "docs/guides/site-administrator.md")
    assert all(f"`{category}`" in guide for category in categories())


def categories() -> list[str]:
    found: list[str] = schema_of("operations")["$defs"]["unacceptable-category"]["enum"]
    return found


def test_decisions_are_listed_and_have_their_parts() -> None:
    folder = ROOT / "docs/decisions"
    notes = sorted(each.name for each in folder.glob("[0-9]*.md"))
    listed = re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", text_of(folder / "index.md"))
    assert listed == notes
    assert [int(name[:4]) for name in notes] == list(range(1, len(notes) + 1))
    for name in notes:
        parts = re.findall(r"^\*\*(\w+)\.\*\* ", text_of(folder / name), re.MULTILINE)
        assert parts == ["Context", "Options", "Choice", "Consequences"], name


def test_every_guide_is_listed_among_the_guides() -> None:
    folder = ROOT / "docs/guides"
    listed = set(LINK.findall(text_of(folder / "index.md")))
    assert listed == {each.name for each in folder.glob("*.md")} - {"index.md"}


def test_examples_show_the_kinds_that_people_write() -> None:
    shown = {kind.name for kind, _ in filter(None, (kind_of(each.path) for each in examples()))}
    assert shown == set(KINDS) - {"policies", "dispositions", "captures"}


def test_the_request_to_compare_with_is_still_a_request() -> None:
    linked = re.findall(r"\]\((registry/sites/[a-z0-9-]+\.yml)\)", text_of(ROOT / "CONTRIBUTING.md"))
    assert linked
    for path in linked:
        value, fault = read_yaml((ROOT / path).read_bytes())
        assert fault is None
        assert status_of(value) == "requested"


def test_each_command_of_the_table_has_a_file_of_its_name() -> None:
    folder = ROOT / "scripts/records_portal/commands"
    table = text_of(ROOT / "README.md").partition("## Commands")[2].partition("\n## ")[0]
    listed = {
        word for row in re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE) for word in re.findall(r"`([\w-]+)`", row)
    }
    listed.discard("records")
    assert listed == set(records.commands)
    for word in sorted(listed):
        name = f"{word}_" if keyword.iskeyword(word) else word.replace("-", "_")
        command = records.commands[word].callback
        assert command
        assert command.__module__ == f"records_portal.commands.{name}", word
        assert (folder / f"{name}.py").is_file()

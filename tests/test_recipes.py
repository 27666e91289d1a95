"""The recipes of CONTRIBUTING.md, carried out to the letter with things that nobody has, in a copy of the sources.

Each touches no file that it does not name, and afterwards the invented thing is there as a whole: on the pages, in the
forms, in the commands, in the comparison of a proposal, in words.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parents[1]
COPIED = ("scripts", "registry", "schedules", "captures", "docs", "tests/repos", "tests/story")
FILES = ("mkdocs.yml", "pyproject.toml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE")
KIND, WORDS, IN_SHORT = "visit", "Somebody looked at the site on the spot", "Visited"
FACT_ROW = """    "visit": FactKind(
        words="Somebody looked at the site on the spot",
        in_short="Visited",
        approvers=TEAM,
        takes=TEAM,
        any_time=True,
    ),
"""
PAGE = '''"""The sites that were closed, each with the day."""

from __future__ import annotations

from markupsafe import Markup

from records_portal.register.sites import last_fact, status_of

from ..context import PageContext
from .render import body


def closed_section(context: PageContext) -> Markup:
    """The closed sites with the day of their closing."""
    found = []
    for site in context.register.of("sites").values():
        closing = last_fact(site.value, "decommissioning")
        if closing and status_of(site.value) == "decommissioned":
            found.append((site.id, closing["on"]))
    return body("closed", context, "closed/", closed=found)
'''
TEMPLATE = """{% from "_macros.html" import to %}
<ul class="closed">
{%- for site, day in closed %}<li>{{ to(context, root, "sites", site) }}, {{ on(day) }}</li>{% endfor %}</ul>
"""
SHELL = """---
title: Closed sites
description: The sites that were official and are closed.
---

# Closed sites

<div data-records="closed"><p data-search-exclude>The list is filled in by <code>records build</code>.</p></div>
"""
RULE = '''

@late
def check_plans_differ(context: CheckContext) -> Iterator[RuleFault]:
    """K900 no two sites of an agency have the same plan for their platform's end, word for word."""
    seen: dict[tuple[str, str], str] = {}
    for site in context.of("sites"):
        if "contingency" in site.value:
            first = seen.setdefault((site.value["agency"], site.value["contingency"]), site.id)
            if first != site.id:
                yield fault(site, ("contingency",), f"the plan of {first!r}", "what is done for this one")
'''


class Copy:
    """A copy of what a contributor works in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignored = shutil.ignore_patterns("__pycache__")
        for name in COPIED:
            shutil.copytree(HERE / name, folder / name, ignore=ignored)
        for path in (*(HERE / name for name in FILES), *(HERE / "tests").glob("*.py")):
            shutil.copy(path, folder / path.relative_to(HERE))
        shutil.copytree(HERE / "tests/bench", folder / "tests/bench", ignore=ignored)
        self.git("init", "-q", "-b", "main")
        self.commit("What there is")

    def git(self, *words: str) -> str:
        names = {f"GIT_{who}_{what}": "A" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **names}
        command = ["git", "-C", str(self.folder), *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    def commit(self, message: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def python(self, *words: str) -> str:
        paths = {"PYTHONPATH": f"{self.folder}:{self.folder / 'scripts'}", "PYTHONDONTWRITEBYTECODE": "1"}
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder.parent), **paths}
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stdout + done.stderr
        return done.stdout + done.stderr

    def records(self, *words: str) -> str:
        return self.python("-m", "records_portal", *words)

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def put(self, path: str, place: str, added: str, *, before: bool = False) -> None:
        """Add lines behind, or before, the one place of a file where a text stands."""
        text = self.read(path)
        assert text.count(place) == 1, (path, place)
        self.write(path, text.replace(place, added + place if before else place + added))

    def touched(self) -> set[str]:
        return {line[3:] for line in self.git("status", "--porcelain", "-uall").splitlines()}


def named_in(title: str) -> list[str]:
    """The files that a recipe names, as patterns: what is written in capitals stands for any word."""
    text = (HERE / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = re.split(r"\n### ", text.partition(f"\n### {title}\n")[2])[0]
    found = [each for each in re.findall(r"`([^` ]+)`", section) if "/" in each or each.endswith((".yml", ".md"))]
    return [re.sub(r"[A-Z]{3,}(?:-[a-z-]+)?", "*", each) for each in found]


def outside_recipe(touched: set[str], title: str) -> list[str]:
    patterns = [
        re.compile(re.escape(each).replace(r"\*", "[^/]+") + ("" if each[-1] != "/" else ".*"))
        for each in named_in(title)
    ]
    return sorted(path for path in touched if not any(pattern.fullmatch(path) for pattern in patterns))


def add_kind_of_fact(copy: Copy) -> None:
    path = "scripts/records_portal/register/schemas/sites.json"
    schema: Any = json.loads(copy.read(path))
    kinds = schema["properties"]["facts"]["items"]
    kinds["properties"]["kind"]["enum"].insert(-1, KIND)
    condition = {"properties": {"kind": {"const": KIND}}, "required": ["kind"]}
    kinds["allOf"].append({"if": condition, "then": {"$ref": f"#/$defs/fact-{KIND}"}})
    notice = schema["$defs"]["fact-notice"]
    visit = json.loads(json.dumps(notice).replace('"notice"', f'"{KIND}"'))
    visit |= {"title": "Visit", "description": "Somebody went there and looked."}
    del visit["properties"]["audience"]
    visit["required"].remove("audience")
    for example in visit["examples"]:
        del example["audience"]
    schema["$defs"][f"fact-{KIND}"] = visit
    corrected = schema["$defs"]["fact-correction"]["properties"]["corrects"]["properties"]["kind"]["enum"]
    corrected.append(KIND)
    copy.write(path, json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
    copy.python("-m", "tests.record_types")
    copy.put("scripts/records_portal/register/fact_kinds.py", '    "listing": FactKind(\n', FACT_ROW, before=True)
    copy.put("docs/reference/command-line.md", "`credentials-handed-over` `notice`", f" `{KIND}`")
    copy.python("-m", "tests.test_write_paths")
    copy.python("tests/test_checks.py")


def add_column(copy: Copy) -> None:
    statuses = "scripts/records_portal/retention/statuses.py"
    copy.put(statuses, '    "holds",\n    "authorization",\n', '    "ends_with",\n')
    copy.put(
        statuses,
        '        judgement.authority.id if judgement.authority else "",\n',
        '        judgement.entry.disposition if judgement.entry else "",\n',
    )
    package = "scripts/records_portal/portal/downloads/data_package.py"
    words = '    "ends_with": ("Ends with", "How the series has it end."),\n'
    copy.put(
        package,
        '    "authorization": ("Authorization", "The authorization that counts for it, where there is one."),\n',
        words,
    )
    copy.put("scripts/records_portal/portal/pages/due.py", '"eligible_on", "status"', ', "ends_with"')
    due = "scripts/records_portal/portal/templates/due.html"
    copy.put(due, '("Eligible from", "text"), ("Status", "text")', ', ("Ends with", "text")')
    text = copy.read(due)
    start = text.index('<tr data-status="{{ row["status"] }}"')
    end = text.index("</tr>", start)
    copy.write(due, f'{text[:end]}<td>{{{{ row["ends_with"] }}}}</td>{text[end:]}')
    copy.put("docs/reference/command-line.md", "eligible_on,status,holds,authorization", ",ends_with")


def add_page(copy: Copy) -> None:
    copy.write("scripts/records_portal/portal/templates/closed.html", TEMPLATE)
    copy.write("scripts/records_portal/portal/pages/closed.py", PAGE)
    contents = "scripts/records_portal/portal/contents.py"
    copy.put(contents, '    "changes/": ("changes", trail_section),\n', '    "closed/": ("closed", closed_section),\n')
    copy.put(
        contents, "from .pages.due import due_section\n", "from .pages.closed import closed_section\n", before=True
    )
    copy.write("docs/closed.md", SHELL)
    copy.put("mkdocs.yml", "  - Changes: changes.md\n", "  - Closed sites: closed.md\n")


def add_rule(copy: Copy) -> None:
    checks = "scripts/records_portal/checks/upkeep.py"
    copy.write(checks, copy.read(checks) + RULE)
    site = copy.read("tests/repos/base/registry/sites/parks-x.yml") + "contingency: Wait.\n"
    copy.write("tests/repos/K900-same-plan/registry/sites/parks-x.yml", site)
    other = site.replace("account_id: '4200000001'", "account_id: '4200000002'").replace("ParksSample", "ParksOther")
    copy.write("tests/repos/K900-same-plan/registry/sites/parks-two.yml", other)
    designated = copy.read("tests/repos/base/registry/designations/parks-x.yml")
    copy.write("tests/repos/K900-same-plan/registry/designations/parks-two.yml", designated)
    copy.python("tests/test_checks.py")


RECIPES = {
    "Adding a kind of fact": add_kind_of_fact,
    "Adding a column of the due list": add_column,
    "Adding a page": add_page,
    "Adding a check": add_rule,
}
VISIT = ["new", "fact", "parks-x", KIND, "--on", "2026-11-20", "--by", "fern-alder", "--text", "All in order."]


class Followed:
    """The copy in which every recipe was followed, and what each of them touched."""

    def __init__(self, folder: Path) -> None:
        self.copy = Copy(folder / "portal")
        self.touched: dict[str, set[str]] = {}
        for title, follow in RECIPES.items():
            follow(self.copy)
            self.touched[title] = self.copy.touched()
            self.copy.commit(title)
        self.command = self.copy.records(*VISIT)
        self.copy.commit("A visit")
        self.difference = self.copy.records("diff", "HEAD~1..HEAD")
        self.built = self.copy.records("build", "--as-of", "2026-11-28", "--out", str(folder / "site"))
        self.site = folder / "site"

    def page(self, address: str) -> str:
        return (self.site / address).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    return Followed(tmp_path_factory.mktemp("recipes"))


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_names_every_file_that_it_touches(followed: Followed, title: str) -> None:
    assert followed.touched[title]
    assert outside_recipe(followed.touched[title], title) == []


def test_a_recipe_without_one_of_its_files_is_found() -> None:
    assert outside_recipe({"scripts/records_portal/wording/words.py"}, "Adding a kind of fact") != []


def test_an_invented_fact_is_written_by_command_and_said_in_words(followed: Followed) -> None:
    assert f"+- kind: {KIND}" in followed.command
    assert "registry/sites/parks-x.yml written" in followed.command
    assert f"{IN_SHORT} on 2026-11-20 by Fern Alder" in followed.difference
    assert "approval by Web and Content Management Team" in followed.command


def test_an_invented_fact_stands_on_pages_and_has_its_form(followed: Followed) -> None:
    assert WORDS in followed.page("sites/parks-x/index.html")
    forms = [path for path in (followed.site / "request").rglob("*.html") if WORDS in path.read_text(encoding="utf-8")]
    assert forms
    schema = json.loads(followed.page("schemas/v1/sites.json"))
    assert KIND in schema["properties"]["facts"]["items"]["properties"]["kind"]["enum"]
    assert f"records new fact SITE {KIND}" in followed.copy.read("docs/reference/writing.md")


def test_an_invented_column_is_in_the_list_the_download_the_page_and_the_package(followed: Followed) -> None:
    listed = list(csv.DictReader(io.StringIO(followed.page("data/due.csv"))))
    assert {row["ends_with"] for row in listed} >= {"destroy"}
    assert list(listed[0])[-1] == "ends_with"
    page = followed.page("due/index.html")
    assert "Ends with" in page
    assert "<td>destroy</td></tr>" in page
    package = json.loads(followed.page("data/datapackage.json"))
    due = next(each for each in package["resources"] if each["name"] == "due-csv")
    column = due["schema"]["fields"][-1]
    assert (column["name"], column["title"]) == ("ends_with", "Ends with")
    assert column["description"] == "How the series has it end."


def test_an_invented_page_is_stamped_and_linked(followed: Followed) -> None:
    page = followed.page("closed/index.html")
    assert '<ul class="closed"><li>' in page
    assert "library-chirpwell" in page
    assert 'href="closed/"' in followed.page("index.html")


def test_an_invented_rule_has_one_case_one_line_and_one_row(followed: Followed) -> None:
    changed = followed.copy.git("show", "--format=", "HEAD~1", "--", "tests/repos/findings.txt", "docs")
    added = [line for line in changed.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert [line for line in added if line.startswith("-")] == []
    rows = [line for line in added if line.startswith("+|")]
    assert rows == [
        "+| K900 | late | no two sites of an agency have the same plan for their platform's end, word for word |"
    ]
    told = [line for line in added if not line.startswith("+|")]
    assert all(line.startswith("+K900-same-plan [late] ") for line in told)
    right = "K900 parks-x: the plan of 'parks-two'; what is done for this one"
    assert [line.partition("K900 ")[2] for line in told if "K900 parks" in line] == [right.removeprefix("K900 ")]

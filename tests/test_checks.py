"""Every rule has a broken example: the smallest sound root with one thing changed gives that finding and no other.

A case is a folder `tests/repos/CODE-slug/` with only the files that differ from `tests/repos/base/`; `X.deleted` takes
the file X away; what lies in `private/` becomes the private root, and `private-before/` what its history has.
`tests/repos/findings.txt` has each case's line as it is printed; after a wording was changed on purpose, `python
tests/test_checks.py` writes it and the catalogue again.
"""

from __future__ import annotations

import ast
import json
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from records_portal.checks import CHECKS, RULES, check_register, render_catalogue
from records_portal.duties.table import DUTIES
from records_portal.files import yaml_text
from records_portal.identity.hold_history import RootHistory, with_past
from records_portal.register import sources
from records_portal.register.findings import Finding, Severity
from records_portal.register.model import Register
from records_portal.register.shapes import fits
from records_portal.register.sources import FolderTree, load_register
from tests.duty_omissions import OMISSIONS
from tests.roots import Root

HERE = Path(__file__).parent
REPOS = HERE / "repos"
LINES = REPOS / "findings.txt"
CATALOGUE = HERE.parent / "docs" / "reference" / "findings.md"
CASES = sorted(folder.name for folder in REPOS.iterdir() if folder.is_dir() and folder.name != "base")
MADE_IN_A_TEST = {"F004", "Y013"}
WHOLE_FILE = {"F001", "F002", "F003", "F005", "F007", "F008", "F009", "F010", "H007"}
AS_OF = date(2026, 1, 15)


def findings_of(root: Path, private: Path | None = None, as_of: date = AS_OF) -> list[Finding]:
    public = FolderTree(root)
    hidden = FolderTree(private, "private") if private else None
    loaded = load_register(public, hidden)
    if private:
        loaded = with_past(loaded, RootHistory(root), [RootHistory(private, "private")])
    trees = [(public, False), *([(hidden, True)] if hidden else [])]
    return sorted({*loaded.findings, *check_register(loaded.register, trees, as_of)})


def overlay(case: str, root: Path) -> tuple[Path, Path | None]:
    """The base with a case laid over it: the public root and, where the case has one, the private root."""
    public, private = root / "public", root / "private"
    shutil.copytree(REPOS / "base", public)
    shutil.copytree(REPOS / case, public, dirs_exist_ok=True)
    if (public / "private").is_dir():
        (public / "private").rename(private)
    if (public / "private-before").is_dir():
        shutil.copytree(public / "private-before", root / "history")
        shutil.rmtree(public / "private-before")
        history = Root(root / "git")
        shutil.copytree(root / "history", history.folder, dirs_exist_ok=True)
        history.commit({})
        private.mkdir(exist_ok=True)
        (history.folder / ".git").rename(private / ".git")
    for mark in list(public.rglob("*.deleted")):
        mark.with_suffix("").unlink()
        mark.unlink()
    return public, private if private.is_dir() else None


def printed_lines() -> Iterator[str]:
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            found = findings_of(*overlay(case, Path(folder)))
        yield from (f"{case} [{each.severity}] {each}\n" for each in found)


def test_the_base_is_sound() -> None:
    assert findings_of(REPOS / "base") == []


@pytest.mark.parametrize("case", CASES)
def test_a_case_gives_one_finding_of_its_code(case: str, tmp_path: Path) -> None:
    public, private = overlay(case, tmp_path)
    found = findings_of(public, private)
    assert [each.code for each in found] == [case.split("-")[0]], "\n".join(map(str, found))
    (only,) = found
    assert only.message
    assert only.expected or only.suggestion
    assert str(only).isprintable()
    expected_line = f"{case} [{only.severity}] {only}"
    assert expected_line in LINES.read_text("utf-8").splitlines(), "python tests/test_checks.py writes the lines again"


@pytest.mark.parametrize("case", [case for case in CASES if case.split("-")[0] not in WHOLE_FILE])
def test_a_finding_points_into_its_file(case: str, tmp_path: Path) -> None:
    public, private = overlay(case, tmp_path)
    for each in findings_of(public, private):
        file = tmp_path / each.path if each.path.startswith("private/") else public / each.path
        lines = file.read_bytes().decode("utf-8", "replace").split("\n")
        assert 1 <= each.line <= len(lines)
        assert 1 <= each.column <= len(lines[each.line - 1]) + 1


def test_every_rule_has_a_case_and_every_case_a_rule() -> None:
    of_duties = {DUTIES[omission.duty].code for omission in OMISSIONS}
    assert {case.split("-")[0] for case in CASES} | MADE_IN_A_TEST | of_duties == {rule.code for rule in RULES}


def test_every_code_stands_once_in_the_catalogue() -> None:
    assert [code for code, times in Counter(rule.code for rule in RULES).items() if times > 1] == []


def test_every_rule_is_one_line_with_a_code() -> None:
    for check in CHECKS:
        assert re.fullmatch(r"[A-Z][0-9]{3}", check.rule.code), check.rule
        assert check.rule.rule.endswith("."), check.rule
        assert "\n" not in check.rule.rule, check.rule


def test_codes_of_files_in_the_catalogue_are_those_in_the_source() -> None:
    """The reader of YAML and of files names its codes in its own source; the catalogue repeats them."""
    written = {
        node.value
        for module in (yaml_text, sources)
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[YF]\d{3}", node.value)
    }
    assert written == {rule.code for rule in RULES if rule.code[0] in "YF"}


def test_the_catalogue_page_is_the_rendered_one() -> None:
    assert CATALOGUE.read_text("utf-8") == render_catalogue(), "python tests/test_checks.py writes the page again"


def test_what_depends_on_today_is_never_an_error() -> None:
    """A register that was sound stays free of errors, however much time passes."""
    late = findings_of(REPOS / "base", as_of=date(2036, 1, 1))
    assert {each.severity for each in late} == {Severity.LATE}
    assert {each.code for each in late} == {"C002", "K001", "K003", "K004"}


def test_a_register_seen_before_its_facts_has_advice_only() -> None:
    early = findings_of(REPOS / "base", as_of=date(2025, 1, 1))
    assert {each.code for each in early} == {"L004", "T004"}


def test_a_link_in_place_of_a_record_is_refused(tmp_path: Path) -> None:
    public, _ = overlay("Y001-latin-1", tmp_path)
    person = public / "registry/people/flo-records.yml"
    person.unlink()
    person.symlink_to(REPOS / "base/registry/people/flo-records.yml")
    (only,) = findings_of(public)
    assert (only.code, only.path, only.line) == ("F004", "registry/people/flo-records.yml", 0)


def test_a_file_of_more_than_a_megabyte_is_refused(tmp_path: Path) -> None:
    public, _ = overlay("Y001-latin-1", tmp_path)
    (public / "registry/people/flo-records.yml").write_bytes(b"# " + b"x" * 1_000_000)
    (only,) = findings_of(public)
    assert str(only) == (
        "registry/people/flo-records.yml:1:1: Y013 flo-records: the file has 1,000,002 bytes; at most 1,000,000"
    )


def test_a_post_that_was_not_published_is_none_on_the_last_of_all_days(tmp_path: Path) -> None:
    public, _ = overlay("O001-posted-without-approval", tmp_path)
    (log,) = (public / "registry/posts/parks-x").iterdir()
    log.write_text(
        log.read_text("utf-8").replace("posted_on: 2025-11-01", "title: Draft").replace("  title: Trail open\n", "")
    )
    assert [one for one in findings_of(public, as_of=date(9999, 12, 31)) if one.code == "O001"] == []


def test_faults_in_many_files_are_all_found(tmp_path: Path) -> None:
    public, _ = overlay("R001-unknown-person", tmp_path)
    (public / "registry/platforms/x.yml").write_text("name: [\n")
    (public / "registry/agencies/parks.yml").write_text("name: Parks\n")
    assert {"Y002", "S001", "R001"} <= {each.code for each in findings_of(public)}


def test_a_record_that_cannot_be_read_does_not_dangle(tmp_path: Path) -> None:
    public, _ = overlay("Y001-latin-1", tmp_path)
    (public / "registry/people/flo-records.yml").write_text("name: [\n")
    assert [each.code for each in findings_of(public)] == ["Y002"]


def test_a_hostile_pattern_cannot_hang_the_checks(tmp_path: Path) -> None:
    public, _ = overlay("A005-handle-too-long", tmp_path)
    platform = public / "registry/platforms/x.yml"
    platform.write_text(platform.read_text().replace("[A-Za-z0-9_]{1,15}", "(?:(?:[a-zA-Z]+)+)+[0-9]"))
    assert [each.code for each in findings_of(public)] == ["A005"]


def test_values_of_a_record_cannot_drive_a_terminal(tmp_path: Path) -> None:
    public, _ = overlay("A005-handle-too-long", tmp_path)
    items = next((public / "captures").rglob("items.csv"))
    items.write_bytes(items.read_bytes().replace(b"1002,", b"\x1b]0;owned\x07,"))
    assert all(str(each).isprintable() for each in findings_of(public))


def altered(value: Any, pool: list[Any], chance: random.Random) -> Any:
    """The value with one thing taken out of it or replaced by something that stands elsewhere."""
    value = json.loads(json.dumps(value))
    holder, places = value, [value]
    while places:
        holder = chance.choice(places)
        inner = holder.values() if isinstance(holder, dict) else holder
        places = [each for each in inner if isinstance(each, dict | list) and each] if chance.random() < 0.8 else []
    place = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    if chance.random() < 0.4:
        del holder[place]
    else:
        holder[place] = chance.choice(pool)
    return value


def scalars(value: Any) -> Iterator[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    yield from (scalar for each in inner for scalar in scalars(each))
    if not isinstance(value, dict | list):
        yield value


def test_no_records_that_fit_their_schemas_lead_to_a_traceback(tmp_path: Path) -> None:
    """Two thousand registers, each a few steps away from those of the cases."""
    chance = random.Random(20260115)  # noqa: S311 -- repeatable, not secret
    registers = []
    for case in ("base", *CASES):
        public, private = overlay(case, tmp_path / case)
        registers.append(load_register(FolderTree(public), FolderTree(private) if private else None).register)
    pool = sorted({json.dumps(each) for register in registers for record in register for each in scalars(record.value)})
    words = [json.loads(each) for each in pool if len(each) < 60]
    tried = 0
    for _ in range(2_000):
        register = chance.choice(registers)
        kinds = {kind: dict(records) for kind, records in register.records.items()}
        for record in chance.sample(list(register), 3):
            value = altered(record.value, words, chance)
            if fits(record.kind, value):
                kinds[record.kind][record.id] = replace(record, value=value)
                tried += 1
        found = list(check_register(Register(kinds), [(FolderTree(tmp_path / "base" / "public"), False)], AS_OF))
        assert all(str(each).isprintable() for each in found)
    assert tried > 500


def refresh() -> None:
    """Write the expected lines and the catalogue's page as they are now; the difference is what review is for."""
    LINES.write_text("".join(printed_lines()), "utf-8")
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(render_catalogue(), "utf-8")


if __name__ == "__main__":
    refresh()

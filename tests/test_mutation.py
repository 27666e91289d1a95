"""Mutation testing itself: which ways there are to break a module, and what the list of floors may say."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.floors import Entry, entries
from tests.mutation.mutants import broken, mutants_of

HERE = Path(__file__).parents[1]
SOURCE = '''
"""A module."""
TABLE = {"a": ("x",), "b": ()}

class One:
    def late(self, days: int, kinds=("new",)) -> bool:
        """Whether it is late."""
        if self.held or not days:
            return False
        return days > 30 and self.kind in ("notice", "of no one's")

def told(rows):
    for row in rows:
        if row:
            rows.remove(row)
    return [row for row in rows if row.said]
'''
CHANGES = [
    ("the module", "the entry 'a'  ->  none"),
    ("the module", "the entry 'b'  ->  none"),
    ("the module", "the entry 'x'  ->  none"),
    ("One.late", "self.held or not days  ->  self.held and (not days)"),
    ("One.late", "self.held or not days  ->  not days"),
    ("One.late", "self.held or not days  ->  self.held"),
    ("One.late", "not days  ->  days"),
    ("One.late", "return False  ->  return None"),
    ("One.late", "False  ->  True"),
    ("One.late", "return days > 30 and self.kind in ('notice', \"of no one's\")  ->  return None"),
    (
        "One.late",
        "days > 30 and self.kind in ('notice', \"of no one's\")  ->  "
        "days > 30 or self.kind in ('notice', \"of no one's\")",
    ),
    (
        "One.late",
        "days > 30 and self.kind in ('notice', \"of no one's\")  ->  self.kind in ('notice', \"of no one's\")",
    ),
    ("One.late", "days > 30 and self.kind in ('notice', \"of no one's\")  ->  days > 30"),
    ("One.late", "days > 30  ->  days >= 30"),
    ("One.late", "30  ->  29"),
    ("One.late", "30  ->  31"),
    ("One.late", "self.kind in ('notice', \"of no one's\")  ->  self.kind not in ('notice', \"of no one's\")"),
    ("One.late", "'notice'  ->  another word"),
    ("told", "if row  ->  if not row"),
    ("told", "rows.remove(row)  ->  pass"),
    ("told", "return [row for row in rows if row.said]  ->  return None"),
    ("told", "if row.said  ->  always"),
]


def test_a_module_is_broken_in_each_of_these_ways() -> None:
    assert [(each.function, each.change) for each in mutants_of(SOURCE)] == CHANGES


def test_each_mutant_is_another_module_that_can_be_compiled() -> None:
    mutants = [broken(SOURCE, each.number) for each in mutants_of(SOURCE)]
    for mutant in mutants:
        compile(mutant, "mutant", "exec")
    assert len({ast.unparse(mutant) for mutant in mutants} | {ast.unparse(ast.parse(SOURCE))}) == len(CHANGES) + 1


@pytest.mark.parametrize("entry", entries().values(), ids=lambda entry: entry.module.name)
def test_an_entry_names_a_module_its_tests_and_mutants_that_there_are(entry: Entry) -> None:
    mutants = {(each.function, each.change) for each in mutants_of(entry.module.path.read_text(encoding="utf-8"))}
    assert [name for name in entry.module.tests if not (HERE / name).is_file()] == []
    assert [each for each in entry.no_effect if each not in mutants] == []
    assert 100 * entry.found >= entry.floor * (entry.total - len(entry.no_effect))


@pytest.mark.parametrize(("sample", "code"), [("3", 0), ("x", 2)])
def test_a_sample_is_met_in_seconds(sample: str, code: int) -> None:
    command = [sys.executable, "-m", "tests.mutation", "proposals.next_status", "--sample", sample]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert done.stdout.startswith("proposals.next_status: 3 mutants, 3 found" if code == 0 else "")

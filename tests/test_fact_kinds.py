"""The one table of fact kinds: whole, in step with the schema, and the only list of them in the program."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from records_portal.register import fact_kinds
from records_portal.register.fact_kinds import (
    FACT_KINDS,
    STATUSES,
    brought_along,
    fact_kind,
    kinds_after,
    kinds_due,
    kinds_of_flow,
)
from records_portal.register.shapes import schema_of
from records_portal.register.sites import statuses

PACKAGE = Path(fact_kinds.__file__).parents[1]
TABLE = Path(fact_kinds.__file__)
RECORDS = TABLE.with_name("records.py")
HERE = Path(__file__).parents[1]


def kinds_of_schema() -> list[str]:
    kinds: list[str] = schema_of("sites")["properties"]["facts"]["items"]["properties"]["kind"]["enum"]
    return kinds


def test_each_kind_of_the_schema_has_its_row_in_the_order_of_the_procedure() -> None:
    assert list(FACT_KINDS) == kinds_of_schema()
    assert all(row.words and row.approvers and row.takes for row in FACT_KINDS.values())
    assert len({row.words for row in FACT_KINDS.values()}) == len(FACT_KINDS)


def test_each_kind_can_come_at_some_time() -> None:
    assert [name for name, row in FACT_KINDS.items() if not (row.follows or row.any_time or row.skipping)] == []


def test_what_may_come_in_each_status_is_what_the_procedure_says() -> None:
    assert {status: sorted(kinds_after(status)) for status in ("", *STATUSES)} == {
        "": ["request"],
        "requested": ["review"],
        "rejected": ["request"],
        "approved": ["activation"],
        "activated": [
            "agency-change",
            "credentials-handed-over",
            "direction",
            "incident",
            "registration",
            "suspension",
        ],
        "registered": [
            "agency-change",
            "credentials-handed-over",
            "direction",
            "incident",
            "recertification",
            "suspension",
        ],
        "suspended": ["agency-change", "credentials-handed-over", "direction", "incident", "reinstatement"],
        "decommissioning": [
            "agency-change",
            "credentials-handed-over",
            "deactivation",
            "decommissioning",
            "final-capture",
            "incident",
            "suspension",
        ],
        "decommissioned": ["decommissioning", "incident"],
    }
    assert [name for name, row in FACT_KINDS.items() if row.any_time] == ["notice", "correction"]
    assert [name for name, row in FACT_KINDS.items() if row.skipping] == ["listing"]


def test_the_two_flows_have_their_steps() -> None:
    assert kinds_of_flow("establishing") == ("request", "review", "activation", "registration")
    assert kinds_of_flow("closing") == (
        "direction",
        "final-capture",
        "deactivation",
        "credentials-handed-over",
        "decommissioning",
    )


@pytest.mark.parametrize(
    ("status", "kinds", "leads_to"),
    [
        ("", ["request"], "requested"),
        ("requested", ["review"], "approved"),
        ("rejected", ["request"], "requested"),
        ("approved", ["activation"], "activated"),
        ("activated", ["registration"], "registered"),
        ("registered", [], ""),
        ("suspended", ["reinstatement"], "registered"),
        (
            "decommissioning",
            ["final-capture", "deactivation", "credentials-handed-over", "decommissioning"],
            "decommissioned",
        ),
        ("decommissioned", [], ""),
    ],
)
def test_for_what_the_procedure_waits_in_each_status(status: str, kinds: list[str], leads_to: str) -> None:
    due = kinds_due(status)
    assert list(due) == kinds
    assert [FACT_KINDS[kind].leads_to for kind in due[-1:]] == ([leads_to] if leads_to else [])
    assert all(FACT_KINDS[kind].need for kind in due)


def test_a_suspension_gives_back_the_status_before_it() -> None:
    facts: list[dict[str, Any]] = [
        {"kind": "listing", "entry": "in-use"},
        {"kind": "suspension"},
        {"kind": "suspension"},
        {"kind": "reinstatement"},
        {"kind": "direction"},
        {"kind": "suspension"},
        {"kind": "reinstatement"},
    ]
    assert [status for _, status in statuses(facts)] == [
        "activated",
        "suspended",
        "suspended",
        "activated",
        "decommissioning",
        "suspended",
        "decommissioning",
    ]


def test_what_the_table_does_not_know_leaves_everything_as_it_is() -> None:
    facts: list[dict[str, Any]] = [{"kind": "request"}, {"kind": "blessing"}, {"kind": "review", "decision": "maybe"}]
    assert [status for _, status in statuses(facts)] == ["requested"] * 3
    assert fact_kind("blessing") is None
    assert brought_along("blessing") == ()


@pytest.mark.skipif(find_spec("mypy") is None, reason="run `nox -s lint`")
def test_the_type_checker_refuses_a_table_without_a_kind(tmp_path: Path) -> None:
    made = ast.parse(RECORDS.read_text(encoding="utf-8")).body
    types = [ast.unparse(one) for one in made if ast.unparse(one).startswith(("Role =", "EachSiteFactKind ="))]
    (tmp_path / "records.py").write_text("\n".join(["from typing import Literal, TypedDict", *types]))
    text = TABLE.read_text(encoding="utf-8").replace("from .records", "from records")
    start, end = text.index('    "incident": FactKind('), text.index('    "direction": FactKind(')
    (tmp_path / "whole.py").write_text(text)
    (tmp_path / "lacking.py").write_text(text[:start] + text[end:])
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(HERE / ".mypy_cache"), "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    told = done.stdout.splitlines()
    assert [line.partition(" error: ")[2] for line in told if " error: " in line] == [
        'Missing key "incident" for TypedDict "EachSiteFactKind"  [typeddict-item]'
    ]
    assert told[0].startswith("lacking.py:")


def test_no_other_module_lists_the_kinds() -> None:
    kinds = set(kinds_of_schema())
    found = {}
    for path in PACKAGE.rglob("*.py"):
        if path == TABLE or path.name == "records.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            match node:
                case ast.Dict(keys=listed):
                    named = listed
                case ast.Tuple(elts=listed) | ast.List(elts=listed) | ast.Set(elts=listed):
                    named = [*listed]
                case _:
                    continue
            told = [one.value for one in named if isinstance(one, ast.Constant) and one.value in kinds]
            if len(told) > len(kinds) // 2:
                found[path.relative_to(PACKAGE).as_posix()] = told
    assert found == {}

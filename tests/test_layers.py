"""One way, no circles: each module imports only from layers before its own, or from its own without a circle."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "scripts" / "records_portal"
LAYERS = {
    "values and computation": "findings kinds model dates working_days sites series scopes live_holds final_captures "
    "decommissioning item_lists transfer_particulars retention authorization_drafts approvals next_status "
    "due_list due_partitions impact drift resemblance known_addresses account_addresses shapes questions "
    "request_forms",
    "checks": "checks",
    "reading": "yaml_text yaml_parts account_sheets account_rows platform_links payloads changes repository "
    "side_by_side trail_cache history sources commit_lint coverage earlier_roots explanation provenance",
    "writing": "archive_streams zip_archives tar_archives containers archives exports progress bags fixity "
    "bag_reading bag_verification verification classification comparison store received item_index "
    "synthesised_ids large_index gathering capture_record root_captures ingest ingest_report selection "
    "starter large_captures record_editing authorization_answers moderation moderation_copies "
    "closing_facts closing_checks closing_messages closing_report authoring journals bag_contents "
    "bag_rewriting conservation certificates disposal_plan disposal_preconditions disposition_record "
    "transfers disposal disposal_report",
    "publishing": "feeds pictures calendars coming_dates data_package difference difference_report earlier_records "
    "lookup lookup_words tables account_import digital_registry pages shell engine previous_site "
    "publication links portal documents reminders",
    "command line": "places options due_commands ingest_commands cli difference_commands flow_commands lookup_commands "
    "disposal_commands authorization_commands authorization_answer_commands document_commands "
    "authoring_commands retention_commands import_commands capture_commands __main__",
}
RANK = {module: rank for rank, modules in enumerate(LAYERS.values()) for module in modules.split()}


def top(module: str) -> str:
    return module.split(".")[0]


def modules() -> dict[str, set[str]]:
    """Each module of the package with the modules of the package that it imports, anywhere in its text."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        folder = parts[:-1]
        name = ".".join(part for part in parts if part != "__init__")
        found[name] = {one for one in imports(ast.parse(path.read_text(encoding="utf-8")), folder) if one != name}
    return found


def imports(tree: ast.AST, folder: tuple[str, ...]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = folder[: len(folder) - node.level + 1]
            if node.module:
                yield ".".join((*base, node.module))
            else:
                yield from (".".join((*base, alias.name)) for alias in node.names if alias.name != "__version__")
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            assert not any(name.startswith("records_portal") for name in names), "imports within are relative"


def test_every_module_has_a_layer() -> None:
    assert {top(module) for module in modules() if module} == set(RANK)


def test_imports_go_one_way() -> None:
    backward = [
        f"{module} imports {one}"
        for module, imported in modules().items()
        for one in imported
        if module and RANK[top(module)] < RANK[top(one)]
    ]
    assert backward == []


def test_there_is_no_circle() -> None:
    found = modules()
    graph = {module: imported & found.keys() for module, imported in found.items()}
    assert list(TopologicalSorter(graph).static_order())


def test_importing_the_package_reads_and_starts_nothing() -> None:
    names = [module for module in modules() if module not in ("", "__main__")]
    program = (
        "import sys, importlib\n"
        "def watch(event, arguments):\n"
        "    if event in ('subprocess.Popen', 'os.system', 'socket.connect'): raise SystemExit(event)\n"
        "sys.addaudithook(watch)\n"
        f"for name in {names!r}: importlib.import_module(f'records_portal.{{name}}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_clock_and_the_environment_are_read_in_one_place() -> None:
    clocks = ("date.today(", "datetime.now(", "datetime.utcnow(", "time.time(", "os.environ", "getenv(")
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(clock in path.read_text(encoding="utf-8") for clock in clocks)
    }
    assert users == {"cli.py"}

"""No module imports in a circle, importing starts nothing, and the clock is read in one place."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "scripts" / "records_portal"


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
    """The modules that a text imports: from its own room relatively, from another by the whole name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = folder[: len(folder) - node.level + 1]
            yield ".".join((*base, node.module)) if node.module else ".".join(base)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("records_portal."):
            assert node.module
            found = node.module.removeprefix("records_portal.")
            assert found.split(".")[0] != (folder or ("",))[0], "imports within a room are relative"
            yield found


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
    assert users == {"commands/cli.py"}

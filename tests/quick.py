"""Names the test files that belong to modules: `python -m tests.quick retention.statuses identity`.

A test file belongs to a module that it imports, and to one that it is called after. A room is all its modules.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

HERE = Path(__file__).parents[1]
PACKAGE = "records_portal"
SCRIPTS = f"scripts/{PACKAGE}"


def modules(top: Path = HERE) -> list[str]:
    """Every module of the package, by its name below it."""
    package = top / SCRIPTS
    found = (path.relative_to(package).with_suffix("").parts for path in package.rglob("*.py"))
    return sorted(".".join(parts) for parts in found if not parts[-1].startswith("__"))


@cache
def imported(path: Path) -> frozenset[str]:
    """The modules and names of the package that a file imports, by their names below it."""
    return frozenset(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        elif isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        else:
            continue
        yield from (name.removeprefix(f"{PACKAGE}.") for name in names if name.startswith(f"{PACKAGE}."))


def tests_of(module: str, top: Path = HERE) -> list[str]:
    """The test files of a module, in the order of their names."""
    called = f"test_{module.rpartition('.')[2]}.py"
    files = sorted((top / "tests").glob("test_*.py"))
    return [f"tests/{path.name}" for path in files if path.name == called or module in imported(path)]


def modules_of(name: str, top: Path = HERE) -> list[str]:
    """The module of that name, or every module of the room; one of the whole name is meant first."""
    every = modules(top)
    return [each for each in every if each == name] or [each for each in every if each.startswith(f"{name}.")]


def main(names: Sequence[str], top: Path = HERE) -> int:
    """Prints the test files of modules and rooms; names those that have none."""
    if not names:
        rooms = ", ".join(sorted({each.partition(".")[0] for each in modules(top)}))
        return _refused(f"name a module or a room: {rooms}, or one of their modules")
    found: set[str] = set()
    for name in names:
        files_of = {module: tests_of(module, top) for module in modules_of(name, top)}
        if not files_of:
            return _refused(f"there is no module and no room {name!r} below {SCRIPTS}")
        for module in (module for module, files in files_of.items() if not files):
            sys.stderr.write(f"no test imports {module} by itself\n")
        # a room may be imported as a whole, or have a test that is called after it
        found.update(*files_of.values(), tests_of(name, top))
    sys.stdout.write("".join(f"{each}\n" for each in sorted(found)))
    return 0 if found else 1


def _refused(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

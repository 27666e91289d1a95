"""The rooms are those that CONTRIBUTING.md shows; importing goes in no circle and starts nothing; one clock."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

HERE = Path(__file__).parents[1]
PACKAGE = HERE / "scripts" / "records_portal"
CONTRIBUTING = HERE / "CONTRIBUTING.md"
MOST_MODULES = 20


@cache
def programs() -> Mapping[Path, ast.Module]:
    """The text of each module of the package, parsed."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def modules() -> Mapping[str, frozenset[str]]:
    """Each module of the package with the modules of the package that it imports, anywhere in its text."""
    found = {}
    for path, program in programs().items():
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        found[name] = frozenset(one for one in imports(program, parts[:-1]) if one != name)
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
    # the outsider's verifier is a program of its own: it passes keys and proxies on to git when it fetches
    assert users == {"commands/cli.py", "trust/verify.py"}


def rooms_and_imports() -> dict[str, set[str]]:
    """Each room with the other rooms that its modules import."""
    found: dict[str, set[str]] = {}
    for module, imported in modules().items():
        if "." in module or (PACKAGE / module).is_dir():
            room = module.partition(".")[0]
            found.setdefault(room, set()).update(one.partition(".")[0] for one in imported)
    return {room: imported - {room} for room, imported in found.items() if room}


def table_of_rooms() -> dict[str, set[str]]:
    """The rooms of the table in CONTRIBUTING.md, each with the rooms that it may import."""
    section = CONTRIBUTING.read_text(encoding="utf-8").partition("### Rooms")[2].partition("### Sessions")[0]
    rows = re.findall(r"^\| `(\w+)` \| .+ \| (.*) ?\|$", section, re.MULTILINE)
    return {room: set(re.findall(r"`(\w+)`", may)) for room, may in rows}


def test_the_table_of_rooms_is_what_the_imports_keep_to() -> None:
    table, found = table_of_rooms(), rooms_and_imports()
    assert sorted(table) == sorted(found)
    table["commands"] = set(table)
    assert {room: sorted(imported - table[room]) for room, imported in found.items() if imported - table[room]} == {}


def test_the_picture_of_the_data_names_rooms_alone() -> None:
    section = CONTRIBUTING.read_text(encoding="utf-8").partition("How the data goes through them:")[2]
    picture = section.partition("```text\n")[2].partition("```")[0]
    named = set(re.findall(r"[a-z]{5,}", picture))
    ends = {"commit", "authority"}
    assert named - set(table_of_rooms()) == ends
    assert len(named & set(table_of_rooms())) >= 14


def test_no_room_is_a_heap() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    sizes = {folder.relative_to(PACKAGE).as_posix(): len([*folder.glob("*.py")]) - 1 for folder in folders}
    del sizes["commands"]  # one file for each word of the command table
    assert {folder: size for folder, size in sizes.items() if size > MOST_MODULES} == {}


def named_twice(kinds: type[ast.stmt] | tuple[type[ast.stmt], ...]) -> dict[str, list[str]]:
    """Names of the given kind of definition that stand at the top of more than one module, each with the modules."""
    found: dict[str, list[str]] = {}
    for path, program in programs().items():
        for node in program.body:
            if isinstance(node, kinds):
                name = getattr(node, "name", "")
                found.setdefault(name, []).append(path.relative_to(PACKAGE).as_posix())
    return {name: places for name, places in found.items() if len(places) > 1}


def test_no_class_name_stands_for_two_things() -> None:
    assert named_twice(ast.ClassDef) == {}


def test_no_public_function_name_stands_for_two_things() -> None:
    twice = {name: places for name, places in named_twice(ast.FunctionDef).items() if not name.startswith("_")}
    formats = {name: places for name, places in twice.items() if name in ("read", "recognise")}
    assert all(place.startswith("exports/") for places in formats.values() for place in places)
    assert {name: places for name, places in twice.items() if name not in formats} == {}

"""Where a text takes something away from a disk or writes over it, however that is spelled.

Names are followed through imports and aliases, into references that are not called, and into `getattr`. What cannot be
told from the text, such as a mode that is computed, counts as found.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

# By module: functions that take away, write over, or start what might.
FUNCTIONS = {
    "os": {
        "unlink", "remove", "rmdir", "removedirs", "rename", "renames", "replace", "truncate", "ftruncate", "system",
        "popen", "posix_spawn", "posix_spawnp", "execv", "execve", "execvp", "execvpe", "execl", "execle", "execlp",
        "spawnv", "spawnve", "spawnvp", "spawnl", "spawnle", "fork", "forkpty", "O_TRUNC", "O_WRONLY", "O_RDWR",
        "copy_file_range", "sendfile",
        "__dict__",
    },
    "shutil": {"rmtree", "move", "copyfile", "copy", "copy2", "copytree", "copymode", "unpack_archive", "__dict__"},
    "tempfile": {"TemporaryDirectory", "NamedTemporaryFile"},
    "subprocess": {"run", "Popen", "call", "check_call", "check_output", "getoutput", "getstatusoutput"},
    "asyncio": {"create_subprocess_exec", "create_subprocess_shell"},
    "fileinput": {"input", "FileInput"},
    "mmap": {"mmap"},
    "importlib": {"import_module"},
}  # fmt: skip
WHOLE_MODULES = {"posix", "ctypes", "_ctypes", "pty", "multiprocessing", "dbm", "shelve", "sqlite3"}
# By name alone, whatever it is asked of.
METHODS = {
    "unlink", "rmdir", "rmtree", "removedirs", "truncate", "ftruncate", "write_text", "write_bytes", "hardlink_to",
    "symlink_to", "to_csv", "to_parquet", "to_pickle", "write_table", "extractall", "extract", "rename",
    "tofile",
}  # fmt: skip
BY_STRING = METHODS | {"rename", "replace", "remove", "renames", "move", "system", "popen"}
ASKING = {"getattr", "methodcaller", "attrgetter", "__getattribute__", "__getattr__", "hasattr", "setattr"}
HARMLESS_MODES = {"r", "rb", "rt", "br", "x", "xb", "bx", "xt"}


def removals_in(text: str) -> set[str]:
    """The names of what a module does that may take away or write over."""
    tree = ast.parse(text)
    return set(_found(tree, _names(tree)))


def _names(tree: ast.AST) -> dict[str, str]:
    """What the names that a module imports or gives to something stand for."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {each.asname or each.name.partition(".")[0]: each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Assign)
            and (meant := _dotted(node.value, names))
            and meant.partition(".")[0] in FUNCTIONS
        ):
            names |= {each.id: meant for each in node.targets if isinstance(each, ast.Name)}
    return names


def _dotted(node: ast.AST, names: dict[str, str]) -> str:
    """What a name or an attribute of a module stands for, in full."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute) and (base := _dotted(node.value, names)):
        return f"{base}.{node.attr}"
    return ""


def _found(tree: ast.AST, names: dict[str, str]) -> Iterator[str]:
    called = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imported(node)
        elif isinstance(node, ast.Name | ast.Attribute):
            yield from _named(node, names, called.get(id(node)))
        elif isinstance(node, ast.Call):
            yield from _asked_for(node, names)
        elif isinstance(node, ast.Subscript) and _text(node.slice) in BY_STRING and _is_namespace(node.value):
            yield f"[{_text(node.slice)!r}]"


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    modules = [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    yield from (module for module in modules if module.partition(".")[0] in WHOLE_MODULES)
    if isinstance(node, ast.ImportFrom):
        known = FUNCTIONS.get(node.module or "", set())
        yield from (
            f"{node.module}.{each.name}" for each in node.names if each.name in known or (known and each.name == "*")
        )


def _named(node: ast.Name | ast.Attribute, names: dict[str, str], call: ast.Call | None) -> Iterator[str]:
    module, _, name = _dotted(node, names).rpartition(".")
    if name in FUNCTIONS.get(module, ()):
        yield f"{module}.{name}"
    elif isinstance(node, ast.Attribute) and not module:
        yield from _method(node, call)
    elif module.endswith("Path") and (name in METHODS or name == "replace"):
        yield f".{name}"
    if isinstance(node, ast.Name) and node.id in ("__import__", "exec", "eval"):
        yield node.id
    builtin = isinstance(node, ast.Name) and node.id == "open"
    if call and (builtin or _dotted(node, names) in ("io.open", "os.fdopen")):
        yield from _opened(call, 1)
    elif call and isinstance(node, ast.Attribute) and node.attr == "open" and not _dotted(node, names):
        yield from _opened(call, 0)


def _method(node: ast.Attribute, call: ast.Call | None) -> Iterator[str]:
    if node.attr == "replace":
        # Of a path with one argument; of a text with two, of a date by names.
        if call and (len(call.args) == 1 or any(each.arg == "target" for each in call.keywords)):
            yield ".replace"
    elif node.attr == "rename":
        if call is None or call.args or any(each.arg == "target" for each in call.keywords):
            yield ".rename"  # a table's columns are renamed by keyword
    elif node.attr in METHODS:
        yield f".{node.attr}"


def _opened(call: ast.Call, place: int) -> Iterator[str]:
    """A file that is opened in a way that cuts it or writes into it."""
    given = [each.value for each in call.keywords if each.arg == "mode"] or call.args[place : place + 1]
    if given and _text(given[0]) not in HARMLESS_MODES and (place or _text(given[0]) is None or _is_mode(given[0])):
        yield f"open {_text(given[0]) or '?'}"


def _is_mode(node: ast.expr) -> bool:
    return set(_text(node) or "?") <= set("rwaxbt+U")


def _asked_for(call: ast.Call, names: dict[str, str]) -> Iterator[str]:
    """A name that is asked for as a text."""
    asked = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    asked = names.get(asked, asked).rpartition(".")[2]
    if asked in ASKING:
        yield from (f"{asked} {_text(each)}" for each in call.args if _text(each) in BY_STRING)
        module = _dotted(call.args[0], names) if call.args else ""
        if module in FUNCTIONS and _text(call.args[1] if len(call.args) > 1 else call.args[0]) is None:
            yield f"{asked} ?"


def _is_namespace(node: ast.expr) -> bool:
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("vars", "globals")
    return called or (isinstance(node, ast.Attribute) and node.attr == "__dict__")


def _text(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None

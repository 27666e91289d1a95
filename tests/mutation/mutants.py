"""Every small way to break a module: one comparison, one constant, one condition, one entry of a table at a time."""

from __future__ import annotations

import ast
import copy
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
# What a record can hold, as against a sentence for people: sentences decide nothing.
TERM = re.compile(r"[A-Za-z0-9_./-]+")
TOP = "the module"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One way to break a module: which, in which function, on which lines the statement stands, and what changes."""

    number: int
    function: str
    lines: range
    change: str

    @property
    def on_import(self) -> bool:
        """Whether it takes effect when the module is imported, and not when a function is called."""
        return self.function == TOP


@dataclass(frozen=True, slots=True)
class _Place:
    function: str
    lines: range
    change: str
    apply: Callable[[], None]


def mutants_of(source: str) -> list[Mutant]:
    """Each mutant of a module, in the order of its lines; equal changes in one function are told apart by a number."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for number, place in enumerate(_places(ast.parse(source))):
        seen[place.function, place.change] += 1
        nth = seen[place.function, place.change]
        change = place.change if nth == 1 else f"{place.change}  (number {nth})"
        found.append(Mutant(number, place.function, place.lines, change))
    return found


def broken(source: str, number: int) -> ast.Module:
    """The module as that mutant has it."""
    tree = ast.parse(source)
    list(_places(tree))[number].apply()
    return ast.fix_missing_locations(tree)


def _places(tree: ast.Module) -> Iterator[_Place]:
    yield from _within(tree.body, TOP, "")


def _within(body: list[ast.stmt], function: str, outer: str) -> Iterator[_Place]:
    """The places of some statements, each with the function whose call it changes."""
    for statement in body:
        lines = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            name = f"{outer}{statement.name}"
            if isinstance(statement, ast.ClassDef):
                yield from _within(statement.body, function, f"{name}.")
                continue
            for node in [*statement.args.defaults, *(each for each in statement.args.kw_defaults if each)]:
                yield from _of_expression(node, function, lines)
            yield from _within(statement.body, name if function == TOP else function, f"{name}.")
            continue
        if not _says_nothing(statement):
            yield from _of_statement(statement, function, outer, lines)


def _of_statement(statement: ast.stmt, function: str, outer: str, lines: range) -> Iterator[_Place]:
    blocks = [name for name in ("body", "orelse", "finalbody", "handlers", "cases") if hasattr(statement, name)]
    if blocks:
        first = getattr(statement, blocks[0])[0]
        start = first.pattern.lineno if isinstance(first, ast.match_case) else first.lineno
        lines = range(statement.lineno, max(start, statement.lineno + 1))
    for change, apply in _ways_of_a_statement(statement):
        yield _Place(function, lines, change, apply)
    for name, value in ast.iter_fields(statement):
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, ast.expr | ast.withitem) and name != "annotation":
                yield from _of_expression(node, function, lines, table=function == TOP and not blocks)
            elif isinstance(node, ast.match_case):
                yield from _of_case(node, function, outer)
            elif isinstance(node, ast.ExceptHandler):
                yield from _within(node.body, function, outer)
    for name in blocks:
        inner = [each for each in getattr(statement, name) if isinstance(each, ast.stmt)]
        yield from _within(inner, function, outer)


def _of_case(case: ast.match_case, function: str, outer: str) -> Iterator[_Place]:
    lines = range(case.pattern.lineno, (case.pattern.end_lineno or case.pattern.lineno) + 1)
    if case.guard:
        yield _Place(function, lines, f"if {ast.unparse(case.guard)}  ->  always", lambda: setattr(case, "guard", None))
        yield from _of_expression(case.guard, function, lines)
    yield from _within(case.body, function, outer)


def _of_expression(root: ast.AST, function: str, lines: range, *, table: bool = False) -> Iterator[_Place]:
    for node in _code(root):
        for change, apply in [*_ways(node), *(_entries(node) if table else ())]:
            yield _Place(function, lines, change, apply)


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """A node and what it is made of, but for f-strings, which are messages."""
    if isinstance(node, ast.JoinedStr):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _code(child)


def _says_nothing(statement: ast.stmt) -> bool:
    """Documentation, imports, declarations, and what is there for the type checker alone."""
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Global() | ast.Nonlocal() | ast.Pass():
            return True
        case ast.Expr(value=ast.Constant()) | ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
    return False


Way = tuple[str, Callable[[], None]]


def _changed(node: ast.AST, change: Callable[[ast.AST], None]) -> Way:
    after = copy.deepcopy(node)
    change(after)
    return f"{_text(node)}  ->  {_text(after)}", lambda: change(node)


def _text(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]


def _ways_of_a_statement(statement: ast.stmt) -> Iterator[Way]:
    match statement:
        case ast.If(test=test) | ast.While(test=test) if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            yield (
                f"if {_text(test)}  ->  if not {_text(test)}",
                lambda: setattr(statement, "test", ast.UnaryOp(ast.Not(), test)),
            )
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield (
                f"{_text(statement)}  ->  return None",
                lambda: setattr(statement, "value", ast.Constant(None)),
            )
        case ast.Raise():
            yield f"{_text(statement)}  ->  raise RuntimeError", lambda: _raise_another(statement)
        case ast.Continue() | ast.Break() | ast.AugAssign() | ast.Delete() | ast.Expr():
            yield f"{_text(statement)}  ->  pass", lambda: _never(statement)


def _raise_another(statement: ast.stmt) -> None:
    statement.exc, statement.cause = ast.Call(ast.Name("RuntimeError", ast.Load()), [], []), None  # type: ignore[attr-defined]


def _never(statement: ast.stmt) -> None:
    """The statement stands under a condition that never holds, so that a generator stays one."""
    kept = copy.copy(statement)
    statement.__class__ = ast.If
    statement.test, statement.body, statement.orelse = ast.Constant(False), [kept], []  # type: ignore[attr-defined]


def _ways(node: ast.AST) -> Iterator[Way]:
    match node:
        case ast.Compare() | ast.BoolOp() | ast.BinOp() | ast.UnaryOp():
            yield from _ways_of_an_operator(node)
        case ast.IfExp():
            yield _changed(node, _turn_about)
        case ast.comprehension():
            for place, condition in enumerate(node.ifs):
                yield f"if {_text(condition)}  ->  always", lambda place=place: node.ifs.pop(place)  # type: ignore[misc]
        case ast.Constant(value=bool()):
            yield _changed(node, lambda each: setattr(each, "value", not each.value))  # type: ignore[attr-defined]
        case ast.Constant(value=int()):
            for more in (-1, 1):
                yield _changed(node, lambda each, more=more: setattr(each, "value", each.value + more))  # type: ignore[misc]
        case ast.Call(func=ast.Name(id=name)) if name in NAMES:
            yield _changed(node, lambda each: setattr(each.func, "id", NAMES[each.func.id]))  # type: ignore[attr-defined]


def _ways_of_an_operator(node: ast.expr) -> Iterator[Way]:
    match node:
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                if type(operator) in OPERATORS:
                    yield _changed(node, lambda each, place=place: _turn(each.ops, place))  # type: ignore[misc]
            for constant in _terms([node.left, *node.comparators]):
                yield _another_term(constant)
        case ast.BoolOp():
            yield _changed(node, _turn_operator)
            for place in range(len(node.values)):
                yield _without(node, place)
        case ast.BinOp() if type(node.op) in OPERATORS:
            yield _changed(node, _turn_operator)
        case ast.UnaryOp(op=ast.Not()):
            yield f"{_text(node)}  ->  {_text(node.operand)}", lambda: _not_not(node)


def _turn_operator(node: ast.AST) -> None:
    node.op = OPERATORS[type(node.op)]()  # type: ignore[attr-defined]


def _turn(operators: list[ast.AST], place: int) -> None:
    operators[place] = OPERATORS[type(operators[place])]()


def _turn_about(node: ast.AST) -> None:
    node.body, node.orelse = node.orelse, node.body  # type: ignore[attr-defined]


def _not_not(node: ast.UnaryOp) -> None:
    node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _without(node: ast.BoolOp, place: int) -> Way:
    """A condition without one of its parts; of two the other stands twice, for such a node needs two."""
    left = node.values[:place] + node.values[place + 1 :]
    shown = _text(left[0]) if len(left) == 1 else _text(ast.BoolOp(node.op, left))
    return f"{_text(node)}  ->  {shown}", lambda: setattr(node, "values", left if len(left) > 1 else left * 2)


def _terms(nodes: list[ast.expr]) -> Iterator[ast.Constant]:
    for node in nodes:
        match node:
            case ast.Constant(value=str(text)) if TERM.fullmatch(text):
                yield node
            case ast.Tuple() | ast.List() | ast.Set():
                yield from _terms(node.elts)


def _another_term(node: ast.Constant) -> Way:
    return f"{node.value!r}  ->  another word", lambda: setattr(node, "value", f"{node.value!s}-")


def _entries(node: ast.AST) -> Iterator[Way]:
    """A table of the module without one of its entries."""
    match node:
        case ast.Dict():
            for place, key in enumerate(node.keys):
                yield (
                    f"the entry {_text(key) if key else '**'}  ->  none",
                    lambda place=place: (node.keys.pop(place), node.values.pop(place)),  # type: ignore[misc]
                )
        case ast.Tuple() | ast.List() | ast.Set():
            for place, entry in enumerate(node.elts):
                if not isinstance(node, ast.Set) or len(node.elts) > 1:
                    yield f"the entry {_text(entry)}  ->  none", lambda place=place: node.elts.pop(place)  # type: ignore[misc]

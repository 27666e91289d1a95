"""Every small way to break a module: one comparison, one number, one condition at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
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


@dataclass(frozen=True, slots=True)
class Mutant:
    """A broken module: where, how, and its whole text."""

    line: int
    change: str
    source: str


def mutants_of(source: str) -> Iterator[Mutant]:
    """Each mutant of a module, in the order of its lines."""
    count = sum(1 for _ in _places(ast.parse(source)))
    for number in range(count):
        tree = ast.parse(source)
        node, variant = list(_places(tree))[number]
        before = ast.unparse(node)
        line = node.lineno
        _mutate(node, variant)
        after = ast.unparse(node)
        yield Mutant(line, f"{before}  ->  {after}", ast.unparse(ast.fix_missing_locations(tree)))


def _places(tree: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, int]]:
    """Each node that can be changed, with the number of the way; annotations and documentation are left alone."""
    for node in _code(tree):
        match node:
            case ast.Compare():
                yield from ((node, place) for place, one in enumerate(node.ops) if type(one) in OPERATORS)
            case ast.BoolOp() | ast.BinOp() if type(node.op) in OPERATORS:
                yield node, 0
            case ast.UnaryOp(op=ast.Not()) | ast.IfExp() | ast.Continue() | ast.Break():
                yield node, 0
            case ast.Constant(value=bool()):
                yield node, 0
            case ast.Constant(value=int()):
                yield from ((node, variant) for variant in (0, 1))
            case ast.Call(func=ast.Name(id=name)) if name in NAMES:
                yield node, 0
            case ast.Return(value=ast.expr()) | ast.Raise():
                yield node, 0


def _code(tree: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, ast.AST) and not _says_nothing(node):
                yield node
                yield from _code(node)


def _says_nothing(node: ast.AST) -> bool:
    """Documentation, imports, and f-strings, which are messages."""
    return isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _mutate(node: ast.expr | ast.stmt, variant: int) -> None:
    match node:
        case ast.Compare():
            node.ops[variant] = OPERATORS[type(node.ops[variant])]()  # type: ignore[call-overload]
        case ast.BoolOp() | ast.BinOp():
            node.op = OPERATORS[type(node.op)]()  # type: ignore[assignment]
        case ast.UnaryOp():
            node.op = ast.UAdd()
            node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
        case ast.IfExp():
            node.body, node.orelse = node.orelse, node.body
        case ast.Constant(value=bool(value)):
            node.value = not value
        case ast.Constant(value=int(value)):
            node.value = value + 1 if variant else value - 1
        case ast.Call(func=ast.Name() as name):
            name.id = NAMES[name.id]
        case ast.Return():
            node.value = ast.Constant(None)
        case ast.Raise():
            node.exc, node.cause = ast.Call(ast.Name("RuntimeError", ast.Load()), [], []), None
        case _:
            _become_pass(node)


def _become_pass(node: ast.expr | ast.stmt) -> None:
    node.__class__ = ast.Pass

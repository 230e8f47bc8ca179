"""Small changes of a module, one at a time: what a slip of the programmer would leave behind.

Changed are comparisons and their bounds, signs and other arithmetic, numbers, conditions, and
statements that are left out; not the words of a message, annotations and decorators, nor the
``strict`` of a zip, which only speaks up when the programmer has erred.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

COMPARED = {
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
}
RECKONED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}
NOT_RUN = {"annotation", "returns", "decorator_list", "bases"}
"""Parts of a definition that say what something is, not what it does."""


@dataclass(frozen=True)
class Mutant:
    """One change of a module: where it is, and what stands there before and after."""

    module: str
    line: int
    column: int
    kind: str
    text: str
    before: str
    after: str
    number: int

    @property
    def name(self) -> tuple[str, ...]:
        """What the change is called wherever in the module its line has moved to."""
        return self.module, self.text, str(self.column), self.before, self.after


def mutants(module: str, source: str) -> list[Mutant]:
    """Give every change of a module's source."""
    lines = source.splitlines()
    found = []
    for number, (kind, node, other) in enumerate(_changes(ast.parse(source))):
        line = lines[node.lineno - 1]
        column = node.col_offset - (len(line) - len(line.lstrip()))
        before, after = ast.unparse(node), ast.unparse(ast.fix_missing_locations(other))
        found.append(Mutant(module, node.lineno, column, kind, line.strip(), before, after, number))
    return found


def changed(source: str, number: int) -> ast.Module:
    """Give the tree of a source with one of its changes made."""
    tree = ast.parse(source)
    _, node, other = list(_changes(tree))[number]
    ast.copy_location(other, node)
    for parent in ast.walk(tree):
        for name, part in ast.iter_fields(parent):
            if part is node:
                setattr(parent, name, other)
            elif isinstance(part, list):
                part[:] = [other if one is node else one for one in part]
    return ast.fix_missing_locations(tree)


def _changes(tree: ast.AST) -> Iterator[tuple[str, ast.AST, ast.AST]]:
    """Give each change in the order of the source: its kind, the old part and the new one."""
    for name, part in ast.iter_fields(tree):
        if name not in NOT_RUN:
            for node in part if isinstance(part, list) else [part]:
                if isinstance(node, ast.AST) and getattr(node, "arg", "") != "strict":
                    yield from _of(node)
                    yield from _changes(node)


def _of(node: ast.AST) -> Iterator[tuple[str, ast.AST, ast.AST]]:
    match node:
        case ast.Compare():
            for place, sign in enumerate(node.ops):
                ops = [*node.ops[:place], COMPARED[type(sign)](), *node.ops[place + 1 :]]
                yield "comparison", node, ast.Compare(node.left, ops, node.comparators)
        case ast.BinOp() if type(node.op) in RECKONED and not _text(node):
            yield "arithmetic", node, ast.BinOp(node.left, RECKONED[type(node.op)](), node.right)
        case ast.AugAssign() if type(node.op) in RECKONED and not _text(node.value):
            other = RECKONED[type(node.op)]()
            yield "arithmetic", node, ast.AugAssign(node.target, other, node.value)
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield "condition", node, ast.BoolOp(other, node.values)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            kind = "sign" if isinstance(node.op, ast.USub) else "condition"
            yield kind, node, ast.UnaryOp(ast.UAdd(), operand) if kind == "sign" else operand
        case ast.Constant(bool() | int() | float()):
            yield "number", node, ast.Constant(_other(node.value))
        case ast.Call(ast.Name(name)) if name in CALLED:
            other = ast.Name(CALLED[name], ast.Load())
            yield "function", node, ast.Call(other, node.args, node.keywords)
        case ast.Expr(ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield "left out", node, ast.Pass()
        case ast.Continue():
            yield "left out", node, ast.Break()
        case ast.Break():
            yield "left out", node, ast.Continue()
        case ast.If() | ast.IfExp() | ast.While():
            yield from _turned(node.test)
        case ast.comprehension():
            for test in node.ifs:
                yield from _turned(test)


def _turned(test: ast.expr) -> Iterator[tuple[str, ast.AST, ast.AST]]:
    """Turn a condition round that no other change turns round."""
    if isinstance(test, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        yield "condition", test, ast.UnaryOp(ast.Not(), test)


def _other(value: bool | int | float) -> bool | int | float:
    """Give a number that is a little wrong: the next one, or twice a fraction."""
    if isinstance(value, bool):
        return not value
    return value + 1 if value == int(value) and abs(value) < 1e15 else value * 2


def _text(node: ast.AST) -> bool:
    """Tell whether a part joins or formats texts."""
    parts = [node.left, node.right] if isinstance(node, ast.BinOp) else [node]
    return any(
        isinstance(part, ast.JoinedStr)
        or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        or (isinstance(part, ast.BinOp) and _text(part))
        for part in parts
    )

"""What a cell may hold: no number, and nothing that makes one out of what was typed.

A cell has the machine, the modules of its own book and a few words of Python. It names rows and
columns, and hands on what was computed; counting and reckoning is done in the modules.
"""

import ast
import builtins
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from reviewbook.page.gate.allowed import Judge
from reviewbook.tables.load import Evidence

MACHINE = "reviewbook"
WORDS = {
    *("bool", "dict", "frozenset", "list", "next", "print", "set", "sorted", "str", "tuple", "zip")
}
"""The words of Python that a cell may use; none of them counts."""
COUNTING = re.compile(
    "len|r?find|r?index|count|value_counts|nunique|size|shape|ndim|nbytes|itemsize|sum|cumsum|"
    "cumcount|ngroup|rank|argmax|argmin|encode|bit_length|hash|ord|[lr]just|center|zfill|"
    "expandtabs|__.*"
)
"""Attributes that make a number out of a text or a list that was typed."""
FOREIGN = {*dir(builtins), "get_ipython", "In", "Out"} - WORDS
ANCHOR = re.compile(r"[a-z]+(?:-[a-z]+)*")


def row_names(evidence: Evidence) -> set[str]:
    """Give the names of all rows: a cell may hold them, whatever digits are in them."""
    return {
        name
        for table in evidence.printed.values()
        for column in table.filter(regex="_id$")
        for name in table[column]
    }


def faults_of_cell(
    code: str, judge: Judge, names: set[str], folder: Path
) -> Iterator[tuple[int, str, str]]:
    """Give each fault of a cell: the line in it, what stands there, and what is wrong with it."""
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        yield error.lineno or 1, error.text or "", f"no plain Python ({error.msg})"
        return
    for line, comment in _comments(code):
        if fault := judge.fault(comment):
            yield line, comment, fault
    anchors = set(_anchors(tree))
    for node in ast.walk(tree):
        if id(node) in anchors:
            continue
        fault = (
            _of_literal(node, judge, names)
            or _of_name(node, judge)
            or _of_import(node, folder)
            or _of_reckoning(node)
        )
        if fault:
            yield getattr(node, "lineno", 1), ast.unparse(node), fault
    yield from _switches(tree)


def _comments(code: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _anchors(tree: ast.Module) -> Iterator[int]:
    """Give the names by which figures and tables are referred to: no reader meets them."""
    for call in ast.walk(tree):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id != "dict"
        ):
            values = (word.value for word in call.keywords if word.arg == "name")
            yield from (id(v) for v in values if ANCHOR.fullmatch(str(getattr(v, "value", ""))))


def _of_literal(node: ast.AST, judge: Judge, names: set[str]) -> str:
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool | None):
        return ""
    if isinstance(node.value, str):
        return "" if node.value in names else judge.fault(node.value)
    return f"typed {type(node.value).__name__} (quote a claim or compute it)"


def _of_name(node: ast.AST, judge: Judge) -> str:
    if isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Store) and (fault := judge.fault(node.id.replace("_", " "))):
            return fault
        if node.id in FOREIGN and not node.id.endswith("Error"):
            return f"the word {node.id!r}, which no cell needs (compute in a module)"
    if isinstance(node, ast.keyword) and node.arg:
        return judge.fault(node.arg.replace("_", " ")) and judge.fault(node.arg)
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return judge.fault(node.name.replace("_", " "))
    if isinstance(node, ast.Attribute) and COUNTING.fullmatch(node.attr):
        return f"{node.attr!r}, which counts what was typed (compute in a module)"
    return ""


def _of_import(node: ast.AST, folder: Path) -> str:
    if isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        modules = [node.module or "."]
    else:
        return ""
    tops = [name.partition(".")[0] for name in modules]
    own = all(top == MACHINE or (top and _is_module(folder, top)) for top in tops)
    return "" if own else "an import of neither the machine nor the book"


def _is_module(folder: Path, name: str) -> bool:
    return (folder / name / "__init__.py").is_file() or (folder / f"{name}.py").is_file()


def _of_reckoning(node: ast.AST) -> str:
    """Refuse signs that reckon; texts and paths may be joined, truths of rows combined."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and not isinstance(
        node.op, ast.BitAnd | ast.BitOr
    ):
        parts = [node.value] if isinstance(node, ast.AugAssign) else [node.left, node.right]
        return "" if any(map(_is_text, parts)) else "a reckoning (compute in a module)"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
        return "a sign (compute in a module)"
    return ""


def _is_text(node: ast.AST) -> bool:
    joined = isinstance(node, ast.BinOp) and (_is_text(node.left) or _is_text(node.right))
    return joined or isinstance(node, ast.JoinedStr) or isinstance(getattr(node, "value", 0), str)


def _switches(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Refuse a truth other than as a switch of a call, or as what a row is compared with."""
    fine = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, bool) and id(node) not in fine:
            yield node.lineno, str(node.value), "a truth that is no switch of a call"

"""The public faces: few names, each explained and used, and chapters that open quickly."""

import ast
import re
import subprocess
import sys

import pytest
from house import PACKAGES, ROOT, sources

import reviewbook
from chapters import CHAPTERS, as_notebook, code

HEAVY = ("sphinx", "docutils", "jupyter_book", "rfc3987_syntax", "statsmodels", "pymare", "sympy")
"""Packages that cost a second and that no cell needs."""

PAGES = [*CHAPTERS, *sorted((ROOT / "examples").glob("*/chapters/*.md"))]
SETTINGS = [ROOT / "book.yml", *sorted((ROOT / "examples").glob("*/book.yml"))]


def words(tree: ast.AST) -> set[str]:
    """Return the names and attributes that a source uses."""
    nodes = list(ast.walk(tree))
    return {n.id for n in nodes if isinstance(n, ast.Name)} | {
        n.attr for n in nodes if isinstance(n, ast.Attribute)
    }


def public() -> list[tuple[str, ast.AST]]:
    """Return the public functions and classes of both packages, each with its module."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    return [
        (module, node)
        for module, tree in sources().items()
        for node in tree.body
        if isinstance(node, kinds) and not node.name.startswith("_")
    ]


def used() -> set[str]:
    """Return every name that a module, a cell, a setting or a build file uses."""
    cells = [ast.parse(cell) for page in PAGES for cell in code(as_notebook(page))]
    found = set().union(*map(words, [*sources().values(), *cells]))
    plain = [*SETTINGS, ROOT / "pyproject.toml", *(ROOT / "validation").rglob("*.py")]
    return found | {w for path in plain for w in re.findall(r"\w+", path.read_text("utf-8"))}


def hooks(node: ast.AST) -> bool:
    """Say whether Sphinx or pytest finds a function by its name."""
    return node.name == "setup" or node.name.startswith("test_")


def test_the_machine_shows_few_names_and_each_is_there():
    assert len(reviewbook.__all__) <= 21
    assert all(getattr(reviewbook, name) is not None for name in reviewbook.__all__)


def test_a_name_that_is_not_there_is_refused():
    with pytest.raises(AttributeError, match="no unheard_of"):
        reviewbook.unheard_of  # noqa: B018


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_is_explained(package):
    names = [(m, n.name) for m, n in public() if m.startswith(package) and not hooks(n)]
    explained = [(m, n.name) for m, n in public() if m.startswith(package) and ast.get_docstring(n)]
    assert names
    assert set(names) <= set(explained)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_is_used(package):
    known = used()
    mine = [(m, n) for m, n in public() if m.startswith(package) and not hooks(n)]
    assert [(m, n.name) for m, n in mine if n.name not in known] == []


def test_opening_a_chapter_loads_nothing_heavy():
    lines = [line for page in CHAPTERS for line in opening(page)]
    asked = "\n".join([*dict.fromkeys(lines), "import sys", "print(*sys.modules)"])
    run = [sys.executable, "-c", asked]
    loaded = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "reviewbook.page.figure" in loaded.split()
    assert not [name for name in HEAVY if f"{name}." in loaded]


def opening(page) -> list[str]:
    """Return the imports of a page, one statement each."""
    cells = [ast.parse(cell) for cell in code(as_notebook(page))]
    return [
        ast.unparse(node)
        for cell in cells
        for node in cell.body
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

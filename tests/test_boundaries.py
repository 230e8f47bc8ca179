"""Who may import whom, who may read files, and what no file of the repository may name."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from chapters import CHAPTERS, as_notebook, code

ROOT = Path(__file__).parents[1]
MODULES = {path.stem: ast.parse(path.read_text("utf-8")) for path in (ROOT / "bclm").glob("*.py")}
DRAWING = {"altair", "vl_convert", "ipywidgets", "anywidget"}
COMPUTING = {"scipy", "statsmodels", "pymare", "statistics"}
TABULAR = {"read_csv", "read_table", "read_excel", "read_json"}
READERS = TABULAR | {"open", "read_text", "read_bytes"}
READS = {
    "bench",
    "data",
    "explorer_bench",
    "gate",
    "metafor",
    "reader_table",
    "scripts",
    "sentences",
    "site",
}
READS |= {"table_files"}
TABLES = {"data", "reader_table", "table_files"}
FORBIDDEN = {
    "a registry's host": r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|yarnpkg\.com|conda\.anac"
    r"onda\.org|unpkg\.com|jsdelivr\.net|cdnjs\.",
    "a path of one machine": r"(?<![\w./~-])/(?:work|root|home|Users)/\w",
    "the folder beside the repository": r"\.\./sha" + r"red\b",
}


def imports(tree: ast.AST) -> tuple[set[str], set[str]]:
    """Return the modules of the package a source imports, and the top names of all others."""
    inside, outside = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module]
            if node.module == "bclm":
                names = [f"bclm.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            top, _, rest = name.partition(".")
            (inside if top == "bclm" else outside).add(rest.split(".")[0] if rest else top)
    return inside & set(MODULES), outside


def reached(module: str) -> set[str]:
    """Return the modules of the package a module needs, itself included."""
    found, waiting = set(), {module}
    while waiting:
        found |= waiting
        waiting = set().union(*(imports(MODULES[name])[0] for name in waiting)) - found
    return found


def using(libraries: set[str]) -> set[str]:
    """Return the modules that import one of some libraries."""
    return {name for name, tree in MODULES.items() if imports(tree)[1] & libraries}


def called(tree: ast.AST) -> set[str]:
    """Return the names of what a source calls."""
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {c.id for c in calls if isinstance(c, ast.Name)} | {
        c.attr for c in calls if isinstance(c, ast.Attribute)
    }


def test_the_layers_are_not_empty():
    assert {"forest", "theme", "figure"} <= using(DRAWING)
    assert {"pooling", "effects"} <= using(COMPUTING)
    assert {"findings", "partitions"} <= reached("checks")


@pytest.mark.parametrize("module", sorted(using(COMPUTING) | reached("checks")))
def test_what_computes_does_not_draw(module):
    assert not reached(module) & using(DRAWING)


@pytest.mark.parametrize("module", sorted(using(DRAWING)))
def test_what_draws_neither_computes_nor_loads(module):
    assert not reached(module) & (using(COMPUTING) | {"data"})


def test_only_the_loader_reads_the_tables():
    readers = {name for name, tree in MODULES.items() if called(tree) & READERS}
    assert readers <= READS
    tables = {name for name, tree in MODULES.items() if called(tree) & TABULAR}
    assert using({"csv"}) | tables <= TABLES


@pytest.mark.parametrize("chapter", CHAPTERS, ids=[path.stem for path in CHAPTERS])
def test_a_chapter_imports_the_public_names_alone(chapter):
    for cell in code(as_notebook(chapter)):
        for node in ast.walk(ast.parse(cell)):
            if isinstance(node, ast.Import):
                assert {alias.name for alias in node.names} <= {"bclm"}
            elif isinstance(node, ast.ImportFrom):
                assert node.module == "bclm"
        assert not called(ast.parse(cell)) & READERS


def committed() -> list[Path]:
    """Return the text files of the repository."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [ROOT / name for name in listed.stdout.splitlines()]
    return [path for path in paths if path.is_file() and path != Path(__file__)]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what):
    assert len(committed()) > 50
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in committed()
        for number, line in enumerate(path.read_text("utf-8", errors="ignore").splitlines(), 1)
        if re.search(FORBIDDEN[what], line)
    ]
    assert not found


def test_no_room_holds_everything():
    assert not {path.stem for path in committed()} & {"utils", "util", "helpers", "common", "misc"}

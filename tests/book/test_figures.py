"""Every figure of the book says what it finds."""

import ast
from pathlib import Path

import pytest

from chapters import CHAPTERS, as_notebook, code


def untitled(cell: str) -> list[str]:
    """Return the figures of a cell that bear no finding."""
    return [
        ast.unparse(call.args[1])
        for call in ast.walk(ast.parse(cell))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "figure"
        and not {"title"} & {word.arg for word in call.keywords}
    ]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_every_figure_says_what_it_finds(chapter: Path):
    assert [found for cell in code(as_notebook(chapter)) for found in untitled(cell)] == []

"""The architecture page says what the code is."""

import ast
import re

import pytest
from books import ROOT
from house import ROOT as HOUSE
from house import may_use, picture, rooms, sources

PAGE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
PATHS = sorted(
    set(
        re.findall(
            r"`((?:reviewbook|bclm|data|chapters|examples|tests|validation)/[\w./-]*)`", PAGE
        )
    )
)
NAMED = re.findall(r"`([\w/]+\.py)`[^`|]*`(\w+)`", PAGE)


def test_the_picture_is_drawn_from_the_imports():
    assert HOUSE == ROOT
    assert picture() in PAGE, "run: python tests/house.py"


@pytest.mark.parametrize("path", PATHS)
def test_each_place_it_names_is_there(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_each_function_it_names_is_in_its_file(path, name):
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    defined = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    assert name in defined


def test_it_names_enough_to_be_wrong():
    assert len(PATHS) > 15
    assert len(NAMED) >= 6


@pytest.mark.parametrize("name", [name for name in rooms() if name.startswith("reviewbook.")])
def test_each_room_stands_with_its_own_words(name):
    said = ast.get_docstring(sources()[name]).partition("\n")[0]
    assert said in PAGE
    assert may_use(name) is not None

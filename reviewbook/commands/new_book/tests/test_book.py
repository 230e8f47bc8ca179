"""What must hold for this book: run ``python -m pytest`` in its folder."""

from pathlib import Path

import pytest

from reviewbook.__main__ import main

FOLDER = str(Path(__file__).parents[1])


@pytest.mark.parametrize("command", ["validate", "verify", "gate", "build"])
def test_the_book_is_sound(command):
    assert main([command, FOLDER]) == 0

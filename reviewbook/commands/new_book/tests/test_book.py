"""What must hold for this book: run ``python -m pytest`` in its folder."""

import pytest

from reviewbook.__main__ import main


@pytest.mark.parametrize("command", ["validate", "verify", "gate", "build"])
def test_the_book_is_sound(command):
    assert main([command]) == 0

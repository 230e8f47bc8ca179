"""Icon arrays."""

import pytest

from reviewbook.page.findings.icons import icons


@pytest.mark.parametrize(("number", "per", "filled"), [(0, 100, 0), (37, 100, 37), (7, 1000, 1)])
def test_as_many_squares_are_filled_as_patients_counted(number, per, filled):
    drawn = icons(number, per)
    full, _, rest = drawn.partition("rb-icon-rest")
    assert (full.count("M"), rest.count("M")) == (filled, 100 - filled)


def test_no_square_lies_on_another():
    squares = icons(41, 100).split("M")[1:]
    assert len({square.split("h")[0] for square in squares}) == len(squares)

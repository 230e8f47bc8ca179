"""Lists of reference numbers."""

import pytest

from reviewbook.tables.printed_digits import references


def test_lists_of_references_are_read():
    assert references("34,36-40,42") == (34, 36, 37, 38, 39, 40, 42)
    assert references("(57–59, 62)") == (57, 58, 59, 62)
    assert references([44, 34, 34]) == (34, 44)
    assert references("34 36 37 - 39") == (34, 36, 37, 38, 39)
    assert references("") == ()
    for wrong in ("34,", "a", "40-36", "34,,35"):
        with pytest.raises(ValueError, match="expected references"):
            references(wrong)

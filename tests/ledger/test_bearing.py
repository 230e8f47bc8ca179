import pandas as pd

from reviewbook.ledger.bearing import Ledger, distinct


def test_what_has_moved_is_what_does_not_agree():
    entries = pd.DataFrame({"entry_id": ["a", "b"], "agreed": [True, False]})
    assert list(Ledger(entries, entries, []).moved["entry_id"]) == ["b"]


def test_a_sentence_that_is_said_twice_or_within_another_is_left_out():
    assert distinct(["It falls.", "It falls.", "Then: It falls.", "It rises."]) == [
        "Then: It falls.",
        "It rises.",
    ]

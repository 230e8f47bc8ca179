"""What deserves a second look in the data."""

import pytest
from books import BOOK

from reviewbook.ledger.second_look import _two_things, second_look


@pytest.fixture(scope="module")
def found():
    return second_look(BOOK)


def said(found, kind, what):
    return found[found["kind"].str.startswith(kind) & found["what"].str.startswith(what)]["found"]


def test_a_handful_of_patients_is_named(found):
    (treska,) = said(found, "Hardly", "Treska 2014")
    assert treska.startswith("11% of 13 patients is 1;")
    assert said(found, "Hardly", "Abbott").empty


def test_one_value_of_two_groups_or_two_things_is_named_once(found):
    page = said(found, "One value", "The web page")
    assert len(page) == 1
    assert page.str.contains("53% is printed").all()
    assert said(found, "One value", "Weinrich 2014").str.contains("R0 resection").any()
    assert said(found, "One value", "Ruiz 2018").str.contains("69%").any()


def test_means_beside_medians_are_named(found):
    assert set(said(found, "Unlike", "case mix")) == {
        "Side by side and not of one kind: mean (RFA, as pooled); median (Resection, as pooled)."
    }


def test_two_quantities_of_one_group_or_one_of_two_compared_groups_are_two_things():
    def row(arm, thing, comparison=""):
        return {"arm_id": arm, "thing": thing, "comparison_id": comparison, "label": f"Arm {arm}"}

    assert _two_things(row("a", "age"), row("a", "size")) == ("age", "size")
    assert _two_things(row("a", "age"), row("a", "age")) is None
    assert _two_things(row("b", "age", "x"), row("a", "age", "x")) == ("age (Arm a)", "age (Arm b)")
    assert _two_things(row("a", "age", "x"), row("b", "age", "y")) is None
    assert _two_things(row("a", "age"), row("b", "age")) is None
    assert _two_things(row("a", "age"), row("b", "size")) == ("age (Arm a)", "size (Arm b)")


def test_what_deserves_a_second_look_is_numbered_from_zero(found):
    assert list(found.index) == list(range(len(found)))
    assert not found.duplicated().any()

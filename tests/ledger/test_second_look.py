"""What deserves a second look in the data."""

import pytest
from books import BOOK

from reviewbook.checks.oddities import few_patients
from reviewbook.ledger.second_look import (
    _few,
    _points,
    _repeated,
    _two_things,
    _unlike,
    second_look,
)
from reviewbook.tables.load import documents


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


def test_figures_and_studies_keep_the_order_of_the_tables():
    rows = BOOK.evidence.printed["figure_rows"]
    named = (rows["figure"] + ": " + rows["panel"]).where(rows["panel"] != "", rows["figure"])
    figures = list(dict.fromkeys(what for what, _ in _unlike(BOOK)))
    assert len(figures) > 1
    assert figures == [name for name in dict.fromkeys(named) if name in figures]
    studies = list(dict.fromkeys(study for study, _ in _repeated(BOOK.evidence)))
    assert studies == [s for s in dict.fromkeys(_points(BOOK.evidence)["study"]) if s in studies]


def test_a_share_is_of_its_own_denominator_or_else_of_the_whole_group():
    points = _points(documents(BOOK.evidence)).query("unit == '%' and n != ''")
    own = points[(points["denominator"] != "") & (points["denominator"] != points["n"])]
    assert not own.empty
    said = dict(_few(BOOK.evidence))
    assert points["time_months"].eq("").any()
    for row in own.to_dict("records"):
        name = f"{row['study']}: {row['thing']}"
        assert said[name] == few_patients(row["value"], int(row["denominator"]))
    for row in points.to_dict("records"):
        assert row["thing"].endswith(" months") == bool(row["time_months"])

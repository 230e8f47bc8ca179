import pytest
from books import ROOT

from reviewbook.statistics.metafor import agreement_with_metafor, pinned_numbers


@pytest.fixture(scope="module")
def table():
    return agreement_with_metafor(pinned_numbers(ROOT))


def test_every_quantity_keeps_the_tolerance_it_shows(table):
    assert (table["largest"] <= table["tolerance"]).all()
    assert table["cases"].max() >= 200
    assert set(table["tolerance"]) == {1e-6, 2e-4}
    above = table["largest"].clip(lower=1e-8)
    assert ((above <= table["within"]) & (table["within"] < 10 * above)).all()
    assert {"pooled effect", "prediction interval", "all subsets", "Egger's test"} <= set(
        table["quantity"]
    )


def test_a_number_that_is_off_is_seen():
    pinned = pinned_numbers(ROOT)
    case = pinned["pooled"][0]
    off = {"mu": case["mu"] * 1.01, "q_p": 1e-5, "h2": None}
    spoiled = pinned | {"pooled": [case | off]}
    spoiled |= {name: [] for name in ("exact", "deletion", "cumulative", "asymmetry")}
    spoiled |= {name: [] for name in ("regression", "subgroup", "subsets")}
    table = agreement_with_metafor(spoiled).set_index("quantity")
    assert table.loc["pooled effect", "largest"] == pytest.approx(0.01 / 1.01, rel=1e-3)
    assert table.loc["pooled effect", "within"] == 0.01
    assert table.loc["Q and its p value", "largest"] == pytest.approx(
        abs(case["q_p"] - 1e-5) / 1e-3, rel=1e-3
    )
    assert table.loc["I² and H²", "numbers"] == 1

import pytest
from books import ROOT

from reviewbook.statistics.metafor import agreement_with_metafor, pinned_numbers


@pytest.fixture(scope="module")
def table():
    return agreement_with_metafor(pinned_numbers(ROOT))


def test_every_quantity_keeps_the_tolerance_it_shows(table):
    assert (table["largest"] <= table["tolerance"]).all()
    assert table["cases"].max() >= 200
    assert {"pooled effect", "prediction interval", "all subsets", "Egger's test"} <= set(
        table["quantity"]
    )


def test_a_number_that_is_off_is_seen():
    pinned = pinned_numbers(ROOT)
    case = pinned["pooled"][0]
    spoiled = pinned | {"pooled": [case | {"mu": case["mu"] * 1.01}]}
    spoiled |= {name: [] for name in ("exact", "deletion", "cumulative", "asymmetry")}
    spoiled |= {name: [] for name in ("regression", "subgroup", "subsets")}
    table = agreement_with_metafor(spoiled).set_index("quantity")
    assert table.loc["pooled effect", "largest"] == pytest.approx(0.01 / 1.01, rel=1e-3)

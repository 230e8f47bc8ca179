import pandas as pd

from reviewbook.page.figure_table import twin


def cells(rows: pd.DataFrame) -> dict[str, tuple]:
    table = twin(rows, "Rows")
    return dict(zip(table.headings, map(tuple, table.cells), strict=True))


def test_bounds_of_ratios_keep_two_decimals():
    rows = pd.DataFrame({"label": ["a"], "estimate": [0.283], "low": [0.1512], "high": [0.5249]})
    shown = cells(rows)
    assert (shown["Low"], shown["High"], shown["Estimate"]) == (("0.15",), ("0.52",), ("0.283",))
    percents = cells(rows.assign(low=15.12, high=52.49))
    assert (percents["Low"], percents["High"]) == (("15.1",), ("52.5",))


def test_a_step_is_named_by_what_was_left_out():
    rows = pd.DataFrame({"left_out": ["Alder"], "k": [8], "estimate": [40.2], "i2": [52.7]})
    assert cells(rows)["Without"] == ("Alder",)
    assert cells(rows)["I², %"] == ("53",)

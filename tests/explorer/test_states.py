"""The states that explorers look up: each is what pooling those reports alone gives."""

import base64
import random
import zlib

import numpy as np
import pandas as pd
import pytest

from reviewbook.explorer.states import (
    COLUMNS,
    EVERY_SUBSET,
    GREATEST,
    MISSING,
    STATUSES,
    digits,
    shown,
    states,
)
from reviewbook.statistics.effects import effects, proportion_effects
from reviewbook.statistics.medians import median_of_medians
from reviewbook.statistics.pooling import pool

SERIES = pd.DataFrame(
    {
        "key": list("abcdef"),
        "label": list("ABCDEF"),
        "estimate": [44.0, 26.0, 50.0, 38.0, 11.0, 69.0],
        "n": [86.0, 34.0, 51.0, 120.0, 13.0, 49.0],
        "low": [0.2, 0.15, 0.3, 0.25, 0.05, 0.4],
        "high": [90.0, 60.0, 80.0, 70.0, 45.0, 95.0],
        "cohort_id": ["a", None, "c", "ruiz", "e", "ruiz"],
        "year": [2012.0, 2013.0, 2013.0, 2015.0, 2014.0, 2018.0],
    }
)
RATIOS = SERIES.assign(
    estimate=[0.3, 0.5, 0.9, 1.2, 0.7, 0.4],
    low=[0.15, 0.3, 0.5, 0.8, 0.2, 0.3],
    high=[0.6, 0.9, 1.6, 1.9, 2.2, 0.55],
)
SUBSETS = [s for s in range(64) if bin(s).count("1") >= 2]
EVERY = np.arange(64)[:, None] >> np.arange(6) & 1 == 1


def pooled(kind: str, rows: pd.DataFrame):
    """The result of pooling some reports on their own, each with patients of its own."""
    rows = rows.assign(study=rows["key"], median=rows["estimate"]).drop(columns="cohort_id")
    if kind == "median":
        return median_of_medians(rows[["study", "median"]])
    if kind == "ratio":
        return pool(effects(rows[["study", "estimate", "low", "high"]], "HR"))
    counts = rows.assign(k=rows["estimate"] * rows["n"] / 100)
    return pool(proportion_effects(counts[["study", "k", "n"]]))


def printed(value, places: int) -> str:
    """A number as Python's own formatting prints it."""
    if value is None:
        return ""
    if value >= GREATEST:
        return f"> {GREATEST}"
    return f"{value:.{places}f}".replace("-", "−")


@pytest.mark.parametrize("subset", SUBSETS)
@pytest.mark.parametrize("kind", ["proportion", "ratio", "median"])
def test_a_state_is_what_pooling_its_reports_gives(kind, subset):
    rows = RATIOS if kind == "ratio" else SERIES
    found = states(rows, kind, EVERY)
    members = [i for i in range(len(rows)) if subset >> i & 1]
    alone = pooled(kind, rows.iloc[members])
    row = found.row(subset)
    places = 2 if kind == "ratio" else 1
    scale = 100 if kind == "proportion" else 1
    names = ["estimate", "low", "high"]
    if kind == "median":
        spread = {"prediction_low": alone.smallest, "prediction_high": alone.largest}
    else:
        names += ["prediction_low", "prediction_high"]
        spread = {}
        assert shown(row["tau2"], 3) == printed(alone.tau2, 3)
        assert shown(row["i2"], 0) == printed(alone.i2, 0)
        weights = alone.studies.set_index("study")["weight"]
        kept = found.weights[subset][members]
        assert np.abs(kept - weights[rows["key"].iloc[members]].to_numpy()).max() <= 0.5
    for name in [*names, *spread]:
        value = spread.get(name, getattr(alone, name, None))
        value = None if value is None else scale * value
        assert shown(row[name], places) == printed(value, places), name
    assert STATUSES[row["status"]] == alone.status
    assert row["k"] == len(members)
    assert row["patients"] == int(rows["n"].iloc[members].sum())


def test_no_report_and_one_report_have_no_pooled_result():
    found = states(SERIES, "proportion")
    assert STATUSES[found.row(0)["status"]] == "no study"
    assert found.row(0)["estimate"] == MISSING
    alone = found.row(1 << 3)
    assert STATUSES[alone["status"]] == "one study"
    assert shown(alone["estimate"], 1) == "38.0"
    assert alone["tau2"] == alone["change"] == MISSING


def test_a_cohort_is_represented_by_one_report_and_stays_out_without_it():
    found = states(SERIES, "proportion")
    large, small = 1 << 3, 1 << 5
    assert found.counted(large | small | 1) == large | 1
    assert found.counted(small) == 0
    assert found.counted(large | small, twice=True) == large | small


def test_a_report_asked_for_takes_the_place_of_the_chosen_one():
    found = states(SERIES, "proportion")
    large, small = 1 << 3, 1 << 5
    assert found.counted(63, asked=small) == 63 - large
    assert found.counted(large, asked=small) == 0
    assert found.counted(63, asked=1) == found.counted(63) == found.chosen


def test_two_reports_of_one_cohort_are_pooled_only_where_asked():
    found = states(SERIES, "proportion")
    both = 1 << 3 | 1 << 5
    assert {bits for bits in range(64) if bits & both != both} == set(found.table["subset"])
    asked = np.array([[True] * 6, [False, False, False, True, False, True]])
    assert {63, both} < set(states(SERIES, "proportion", asked).table["subset"])


def test_a_change_is_measured_from_every_cohort_once():
    found = states(SERIES, "proportion")
    whole = found.counted(63)
    assert whole == 63 - (1 << 5)
    assert found.row(whole)["change"] == 0
    full = printed(100 * pooled("proportion", SERIES.drop(index=5)).estimate, 1)
    part = printed(100 * pooled("proportion", SERIES.iloc[:3]).estimate, 1)
    change = f"{float(part) - float(full):+.1f}".replace("-", "−")
    assert shown(found.row(7)["change"], 1, sign=True) == change


def test_many_reports_need_their_reachable_subsets():
    rows = pd.concat([SERIES.drop(columns="cohort_id")] * 3, ignore_index=True)
    rows = rows.assign(key=[f"r{i}" for i in range(18)], cohort_id=None)
    assert len(rows) > EVERY_SUBSET
    with pytest.raises(ValueError, match="18 reports"):
        states(rows, "proportion")
    draw = random.Random(3)
    chosen = [[True] * 18, *([draw.random() < 0.5 for _ in range(18)] for _ in range(20))]
    found = states(rows, "proportion", np.array(chosen))
    for flags in chosen:
        alone = pooled("proportion", rows[flags])
        bits = sum(1 << i for i, flag in enumerate(flags) if flag)
        assert shown(found.row(bits)["estimate"], 1) == printed(100 * alone.estimate, 1)
    assert found.row(1) is None


def unpacked(text: str, columns: int, bytes_each: int) -> np.ndarray:
    """Columns of whole numbers, the bytes of each gathered from their planes."""
    planes = np.frombuffer(zlib.decompress(base64.b64decode(text)), np.uint8)
    planes = planes.reshape(columns, bytes_each, -1).astype(np.int64)
    return sum(planes[:, i] << (8 * i) for i in range(bytes_each))


def test_the_packed_table_is_the_table():
    found = states(SERIES, "proportion")
    packed = found.packed()
    coded = unpacked(packed["table"], len(COLUMNS), 4)
    steps = np.where(coded % 2, -(coded + 1) // 2, coded // 2)
    numbers = np.cumsum(steps, axis=1).astype(np.int32)
    numbers[COLUMNS.index("change")] += numbers[COLUMNS.index("estimate")]
    assert (found.table[list(COLUMNS)].to_numpy() == numbers.T).all()
    assert (found.weights == unpacked(packed["weights"], 6, 1).T).all()
    assert list(found.table["subset"]) == list(unpacked(packed["subsets"], 1, 1)[0])


def test_subsets_of_more_reports_than_a_byte_holds_are_packed_whole():
    rows = pd.concat([SERIES] * 2, ignore_index=True)
    found = states(rows.assign(key=list("abcdefghijkl"), cohort_id=None), "median")
    bits = unpacked(found.packed()["subsets"], 1, 2)[0]
    assert list(bits) == list(range(4096)) == list(found.table["subset"])


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0.05, 1, "0.1"),
        (-3.04, 1, "−3.0"),
        (99.96, 1, "100.0"),
        (0.004, 2, "0.00"),
        (-0.04, 1, "0.0"),
        (1e9, 1, f"> {GREATEST}"),
        (-1e9, 1, f"< −{GREATEST}"),
        (float("nan"), 1, ""),
        (513.0, 0, "513"),
    ],
)
def test_a_number_is_shown_as_python_prints_it(value, places, text):
    assert shown(digits(value, places), places) == text


def test_a_ratio_with_a_narrower_interval_level_weighs_less():
    usual = states(RATIOS.head(2), "ratio")
    seventy = states(RATIOS.head(2).assign(level=[0.7, 0.95]), "ratio")
    assert seventy.weights[-1][0] < usual.weights[-1][0]

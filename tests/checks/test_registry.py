"""The register, no false alarm on simulated reviews, and seeded errors that must be found."""

import inspect
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reviewbook.checks.agreement
import reviewbook.checks.curves
import reviewbook.checks.feasibility
import reviewbook.checks.granularity
import reviewbook.checks.partitions
import reviewbook.checks.ratio_intervals
import reviewbook.checks.recompute
from reviewbook.checks.agreement import Estimand
from reviewbook.checks.findings import Finding
from reviewbook.checks.registry import CHECKS, run

FAMILIES = [
    reviewbook.checks.recompute,
    reviewbook.checks.feasibility,
    reviewbook.checks.granularity,
    reviewbook.checks.curves,
    reviewbook.checks.ratio_intervals,
    reviewbook.checks.partitions,
    reviewbook.checks.agreement,
]
TIMES = (12, 36, 60)
OS = Estimand("series", "OS", "survival", "36", "operation", "all")


def public_checks():
    """Every public function that returns a finding, found in the modules, not in the register."""
    for module in FAMILIES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            returns = inspect.signature(function).return_annotation
            if function.__module__ == module.__name__ and returns is Finding and name[0] != "_":
                yield name, function


def test_every_public_check_is_registered_and_nothing_else_is():
    assert dict(public_checks()) == {name: check.function for name, check in CHECKS.items()}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_every_check_explains_itself(check):
    text = inspect.getdoc(check.function)
    assert "Tolerance" in text
    assert "eference:" in text
    assert check.meaning.endswith("?")
    assert check.reference
    assert check.inputs or check.options


def test_checks_are_run_by_name():
    assert run("share", {"printed": "42", "k": 16, "n": 38}).verdict == "reproduced"
    with pytest.raises(KeyError, match=r"unknown check 'shares'.*share"):
        run("shares", {})
    with pytest.raises(TypeError, match="missing k, missing n, unknown m"):
        run("share", {"printed": "42", "m": 1})


def rounded(value, decimals, rule):
    exact = Decimal(repr(round(float(value), 10)))
    return f"{exact.quantize(Decimal(1).scaleb(-decimals), rule):f}"


def kaplan_meier(times, events):
    """Estimate survival: the times at which it falls, and its height after each."""
    order = np.lexsort((~events, times))
    steps, first = np.unique(times[order], return_index=True)
    deaths = np.add.reduceat(events[order].astype(float), first)
    return steps, np.cumprod(1 - deaths / (len(times) - first))


def height(curve, t):
    passed = np.searchsorted(curve[0], t, side="right")
    return 100.0 if passed == 0 else 100 * curve[1][passed - 1]


def middle(curve, times):
    """Give the median, if it is reached while at least three patients are watched."""
    below = np.flatnonzero(curve[1] <= 0.5 + 1e-12)
    reached = len(below) > 0 and (times >= curve[0][below[0]]).sum() >= 3
    return curve[0][below[0]] if reached else None


class Review:
    """A review of simulated series, printed as a journal prints: a table and pooled statements."""

    def __init__(self, seed, decimals, rule):
        self.rng, self.decimals, self.rule = np.random.default_rng(seed), decimals, rule
        self.series = [self.one_series() for _ in range(self.rng.integers(4, 12))]

    def show(self, value):
        return rounded(value, self.decimals, self.rule)

    def one_series(self):
        rng = self.rng
        n = int(rng.integers(12, 132))
        recurrence = rng.weibull(rng.uniform(0.8, 1.6), n) * rng.uniform(10, 80)
        death = recurrence * rng.uniform(0, 1) + rng.weibull(rng.uniform(0.8, 1.6), n) * (
            rng.uniform(20, 90)
        )
        left = rng.uniform(rng.uniform(12, 40), rng.uniform(60, 200), n)
        if rng.uniform() < 0.3:
            death, left = np.ceil(death), np.ceil(left)
        alive, free = np.minimum(death, left), np.minimum(np.minimum(recurrence, death), left)
        curve = kaplan_meier(alive, death <= left)
        dfs = kaplan_meier(free, np.minimum(recurrence, death) <= left)
        medians = middle(curve, alive), middle(dfs, free)
        watched = [t for t in TIMES if (free > t).sum() >= 3]
        k = int(rng.binomial(n, rng.uniform()))
        return {
            "n": n,
            "k": k,
            "share": self.show(100 * k / n),
            "os": {t: self.show(height(curve, t)) for t in watched},
            "dfs": {t: self.show(height(dfs, t)) for t in watched},
            "median": None if medians[0] is None else self.show(medians[0]),
            "dfs_median": None if medians[1] is None else self.show(medians[1]),
            "exact": (100 * k / n, medians[0]),
        }


def findings_of_a_series(review, row):
    yield "share", {"printed": row["share"], "k": row["k"], "n": row["n"]}
    yield "granularity", {"printed": row["share"], "n": row["n"]}
    for shown in row["os"].values():
        yield "granularity", {"printed": shown, "n": row["n"], "censored": True}
    yield "survival_falls", {"survival": row["os"]}
    yield "survival_falls", {"survival": row["dfs"]}
    if row["median"]:
        yield "median_agrees", {"median": row["median"], "survival": row["os"]}
    medians = {"dfs_median": row["dfs_median"], "os_median": row["median"]}
    yield "endpoints_nested", {"dfs": row["dfs"], "os": row["os"]} | medians
    rest = row["n"] - row["k"]
    yield "groups_add_up", {"total": row["n"], "groups": [row["k"], rest]}
    shares = [row["share"], review.show(100 * rest / row["n"])]
    yield "percentages_add_up", {"groups": shares}
    exact = row["exact"][0]
    both = {"first": rounded(exact, 0, review.rule), "second": rounded(exact, 1, review.rule)}
    yield "agreement", both | {"first_estimand": OS, "second_estimand": OS}


def findings_of_a_summary(review, exact, table, weights, whole):
    """Check pooled statements that were computed from the unrounded values or from the table."""
    k, show = len(exact), (lambda x: x) if whole else review.show
    middle, low, high = np.median(exact), min(exact), max(exact)
    shown = rounded(middle, 1, review.rule) if whole else review.show(middle)
    ends = {
        "minimum": int(low) if whole else show(low),
        "maximum": int(high) if whole else show(high),
    }
    mean, total = np.mean(exact), sum(exact)
    weighted = np.average(exact, weights=weights)
    for name, value in (("median", middle), ("mean", mean), ("weighted mean", weighted)):
        for places, meant in ((0, name), (1, "average")):
            printed = rounded(value, places, review.rule)
            inputs = {"printed": printed, "values": table, "weights": weights}
            yield "recompute", inputs | {"statistic": meant}
    yield "recompute", {"statistic": "count", "printed": k, "values": table}
    stated_total = int(total) if whole else review.show(total)
    yield "recompute", {"statistic": "sum", "printed": stated_total, "values": table}
    yield "value_range", {"low": ends["minimum"], "high": ends["maximum"], "values": table}
    edge = {"low": ends["minimum"], "high": ends["maximum"]}
    yield "inside_range", {"printed": shown} | edge
    yield "inside_range", {"printed": rounded(mean, 0, review.rule)} | edge
    for extra in (
        {"total": stated_total},
        {"mean": rounded(mean, 1, review.rule)},
        {"known": table[: k // 2]},
    ):
        yield "summary_feasibility", {"k": k, "median": shown, "whole": whole} | ends | extra
        yield "summary_feasibility", {"k": k, "whole": whole} | ends | extra
    if whole:
        yield "median_on_grid", {"printed": shown, "k": k}
    divided = rounded(mean / high, 2, review.rule) if high > 0 else None
    if divided and float(divided) > 0 and not whole:
        top = review.show(mean)
        yield "ratio", {"printed": divided, "numerator": top, "denominator": ends["maximum"]}


def all_checks(review):
    for row in review.series:
        yield from findings_of_a_series(review, row)
    sizes = [row["n"] for row in review.series]
    yield from findings_of_a_summary(review, sizes, sizes, sizes, whole=True)
    shares = [row["exact"][0] for row in review.series]
    printed = [row["share"] for row in review.series]
    yield from findings_of_a_summary(review, shares, printed, sizes, whole=False)
    stated = [row for row in review.series if row["median"]]
    if stated:
        weights = [row["n"] for row in stated]
        medians = ([row["exact"][1] for row in stated], [row["median"] for row in stated])
        yield from findings_of_a_summary(review, *medians, weights, whole=False)
        by_table = [float(value) for value in medians[1]]
        yield from findings_of_a_summary(review, by_table, medians[1], weights, whole=False)


@settings(deadline=None, max_examples=1500, derandomize=True, database=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    decimals=st.integers(0, 1),
    rule=st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]),
)
def test_no_false_alarm_on_reviews_of_simulated_series(seed, decimals, rule):
    faults = [
        (name, inputs, found.sentence)
        for name, inputs in all_checks(Review(seed, decimals, rule))
        if (found := run(name, inputs)).fault
    ]
    assert faults == []


def digit_changed(text, rng):
    places = [i for i, sign in enumerate(text) if sign.isdigit()]
    i = rng.choice(places)
    digits = [d for d in "0123456789" if d != text[i] and not (d == "0" and i == 0 < len(text) - 1)]
    return text[:i] + rng.choice(digits) + text[i + 1 :]


def digits_swapped(text, rng):
    places = [i for i, sign in enumerate(text) if sign.isdigit()]
    pairs = [(i, j) for i, j in pairwise(places) if text[i] != text[j]]
    if not pairs:
        return text
    i, j = pairs[rng.integers(len(pairs))]
    signs = list(text)
    signs[i], signs[j] = signs[j], signs[i]
    return "".join(signs)


def last_digit_moved(text, rng):
    step = Decimal(1).scaleb(-len(text.partition(".")[2]))
    return f"{Decimal(text) + step * int(rng.choice([-1, 1])):f}"


SLIPS = [digit_changed, digits_swapped, last_digit_moved]


def recomputable(review):
    """Give checks whose number follows from others: inputs, exact value, rounding of the values."""
    sizes = [row["n"] for row in review.series]
    shares = [row["share"] for row in review.series]
    exact = [row["exact"][0] for row in review.series]
    for row in review.series:
        yield "share", {"printed": row["share"], "k": row["k"], "n": row["n"]}, row["exact"][0], 0
    whole = {"values": sizes, "weights": sizes}
    yield "recompute", {"statistic": "sum", "printed": str(sum(sizes))} | whole, sum(sizes), 0
    yield "recompute", {"statistic": "count", "printed": str(len(sizes))} | whole, len(sizes), 0
    middle = np.median(sizes)
    shown = rounded(middle, 1, review.rule)
    yield "recompute", {"statistic": "median", "printed": shown} | whole, middle, 0
    half = 0.5 * 10**-review.decimals
    for name, value in (
        ("median", np.median(exact)),
        ("mean", np.mean(exact)),
        ("weighted mean", np.average(exact, weights=sizes)),
        ("minimum", min(exact)),
        ("maximum", max(exact)),
    ):
        inputs = {"statistic": name, "printed": review.show(value)}
        yield "recompute", inputs | {"values": shares, "weights": sizes}, value, half
    parts = [row["k"] for row in review.series]
    yield "groups_add_up", {"total": str(sum(parts)), "groups": parts}, sum(parts), 0


def slipped():
    """Change every recomputable number in every way; give what became of it."""
    for seed in range(150):
        review = Review(seed, seed % 2, [ROUND_HALF_UP, ROUND_HALF_EVEN][seed // 2 % 2])
        for check, inputs, exact, room in recomputable(review):
            name = "total" if "total" in inputs else "printed"
            text = inputs[name]
            half = 0.5 * 10 ** -len(text.partition(".")[2])
            before = run(check, inputs)
            for slip in SLIPS:
                changed = slip(text, review.rng)
                away = abs(float(changed) - exact)
                if away > half + 1e-9:
                    after = run(check, inputs | {name: changed})
                    clear = away > half + 2 * room + 1e-9
                    yield slip.__name__, clear, after.fault, after.verdict != before.verdict


def test_seeded_errors_beyond_rounding_are_caught():
    rows = list(slipped())
    for slip in SLIPS:
        mine = [row for row in rows if row[0] == slip.__name__]
        clear = [fault for _, beyond_inputs, fault, _ in mine if beyond_inputs]
        assert len(clear) > 1000
        assert np.mean(clear) >= 0.95
        assert np.mean([fault or moved for *_, fault, moved in mine]) >= 0.95


def test_a_cell_behind_a_total_cannot_change_unseen():
    for seed in range(40):
        review = Review(seed, 0, ROUND_HALF_UP)
        sizes = [row["n"] for row in review.series]
        for i in range(len(sizes)):
            for slip in SLIPS:
                cell = int(slip(str(sizes[i]), review.rng))
                cells = [*sizes[:i], cell, *sizes[i + 1 :]]
                inputs = {"statistic": "sum", "printed": sum(sizes), "values": cells}
                assert run("recompute", inputs).fault == (cell != sizes[i])


def test_exchanged_columns_are_caught():
    caught = {"times": [], "statements": []}
    for seed in range(150):
        series = Review(seed, seed % 2, ROUND_HALF_UP).series
        for os in (row["os"] for row in series):
            if {12, 60} <= set(os) and float(os[12]) - float(os[60]) > 1:
                turned = {12: os[60], 36: os[36], 60: os[12]}
                caught["times"].append(run("survival_falls", {"survival": turned}).fault)
        medians = [row["median"] for row in series if row["median"]]
        shares = [row["share"] for row in series]
        other = np.median([float(share) for share in shares])
        if medians and abs(other - np.median([float(median) for median in medians])) > 1:
            inputs = {"statistic": "median", "printed": rounded(other, 1, ROUND_HALF_UP)}
            caught["statements"].append(run("recompute", inputs | {"values": medians}).fault)
    assert min(len(found) for found in caught.values()) > 100
    assert all(np.mean(found) >= 0.95 for found in caught.values())

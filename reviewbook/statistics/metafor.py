"""How far the book's numbers are from metafor's, quantity by quantity.

The pinned numbers are recomputed here and compared, for
the chapter on methods to show. The tests compare more of them, one by one; what differs by
definition, and why, stands in ``validation/metafor/README.md``.
"""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from reviewbook.statistics.binomial_normal import pool_exact_proportions
from reviewbook.statistics.effects import Effects, effects, proportion_effects
from reviewbook.statistics.influence import (
    all_subsets,
    baujat,
    cumulative,
    egger,
    influence,
    leave_one_out,
)
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.subgroups import difference_between_groups, meta_regression, pool_by
from reviewbook.statistics.two_arms import two_arm_effects

__all__ = ["agreement_with_metafor", "pinned_numbers"]

TOLERANCE, EXACT_TOLERANCE = 1e-6, 2e-4
FINEST = 1e-8
SMALL = 1e-3
"""Below this a difference is taken as it is: relative to nearly nothing it would mean nothing."""

ARMS = {"ai": "events_1", "n1i": "n_1", "ci": "events_2", "n2i": "n_2"}
POOLED = {
    "pooled effect": ["mu"],
    "standard error and interval": ["se", "mu_low", "mu_high"],
    "prediction interval": ["mu_prediction_low", "mu_prediction_high"],
    "τ²": ["tau2"],
    "Q-profile interval of τ² and I²": ["tau2_low", "tau2_high", "i2_low", "i2_high"],
    "I² and H²": ["i2", "h2"],
    "Q and its p value": ["q", "q_p"],
}


def pinned_numbers(folder: Path) -> dict:
    """Read the numbers metafor gave: ``reference.json`` and the pools of ``further.json``.

    `folder` is the one that holds ``validation``. ``versions`` says of which metafor they are.
    """
    first, further = (
        json.loads((folder / "validation" / "metafor" / name).read_text(encoding="utf-8"))
        for name in ("reference.json", "further.json")
    )
    return first | {
        "datasets": first["datasets"] | further["datasets"],
        "pooled": first["pooled"] + further["pooled"],
    }


def agreement_with_metafor(pinned: dict) -> pd.DataFrame:
    """Recompute the numbers of `pinned_numbers` and compare them.

    Columns: ``quantity``, ``cases`` (analyses), ``numbers`` compared, ``largest`` relative
    difference, ``within`` (the power of ten above it, not less than 1e-8, so that it is the same
    on every machine), ``tolerance`` that the tests allow. A difference is taken relative
    to metafor's number, or to one thousandth where that is smaller.
    """
    rows = [
        *_pooled_pairs(pinned),
        *_exact_pairs(pinned),
        *_deletion_pairs(pinned),
        *_other_pairs(pinned),
    ]
    pairs = pd.DataFrame(rows, columns=["quantity", "case", "ours", "theirs", "tolerance"])
    pairs = pairs.dropna(subset=["theirs"])
    gap = (pairs["ours"] - pairs["theirs"]).abs() / pairs["theirs"].abs().clip(lower=SMALL)
    pairs = pairs.assign(gap=gap.fillna(np.inf))
    table = pairs.groupby("quantity", sort=False).agg(
        cases=("case", "nunique"),
        numbers=("gap", "size"),
        largest=("gap", "max"),
        tolerance=("tolerance", "max"),
    )
    power = np.ceil(np.log10(table["largest"].clip(lower=FINEST)))
    return table.assign(within=10.0**power).reset_index()


def _studies(pinned: dict, name: str) -> Effects:
    data = pinned["datasets"][name]
    rows = pd.DataFrame(data["rows"])
    if data["kind"] == "proportions":
        return proportion_effects(rows[["study", "k", "n"]], data["measure"])
    if data["kind"] == "counts":
        counts = rows.drop(columns=["yi", "vi"]).rename(columns=ARMS)
        return two_arm_effects(counts.assign(allocation="randomised"), data["measure"])
    return effects(rows[["study", "yi", "vi"]], "difference")


def _with_moderators(pinned: dict, name: str) -> Effects:
    ready, columns = _studies(pinned, name), pd.DataFrame(pinned["moderators"][name])
    return replace(ready, studies=pd.concat([ready.studies, columns], axis=1))


def _pairs(quantity: str, case, ours, theirs, tolerance: float = TOLERANCE):
    ours = np.atleast_1d(np.asarray(ours, dtype=float))
    theirs = [np.nan if each in (None, "NA") else each for each in np.atleast_1d(theirs).tolist()]
    for own, other in zip(ours, theirs, strict=True):
        yield quantity, case, own, float(other), tolerance


def _pooled_pairs(pinned: dict):
    for at, case in enumerate(pinned["pooled"]):
        ready = _studies(pinned, case["dataset"])
        result = pool(ready, case["method"], case["interval"], case["level"])
        for quantity, names in POOLED.items():
            for name in names:
                ours = getattr(result, name)
                theirs = case[name.replace("mu_prediction", "prediction")]
                yield from _pairs(
                    quantity, ("pooled", at), np.nan if ours is None else ours, theirs
                )
        yield from _pairs("weights", ("pooled", at), result.studies["weight"], case["weights"])


def _exact_pairs(pinned: dict):
    for at, case in enumerate(pinned["exact"]):
        rows = pd.DataFrame(pinned["datasets"][case["dataset"]]["rows"])[["study", "k", "n"]]
        result = pool_exact_proportions(rows, case["interval"])
        for name in ("mu", "tau2", "q"):
            yield from _pairs("exact model", ("exact", at), getattr(result, name), case[name])
        for name in ("se", "mu_low", "mu_high"):
            ours, quantity = getattr(result, name), "exact model, standard error and interval"
            yield from _pairs(quantity, ("exact", at), ours, case[name], EXACT_TOLERANCE)


def _deletion_pairs(pinned: dict):
    for at, case in enumerate(pinned["deletion"]):
        ready, how = _studies(pinned, case["dataset"]), (case["method"], case["interval"])
        steps = leave_one_out(ready, *how)
        for name in ("mu", "se"):
            yield from _pairs("leave-one-out", at, steps[name], case["leave_one_out"][name])
        table, points = influence(ready, *how), baujat(ready, *how)
        for name, theirs in case["influence"].items():
            yield from _pairs("influence and hat values", at, table[name], theirs)
        for name, theirs in case["baujat"].items():
            yield from _pairs("Baujat plot", at, points[name], theirs)


def _other_pairs(pinned: dict):
    for at, case in enumerate(pinned["cumulative"]):
        ready = _studies(pinned, case["dataset"])
        ranked = ready.studies.assign(year=np.argsort(case["order"]))
        steps = cumulative(replace(ready, studies=ranked)).iloc[1:]
        yield from _pairs("cumulative", at, steps["mu"], case["mu"][1:])
    for at, case in enumerate(pinned["asymmetry"]):
        for model in ("classical", "mixed"):
            result = egger(_studies(pinned, case["dataset"]), model)
            for name in ("statistic", "p", "limit"):
                yield from _pairs("Egger's test", at, getattr(result, name), case[model][name])
    for at, case in enumerate(pinned["regression"]):
        ready, how = _with_moderators(pinned, case["dataset"]), (case["method"], case["interval"])
        fitted = meta_regression(ready, case["moderators"], *how)
        for name in ("coefficient", "se", "p"):
            yield from _pairs("meta-regression", at, fitted.coefficients[name], case[name])
    for at, case in enumerate(pinned["subgroup"]):
        ready, how = _with_moderators(pinned, case["dataset"]), (case["method"], case["interval"])
        groups = pool_by(ready, case["by"], *how)
        yield from _pairs("subgroups and their difference", at, groups.table["mu"], case["mu"])
        difference = difference_between_groups(groups)
        yield from _pairs("subgroups and their difference", at, difference.q, case["q_between"])
    for at, case in enumerate(pinned["subsets"]):
        few = _studies(pinned, case["dataset"]).only(np.arange(case["studies"]))
        table = all_subsets(few).set_index("subset").loc[case["subset"]]
        for name in ("mu", "tau2"):
            yield from _pairs("all subsets", at, table[name], case[name])

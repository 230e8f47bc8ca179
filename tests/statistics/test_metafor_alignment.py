"""Every pinned number of validation/metafor, recomputed.

The tolerances and the quantities that are defined otherwise are explained in
validation/metafor/README.md.
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import special

from reviewbook.statistics.bayes import HalfNormal, LogNormal, pool_bayesian
from reviewbook.statistics.binomial_normal import homogeneity_tests, pool_exact_proportions
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
from reviewbook.statistics.sensitivity import pool_overlapping
from reviewbook.statistics.subgroups import difference_between_groups, meta_regression, pool_by
from reviewbook.statistics.two_arms import compare_arms, labbe, pool_rare_events, two_arm_effects

FOLDER = Path(__file__).parents[2] / "validation" / "metafor"
REFERENCE, FURTHER = (
    json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("reference", "further")
)
PINNED = {**FURTHER, **REFERENCE} | {
    name: REFERENCE[name] | FURTHER[name] for name in ("datasets", "versions")
}
PINNED["pooled"] = REFERENCE["pooled"] + FURTHER["pooled"]
RELATIVE = 1e-6
EXACT_RELATIVE = 1e-6
EXACT_SE_RELATIVE = 2e-4
BAYES_RELATIVE, BAYES_ABSOLUTE = 2e-5, 2e-5


@cache
def studies(name: str) -> Effects:
    data = PINNED["datasets"][name]
    rows = pd.DataFrame(data["rows"])
    if data["kind"] == "proportions":
        return proportion_effects(rows[["study", "k", "n"]], data["measure"])
    if data["kind"] == "counts":
        return two_arm_effects(two_arms(name), data["measure"])
    return effects(rows[["study", "yi", "vi"]], "difference")


def two_arms(name: str) -> pd.DataFrame:
    names = {"ai": "events_1", "n1i": "n_1", "ci": "events_2", "n2i": "n_2"}
    rows = pd.DataFrame(PINNED["datasets"][name]["rows"]).drop(columns=["yi", "vi"])
    return rows.rename(columns=names).assign(allocation="randomised")


def with_moderators(name: str) -> Effects:
    ready = studies(name)
    columns = pd.DataFrame(PINNED["moderators"][name])
    return replace(ready, studies=pd.concat([ready.studies, columns], axis=1))


def ids(cases: list[dict]) -> list[str]:
    keys = ("dataset", "moderators", "by", "measure", "method", "interval")
    return ["-".join(str(case[key]) for key in keys if key in case) for case in cases]


def over(section: str):
    return pytest.mark.parametrize("case", PINNED[section], ids=ids(PINNED[section]))


def close(ours, theirs, relative=RELATIVE, near_zero=1e-9):
    theirs = [np.nan if each in (None, "NA") else each for each in np.atleast_1d(theirs).tolist()]
    ours = [np.nan if each is None else each for each in np.atleast_1d(ours).tolist()]
    np.testing.assert_allclose(ours, np.array(theirs, float), rtol=relative, atol=near_zero)


def test_there_are_cases_enough_for_every_estimator():
    pooled = pd.DataFrame(PINNED["pooled"])
    assert len(pooled) >= 200
    assert pooled.groupby(["method", "interval"])["dataset"].nunique().min() >= 25
    assert pooled["method"].nunique() * pooled["interval"].nunique() == 12
    assert REFERENCE["versions"]["metafor"] == FURTHER["versions"]["metafor"] == "3.8.1"


def test_twenty_sets_are_in_the_second_file_only():
    def source(name):
        return name.split("_")[0]

    first = {source(name) for name in REFERENCE["datasets"]}
    assert len({source(name) for name in FURTHER["datasets"]} - first) >= 20


@pytest.mark.parametrize("name", PINNED["datasets"])
def test_effects_and_variances(name):
    rows = PINNED["datasets"][name]["rows"]
    close(studies(name).yi, rows["yi"])
    close(studies(name).vi, rows["vi"])


@over("pooled")
def test_pooled(case):
    ready = studies(case["dataset"])
    result = pool(ready, case["method"], case["interval"], case["level"])
    test = [] if ready.measure == "proportion" else ["statistic", "p"]
    intervals = ["tau2_low", "tau2_high", "i2_low", "i2_high"]
    for name in ["mu", "se", "mu_low", "mu_high", "q", "q_p", "tau2", "i2", *test, *intervals]:
        close(getattr(result, name), case[name])
    close(result.h2, case["h2"])
    close(result.mu_prediction_low, case["prediction_low"])
    close(result.mu_prediction_high, case["prediction_high"])
    close(result.studies["weight"], case["weights"])


@over("pooled")
def test_prediction_interval_of_higgins(case):
    result = pool(studies(case["dataset"]), case["method"], case["interval"], case["level"], "k-2")
    close(result.mu_prediction_low, case["riley_low"])
    close(result.mu_prediction_high, case["riley_high"])


PROPORTIONS = [case for case in PINNED["pooled"] if "estimate" in case]


@pytest.mark.parametrize("case", PROPORTIONS, ids=ids(PROPORTIONS))
def test_pooled_proportions_on_the_scale_of_the_reader(case):
    result = pool(studies(case["dataset"]), case["method"], case["interval"], case["level"])
    for name in ("estimate", "low", "high"):
        close(getattr(result, name), case[name])


@over("exact")
def test_exact_model(case):
    rows = pd.DataFrame(PINNED["datasets"][case["dataset"]]["rows"])[["study", "k", "n"]]
    result = pool_exact_proportions(rows, case["interval"])
    for name in ("mu", "tau2", "i2", "h2", "q", "q_p"):
        close(getattr(result, name), case[name], EXACT_RELATIVE)
    close(result.se, case["se"], EXACT_SE_RELATIVE)
    for name in ("low", "high", "prediction_low", "prediction_high"):
        theirs = case[name if name.startswith("prediction") else f"mu_{name}"]
        close(getattr(result, f"mu_{name}"), theirs, EXACT_SE_RELATIVE)


@over("deletion")
def test_leave_one_out(case):
    ready = studies(case["dataset"])
    table = leave_one_out(ready, case["method"], case["interval"])
    pinned = case["leave_one_out"]
    for name in ("mu", "se", "q", "i2", "h2"):
        close(table[name], pinned[name])
    if case["method"] != "common":
        close(table["tau2"], pinned["tau2"])
    close(analysis_scale(ready, table["low"]), pinned["mu_low"])
    close(analysis_scale(ready, table["high"]), pinned["mu_high"])
    if ready.measure != "proportion":
        close(table["p"], pinned["p"])


def analysis_scale(ready: Effects, values):
    return {"log": np.log, "logit": special.logit}.get(ready.scale, np.asarray)(values)


@over("deletion")
def test_influence(case):
    table = influence(studies(case["dataset"]), case["method"], case["interval"])
    for name, pinned in case["influence"].items():
        close(table[name].astype(float), pinned)


@over("deletion")
def test_baujat(case):
    table = baujat(studies(case["dataset"]), case["method"], case["interval"])
    for name, pinned in case["baujat"].items():
        close(table[name], pinned)


@over("cumulative")
def test_cumulative(case):
    ready = studies(case["dataset"])
    rank = np.argsort(case["order"])
    ranked = replace(ready, studies=ready.studies.assign(year=rank))
    table = cumulative(ranked, interval="knapp-hartung").iloc[1:]
    for name in ("mu", "se", "tau2", "i2"):
        close(table[name], case[name][1:])


@over("asymmetry")
@pytest.mark.parametrize("model", ["classical", "mixed"])
def test_egger(case, model):
    result = egger(studies(case["dataset"]), model)
    for name, pinned in case[model].items():
        close(getattr(result, name), pinned)


@over("regression")
def test_meta_regression(case):
    result = meta_regression(
        with_moderators(case["dataset"]), case["moderators"], case["method"], case["interval"]
    )
    for name in ("coefficient", "se", "low", "high", "p"):
        close(result.coefficients[name], case[name])
    for name in ("tau2", "tau2_low", "tau2_high", "i2", "h2", "qm", "qm_p", "qe", "qe_p"):
        close(getattr(result, name), case[name])
    if case["method"] != "common":
        close(result.r2, case["r2"])


@over("subgroup")
def test_subgroups(case):
    groups = pool_by(with_moderators(case["dataset"]), case["by"], case["method"], case["interval"])
    assert groups.table["group"].tolist() == case["groups"]
    for name in ("mu", "se", "tau2"):
        close(groups.table[name], case[name])
    difference = difference_between_groups(groups)
    assert difference.df == case["df"]
    close(difference.q, case["q_between"])
    if case["interval"] == "wald":
        close(difference.p, case["p"])


def of(case) -> pd.DataFrame:
    rows = pd.DataFrame({"yi": case["yi"], "vi": case["vi"]})
    return rows.assign(study=[f"s{i}" for i in rows.index])


@over("common_tau2")
def test_subgroups_with_a_common_tau2(case):
    ready = effects(of(case).assign(group=case["group"]), "difference")
    groups = pool_by(ready, "group", case["method"], case["interval"], tau2="common")
    assert groups.table["group"].tolist() == case["groups"]
    for name in ("mu", "se", "mu_low", "mu_high"):
        close(groups.table[name], case[name])
    close(groups.table["tau2"], [case["tau2"]] * len(groups.table))
    difference = difference_between_groups(groups)
    statistic = difference.q if case["interval"] == "wald" else difference.f
    close([statistic, difference.p], [case["statistic"], case["p"]])
    assert (difference.df, difference.df2) == (
        case["df"],
        None if case["df2"] == "NA" else case["df2"],
    )


@over("few")
def test_two_or_three_studies_ad_hoc(case):
    chosen = np.arange(case["first"], case["first"] + case["k"])
    result = pool(studies(case["dataset"]).only(chosen))
    for name in ("mu", "se", "mu_low", "mu_high"):
        close(getattr(result, name), case[name])


@over("rare")
@pytest.mark.parametrize(
    ("pinned", "how"),
    [("or", ("OR",)), ("rr", ("RR",)), ("peto", ("OR", "Peto"))],
)
def test_rare_events(case, pinned, how):
    names = {"ai": "events_1", "n1i": "n_1", "ci": "events_2", "n2i": "n_2"}
    rows = pd.DataFrame(case["rows"]).rename(columns=names).assign(allocation="randomised")
    result = pool_rare_events(rows.assign(study=[f"s{i}" for i in rows.index]), *how)
    for name, theirs in case[pinned].items():
        close(getattr(result, name), theirs)


@over("overlap")
def test_overlapping_reports(case):
    rows = of(case).assign(cohort_id=[f"c{c}" for c in case["cluster"]], n=1)
    result = pool_overlapping(effects(rows, "difference", count_cohorts_twice=True))
    for name in ("mu", "se", "df", "p", "tau2"):
        close(getattr(result, name), case[name])
    close([result.low, result.high], [case["mu_low"], case["mu_high"]])


@pytest.mark.parametrize("case", FURTHER["exact_test"])
def test_homogeneity(case):
    rows = pd.DataFrame({"k": case["k"], "n": case["n"]})
    table = homogeneity_tests(rows.assign(study=[f"s{i}" for i in rows.index])).set_index("test")
    close(table.loc["likelihood ratio", "statistic"], case["q_likelihood"])
    exact = table.loc["exact"]
    assert abs(exact["p"] - case["p"]) < 4 * exact["error"]


@over("bayes")
def test_bayesian_pool(case):
    scale = case["scale"]
    prior = HalfNormal(scale) if case["prior"] == "half-normal" else LogNormal(-4.17, scale)
    result = pool_bayesian(effects(of(case), "difference"), prior)
    for name in ("mu", "mu_low", "mu_high"):
        close(getattr(result, name), case[name], BAYES_RELATIVE, BAYES_ABSOLUTE)
    for name in ("prediction_low", "prediction_high"):
        close(getattr(result, f"mu_{name}"), case[name], BAYES_RELATIVE, BAYES_ABSOLUTE)
    for end in ("", "_low", "_high"):
        ours = np.sqrt(getattr(result, f"tau2{end}"))
        close(ours, case[f"tau{end}"], BAYES_RELATIVE, BAYES_ABSOLUTE)


@over("subsets")
def test_all_subsets(case):
    table = all_subsets(studies(case["dataset"]).only(np.arange(case["studies"])))
    assert sorted(table["subset"]) == sorted(case["subset"])
    table = table.set_index("subset").loc[case["subset"]]
    for name in ("k", "mu", "tau2", "i2", "h2", "q"):
        close(table[name], case[name])


@over("labbe")
def test_labbe(case):
    points = labbe(two_arms(case["dataset"]))
    plain = ((points["x"] > 0) & (points["y"] > 0)).to_numpy()
    assert plain.sum() >= 6
    for name in ("x", "y"):
        close(points.loc[plain, name], np.array(case[name])[plain])


@over("escalc")
def test_two_arms_compared(case):
    measure = {"RR": "risk ratio", "OR": "odds ratio", "RD": "risk difference"}[case["measure"]]
    for row, yi, vi in zip(
        two_arms(case["dataset"]).itertuples(), case["yi"], case["vi"], strict=True
    ):
        arms = pd.DataFrame(
            {
                "study": row.study,
                "arm": ["one", "two"],
                "allocation": "randomised",
                "time_zero": "randomisation",
                "k": [row.events_1, row.events_2],
                "n": [row.n_1, row.n_2],
            }
        )
        contrast = compare_arms(arms, measure)
        scale = np.log if case["measure"] != "RD" else np.asarray
        close(scale(contrast.estimate), yi)
        close((scale(contrast.high) - scale(contrast.low)) / (2 * 1.959963984540054), np.sqrt(vi))

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.oneway import anova_oneway

from reviewbook.statistics.effects import effects, proportion_effects
from reviewbook.statistics.inputs import InputError
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.subgroups import difference_between_groups, meta_regression, pool_by
from reviewbook.statistics.two_arms import UnmatchedArmsError


def ready(k=14, seed=5):
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "study": [f"s{i:02}" for i in range(k)],
            "yi": generator.normal(-0.4, 0.4, k),
            "vi": generator.uniform(0.02, 0.3, k),
            "year": generator.permutation(k) + 2000,
            "design": np.resize(["cohort", "trial"], k),
        }
    )
    return effects(frame, "HR")


def test_each_group_is_pooled_as_if_alone():
    many = ready()
    groups = pool_by(many, "design")
    alone = pool(many.only((many.studies["design"] == "trial").to_numpy()))
    row = groups.table.set_index("group").loc["trial"]
    assert (row["estimate"], row["low"], row["k"]) == (alone.estimate, alone.low, alone.k)
    assert groups.pooled["trial"].tau2 == alone.tau2


def test_a_group_that_is_not_stated_is_shown_as_such():
    many = ready()
    many.studies.loc[[0, 2], "design"] = None
    assert pool_by(many, "design").table["group"].tolist() == ["cohort", "not stated", "trial"]


def test_the_difference_of_two_groups_by_hand():
    groups = pool_by(ready(), "design", "DL", "wald")
    one, two = groups.pooled["cohort"], groups.pooled["trial"]
    z = (one.mu - two.mu) / np.hypot(one.se, two.se)
    difference = difference_between_groups(groups)
    assert difference.q == pytest.approx(z**2)
    assert difference.df == 1
    assert 0 < difference.p < 1


def test_a_group_of_one_study_enters_with_that_study():
    many = ready()
    many.studies["design"] = np.where(np.arange(14) == 3, "alone", "rest")
    groups = pool_by(many, "design", "common", "wald")
    apart = difference_between_groups(pool_by(many, "design", "REML", "wald"))
    assert (apart.status, apart.q) == ("one group", None)
    rest = groups.pooled["rest"]
    assert groups.table["status"].tolist() == ["one study", "pooled"]
    z = (many.yi[3] - rest.mu) / np.sqrt(many.vi[3] + rest.se**2)
    assert difference_between_groups(groups).q == pytest.approx(z**2)


def test_one_group_has_nothing_to_differ_from():
    many = ready()
    many.studies["design"] = "cohort"
    difference = difference_between_groups(pool_by(many, "design"))
    assert (difference.status, difference.q, difference.p) == ("one group", None, None)
    nothing = pool_by(many.only(np.arange(0)), "design")
    assert difference_between_groups(nothing).status == "one group"


def test_proportions_of_unmatched_series_are_pooled_but_not_tested():
    frame = pd.DataFrame(
        {
            "study": list("abcd"),
            "k": [5, 9, 30, 7],
            "n": [20, 30, 90, 40],
            "treatment": ["resection", "ablation"] * 2,
        }
    )
    groups = pool_by(proportion_effects(frame), "treatment")
    assert len(groups.table) == 2
    with pytest.raises(UnmatchedArmsError, match="'treatment' are different patients"):
        difference_between_groups(groups)


def test_common_effect_regression_is_weighted_least_squares():
    many = ready()
    result = meta_regression(many, ["year", "design"], "common", "knapp-hartung")
    X = np.column_stack(
        [np.ones(14), many.studies["year"], many.studies["design"] == "trial"]
    ).astype(float)
    other = sm.WLS(many.yi, X, weights=1 / many.vi).fit()
    assert result.coefficients["term"].tolist() == ["intercept", "year", "design: trial"]
    assert result.coefficients["coefficient"].tolist() == pytest.approx(
        other.params.tolist(), rel=1e-5
    )
    assert result.coefficients["se"].tolist() == pytest.approx(other.bse.tolist(), rel=1e-5)
    assert result.coefficients["p"].tolist() == pytest.approx(other.pvalues.tolist(), rel=1e-4)
    assert result.qm == pytest.approx(other.fvalue, rel=1e-5)
    assert result.qm_p == pytest.approx(other.f_pvalue, rel=1e-4)


def test_bubbles_and_line_tell_the_fit():
    many = ready()
    result = meta_regression(many, ["year"])
    intercept, slope = result.coefficients["coefficient"]
    line = result.line
    assert line["estimate"].tolist() == pytest.approx(
        np.exp(intercept + slope * line["x"]).tolist()
    )
    assert (line["low"] < line["estimate"]).all()
    assert (line["estimate"] < line["high"]).all()
    assert result.bubbles["weight"].sum() == pytest.approx(100)
    assert meta_regression(many, ["design"]).line.empty


def test_studies_without_the_moderator_are_left_out_by_name():
    many = ready()
    many.studies.loc[[1, 9], "year"] = np.nan
    result = meta_regression(many, ["year"])
    assert result.k == 12
    assert "s01, s09" in result.sentence


@pytest.mark.parametrize("k", [0, 2])
def test_too_few_studies_are_an_answer_in_words(k):
    result = meta_regression(ready().only(np.arange(k)), ["year"])
    assert (result.status, result.tau2, result.qm) == ("too few studies", None, None)
    assert "cannot carry" in result.sentence


def test_a_moderator_that_does_not_vary_is_an_answer_in_words():
    many = ready()
    many.studies["year"] = 2018
    result = meta_regression(many, ["year"])
    assert (result.status, result.qm) == ("moderator does not vary", None)


def test_regression_of_proportions_says_what_they_are():
    frame = pd.DataFrame(
        {"study": list("abcd"), "k": [5, 9, 30, 7], "n": [20, 30, 90, 40], "year": range(4)}
    )
    assert "not an effect" in meta_regression(proportion_effects(frame), ["year"]).sentence


def test_studies_on_one_line_exactly_have_no_spread():
    frame = pd.DataFrame({"study": list("abcd"), "yi": 0.0, "vi": 0.1, "year": [1, 2, 3, 4]})
    result = meta_regression(effects(frame, "HR"), ["year"], interval="knapp-hartung")
    assert result.status == "no spread"
    assert "one line" in result.sentence
    assert meta_regression(effects(frame, "HR"), ["year"], interval="wald").status == "fitted"


def test_two_groups_with_knapp_hartung_are_welchs_t_test():
    """With equal variances and a common effect Knapp-Hartung is the t interval of plain means."""
    generator = np.random.default_rng(2)
    frame = pd.DataFrame(
        {
            "study": [f"s{i}" for i in range(9)],
            "yi": generator.normal(0, [1.0] * 4 + [2.0] * 5),
            "vi": 0.1,
            "group": ["a"] * 4 + ["b"] * 5,
        }
    )
    groups = pool_by(effects(frame, "difference"), "group", "common", "knapp-hartung")
    parts = [part["yi"] for _, part in frame.groupby("group")]
    theirs = stats.ttest_ind(*parts, equal_var=False)
    ours = difference_between_groups(groups)
    assert (ours.f, ours.p) == pytest.approx((theirs.statistic**2, theirs.pvalue))
    assert ours.df2 == pytest.approx(theirs.df)


def test_three_groups_are_welchs_analysis_of_variance():
    generator = np.random.default_rng(4)
    frame = pd.DataFrame({"study": [f"s{i}" for i in range(15)], "vi": 0.1})
    frame = frame.assign(yi=generator.normal(0, 1, 15), group=["a"] * 4 + ["b"] * 5 + ["c"] * 6)
    groups = pool_by(effects(frame, "difference"), "group", "common", "knapp-hartung")
    parts = [part["yi"].to_numpy() for _, part in frame.groupby("group")]
    theirs = anova_oneway(parts, use_var="unequal")
    ours = difference_between_groups(groups)
    assert (ours.f, ours.p) == pytest.approx((theirs.statistic, theirs.pvalue))


def test_a_common_tau2_lends_itself_to_a_single_study():
    many = ready()
    many.studies["design"] = np.where(np.arange(14) == 3, "alone", "rest")
    groups = pool_by(many, "design", tau2="common")
    assert groups.table["status"].tolist() == ["pooled", "pooled"]
    assert groups.table["tau2"].nunique() == 1
    assert groups.table.loc[0, "se"] ** 2 >= many.vi[3] + groups.table.loc[0, "tau2"] - 1e-12
    assert difference_between_groups(groups).df2 == 12


def test_as_many_groups_as_studies_share_nothing():
    groups = pool_by(ready(4), "study", tau2="common")
    assert set(groups.table["status"]) == {"too few studies"}
    assert difference_between_groups(groups).status == "one group"
    with pytest.raises(ValueError, match="expected one of separate, common"):
        pool_by(ready(), "design", tau2="shared")


def test_the_difference_holds_its_level_with_few_studies():
    """Four studies in two groups that do not differ: the share of p values below 0.05."""
    generator = np.random.default_rng(11)
    false = {"separate": 0, "common": 0}
    rounds = 400
    for _ in range(rounds):
        vi = generator.uniform(0.02, 0.2, 4)
        frame = pd.DataFrame({"study": list("abcd"), "vi": vi, "group": list("xxyy")})
        frame["yi"] = generator.normal(0, np.sqrt(vi + 0.1))
        for tau2 in false:
            groups = pool_by(
                effects(frame, "difference"), "group", interval="knapp-hartung", tau2=tau2
            )
            false[tau2] += difference_between_groups(groups).p < 0.05
    assert max(false.values()) / rounds < 0.05 + 3 * np.sqrt(0.05 * 0.95 / rounds)


@pytest.mark.parametrize("value", [0.0, 7.0])
def test_a_constant_moderator_is_an_answer_in_words(value):
    many = ready()
    many.studies["year"] = value
    assert meta_regression(many, ["year"]).status == "moderator does not vary"


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e300])
def test_an_infinite_moderator_is_refused_by_name(value):
    many = ready()
    many.studies["year"] = many.studies["year"].astype(float)
    many.studies.loc[3, "year"] = value
    with pytest.raises(InputError, match=r"study s03\), column 'year': value"):
        meta_regression(many, ["year"])


@pytest.mark.parametrize("unit", [1e-20, 1e20])
def test_the_unit_of_a_moderator_does_not_matter(unit):
    many = ready()
    plain = meta_regression(many, ["year"]).coefficients
    many.studies["year"] *= unit
    scaled = meta_regression(many, ["year"]).coefficients
    assert scaled["coefficient"][1] * unit == pytest.approx(plain["coefficient"][1])
    assert scaled["p"].tolist() == pytest.approx(plain["p"].tolist())

"""What hangs on one series: the statistics of `influence`, ready for the charts.

Rows of a forest plot in percent go in; frames on the reader's scale come out. Pooled as in
`pooled_rows` (REML on the logit scale, Knapp-Hartung ad hoc), each cohort once. Where there is
no number the ``status`` says why, and :func:`in_words` says it to a reader.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from reviewbook.statistics.binomial_normal import homogeneity_tests
from reviewbook.statistics.effects import Effects
from reviewbook.statistics.influence import (
    FEW_STUDIES,
    all_subsets,
    baujat,
    cumulative,
    influence,
    leave_one_out,
)
from reviewbook.statistics.inputs import clocks
from reviewbook.statistics.medians import PooledMedian, median_of_medians, weighted_median
from reviewbook.statistics.pooled_rows import percentage_effects
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.sensitivity import observed_interval, with_effective_size
from reviewbook.statistics.subgroups import MetaRegression, meta_regression

__all__ = [
    "along",
    "as_published",
    "differing_and_moving",
    "effective_sizes",
    "every_subset",
    "funnel_in_words",
    "homogeneity",
    "in_words",
    "influences",
    "middle_medians",
    "moderator_table",
    "without_each",
]

ON_READERS_SCALE = ("estimate", "low", "high", "prediction_low", "prediction_high")
PERCENT = 100.0
WORDS = {
    "no study": "no study is left",
    "one study": "one study alone is not pooled",
    "no event": "no event was seen",
    "only events": "every patient had the event",
    "no spread": "the studies agree exactly, so there is no interval",
    "too few studies": "too few studies",
    "moderator does not vary": "the studies do not differ in it",
}


def in_words(status: str) -> str:
    """What a status without a number says to a reader; ``pooled`` and the like say nothing."""
    return WORDS.get(status, "")


def without_each(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pool again without each series, and all of them.

    Both frames have the columns of `influence.leave_one_out` in percent; the second
    is one row, the full set.
    """
    ready = percentage_effects(rows)
    return _percent(leave_one_out(ready), rows), _percent(pool(ready).frame(), rows)


def as_published(rows: pd.DataFrame) -> pd.DataFrame:
    """Pool the series in the order of publication; as `influence.cumulative`."""
    return _percent(cumulative(percentage_effects(rows)), rows)


def differing_and_moving(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each series' place in the Baujat plot; as `influence.baujat`."""
    return baujat(percentage_effects(rows))


def influences(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the deletion diagnostics of each series; as `influence.influence`.

    `without` is added, the pooled percentage without the series.
    """
    ready = percentage_effects(rows)
    without = _percent(leave_one_out(ready)).set_index("left_out")["estimate"]
    found = influence(ready)
    return found.assign(without=found["study"].map(without))


def every_subset(rows: pd.DataFrame) -> pd.DataFrame:
    """Pool every subset of two series or more; as `influence.all_subsets`."""
    return _percent(all_subsets(percentage_effects(rows)))


def homogeneity(rows: pd.DataFrame) -> pd.DataFrame:
    """Ask of each panel of a forest plot whether its series could share one percentage.

    The columns of `binomial_normal.homogeneity_tests`, with ``panel``.
    """
    parts = [
        homogeneity_tests(percentage_effects(part).studies[["study", "k", "n"]]).assign(panel=panel)
        for panel, part in rows.groupby("panel", sort=False)
    ]
    return pd.concat(parts, ignore_index=True)


def effective_sizes(rows: pd.DataFrame) -> pd.DataFrame:
    """Pool again as if only a share of the patients had informed each percentage.

    The columns of `sensitivity.with_effective_size` in percent, the share too, and where the
    percentage that a new series of the median size observes may lie (``observed_low``,
    ``observed_high``). ``series`` says of which: all, and those without what cannot be as it is
    printed, where `rows` say so in ``impossible``.
    """
    parts = [_effective_sizes(rows).assign(series="all series")]
    faulty = rows["impossible"] if "impossible" in rows else pd.Series(False, rows.index)
    if faulty.any():
        names = " and ".join(rows.loc[faulty, "label"])
        parts.append(_effective_sizes(rows[~faulty]).assign(series=f"without {names}"))
    found = pd.concat(parts, ignore_index=True)
    zeros = clocks(rows)
    return found.assign(time_zero=zeros[0]) if zeros else found


def _effective_sizes(rows: pd.DataFrame) -> pd.DataFrame:
    ready = percentage_effects(rows)
    pools = with_effective_size(ready)
    patients = float(ready.studies["n"].median())
    ends = [
        observed_interval(each, share * patients) or (np.nan, np.nan)
        for share, each in pools.pooled.items()
    ]
    observed = pd.DataFrame(ends, columns=["observed_low", "observed_high"]) * PERCENT
    table = _percent(pools.table)
    return table.assign(share=PERCENT * table["share"], **observed)


def along(rows: pd.DataFrame, moderator: str) -> MetaRegression:
    """Regress the percentages on a property of the series, a number in the column `moderator`.

    The studies and the line of the bubble plot are in percent, with ``x`` the moderator.
    """
    result = meta_regression(_with_moderators(rows, [moderator]), [moderator])
    if result.bubbles.empty:
        return result
    bubbles = _percent(result.bubbles).assign(x=result.bubbles[moderator].astype(float))
    return replace(result, bubbles=bubbles, line=_percent(result.line))


def moderator_table(rows: pd.DataFrame, moderators: dict[str, str]) -> pd.DataFrame:
    """Regress the percentages on one moderator at a time.

    `moderators` maps columns to what a reader calls them. Columns: ``moderator``, ``k``,
    ``ratio`` (of the odds, for one unit more), ``low``, ``high``, ``p``, ``r2`` (percent of τ²
    accounted for), ``said`` (``fitted``, or why there is no number).
    """
    return pd.DataFrame(
        [_moderator_row(along(rows, column), title) for column, title in moderators.items()]
    )


def _moderator_row(result: MetaRegression, title: str) -> dict:
    known = {"moderator": title, "k": result.k, "said": in_words(result.status) or result.status}
    if result.status != "fitted":
        return known
    slope = result.coefficients.iloc[1]
    ratios = {name: np.exp(slope[name]) for name in ("low", "high")}
    return (
        known | ratios | {"ratio": np.exp(slope["coefficient"]), "p": slope["p"], "r2": result.r2}
    )


def middle_medians(series: pd.DataFrame, titles: dict[str, str]) -> pd.DataFrame:
    """Take the middle of the series' medians, each series once and by patients (McGrath 2019).

    `titles` maps columns of medians in months to what a reader calls them. Rows for a dot plot
    (``label``, ``measure``, ``value``, ``low``, ``high``): the two middles with their
    distribution-free intervals, the plain one also without what cannot be as it is printed
    (``faulty`` has the columns of each series), and the range of the series. ``k`` series and
    ``coverage`` (percent) belong to them; ``said`` is what a reader must know, such as why there
    is no interval.
    """
    parts = [_medians(series, column).assign(measure=title) for column, title in titles.items()]
    return pd.concat(parts, ignore_index=True)


def _medians(series: pd.DataFrame, column: str) -> pd.DataFrame:
    stated = series[series[column].notna()]
    frame = stated.assign(study=stated["label"], median=stated[column], year=stated["published"])
    listed = stated["faulty"] if "faulty" in stated else [[]] * len(stated)
    faulty = pd.Series([column in names for names in listed], stated.index, dtype=bool)
    frame = frame[["study", "median", "n", "cohort_id", "year"]]
    plain, weighted = median_of_medians(frame), weighted_median(frame)
    rows = [
        _middle("Median of the medians", plain, plain.low, plain.high),
        _middle("Weighted by patients", weighted, weighted.low, weighted.high),
        _middle("Smallest to largest", plain, plain.smallest, plain.largest) | {"coverage": None},
    ]
    if faulty.any():
        without = median_of_medians(frame[~faulty])
        names = " and ".join(frame.loc[faulty, "study"])
        label = f"Median without {names}, which cannot be as printed"
        rows.insert(1, _middle(label, without, without.low, without.high))
    return pd.DataFrame(rows).astype({"value": float, "low": float, "high": float})


def _middle(label: str, result: PooledMedian, low: float | None, high: float | None) -> dict:
    return {
        "label": label,
        "value": result.estimate,
        "low": low,
        "high": high,
        "k": result.k,
        "coverage": None if result.coverage is None else PERCENT * result.coverage,
        "said": result.sentence,
    }


def funnel_in_words(rows: pd.DataFrame) -> str:
    """Say whether there are series enough for a funnel plot and its test."""
    k = len(percentage_effects(rows))
    if k >= FEW_STUDIES:
        return f"{k} series are enough for a funnel plot and a test of its symmetry."
    return (
        f"{k} series, each cohort counted once, are fewer than {FEW_STUDIES}: no funnel plot is "
        "drawn and no asymmetry tested, because chance alone would shape it (Sterne et al. 2011)."
    )


def _with_moderators(rows: pd.DataFrame, moderators: list[str]) -> Effects:
    ready = percentage_effects(rows)
    values = rows.drop_duplicates("label").set_index("label")[moderators].astype(float)
    return replace(
        ready,
        studies=ready.studies.drop(columns=moderators, errors="ignore").join(values, on="study"),
    )


def _percent(frame: pd.DataFrame, pooled: pd.DataFrame | None = None) -> pd.DataFrame:
    columns = [name for name in ON_READERS_SCALE if name in frame]
    found = frame.assign(**{name: frame[name].astype(float) * PERCENT for name in columns})
    zeros = [] if pooled is None else clocks(pooled)
    return found.assign(time_zero=zeros[0]) if zeros else found

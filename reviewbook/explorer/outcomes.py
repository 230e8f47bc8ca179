"""The outcomes of an explorer as rows of a forest plot, from what the book file declares."""

from typing import NamedTuple

import pandas as pd

from reviewbook.ledger import settings
from reviewbook.statistics.effects import printed_ratios
from reviewbook.statistics.inputs import clocks
from reviewbook.statistics.pooled_rows import percentages
from reviewbook.statistics.two_arms import COMPARABLE, two_arm_effects
from reviewbook.tables.load import Evidence
from reviewbook.tables.reports import (
    COUNTS,
    NOT_STATED,
    Sought,
    characteristic,
    counted_pairs,
    impossible,
    outcome,
    selected,
    values,
)

MEASURES = {"risk ratio": "RR", "odds ratio": "OR"}


class Outcome(NamedTuple):
    """What is looked at: the values of the reports, as rows of a forest plot with ``key``.

    ``kind`` is that of `states.states`, or ``listed`` where nothing may be pooled and
    ``reason`` says why. ``unit`` is ``percent``, ``ratio``, ``months``, ``cm`` or ``years``.
    ``impossible`` tells of each row whether its value cannot be as it is printed.
    ``clock`` is the time zero that all of its values share, empty where none bears on them;
    ``informed`` the share of the patients that is taken to have informed its percentages.
    """

    key: str
    title: str
    kind: str
    unit: str
    rows: pd.DataFrame
    reason: str = ""
    clock: str = ""
    informed: float = 1.0


def outcomes(
    evidence: Evidence, rows: pd.DataFrame, told: settings.Outcome, part: settings.Part
) -> list[Outcome]:
    """Make an outcome of some reports, one for each time zero where survival has several."""
    reason = told.reason or part.reason
    unit = told.unit or unit_of(told)
    kind = {"percent": "proportion", "months": "median"}.get(unit, unit)
    key = f"{part.prefix}-{told.key}" if part.prefix else told.key
    title = within(told.title, f" {part.words}") if part.words else told.title
    drawn = drawn_rows(evidence, rows, told, unit)
    sought = None if unit == "ratio" else sought_by(told)
    drawn = drawn.assign(impossible=sought is not None and impossible(evidence, rows, sought))
    pooled = "listed" if reason else kind
    whole = Outcome(key, title, pooled, unit, drawn, reason, informed=told.informed)
    timed = told.statistic in ("survival", "median") or told.effect == "hazard ratio"
    return by_time_zero(whole) if timed and "time_zero" in drawn else [whole]


def unit_of(told: settings.Outcome) -> str:
    """The unit that follows from what is declared."""
    if told.effect or told.counts:
        return "ratio"
    return "months" if told.statistic == "median" else "percent"


def drawn_rows(
    evidence: Evidence, rows: pd.DataFrame, told: settings.Outcome, unit: str
) -> pd.DataFrame:
    """The reports with their values, as rows of a forest plot."""
    if told.counts:
        return counted_ratios(evidence, rows, told)
    if told.effect and "estimate" not in rows:
        return stated_ratios(evidence, rows, told)
    sought = sought_by(told)
    if sought is None and unit == "ratio":
        return rows.assign(feasible=True)
    found = rows["estimate"] if sought is None else values(evidence, rows, sought).astype(float)
    if unit == "percent":
        return percentages(rows.assign(share=found), "share")
    return plain_rows(rows, found)


def sought_by(told: settings.Outcome) -> Sought | None:
    """Where the values of an outcome stand; None where the rows have them."""
    if told.outcome:
        return outcome(told.outcome, told.statistic, told.months)
    if told.characteristic:
        return characteristic(told.characteristic)
    return Sought(told.table, told.where, told.column or "value") if told.table else None


def plain_rows(rows: pd.DataFrame, found: pd.Series) -> pd.DataFrame:
    """Give values without intervals as rows of a forest plot."""
    return with_bounds(rows, found.astype(float), float("nan"), float("nan"), "none")


def with_bounds(rows: pd.DataFrame, estimate: pd.Series, low, high, interval) -> pd.DataFrame:
    """Give values with their intervals as rows of a forest plot."""
    stated = estimate.notna().map({True: "study", False: NOT_STATED})
    bounds = {"low": low, "high": high, "interval": interval, "feasible": True}
    return rows.assign(row=stated, estimate=estimate, **bounds)


def stated_ratios(evidence: Evidence, rows: pd.DataFrame, told: settings.Outcome) -> pd.DataFrame:
    """Give the printed ratio of each comparison, the arm with the treatment over the other."""
    where = {"measure": told.effect} | ({"endpoint": told.outcome} if told.outcome else {})
    printed = selected(evidence.effects, where).dropna(subset=["comparison_id", "value"])
    treatment = evidence.arms.set_index("arm_id")["treatment"]
    other = rows.set_index("key")["comparator"].map(treatment)
    turned = printed["exposed"] == printed["comparison_id"].map(other)
    found = printed_ratios(printed, turned).drop_duplicates("comparison_id")
    found = found.set_index("comparison_id").reindex(rows["key"]).set_index(rows.index)
    found = found.where(rows["allocation"].isin(COMPARABLE))
    drawn = with_bounds(
        rows, found["estimate"], found["low"], found["high"], found["interval"].fillna("none")
    )
    return drawn.assign(level=found["level"])


def counted_ratios(evidence: Evidence, rows: pd.DataFrame, told: settings.Outcome) -> pd.DataFrame:
    """Compute the ratio of each comparison from the events and patients of its two arms.

    Arms that were neither matched nor randomised, or without any event, have none.
    """
    pairs = counted_pairs(evidence, told.outcome).set_index("comparison_id")
    frame = pairs.reindex(rows["key"])[COUNTS].set_axis(rows.index).astype(float)
    events, patients = frame["events_1"] + frame["events_2"], frame["n_1"] + frame["n_2"]
    usable = frame.notna().all(axis=1) & (events > 0) & (events < patients)
    usable &= rows["allocation"].isin(COMPARABLE)
    ready = frame[usable].assign(study=rows["key"], allocation=rows["allocation"])
    studies = two_arm_effects(ready, MEASURES[told.counts]).studies.set_index("study")
    found = studies.reindex(rows["key"]).set_index(rows.index)
    interval = usable.map({True: "computed", False: "none"})
    return with_bounds(rows, found["estimate"], found["low"], found["high"], interval)


def by_time_zero(whole: Outcome) -> list[Outcome]:
    """An outcome for each time zero, the unstated one among them (`inputs.clocks`)."""
    zeros = clocks(whole.rows[whole.rows["estimate"].notna()])
    return [of_clock(whole, zero, len(zeros) > 1) for zero in sorted(zeros, key=stated_last)]


def stated_last(zero: str) -> bool:
    """A key to sort time zeros by."""
    return zero != NOT_STATED


def of_clock(whole: Outcome, zero: str, one_of_several: bool) -> Outcome:
    """The part of an outcome that counts from one time zero."""
    stated = zero != NOT_STATED
    other = (whole.rows["time_zero"] != zero) & whole.rows["estimate"].notna()
    words = f"counted from {zero}" if stated else "time zero not stated"
    named = stated or one_of_several
    return whole._replace(
        key=f"{whole.key}-{as_key(zero)}" if stated and one_of_several else whole.key,
        title=within(whole.title, f", {words}") if named else whole.title,
        rows=whole.rows[~other],
        clock=zero,
    )


def within(title: str, words: str) -> str:
    """A title with words before its first comma."""
    name, comma, rest = title.partition(",")
    return f"{name}{words}{comma}{rest}"


def as_key(text: str) -> str:
    """A text as a part of an address."""
    return "-".join("".join(c if c.isalnum() else " " for c in str(text).lower()).split())

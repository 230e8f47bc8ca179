"""Summaries of several series: what a mean of medians, a small series and a second report do."""

import numpy as np
import pandas as pd

from reviewbook.charts.simulated import bars, intervals, medians
from reviewbook.statistics.simulations import summaries
from reviewbook.tables.load import Evidence
from reviewbook.teaching.settings import settings_of
from reviewbook.teaching.simulation import Idea, Prediction, Simulation

LONGER_SHORTER = ("Longer.", "The same, to half a month.", "Shorter.")
MOST_OFTEN = ("No death.", "One death.", "More than one death.")
NARROWER_WIDER = ("Narrower.", "As wide as before.", "Wider.")
MEAN, ALL = "Mean of the medians", "Median of all patients"
HALF = 0.5


def mean_of_medians(evidence: Evidence) -> Simulation:
    """Show how far the mean of the medians of series lies from the median of their patients."""
    told = settings_of(evidence, "medians")
    rows, average = [], []
    for at, state in enumerate(told.states()):
        rng = told.generator()
        draws = [
            summaries.series_of_sizes(rng, **state, **told.drawn_from("draws"))
            for _ in range(told.fixed["draws"])
        ]
        found = pd.DataFrame(map(summaries.medians_of, draws))
        average.append(found.mean())
        rows += [{"s": at, "patients": len(e), "median": np.median(e)} for e in draws[0]]
        rows += [
            {"s": at, "summary": name, "median": found[column].iloc[0]}
            for name, column in ((MEAN, "mean of medians"), (ALL, "median of all"))
        ]
    rows = pd.DataFrame(rows).round(1)
    start = told.start()
    mean, median = average[told.place(start)]
    gap = mean - median
    prediction = Prediction(
        f"A review has {start['series']} series. The small ones chose their patients strictly, and "
        "these live longer. Beside the median survival of all patients together, the mean of the "
        "medians of the series is:",
        LONGER_SHORTER,
        0 if gap > HALF else 2 if gap < -HALF else 1,
        f"On average it is {mean:.0f} months beside {median:.0f}. Each series counts the same in "
        "the mean, the smallest with its chosen patients as much as the largest.",
    )
    sentences = [
        f"Patients of the smallest series live {state['advantage']}% longer than those of the "
        f"largest. On average of {told.fixed['draws']} such reviews the mean of the medians is "
        f"{each['mean of medians']:.1f} months, the median of all patients "
        f"{each['median of all']:.1f} months. The chart shows the first of them."
        for state, each in zip(told.states(), average, strict=True)
    ]
    summary = pd.DataFrame(
        {**state, MEAN: each["mean of medians"].round(1), ALL: each["median of all"].round(1)}
        for state, each in zip(told.states(), average, strict=True)
    )
    return Simulation(
        Idea(
            "simulation-medians",
            "Median survival of each series against its size, and two summaries.",
            told,
            prediction,
            medians(
                rows, "Median survival, months", float(np.ceil(rows["median"].max() / 10) * 10)
            ),
            sentences,
            summary,
        )
    )


def tiny_denominators(evidence: Evidence) -> Simulation:
    """Show which percentages a small series can print, and how often it prints none."""
    told = settings_of(evidence, "denominators")
    found = [summaries.events_expected(state["risk"], state["patients"]) for state in told.states()]
    rows = pd.concat(
        each[each["events"] <= MOST_EVENTS].assign(s=at, text=each["often"].map(_often))
        for at, each in enumerate(found)
    )
    none = [each["often"].iloc[0] if each["events"].iloc[0] == 0 else 0.0 for each in found]
    start = told.start()
    first = found[told.place(start)]
    commonest = int(first.loc[first["often"].idxmax(), "events"])
    most = summaries.most_after_none(start["patients"])
    prediction = Prediction(
        f"An operation kills {start['risk']} of 100 patients. A series reports "
        f"{start['patients']} operations. What will it report most often?",
        MOST_OFTEN,
        min(commonest, 2),
        f"No death is seen in {none[told.place(start)]:.0f}% of such series. No death among "
        f"{start['patients']} does not exclude a risk of {most:.0f}%.",
    )
    sentences = [
        f"Of 100 series with {state['patients']} patients {often:.0f} report no death, although "
        f"the risk is {state['risk']}%. One death more or less is "
        f"{100 / state['patients']:.1f} points. Where none is seen, the 95% interval still ends at "
        f"{summaries.most_after_none(state['patients']):.0f}%."
        for state, often in zip(told.states(), none, strict=True)
    ]
    summary = pd.DataFrame(
        {
            **state,
            "Series without a death, %": round(often),
            "End of the interval after none, %": round(
                summaries.most_after_none(state["patients"]), 1
            ),
        }
        for state, often in zip(told.states(), none, strict=True)
    )
    return Simulation(
        Idea(
            "simulation-denominators",
            "How often a series of this size reports each number of deaths.",
            told,
            prediction,
            bars(
                rows[["s", "events", "often", "text"]].round(1),
                ("events", "Deaths in the series"),
                ("often", "Series, %"),
            ),
            sentences,
            summary,
        )
    )


MOST_EVENTS = 8
"""Beyond this many deaths the chart has no bar."""


def _often(share: float) -> str:
    return f"{share:.0f}" if share >= 1 else ""


def counted_twice(evidence: Evidence) -> Simulation:
    """Show what a second report of the same patients does to a pooled interval."""
    told = settings_of(evidence, "counted twice")
    drawn = []
    for state in told.states():
        rng = told.generator()
        drawn.append(summaries.repeated_reports(rng, **state, **told.drawn_from()))
    truth = told.fixed["survival"]
    facts = [
        {
            name: {
                "width": float((each[name][2] - each[name][1]).mean()),
                "holds": summaries.covering(each[name], truth),
            }
            for name in ("once", "twice")
        }
        for each in drawn
    ]
    rows = pd.concat(_reports(each, at) for at, each in enumerate(drawn))
    start = told.start()
    first = facts[told.place(start)]
    change = first["twice"]["width"] - first["once"]["width"]
    prediction = Prediction(
        f"A review pools {told.fixed['cohorts']} cohorts. {start['repeated']} of them were "
        "reported a second time, and the second reports are pooled as if they were new. The "
        "interval of the pooled figure becomes on average:",
        NARROWER_WIDER,
        0 if change < 0 else 2 if change > 0 else 1,
        f"It goes from {first['once']['width']:.0f} points to {first['twice']['width']:.0f}, and "
        f"holds the truth in {first['twice']['holds']:.0f}% of the reviews instead of "
        f"{first['once']['holds']:.0f}%. Not one patient more was seen.",
    )
    sentences = [
        f"{state['repeated']} of {told.fixed['cohorts']} cohorts are in the pool twice. In "
        f"{told.fixed['draws']} such reviews the 95% interval holds the truth in "
        f"{each['once']['holds']:.0f}% if every patient counts once, and in "
        f"{each['twice']['holds']:.0f}% if not; its average width is "
        f"{each['once']['width']:.0f} and {each['twice']['width']:.0f} points. The chart shows the "
        "first review."
        for state, each in zip(told.states(), facts, strict=True)
    ]
    summary = pd.DataFrame(
        {
            **state,
            "Holds the truth, once, %": round(each["once"]["holds"]),
            "Holds the truth, twice, %": round(each["twice"]["holds"]),
            "Width, once": round(each["once"]["width"], 1),
            "Width, twice": round(each["twice"]["width"], 1),
        }
        for state, each in zip(told.states(), facts, strict=True)
    )
    return Simulation(
        Idea(
            "simulation-counted-twice",
            "Pooled survival with its 95% interval, each patient counted once, and some twice. The "
            "line stands at the truth.",
            told,
            prediction,
            intervals(rows, "Pooled survival, %", TICKS, truth, ratio=False),
            sentences,
            summary,
        )
    )


TICKS = (0, 20, 40, 60, 80, 100)


def _reports(drawn: dict[str, np.ndarray], at: int) -> pd.DataFrame:
    rows = []
    for name, label, kind in (
        ("once", "Every patient once", "right"),
        ("twice", "Second reports counted too", "error"),
    ):
        estimate, low, high = drawn[name][:, 0]
        text = f"{estimate:.0f}% ({low:.0f} to {high:.0f})"
        rows.append(
            {"label": label, "estimate": estimate, "low": low, "high": high, "text": text}
            | {"kind": kind, "s": at}
        )
    return pd.DataFrame(rows).round(2)

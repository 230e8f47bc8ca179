"""Immortal time: who is treated late has lived until then, and the treatment takes the credit."""

import pandas as pd

from reviewbook.charts.simulated import intervals
from reviewbook.statistics.simulations.hazard import Ratio
from reviewbook.statistics.simulations.immortal_time import including_one, null_cohorts
from reviewbook.tables.load import Evidence
from reviewbook.teaching.settings import settings_of
from reviewbook.teaching.simulation import (
    SLOWER_FASTER,
    Idea,
    Prediction,
    Simulation,
    side,
    written,
)

NAMES = {
    "ever treated": "Ever treated against never",
    "landmark": "Landmark at the latest start",
    "time-varying": "Treated from the treatment on",
    "clones": "Clone, censor, weight",
}
TICKS = (0.4, 0.6, 0.8, 1, 1.3, 1.7)


def simulation(evidence: Evidence) -> Simulation:
    """Show what four analyses make of a treatment that does nothing and may start late."""
    told = settings_of(evidence, "immortal time")
    seed, fixed = told.fixed["seed"], told.drawn_from()
    drawn = [null_cohorts(seed, **state, **fixed) for state in told.states()]
    rows = pd.concat([_rows(each).assign(s=at) for at, each in enumerate(drawn)])
    first = drawn[told.place(told.start())]
    return Simulation(
        Idea(
            "simulation-immortal-time",
            "A treatment that does nothing, analysed in four ways: hazard ratio of the treated, "
            "with its 95% interval, in the first cohort drawn. The line stands at the truth.",
            told,
            _prediction(told.start(), _ratio(first, "ever treated")),
            intervals(rows, "Hazard ratio of the treated", TICKS, 1),
            [_sentence(s, d) for s, d in zip(told.states(), drawn, strict=True)],
            pd.DataFrame({**s, **_summary(d)} for s, d in zip(told.states(), drawn, strict=True)),
        )
    )


def _ratio(drawn: pd.DataFrame, analysis: str) -> Ratio:
    row = drawn[drawn["analysis"] == analysis].iloc[0]
    return Ratio(row["estimate"], row["low"], row["high"])


def _rows(drawn: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for analysis, name in NAMES.items():
        ratio = _ratio(drawn, analysis)
        kind = "error" if analysis == "ever treated" else "right"
        rows.append({"label": name, **ratio._asdict(), "text": written(ratio), "kind": kind})
    return pd.DataFrame(rows).round(3)


def _summary(drawn: pd.DataFrame) -> dict[str, object]:
    missed = 100 - including_one(drawn)
    found = {name: written(_ratio(drawn, analysis)) for analysis, name in NAMES.items()}
    return found | {
        f"Intervals without one, %: {name}": round(missed[analysis])
        for analysis, name in NAMES.items()
    }


def _sentence(state: dict, drawn: pd.DataFrame) -> str:
    cohorts, missed = drawn["cohort"].nunique(), 100 - including_one(drawn)
    of = {name: f"{missed[name]:.0f}%" for name in NAMES}
    naive = written(_ratio(drawn, "ever treated"))
    start = state["latest_start"]
    begins = (
        f"The treatment starts at any time up to month {start}"
        if start
        else "The treatment starts at once"
    )
    return (
        f"{begins}, and does nothing. Ever treated against never: hazard ratio {naive}. "
        f"In {cohorts} such cohorts this interval leaves out the truth in {of['ever treated']}; "
        f"that of the landmark in {of['landmark']}, of treatment as it happens in "
        f"{of['time-varying']}, of the clones in {of['clones']}. Five in a hundred is chance."
    )


def _prediction(start: dict, naive: Ratio) -> Prediction:
    return Prediction(
        f"A treatment does nothing at all. It may start up to {start['latest_start']} months after "
        "the diagnosis, and who dies before cannot have it. From the diagnosis on, patients who "
        "were ever treated are compared with those who never were. What will be found?",
        SLOWER_FASTER,
        side(naive),
        f"The hazard ratio is {written(naive)}, and nobody lived a day longer. Patients who died "
        "early are all among the untreated: until the treatment, the treated could not die.",
    )

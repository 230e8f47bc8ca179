"""Chosen patients: those who respond, or whose disease took its time, live longer untreated too."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from reviewbook.charts.simulated import curves
from reviewbook.statistics.simulations import selection
from reviewbook.statistics.simulations.selection import Patients
from reviewbook.tables.load import Evidence
from reviewbook.teaching.settings import Settings, settings_of
from reviewbook.teaching.simulation import (
    SLOWER_FASTER,
    Idea,
    Prediction,
    Simulation,
    side,
    written,
)

TREATED, OTHERS, EVERYBODY = "Chosen and treated", "Not chosen", "Everybody"
UNTREATED = "The chosen, had nobody been treated"
MONTHS = 3
HIGHER_LOWER = ("Higher.", "The same.", "Lower.")


def responders(evidence: Evidence) -> Simulation:
    """Show what a treatment that does nothing seems to do if responders are chosen for it."""
    told = settings_of(evidence, "responders")
    drawn = list(_drawn(told, selection.by_response))
    follow_up = told.fixed["follow_up"]
    ratios = [selection.ratio_between(d.death, d.chosen, follow_up) for d in drawn]
    coins = [selection.by_coin(told.generator(), d, follow_up) for d in drawn]
    first = told.place(told.start())
    start = told.start()
    prediction = Prediction(
        f"After a drug {start['response']} of 100 patients respond. They are all operated on, the "
        "others are not, and the operation does nothing. Both are watched from that day. What "
        "will the comparison show?",
        SLOWER_FASTER,
        side(ratios[first]),
        f"The hazard ratio is {written(ratios[first])}. The clock is right, and the patients are "
        "not alike: the response told of a slower disease before anybody was operated on.",
    )
    sentences = [
        f"Responders die at {state['slower']}% of the rate of the others, whatever is done. "
        f"Operated on against not: hazard ratio {written(ratio)}. Among the responders alone, "
        f"where a coin says who is operated on: {written(coin)}."
        for state, ratio, coin in zip(told.states(), ratios, coins, strict=True)
    ]
    summary = pd.DataFrame(
        {**state, "All responders": written(ratio), "By a coin": written(coin)}
        for state, ratio, coin in zip(told.states(), ratios, coins, strict=True)
    )
    rows = _curves(drawn, follow_up, OTHERS, lambda d: d.death[~d.chosen])
    return Simulation(
        Idea(
            "simulation-responders",
            "Survival after a choice by response; the treatment does nothing.",
            told,
            prediction,
            curves(rows, (TREATED, OTHERS, UNTREATED), ("months", "Months"), "Alive, %"),
            sentences,
            summary,
        )
    )


def long_intervals(evidence: Evidence) -> Simulation:
    """Show what a treatment that does nothing seems to do if slow disease is chosen for it."""
    told = settings_of(evidence, "long intervals")
    drawn = list(_drawn(told, selection.by_interval))
    follow_up = told.fixed["follow_up"]
    alive = [_alive(d, follow_up) for d in drawn]
    chosen, everybody = alive[told.place(told.start())]
    years = follow_up // 12
    start = told.start()
    prediction = Prediction(
        "Only patients are operated on whose metastases came late, at least "
        f"{start['least_interval']} months after the breast cancer. The operation does nothing. "
        f"Beside the survival of everybody at {years} years, that of the operated is:",
        HIGHER_LOWER,
        0 if chosen > everybody else 1 if chosen == everybody else 2,
        f"It is {chosen:.0f}% beside {everybody:.0f}%. A disease that took its time before goes on "
        "taking it, whatever is done.",
    )
    sentences = [
        f"Of 100 patients {100 * d.chosen.mean():.0f} are accepted. At {years} years "
        f"{chosen:.0f}% of them are alive, and {everybody:.0f}% of everybody. The operation did "
        "nothing: had nobody been operated on, the accepted would have lived as long."
        for d, (chosen, everybody) in zip(drawn, alive, strict=True)
    ]
    summary = pd.DataFrame(
        {
            **state,
            "Accepted, %": round(100 * d.chosen.mean()),
            "Accepted, alive, %": round(chosen),
            "Everybody, alive, %": round(everybody),
        }
        for state, d, (chosen, everybody) in zip(told.states(), drawn, alive, strict=True)
    )
    rows = _curves(drawn, follow_up, EVERYBODY, lambda d: d.death)
    return Simulation(
        Idea(
            "simulation-long-intervals",
            "Survival after a choice by the time until the metastases; the treatment does nothing.",
            told,
            prediction,
            curves(rows, (TREATED, EVERYBODY, UNTREATED), ("months", "Months"), "Alive, %"),
            sentences,
            summary,
        )
    )


def _drawn(told: Settings, draw: Callable[..., Patients]) -> Iterator[Patients]:
    """Draw the patients of every state with the same random numbers."""
    for state in told.states():
        yield draw(told.generator(), **state, **told.drawn_from("follow_up"))


def _alive(drawn: Patients, month: float) -> tuple[float, float]:
    """The share alive at a month: of the chosen, and of everybody."""
    chosen, everybody = (
        float(selection.alive_at(each, np.array([month]))[0])
        for each in (drawn.death[drawn.chosen], drawn.death)
    )
    return chosen, everybody


def _curves(
    drawn: list[Patients], follow_up: float, beside: str, others: Callable[[Patients], np.ndarray]
) -> pd.DataFrame:
    parts = []
    for at, each in enumerate(drawn):
        chosen = each.death[each.chosen]
        groups = {TREATED: chosen, beside: others(each), UNTREATED: chosen}
        parts.append(selection.curves(groups, follow_up, MONTHS).assign(s=at))
    return pd.concat(parts).round(1)

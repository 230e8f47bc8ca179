"""What resection would be worth if the inputs were these: a Markov model made for teaching.

Four states: with a complication, disease controlled, disease progressed, dead; a cycle is a month
and the horizon a whole life. Resection with conventional drugs is set against newer drugs alone.
"""

import numpy as np
import pandas as pd

from reviewbook.charts.simulated import curves
from reviewbook.ledger.book import Book
from reviewbook.statistics.simulations.markov import drawn_inputs, per_month, time_in_states
from reviewbook.teaching.settings import Settings, settings, without_gaps
from reviewbook.teaching.simulation import Idea, Prediction, Simulation

RISES_FALLS = ("It rises.", "It stays where it is.", "It falls.")
LINE = "Draws in which resection is worth its cost"
POINTS = 21
MONTHS = 12


def inputs(book: Book) -> pd.DataFrame:
    """Give the inputs, those of an entry with its value: the table with ``start`` filled.

    ``source`` says where each is from, which is mostly nowhere: illustrative.
    """
    rows = book.evidence.cost_utility
    entries = rows["entry_id"].map(book.quotable["value"].replace("", np.nan)).astype(float)
    labels = book.evidence.sources.set_index("source_id")["label"]
    named = rows["entry_id"].map(book.quotable["source_id"]).map(labels)
    technical = rows["setting"].isin(["draws", "seed", "highest_threshold"])
    return rows.assign(
        start=rows["start"].fillna(entries),
        source=named.fillna("illustrative").mask(technical, "of the calculation"),
    )


def put_in(book: Book) -> pd.DataFrame:
    """Give the inputs for a table of them: what is not drawn has no error."""
    rows = inputs(book)
    return rows.assign(**{name: without_gaps(rows[name]) for name in ("error", "unit", "note")})


def strategies(values: dict[str, np.ndarray]) -> pd.DataFrame:
    """Give what each strategy brings on average, one row a draw.

    Columns: ``resection_life``, ``drugs_life`` (months, not discounted), ``resection_health``,
    ``drugs_health`` (quality-adjusted months), ``resection_cost``, ``drugs_cost``.
    """
    chance = {name: value / 100 for name, value in values.items()}
    slower = 1 - (1 - chance["progression"]) ** chance["effect"]
    none = np.zeros_like(slower)
    operated = np.stack(
        [
            chance["complication"] * (1 - chance["operative_death"]),
            (1 - chance["complication"]) * (1 - chance["operative_death"]),
            none,
        ],
        axis=-1,
    )
    treated = np.stack([none, none + 1, none], axis=-1)
    quality = np.stack([chance[f"utility_{s}"] for s in STATES], axis=-1)
    month = per_month(values["discount"])
    found = {}
    for name, start, progression, drug in (
        ("resection", operated, slower, values["conventional_cost"]),
        ("drugs", treated, chance["progression"], values["price"]),
    ):
        moves = transitions(chance, progression)
        time = time_in_states(moves, start, month)
        cost = np.stack(
            [values["complication_cost"] + none, drug + none, values["progressed_cost"] + none], -1
        )
        found[f"{name}_life"] = time_in_states(moves, start).sum(axis=-1)
        found[f"{name}_health"] = (time * quality).sum(axis=-1)
        found[f"{name}_cost"] = (time * cost).sum(axis=-1)
    found["resection_cost"] = found["resection_cost"] + values["operation_cost"]
    return pd.DataFrame(found)


STATES = ("complication", "controlled", "progressed")
"""The living states, in the order of the matrix."""


def transitions(chance: dict[str, np.ndarray], progression: np.ndarray) -> np.ndarray:
    """Give the chances to move in a month between the living states; what lacks to one dies."""
    moves = np.zeros((*np.shape(progression), 3, 3))
    moves[..., 0, 1] = chance["recovery"]
    moves[..., 0, 0] = 1 - chance["recovery"] - chance["complication_death"]
    moves[..., 1, 2] = progression
    moves[..., 1, 1] = 1 - progression - chance["controlled_death"]
    moves[..., 2, 2] = 1 - chance["progressed_death"]
    return moves


def net_health_benefit(found: pd.DataFrame, threshold: float) -> pd.Series:
    """Give the net health benefit of resection, in quality-adjusted months.

    Health gained less the health that its cost would buy elsewhere at `threshold` dollars for a
    year in full health (Stinnett and Mullahy, Med Decis Making 1998; 18:S68-S80).
    """
    gained = found["resection_health"] - found["drugs_health"]
    return gained - (found["resection_cost"] - found["drugs_cost"]) * MONTHS / threshold


def simulation(book: Book) -> Simulation:
    """Show how the worth of resection follows the price of a drug."""
    rows = inputs(book)
    told = settings(rows)
    fixed = told.fixed
    thresholds = np.linspace(0, fixed["highest_threshold"], POINTS)
    curve, summary = [], []
    for at, state in enumerate(told.states()):
        found = strategies(drawn_inputs(rows, state, int(fixed["seed"]), int(fixed["draws"])))
        benefit = net_health_benefit(found, fixed["threshold"])
        summary.append(_summary(found, benefit))
        curve += [
            {"s": at, "thousand": each / 1000, LINE: round(_worth(found, each), 1)}
            for each in thresholds
        ]
    return Simulation(
        Idea(
            "simulation-cost-utility",
            "How often resection is worth its cost, by what a year in full health may cost. Not a "
            "result about resection: nearly every input is illustrative.",
            told,
            _prediction(told, summary),
            curves(
                pd.DataFrame(curve),
                [LINE],
                ("thousand", "What a year in full health may cost, 1000 dollars"),
                "Draws, %",
            ),
            [_sentence(fixed, s, each) for s, each in zip(told.states(), summary, strict=True)],
            pd.DataFrame(
                {**s, **{HEADINGS[k]: round(v, 1) for k, v in each.items()}}
                for s, each in zip(told.states(), summary, strict=True)
            ),
        )
    )


HEADINGS = {
    "life": "Months of life gained",
    "health": "Quality-adjusted months gained",
    "cost": "Added cost, 1000 dollars",
    "benefit": "Net health benefit, quality-adjusted months",
    "low": "Its interval, low",
    "high": "Its interval, high",
    "worth": "Draws with a positive one, %",
}


def _summary(found: pd.DataFrame, benefit: pd.Series) -> dict[str, float]:
    return {
        "life": (found["resection_life"] - found["drugs_life"]).mean(),
        "health": (found["resection_health"] - found["drugs_health"]).mean(),
        "cost": (found["resection_cost"] - found["drugs_cost"]).mean() / 1000,
        "benefit": benefit.mean(),
        "low": benefit.quantile(0.025),
        "high": benefit.quantile(0.975),
        "worth": 100 * (benefit > 0).mean(),
    }


def _worth(found: pd.DataFrame, threshold: float) -> float:
    """The share (%) of draws in which resection has the greater net benefit."""
    gained = found["resection_health"] - found["drugs_health"]
    added = found["resection_cost"] - found["drugs_cost"]
    return float(100 * (gained * threshold / MONTHS > added).mean())


def _sentence(fixed: dict, state: dict, each: dict[str, float]) -> str:
    change = "less" if each["cost"] < 0 else "more"
    return (
        f"At {state['price']} dollars a month for the newer drug, resection costs "
        f"{abs(each['cost']):.0f} thousand dollars {change} than that drug, and changes life by "
        f"{_signed(each['life'])} months. Where a year in full health may cost "
        f"{fixed['threshold'] // 1000} thousand dollars, its net health benefit is "
        f"{_signed(each['benefit'])} quality-adjusted months ({_signed(each['low'])} to "
        f"{_signed(each['high'])}). Illustrative."
    )


def _prediction(told: Settings, summary: list[dict[str, float]]) -> Prediction:
    start = told.start()
    prices = next(each for each in told.free if each.name == "price").values()
    cheap, dear = (summary[told.place(start | {"price": p})] for p in (prices[0], prices[-1]))
    change = dear["benefit"] - cheap["benefit"]
    return Prediction(
        "In this model resection does not slow the disease at all: nobody lives longer for it. The "
        "drug that is given without resection becomes dearer. What happens to the net health "
        "benefit of resection, that is the health it brings less the health that its cost could "
        "have bought elsewhere?",
        RISES_FALLS,
        0 if change > 0 else 2 if change < 0 else 1,
        f"From the lowest price to the highest it goes from {_signed(cheap['benefit'])} to "
        f"{_signed(dear['benefit'])} quality-adjusted months, while life changes by "
        f"{_signed(dear['life'])} months at either. A dear comparator makes what stands beside it "
        "look well.",
    )


def _signed(value: float) -> str:
    text = f"{abs(value):.1f}"
    return text if float(text) == 0 else f"{'−' if value < 0 else '+'}{text}"

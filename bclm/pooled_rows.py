"""Pooled results as further rows of a forest plot, below the series they stand on."""

import pandas as pd

from bclm.effects import Effects, effects, proportion_effects
from bclm.pooling import Pooled, pool

READING = (
    "The diamond describes these series together; it is not an effect of treatment. The bar below "
    "it is the range in which a new series may fall."
)


def with_pooled_percentage(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the pooled percentage and its prediction interval, panel by panel.

    `rows` are study rows of a forest plot in percent with ``n`` and, where reports share patients,
    ``cohort_id``. Events are reckoned from the percentage and N, and not rounded to whole patients.
    Pooled by REML on the logit scale, Knapp-Hartung (`bclm.pooling.pool`); a panel with fewer than
    two series gets no pooled row.
    """
    return _panels(rows, _percentages)


def with_pooled_ratio(rows: pd.DataFrame, measure: str = "HR") -> pd.DataFrame:
    """Add the pooled ratio and its prediction interval, panel by panel; columns as above."""
    return _panels(rows, lambda stated: (_ratios(stated, measure), 1.0))


def _panels(rows: pd.DataFrame, ready_of) -> pd.DataFrame:
    if "panel" not in rows:
        return _with_pool(rows, ready_of)
    parts = [_with_pool(part, ready_of) for _, part in rows.groupby("panel", sort=False)]
    return pd.concat(parts, ignore_index=True)


def _percentages(stated: pd.DataFrame) -> tuple[Effects, float]:
    frame = stated.assign(study=stated["label"], k=stated["estimate"] * stated["n"] / 100)
    frame = frame.rename(columns={"published": "year"})
    return proportion_effects(frame.filter(["study", "k", "n", "cohort_id", "year"])), 100.0


def _ratios(stated: pd.DataFrame, measure: str) -> Effects:
    return effects(stated.assign(study=stated["label"]), measure)


def _with_pool(rows: pd.DataFrame, ready_of) -> pd.DataFrame:
    stated = rows[rows["row"] == "study"]
    if len(stated) < 2:
        return rows
    ready, unit = ready_of(stated)
    result = pool(ready)
    if result.status != "pooled":
        return rows
    weights = result.studies.set_index("study")["weight"]
    shared = {name: rows[name].iloc[0] for name in ("panel", "time_zero") if name in rows}
    added = pd.DataFrame([_pooled(result, unit) | shared, _prediction(result, unit) | shared])
    return pd.concat([rows.assign(weight=rows["label"].map(weights)), added], ignore_index=True)


def _pooled(result: Pooled, unit: float) -> dict:
    return {
        "row": "pooled",
        "label": "Random effects",
        "estimate": unit * result.estimate,
        "low": unit * result.low,
        "high": unit * result.high,
        "interval": "approximate" if unit > 1 else "printed",
        "level": result.level,
        "k": result.k,
        "n": result.studies["n"].sum() if "n" in result.studies else None,
        "tau2": result.tau2,
        "i2": result.i2,
        "q": result.q,
        "p_q": result.q_p,
    }


def _prediction(result: Pooled, unit: float) -> dict:
    return {
        "row": "prediction",
        "label": "Prediction interval",
        "low": unit * result.prediction_low,
        "high": unit * result.prediction_high,
        "interval": "approximate",
    }

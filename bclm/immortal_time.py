"""What counting from the first operation does to patients who are chosen by surviving to a second.

An illustration, not an analysis of any study: everybody dies at the same rate and the second
operation changes nothing.
"""

import numpy as np
import pandas as pd

from reviewbook.statistics.pooled_rows import YEARS
from reviewbook.tables.load import Evidence

SECOND_OPERATION = (0, 6, 12, 18, 24, 30, 36)
"""Months from the first to the second operation that are tried; the review prints none."""


def weibull(points: dict[float, float]) -> tuple[float, float]:
    """Give shape and scale of the Weibull curve through two points.

    S(t) = exp(-(t / scale) ** shape) (Weibull, J Appl Mech 1951; 18:293-297). `points` maps two
    times in months to survival between 0 and 1.

    Raises:
        ValueError: there are not two points, or survival does not fall from one to the other.
    """
    if len(points) != 2:
        raise ValueError(f"{len(points)} points; expected two")
    (first, early), (second, late) = sorted(points.items())
    if not 0 < late < early < 1 or first <= 0:
        raise ValueError(f"survival {early:g}, then {late:g}; expected a fall between 1 and 0")
    hazards = -np.log([early, late])
    shape = np.log(hazards[1] / hazards[0]) / np.log(second / first)
    return float(shape), float(first / hazards[0] ** (1 / shape))


def chosen_survival(curve: tuple[float, float], months: float, chosen_at: float) -> float:
    """Give survival at `months` of those who were alive at `chosen_at`, counted from the start.

    It is S(months) / S(chosen_at), and one before they are chosen: the immortal time (Suissa, Am J
    Epidemiol 2008; 167:492-499). `curve` is shape and scale as `weibull` gives them.
    """
    shape, scale = curve
    return float(np.exp((chosen_at / scale) ** shape - (max(months, chosen_at) / scale) ** shape))


def simulated(evidence: Evidence, single: str, repeat: str) -> pd.DataFrame:
    """Show the survival of a repeat group whose second operation does nothing at all.

    `single` and `repeat` name the groups with one and with two operations. All patients follow the
    Weibull curve through the printed survival after a single hepatectomy; the repeat group are
    those alive at the second operation. Rows of a dot plot, one per time of
    the second operation (`SECOND_OPERATION`), then the printed repeat group: ``label``,
    ``measure``, ``value`` (%).
    """
    rows = evidence.outcomes.query("statistic == 'survival'").set_index("arm_id")
    once, twice = (rows.loc[arm].set_index("time_months")["value"] for arm in (single, repeat))
    curve = weibull((once / 100).to_dict())
    return pd.DataFrame(
        row
        for months, real in twice.items()
        for row in [
            *(
                _row(_chosen(after), months, 100 * chosen_survival(curve, months, after))
                for after in SECOND_OPERATION
            ),
            _row("Printed: single hepatectomy", months, once[months]),
            _row("Printed: repeat hepatectomy", months, real),
        ]
    )


def in_words(rows: pd.DataFrame) -> str:
    """Say what choosing alone does, beside what is printed, by the last time of `simulated`."""
    last = rows[rows["measure"] == rows["measure"].iloc[-1]].set_index("label")["value"]
    everybody, chosen = _chosen(SECOND_OPERATION[0]), _chosen(SECOND_OPERATION[-1])
    return (
        f"{rows['measure'].iloc[-1].removesuffix(', %')}: {last[everybody]:.0f}% of everybody, and "
        f"{last[chosen]:.0f}% of those {chosen[0].lower()}{chosen[1:]} for an operation that does "
        f"nothing; printed after repeat hepatectomy, {last.iloc[-1]:g}%."
    )


def _chosen(after: int) -> str:
    return f"Chosen {after} months later" if after else "Everybody"


def _row(label: str, months: float, value: float) -> dict:
    return {"label": label, "measure": f"Alive after {YEARS[int(months)]}, %", "value": value}

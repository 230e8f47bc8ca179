"""Who is chosen for a treatment that does nothing: responders, or those with long intervals."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from reviewbook.statistics.simulations.hazard import Ratio, Spells, hazard_ratio


class Patients(NamedTuple):
    """The month of death of each patient, and who was chosen and treated."""

    death: np.ndarray
    chosen: np.ndarray


def by_response(
    rng: np.random.Generator,
    response: float,
    slower: float,
    median_survival: float,
    patients: int,
) -> Patients:
    """Choose those who responded to an earlier drug: the response tells of a slower disease.

    `response` (%) of the patients respond; they die at `slower` (%) of the rate of the others,
    whose median survival, counted from when the response is seen, is `median_survival` months.
    """
    chosen = rng.uniform(0, 100, patients) < response
    rate = np.log(2) / median_survival * np.where(chosen, slower / 100, 1.0)
    return Patients(rng.exponential(1, patients) / rate, chosen)


def by_interval(
    rng: np.random.Generator,
    least_interval: float,
    link: float,
    median_interval: float,
    median_survival: float,
    spread: float,
    patients: int,
) -> Patients:
    """Choose those in whom the time until the metastases was at least `least_interval` months.

    Logarithms of this time and of the survival after it are normal, each with its median and with
    the standard deviation `spread` (%); `link` (%) is their correlation: both follow the pace of
    the disease.
    """
    pace, own = rng.normal(size=(2, patients))
    interval = median_interval * np.exp(spread / 100 * pace)
    tie = link / 100
    death = median_survival * np.exp(spread / 100 * (tie * pace + np.sqrt(1 - tie**2) * own))
    return Patients(death, interval >= least_interval)


def alive_at(death: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Give the share (%) alive at each of some months; nobody is lost."""
    return 100 * (death[None, :] > np.atleast_1d(months)[:, None]).mean(axis=1)


def curves(groups: dict[str, np.ndarray], follow_up: float, step: float) -> pd.DataFrame:
    """Give the survival of named groups: ``months``, and for each group the share (%) alive."""
    months = np.arange(0, follow_up + step, step)
    alive = {name: alive_at(death, months) for name, death in groups.items()}
    return pd.DataFrame({"months": months, **alive})


def ratio_between(death: np.ndarray, treated: np.ndarray, follow_up: float) -> Ratio:
    """Give the hazard ratio of two groups, both watched from one moment on."""
    stop, whose = np.minimum(death, follow_up), np.arange(len(death))
    return hazard_ratio(Spells(np.zeros(len(death)), stop, death <= follow_up, treated, whose))


def by_coin(rng: np.random.Generator, patients: Patients, follow_up: float) -> Ratio:
    """Give the hazard ratio when a coin decides which of the chosen are treated."""
    death = patients.death[patients.chosen]
    return ratio_between(death, rng.uniform(size=len(death)) < 0.5, follow_up)

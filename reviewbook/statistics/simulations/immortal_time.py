"""A treatment that does nothing, started late by some: four ways to analyse the same patients."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from reviewbook.statistics.simulations.hazard import Ratio, Spells, hazard_ratio


class Cohort(NamedTuple):
    """Patients with the month of their death, of their treatment, and of the end of watching.

    ``start`` is infinite for those who were not treated while alive and watched.
    """

    death: np.ndarray
    start: np.ndarray
    follow_up: float

    @property
    def stop(self) -> np.ndarray:
        """The month in which each was last seen."""
        return np.minimum(self.death, self.follow_up)

    @property
    def died(self) -> np.ndarray:
        """Who was seen to die."""
        return self.death <= self.follow_up


def null_cohort(
    rng: np.random.Generator,
    latest_start: float,
    median_survival: float,
    patients: int,
    planned: float,
    follow_up: float,
) -> Cohort:
    """Draw patients who all die at the same constant rate, treated or not.

    A coin with the chance `planned` (%) says who is meant to be treated, at a moment drawn evenly
    from the months up to `latest_start`. Who dies first is not treated.
    """
    death = rng.exponential(median_survival / np.log(2), patients)
    moment = rng.uniform(0, 1, patients) * latest_start
    meant = rng.uniform(0, 100, patients) < planned
    reached = meant & (moment < np.minimum(death, follow_up))
    return Cohort(death, np.where(reached, moment, np.inf), follow_up)


def as_ever_treated(cohort: Cohort) -> Ratio:
    """Compare who was ever treated with who was not, all from the beginning: the error.

    Until they are treated the treated cannot die: their time is immortal, and the bias grows with
    it (Suissa, Am J Epidemiol 2008; 167:492-499).
    """
    everybody = np.arange(len(cohort.death))
    treated = np.isfinite(cohort.start)
    spells = Spells(np.zeros(len(treated)), cohort.stop, cohort.died, treated, everybody)
    return hazard_ratio(spells)


def at_landmark(cohort: Cohort, landmark: float) -> Ratio:
    """Compare from a fixed month those then alive, by whether they were treated before it.

    Anderson, Cain and Gelber, J Clin Oncol 1983; 1:710-719, the landmark method.
    """
    alive = cohort.stop > landmark
    stop, treated = cohort.stop[alive] - landmark, cohort.start[alive] <= landmark
    whose = np.arange(alive.sum())
    return hazard_ratio(Spells(np.zeros(len(stop)), stop, cohort.died[alive], treated, whose))


def with_time(cohort: Cohort) -> Ratio:
    """Count every patient as untreated until the treatment and as treated from then on.

    Cox regression with a variable that changes in time (Cox, J R Stat Soc B 1972; 34:187-220;
    recommended against immortal time by Suissa 2008).
    """
    whose = np.arange(len(cohort.death))
    treated = np.isfinite(cohort.start)
    change = np.minimum(cohort.start, cohort.stop)
    before = Spells(
        np.zeros(len(whose)), change, cohort.died & ~treated, np.zeros(len(whose), bool), whose
    )
    after = Spells(
        change[treated],
        cohort.stop[treated],
        cohort.died[treated],
        np.ones(treated.sum(), bool),
        whose[treated],
    )
    return hazard_ratio(_joined(before, after))


def with_clones(cohort: Cohort, grace: float) -> Ratio:
    """Copy each patient into both plans, watch a copy while it keeps to its plan, and weigh.

    Hernán, BMJ 2018; 360:k182: clone, censor, weight. One copy is to be treated within `grace`
    months and is left when they are over without treatment; the other is not to be treated and is
    left when it is. Who stays counts for who was left alive: by one over the share that stays, of
    the untreated by Kaplan and Meier's product up to then, of the others at the end of the grace.
    """
    whose = np.arange(len(cohort.death))
    late = cohort.start > grace
    until = np.where(late, np.minimum(cohort.stop, grace), cohort.stop)
    planned = Spells(
        np.zeros(len(whose)), until, cohort.died & (until == cohort.stop), np.ones_like(late), whose
    )
    until = np.minimum(cohort.start, cohort.stop)
    without = Spells(
        np.zeros(len(whose)),
        until,
        cohort.died & (until == cohort.stop),
        np.zeros_like(late),
        whose,
    )
    alive = cohort.stop > grace
    kept = (alive & ~late).sum() / alive.sum()
    weight = (_still_untreated(cohort), lambda time: np.where(time > grace, 1 / kept, 1.0))
    return hazard_ratio(_joined(without, planned), weight)


def _still_untreated(cohort: Cohort):
    """One over the chance of being untreated until a time, as a function of time."""
    until = np.minimum(cohort.start, cohort.stop)
    order = np.argsort(until)
    leaves = (cohort.start < cohort.stop)[order]
    stay = np.cumprod(1 - leaves / np.arange(len(order), 0, -1))
    before = np.concatenate([[1.0], 1 / np.maximum(stay, 1 / len(order))])
    times = until[order]
    return lambda time: before[np.searchsorted(times, time)]


def _joined(*parts: Spells) -> Spells:
    whole = Spells(*map(np.concatenate, zip(*parts, strict=True)))
    return Spells(*(column[whole.stop > whole.start] for column in whole))


def analyses(cohort: Cohort, latest_start: float) -> dict[str, Ratio]:
    """Analyse a cohort in each of the four ways, by name; the first is the error."""
    return {
        "ever treated": as_ever_treated(cohort),
        "landmark": at_landmark(cohort, latest_start),
        "time-varying": with_time(cohort),
        "clones": with_clones(cohort, latest_start),
    }


def null_cohorts(seed: int, cohorts: int, latest_start: float, **settings) -> pd.DataFrame:
    """Draw many cohorts: ``cohort``, ``analysis``, ``estimate``, ``low``, ``high``.

    `settings` are the others of :func:`null_cohort`. The first cohorts of a seed are the same
    however many are drawn.
    """
    rows = []
    for number, child in enumerate(np.random.SeedSequence(seed).spawn(cohorts)):
        cohort = null_cohort(np.random.default_rng(child), latest_start, **settings)
        found = analyses(cohort, latest_start)
        rows += [{"cohort": number, "analysis": n, **r._asdict()} for n, r in found.items()]
    return pd.DataFrame(rows)


def including_one(rows: pd.DataFrame) -> pd.Series:
    """Give for each analysis the share (%) of cohorts whose interval includes one."""
    within = (rows["low"] <= 1) & (rows["high"] >= 1)
    return 100 * within.groupby(rows["analysis"], sort=False).mean()

"""The hazard ratio of two groups, with patients who enter, change group, or are copied."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

STEPS, CLOSE = 50, 1e-10


class Spells(NamedTuple):
    """Stretches of time under watch, one element of each array a stretch.

    A patient who changes group has two, a copied patient one for each copy; ``patient`` says whose
    it is, in whole numbers from zero.
    """

    start: np.ndarray
    stop: np.ndarray
    died: np.ndarray
    treated: np.ndarray
    patient: np.ndarray


class Ratio(NamedTuple):
    """A hazard ratio, treated against untreated, with its 95% interval."""

    estimate: float
    low: float
    high: float


def hazard_ratio(spells: Spells, weight=None) -> Ratio:
    """Give the hazard ratio of the treated by Cox regression on the one variable.

    The score is the sum, over deaths, of treated or not (1 or 0) less the expected value among
    those at risk (Cox, J R Stat Soc B 1972; 34:187-220). Only those who have entered and
    have not left are at risk (Andersen and Gill, Ann Stat 1982; 10:1100-1120).

    Args:
        spells: who was watched, from when until when; no two deaths at one time.
        weight: two functions of time, for the untreated and for the treated, that give how much
            each counts who is at risk then. The variance is then the robust one, summed by patient
            (Lin and Wei, J Am Stat Assoc 1989; 84:1074-1078); it takes the weights as known.

    Returns:
        Not a number where nobody died, or only in a group that was alone at risk.
    """
    deaths = Deaths(spells, weight or (np.ones_like, np.ones_like))
    beta = 0.0
    for _ in range(STEPS):
        score, information = deaths.score(beta), deaths.information(beta)
        if not information > 0:
            return Ratio(np.nan, np.nan, np.nan)
        step = np.clip(score / information, -1, 1)
        beta += step
        if abs(step) < CLOSE:
            break
    variance = 1 / information if weight is None else deaths.robust_variance(beta)
    reach = ndtri(0.975) * np.sqrt(variance)
    return Ratio(*(float(np.exp(beta + side * reach)) for side in (0, -1, 1)))


class Deaths:
    """The deaths in their order, and how many of each group were at risk at each."""

    def __init__(self, spells: Spells, weight):
        self.spells = spells
        died = np.flatnonzero(spells.died)
        self.who = died[np.argsort(spells.stop[died])]
        self.times = spells.stop[self.who]
        self.x = spells.treated[self.who].astype(float)
        self.weights = np.array([each(self.times) for each in weight])
        self.counts = np.array([self.at_risk(group) for group in (False, True)]) * self.weights
        self.counted = self.weights[spells.treated[self.who].astype(int), np.arange(len(died))]

    def at_risk(self, treated: bool) -> np.ndarray:
        """How many of a group are watched at each death."""
        here = self.spells.treated == treated
        entered, left = np.sort(self.spells.start[here]), np.sort(self.spells.stop[here])
        return np.searchsorted(entered, self.times) - np.searchsorted(left, self.times)

    def expected(self, beta: float) -> np.ndarray:
        """The share of the treated among those at risk, each weighted by its hazard."""
        treated = self.counts[1] * np.exp(beta)
        return treated / (self.counts[0] + treated)

    def score(self, beta: float) -> float:
        """The first derivative of the log partial likelihood."""
        return float(self.counted @ (self.x - self.expected(beta)))

    def information(self, beta: float) -> float:
        """Its second derivative, with the sign turned."""
        share = self.expected(beta)
        return float(self.counted @ (share * (1 - share)))

    def robust_variance(self, beta: float) -> float:
        """The sum of squares of the patients' parts of the score, over the information twice."""
        spells, share = self.spells, self.expected(beta)
        step = self.counted / (self.counts[0] + self.counts[1] * np.exp(beta))
        parts = np.zeros(len(spells.stop))
        parts[self.who] = self.counted * (self.x - share)
        for group in (0, 1):
            here = spells.treated == bool(group)
            pull = self.weights[group] * np.exp(beta * group) * (group - share) * step
            whole = np.concatenate([[0.0], np.cumsum(pull)])
            until, since = (
                np.searchsorted(self.times, ends[here], side="right")
                for ends in (spells.stop, spells.start)
            )
            parts[here] -= whole[until] - whole[since]
        by_patient = np.bincount(spells.patient, weights=parts)
        return float(by_patient @ by_patient / self.information(beta) ** 2)

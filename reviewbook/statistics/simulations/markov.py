"""States of health through which imagined patients move, month by month."""

import numpy as np
import pandas as pd


def time_in_states(moves: np.ndarray, start: np.ndarray, discount=1.0) -> np.ndarray:
    """Give the expected number of cycles in each state before death, over a whole life.

    With Q the chances to move between the living states, it is start · (I - Q)^-1, the fundamental
    matrix of Kemeny and Snell, Finite Markov Chains (1960); with a factor for each
    cycle that passes, start · (I - discount · Q)^-1. A cycle counts from its beginning.

    Args:
        moves: Q, of the shape (..., s, s): from row to column; what a row lacks to one dies.
        start: shares in the living states at the start, of the shape (..., s).
        discount: what a cycle counts of the one before it, at most one; one for each Q, or for all.

    Raises:
        ValueError: a chance is negative, a row exceeds one, or somebody would live for ever.
    """
    if (moves < 0).any() or (moves.sum(axis=-1) > 1 + 1e-12).any():
        raise ValueError("the chances of each row must be positive and add up to one at most")
    passing = np.asarray(discount)[..., None, None] * moves
    if not (np.abs(np.linalg.eigvals(passing)) < 1 - 1e-12).all():
        raise ValueError("somebody would live for ever: from some state there is no way to death")
    leaving = np.eye(moves.shape[-1]) - passing
    return np.linalg.solve(np.swapaxes(leaving, -1, -2), start[..., None])[..., 0]


def per_month(yearly):
    """Give the factor of a month that makes the yearly discount (%)."""
    return (1 + yearly / 100) ** (-1 / 12)


def drawn_inputs(
    rows: pd.DataFrame, values: dict[str, float], seed: int, draws: int
) -> dict[str, np.ndarray]:
    """Draw every input of a model, by name; the same random numbers serve every state.

    Args:
        rows: ``setting``, ``start``, ``error`` and ``distribution``: ``beta`` (of a percentage) and
            ``gamma`` have `start` as mean and `error` as standard deviation; ``log-normal`` has
            `start` as median, and its logarithm deviates by `error` hundredths; ``fixed`` stays.
        values: values that take the place of ``start``.
        seed: where the random numbers begin.
        draws: how many are drawn.
    """
    rng, found = np.random.default_rng(seed), {}
    for row in rows.to_dict("records"):
        middle = values.get(row["setting"], row["start"])
        draw = DISTRIBUTIONS[row["distribution"]]
        found[row["setting"]] = draw(rng.spawn(1)[0], middle, row["error"], draws)
    return found


def _beta(rng, mean: float, error: float, draws: int) -> np.ndarray:
    share = mean / 100
    size = share * (1 - share) / (error / 100) ** 2 - 1
    return 100 * rng.beta(share * size, (1 - share) * size, draws)


def _gamma(rng, mean: float, error: float, draws: int) -> np.ndarray:
    return rng.gamma((mean / error) ** 2, error**2 / mean, draws)


def _log_normal(rng, median: float, error: float, draws: int) -> np.ndarray:
    return median * np.exp(error / 100 * rng.normal(size=draws))


def _fixed(rng, value: float, error: float, draws: int) -> np.ndarray:
    return np.full(draws, float(value))


DISTRIBUTIONS = {"beta": _beta, "gamma": _gamma, "log-normal": _log_normal, "fixed": _fixed}

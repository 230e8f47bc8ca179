"""The trials of BCG vaccine against tuberculosis: a published example with two arms.

It belongs to no question of this book. It is here because every method is checked on it in the
literature, so that readers can compare.
"""

import pandas as pd

COLUMNS = ["study", "year", "events_1", "n_1", "events_2", "n_2", "latitude", "allotted"]
ROWS = [
    ("Aronson 1948", 1948, 4, 123, 11, 139, 44, "random"),
    ("Ferguson & Simes 1949", 1949, 6, 306, 29, 303, 55, "random"),
    ("Rosenthal 1960", 1960, 3, 231, 11, 220, 42, "random"),
    ("Hart & Sutherland 1977", 1977, 62, 13598, 248, 12867, 52, "random"),
    ("Frimodt-Moller 1973", 1973, 33, 5069, 47, 5808, 13, "alternate"),
    ("Stein & Aronson 1953", 1953, 180, 1541, 372, 1451, 44, "alternate"),
    ("Vandiviere 1973", 1973, 8, 2545, 10, 629, 19, "random"),
    ("TPT Madras 1980", 1980, 505, 88391, 499, 88391, 13, "random"),
    ("Coetzee & Berjak 1968", 1968, 29, 7499, 45, 7277, 27, "random"),
    ("Rosenthal 1961", 1961, 17, 1716, 65, 1665, 42, "systematic"),
    ("Comstock 1974", 1974, 186, 50634, 141, 27338, 18, "systematic"),
    ("Comstock & Webster 1969", 1969, 5, 2498, 3, 2341, 33, "systematic"),
    ("Comstock 1976", 1976, 27, 16913, 29, 17854, 33, "systematic"),
]


def trials() -> pd.DataFrame:
    """Give the thirteen trials of Colditz et al. 1994 (JAMA 271, 698), as metadat's dat.bcg.

    Columns: ``study``, ``year``; ``events_1`` (tuberculosis) of ``n_1`` vaccinated, ``events_2``
    of ``n_2`` not vaccinated; ``latitude`` (degrees from the equator, absolute); ``allotted``:
    random, alternate or systematic. In all of them the trial decided who was vaccinated and no
    physician chose, so ``allocation`` is ``randomised`` throughout, as in the published analyses;
    ``allotted`` keeps the difference.
    """
    return pd.DataFrame(ROWS, columns=COLUMNS).assign(allocation="randomised")

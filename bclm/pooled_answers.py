"""Questions on the pooled series of resection, answered as `reviewbook.page.learning` asks."""

from collections.abc import Sequence

import pandas as pd

from bclm import resection
from reviewbook.ledger.book import Book
from reviewbook.page.learning.answers import Answer
from reviewbook.statistics.pooled_rows import with_pooled_percentage

MOVES = ("It rises by a point or more", "It falls by a point or more", "It moves by less")


def pooled(book: Book, panel: str, without: bool = False) -> pd.DataFrame:
    """Give the pooled rows of survival in one panel, by what they are.

    `without`: leave out the series whose figure cannot be as it is printed.
    """
    rows = resection.survival(resection.series(book.evidence))
    rows = rows[rows["panel"] == panel]
    if rows.empty:
        raise ValueError("a panel of survival after resection")
    if without:
        rows = rows[~rows["impossible"].fillna(False).astype(bool)]
    return with_pooled_percentage(rows).set_index("row")


def prediction_interval(book: Book, about: str, options: Sequence[str]) -> Answer:
    """Which interval of the pooled survival speaks of a new series."""
    rows = pooled(book, about)
    ends = sorted((_ends(rows.loc[kind]), kind) for kind in ("pooled", "prediction"))
    words = [words for words, _ in ends]
    right = [kind for _, kind in ends].index("prediction")
    estimate = rows.loc["pooled", "estimate"]
    return Answer(words, right, f"Pooled: {estimate:.1f}%; prediction interval {words[right]}.")


def without_impossible(book: Book, about: str, options: Sequence[str]) -> Answer:
    """What happens to the pooled survival without the impossible figures."""
    before, after = (
        pooled(book, about, without).loc["pooled", "estimate"] for without in (False, True)
    )
    change = round(after, 1) - round(before, 1)
    right = 2 if abs(change) < 1 else int(change < 0)
    return Answer(MOVES, right, f"From {before:.1f}% to {after:.1f}%.")


def _ends(row: pd.Series) -> str:
    return f"{row['low']:.1f}% to {row['high']:.1f}%"


KINDS = {
    "prediction interval": prediction_interval,
    "without the impossible": without_impossible,
}
"""Kinds of questions that this book answers itself."""

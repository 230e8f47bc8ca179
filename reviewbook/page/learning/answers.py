"""How a question about the data is answered: one function a kind, each computed from the tables.

Each takes the book, what the question is about, and options in words where the kind needs them,
and gives an `Answer`. A ValueError says in words what is wrong with what it is about.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd

from reviewbook.ledger.book import Book
from reviewbook.ledger.quoting import quoted
from reviewbook.ledger.verdicts import SIGNS
from reviewbook.tables.certainty import LEVELS, levels
from reviewbook.tables.dictionary import allowed_values

SHARES = ("None of them", "Fewer than half", "Half or more, not all", "All of them")
SIDES = ("It lies below one", "It lies above one", "It holds one")
ANY, EITHER = "*", ";"


class Answer(NamedTuple):
    """Options in words, the place of the right one, and what the data say."""

    options: Sequence[str]
    right: int
    said: str


def entry(book: Book, name: str) -> dict:
    """Give a number of the book by its name."""
    if name not in book.quotable.index:
        raise ValueError(f"the name of a number; there is no {name!r}")
    return book.quotable.loc[name].to_dict()


def entries(book: Book, about: str) -> list[dict]:
    """Give several numbers, named with semicolons between."""
    return [entry(book, name.strip()) for name in about.split(EITHER)]


def verdict(book: Book, about: str, options: Sequence[str]) -> Answer:
    """What the checks say of a printed number."""
    row = entry(book, about)
    if row["verdict"] not in SIGNS:
        raise ValueError("a number that is judged")
    instead = f" Read instead: {row['instead']}." if row["instead"] else ""
    meanings = [capital(sign.meaning) for sign in SIGNS.values()]
    return Answer(meanings, list(SIGNS).index(row["verdict"]), row["sentence"] + instead)


def certainty(book: Book, about: str, options: Sequence[str]) -> Answer:
    """How certain a finding is."""
    found = levels(book.evidence)
    if about not in found:
        raise ValueError(f"a rated finding: one of {', '.join(found)}")
    level = list(LEVELS).index(found[about])
    return Answer(
        [capital(word) for word in LEVELS.values()],
        level,
        f"{capital(LEVELS[found[about]])} certainty.",
    )


def cell(book: Book, about: str, options: Sequence[str]) -> Answer:
    """What stands in a cell, named as ``table.column row``."""
    place, _, name = about.partition(" ")
    table, _, column = place.partition(".")
    rows = of_table(book, table)
    found = rows[rows.iloc[:, 0] == name]
    if found.empty or column not in rows:
        raise ValueError("a cell, as table.column and the name of a row")
    value, words = found.iloc[0][column], list(options) or choices(book, table, column)
    if value not in words:
        raise ValueError(f"a cell that holds one of the options, not {value!r}")
    return Answer([capital(word) for word in words], words.index(value), f"{capital(value)}.")


def choices(book: Book, table: str, column: str) -> list[str]:
    """Give what a column may hold."""
    rows = book.evidence.printed["dictionary"]
    told = rows[(rows["table"] == table) & (rows["column"] == column)]["allowed"]
    return allowed_values(told.iloc[0]) if len(told) else []


def highest(book: Book, about: str, options: Sequence[str]) -> Answer:
    """Which of several numbers is the highest."""
    return extreme(entries(book, about), options, max)


def lowest(book: Book, about: str, options: Sequence[str]) -> Answer:
    """Which of several numbers is the lowest."""
    return extreme(entries(book, about), options, min)


def extreme(rows: list[dict], options: Sequence[str], most: Callable) -> Answer:
    """Which of several rows has the highest or the lowest number; one alone may have it."""
    words = list(options) or [row["wording"].partition(": ")[0] for row in rows]
    values = [float(row["value"] or "nan") for row in rows]
    if len(words) != len(rows) or values.count(most(values)) != 1:
        raise ValueError("numbers of which one is at the end, and an option for each")
    said = "; ".join(f"{word}: {quoted(row)}" for word, row in zip(words, rows, strict=True))
    return Answer(words, values.index(most(values)), f"{said}.")


def number(book: Book, about: str, options: Sequence[str]) -> Answer:
    """Which number it is: the first of those named, among the others."""
    rows = entries(book, about)
    by_value = sorted(rows, key=lambda row: float(row["value"] or row["low"]))
    words = [quoted(row) for row in by_value]
    if len(set(words)) < len(words):
        raise ValueError("numbers that differ")
    return Answer(words, by_value.index(rows[0]), f"{rows[0]['wording']}: {quoted(rows[0])}.")


def interval(book: Book, about: str, options: Sequence[str]) -> Answer:
    """On which side of one the interval of a ratio lies."""
    row = entry(book, about)
    if not row["low"]:
        raise ValueError("a number with an interval")
    right = 0 if float(row["high"]) < 1 else 1 if float(row["low"]) > 1 else 2
    return Answer(SIDES, right, f"{row['wording']}: {quoted(row, 'full')}.")


def share(book: Book, about: str, options: Sequence[str]) -> Answer:
    """How many rows of a table: ``table | which rows | what holds of them``."""
    table, *conditions = (part.strip() for part in about.split("|"))
    *which, asked = conditions
    rows = of_table(book, table)
    for condition in which:
        rows = rows[holds(rows, condition)]
    if rows.empty:
        raise ValueError("conditions that some row meets")
    part, whole = int(holds(rows, asked).sum()), len(rows)
    right = 0 if not part else 3 if part == whole else 1 if 2 * part < whole else 2
    return Answer(SHARES, right, f"{part} of {whole}.")


def of_table(book: Book, table: str) -> pd.DataFrame:
    """Give a table as it is printed."""
    if table not in book.evidence.printed:
        raise ValueError(f"the name of a table; there is no {table!r}")
    return book.evidence.printed[table]


def holds(rows: pd.DataFrame, condition: str) -> pd.Series:
    """Tell of which rows ``column=value`` holds: ``*`` is any value, ``;`` parts several."""
    column, sign, value = condition.partition("=")
    if not sign or column not in rows:
        raise ValueError(f"conditions such as column=value, not {condition!r}")
    return rows[column] != "" if value == ANY else rows[column].isin(value.split(EITHER))


def capital(text: str) -> str:
    """Return a text with a capital letter in front."""
    return text[:1].upper() + text[1:]


KINDS = {
    "verdict": verdict,
    "certainty": certainty,
    "cell": cell,
    "highest": highest,
    "lowest": lowest,
    "number": number,
    "interval": interval,
    "share": share,
}
"""How each kind of question is answered."""

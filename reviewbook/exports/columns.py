"""What columns hold that are of no table of the book, as its dictionary says it of its own."""

from pathlib import Path

import pandas as pd

from reviewbook.guard.second_reading import READ_ONCE, WHY
from reviewbook.tables.records.text import read_records

HERE = Path(__file__).parent
OF_READING = {
    READ_ONCE: "Columns of the row that could not be read a second time; all: every one",
    WHY: "Why they could not",
}


def described() -> pd.DataFrame:
    """Give what each column of the results holds, in the form of the book's own dictionary."""
    header, *rows = read_records(HERE / "assets" / "results.csv")
    return pd.DataFrame(rows, columns=header, dtype=str)


def read_again(of_table: pd.DataFrame, name: str, header: list[str]) -> pd.DataFrame:
    """Give what each column of a second reading holds.

    `of_table` are the dictionary's rows of the table that was read, `name` is what the second
    reading is called, and `header` has its columns. Its rows lead to those of the table.
    """
    known = of_table.set_index("column", drop=False).reindex(header)
    known = known.assign(column=header, table=name, required="", references="").fillna("")
    first = of_table["column"].iloc[0]
    known.loc[first, ["required", "references"]] = "yes", f"{of_table['table'].iloc[0]}.{first}"
    for column, meaning in OF_READING.items():
        known.loc[column, ["type", "meaning"]] = "text", meaning
    return known.reset_index(drop=True)

"""What the columns of the computed tables hold, as the book's dictionary says it of its own."""

from pathlib import Path

import pandas as pd

from reviewbook.tables.records.text import read_records

HERE = Path(__file__).parent


def described() -> pd.DataFrame:
    """Give what each column of the results holds, in the form of the book's own dictionary."""
    header, *rows = read_records(HERE / "assets" / "results.csv")
    return pd.DataFrame(rows, columns=header, dtype=str)

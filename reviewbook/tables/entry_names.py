"""Names of printed numbers: the rows of every table with a column ``raw``, and what else is linked.

The size of a group and the period of a study are numbers, too; their names are made from those of
the group and the study.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from reviewbook.tables.known import columns_of

SUFFIXES = {"n": "-n", "period_start": "-period", "period_end": "-period"}
"""What the name of a number adds to that of its row, if the row is not about that number alone."""
OWNERS = {"arms": "n", "studies": "period_start"}
"""Tables whose rows have a number beside other things, with its column."""
READINGS = "observations"


def number_tables(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Name the tables that hold one printed number, or what stands in its place, a row."""
    return [name for name, columns in columns_of(tables).items() if "raw" in columns]


def name_of(table: str, row: str) -> str:
    """Name the number of a row."""
    return row + SUFFIXES[OWNERS[table]] if table in OWNERS else row


def names(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, str, str, int]]:
    """Give every name with its table, column and the index of its row.

    `tables` are frames whose first column holds the identifiers.
    """
    for table in [*number_tables(tables), *(OWNERS.keys() | {READINGS}) & tables.keys()]:
        for column in tables[table].columns[:1]:
            for number, row in tables[table][column].items():
                if row:
                    yield name_of(table, row), table, column, number

"""What four analyses found in many cohorts without an effect, as it is kept beside the code."""

from pathlib import Path

import pandas as pd

from reviewbook.page.table import Table
from reviewbook.tables.records.text import read_records
from reviewbook.teaching.immortal_time import NAMES


def null_cohorts_found(folder: Path) -> pd.DataFrame:
    """Read the pinned results: ``analysis``, ``cohorts``, ``including_one``, ``median_ratio``.

    `folder` is the one that holds ``validation``.
    """
    header, *rows = read_records(folder / "validation" / "simulations" / "null_cohorts.csv")
    kinds = {"cohorts": int, "including_one": int, "median_ratio": float}
    return pd.DataFrame(rows, columns=header).astype(kinds)


def proof(folder: Path) -> Table:
    """Show the pinned results."""
    rows = null_cohorts_found(folder)
    rows = rows.assign(analysis=rows["analysis"].map(NAMES))
    columns = {
        "analysis": "Analysis",
        "cohorts": "Cohorts drawn",
        "including_one": "Intervals that include one",
        "median_ratio": "Middle hazard ratio",
    }
    return Table(
        rows,
        "Cohorts in which the treatment does nothing: what each analysis finds",
        columns,
        {"median_ratio": ".2f"},
        "The setting is that at which the simulation begins.",
        "table-null-cohorts",
    )

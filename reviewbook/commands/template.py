"""The template of a new study: tables with an example, to be replaced by what a report states."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from reviewbook.commands.new_study import EXAMPLE, EXAMPLE_DOI, SHEET, TABLES, Study
from reviewbook.tables.files import table_of
from reviewbook.tables.problems import DataError, Problem

EXAMPLES: dict[str, list[dict[str, str]]] = {
    "sources": [
        {
            "kind": "abstract",
            "citation": "Example, Journal of Examples 2000; 1(1):1-9",
            "doi": EXAMPLE_DOI,
            "read_as": "abstract",
        }
    ],
    "studies": [
        {
            "study_id": EXAMPLE,
            "author": "Example",
            "year": "2000",
            "journal": "Journal of Examples",
            "period_start": "1990",
            "period_end": "1999",
            "part": "resection series",
            "note": "Centre: Hospital of Exampletown",
        }
    ],
    "arms": [
        {
            "label": "Resection series",
            "treatment": "resection",
            "role": "series",
            "allocation": "single arm",
            "n": "50",
        }
    ],
    "characteristics": [
        {
            "measure": "solitary metastasis",
            "statistic": "proportion",
            "raw": "40%",
            "value": "40",
            "unit": "%",
        }
    ],
    "outcomes": [
        {
            "outcome": "overall survival",
            "statistic": "median",
            "raw": "40 months (95% CI 30-50)",
            "value": "40",
            "low": "30",
            "high": "50",
            "interval": "confidence interval",
            "level": "95",
            "unit": "months",
            "time_zero": "liver surgery",
        },
        {
            "outcome": "overall survival",
            "statistic": "survival",
            "time_months": "60",
            "raw": "30%",
            "value": "30",
            "unit": "%",
            "time_zero": "liver surgery",
        },
    ],
    "effects": [
        {
            "factor": "resection margin",
            "exposed": "R1",
            "reference": "R0",
            "scale": "levels",
            "endpoint": "overall survival",
            "measure": "hazard ratio",
            "raw": "HR 2.0 (95% CI 1.0-4.0), p = 0.05",
            "value": "2.0",
            "low": "1.0",
            "high": "4.0",
            "interval": "confidence interval",
            "level": "95",
            "p": "0.05",
            "p_relation": "=",
            "model": "multivariable",
            "better_below": "exposed",
            "worse": "exposed",
            "time_zero": "liver surgery",
        }
    ],
    "factors": [
        {
            "factor": "resection margin",
            "favourable": "R0",
            "model": "multivariable",
            "endpoint": "overall survival",
            "raw": "R0 resection",
        }
    ],
}
"""A study that nobody made, as an example of how a report is typed."""


def write_template(path: Path, dictionary: pd.DataFrame) -> list[Path]:
    """Write the template and give the files: a folder of tables, or one table ending in ``.csv``.

    Raises:
        DataError: something of this name is there already.
    """
    if path.exists():
        raise DataError([Problem(str(path), 0, "", "a file or folder", "a name that is free")])
    if path.suffix == ".csv":
        path.write_bytes(table_of([*SHEET, "needed", "allowed", "meaning"], _lines(dictionary)))
        return [path]
    return _tables(path, EXAMPLES, dictionary)


def write_answers(path: Path, rows: Study, dictionary: pd.DataFrame) -> list[Path]:
    """Write what is known of a study as a filled template in a new folder."""
    given = {name: [row.cells for row in rows if row.table == name] for name in TABLES}
    return _tables(path, given, dictionary)


def _tables(path: Path, given: Mapping[str, list[dict]], dictionary: pd.DataFrame) -> list[Path]:
    path.mkdir(parents=True)
    written = []
    for name in TABLES:
        columns = list(dictionary.loc[dictionary["table"] == name, "column"])
        written.append(path / f"{name}.csv")
        written[-1].write_bytes(table_of(columns, given[name]))
    return written


def _lines(dictionary: pd.DataFrame) -> list[dict[str, str]]:
    """Give one line per cell, with what it may hold."""
    described = dictionary[dictionary["table"].isin(TABLES)]
    by_table = {name: rows.to_dict("records") for name, rows in described.groupby("table")}
    return [
        {
            "table": table,
            "row": str(number),
            "column": column["column"],
            "value": example.get(column["column"], ""),
            "needed": column["required"],
            "allowed": column["allowed"],
            "meaning": column["meaning"],
        }
        for table in TABLES
        for number, example in enumerate(EXAMPLES[table], start=1)
        for column in by_table[table]
    ]

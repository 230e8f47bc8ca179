"""Filled templates of a study that nobody made, for the tests of adding."""

from pathlib import Path

from books import BOOK
from spoiled import edit, records, write

from reviewbook.commands.study import NewRow, columns_of_studies, completed, read_study
from reviewbook.tables.files import table_of

NAME = "made-up-1999"
MADE_UP = {
    "sources": [
        {
            "kind": "abstract",
            "citation": "Example, Journal of Examples 2000; 1(1):1-9",
            "doi": "10.9999/made-up",
            "read_as": "abstract",
            "status": "valid",
            "status_seen": "the journal",
            "status_as_of": "2026-11-21",
        }
    ],
    "studies": [
        {
            "study_id": NAME,
            "author": "Made-Up",
            "year": "2000",
            "journal": "Journal of Examples",
            "period_start": "1990",
            "period_end": "1999",
            "part": "resection series",
            "centre": "Hospital of Exampletown",
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
"""What a template is filled with."""


def filled_template(folder: Path, **changes: dict[tuple[int, str], str]) -> Path:
    """Write a filled template; `changes` are cells by table, row and column."""
    folder.mkdir()
    for table, columns in columns_of_studies(BOOK.evidence.printed["dictionary"]).items():
        names = [column["column"] for column in columns]
        (folder / f"{table}.csv").write_bytes(table_of(names, MADE_UP.get(table, [])))
    for table, cells in changes.items():
        edit(folder / f"{table}.csv", cells)
    return folder


def repeat_row(path: Path, row: int, **cells: str) -> None:
    """Put a copy of a row, with other cells, at the end of a file."""
    rows = records(path)
    copy = dict(zip(rows[0], rows[row - 1], strict=True)) | cells
    write(path, [*rows, list(copy.values())])


def study_of(folder: Path) -> list[NewRow]:
    """Read a filled template, completed."""
    return completed(read_study(folder, BOOK.evidence.printed["dictionary"]), BOOK.evidence)

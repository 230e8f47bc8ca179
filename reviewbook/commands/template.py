"""The template of a new study: the rows of one that is there, to be replaced by another's."""

from collections.abc import Mapping
from pathlib import Path

from reviewbook.commands.remove import rows_of_study
from reviewbook.commands.study import (
    EXAMPLE,
    EXAMPLE_DOI,
    LED_TO,
    SHEET,
    Study,
    columns_of_studies,
    keys_of,
)
from reviewbook.tables.files import table_of
from reviewbook.tables.load import Evidence
from reviewbook.tables.problems import DataError, Problem

Rows = Mapping[str, list[dict[str, str]]]
OTHERWISE = {"doi": EXAMPLE_DOI, "pmid": "", "author": "Example", "centre": "", "cohort_id": ""}
"""Cells of the example that are not those of the study it shows."""


def write_template(path: Path, evidence: Evidence) -> list[Path]:
    """Write the template and give the files: a folder of tables, or one table ending in ``.csv``.

    Raises:
        DataError: something of this name is there already.
    """
    if path.exists():
        raise DataError([Problem(str(path), 0, "", "a file or folder", "a name that is free")])
    if path.suffix == ".csv":
        columns = [*SHEET, "needed", "allowed", "meaning"]
        path.write_bytes(table_of(columns, _lines(example(evidence), evidence)))
        return [path]
    return _tables(path, example(evidence), evidence)


def write_answers(path: Path, rows: Study, evidence: Evidence) -> list[Path]:
    """Write what is known of a study as a filled template in a new folder."""
    tables = {row.table for row in rows}
    given = {name: [row.cells for row in rows if row.table == name] for name in tables}
    return _tables(path, given, evidence)


def example(evidence: Evidence) -> dict[str, list[dict[str, str]]]:
    """Give the rows of the study that shows most tables in fewest rows, under other names."""
    tables = columns_of_studies(evidence.printed["dictionary"])
    of_studies = [_rows(evidence, study) for study in evidence.printed["studies"]["study_id"]]
    own = [rows for rows in of_studies if _read_alone(rows)] or of_studies or [{}]
    shown = max(own, key=lambda rows: (len(rows), -sum(map(len, rows.values()))))
    names = {name: {next(iter(row.values())) for row in rows} for name, rows in shown.items()}
    return {
        name: [_renamed(row, tables[name], names) for row in rows] for name, rows in shown.items()
    }


def _rows(evidence: Evidence, study: str) -> dict[str, list[dict[str, str]]]:
    return {
        name: evidence.printed[name].iloc[[row - 2 for row in sorted(rows)]].to_dict("records")
        for name, rows in rows_of_study(evidence, study).items()
    }


def _read_alone(rows: Rows) -> bool:
    """Whether all of a study was read in sources of its own."""
    sources = {source["source_id"] for source in rows.get("sources", ())}
    read = (row for table in rows.values() for row in table)
    return all(row.get("source_id", "") in {"", *sources} for row in read)


def _renamed(row: dict[str, str], columns: list[dict], names: dict[str, set]) -> dict[str, str]:
    """Let names begin as the example's; the row's own follows from the rest if it is left out."""
    keys = keys_of(columns)
    renamed = {
        column: EXAMPLE + text
        for column, text in row.items()
        if text in names.get(keys.get(column, ""), ()) or (text and column == "comparison_id")
    }
    first = columns[0]["column"]
    renamed[first] = EXAMPLE + row[first] if columns[0]["table"] in LED_TO else ""
    return row | {name: text for name, text in OTHERWISE.items() if name in row} | renamed


def _tables(path: Path, given: Rows, evidence: Evidence) -> list[Path]:
    path.mkdir(parents=True)
    written = []
    for name, columns in columns_of_studies(evidence.printed["dictionary"]).items():
        written.append(path / f"{name}.csv")
        named = [column["column"] for column in columns]
        rows = [{column: row.get(column, "") for column in named} for row in given.get(name, [])]
        written[-1].write_bytes(table_of(named, rows))
    return written


def _lines(given: Rows, evidence: Evidence) -> list[dict[str, str]]:
    """Give one line per cell, with what it may hold."""
    return [
        {
            "table": table,
            "row": str(number),
            "column": column["column"],
            "value": row.get(column["column"], ""),
            "needed": column["required"],
            "allowed": column["allowed"],
            "meaning": column["meaning"],
        }
        for table, columns in columns_of_studies(evidence.printed["dictionary"]).items()
        for number, row in enumerate(given.get(table) or [{}], start=1)
        for column in columns
    ]

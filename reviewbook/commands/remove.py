"""The rows of a study: found by the keys that lead to it, so that they can be taken away."""

from reviewbook.commands.study import columns_of_studies, keys_of
from reviewbook.tables.load import Evidence
from reviewbook.tables.problems import DataError, Problem

SPOKEN_OF = ("entry_id", "other_id", "result_id")
"""Columns of text that name rows of other tables."""


def rows_of_study(evidence: Evidence, study_id: str) -> dict[str, set[int]]:
    """Give the rows of a study by table, as a spreadsheet counts them.

    They are its own row, the rows whose keys lead to it, and sources that nothing else was read in.

    Raises:
        DataError: there is no such study.
    """
    if study_id not in set(evidence.printed["studies"]["study_id"]):
        expected = "the study_id of a study that is there"
        raise DataError([Problem("studies.csv", 0, "study_id", study_id, expected)])
    tables = columns_of_studies(evidence.printed["dictionary"])
    found: dict[str, set[int]] = {table: set() for table in evidence.printed}
    found["studies"] = _where(evidence, "studies", "study_id", {study_id})
    counted = 0
    while counted < (total := sum(map(len, found.values()))):
        counted = total
        for table, columns in tables.items():
            for column, target in keys_of(columns).items():
                if target != "sources":
                    found[table] |= _where(evidence, table, column, _names(evidence, target, found))
    found["sources"] = _sources_alone(evidence, found)
    return {name: {place + 2 for place in rows} for name, rows in found.items() if rows}


def refuse_what_others_need(evidence: Evidence, numbers: dict[str, set[int]]) -> None:
    """Refuse if a row of another study, or a check or correction, speaks of what would go.

    Raises:
        DataError: with every such row.
    """
    tables = columns_of_studies(evidence.printed["dictionary"])
    found = {name: {number - 2 for number in rows} for name, rows in numbers.items()}
    gone = {name: _names(evidence, name, found) for name in found}
    names = set().union(*(gone[name] for name in gone if name != "sources"))
    problems = []
    for table, rows in evidence.printed.items():
        own = rows.index.isin(found.get(table, set()))
        for column in rows.columns.intersection(SPOKEN_OF):
            wrong = rows.loc[rows[column].isin(names) & ~own, column]
            expected = "nothing that would go: take this row out first"
            problems += _problems(table, column, wrong, expected)
        for column, target in keys_of(tables.get(table, ())).items():
            if target in ("studies", "arms"):
                wrong = rows.loc[own & ~rows[column].isin({"", *gone.get(target, ())}), column]
                expected = "a row of this study alone: it belongs to another, too"
                problems += _problems(table, column, wrong, expected)
    if problems:
        raise DataError(problems)


def _problems(table: str, column: str, cells, expected: str) -> list[Problem]:
    return [Problem(f"{table}.csv", at + 2, column, value, expected) for at, value in cells.items()]


def _where(evidence: Evidence, table: str, column: str, values: set[str]) -> set[int]:
    cells = evidence.printed[table][column]
    return set(cells.index[cells.isin(values - {""})])


def _names(evidence: Evidence, table: str, found: dict[str, set[int]]) -> set[str]:
    return set(evidence.printed[table].iloc[sorted(found.get(table, ())), 0])


def _sources_alone(evidence: Evidence, found: dict[str, set[int]]) -> set[int]:
    """Give the sources in which nothing was read but what goes."""
    read, kept = set(), set()
    for table, rows in evidence.printed.items():
        if table != "sources" and "source_id" in rows:
            own = rows.index.isin(found[table])
            read |= set(rows.loc[own, "source_id"])
            kept |= set(rows.loc[~own, "source_id"])
    return _where(evidence, "sources", "source_id", read - kept)

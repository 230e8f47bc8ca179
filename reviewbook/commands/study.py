"""A study that is not in the tables yet: read, completed, and held against every rule."""

import re
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path

import pandas as pd

from reviewbook.tables.dictionary import allowed_values
from reviewbook.tables.files import stage, with_rows
from reviewbook.tables.load import Evidence, load
from reviewbook.tables.problems import DataError, Problem
from reviewbook.tables.records.text import read_records

SHEET = ("table", "row", "column", "value")
"""Columns of a study in one file: one line per cell."""
EXAMPLE = "example-"
"""How the names of the example in a template begin."""
EXAMPLE_DOI = "10.1000/example"
NOT_STATED = "not stated"
LED_TO = ("sources", "studies", "arms")
"""Tables whose rows other rows of a study belong to."""


@dataclass(frozen=True)
class NewRow:
    """A row to be added: its cells, and the file and the line it was read from.

    ``lines`` has the line of single cells, where a file has one line per cell.
    """

    table: str
    cells: dict[str, str]
    file: str
    line: int
    lines: dict[str, int] = field(default_factory=dict)

    def problem(self, column: str, expected: str) -> Problem:
        """Say what was expected of a cell, where its author finds it."""
        line = self.lines.get(column, self.line)
        return Problem(self.file, line, column, self.cells.get(column, ""), expected)


Study = Sequence[NewRow]


def the_study(rows: Study) -> NewRow:
    """Give the row of the study itself."""
    return next(row for row in rows if row.table == "studies")


def columns_of_studies(dictionary: pd.DataFrame) -> dict[str, list[dict]]:
    """Give the tables that can hold rows of a study, each with its columns as described.

    They are the studies, the sources, and the tables with keys named as those they lead to.
    """
    target = dictionary["references"].str.partition(".")
    keys = dictionary[target[2] == dictionary["column"]]
    found: set[str] = {"studies"}
    before: set[str] = set()
    while found != before:
        before = set(found)
        found |= set(keys.loc[target[0].isin(found), "table"])
    described = dictionary[dictionary["table"].isin(found | {"sources"})]
    return {name: rows.to_dict("records") for name, rows in described.groupby("table", sort=False)}


def keys_of(columns: Iterable[dict]) -> dict[str, str]:
    """Give the keys among the columns of a table, each with the table it leads to."""
    keys = (column for column in columns if column["references"])
    return {column["column"]: column["references"].partition(".")[0] for column in keys}


def read_study(path: Path, dictionary: pd.DataFrame) -> list[NewRow]:
    """Read a filled template: a folder with a file per table, or one file with a line per cell.

    Raises:
        DataError: with every problem of its form.
    """
    if not path.exists():
        raise DataError([Problem(str(path), 0, "", "", "a folder or a file with a new study")])
    tables = columns_of_studies(dictionary)
    rows, problems = (_sheet if path.is_file() else _folder)(path, list(tables))
    for row in rows:
        known = [column["column"] for column in tables[row.table]]
        problems += [
            row.problem(column, f"a column of the table {row.table}: {', '.join(known)}")
            for column in row.cells
            if column not in known
        ]
    if not rows and not problems:
        problems = [Problem(path.name, 0, "", "no row", "the rows of a study")]
    if problems:
        raise DataError(problems)
    return sorted(rows, key=lambda row: list(tables).index(row.table))


def _folder(path: Path, tables: list[str]) -> tuple[list[NewRow], list[Problem]]:
    rows, problems = [], []
    for file in sorted(path.glob("*.csv")):
        if file.stem not in tables:
            expected = "one of " + ", ".join(f"{name}.csv" for name in tables)
            problems.append(Problem(file.name, 0, "", "a file", expected))
            continue
        try:
            header, *body = read_records(file)
        except DataError as error:
            problems += error.problems
            continue
        for line, cells in enumerate(body, start=2):
            if len(cells) not in (0, len(header)):
                expected = f"{len(header)} cells, as in the header"
                problems.append(Problem(file.name, line, "", f"{len(cells)} cells", expected))
            elif any(cell.strip() for cell in cells):
                given = dict(zip(header, map(str.strip, cells), strict=True))
                rows.append(NewRow(file.stem, given, file.name, line))
    return rows, problems


def _sheet(path: Path, tables: list[str]) -> tuple[list[NewRow], list[Problem]]:
    header, *body = read_records(path)
    missing = [name for name in SHEET if name not in header]
    if missing:
        return [], [Problem(path.name, 1, name, "", "this column") for name in missing]
    rows: dict[tuple[str, str], NewRow] = {}
    problems = []
    for line, cells in enumerate(body, start=2):
        given = dict(zip(header, map(str.strip, cells), strict=False))
        table, number, column, value = (given.get(name, "") for name in SHEET)
        if not value:
            continue
        if table not in tables:
            expected = "one of " + ", ".join(tables)
            problems.append(Problem(path.name, line, "table", table, expected))
            continue
        row = rows.setdefault((table, number), NewRow(table, {}, path.name, line))
        if column in row.cells:
            expected = "a column once for each row of a table"
            problems.append(Problem(path.name, line, "column", column, expected))
        row.cells[column] = value
        row.lines[column] = line
    return list(rows.values()), problems


def completed(rows: Study, evidence: Evidence) -> list[NewRow]:
    """Fill in what follows from the rest: names of rows, what they belong to, their source.

    A cell that holds something stays as it is.

    Raises:
        DataError: there is not exactly one study.
    """
    studies = [row for row in rows if row.table == "studies"]
    if len(studies) != 1:
        file, line = (studies[1].file, studies[1].line) if studies else ("studies.csv", 0)
        found = f"{len(studies)} studies"
        raise DataError([Problem(file, line, "", found, "one study at a time")])
    rows = [NewRow(r.table, dict(r.cells), r.file, r.line, r.lines) for r in rows]
    tables = columns_of_studies(evidence.printed["dictionary"])
    study = the_study(rows).cells
    only: dict[str, dict[str, str]] = {}
    for table in ("studies", *tables):
        new = [row for row in rows if row.table == table]
        first = tables[table][0]["column"]
        for row in new:
            if table == "sources":
                complete_source(row.cells, study, evidence)
            _complete(row, tables[table], only)
            if not row.cells.get(first):
                taken = {
                    *evidence.printed[table][first],
                    *(other.cells.get(first) for other in new),
                }
                row.cells[first] = _free(as_name(*_words_of(row, tables[table], study)), taken)
        only[table] = new[0].cells if len(new) == 1 else {}
    if "cohort_id" in evidence.studies:
        _fill(study, "cohort_id", study["study_id"])
    return rows


def _fill(cells: dict[str, str], column: str, value: str) -> None:
    if not cells.get(column):
        cells[column] = value


def _complete(row: NewRow, columns: list[dict], only: dict[str, dict[str, str]]) -> None:
    """Fill in keys to the only new row of a table, the place, and what an empty cell says."""
    for column in columns:
        name = column["column"]
        target, _, identifier = column["references"].partition(".")
        if identifier == name:
            _fill(row.cells, name, only.get(target, {}).get(name, ""))
        elif name == "place":
            _fill(row.cells, name, only.get("sources", {}).get("read_as", ""))
        elif NOT_STATED not in allowed_values(column["allowed"]):
            continue
        elif name == "status":
            stated = any(row.cells.get(cell) for cell in ("raw", "value", "low"))
            _fill(row.cells, name, "stated" if stated else NOT_STATED)
        elif column["required"] == "yes":
            _fill(row.cells, name, NOT_STATED)


def complete_source(source: dict[str, str], study: dict[str, str], evidence: Evidence) -> None:
    """Fill in what a source has in common with the study that stands in it."""
    author, year, journal = (study.get(name, "") for name in ("author", "year", "journal"))
    _fill(source, "year", year)
    _fill(source, "label", f"{author} {year}".strip())
    _fill(source, "citation", ", ".join(filter(None, (author, f"{journal} {year}".strip()))))
    _fill(source, "chapters", _usual_chapters(study, evidence))


def _usual_chapters(study: dict, evidence: Evidence) -> str:
    """Give the chapters most sources of studies in the same part of the book are used in."""
    studies, sources = evidence.printed["studies"], evidence.printed["sources"]
    if "part" not in studies or "chapters" not in sources:
        return ""
    named = set(studies.loc[studies["part"] == study.get("part", ""), "source_id"])
    used = sources.loc[sources["source_id"].isin(named) & (sources["judged"] != "yes"), "chapters"]
    return used.mode().iloc[0] if len(used) else ""


def _words_of(row: NewRow, columns: list[dict], study: dict[str, str]) -> list[str]:
    """Give the words a row is named by: what it belongs to, and its label or what it is about."""
    if row.table in ("sources", "studies"):
        return [study.get("study_id") or f"{study.get('author', '')} {study.get('year', '')}"]
    keys = keys_of(columns)
    owner = next((row.cells.get(key, "") for key in keys if keys[key] != "sources"), "")
    if row.cells.get("label"):
        return [owner, row.cells["label"]]
    unnamed = {columns[0]["column"], *keys, "place", "status", "note"}
    about = (row.cells.get(c["column"]) for c in columns if c["column"] not in unnamed)
    return [owner, *list(filter(None, about))[:3], row.table.removesuffix("s")]


def _free(name: str, taken: set[str]) -> str:
    """Number a name that is taken."""
    numbered = (f"{name}-{number}" for number in count(2))
    return next(made for made in chain([name], numbered) if made not in taken)


def as_name(*parts: str) -> str:
    """Make a name of a row from words: lower-case letters, digits and single hyphens."""
    text = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))


def joined_with(tables: dict[str, bytes], rows: Study) -> dict[str, bytes]:
    """Give the bytes of all tables with the rows of a study at their ends."""
    new = {name: [row.cells for row in rows if row.table == name] for name in tables}
    return {name: with_rows(content, new[name]) for name, content in tables.items()}


def loaded(tables: dict[str, bytes]) -> Evidence:
    """Validate whole tables as the loader does, without touching the data folder."""
    with tempfile.TemporaryDirectory() as folder:
        stage(Path(folder), tables)
        return load(Path(folder))


def with_study(evidence: Evidence, tables: dict[str, bytes], rows: Study) -> Evidence:
    """Give the evidence with a study, after every rule has been held against it.

    Raises:
        DataError: with every problem, each with the file and the line its author wrote.
    """
    problems = _strangers(rows, evidence) + _duplicates(evidence, rows)
    try:
        grown = loaded(joined_with(tables, rows))
    except DataError as error:
        problems += _as_written(error.problems, evidence, rows)
    if problems:
        raise DataError(problems)
    return grown


def _as_written(found: Iterable[Problem], evidence: Evidence, rows: Study) -> list[Problem]:
    """Name the file and the line of the author; what old rows are told follows from new ones."""
    told, others = [], []
    for problem in found:
        table = problem.file.removesuffix(".csv")
        new = [row for row in rows if row.table == table]
        place = problem.row - len(evidence.printed.get(table, ())) - 2
        if 0 <= place < len(new):
            row = new[place]
            line = row.lines.get(problem.column, row.line)
            told.append(Problem(row.file, line, problem.column, problem.value, problem.expected))
        else:
            others.append(problem)
    return told or others


def _strangers(rows: Study, evidence: Evidence) -> list[Problem]:
    """Rows that belong to another study, and the example of the template."""
    tables = columns_of_studies(evidence.printed["dictionary"])
    own: dict[str, set[str]] = {}
    for row in rows:
        own.setdefault(row.table, set()).add(row.cells.get(tables[row.table][0]["column"], ""))
    found = []
    for row in rows:
        name = tables[row.table][0]["column"]
        if row.table in LED_TO and row.cells.get(name, "").startswith(EXAMPLE):
            found.append(row.problem(name, "the name of your study instead of the example's"))
        if row.cells.get("doi") == EXAMPLE_DOI:
            found.append(row.problem("doi", "the DOI of your source instead of the example's"))
        for column, target in keys_of(tables[row.table]).items():
            strange = target in tables and target != "sources" and row.cells.get(column)
            if strange and row.cells[column] not in own.get(target, set()):
                known = ", ".join(sorted(own.get(target, set()))) or "none yet"
                found.append(row.problem(column, f"a row of the new study in {target}: {known}"))
    return found


def _duplicates(evidence: Evidence, rows: Study) -> list[Problem]:
    sources = evidence.printed["sources"]
    found = [
        row.problem(column, f"a source that is not there yet: {known} has it already")
        for row in rows
        if row.table == "sources"
        for column in sources.columns.intersection(["doi", "pmid"])
        if (value := row.cells.get(column, "").casefold())
        for known in sources.loc[sources[column].str.casefold() == value, "source_id"]
    ]
    study = the_study(rows)
    names = namesakes(evidence, study.cells, ("author", "year", "journal"))
    others = sources[sources["judged"] != "yes"].set_index("source_id")["doi"]
    own = [row.cells.get("doi", "") for row in rows if row.table == "sources"]
    both_right = any(own) and all(others.get(source, "") for source in names["source_id"])
    if not found and not both_right:
        found = [
            study.problem(
                "author",
                f"a study that is not there yet: {known} has author, year and journal in common "
                "and no other DOI",
            )
            for known in names["study_id"]
        ]
    return found


def namesakes(evidence: Evidence, cells: dict, columns: Sequence[str]) -> pd.DataFrame:
    """Give the studies that have some cells in common with a new one; none if one is empty."""
    studies = evidence.printed["studies"]
    for column in columns:
        same = studies[column].str.casefold() == cells.get(column, "").casefold()
        studies = studies[same & (studies[column] != "")]
    return studies

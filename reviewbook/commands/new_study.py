"""A study that is not in the tables yet: read, completed, and held against what is there."""

import re
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from reviewbook.checks.partitions import same_patients
from reviewbook.ledger.entries import entries, stated
from reviewbook.ledger.structural import bearings
from reviewbook.tables.files import stage, with_rows
from reviewbook.tables.load import Evidence, judged, load, read_records
from reviewbook.tables.problems import DataError, Problem
from reviewbook.tables.selection import joined

TABLES = ("sources", "studies", "arms", "characteristics", "outcomes", "effects", "factors")
"""Tables a template has; each is named as in the data folder."""
FURTHER = ("facts", "cohorts", "bias")
"""Tables that may also hold rows of a study."""
SHEET = ("table", "row", "column", "value")
"""Columns a template in one file must have: one line per cell."""
EXAMPLE = "example-study"
EXAMPLE_DOI = "10.1000/example"
CENTRE = re.compile(r"\bCentres?: ([^.]+)")
SEPARATE = "Other patients than {}"
UNKNOWN = 10**9
CHAPTERS = {
    "resection series": "resection",
    "comparison": "case-control",
    "trial": "case-control",
    "ablation": "rfa",
    "other local treatment": "rfa",
}
"""Chapter that treats a part of the book, where the source does not name others."""


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


def read_study(path: Path, dictionary: pd.DataFrame) -> list[NewRow]:
    """Read a filled template: a folder with a file per table, or one file with a line per cell.

    Raises:
        DataError: with every problem of its form.
    """
    if not path.exists():
        raise DataError([Problem(str(path), 0, "", "", "a folder or a file with a new study")])
    rows, problems = _sheet(path) if path.is_file() else _folder(path)
    columns = dictionary.groupby("table")["column"].agg(list)
    for row in rows:
        known = columns.get(row.table, [])
        problems += [
            row.problem(column, f"a column of the table {row.table}: {', '.join(known)}")
            for column in row.cells
            if column not in known
        ]
    if not rows and not problems:
        problems = [Problem(path.name, 0, "", "no row", "the rows of a study")]
    if problems:
        raise DataError(problems)
    return rows


def _folder(path: Path) -> tuple[list[NewRow], list[Problem]]:
    rows, problems = [], []
    for file in sorted(path.glob("*.csv"), key=_in_order):
        if file.stem not in TABLES + FURTHER:
            expected = "one of " + ", ".join(f"{name}.csv" for name in TABLES + FURTHER)
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
                given = dict(zip(header, (cell.strip() for cell in cells), strict=True))
                rows.append(NewRow(file.stem, given, file.name, line))
    return rows, problems


def _in_order(file: Path) -> tuple[int, str]:
    known = file.stem in TABLES
    return (TABLES.index(file.stem) if known else len(TABLES)), file.stem


def _sheet(path: Path) -> tuple[list[NewRow], list[Problem]]:
    header, *body = read_records(path)
    missing = [name for name in SHEET if name not in header]
    if missing:
        return [], [Problem(path.name, 1, name, "", "this column") for name in missing]
    rows: dict[tuple[str, str], NewRow] = {}
    problems = []
    for line, cells in enumerate(body, start=2):
        given = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        table, number, column, value = (given.get(name, "") for name in SHEET)
        if not value:
            continue
        if table not in TABLES + FURTHER:
            expected = "one of " + ", ".join(TABLES + FURTHER)
            problems.append(Problem(path.name, line, "table", table, expected))
            continue
        row = rows.setdefault((table, number), NewRow(table, {}, path.name, line))
        if column in row.cells:
            expected = "a column once for each row of a table"
            problems.append(Problem(path.name, line, "column", column, expected))
        row.cells[column] = value
        row.lines[column] = line
    found = sorted(rows.values(), key=lambda row: _in_order(Path(row.table)))
    return found, problems


def completed(rows: Study) -> list[NewRow]:
    """Fill in what follows from the rest: names of rows, what they belong to, their source.

    A cell that holds something stays as it is.

    Raises:
        DataError: there is not exactly one study.
    """
    studies = [row for row in rows if row.table == "studies"]
    if len(studies) != 1:
        file = studies[1].file if studies else "studies.csv"
        line = studies[1].line if studies else 0
        found = f"{len(studies)} studies"
        raise DataError([Problem(file, line, "", found, "one study at a time")])
    rows = [NewRow(r.table, dict(r.cells), r.file, r.line, r.lines) for r in rows]
    study = next(row.cells for row in rows if row.table == "studies")
    sources = [row.cells for row in rows if row.table == "sources"]
    arms = [row.cells for row in rows if row.table == "arms"]
    _fill(study, "study_id", as_name(study.get("author", ""), study.get("year", "")))
    for source in sources:
        _fill(source, "source_id", study["study_id"] if len(sources) == 1 else "")
        _fill(source, "year", study.get("year", ""))
        _fill(source, "label", f"{study.get('author', '')} {study.get('year', '')}".strip())
        _fill(source, "citation", _citation(study))
        _fill(source, "chapters", CHAPTERS.get(study.get("part", ""), ""))
    _fill(study, "cohort_id", study["study_id"])
    own = sources[0] if len(sources) == 1 else {}
    for row in rows:
        if row.table != "sources":
            _fill(row.cells, "source_id", own.get("source_id") or study.get("source_id", ""))
            _fill(row.cells, "place", own.get("read_as", ""))
        if row.table not in ("sources", "studies"):
            _complete_row(row.table, row.cells, study["study_id"], arms)
    _name_rows(rows)
    return rows


def _fill(cells: dict[str, str], column: str, value: str) -> None:
    if not cells.get(column):
        cells[column] = value


def _citation(study: dict[str, str]) -> str:
    parts = [study.get("author", ""), f"{study.get('journal', '')} {study.get('year', '')}".strip()]
    return ", ".join(part for part in parts if part)


def as_name(*parts: str) -> str:
    """Make a name of a row from words: lower-case letters, digits and single hyphens."""
    text = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))


def _complete_row(table: str, cells: dict, study: str, arms: list[dict]) -> None:
    if table in ("arms", "effects", "factors", "facts", "cohorts", "bias"):
        _fill(cells, "study_id", study)
    if table == "arms":
        plain = len(arms) == 1 and cells.get("role") == "series"
        _fill(cells, "arm_id", study if plain else as_name(study, cells.get("label", "")))
    elif table in ("characteristics", "outcomes", "cohorts") and len(arms) == 1:
        _fill(cells, "arm_id", arms[0]["arm_id"])
    if table in ("characteristics", "outcomes"):
        printed = cells.get("value") or cells.get("low")
        _fill(cells, "status", "stated" if printed else "not stated")
    if table == "factors":
        _fill(cells, "status", "stated" if cells.get("factor") else "not stated")
    if table == "outcomes" and cells.get("statistic") in ("proportion", "count"):
        _fill(cells, "time_zero", "not applicable")
    if table in ("outcomes", "effects"):
        _fill(cells, "time_zero", "not stated")


NAMED_BY = {
    "characteristics": ("characteristic_id", "arm_id", "measure", "statistic"),
    "outcomes": ("outcome_id", "arm_id", "outcome", "statistic", "time_months"),
    "effects": ("effect_id", "study_id", "factor", "endpoint", "model"),
    "factors": ("factor_id", "study_id", "factor"),
    "facts": ("fact_id", "study_id", "statistic"),
    "cohorts": ("member_id", "cohort_id", "arm_id"),
    "bias": ("bias_id", "study_id", "tool", "domain"),
}
"""For each table the column with the name of the row, and what a missing name is made of."""


def _name_rows(rows: Study) -> None:
    taken = {row.cells.get(NAMED_BY[row.table][0]) for row in rows if row.table in NAMED_BY}
    for row in rows:
        if row.table not in NAMED_BY or row.cells.get(NAMED_BY[row.table][0]):
            continue
        name, *parts = NAMED_BY[row.table]
        base = as_name(*(row.cells.get(part, "") for part in parts), row.table[:-1])
        number, made = 1, base
        while made in taken:
            number += 1
            made = f"{base}-{number}"
        row.cells[name] = made
        taken.add(made)


def joined_with(tables: dict[str, bytes], rows: Study) -> dict[str, bytes]:
    """Give the bytes of all tables with the rows of a study at their ends."""
    by_table: dict[str, list[dict]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row.cells)
    return {name: with_rows(content, by_table.get(name, [])) for name, content in tables.items()}


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
    problems = _strangers(rows) + _duplicates(evidence, rows)
    try:
        grown = loaded(joined_with(tables, rows))
    except DataError as error:
        problems += _as_written(error.problems, evidence, rows)
        raise DataError(problems) from None
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


def _strangers(rows: Study) -> list[Problem]:
    """Rows that belong to another study, and the example of the template."""
    study = next(row for row in rows if row.table == "studies")
    arms = {row.cells["arm_id"] for row in rows if row.table == "arms"}
    name = study.cells["study_id"]
    found = []
    if name == EXAMPLE:
        found.append(study.problem("study_id", "the name of your study instead of the example's"))
    for row in rows:
        cells = row.cells
        if cells.get("doi") == EXAMPLE_DOI:
            found.append(row.problem("doi", "the DOI of your source instead of the example's"))
        if row.table != "studies" and cells.get("study_id", name) != name:
            found.append(row.problem("study_id", f"the new study, {name}"))
        if row.table != "arms" and "arm_id" in cells and cells["arm_id"] not in arms:
            known = ", ".join(sorted(arms)) or "none yet"
            found.append(row.problem("arm_id", f"a group of patients of the new study: {known}"))
    return found


def _duplicates(evidence: Evidence, rows: Study) -> list[Problem]:
    sources = evidence.printed["sources"]
    found = []
    for row in rows:
        if row.table != "sources":
            continue
        for column in ("doi", "pmid"):
            value = row.cells.get(column, "").casefold()
            same = sources[(sources[column].str.casefold() == value) & (value != "")]
            found += [
                row.problem(column, f"a source that is not there yet: {known} has it already")
                for known in same["source_id"]
            ]
    study = next(row for row in rows if row.table == "studies")
    if not found and not _two_reports(evidence, rows):
        found = [
            study.problem(
                "author",
                f"a study that is not there yet: {known} has author, year and "
                "journal in common and no other DOI",
            )
            for known in _namesakes(evidence, study.cells, ("author", "year", "journal"))
        ]
    return found


def _namesakes(evidence: Evidence, cells: dict, columns: Sequence[str]) -> list[str]:
    studies = evidence.printed["studies"]
    if not all(cells.get(column) for column in columns):
        return []
    for column in columns:
        studies = studies[studies[column].str.casefold() == cells[column].casefold()]
    return list(studies["study_id"])


def _two_reports(evidence: Evidence, rows: Study) -> bool:
    """Whether the namesake has another DOI, so that both may be right."""
    study = next(row.cells for row in rows if row.table == "studies")
    own = [row.cells.get("doi", "") for row in rows if row.table == "sources"]
    names = _namesakes(evidence, study, ("author", "year", "journal"))
    sources = evidence.printed["sources"].set_index("source_id")["doi"]
    return any(own) and all(sources.get(name, "") for name in names)


@dataclass(frozen=True)
class Overlap:
    """A study that may describe the same patients: what it is called, its cohort, and why."""

    study_id: str
    cohort_id: str
    why: str


def overlaps(evidence: Evidence, rows: Study) -> list[Overlap]:
    """Give the studies of one centre or one author and of overlapping years, in other cohorts.

    A centre is what follows "Centre:" in the note of a study. The note "Other patients than X"
    says that X was looked at and has other patients.
    """
    study = next(row.cells for row in rows if row.table == "studies")
    sizes = [int(row.cells["n"]) for row in rows if row.table == "arms" and row.cells.get("n")]
    own = _as_series(study, max(sizes, default=UNKNOWN))
    n = evidence.arms.groupby("study_id")["n"].max()
    found = []
    for other in evidence.printed["studies"].to_dict("records"):
        if other["cohort_id"] == study["cohort_id"] or _kept_apart(study, other["study_id"]):
            continue
        size = n.get(other["study_id"])
        finding = same_patients([own, _as_series(other, UNKNOWN if pd.isna(size) else int(size))])
        if finding.severity != "none" or finding.instead:
            why = finding.sentence.partition(
                "; up to" if str(UNKNOWN) in finding.sentence else "\0"
            )
            found.append(Overlap(other["study_id"], other["cohort_id"], why[0].rstrip(".") + "."))
    return found


def _as_series(study: dict, n: int) -> dict:
    author = f"the group of {study['author']}" if study.get("author") else ""
    named = CENTRE.search(study.get("note", ""))
    centres = [author, named[1].strip() if named else ""]
    return {
        "study": study["study_id"],
        "centre": ";".join(filter(None, centres)),
        "start": study.get("period_start"),
        "end": study.get("period_end"),
        "n": n,
    }


def _kept_apart(study: dict, other: str) -> bool:
    return f"{SEPARATE.format(other)}." in f"{study.get('note', '')}."


def warnings(before: Evidence, after: Evidence, rows: Study) -> list[str]:
    """Say what is odd about a study that the rules allow: impossible shares, curves, intervals."""
    names = {row.cells[NAMED_BY[row.table][0]]: row for row in rows if row.table in NAMED_BY}
    faults = [
        f"{_place(bearing.entry_ids, names)}: {bearing.finding.sentence}"
        for bearing in _findings(after, set(names))
        if bearing.finding.fault
    ]
    return list(dict.fromkeys(faults)) + _about_the_study(before, rows)


def _findings(evidence: Evidence, names: set[str]) -> list:
    known = pd.concat([entries(evidence), stated(evidence)], ignore_index=True).fillna("")
    judged = {r["entry_id"]: r for r in known.to_dict("records") if r["entry_id"] in names}
    tables = {"checks": [], "studies": joined(evidence, "studies").to_dict("records")}
    for table in ("arms", "characteristics", "outcomes", "effects", "factors"):
        own = joined(evidence, table).to_dict("records")
        tables[table] = [row for row in own if next(iter(row.values())) in names | set(judged)]
    return bearings(tables, judged)


def _place(entry_ids: Sequence[str], names: dict[str, NewRow]) -> str:
    rows = [names[entry] for entry in entry_ids if entry in names]
    return " and ".join(dict.fromkeys(f"{row.file}, row {row.line}" for row in rows))


def _about_the_study(evidence: Evidence, rows: Study) -> list[str]:
    study = next(row.cells for row in rows if row.table == "studies")
    studies = evidence.printed["studies"]
    said = [
        f"{known} has the same author and year; look whether it is the same report."
        for known in _namesakes(evidence, study, ("author", "year"))
    ]
    source = study.get("source_id")
    if source not in judged(evidence) and not any(row.table == "sources" for row in rows):
        stands = studies.loc[studies["source_id"] == source, "study_id"]
        said += [f"The source {source} stands behind {known} already." for known in stands]
    shared = studies.loc[studies["cohort_id"] == study["cohort_id"], "study_id"]
    if len(shared):
        said.append(
            f"Its patients are those of {', '.join(shared)}: in pooled numbers they count once."
        )
    return said

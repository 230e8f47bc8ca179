"""Rows that speak of each other without a key: what they name must be there, once, and fit."""

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from reviewbook.tables.known import KNOWN
from reviewbook.tables.problems import Problem
from reviewbook.tables.rules.findings import finding_problems
from reviewbook.tables.rules.patterns import pattern_problems
from reviewbook.tables.standing import standing_problems

Tables = dict[str, pd.DataFrame]

WORDS_OF = {
    ("endpoints", "within"): ("endpoints", "endpoint"),
    ("effects", "comparison_id"): ("arms", "comparison_id"),
    ("cohorts", "cohort_id"): ("studies", "cohort_id"),
}
"""Columns of text whose values stand in another column."""
LISTS_OF = {("sources", "chapters"): ("chapters", "chapter")}
"""Columns with several such values, separated by a semicolon and a space."""
ALONE = {
    "bias": (
        ["study_id", "tool", "result", "domain"],
        "a domain judged once for a study and result",
    ),
    "checks": (["entry_id", "check", "inputs"], "a check that no earlier row makes"),
    "moves": (["chapter", "section"], "a section of a page, once"),
}
"""What no two rows of a table may share, and what is expected of them."""
START = "start"


def tie_problems(tables: Tables) -> Iterator[Problem]:
    """Give every name that nothing bears, every identifier of two sources, every broken rating.

    A rule is left out where a table or column that it needs is not there.
    """
    for (name, column), target in WORDS_OF.items():
        yield from _unknown(tables, name, column, target, "")
    for (name, column), target in LISTS_OF.items():
        yield from _unknown(tables, name, column, target, "; ")
    for column in ("doi", "pmid"):
        yield from _shared(tables, column)
    yield from _no_tables(tables)
    yield from _repeated(tables)
    for rule, needs in TIES.items():
        if all(columns <= set(tables.get(name, ())) for name, columns in needs.items()):
            yield from rule(tables)


def _cells(tables: Tables, name: str, column: str) -> dict[int, str]:
    """Give the cells of a column that are filled, by the row in the file; none without it."""
    if column not in tables.get(name, ()):
        return {}
    return {number: cell for number, cell in tables[name][column].items() if cell}


def _unknown(
    tables: Tables, name: str, column: str, target: tuple[str, str], between: str
) -> Iterator[Problem]:
    table, wanted = target
    if wanted not in tables.get(table, ()):
        return
    known = set(tables[table][wanted]) - {""}
    for number, cell in _cells(tables, name, column).items():
        for value in cell.split(between) if between else [cell]:
            if value not in known:
                expected = f"the {wanted} of a row of {table}.csv"
                yield Problem(f"{name}.csv", number, column, value, expected)


def _shared(tables: Tables, column: str) -> Iterator[Problem]:
    cells = {number: cell.lower() for number, cell in _cells(tables, "sources", column).items()}
    counts = Counter(cells.values())
    for number, cell in cells.items():
        if counts[cell] > 1:
            yield Problem("sources.csv", number, column, cell, "what one source has alone")


def _no_tables(tables: Tables) -> Iterator[Problem]:
    for number, cell in _cells(tables, "places", "rows_of").items():
        if cell not in {*tables, *KNOWN}:
            yield Problem("places.csv", number, "rows_of", cell, "the name of a table")


def _ratings(tables: Tables) -> Iterator[Problem]:
    """A rating begins with its start and has each domain once."""
    for question, own in tables["certainty"].groupby("question_id", sort=False):
        first = own.index[0]
        if own["domain"][first] != START:
            expected = f"{START!r} in the first row of {question!r}"
            yield Problem("certainty.csv", first, "domain", own["domain"][first], expected)
        for number in own.index[own["domain"].duplicated()]:
            expected = f"a domain that {question!r} does not have yet"
            yield Problem("certainty.csv", number, "domain", own["domain"][number], expected)


def _moves(tables: Tables) -> Iterator[Problem]:
    """A section moved once, from a page that is there, or that as a whole moved to another."""
    rows, pages = tables["moves"], tables["chapters"]
    there, gone = set(pages["chapter"]), set(rows.loc[rows["section"] == "", "chapter"])
    for number, row in rows.iterrows():
        page = row["chapter"]
        if row["section"] == "" and page in there:
            expected = "a page that is no longer there, or the section that moved"
            yield Problem("moves.csv", number, "chapter", page, expected)
        elif page not in there | gone:
            expected = "a chapter of chapters.csv, or one that moved as a whole"
            yield Problem("moves.csv", number, "chapter", page, expected)


def _repeated(tables: Tables) -> Iterator[Problem]:
    for name, (columns, expected) in ALONE.items():
        rows = tables.get(name)
        if rows is None or not set(columns) <= set(rows):
            continue
        for number in rows.index[rows.duplicated(columns)]:
            yield Problem(f"{name}.csv", number, columns[-1], rows[columns[-1]][number], expected)


def _misnamed(tables: Tables) -> Iterator[Problem]:
    """A row of a figure is called after it, so that a slip in either name is seen."""
    figures = _cells(tables, "figure_rows", "figure")
    for number, cell in _cells(tables, "figure_rows", "row_id").items():
        named = f"row-{figures.get(number, '').replace(' ', '-')}-"
        if not cell.startswith(named):
            expected = f"{named} and a number, as its figure is called"
            yield Problem("figure_rows.csv", number, "row_id", cell, expected)


TIES = {
    finding_problems: {
        "findings": {"result_id", "baseline_id", "counted", "counts", "per", "why"},
        "effects": {"effect_id", "value"},
        "outcomes": {"outcome_id", "arm_id", "unit", "value"},
    },
    pattern_problems: {"numerals": {"pattern"}},
    standing_problems: {"sources": {"source_id", "status", "label"}},
    _ratings: {"certainty": {"question_id", "domain"}},
    _moves: {"moves": {"chapter", "section"}, "chapters": {"chapter"}},
    _misnamed: {"figure_rows": {"row_id", "figure"}},
}
"""Each rule across rows with the columns that each table must have for it to apply."""

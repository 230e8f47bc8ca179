"""No row of the tables is named in the code: which rows a page shows stands in data and cells.

A name is the first cell of a row or any cell of a column whose name ends in ``_id``. One with a
space is a word of the field; one without a hyphen may be a word of the code as well (``resection``,
``her2``), unless it names a source, a study, a cohort, a group or a comparison. The dictionary is
left out: its rows are named after tables.
"""

import ast

import pytest
from books import BOOK
from house import sources

SERIES = {"source_id", "study_id", "arm_id", "comparison_id", "cohort_id"}


def names() -> set[str]:
    """Return the names of rows that no code may hold."""
    found = set()
    for table, rows in BOOK.evidence.printed.items():
        if table == "dictionary":
            continue
        for column in {rows.columns[0], *rows.filter(regex="_id$").columns}:
            found |= {name for name in rows[column] if column in SERIES or "-" in name}
    return {name for name in found if name and " " not in name}


NAMES = names()


def named(text: str) -> bool:
    """Say whether a text is the name of a row, or the beginning of one as far as a hyphen."""
    start = text.partition("{")[0]
    part = len(start) > 4 and "-" in start and any(name.startswith(start) for name in NAMES)
    return text in NAMES or part


def held(source: str) -> list[str]:
    """Return the names of rows that a source holds."""
    return [
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and named(node.value)
    ]


def test_a_name_in_code_is_noticed():
    name = BOOK.evidence.printed["outcomes"]["outcome_id"].iloc[0]
    assert held(f"rows.loc['{name}']") == [name]
    assert held(f"f'{name[:-1]}{{months}}'")
    assert held("rows.loc['outcomes'], 'not-stated', 'resection'") == []


@pytest.mark.parametrize("module", sorted(sources()))
def test_no_row_is_named_in_a_module(module):
    assert held(ast.unparse(sources()[module])) == []

"""Problems found in the tables, and the one error that reports all of them at once."""

from dataclasses import dataclass

LONGEST_VALUE = 80


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of one cell, row or file.

    ``row`` counts as a spreadsheet does: the header is row 1; 0 means the file as a whole. Without
    a ``column``, ``value`` says in words what was found.
    """

    file: str
    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        value = self.value
        if len(value) > LONGEST_VALUE:
            value = value[:LONGEST_VALUE] + "…"
        if self.column:
            value = value and repr(value)
        return f"{place}: {value or 'nothing'} found, expected {self.expected}"


class DataError(ValueError):
    """The tables cannot be used. ``problems`` holds every fault, in file and row order."""

    def __init__(self, problems: list[Problem]):
        self.problems = sorted(set(problems))
        count = len(self.problems)
        head = f"{count} problem{'s' if count > 1 else ''} in the data:"
        super().__init__("\n  ".join([head, *map(str, self.problems)]))

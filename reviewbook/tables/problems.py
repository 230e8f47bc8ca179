"""Problems found in the tables, and the one error that reports all of them at once."""

from collections.abc import Iterator, Sequence
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

    @property
    def gravity(self) -> int:
        """The place of the fault in `WHAT_TO_DO`: what hides most of the data comes first."""
        return 0 if not self.row else 1 if self.row == 1 else 2 if not self.column else 3


WHAT_TO_DO = (
    "Files: put them back, or save them as comma-separated text in UTF-8.",
    "Headers: the first row names the columns as dictionary.csv does.",
    "Rows: as many cells as the header has, quotes in pairs.",
    "Cells: look into the source and correct them; leave empty what it does not state.",
)


class DataError(ValueError):
    """The tables cannot be used. ``problems`` holds every fault, in file and row order."""

    def __init__(self, problems: list[Problem], advice: Sequence[str] = WHAT_TO_DO):
        """Take the faults, and what to do about each `gravity` of them."""
        self.problems = sorted(set(problems))
        self.advice = advice
        count = len(self.problems)
        head = f"{count} problem{'s' if count > 1 else ''} in the data:"
        super().__init__("\n  ".join([head, *self._lines()]))

    def _lines(self) -> Iterator[str]:
        """Give the faults in words, the gravest first, each kind with what to do about it."""
        for gravity, told in enumerate(self.advice):
            found = [str(problem) for problem in self.problems if problem.gravity == gravity]
            yield from found
            if found:
                yield f"→ {told}"

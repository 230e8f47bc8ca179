"""One thing that keeps a book from being published."""

from dataclasses import dataclass

from reviewbook.tables.problems import Problem


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, and what to do if the book is right as it is."""

    problem: Problem
    accept: str

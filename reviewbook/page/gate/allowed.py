"""What may be typed: the patterns of ``numerals.csv``, and the judge who knows them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from re import _constants as syntax
from re import _parser as parser

from reviewbook.page.gate.formula import numeral_in_formula
from reviewbook.page.gate.numerals import Numerals
from reviewbook.tables.load import Evidence
from reviewbook.tables.problems import DataError, Problem

PLAIN = ("7", "38", "38%", "0.05", "1994", "12 months", "5 years", "five patients")
"""Numerals that say nothing of what they belong to: no pattern may let one of them through."""
OPEN_ENDED, MOST_REPEATS = 20, 2
REPEATS = (syntax.MAX_REPEAT, syntax.MIN_REPEAT, syntax.POSSESSIVE_REPEAT)
SINGLE = (syntax.LITERAL, syntax.NOT_LITERAL, syntax.IN, syntax.ANY)
PASSED = "\N{OBJECT REPLACEMENT CHARACTER}"
"""What stands in a text where a numeral was let through, or is no text."""


@dataclass(frozen=True, order=True)
class TypedNumeral:
    """A numeral that was typed where only the data may speak, or what hides one."""

    path: str
    line: int
    text: str
    fault: str

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.fault} in {self.text!r}"


class Judge:
    """Finds what was typed in texts and formulas, given the tables of a book."""

    def __init__(self, evidence: Evidence):
        self.allowed = allowed(evidence)
        self.numerals = Numerals(units(evidence))

    def typed(self, text: str) -> str:
        """Return a numeral that a text may not hold; empty if there is none."""
        return self.numerals.find(self.allowed.sub(PASSED, text))

    def fault(self, text: str) -> str:
        """Say what is wrong with a text; empty if nothing is."""
        found = self.typed(text)
        return found and f"typed numeral {found!r} (quote a claim instead)"

    def fault_in_formula(self, tex: str) -> str:
        """Say what is wrong with a formula; empty if nothing is."""
        found = numeral_in_formula(tex)
        return found and f"typed numeral {found!r} in a formula (quote a claim instead)"


def excerpt(text: str, most: int = 80) -> str:
    """Return the beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def texts_in(value, unseen: re.Pattern) -> Iterator[str]:
    """Give the texts in a value and what it holds; a number is one, a switch is none.

    What a mapping holds under an `unseen` key is left out.
    """
    if isinstance(value, dict):
        value = [part for key, part in value.items() if not unseen.fullmatch(str(key))]
    if isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part, unseen)
    elif not isinstance(value, bool) and value is not None:
        yield str(value)


def units(evidence: Evidence) -> set[str]:
    """Give what the tables of a book measure or count in, in the plural without its s."""
    found = {
        unit for table in evidence.printed.values() if "unit" in table for unit in table["unit"]
    }
    return {unit.removesuffix("s") for unit in found if unit.isalpha() and len(unit) > 2}


def allowed(evidence: Evidence) -> re.Pattern:
    """Give one expression that fits what may be typed.

    Raises:
        DataError: a pattern is no regular expression, could take for ever, or fits any number.
    """
    patterns = list(evidence.printed["numerals"]["pattern"])
    problems = [
        Problem("numerals.csv", row, "pattern", pattern, expected)
        for row, pattern in enumerate(patterns, start=2)
        if (expected := fault_of(pattern))
    ]
    if problems:
        raise DataError(problems)
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


def fault_of(pattern: str) -> str:
    """Say what a pattern should be instead; empty if it may stand."""
    try:
        parsed = parser.parse(pattern)
        alone = re.compile(f"(?:{pattern})")
    except (re.error, RecursionError, OverflowError) as error:
        return f"a regular expression ({error})"
    if not simple(parsed):
        return (
            f"a pattern with at most {MOST_REPEATS} open repeats (* or +), each of one character, "
            "no repeat within another and no reference back: this one could take for ever"
        )
    wide = next((text for text in ("", *PLAIN) if alone.search(text)), None)
    if wide is not None:
        return f"a pattern that names what the numeral belongs to: this one also fits {wide!r}"
    return ""


def simple(parsed: Iterable) -> bool:
    """Tell whether a parsed pattern is done in a time that grows little with the text."""
    repeats = list(_repeats(parsed, inside=False))
    return None not in repeats and len(repeats) <= MOST_REPEATS


def _repeats(parsed: Iterable, inside: bool) -> Iterator[int | None]:
    """Give how often each open repeat may be repeated; None for what could take for ever."""
    for code, value in parsed:
        if code in REPEATS:
            _, high, body = value
            yield from [None] if inside and high > 1 else []
            if high > OPEN_ENDED:
                yield high if all(part in SINGLE for part, _ in body) else None
            yield from _repeats(body, inside or high > 1)
        elif code in (syntax.GROUPREF, syntax.GROUPREF_EXISTS):
            yield None
        else:
            for part in _parts(value):
                yield from _repeats(part, inside)


def _parts(value) -> Iterable:
    """Give the patterns that an element of a pattern holds."""
    if isinstance(value, parser.SubPattern):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _parts(part)

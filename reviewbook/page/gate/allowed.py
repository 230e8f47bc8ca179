"""What may be typed: the patterns of ``numerals.csv``, and the judge who knows them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reviewbook.page.gate.formula import numeral_in_formula
from reviewbook.page.gate.numerals import Numerals
from reviewbook.tables.load import Evidence

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
    """Give one expression that fits what may be typed."""
    patterns = evidence.printed["numerals"]["pattern"]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")

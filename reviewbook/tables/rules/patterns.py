"""What a pattern of numerals that may be typed must be: narrow, and quick with any text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from re import _constants as syntax  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pandas as pd

from reviewbook.tables.problems import Problem

PLAIN = ("7", "38", "38%", "0.05", "1994", "12 months", "5 years", "five patients")
"""Numerals that say nothing of what they belong to: no pattern may let one of them through."""
OPEN_ENDED, MOST_REPEATS = 20, 2
REPEATS = (syntax.MAX_REPEAT, syntax.MIN_REPEAT, syntax.POSSESSIVE_REPEAT)
SINGLE = (syntax.LITERAL, syntax.NOT_LITERAL, syntax.IN, syntax.ANY)


def pattern_problems(tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Give every pattern that is no expression, could take for ever, or fits any number."""
    for number, pattern in tables["numerals"]["pattern"].items():
        if expected := fault_of(pattern):
            yield Problem("numerals.csv", number, "pattern", pattern, expected)


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

"""Each typed number against the text it was taken from, which stands in the same row."""

import re
from collections.abc import Iterable, Iterator, Mapping

LISTED = re.compile(r"\(([\d,\s–-]+)\)$")
NUMBER = re.compile(r"(?:(?<![\w.)\]%])[-−])?(?:\d[\d,]*(?:\.\d+)?|\.\d+)")
RANGE = re.compile(r"\d+(-\d+)?")
WORD = re.compile(r"[a-z]+(?:-[a-z]+)?")
IN_LETTERS = {
    "no": "0",
    "none": "0",
    "a": "1",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "thirteen": "13",
    "fourteen": "14",
    "fifteen": "15",
    "twice": "2",
    "half": "50",
    "fifty-five": "55",
}
TYPED = ("value", "low", "high", "spread", "numerator", "threshold", "p")


def not_as_printed(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give each column whose number does not stand in ``raw``, and what was expected.

    A count may also be the number of references in ``refs``. Rows without a raw text pass.
    """
    if not row["raw"]:
        return
    listed = row["refs"].split() if "refs" in row else []
    in_brackets = LISTED.search(row["raw"])
    if listed and in_brackets and not _same_references(in_brackets[1], row["refs"]):
        yield "refs", f"the reference numbers in the column raw, {row['raw']!r}"
    known = numbers_in(row["raw"]) | ({str(len(listed))} if listed else set())
    for column in TYPED:
        if row.get(column) and row[column] not in known:
            yield column, f"a number that stands in the column raw, {row['raw']!r}"


def _same_references(printed: str, refs: str) -> bool:
    try:
        return references(printed) == references(refs)
    except ValueError:
        return False


def numbers_in(text: str) -> set[str]:
    """Give the numbers of a text, in figures or letters, without separators of thousands."""
    text = text.lower()
    figures = {number.replace(",", "").replace("−", "-") for number in NUMBER.findall(text)}
    figures |= {re.sub(r"^(-?)\.", r"\g<1>0.", number) for number in figures}
    return figures | {IN_LETTERS[word] for word in WORD.findall(text) if word in IN_LETTERS}


def references(text: str | Iterable[int]) -> tuple[int, ...]:
    """Read a list of reference numbers, sorted and without repeats; empty text gives none.

    ``34,36-40,42`` and ``34 36 37`` are both read.

    Raises:
        ValueError: a part is neither a number nor a rising range.
    """
    if not isinstance(text, str):
        return tuple(sorted({int(number) for number in text}))
    numbers: set[int] = set()
    text = re.sub(r"\s*[-–]\s*", "-", text.strip("() "))
    for part in re.split(r"\s*[,;]\s*|\s+", text) if text else ():
        first, _, last = part.partition("-")
        if not RANGE.fullmatch(part) or int(last or first) < int(first):
            raise ValueError(f"expected references such as 34,36-40, found {part!r} in {text!r}")
        numbers.update(range(int(first), int(last or first) + 1))
    return tuple(sorted(numbers))

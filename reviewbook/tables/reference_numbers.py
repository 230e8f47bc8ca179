"""Lists of reference numbers as a document prints them."""

import re
from collections.abc import Iterable


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
        match = re.fullmatch(r"(\d+)(?:-(\d+))?", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if last < first:
            raise ValueError(f"expected references such as 34,36-40, found {part!r} in {text!r}")
        numbers.update(range(first, last + 1))
    return tuple(sorted(numbers))

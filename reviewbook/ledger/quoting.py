"""How a number of the ledger is written in a sentence.

A quotation names an entry and, after a space, the part of it: ``value`` (with its unit, the
default), ``bare`` (without), ``range``, ``full`` (value and interval), ``word`` or ``Word`` (a
count in letters), ``p``, ``level`` (of the interval), ``numerator``, ``denominator``, ``computed``
(what the checks found). Where the sentence speaks of something else, ``about`` and the study or the
endpoint of the entry follow: ``smith-os-36 full about Smith``.
"""

from collections.abc import Callable, Mapping

from reviewbook.tables.units import suffix

WORDS = [
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
]


class QuotingError(ValueError):
    """The entry has no such part."""


def asked(quotation: str) -> tuple[str, str, str]:
    """Take a quotation apart: the name of the entry, its part, and what it is said to be about."""
    what, _, about = quotation.partition(" about ")
    name, _, part = what.partition(" ")
    return name, part or "value", about.strip()


def quoted(entry: Mapping, part: str = "value") -> str:
    """Write a part of an entry.

    `entry` is a row of the ledger. Raises QuotingError if the part is unknown or empty.
    """
    if part not in PARTS:
        raise QuotingError(f"unknown part {part!r}; expected one of: {', '.join(PARTS)}")
    text = PARTS[part](entry)
    if not text:
        raise QuotingError(f"{entry['entry_id']} has no {part}")
    return text


def _value(entry: Mapping) -> str:
    if not entry["value"]:
        return _range(entry)
    about = "about " if entry["approximate"] else ""
    return about + with_unit(grouped(entry["value"], entry["unit"]), entry["unit"])


def _bare(entry: Mapping) -> str:
    return grouped(entry["value"], entry["unit"])


def _range(entry: Mapping) -> str:
    if not entry["low"]:
        return ""
    low, high = (grouped(entry[end], entry["unit"]) for end in ("low", "high"))
    ends = f"{low} to {high}" if "-" in low + high else f"{low}–{high}"
    return with_unit(ends, entry["unit"])


def _full(entry: Mapping) -> str:
    if not entry["low"] or not entry["value"]:
        return _value(entry)
    level = f"{entry['level']}% " if entry.get("level") else ""
    kind = {"confidence interval": level + "CI", "interquartile range": "IQR"}
    label = kind.get(entry["interval"], "range")
    if entry["verdict"] in ("stated", "retracted") and entry["interval"] == "not stated":
        return f"{_value(entry)} ({_range(entry)})"
    return f"{_value(entry)} ({label} {_range(entry)})"


def _word(entry: Mapping) -> str:
    count = entry["value"]
    return WORDS[int(count)] if count.isdigit() and int(count) < len(WORDS) else _bare(entry)


def _p(entry: Mapping) -> str:
    return f"p {entry['p_relation']} {entry['p']}" if entry["p"] else ""


def _computed(entry: Mapping) -> str:
    if entry["computed"] is None or entry["computed"] != entry["computed"]:
        return ""
    decimals = len(entry["value"].partition(".")[2])
    text = f"{round(entry['computed'], decimals + 1):.10g}"
    return with_unit(grouped(text, entry["unit"]), entry["unit"])


PARTS: dict[str, Callable[[Mapping], str]] = {
    "value": _value,
    "bare": _bare,
    "range": _range,
    "full": _full,
    "word": _word,
    "Word": lambda entry: _word(entry).capitalize(),
    "p": _p,
    "level": lambda entry: f"{entry['level']}%" if entry["level"] else "",
    "numerator": lambda entry: entry["numerator"],
    "denominator": lambda entry: entry["denominator"],
    "computed": _computed,
}


def in_figures(row: Mapping) -> str:
    """Write what a row of text cells states: as printed, else its numbers, with what they are.

    Where no number was read either it says *not stated*.
    """
    if row["raw"]:
        return row["raw"]
    unit = row.get("unit", "")
    measure = (row.get("measure") or row["statistic"]) if row.get("p_relation") is not None else ""
    measure = measure if measure.endswith(" ratio") or measure == "test only" else ""
    number = with_unit(grouped(row["value"], unit), unit) if row["value"] else ""
    of = row.get("denominator", "") if row.get("numerator") else ""
    if of:
        part = f"{row['numerator']} of {of}"
        number = f"{number} ({part})" if unit == "%" else with_unit(part, unit)
    ends = with_unit(f"{row['low']}–{row['high']}", unit) if row["low"] else ""
    if ends and number:
        level = f"{row['level']}% CI " if row.get("level") else ""
        number, ends = f"{number} ({level}{ends})", ""
    p = f"p {row['p_relation']} {row['p']}" if row.get("p") else ""
    named = f"{measure} {number}" if number and measure != "test only" else number or ends
    return ", ".join(part for part in (named.strip(), p) if part) or "not stated"


def grouped(number: str, unit: str = "") -> str:
    """Write a number with its printed decimals and thousands set apart; years stay whole."""
    whole, point, decimals = number.partition(".")
    return (
        (whole if unit == "year" or not whole.isdigit() else f"{int(whole):,}") + point + decimals
    )


def with_unit(number: str, unit: str) -> str:
    """Add a unit, in the singular for one; a year, a ratio and a percentage need no word."""
    return number + suffix(unit, number == "1", "\N{NO-BREAK SPACE}")

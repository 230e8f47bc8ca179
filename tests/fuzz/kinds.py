"""Ways in which a table is spoiled: what people, spreadsheets, converters and attackers do to one.

A kind is of whole files, as ``bytes`` or ``rows``, or of one cell; ``another`` takes another's.
"""

import csv
import io
import random
import re
from collections.abc import Callable
from dataclasses import dataclass

Records = list[list[str]]
Chance = random.Random


@dataclass(frozen=True)
class Kind:
    """One way of spoiling: ``spoil`` takes what ``of`` says, and a source of chance."""

    family: str
    name: str
    of: str
    spoil: Callable


KINDS: list[Kind] = []


def _kind(family: str, name: str, of: str) -> Callable:
    def put(spoil: Callable) -> Callable:
        KINDS.append(Kind(family, name, of, spoil))
        return spoil

    return put


def _several(family: str, of: str, spoils: dict[str, Callable]) -> None:
    KINDS.extend(Kind(family, name, of, spoil) for name, spoil in spoils.items())


def read(content: bytes) -> Records:
    """Read a sound table."""
    return list(csv.reader(io.StringIO(content.decode())))


def written(rows: Records, **style: str | int) -> bytes:
    """Write a table."""
    out = io.StringIO(newline="")
    csv.writer(out, **{"lineterminator": "\n", **style}).writerows(rows)
    return out.getvalue().encode()


def _inserted(b: bytes, chance: Chance, piece: bytes) -> bytes:
    place = chance.randrange(len(b))
    return b[:place] + piece + b[place:]


def _lines(b: bytes, chance: Chance, piece: bytes) -> bytes:
    lines = b.split(b"\n")
    lines.insert(chance.randrange(1, len(lines)), piece)
    return b"\n".join(lines)


def _flipped(b: bytes, chance: Chance) -> bytes:
    place = chance.randrange(len(b))
    return b[:place] + bytes([b[place] ^ 1 << chance.randrange(8)]) + b[place + 1 :]


_several(
    "form of the file",
    "bytes",
    {
        "UTF-16": lambda b, c: b.decode().encode("utf-16"),
        "UTF-16 without its mark": lambda b, c: b.decode().encode("utf-16-le"),
        "a letter of Latin-1": lambda b, c: _inserted(b, c, b"\xe9"),
        "a dash of Windows-1252": lambda b, c: _inserted(b, c, b"\x96"),
        "a byte order mark": lambda b, c: b"\xef\xbb\xbf" + b,
        "two byte order marks": lambda b, c: b"\xef\xbb\xbf" * 2 + b,
        "line ends of Windows": lambda b, c: b.replace(b"\n", b"\r\n"),
        "line ends of old Macs": lambda b, c: b.replace(b"\n", b"\r"),
        "semicolons": lambda b, c: written(read(b), delimiter=";"),
        "tabs": lambda b, c: written(read(b), delimiter="\t"),
        "bars": lambda b, c: written(read(b), delimiter="|"),
        "every cell in quotes": lambda b, c: written(read(b), quoting=csv.QUOTE_ALL),
        "apostrophes for quotes": lambda b, c: written(
            read(b), quotechar="'", quoting=csv.QUOTE_ALL
        ),
        "a quote too many": lambda b, c: _inserted(b, c, b'"'),
        "a null byte": lambda b, c: _inserted(b, c, b"\0"),
        "a byte flipped": _flipped,
        "cut off": lambda b, c: b[: c.randrange(1, len(b) - 1)],
        "the end without a line end": lambda b, c: b.rstrip(b"\n"),
        "nothing in it": lambda b, c: b"",
        "the header alone": lambda b, c: b.split(b"\n")[0] + b"\n",
        "everything on one line": lambda b, c: b.replace(b"\n", b","),
        "a blank line": lambda b, c: _lines(b, c, b""),
        "a blank line at the end": lambda b, c: b + b"\n",
        "a comment": lambda b, c: _lines(b, c, b"# checked twice"),
        "marks of a merge": lambda b, c: _lines(b, c, b"<<<<<<< HEAD"),
        "twice over": lambda b, c: b + b,
        "a page of an error": lambda b, c: b"<!DOCTYPE html>\n<title>502 Bad Gateway</title>\n",
        "a workbook": lambda b, c: b"PK\x03\x04\x14\0\x06\0" + c.randbytes(400),
        "a pointer of large storage": lambda b, c: b"version https://git-lfs.github.com/spec/v1\n",
        "gone": lambda b, c: None,
    },
)


def _column(rows: Records, chance: Chance) -> int:
    return chance.randrange(len(rows[0]))


def _header(change: Callable[[str], str]) -> Callable:
    def spoil(rows: Records, chance: Chance) -> Records:
        at = _column(rows, chance)
        return [[change(n) if i == at else n for i, n in enumerate(rows[0])], *rows[1:]]

    return spoil


def _without(row: list[str], at: int) -> list[str]:
    return row[:at] + row[at + 1 :]


@_kind("rows and columns", "two names of columns exchanged", "rows")
def _names_exchanged(rows: Records, chance: Chance) -> Records:
    one, two = chance.sample(range(len(rows[0])), 2)
    rows[0][one], rows[0][two] = rows[0][two], rows[0][one]
    return rows


@_kind("rows and columns", "columns in another order", "rows")
def _reordered(rows: Records, chance: Chance) -> Records:
    order = chance.sample(range(len(rows[0])), len(rows[0]))
    return [[row[place] for place in order] for row in rows]


@_kind("rows and columns", "a column sorted by itself", "rows")
def _sorted_alone(rows: Records, chance: Chance) -> Records:
    at = _column(rows, chance)
    cells = sorted(row[at] for row in rows[1:])
    return [rows[0], *([*r[:at], v, *r[at + 1 :]] for r, v in zip(rows[1:], cells, strict=True))]


@_kind("rows and columns", "a column moved down by one row", "rows")
def _moved_down(rows: Records, chance: Chance) -> Records:
    at = _column(rows, chance)
    cells = ["", *(row[at] for row in rows[1:-1])]
    return [rows[0], *([*r[:at], v, *r[at + 1 :]] for r, v in zip(rows[1:], cells, strict=True))]


@_kind("rows and columns", "two cells of a row exchanged", "rows")
def _cells_exchanged(rows: Records, chance: Chance) -> Records:
    row = rows[chance.randrange(1, len(rows))]
    one, two = chance.sample(range(len(row)), 2)
    row[one], row[two] = row[two], row[one]
    return rows


@_kind("rows and columns", "two cells of a column exchanged", "rows")
def _column_exchanged(rows: Records, chance: Chance) -> Records:
    at, one, two = (
        _column(rows, chance),
        chance.randrange(1, len(rows)),
        chance.randrange(1, len(rows)),
    )
    rows[one][at], rows[two][at] = rows[two][at], rows[one][at]
    return rows


@_kind("rows and columns", "a row doubled under another name", "rows")
def _renamed_copy(rows: Records, chance: Chance) -> Records:
    row = rows[chance.randrange(1, len(rows))]
    return [*rows, [row[0] + "-2", *row[1:]]]


def _row_changed(change: Callable[[list[str], Chance], list[list[str]]]) -> Callable:
    def spoil(rows: Records, chance: Chance) -> Records:
        at = chance.randrange(1, len(rows))
        return [*rows[:at], *change(rows[at], chance), *rows[at + 1 :]]

    return spoil


_several(
    "rows and columns",
    "rows",
    {
        "the header lost": lambda rows, c: rows[1:],
        "a name of a column mistyped": _header(lambda name: name[:-1] + "x"),
        "a name of a column in capitals": _header(str.upper),
        "a space after a name of a column": _header(lambda name: name + " "),
        "a column described twice": lambda rows, c: [[*row, row[0]] for row in rows],
        "a column lost": lambda rows, c: [
            _without(row, at) for at in [_column(rows, c)] for row in rows
        ],
        "a column added": lambda rows, c: [[*row, "x"] for row in rows],
        "an unnamed empty column": lambda rows, c: [[*row, ""] for row in rows],
        "rows in another order": lambda rows, c: [rows[0], *c.sample(rows[1:], len(rows) - 1)],
        "a row lost": _row_changed(lambda row, c: []),
        "a row doubled": _row_changed(lambda row, c: [row, row]),
        "a row emptied": _row_changed(lambda row, c: [[""] * len(row)]),
        "a row with a cell too few": _row_changed(
            lambda row, c: [_without(row, c.randrange(len(row)))]
        ),
        "a row with a cell too many": _row_changed(lambda row, c: [[*row, "x"]]),
        "a row broken in two": _row_changed(lambda row, c: [row[:2], row[2:]]),
        "the header again": lambda rows, c: [*rows, rows[0]],
        "half of the rows lost": lambda rows, c: rows[: 1 + len(rows) // 2],
    },
)


def _digit(value: str, chance: Chance, pattern: str = "[0-9]") -> str:
    found = chance.choice(list(re.finditer(pattern, value)))
    other = chance.choice([d for d in "0123456789" if d != found[0]])
    return value[: found.start()] + other + value[found.end() :]


def _exchanged(value: str, chance: Chance) -> str:
    pairs = [p for p in range(len(value) - 1) if value[p : p + 2].isdigit()]
    at = chance.choice(pairs) if pairs else None
    return value if at is None else value[:at] + value[at + 1] + value[at] + value[at + 2 :]


def _shifted(value: str, chance: Chance) -> str:
    return value + "0" if chance.random() < 0.5 else f"{float(value) / 10:g}"


def _in_digits(first: int) -> Callable:
    table = {ord("0") + n: chr(first + n) for n in range(10)}
    return lambda value, chance: value.translate(table)


_several(
    "numbers",
    "number",
    {
        "a digit": _digit,
        "two digits exchanged": _exchanged,
        "a digit lost": lambda v, c: v[:-1] if len(v) > 1 else "",
        "a digit doubled": lambda v, c: v[0] + v,
        "ten times as much or as little": _shifted,
        "a decimal comma": lambda v, c: v.replace(".", ",") if "." in v else v + ",0",
        "a separator of thousands": lambda v, c: f"{v[0]},{v[1:]}",
        "the other sign": lambda v, c: v.removeprefix("-") if v[0] == "-" else "-" + v,
        "a typographic minus": lambda v, c: "−" + v,
        "a plus": lambda v, c: "+" + v,
        "full-width digits": _in_digits(0xFF10),
        "Arabic digits": _in_digits(0x0660),
        "mathematical digits": _in_digits(0x1D7CE),
        "a huge number": lambda v, c: "9" * c.choice([12, 15, 16, 40, 400]),
        "an exponent": lambda v, c: v + c.choice(["e3", "E-3", "e308", "e999"]),
        "not a number": lambda v, c: c.choice(["inf", "-inf", "nan", "NaN", "None", "null"]),
        "nought": lambda v, c: "0",
        "nothing": lambda v, c: "",
        "with its unit": lambda v, c: v + c.choice(["%", " months", " cm", " pts"]),
        "a fraction": lambda v, c: v + "/10",
        "a range": lambda v, c: f"{v}-{v}",
        "zeros in front": lambda v, c: "00" + v,
        "a zero behind": lambda v, c: v + ("0" if "." in v else ".0"),
        "a point behind": lambda v, c: v + ".",
        "an underscore": lambda v, c: f"{v}_000",
        "a share instead of per cent": lambda v, c: f"{float(v) / 100:g}",
        "a letter for a digit": lambda v, c: v.replace("0", "O").replace("1", "l") + "O",
        "made a date by a spreadsheet": lambda v, c: f"{v[0]}-Feb",
        "cut to hashes": lambda v, c: "####",
        "a superscript": lambda v, c: v + "²",
        "a space inside": lambda v, c: v[0] + "\u00a0" + v[1:] + " ",
    },
)
_several(
    "printed text",
    "raw",
    {
        "a digit of the printed text": _digit,
        "two digits of the printed text exchanged": _exchanged,
        "nought for the printed text": lambda v, c: "0",
        "the printed text lost": lambda v, c: "",
        "another number behind the printed text": lambda v, c: f"{v} ({c.randrange(100)})",
    },
)
_several("numbers", "time", {"another time": lambda v, c: c.choice(["1", "5", "24", "120"])})
_several(
    "names and references",
    "name",
    {
        "in capitals": lambda v, c: v.upper(),
        "with a space": lambda v, c: v + " ",
        "a name that is nowhere": lambda v, c: v + "x",
        "a letter of another alphabet": lambda v, c: v[:-1] + "а",
        "a path": lambda v, c: "../" + v,
        "a name lost": lambda v, c: "",
        "with an underscore": lambda v, c: v.replace("-", "_") + "_",
        "a word of programs": lambda v, c: c.choice(["__class__", "nan", "none", "constructor"]),
    },
)
_several(
    "names and references",
    "another name",
    {"the name of another row": lambda others, c: c.choice(others)},
)
_several("choices", "another choice", {"another choice": lambda others, c: c.choice(others)})
_several(
    "choices",
    "choice",
    {
        "a choice mistyped": lambda v, c: v + v[-1],
        "a choice in capitals": lambda v, c: v.upper(),
        "two choices": lambda v, c: v + " | " + v,
        "a choice lost": lambda v, c: "",
    },
)
_several(
    "units",
    "unit",
    {
        "another unit": lambda v, c: c.choice(
            [u for u in ("%", "months", "years", "cm") if u != v]
        ),
        "a unit mistyped": lambda v, c: v + "z",
        "a unit lost": lambda v, c: "",
    },
)

HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "an image with a handler": "<img src=x onerror=alert(1)>",
    "a drawing with a handler": "</td><svg/onload=alert(1)>",
    "an escaped script": "&#60;script&#62;alert(1)&#60;/script&#62;",
    "a link to a script": "[more](javascript:alert(1))",
    "an image of another host": "![](https://foreign.example/a.png)",
    "a link to another host": "[more](https://foreign.example)",
    "a role": "{raw-html}`<b>x</b>`",
    "a directive": ":::{raw} html",
    "a substitution": "{{ config }}",
    "a formula of a spreadsheet": '=HYPERLINK("https://foreign.example")',
    "a command of a spreadsheet": "@SUM(1+1)*cmd|' /C calc'!A0",
    "a letter of another alphabet in a word": "surviv\u0430l",
    "an unseen space": "sur\u200bvival",
    "a turned direction": "\u202egnp.exe",
    "a control character": "sur\x07vival",
    "a missing character": "sur\ufffdvival",
    "mojibake": "RenÃ© â€“ survival",
    "a placeholder": "TODO",
    "question marks": "???",
    "not applicable": "N/A",
    "an error of a spreadsheet": "#REF!",
    "a null of programs": "NaN",
    "a private character": "sur\ue000vival",
    "half of a pair": "sur\U000e0041vival",
    "stacked marks": "s" + "\u0301" * 60,
    "a very long text": "long " * 20_000 + "text",
    "a line break": "first\nsecond",
    "a tab": "first\tsecond",
    "spaces around": " survival ",
}


def _put(text: str) -> Callable:
    """Put a hostile text in the place of a cell or behind what it says."""
    return lambda value, chance: text if chance.random() < 0.5 else f"{value} {text}"


_several("hostile text", "text", {name: _put(text) for name, text in HOSTILE.items()})
_several(
    "dates and addresses",
    "date",
    {
        "a day that is none": lambda v, c: "2026-02-30",
        "a date the American way": lambda v, c: "02/13/2025",
        "a date in words": lambda v, c: "13 Feb 2025",
        "a day to come": lambda v, c: "2126-01-01",
        "a date of a spreadsheet": lambda v, c: "45701",
        "a digit of a date": _digit,
    },
)
_several(
    "dates and addresses",
    "doi",
    {
        "a DOI with its resolver": lambda v, c: "https://doi.org/" + v,
        "a DOI cut off": lambda v, c: v.partition("/")[0],
        "a DOI with a space": lambda v, c: v.replace("/", "/ "),
        "a digit of a DOI": _digit,
        "a DOI with a quote": lambda v, c: v + '"onmouseover="alert(1)',
    },
)
_several(
    "dates and addresses",
    "pmid",
    {
        "a PMID of nought": lambda v, c: "0",
        "a PMID below nought": lambda v, c: "-" + v,
        "a PMID with its name": lambda v, c: "PMID " + v,
        "a PMID with digits too many": lambda v, c: v * 2,
        "a digit of a PMID": _digit,
    },
)

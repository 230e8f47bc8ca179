"""The disguises of a numeral that the gate is held to, by where they stand."""

from pathlib import Path

import pandas as pd

from reviewbook.page.table import Table
from reviewbook.tables.records.text import read_records

PLACES = {
    "md": "a page in Markdown",
    "front": "the front matter of a page",
    "rst": "a page in reStructuredText",
    "ipynb": "the text of a notebook",
    "ipynb-code": "a cell of a notebook",
    "cell": "a cell",
    "celltag": "the metadata of a cell",
    "_toc.yml": "the table of contents",
    "_config.yml": "the settings of the site",
    "book.yml": "the settings of the explorers",
    "site": "a built page",
}


def recorded(folder: Path) -> list[dict[str, str]]:
    """Read every disguise: ``where`` it stands, which ``disguise`` it is, and its ``text``.

    `folder` is the one that holds ``validation``; a line break in a text is written as ``\\n``.
    """
    header, *rows = read_records(folder / "validation" / "gate" / "disguises.csv")
    cases = [dict(zip(header, row, strict=True)) for row in rows]
    return [case | {"text": case["text"].replace("\\n", "\n")} for case in cases]


def disguises(folder: Path) -> Table:
    """Show how many disguises there are of each kind, and in all."""
    cases = pd.DataFrame(recorded(folder))
    kinds = cases.groupby(["where", "disguise"], sort=False).size().reset_index(name="tried")
    kinds["where"] = kinds["where"].map(PLACES)
    whole = pd.DataFrame([{"disguise": "all", "where": "anywhere", "tried": len(cases)}])
    columns = {"disguise": "Disguise", "where": "Typed into", "tried": "Tried"}
    rows = pd.concat([kinds, whole])
    return Table(rows, "Disguises of a numeral, all refused", columns, name="disguises")

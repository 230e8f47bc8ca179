"""A checklist of criteria for a board: without a script a table, with one a page for one case.

The reader says of each criterion whether it is met; the page lists what speaks for and against,
what is missing and whom to ask. Nothing is counted, kept or sent.
"""

import html
from itertools import groupby

import pandas as pd

from reviewbook.ledger.book import Book
from reviewbook.page.learning.linked import Linked, link

COLUMNS = {
    "supports": "What supports it",
    "certainty": "Certainty",
    "disagree": "Where sources disagree",
    "unknown": "Not established",
}
MADE = "Criterion", *COLUMNS.values(), "Whom to ask"


def checklist(book: Book, rows: pd.DataFrame, caption: str) -> Linked:
    """Show criteria as a checklist.

    Args:
        book: the book, for the names of its chapters.
        rows: one criterion each: ``criterion_id``, ``group`` (rows of one stand together),
            ``criterion``, ``supports``, ``certainty``, ``disagree``, ``unknown``, ``whom``,
            ``ask``, ``chapter``; all text, empty where there is nothing to say.
        caption: what the table is.
    """
    records = rows.to_dict("records")
    head = "".join(f'<th scope="col">{heading}</th>' for heading in MADE)
    groups = "".join(
        f'<tbody><tr class="rb-group"><th colspan="{len(MADE)}" scope="rowgroup">'
        f"{html.escape(group)}</th></tr>{''.join(row_html(book, row) for row in part)}</tbody>"
        for group, part in groupby(records, key=lambda row: row["group"])
    )
    title = html.escape(caption)
    body = (
        '<div class="rb-learn rb-board"><div class="rb-scroll" tabindex="0" role="region" '
        f'aria-label="Table: {title}"><table><caption>{title}</caption>'
        f"<thead><tr>{head}</tr></thead>{groups}</table></div></div>"
    )
    return Linked(body, f"{caption}\n\n" + "\n\n".join(map(row_text, records)))


def row_html(book: Book, row: dict[str, str]) -> str:
    """Return one criterion; what a script needs of it stands in the attributes of its row."""
    name = html.escape(row["criterion"])
    cells = "".join(
        f'<td data-label="{label}">{lines(row[column])}</td>' for column, label in COLUMNS.items()
    )
    rated = html.escape(f" ({row['certainty'].partition(':')[0]})" if row["certainty"] else "")
    return (
        f'<tr data-criterion="{row["criterion_id"]}" data-whom="{html.escape(row["whom"])}" '
        f'data-certainty="{rated}">'
        f'<th scope="row"><span class="rb-criterion">{name}</span> {link(book, row)}</th>{cells}'
        f'<td data-label="{MADE[-1]}"><strong>{html.escape(row["whom"])}.</strong> '
        f'<span class="rb-ask">{html.escape(row["ask"])}</span></td></tr>'
    )


def lines(text: str) -> str:
    """Return a text with one paragraph for each of its lines."""
    return "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line) or "–"


def row_text(row: dict[str, str]) -> str:
    """Return one criterion as plain text."""
    told = [f"  {label}: {row[column]}" for column, label in COLUMNS.items() if row[column]]
    return "\n".join([row["criterion"], *told, f"  {MADE[-1]}: {row['whom']}. {row['ask']}"])

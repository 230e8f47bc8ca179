"""The summary of findings as a table: a row a finding, on a phone a card."""

import html

import pandas as pd

from reviewbook.ledger.book import Book
from reviewbook.page.findings.absolute import Absolute, Count, absolute
from reviewbook.page.findings.icons import icons
from reviewbook.page.table import Table
from reviewbook.tables.certainty import findings, row_name, sign

CAPTION = "Summary of findings: patients of a hundred or a thousand, and how sure that is"
WHOLE = "every-finding"
COLUMNS = {
    "finding": "Outcome",
    "without": "Without",
    "with_it": "With",
    "sure": "Certainty (GRADE)",
    "meaning": "What it means",
}
ALONE, NONE = "no comparison", "–"
NOT_GIVEN = "Cannot be estimated"
RECKONED = (
    "Reckoned: no source prints the number with the treatment; it follows from the number without "
    "and from the ratio. Its interval is that of the ratio alone, and takes the ratio to be the "
    "same at all times."
)


class SummaryOfFindings(Table):
    """Findings with absolute numbers, certainty and meaning."""

    kinds = ("rb-findings",)

    def __init__(self, book: Book, rows: pd.DataFrame, name: str):
        evidence = book.evidence
        effects = evidence.effects.set_index("effect_id", drop=False)
        outcomes = evidence.outcomes.set_index("outcome_id", drop=False)
        labels = evidence.sources.set_index("source_id")["label"]
        self.findings = rows.to_dict("records")
        self.absolutes = [absolute(row, effects, outcomes) for row in self.findings]
        self.origins = [
            labels[outcomes.loc[row["baseline_id"], "source_id"]] if row["baseline_id"] else ""
            for row in self.findings
        ]
        texts = zip(self.findings, self.absolutes, strict=True)
        frame = pd.DataFrame([_texts(row, found) for row, found in texts], columns=list(COLUMNS))
        notes = [RECKONED] if any(found and found.reckoned for found in self.absolutes) else []
        super().__init__(frame, CAPTION, COLUMNS, notes=notes, name=name)

    def inner_html(self) -> str:
        """Return the head, and the body with a row for each finding."""
        head = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in self.headings)
        rows = zip(self.findings, self.absolutes, self.origins, strict=True)
        body = "".join(_row(*row) for row in rows)
        return f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"


def summary_of_findings(book: Book, *questions: str) -> SummaryOfFindings:
    """Show findings with numbers of a hundred or a thousand, their certainty and their meaning.

    Args:
        book: the book whose ``findings.csv`` and ``certainty.csv`` are read.
        questions: names of findings, in the order in which they are to stand; none for all.

    Raises:
        ValueError: there is no finding of that name.
    """
    rows = findings(book.evidence).set_index("question_id", drop=False)
    absent = [name for name in questions if name not in rows.index]
    if absent:
        raise ValueError(f"No such finding: {absent}; findings.csv has {list(rows.index)}.")
    chosen = rows.loc[list(questions)] if questions else rows
    name = "-".join(("findings", *questions)) if questions else WHOLE
    return SummaryOfFindings(book, chosen, name)


def _texts(row: dict, found: Absolute | None) -> tuple[str, ...]:
    """Return the cells of a row as plain text."""
    heading = f"{row['outcome']}, {row['comparison']}; {row['result']}, {row['source']}"
    sure = f"{sign(row['level'])} {row['certainty']}" if row["level"] else row["certainty"]
    if found is None:
        given = (NONE, f"{NOT_GIVEN}: {row['why']}")
    elif found.without is None:
        given = (NONE, f"{_said(found.with_it, found)}; {ALONE}")
    else:
        mark = ", reckoned" if found.reckoned else ""
        given = (_said(found.without, found), _said(found.with_it, found) + mark)
    return heading, *given, sure, row["meaning"]


def _said(count: Count, found: Absolute) -> str:
    return f"{count.text} of {found.per} {found.counted}"


def _row(row: dict, found: Absolute | None, origin: str) -> str:
    """Return a finding as a row, to which the certainty role leads."""
    printed = f"{row['result']}, {row['source']}"
    head = (
        f'<th scope="row"><strong>{html.escape(row["outcome"])}</strong>'
        f"<span>{html.escape(row['comparison'])}</span>"
        f'<span class="rb-printed">{html.escape(printed)}</span></th>'
    )
    cells = [*_numbers(row, found, origin), _cell("sure", _sure(row))]
    cells.append(_cell("meaning", html.escape(row["meaning"])))
    return f'<tr id="{html.escape(row_name(row["question_id"]))}">{head}{"".join(cells)}</tr>'


def _numbers(row: dict, found: Absolute | None, origin: str) -> list[str]:
    if found is None:
        return [_wide(f"<strong>{NOT_GIVEN}.</strong> {html.escape(row['why'])}.")]
    if found.without is None:
        return [_wide(f"{_count(found.with_it, found)}<span>{ALONE}</span>")]
    mark = "<span>reckoned</span>" if found.reckoned else ""
    source = f'<span class="rb-printed">{html.escape(origin)}</span>'
    shown = [icons(count.number, found.per) for count in (found.without, found.with_it)]
    return [
        _cell("without", shown[0] + _count(found.without, found) + source),
        _cell("with_it", shown[1] + _count(found.with_it, found) + mark),
    ]


def _count(count: Count, found: Absolute) -> str:
    ends = f" <span>({count.low} to {count.high})</span>" if count.low is not None else ""
    return (
        f"<strong>{count.number} of {found.per:,}</strong>{ends} "
        f"<span>{html.escape(found.counted)}</span>"
    )


def _sure(row: dict) -> str:
    if not row["level"]:
        return html.escape(row["certainty"])
    reasons = "".join(f"<li>{html.escape(line)}</li>" for line in row["reasons"].splitlines())
    return (
        f'<span class="rb-grade" aria-hidden="true">{sign(row["level"])}</span> '
        f"{html.escape(row['certainty'])}"
        f"<details><summary>Why</summary><ul>{reasons}</ul></details>"
    )


def _cell(column: str, content: str) -> str:
    return f'<td data-label="{html.escape(COLUMNS[column])}">{content}</td>'


def _wide(content: str) -> str:
    return f'<td colspan="2" data-label="Absolute numbers">{content}</td>'

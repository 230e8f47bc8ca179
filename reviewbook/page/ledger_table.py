"""The ledger as a table on a page: every number a row that can be linked to."""

import html

import pandas as pd

from reviewbook.checks import own_table as reader_table
from reviewbook.checks.findings import FAULTS, SEVERITIES, VERDICTS
from reviewbook.checks.registry import CHECKS
from reviewbook.ledger.book import Book
from reviewbook.ledger.entries import study_names
from reviewbook.ledger.verdicts import MARKS, MEANINGS
from reviewbook.page.table import Table
from reviewbook.page.words import Words

FILTERS = {"document": "Document", "chapter": "Chapter", "verdict": "Verdict", "weight": "Weight"}
HEADINGS = {
    "what": "Number",
    "printed": "Printed",
    "verdict": "Verdict",
    "found": "What the checks found",
}


def numbers(book: Book) -> pd.DataFrame:
    """Give every number of both documents, one row each.

    Columns, all text: ``entry_id``, ``document``, ``chapter``, ``place``, ``what``, ``printed``,
    ``verdict``, ``weight`` (of a fault), ``found``, ``reading``, ``instead``, ``note``, ``refs``.
    """
    rows, names = book.ledger.entries, study_names(book.evidence)
    return pd.DataFrame(
        {
            "entry_id": rows["entry_id"],
            "document": rows["source_id"].map(book.documents),
            "chapter": rows["chapter"].map(book.chapters),
            "place": rows["place"],
            "what": rows["wording"],
            "printed": rows["raw"],
            "verdict": rows["verdict"],
            "weight": rows["severity"].where(rows["verdict"].isin(FAULTS), ""),
            "found": rows["sentence"],
            "reading": rows["reading"],
            "instead": rows["instead"],
            "note": rows["note"],
            "refs": rows["refs"].map(lambda refs: _named_refs(refs, names)),
        }
    )


def _named_refs(refs: str, names: dict[str, str]) -> str:
    return ", ".join(names.get(ref, f"reference {ref}") for ref in refs.split())


class LedgerTable(Table):
    """The ledger with its controls; without scripts all rows are there."""

    kind = "ledger"
    kinds = ("rb-ledger",)

    def __init__(self, frame: pd.DataFrame, caption: str, notes=()):
        super().__init__(frame, caption, HEADINGS, notes=notes, name="ledger")
        self.rows = frame.to_dict("records")

    def inner_html(self) -> str:
        """Return the head and the body; each row carries what it can be narrowed by."""
        head = "".join(
            f'<th scope="col" data-sort="{key}"{in_order(key)}>{label}</th>'
            for key, label in HEADINGS.items()
        )
        body = "".join(map(ledger_row, self.rows))
        return f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"

    def controls_html(self) -> str:
        """Return the search field and the choices, shown only where scripts run."""
        choices = "".join(
            f'<label>{label}<select data-by="{key}"><option value="">all</option>'
            f"{options(self.frame_of(key))}</select></label>"
            for key, label in FILTERS.items()
        )
        return (
            '<div class="rb-ledger-controls"><label>Search<input type="search" '
            f'placeholder="study, outcome, number …"></label>{choices}'
            '<button type="button">Show all</button><p role="status" aria-live="polite"></p></div>'
        )

    def frame_of(self, key: str) -> list[str]:
        """Return the values a choice offers, in a natural order."""
        order = [*VERDICTS, *SEVERITIES]
        values = dict.fromkeys(row[key] for row in self.rows if row[key])
        return (
            sorted(values, key=lambda v: order.index(v)) if set(values) <= set(order) else [*values]
        )


def in_order(key: str) -> str:
    """Return the order in which verdicts are sorted, for the heading of their column."""
    return f' data-order="{"|".join(VERDICTS)}"' if key == "verdict" else ""


def options(values: list[str]) -> str:
    """Return the options of a choice."""
    return "".join(f"<option>{html.escape(value)}</option>" for value in values)


def ledger_row(row: dict) -> str:
    """Return one number as a row."""
    name, text = row["entry_id"], {key: html.escape(value) for key, value in row.items()}
    data = "".join(f' data-{key}="{text[key]}"' for key in FILTERS)
    where = f"{text['document']}, {text['place']}"
    link = f'<a class="row-link" href="#{name}" aria-label="Link to this number">#</a>'
    weight = f'<span class="weight">{text["weight"]}</span>' if row["weight"] else ""
    return (
        f'<tr id="{name}" tabindex="-1"{data}><th scope="row">{text["what"]} {link}'
        f'<span class="where">{where}</span></th>'
        f"<td>{text['printed']}</td><td>{verdict_html(row['verdict'])}{weight}</td>"
        f"<td>{found_html(text)}</td></tr>"
    )


def verdict_html(verdict: str) -> str:
    """Return a verdict with its mark."""
    kind = verdict.replace(" ", "-")
    return (
        f'<span class="verdict claim-{kind}"><span class="claim-mark" aria-hidden="true">'
        f"{MARKS[verdict]}</span>{verdict}</span>"
    )


def found_html(text: dict) -> str:
    """Return what the checks found, how the statement was read, and what to read instead."""
    parts = [f"<p>{text['found']}</p>"] if text["found"] else []
    parts += [f'<p class="reading">{text[k]}</p>' for k in ("reading", "note") if text[k]]
    if text["instead"]:
        parts.append(f"<p><strong>Read instead:</strong> {text['instead']}</p>")
    if text["refs"]:
        parts.append(f'<p class="reading">Cited: {text["refs"]}</p>')
    return "".join(parts)


def ledger_table(book: Book) -> LedgerTable:
    """Show the book's ledger."""
    frame = numbers(book)
    caption = "Every number of both documents, with what the checks found"
    return LedgerTable(frame, caption)


def verdict_meanings(book: Book) -> Table:
    """Show what each verdict says, with how many numbers have it."""
    counts = book.ledger.entries["verdict"].value_counts()
    rows = [
        {"verdict": f"{MARKS[v]} {v}", "meaning": MEANINGS[v], "n": int(counts.get(v, 0))}
        for v in VERDICTS
    ]
    columns = {"verdict": "Verdict", "meaning": "It says", "n": "Numbers"}
    return Table(pd.DataFrame(rows), "The verdicts", columns, name="verdicts")


def registered_checks(book: Book) -> Table:
    """Show each registered check: what it asks, its method, and how often it was run and failed."""
    findings = pd.DataFrame([vars(b.finding) for b in book.ledger.bearings])
    run = findings["check"].value_counts()
    failed = findings.loc[findings["verdict"].isin(FAULTS), "check"].value_counts()
    rows = [
        {
            "kind": check.kind,
            "name": check.name.replace("_", " "),
            "meaning": check.meaning,
            "run": int(run.get(check.name, 0)),
            "failed": int(failed.get(check.name, 0)),
            "reference": check.reference,
        }
        for check in CHECKS.values()
    ]
    columns = {"name": "Check", "kind": "Kind", "meaning": "It asks", "run": "Run"}
    columns |= {"failed": "Faults", "reference": "Method"}
    return Table(pd.DataFrame(rows), "The registered checks", columns, name="registered-checks")


def coverage_in_words(book: Book) -> Words:
    """Say how many numbers there are, and what became of them."""
    rows = numbers(book)
    counts = rows["verdict"].value_counts()
    per_document = [
        f"{name[:1].lower()}{name[1:]} {(rows['document'] == name).sum()}"
        for name in book.documents.values()
    ]
    wrong = int(counts.reindex(list(FAULTS), fill_value=0).sum())
    right = int(counts.get("reproduced", 0))
    part = int(counts.get("consistent", 0))
    return Words(
        f"The documents print **{len(rows)} numbers**: {', '.join(per_document)}. "
        f"**{right}** could be recomputed and are right, **{part}** passed every check that could "
        f"be made, **{int(counts.get('not recomputable', 0))}** rest on data that were not "
        f"printed, and **{wrong}** are wrong, cannot be, or contradict another number."
    )


def seeded_in_words(spoiled: pd.DataFrame) -> Words:
    """Say how many of the numbers of `spoiled_numbers.noticed` were noticed, and by which guard."""
    every = spoiled.set_index("kind").loc["all"]
    return Words(
        f"Of **{every['tried']:,.0f}** changes **{every['noticed']:.1f}%** were noticed: "
        f"{every['refused']:,.0f} times the table was refused, because the number no longer stood "
        f"in the text it was taken from or broke another rule; {every['differs']:,.0f} times more "
        f"the second reading differed; and {every['moved']:,.0f} times more a verdict was no "
        f"longer the accepted one. By itself each guard would have noticed "
        f"{every['alone_refused']:.1f}%, {every['alone_differs']:.1f}% and at least "
        f"{every['alone_moved']:.1f}%."
    )


def seeded_table(spoiled: pd.DataFrame) -> Table:
    """Show `spoiled_numbers.noticed`, by kind of slip."""
    columns = {
        "kind": "Changed",
        "tried": "Tried",
        "refused": "Table refused",
        "differs": "Readings differ",
        "moved": "Verdict moved",
        "unnoticed": "Unnoticed",
        "noticed": "Noticed, %",
    }
    formats = {"noticed": ".1f"}
    return Table(spoiled, "Numbers spoiled on purpose", columns, formats, name="seeded-errors")


def own_table_columns() -> Table:
    """Show the columns that a reader's own table may have."""
    columns = {"column": "Column", "holds": "Holds"}
    frame = pd.DataFrame(reader_table.COLUMNS.items(), columns=list(columns))
    return Table(frame, "Columns of your own table", columns, name="own-table")

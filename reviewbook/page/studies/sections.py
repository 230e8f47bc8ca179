"""The sections of a study's page, each made from its rows; one without rows is left out."""

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from reviewbook.ledger.quoting import in_figures, quoted
from reviewbook.ledger.verdicts import sign_of
from reviewbook.page.claim_role import closing, note, opening
from reviewbook.page.fault_cards import card, cards_html
from reviewbook.page.parts import table_html
from reviewbook.page.studies.dossier import Dossier
from reviewbook.page.table import NO_CELL, Table, Written, slug
from reviewbook.tables.entry_names import name_of
from reviewbook.tables.reports import NOT_STATED

NOT_APPLICABLE = "not applicable"
PRINTED, WHERE = "As printed", "Read in"
GROUPS = {
    "label": "Group",
    "treatment": "Treatment",
    "role": "Part in the study",
    "allocation": "How it came about",
    "population": "Who",
    "line": "Line",
    "receptor": "Receptor status",
    "matched_on": "Matched on",
}
COLUMNS = {
    "arms": GROUPS,
    "characteristics": {"group": "Group", "what": "What"},
    "outcomes": {
        "group": "Group",
        "what": "Outcome",
        "population": "In whom",
        "time_zero": "Counted from",
    },
    "effects": {
        "what": "Comparison",
        "population": "In whom",
        "model": "Analysis",
        "time_zero": "Counted from",
    },
    "factors": {
        "factor": "Factor",
        "favourable": "Better course",
        "model": "Analysis",
        "endpoint": "Endpoint",
        "population": "In whom",
    },
    "facts": {"wording": "Statement"},
}
"""Columns of a study's tables, with their headings; one that a book lacks or leaves empty goes."""
TITLES = {
    "arms": "Groups of patients",
    "effects": "Comparisons and associations",
    "outcomes": "Outcomes",
    "characteristics": "Who the patients were",
    "factors": "Factors",
    "facts": "What else was read",
}


class Section(NamedTuple):
    """A section: its anchor, its title, and its body in HTML."""

    name: str
    title: str
    body: str


class Writer:
    """Writes the sections of one study, with links to the ledger where there is one."""

    def __init__(self, dossier: Dossier, ledger: str | None):
        """Take the study, and the address of the ledger as seen from its page."""
        self.dossier, self.ledger = dossier, ledger
        self.book = dossier.book
        self.labels = self.book.evidence.printed["sources"].set_index("source_id")["label"]

    def sections(self) -> Iterator[Section]:
        """Give the sections that have something to say, in their order."""
        for table, title in TITLES.items():
            if rows := self.dossier.rows(table):
                yield self.section(title, self.numbers(table, rows))
        made = (
            ("Risk of bias", self.bias()),
            ("What the documents say of it", self.claims()),
            ("Where sources contradict each other", self.corrections()),
            ("Questions it bears on", self.questions()),
        )
        for title, frame in made:
            if len(frame):
                yield self.section(title, frame)
        if len(faults := self.dossier.faults):
            faults = faults.assign(document=faults["source_id"].map(self.book.documents))
            cards = cards_html([card(row) for row in faults.to_dict("records")], self.ledger)
            yield Section("register", "Faults in what is printed of it", cards)

    def section(self, title: str, frame: pd.DataFrame) -> Section:
        """Give a section that holds one table."""
        table = Table(frame, f"{title}: {self.dossier.title}", name=f"table-{slug(title)}")
        return Section(slug(title), title, table_html(table.parts()))

    def numbers(self, table: str, rows: Sequence[Mapping[str, str]]) -> pd.DataFrame:
        """Give the rows of a table of numbers, each number with its verdict."""
        said = [self.described(table, row) for row in rows]
        kept = [column for column in COLUMNS[table] if any(row.get(column) for row in said)]
        frame = pd.DataFrame(
            [[row.get(column) or NO_CELL for column in kept] for row in said],
            columns=[COLUMNS[table][column] for column in kept],
            dtype=object,
        )
        heading = "N" if table == "arms" else PRINTED
        printed = [self.printed(table, row) for row in rows]
        where = [self.where(row) for row in rows]
        return frame.assign(**{heading: printed, WHERE: where})

    def described(self, table: str, row: Mapping[str, str]) -> dict[str, str]:
        """Give a row with the name of its group and what it is about."""
        entry = self.entry(table, row)
        said = dict(row)
        if "arm_id" in row:
            said["group"] = self.dossier.groups.get(row["arm_id"], "")
        about = entry["wording"].partition(": ")[2] if entry is not None else ""
        said["what"] = about or row.get("outcome") or row.get("measure") or row.get("factor", "")
        return {column: value for column, value in said.items() if value != NOT_APPLICABLE}

    def entry(self, table: str, row: Mapping[str, str]) -> pd.Series | None:
        """Give the number of a row as the ledger has it, if it has one."""
        name = name_of(table, next(iter(row.values())))
        entries = self.dossier.entries
        return entries.loc[name] if name in entries.index else None

    def printed(self, table: str, row: Mapping[str, str]) -> str | None:
        """Give what is printed in a row, with its verdict; None where nothing is stated."""
        entry = self.entry(table, row)
        if row.get("status") == NOT_STATED:
            return None
        if entry is None:
            return row.get("raw") or None
        return self.marked(entry, entry["value"] if table == "arms" else None)

    def marked(self, row: pd.Series, text: str | None = None) -> Written:
        """Give a number of the ledger as it is quoted on every page."""
        entry = row.to_dict()
        entry["sign"] = sign_of(entry["verdict"])
        text = text or as_printed(entry)
        written = opening(entry, note(entry, self.book.documents), self.ledger)
        return Written(text, f"{written}{html.escape(text)}{closing(entry)}")

    def where(self, row: Mapping[str, str]) -> str:
        """Say in which source and where in it a row was read."""
        return f"{self.labels[row['source_id']]}, {row['place']}"

    def bias(self) -> pd.DataFrame:
        """Give the judgements on its risk of bias, by domain."""
        columns = {"tool": "Tool", "domain": "Domain", "judgement": "Judgement", "reason": "Why"}
        rows = pd.DataFrame(self.dossier.rows("bias"), columns=list(columns))
        rows["domain"] = rows["domain"].str.capitalize()
        return rows.rename(columns=columns)[["Domain", "Judgement", "Why", "Tool"]]

    def claims(self) -> pd.DataFrame:
        """Give the statements with a number for which the documents cite it."""
        rows = self.dossier.claims
        return pd.DataFrame(
            {
                "Statement": list(rows["wording"]),
                PRINTED: [self.marked(row) for _, row in rows.iterrows()],
                WHERE: [self.where(row) for _, row in rows.iterrows()],
            },
            dtype=object,
        )

    def corrections(self) -> pd.DataFrame:
        """Give what one source prints, what another says, and which one is taken."""
        columns = {
            "what": "What",
            "printed": PRINTED,
            "place": WHERE,
            "other": "The other source",
            "source": "Which",
            "taken": "Taken",
            "why": "Why",
        }
        rows = self.dossier.corrections
        return rows.reindex(columns=list(columns)).rename(columns=columns)

    def questions(self) -> pd.DataFrame:
        """Give the open questions that it bears on."""
        columns = {"topic": "Question", "finding": "What it adds", "note": "But"}
        rows = pd.DataFrame(self.dossier.questions, columns=list(columns)).replace("", NO_CELL)
        return rows.rename(columns=columns)


def as_printed(entry: Mapping) -> str:
    """Write a number as it is printed, with its unit where only figures are."""
    text = in_figures(entry)
    if entry["value"] and not any(letter.isalpha() or letter == "%" for letter in text):
        return quoted(entry, "full")
    return text

"""Everything that the tables of a book hold of one study, before it is written as a page."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from reviewbook.ledger.book import Book
from reviewbook.ledger.corrections import corrections
from reviewbook.page.studies.study_names import sources_of_studies, titles
from reviewbook.tables.entry_names import name_of
from reviewbook.tables.load import judged

OWN = ("arms", "characteristics", "outcomes", "effects", "factors", "facts", "bias", "cohorts")
VALID = ("", "valid")


@dataclass(frozen=True)
class Dossier:
    """A study of a book: ``study`` is its identifier. All rows are text, as mappings.

    ``contradictions`` are those of the whole book: `corrections.corrections`.
    """

    book: Book
    study: str
    contradictions: pd.DataFrame

    @property
    def title(self) -> str:
        """What the study is called."""
        return titles(self.book.evidence)[self.study]

    @cached_property
    def row(self) -> dict[str, str]:
        """The study's own row."""
        rows = self.book.evidence.printed["studies"]
        return rows[rows["study_id"] == self.study].iloc[0].to_dict()

    def rows(self, table: str) -> list[dict[str, str]]:
        """The rows of a table that are the study's, or of one of its groups."""
        return self._own[table]

    @cached_property
    def _own(self) -> dict[str, list[dict[str, str]]]:
        printed = self.book.evidence.printed
        arms = printed["arms"]
        groups = set(arms.loc[arms["study_id"] == self.study, "arm_id"])
        found = {}
        for name in OWN:
            table = printed[name]
            by_study = "study_id" in table
            mine = table["study_id"] == self.study if by_study else table["arm_id"].isin(groups)
            found[name] = table[mine].to_dict("records")
        return found

    @cached_property
    def groups(self) -> dict[str, str]:
        """What each of the study's groups is called, by its identifier."""
        return {row["arm_id"]: row["label"] for row in self.rows("arms")}

    @cached_property
    def sources(self) -> list[dict[str, str]]:
        """The sources that tell of the study, the documents under judgement left out."""
        rows = self.book.evidence.printed["sources"].set_index("source_id", drop=False)
        names = sources_of_studies(self.book.evidence)[self.study]
        own = [name for name in names if name not in judged(self.book.evidence)]
        return rows.loc[own].to_dict("records")

    @property
    def withheld(self) -> list[dict[str, str]]:
        """Those of its sources that are not simply valid, such as a retracted one."""
        return [row for row in self.sources if row.get("status", "") not in VALID]

    @cached_property
    def entries(self) -> pd.DataFrame:
        """The printed numbers of the study, as `Book.quotable` has them, in the tables' order."""
        known = self.book.quotable
        names = [name_of("studies", self.study)]
        for table in ("arms", "effects", "outcomes", "characteristics", "factors", "facts"):
            for row in self.rows(table):
                names.append(name_of(table, next(iter(row.values()))))
        return known.loc[[name for name in names if name in known.index]]

    @cached_property
    def claims(self) -> pd.DataFrame:
        """What the judged documents say with a number and cite the study for."""
        known, ref = self.book.ledger.entries, self.row["ref"]
        cited = known["refs"].map(lambda refs: bool(ref) and ref in refs.split())
        return known[cited.astype(bool) & (known["table"] == "claims")]

    @cached_property
    def corrections(self) -> pd.DataFrame:
        """Where a source of the study contradicts a document, or a document the study's."""
        found, mine = self.contradictions, set(self._names)
        return found[found["entry_id"].isin(mine) | found["other_id"].isin(mine)]

    @cached_property
    def faults(self) -> pd.DataFrame:
        """The faults of the register that concern its numbers."""
        found = self.book.register
        mine = set(self._names) | set(self.claims["entry_id"])
        return found[[bool(mine & set(entries)) for entries in found["entry_ids"]]]

    @cached_property
    def questions(self) -> list[dict[str, str]]:
        """What it is cited for on the open questions, each with the ``topic`` of its question."""
        printed = self.book.evidence.printed
        topics = printed["questions"].set_index("question_id")["topic"]
        own = {row["source_id"] for row in self.sources}
        ref = self.row["ref"]
        return [
            row | {"topic": topics[row["question_id"]]}
            for row in printed["question_evidence"].to_dict("records")
            if row["source_id"] in own or (ref and ref in row["refs"].split())
        ]

    @cached_property
    def same_patients(self) -> list[str]:
        """The other studies that describe the same patients, by their identifiers."""
        studies = self.book.evidence.printed["studies"]
        cohort = self.row.get("cohort_id", "")
        if not cohort:
            return []
        same = (studies["cohort_id"] == cohort) & (studies["study_id"] != self.study)
        return list(studies.loc[same, "study_id"])

    @property
    def _names(self) -> list[str]:
        """The names of all its numbers, and of rows that hold none."""
        rows = [next(iter(row.values())) for table in OWN for row in self.rows(table)]
        return [*self.entries["entry_id"], *rows]


def dossiers(book: Book) -> list[Dossier]:
    """Give the dossier of every study, by title."""
    names, rows = titles(book.evidence), book.evidence.printed["corrections"]
    contradictions = rows if rows.empty else corrections(book)
    ordered = sorted(names, key=lambda study: (names[study].casefold(), study))
    return [Dossier(book, study, contradictions) for study in ordered]

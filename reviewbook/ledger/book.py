"""A book as a value: its folder, and what is computed from the tables in it."""

from functools import cached_property
from pathlib import Path

import pandas as pd

from reviewbook.ledger.analyses import analyses
from reviewbook.ledger.bearing import Ledger
from reviewbook.ledger.entries import stated
from reviewbook.ledger.ledger import ledger
from reviewbook.ledger.register import register
from reviewbook.ledger.settings import Settings, settings
from reviewbook.tables.load import Evidence, judged, load

CONFIG = "_config.yml"


class Book:
    """A folder with ``_config.yml``, chapters and ``data/``; everything is read and judged once."""

    def __init__(self, folder: Path | str | None = None, evidence: Evidence | None = None):
        """Open a book.

        Args:
            folder: the book's folder; unless told, the nearest one with ``_config.yml`` from the
                working folder upwards.
            evidence: other tables than those of the folder.

        Raises:
            FileNotFoundError: no folder is named and none above is a book's.
        """
        self.folder = nearest(Path.cwd()) if folder is None else Path(folder).resolve()
        if evidence is not None:
            self.evidence = evidence

    @cached_property
    def evidence(self) -> Evidence:
        """The tables, validated. Raises DataError."""
        return load(self.folder / "data")

    @cached_property
    def documents(self) -> dict[str, str]:
        """The documents that are judged: the identifier of each with its short name."""
        return judged(self.evidence)

    @cached_property
    def chapters(self) -> dict[str, str]:
        """The chapters: the name of each file with what the ledger calls it."""
        rows = self.evidence.printed["chapters"]
        return dict(zip(rows["chapter"], rows["name"], strict=True))

    @cached_property
    def settings(self) -> Settings:
        """What ``book.yml`` says; empty without that file. Raises SettingsError."""
        return settings(self.folder)

    @cached_property
    def explorers(self) -> tuple[str, ...]:
        """The names of the explorers that ``book.yml`` declares."""
        return tuple(self.settings.explorers)

    @cached_property
    def _showing(self) -> list[tuple[str, str]]:
        rows = self.evidence.printed["chapters"]
        return [(self.page(c), s) for c, s in zip(rows["chapter"], rows["shows"], strict=True)]

    def page_of(self, shown: str) -> str:
        """Give the page that shows a thing of the whole book, such as the ``ledger``, or empty."""
        return next((page for page, shows in self._showing if shown in shows), "")

    def page(self, chapter: str) -> str:
        """Give the page of a chapter, by its place in the book: the first page lies above."""
        above = any((self.folder / f"{chapter}.{kind}").is_file() for kind in ("md", "ipynb"))
        return chapter if above else f"chapters/{chapter}"

    @cached_property
    def analyses(self) -> dict:
        """The results of the analyses that the tables name, by name: `analyses.analyses`."""
        return analyses(self.evidence)

    @cached_property
    def ledger(self) -> Ledger:
        """Every printed number with its verdict. Raises SelectionError."""
        return ledger(self.evidence)

    @cached_property
    def entries(self) -> pd.DataFrame:
        """The entries of the ledger by their name."""
        return self.ledger.entries.set_index("entry_id", drop=False)

    @cached_property
    def quotable(self) -> pd.DataFrame:
        """What chapters may quote, by name: the ledger's entries, the numbers of later sources."""
        rows = pd.concat([self.ledger.entries, stated(self.evidence)])
        return rows.set_index("entry_id", drop=False)

    @cached_property
    def register(self) -> pd.DataFrame:
        """The faults, each once."""
        return register(self.evidence, self.ledger)


def nearest(folder: Path) -> Path:
    """Find the book a folder is in.

    Raises:
        FileNotFoundError: neither the folder nor one above it is a book's.
    """
    for place in (folder, *folder.parents):
        if (place / CONFIG).is_file():
            return place
    raise FileNotFoundError(f"{folder} is in no book: there is no {CONFIG} in it or above it")

"""The list of all studies, as a table that a reader can search."""

import pandas as pd

from reviewbook.ledger.book import Book
from reviewbook.page.lookup import Lookup
from reviewbook.page.studies.dossier import Dossier, dossiers
from reviewbook.page.table import NO_CELL

BETWEEN = "; "


def studies(book: Book) -> Lookup:
    """Show every study from A to Z with its page: by kind, by treatment, by standing."""
    rows = pd.DataFrame([_row(dossier) for dossier in dossiers(book)], dtype=object)
    stated = [name for name in rows if any(value is not NO_CELL for value in rows[name])]
    by = [name for name in ("Kind", "Treatments", "Standing") if name in stated]
    return Lookup(rows[stated], "The studies, from A to Z", stated, by, name="table-studies")


def _row(dossier: Dossier) -> dict[str, object]:
    arms = dossier.rows("arms")
    sizes = [int(arm["n"]) for arm in arms if arm["n"]]
    standing = (row.get("status") for row in dossier.withheld or dossier.sources)
    treatments = dict.fromkeys(arm["treatment"] for arm in arms if arm.get("treatment"))
    return {
        "Study": dossier.title,
        "Kind": dossier.row.get("part") or NO_CELL,
        "Treatments": BETWEEN.join(treatments) or NO_CELL,
        "Year": dossier.row["year"] or None,
        "Largest group": max(sizes, default=None),
        "Numbers": len(dossier.entries),
        "Standing": BETWEEN.join(dict.fromkeys(filter(None, standing))) or NO_CELL,
    }

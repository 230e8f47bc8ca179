"""How old the evidence is."""

import pandas as pd

from reviewbook.tables.load import Evidence


def evidence_as_of(evidence: Evidence, chapter: str | None = None) -> pd.DataFrame:
    """Give the sources of a chapter, or of the whole book, with their dates, the latest first.

    Columns: ``label``, ``kind``, ``as_of`` (as far as known; missing where it is not), ``latest``
    (whether no source of the chapter is later).

    Raises:
        ValueError: no source belongs to this chapter.
    """
    sources = evidence.printed["sources"]
    listed = sources["chapters"].str.split("; ")
    belongs = listed.map(lambda names: chapter is None or chapter in names)
    if not belongs.any():
        raise ValueError(f"no source belongs to the chapter {chapter!r}")
    rows = sources[belongs]
    rows = rows.sort_values("as_of", ascending=False, kind="stable")
    latest = rows["as_of"].str[:4] == rows["as_of"].str[:4].max()
    return rows.assign(latest=latest)[["label", "kind", "as_of", "latest"]].replace("", None)


def stamp(evidence: Evidence, chapter: str | None = None) -> str:
    """Write the stamp of a chapter or of the book: the latest date, how many sources have none."""
    rows = evidence_as_of(evidence, chapter)
    undated = int(rows["as_of"].isna().sum())
    latest = rows["as_of"].dropna().max()
    rest = f"; {undated} of {len(rows)} sources without a date" if undated else ""
    return f"Evidence as of {latest}{rest}"

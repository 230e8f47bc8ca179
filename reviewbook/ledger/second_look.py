"""Printed numbers that are no fault and that a reader should look at twice."""

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from reviewbook.checks.findings import Finding
from reviewbook.checks.oddities import few_patients, repeated_value, unlike
from reviewbook.ledger.book import Book
from reviewbook.tables.load import Evidence, documents
from reviewbook.tables.units import in_checks

KINDS = {
    "few_patients": "Hardly any patients behind it",
    "repeated_value": "One value for two things",
    "unlike": "Unlike figures side by side",
}
OF_SERIES = {"median", "mean"}
"""Statistics whose kind matters when they stand beside each other."""


def second_look(book: Book) -> pd.DataFrame:
    """Give what deserves a second look: ``kind``, ``what`` and ``found``, each once.

    Percentages of a handful of patients in the judged documents, one value that a source prints
    for two things, and figures of unlike kinds that a figure of the book sets side by side.
    """
    rows = [*_few(book.evidence), *_repeated(book.evidence), *_unlike(book)]
    said = [
        {"kind": KINDS[finding.check], "what": what, "found": finding.sentence}
        for what, finding in rows
        if finding.severity != "none"
    ]
    return pd.DataFrame(said, columns=["kind", "what", "found"]).drop_duplicates(ignore_index=True)


def _points(evidence: Evidence) -> pd.DataFrame:
    """Give the outcomes as printed, with the group, the study and the name of each."""
    arms = evidence.printed["arms"][["arm_id", "study_id", "comparison_id", "label", "n"]]
    rows = evidence.printed["outcomes"].query("value != ''").merge(arms, on="arm_id")
    studies = evidence.printed["studies"].query("author != ''").set_index("study_id")
    named = rows["study_id"].map((studies["author"] + " " + studies["year"]).str.strip())
    own = rows["source_id"].map(evidence.printed["sources"].set_index("source_id")["label"])
    after = (" at " + rows["time_months"] + " months").where(rows["time_months"] != "", "")
    median = rows["statistic"].where(rows["statistic"].isin(OF_SERIES), "")
    return rows.assign(
        study=named.fillna(own),
        thing=(median + " " + rows["outcome"]).str.strip() + after,
    )


def _few(evidence: Evidence) -> Iterator[tuple[str, Finding]]:
    rows = _points(documents(evidence)).query("unit == '%'")
    for row in rows.to_dict("records"):
        n = row["denominator"] or row["n"]
        if n:
            yield f"{row['study']}: {row['thing']}", few_patients(row["value"], int(n))


def _repeated(evidence: Evidence) -> Iterator[tuple[str, Finding]]:
    rows = _points(evidence)
    for (study, unit), group in rows.groupby(["study", "unit"], sort=False):
        for one, two in combinations(group.to_dict("records"), 2):
            things = _two_things(one, two)
            if things and one["source_id"] == two["source_id"]:
                yield study, repeated_value(one["value"], two["value"], things, in_checks(unit))


def _two_things(one: dict, two: dict) -> tuple[str, str] | None:
    """Name two different quantities, or one of two groups that are compared; else nothing."""
    if one["thing"] != two["thing"] and one["arm_id"] == two["arm_id"]:
        return one["thing"], two["thing"]
    compared = one["comparison_id"] and one["comparison_id"] == two["comparison_id"]
    if one["arm_id"] == two["arm_id"] or not (compared or one["thing"] != two["thing"]):
        return None
    first, second = sorted(f"{row['thing']} ({row['label']})" for row in (one, two))
    return first, second


def _unlike(book: Book) -> Iterator[tuple[str, Finding]]:
    """Hold the statistics of figures of one unit against each other, panel by panel."""
    entries = book.quotable[["statistic", "unit"]]
    rows = book.evidence.printed["figure_rows"].merge(entries, left_on="entry_id", right_index=True)
    rows = rows[rows["statistic"].isin(OF_SERIES)]
    named = (rows["label"] + " " + rows["series"]).str.strip()
    for (figure, panel, _), group in rows.assign(named=named).groupby(
        ["figure", "panel", "unit"], sort=False
    ):
        what = f"{figure}: {panel}" if panel else figure
        yield what, unlike(dict(zip(group["named"], group["statistic"], strict=True)))

"""Rows of this topic alone for the explorers that ``book.yml`` declares."""

import pandas as pd

from bclm import all_comparisons, factor_ratios
from bclm.ablation import progression_by_margin, size_statements
from reviewbook.ledger.book import Book
from reviewbook.tables.load import documents
from reviewbook.tables.reports import NOT_STATED, arms, selected, study_labels

WITHOUT = ["systemic therapy", "no resection"]
GROUPS = {"intervention": "with local treatment", "comparator": "without local treatment"}


def ratios_of_factors(book: Book) -> pd.DataFrame:
    """Printed hazard ratios of prognostic factors, each labelled by the factor it is of."""
    ratios = factor_ratios.ratios(book.evidence)
    first = ratios["factor"].str.split(";").str[0]
    years = book.evidence.studies.set_index("study_id")["year"]
    return ratios[["row", "estimate", "low", "high", "interval", "study_id", "n"]].assign(
        key=ratios["effect_id"],
        label=first.str[:1].str.upper() + first.str[1:] + ", " + ratios["label"],
        year=ratios["study_id"].map(years).astype(float),
        model=None,
        cutoff=float("nan"),
    )


def compared_groups(book: Book) -> pd.DataFrame:
    """The groups of the comparisons with systemic therapy, with what they are in ``group_of``."""
    alone = selected(book.evidence.arms, {"role": "comparator", "treatment": WITHOUT})
    rows = arms(book.evidence, {"comparison_id": list(alone["comparison_id"].dropna())})
    return rows.assign(group_of=rows["role"].map(GROUPS))


def compared_ratios(book: Book) -> pd.DataFrame:
    """The hazard ratio for death of each comparison, local treatment over the other group.

    A comparison without a printed ratio is a row that is not stated; one of another endpoint is
    left out.
    """
    rows = all_comparisons.panels(book.evidence)
    rows = rows[rows["endpoint"].fillna("overall survival").isin(["overall survival", NOT_STATED])]
    rows = rows[rows["panel"].isin(["Matched", "Unmatched"])].reset_index(drop=True)
    on = book.evidence.arms.dropna(subset=["matched_on"]).drop_duplicates("study_id")
    studies = book.evidence.studies.set_index("study_id")
    matched_on = rows["matched_on"].fillna(
        rows["study_id"].map(on.set_index("study_id")["matched_on"])
    )
    return rows.assign(
        key=rows["comparison_id"],
        year=rows["study_id"].map(studies["year"]).astype(float),
        cohort_id=rows["study_id"].map(studies["cohort_id"]),
        n=rows["n_local"].astype(float) + rows["n_alone"].astype(float),
        group_of="both groups",
        matched_on=matched_on.where(rows["panel"] == "Matched"),
        time_zero=rows["time_zero"].fillna(NOT_STATED),
    )


def progression_classes(book: Book) -> pd.DataFrame:
    """Local progression by the class of the ablation margin, in per cent of metastases."""
    rows = progression_by_margin(documents(book.evidence))
    return rows.rename(columns={"value": "estimate"}).assign(treatment="RFA", time_zero=NOT_STATED)


def progression_reports(book: Book) -> pd.DataFrame:
    """Local progression per metastasis of the reports that print both numbers."""
    evidence = documents(book.evidence)
    rows = evidence.outcomes.query("outcome == 'local tumour progression' and denominator.notna()")
    studies, names = evidence.arms.set_index("arm_id")["study_id"], study_labels(evidence)
    found = pd.DataFrame(
        {
            "label": rows["arm_id"].map(studies).map(names),
            "k": rows["numerator"].astype(float),
            "n": rows["denominator"].astype(float),
        }
    )
    margins = progression_by_margin(evidence)
    if margins["k"].notna().all():
        whole = {
            "label": names[margins["study_id"].iloc[0]],
            "k": margins["k"].sum(),
            "n": margins["n"].sum(),
        }
        found = pd.concat([found, pd.DataFrame([whole])], ignore_index=True)
    return found.assign(
        estimate=100 * found["k"] / found["n"], treatment="RFA", time_zero=NOT_STATED
    )


def sizes(book: Book) -> pd.DataFrame:
    """Every tumour size that either document ties to a treatment, in cm."""
    rows = size_statements(Book(book.folder, documents(book.evidence)))
    return rows.assign(estimate=rows["value"], n=float("nan"), time_zero=NOT_STATED)

"""Ablation as the review reports it: its reports, what it pools, local progression by margin."""

from itertools import product

import pandas as pd

from bclm import resection
from reviewbook.checks.granularity import denominators
from reviewbook.ledger.book import Book
from reviewbook.ledger.entries import study_name
from reviewbook.ledger.figure_rows import figure_numbers, figure_rows, listed
from reviewbook.ledger.quoting import quoted
from reviewbook.tables.load import Evidence, documents

MARGIN = "Ablation margin "
"""How the name of a group begins whose margin of ablation is given."""


def reports(evidence: Evidence) -> pd.DataFrame:
    """Give the review's reports of RFA, one row each, with what it prints of each.

    Columns: ``label``, ``ref``, ``n`` (patients), ``metastases``, ``progression`` (local, as
    printed), ``threshold`` (of size, cm), ``no_major_complication``, ``technical_success``,
    ``short_stay`` (``named`` where the review lists the report for it); missing where it prints
    nothing.
    """
    evidence = documents(evidence)
    studies = evidence.studies.query("part == 'ablation'")
    series = evidence.arms.query("role == 'series' and treatment == 'RFA'").set_index("study_id")
    arm = studies["study_id"].map(series["arm_id"])
    outcomes, described = evidence.printed["outcomes"], evidence.characteristics
    progression = outcomes.query("outcome == 'local tumour progression'").set_index("arm_id")["raw"]
    metastases = described.query("measure == 'metastases treated'").set_index("arm_id")["value"]
    sizes = evidence.factors.query("population == 'after RFA'").set_index("study_id")["threshold"]
    rows = studies[["study_id", "ref"]].assign(
        label=studies.astype(object).mask(studies.isna(), "").apply(study_name, axis=1),
        n=studies["study_id"].map(series["n"]),
        metastases=arm.map(metastases),
        progression=arm.map(progression),
        threshold=studies["study_id"].map(sizes),
    )
    for column, refs in listed(evidence, "reports listed").items():
        rows[column] = studies["ref"].isin(refs).map({True: "named", False: None})
    return rows.sort_values("ref").reset_index(drop=True)


def other_treatments(evidence: Evidence) -> pd.DataFrame:
    """Give the other local treatments that the review names: ``treatment`` and ``refs``."""
    found = listed(evidence, "other treatments")
    refs = [" ".join(map(str, numbers)) for numbers in found.values()]
    return pd.DataFrame({"treatment": list(found), "refs": refs})


def case_mix(book: Book) -> pd.DataFrame:
    """Give who was ablated and who was resected, every time the review says it.

    One row per printed figure: ``label``, ``measure``, ``value``, ``low``, ``high``, ``statistic``,
    ``verdict``, ``place``. The review does not pool the solitary share of the resection series;
    that row is the median of its Table 1 with the lowest and the highest share.
    """
    rows = figure_numbers(book, "case mix").rename(columns={"panel": "measure"})
    shares = resection.series(book.evidence)["solitary"].astype(float)
    place = resection.TABLES[0]
    computed = {
        "label": f"Resection, from {place}",
        "measure": "Solitary metastasis, %",
        "value": shares.median(),
        "low": shares.min(),
        "high": shares.max(),
        "statistic": "median",
        "verdict": "computed here",
        "place": place,
    }
    return pd.concat([rows, pd.DataFrame([computed])], ignore_index=True)


def mix_found(mix: pd.DataFrame) -> str:
    """Say what `case_mix` holds of each treatment, measure by measure, in one sentence."""
    known = mix.dropna(subset=["value"])
    treatment = known["label"].str.partition(",")[0]
    said = []
    for measure, rows in known.groupby("measure", sort=False):
        values = rows["value"].groupby(treatment, sort=False).unique()
        each = [f"{name} {' or '.join(map('{:g}'.format, of))}" for name, of in values.items()]
        said.append(f"{measure}: {', '.join(each)}")
    return "; ".join(said) + "."


def survival_found(rows: pd.DataFrame) -> str:
    """Say what every report has at the latest time of `bclm.later_reports.ablation_survival`."""
    latest = rows[rows["time_months"] == rows["time_months"].max()].sort_values("estimate")
    clocks = []
    for panel, part in latest.groupby("panel", sort=False):
        clock = panel.partition(" (")[0]
        each = [f"{row.estimate:.1f}% ({row.label})" for row in part.itertuples()]
        clocks.append(f"{clock[0].lower()}{clock[1:]}, {' and '.join(each)}")
    return f"Alive after {latest['group'].iloc[0].lower()}: {'; '.join(clocks)}."


def ranges_found(pooled: pd.DataFrame) -> str:
    """Say for how many figures of `pooled_side_by_side` a range is printed, by treatment."""
    known = pooled.dropna(subset=["value"])
    ranged = known["low"].notna().groupby(known["measure"].str.partition(",")[0], sort=False)
    each = [f"for {name} with {sum(has)} of {len(has)} figures" for name, has in ranged]
    return f"A range is printed {', '.join(each)}."


def pooled_side_by_side(book: Book) -> pd.DataFrame:
    """Give what the review pools for RFA and for resection, in percent and in months.

    One row per quantity and treatment: ``label`` (quantity), ``measure`` (treatment and unit),
    ``value``, ``low``, ``high``, ``statistic``, ``verdict``, ``place``; missing where the review
    prints nothing.
    """
    rows = figure_numbers(book, "pooled by treatment")
    rows = rows.assign(measure=rows["series"] + ", " + rows["panel"])
    return rows.drop(columns=["panel", "series", "entry_id"])


def safety(book: Book) -> pd.DataFrame:
    """Give deaths, complications and hospital stay as printed: ``what``, ``rfa``, ``resection``."""
    entries = book.entries
    rows = figure_rows(book.evidence, "harm")
    text = [_stated(entries, entries.loc[name]) for name in rows["entry_id"]]
    cells = rows.assign(text=text).groupby(["label", "series"], sort=False)["text"].agg("; ".join)
    wide = cells.unstack().reindex(rows["label"].unique())
    wide = wide.rename(columns={"RFA": "rfa", "Resection": "resection"})
    return wide.rename_axis("what").rename_axis(None, axis=1).reset_index()


def _stated(entries: pd.DataFrame, entry: pd.Series) -> str:
    """Write a count as printed, another number with the count of the reports it is said of."""
    if entry["statistic"] == "count":
        return entry["raw"]
    of = entries[(entries["refs"] == entry["refs"]) & (entries["statistic"] == "count")]
    said = [quoted(row, "full") for row in (entry.to_dict(), *of.to_dict("records"))]
    return " in ".join(said if entry["refs"] else said[:1])


def size_statements(book: Book) -> pd.DataFrame:
    """Give every tumour size that either document ties to a treatment, in cm.

    One row per series or statement: ``label``, ``measure``, ``treatment``, ``value``, ``low``,
    ``high`` and ``size``, by which a reader filters.
    """
    series = resection.series(book.evidence).dropna(subset=["size"]).sort_values("size")
    series = series[["label"]].assign(value=series["size"], treatment="resection")
    stated = figure_numbers(book, "tumour sizes").rename(columns={"panel": "treatment"})
    sizes = pd.concat([series, stated], ignore_index=True)
    sizes = sizes[["label", "treatment", "value", "low", "high"]]
    return sizes.assign(measure="Largest or mean tumour size, cm", size=sizes["value"])


def progression_by_margin(evidence: Evidence) -> pd.DataFrame:
    """Give local progression for each class of ablation margin.

    Columns: ``study_id``, ``label`` (margin), ``value`` (%), ``k`` and ``n``: metastases with
    progression and metastases in the class. The report prints percentages only; k and n are the one
    set of whole numbers that gives all of them, adds up to the printed progressions and to the
    printed metastases. They are missing if no set or more than one does.
    """
    arms = evidence.arms[evidence.arms["label"].str.startswith(MARGIN)]
    outcomes = evidence.printed["outcomes"].query("outcome == 'local tumour progression'")
    rows = arms[["arm_id", "study_id", "label"]].merge(evidence.outcomes, on="arm_id")
    described = evidence.printed["characteristics"].query("measure == 'metastases treated'")
    printed = outcomes.set_index("outcome_id")["value"]
    series = evidence.arms.query("role == 'series'")
    whole = series.merge(arms[["study_id", "place"]].drop_duplicates())["arm_id"].item()
    events = outcomes[(outcomes["arm_id"] == whole) & (outcomes["statistic"] == "count")]
    lesions = described[described["arm_id"] == whole]
    sums = [int(found["value"].item()) for found in (events, lesions)]
    found = whole_numbers(list(printed[rows["outcome_id"]]), *sums)
    k, n = zip(*found[0], strict=True) if len(found) == 1 else ([None] * len(rows),) * 2
    label = rows["label"].str.removeprefix(MARGIN)
    columns = ["study_id", "label", "value", "k", "n", "unit", "place"]
    return rows.assign(label=label, k=k, n=n)[columns]


def whole_numbers(
    percentages: list[str], events: int, total: int
) -> list[tuple[tuple[int, int], ...]]:
    """List every set of (k, n), one pair per printed percentage, with these sums of k and of n."""
    fitting = [
        [
            (k, n)
            for n, ks in denominators(value, range(1, total + 1)).items()
            for k in ks
            if k <= events
        ]
        for value in percentages
    ]
    heads = [
        pairs
        for pairs in product(*fitting[:-1])
        if sum(k for k, _ in pairs) <= events and sum(n for _, n in pairs) < total
    ]
    last = set(fitting[-1])
    return [
        (*pairs, rest)
        for pairs in heads
        if (rest := (events - sum(k for k, _ in pairs), total - sum(n for _, n in pairs))) in last
    ]

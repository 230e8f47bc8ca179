"""What each explorer explores: its reports, the outcomes they state, and the filters."""

from collections.abc import Callable

import pandas as pd

from bclm.ablation import progression_by_margin, size_statements
from bclm.all_comparisons import comparison_panels
from bclm.exercises import exercises
from bclm.factor_ratios import factor_ratios
from bclm.prognosis import factor_table, interval_cutoffs, size_cutoffs
from reviewbook.explorer.explorer import Explorer
from reviewbook.explorer.material import Choice, Material, Outcome, Range
from reviewbook.ledger.book import Book
from reviewbook.ledger.entries import study_name
from reviewbook.statistics.percentages import NOT_STATED, YEARS, percentages
from reviewbook.tables.load import Evidence, documents

ANY = "any"
SURVIVAL = "overall survival"
CHARACTERISTICS = {
    "size": "tumour size",
    "solitary": "solitary metastasis",
    "extrahepatic": "extrahepatic disease",
}
RECEPTORS = {
    "hormone receptor status reported": "hr-reported",
    "HER2 status reported": "her2-reported",
}
POSITIVE = "receptor positive as a prognostic factor"
DESIGNS = {
    "prospective": "design-prospective",
    "retrospective": "design-retrospective",
    "case control": "design-case-control",
    "one centre": "design-single-centre",
    "several centres": "design-multicentre",
}
NOT_LOCAL = ("systemic therapy", "no resection", "none", "any")
PROPORTIONS = {
    "R0 resection": "Margins free of tumour (R0), %",
    "recurrence": "Recurrence, %",
    "complications": "Complications, %",
    "postoperative mortality": "Postoperative mortality, %",
}
CASE_MIX = {
    "solitary": "Patients with a solitary metastasis, %",
    "extrahepatic": "Patients with extrahepatic disease, %",
}
MEDIANS = {
    "overall survival": "Median overall survival, months",
    "disease-free survival": "Median disease-free survival, months",
}
CUT_OFF_REASON = (
    "Nothing is pooled: a cut-off is where the authors chose to divide their patients, not "
    "something they measured."
)
ARMS_REASON = (
    "Nothing is pooled: each group belongs beside the other group of its own comparison, and the "
    "groups of different comparisons were chosen differently."
)


RATIO_REASON = (
    "Nothing is pooled: each ratio is of another factor, of other groups, or pooled already."
)
LOCAL = "with local treatment"
WITHOUT = ("systemic therapy", "no resection")


def explore(name: str, book: Book) -> Explorer:
    """Show the explorer of a chapter.

    Args:
        name: ``resection``, ``prognosis``, ``oligometastases``, ``case-control``, ``rfa`` or
            ``laboratory``.
        book: the book.

    Raises:
        KeyError: there is no explorer of this name.
    """
    return Explorer(MATERIALS[name](book), exercises)


def resection(book: Book) -> Material:
    """The series of the review's first table."""
    evidence = documents(book.evidence)
    rows = named(local_reports(evidence).query("place == 'Table 1'"))
    outcomes = survival_outcomes(evidence, rows, (60, 36, 12))
    outcomes += median_outcomes(evidence, rows) + proportion_outcomes(evidence, rows)
    return Material(
        "resection",
        "Explore the resection series",
        rows,
        [receptors(evidence, rows), design(evidence, rows)],
        [size(rows), extrahepatic(rows), patients(rows)],
        outcomes,
    )


def prognosis(book: Book) -> Material:
    """The same series by receptors and by the size at which they divide their patients."""
    printed_ratios = ratios_of_factors(book.evidence)
    evidence = documents(book.evidence)
    rows = named(local_reports(evidence).query("place == 'Table 1'"))
    cut = evidence.factors.query("factor == 'tumour size' and threshold.notna()")
    cut = cut.drop_duplicates("study_id").set_index("study_id")["threshold"]
    rows = rows.assign(cutoff=rows["study_id"].map(cut).astype(float))
    outcomes = survival_outcomes(evidence, rows, (60, 36)) + median_outcomes(evidence, rows)[:1]
    listed = {
        "size": (size_cutoffs(evidence), "cm"),
        "interval": (interval_cutoffs(evidence), "years"),
    }
    titles = {
        "size": "Cut-off of tumour size, cm",
        "interval": "Cut-off of disease-free interval, years",
    }
    for key, (cutoffs, unit) in listed.items():
        values = cutoffs[cutoffs["treatment"] == "resection"].set_index("label")["value"]
        found = plain_rows(rows, rows["label"].map(values))
        outcomes.append(Outcome(key, titles[key], "listed", unit, found, CUT_OFF_REASON))
    outcomes.append(printed_ratios)
    rows = pd.concat([rows, printed_ratios.rows[["key", "label", "year", "study_id"]]])
    rows = rows.reset_index(drop=True)
    cutoff = Range("cutoff", "Cut-off of size, cm", rows["cutoff"], rows["cutoff"], 0.5)
    return Material(
        "prognosis",
        "Explore receptors and size",
        rows,
        [receptors(evidence, rows), analysis(evidence, rows)],
        [size(rows), cutoff],
        outcomes,
    )


def oligometastases(book: Book) -> Material:
    """The review's groups of resected patients, those after a second resection among them."""
    evidence = documents(book.evidence)
    rows = resected(local_reports(evidence).query("part == 'resection series'"))
    rows = named(distinct(rows))
    return Material(
        "oligometastases",
        "Explore how many metastases the patients had",
        rows,
        [time_zero(rows), receptors(evidence, rows)],
        [solitary(rows), extrahepatic(rows), size(rows)],
        survival_outcomes(evidence, rows, (60, 36)) + median_outcomes(evidence, rows)[:1],
    )


def matched(book: Book) -> Material:
    """The comparisons of local treatment with systemic therapy alone."""
    evidence = book.evidence
    arms, ratios = comparison_reports(evidence), ratio_reports(evidence)
    columns = [name for name in arms if name in ratios]
    rows = pd.concat([ratios[columns], arms], ignore_index=True)
    receptor = rows["matched_on"].map(lambda on: isinstance(on, str) and "receptor" in on)
    lesion = rows["matched_on"].map(lambda on: isinstance(on, str) and "metastasis" in on)
    outcomes = [
        Outcome("hr", "Hazard ratio for death with local treatment", "ratio", "ratio", ratios)
    ]
    outcomes += [
        part._replace(kind="listed", reason=ARMS_REASON)
        for part in [
            *survival_outcomes(evidence, arms, (60, 36)),
            *median_outcomes(evidence, arms)[:1],
        ]
    ]
    return Material(
        "case-control",
        "Explore the comparisons",
        rows,
        [
            kinds(rows, "allocation", "How the groups came about"),
            kinds(rows, "group_of", "Group"),
            yes_or_no(rows, "receptors", "Matched on receptor status", receptor),
            yes_or_no(rows, "matching", "Matched on the largest metastasis", lesion),
            time_zero(rows),
        ],
        [patients(rows)],
        outcomes,
    )


def ablation(book: Book) -> Material:
    """What the review prints of ablation: margins, local progression, sizes."""
    evidence = book.evidence
    series = named(distinct(ablated(local_reports(evidence))))
    outcomes = survival_outcomes(evidence, series, (60, 36, 12))
    evidence = documents(evidence)
    margins = progression_by_margin(evidence)
    reports = counted_progression(evidence)
    sizes = size_statements(Book(book.folder, evidence))
    parts = {
        "margin": (margins.assign(estimate=margins["value"]), "Local progression by margin, %"),
        "report": (reports, "Local progression by report, % of metastases"),
        "size": (sizes.assign(estimate=sizes["value"], n=float("nan")), "Tumour size, cm"),
    }
    reasons = {
        "margin": "Nothing is pooled: the margins are classes of one report, and together they are "
        "that report.",
        "report": "Nothing is pooled: one report counts progression at a fixed time, the other "
        "whenever it was seen, so their shares measure different things.",
        "size": "Nothing is pooled: means of reports, largest tumours and advised limits are "
        "different quantities.",
    }
    all_rows = [series]
    for key, (frame, title) in parts.items():
        rows = frame.assign(key=[f"{key}-{as_key(label)}" for label in frame["label"]])
        if key == "size":
            found = plain_rows(rows, rows["estimate"])
        else:
            found = percentages(rows.assign(share=rows["estimate"]), "share")
        outcomes.append(
            Outcome(key, title, "listed", "cm" if key == "size" else "percent", found, reasons[key])
        )
        all_rows.append(rows)
    rows = pd.concat(all_rows, ignore_index=True)
    rows = rows.assign(
        treatment=rows["treatment"].fillna("RFA"),
        size=rows["size"].astype(float),
        time_zero=rows["time_zero"].fillna(NOT_STATED),
    )
    return Material(
        "rfa",
        "Explore what is printed of ablation",
        rows[["key", "label", "year", "n", "cohort_id", "treatment", "size", "time_zero"]],
        [kinds(rows, "treatment", "Treatment"), time_zero(rows)],
        [size(rows), patients(rows)],
        outcomes,
    )


def laboratory(book: Book) -> Material:
    """Every group of patients with local treatment, and every outcome."""
    evidence = book.evidence
    rows = local_reports(evidence)
    operated, burnt = named(distinct(resected(rows))), named(distinct(ablated(rows)))
    outcomes = survival_outcomes(evidence, operated, (60, 36, 12))
    outcomes += median_outcomes(evidence, operated) + proportion_outcomes(evidence, operated)
    for column, title in CASE_MIX.items():
        found = percentages(operated, column)
        outcomes.append(Outcome(column, title, "proportion", "percent", found))
    outcomes = [part._replace(title=within(part.title, " after resection")) for part in outcomes]
    outcomes += [
        part._replace(key=f"rfa-{part.key}", title=within(part.title, " after ablation"))
        for part in survival_outcomes(evidence, burnt, (60, 36, 12))
    ]
    rows = pd.concat([operated, burnt], ignore_index=True)
    return Material(
        "laboratory",
        "Explore every series",
        rows,
        [
            receptors(evidence, rows),
            receptor_share(rows),
            design(evidence, rows),
            kinds(rows, "treatment", "Treatment"),
            time_zero(rows),
        ],
        [
            size(rows),
            period(rows),
            patients(rows),
            solitary(rows),
            extrahepatic(rows),
            margins(rows),
        ],
        outcomes,
    )


MATERIALS: dict[str, Callable[[Book], Material]] = {
    "resection": resection,
    "prognosis": prognosis,
    "oligometastases": oligometastases,
    "case-control": matched,
    "rfa": ablation,
    "laboratory": laboratory,
}


def local_reports(evidence: Evidence) -> pd.DataFrame:
    """Give every group with local treatment, one row each.

    Columns: ``key``, ``aliases`` (arms that are this group), ``arm_id``, ``study_id``, ``ref``,
    ``study``, ``label``, ``year``, ``n``, ``cohort_id``,
    ``treatment``, ``part``, ``place``, ``time_zero``, ``start``, ``end`` (years), ``size`` (cm),
    ``solitary``, ``extrahepatic``, ``margins`` (%). Subgroups and single patients are left out.
    """
    studies = evidence.studies.drop(columns=["source_id", "place", "note"])
    arms = evidence.arms[~evidence.arms["role"].isin(["subgroup", "case", "pooled"])]
    arms = arms[~arms["treatment"].isin(NOT_LOCAL)]
    arms = arms[["arm_id", "study_id", "label", "treatment", "n", "place"]]
    rows = arms.rename(columns={"label": "group"}).merge(studies, on="study_id")
    rows = rows.assign(
        key=rows["arm_id"],
        aliases=[(arm,) for arm in rows["arm_id"]],
        study=rows["study_id"].map(study_labels(evidence)),
        label=rows["study_id"].map(study_labels(evidence)),
        n=rows["n"].astype(float),
        start=rows["period_start"].astype(float),
        end=rows["period_end"].astype(float),
        year=rows["year"].astype(float),
        time_zero=rows["arm_id"].map(time_zeros(evidence)).fillna(NOT_STATED),
        margins=rows["arm_id"].map(stated_values(evidence, "R0 resection", "proportion")),
    )
    measured = evidence.characteristics
    for column, measure in CHARACTERISTICS.items():
        stated = measured[measured["measure"] == measure].drop_duplicates("arm_id")
        rows[column] = rows["arm_id"].map(stated.set_index("arm_id")["value"]).astype(float)
    return rows.reset_index(drop=True)


def study_labels(evidence: Evidence) -> pd.Series:
    """Name each study by author and year, or as its source is called."""
    studies = evidence.printed["studies"].set_index("study_id")
    sources = evidence.printed["sources"].set_index("source_id")["label"]
    labels = studies.apply(study_name, axis=1)
    return labels.where(studies["author"] != "", labels.index.map(sources)).fillna(labels)


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """Label each group by its study; where a study has several, by what they are, too."""
    first = (
        rows["group"]
        .str[:1]
        .str.lower()
        .where(~rows["group"].str.match("[A-Z]{2}"), rows["group"].str[:1])
    )
    group = first + rows["group"].str[1:]
    alone = (rows["place"] == "Table 1") | ~rows["study_id"].duplicated(keep=False)
    return rows.assign(label=rows["study"].where(alone, rows["study"] + ", " + group))


def resected(rows: pd.DataFrame) -> pd.DataFrame:
    """Groups of patients who were resected, ablated ones among them where the report mixes them."""
    return rows[rows["treatment"].str.contains("resection")].reset_index(drop=True)


def ablated(rows: pd.DataFrame) -> pd.DataFrame:
    """Groups of patients who were ablated and not resected."""
    return rows[rows["treatment"].isin(["RFA", "ablation"])].reset_index(drop=True)


def distinct(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep one row where a study's group of one size is read in several places.

    The review's tables come before its text, and its text before the primary report; what one does
    not state is filled from the next. ``aliases`` names all of them, in that order.
    """
    rank = rows["place"].map(lambda place: ("Table" not in place) + 2 * (place == "abstract"))
    order = rows.assign(rank=rank).sort_values("rank", kind="stable")
    group = order["study_id"] + " " + order["n"].astype(str).where(order["n"].notna(), order["key"])
    merged = order.groupby(group, sort=False).agg(
        {name: "first" for name in rows if name != "aliases"} | {"aliases": "sum"}
    )
    return (
        merged.set_index(merged["key"])
        .reindex([key for key in rows["key"] if key in set(merged["key"])])
        .reset_index(drop=True)
    )


def time_zeros(evidence: Evidence) -> pd.Series:
    """Give the stated time zero of each group's survival."""
    rows = evidence.outcomes.query("outcome == @SURVIVAL and status == 'stated'")
    return rows.drop_duplicates("arm_id").set_index("arm_id")["time_zero"]


def values_of(
    evidence: Evidence, rows: pd.DataFrame, outcome: str, statistic: str, months=None
) -> pd.Series:
    """Give the stated values of an outcome of each group; the review's tables before its text."""
    values = stated_values(evidence, outcome, statistic, months)
    named = rows["aliases"] if "aliases" in rows else rows["key"].map(lambda key: (key,))
    return named.map(
        lambda arms: next((values[arm] for arm in arms if arm in values), float("nan"))
    )


def stated_values(evidence: Evidence, outcome: str, statistic: str, months=None) -> pd.Series:
    """Give the stated values of an outcome by arm."""
    rows = evidence.outcomes.query("outcome == @outcome and statistic == @statistic")
    if months is not None:
        rows = rows[rows["time_months"] == months]
    rows = rows[rows["value"].notna()].sort_values(
        "place", key=lambda place: ~place.str.startswith("Table"), kind="stable"
    )
    return rows.drop_duplicates("arm_id").set_index("arm_id")["value"].astype(float)


def survival_outcomes(evidence: Evidence, rows: pd.DataFrame, months) -> list[Outcome]:
    """Survival at some times, each split where stated time zeros differ."""
    found = []
    for time in months:
        share = values_of(evidence, rows, SURVIVAL, "survival", time)
        whole = percentages(rows.assign(share=share), "share")
        title = f"Overall survival at {YEARS[time]}, %"
        found += by_time_zero(Outcome(f"os-{time}", title, "proportion", "percent", whole))
    return found


def by_time_zero(outcome: Outcome) -> list[Outcome]:
    """An outcome for each stated time zero, where more than one would share an axis."""
    stated = outcome.rows.loc[outcome.rows["estimate"].notna(), "time_zero"]
    zeros = stated[stated != NOT_STATED].unique()
    if len(zeros) < 2:
        return [outcome]
    parts = []
    for zero in [NOT_STATED, *zeros]:
        other = (outcome.rows["time_zero"] != zero) & outcome.rows["estimate"].notna()
        rows = outcome.rows[~other]
        words = "time zero not stated" if zero == NOT_STATED else f"counted from {zero}"
        key = outcome.key if zero == NOT_STATED else f"{outcome.key}-{as_key(zero)}"
        title = within(outcome.title, f", {words}")
        parts.append(outcome._replace(key=key, title=title, rows=rows))
    return [part for part in parts if part.rows["estimate"].notna().any()]


def within(title: str, words: str) -> str:
    """A title with words before its first comma."""
    name, _, rest = title.partition(",")
    return f"{name}{words},{rest}"


def median_outcomes(evidence: Evidence, rows: pd.DataFrame) -> list[Outcome]:
    """Median overall and disease-free survival."""
    found = []
    for outcome, title in MEDIANS.items():
        values = plain_rows(rows, values_of(evidence, rows, outcome, "median"))
        key = f"{'os' if outcome == SURVIVAL else 'dfs'}-median"
        found += by_time_zero(Outcome(key, title, "median", "months", values))
    return found


def proportion_outcomes(evidence: Evidence, rows: pd.DataFrame) -> list[Outcome]:
    """Margins, recurrence, complications and mortality."""
    found = []
    for outcome, title in PROPORTIONS.items():
        share = values_of(evidence, rows, outcome, "proportion")
        whole = percentages(rows.assign(share=share), "share")
        found.append(Outcome(as_key(outcome), title, "proportion", "percent", whole))
    return found


def ratios_of_factors(evidence: Evidence) -> Outcome:
    """Printed hazard ratios of prognostic factors, each of the factor it names."""
    ratios = factor_ratios(evidence)
    first = ratios["factor"].str.split(";").str[0]
    studies = evidence.studies.set_index("study_id")["year"]
    rows = ratios.assign(
        key=ratios["effect_id"],
        label=first.str[:1].str.upper() + first.str[1:] + ", " + ratios["label"],
        year=ratios["study_id"].map(studies).astype(float),
        feasible=True,
    )
    title = "Hazard ratio of the worse level of a factor"
    return Outcome("ratio", title, "listed", "ratio", rows, RATIO_REASON)


def plain_rows(rows: pd.DataFrame, values: pd.Series) -> pd.DataFrame:
    """Give values without intervals as rows of a forest plot."""
    stated = values.notna()
    return rows.assign(
        row=stated.map({True: "study", False: NOT_STATED}),
        estimate=values.astype(float),
        low=float("nan"),
        high=float("nan"),
        interval="none",
        feasible=True,
    )


def comparison_reports(evidence: Evidence) -> pd.DataFrame:
    """Give the groups of the comparisons with systemic therapy, in the columns of reports.

    And ``group_of`` (with or without local treatment), ``allocation``, ``matched_on``.
    """
    arms = evidence.arms.dropna(subset=["comparison_id"])
    alone = arms[(arms["role"] == "comparator") & arms["treatment"].isin(WITHOUT)]
    arms = arms[arms["comparison_id"].isin(alone["comparison_id"])]
    year = evidence.studies.set_index("study_id")["year"]
    study = arms["study_id"].map(study_labels(evidence))
    rows = arms.rename(columns={"label": "group"}).assign(
        key=arms["arm_id"],
        study=study,
        year=arms["study_id"].map(year).astype(float),
        n=arms["n"].astype(float),
        cohort_id=arms["study_id"].map(evidence.studies.set_index("study_id")["cohort_id"]),
        group_of=arms["role"].map({"intervention": LOCAL, "comparator": "without local treatment"}),
        time_zero=arms["arm_id"].map(time_zeros(evidence)).fillna(NOT_STATED),
    )
    return named(rows.reset_index(drop=True))


def ratio_reports(evidence: Evidence) -> pd.DataFrame:
    """Give the hazard ratio for death of each comparison, local treatment over the other group.

    A comparison without a printed ratio is a row that is not stated; one of another endpoint is
    left out.
    """
    rows = comparison_panels(evidence)
    rows = rows[rows["endpoint"].fillna(SURVIVAL).isin([SURVIVAL, NOT_STATED])]
    rows = rows[rows["panel"].isin(["Matched", "Unmatched"])].reset_index(drop=True)
    arms = evidence.arms.dropna(subset=["matched_on"])
    on = arms.drop_duplicates("study_id").set_index("study_id")["matched_on"]
    studies = evidence.studies.set_index("study_id")
    whole = rows["n_local"].astype(float) + rows["n_alone"].astype(float)
    apart = rows["panel"] == "Matched"
    return rows.assign(
        key=rows["comparison_id"],
        year=rows["study_id"].map(studies["year"]).astype(float),
        cohort_id=rows["study_id"].map(studies["cohort_id"]),
        n=whole,
        feasible=True,
        group_of="both groups",
        matched_on=rows["matched_on"].fillna(rows["study_id"].map(on)).where(apart),
        time_zero=rows["time_zero"].fillna(NOT_STATED),
    )


def counted_progression(evidence: Evidence) -> pd.DataFrame:
    """Give local progression per metastasis of the reports that print both numbers."""
    margins = progression_by_margin(evidence)
    rows = evidence.outcomes.query("outcome == 'local tumour progression' and denominator.notna()")
    studies = evidence.arms.set_index("arm_id")["study_id"]
    printed = evidence.printed["studies"].set_index("study_id").apply(study_name, axis=1)
    found = pd.DataFrame(
        {
            "label": rows["arm_id"].map(studies).map(printed),
            "k": rows["numerator"].astype(float),
            "n": rows["denominator"].astype(float),
        }
    )
    if margins["k"].notna().all():
        whole = {"label": printed["bai"], "k": margins["k"].sum(), "n": margins["n"].sum()}
        found = pd.concat([found, pd.DataFrame([whole])], ignore_index=True)
    return found.assign(estimate=100 * found["k"] / found["n"])


def as_key(text: str) -> str:
    """A text as a part of an address."""
    return "-".join("".join(c if c.isalnum() else " " for c in str(text).lower()).split())


def receptors(evidence: Evidence, rows: pd.DataFrame) -> Choice:
    """What a series says of receptors."""
    kept = {name: named_in(evidence, rows, claim) for name, claim in RECEPTORS.items()}
    positive = evidence.factors.query(
        "factor == 'hormone receptor status' and favourable == 'positive' and place == 'Table 2'"
    )
    kept[POSITIVE] = frozenset(rows.loc[rows["study_id"].isin(positive["study_id"]), "key"])
    return choice(rows, "receptors", "Receptor status", kept)


def analysis(evidence: Evidence, rows: pd.DataFrame) -> Choice:
    """How a series analysed hormone receptors as a prognostic factor."""
    found = factor_table(evidence).query("factor == 'hormone receptor status'")
    models = rows["label"].map(found.set_index("study")["model"])
    kept = {m: frozenset(rows.loc[models == m, "key"]) for m in models.dropna().unique()}
    return choice(rows, "model", "Receptors as a factor", kept)


def design(evidence: Evidence, rows: pd.DataFrame) -> Choice:
    """What the review calls a series; its lists overlap."""
    kept = {name: named_in(evidence, rows, claim) for name, claim in DESIGNS.items()}
    return choice(rows, "design", "Design", kept)


def receptor_share(rows: pd.DataFrame) -> Choice:
    """Whether a series states its share of receptor-positive patients."""
    stated = rows["receptor_share"].notna() if "receptor_share" in rows else rows["key"].isna()
    kept = {"stated": frozenset(rows.loc[stated, "key"])}
    return choice(rows, "share", "Share of receptor-positive patients", kept)


def time_zero(rows: pd.DataFrame) -> Choice:
    """From when survival is counted."""
    return kinds(rows, "time_zero", "Time zero")


def kinds(rows: pd.DataFrame, column: str, label: str) -> Choice:
    """A choice of the values of a column."""
    values = rows[column].where(rows[column] != NOT_STATED).dropna().unique()
    kept = {value: frozenset(rows.loc[rows[column] == value, "key"]) for value in values}
    return choice(rows, column, label, kept)


def yes_or_no(rows: pd.DataFrame, name: str, label: str, met: pd.Series) -> Choice:
    """A choice between groups matched on something, others, and those that say nothing."""
    stated = rows["matched_on"].notna()
    kept = {"yes": frozenset(rows.loc[met, "key"]), "no": frozenset(rows.loc[stated & ~met, "key"])}
    return choice(rows, name, label, kept)


def choice(rows: pd.DataFrame, name: str, label: str, kept: dict) -> Choice:
    """A choice with every report first and those that state nothing last."""
    every = frozenset(rows["key"])
    silent = every - frozenset().union(*kept.values())
    return Choice(name, label, {ANY: every, **kept, NOT_STATED: silent})


def named_in(evidence: Evidence, rows: pd.DataFrame, claim: str) -> frozenset[str]:
    """The reports whose reference the review lists in a claim."""
    listed = evidence.claims.set_index("claim_id").loc[claim, "refs"].split()
    return frozenset(rows.loc[rows["ref"].isin([int(ref) for ref in listed]), "key"])


def size(rows: pd.DataFrame) -> Range:
    """The size of the lesions."""
    return Range("size", "Lesion size, cm", rows["size"], rows["size"], 0.1)


def solitary(rows: pd.DataFrame) -> Range:
    """The share of patients with one metastasis."""
    return Range("solitary", "Solitary metastasis, %", rows["solitary"], rows["solitary"], 1)


def extrahepatic(rows: pd.DataFrame) -> Range:
    """The share of patients with disease outside the liver."""
    return Range("extrahepatic", "Extrahepatic disease, %", *[rows["extrahepatic"]] * 2, 1)


def margins(rows: pd.DataFrame) -> Range:
    """The share of patients with free margins."""
    return Range("margins", "R0, %", rows["margins"], rows["margins"], 1)


def patients(rows: pd.DataFrame) -> Range:
    """How many patients, or metastases, a report has."""
    return Range("n", "N", rows["n"], rows["n"], 1)


def period(rows: pd.DataFrame) -> Range:
    """The years in which the patients were treated."""
    return Range("period", "Study period, within the years", rows["start"], rows["end"], 1)

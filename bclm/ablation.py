"""Ablation as the review reports it: its reports, what it pools, local progression by margin."""

from itertools import product

import pandas as pd

from bclm.resection import resection_series
from reviewbook.checks.granularity import denominators
from reviewbook.ledger.book import Book
from reviewbook.ledger.entries import study_name
from reviewbook.ledger.quoting import quoted
from reviewbook.tables.load import Evidence, documents

CASE_MIX = {
    "Tumour size, cm": {
        "RFA, as pooled": "rfa-size",
        "RFA, when compared": "rfa-size-again",
        "Resection, as pooled": "tumour-size",
        "Resection, when compared": "resection-size-again",
    },
    "Extrahepatic disease, %": {
        "RFA, as pooled": "rfa-ehm",
        "RFA, when compared": "rfa-ehm-again",
        "Resection, as pooled": "ehm-share",
        "Resection, when compared": "resection-ehm-again",
    },
    "Solitary metastasis, %": {"RFA, as pooled": "rfa-solitary"},
}
POOLED = {
    "%": {
        "Complete response": ("rfa-response", None),
        "Alive at one year": (None, "os-12"),
        "Alive at three years": ("rfa-os-36", "os-36"),
        "Alive at five years": ("rfa-os-60", "os-60"),
    },
    "months": {
        "Disease-free survival": ("rfa-dfs-median", "dfs-median"),
        "Overall survival": ("rfa-os-median", "os-median"),
        "Follow-up": ("rfa-follow-up", "follow-up"),
    },
}
"""Entry of the ledger for RFA and for resection; the review prints none where there is None."""

LISTS = {
    "no_major_complication": "rfa-major-none",
    "technical_success": "rfa-technical-success",
    "short_stay": "rfa-short-stay",
}
"""Claims that name reports by number only."""


def ablation_reports(evidence: Evidence) -> pd.DataFrame:
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
    refs = evidence.printed["claims"].set_index("claim_id")["refs"]
    for column, claim in LISTS.items():
        listed = [int(ref) for ref in refs[claim].split()]
        rows[column] = studies["ref"].isin(listed).map({True: "named", False: None})
    return rows.sort_values("ref").reset_index(drop=True)


def other_treatments(evidence: Evidence) -> pd.DataFrame:
    """Give the other local treatments that the review names: ``treatment`` and ``refs``."""
    claims = evidence.printed["claims"]
    rows = claims[claims["claim_id"].str.startswith("local-") & (claims["chapter"] == "rfa")]
    treatment = rows["wording"].str.removeprefix("Reports of ")
    return pd.DataFrame({"treatment": treatment, "refs": rows["refs"]}).reset_index(drop=True)


def case_mix(book: Book) -> pd.DataFrame:
    """Give who was ablated and who was resected, every time the review says it.

    One row per printed figure: ``label``, ``measure``, ``value``, ``low``, ``high``, ``statistic``,
    ``verdict``, ``place``. The review does not pool the solitary share of the resection series;
    that row is the median of its Table 1 with the lowest and the highest share.
    """
    rows = [
        _figure(book, entry) | {"label": label, "measure": measure}
        for measure, parts in CASE_MIX.items()
        for label, entry in parts.items()
    ]
    shares = resection_series(book.evidence)["solitary"].astype(float)
    rows.append(
        {
            "label": "Resection, from Table 1",
            "measure": "Solitary metastasis, %",
            "value": shares.median(),
            "low": shares.min(),
            "high": shares.max(),
            "statistic": "median",
            "verdict": "computed here",
            "place": "Table 1",
        }
    )
    return pd.DataFrame(rows)


def pooled_side_by_side(book: Book, unit: str) -> pd.DataFrame:
    """Give what the review pools for RFA and for resection in a unit, ``%`` or ``months``.

    One row per quantity and treatment: ``label`` (quantity), ``measure`` (treatment and unit),
    ``value``, ``low``, ``high``, ``statistic``, ``verdict``, ``place``; missing where the review
    prints nothing.
    """
    return pd.DataFrame(
        [
            _figure(book, entry) | {"label": label, "measure": f"{treatment}, {unit}"}
            for label, pair in POOLED[unit].items()
            for treatment, entry in zip(("RFA", "Resection"), pair, strict=True)
        ]
    )


def safety(book: Book) -> pd.DataFrame:
    """Give deaths, complications and hospital stay as printed: ``what``, ``rfa``, ``resection``."""
    entries = book.entries

    def text(name: str, part: str = "full") -> str:
        return quoted(entries.loc[name].to_dict(), part)

    none = f"{text('rfa-major-none-rate')} in {text('rfa-major-none')}"
    rates = [text(f"rfa-major-{which}") for which in ("lowest", "middle", "highest")]
    deaths = "; ".join(entries.loc[f"mortality-{rate}-reports", "raw"] for rate in (0, 2, 5))
    rows = [
        ("Death after treatment", None, deaths),
        ("Any complication", None, text("morbidity")),
        ("Major complication", "; ".join([none, *rates]), text("major-complications")),
        ("Hospital stay", text("rfa-stay"), text("hospital-stay")),
    ]
    return pd.DataFrame(rows, columns=["what", "rfa", "resection"])


def size_statements(book: Book) -> pd.DataFrame:
    """Give every tumour size that either document ties to a treatment, in cm.

    One row per series or statement: ``label``, ``measure``, ``treatment``, ``value``, ``low``,
    ``high`` and ``size``, by which a reader filters.
    """
    series = resection_series(book.evidence).dropna(subset=["size"])
    rows = [
        {"label": row["label"], "value": row["size"], "treatment": "resection"}
        for row in series.sort_values("size").to_dict("records")
    ]
    single = {
        "RFA, mean of the reports": "rfa-size",
        "Worse after RFA above": "meloni-by-tumour-size-rfa",
        "Web page: ablate below": "ablation-size",
    }
    rows += [_figure(book, e) | {"label": label, "treatment": "RFA"} for label, e in single.items()]
    sizes = pd.DataFrame(rows)[["label", "treatment", "value", "low", "high"]]
    return sizes.assign(measure="Largest or mean tumour size, cm", size=sizes["value"])


def _figure(book: Book, entry_id: str | None) -> dict:
    """Read the numbers of an entry; missing where there is no entry or no number."""
    if entry_id is None:
        return dict.fromkeys(("value", "low", "high"), float("nan"))
    entry = book.entries.loc[entry_id]
    numbers = {name: float(entry[name] or "nan") for name in ("value", "low", "high")}
    return numbers | {name: entry[name] for name in ("statistic", "verdict", "place")}


def progression_by_margin(evidence: Evidence) -> pd.DataFrame:
    """Give local progression for each class of ablation margin.

    Columns: ``label`` (margin), ``value`` (%), ``k`` and ``n``: metastases with progression and
    metastases in the class. The report prints percentages only; k and n are the one set of whole
    numbers that gives all of them, adds up to the printed progressions and to the printed
    metastases. They are missing if no set or more than one does.
    """
    arms = evidence.arms[evidence.arms["arm_id"].str.startswith("bai-margin")]
    rows = arms[["arm_id", "label"]].merge(evidence.outcomes, on="arm_id")
    printed = evidence.printed["outcomes"].set_index("outcome_id")["value"]
    events = int(printed["bai-progression"])
    lesions = int(
        evidence.printed["characteristics"]
        .set_index("characteristic_id")
        .loc["bai-metastases", "value"]
    )
    found = whole_numbers([printed[i] for i in rows["outcome_id"]], events, lesions)
    k, n = zip(*found[0], strict=True) if len(found) == 1 else ([None] * len(rows),) * 2
    label = rows["label"].str.removeprefix("Ablation margin ")
    return rows.assign(label=label, k=k, n=n)[["label", "value", "k", "n", "unit", "place"]]


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

"""Prognostic factors after local treatment as the primary reports and meta-analyses give them.

Ratios are turned so that they are above one and the level named first does worse.
"""

import pandas as pd

from reviewbook.ledger.quoting import in_figures
from reviewbook.statistics.effects import printed_ratios
from reviewbook.tables.load import Evidence, later_evidence

TREATMENTS = ("treatment", "repeat hepatectomy")
PRIMARY, POOLED = "Single reports", "Meta-analyses, which contain such reports"


def ratios(evidence: Evidence, factor: str | None = None) -> pd.DataFrame:
    """Give every printed hazard ratio of a prognostic factor, or of all, as rows of a forest plot.

    Columns: ``row``, ``label`` (report and the level that does worse), ``estimate``, ``low``,
    ``high``, ``interval`` (``printed`` or ``none``), ``level`` (0-1), ``level_taken`` (True where
    the level was not read and 95% is taken), ``panel`` (single reports, meta-analyses: never pooled
    together, because one contains the other), ``factor``, ``scale`` (levels, threshold, per unit,
    not stated: ratios of different scales must not share a number), ``contrast``, ``threshold``
    (cm, years or lesions), ``endpoint``, ``model``, ``p``, ``i2``, ``n``, ``note`` and
    ``source``. A factor pooled together with others is among the rows of each of them.
    """
    rows = _prognostic(evidence).query("measure == 'hazard ratio'")
    rows = rows if factor is None else rows[[factor in names for names in rows["factors"]]]
    pooled = rows["model"] == "pooled"
    return (
        printed_ratios(rows, turned=rows["value"] < 1)
        .assign(
            row="study",
            label=rows["source"] + ": " + rows["named"],
            panel=pooled.map({True: POOLED, False: PRIMARY}),
        )[
            [
                *("row", "label", "estimate", "low", "high", "interval", "level", "level_taken"),
                *("panel", "effect_id", "study_id", "factor", "scale", "contrast", "threshold"),
                *("threshold_unit", "endpoint", "model", "p", "i2", "n", "note", "source"),
            ]
        ]
        .reset_index(drop=True)
    )


def findings(evidence: Evidence) -> pd.DataFrame:
    """Give every finding on a prognostic factor that the abstracts state, with or without a ratio.

    Columns: ``source``, ``factor``, ``worse`` (the level that does worse; missing where it was not
    read), ``better``, ``endpoint``, ``model``, ``given`` (``ratio with interval``, ``ratio``, ``p
    value`` or ``name only``), ``printed``, ``p``.
    """
    tested = _prognostic(evidence)
    results = evidence.printed["effects"].set_index("effect_id").apply(in_figures, axis=1)
    with_interval = tested["low"].notna().map({True: "ratio with interval", False: "ratio"})
    tested = tested.assign(
        given=with_interval.where(tested["measure"] != "test only", "p value"),
        better=tested["reference"].where(tested["worse"] == "exposed", tested["exposed"]),
        worse=tested["exposed"].where(tested["worse"] == "exposed", tested["reference"]),
        p=tested["p_relation"] + " " + tested["p"].map("{:g}".format),
        raw=tested["effect_id"].map(results),
    )
    labels = evidence.sources.set_index("source_id")["label"]
    named = later_evidence(evidence).factors
    named = named[named["factor"] != "surgery"]
    named = named.assign(
        source=named["source_id"].map(labels), better=named["favourable"], given="name only"
    )
    columns = ["source", "factor", "worse", "better", "endpoint", "model", "given", "raw", "p"]
    rows = pd.concat([tested, named], ignore_index=True).reindex(columns=columns)
    rows = rows.rename(columns={"raw": "printed"}).replace("not stated", None)
    return rows.sort_values(["factor", "source"], kind="stable").reset_index(drop=True)


def factors(evidence: Evidence) -> list[str]:
    """Name the factors of which `ratios` has a ratio, those with most ratios first."""
    names = _prognostic(evidence).query("measure == 'hazard ratio'")["factors"].explode()
    return list(names.value_counts(sort=True).index)


def comparable(evidence: Evidence) -> pd.DataFrame:
    """Give the rows of `ratios` of one level against another, for overall survival, with interval.

    Single reports first; a level of one word is followed by its factor. Thresholds, ratios per unit
    and ratios without an interval are left out.
    """
    rows = ratios(evidence)
    kept = rows["low"].notna() & (rows["scale"] == "levels")
    rows = rows[kept & (rows["endpoint"] == "overall survival")]
    level = rows["label"].str.partition(": ")[2]
    factor = " (" + rows["factor"] + ")"
    rows = rows.assign(label=rows["label"] + factor.where(~level.str.contains(" "), ""))
    return rows.sort_values("panel", key=lambda panel: panel == POOLED, kind="stable")


def ratios_in_words(rows: pd.DataFrame) -> str:
    """Say how many ratios are printed on how many factors: rows as :func:`ratios` gives."""
    counts = rows["factor"].value_counts()
    once = int((counts == 1).sum())
    return f"{len(rows)} printed ratios on {len(counts)} factors; on {once} of these only one."


def _prognostic(evidence: Evidence) -> pd.DataFrame:
    later = later_evidence(evidence)
    rows = later.effects[~later.effects["factor"].isin(TREATMENTS)]
    labels = evidence.sources.set_index("source_id")["label"]
    operated = later.arms[later.arms["role"].isin(["series", "pooled", "intervention"])]
    sizes = operated[operated["allocation"] != "matched"].groupby("study_id")["n"].max()
    read, turned = rows["exposed"] != "not stated", rows["worse"] == "reference"
    worse = rows["reference"].where(turned, rows["exposed"])
    against = worse + " against " + rows["exposed"].where(turned, rows["reference"])
    unread = rows["factor"] + ", levels not in the abstract"
    return rows.assign(
        source=rows["source_id"].map(labels),
        contrast=against.where(read, unread),
        named=worse.where(read, unread),
        factors=rows["factor"].str.split("; "),
        n=rows["study_id"].map(sizes),
    )

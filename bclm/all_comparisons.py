"""Local treatment against none: all comparisons side by side, and what matching changed.

Ratios are turned so that a value below one means that the patients with local treatment do better.
"""

import pandas as pd

from bclm.resection import TIMES
from reviewbook.ledger.corrections import corrected
from reviewbook.ledger.quoting import in_figures
from reviewbook.statistics.conversion import hr_from_interval
from reviewbook.statistics.effects import TAKEN_LEVEL, Effects, effects, printed_ratios
from reviewbook.statistics.pooled_rows import NOT_STATED, YEARS
from reviewbook.statistics.pooling import Pooled, pool
from reviewbook.tables.load import Evidence, judged

WITHOUT = ("systemic therapy", "no resection")
ALONE = (
    "systemic treatment only",
    "systemic therapy only",
    "systemic therapy",
    "medical treatment",
    "standard care",
    "no resection",
    "not resected",
    "without surgery",
)
"""What the effects call the groups without local treatment."""

PANELS = {
    "unmatched": "Unmatched",
    "matched": "Matched",
    "propensity matched": "Matched",
    "randomised": "Randomised, not specific to the liver",
}


def every(evidence: Evidence) -> pd.DataFrame:
    """Give each comparison of local treatment with none, once, whoever read it.

    One row per comparison: ``comparison_id``, ``study_id``, ``label``, ``panel`` (unmatched,
    matched, randomised), ``allocation``, ``groups``, ``population``, ``subgroup`` (the
    population, where one source compares several), ``matched_on``, ``n_local``, ``n_alone``,
    ``read_in``. Where the review and the abstract describe the same comparison the
    abstract's row is given, unless it lacks one of the two groups.
    """
    arms = evidence.arms.dropna(subset=["comparison_id", "study_id"])
    arms = arms[arms["role"].isin(["intervention", "comparator"])]
    pairs = arms.pivot(index="comparison_id", columns="role", values="arm_id").dropna()
    by_arm = arms.set_index("arm_id")
    local = by_arm.loc[pairs["intervention"]].set_axis(pairs.index)
    alone = by_arm.loc[pairs["comparator"]].set_axis(pairs.index)
    labels = evidence.sources.set_index("source_id")["label"]
    studies = evidence.studies.set_index("study_id")
    known = local["study_id"].map(labels)
    printed = local["study_id"].map(studies["author"])
    rows = local.assign(
        label=known.fillna(printed),
        panel=local["allocation"].map(PANELS),
        groups=local["label"] + " against " + alone["label"],
        n_local=local["n"],
        n_alone=alone["n"],
        read_in=local["source_id"].map(labels),
        later=~local["source_id"].isin(list(judged(evidence))),
    )[alone["treatment"].isin(WITHOUT) & local["allocation"].isin(list(PANELS))]
    rows = rows.sort_values("later", ascending=False, kind="stable").reset_index(drop=True)
    of_one = rows.groupby(["source_id", "study_id", "panel"])["comparison_id"]
    rows = rows.assign(subgroup=rows["population"].where(of_one.transform("nunique") > 1))
    rows = rows[~rows.duplicated(["study_id", "panel", "subgroup"])]
    order = list(dict.fromkeys(PANELS.values()))
    rows = rows.sort_values(
        ["panel", "label"],
        key=lambda column: column.map(order.index) if column.name == "panel" else column,
        kind="stable",
    )
    return rows[
        [
            *("comparison_id", "study_id", "label", "panel", "allocation", "groups"),
            *("population", "subgroup", "matched_on", "n_local", "n_alone", "read_in"),
        ]
    ].reset_index(drop=True)


def panels(evidence: Evidence) -> pd.DataFrame:
    """Give the ratio of every comparison as rows of a forest plot in three panels.

    Rows of `every` with ``row`` (``study`` or ``not stated``), ``estimate``, ``low``,
    ``high``, ``interval``, ``level`` (0-1; 0.70 where 70% intervals are printed), ``level_taken``,
    ``endpoint``, ``p``, ``printed`` and ``time_zero``; the label names an endpoint other than
    overall survival and an unusual level. A comparison without a printed ratio has a row without a
    number, so that it is not forgotten.
    """
    found = ratios(evidence).query("model != 'pooled'")
    found = found.sort_values("low", na_position="last", kind="stable")
    rows = every(evidence)
    given = [_of(found, row) for row in rows.to_dict("records")]
    found = pd.DataFrame(given, index=rows.index)
    stated = found["estimate"].notna()
    more = ": " + rows["subgroup"]
    return rows.assign(
        label=rows["label"] + more.fillna("") + _unlike(found),
        row=stated.map({True: "study", False: NOT_STATED}),
        arms=_size(rows["n_local"]) + " / " + _size(rows["n_alone"]),
        **{name: found[name] for name in found},
    )


def _of(found: pd.DataFrame, row: dict) -> dict:
    """Find the ratio of a comparison, or of the same one in another source."""
    own = found[found["comparison_id"] == row["comparison_id"]]
    same = found[(found["study_id"] == row["study_id"]) & (found["panel"] == row["panel"])]
    columns = ["effect_id", "estimate", "low", "high", "interval", "level", "level_taken"]
    columns += ["endpoint", "p", "printed", "time_zero"]
    chosen = own if len(own) else same
    return chosen[columns].iloc[0].to_dict() if len(chosen) else dict.fromkeys(columns)


def _unlike(ratios: pd.DataFrame) -> pd.Series:
    """Name the endpoint where it is not overall survival, and the level where it is not usual."""
    other = ratios["endpoint"].notna() & ~ratios["endpoint"].isin(["overall survival", NOT_STATED])
    named = (": " + ratios["endpoint"].astype(object)).where(other, "")
    levels = [
        f", {level:.0%} interval" if level < TAKEN_LEVEL / 100 else ""
        for level in ratios["level"].astype(float).fillna(1)
    ]
    return named + levels


def at_usual_level(rows: pd.DataFrame) -> pd.DataFrame:
    """Add to rows of `panels` each interval of another level once more, derived at the usual one.

    The label of the derived row says so; nothing of it is printed in any source.
    """
    usual = TAKEN_LEVEL / 100
    other = rows[rows["low"].notna() & (rows["level"].astype(float) < usual)]
    derived = [
        hr_from_interval(row.estimate, row.low, row.high, row.level, usual)
        for row in other.itertuples()
    ]
    names = [
        label.rsplit(",", 1)[0] + f", {usual:.0%} interval, derived" for label in other["label"]
    ]
    again = other.assign(
        label=names,
        low=[one.low for one in derived],
        high=[one.high for one in derived],
        level=usual,
        interval="approximate",
        printed=None,
    )
    return pd.concat([rows, again]).sort_index(kind="stable").reset_index(drop=True)


def panels_found(rows: pd.DataFrame) -> str:
    """Say how many comparisons of `panels` print an interval, and in how many it includes one."""
    printed = rows[rows["interval"] != "approximate"]
    ranged = printed.dropna(subset=["low"])
    holding = (ranged["low"] <= 1) & (ranged["high"] >= 1)
    each = [
        f"{sum(holds)} of {len(holds)} {ranged.loc[holds.index[0], 'allocation']}"
        for _, holds in holding.groupby(ranged["panel"], sort=False)
    ]
    return (
        f"{len(ranged)} of {len(printed)} comparisons print a ratio with its interval. It includes "
        f"1, no difference, in {', '.join(each)}."
    )


def derived_in_words(evidence: Evidence) -> str:
    """Say each printed interval of another level once more at the usual one, marked as derived."""
    rows = at_usual_level(panels(evidence))
    said = [
        f"{row.label.split(':')[0]}: hazard ratio {row.estimate:.2f}, {row.level:.0%} interval "
        f"{row.low:.2f} to {row.high:.2f} (derived)."
        for row in rows[rows["label"].str.endswith("derived")].itertuples()
    ]
    return " ".join(
        [
            *said,
            "No source prints it: it follows from the printed interval, if that is "
            "symmetric on the log scale.",
        ]
    )


def _size(counts: pd.Series) -> pd.Series:
    return counts.map(lambda n: "not stated" if pd.isna(n) else str(int(n)))


def ratios(evidence: Evidence) -> pd.DataFrame:
    """Give every printed hazard ratio of local treatment against none, and what was only tested.

    Columns: those of ``effects``, and ``estimate``, ``low``, ``high`` turned, ``interval``,
    ``level`` (0-1), ``level_taken``, ``printed``, ``panel``, ``label``, ``turned`` (whether the
    source prints the ratio the other way round).
    """
    rows = evidence.effects.query(
        "factor == 'treatment' and measure in ['hazard ratio','test only']"
    )
    turned = rows["exposed"].isin(ALONE)
    rows, turned = (part[rows["reference"].isin(ALONE) | turned] for part in (rows, turned))
    allocation = evidence.arms.drop_duplicates("comparison_id").set_index("comparison_id")
    labels = evidence.sources.set_index("source_id")["label"]
    results = evidence.printed["effects"].set_index("effect_id").apply(in_figures, axis=1)
    return printed_ratios(rows, turned).assign(
        printed=rows["effect_id"].map(results),
        panel=rows["comparison_id"].map(allocation["allocation"]).map(PANELS),
        label=rows["study_id"].map(labels).fillna(rows["study_id"]),
        turned=turned,
    )


def matching_pairs(evidence: Evidence) -> pd.DataFrame:
    """Give unmatched and matched survival of the same study, so that the selection is seen.

    Rows of a slope plot: ``label`` (group and time), ``study``, ``stage`` (unmatched, matched),
    ``value`` (%), ``n`` (missing where not printed), ``read_in``. Only studies with survival of
    both groups at the same time in both stages; the figures are those of `corrected` evidence.
    """
    right = corrected(evidence)
    points = right.outcomes.query("outcome == 'overall survival' and statistic == 'survival'")
    rows = every(right)[["comparison_id", "study_id", "label", "panel"]]
    arms = right.arms.drop(columns=["study_id", "label", "source_id", "note", "place", "accepted"])
    rows = rows.merge(arms, on="comparison_id")
    rows = rows.merge(points[["arm_id", "time_months", "value", "source_id"]], on="arm_id")
    group = rows["role"].map({"intervention": "With local treatment", "comparator": "Without"})
    stages = rows.groupby(["study_id", "role", "time_months"])["panel"].transform("nunique")
    sources = right.sources.set_index("source_id")["label"]
    times = rows["time_months"].map({float(m): title for m, title in YEARS.items()})
    rows = rows.assign(
        study=rows["label"],
        label=group + ", " + times,
        stage=rows["panel"].str.lower(),
        read_in=rows["source_id"].map(sources),
    )[stages > 1]
    return rows[["label", "study", "stage", "value", "n", "read_in"]].sort_values(
        ["study", "label", "stage"], ascending=[True, True, False], ignore_index=True
    )


def survival_pairs(evidence: Evidence, time: str | None = None) -> pd.DataFrame:
    """Give overall survival of both groups of every comparison, as `corrected` evidence has it.

    Rows of an arms plot: ``label``, ``panel``, ``arm``, ``value``, ``n``, ``joined`` (matched or
    randomised) and ``statistic``. With a `time` in words, such as ``five years``
    (`bclm.resection.TIMES`), it is the percentage alive then; without, the
    survival time in months, a median or one whose kind was not read, never a mean. Comparisons of
    which only one group or none has it are left out. No time zero was read for any of them.
    """
    right = corrected(evidence)
    points = right.outcomes.query("outcome == 'overall survival'")
    if time is None:
        points = points[points["statistic"].isin(["median", "not stated"])]
    else:
        points = points[points["statistic"] == "survival"]
        points = points[points["time_months"].map(TIMES) == time]
    arms = right.arms.assign(panel=right.arms["allocation"].map(PANELS))
    points = points.merge(arms[["arm_id", "comparison_id", "study_id", "role", "panel", "n"]])
    rows = every(right)
    more = ", " + rows["panel"].str.lower() + (": " + rows["subgroup"]).fillna("")
    named = rows.assign(label=rows["label"] + more)
    found = [
        _both_groups(points, row).assign(label=row["label"], panel=row["panel"])
        for row in named.to_dict("records")
    ]
    pairs = pd.concat([pair for pair in found if pair["role"].nunique() == 2], ignore_index=True)
    group = {"intervention": "With local treatment", "comparator": "Without"}
    pairs = pairs.assign(arm=pairs["role"].map(group), joined=pairs["panel"] != PANELS["unmatched"])
    return pairs[["label", "panel", "arm", "value", "n", "joined", "statistic"]]


def _both_groups(points: pd.DataFrame, row: dict) -> pd.DataFrame:
    """Give the figures of a comparison, or of the same one in another source."""
    own = points[points["comparison_id"] == row["comparison_id"]]
    same = points[(points["study_id"] == row["study_id"]) & (points["panel"] == row["panel"])]
    chosen = own if own["role"].nunique() == 2 else same
    return chosen[chosen["role"].isin(["intervention", "comparator"])].sort_values(
        "role", ascending=False
    )


def matched_ratios(evidence: Evidence) -> pd.DataFrame:
    """Give the matched comparisons of resection whose ratio and interval are printed.

    Rows of a forest plot, one per cohort. Meta-analyses are not among them.
    """
    rows = panels(evidence).query("panel == 'Matched' and low.notna()")
    cohorts = evidence.studies.set_index("study_id")["cohort_id"]
    return rows.assign(cohort_id=rows["study_id"].map(cohorts), n=rows["n_local"])


def matched_effects(evidence: Evidence) -> Effects:
    """Give `matched_ratios` ready to be pooled."""
    rows = matched_ratios(evidence)
    rows = rows.assign(study=rows["label"], interval_level=rows["level"])
    columns = ["study", "estimate", "low", "high", "interval_level", "cohort_id"]
    return effects(rows[[*columns, "n"]].astype({"n": float}), "HR")


def pooled_matched(evidence: Evidence) -> Pooled:
    """Pool `matched_ratios` by REML with a Knapp-Hartung interval."""
    return pool(matched_effects(evidence))


def published_pools(evidence: Evidence) -> pd.DataFrame:
    """Give the pooled ratios that meta-analyses of resection print, as rows of a forest plot."""
    rows = ratios(evidence).query("model == 'pooled'")
    more = (", " + rows["population"]).fillna("")
    return rows.assign(row="pooled", label=rows["label"] + more, panel="As published")


def reproduced(evidence: Evidence) -> pd.DataFrame:
    """Give our pool of the matched comparisons above the published ones, as rows of a forest plot.

    Panels ``Computed here`` (studies, pooled row, range for a new study) and ``As published``.
    The published rows are never pooled: they hold the studies above them.
    """
    studies = matched_ratios(evidence).assign(panel="Computed here")
    result = pooled_matched(evidence)
    whole = {"panel": "Computed here", "interval": "computed", "level": result.level}
    pooled = {"row": "pooled", "label": f"Pooled, {result.k} studies", "estimate": result.estimate}
    pooled |= {"low": result.low, "high": result.high, "k": result.k}
    pooled |= {"tau2": result.tau2, "i2": result.i2, "q": result.q, "q_p": result.q_p}
    wide = {"row": "prediction", "label": "Range for a new study", "estimate": result.estimate}
    wide |= {"low": result.prediction_low, "high": result.prediction_high}
    none = {"row": "note", "label": "So few studies give no range for a new one."}
    last = none if result.prediction_low is None else wide
    own = pd.DataFrame([pooled | whole, last | whole])
    columns = ["row", "label", "estimate", "low", "high", "interval", "level", "panel", "k"]
    columns += ["level_taken", "endpoint", "printed", "arms", "tau2", "i2", "q", "q_p"]
    parts = [part.reindex(columns=columns) for part in (studies, own, published_pools(evidence))]
    return pd.concat(parts, ignore_index=True)


def reproduced_found(rows: pd.DataFrame) -> str:
    """Say what the pool of `reproduced` is, and between which ratios the published ones lie."""
    pools = rows[rows["row"] == "pooled"]
    (here,) = pools[pools["panel"] == "Computed here"].itertuples()
    others = pools.loc[pools["panel"] != "Computed here", "estimate"]
    return (
        f"Pooled here from {here.k:.0f} studies: {here.estimate:.2f}, interval {here.low:.2f} to "
        f"{here.high:.2f}. Published pools: {others.min():.2f} to {others.max():.2f}."
    )


def not_reproduced(evidence: Evidence) -> pd.DataFrame:
    """Say which matched comparisons could not enter the reproduced pool, and why.

    Columns: ``label``, ``printed`` (what there is), ``why``. Below them the meta-analyses, whose
    own studies are not named in what was read.
    """
    rows = panels(evidence).query("panel == 'Matched' and low.isna()")
    why = (
        rows["estimate"]
        .notna()
        .map(
            {
                True: "No interval is printed; its weight would rest on the p value alone",
                False: "No ratio is printed, and survival alone gives none",
            }
        )
    )
    singles = rows.assign(why=why)[["label", "printed", "why"]]
    pools = published_pools(evidence)
    pools = pools[pools["population"].isna()].assign(
        why="The studies behind it are not named in what was read, so that its inputs cannot be "
        "set beside ours"
    )
    return pd.concat([singles, pools[["label", "printed", "why"]]], ignore_index=True)

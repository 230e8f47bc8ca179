"""Local progression after ablation by margin, with the whole numbers that could stand behind it."""

from itertools import product

import pandas as pd

from bclm.data import Evidence
from bclm.granularity import denominators


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

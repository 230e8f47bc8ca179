"""A finding has a result, and absolute numbers only where a fair comparison gives them."""

from collections.abc import Iterator, Mapping

import pandas as pd

from reviewbook.tables.problems import Problem

FILE = "findings.csv"
COMPARABLE = ("matched", "propensity matched", "randomised", "quasi-randomised")
"""How groups must have been allocated to be set against each other."""
COUNTING = ("counted", "counts", "per")


def finding_problems(tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Give every result that is not there, unfair comparison, and gap without a reason."""
    rows = tables["findings"]
    effects = tables["effects"].drop_duplicates("effect_id").set_index("effect_id")
    outcomes = tables["outcomes"].drop_duplicates("outcome_id").set_index("outcome_id")
    for number, row in zip(rows.index, rows.to_dict("records"), strict=True):
        for column, known, expected in (
            (
                "result_id",
                {*effects.index, *outcomes.index},
                "a row of effects.csv or outcomes.csv",
            ),
            ("baseline_id", {"", *outcomes.index}, "a row of outcomes.csv"),
        ):
            if row[column] not in known:
                yield Problem(FILE, number, column, row[column], expected)
                break
        else:
            for column, expected in _misfits(row, effects, outcomes, tables.get("arms")):
                yield Problem(FILE, number, column, row[column], expected)


def _misfits(row: dict, effects, outcomes, arms) -> Iterator[tuple[str, str]]:
    """Give column and expectation of what does not fit the result."""
    shares = [row[name] for name in ("result_id", "baseline_id") if row[name] in outcomes.index]
    given = row["baseline_id"] or (row["result_id"] in outcomes.index and not row["why"])
    if not given and not row["why"]:
        yield "why", "why there are no absolute numbers, since no group without treatment is named"
    for column in COUNTING if given else ():
        if not row[column]:
            yield column, "what the absolute numbers count, and of how many"
    for name in shares if given else ():
        if outcomes.loc[name, "unit"] != "%" or not outcomes.loc[name, "value"]:
            column = "result_id" if name == row["result_id"] else "baseline_id"
            yield column, "an outcome with a value in percent"
    if row["baseline_id"] and row["result_id"] in effects.index:
        if not effects.loc[row["result_id"], "value"]:
            yield "result_id", "an effect with a ratio, since a group without treatment is named"
    elif row["baseline_id"] and not _fair([outcomes.loc[name, "arm_id"] for name in shares], arms):
        yield "baseline_id", "the other group of a matched or randomised comparison"


def _fair(names: list[str], arms: pd.DataFrame | None) -> bool:
    """Tell whether groups belong to one comparison that was matched or randomised."""
    if arms is None or not {"arm_id", "comparison_id", "allocation"} <= set(arms):
        return True
    own = arms[arms["arm_id"].isin(names)]
    return own["comparison_id"].nunique() == 1 and set(own["allocation"]) <= set(COMPARABLE)

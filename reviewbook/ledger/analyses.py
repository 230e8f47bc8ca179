"""The analyses that ``data/analyses.csv`` names, each made from the counts in the tables.

A check may select their results as it selects any cell: ``analyses[NAME].estimate``. Of a pooled
analysis the columns are those of `Pooled`; of one with a moderator those of `MetaRegression`, and
``intercept`` and ``slope`` with ``_se``, ``_low``, ``_high``, ``_statistic`` and ``_p``. Both have
``tau``, the root of ``tau2``; a pooled one ``reduction``, one less the ratio, in percent.
"""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import fields

import numpy as np
import pandas as pd

from reviewbook.tables.load import Evidence
from reviewbook.tables.reports import counted_pairs
from reviewbook.tables.selection import Records, records

COEFFICIENTS = ("intercept", "slope")


def analyses(evidence: Evidence) -> dict:
    """Make every analysis: its name with a `Pooled`, or a `MetaRegression` where a moderator is.

    Raises:
        InputError: counts that are impossible, or say nothing of a ratio.
    """
    named = evidence.tables.get("analyses", pd.DataFrame())
    return {row["analysis_id"]: _analysis(evidence, row) for row in _told(named)}


def analysis_rows(evidence: Evidence) -> list[Mapping[str, str]]:
    """Give the rows of ``analyses.csv`` as text, with the results as further columns."""
    results = analyses(evidence)
    found = {name: _columns(result) for name, result in results.items()}
    columns = dict.fromkeys(column for given in found.values() for column in given)
    return [
        row | dict.fromkeys(columns, "") | found[row["analysis_id"]]
        for row in _told(evidence.printed.get("analyses", pd.DataFrame()))
    ]


def judged_tables(evidence: Evidence) -> Records:
    """Give all tables as `selection.select` reads them, the results of the analyses included."""
    return ChainMap({"analyses": analysis_rows(evidence)}, records(evidence))  # type: ignore[arg-type]


def _told(table: pd.DataFrame) -> list[dict]:
    return table.astype(object).where(table.notna(), "").to_dict("records")


def _analysis(evidence: Evidence, row: Mapping[str, str]):
    # Here, because only a book with analyses should pay for loading the estimators.
    from reviewbook.statistics.pooling import pool
    from reviewbook.statistics.subgroups import meta_regression
    from reviewbook.statistics.two_arms import two_arm_effects

    pairs = counted_pairs(evidence, row["outcome"])
    ready = two_arm_effects(pairs[pairs["study_id"] != row["without"]], row["measure"])
    if row["moderator"]:
        return meta_regression(ready, [row["moderator"]], row["method"], row["interval"])
    return pool(ready, row["method"], row["interval"])


def _columns(result) -> dict[str, str]:
    numbers = {each.name: getattr(result, each.name) for each in fields(result)}
    if "coefficients" in numbers and len(result.coefficients) == len(COEFFICIENTS):
        for name, row in zip(COEFFICIENTS, result.coefficients.to_dict("records"), strict=True):
            numbers |= {f"{name}_{part}": row[part] for part in row if part != "term"}
            numbers[name] = row["coefficient"]
    if numbers.get("estimate") is not None:
        numbers["reduction"] = 100 * (1 - numbers["estimate"])
    if numbers.get("tau2") is not None:
        numbers["tau"] = np.sqrt(numbers["tau2"])
    real = (int, float, np.integer, np.floating)
    return {
        name: f"{float(value):.15g}" for name, value in numbers.items() if isinstance(value, real)
    }

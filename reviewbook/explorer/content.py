"""What the page of an explorer is given, as plain lists and texts: it looks up and draws."""

import pandas as pd

from reviewbook.charts import forest_rows as fr
from reviewbook.charts.forest import forest
from reviewbook.charts.theme import LIGHT
from reviewbook.explorer.material import Material
from reviewbook.explorer.outcomes import Outcome
from reviewbook.explorer.prepared import Prepared
from reviewbook.explorer.programs import HEADS, line, programs
from reviewbook.explorer.states import BEYOND, COLUMNS, GREATEST, MISSING, STATUSES, States
from reviewbook.explorer.wording import (
    CAUTIONS,
    COLUMN_TITLES,
    MOST_NAMED,
    NUMBERS,
    PHRASES,
    POINTS,
    UNITS,
    WORDS,
    quantity,
    subject,
)
from reviewbook.page.figure import Figure


def content(explorer) -> dict:
    """Everything the page needs, as plain lists and texts."""
    source = explorer.source
    keys = list(source.reports["key"])
    columns = list(source.shown)
    listed_only = all(outcome.kind == "listed" for outcome in source.outcomes)
    return {
        "name": source.name,
        "title": source.title,
        "words": WORDS,
        "phrases": [phrase._asdict() for phrase in PHRASES],
        "cautions": [phrase._asdict() for phrase in CAUTIONS],
        "heads": HEADS,
        "programs": programs({outcome.kind for outcome in source.outcomes}),
        "colours": LIGHT,
        "start": explorer.start,
        "state": list(explorer.start),
        "numbers": NUMBERS["listed" if listed_only else "proportion"],
        "columns": [*COLUMN_TITLES, *source.shown.values()],
        "reports": [
            {"key": row["key"], "cells": [cell(row[name]) for name in columns]}
            for row in source.reports.to_dict("records")
        ],
        "choices": [
            {
                "name": c.name,
                "label": c.label,
                "said": quantity(c.label),
                "options": list(c.options),
                "masks": [mask(keys, kept) for kept in c.options.values()],
            }
            for c in source.choices
        ],
        "ranges": [
            {
                "name": r.name,
                "label": r.label,
                "said": quantity(r.label),
                "unknown": WORDS["unknown"].format(quantity=quantity(r.label)),
                "ends": list(r.ends),
                "step": r.step,
                "places": r.places,
                "low": numbers(r.low),
                "high": numbers(r.high),
            }
            for r in source.ranges
        ],
        "shared": {
            "columns": list(COLUMNS),
            "statuses": list(STATUSES),
            "greatest": GREATEST,
            "missing": MISSING,
            "beyond": BEYOND,
            "named": MOST_NAMED,
        },
        "outcomes": [outcome_content(p, keys) for p in explorer.outcomes],
        "overlap": any(each.states and each.states.overlap for each in explorer.outcomes),
        "exercises": explorer.exercises,
    }


def outcome_content(prepared_outcome: Prepared, keys: list[str]) -> dict:
    """One outcome for the page: its rows, its axis, its states."""
    outcome, computed = prepared_outcome.outcome, prepared_outcome.states
    drawn = prepared_outcome.drawn
    ends, ticks = axis(prepared_outcome)
    absent = [row["label"] for row in outcome.rows.to_dict("records") if pd.isna(row["estimate"])]
    return {
        "key": outcome.key,
        "title": outcome.title,
        "subject": subject(outcome.title),
        "kind": outcome.kind,
        "origin": prepared_outcome.origin,
        "unit": outcome.unit,
        "said_unit": UNITS[outcome.unit],
        "points": POINTS.get(outcome.unit, ""),
        "reason": outcome.reason,
        "clock": outcome.clock,
        "informed": outcome.informed,
        "impossible": format(prepared_outcome.impossible, "x"),
        "absent": ", ".join(absent),
        "domain": list(ends),
        "ticks": [{"value": tick, "text": f"{tick:g}"} for tick in ticks],
        "rows": [
            drawn_row(row, outcome, keys, prepared_outcome.members)
            for row in drawn.to_dict("records")
        ],
        "packed": computed.packed() if computed else {},
    }


def drawn_row(row: dict, outcome: Outcome, keys: list[str], members: dict) -> dict:
    """One report of a forest, with its texts as they are drawn."""
    whole = float(row["estimate"]).is_integer()
    places = 2 if outcome.unit == "ratio" else 0 if whole else 1
    known = pd.notna(row["low"]) and pd.notna(row["high"])
    decimals = 2 if outcome.unit == "ratio" else 1
    estimate = fr.number(row["estimate"], places)
    interval = ""
    if known:
        interval = f"[{fr.number(row['low'], decimals)}, {fr.number(row['high'], decimals)}]"
    return {
        "report": keys.index(row["key"]),
        "member": members[row["key"]],
        "label": row["label"],
        "n": fr.number(row["n"], 0) if pd.notna(row["n"]) else None,
        "value": float(row["estimate"]),
        "low": float(row["low"]) if known else None,
        "high": float(row["high"]) if known else None,
        "estimate": estimate,
        "interval": interval,
        "spoken": f"{estimate}{UNITS[outcome.unit]}",
        "dashed": row.get("interval") == "approximate",
        "feasible": bool(row["feasible"]),
        "given": "" if members[row["key"]] is None else line(row, outcome.kind),
    }


def axis(prepared_outcome: Prepared) -> tuple[tuple[float, float], list[float]]:
    """The ends and ticks of an axis that stays as it is whatever the reader chooses."""
    outcome, rows = prepared_outcome.outcome, prepared_outcome.drawn
    scale = {"percent": "percent", "ratio": "ratio"}.get(outcome.unit, "months")
    if outcome.unit == "percent":
        return (0.0, 100.0), [0.0, 25.0, 50.0, 75.0, 100.0]
    rows = rows.assign(row="study")
    if outcome.unit == "ratio" and prepared_outcome.states:
        rows = pd.concat([rows, whole_row(prepared_outcome.states)], ignore_index=True)
    ends = fr.domain(rows, scale)
    return ends, fr.ticks(ends, scale)


def whole_row(states: States) -> pd.DataFrame:
    """The pooled ratio of the full set as a row, so that the axis has room for it."""
    row = states.row(states.chosen) or {}
    values = {
        name: row[name] / 10 ** states.places(name)
        for name in ("estimate", "low", "high")
        if 0 < row.get(name, 0) < BEYOND
    }
    return pd.DataFrame([{"row": "pooled", **values}])


def mask(keys: list[str], kept) -> str:
    """The reports a choice keeps, as hexadecimal bits."""
    return format(sum(1 << at for at, key in enumerate(keys) if key in kept), "x")


def numbers(values: pd.Series) -> list[float | None]:
    """Numbers for a page; None where not stated."""
    return [None if pd.isna(value) else float(value) for value in values]


def cell(value) -> str:
    """A cell of the table of reports in use."""
    if pd.isna(value):
        return "not stated"
    return f"{value:g}" if isinstance(value, float) else str(value)


def answer(exercise: dict) -> str:
    """The answer to an exercise, for readers without the explorer."""
    right = exercise["right"]
    return exercise["why"] if right is None else f"{exercise['options'][right]} {exercise['why']}"


def still_figure(source: Material) -> Figure:
    """The first outcome of an explorer as a figure that stays as it is."""
    outcome = source.outcomes[0]
    columns = ["row", "label", "n", "estimate", "low", "high", "interval", "feasible"]
    rows = outcome.rows.reindex(columns=columns)
    scale = {"percent": "percent", "ratio": "ratio"}.get(outcome.unit, "months")
    chart = forest(rows, outcome.title, scale)
    caption = headed(source.title, outcome.title)
    return Figure(chart, caption, table=rows, name=f"still-{source.name}")


def headed(title: str, text: str) -> str:
    """A text after the title of its explorer, which may be a question."""
    return f"{title}{' ' if title.endswith('?') else ': '}{text}"

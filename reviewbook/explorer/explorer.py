"""Explorers: filters, pooled results and a forest that follow the reader, with or without a kernel.

Every result a reader can reach is computed here, by `states`, and looked up by the page.
"""

import html
import math
import re
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
from IPython.display import display

from reviewbook.charts import forest_rows as fr
from reviewbook.charts.forest import forest
from reviewbook.charts.theme import LIGHT
from reviewbook.explorer.exercises import exercises
from reviewbook.explorer.material import Material, material
from reviewbook.explorer.outcomes import Outcome
from reviewbook.explorer.states import (
    BEYOND,
    COLUMNS,
    EVERY_SUBSET,
    GREATEST,
    LEVEL,
    STATUSES,
    States,
    shown,
    states,
)
from reviewbook.explorer.view import explorer_box, view
from reviewbook.ledger.book import Book
from reviewbook.page.figure import Figure

UNITS = {"percent": "%", "ratio": "", "months": " months", "cm": " cm", "years": " years"}
SAID_UNITS = {"percent": "points", "ratio": "", "months": "months"}
MOST_STATES = 60_000
READ = "It describes series of patients and is not an effect of treatment."
WORDS = {
    "pooled": "{k} of {of} reports are pooled{crowd}. {title}: {estimate}{unit} "
    f"({LEVEL:.0%} interval {{low}} to {{high}}).",
    "no interval": "{k} of {of} reports are pooled{crowd}. {title}: {estimate}{unit}; there is no "
    "interval.",
    "crowd": ", {patients} patients",
    "one study": "Only {study} is left, with {estimate}{unit}. One report cannot be pooled.",
    "same patients": "Only reports of the same patients are left. {study} counts, with {estimate}"
    "{unit}; not counted: {doubled}. Nothing can be pooled.",
    "no study": "No report that states this outcome is left. Widen a filter, bring a report back, "
    "or reset.",
    "no report": "No report that states this is left. Widen a filter, bring a report back, or "
    "reset.",
    "no event": "Nobody among {patients} patients of {k} reports had the event; there is "
    "nothing to pool.",
    "only events": "Everybody among {patients} patients of {k} reports had the event; there is "
    "nothing to pool.",
    "no maximum": "These reports give no pooled number.",
    "not computed": "This combination is not computed: with so many reports one filter at a time "
    "can be set, and one report left out.",
    "listed": "{k} of {of} reports are shown. {reason}",
    "whole": "This is the full set.",
    "above": "That is {distance} {points} above the full set.",
    "below": "That is {distance} {points} below the full set.",
    "equal": "That is the same as the full set.",
    "prediction": "A new series may fall between {prediction_low} and {prediction_high}.",
    "range": "The reports run from {prediction_low} to {prediction_high}.",
    "once": "Not counted, because their patients already are: {doubled}.",
    "twice": "An error, shown for teaching: patients of overlapping reports are counted twice.",
    "reading proportion": READ,
    "reading median": READ,
    "reading ratio": "It comes from matched groups and not from randomised ones: what the groups "
    "were not matched on remains in it.",
    "absent": "Do not state it: {names}.",
    "report": "Report",
    "interval": "Interval",
    "weight": "Weight",
    "row pooled": "Pooled",
    "row prediction": "Prediction interval",
    "row range": "Range of the reports",
    "forest": "{title}: each report is a box to tick; untick it to leave the report out",
    "fate in": "in use",
    "fate left": "left out",
    "fate outside": "outside the filters",
    "fate same": "same patients as another report, not counted",
    "fate alone": "states too little to be pooled",
    "number estimate": "Pooled",
    "number interval": f"{LEVEL:.0%} interval",
    "number prediction": "Prediction interval",
    "number k": "k",
    "number patients": "Patients",
    "number tau2": "τ²",
    "number i2": "I²",
    "number change": "Change from the full set",
    "tools": "Undo, share and download",
    "button undo": "Undo",
    "button reset": "Reset",
    "button link": "Link to this state",
    "button csv": "Rows as CSV",
    "button svg": "Figure as SVG",
    "button png": "Figure as PNG",
    "address": "Address of this state",
    "linked": "The address of this page now restores this state.",
    "copied": "The address is copied.",
    "used": "The reports in use",
    "exercises": "Answer first",
    "check": "Check",
    "right": "Right.",
    "wrong": "Not so: {answer}",
    "open": "There is no single right answer.",
    "show": "Show it in the explorer",
    "still": "With JavaScript this figure becomes an explorer: filter the reports, leave one out, "
    "and see the pooled result change. Without it, here is the full set.",
    "outcome": "Outcome",
    "unknown": "Keep where {quantity} is not stated",
    "double": "An error, shown for teaching: count overlapping reports twice",
}
NUMBERS = {
    "proportion": ["estimate", "interval", "prediction", "k", "patients", "tau2", "i2", "change"],
    "listed": ["k"],
}
COLUMN_TITLES = ["Report", "N", "Estimate", "Interval", "Weight"]


def explore(book: Book, name: str) -> "Explorer":
    """Show an explorer that the book file declares.

    Raises:
        KeyError: the book has no explorer of this name.
    """
    return Explorer(material(book, name))


class Seen(NamedTuple):
    """What a state shows: what became of each report, and the reports that are pooled."""

    fates: dict[str, str]
    subset: int
    counted: int


class Explorer:
    """An explorer, which shows itself in a notebook and in the book.

    ``view`` is the widget that holds the reader's state; its traits can be set and observed from
    Python. ``numbers()``, ``sentence()`` and ``rows()`` say what is shown in that state.
    """

    def __init__(self, source: Material):
        self.source = source
        self.outcomes = [prepared(outcome, source) for outcome in source.outcomes]
        self.start = start(source)
        self.exercises = exercises(self)
        self.view = view(content(self), self.start)
        self.box = explorer_box(self.view, control_labels(self))

    def state(self, **changes) -> dict:
        """The reader's state, with some parts changed."""
        return {name: getattr(self.view, name) for name in self.start} | changes

    def seen(self, state: dict | None = None) -> Seen:
        """What became of each report of the outcome: ``in``, ``left``, ``outside``, …"""
        state = state or self.state()
        prepared_outcome = self.outcomes[state["outcome"]]
        kept = kept_keys(self.source, state)
        fates, subset = {}, 0
        for key, member in prepared_outcome.members.items():
            if key not in kept:
                fates[key] = "outside"
            elif key in state["left_out"]:
                fates[key] = "left"
            elif member is None and prepared_outcome.states is not None:
                fates[key] = "alone"
            else:
                fates[key] = "in"
                subset |= 0 if member is None else 1 << member
        if prepared_outcome.states is None:
            return Seen(fates, 0, 0)
        counted = prepared_outcome.states.counted(subset, state["twice"])
        for key, member in prepared_outcome.members.items():
            if fates[key] == "in" and not counted >> member & 1:
                fates[key] = "same"
        return Seen(fates, subset, counted)

    def numbers(self, state: dict | None = None) -> dict[str, str]:
        """Every number that is shown, as it is shown, with ``status`` and ``sentence``."""
        state = state or self.state()
        return said(self.outcomes[state["outcome"]], self.seen(state), state)

    def sentence(self, state: dict | None = None) -> str:
        """The sentence that says the result in words."""
        return self.numbers(state)["sentence"]

    def rows(self, state: dict | None = None) -> pd.DataFrame:
        """The reports in use, as rows of a forest plot."""
        state = state or self.state()
        fates = self.seen(state).fates
        rows = self.source.outcomes[state["outcome"]].rows
        return rows[rows["key"].map(fates) == "in"]

    def text(self) -> str:
        """The explorer in words, for a notebook's baseline."""
        lines = [f"{self.source.title}: {len(self.source.reports)} reports"]
        for at, outcome in enumerate(self.source.outcomes):
            lines.append(f"{outcome.title}: {self.sentence(self.start | {'outcome': at})}")
        return "\n".join(lines)

    def still(self) -> str:
        """What is shown, and printed, where the explorer does not run."""
        figure = still_figure(self.source)
        questions = "".join(
            f"<details><summary>{html.escape(each['question'])}</summary>"
            f"<p>{html.escape(answer(each))}</p></details>"
            for each in self.exercises
        )
        name = self.source.name
        return (
            f'<div id="explore-{name}" class="rb-explorer-place"></div>'
            f'<div class="rb-still-explorer" data-explorer="{name}">'
            f'<p class="rb-no-script">{html.escape(WORDS["still"])}</p>'
            f'<div class="rb-scroll" tabindex="0" role="group" '
            f'aria-label="{html.escape(figure.caption)}">'
            f"{figure.still('rb-still-figure')}</div>"
            f"<p>{html.escape(self.sentence(self.start))}</p>"
            f"<details><summary>{WORDS['used']}</summary>{figure.twin.body_html()}</details>"
            f'<div class="rb-no-script">{questions}</div></div>'
        )

    def _ipython_display_(self):
        display({"text/html": self.still(), "text/plain": self.text()}, raw=True)
        live = self.box._repr_mimebundle_()
        data = live[0] if isinstance(live, tuple) else live
        display(data | {"text/plain": f"Explorer: {self.source.title}"}, raw=True)


class Prepared(NamedTuple):
    """An outcome with its states; ``members`` maps each drawn report to its place, or None."""

    outcome: Outcome
    drawn: pd.DataFrame
    labels: dict[str, str]
    states: States | None
    members: dict[str, int | None]
    whole: int


def prepared(outcome: Outcome, source: Material) -> Prepared:
    """Compute every state of an outcome."""
    drawn = outcome.rows[outcome.rows["estimate"].notna()].reset_index(drop=True)
    labels = dict(zip(drawn["key"], drawn["label"], strict=True))
    if outcome.kind == "listed":
        return Prepared(outcome, drawn, labels, None, dict.fromkeys(drawn["key"]), 0)
    poolable = drawn["low"].notna() if outcome.kind == "ratio" else drawn["n"].notna()
    if outcome.kind == "median":
        poolable = drawn["estimate"].notna()
    pooled = drawn[poolable].reset_index(drop=True)
    reachable = None
    if len(pooled) > EVERY_SUBSET:
        reachable = reachable_subsets(source, list(pooled["key"]))
    computed = states(pooled, outcome.kind, reachable)
    place = {key: at for at, key in enumerate(pooled["key"])}
    members = {key: place.get(key) for key in drawn["key"]}
    whole = computed.counted((1 << len(pooled)) - 1)
    return Prepared(outcome, drawn, labels, computed, members, whole)


def reachable_subsets(source: Material, keys: list[str]) -> np.ndarray:
    """The subsets that filters and leaving one report out can make, the full set first.

    Filters are combined as far as that keeps the subsets below `MOST_STATES`; beyond, one filter at
    a time can be set.
    """
    every = np.ones(len(keys), dtype=bool)
    filters = [filter_masks(source, keys, each) for each in [*source.choices, *source.ranges]]
    count = np.prod([len(masks) for masks in filters], dtype=float) * (len(keys) + 1)
    if count <= MOST_STATES:
        masks = [np.logical_and.reduce(parts) for parts in product(*filters)]
    else:
        masks = [mask for part in filters for mask in part]
    masks = np.unique(np.array([every, *masks]), axis=0)
    alone = ~np.eye(len(keys), dtype=bool)
    subsets = np.concatenate([every[None], masks, *(mask & alone for mask in masks)])
    _, first = np.unique(subsets, axis=0, return_index=True)
    return subsets[np.sort(first)]


def filter_masks(source: Material, keys: list[str], each) -> list[np.ndarray]:
    """Every distinct set of reports that one filter can keep."""
    if hasattr(each, "options"):
        found = [np.array([key in kept for key in keys]) for kept in each.options.values()]
    else:
        place = pd.Series(range(len(source.reports)), index=source.reports["key"])
        low = each.low.to_numpy(float)[place[keys]]
        high = each.high.to_numpy(float)[place[keys]]
        silent = np.isnan(low)
        steps = range_steps(each)
        found = [
            np.where(silent, unknown, (low >= a - 1e-9) & (high <= b + 1e-9))
            for i, a in enumerate(steps)
            for b in steps[i:]
            for unknown in (True, False)
        ]
    return list(np.unique(np.array(found, dtype=bool), axis=0))


def range_steps(each) -> list[float]:
    """The values a slider can be set to."""
    low, high = each.ends
    return [float(low + i * each.step) for i in range(round((high - low) / each.step) + 1)]


def kept_keys(source: Material, state: dict) -> set[str]:
    """The reports that the filters keep."""
    kept = set(source.reports["key"])
    for choice in source.choices:
        kept &= list(choice.options.values())[state[choice.name]]
    for each in source.ranges:
        ends, unknown = state[each.name], state[f"{each.name}_unknown"]
        stated = zip(source.reports["key"], each.low, each.high, strict=True)
        kept &= {key for key, low, high in stated if fits(low, high, ends, unknown)}
    return kept


def fits(low: float, high: float, ends: list[float], unknown: bool) -> bool:
    """Tell whether a span lies within two ends; one that is not stated fits if told so."""
    if math.isnan(low) or math.isnan(high):
        return unknown
    return low >= ends[0] and high <= ends[1]


def said(prepared_outcome: Prepared, seen: Seen, state: dict) -> dict[str, str]:
    """The numbers of a state as they are shown, its status and its sentence."""
    outcome, computed = prepared_outcome.outcome, prepared_outcome.states
    label = prepared_outcome.labels
    fates = seen.fates.items()
    names = {fate: [label[k] for k, f in fates if f == fate] for fate in ("in", "same")}
    facts = {"title": subject(outcome), "reason": outcome.reason}
    if computed is None:
        facts |= {"k": str(len(names["in"])), "of": len(prepared_outcome.members)}
        facts["status"] = "listed" if names["in"] else "no report"
        return facts | {"sentence": WORDS[facts["status"]].format(**facts)}
    facts |= {"of": len(computed.reports), "doubled": ", ".join(names["same"])}
    row = computed.row(seen.counted)
    if row is None:
        return facts | {"status": "not computed", "sentence": WORDS["not computed"]}
    for column in COLUMNS[1:]:
        facts[column] = shown(row[column], computed.places(column), sign=column == "change")
    facts |= {"unit": UNITS[outcome.unit], "points": SAID_UNITS[outcome.unit]}
    facts["study"] = names["in"][0] if names["in"] else ""
    status = STATUSES[row["status"]]
    if status == "one study" and seen.subset != seen.counted:
        status = "same patients"
    key = "no interval" if status in ("pooled", "no spread") and not facts["low"] else status
    facts["crowd"] = WORDS["crowd"].format(**facts) if facts["patients"] else ""
    facts["distance"] = facts["change"].lstrip("+−")
    sentences = [key]
    pooled = key in ("pooled", "no interval")
    if pooled:
        sentences.append(changed(seen, prepared_outcome, row["change"]))
        if facts["prediction_low"]:
            sentences.append("range" if outcome.kind == "median" else "prediction")
    if facts["doubled"] and status != "same patients":
        sentences.append("once")
    if state["twice"] and computed.counted(seen.subset) != seen.subset:
        sentences.append("twice")
    if pooled:
        sentences.append(f"reading {outcome.kind}")
    sentence = re.sub(r"  +", " ", " ".join(WORDS[name].format(**facts) for name in sentences))
    return facts | {"status": status, "sentence": sentence}


def changed(seen: Seen, prepared_outcome: Prepared, change: int) -> str:
    """The name of the sentence about the change from the full set."""
    if seen.counted == prepared_outcome.whole:
        return "whole"
    return "above" if change > 0 else "below" if change < 0 else "equal"


def subject(outcome: Outcome) -> str:
    """What an outcome is called in a sentence: its title without its unit."""
    return re.sub(r", (%|months)( of \w+)?", "", outcome.title)


def start(source: Material) -> dict:
    """The state before a reader chooses."""
    state = {"outcome": 0, "left_out": [], "twice": False}
    state |= {choice.name: 0 for choice in source.choices}
    for each in source.ranges:
        state |= {each.name: list(each.ends), f"{each.name}_unknown": True}
    return state


def control_labels(explorer: Explorer) -> dict:
    """The texts of the controls."""
    source = explorer.source
    overlap = any(p.states is not None and any(p.states.yields) for p in explorer.outcomes)
    return {
        "outcome": WORDS["outcome"],
        "twice": WORDS["double"] if overlap else "",
        "outcomes": [outcome.title for outcome in source.outcomes],
        "choices": [(c.name, c.label, list(c.options)) for c in source.choices],
        "ranges": [
            (r.name, r.label, WORDS["unknown"].format(quantity=quantity(r.label)), r.ends, r.step)
            for r in source.ranges
        ],
    }


def quantity(label: str) -> str:
    """The label of a range as it is said within a sentence."""
    word = label.split(",")[0]
    return word if word[:2].isupper() or len(word) < 3 else word[0].lower() + word[1:]


def content(explorer: Explorer) -> dict:
    """Everything the page needs, as plain lists and texts."""
    source = explorer.source
    keys = list(source.reports["key"])
    columns = list(source.shown)
    listed_only = all(outcome.kind == "listed" for outcome in source.outcomes)
    return {
        "name": source.name,
        "title": source.title,
        "words": WORDS,
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
            {"name": c.name, "masks": [mask(keys, kept) for kept in c.options.values()]}
            for c in source.choices
        ],
        "ranges": [
            {"name": r.name, "low": numbers(r.low), "high": numbers(r.high)} for r in source.ranges
        ],
        "shared": {"columns": list(COLUMNS), "statuses": list(STATUSES), "greatest": GREATEST},
        "outcomes": [outcome_content(p, keys) for p in explorer.outcomes],
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
        "subject": subject(outcome),
        "kind": outcome.kind,
        "unit": outcome.unit,
        "said_unit": UNITS[outcome.unit],
        "points": SAID_UNITS.get(outcome.unit, ""),
        "reason": outcome.reason,
        "absent": ", ".join(absent),
        "whole": format(prepared_outcome.whole, "x"),
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
    places = {"percent": 0 if float(row["estimate"]).is_integer() else 1, "ratio": 2}
    places = places.get(outcome.unit, 0 if float(row["estimate"]).is_integer() else 1)
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
    }


def axis(prepared_outcome: Prepared) -> tuple[tuple[float, float], list[float]]:
    """The ends and ticks of an axis that stays as it is whatever the reader chooses."""
    outcome, rows = prepared_outcome.outcome, prepared_outcome.drawn
    scale = {"percent": "percent", "ratio": "ratio"}.get(outcome.unit, "months")
    if outcome.unit == "percent":
        return (0.0, 100.0), [0.0, 25.0, 50.0, 75.0, 100.0]
    rows = rows.assign(row="study")
    if outcome.unit == "ratio" and prepared_outcome.states:
        rows = pd.concat([rows, whole_row(prepared_outcome)], ignore_index=True)
    ends = fr.domain(rows, scale)
    return ends, fr.ticks(ends, scale)


def whole_row(prepared_outcome: Prepared) -> pd.DataFrame:
    """The pooled ratio of the full set as a row, so that the axis has room for it."""
    row = prepared_outcome.states.row(prepared_outcome.whole)
    values = {
        name: row[name] / 10 ** prepared_outcome.states.places(name)
        for name in ("estimate", "low", "high")
        if 0 < row[name] < BEYOND
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
    return Figure(
        chart, f"{source.title}: {outcome.title}", table=rows, name=f"still-{source.name}"
    )

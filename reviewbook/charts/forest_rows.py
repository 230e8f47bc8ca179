"""The rows of a forest plot: checked, put in order and written out as text.

The frame carries the numbers; nothing is pooled, tested or computed here. These columns are
read, and those marked * must be there:

=========== =========================================================================
row *       ``study``, ``subgroup`` (pooled within its group), ``pooled``, ``prediction``
            (the interval for a new series), ``not stated``, or ``note`` (its label is a
            sentence, such as why nothing is pooled)
label *     what the row is called
estimate *  the value on the scale of the axis: a ratio, a percentage (0-100) or months
low, high   its interval, on the same scale; empty where there is none
interval    ``printed``, ``approximate``, ``none``, or ``computed`` of what is pooled here
feasible    False where the printed N cannot give the printed figure: drawn hollow
level       confidence level of the intervals (0-1), for the heading of the column
year        year of publication
k, n        of a series, patients with the event and patients; of a pooled row, how many
            series and patients it stands on
arms        text shown in place of k and n when two arms are compared
weight      share of the pooled estimate in per cent: printed, and the square's area
group       subgroup the row belongs to; empty for rows that belong to all
panel       part of the figure the row belongs to
time_zero   where the clock of the outcome starts
tau2, i2, q, q_p
            heterogeneity of a pooled row: tau squared, I squared in per cent, Cochran's Q
            and its p value
=========== =========================================================================

Any other column is kept, so that a filter can use it.
"""

import textwrap
from itertools import chain

import numpy as np
import pandas as pd

KINDS = ("study", "subgroup", "pooled", "prediction", "not stated", "note")
SERIES = ("study", "not stated")
POOLED = ("subgroup", "pooled")
SCALES = ("ratio", "percent", "months")
UNKNOWN = "not stated"
UNCLOCKED = "No series states from when it counts, so they may count from different events."
NUMBERS = ("low", "high", "level", "year", "k", "n", "weight", "tau2", "i2", "q", "q_p")
TEXTS = ("arms", "group", "panel", "time_zero")


def complete(estimates: pd.DataFrame, scale: str) -> pd.DataFrame:
    """The frame with every column of the module's table; ValueError if it cannot be drawn."""
    if scale not in SCALES:
        raise ValueError(f"scale is {scale!r}; it must be one of {', '.join(SCALES)}.")
    missing = [c for c in ("row", "label", "estimate") if c not in estimates]
    if missing:
        raise ValueError(f"A forest plot needs the columns {', '.join(missing)}.")
    if estimates.empty:
        raise ValueError("There is no row to draw: say so in words instead of an empty plot.")
    strange = sorted(set(estimates["row"].map(str)) - set(KINDS))
    if strange:
        raise ValueError(f"Unknown kind of row: {', '.join(strange)}; use {', '.join(KINDS)}.")
    defaults = dict.fromkeys(NUMBERS, np.nan) | dict.fromkeys(TEXTS)
    defaults |= {"interval": "none", "feasible": True}
    frame = estimates.reset_index(drop=True)
    frame = frame.assign(**{c: v for c, v in defaults.items() if c not in frame})
    frame = frame.astype(dict.fromkeys(("estimate", *NUMBERS), float))
    frame = frame.astype(dict.fromkeys(TEXTS, object))
    frame["feasible"] = [True if pd.isna(v) else bool(v) for v in frame["feasible"]]
    frame["interval"] = frame["interval"].astype(object).fillna("none")
    if scale == "ratio" and (frame[["estimate", "low", "high"]] <= 0).any(axis=None):
        raise ValueError("A ratio must be above zero: were logarithms given instead of ratios?")
    return frame


def refuse_mixed_time_zeros(frame: pd.DataFrame) -> None:
    """Raise ValueError if values of two time zeros, or of one and of none, would share an axis."""
    drawn = frame[frame["estimate"].notna() & frame["time_zero"].notna()]
    for panel, zeros in drawn["time_zero"].groupby(drawn["panel"].fillna("")):
        if zeros.nunique() > 1:
            where = f" in the panel {panel!r}" if panel else ""
            raise ValueError(
                f"Different time zeros would share an axis{where}: "
                f"{', '.join(sorted(zeros.unique()))}. "
                "Give each its own panel, or keep the series of one time zero."
            )


def pools(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of what is pooled."""
    return frame[frame["row"].isin(POOLED)]


def clock(frame: pd.DataFrame) -> str:
    """What is to be said of the clock of pooled rows that start at a time not stated."""
    return UNCLOCKED if "time_zero" in frame and (frame["time_zero"] == UNKNOWN).any() else ""


def with_clock(pooled: pd.DataFrame, reading: str | None) -> str | None:
    """The sentence on how pooled rows may be read, with a word on their clock."""
    return " ".join(filter(None, [reading, clock(pooled)])) or None


def refuse_bare_pool(frame: pd.DataFrame, reading: str | None) -> None:
    """Raise ValueError if a pooled single-arm row lacks its prediction interval or sentence."""
    pooled = pools(frame)
    if len(pooled) and not reading:
        raise ValueError(
            "A pooled single-arm figure needs its reading sentence, which says that it "
            "describes series and is not an effect of treatment."
        )
    spans = set(_place(frame[frame["row"] == "prediction"]))
    for label, place in zip(pooled["label"], _place(pooled), strict=True):
        if place not in spans:
            raise ValueError(
                f"The pooled row {label!r} has no prediction interval: a pooled single-arm "
                "figure is not drawn without the range in which a new series may fall."
            )


def _place(rows: pd.DataFrame) -> list[tuple]:
    return list(zip(rows["panel"].fillna(""), rows["group"].fillna(""), strict=True))


def in_order(frame: pd.DataFrame, sort: str | None) -> pd.DataFrame:
    """Rows from top to bottom: each group's heading, series and diamond, then the whole.

    Adds `position` (0, 1, …) and the kinds of row ``heading`` and ``note``; a note carries
    the heterogeneity of the pooled row above it.
    """
    series = frame["row"].isin(SERIES)
    blocks = []
    for group in frame["group"].dropna().unique():
        inside = frame["group"] == group
        blocks.append(pd.DataFrame({"row": ["heading"], "label": [group], "group": [group]}))
        blocks += [_sorted(frame[inside & series], sort), _with_notes(frame[inside & ~series])]
    loose = frame["group"].isna()
    blocks += [_sorted(frame[loose & series], sort), _with_notes(frame[loose & ~series])]
    rows = pd.concat([b.astype(object) for b in blocks if len(b)], ignore_index=True)
    rows["feasible"] = [v is not False for v in rows["feasible"]]
    return rows.assign(position=range(len(rows)))


def _sorted(series: pd.DataFrame, sort: str | None) -> pd.DataFrame:
    return series if sort is None else series.sort_values(sort, kind="stable", na_position="last")


def _with_notes(pooled: pd.DataFrame) -> pd.DataFrame:
    rank = pooled["row"].map({"prediction": 1, "note": 2}).fillna(0).astype(int)
    said, pooled = pooled[rank == 2], pooled[rank < 2].iloc[rank[rank < 2].argsort(kind="stable")]
    several = pooled["row"].isin(POOLED).sum() > 1
    notes = [
        {"row": "note", "label": f"{_heading(row, several)}: {text}", "group": row["group"]}
        for row in _records(pooled)
        if (text := heterogeneity(row))
    ]
    parts = [pooled.astype(object), pd.DataFrame(notes, dtype=object), said.astype(object)]
    return pd.concat([part for part in parts if len(part)] or parts[:1])


def _heading(pooled: dict, several: bool) -> str:
    return f"Heterogeneity, {pooled['label'].lower()}" if several else "Heterogeneity"


def _records(frame: pd.DataFrame) -> list[dict]:
    return frame.to_dict("records")


def heterogeneity(pooled: dict, sized: bool = False) -> str:
    """The line that says how far the series of a pooled row differ; empty if not known.

    `sized` puts in the patients too, where no column shows them.
    """
    known = [
        ("tau2", "τ²", 3, ""),
        ("i2", "I²", 0, "%"),
        ("q", "Q", 1, ""),
    ]
    parts = [
        f"{name} = {number(pooled[column], decimals)}{unit}"
        for column, name, decimals, unit in known
        if pd.notna(pooled[column])
    ]
    if pooled["row"] not in POOLED or not parts:
        return ""
    if pd.notna(pooled["k"]):
        parts.insert(0, f"k = {number(pooled['k'], 0)}")
    if sized and pd.notna(pooled["n"]):
        parts.insert(1, f"N = {number(pooled['n'], 0)}")
    if pd.notna(pooled["q_p"]):
        parts.append(f"p of Q {p_value(pooled['q_p'])}")
    return ", ".join(parts)


def every_panel(frame: pd.DataFrame) -> pd.DataFrame:
    """Every series in every panel: where the frame has no row, it is not stated."""
    series = frame[frame["row"].isin(SERIES)]
    known = series.drop_duplicates(["label", "group"])
    blank = dict.fromkeys(("estimate", "low", "high", "k", "weight"), np.nan)
    parts = [frame]
    for panel in frame["panel"].dropna().unique():
        there = set(series.loc[series["panel"] == panel, "label"])
        absent = known[~known["label"].isin(there)]
        parts.append(absent.assign(panel=panel, row="not stated", interval="none", **blank))
    return pd.concat([p for p in parts if len(p)], ignore_index=True)


def in_shared_order(frame: pd.DataFrame, sort: str | None) -> pd.DataFrame:
    """The rows of all panels with one position a row, so that panels line up."""
    ordered = {
        panel: in_order(frame[frame["panel"] == panel], sort).query("row != 'note'")
        for panel in frame["panel"].dropna().unique()
    }
    keys = [_keys(rows) for rows in ordered.values()]
    longest = max(keys, key=len)
    place = {key: at for at, key in enumerate(dict.fromkeys(chain(longest, *keys)))}
    parts = [
        rows.assign(panel=panel, position=[place[key] for key in _keys(rows)])
        for panel, rows in ordered.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _keys(rows: pd.DataFrame) -> list[tuple]:
    kind = rows["row"].where(~rows["row"].isin(SERIES), "series")
    return list(zip(rows["group"].fillna(""), kind, rows["label"], strict=True))


def written(rows: pd.DataFrame, scale: str) -> pd.DataFrame:
    """The rows with their texts.

    Adds `label_text`, `year_text`, `n_text`, `estimate_text`, `low_text`, `high_text`,
    `weight_text` and `missing_text`.
    """
    places = decimals(rows, scale)
    rows = rows.copy()
    rows["label_text"] = rows["label"].astype(str)
    rows["year_text"] = _numbers(rows["year"], 0)
    rows["n_text"] = [_size(row) for row in _records(rows)]
    rows["estimate_text"] = _numbers(rows["estimate"], places)
    low, high = _numbers(rows["low"], places), _numbers(rows["high"], places)
    rows["low_text"] = [f"[{a}," if a and b else "" for a, b in zip(low, high, strict=True)]
    rows["high_text"] = [f"{b}]" if a and b else "" for a, b in zip(low, high, strict=True)]
    rows["weight_text"] = [f"{t}%" if t else "" for t in _numbers(rows["weight"], 1)]
    rows.loc[rows["row"] == "prediction", "estimate_text"] = ""
    rows["missing_text"] = [_missing(row) for row in _records(rows)]
    return rows


def broken(rows: pd.DataFrame, letters: int, note_letters: int = 200) -> pd.DataFrame:
    """The rows with labels longer than `letters` going on in rows of their own.

    Such a row repeats its series but carries no number, and has `line` above zero.
    """
    rows = rows.assign(
        label_text=[
            textwrap.wrap(text, note_letters if kind == "note" else letters) or [""]
            for kind, text in zip(rows["row"], rows["label_text"], strict=True)
        ]
    )
    rows = rows.explode("label_text", ignore_index=True)
    rows["line"] = rows.groupby(["panel", "position"], dropna=False).cumcount()
    rows["position"] = rows["position"] + rows["line"] / 100
    more = rows["line"] > 0
    texts = [c for c in rows.columns if c.endswith("_text") and c != "label_text"]
    rows.loc[more, texts] = ""
    numbers = ["estimate", "value", "first", "second", "low", "high", "weight"]
    rows.loc[more, [c for c in numbers if c in rows]] = np.nan
    return rows


def decimals(rows: pd.DataFrame, scale: str) -> int:
    """Decimals for estimates and intervals: two for ratios, else what the series print."""
    if scale == "ratio":
        return 2
    values = rows.loc[rows["row"] == "study", "estimate"].dropna().astype(float)
    return 0 if np.allclose(values, values.round()) else 1


def _numbers(values: pd.Series, places: int) -> list[str]:
    return ["" if pd.isna(v) else number(v, places) for v in values]


def _size(row: dict) -> str:
    if pd.notna(row["arms"]):
        return str(row["arms"])
    if pd.isna(row["n"]):
        return UNKNOWN if row["row"] == "study" else ""
    size = number(row["n"], 0)
    events = row["row"] == "study" and pd.notna(row["k"])
    return f"{number(row['k'], 0)}/{size}" if events else size


def _missing(row: dict) -> str:
    if row["row"] == "prediction":
        return "not estimable" if pd.isna(row["low"]) or pd.isna(row["high"]) else ""
    if row["row"] == "note":
        return ""
    return UNKNOWN if row["row"] in KINDS and pd.isna(row["estimate"]) else ""


def number(value: float, places: int) -> str:
    """A number as it is printed, with a true minus sign; a very long one goes without decimals."""
    text = f"{float(value):.{places if abs(value) < 1000 else 0}f}"
    return text.replace("-", "−")


def p_value(p: float) -> str:
    """A p value with its relation, such as ``= 0.031``."""
    smallest = 0.001
    return f"< {smallest}" if p < smallest else f"= {p:.3f}"


def domain(rows: pd.DataFrame, scale: str) -> tuple[float, float]:
    """Ends of the axis. Estimates and pooled rows fit; a very long interval is cut."""
    values = rows[["estimate", "low", "high"]].astype(float)
    points = values["estimate"].dropna()
    pooled = values[rows["row"].isin([*POOLED, "prediction"])]
    top = max([*pooled.max().dropna(), points.max()], default=np.nan)
    low = min([*pooled.min().dropna(), points.min()], default=np.nan)
    if scale == "ratio":
        if np.isnan(top):
            return 0.5, 2.0
        low = min(low, max(values.min().min(), points.min() / 4), 0.5)
        top = max(top, min(values.max().max(), points.max() * 4), 2.0)
        return low / 1.08, top * 1.08
    if np.isnan(top):
        return 0.0, 100.0 if scale == "percent" else 10.0
    longest = points.max() * (4 if scale == "percent" else 2.5)
    top = max(top, min(values.max().max(), longest))
    step = nice_step(top)
    top = step * np.ceil(top / step - 1e-9)
    return 0.0, float(min(top, 100.0) if scale == "percent" else top)


def nice_step(length: float) -> float:
    """A round distance between ticks: 1, 2, 2.5 or 5 times a power of ten."""
    rough = max(length, 1e-9) / 5
    power = 10 ** np.floor(np.log10(rough))
    return float(next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999))


def ticks(ends: tuple[float, float], scale: str) -> list[float]:
    """Ticks inside the axis: powers of two for ratios (of ten on a long axis), else round."""
    low, high = ends
    if scale == "ratio":
        base = 2.0 if high / low <= 300 else 10.0
        first, last = (np.log(v) / np.log(base) for v in (low, high))
        exponents = np.arange(np.ceil(first - 1e-9), np.floor(last + 1e-9) + 1)
        if len(exponents) > 2:
            return [float(base**e) for e in exponents]
    step = nice_step(high - low)
    return [float(t) for t in np.arange(np.ceil(low / step - 1e-9), high / step + 1e-9) * step]

"""What each chart shows, in words made from its frame: for those who do not see the picture."""

import pandas as pd

from reviewbook.charts.forest_rows import (
    POOLED,
    SERIES,
    UNKNOWN,
    clock,
    complete,
    decimals,
    heterogeneity,
    number,
    pools,
)


def forest(estimates: pd.DataFrame, title: str, scale: str) -> str:
    """What a forest plot shows, panel by panel."""
    frame = complete(estimates, scale)
    places = decimals(frame, scale)
    series = frame[frame["row"].isin(SERIES)]
    count = series.drop_duplicates(["label", "group"]).shape[0]
    shown = f"{count} series" if count else "published pooled results"
    said = [f"Forest plot of {title}, {shown}."]
    zeros = [z for z in frame["time_zero"].dropna().unique() if z != UNKNOWN]
    if zeros:
        said.append(f"Time is counted from {_listed(zeros)}.")
    said.append(clock(pools(frame)))
    for panel, part in frame.groupby(frame["panel"].fillna(""), sort=False):
        said += [f"{panel}:"] if panel else []
        said += _forest_part(part, places)
    return _joined(said)


def _forest_part(part: pd.DataFrame, places: int) -> list[str]:
    series = part[part["row"].isin(SERIES)]
    known = series.dropna(subset=["estimate"])
    said = [_range(known["label"], known["estimate"], places)] if len(known) else []
    groups = list(series["group"].dropna().unique())
    if groups:
        said.append(f"The groups are {_listed(groups)}.")
    spanned = known["low"].notna() & known["high"].notna()
    kinds = known["interval"].where(spanned, "none")
    counts = {name: int((kinds == name).sum()) for name in ("printed", "approximate", "none")}
    if len(known):
        words = {"printed": "a printed interval", "approximate": "an approximate interval"}
        words["none"] = "no interval"
        parts = [f"{n} with {words[name]}" for name, n in counts.items() if n]
        said.append(f"Of these, {_listed(parts)}.")
    hollow = known.loc[~known["feasible"], "label"]
    if len(hollow):
        said.append(
            f"{len(hollow)} drawn hollow, because N cannot give the figure: {_listed(hollow)}."
        )
    missing = series.loc[series["estimate"].isna(), "label"]
    if len(missing):
        said.append(f"{len(missing)} not stated: {_listed(missing)}.")
    rows = part[part["row"].isin([*POOLED, "prediction"])].to_dict("records")
    notes = list(part.loc[part["row"] == "note", "label"])
    return said + [_pooled(row, places) for row in rows] + notes


def _pooled(row: dict, places: int) -> str:
    spread = _interval(row["low"], row["high"], places)
    if row["row"] == "prediction":
        where = f" of {row['group']}" if pd.notna(row["group"]) else ""
        return f"{row['label']}{where}: {spread or 'not estimable'}."
    text = f"{row['label']}: {number(row['estimate'], places)}"
    text += f", interval {spread}" if spread else ""
    differ = heterogeneity(row)
    return f"{text}; {differ}." if differ else f"{text}."


def leave_one_out(steps: pd.DataFrame, whole: pd.DataFrame, title: str, scale: str) -> str:
    """What the pooled number becomes without each study."""
    places = 2 if scale == "ratio" else 1
    known = steps.dropna(subset=["estimate"])
    said = [f"{title}, pooled again without each of {len(steps)} studies in turn."]
    if len(known):
        names = "without " + known["left_out"].astype(str)
        said.append(_range(names, known["estimate"], places))
    last = _last("All studies", whole, places)
    return _joined([*said, *last, *_unpooled(steps, "left_out"), clock(whole)])


def cumulative(steps: pd.DataFrame, title: str, scale: str) -> str:
    """What the pooled number became as studies were added."""
    places = 2 if scale == "ratio" else 1
    known = steps.dropna(subset=["estimate"])
    said = [f"{title}, pooled as {len(steps)} studies were added one by one."]
    if len(known):
        first = known.iloc[0]
        said.append(
            f"The first pooled estimate, with {first['added']}, is "
            f"{number(first['estimate'], places)}."
        )
    last = _last("With all of them", steps.tail(1), places)
    return _joined([*said, *last, *_unpooled(steps, "added"), clock(steps)])


def by_share(rows: pd.DataFrame, title: str, scale: str) -> str:
    """What the pooled number becomes as fewer patients inform it."""
    places = 2 if scale == "ratio" else 1
    said = [f"{title}, pooled as if a share of the patients had informed it."]
    for at in range(len(rows)):
        said += _last(str(rows["label"].iloc[at]), rows.iloc[[at]], places)
    return _joined([*said, clock(rows)])


def _last(name: str, whole: pd.DataFrame, places: int) -> list[str]:
    row = whole.iloc[0]
    if pd.isna(row["estimate"]):
        return [f"{name}: not pooled."]
    text = f"{name}: {number(row['estimate'], places)}"
    spread = _interval(row["low"], row["high"], places)
    ahead = _interval(row["prediction_low"], row["prediction_high"], places)
    text += f", interval {spread}" if spread else ""
    return [f"{text}, prediction interval {ahead}." if ahead else f"{text}."]


def _unpooled(steps: pd.DataFrame, column: str) -> list[str]:
    absent = steps.loc[steps["estimate"].isna(), column]
    return [f"Not pooled at {_listed(absent)}."] if len(absent) else []


def funnel(points: pd.DataFrame, contours: pd.DataFrame, title: str) -> str:
    """Where the studies stand in the funnel."""
    levels = [f"{level:.0%}" for level in sorted(contours["level"].unique())]
    said = f"Funnel plot of {title}: {len(points)} studies against their standard errors, "
    said += _range(points["study"], points["se"], 2, "which run")
    return f"{said} Contours stand at {_listed(levels)}." if levels else said


def baujat(points: pd.DataFrame) -> str:
    """Which studies stand out in the Baujat plot."""
    apart = points.loc[points["heterogeneity"].idxmax()]
    heavy = points.loc[points["influence"].idxmax()]
    return (
        f"Baujat plot of {len(points)} studies. {apart['study']} has the largest part in the "
        f"heterogeneity ({number(apart['heterogeneity'], 1)}), {heavy['study']} the largest "
        f"influence on the pooled estimate ({number(heavy['influence'], 2)})."
    )


def gosh(subsets: pd.DataFrame, title: str) -> str:
    """How far the subsets spread."""
    known = subsets.dropna(subset=["estimate", "i2"])
    whole = known.nlargest(1, "k").iloc[0]
    low, high = known["estimate"].min(), known["estimate"].max()
    return (
        f"Map of {len(known)} subsets of {number(whole['k'], 0)} studies: {title} runs from "
        f"{number(low, 2)} to {number(high, 2)}, I² from {number(known['i2'].min(), 0)}% to "
        f"{number(known['i2'].max(), 0)}%. All studies together: {number(whole['estimate'], 2)}, "
        f"I² {number(whole['i2'], 0)}%."
    )


def bubble(bubbles: pd.DataFrame, line: pd.DataFrame, moderator: str, title: str) -> str:
    """How the estimates lie along the moderator."""
    said = f"Bubble plot of {title} against {moderator}: {len(bubbles)} studies, from "
    said += f"{number(bubbles['x'].min(), 1)} to {number(bubbles['x'].max(), 1)}."
    if line.empty:
        return f"{said} No line was fitted."
    ends = line.sort_values("x").iloc[[0, -1]]
    first, last = (number(value, 2) for value in ends["estimate"])
    return f"{said} The fitted line goes from {first} to {last}."


def labbe(points: pd.DataFrame, first: str, second: str) -> str:
    """On which side of the diagonal the studies lie."""
    above, below = int((points["y"] > points["x"]).sum()), int((points["y"] < points["x"]).sum())
    return (
        f"L'Abbé plot of {len(points)} studies, {first} against {second}: {above} above the "
        f"diagonal, {below} below it, {len(points) - above - below} on it."
    )


def dots(values: pd.DataFrame) -> str:
    """The range of each measure."""
    measures = values["measure"].nunique()
    on = "one measure" if measures == 1 else f"{measures} measures"
    said = [f"{values['label'].nunique()} rows on {on}."]
    everyone = values["label"].unique()
    for measure, part in values.groupby("measure", sort=False):
        known = part.dropna(subset=["value"])
        absent = [label for label in everyone if label not in set(known["label"])]
        if len(known):
            said.append(f"{measure}: {_range(known['label'], known['value'], 1, 'from')}")
        if absent:
            said.append(f"{measure} is not stated for {_listed(absent)}.")
    return _joined(said)


def arms(values: pd.DataFrame, title: str) -> str:
    """Both arms of each comparison."""
    said = [f"{title} in both arms of {values['label'].nunique()} comparisons."]
    for label, part in values.groupby("label", sort=False):
        figures = [
            f"{row['arm']} {UNKNOWN if pd.isna(row['value']) else number(row['value'], 1)}"
            for row in part.to_dict("records")
        ]
        how = "" if part["joined"].all() else " (neither matched nor randomised)"
        said.append(f"{label}{how}: {_listed(figures)}.")
    return _joined(said)


def slope(values: pd.DataFrame, title: str) -> str:
    """Each row's pair of values."""
    said = [f"{title} at two stages: {_listed(values['stage'].unique())}."]
    for label, part in values.groupby("label", sort=False):
        figures = [
            UNKNOWN if pd.isna(value) else number(value, 1)
            for value in part.set_index("stage")["value"].reindex(values["stage"].unique())
        ]
        said.append(f"{label}: {' and '.join(figures)}.")
    return _joined(said)


def evidence_map(cells: pd.DataFrame) -> str:
    """How many studies there are, and where there is none."""
    found = cells[cells["studies"] > 0]
    said = [f"Map of {cells['topic'].nunique()} topics by {cells['design'].nunique()} designs."]
    for topic, part in found.groupby("topic", sort=False):
        figures = [f"{number(r['studies'], 0)} {r['design']}" for r in part.to_dict("records")]
        said.append(f"{topic}: {_listed(figures)}.")
    bare = [topic for topic in cells["topic"].unique() if topic not in set(found["topic"])]
    return _joined([*said, f"Nothing on {_listed(bare)}."] if bare else said)


def patients_map(cells: pd.DataFrame) -> str:
    """How many patients stand behind each cell, and where there is nothing."""
    said = [
        f"Map of {cells['topic'].nunique()} treatments by {cells['design'].nunique()} outcomes, "
        f"for {_listed(list(cells['receptor'].unique()))}."
    ]
    for receptor, part in cells.groupby("receptor", sort=False):
        for topic, found in part[part["studies"] > 0].groupby("topic", sort=False):
            figures = [
                f"{row['design']}, {_patients(row['patients'])}" for row in found.to_dict("records")
            ]
            said.append(f"{receptor}, {topic}: {'; '.join(figures)}.")
        empty = int((part["studies"] == 0).sum())
        said.append(f"{receptor}: {empty} of {len(part)} cells are empty.")
    return _joined(said)


def _patients(count: int) -> str:
    return f"{number(count, 0)} patients" if count else "number of patients not stated"


def factor_map(entries: pd.DataFrame) -> str:
    """How many series found each factor, and where they contradict each other."""
    said = [
        f"Map of {entries['factor'].nunique()} prognostic factors in "
        f"{entries['study'].nunique()} series."
    ]
    for factor, part in entries.groupby("factor", sort=False):
        figures = [f"{n} {model}" for model, n in part["model"].value_counts().items()]
        conflict = "; the series contradict each other" if part["conflict"].any() else ""
        said.append(f"{factor}: {_listed(figures)}{conflict}.")
    return _joined(said)


def timeline(periods: pd.DataFrame, eras: pd.DataFrame) -> str:
    """When the series ran, and when the eras began."""
    known = periods.dropna(subset=["start", "end"])
    said = [f"Timeline of {len(periods)} series."]
    if len(known):
        first, last = number(known["start"].min(), 0), number(known["end"].max(), 0)
        said.append(f"Patients were treated from {first} to {last}.")
    absent = periods.loc[~periods.index.isin(known.index), "label"]
    if len(absent):
        said.append(f"The period is not stated for {_listed(absent)}.")
    began = [f"{e['label']} {number(e['start'], 0)}" for e in eras.to_dict("records")]
    return _joined([*said, f"Eras: {_listed(began)}."] if began else said)


def cutoffs(entries: pd.DataFrame, unit: str) -> str:
    """Each series' threshold."""
    rows = entries.sort_values("value", kind="stable").to_dict("records")
    figures = [f"{row['label']} {threshold(row, unit)}" for row in rows]
    return f"Thresholds of size drawn to scale: {_listed(figures)}."


def threshold(row: dict, unit: str) -> str:
    """A threshold with its relation, such as ``≤ 3 cm``."""
    signs = {"<=": "≤", ">=": "≥"}
    return f"{signs.get(row['relation'], row['relation'])} {row['value']:g} {unit}"


def _range(
    labels: pd.Series, values: pd.Series, places: int, verb: str = "The values run from"
) -> str:
    values = values.astype(float).reset_index(drop=True)
    labels = labels.astype(str).reset_index(drop=True)
    low, high = values.idxmin(), values.idxmax()
    if low == high:
        return f"{labels[low]} is {number(values[low], places)}."
    verb = verb if verb.endswith("from") else f"{verb} from"
    return (
        f"{verb} {number(values[low], places)} ({labels[low]}) to "
        f"{number(values[high], places)} ({labels[high]})."
    )


def _joined(sentences: list[str]) -> str:
    return " ".join(filter(None, sentences)).replace("..", ".")


def _interval(low: float, high: float, places: int) -> str:
    if pd.isna(low) or pd.isna(high):
        return ""
    return f"{number(low, places)} to {number(high, places)}"


def _listed(names) -> str:
    names = [str(name) for name in names]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

"""What a figure says, in one sentence made from its frame: the title above it.

Each takes the frame that the chart draws (columns as the chart documents them) and a few words for
what is measured. No sentence names a cause, and none turns on a p value.
"""

import pandas as pd

from reviewbook.charts.forest_rows import SERIES, complete, decimals, number

SAID = {"percent": "%", "months": " months", "ratio": ""}
PLACES = {"percent": 1, "months": 1, "ratio": 2}


def pooled(rows: pd.DataFrame, what: str, scale: str = "percent", panel: str | None = None) -> str:
    """What a forest plot says of all its series: the pooled figure, and where a new series may lie.

    `rows` as `forest` draws them; of a figure with several panels, `panel` is the one told. `what`
    is said before the number, such as ``"Alive at five years after resection"``. Where nothing is
    pooled, the range of the series is told instead.
    """
    frame = complete(rows, scale)
    places = decimals(frame, scale)
    frame = frame if panel is None else frame[frame["panel"] == panel]
    whole = frame[(frame["row"] == "pooled") & frame["estimate"].notna()]
    if whole.empty:
        return spread(frame[frame["row"].isin(SERIES)], what, SAID[scale], "estimate", places)
    first, unit = whole.iloc[0], SAID[scale]
    over = f" in {_counted(int(first['k']), 'series')}" if pd.notna(first["k"]) else ""
    said = f"{what}: pooled {number(first['estimate'], places)}{unit}{over}"
    ahead = frame[(frame["row"] == "prediction") & frame["group"].isna() & frame["low"].notna()]
    if ahead.empty:
        return f"{said}."
    ends = _ends(ahead.iloc[0]["low"], ahead.iloc[0]["high"], places, unit)
    return f"{said}; a new one may lie {ends}."


def spread(
    rows: pd.DataFrame,
    what: str,
    unit: str = "%",
    column: str = "value",
    places: int | None = None,
) -> str:
    """The range of a value over the rows that state it, and how many do not.

    `rows`: `label` and the value in `column`, one measure. A label counts once.
    """
    known = rows.dropna(subset=[column])
    everyone, stating = rows["label"].nunique(), known["label"].nunique()
    if known.empty:
        return f"{what}: none of {everyone} states it."
    values = known[column].astype(float)
    places = _places(values) if places is None else places
    ends = _ends(values.min(), values.max(), places, unit)
    if stating == everyone:
        return f"{what}: {ends} in {_all(everyone)}."
    left = everyone - stating
    do = "does" if left == 1 else "do"
    return f"{what}: {ends} in {stating} of {everyone}; {left} {do} not state it."


def each_spread(rows: pd.DataFrame) -> str:
    """The range of each measure of a dot plot, one after the other; its name holds the unit.

    `rows`: `label`, `measure`, `value`.
    """
    said = []
    for measure, part in rows.groupby("measure", sort=False):
        name, _, unit = str(measure).rpartition(", ") if ", " in str(measure) else (measure, "", "")
        unit = "%" if unit == "%" else f" {unit}" if unit else ""
        said.append(spread(part, str(name), unit).removesuffix("."))
    return "; ".join(said) + "."


def around_one(rows: pd.DataFrame, what: str, null: float = 1) -> str:
    """In how many series the interval of a ratio includes the value of no difference.

    `rows` as `forest` draws them; `what` names the ratio and the comparison. Where no series is
    drawn, as of pools that others published, the pooled rows are counted.
    """
    studies = rows["row"] == "study"
    series = rows[studies] if studies.any() else rows[rows["row"] == "pooled"]
    spanned = series.dropna(subset=["low", "high"])
    if spanned.empty:
        return f"{what}: no series prints an interval."
    holding = int(((spanned["low"] <= null) & (spanned["high"] >= null)).sum())
    verb = "includes" if holding == 1 else "include"
    return f"{what}: {holding} of {_counted(len(spanned), 'interval')} {verb} {null:g}."


def filled(cells: pd.DataFrame, what: str = "studies") -> str:
    """How much of a map is empty, and which topics have nothing at all.

    `cells`: `topic`, `design`, `studies`, and where it is a map of patients `receptor`.
    """
    of = [name for name in ("topic", "design", "receptor") if name in cells]
    whole = 1
    for name in of:
        whole *= cells[name].nunique()
    found = cells[cells["studies"] > 0]
    empty = whole - len(found.drop_duplicates(of))
    said = f"{empty} of {whole} combinations have no {what}"
    bare = [topic for topic in cells["topic"].unique() if topic not in set(found["topic"])]
    return f"{said}; nothing on {_listed(bare)}." if bare else f"{said}."


def contradicted(entries: pd.DataFrame) -> str:
    """How many factors several series studied, and for how many of these they contradict.

    `entries`: `factor`, `study`, `conflict`.
    """
    by = entries.groupby("factor")
    several = by["study"].nunique() > 1
    conflict = int((by["conflict"].any() & several).sum())
    return (
        f"{int(several.sum())} of {_counted(len(several), 'factor')} stand in more than one "
        f"series; for {conflict} of these the series contradict each other."
    )


def moved(steps: pd.DataFrame, what: str, scale: str) -> str:
    """Between which values the pooled number moves when one study after the other is left out.

    `steps` as `forest_steps.leave_one_out` draws them.
    """
    places, unit = PLACES[scale], SAID[scale]
    known = steps["estimate"].dropna().astype(float)
    if known.empty:
        return f"{what}: without any one study nothing can be pooled."
    ends = _ends(known.min(), known.max(), places, unit)
    return f"{what}: without any one study, pooled {ends}."


def became(steps: pd.DataFrame, what: str, scale: str) -> str:
    """What the pooled number was in the first step that could be pooled, and in the last.

    `steps` as `forest_steps.cumulative` draws them, with `k`.
    """
    places, unit = PLACES[scale], SAID[scale]
    known = steps.dropna(subset=["estimate"])
    if known.empty:
        return f"{what}: nothing could be pooled."
    first, last = (
        f"{number(row['estimate'], places)}{unit} with {number(row['k'], 0)}"
        for row in (known.iloc[0], known.iloc[-1])
    )
    return f"{what}: pooled {first}, then {last} studies."


def thinned(steps: pd.DataFrame, what: str, scale: str = "percent") -> str:
    """How the pooled number and its spread change with the share of patients who inform it.

    `steps` as `forest_steps.by_share` draws them; the widest and the narrowest prediction interval
    are those of the first row and of the row with the smallest share.
    """
    unit = SAID[scale]
    first, last = steps.iloc[0], steps.loc[steps["share"].idxmin()]
    parts = [
        f"{number(row['share'], 0)}% of the patients: "
        f"{_ends(row['prediction_low'], row['prediction_high'], 1, unit)}"
        for row in (first, last)
    ]
    return f"{what}, where a new series may lie if informed by {'; by '.join(parts)}."


def higher(values: pd.DataFrame, what: str) -> str:
    """In how many matched or randomised comparisons the first arm has the higher figure.

    `values` as `arms` draws them: `label`, `arm`, `value`, `joined`. Of comparisons that were
    neither, only their number is told.
    """
    first, second = values["arm"].unique()[:2]
    pairs = values.pivot(index="label", columns="arm", values="value")
    joined = values.groupby("label")["joined"].all().reindex(pairs.index)
    fair = pairs[joined.astype(bool)].dropna()
    apart = int((~joined.astype(bool)).sum())
    said = []
    if len(fair):
        above = int((fair[first] > fair[second]).sum())
        said.append(
            f"{what} is higher in {first} than in {second} in {above} of "
            f"{len(fair)} matched or randomised comparisons"
        )
    if apart:
        said.append(
            f"{_counted(apart, 'comparison')} {'is' if apart == 1 else 'are'} neither matched nor "
            "randomised and cannot be read as a difference"
        )
    return ("; ".join(said) or f"{what} is not stated for both arms of any comparison") + "."


def period(periods: pd.DataFrame) -> str:
    """From when to when the series treated their patients, and how many do not say.

    `periods` as `timeline` draws them: `label`, `start`, `end`.
    """
    known = periods.dropna(subset=["start", "end"])
    left = len(periods) - len(known)
    if known.empty:
        return f"None of {len(periods)} series says when its patients were treated."
    said = f"Patients were treated from {known['start'].min():.0f} to {known['end'].max():.0f}"
    return f"{said}; {left} of {len(periods)} series do not say when." if left else f"{said}."


def verdicts(numbers: pd.DataFrame) -> str:
    """How many checked numbers have which verdict, the commonest first: `verdict` of each."""
    counts = numbers["verdict"].value_counts()
    parts = [f"{count} {verdict}" for verdict, count in counts.items()]
    return f"Of {len(numbers)} printed numbers, {_listed(parts)}."


def subsets(tried: pd.DataFrame, what: str, scale: str = "ratio") -> str:
    """Between which values the pooled number of every subset lies: `estimate`, `k`."""
    known = tried.dropna(subset=["estimate", "i2"])
    whole = known.nlargest(1, "k").iloc[0]
    places, unit = PLACES[scale], SAID[scale]
    ends = _ends(known["estimate"].min(), known["estimate"].max(), places, unit)
    said = f"{what}: pooled {ends} over {len(known)} choices of studies"
    return f"{said}; {number(whole['estimate'], places)}{unit} with all of them."


def inside_funnel(points: pd.DataFrame, contours: pd.DataFrame) -> str:
    """How many studies lie inside the outermost contour, of how many.

    `points` and `contours` as `funnel` draws them; a contour is a straight line from its tip.
    """
    level = contours["level"].max()
    foot = contours[contours["level"] == level].nlargest(1, "se").iloc[0]
    middle, reach = (foot["low"] + foot["high"]) / 2, (foot["high"] - foot["low"]) / 2
    inside = (points["yi"] - middle).abs() <= reach * points["se"] / foot["se"]
    return f"{int(inside.sum())} of {len(points)} studies lie inside the {level:.0%} lines."


def outstanding(points: pd.DataFrame) -> str:
    """Which study makes most of the heterogeneity, and its share of the whole.

    `points` as `baujat` draws them: `study`, `heterogeneity`, `influence`.
    """
    worst = points.loc[points["heterogeneity"].idxmax()]
    share = worst["heterogeneity"] / points["heterogeneity"].sum()
    return f"{worst['study']} makes {share:.0%} of the heterogeneity of {len(points)} studies."


def fitted(
    line: pd.DataFrame, bubbles: pd.DataFrame, what: str, along: str, scale: str = "ratio"
) -> str:
    """From where to where the fitted line of a bubble plot goes: `x`, `estimate`."""
    if line.empty:
        return f"{what}: no line is fitted to {_counted(len(bubbles), 'study', 'studies')}."
    ends = line.sort_values("x").iloc[[0, -1]].to_dict("records")
    first, last = (
        f"{number(end['estimate'], PLACES[scale])}{SAID[scale]} at {number(end['x'], 0)}"
        for end in ends
    )
    return f"{what} along {along}: the fitted line goes from {first} to {last}."


def diagonal(points: pd.DataFrame, first: str) -> str:
    """In how many studies the risk is higher in the first arm: `x`, `y` as `labbe` draws them."""
    above = int((points["y"] > points["x"]).sum())
    return f"{first} is the higher one in {above} of {len(points)} studies."


def thresholds(entries: pd.DataFrame, unit: str) -> str:
    """Between which sizes the thresholds of the series lie: `value`."""
    ends = f"from {entries['value'].min():g} to {entries['value'].max():g} {unit}"
    return f"{_counted(len(entries), 'threshold')} of size, {ends}."


def stages(steps: pd.DataFrame) -> str:
    """How many stages a pathway has, and what stands at its end: `stage`, `title`."""
    last = steps.sort_values("stage")["title"].iloc[-1]
    return f"{_counted(steps['stage'].nunique(), 'stage')}; it ends with: {last}."


def _ends(low: float, high: float, places: int, unit: str) -> str:
    """A range in words; one value where both ends are printed alike."""
    first, last = number(low, places), number(high, places)
    if first == last:
        return f"{first}{unit}"
    return f"from {first}{unit if unit == '%' else ''} to {last}{unit}"


def _places(values: pd.Series) -> int:
    return 0 if values.sub(values.round()).abs().max() < 1e-9 else 1


def _counted(count: int, one: str, many: str | None = None) -> str:
    many = many or (one if one.endswith("s") else f"{one}s")
    return f"{count} {one if count == 1 else many}"


def _all(count: int) -> str:
    return {1: "the only one", 2: "both"}.get(count, f"all {count}")


def _listed(names: list) -> str:
    names = [str(name) for name in names]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

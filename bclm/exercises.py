"""Questions to answer before looking; where there is a right answer, it is computed from the data.

Each is a dictionary: ``question``, ``options``, ``right`` (the place of the right option, or None),
``why`` and ``state``, the part of an explorer's state that shows it.
"""

import pandas as pd

WIDTHS = ("It becomes narrower.", "It becomes wider.", "It keeps its width.")
MOVES = (
    "It rises by a point or more.",
    "It falls by a point or more.",
    "It moves by less than a point.",
)
SOURCES = ("They were randomised.", "They were matched.", "They were neither.")


def exercises(explorer) -> list[dict]:
    """Give the exercises of an explorer of :mod:`reviewbook.explorer.explorer`."""
    made = {
        "resection": (largest_left_out, receptors_only, sizes_only),
        "prognosis": (positive_only, smallest_cutoff, sizes_only),
        "oligometastases": (twice, largest_left_out, most_solitary),
        "case-control": (origin, one_left),
        "rfa": (worst_margin,),
        "laboratory": (twice, receptors_only, largest_left_out, share_stated),
    }
    return [ask(explorer) for ask in made.get(explorer.source.name, ())]


def whole(explorer, **changes) -> dict:
    """The numbers of the first outcome, as shown, in the starting state with some changes."""
    return explorer.numbers(explorer.start | changes)


def width(shown: dict) -> float:
    """The width of a prediction interval, from the digits that are shown."""
    return round(float(shown["prediction_high"]) - float(shown["prediction_low"]), 1)


def spans(shown: dict, other: dict) -> int:
    """The place in `WIDTHS` of what became of the prediction interval."""
    change = width(other) - width(shown)
    return 2 if change == 0 else int(change > 0)


def interval(shown: dict) -> str:
    """A prediction interval in words."""
    return f"{shown['prediction_low']} to {shown['prediction_high']}"


def largest_left_out(explorer) -> dict:
    """What the largest report does to the pooled figure."""
    drawn = explorer.outcomes[0].drawn
    counted = explorer.seen(explorer.start).fates
    drawn = drawn[drawn["key"].map(counted) == "in"]
    row = drawn.loc[drawn["n"].idxmax()]
    without = whole(explorer, left_out=[row["key"]])
    change = float(without["change"].replace("−", "-"))
    right = 2 if abs(change) < 1 else int(change < 0)
    return {
        "question": f"{row['label']} has the most patients of the reports that count. Leave it "
        "out: what happens to the pooled figure?",
        "options": list(MOVES),
        "right": right,
        "why": f"Without it the figure is {without['estimate']}, a change of {without['change']}. "
        "With such differences between reports each of them has nearly the same weight, large or "
        "small, and another report of the same patients may take its place.",
        "state": {"left_out": [row["key"]]},
    }


def receptors_only(explorer) -> dict:
    """Whether reporting receptors makes series alike."""
    before, after = whole(explorer), whole(explorer, receptors=1)
    return {
        "question": "Keep only the reports that state hormone receptor status. What happens to the "
        "prediction interval?",
        "options": list(WIDTHS),
        "right": spans(before, after),
        "why": f"It was {interval(before)} and is {interval(after)}. That receptors are reported "
        "says nothing of how many were positive; what makes the reports differ is elsewhere.",
        "state": {"receptors": 1},
    }


def positive_only(explorer) -> dict:
    """Whether the series that found receptors favourable have longer survival."""
    place = list(explorer.source.choices[0].options).index(
        "receptor positive as a prognostic factor"
    )
    after = whole(explorer, receptors=place)
    change = float(after["change"].replace("−", "-"))
    return {
        "question": "Keep only the series that found a positive receptor favourable. What happens "
        "to their pooled survival?",
        "options": list(MOVES),
        "right": 2 if abs(change) < 1 else int(change < 0),
        "why": f"It becomes {after['estimate']}, a change of {after['change']}. A factor that "
        "divides the patients within a series says nothing about the series as a whole: these "
        "series hold patients with positive and with negative receptors.",
        "state": {"receptors": place},
    }


def sizes_only(explorer) -> dict:
    """What is left when sizes must be stated."""
    after = whole(explorer, size_unknown=False)
    return {
        "question": "Before you drop the reports that do not state a lesion size: would you trust "
        "a trend of survival with size among the rest?",
        "options": ["Yes, if it is clear.", "Perhaps, if it is adjusted.", "No."],
        "right": None,
        "why": f"{after['k']} reports are left, and a new one may fall anywhere between "
        f"{after['prediction_low']} and {after['prediction_high']}. They differ in everything else "
        "too, and nothing here adjusts for it.",
        "state": {"size_unknown": False},
    }


def smallest_cutoff(explorer) -> dict:
    """Which series divides its patients at the smallest size."""
    at = [outcome.key for outcome in explorer.source.outcomes].index("size")
    drawn = explorer.outcomes[at].drawn.sort_values("estimate", kind="stable")
    options = sorted(drawn["label"])
    first = drawn.iloc[0]
    return {
        "question": "Which series divides its patients at the smallest tumour size?",
        "options": options,
        "right": options.index(first["label"]),
        "why": f"It uses {first['estimate']:g} cm, another uses {drawn.iloc[-1]['estimate']:g} cm. "
        "Where a cut-off is chosen after looking at the data, it will look better than it is.",
        "state": {"outcome": at},
    }


def twice(explorer) -> dict:
    """What counting patients twice does to the interval of the pooled figure."""
    before, after = whole(explorer), whole(explorer, twice=True)
    return {
        "question": "Some reports describe the same patients. If you counted them twice, how many "
        "patients would the pooled figure seem to stand on?",
        "options": [f"{before['patients']}, as before.", f"{after['patients']}."],
        "right": int(before["patients"] != after["patients"]),
        "why": f"It would rest on {after['k']} reports instead of {before['k']}, and not one "
        f"patient more was treated. The figure would be {after['estimate']} instead of "
        f"{before['estimate']}.",
        "state": {"twice": True},
    }


def most_solitary(explorer) -> dict:
    """Whether series with more solitary metastases have longer survival."""
    solitary = next(each for each in explorer.source.ranges if each.name == "solitary")
    middle = float(pd.Series(solitary.low).median())
    state = {"solitary": [middle, solitary.ends[1]], "solitary_unknown": False}
    after = whole(explorer, **state)
    change = float(after["change"].replace("−", "-"))
    return {
        "question": "Keep the half of the reports with the larger share of solitary metastases. "
        "What happens to their pooled survival?",
        "options": list(MOVES),
        "right": 2 if abs(change) < 1 else int(change < 0),
        "why": f"It becomes {after['estimate']}, a change of {after['change']}, with a prediction "
        f"interval of {interval(after)}. A link between series is not a link between patients.",
        "state": state,
    }


def origin(explorer) -> dict:
    """Where the groups of the pooled hazard ratio come from."""
    rows = explorer.rows(explorer.start)
    kinds = set(rows["allocation"])
    right = 0 if kinds == {"randomised"} else 1 if all("matched" in k for k in kinds) else 2
    right = 2 if "unmatched" in kinds else right
    return {
        "question": "How did the groups behind the hazard ratios come about?",
        "options": list(SOURCES),
        "right": right,
        "why": "Matching makes groups alike in what was matched on and in nothing else. Patients "
        "are operated on when their disease has stayed quiet for long enough, and that time is "
        "given to the operated group.",
        "state": {},
    }


def one_left(explorer) -> dict:
    """What remains to pool when one comparison is left out."""
    drawn = explorer.rows(explorer.start)
    key = drawn["key"].iloc[0]
    after = whole(explorer, left_out=[key])
    return {
        "question": f"Leave out {drawn['label'].iloc[0]}. What is the pooled hazard ratio?",
        "options": ["It stays nearly the same.", "There is none.", "It comes close to one."],
        "right": 1 if after["status"] in ("one study", "no study") else None,
        "why": after["sentence"],
        "state": {"left_out": [key]},
    }


def worst_margin(explorer) -> dict:
    """After which margin progression was most frequent."""
    at = [outcome.key for outcome in explorer.source.outcomes].index("margin")
    drawn = explorer.outcomes[at].drawn
    options = list(drawn["label"])
    worst = drawn["estimate"].idxmax()
    return {
        "question": "After which ablation margin was local progression most frequent?",
        "options": options,
        "right": options.index(drawn.loc[worst, "label"]),
        "why": f"There it was {drawn.loc[worst, 'estimate']:g}%. The margins were not assigned: a "
        "wide margin is reached where a lesion is small and lies well.",
        "state": {"outcome": at},
    }


def share_stated(explorer) -> dict:
    """How many reports state the share of receptor-positive patients."""
    place = [c.name for c in explorer.source.choices].index("share")
    stated = len(explorer.source.choices[place].options["stated"])
    return {
        "question": "How many of the reports state, series by series, which share of their "
        "patients was receptor positive?",
        "options": ["None of them.", "Some of them.", "All of them."],
        "right": 0 if stated == 0 else 2 if stated == len(explorer.source.reports) else 1,
        "why": "A filter can only use what is stated; set to what is stated, this one says what is "
        "missing.",
        "state": {"share": 1},
    }

"""Questions to answer before looking; where there is a right answer, it is computed from the data.

The book file declares the kind of each, and in words what is asked and why it is so. Each becomes a
dictionary: ``question``, ``options``, ``right`` (the place of the right option, or None), ``why``
and ``state``, the part of an explorer's state that shows it.
"""

import re

import pandas as pd

from reviewbook.ledger.settings import Exercise
from reviewbook.statistics.two_arms import COMPARABLE

WIDTHS = ("It becomes narrower.", "It becomes wider.", "It keeps its width.")
MOVES = (
    "It rises by a point or more.",
    "It falls by a point or more.",
    "It moves by less than a point.",
)
HIGHER = ("It is higher.", "It is lower.", "It is the same.")
SOURCES = ("They were randomised.", "They were matched.", "They were neither.")
STATED = ("None of them.", "Some of them.", "All of them.")
STAYS = ("It stays nearly the same.", "There is none.", "It comes close to one.")
LARGEST = (
    "{label} has the most patients of the reports that count. Leave it out: what happens to the "
    "pooled figure?",
    "Without it the figure is {after[estimate]}, a change of {after[change]}. With such "
    "differences between reports each of them has nearly the same weight, large or small.",
)
TWICE = (
    "Some reports describe the same patients. If you counted them twice, how many patients would "
    "the pooled figure seem to stand on?",
    "It would rest on {after[k]} reports instead of {before[k]}, and not one patient more was "
    "treated. The figure would be {after[estimate]} instead of {before[estimate]}.",
)
FIRST = ("Leave out {label}. What is the pooled figure?", "{after[sentence]}")


def exercises(explorer) -> list[dict]:
    """Give the exercises that an :class:`reviewbook.explorer.explorer.Explorer` declares."""
    return [KINDS[told.kind](explorer, told) for told in explorer.source.exercises]


def asked(told: Exercise, options, right: int | None, state: dict, words=("", ""), **facts) -> dict:
    """An exercise with its words, the declared ones before those of its kind."""
    question, why = told.question or words[0], told.why or words[1]
    return {
        "question": question.format(**facts),
        "options": list(options),
        "right": right,
        "why": why.format(**facts),
        "state": state,
    }


def in_state(explorer, **changes) -> dict:
    """The numbers of the first outcome, as shown, in the starting state with some changes.

    With ``interval``, the prediction interval in words.
    """
    numbers = explorer.numbers(explorer.start | changes)
    bounds = numbers.get("prediction_low", ""), numbers.get("prediction_high", "")
    return numbers | {"interval": " to ".join(bounds)}


def width(shown: dict) -> float:
    """The width of a prediction interval, from the digits that are shown."""
    return round(float(shown["prediction_high"]) - float(shown["prediction_low"]), 1)


def moved(after: dict) -> int:
    """The place in `MOVES` of what became of the pooled figure."""
    change = float(after["change"].replace("−", "-"))
    return 2 if abs(change) < 1 else int(change < 0)


def chosen(explorer, told: Exercise) -> dict:
    """The state that keeps the option of a filter."""
    options = next(c.options for c in explorer.source.choices if c.name == told.filter)
    return {told.filter: list(options).index(told.option)}


def interval_of_option(explorer, told: Exercise) -> dict:
    """What keeping an option does to the prediction interval."""
    state = chosen(explorer, told)
    before, after = in_state(explorer), in_state(explorer, **state)
    change = width(after) - width(before)
    right = 2 if change == 0 else int(change > 0)
    return asked(told, WIDTHS, right, state, before=before, after=after)


def estimate_of_option(explorer, told: Exercise) -> dict:
    """What keeping an option does to the pooled figure."""
    state = chosen(explorer, told)
    after = in_state(explorer, **state)
    return asked(told, MOVES, moved(after), state, after=after)


def estimate_of_upper_half(explorer, told: Exercise) -> dict:
    """What keeping the half of the reports with the larger values does to the pooled figure."""
    limits = next(each for each in explorer.source.ranges if each.name == told.filter)
    middle = float(pd.Series(limits.low).median())
    state = {told.filter: [middle, limits.ends[1]], f"{told.filter}_unknown": False}
    after = in_state(explorer, **state)
    return asked(told, MOVES, moved(after), state, after=after)


def another_outcome(explorer, told: Exercise) -> dict:
    """Whether the figure of another outcome is higher or lower than that of the first."""
    state = {"outcome": place_of(explorer, told.outcome)}
    before, after = in_state(explorer), in_state(explorer, **state)
    apart = float(after["estimate"]) - float(before["estimate"])
    right = 2 if apart == 0 else int(apart < 0)
    return asked(told, HIGHER, right, state, before=before, after=after)


def place_of(explorer, key: str) -> int:
    """The place of an outcome."""
    return [outcome.key for outcome in explorer.source.outcomes].index(key)


def stated_only(explorer, told: Exercise) -> dict:
    """An open question about the reports that state what a filter is of."""
    state = {f"{told.filter}_unknown": False}
    return asked(told, told.options, None, state, after=in_state(explorer, **state))


def how_many_state(explorer, told: Exercise) -> dict:
    """How many reports an option of a filter keeps."""
    options = next(c.options for c in explorer.source.choices if c.name == told.filter)
    kept, every = len(options[told.option]), len(explorer.source.reports)
    right = 0 if kept == 0 else 2 if kept == every else 1
    return asked(told, STATED, right, chosen(explorer, told))


def largest_left_out(explorer, told: Exercise) -> dict:
    """What leaving out the largest report does to the pooled figure."""
    drawn = explorer.outcomes[0].drawn
    fates = explorer.seen(explorer.start).fates
    drawn = drawn[drawn["key"].map(fates) == "in"]
    row = drawn.loc[drawn["n"].idxmax()]
    state = {"left_out": [row["key"]]}
    after = in_state(explorer, **state)
    return asked(told, MOVES, moved(after), state, LARGEST, label=row["label"], after=after)


def first_left_out(explorer, told: Exercise) -> dict:
    """What remains to pool when the first report is left out."""
    row = explorer.rows(explorer.start).iloc[0]
    state = {"left_out": [row["key"]]}
    after = in_state(explorer, **state)
    right = 1 if after["status"] in ("one study", "no study") else None
    return asked(told, STAYS, right, state, FIRST, label=row["label"], after=after)


def counted_twice(explorer, told: Exercise) -> dict:
    """How many patients there seem to be when some are counted twice."""
    state = {"twice": True}
    before, after = in_state(explorer), in_state(explorer, **state)
    options = (f"{before['patients']}, as before.", f"{after['patients']}.")
    right = int(before["patients"] != after["patients"])
    return asked(told, options, right, state, TWICE, before=before, after=after)


def origin(explorer, told: Exercise) -> dict:
    """Whether the groups in use were randomised, matched or neither."""
    kinds = set(explorer.rows(explorer.start)["allocation"])
    right = 0 if kinds == {"randomised"} else 1 if kinds <= set(COMPARABLE) else 2
    return asked(told, SOURCES, right, {})


def extreme(explorer, told: Exercise) -> dict:
    """Which report has the lowest, or the highest, value of an outcome."""
    at = place_of(explorer, told.outcome)
    drawn = explorer.outcomes[at].drawn.set_index("label")["estimate"]
    options = sorted(drawn.index, key=naturally)
    right = drawn.idxmin() if told.kind == "lowest" else drawn.idxmax()
    facts = {"lowest": f"{drawn.min():g}", "highest": f"{drawn.max():g}"}
    return asked(told, options, options.index(right), {"outcome": at}, **facts)


def naturally(label: str) -> list:
    """A key to sort by in which 5 comes before 10."""
    parts = re.split(r"(\d+)", label)
    return [int(part) if at % 2 else part for at, part in enumerate(parts)]


KINDS = {
    "leave out the largest": largest_left_out,
    "leave out the first": first_left_out,
    "count twice": counted_twice,
    "interval of an option": interval_of_option,
    "estimate of an option": estimate_of_option,
    "estimate of the upper half": estimate_of_upper_half,
    "another outcome": another_outcome,
    "stated only": stated_only,
    "how many state": how_many_state,
    "origin": origin,
    "lowest": extreme,
    "highest": extreme,
}

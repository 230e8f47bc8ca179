"""What an explorer says: every word of it, and which sentences a state is said in.

The page only fills in the numbers of a state: the choice of sentences is data, made here once.
"""

import re
from typing import NamedTuple

from reviewbook.explorer.states import LEVEL
from reviewbook.tables.reports import NOT_STATED

UNITS = {"percent": "%", "ratio": "", "months": " months", "cm": " cm", "years": " years"}
POINTS = {"percent": " points", "ratio": "", "months": " months"}
POOLED = ("pooled", "no spread")
DESCRIBES = " It describes series of patients and is not an effect of treatment."
WORDS = {
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
    "fate same": "not counted, another report stands for its patients; tick to ask for this one",
    "same in": "Not counted, because {standing} stands for the same patients: {names}.",
    "same left": "Not counted either, because {standing} stands for the same patients and is left "
    "out: {names}.",
    "same outside": "Not counted either, because {standing} stands for the same patients and is "
    "outside the filters: {names}.",
    "faulty pooled": "Without {names}, which cannot be as printed: {estimate}{unit}.",
    "faulty few": "Without {names}, which cannot be as printed, nothing is pooled.",
    "and more": "{names} and {more} more",
    "fate alone": "states too little to be pooled",
    "number estimate": "Pooled",
    "number interval": f"{LEVEL:.0%} interval",
    "number prediction": "Prediction interval",
    "number k": "k",
    "number patients": "Patients",
    "number tau2": "τ²",
    "number i2": "I²",
    "number change": "Change from the full set",
    "tools": "Undo and share",
    "button undo": "Undo",
    "button reset": "Reset",
    "button link": "Copy a link to this state",
    "button csv": "Rows as CSV",
    "button svg": "Figure as SVG",
    "button png": "Figure as PNG",
    "button python": "As Python",
    "button R": "As R (metafor)",
    "takes": "Take this selection along",
    "program": "This selection as a program",
    "copy": "Copy the program",
    "keep": "Save the program",
    "program copied": "The program is copied.",
    "program selected": "The program is selected: copy it with your keyboard.",
    "program saved": "Saved as {name}.",
    "address": "Address of this state",
    "unknown address": "Not known here, and left as it was: {parts}.",
    "linked": "The address of this page now restores this state.",
    "copied": "The address is copied.",
    "used": "The reports in use",
    "lead": "Answer first, then see",
    "skip": "Skip the question",
    "exercises": "More to answer first",
    "check": "Check",
    "right": "Right.",
    "wrong": "Not so: {answer}",
    "open": "There is no single right answer.",
    "show": "Show it in the explorer",
    "still": "With JavaScript this figure becomes an explorer: filter the reports, leave one out, "
    "and see the pooled result change. Without it, here is the full set.",
    "outcome": "Outcome",
    "controls": "Filters",
    "from": "{label}, from",
    "to": "{label}, to",
    "unknown": "Keep where {quantity} is not stated",
    "double": "An error, shown for teaching: count overlapping reports twice",
    "change none": "Move a control, or untick a report: what changes, and why, is said here.",
    "change outcome": "Another outcome.",
    "change to": "From {was}{unit} to {now}{unit}.",
    "change still": "Still {now}{unit}.",
    "change new": "Now {now}{unit}.",
    "change gone": "Nothing is pooled now.",
    "change nobody": "No report entered or left.",
    "entered filter": "{names} entered, because {reason}.",
    "entered box": "{names} entered, because the box is ticked again.",
    "entered asked": "{names} entered in place of another report of the same patients.",
    "entered twice": "{names} entered, because overlapping reports now count twice.",
    "left filter": "{names} left, because {reason}.",
    "left box": "{names} left, because the box is unticked.",
    "left same": "{names} left, because another report of the same patients took its place.",
    "left twice": "{names} left, because each cohort counts once again.",
    "is now": "{filter} is now “{option}”",
    "now between": "{filter} is now between {low} and {high}",
    "kept again": "reports are kept where {filter} is not stated",
    "not stated": "{filter} is not stated",
    "and": " and ",
}
MOST_NAMED = 5
"""So many reports are named in a sentence; of more the first ones, and how many more."""
NUMBERS = {
    "proportion": ["estimate", "interval", "prediction", "k", "patients", "tau2", "i2", "change"],
    "listed": ["k"],
}
COLUMN_TITLES = ["Report", "N", "Estimate", "Interval", "Weight"]


class Phrase(NamedTuple):
    """Words with places for facts, said when each named fact is one of some texts, or is there."""

    say: str
    when: dict[str, tuple[str, ...] | bool]


PHRASES = (
    Phrase("{k} of {of} reports are pooled", {"status": POOLED}),
    Phrase(", {patients} patients", {"status": POOLED, "patients": True}),
    Phrase(
        f". {{title}}: {{estimate}}{{unit}} ({LEVEL:.0%} interval {{low}} to {{high}}).",
        {"status": POOLED, "low": True},
    ),
    Phrase(". {title}: {estimate}{unit}; there is no interval.", {"status": POOLED, "low": False}),
    Phrase(
        "Only {study} states it, with {estimate}{unit}. One report cannot be pooled.",
        {"status": ("one study",), "move": ("whole",)},
    ),
    Phrase(
        "Only {study} is left, with {estimate}{unit}. One report cannot be pooled.",
        {"status": ("one study",), "move": ("", "above", "below", "equal")},
    ),
    Phrase(
        "No report that states this outcome is left. Widen a filter, bring a report back, or "
        "reset.",
        {"status": ("no study",)},
    ),
    Phrase(
        "No report that states this is left. Widen a filter, bring a report back, or reset.",
        {"status": ("no report",)},
    ),
    Phrase(
        "Nobody among {patients} patients of {k} reports had the event; there is nothing to pool.",
        {"status": ("no event",)},
    ),
    Phrase(
        "Everybody among {patients} patients of {k} reports had the event; there is nothing to "
        "pool.",
        {"status": ("only events",)},
    ),
    Phrase("These reports give no pooled number.", {"status": ("no maximum",)}),
    Phrase(
        "This combination is not computed: with so many reports one filter at a time can be set, "
        "and one report left out.",
        {"status": ("not computed",)},
    ),
    Phrase("{k} of {of} reports are shown. {reason}", {"status": ("listed",)}),
    Phrase(" This is the full set.", {"status": POOLED, "move": ("whole",)}),
    Phrase(
        " That is {distance}{points} above the full set.", {"status": POOLED, "move": ("above",)}
    ),
    Phrase(
        " That is {distance}{points} below the full set.", {"status": POOLED, "move": ("below",)}
    ),
    Phrase(" That is the same as the full set.", {"status": POOLED, "move": ("equal",)}),
    Phrase(
        " The underlying figure of a new series may lie between {prediction_low} and "
        "{prediction_high}.",
        {"status": POOLED, "prediction_low": True, "kind": ("proportion", "ratio")},
    ),
    Phrase(
        " The reports run from {prediction_low} to {prediction_high}.",
        {"status": POOLED, "prediction_low": True, "kind": ("median",)},
    ),
    Phrase(" {faulty}", {"status": POOLED, "faulty": True}),
    Phrase(" Left out: {left}.", {"left": True}),
    Phrase(" Outside the filters: {outside}.", {"outside": True}),
    Phrase(" Counted because it was asked for: {asked}.", {"asked": True}),
    Phrase(" {doubled}", {"doubled": True}),
    Phrase(
        " An error, shown for teaching: patients of overlapping reports are counted twice.",
        {"twice": True},
    ),
    Phrase(
        " None of them states from when it counts, so they may count from different events.",
        {"status": POOLED, "clock": (NOT_STATED,)},
    ),
)
CAUTIONS = (
    Phrase(DESCRIBES, {"status": POOLED, "kind": ("proportion", "median")}),
    Phrase(
        " It comes from matched groups and not from randomised ones: what the groups were not "
        "matched on remains in it.",
        {"status": POOLED, "origin": ("matched",)},
    ),
    Phrase(
        " It compares groups that were randomised.", {"status": POOLED, "origin": ("randomised",)}
    ),
    Phrase(
        " It compares groups that trials allotted, at random or by turns.",
        {"status": POOLED, "origin": ("allotted",)},
    ),
)


def sentence(facts: dict) -> str:
    """Say a state in words."""
    said = [phrase for phrase in (*PHRASES, *CAUTIONS) if holds(phrase, facts)]
    return "".join(phrase.say.format(**facts) for phrase in said)


def holds(phrase: Phrase, facts: dict) -> bool:
    """Tell whether a phrase is said of some facts."""
    return all(
        bool(facts.get(name)) == wanted if isinstance(wanted, bool) else facts.get(name) in wanted
        for name, wanted in phrase.when.items()
    )


def named(names: list[str]) -> str:
    """Name reports in a sentence."""
    if len(names) <= MOST_NAMED:
        return ", ".join(names)
    first = ", ".join(names[: MOST_NAMED - 1])
    return WORDS["and more"].format(names=first, more=len(names) - MOST_NAMED + 1)


def quantity(label: str) -> str:
    """The label of a range as it is said within a sentence."""
    word = label.split(",")[0]
    return word if word[:2].isupper() or len(word) < 3 else word[0].lower() + word[1:]


def subject(title: str) -> str:
    """What an outcome is called in a sentence: its title without its unit."""
    return re.sub(r", (%|months)( of \w+)?", "", title)

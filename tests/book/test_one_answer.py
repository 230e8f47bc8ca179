"""One question, one answer: the same quantity has one value wherever a reader meets it.

What the cells of the chapters say as text is walked: figures with their descriptions and tables,
tables, explorers and sentences; and the explorers with a report left out, their exercises among
them. A pooled figure is known by what it measures and by which reports it holds.
"""

import re
from collections import defaultdict
from typing import NamedTuple

import nbformat
import pytest
from books import BOOK

from chapters import CHAPTERS, baseline
from reviewbook.explorer.explorer import explore

NUMBER = r"(\d+(?:\.\d+)?)"
SPAN = rf"{NUMBER} to {NUMBER}"
MEASURES = {
    "disease-free": "disease-free survival",
    "margin": "clear margins",
    "recurrence": "recurrence",
    "complications": "complications",
    "mortality": "mortality",
    "solitary": "solitary metastasis",
    "extrahepatic": "extrahepatic disease",
    "hazard ratio": "hazard ratio",
    "survival": "survival",
    "alive": "survival",
}
YEARS = {"1 year": 12, "3 years": 36, "5 years": 60, "three years": 36, "five years": 60}
READINGS = {"as the review prints it": "printed", "corrections": "corrected"}
PANELS = (
    "[135] years?",
    "As the review prints it",
    "With the corrections of the primary reports",
    r"Microscopically free margins \(R0\)",
    "Recurrence",
)
PANEL = f"(?:{'|'.join(PANELS)})"
OTHER_SERIES = {"laboratory": "all series read", "rfa": "series of ablation"}
STATISTICS = ("estimate", "low", "high", "new low", "new high", "without the impossible", "k")


class Said(NamedTuple):
    """A number that a place gives: what it measures, of which reports, and which statistic."""

    measure: str
    reports: str
    statistic: str
    value: str
    place: str


def measured(title: str) -> str:
    """What a title measures, whatever words it uses."""
    title = title.lower()
    name = next((MEASURES[word] for word in MEASURES if word in title), title)
    months = next((str(YEARS[word]) for word in YEARS if word in title), "")
    middle = "median" if "median" in title else ""
    share = " ".join(re.findall(r"if \d+% of the patients|after ablation", title))
    return " ".join(filter(None, [middle, name, months, share]))


def held(text: str, place: str) -> str:
    """Which reports a pool holds: those of a reading of the review's table, or all."""
    chapter = place.partition("-")[0]
    if chapter in OTHER_SERIES:
        return OTHER_SERIES[chapter]
    reading = next((each for word, each in READINGS.items() if word in text.lower()), "printed")
    return f"series of the review, {reading}"


def numbers(measure: str, reports: str, place: str, found) -> list[Said]:
    """Those numbers of a pool that are given, in the order of `STATISTICS`."""
    given = zip(STATISTICS, found, strict=False)
    return [Said(measure, reports, name, value, place) for name, value in given if value]


def in_explorers(text: str, place: str) -> list[Said]:
    """The sentences of explorers."""
    sentence = (
        rf"(\d+) of \d+ reports are pooled[^.]*\. ([^:]+): {NUMBER}\S*(?: months)? \(95% interval "
        rf"{SPAN}\)\. This is the full set\."
        rf"(?: The underlying figure of a new series may lie between {NUMBER} and {NUMBER}\.)?"
        rf"(?: Without [^:]+, which cannot be as printed: {NUMBER})?"
    )
    return [
        said
        for k, title, *found, without in re.findall(sentence, text)
        for said in numbers(measured(title), held("", place), place, (*found, without, k))
    ]


def in_forests(text: str, place: str) -> list[Said]:
    """The descriptions of forest plots, panel by panel, and the pooled rows of their tables."""
    title = re.search(r"Forest plot of (.+?), \d+ series\.", text)
    if not title:
        return []
    found = []
    parts = re.split(rf"({PANEL}): ", text)
    pooled = (
        rf"Random effects: {NUMBER}, interval {SPAN}; k = (\d+),.*?Prediction interval: {SPAN}"
        rf"(?:.*?which cannot be as printed: {NUMBER})?"
    )
    for panel, said in zip(["", *parts[1::2]], parts[::2], strict=True):
        about, reports = measured(f"{title[1]} {panel}"), held(panel, place)
        for value, low, high, k, *more in re.findall(pooled, said):
            values = (value, low, high, *more, k)
            found += numbers(about, reports, f"{place}, description", values)
    row = rf"Random effects +({PANEL})? +\d+ +(?:\d+ +)?{NUMBER} +{NUMBER} +{NUMBER}"
    for panel, *values in re.findall(row, text):
        about = measured(f"{title[1]} {panel}")
        found += numbers(about, held(panel, place), f"{place}, table", values)
    return found


def in_steps(text: str, place: str) -> list[Said]:
    """The full sets of figures that leave out, add, or ask what censoring hides."""
    whole = rf"(?:All studies|With all of them|100% of N, all series): {NUMBER}, interval {SPAN}"
    about = measured(text.partition("pooled")[0])
    return [
        said
        for found in re.findall(rf"{whole}, prediction interval {SPAN}", text)
        for said in numbers(about, held("", place), place, found)
    ]


def in_words(text: str, place: str) -> list[Said]:
    """The sentence that sets the printed and the corrected reading side by side."""
    said = rf"([a-z0-9 ]+), (?:from {NUMBER}% to {NUMBER}%|{NUMBER}% in both)"
    moves = [(what, a or same, b or same) for what, a, b, same in re.findall(said, text)]
    return [
        Said(measured(what), f"series of the review, {reading}", "estimate", value, place)
        for what, *both in moves
        if text.startswith("Pooled, each cohort once")
        for reading, value in zip(("printed", "corrected"), both, strict=True)
    ]


def in_reconciliation(text: str, place: str) -> list[Said]:
    """The table that sets every figure of five-year survival side by side."""
    kinds = {
        "Table 1 of the review +Pooled, each cohort once": ("series of the review, printed", 0),
        "without what cannot be as printed": ("series of the review, printed", 5),
        "primary reports correct it": ("series of the review, corrected", 0),
        "All series read": ("all series read", 0),
    }
    if not text.startswith("Every figure of survival at five years"):
        return []
    rows = {kind: re.search(rf"{kind}.*?(?= \d){' +' + NUMBER}", text) for kind in kinds}
    return [
        Said("survival 60", reports, STATISTICS[at], rows[kind][1], place)
        for kind, (reports, at) in kinds.items()
    ]


def in_left_out(text: str, place: str) -> list[Said]:
    """Survival at five years without each series: of a figure and of a table."""
    if "pooled again without each" in text:
        row = rf"^ *([A-Z]\w+ \d{{4}}) +\d+ +{NUMBER} "
    elif text.startswith("What each series does to the pooled survival at five years"):
        row = rf"^ *([A-Z]\w+ \d{{4}}) +{NUMBER} "
    else:
        return []
    found = re.findall(row, text, re.MULTILINE)
    return [Said("survival 60", f"without {name}", "estimate", v, place) for name, v in found]


def in_states(name: str) -> list[Said]:
    """The first outcome of an explorer without each report, and what its exercises show."""
    explorer = explore(BOOK, name)
    about = measured(explorer.source.outcomes[0].title)
    shown = explorer.outcomes[0]
    fates = explorer.seen(explorer.start).fates
    found = []
    for key in (key for key in shown.keys if fates[key] == "in"):
        value = explorer.numbers(explorer.start | {"left_out": [key]})["estimate"]
        reports = f"without {shown.labels[key]}"
        found.append(Said(about, reports, "estimate", value, f"explorer of {name}"))
    for each in explorer.exercises:
        left, told = each["state"].get("left_out"), re.search(rf"figure is {NUMBER}", each["why"])
        if left and told:
            reports = f"without {shown.labels[left[0]]}"
            found.append(Said(about, reports, "estimate", told[1], f"exercise of {name}"))
    return found


WALKS = (in_explorers, in_forests, in_steps, in_words, in_reconciliation, in_left_out)


def said_in(text: str, place: str) -> list[Said]:
    """Every pooled number of one output of a cell."""
    return [said for walk in WALKS for said in walk(text, place)]


def disagreeing(told: list[Said]) -> list[str]:
    """Say what has more than one value, each as far as its digits go."""
    by_question = defaultdict(list)
    for each in told:
        by_question[each[:3]].append(each)
    faults = []
    for question, answers in by_question.items():
        finest = max(answers, key=lambda each: decimals(each.value))
        for each in answers:
            half = 0.5 * 10 ** -decimals(each.value) + 1e-9
            if abs(float(each.value) - float(finest.value)) > half:
                both = f"{each.value} ({each.place}) and {finest.value} ({finest.place})"
                faults.append(f"{', '.join(question)}: {both}")
    return faults


def decimals(value: str) -> int:
    """How many decimals a number is given with."""
    return len(value.partition(".")[2])


@pytest.fixture(scope="module")
def told() -> list[Said]:
    """Every pooled number of the chapters and of the explorers of the review's series."""
    found = []
    for chapter in CHAPTERS:
        notebook = nbformat.read(baseline(chapter), as_version=4)
        for cell in notebook.cells:
            for output in cell.outputs:
                found += said_in(output.get("data", {}).get("text/plain", ""), cell.id)
    return found + in_states("resection")


def test_the_same_quantity_has_one_value_in_every_place(told):
    assert not disagreeing(told)


@pytest.mark.parametrize("walk", [*WALKS, in_states])
def test_every_kind_of_place_is_walked(walk, told):
    if walk is in_states:
        kinds = {each.place.partition(" of ")[0] for each in told if " of " in each.place}
        assert kinds == {"explorer", "exercise"}
        return
    found = []
    for chapter in CHAPTERS:
        for cell in nbformat.read(baseline(chapter), as_version=4).cells:
            for output in cell.outputs:
                found += walk(output.get("data", {}).get("text/plain", ""), cell.id)
    assert found
    assert set(found) <= set(told)


def test_survival_at_five_years_is_met_in_many_places(told):
    whole = ("survival 60", "series of the review, printed", "estimate")
    assert len({each.place for each in told if each[:3] == whole}) >= 8


def test_a_second_value_is_found_whatever_its_place(told):
    by_question = defaultdict(set)
    for each in told:
        by_question[each[:3]].add(each.place)
    shared = [each for each in told if len(by_question[each[:3]]) > 1]
    assert len(shared) > 50
    for each in shared:
        moved = each._replace(value=f"{float(each.value) + 2:.{decimals(each.value)}f}")
        at = told.index(each)
        assert disagreeing([*told[:at], moved, *told[at + 1 :]])

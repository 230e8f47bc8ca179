"""Explorers: filters, pooled results and a forest that follow the reader, with or without a kernel.

Every result a reader can reach is computed here, by `states`, and looked up by the page.
"""

import html
from typing import NamedTuple

import pandas as pd
from IPython.display import display

from reviewbook.explorer.changes import changed
from reviewbook.explorer.content import answer, content, headed, still_figure
from reviewbook.explorer.exercises import exercises
from reviewbook.explorer.filters import kept_keys
from reviewbook.explorer.material import Material, material
from reviewbook.explorer.prepared import Prepared, prepared
from reviewbook.explorer.programs import line, program
from reviewbook.explorer.states import COLUMNS, STATUSES, States, shown
from reviewbook.explorer.view import view
from reviewbook.explorer.wording import POINTS, POOLED, UNITS, WORDS, named, sentence, subject
from reviewbook.ledger.book import Book


def explore(book: Book, name: str) -> "Explorer":
    """Show an explorer that the book file declares.

    Raises:
        KeyError: the book has no explorer of this name.
    """
    return Explorer(material(book, name))


class Seen(NamedTuple):
    """What a state shows: what became of each report, and as bits which reports are pooled.

    ``standing`` has the reports that stand for their cohorts, in use or not.
    """

    fates: dict[str, str]
    counted: int
    standing: int


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

    def state(self, **changes) -> dict:
        """The reader's state, with some parts changed."""
        return {name: getattr(self.view, name) for name in self.start} | changes

    def seen(self, state: dict | None = None) -> Seen:
        """What became of each report of the outcome: ``in``, ``left``, ``outside``, …"""
        state = state or self.state()
        shown = self.outcomes[state["outcome"]]
        kept = kept_keys(self.source, state)
        fates = {key: fate(key, kept, state, shown) for key in shown.members}
        if shown.states is None:
            return Seen(fates, 0, 0)
        subset = shown.bits(key for key, became in fates.items() if became == "in")
        standing = shown.states.standing(shown.bits(state["instead"]))
        counted = subset if state["twice"] else subset & standing
        for at, key in enumerate(shown.keys):
            if fates[key] == "in" and not counted >> at & 1:
                fates[key] = "same"
        return Seen(fates, counted, standing)

    def numbers(self, state: dict | None = None) -> dict[str, str]:
        """Every number that is shown, as it is shown, with ``status`` and ``sentence``."""
        state = state or self.state()
        return said(self.outcomes[state["outcome"]], self.seen(state), state)

    def sentence(self, state: dict | None = None) -> str:
        """The sentence that says the result in words."""
        return self.numbers(state)["sentence"]

    def changed(self, before: dict, after: dict) -> str:
        """What a change of state did to the figure, and which reports moved, and why."""
        return changed(self, before, after)

    def selection(self, state: dict) -> tuple[str, list[str], dict] | None:
        """What is pooled in a state as `programs.program` takes it; None where nothing is."""
        outcome, seen, said = self.outcomes[state["outcome"]], self.seen(state), self.numbers(state)
        if outcome.states is None or said["status"] not in POOLED:
            return None
        told, places = outcome.outcome, outcome.states.places("estimate")
        given = [
            line(row, told.kind)
            for row in outcome.drawn.to_dict("records")
            if (at := outcome.members[row["key"]]) is not None and seen.counted >> at & 1
        ]
        facts = {"title": told.title, "sentence": said["sentence"], "places": places}
        return told.kind, given, facts | {"informed": f"{told.informed:.2f}"}

    def program(self, language: str, state: dict | None = None) -> str:
        """What is pooled in a state as a program in ``python`` or ``R``; empty where nothing is."""
        asked = self.selection(state or self.state())
        return program(language, asked[0], asked[1], **asked[2]) if asked else ""

    def rows(self, state: dict | None = None) -> pd.DataFrame:
        """The reports in use, as rows of a forest plot."""
        state = state or self.state()
        fates = self.seen(state).fates
        rows = self.source.outcomes[state["outcome"]].rows
        return rows[rows["key"].map(fates) == "in"]

    def text(self) -> str:
        """The explorer in words, for a notebook's baseline."""
        lines = [headed(self.source.title, f"{len(self.source.reports)} reports")]
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
        live = self.view._repr_mimebundle_()
        data = live[0] if isinstance(live, tuple) else live
        display((data or {}) | {"text/plain": f"Explorer: {self.source.title}"}, raw=True)


def fate(key: str, kept: set[str], state: dict, shown: Prepared) -> str:
    """What became of a report, as far as its own filters and boxes say."""
    if key not in kept:
        return "outside"
    if key in state["left_out"]:
        return "left"
    return "alone" if shown.members[key] is None and shown.states is not None else "in"


def said(outcome: Prepared, seen: Seen, state: dict) -> dict[str, str]:
    """The numbers of a state as they are shown, its status and its sentence."""
    found = facts(outcome, seen, state)
    return found | {"sentence": sentence(found)}


def facts(outcome: Prepared, seen: Seen, state: dict) -> dict[str, str]:
    """What is to be said of a state; the page makes the same of what it looks up."""
    told, computed = outcome.outcome, outcome.states
    names = {
        each: [outcome.labels[key] for key, became in seen.fates.items() if became == each]
        for each in ("in", "left", "outside")
    }
    found = {"title": subject(told.title), "reason": told.reason, "kind": told.kind}
    found |= {each: named(names[each]) for each in ("left", "outside")} | {"clock": told.clock}
    if computed is None:
        status = "listed" if names["in"] else "no report"
        return found | {
            "k": str(len(names["in"])),
            "of": str(len(outcome.members)),
            "status": status,
        }
    found |= {"of": str(len(computed.reports)), "doubled": doubled(outcome, computed, seen)}
    asked = outcome.bits(state["instead"]) & seen.counted & seen.standing & ~computed.chosen
    found["asked"] = named(
        [outcome.labels[key] for at, key in enumerate(outcome.keys) if asked >> at & 1]
    )
    row = computed.row(seen.counted)
    if row is None:
        return found | {"status": "not computed"}
    for column in COLUMNS[1:]:
        found[column] = shown(row[column], computed.places(column), sign=column == "change")
    return found | {
        "faulty": without_impossible(outcome, computed, seen.counted),
        "status": STATUSES[row["status"]],
        "unit": UNITS[told.unit],
        "points": POINTS[told.unit],
        "study": names["in"][0] if names["in"] else "",
        "origin": outcome.origin,
        "distance": found["change"].lstrip("+−"),
        "move": "whole" if seen.counted == computed.chosen else moved(row["change"]),
        "twice": "yes" if seen.counted & ~seen.standing else "",
    }


def without_impossible(outcome: Prepared, computed: States, counted: int) -> str:
    """What would be pooled without the values that cannot be as they are printed."""
    faulty = counted & outcome.impossible
    row = computed.row(counted & ~faulty)
    if not faulty or row is None:
        return ""
    names = [outcome.labels[key] for at, key in enumerate(outcome.keys) if faulty >> at & 1]
    numbers = {name: shown(row[name], computed.places(name)) for name in COLUMNS[1:]}
    few = "pooled" if STATUSES[row["status"]] in POOLED else "few"
    unit = UNITS[outcome.outcome.unit]
    return WORDS[f"faulty {few}"].format(**numbers, names=named(names), unit=unit)


def doubled(outcome: Prepared, computed: States, seen: Seen) -> str:
    """Which reports do not count, because another stands for their patients."""
    unheard: dict[str, list[str]] = {}
    for at, key in enumerate(outcome.keys):
        if seen.fates[key] == "same":
            place = (computed.cohorts[at] & seen.standing).bit_length() - 1
            unheard.setdefault(outcome.keys[place], []).append(outcome.labels[key])
    return " ".join(
        WORDS[f"same {seen.fates[key]}"].format(standing=outcome.labels[key], names=named(names))
        for key, names in unheard.items()
    )


def moved(change: int) -> str:
    """Where a pooled number lies from that of the full set."""
    return "above" if change > 0 else "below" if change < 0 else "equal"


def start(source: Material) -> dict:
    """The state before a reader chooses."""
    state = {"outcome": 0, "left_out": [], "instead": [], "twice": False}
    state |= {choice.name: 0 for choice in source.choices}
    for each in source.ranges:
        state |= {each.name: list(each.ends), f"{each.name}_unknown": True}
    return state

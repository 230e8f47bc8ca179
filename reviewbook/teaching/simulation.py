"""A simulation on a page: a question first, then a chart whose settings the reader moves.

Complete before any script runs: question, answer and the state at first, in words and drawn.
"""

import html
from dataclasses import dataclass
from typing import NamedTuple

import altair as alt
import pandas as pd

from reviewbook.charts.simulated import with_settings
from reviewbook.page.figure import Figure, as_script
from reviewbook.page.table import Table
from reviewbook.statistics.simulations.hazard import Ratio
from reviewbook.teaching.settings import Settings

SLOWER_FASTER = (
    "The treated die more slowly.",
    "There is no difference that chance would not explain.",
    "The treated die faster.",
)
"""What a comparison may show, in the order of `side`."""

WORDS = {
    "first": "First predict, then see.",
    "check": "Check",
    "skip": "Show it without a guess",
    "right": "Yes.",
    "wrong": "Not so. The answer is: {answer}",
    "made up": "Made up for teaching: no patient and no study is behind it.",
    "still": "Here stands the first setting; on the screen of a computer it can be changed.",
}


class Prediction(NamedTuple):
    """A question, what may be answered, the place of the right answer, and why it is right."""

    question: str
    options: tuple[str, ...]
    right: int
    why: str


@dataclass(frozen=True)
class Idea:
    """All that a simulation shows.

    ``rows`` are those of the chart, numbered by state in ``s``; ``sentences`` say each state in
    words, and ``summary`` in numbers, one row a state.
    """

    name: str
    caption: str
    settings: Settings
    prediction: Prediction
    chart: alt.LayerChart
    sentences: list[str]
    summary: pd.DataFrame


class Simulation(Figure):
    """A figure that asks first and whose settings choose among states computed beforehand."""

    def __init__(self, idea: Idea):
        self.idea = idea
        self.sentence = idea.sentences[idea.settings.place(idea.settings.start())]
        labels = {each.name: each.label for each in idea.settings.free}
        super().__init__(
            with_settings(idea.chart, idea.settings.free),
            f"{idea.caption} {WORDS['made up']}",
            self.sentence,
            Table(idea.summary.rename(columns=labels), f"Every setting: {idea.caption}"),
            idea.name,
        )

    def parts(self) -> dict[str, str]:
        """Return the parts of a figure, the question and the sentence in its body."""
        found = super().parts()
        said = f'<p class="rb-says" role="status">{html.escape(self.sentence)}</p>'
        found["body"] = (
            f'<div class="rb-simulation">{self.question()}'
            f'<div class="rb-simulated">{said}{found["body"]}</div>'
            f'<script type="application/json" class="rb-states">{as_script(self.states())}</script>'
            "</div>"
        )
        return found

    def question(self) -> str:
        """Return the question as a form, and with its answer for where no script runs."""
        asked = self.idea.prediction
        options = "".join(
            f'<label><input type="radio" name="predict-{self.name}" value="{at}">'
            f"{html.escape(option)}</label>"
            for at, option in enumerate(asked.options)
        )
        answer = html.escape(f"{asked.options[asked.right]} {asked.why}")
        return (
            f'<div class="rb-predict"><p class="rb-first">{WORDS["first"]}</p>'
            f"<fieldset><legend>{html.escape(asked.question)}</legend>{options}"
            f'<button type="button" class="rb-check" disabled>{WORDS["check"]}</button>'
            f'<button type="button" class="rb-skip">{WORDS["skip"]}</button></fieldset>'
            '<p class="rb-verdict" role="status" tabindex="-1"></p></div>'
            f'<div class="rb-answered"><p>{html.escape(asked.question)}</p><p>{answer}</p>'
            f"<p>{WORDS['still']}</p></div>"
        )

    def states(self) -> dict:
        """Return what the page needs to answer and to say each state."""
        asked = self.idea.prediction
        wrong = WORDS["wrong"].format(answer=asked.options[asked.right])
        settings = [
            {"name": each.name, "low": each.low, "step": each.step, "count": len(each.values())}
            for each in self.idea.settings.free
        ]
        return {
            "right": asked.right,
            "verdicts": {"right": f"{WORDS['right']} {asked.why}", "wrong": f"{wrong} {asked.why}"},
            "settings": settings,
            "sentences": self.idea.sentences,
        }

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        bundle = super()._repr_mimebundle_(include, exclude)
        asked = self.idea.prediction
        told = f"{asked.question} {asked.options[asked.right]} {asked.why}"
        return bundle | {"text/plain": f"{told}\n\n{bundle['text/plain']}"}


def side(ratio: Ratio) -> int:
    """Give the place in `SLOWER_FASTER` of what a ratio with its interval shows."""
    return 0 if ratio.high < 1 else 2 if ratio.low > 1 else 1


def written(ratio: Ratio) -> str:
    """Write a ratio with its interval."""
    return f"{ratio.estimate:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"

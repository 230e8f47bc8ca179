"""The readable book file: what an editor decides beside the tables, such as what explorers offer.

``book.yml`` stands beside ``_config.yml``; a book without it has empty settings.
"""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from reviewbook.tables.problems import LONGEST_VALUE, DataError

FILE = "book.yml"
Where = dict[str, str | list[str]]
Shape = ConfigDict(extra="forbid", frozen=True)


class SettingsError(DataError):
    """The book file cannot be used; the message has a line for every fault."""

    def __init__(self, faults: list[str]):
        self.problems = []
        head = f"{len(faults)} problem{'s' if len(faults) > 1 else ''} in {FILE}:"
        ValueError.__init__(self, "\n  ".join([head, *faults]))


class Option(BaseModel):
    """A choice of a filter: the reports a claim lists, and those with a row in a table."""

    model_config = Shape
    claim: str = ""
    table: str = ""
    where: Where = {}


class Filter(BaseModel):
    """What readers filter by.

    A value is read from a ``column`` of the reports (``until``: the column with the end of a
    span), from a ``characteristic``, or from the ``column`` of another ``table``, in rows ``where``
    columns have values. With a ``step`` it is a range of numbers; else a choice of the values met,
    of yes and no by a text that the value ``contains``, or of named ``options``. ``heading`` is the
    column of the explorer's table.
    """

    model_config = Shape
    name: str = Field(default="", pattern=r"^\w*$")
    label: str
    heading: str = ""
    column: str = ""
    until: str = ""
    characteristic: str = ""
    table: str = ""
    where: Where = {}
    step: float | None = Field(default=None, gt=0)
    contains: str = ""
    options: dict[str, Option] = {}


class Outcome(BaseModel):
    """What an explorer shows of its reports, one number each; a ``reason`` says why not pooled.

    ``outcome`` with ``statistic`` (survival, proportion or median, and ``months``) or a
    ``characteristic`` of groups of patients; ``effect`` (hazard, odds or risk ratio, as printed) or
    ``counts`` (odds or risk ratio, computed from the counts of two arms) of comparisons. Otherwise
    the rows hold ``estimate`` themselves, or the name of a ``column``, and ``unit`` says in what.
    ``informed`` is the share of the patients that is taken to have informed a percentage, where
    others were censored before its time.
    """

    model_config = Shape
    key: str = ""
    title: str
    outcome: str = ""
    statistic: Literal["", "survival", "proportion", "median"] = ""
    months: int | None = None
    characteristic: str = ""
    effect: Literal["", "hazard ratio", "odds ratio", "risk ratio"] = ""
    counts: Literal["", "odds ratio", "risk ratio"] = ""
    column: str = ""
    table: str = ""
    where: Where = {}
    informed: float = Field(default=1.0, gt=0, le=1)
    unit: Literal["", "percent", "ratio", "months", "cm", "years"] = ""
    reason: str = ""


class Part(BaseModel):
    """Reports of one kind with their outcomes.

    One of ``arms`` and ``comparisons`` (those whose columns have the given values; of comparisons
    the columns of the arm with the treatment), or ``rows``: ``package.module:function``, which
    takes the book and gives a frame. ``judged`` leaves out what the judged documents do not say.
    ``words`` follow the titles of outcomes, ``prefix`` leads their keys, and a ``reason`` says why
    none of them is pooled.
    """

    model_config = Shape
    arms: Where | None = None
    comparisons: Where | None = None
    rows: str = Field(default="", pattern=r"^$|^[\w.]+:\w+$")
    judged: bool = False
    outcomes: list[str | Outcome] = Field(min_length=1)
    words: str = ""
    prefix: str = ""
    reason: str = ""


class Exercise(BaseModel):
    """A question before looking; which answer is right is computed. See `explorer.exercises`.

    ``question`` and ``why`` may hold what the kind gives: ``{label}``, ``{lowest}``, ``{highest}``,
    and of the numbers ``{before[...]}`` and ``{after[...]}``: estimate, change, k, patients,
    interval (for a new report), sentence.
    """

    model_config = Shape
    kind: Literal[
        "leave out the largest",
        "leave out the first",
        "count twice",
        "interval of an option",
        "estimate of an option",
        "estimate of the upper half",
        "another outcome",
        "stated only",
        "how many state",
        "origin",
        "lowest",
        "highest",
    ]
    question: str = ""
    why: str = ""
    filter: str = ""
    option: str = ""
    outcome: str = ""
    options: list[str] = []


class Explorer(BaseModel):
    """An explorer: its ``filters`` by name, the filters ``shown`` as columns, its exercises."""

    model_config = Shape
    title: str
    parts: list[Part] = Field(min_length=1)
    filters: list[str | Filter] = []
    shown: list[str] = []
    exercises: list[Exercise] = []


class Settings(BaseModel):
    """The book file: filters and outcomes by name, and the explorers that use them."""

    model_config = Shape
    filters: dict[str, Filter] = {}
    outcomes: dict[str, Outcome] = {}
    explorers: dict[str, Explorer] = {}

    def filter(self, named: str | Filter) -> Filter:
        """A filter with its name: a shared one, or one that an explorer has of its own."""
        if isinstance(named, Filter):
            return named
        return self.filters[named].model_copy(update={"name": named})

    def outcome(self, named: str | Outcome) -> Outcome:
        """An outcome with its key, as `filter`."""
        if isinstance(named, Outcome):
            return named
        return self.outcomes[named].model_copy(update={"key": named})


def settings(folder: Path) -> Settings:
    """Read the book file of a folder; without one the settings are empty.

    Raises:
        SettingsError: with every fault, each with its place, what was found and what is expected.
    """
    path = Path(folder) / FILE
    if not path.is_file():
        return Settings()
    found = _read(path)
    try:
        made = Settings.model_validate(found)
    except ValidationError as error:
        raise SettingsError([_fault(each) for each in error.errors()]) from None
    if faults := _unknown(made):
        raise SettingsError(faults)
    return made


def _read(path: Path) -> dict:
    try:
        text = path.read_text(encoding="utf-8")
        found = yaml.load(text, _OnceLoader) or {}
    except UnicodeDecodeError:
        raise SettingsError(["the file is not text in UTF-8"]) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise SettingsError([f"line {line}: {error.reason}"]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError([f"line {line}: {error.problem}"]) from None
    if not isinstance(found, dict):
        raise SettingsError([_said("the file", found, "names with settings below them")])
    return found


class _OnceLoader(yaml.SafeLoader):
    """Refuses a key that stands twice, of which YAML would keep the last in silence."""

    def construct_mapping(self, node, deep=False):
        names = [key.value for key, _ in node.value if isinstance(key.value, str)]
        for key, _ in reversed(node.value):
            if key.value != "<<" and names.count(key.value) > 1:
                problem = f"{key.value!r} stands twice, expected once"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
        return super().construct_mapping(node, deep)


def _fault(error: ErrorDetails) -> str:
    place = " › ".join(str(part) for part in error["loc"])
    if error["type"] == "missing":
        return f"{place}: nothing found, expected a value"
    if error["type"] == "extra_forbidden":
        return f"{place}: found, expected only settings that exist"
    return _said(place, error["input"], error["msg"][0].lower() + error["msg"][1:])


def _said(place: str, value, expected: str) -> str:
    text = repr(value)
    text = text[:LONGEST_VALUE] + "…" if len(text) > LONGEST_VALUE else text
    return f"{place}: {text} found, expected {expected.removeprefix('input should be ')}"


def _unknown(made: Settings) -> list[str]:
    """Names that an explorer uses and the file does not have."""
    faults = []
    for name, explorer in made.explorers.items():
        used: list[tuple[str, object]] = [
            ("filters", each) for each in (*explorer.filters, *explorer.shown)
        ]
        used += [("outcomes", each) for part in explorer.parts for each in part.outcomes]
        for kind, each in used:
            if not isinstance(each, str):
                continue
            known = getattr(made, kind)
            if each not in known:
                expected = f"one of {', '.join(known) or f'the {kind} above (there are none)'}"
                faults.append(_said(f"explorers › {name} › {kind}", each, expected))
    return faults

"""An explorer in a notebook: the same numbers through its Python side, and honest exercises."""

import random

import pytest
from books import BOOK

from reviewbook.explorer.explorer import explore
from reviewbook.explorer.states import EVERY_SUBSET as MOST
from reviewbook.explorer.states import GREATEST
from reviewbook.statistics.effects import effects, proportion_effects
from reviewbook.statistics.inputs import count_cohorts_once
from reviewbook.statistics.medians import median_of_medians
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.sensitivity import shrunk


@pytest.fixture(scope="module")
def explorers() -> dict:
    """Every explorer of the book."""
    return {name: explore(BOOK, name) for name in BOOK.explorers}


def written(value, places: int) -> str:
    """A number as Python prints it."""
    if value is None:
        return ""
    if abs(value) >= GREATEST:
        return f"> {GREATEST}"
    return f"{value:.{places}f}".replace("-", "−")


def pooled(outcome, rows):
    """The rows pooled from scratch, each as of patients of its own, and the result's scale."""
    rows = rows.assign(study=rows["key"], median=rows["estimate"])
    if outcome.kind == "median":
        return median_of_medians(rows[["study", "median", "n", "year"]]), 1
    if outcome.kind == "ratio":
        return pool(effects(rows[["study", "estimate", "low", "high", "n"]], "HR")), 1
    counts = rows.assign(k=rows["estimate"] * rows["n"] / 100)
    ready = proportion_effects(counts[["study", "k", "n", "year"]])
    return pool(shrunk(ready, outcome.informed)), 100


@pytest.mark.parametrize("name", BOOK.explorers)
def test_what_a_kernel_shows_is_what_pooling_the_rows_in_use_gives(name, explorers):
    explorer, draw = explorers[name], random.Random(name)
    compared = 0
    for _ in range(40):
        at = draw.randrange(len(explorer.source.outcomes))
        outcome = explorer.source.outcomes[at]
        if outcome.kind == "listed":
            continue
        explorer.view.outcome = at
        drawn = list(explorer.outcomes[at].members)
        explorer.view.left_out = [key for key in drawn if draw.random() < 0.3]
        explorer.view.instead = [key for key in drawn if draw.random() < 0.2]
        for choice in explorer.source.choices:
            chosen = draw.randrange(len(choice.options)) if draw.random() < 0.2 else 0
            setattr(explorer.view, choice.name, chosen)
        numbers = explorer.numbers()
        fates = explorer.seen().fates
        if numbers["status"] == "not computed":
            assert sum(place is not None for place in explorer.outcomes[at].members.values()) > MOST
            continue
        used = [key for key in drawn if fates[key] == "in"]
        result, scale = pooled(outcome, outcome.rows.set_index("key", drop=False).loc[used])
        if numbers["status"] == "pooled":
            compared += 1
            places = 2 if outcome.kind == "ratio" else 1
            for bound in ("estimate", "low", "high"):
                value = getattr(result, bound)
                value = None if value is None else scale * value
                assert numbers[bound] == written(value, places)
            assert numbers["k"] == str(result.k)
            assert numbers["estimate"] in explorer.sentence()
        else:
            assert numbers["status"] == result.status
            assert result.status != "pooled"
    assert compared or name == "rfa"


def test_python_is_told_of_a_change():
    explorer, told = explore(BOOK, "resection"), []
    explorer.view.observe(lambda change: told.append(explorer.sentence()), names="left_out")
    whole = explorer.sentence()
    explorer.view.left_out = ["ruiz-2015"]
    assert told == [explorer.sentence()]
    assert explorer.sentence() != whole


@pytest.mark.parametrize("name", BOOK.explorers)
def test_every_choice_says_what_is_not_stated(name, explorers):
    source = explorers[name].source
    every = set(source.reports["key"])
    assert len(every) == len(source.reports)
    for choice in source.choices:
        options = list(choice.options)
        assert options[0] == "any"
        assert options[-1] == "not stated"
        assert choice.options["any"] == every
        assert set().union(*list(choice.options.values())[1:]) == every
        others = set().union(*list(choice.options.values())[1:-1])
        assert not others & choice.options["not stated"]


def test_reports_that_share_patients_count_once(explorers):
    explorer = explorers["laboratory"]
    outcome = explorer.source.outcomes[0]
    fates = explorer.seen(explorer.start).fates
    drawn = outcome.rows[outcome.rows["key"].isin([k for k, f in fates.items() if f != "alone"])]
    kept = count_cohorts_once(drawn.assign(study=drawn["key"])).kept
    assert {key for key, fate in fates.items() if fate == "in"} == set(kept["key"])
    twice = explorer.start | {"twice": True}
    assert "same" not in explorer.seen(twice).fates.values()
    assert explorer.sentence(twice).count("An error, shown for teaching") == 1


def test_combinations_that_cannot_be_pooled_say_so(explorers):
    explorer = explorers["resection"]
    keys = list(explorer.outcomes[0].members)

    def only(*kept: str) -> str:
        left = [key for key in keys if key not in kept]
        return explorer.sentence(explorer.start | {"left_out": left})

    assert only().startswith("No report that states this outcome is left.")
    assert only("abbott-2012").startswith("Only Abbott 2012 is left, with 44.0%.")
    chosen, other = patients_in_two_reports(explorer)
    labels = explorer.outcomes[0].labels
    said = f"Not counted, because {labels[chosen]} stands for the same patients: {labels[other]}."
    assert said in only(chosen, other)
    assert only(other).startswith("No report that states this outcome is left.")
    assert f"{labels[chosen]} stands for the same patients and is left out" in only(other)


def patients_in_two_reports(explorer) -> tuple[str, str]:
    """The report that stands for a cohort in the first outcome, and another of its patients."""
    shown = explorer.outcomes[0]
    other = next(key for at, key in enumerate(shown.keys) if not shown.states.chosen >> at & 1)
    together = shown.states.cohorts[shown.members[other]] & shown.states.chosen
    return shown.keys[together.bit_length() - 1], other


def test_a_report_enters_for_its_patients_only_when_asked_for_and_that_is_said(explorers):
    explorer = explorers["resection"]
    chosen, other = patients_in_two_reports(explorer)
    without = explorer.start | {"left_out": [chosen]}
    assert explorer.seen(without).fates[other] == "same"
    asked = explorer.start | {"instead": [other]}
    fates = explorer.seen(asked).fates
    assert (fates[chosen], fates[other]) == ("same", "in")
    label = explorer.outcomes[0].labels[other]
    assert f"Counted because it was asked for: {label}." in explorer.sentence(asked)
    assert "asked for" not in explorer.sentence(without)


def test_who_leaves_by_a_box_or_by_a_filter_is_named(explorers):
    explorer = explorers["resection"]
    labels = explorer.outcomes[0].labels
    for choice in explorer.source.choices:
        for at, kept in enumerate(choice.options.values()):
            gone = [label for key, label in labels.items() if key not in kept]
            said = explorer.sentence(explorer.start | {choice.name: at})
            assert ("Outside the filters: " in said) == bool(gone)
            assert all(name in said for name in gone[:4])
    assert "Left out: Abbott 2012." in explorer.sentence(
        explorer.start | {"left_out": ["abbott-2012"]}
    )


def test_what_is_pooled_is_said_without_what_cannot_be_as_printed(explorers):
    explorer = explorers["resection"]
    for at, each in enumerate(explorer.outcomes):
        state = explorer.start | {"outcome": at}
        faulty = [each.keys[i] for i in range(len(each.keys)) if each.impossible >> i & 1]
        said = explorer.sentence(state)
        assert ("cannot be as printed" in said) == bool(faulty)
        if faulty:
            without = explorer.numbers(state | {"left_out": faulty})["estimate"]
            assert f"which cannot be as printed: {without}" in said
    assert any(each.impossible for each in explorer.outcomes)


def test_groups_that_count_from_different_events_are_pooled_apart(explorers):
    for explorer in explorers.values():
        for at, each in enumerate(explorer.outcomes):
            if each.outcome.clock:
                assert set(each.drawn["time_zero"]) == {each.outcome.clock}
                numbers = explorer.numbers(explorer.start | {"outcome": at})
                unsaid = each.outcome.clock == "not stated" and numbers["status"] == "pooled"
                assert ("states from when it counts" in numbers["sentence"]) == unsaid


def test_unmatched_groups_are_never_pooled_into_a_ratio(explorers):
    for explorer in explorers.values():
        for each in explorer.outcomes:
            if each.outcome.kind == "ratio":
                pooled_keys = [key for key, place in each.members.items() if place is not None]
                kept = each.drawn[each.drawn["key"].isin(pooled_keys)]
                assert set(kept["allocation"]) <= {"matched", "propensity matched", "randomised"}


@pytest.mark.parametrize("name", BOOK.explorers)
def test_exercises_have_an_answer_among_their_options(name, explorers):
    explorer = explorers[name]
    assert explorer.exercises
    for exercise in explorer.exercises:
        assert len(set(exercise["options"])) == len(exercise["options"]) >= 2
        assert exercise["right"] is None or exercise["right"] in range(len(exercise["options"]))
        assert set(exercise["state"]) <= set(explorer.start)
        assert exercise["why"].strip()
    assert any(exercise["right"] is not None for exercise in explorer.exercises)


def test_the_right_answer_about_the_largest_report_follows_the_numbers(explorers):
    explorer = explorers["resection"]
    exercise = next(each for each in explorer.exercises if "left_out" in each["state"])
    before = explorer.numbers(explorer.start)
    after = explorer.numbers(explorer.start | exercise["state"])
    moved = float(after["estimate"]) - float(before["estimate"])
    assert abs(abs(moved) - 1) > 0.2
    assert exercise["right"] == (2 if abs(moved) < 1 else int(moved < 0))

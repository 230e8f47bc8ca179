"""A selection as a program: run, it prints the numbers that the explorer shows."""

import contextlib
import io
import json
import random
import re

import pandas as pd
import pytest
from books import BOOK, ROOT

from reviewbook.explorer.explorer import explore
from reviewbook.explorer.programs import HEADS, line, program
from reviewbook.explorer.states import COLUMNS, shown, states

PINNED = json.loads((ROOT / "validation/programs/programs.json").read_text("utf-8"))
PRINTED = {
    "pooled": ["estimate"],
    "interval": ["low", "high"],
    "a new series": ["prediction_low", "prediction_high"],
    "reports from": ["prediction_low", "prediction_high"],
    "k": ["k", "tau2", "i2"],
}


def numbers_of(printed: str) -> dict[str, str]:
    """What a program printed, under the names of the numbers that are shown."""
    found = {}
    for said in printed.splitlines():
        begin = next(name for name in PRINTED if said.startswith(name))
        texts = re.findall(
            r"-?\d+(?:\.\d+)?", said.removeprefix(begin).replace("tau2", "").replace("I2", "")
        )
        found |= dict(zip(PRINTED[begin], texts, strict=False))
    return found


def run(text: str) -> dict[str, str]:
    """What a program in Python prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(text, "program", "exec"), {})
    return numbers_of(out.getvalue())


@pytest.mark.parametrize("name", ["resection", "case-control"])
def test_the_program_in_python_prints_what_is_shown(name):
    explorer, draw, kinds = explore(BOOK, name), random.Random(name), set()
    for at, outcome in enumerate(explorer.outcomes):
        for share in (0, 0.2, 0.5):
            left = [key for key in outcome.members if draw.random() < share]
            state = explorer.start | {"outcome": at, "left_out": left}
            if not (text := explorer.program("python", state)):
                assert explorer.numbers(state)["status"] != "pooled"
                continue
            kinds.add(outcome.outcome.kind)
            said = explorer.numbers(state)
            found = run(text)
            assert found == {part: said[part] for part in found}
            assert {"estimate", "k"} < set(found)
            assert ("low" in found) == bool(said["low"])
    assert kinds == ({"ratio"} if name == "case-control" else {"proportion", "median"})


@pytest.mark.parametrize("pinned", PINNED, ids=lambda each: each["facts"]["title"][:20])
def test_the_program_in_r_is_the_one_that_r_ran_and_printed_what_is_shown(pinned):
    kind, given, facts = (pinned[part] for part in ("kind", "given", "facts"))
    assert program("R", kind, given, **facts) == pinned["text"]
    rows = pd.read_csv(io.StringIO("\n".join([HEADS[kind], *given])))
    rows = rows.rename(columns={"report": "label", "percent": "estimate", "months": "estimate"})
    rows = rows.rename(columns={"ratio": "estimate"}).reindex(
        columns=["label", "estimate", "low", "high", "level", "n"]
    )
    rows = rows.assign(key=rows["label"], cohort_id=None, year=2000.0)
    computed = states(rows, kind, informed=float(facts["informed"]))
    row = computed.row((1 << len(rows)) - 1)
    found = numbers_of(pinned["printed"])
    assert found == {name: shown(row[name], computed.places(name)) for name in found}
    assert {"estimate", "k"} < set(found) <= set(COLUMNS)


def test_every_kind_is_pinned():
    assert {each["kind"] for each in PINNED} == set(HEADS)


def test_a_name_cannot_break_out_of_its_program():
    name = "O'Brien \"2020\",\\ x\n') + quit("
    told = line({"label": name, "estimate": 40.0, "n": 20.0}, "proportion")
    other = line({"label": "B", "estimate": 50.0, "n": 30.0}, "proportion")
    facts = {"title": "Alive, %", "sentence": "", "places": 1, "informed": "1.00"}
    assert run(program("python", "proportion", [told, other], **facts))["k"] == "2"
    assert not set(told) & {"'", "\n"}

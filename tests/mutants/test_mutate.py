"""The changes that ``make mutants`` tries, and the list of those that may go unnoticed."""

import ast
import csv

import pytest
from mutants.mutate import changed, mutants
from mutants.run import COLUMNS, LEFT, ROOMS, drawn, modules, own_tests, path_of

NAMES = [name for room in ROOMS for name in modules(room)]
OWN = {
    "tables.load": "test_load",
    "tables.rules.text": "test_text",
    "tables.records.text": "test_records",
    "tables.rules.row": "test_rules",
    "tables.rules.findings": "test_findings_rules",
}
"""Modules of whose names there are several, with what they are judged by."""


def made(name):
    return mutants(name, path_of(name).read_text())


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        ("a < b", ["a <= b"]),
        ("a >= 0.05", ["a > 0.05", "a >= 0.1"]),
        ("low <= x < high", ["low < x < high", "low <= x <= high"]),
        ("a + 1", ["a - 1", "a + 2"]),
        ("-a", ["+a"]),
        ("a and not b", ["a or not b", "a and b"]),
        ("x if a else y", ["x if not a else y"]),
        ("[x for x in xs if x]", ["[x for x in xs if not x]"]),
        ("max(a, b)", ["min(a, b)", "pass"]),
        ("said.append(x)", ["pass"]),
        ("f(exact=True)", ["pass", "f(exact=False)"]),
        ("zip(a, b, strict=True)", ["pass"]),
        ("n += k", ["n -= k"]),
        ("'of ' + name", []),
        ("x: tuple[1] = y", []),
        ("@cache(2)\ndef f(): return a", []),
    ],
)
def test_a_source_has_these_small_changes(source, changes):
    found = [ast.unparse(changed(source, one.number)) for one in mutants("m", source)]
    assert sorted(found) == sorted(changes)


def test_every_module_of_the_four_rooms_is_judged_by_tests():
    assert all(own_tests(name) for name in NAMES)
    found = {name: [path.stem for path in own_tests(f"reviewbook.{name}")] for name in OWN}
    assert found == {name: [test] for name, test in OWN.items()}


def test_a_draw_takes_as_many_of_each_room_and_keeps_its_choice():
    every = [one for room in ROOMS for one in made(modules(room)[0])]
    found = drawn(every, 5, seed=1)
    assert [one.module.split(".")[1] for one in found] == [room for room in ROOMS for _ in range(5)]
    assert set(found) < set(drawn(every, 6, seed=1))
    assert set(found) != set(drawn(every, 5, seed=2))


def test_a_change_that_may_go_unnoticed_is_there_and_has_a_reason():
    with LEFT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {one.name for name in {row["module"] for row in rows} for one in made(name)}
    for row in rows:
        assert tuple(row[column] for column in COLUMNS) in known, row
        assert len(row["reason"]) > 20

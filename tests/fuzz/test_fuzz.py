"""A sample of what ``make fuzz`` tries."""

import csv
from collections import Counter

from fuzz.kinds import KINDS
from fuzz.run import (
    FAULT,
    NOTICED,
    REASONS,
    REFUSED,
    ROOT,
    SAME,
    UNEXPLAINED,
    changed,
    in_words,
    outcomes,
)

from reviewbook.tables.load import Evidence, load

SAMPLE = range(3, 30 * 67, 67)


def test_a_spoiled_table_is_refused_noticed_or_as_good_as_before():
    found = list(outcomes(SAMPLE, processes=1))
    assert [in_words(one) for one in found if one.found in (UNEXPLAINED, FAULT)] == []
    counts = Counter(one.found for one in found)
    assert min(counts[REFUSED], counts[NOTICED] + counts[SAME]) > 0
    assert all(one.said for one in found if one.found == REFUSED)


def test_tables_are_the_same_as_themselves_and_a_check_under_another_name_asks_the_same():
    sound = load(ROOT / "data")
    assert changed(sound, sound) == []
    checks = sound.printed["checks"]
    renamed = {**sound.printed, "checks": checks.assign(check_id=checks["check_id"] + "-new")}
    assert changed(Evidence({}, renamed), sound) == [("checks", "check_id")]


def test_there_are_many_kinds_of_several_families():
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names) >= 60
    assert len({kind.family for kind in KINDS}) >= 5


def test_what_may_be_accepted_is_named_once_and_has_a_reason():
    with REASONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = [tuple(row[name] for name in ("kind", "table", "column", "type")) for row in rows]
    assert len(set(named)) == len(named)
    assert {row["kind"] for row in rows} <= {kind.name for kind in KINDS} | {""}
    assert all(len(row["reason"]) > 20 for row in rows)

"""Both readings of a contradiction, and a ledger that does not move."""

import pandas as pd
import pytest
from books import BOOK
from spoiled import copy_of_data, edit, problems, row_of

from bclm import resection
from reviewbook.ledger.corrections import (
    COPIED,
    _cells,
    _take,
    _unlisted,
    corrected,
    corrections,
)
from reviewbook.ledger.ledger import ledger
from reviewbook.statistics.pooled_rows import percentages, with_pooled_percentage


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


def series(evidence):
    return resection.series(evidence).set_index("study_id")


def test_the_corrected_reading_takes_what_the_abstracts_say(evidence):
    rows = series(corrected(evidence))
    assert rows.loc["dittmar-2013", "os_5"] == 28
    assert rows.loc["mariani-2013", ["n", "period_start"]].tolist() == [51, 1998]
    assert rows.loc["kostov-2013", ["period_start", "period_end"]].tolist() == [2000, 2006]
    assert rows.loc["polistina-2013", ["dfs", "os"]].tolist() == [18.5, 29.5]
    assert rows.loc["treska-2014", "n"] == 13
    assert rows.loc["margonis-2016", "size"] == 3.0
    assert rows.loc["ruiz-2018", ["n", "period_start"]].tolist() == [49, 2000]


def test_nothing_else_changes(evidence):
    before, after = series(evidence), series(corrected(evidence))
    same = (before == after).fillna(False) | (before.isna() & after.isna())
    changed = {study: sorted(before.columns[~row.astype(bool)]) for study, row in same.iterrows()}
    assert {study: columns for study, columns in changed.items() if columns} == {
        "dittmar-2013": ["os_5"],
        "kostov-2013": ["period_end", "period_start"],
        "margonis-2016": ["size"],
        "polistina-2013": ["dfs", "os"],
    }


def test_both_figures_stay_in_the_data(evidence):
    corrected(evidence)
    outcomes = evidence.outcomes.set_index("outcome_id")["value"]
    assert outcomes["dittmar-2013-os-60"] == 26
    assert outcomes["dittmar-2013-abstract-resected-os-60"] == 28


def test_a_pair_printed_for_the_wrong_groups_is_set_right_at_once(evidence):
    outcomes = corrected(evidence).outcomes.set_index("outcome_id")["value"]
    assert outcomes["ruiz-2018-surgery-os-60"] == 69
    assert outcomes["ruiz-2018-systemic-os-36"] == 33


def test_the_corrected_reading_moves_the_pooled_number(evidence):
    def pooled(given):
        rows = with_pooled_percentage(percentages(resection.series(given), "os_5"))
        return rows.loc[rows["row"] == "pooled", "estimate"].iloc[0]

    assert pooled(evidence) != pytest.approx(pooled(corrected(evidence)), abs=0.05)


def test_the_ledger_does_not_move(evidence):
    judged = ledger(evidence)
    assert judged.moved.empty
    assert set(judged.entries["source_id"]) == {"review", "qa"}


def test_every_correction_is_shown_with_both_texts(evidence):
    rows = corrections(BOOK).set_index("entry_id")
    assert len(rows) == len(evidence.corrections)
    assert rows[["what", "printed", "other", "why"]].ne("").all(axis=None)
    assert rows.loc["dittmar-2013-os-60", ["printed", "other"]].tolist() == ["26%", "28%"]
    assert rows.loc["ruiz-2018-n", "taken"] == "The review"
    assert rows.loc["dittmar-2013-os-60", "taken"] == "Dittmar 2013"


def test_a_correction_stands_between_a_document_and_another_row(evidence):
    for row in evidence.corrections.to_dict("records"):
        assert row["entry_id"] != row["other_id"]
    sources = pd.Series(corrections(BOOK)["place"].str.partition(", ")[0])
    assert set(sources) <= {"The review", "The web page"}


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("corrections", "correct-mariani-2013-n", "entry_id"),
        ("corrections", "correct-mariani-2013-n", "other_id"),
        ("findings", "mortality-resection", "result_id"),
        ("eras", "era-letrozole", "entry_id"),
    ],
)
def test_a_name_that_stands_nowhere_is_refused(tmp_path, table, row, column):
    folder = copy_of_data(tmp_path / "data")
    path = folder / f"{table}.csv"
    edit(path, {(row_of(path, row), column): "no-such-row"})
    found = {(problem.file, problem.column, problem.value) for problem in problems(folder)}
    assert (path.name, column, "no-such-row") in found


def test_a_number_takes_the_place_of_one_of_its_kind_only():
    def tables():
        arms = pd.DataFrame({"arm_id": ["a", "b"], "n": ["3", "4"]})
        studies = pd.DataFrame({"study_id": ["a"], "period_start": ["2001"], "period_end": [""]})
        points = pd.DataFrame({"outcome_id": ["x", "y"], "arm_id": "a", "unit": ["%", "year"]})
        points = points.assign(**dict.fromkeys(COPIED[:-3], "z")).assign(raw=["1", "2"])
        points = points.assign(numerator="", denominator="")
        return {"arms": arms, "studies": studies, "outcomes": points}

    old, new = tables(), tables()
    for pair in (("nobody", "a-n"), ("a-n", "nobody"), ("nobody", "no one"), ("x", "a-n")):
        _take(old, new, *pair)
    assert all(new[name].equals(old[name]) for name in old)
    _take(old, new, "a-n", "b-n")
    assert list(new["arms"]["n"]) == ["4", "4"]
    assert _cells(old, "x")[2] == COPIED
    assert _cells(old, "y")[2] == ["low", "high"]
    assert _cells(old, "a-period")[2] == ["period_start", "period_end"]


def test_a_row_without_a_number_says_its_words_or_which_level_does_better(evidence):
    rows = _unlisted(evidence, "factors")
    for row in evidence.printed["factors"].to_dict("records"):
        assert rows.loc[row["factor_id"], "raw"] == (row["raw"] or row["favourable"])
        assert rows.loc[row["factor_id"], "wording"].endswith(f": {row['factor']}")

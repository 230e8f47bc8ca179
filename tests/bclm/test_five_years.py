"""Every figure of five-year survival in one table: each is what its rule and reports give."""

import pytest
from books import BOOK

from bclm import five_years, resection
from reviewbook.statistics.inputs import count_cohorts_once


@pytest.fixture(scope="module")
def answers():
    """The table of the book."""
    return five_years.answers(BOOK, "laboratory")


def test_the_review_takes_the_median_of_all_its_rows(answers):
    stated = resection.series(BOOK.evidence)["os_5"].dropna()
    assert answers["value"][0] == pytest.approx(stated.median(), abs=0.5)
    assert answers["k"][0] == len(stated)


def test_every_other_row_counts_a_cohort_once_but_the_one_that_is_an_error(answers):
    series = resection.series(BOOK.evidence)
    stated = series[series["os_5"].notna()].assign(study=series["label"], year=series["published"])
    once = len(count_cohorts_once(stated).kept)
    assert answers["k"].iloc[[1, 3]].tolist() == [once, once]
    assert answers["k"].iloc[-1] == len(stated)
    assert answers["method"].iloc[-1].startswith("An error")


def test_what_is_pooled_lies_within_its_interval_and_that_within_the_prediction(answers):
    pooled = answers.iloc[1:].astype({"value": float})
    order = pooled[["new_low", "low", "value", "high", "new_high"]].astype(float)
    assert order.apply(lambda row: row.is_monotonic_increasing, axis=1).all()


def test_series_of_a_stated_clock_are_not_among_all_that_were_read():
    rows = five_years.every_series(BOOK, "laboratory")
    assert set(rows["time_zero"]) == {"not stated"}
    assert len(rows) > len(resection.series(BOOK.evidence)["os_5"].dropna())


def test_the_answer_says_what_the_table_of_every_figure_says(answers):
    rounded = [f"{answers['value'][row]:.0f}%" for row in (0, 1)]
    ends = [f"{answers[end][1]:.0f}%" for end in ("new_low", "new_high")]
    said = five_years.beside_in_words(BOOK)
    places = [said.index(each) for each in rounded + ends]
    assert places == sorted(places)

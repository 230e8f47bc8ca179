import pandas as pd
import pytest

from reviewbook.statistics.inputs import count_cohorts_once


def reports(**columns) -> pd.DataFrame:
    frame = {
        "study": ["early", "large", "other", "alone"],
        "cohort_id": ["x", "x", "y", None],
        "n": [50, 80, 80, 10],
        "year": [2015, 2012, 2018, 2010],
    }
    return pd.DataFrame(frame | columns)


def test_the_report_of_most_patients_stays():
    count = count_cohorts_once(reports())
    assert count.kept["study"].tolist() == ["large", "other", "alone"]
    assert count.left_out[["study", "stays"]].to_numpy().tolist() == [["early", "large"]]
    assert "same patients as large" in count.left_out["reason"].item()


def test_among_equal_sizes_the_latest_stays():
    count = count_cohorts_once(reports(n=[80, 80, 80, 10]))
    assert count.left_out["study"].tolist() == ["large"]


def test_among_equals_the_first_name_stays_whatever_the_order():
    frame = reports(n=[80, 80, 80, 10], year=2015)
    for rows in (frame, frame.iloc[::-1]):
        assert count_cohorts_once(rows).left_out["study"].tolist() == ["large"]


def test_a_known_size_stays_before_an_unknown_one():
    assert count_cohorts_once(reports(n=[50, None, 80, 10])).left_out["study"].tolist() == ["large"]


def test_rows_without_a_cohort_are_cohorts_of_their_own():
    count = count_cohorts_once(reports(cohort_id=[None, "", "", " "]))
    assert len(count.kept) == 4
    assert count.left_out.empty


def test_three_reports_of_one_cohort_leave_one():
    count = count_cohorts_once(reports(cohort_id="x"))
    assert count.kept["study"].tolist() == ["other"]
    assert set(count.left_out["stays"]) == {"other"}


def test_an_overlap_that_nothing_decides_is_refused():
    with pytest.raises(ValueError, match="x is shared by several rows; expected 'n' or 'year'"):
        count_cohorts_once(reports()[["study", "cohort_id"]])


def test_rows_that_share_an_index_are_told_apart():
    parts = [reports().head(2).reset_index(drop=True), reports().tail(2).reset_index(drop=True)]
    assert count_cohorts_once(pd.concat(parts)).kept["study"].tolist() == [
        "large",
        "other",
        "alone",
    ]


def test_a_table_without_cohorts_is_left_as_it_is():
    frame = reports().drop(columns="cohort_id")
    assert count_cohorts_once(frame).kept.equals(frame)

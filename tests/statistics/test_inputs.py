import pandas as pd
import pytest

from reviewbook.statistics.inputs import (
    InputError,
    asymmetric_intervals,
    clocks,
    count_cohorts_once,
    read_counts,
    read_effects,
    read_level,
    read_values,
    refuse_repeated_studies,
)


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


@pytest.mark.parametrize("level", [0.5, 0.001, 0.999])
def test_a_level_is_between_nought_and_one(level):
    assert read_level(level) == level


@pytest.mark.parametrize("level", [0, 1, -0.1, 1.1, 95])
def test_no_other_level_is_read(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        read_level(level)


@pytest.mark.parametrize(
    ("level", "quantile"), [(0.95, 1.959964), (0.9, 1.644854), (0.7, 1.036433)]
)
def test_the_variance_follows_from_the_width_of_the_interval(level, quantile):
    frame = pd.DataFrame({"study": ["a"], "estimate": [3.0], "low": [1.0], "high": [5.0]})
    checked = read_effects(frame, False, level)
    assert checked["vi"].item() == pytest.approx((4 / (2 * quantile)) ** 2, rel=1e-5)
    assert checked["yi"].item() == 3


@pytest.mark.parametrize(
    ("yi", "vi", "column"),
    [
        ([1e30, 0], [1, 1], ""),
        ([1.1e30, 0], [1, 1], "yi"),
        ([-1.1e30, 0], [1, 1], "yi"),
        ([0, 0], [1e-30, 1e-19], ""),
        ([0, 0], [0.9e-30, 1e-20], "vi"),
        ([0, 0], [1e30, 1e19], ""),
        ([0, 0], [1.1e30, 1e19], "vi"),
        ([0, 0], [2, 2e12], ""),
        ([0, 0], [2, 2.1e12], "vi"),
        ([0, 0], [1, 1e12 + 0.5], "vi"),
    ],
)
def test_numbers_are_taken_up_to_where_no_digit_is_left(yi, vi, column):
    frame = pd.DataFrame({"study": ["a", "b"], "yi": yi, "vi": vi})
    if not column:
        assert read_effects(frame, False, 0.95)["vi"].tolist() == vi
        return
    with pytest.raises(InputError, match=f"column '{column}'"):
        read_effects(frame, False, 0.95)


def test_counts_reach_from_nobody_of_one_to_all():
    frame = pd.DataFrame({"study": list("abc"), "k": [0, 1, 5], "n": [1, 1, 5]})
    assert read_counts(frame, ["k"], ["n"])["n"].tolist() == [1, 1, 5]


@pytest.mark.parametrize(("k", "n"), [(0, 0), (-1, 4), (5, 4), (1, 2.5)])
def test_counts_of_nobody_or_of_more_than_all_are_refused(k, n):
    with pytest.raises(InputError):
        read_counts(pd.DataFrame({"study": ["a"], "k": [k], "n": [n]}), ["k"], ["n"])


def printed(**cells):
    return pd.DataFrame([{"study": "a", "estimate": 0.8, "low": 0.5, "high": 2.0} | cells])


@pytest.mark.parametrize(
    ("cells", "ratio", "expected"),
    [
        ({"estimate": 0}, True, "'estimate': value 0.0; expected a ratio above 0"),
        ({"low": -1}, True, "'low': value -1.0; expected a ratio above 0"),
        ({"high": float("inf")}, True, "'high': value inf; expected a ratio above 0"),
        ({"high": float("nan")}, False, "'high': value nan; expected a number"),
        ({"low": 2, "estimate": 2}, True, "'low': value 2.0; expected a value below 'high'"),
        ({"estimate": 0.4}, True, "'estimate': value 0.4; expected a value between"),
        ({"estimate": 2.1}, True, "'estimate': value 2.1; expected a value between"),
        ({"interval_level": 0}, True, "'interval_level': value 0.0; expected a number between 0"),
        ({"interval_level": 1}, True, "'interval_level': value 1.0; expected a number between 0"),
        ({"interval_level": 1.5}, True, "'interval_level': value 1.5; expected a number between"),
    ],
)
def test_an_interval_that_cannot_be_is_refused_with_its_place(cells, ratio, expected):
    frame = printed().astype({"low": float})
    for name, value in cells.items():
        frame[name] = float(value)
    with pytest.raises(InputError) as error:
        read_effects(frame, ratio, 0.95)
    assert any(f"row 0 (study a), column {expected}" in said for said in error.value.problems)


@pytest.mark.parametrize(
    ("cells", "ratio"),
    [
        ({"estimate": 0.5}, True),
        ({"estimate": 2.0}, True),
        ({"estimate": 0.0, "low": -1.0}, False),
        ({"interval_level": 0.5}, True),
    ],
)
def test_an_estimate_may_lie_on_an_end_and_a_difference_below_nothing(cells, ratio):
    assert len(read_effects(printed(**cells), ratio, 0.95)) == 1


def test_a_column_that_is_missing_is_named_unless_there_are_no_rows():
    with pytest.raises(InputError) as error:
        read_counts(pd.DataFrame({"k": [1]}), ["k"], ["n"])
    assert error.value.problems == ["column 'study' is missing", "column 'n' is missing"]
    assert list(read_counts(pd.DataFrame(), ["k"], ["n"])) == ["study", "k", "n"]


def test_an_estimate_more_than_a_tenth_off_the_centre_is_named():
    rows = [("a", 6, 0, 10), ("b", 6.01, 0, 10), ("c", 2, -4, 6), ("d", -0.1, -4, 6)]
    studies = pd.DataFrame(rows, columns=["study", "yi", "low", "high"])
    assert asymmetric_intervals(studies) == ["b", "d"]


def test_two_rows_of_one_name_are_refused():
    assert refuse_repeated_studies(pd.DataFrame()) is None
    assert refuse_repeated_studies(pd.DataFrame({"study": ["a", "b"]})) is None
    with pytest.raises(InputError, match=r"row 2 \(study a\).*a name that no other row has"):
        refuse_repeated_studies(pd.DataFrame({"study": ["a", "b", "a"]}))


def test_values_are_numbers_of_a_usable_size():
    frame = pd.DataFrame({"study": ["a", "b"], "age": ["61", -1e30]})
    assert read_values(frame, ["age"])["age"].tolist() == [61, -1e30]
    for wrong in ("old", None, 1.1e30):
        with pytest.raises(InputError, match=r"row 1 \(study b\), column 'age'"):
            read_values(frame.assign(age=["61", wrong]), ["age"])


def test_each_clock_is_named_once_and_what_is_not_stated_is_one():
    assert clocks(pd.DataFrame({"n": [1]})) == []
    zeros = ["surgery", None, "diagnosis", "surgery", float("nan")]
    assert clocks(pd.DataFrame({"time_zero": zeros})) == ["surgery", "not stated", "diagnosis"]


def test_what_is_left_out_keeps_its_columns_and_stands_by_cohort():
    frame = reports(study=list("abcd"), cohort_id=["y", "x", "y", "x"])
    count = count_cohorts_once(frame)
    assert list(count.kept) == list(frame)
    assert list(count.left_out) == [*frame, "stays", "reason"]
    assert count.left_out[["study", "stays"]].to_numpy().tolist() == [["d", "b"], ["a", "c"]]
    without = count_cohorts_once(frame.drop(columns="cohort_id")).left_out
    assert (len(without), list(without)[-2:]) == (0, ["stays", "reason"])


def test_an_overlap_is_decided_by_what_is_known_and_not_by_what_is_empty():
    with pytest.raises(ValueError, match="expected 'n' or 'year'"):
        count_cohorts_once(reports(n=None, year=None))
    alone = pd.DataFrame({"study": ["a", "b"], "cohort_id": ["x", "y"]})
    assert len(count_cohorts_once(alone).kept) == 2

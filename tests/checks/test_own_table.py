import pytest

from reviewbook.checks.own_headings import heading
from reviewbook.checks.own_table import _expected, _stated, check_table
from reviewbook.tables.problems import DataError


@pytest.fixture
def found(tmp_path):
    """A function that checks a table, and a table of statements about all, written as text."""

    def check(table, pooled=""):
        (tmp_path / "series.csv").write_text(table)
        (tmp_path / "all.csv").write_text(pooled)
        given = check_table(tmp_path / "series.csv", (tmp_path / "all.csv") if pooled else None)
        return [(name, one.check, one.verdict) for name, one in given]

    return check


@pytest.fixture
def said(found):
    """A function that gives row, column and value of what is wrong with tables."""

    def problems(*tables):
        with pytest.raises(DataError) as error:
            found(*tables)
        return [(p.file, p.row, p.column, p.value) for p in error.value.problems]

    return problems


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("n,solitary %", "24,55", [("solitary %", "granularity", "infeasible")]),
        ("n,solitary %", "24,NS", []),
        ("n,solitary %", ",55", []),
        ("os_12,os_36", "40,60", [("os", "survival_falls", "infeasible")]),
        ("os_12", "40", []),
        ("os_median,os_36", "29,67", [("os", "median_agrees", "infeasible")]),
        ("dfs_median,os_median", "57,14", [("dfs and os", "endpoints_nested", "conflicting")]),
        ("dfs_36,os_36", "40,60", [("dfs and os", "endpoints_nested", "consistent")]),
        ("hr,hr_low,hr_high", "0.5,0.25,1.0", [("hr", "interval_centre", "reproduced")]),
        ("hr,hr_low", "0.5,0.25", []),
        ("hr_low,hr_high,p", "0.25,1.0,0.9", [("hr", "p_agrees", "discrepant")]),
        (
            "hr,hr_low,hr_high,p",
            "0.5,0.25,1.0,0.9",
            [("hr", "interval_centre", "reproduced"), ("hr", "p_agrees", "discrepant")],
        ),
        ("os_median,dfs_12", "29,67", []),
        ("n,centre,solitary %", "24,Bergen,55", [("solitary %", "granularity", "infeasible")]),
    ],
)
def test_each_series_is_held_against_itself(found, header, row, expected):
    told = [(f"Ada, {name}", check, verdict) for name, check, verdict in expected]
    assert found(f"study,{header}\nAda,{row}\n") == told


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("n,sum,60,,", [("recompute", "reproduced")]),
        ("n,sum,61,,", [("recompute", "discrepant")]),
        ("os_36,median,50,,", [("recompute", "reproduced")]),
        ("os_36,median,,40,60", [("value_range", "reproduced")]),
        (
            "os_36,mean,70,40,60",
            [
                ("recompute", "discrepant"),
                ("value_range", "reproduced"),
                ("inside_range", "infeasible"),
            ],
        ),
        ("os_36,maximum,60,40,60", [("recompute", "reproduced"), ("value_range", "reproduced")]),
        ("os_36,maximum,60,40,", [("recompute", "reproduced")]),
    ],
)
def test_a_statement_about_all_series_is_recomputed(found, statement, expected):
    series = "study,n,os_36\nAda,10,40\nBea,20,50\nCai,30,60\nDia,,NS\n"
    given = found(series, f"column,statistic,value,low,high\n{statement}\n")
    column, statistic = statement.split(",")[:2]
    name = f"{statistic} of {column}"
    assert given == [(name, check, verdict) for check, verdict in expected]


def test_series_of_one_centre_at_one_time_are_named_together(found):
    same = "study,centre,n,start,end\nAda,Bergen,10,1990,2000\nBea,Bergen,20,1995,2005\n"
    assert [(name, check) for name, check, _ in found(same)] == [("all series", "same_patients")]
    assert found("study,centre,n\nAda,Bergen,10\nBea,,20\n") == []


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("study,n\n", [(1, "", "study,n")]),
        ("study\nAda\n", [(1, "", "study")]),
        ("tint,n\nAda,1\n", [(1, "study", ""), (1, "tint", "tint")]),
        ("study,n\nAda,many\n,3\n", [(2, "n", "many"), (3, "study", "")]),
        (
            "study,n\nAda,0\nBea,²\nCai,999999999999999\n",
            [(2, "n", "0"), (3, "n", "²"), (4, "n", "9" * 15)],
        ),
        ("study,start,end\nAda,2005,1999\nBea,5,1999\n", [(2, "start", "2005"), (3, "start", "5")]),
        ("study,n,N\nAda,1,2\n", [(1, "n", "N")]),
        ("study,n\nAda,10000000\nBea,1\nCai,10000001\n", [(4, "n", "10000001")]),
        (
            "study,start,end\nAda,1900,2100\nBea,1899,2000\nCai,2000,2101\nDia,2000,2000\n",
            [(3, "start", "1899"), (4, "end", "2101")],
        ),
        ("study,os_36\nAda,101\nBea,100\nCai,0\n", [(2, "os_36", "101")]),
        ("study,small %\nAda,-1\n", [(2, "small %", "-1")]),
        ("study,os_36\nAda,NR\nBea,–\nCai,n.r.\nDee,none\n", [(5, "os_36", "none")]),
        ("study,hr\nAda,-0.1\nBea,0\nCai,high\n", [(2, "hr", "-0.1"), (4, "hr", "high")]),
        ("study,n\nAda,1,2\n\nBea\n", [(2, "", "3 cells"), (4, "", "1 cells")]),
    ],
)
def test_what_cannot_be_read_is_named(said, table, expected):
    assert said(table) == [("series.csv", *place) for place in expected]


@pytest.mark.parametrize(
    ("pooled", "expected"),
    [
        ("column,statistic\nn,sum\n", [(1, "value", "")]),
        ("column,statistic,value\nsize,sum,3\n", [(2, "column", "size")]),
        ("column,statistic,value\nn,spread,3\n", [(2, "statistic", "spread")]),
        ("column,statistic,value,low\nn,sum,-3,x\n", [(2, "low", "x"), (2, "value", "-3")]),
    ],
)
def test_a_statement_that_cannot_be_read_is_named(said, pooled, expected):
    assert said("study,n\nAda,1\n", pooled) == [("all.csv", *place) for place in expected]


@pytest.mark.parametrize(
    ("expected", "printed"),
    [
        *(("n", name) for name in ("N", "No.", "Patients", "Number of patients")),
        *(("os_60", name) for name in ("5-yr OS", "5-year OS (%)", "OS 5y", "60-month OS")),
        *(("os_12", name) for name in ("OS_12", "1-year overall survival", "OS at 12 months")),
        *(("dfs_median", name) for name in ("Median DFS", "DFS (months)", "dfs_median")),
        *(("study", name) for name in ("Study", "First author", " Series ")),
        ("period", "Study period"),
        ("hr_low", "95% CI low"),
        ("p", "P value"),
        ("EHM %", "EHM (%)"),
        *(("n", name) for name in ("Patients (n)", "N (patients)")),
        *(("os_median", name) for name in ("mOS", "mOS (months)", "Median survival (months)")),
        *(("os_36", name) for name in ("3-year survival", "36 mos OS")),
        ("Cancer-specific survival", "Cancer-specific survival"),
        ("Colour", "Colour"),
    ],
)
def test_headings_people_use_are_known(expected, printed):
    assert heading(printed) == expected


@pytest.mark.parametrize(
    "text",
    [
        "study,n,os_60,solitary %\nAda,24,39.5,55\n",
        "Study;N;5-yr OS;Solitary (%)\nAda;24;39,5;55%\n",
        "First author\tPatients\tOS at 60 months\tsolitary %\nAda\t24\t39,5%\t55 %\n",
        'Author,N,5-year OS (%),Solitary %\nAda,24,"39,5",55\n',
        "Study;N;5-yr OS;Solitary (%)\n;;;\nAda;24;39,5;55%\n;;;\n \n",
    ],
)
def test_a_table_is_read_however_it_was_saved(found, text):
    assert [(check, verdict) for _, check, verdict in found(text)] == [
        ("granularity", "infeasible")
    ]


def test_a_period_is_its_first_and_its_last_year(found, said):
    same = "study,centre,n,Study period\nAda,Bergen,10,1990–2000\nBea,Bergen,20,1995 to 2005\n"
    assert [check for _, check, _ in found(same)] == ["same_patients"]
    assert said("study,Period\nAda,the nineties\n")[0][:3] == ("series.csv", 2, "end")


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("39,5", "39.5"),
        ("<0,05", "<0.05"),
        ("-1,25 %", "-1.25"),
        ("1,234", "1,234"),
        ("a %", "a %"),
        (" NS ", ""),
        ("not stated", ""),
    ],
)
def test_a_cell_is_read_as_people_write_it(cell, read):
    assert _stated(cell) == read


def test_what_was_expected_of_a_cell_is_said():
    assert [_expected(name) for name in ("n", "start", "os_36", "small %", "hr")] == [
        "a whole number of patients, at least 1",
        "a year",
        "a percentage from 0 to 100",
        "a percentage from 0 to 100",
        "a number such as 39.5, or <0.001",
    ]

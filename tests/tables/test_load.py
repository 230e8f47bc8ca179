"""Every row of every table against the dictionary, and the dictionary against the files.

The files are read here with the csv module alone, so that the loader is held against them.
"""

import csv
import math
import re

import pandas as pd
import pytest
from books import BOOK, ROOT

from reviewbook.tables.known import KNOWN
from reviewbook.tables.load import Evidence, _read, documents, kept, later_evidence, load
from reviewbook.tables.problems import DataError
from reviewbook.tables.standing import in_good_standing

ROWS = {
    path.stem: list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    for path in sorted((ROOT / "data").glob("*.csv"))
}
DICTIONARY = ROWS["dictionary"]
NUMERIC = {"integer", "number", "year"}
FORMS = {
    "identifier": r"[a-z0-9]+(-[a-z0-9]+)*",
    "key": r"[a-z0-9]+(-[a-z0-9]+)*",
    "entry": r"[a-z0-9]+(-[a-z0-9]+)*",
    "integer": r"-?(0|[1-9][0-9]*)",
    "number": r"-?(0|[1-9][0-9]*)(\.[0-9]+)?",
    "year": r"(19|20)[0-9]{2}",
    "date": r"(19|20)[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?",
    "address": r"https?://\S+",
    "doi": r"10\.[0-9]{4,9}/\S+",
    "numbers": r"[0-9]+( [0-9]+)*",
    "choice": r"[^\n]+",
    "text": r"(?![=+@-])[^\x00-\x1f\x7f]+",
}
WORDS = {
    "half": 50,
    "twice": 2,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "fifty-five percent": 55,
    "none": 0,
    "no ": 0,
    "a multicenter": 1,
}
described = pytest.mark.parametrize(
    "column", DICTIONARY, ids=[f"{row['table']}.{row['column']}" for row in DICTIONARY]
)
table = pytest.mark.parametrize("name", ROWS)


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


def test_the_dictionary_describes_the_files_there_are_and_no_other():
    assert {row["table"] for row in DICTIONARY} == set(ROWS)


def test_nothing_but_tables_and_texts_about_them_lies_in_the_folder():
    files = [path for path in (ROOT / "data").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} <= {".csv", ".md"}
    assert {path.parent.name for path in files} == {"data", "accepted", "second_reading"}


@table
def test_a_header_is_what_the_dictionary_lists_in_this_order(name):
    with ((ROOT / "data") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert header == [row["column"] for row in DICTIONARY if row["table"] == name]


@table
def test_a_file_is_plain_utf8_with_one_row_a_line(name):
    content = ((ROOT / "data") / f"{name}.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert content.decode("utf-8").count("\n") == len(ROWS[name]) + 1


@described
def test_every_cell_has_the_form_its_column_is_said_to_have(column):
    for row in ROWS[column["table"]]:
        cell = row[column["column"]]
        assert cell or column["required"] == "no", row
        assert not cell or re.fullmatch(FORMS[column["type"]], cell), row
        assert cell == cell.strip()
        if column["allowed"] and cell:
            assert cell in column["allowed"].split(" | "), row


@described
def test_every_number_lies_within_its_limits(column):
    numbers = [
        float(row[column["column"]])
        for row in ROWS[column["table"]]
        if column["type"] in NUMERIC and row[column["column"]]
    ]
    assert min(numbers, default=math.inf) >= float(column["minimum"] or -math.inf)
    assert max(numbers, default=-math.inf) <= float(column["maximum"] or math.inf)


def test_every_column_is_used_or_waits_for_later_evidence():
    unused = {
        f"{column['table']}.{column['column']}"
        for column in DICTIONARY
        if column["column"] not in ("accepted", "note")
        and not any(row[column["column"]] for row in ROWS[column["table"]])
    }
    assert unused <= {"sources.pmid", "sources.url", "outcomes.population", "studies.centre"}


@described
def test_a_column_is_explained(column):
    assert len(column["meaning"]) >= 5
    assert column["unit"] == "" or column["type"] in NUMERIC


@pytest.mark.parametrize("column", [row for row in DICTIONARY if row["references"]])
def test_every_key_names_a_row(column):
    target, identifier = column["references"].split(".")
    known = {row[identifier] for row in ROWS[target]}
    assert {row[column["column"]] for row in ROWS[column["table"]]} <= known | {""}


@pytest.mark.parametrize("column", [row for row in DICTIONARY if row["type"] == "identifier"])
def test_no_identifier_is_used_twice(column):
    names = [row[column["column"]] for row in ROWS[column["table"]]]
    assert len(names) == len(set(names))


def test_no_two_entries_of_the_ledger_share_a_name():
    names = [
        row[f"{name.removesuffix('s')}_id"]
        for name in ("characteristics", "outcomes", "effects", "factors", "claims")
        for row in ROWS[name]
    ] + [row["guidance_id"] for row in ROWS["guidance"]]
    assert len(names) == len(set(names))


def test_studies_with_a_number_in_the_review_have_each_their_own():
    numbers = [row["ref"] for row in ROWS["studies"] if row["source_id"] == "review"]
    assert len(numbers) == len(set(numbers))


@table
def test_printed_text_is_the_text_of_the_file(name, evidence):
    assert evidence.printed[name].to_dict("records") == ROWS[name]


@table
def test_a_typed_table_says_what_the_file_says(name, evidence):
    types = {row["column"]: row["type"] for row in DICTIONARY if row["table"] == name}
    typed = evidence.tables[name]
    stand = in_good_standing({each: pd.DataFrame(rows) for each, rows in ROWS.items()})
    for column, kind in types.items():
        assert pd.api.types.is_float_dtype(typed[column]) == (kind == "number")
        assert pd.api.types.is_integer_dtype(typed[column]) == (kind in {"integer", "year"})
        for value, row in zip(typed[column], stand[name].to_dict("records"), strict=True):
            text = row[column]
            if not text:
                assert pd.isna(value)
            elif kind in NUMERIC:
                assert value == float(text)
            else:
                assert value == text


@pytest.mark.parametrize("name", ["characteristics", "outcomes"])
def test_not_stated_is_neither_zero_nor_a_missing_row(name, evidence):
    rows = getattr(evidence, name)
    unstated = rows[rows["status"] == "not stated"]
    stated = rows[rows["status"] == "stated"]
    assert len(unstated) > 0
    assert unstated[["value", "low", "high"]].isna().all(axis=None)
    assert unstated["raw"].str.startswith("NS").all()
    assert not stated["raw"].str.startswith("NS").any()
    assert (stated["value"].notna() | stated["low"].notna()).all()


def test_a_printed_zero_is_kept_as_zero(evidence):
    mortality = evidence.outcomes.set_index("outcome_id").loc["abbott-2012-mortality"]
    assert (mortality["status"], mortality["value"]) == ("stated", 0)


@pytest.mark.parametrize(
    ("name", "kind", "cells"),
    [
        ("characteristics", "measure", ["age", "tumour size", "solitary metastasis"]),
        ("characteristics", "measure", ["extrahepatic disease"]),
        ("outcomes", "outcome", ["R0 resection", "recurrence", "postoperative mortality"]),
        ("outcomes", "outcome", ["disease-free survival", "complications", "hospital stay"]),
    ],
)
def test_every_series_has_a_row_for_every_column_of_the_printed_tables(name, kind, cells, evidence):
    series = set(evidence.arms.loc[evidence.arms["place"] == "Table 1", "arm_id"])
    rows = evidence.tables[name]
    rows = rows[rows["place"].isin(["Table 1", "Table 2"])]
    for cell in cells:
        assert sorted(rows.loc[rows[kind] == cell, "arm_id"]) == sorted(series)


def numbers_in(raw):
    """Numbers printed in figures or in words."""
    figures = re.findall(r"\d+(?:\.\d+)?", raw.replace(",", ""))
    return set(figures) | {str(n) for word, n in WORDS.items() if word in raw.lower()}


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("characteristics", ("value", "low", "high", "spread", "numerator")),
        ("outcomes", ("value", "low", "high", "numerator")),
        ("effects", ("value", "low", "high", "p", "level")),
        ("factors", ("threshold",)),
        ("guidance", ("value",)),
        ("claims", ("value", "low", "high", "numerator", "denominator")),
    ],
)
def test_a_number_is_in_the_text_it_was_read_from(name, columns):
    for row in ROWS[name]:
        if "Counted from" in row["note"] or row["source_id"] not in ("review", "qa"):
            continue
        stated = {row[column] for column in columns if row[column]}
        assert stated <= numbers_in(row["raw"]), row


def test_a_count_of_references_is_the_number_of_references():
    counted = [row for row in ROWS["claims"] if "list of references" in row["note"]]
    assert counted
    for row in counted:
        assert int(row["value"]) == len(row["refs"].split()), row


def test_printed_references_are_those_the_row_lists():
    """Ranges such as 34-36 are written out."""
    for row in ROWS["claims"]:
        bracket = re.search(r"\((\d+(?:[,-]\d+)*)\)", row["raw"].replace(" ", ""))
        if not bracket or not row["refs"]:
            continue
        parts = [part.split("-") for part in bracket[1].split(",")]
        written = [str(n) for part in parts for n in range(int(part[0]), int(part[-1]) + 1)]
        assert row["refs"].split() == written, row


def test_a_changed_frame_does_not_change_the_evidence(evidence):
    frame = evidence.arms
    frame["n"] = 0
    assert evidence.arms["n"].max() > 0


def test_an_unknown_table_is_named(evidence):
    with pytest.raises(AttributeError, match="'armss'"):
        _ = evidence.armss


def test_a_row_of_other_length_hides_none_of_the_others():
    table, problems = _read("t", b"a,b\n1\n2, 3\n4,5,6\n", ["a", "b"])
    assert [(problem.row, problem.column) for problem in problems] == [(2, ""), (3, "b"), (4, "")]
    assert table.to_dict("index") == {
        2: {"a": "1", "b": ""},
        3: {"a": "2", "b": "3"},
        4: {"a": "4", "b": "5"},
    }


def test_a_heading_too_many_or_too_few_is_said_in_the_first_row():
    _, problems = _read("t", b"a,x,a\n1,2,3\n", ["a", "b"])
    assert [(problem.row, problem.column) for problem in problems] == [(1, "b"), (1, "x"), (1, "a")]
    _, problems = _read("t", b"a,b,x,y\n", ["a", "b"])
    assert [problem.column for problem in problems] == ["x", "y"]


def test_a_space_or_a_line_break_in_a_cell_is_said():
    _, problems = _read("t", b'a,b\n 1,"2\n3"\n4,5\n', ["a", "b"])
    assert [(p.row, p.column, p.value) for p in problems] == [(2, "a", " 1"), (2, "b", "2\n3")]


DESCRIBED = [
    *(("zebras", *column) for column in (("zebra_id", "identifier"), ("source_id", "key"))),
    *(("zebras", *column) for column in (("n", "integer"), ("share", "number"), ("raw", "text"))),
    *(("sources", *column) for column in (("source_id", "identifier"), ("label", "text"))),
    ("sources", "judged", "choice"),
    *(("dictionary", column, "text") for column in KNOWN["dictionary"]),
    *(("studies", *column) for column in (("study_id", "identifier"), ("source_id", "key"))),
]
TABLES = {
    "zebras": ["zebra_id,source_id,n,share,raw", "z,two,4,0.5,4 or 0.5", "y,one,,,", "x,two,,,"],
    "sources": ["source_id,label,judged", "one,A,", "two,B,yes"],
    "studies": ["study_id,source_id", "s,one", "t,two"],
}


def small(folder, described=DESCRIBED, **changed):
    """A data folder with a handful of rows; `changed` replaces tables."""
    rows = [
        {"table": table, "column": column, "type": kind, "required": "no"}
        | {"meaning": "what it is", "allowed": "yes | no" if kind == "choice" else ""}
        | {"references": "sources.source_id" if kind == "key" else ""}
        for table, column, kind in described
    ]
    columns = KNOWN["dictionary"]
    lines = [",".join(columns), *(",".join(r.get(c, "") for c in columns) for r in rows)]
    for name, text in ({"dictionary": lines} | TABLES | changed).items():
        (folder / f"{name}.csv").write_text("\n".join([*text, ""]), encoding="utf-8")
    return folder


def said(folder):
    with pytest.raises(DataError) as error:
        load(folder)
    return [(p.file, p.row, p.column, p.value) for p in error.value.problems]


def test_a_small_folder_is_read_in_the_order_of_its_dictionary(tmp_path):
    (tmp_path / "old.csv").mkdir()
    found = load(small(tmp_path))
    assert list(found.printed) == ["zebras", "sources", "dictionary", "studies"]
    assert list(found.printed["zebras"].index) == [0, 1, 2]
    assert [str(kind) for kind in found.zebras[["n", "share"]].dtypes] == ["Int64", "float64"]
    assert (found.zebras["n"][0], found.zebras["share"][0]) == (4, 0.5)
    assert found.zebras["raw"].isna().tolist() == [False, True, True]
    assert found.zebras.isna().sum().sum() == 6
    assert found.printed["arms"].empty


def test_what_a_document_says_and_what_others_say_are_apart(tmp_path):
    found = load(small(tmp_path))
    for part, names in ((documents, ["z", "x"]), (later_evidence, ["y"])):
        rows = part(found).printed["zebras"]
        assert rows["zebra_id"].tolist() == names
        assert list(rows.index) == list(range(len(rows)))
        assert len(part(found).printed["dictionary"]) == len(DESCRIBED)
    assert documents(found).printed["studies"]["study_id"].tolist() == ["t"]
    assert later_evidence(found).printed["studies"]["study_id"].tolist() == ["s", "t"]


def test_what_is_computed_of_the_evidence_is_computed_once():
    calls = []

    @kept
    def counted(evidence, more):
        calls.append(more)
        return len(calls)

    evidence = Evidence({}, {})
    assert [counted(evidence, more) for more in ("a", "a", "b", "a")] == [1, 1, 2, 1]
    assert counted(Evidence({}, {}), "a") == 3


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"extra": ["a"]}, [("extra.csv", 0, "", "a file")]),
        ({"dictionary": ["table,column"]}, None),
        ({"sources": ["source_id,label", "one,A", "two,B"]}, [("sources.csv", 1, "judged", "")]),
        (
            {"zebras": [TABLES["zebras"][0], "z,two,TODO,,", "z,none,1.5,x,"]},
            [
                ("zebras.csv", 2, "n", "TODO"),
                ("zebras.csv", 2, "zebra_id", "z"),
                ("zebras.csv", 3, "n", "1.5"),
                ("zebras.csv", 3, "share", "x"),
                ("zebras.csv", 3, "source_id", "none"),
                ("zebras.csv", 3, "zebra_id", "z"),
            ],
        ),
        (
            {"zebras": [TABLES["zebras"][0], "z,two,4", "y,two,many,,"]},
            [("zebras.csv", 2, "", "3 cells"), ("zebras.csv", 3, "n", "many")],
        ),
    ],
)
def test_every_fault_of_a_folder_is_said_with_its_place(tmp_path, changed, faults):
    found = said(small(tmp_path, **changed))
    if faults is None:
        assert {place[:2] for place in found} == {("dictionary.csv", 1)}
    else:
        assert found == faults


def test_a_table_with_a_faulty_description_is_not_measured_by_it(tmp_path):
    described = [("zebras", "n", "colour") if row[1] == "n" else row for row in DESCRIBED]
    many = [TABLES["zebras"][0], "z,two,many,x,"]
    found = said(small(tmp_path, described, zebras=many, studies=["study_id,source_id", "s,none"]))
    assert [place[:3] for place in found] == [
        ("dictionary.csv", 4, "type"),
        ("studies.csv", 2, "source_id"),
    ]

"""Every kind of question is answered from the data: other data give another answer."""

import pytest
from books import BOOK, ROOT

from reviewbook.ledger.book import Book
from reviewbook.page.learning.answers import KINDS
from reviewbook.tables.load import Evidence


def changed(table: str, row: str, **cells: str) -> Book:
    """Return the book with other cells in one row."""
    printed = {name: rows.copy() for name, rows in BOOK.evidence.printed.items()}
    tables = {name: rows.copy() for name, rows in BOOK.evidence.tables.items()}
    at = printed[table].iloc[:, 0] == row
    assert at.sum() == 1
    for column, value in cells.items():
        printed[table].loc[at, column] = value
        number = tables[table][column].dtype.kind in "fi"
        tables[table].loc[at, column] = float(value) if number else value
    return Book(ROOT, Evidence(tables, printed))


def answer(book: Book, kind: str, about: str, options=()) -> str:
    found = KINDS[kind](book, about, list(options))
    return found.options[found.right]


@pytest.fixture(scope="module")
def ratio() -> dict:
    """A ratio of a later source whose interval lies below one."""
    rows = BOOK.quotable.query("unit == 'ratio' and low != '' and table == 'facts' and value != ''")
    return rows[rows["high"].astype(float) < 1].iloc[0].to_dict()


@pytest.fixture(scope="module")
def shares() -> list[str]:
    """Percentages of a later source, from the lowest to the highest."""
    rows = BOOK.quotable.query("unit == '%' and table == 'facts' and value != ''")
    rows = rows.drop_duplicates("value").head(3)
    return list(rows.loc[rows["value"].astype(float).sort_values().index, "entry_id"])


def test_a_verdict_is_that_of_the_ledger():
    rows = BOOK.entries.drop_duplicates("verdict")
    found = [KINDS["verdict"](BOOK, name, []) for name in rows.index]
    assert len({one.right for one in found}) == len(rows) > 4
    assert all(one.said.startswith(s) for one, s in zip(found, rows["sentence"], strict=True))


def test_a_certainty_follows_from_its_steps():
    steps = BOOK.evidence.certainty
    low = steps.groupby("question_id")["steps"].sum().idxmax()
    rating = steps.query("question_id == @low and steps == -1")["rating_id"].iloc[0]
    better = changed("certainty", rating, steps="0")
    assert answer(better, "certainty", low) != answer(BOOK, "certainty", low)


def test_a_cell_is_read_and_its_options_are_those_of_the_dictionary():
    row = BOOK.evidence.printed["bias"].iloc[0]
    about = f"bias.judgement {row['bias_id']}"
    assert answer(BOOK, "cell", about).lower() == row["judgement"]
    worse = changed("bias", row["bias_id"], judgement="critical")
    assert answer(worse, "cell", about) == "Critical"
    with pytest.raises(ValueError, match="one of the options"):
        answer(BOOK, "cell", about, ["never"])


def test_the_highest_and_the_lowest_change_with_the_numbers(shares):
    about, words = ";".join(shares), ["a", "b", "c"]
    assert answer(BOOK, "lowest", about, words) == "a"
    assert answer(BOOK, "highest", about, words) == "c"
    raised = changed("facts", shares[0], value="99.9")
    assert answer(raised, "highest", about, words) == "a"
    with pytest.raises(ValueError, match="an option for each"):
        answer(BOOK, "lowest", about, ["a"])
    with pytest.raises(ValueError, match="one is at the end"):
        answer(BOOK, "lowest", f"{shares[0]};{shares[0]}", ["a", "b"])


def test_a_number_stands_among_others_in_order(shares):
    found = KINDS["number"](BOOK, ";".join(reversed(shares)), [])
    assert found.right == 2
    values = [float(option.removesuffix("%")) for option in found.options]
    assert values == sorted(values)
    with pytest.raises(ValueError, match="numbers that differ"):
        answer(BOOK, "number", f"{shares[0]};{shares[0]}")


def test_the_side_of_an_interval_follows_from_its_ends(ratio):
    name = ratio["entry_id"]
    assert "below" in answer(BOOK, "interval", name)
    assert "holds" in answer(changed("facts", name, high="1.20"), "interval", name)
    over = changed("facts", name, low="1.10", value="1.15", high="1.20")
    assert "above" in answer(over, "interval", name)


def test_a_share_counts_rows():
    rows = BOOK.evidence.printed["questions"]
    first = rows["question_id"].iloc[0]
    one = f"questions | question_id={first}"
    assert answer(BOOK, "share", f"{one} | topic=*") == "All of them"
    assert answer(BOOK, "share", f"{one} | topic=another") == "None of them"
    assert answer(BOOK, "share", one) == "Fewer than half"
    most = ";".join(rows["question_id"].iloc[1:])
    assert answer(BOOK, "share", f"questions | question_id={most}") == "Half or more, not all"
    moved = changed("questions", first, topic="another")
    assert answer(moved, "share", f"{one} | topic=another") == "All of them"
    with pytest.raises(ValueError, match="some row meets"):
        answer(BOOK, "share", "questions | topic=no such | topic=*")


@pytest.mark.parametrize(
    ("kind", "about", "expected"),
    [
        ("verdict", "no-such", "no 'no-such'"),
        ("certainty", "no-such", "a rated finding"),
        ("cell", "no.such cell", "no 'no'"),
        ("cell", "bias.judgement nowhere", "name of a row"),
        ("share", "bias | judgement", "column=value"),
        ("share", "nothing | a=b", "no 'nothing'"),
    ],
)
def test_what_cannot_be_asked_is_said(kind, about, expected):
    with pytest.raises(ValueError, match=expected):
        KINDS[kind](BOOK, about, [])

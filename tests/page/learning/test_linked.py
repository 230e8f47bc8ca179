"""Numbers in texts of tables, links to pages, and the lists that are made with them."""

import pytest
from books import BOOK, ROOT

from bclm.guidance import criteria
from reviewbook.ledger.book import Book
from reviewbook.ledger.quoting import QuotingError, quoted
from reviewbook.page.learning.checklist import checklist
from reviewbook.page.learning.linked import Linked, filled, with_numbers
from reviewbook.page.learning.path import KEPT, path, progress
from reviewbook.page.learning.terms import terms
from reviewbook.page.learning.vignettes import MADE_UP, vignettes
from reviewbook.page.parts import MIME
from reviewbook.tables.load import Evidence
from reviewbook.tables.problems import DataError


def test_a_number_is_put_in_where_its_name_stands():
    name = BOOK.quotable.query("value != '' and low != ''").index[0]
    entry = BOOK.quotable.loc[name].to_dict()
    text = filled(BOOK, f"It is {{{name}}}, in full {{{name} full}}.")
    assert text == f"It is {quoted(entry)}, in full {quoted(entry, 'full')}."
    with pytest.raises(QuotingError, match="no number 'nothing'"):
        filled(BOOK, "{nothing}")


def test_every_cell_that_names_no_number_is_said():
    printed = dict(BOOK.evidence.printed)
    printed["vignette_asks"] = printed["vignette_asks"].assign(why="{nothing}")
    spoiled = Book(ROOT, Evidence(dict(BOOK.evidence.tables), printed))
    with pytest.raises(DataError) as error:
        with_numbers(spoiled, "vignette_asks", ["why"])
    assert len(error.value.problems) == len(printed["vignette_asks"])


def test_an_output_has_parts_html_and_text():
    made = Linked('<p><a href="page:data">x</a></p>', "x")._repr_mimebundle_()
    assert made[MIME] == {"kind": "linked", "body": made["text/html"]}
    assert made["text/plain"] == "x"


def test_every_term_has_the_anchor_that_its_note_leads_to_and_one_meaning():
    rows = BOOK.evidence.printed["glossary"]
    body = terms(BOOK).body
    assert len(rows) >= 50
    assert all(f'id="term-{name}"' in body for name in rows["term_id"])
    forms = ";".join([*rows["term"], *filter(None, rows["also"])]).lower().split(";")
    forms = [form.strip() for form in forms]
    assert len(set(forms)) == len(forms)
    assert {more.partition("#")[0] for more in rows["more"]} <= {*BOOK.chapters, ""}


def test_every_case_says_that_it_is_made_up_and_ends_in_questions():
    cases = BOOK.evidence.printed["vignettes"]
    asks = BOOK.evidence.printed["vignette_asks"]
    assert len(cases) == 6
    assert set(cases["made_up"]) == {"yes"}
    assert vignettes(BOOK).body.count(MADE_UP) == len(cases)
    assert asks["ask"].str.endswith("?").all()
    assert (asks["vignette_id"].value_counts() >= 3).all()
    assert set(asks["vignette_id"]) == set(cases["vignette_id"])


def test_a_way_through_the_book_has_its_steps_and_says_where_ticks_are_kept():
    rows = BOOK.evidence.printed["steps"]
    for way, steps in rows.groupby("way"):
        assert path(BOOK, way).body.count("<li>") == len(steps)
    assert f'data-steps="{len(rows)}"' in progress(BOOK).body
    assert "on this device" in KEPT
    with pytest.raises(ValueError, match="no step"):
        path(BOOK, "no such way")


def test_each_criterion_says_what_supports_it_how_surely_and_what_is_not_established():
    rows = criteria(BOOK)
    body = checklist(BOOK, rows, "Criteria").body
    assert body.count("<tr data-criterion") == len(rows) > 10
    assert (rows[["certainty", "unknown", "whom", "ask"]] != "").all(axis=None)
    rated = rows[rows["question_id"] != ""]["certainty"]
    assert len(rated) > 1
    assert rated.str.contains("certainty: ").all()
    assert body.count('scope="rowgroup"') == rows["group"].nunique()

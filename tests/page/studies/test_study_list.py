from books import BOOK, TRIALS

from reviewbook.ledger.book import Book
from reviewbook.page.studies.study_list import studies
from reviewbook.page.studies.study_names import titles


def test_every_study_is_listed_once_by_its_name_from_a_to_z():
    shown = studies(BOOK).frame["Study"].tolist()
    assert sorted(shown) == sorted(titles(BOOK.evidence).values())
    assert shown == sorted(shown, key=str.casefold)


def test_a_retracted_report_is_marked():
    rows = studies(BOOK).frame.set_index("Study")
    gone = BOOK.evidence.printed["sources"].query("status == 'retracted'")["source_id"]
    named = titles(BOOK.evidence)
    assert len(gone)
    for source in gone:
        assert rows.loc[named[source], "Standing"] == "retracted"


def test_a_book_with_fewer_columns_has_a_shorter_list():
    assert studies(Book(TRIALS)).headings == [
        "Study",
        "Treatments",
        "Year",
        "Largest group",
        "Numbers",
    ]

from books import BOOK, TRIALS

from reviewbook.ledger.book import Book
from reviewbook.page.studies.study_names import known_as, page_of, sources_of_studies, titles
from reviewbook.tables.load import judged

STUDIES = BOOK.evidence.printed["studies"].set_index("study_id")


def test_no_two_studies_have_one_name():
    for evidence in (BOOK.evidence, Book(TRIALS).evidence):
        named = titles(evidence)
        assert set(named) == set(evidence.printed["studies"]["study_id"])
        assert len(set(named.values())) == len(named)


def test_a_name_that_two_studies_share_is_that_of_the_one_the_documents_cite():
    named, known = titles(BOOK.evidence), known_as(BOOK.evidence)
    short = STUDIES["author"] + " " + STUDIES["year"]
    shared = short[(STUDIES["author"] != "") & short.duplicated(keep=False)]
    assert len(shared)
    for text in set(shared):
        assert STUDIES.loc[known[text], "source_id"] in judged(BOOK.evidence)
        others = [study for study in shared.index[shared == text] if study != known[text]]
        assert all(named[study] != text for study in others)


def test_a_study_is_known_by_its_name_its_number_and_its_groups():
    for study, title in titles(BOOK.evidence).items():
        assert known_as(BOOK.evidence)[title] == study
    texts = [text for text, study in known_as(BOOK.evidence).items() if STUDIES.loc[study, "ref"]]
    numbers = {f"(ref {STUDIES.loc[study, 'ref']})" for study in STUDIES.index}
    assert any(text.endswith(tuple(numbers)) for text in texts)
    assert any(", " in text for text in texts)


def test_the_report_of_a_study_comes_before_the_documents_that_cite_it():
    documents = judged(BOOK.evidence)
    for sources in sources_of_studies(BOOK.evidence).values():
        assert sources == sorted(sources, key=lambda source: source in documents)


def test_pages_lie_in_a_folder_of_their_own():
    assert page_of("smith-2020") == "studies/smith-2020"

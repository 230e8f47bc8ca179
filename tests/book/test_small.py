"""A book on something else, with few tables: it loads, is judged and has a register."""

import pytest

from reviewbook.guard.spoiled_numbers import noticed
from reviewbook.ledger.book import Book
from reviewbook.ledger.corrections import corrected, corrections
from reviewbook.tables.certainty import findings
from reviewbook.tables.questions import evidence_cited, open_questions

COLUMNS = {
    "sources": "source_id:identifier kind:text judged:text label:text citation:text chapters:text",
    "studies": "study_id:identifier author:text year:year source_id:key:sources.source_id "
    "place:text",
    "arms": "arm_id:identifier study_id:key:studies.study_id label:text role:text n:integer "
    "source_id:key:sources.source_id place:text",
    "outcomes": "outcome_id:identifier arm_id:key:arms.arm_id outcome:text statistic:text "
    "raw:text value:number unit:text numerator:integer source_id:key:sources.source_id "
    "place:text accepted:text",
    "effects": "effect_id:identifier study_id:key:studies.study_id exposed:text reference:text "
    "endpoint:text measure:text raw:text value:number low:number high:number interval:text "
    "source_id:key:sources.source_id place:text",
    "claims": "claim_id:identifier source_id:key:sources.source_id place:text "
    "chapter:key:chapters.chapter wording:text statistic:text raw:text value:number unit:text "
    "accepted:text",
    "checks": "check_id:identifier entry_id:entry check:text inputs:text",
    "chapters": "chapter:identifier name:text",
    "places": "place_id:identifier source_id:key:sources.source_id begins:text "
    "chapter:key:chapters.chapter",
    "numerals": "pattern:text reason:text",
    "dictionary": "table:text column:text type:text unit:text required:text allowed:text "
    "minimum:number maximum:number references:text meaning:text",
}
ROWS = {
    "sources": [
        "digest,review,yes,The digest,Digest of hens 1990,laying",
        "farm,report,,Farm report,Report of a farm 1991,laying",
    ],
    "studies": ["brown,Brown,1980,digest,List", "grey,Grey,1981,digest,List"],
    "arms": [
        "brown-hens,brown,Fed,intervention,20,digest,List",
        "grey-hens,grey,Fed,intervention,30,digest,List",
        "grey-again,grey,Fed,intervention,30,farm,page 1",
    ],
    "outcomes": [
        "brown-laying,brown-hens,laying,proportion,10 of 20 (50%),50,%,10,digest,List,",
        "grey-laying,grey-hens,laying,proportion,51%,51,%,,digest,List,infeasible",
        "grey-laying-again,grey-again,laying,proportion,15 of 30 (50%),50,%,15,farm,page 1,",
    ],
    "effects": ["brown-ratio,brown,fed,unfed,laying,risk ratio,2 (1-4),2,1,4,range,digest,List"],
    "claims": [
        "all-hens,digest,Sum,laying,Hens in all,count,50,50,hens,reproduced",
        "most-hens,digest,Sum,laying,Hens of the larger farm,count,31,31,hens,discrepant",
    ],
    "checks": [
        "sum,all-hens,recompute,statistic: sum; values: arms[label=Fed].n",
        "largest,most-hens,recompute,statistic: maximum; values: arms[label=Fed].n",
    ],
    "chapters": ["laying,Laying"],
    "places": ["anywhere,digest,,laying"],
    "numerals": [],
}


def described(table: str, column: str) -> list[str]:
    name, kind, *target = column.split(":")
    unit = "hens" if (table, name) == ("arms", "n") else ""
    return [table, name, kind, unit, "no", "", "", "", *(target or [""]), "What it is"]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hens")
    (folder / "data").mkdir()
    (folder / "_config.yml").write_text("title: Hens\n")
    words = [described(table, one) for table, all_of in COLUMNS.items() for one in all_of.split()]
    rows = ROWS | {"dictionary": [",".join(row) for row in words]}
    for table, columns in COLUMNS.items():
        header = ",".join(column.partition(":")[0] for column in columns.split())
        (folder / "data" / f"{table}.csv").write_text("\n".join([header, *rows[table], ""]))
    return Book(folder)


def test_a_book_with_few_tables_is_judged(book):
    verdicts = book.ledger.entries.set_index("entry_id")["verdict"]
    assert book.ledger.moved.empty
    assert verdicts["brown-laying"] == "reproduced"
    assert verdicts["grey-laying"] == "infeasible"
    assert verdicts["all-hens"] == "reproduced"
    assert verdicts["brown-ratio"] == "reproduced"


def test_its_words_are_its_own(book):
    assert book.entries.loc["brown-hens-n", "wording"] == "Brown 1980, fed: hens"
    assert book.entries.loc["brown-laying", "chapter"] == "laying"


def test_it_has_a_register_and_quotable_numbers(book):
    assert set(book.register["fault_id"]) == {"grey-laying", "most-hens"}
    assert (book.register["matters"] != "").all()
    assert book.quotable.loc["grey-laying-again", "verdict"] == "stated"
    assert book.quotable.loc["grey-laying-again", "wording"] == "Farm report, fed: laying"


def test_what_it_does_without_is_empty(book):
    evidence = book.evidence
    assert corrections(book).empty
    assert corrected(evidence).outcomes.equals(evidence.outcomes)
    for rows in (open_questions, evidence_cited, findings):
        assert rows(evidence).empty


def test_its_numbers_are_spoiled_like_any_other(book):
    assert noticed(book).set_index("kind").loc["all", "tried"] > 0

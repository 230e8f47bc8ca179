"""The list of works, for a reader's own program, says of each source what the tables say."""

from books import BOOK, ROOT
from pybtex.database import parse_file

WORKS = parse_file(str(ROOT / "references.bib")).entries


def test_every_source_is_in_the_list_of_works_as_the_tables_have_it():
    for source in BOOK.evidence.printed["sources"].to_dict("records"):
        fields = WORKS[source["source_id"]].fields
        for column, field in {"label": "title", "citation": "howpublished"}.items():
            assert fields[field].replace("\\&", "&") == source[column], source["source_id"]
        for column in ("year", "doi", "pmid"):
            assert fields.get(column, "") == source[column], source["source_id"]
        standing = "" if source["status"] == "valid" else f"; {source['status']}"
        assert fields["note"] == f"{source['kind']}; read: {source['read_as']}{standing}"

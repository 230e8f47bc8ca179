"""What a page says to machines: schema.org as JSON-LD, for the data, a page, what is judged."""

import json
from collections.abc import Iterator

from reviewbook.ledger.book import Book
from reviewbook.page.fault_cards import card
from reviewbook.page.identity.address import Identity

KINDS = {"web page": "WebPage", "data set": "Dataset"}
"""What a source is whose kind is not that of a report."""
ARTICLE = "ScholarlyArticle"
RESOLVER = "https://doi.org/"
LICENCES = "https://spdx.org/licenses/{}.html"


def script(graph: list[dict]) -> str:
    """Write things as a script of data that no text within it can end."""
    told = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return f'<script type="application/ld+json">{told.replace("<", chr(92) + "u003c")}</script>\n'


def article(whose: Identity, page: str, title: str, said: str) -> dict:
    """Describe a page as a part of the book."""
    address = whose.page(page)
    return _known(
        {
            "@type": ARTICLE,
            "@id": address,
            "url": address,
            "headline": title,
            "description": said,
            "isPartOf": {"@type": "WebSite", "@id": whose.site, "name": whose.title},
            "isBasedOn": {"@id": _data(whose)},
            **_of_version(whose),
        }
    )


def dataset(whose: Identity, book: Book, said: str, files: list[str]) -> dict:
    """Describe the book's data with the files, named from the site, in which they are taken."""
    return _known(
        {
            "@type": "Dataset",
            "@id": _data(whose),
            "url": whose.site,
            "name": whose.title,
            "description": said,
            "citation": [_name(whose, source) for source in _judged(book)],
            "distribution": [
                {"@type": "DataDownload", "contentUrl": f"{whose.site}{file}"} for file in files
            ],
            **_of_version(whose),
        }
    )


def documents(whose: Identity, book: Book) -> Iterator[dict]:
    """Describe the documents that are judged, each with its corrections in the register."""
    page = book.page_of("register")
    named = book.register.assign(document=book.register["source_id"].map(book.documents))
    rows = named.to_dict("records")
    for source in _judged(book):
        faults = [card(row) for row in rows if row["source_id"] == source["source_id"]]
        yield _known(
            {
                "@type": KINDS.get(source["kind"], ARTICLE),
                "@id": _name(whose, source),
                "name": source["label"],
                "citation": source["citation"],
                "url": source["url"] or (source["doi"] and f"{RESOLVER}{source['doi']}"),
                "datePublished": source["as_of"] or source["year"],
                "correction": [
                    {
                        "@type": "CorrectionComment",
                        "@id": whose.page(page, fault["name"]),
                        "headline": fault["title"],
                        "text": " ".join(
                            fault["parts"].get(p, "") for p in ("Printed", "What is wrong")
                        ).strip(),
                    }
                    for fault in faults
                ],
            }
        )


def _judged(book: Book) -> list[dict]:
    rows = book.evidence.printed["sources"]
    return rows[rows["source_id"].isin(book.documents)].to_dict("records")


def _name(whose: Identity, source: dict) -> str:
    """Name a source as others do, or as the book does."""
    return f"{RESOLVER}{source['doi']}" if source["doi"] else f"{whose.site}#{source['source_id']}"


def _data(whose: Identity) -> str:
    return f"{whose.site}#data"


def _of_version(whose: Identity) -> dict:
    return {
        "author": whose.author and {"@type": "Organization", "name": whose.author},
        "version": whose.version,
        "datePublished": whose.date,
        "license": whose.licence and LICENCES.format(whose.licence),
    }


def _known(thing: dict) -> dict:
    return {name: value for name, value in thing.items() if value}

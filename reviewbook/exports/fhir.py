"""The ledger, the summary of findings and their sources as FHIR R5: Evidence and Citation.

Every resource is named by a UUID made from the book and the row; no other identifier is made up.
What is printed keeps its decimals. A verdict is the book's own: it stands as a tag and as a note,
since FHIR's certainty says something else, namely how sure a finding is.
"""

import json
import re
import uuid
from collections.abc import Iterator, Mapping

from reviewbook.exports.counts import absolutes
from reviewbook.exports.fhir_codes import (
    ASPECTS,
    DOI,
    ESTIMATES,
    PUBMED,
    RATINGS,
    ROLES,
    STATES,
    STATISTICS,
    STEPS,
    UCUM,
    UNITS,
    URI,
)
from reviewbook.ledger.book import Book
from reviewbook.page.findings.absolute import Absolute, Count
from reviewbook.page.identity.address import Identity
from reviewbook.tables.certainty import findings

FILE = "fhir.json"
NUMBER = re.compile(r'"\\u0001([^"]*)"')
UNKNOWN = "interval of a kind that is not stated"
NOTHING: tuple = ("", [], {})
FREE = {"", "valid"}
"""Standings of a source of which nothing need be said."""


def bundle(book: Book, known: Identity) -> bytes:
    """Give every source, every entry of the ledger and every finding as one FHIR bundle."""
    made = [*_citations(book, known), *_entries(book, known), *_findings(book, known)]
    whole = {
        "resourceType": "Bundle",
        "id": name_of(known, "bundle"),
        "type": "collection",
        "timestamp": known.date and f"{known.date}T00:00:00Z",
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in made],
    }
    text = json.dumps(_stated(whole), ensure_ascii=False, indent=1)
    return f"{NUMBER.sub(lambda found: found[1], text)}\n".encode()


def name_of(known: Identity, row: str) -> str:
    """Name a resource: the same book and row have the same UUID in every build."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{known.site or known.title}#{row}"))


def _number(printed: str) -> str:
    """Mark a printed number, so that it is written with the decimals it has."""
    return f"\x01{printed}" if printed else ""


def _citations(book: Book, known: Identity) -> Iterator[dict]:
    for row in book.evidence.printed["sources"].to_dict("records"):
        standing = row.get("status", "")
        numbers = [{"system": DOI, "value": row["doi"]}, {"system": PUBMED, "value": row["pmid"]}]
        yield {
            "resourceType": "Citation",
            "id": name_of(known, row["source_id"]),
            "status": "active",
            "title": row["label"],
            "summary": [{"text": row["citation"]}],
            "citedArtifact": {
                "identifier": [number for number in numbers if number["value"]],
                "currentState": [] if standing in FREE else [STATES.concept(standing)],
                "publicationForm": [{"articleDate": row["year"]}],
                "webLocation": [{"url": row["url"]}],
            },
        }


def _entries(book: Book, known: Identity) -> Iterator[dict]:
    page = book.page_of("ledger")
    tags = f"urn:uuid:{name_of(known, 'verdicts')}"
    for row in book.ledger.entries.to_dict("records"):
        yield _evidence(known, row["entry_id"], row["wording"]) | {
            "meta": {"tag": [{"system": tags, "code": row["verdict"], "display": row["verdict"]}]},
            "identifier": _address(known, page, row["entry_id"]),
            "relatedArtifact": [_derived(known, row["source_id"], row["place"])],
            "note": [{"text": text} for text in _said(row)],
            "variableDefinition": [_variable("measured variable", row["wording"])],
            "statistic": [_statistic(row, row["statistic"])],
        }


def _said(row: Mapping[str, str]) -> list[str]:
    severity = "" if row["severity"] in ("", "none") else f", {row['severity']}"
    instead = row["instead"] and f"Read instead: {row['instead']}."
    told = (f"Verdict: {row['verdict']}{severity}.", row["sentence"], row["reading"], instead)
    return [text for text in told if text]


def _findings(book: Book, known: Identity) -> Iterator[dict]:
    given, printed = absolutes(book), book.quotable
    page = book.page_of("certainty")
    for row in findings(book.evidence).to_dict("records"):
        question, result = row["question_id"], printed.loc[row["result_id"]].to_dict()
        yield _evidence(known, f"finding {question}", f"{row['outcome']}, {row['comparison']}") | {
            "identifier": _address(known, page, f"certainty-{question}"),
            "relatedArtifact": [_derived(known, result["source_id"], result["place"])],
            "assertion": row["meaning"],
            "variableDefinition": [
                _variable("exposure", row["comparison"]),
                _variable("measured variable", row["outcome"]),
            ],
            "statistic": [_statistic(result, result["statistic"]), *_counted(given[question])],
            "certainty": [_certainty(book, known, row)] if row["level"] else [],
            "note": [{"text": row["why"]}] if row["why"] else [],
        }


def _certainty(book: Book, known: Identity, finding: Mapping) -> dict:
    ratings = book.evidence.certainty.query("question_id == @finding['question_id']")
    return {
        "type": ASPECTS.concept("overall"),
        "rating": RATINGS.concept(finding["certainty"]),
        "rater": known.author,
        "subcomponent": [
            {
                "type": ASPECTS.concept(row["domain"]),
                "rating": RATINGS.concept(STEPS[row["steps"]]),
                "note": [{"text": row["reason"]}],
            }
            for row in ratings.to_dict("records")
            if row["domain"] != "start"
        ],
    }


def _counted(found: Absolute | None) -> Iterator[dict]:
    """Give the patients without and with the treatment; what is reckoned says so."""
    if found is None:
        return
    if found.without:
        yield _count(found, found.without, "Without the treatment", "proportion")
    kind = "reckoned" if found.reckoned else "proportion"
    yield _count(found, found.with_it, "With the treatment", kind)


def _count(found: Absolute, count: Count, group: str, kind: str) -> dict:
    unit = f"of {found.per} patients"
    ends = {} if count.low is None else _ends(str(count.low), str(count.high), unit)
    return {
        "description": f"{group}: {found.counted}",
        "statisticType": STATISTICS.concept(kind),
        "quantity": _quantity(str(count.number), unit),
        "attributeEstimate": [{"description": "Its interval", "range": ends}] if ends else [],
    }


def _evidence(known: Identity, name: str, title: str) -> dict:
    return {
        "resourceType": "Evidence",
        "id": name_of(known, name),
        "status": "active",
        "version": known.version,
        "title": title,
        "publisher": known.author,
    }


def _address(known: Identity, page: str, part: str) -> list[dict]:
    """Give where a row stands on the site, if the site's address is known."""
    stands = known.page(page, part) if page else ""
    return [{"system": URI, "value": stands}] if stands else []


def _derived(known: Identity, source: str, place: str) -> dict:
    reference = {"reference": f"urn:uuid:{name_of(known, source)}"}
    return {"type": "derived-from", "display": place, "resourceReference": reference}


def _variable(role: str, words: str) -> dict:
    return {"description": words, "variableRole": ROLES.concept(role)}


def _statistic(row: Mapping[str, str], kind: str) -> dict:
    """Give what is printed: the value, its interval and p value, the patients behind it."""
    approximate = [{"text": "The document calls the value approximate."}]
    return {
        "description": row["raw"],
        "note": approximate if row["approximate"] else [],
        "statisticType": STATISTICS.concept(kind),
        "quantity": _quantity(row["value"], row["unit"]),
        "numberAffected": _number(row["numerator"]),
        "sampleSize": {"knownDataCount": _number(row["denominator"])},
        "attributeEstimate": [*_interval(row), *_p_value(row)],
    }


def _interval(row: Mapping[str, str]) -> Iterator[dict]:
    if row["low"]:
        kind = UNKNOWN if row["interval"] in ("", "not stated") else row["interval"]
        level = row["level"] and f"{float(row['level']) / 100:.10g}"
        yield {
            "type": ESTIMATES.concept(kind),
            "level": _number(level),
            "range": _ends(row["low"], row["high"], row["unit"]),
        }


def _p_value(row: Mapping[str, str]) -> Iterator[dict]:
    if row["p"]:
        relation = {"comparator": row["p_relation"]} if row["p_relation"] in "<>" else {}
        yield {
            "type": ESTIMATES.concept("p value"),
            "quantity": {"value": _number(row["p"])} | relation,
        }


def _ends(low: str, high: str, unit: str) -> dict:
    return {"low": _quantity(low, unit), "high": _quantity(high, unit)}


def _quantity(value: str, unit: str) -> dict:
    if not value:
        return {}
    coded = {"system": UCUM, "code": UNITS[unit]} if unit in UNITS else {}
    return {"value": _number(value), "unit": unit} | coded


def _stated(value):
    """Leave out what is not stated: FHIR has no empty text, list or object."""
    if isinstance(value, dict):
        parts = {name: _stated(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part not in NOTHING}
    if isinstance(value, list):
        return [part for part in map(_stated, value) if part not in NOTHING]
    return value

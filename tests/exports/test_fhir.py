"""The bundle of FHIR resources: valid by the published structure, and as the tables say."""

import json
from decimal import Decimal

import pytest
from books import BOOK
from fhir.resources.bundle import Bundle

from reviewbook.exports.counts import absolutes
from reviewbook.exports.fhir import bundle, name_of
from reviewbook.page.identity.address import Identity
from reviewbook.tables.certainty import findings

KNOWN = Identity(title="A book", author="Its contributors", version="1.0", date="2026-01-02")
PLACED = Identity(title="A book", site="https://example.org/book/")


@pytest.fixture(scope="module")
def text() -> str:
    """Return the bundle of the book as it is written."""
    return bundle(BOOK, KNOWN).decode()


@pytest.fixture(scope="module")
def resources(text) -> dict[str, dict]:
    """Return every resource by its name, numbers with their decimals."""
    made = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return {entry["resource"]["id"]: entry["resource"] for entry in made["entry"]}


def test_the_bundle_is_valid(text):
    made = Bundle.model_validate_json(text)
    assert len(made.entry) == len(BOOK.evidence.printed["sources"]) + len(
        BOOK.ledger.entries
    ) + len(findings(BOOK.evidence))


def test_a_spoiled_bundle_is_not(text):
    with pytest.raises(ValueError, match="validation error"):
        Bundle.model_validate_json(text.replace('"variableRole"', '"role"', 1))


def test_every_number_keeps_its_printed_decimals(resources):
    seen = 0
    for row in BOOK.ledger.entries.to_dict("records"):
        resource = resources[name_of(KNOWN, row["entry_id"])]
        assert resource["meta"]["tag"][0]["code"] == row["verdict"]
        assert resource["variableDefinition"][0]["description"] == row["wording"]
        (statistic,) = resource.get("statistic", [{}])
        quantity = statistic.get("quantity", {})
        assert str(quantity.get("value", "")) == row["value"]
        estimates = statistic.get("attributeEstimate", [])
        ends = [estimate["range"] for estimate in estimates if "range" in estimate]
        printed = [(row["low"], row["high"])] if row["low"] else []
        assert [(str(e["low"]["value"]), str(e["high"]["value"])) for e in ends] == printed
        seen += "." in row["value"]
    assert seen


def cited(resource: dict) -> bool:
    """Tell whether a resource is a citation."""
    return resource["resourceType"] == "Citation"


def test_every_reference_leads_to_a_citation(resources):
    ids = {f"urn:uuid:{name}" for name, one in resources.items() if cited(one)}
    led = [
        artifact["resourceReference"]["reference"]
        for one in resources.values()
        for artifact in one.get("relatedArtifact", [])
    ]
    assert led
    assert set(led) <= ids


def test_a_finding_has_its_certainty_step_by_step_and_its_absolute_numbers(resources):
    given, down = absolutes(BOOK), {0: "no-change", -1: "downcode1", -2: "downcode2"}
    for row in findings(BOOK.evidence).to_dict("records"):
        resource = resources[name_of(KNOWN, f"finding {row['question_id']}")]
        counted = given[row["question_id"]]
        numbers = [str(s["quantity"]["value"]) for s in resource["statistic"][1:]]
        groups = [counted.without, counted.with_it] if counted else []
        assert numbers == [str(group.number) for group in groups if group]
        assert bool(row["level"]) == ("certainty" in resource)
        if not row["level"]:
            continue
        (overall,) = resource["certainty"]
        assert overall["rating"]["coding"][0]["code"] == row["certainty"].replace(" ", "-")
        steps = BOOK.evidence.certainty.query("question_id == @row['question_id']")
        expected = [down.get(s, "downcode3") for s in steps["steps"] if s <= 0]
        parts = [part["rating"]["coding"][0]["code"] for part in overall["subcomponent"]]
        assert parts == expected


def test_names_are_the_same_in_every_build_and_no_others_are_made_up(resources):
    assert name_of(KNOWN, "a") == name_of(Identity(title="A book"), "a") != name_of(PLACED, "a")
    known = {"https://doi.org", "https://pubmed.ncbi.nlm.nih.gov"}
    numbers = [
        number
        for one in resources.values()
        for number in one.get("citedArtifact", {}).get("identifier", [])
    ]
    assert {number["system"] for number in numbers} == known
    assert not any("identifier" in one for one in resources.values() if "statistic" in one)


def test_with_an_address_each_number_says_where_it_stands():
    made = json.loads(bundle(BOOK, PLACED))
    entry = BOOK.ledger.entries["entry_id"].iloc[0]
    said = next(
        e["resource"] for e in made["entry"] if e["resource"]["id"] == name_of(PLACED, entry)
    )
    assert said["identifier"][0]["value"].startswith(PLACED.site)
    assert said["identifier"][0]["value"].endswith(f".html#{entry}")

"""What studies are called, and where their pages are."""

from collections import defaultdict

from reviewbook.ledger.entries import study_names
from reviewbook.tables.load import Evidence, judged, kept
from reviewbook.tables.reports import arms, comparisons, study_labels

FOLDER = "studies"


def page_of(study: str) -> str:
    """Give the page of a study, as builders name pages."""
    return f"{FOLDER}/{study}"


@kept
def titles(evidence: Evidence) -> dict[str, str]:
    """Name each study so that no two have one name, by its identifier.

    Author and year, or what its source is called; a study of the same author and year that the
    judged documents do not cite bears the longer name of its source.
    """
    named = study_labels(evidence)
    sources = evidence.printed["studies"].set_index("study_id")["source_id"]
    labels = evidence.printed["sources"].set_index("source_id")["label"]
    several = named.duplicated(keep=False) & ~sources.isin(list(judged(evidence)))
    named = named.mask(several, sources.map(labels))
    number = named.groupby(named).cumcount() + 1
    return named.where(number == 1, named + " (" + number.astype(str) + ")").to_dict()


@kept
def known_as(evidence: Evidence) -> dict[str, str]:
    """Give the study that a text of a table or a figure names, by that text.

    A text that would name two studies names the one of the judged documents, or none.
    """
    meant: defaultdict[str, set[str]] = defaultdict(set)
    for study, name in [*titles(evidence).items(), *study_labels(evidence).items()]:
        meant[name].add(study)
    numbers = evidence.printed["studies"].set_index("ref")["study_id"].to_dict()
    for ref, name in study_names(evidence).items():
        meant[name].add(numbers[ref])
    for rows in (arms(evidence), comparisons(evidence)):
        for label, study in zip(rows["label"], rows["study_id"], strict=True):
            meant[label].add(study)
    for source, study in _own_sources(evidence).items():
        meant[source].add(study)
    cited = set(_cited(evidence))
    chosen = {text: found & cited if len(found) > 1 else found for text, found in meant.items()}
    return {text: next(iter(found)) for text, found in chosen.items() if text and len(found) == 1}


def _cited(evidence: Evidence) -> list[str]:
    studies = evidence.printed["studies"]
    return list(studies.loc[studies["source_id"].isin(list(judged(evidence))), "study_id"])


def _own_sources(evidence: Evidence) -> dict[str, str]:
    """Give the study of each source that tells of one study alone, by the source's short name."""
    sources = evidence.printed["sources"]
    labels = sources[sources["judged"] != "yes"].set_index("source_id")["label"]
    told: defaultdict[str, set[str]] = defaultdict(set)
    for study, found in sources_of_studies(evidence).items():
        for source in found:
            told[source].add(study)
    return {
        labels[source]: next(iter(studies))
        for source, studies in told.items()
        if source in labels.index and len(studies) == 1
    }


@kept
def sources_of_studies(evidence: Evidence) -> dict[str, list[str]]:
    """Name the sources in which something of each study was read, those of its own first."""
    printed, found = evidence.printed, defaultdict(list)
    of_arms = printed["arms"].set_index("arm_id")["study_id"].to_dict()
    for table in ("studies", "arms", "characteristics", "outcomes", "effects", "factors", "facts"):
        for row in printed[table].to_dict("records"):
            study = row.get("study_id") or of_arms.get(row.get("arm_id"))
            if study:
                found[study].append(row["source_id"])
    judging = judged(evidence)
    return {
        study: sorted(dict.fromkeys(sources), key=lambda source: source in judging)
        for study, sources in found.items()
    }

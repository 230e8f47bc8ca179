"""Questions that stay open: what is cited on each, and what would answer it."""

import pandas as pd

from reviewbook.tables.dictionary import allowed_values
from reviewbook.tables.load import Evidence, documents, later_evidence

KINDS_OF_EVIDENCE = ("question_evidence", "kind")


def open_questions(evidence: Evidence) -> pd.DataFrame:
    """Give the open questions with what would answer them.

    Columns: ``question_id``, ``topic``, ``question``, ``study_design``, ``estimand``,
    ``clock`` (time zero), ``place``. Design, estimand and clock are proposals of this book.
    """
    return evidence.printed["questions"].replace("", None)


def evidence_cited(evidence: Evidence) -> pd.DataFrame:
    """Give what the judged documents cite on each question, one row per finding.

    Columns: ``topic``, ``kind`` (of evidence), ``refs``, ``finding``, ``note``, ``place``.
    """
    rows = _found(evidence, documents(evidence))
    return rows.assign(refs=rows["refs"].str.replace(" ", ", "))


def evidence_since(evidence: Evidence) -> pd.DataFrame:
    """Give what was read elsewhere on each question, one row per finding.

    Columns: ``topic``, ``kind`` (of evidence), ``label`` (of the source), ``read_as``,
    ``finding``, ``note``.
    """
    rows = _found(evidence, later_evidence(evidence))
    sources = evidence.sources.set_index("source_id")
    read = {column: rows["source_id"].map(sources[column]) for column in ("label", "read_as")}
    return rows.assign(**read)


def _found(evidence: Evidence, part: Evidence) -> pd.DataFrame:
    topics = evidence.printed["questions"].set_index("question_id")["topic"]
    rows = part.printed["question_evidence"].replace("", None)
    return rows.assign(topic=rows["question_id"].map(topics)).reset_index(drop=True)


def evidence_cells(evidence: Evidence) -> pd.DataFrame:
    """Count the reports that the judged documents cite on each question, by kind of evidence.

    One row per topic and kind, zeros among them: ``topic``, ``design`` (kind), ``studies``.
    """
    topics = evidence.printed["questions"].set_index("question_id")["topic"]
    described = evidence.printed["dictionary"].set_index(["table", "column"])
    kinds = allowed_values(described.loc[KINDS_OF_EVIDENCE, "allowed"])
    rows = documents(evidence).printed["question_evidence"]
    refs = rows.assign(ref=rows["refs"].str.split()).explode("ref")
    counts = refs.groupby(["question_id", "kind"])["ref"].nunique()
    return pd.DataFrame(
        [
            {"topic": topic, "design": kind, "studies": int(counts.get((question, kind), 0))}
            for question, topic in topics.items()
            for kind in kinds
        ]
    )

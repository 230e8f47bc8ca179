"""Risk of bias by study and certainty by outcome, as far as abstracts allow a judgement.

QUIPS (Hayden et al., Ann Intern Med 2013; 158:280-286), ROBINS-I (Sterne et al., BMJ 2016;
355:i4919), RoB 2 (Sterne et al., BMJ 2019; 366:l4898), GRADE (Guyatt et al., BMJ 2008;
336:924-926).
"""

import pandas as pd

from reviewbook.tables.load import Evidence
from reviewbook.tables.rules.row import SCALES, UNKNOWN

LEVELS = {1: "very low", 2: "low", 3: "moderate", 4: "high"}
GIVEN, WITHHELD = "⊕", "◯"
UNRATED = "not graded"


def risk_of_bias(evidence: Evidence, tool: str) -> pd.DataFrame:
    """Give the judgements of one tool: a row per study and result, a column per domain.

    Columns: ``label`` (short name), ``result``, the domains, and ``overall``: the worst judgement
    of any domain, *no information* where none was judged; it is a lower limit of the risk, since
    a domain without information may be worse.

    Raises:
        ValueError: there is no such tool.
    """
    if tool not in SCALES:
        raise ValueError(f"tool is {tool!r}; it must be one of {', '.join(SCALES)}.")
    rows = judgements(evidence)
    rows = rows[rows["tool"] == tool]
    domains = list(dict.fromkeys(rows["domain"]))
    wide = rows.pivot(index=["label", "result"], columns="domain", values="judgement")
    wide = wide.reindex(pd.MultiIndex.from_frame(rows[["label", "result"]].drop_duplicates()))
    overall = [worst(tool, row) for row in wide.to_numpy()]
    return wide[domains].assign(overall=overall).reset_index().rename_axis(columns=None)


def worst(tool: str, judgements) -> str:
    """Name the worst of some judgements of a tool, leaving out those without information."""
    known = [one for one in judgements if one != UNKNOWN]
    return max(known, key=SCALES[tool].index) if known else UNKNOWN


def judgements(evidence: Evidence) -> pd.DataFrame:
    """Give every judgement with its reason.

    Columns: ``study_id``, ``label``, ``tool``, ``result``, ``domain``, ``judgement``, ``reason``.
    """
    labels = evidence.sources.set_index("source_id")["label"]
    rows = evidence.bias.assign(label=evidence.bias["study_id"].map(labels))
    return rows[["study_id", "label", "tool", "result", "domain", "judgement", "reason"]]


def levels(evidence: Evidence) -> dict[str, int]:
    """Give the level of certainty of each question, from one (very low) to four (high)."""
    steps = evidence.certainty.groupby("question_id")["steps"].sum()
    return {question: max(int(level), min(LEVELS)) for question, level in steps.items()}


def sign(level: int) -> str:
    """Return GRADE's sign of a level: as many crosses as it has points, of four."""
    return GIVEN * level + WITHHELD * (max(LEVELS) - level)


def row_name(question: str) -> str:
    """Return the anchor of a finding in the summary of findings."""
    return f"certainty-{question}"


def findings(evidence: Evidence) -> pd.DataFrame:
    """Give every finding with its certainty, one row per question.

    Columns: those of ``findings.csv``, and ``result`` (as printed), ``source``, ``level`` (one to
    four, nought where it is not graded), ``certainty`` (from *very low* to *high*, or *not
    graded*), ``reasons`` (why it was rated down, domain by domain) and ``kept`` (domains that
    could not be rated down for want of information, or need not be).
    """
    labels = evidence.printed["sources"].set_index("source_id")["label"]
    level, rows = levels(evidence), evidence.printed["findings"]
    certainty = {question: LEVELS[number] for question, number in level.items()}
    results = [_result(evidence, name) for name in rows["result_id"]]
    steps = [_steps(evidence.certainty, question) for question in rows["question_id"]]
    return rows.assign(
        result=[text for text, _ in results],
        source=[labels[source] for _, source in results],
        level=[level.get(question, 0) for question in rows["question_id"]],
        certainty=[certainty.get(question, UNRATED) for question in rows["question_id"]],
        reasons=[reasons for reasons, _ in steps],
        kept=[kept for _, kept in steps],
    )


def _steps(ratings: pd.DataFrame, question: str) -> tuple[str, str]:
    """Say for what a finding was rated down, a line for each domain, and for what it was not."""
    rows = ratings[(ratings["question_id"] == question) & (ratings["domain"] != "start")]
    down = [
        f"{row['domain'].capitalize()}, \N{MINUS SIGN}{-row['steps']}: {row['reason']}."
        for row in rows[rows["steps"] < 0].to_dict("records")
    ]
    return "\n".join(down), "; ".join(rows.loc[rows["steps"] == 0, "domain"])


def _result(evidence: Evidence, name: str) -> tuple[str, str]:
    effects = evidence.printed["effects"].set_index("effect_id")
    row = effects.loc[name] if name in effects.index else _outcome(evidence, name)
    ends = f" ({_level(row)}{row['low']}–{row['high']})" if row["low"] else ""
    time = f" at {row['time_months']} months" if row["time_months"] else ""
    value = f"{row['value']}{row['unit']}" if "unit" in row else f"{row['measure']} {row['value']}"
    return f"{value}{ends}{time}", row["source_id"]


def _outcome(evidence: Evidence, name: str) -> pd.Series:
    return evidence.printed["outcomes"].set_index("outcome_id").loc[name]


def _level(row: pd.Series) -> str:
    return f"{row['level']}% interval " if row["level"] else ""

"""What the web page advises, as frames: its status, criteria, pathway and figures.

The page is described, not endorsed: nothing here ranks its statements.
"""

import pandas as pd

from bclm.prognosis import factor_counts
from reviewbook.ledger.book import Book
from reviewbook.ledger.figure_rows import figure_numbers, figure_rows
from reviewbook.ledger.quoting import quoted
from reviewbook.page.learning.linked import with_numbers
from reviewbook.tables.certainty import LEVELS, levels, sign
from reviewbook.tables.load import Evidence, judged

RELATIONS = {">=": "at least ", "<=": "up to ", "<": "below ", "about": "about ", "=": ""}

CONCLUSION = "conclusion"
PAGE = "The web page"
NOT_OURS = (
    "What one web page says. It is not the advice of this book, and its sources could not be found."
)
SURVIVAL = "survival by source"
TIMES = {12: "Alive at one year, %", 36: "Alive at three years, %", 60: "Alive at five years, %"}


def statements(evidence: Evidence) -> pd.DataFrame:
    """Give every statement of the page, in its order.

    Columns: ``guidance_id``, ``section``, ``kind``, ``group``, ``receptor``, ``statement``,
    ``printed`` (its number, with its relation; missing where there is none) and ``citations``.
    """
    rows = evidence.printed["guidance"].query("kind != @CONCLUSION")
    return rows.assign(
        printed=[_quantity(row) for row in rows.to_dict("records")],
        citations=rows["citations"].str.replace(" ", ", ").replace("", None),
    )[
        [
            "guidance_id",
            "section",
            "kind",
            "group",
            "receptor",
            "statement",
            "printed",
            "citations",
        ]
    ]


def conclusions(evidence: Evidence) -> pd.DataFrame:
    """Give what the review concludes, as ``statement`` and ``place``, in its order."""
    rows = evidence.printed["guidance"].query("kind == @CONCLUSION")
    return rows[["statement", "place"]].reset_index(drop=True)


def _quantity(row: dict) -> str | None:
    if not row["value"]:
        return None
    entry = {"unit": row["unit"], "value": row["value"], "approximate": ""}
    return RELATIONS[row["relation"]] + quoted(entry)


def pathway_steps(evidence: Evidence) -> pd.DataFrame:
    """Give the page's pathway from referral to the tumour board.

    One row per box: ``stage`` (order), ``stage_title``, ``title`` and ``text``; boxes of one stage
    stand side by side. A text of several statements has one line each.
    """
    rows = statements(evidence).set_index("guidance_id")
    number = (" (" + rows["printed"] + ")").fillna("")
    steps = figure_rows(evidence, "pathway")
    steps["text"] = list((rows["statement"] + number)[steps["entry_id"]])
    boxes = steps.groupby(["panel", "label"], sort=False)["text"].agg("\n".join).reset_index()
    boxes = boxes.rename(columns={"panel": "stage_title", "label": "title"})
    stage = pd.factorize(boxes["stage_title"])[0] + 1
    return boxes.assign(stage=stage)[["stage", "stage_title", "title", "text"]]


def survival_by_source(book: Book, treatment: str) -> pd.DataFrame:
    """Give survival after one treatment at one, three and five years as each document prints it.

    `treatment` is ``resection``, ``RFA`` or ``systemic therapy``. One row per source and time:
    ``label`` (source), ``measure``, ``value``, ``low``, ``high`` (%), ``verdict``, ``feasible``
    (the verdict is not that it cannot be true); missing where the source prints nothing. The
    sources describe different patients.

    Raises:
        ValueError: the treatment is another one.
    """
    rows = figure_numbers(book, SURVIVAL)
    rows = rows[rows["series"] != "median"].query("panel == @treatment")
    if rows.empty:
        raise ValueError(f"treatment is {treatment!r}, of which figure_rows.csv has no survival.")
    feasible = (rows["verdict"] != "infeasible").where(rows["verdict"].notna(), None)
    measure = rows["series"].astype(int).map(TIMES)
    return rows.assign(measure=measure, feasible=feasible)[
        ["label", "measure", "value", "low", "high", "verdict", "feasible"]
    ].reset_index(drop=True)


def medians_by_source(book: Book) -> pd.DataFrame:
    """Give median survival as each document prints it.

    Columns, all text: ``treatment``, ``source``, ``median``, ``range``, ``verdict``.
    """
    rows = figure_rows(book.evidence, SURVIVAL).query("series == 'median' and entry_id != ''")
    entries = [book.entries.loc[name].to_dict() for name in rows["entry_id"]]
    return pd.DataFrame(
        {
            "treatment": rows["panel"],
            "source": rows["label"],
            "median": [quoted(entry) if entry["value"] else None for entry in entries],
            "range": [quoted(entry, "range") if entry["low"] else None for entry in entries],
            "verdict": [entry["verdict"] for entry in entries],
        }
    ).reset_index(drop=True)


SAME_TREATMENT = {"RFA": "ablation"}
"""Treatments that a pooled report may call by a wider name."""


def printed_elsewhere(evidence: Evidence) -> pd.DataFrame:
    """Give survival of the page that a pooled report prints number for number.

    Columns: ``treatment``, ``after`` (months), ``value`` (as printed, %), ``source`` (short name),
    ``n`` (patients behind it there).
    """
    arms = evidence.printed["arms"][["arm_id", "treatment", "role", "n"]]
    rows = evidence.printed["outcomes"].query("outcome == 'overall survival' and unit == '%'")
    rows = rows.merge(arms, on="arm_id")
    rows["treatment"] = rows["treatment"].replace(SAME_TREATMENT)
    names = judged(evidence)
    page = rows[rows["source_id"].map(names.get) == PAGE]
    pooled = rows[(rows["role"] == "pooled") & ~rows["source_id"].isin(list(names))]
    same = ["treatment", "statistic", "time_months", "value"]
    found = page[same].drop_duplicates().merge(pooled[[*same, "source_id", "n"]], on=same)
    labels = evidence.sources.set_index("source_id")["label"]
    found = found.assign(after=found["time_months"], source=found["source_id"].map(labels))
    return found[["treatment", "after", "value", "source", "n"]]


def cited_in_words(cells: pd.DataFrame) -> str:
    """Say how many references the review cites by kind, over all questions, and which it lacks.

    `cells` as `reviewbook.tables.questions.evidence_cells` gives them.
    """
    counts = cells.groupby("design", sort=False)["studies"].sum().sort_values(ascending=False)
    cited = [f"{count} {kind}" for kind, count in counts[counts > 0].items()]
    none = [f"; none is {kind}" for kind in counts.index[counts == 0]]
    asked = cells["topic"].nunique()
    kinds = ", ".join(cited)
    return f"References on {asked} questions: {counts.sum()}, of these {kinds}{''.join(none)}."


def page_citations(evidence: Evidence) -> pd.DataFrame:
    """Give each citation number of the page with what it stands behind.

    Columns: ``citation``, ``statements`` (how many) and ``sections``.
    """
    rows = evidence.printed["guidance"]
    numbered = rows.assign(citation=rows["citations"].str.split()).explode("citation")
    numbered = numbered.dropna(subset=["citation"]).astype({"citation": int})
    found = numbered.groupby("citation").agg(
        statements=("guidance_id", "size"),
        sections=("section", lambda names: "; ".join(dict.fromkeys(names))),
    )
    return found.reset_index()


def criteria(book: Book) -> pd.DataFrame:
    """Give the criteria of ``board.csv`` with what the tables say of each, as text.

    Columns of `reviewbook.page.learning.checklist.checklist`. ``supports`` has a line for the
    factor in the review's series, for each statement of the web page, and for what else is known;
    ``certainty`` the rating of the finding it rests on, with what that is of, or that none was
    rated.
    """
    rows = pd.DataFrame(with_numbers(book, "board", ["supports", "disagree", "unknown"]))
    counts = factor_counts(book.evidence).set_index("factor")
    said = book.evidence.printed["guidance"].set_index("guidance_id")
    rated = book.evidence.printed["findings"].set_index("question_id")["comparison"]
    level = levels(book.evidence)

    def support(row: dict) -> str:
        named = [name for name in row["statements"].split(";") if name]
        page = [f"The web page: {statement_of(said.loc[name])}." for name in named]
        factor = [listed_in(counts.loc[row["factor"]])] if row["factor"] else []
        return "\n".join(filter(None, [*factor, *page, row["supports"]]))

    def certainty(question: str) -> str:
        if not question:
            return "certainty not rated"
        words = f"{LEVELS[level[question]]} certainty"
        return f"{sign(level[question])} {words}: {rated[question]}"

    return rows.assign(
        supports=[support(row) for row in rows.to_dict("records")],
        certainty=rows["question_id"].map(certainty),
    )


def statement_of(row: pd.Series) -> str:
    """Return a statement with its number in brackets, where it has one."""
    number = _quantity(row.to_dict())
    return f"{row['statement']} ({number})" if number else row["statement"]


def listed_in(row: pd.Series) -> str:
    """Say in how many series of the review a factor is listed, and by which analysis."""
    return (
        f"A prognostic factor in {row['series']} of the review's series "
        f"({row['multivariable'] or 'none'} by multivariable analysis)."
    )

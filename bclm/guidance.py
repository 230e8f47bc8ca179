"""What the web page advises, as frames: its status, criteria, pathway and figures.

The page is described, not endorsed: nothing here ranks its statements.
"""

import pandas as pd

from reviewbook.ledger.book import Book
from reviewbook.ledger.quoting import quoted
from reviewbook.tables.load import Evidence

RELATIONS = {">=": "at least ", "<=": "up to ", "<": "below ", "about": "about ", "=": ""}

STAGES = {
    "Referral": ["refer-early"],
    "Staging": ["laparoscopy"],
    "Criteria for resection, all of which must be met": [
        "remnant",
        "performance",
        "extrahepatic",
        "no-progression",
        "liver-function",
    ],
    "What the page then names": {
        "Resection, if they are met": ["resection-preferred", "surgery-adjuvant"],
        "Ablation, if not, or if small": ["ablation-size"],
        "Arterial therapy, if neither": ["arterial"],
    },
    "Throughout: systemic therapy": ["systemic-foundation"],
    "Tumour board": ["tumour-board"],
}
"""The page's statements in the order in which a patient would meet them; lanes run side by side."""

TREATMENTS = {
    "resection": {
        "Web page": "qa-resection-os-{}",
        "Review, median of series": "os-{}",
    },
    "RFA": {
        "Web page": "qa-rfa-os-{}",
        "Review, reports of RFA": "rfa-os-{}",
    },
    "systemic therapy": {
        "Web page": "qa-chemotherapy-os-{}",
        "Review, Mariani": "mariani-2013-systemic-os-{}",
        "Review, Ruiz": "ruiz-2018-systemic-os-{}",
        "Review, Sadot": "sadot-medical-os-{}",
    },
}
"""Who gives survival after each treatment, and the ledger entries by month or ``median``."""

TIMES = {12: "Alive at one year, %", 36: "Alive at three years, %", 60: "Alive at five years, %"}


def guidance(evidence: Evidence) -> pd.DataFrame:
    """Give every statement of the page, in its order.

    Columns: ``guidance_id``, ``section``, ``kind``, ``group``, ``receptor``, ``statement``,
    ``printed`` (its number, with its relation; missing where there is none) and ``citations``.
    """
    rows = evidence.printed["guidance"]
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
    rows = guidance(evidence).set_index("guidance_id")

    def text(names: list[str]) -> str:
        lines = [
            rows.loc[name, "statement"]
            + (f" ({rows.loc[name, 'printed']})" if pd.notna(rows.loc[name, "printed"]) else "")
            for name in names
        ]
        return "\n".join(lines)

    boxes = []
    for stage, (heading, content) in enumerate(STAGES.items(), start=1):
        lanes = content if isinstance(content, dict) else {heading: content}
        boxes += [
            {"stage": stage, "stage_title": heading, "title": title, "text": text(names)}
            for title, names in lanes.items()
        ]
    return pd.DataFrame(boxes)


def survival_by_source(book: Book, treatment: str) -> pd.DataFrame:
    """Give survival after one treatment at one, three and five years as each document prints it.

    `treatment` is ``resection``, ``RFA`` or ``systemic therapy``. One row per source and time:
    ``label`` (source), ``measure``, ``value``, ``low``, ``high`` (%), ``verdict``, ``feasible``
    (the verdict is not that it cannot be true); missing where the source prints nothing. The
    sources describe different patients.

    Raises:
        ValueError: the treatment is another one.
    """
    if treatment not in TREATMENTS:
        raise ValueError(f"treatment is {treatment!r}; it must be one of {', '.join(TREATMENTS)}.")
    return pd.DataFrame(
        [
            {"label": label, "measure": title} | _numbers(book, form.format(months))
            for label, form in TREATMENTS[treatment].items()
            for months, title in TIMES.items()
        ]
    )


def medians_by_source(book: Book) -> pd.DataFrame:
    """Give median survival as each document prints it.

    Columns, all text: ``treatment``, ``source``, ``median``, ``range``, ``verdict``.
    """
    forms = {
        (treatment, source): form
        for treatment, sources in TREATMENTS.items()
        for source, form in sources.items()
    }
    forms |= {
        ("arterial therapy", "Web page"): "qa-arterial-os-{}",
        ("no treatment", "Web page"): "qa-untreated-os-{}",
    }
    entries = book.entries
    rows = []
    for (treatment, source), form in forms.items():
        if (name := form.format("median")) in entries.index:
            entry = entries.loc[name].to_dict()
            rows.append(
                {
                    "treatment": treatment,
                    "source": source,
                    "median": quoted(entry) if entry["value"] else None,
                    "range": quoted(entry, "range") if entry["low"] else None,
                    "verdict": entry["verdict"],
                }
            )
    return pd.DataFrame(rows)


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


def _numbers(book: Book, entry_id: str) -> dict:
    entries = book.entries
    if entry_id not in entries.index:
        absent = dict.fromkeys(("value", "low", "high"), float("nan"))
        return absent | {"verdict": None, "feasible": None}
    entry = entries.loc[entry_id]
    numbers = {name: float(entry[name] or "nan") for name in ("value", "low", "high")}
    verdict = entry["verdict"]
    return numbers | {"verdict": verdict, "feasible": verdict != "infeasible"}

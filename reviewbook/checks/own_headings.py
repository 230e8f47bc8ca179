"""What the columns of a reader's own table may be called, and what the checks call them."""

import re

CURVE = re.compile(r"(dfs|os)_(\d+)")
WHOLE = ("n", "start", "end")
NUMBERS = (*WHOLE, "dfs_median", "os_median", "hr", "hr_low", "hr_high", "p")
PERIOD = "period"

ALSO = {
    "study": "author|authors|first author|series|reference|report|study name|studies|author, year",
    "n": "no|no of patients|no patients|patients|number of patients|n patients|patients (n)|"
    "patients, n|n (patients)|sample size|total",
    "centre": "center|centres|centers|hospital|institution",
    "start": "from|first year|begin|beginning|start year",
    "end": "to|until|last year|end year",
    PERIOD: "study period|years|time span|study years",
    "hr": "hazard ratio",
    "hr_low": "hr low|hr lower|ci low|95% ci low|lower|lower ci|lower 95% ci|ci lower",
    "hr_high": "hr high|hr upper|ci high|95% ci high|upper|upper ci|upper 95% ci|ci upper",
    "p": "p value|p-value|pvalue",
}
"""Other names of a column, separated by bars, in small letters without dots."""
NAMES = {other: name for name, others in ALSO.items() for other in others.split("|")}
ENDPOINTS = {
    "os": "os|^mos|overall survival|(?:years?|yrs?|median) survival",
    "dfs": "dfs|^mdfs|disease free survival|disease-free survival",
}
MEDIAN = re.compile(r"^m(?:os|dfs)\b|median|\(m")
TIME = r"(?P<time>\d+)\s*-?\s*(?P<unit>y|yr|yrs|year|years|m|mo|mos|month|months)\b"
SPAN = re.compile(r"\s*(\d{4})\s*(?:-|–|—|to)\s*(\d{4})\s*")


def heading(printed: str) -> str:
    """Give what the checks call a column; a name that is not known stays as it is."""
    printed = re.sub(r"\s*\(%\)$", " %", printed.strip())
    plain = re.sub(r"[\s_]+", " ", printed.lower().replace(".", ""))
    bare = plain.removesuffix("%").strip()
    for endpoint, names in ENDPOINTS.items():
        if re.search(rf"\b(?:{names})\b", bare):
            time, median = re.search(TIME, bare), MEDIAN.search(bare)
            if time and not median:
                years = time["unit"].startswith("y")
                return f"{endpoint}_{int(time['time']) * (12 if years else 1)}"
            if median:
                return f"{endpoint}_median"
    known = plain.replace(" ", "_")
    if CURVE.fullmatch(known) or known in NUMBERS:
        return known
    return printed if plain.endswith("%") else NAMES.get(plain, plain if plain in ALSO else printed)


def in_period(row: dict) -> dict:
    """Give a row in which a period such as 1997–2010 is its first and its last year."""
    if PERIOD not in row:
        return row
    span = SPAN.fullmatch(row[PERIOD])
    rest = {name: cell for name, cell in row.items() if name != PERIOD}
    ends = span.groups() if span else (row[PERIOD], row[PERIOD])
    return rest | dict(zip(("start", "end"), ends, strict=True))

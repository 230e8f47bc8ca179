"""What the words of the tables are called in the code systems of FHIR R5.

A word that has no code there stays a word: it is written as text alone.
"""

from collections.abc import Mapping
from typing import NamedTuple

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"


class Code(NamedTuple):
    """A code with how its system displays it."""

    code: str
    display: str


class System(NamedTuple):
    """A code system with its codes by the words of the tables."""

    url: str
    codes: Mapping[str, Code]

    def concept(self, word: str) -> dict:
        """Give a word of the tables as a CodeableConcept."""
        if word not in self.codes:
            return {"text": word}
        return {"coding": [{"system": self.url, **self.codes[word]._asdict()}], "text": word}


ROLES = System(
    f"{TERMINOLOGY}/variable-role",
    {
        "exposure": Code("exposure", "exposure"),
        "measured variable": Code("measuredVariable", "measured variable"),
    },
)
STATISTICS = System(
    f"{TERMINOLOGY}/statistic-type",
    {
        "count": Code("C25463", "Count"),
        "proportion": Code("C44256", "Proportion"),
        "survival": Code("C44256", "Proportion"),
        "median": Code("C28007", "Median"),
        "mean": Code("C53319", "Mean"),
        "maximum": Code("C25564", "Maximum"),
        "minimum": Code("C25570", "Minimum"),
        "hazard ratio": Code("C93150", "Hazard Ratio"),
        "odds ratio": Code("C16932", "Odds Ratio"),
        "risk ratio": Code("C93152", "Relative Risk"),
        "reckoned": Code("predictedRisk", "Predicted Risk"),
    },
)
ESTIMATES = System(
    f"{TERMINOLOGY}/attribute-estimate-type",
    {
        "confidence interval": Code("C53324", "Confidence interval"),
        "interquartile range": Code("C53245", "Interquartile range"),
        "range": Code("C38013", "Range"),
        "p value": Code("C44185", "P-value"),
    },
)
ASPECTS = System(
    f"{TERMINOLOGY}/certainty-type",
    {
        "overall": Code("Overall", "Overall certainty"),
        "risk of bias": Code("RiskOfBias", "Risk of bias"),
        "inconsistency": Code("Inconsistency", "Inconsistency"),
        "indirectness": Code("Indirectness", "Indirectness"),
        "imprecision": Code("Imprecision", "Imprecision"),
        "publication bias": Code("PublicationBias", "Publication bias"),
    },
)
RATINGS = System(
    "http://hl7.org/fhir/certainty-rating",
    {
        "high": Code("high", "High quality"),
        "moderate": Code("moderate", "Moderate quality"),
        "low": Code("low", "Low quality"),
        "very low": Code("very-low", "Very low quality"),
        "kept": Code("no-change", "no change to quality rating"),
        "one step down": Code("downcode1", "reduce quality rating by 1"),
        "two steps down": Code("downcode2", "reduce quality rating by 2"),
        "three steps down": Code("downcode3", "reduce quality rating by 3"),
    },
)
STEPS = {0: "kept", -1: "one step down", -2: "two steps down", -3: "three steps down"}
"""Steps of GRADE as the words that have a code."""
STATES = System(
    "http://hl7.org/fhir/cited-artifact-status-type", {"retracted": Code("retracted", "Retracted")}
)
UNITS = {"%": "%", "months": "mo", "years": "a", "days": "d", "cm": "cm", "mm": "mm", "ratio": "1"}
"""Units of the tables that have a code in UCUM."""
UCUM = "http://unitsofmeasure.org"
DOI, PUBMED, URI = "https://doi.org", "https://pubmed.ncbi.nlm.nih.gov", "urn:ietf:rfc:3986"
"""Systems of identifiers."""

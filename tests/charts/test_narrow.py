"""Every kind of chart is drawn for a narrow page: it fits, and nothing is too small or cut off."""

import re

import pandas as pd
import pytest
import vl_convert
from test_forest import horizons, percents, ratios
from test_planes import CHARTS, READING, layered

from reviewbook.charts import theme
from reviewbook.charts.coverage import coverage_chart
from reviewbook.charts.filters import with_filter
from reviewbook.charts.forest import forest, survival_forest
from reviewbook.charts.maps import patients_map
from reviewbook.charts.pathway import pathway
from reviewbook.charts.sheet import narrow
from reviewbook.ledger.verdicts import SIGNS

PHONE = 328
"""What a phone of 360 pixels leaves between its margins."""
SMALLEST = 11


def patients() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "topic": list("aabb"),
            "design": ["Survival", "Harm"] * 2,
            "receptor": "All",
            "studies": [2, 0, 1, 0],
            "patients": [90, 0, 0, 0],
        }
    )


def stages() -> pd.DataFrame:
    text = "One statement that is longer than a narrow box\nand another"
    titles = ["Referral", "Surgery", "Drugs", "Board"]
    return pd.DataFrame(
        {"stage": [1, 2, 2, 3], "stage_title": titles, "title": titles, "text": text}
    )


def numbers() -> pd.DataFrame:
    verdicts = [*list(SIGNS), *[next(iter(SIGNS))] * 60]
    return pd.DataFrame({"document": "The review", "verdict": verdicts})


KINDS = CHARTS | {
    "ratios": lambda: forest(ratios(), "Hazard ratio of death from any cause", favours=("a", "b")),
    "percents": lambda: forest(percents(), "Overall survival, %", "percent", reading=READING),
    "horizons": lambda: survival_forest(horizons(), "Overall survival, %", reading=READING),
    "patients": lambda: patients_map(patients()),
    "pathway": lambda: pathway(stages(), "What one page says, and not this book."),
    "coverage": lambda: coverage_chart(numbers(), SIGNS),
}


def labels(svg: str) -> list[str]:
    return re.findall(r"<(?:text|tspan)[^>]*>([^<]+)</", svg)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_fits_a_phone_in_letters_that_can_be_read(name):
    svg = vl_convert.vegalite_to_svg(narrow(KINDS[name]()).to_dict(validate=False))
    assert float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1]) <= PHONE
    assert min(map(float, re.findall(r'font-size="([\d.]+)', svg))) >= SMALLEST
    assert not [text for text in labels(svg) if "…" in text]
    used = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
    assert used <= set(theme.LIGHT.values()) | {"none", "transparent"}
    assert not {"null", "undefined", "nan", "NaN"} & set(labels(svg))


def test_every_number_of_a_forest_is_on_the_narrow_page_too():
    chart = forest(ratios(), "Hazard ratio")
    wide = vl_convert.vegalite_to_svg(chart.to_dict())
    small = " ".join(labels(vl_convert.vegalite_to_svg(narrow(chart).to_dict(validate=False))))
    estimates = [text for text in labels(wide) if re.fullmatch(r"\d\.\d\d", text)]
    assert len(estimates) > 3
    assert [text for text in estimates if text not in small] == []


def test_a_filter_leaves_the_narrow_drawing_as_it_was():
    chart = layered()
    assert narrow(with_filter(chart, "receptor", "Receptors", ["HER2"])) is not None

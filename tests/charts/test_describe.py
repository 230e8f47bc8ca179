import ast
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_forest import horizons, percents, ratios
from test_planes import (
    bubbles,
    cells,
    contours,
    entries,
    eras,
    line,
    pairs,
    periods,
    points,
    risks,
    steps,
    subsets,
    thresholds,
    two_arms,
    values,
)

from reviewbook.charts import describe


def numbers(text):
    return [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]


def test_forest_says_range_intervals_pools_and_gaps():
    said = describe.forest(ratios(), "Hazard ratio", "ratio")
    assert "Hazard ratio, 5 series" in said
    assert "from 0.50 (Alder) to 2.00 (Dogwood)" in said
    assert "2 with a printed interval, 1 with an approximate interval and 1 with no" in said
    assert "1 drawn hollow, because N cannot give the figure: Dogwood" in said
    assert "1 not stated: Elder" in said
    assert "All: 0.90, interval 0.60 to 1.30; k = 4, τ² = 0.052, I² = 42%" in said
    assert "A new series: 0.30 to 2.70" in said


def test_forest_follows_its_frame():
    said = describe.forest(ratios().assign(feasible=True), "x", "ratio")
    assert "hollow" not in said
    changed = ratios()
    changed.loc[changed["label"] == "Alder", "estimate"] = 0.37
    assert "0.37 (Alder)" in describe.forest(changed, "x", "ratio")


def test_forest_describes_each_panel():
    said = describe.forest(horizons(), "Survival (%)", "percent")
    assert said.count("not stated: Elder") == 3
    assert [said.index(f"{p}:") for p in ("first", "second", "third")] == sorted(
        said.index(f"{p}:") for p in ("first", "second", "third")
    )


def test_forest_names_the_time_zero_and_what_cannot_be_estimated():
    frame = percents().assign(time_zero="hepatectomy")
    frame.loc[frame["row"] == "prediction", ["low", "high"]] = np.nan
    said = describe.forest(frame, "Survival (%)", "percent")
    assert "counted from hepatectomy" in said
    assert "A new series: not estimable" in said


def test_all_not_stated_is_said_without_a_range():
    frame = pd.DataFrame({"row": "not stated", "label": ["Alder", "Birch"], "estimate": np.nan})
    said = describe.forest(frame, "Survival (%)", "percent")
    assert "2 not stated: Alder and Birch" in said
    assert "from" not in said


def test_repooled_says_the_extremes_and_the_whole():
    said = describe.leave_one_out(steps(), steps().tail(1), "Hazard ratio", "ratio")
    assert "0.60 (without Birch) to 0.80 (without Dogwood)" in said
    assert "All studies: 0.80, interval 0.60 to 1.10, prediction interval 0.40 to 1.60" in said
    assert "Not pooled at Alder" in said
    said = describe.cumulative(steps(), "Hazard ratio", "ratio")
    assert "4 studies were added" in said
    assert "with Birch, is 0.60" in said


def test_planes_say_where_the_studies_lie():
    assert "0.10 (Alder) to 0.40 (Dogwood)" in describe.funnel(points(), contours(), "HR")
    assert "90%" in describe.funnel(points(), contours(), "HR")
    frame = pd.DataFrame({"study": ["A", "B"], "heterogeneity": [1, 2.5], "influence": [0.7, 0.1]})
    said = describe.baujat(frame)
    assert "B has the largest part in the heterogeneity (2.5), A the largest influence" in said
    said = describe.labbe(risks(), "one", "other")
    assert "1 above the diagonal, 2 below it, 1 on it" in said
    said = describe.bubble(bubbles(), line(), "Size", "HR")
    assert "from 2.0 to 5.0" in said
    assert "goes from 0.50 to 1.30" in said
    assert "No line" in describe.bubble(bubbles(), line().head(0), "Size", "HR")
    said = describe.gosh(subsets(), "HR")
    assert numbers(said)[:2] == [601, 4]
    assert "All studies together: 0.80, I² 40%" in said


def test_dots_arms_and_slopes_give_their_values():
    said = describe.dots(values())
    assert "from 2.0 (Birch) to 3.5 (Alder)" in said
    assert "Solitary, % is not stated for Birch" in said
    said = describe.arms(two_arms(), "Months")
    assert "Alder: resection 80.0 and systemic 30.0" in said
    assert "Birch (neither matched nor randomised): resection 50.0 and systemic not stated" in said
    assert "Birch: 21.0 and 10.0" in describe.slope(pairs(), "Months")


def test_maps_give_their_counts_and_gaps():
    said = describe.evidence_map(cells().assign(studies=[3, 0, 0]))
    assert "Resection: 3 Matched" in said
    assert "Nothing on Ablation" in said
    said = describe.factor_map(entries())
    assert "2 prognostic factors in 2 series" in said
    assert "response: 1 univariable; the series contradict each other" in said
    assert said.count("contradict") == 1
    said = describe.timeline(periods(), eras())
    assert "from 1985 to 2010" in said
    assert "not stated for Cedar" in said
    assert "Older drugs 1990 and Newer drugs 1991" in said
    assert "Birch ≤ 2.5 cm and Alder < 5 cm" in describe.cutoffs(thresholds(), "cm")


@pytest.mark.parametrize("module", ["planes", "describe", "dots", "filters", "forest", "maps"])
def test_no_numeral_is_typed_into_a_text(module):
    source = (Path(describe.__file__).parent / f"{module}.py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and isinstance(node.body[0], ast.Expr)
    }
    said = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]
    prose = [text for text in said if re.search(r"[a-z]{2,} [a-z]{2,}", text)]
    spoken = [t for t in prose if not re.search(r"datum|length\(|isValid", t)]
    assert spoken
    assert not [text for text in spoken if re.search(r"\d", text)]

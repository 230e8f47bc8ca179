import pandas as pd
import pytest

from reviewbook.page.numeral_gate import typed_numerals
from reviewbook.tables.load import Evidence

NONE_ALLOWED = pd.DataFrame({"pattern": [], "reason": []})
ROWS = pd.DataFrame({"trial_id": ["trial-1994"], "year": ["1994"]})
EVIDENCE = Evidence({}, {"numerals": NONE_ALLOWED, "trials": ROWS})


def refused(tmp_path, text: str) -> list[int]:
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    return [numeral.line for numeral in typed_numerals(page, EVIDENCE)]


@pytest.mark.parametrize(
    "text",
    [
        r"Its variance is $1/k + 1/(n - k)$, and $\tau^2$ is added.",
        r"$$C = \sum w - \frac{\sum w^2}{\sum w}$$",
        r"Freeman and Tukey take $v = 1/(4n + 2)$ here.",
    ],
)
def test_a_formula_may_hold_single_digits(tmp_path, text):
    assert refused(tmp_path, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Survival was $38$ percent.",
        r"Survival was $5\%$ after that.",
        "The median was $p = 0.3$ months.",
        "$$S = 42$$",
        "It cost $5 million or $6 million.",
        "Nine or 9 of them.",
        "$x$ has 3 levels of $y$.",
    ],
)
def test_what_could_be_a_result_is_refused_in_a_formula_too(tmp_path, text):
    assert refused(tmp_path, text) == [1]


def test_a_cell_may_name_a_row_but_neither_part_of_a_name_nor_another_cell(tmp_path):
    cell = """```{code-cell} ipython3
shown("trial-1994")
shown("trial-19")
shown("1994")
```
The trial-1994 is no quotation.
"""
    assert refused(tmp_path, cell) == [3, 4, 6]

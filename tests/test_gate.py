"""The gate by what it must stop and what it must let through."""

import io
import shutil

import pandas as pd
import pytest
from sphinx.application import Sphinx

from bclm.data import DATA, load
from bclm.gate import book_numerals, typed_numerals

ALLOWED = pd.DataFrame({"pattern": [r"\bHER-?2\b", r"\bT-DM1\b"], "reason": ["name", "name"]})
HEADER = "---\nkernelspec:\n  name: python3\n---\n\n"


@pytest.fixture
def stopped(tmp_path):
    def stop(text):
        page = tmp_path / "page.md"
        page.write_text(text, encoding="utf-8")
        return [(n.line, n.text) for n in typed_numerals(page, ALLOWED)]

    return stop


@pytest.mark.parametrize(
    "text",
    [
        "Survival was 38%.",
        "# Part 2",
        "| a | 12 |",
        "```{figure} chart.svg\nSurvival of 42 patients\n```",
        ":::{admonition} After 5 years\n:::",
        "```{code-cell} ipython3\nfigure(chart, 'Survival after 5 years')\n```",
        "```{code-cell} ipython3\nrows = table(series, limit=11)\n```",
        "Also in HER2 positive 30%.",
    ],
)
def test_a_typed_numeral_is_stopped(stopped, text):
    assert len(stopped(HEADER + text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Survival was {claim}`os-60` in {claim}`series-count word` series.",
        "HER2 and T-DM1",
        "[the ledger](verification.md#os-60)",
        "<https://example.org/10.1000/1>",
        "(anchor-1)=",
        "```{code-cell} ipython3\n:tags: [hide-input]\n:linenos: 1\nfigure(chart)\n```",
        "1. first\n2. second",
    ],
)
def test_what_is_no_number_of_the_evidence_passes(stopped, text):
    assert stopped(HEADER + text) == []


def test_the_line_is_that_of_the_file(stopped):
    text = HEADER + "Words.\n\n```{code-cell} ipython3\nx = 'a'\ny = 'b 7'\n```\n\nThen 8.\n"
    assert stopped(text) == [(10, "b 7"), (13, "Then 8.")]


def test_the_book_holds_no_typed_numeral():
    assert book_numerals(DATA.parent, load().printed["numerals"]) == []


@pytest.fixture
def warnings(tmp_path):
    def of(text, data=True):
        source = tmp_path / "source"
        source.mkdir()
        (source / "index.md").write_text(text, encoding="utf-8")
        if data:
            shutil.copytree(DATA, source / "data")
        said = io.StringIO()
        settings = {"extensions": ["myst_parser", "bclm.gate"], "exclude_patterns": ["data"]}
        folders = (source, None, tmp_path / "out", tmp_path / "trees", "dummy")
        Sphinx(*folders, confoverrides=settings, status=None, warning=said).build()
        return [line for line in said.getvalue().splitlines() if "index.md" in line]

    return of


def test_a_typed_numeral_in_a_page_warns_with_file_and_line(warnings):
    (said,) = warnings("# Title\n\nThen 38%.\n")
    assert "index.md:3: WARNING: typed numeral in 'Then 38%.'" in said


def test_a_page_without_one_builds_in_silence(warnings):
    assert warnings("# Title\n\nWords only.\n") == []


def test_a_folder_without_tables_has_no_gate(warnings):
    assert warnings("# Title\n\nThen 38%.\n", data=False) == []

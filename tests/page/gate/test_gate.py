"""What the gate lets through, what it says, and that it stands in the build."""

import shutil
import time
from types import SimpleNamespace

import pandas as pd
import pytest
from books import BOOK, ROOT, build
from docutils import nodes

from reviewbook.__main__ import main
from reviewbook.page.gate.allowed import Judge
from reviewbook.page.gate.cells import faults_of_cell, row_names
from reviewbook.page.gate.doctree import PageReader
from reviewbook.page.gate.extension import again
from reviewbook.page.gate.formula import numeral_in_formula
from reviewbook.page.gate.subject import Subjects
from reviewbook.tables.load import Evidence

NEW = ROOT / "reviewbook" / "commands" / "new_book"
ROWS = pd.DataFrame({"trial_id": ["trial-1994"], "year": ["1994"]})


def evidence(*patterns: str) -> Evidence:
    """Return tables of one trial, with what may be typed."""
    numerals = pd.DataFrame({"pattern": list(patterns), "reason": "a reason"})
    return Evidence({}, {"numerals": numerals, "trials": ROWS})


JUDGE = Judge(evidence())
PAGE = """# Intro

{claim}`review-trials`, 38%, {cite:p}`walker2010` and {numref}`trials`.

:::{table} Them
:name: trials

| a | b |
|---|---|
| c | d |
:::

:::{dropdown} Answer
All
:::

```{bibliography}
```
"""


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(NEW, tmp_path / "book")
    return tmp_path / "book"


@pytest.mark.parametrize(
    "text",
    [
        "One of them, the first and the third, and both of the others.",
        "The interval (CI) of the MD, by DL, in vivo; a mix of CD and DVD.",
        "A series is left out, and the rest is pooled twice.",
        "It settles half of it, and the two agree.",
        "α, β and μm; – … • ★ © ° → ≤ 'quoted' \N{RIGHT SINGLE QUOTATION MARK}s",
        "often, weight, tenth, fortune, someone, anyone, stone, phone",
    ],
)
def test_what_is_no_numeral_may_be_typed(text):
    assert JUDGE.fault(text) == ""


@pytest.mark.parametrize(
    "formula",
    [
        r"1/k + 1/(n - k)",
        r"C = \sum w - \frac{\sum w^2}{\sum w}",
        "v = 1/(4n + 2)",
        r"\hat\tau^2 = \max\left(0, \frac{Q - (k - 1)}{C}\right), \qquad h_i > 1",
        "z_{1 - p/2}",
    ],
)
def test_a_formula_may_hold_the_digits_of_its_method(formula):
    assert numeral_in_formula(formula) == ""


def test_a_cell_may_name_a_row_but_neither_part_of_a_name_nor_another_cell(tmp_path):
    names = row_names(evidence())
    code = 'shown("trial-1994", name="five-years")\nshown("trial-19")\nshown("1994")\n%time x'
    found = list(faults_of_cell(code.rpartition("\n")[0], JUDGE, names, tmp_path))
    assert [line for line, _, _ in found] == [2, 3]
    ((line, _, fault),) = faults_of_cell(code, JUDGE, names, tmp_path)
    assert (line, "no plain Python" in fault) == (4, True)


def test_a_cell_may_import_the_machine_and_the_modules_of_its_book(tmp_path):
    (tmp_path / "own.py").write_text("")
    code = "from reviewbook import Book\nimport own\nimport os"
    assert [line for line, _, _ in faults_of_cell(code, JUDGE, set(), tmp_path)] == [3]


def test_an_allowed_pattern_lets_through_what_it_fits_and_nothing_beside_it():
    judge = Judge(evidence(r"\bCD8\b"))
    assert judge.fault("CD8 cells") == ""
    assert "'9'" in judge.fault("CD8 and CD9 cells")


def test_an_allowed_pattern_is_done_in_no_time():
    judge = Judge(evidence(r"\bx+y*8\b"))
    start = time.perf_counter()
    judge.fault("x" * 3000 + " " + "x" * 3000)
    assert time.perf_counter() - start < 5


def test_the_command_names_file_and_line_in_sub_folders_too(folder, capsys):
    deep = folder / "chapters" / "deep" / "trials.md"
    deep.parent.mkdir()
    deep.write_text("# One\n\nThen all.\nAnd 38% of\nthem.\n", encoding="utf-8")
    toc = folder / "_toc.yml"
    toc.write_text(toc.read_text("utf-8") + "  - file: chapters/deep/trials\n", encoding="utf-8")
    (folder / "intro.md").write_text("---\ntitle: x\n\n# Intro\n\nAll.\n", encoding="utf-8")
    assert main(["gate", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "chapters/deep/trials.md, line 4: typed numeral '38'" in said
    assert "intro.md, line 1: front matter that no line of --- ends" in said


def test_a_folder_that_is_no_book_is_an_error(tmp_path, capsys):
    for absent in (tmp_path, tmp_path / "nowhere"):
        assert main(["gate", str(absent)]) == 2
        assert f"{absent} is no book" in capsys.readouterr().err


@pytest.mark.parametrize("executed", [True, False])
def test_what_a_cell_gave_passes_only_where_it_was_executed(executed):
    output = nodes.container(nb_element="cell_code_output", classes=["cell_output"])
    output += nodes.paragraph("", "38 lived")
    reader = object.__new__(PageReader)
    reader.judge, reader.subjects, reader.executed = JUDGE, Subjects(BOOK.evidence), executed
    assert bool(list(reader.faults(output))) != executed


def test_a_refused_page_is_read_again_until_it_passes(tmp_path):
    note = tmp_path / "refused.json"
    app, env = SimpleNamespace(gate=SimpleNamespace(note=note)), SimpleNamespace(found_docs={"a"})
    assert again(app, env, set(), set(), set()) == []
    note.write_text('["a", "gone"]')
    assert again(app, env, set(), set(), set()) == ["a"]


def test_a_build_is_refused_with_every_numeral_and_its_line(folder):
    (folder / "_toc.yml").write_text("format: jb-book\nroot: intro\n", encoding="utf-8")
    (folder / "intro.md").write_text(PAGE, encoding="utf-8")
    (folder / "_config.yml").write_text(
        "title: Five patients\nbibtex_bibfiles: [references.bib]\n", encoding="utf-8"
    )
    made = build(folder)
    assert made.returncode == 1
    assert "intro.md, line 3: typed numeral '38'" in made.stderr
    assert "_config.yml, line 1: typed numeral 'Five patients'" in made.stderr
    assert "intro.html, line" in made.stderr
    assert "Answer" not in made.stderr
    assert "Traceback" not in made.stderr
    assert not (folder / "_build").exists()

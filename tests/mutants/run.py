"""Would the tests notice? Each small change of a module is judged by the module's own tests.

Run by ``make mutants``. A change is made in memory, in a process of its own, and is noticed if the
tests that passed on the module as it is fail or do not end. Own are the tests of the same name in
the same room that import the module (for one in a folder of the room the folder's name may follow,
and tests of the folder will do), or, where there are none, those of the room that import it.
"""

import argparse
import ast
import csv
import hashlib
import importlib
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib.abc import Loader, MetaPathFinder
from importlib.util import spec_from_loader
from itertools import islice
from pathlib import Path

import pytest
from mutants.mutate import Mutant, changed, mutants

ROOT = Path(__file__).parents[2]
ROOMS = ("tables", "checks", "ledger", "statistics")
HERE = Path(__file__).parent
LEFT = HERE / "survivors.csv"
RESULT = ROOT / "validation" / "mutants.csv"
COLUMNS = ("module", "text", "column", "before", "after")
COUNT, SEED = 100, 10
PATIENCE = 5
"""How many times as long as on the sound module the tests may take before they count as failed."""


class Spoiled(MetaPathFinder, Loader):
    """Gives one module as it is with a change in it."""

    def __init__(self, module: str, tree: ast.Module):
        self.module, self.tree = module, tree

    def find_spec(self, name, path=None, target=None):
        return spec_from_loader(name, self, origin=name) if name == self.module else None

    def exec_module(self, module):
        module.__file__ = str(path_of(self.module))
        exec(compile(self.tree, module.__file__, "exec"), vars(module))


def path_of(module: str) -> Path:
    """Give the source of a module."""
    return ROOT.joinpath(*module.split(".")).with_suffix(".py")


def modules(room: str) -> list[str]:
    """Name the modules of a room."""
    paths = sorted((ROOT / "reviewbook" / room).rglob("[!_]*.py"))
    return [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]


def own_tests(module: str) -> list[Path]:
    """Give the tests that a module is judged by."""
    room, *folders, name = module.split(".")[1:]
    tests = ROOT / "tests"
    for part in (name, *(f"{name}_{folder}" for folder in folders), *folders):
        named = sorted((tests / room).rglob(f"test_{part}.py"))
        if named and (part in folders or _imports(named[0], module)):
            return named
    for places in (f"{room}/**/test_*.py", "*/test_*.py"):
        found = [path for path in sorted(tests.glob(places)) if _imports(path, module)]
        if found:
            return found
    raise SystemExit(f"{module} has no tests of its own: write tests/{room}/test_{name}.py.")


def _imports(path: Path, module: str) -> bool:
    package, _, name = module.rpartition(".")
    nodes = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom)]
    return any(
        node.module == module
        or (node.module == package and name in {alias.name for alias in node.names})
        for node in nodes
    )


def start(tests: Sequence[Path], seconds: float, spoiled: Spoiled | None = None) -> int:
    """Run tests in a new process, which ends by itself after so many seconds; give its number."""
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    os.setsid()
    signal.setitimer(signal.ITIMER_REAL, seconds)
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    if spoiled:
        sys.meta_path.insert(0, spoiled)
    options = ["-x", "-q", "-n", "0", "--noconftest", "-p", "no:cacheprovider", "-p", "no:warnings"]
    options += ["--hypothesis-seed=0", "--basetemp", tempfile.mkdtemp(dir=os.environ["TMPDIR"])]
    os._exit(int(pytest.main([*options, *map(str, tests)])))


def ended(jobs: Iterable[tuple]) -> Iterator[tuple]:
    """Run jobs, as many at a time as there are processors: what `start` takes, after a name.

    Gives the name of each, as they end, whether its tests passed, and how long they took.
    """
    waiting, running, free = iter(jobs), {}, os.cpu_count() or 1
    while True:
        for name, *job in islice(waiting, free - len(running)):
            running[start(*job)] = name, time.monotonic()
        if not running:
            return
        process, status = os.wait()
        name, began = running.pop(process)
        yield name, status == 0, time.monotonic() - began


def judged(sample: Sequence[Mutant], seconds: dict[str, float]) -> Iterator[tuple[Mutant, bool]]:
    """Say of each change whether it was noticed."""

    def jobs() -> Iterator[tuple]:
        for one in sample:
            spoiled = Spoiled(one.module, changed(path_of(one.module).read_text(), one.number))
            yield one, own_tests(one.module), 10 + PATIENCE * seconds[one.module], spoiled

    for one, passed, _ in ended(jobs()):
        yield one, not passed


def sound(names: Sequence[str]) -> dict[str, float]:
    """Give how long the own tests of each module take, and refuse those that fail unchanged."""
    taken = {}
    for name, passed, seconds in ended((name, own_tests(name), 600) for name in names):
        if not passed:
            raise SystemExit(f"The tests of {name} do not pass as it is.")
        taken[name] = seconds
    return taken


def drawn(every: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """Draw so many of each room by a seed; a change keeps its lot while its line is the same."""

    def lot(one: Mutant) -> str:
        return hashlib.sha256(repr((seed, one.name)).encode()).hexdigest()

    rooms = [[one for one in every if one.module.split(".")[1] == room] for room in ROOMS]
    return [one for room in rooms for one in sorted(room, key=lot)[: count or None]]


def reasons() -> dict[tuple[str, ...], str]:
    """Read why a change may go unnoticed, by the name of the change."""
    with LEFT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {tuple(row[column] for column in COLUMNS): row["reason"] for row in rows}


def prepare() -> None:
    """Import what every test needs once, and forget the modules that may be changed."""
    os.chdir(ROOT)
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[variable] = "1"
    os.environ["TMPDIR"] = os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = tempfile.mkdtemp()
    for name in ("hypothesis", "books", *(one for room in ROOMS for one in modules(room))):
        importlib.import_module(name)
    for name in list(sys.modules):
        if name.partition(".")[0] in ("reviewbook", "bclm", "books"):
            del sys.modules[name]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the changes, say which went unnoticed, and count them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=COUNT, help="how many of a room; 0 for all")
    parser.add_argument("--seed", type=int, default=SEED, help="what they are drawn by")
    parser.add_argument("--only", default="", help="modules whose name has this in it")
    asked = parser.parse_args(arguments)
    prepare()
    names = [one for room in ROOMS for one in modules(room) if asked.only in one]
    every = [one for name in names for one in mutants(name, path_of(name).read_text())]
    sample = drawn(every, asked.count, asked.seed)
    seconds = sound(sorted({one.module for one in sample}))
    known, rows = reasons(), []
    began = time.monotonic()
    for one, noticed in judged(sample, seconds):
        found = "noticed" if noticed else "excused" if one.name in known else "unnoticed"
        rows.append((one.module.split(".")[1], found))
        if found == "unnoticed":
            print(
                f"\r{path_of(one.module).relative_to(ROOT)}:{one.line}: {one.before} → {one.after}"
            )
        if sys.stderr.isatty():
            rest = (time.monotonic() - began) / len(rows) * (len(sample) - len(rows)) / 60
            said = f"\r{len(rows)} of {len(sample)} changes judged, {rest:.0f} minutes left "
            print(said, end="", file=sys.stderr, flush=True)
    counts = [_counted(room, rows, every) for room in ROOMS]
    if not asked.only:
        _write(counts, asked.seed)
    return max(row["unnoticed"] for row in counts) > 0


def _counted(room: str, rows: Sequence[tuple[str, str]], every: Sequence[Mutant]) -> dict:
    found = Counter(said for where, said in rows if where == room)
    there = sum(one.module.split(".")[1] == room for one in every)
    return {"room": room, "possible": there, "tried": found.total()} | {
        said: found[said] for said in ("noticed", "excused", "unnoticed")
    }


def _write(counts: Sequence[dict], seed: int) -> None:
    with RESULT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*counts[0], "seed", "date"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {"seed": seed, "date": date.today()} for row in counts)


if __name__ == "__main__":
    raise SystemExit(main())

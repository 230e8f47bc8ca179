"""What a build costs and what its pages weigh: ``python -m reviewbook.commands.bench_build``."""

import gzip
import resource
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright

from reviewbook.page.paper.browser import BROWSERS, FLAGS
from reviewbook.page.reading.length import LAPTOP, screens_of, words_of

NOT_PAGES = ("index.html", "search.html", "genindex.html")
MIB = 2**20
EVERY = 1
"""Seconds from one look at the memory of a build to the next: a look takes time from the build."""
OURS = [sys.executable, "-m", "reviewbook", "build"]
PLAIN = [str(Path(sys.executable).with_name("jupyter-book")), "build", "--all"]
PLAIN_CONFIG = """title: Plain
only_build_toc_files: true
bibtex_bibfiles: [references.bib]
execute: {execute_notebooks: force, timeout: 600}
"""
LEFT_OUT = ("_build", ".*", "tests", "*.egg-info")
TAGS = "link[rel=stylesheet], link[rel=icon], link[rel=preload], script[src], img[src]"


@dataclass(frozen=True)
class Cost:
    """What a build took: seconds, seconds of processors, and at most MiB of memory at a time."""

    seconds: float
    processor: float
    memory: float


def measured(command: list[str], log: Path) -> Cost:
    """Run a build and return its cost, kernels included; what it says goes to a file.

    Raises:
        SystemExit: the build failed; with what it said.
    """
    start, before, peak = time.perf_counter(), spent(), 0.0
    with log.open("w", encoding="utf-8") as output:
        build = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        while build.poll() is None:
            peak = max(peak, resident(build.pid))
            with suppress(subprocess.TimeoutExpired):
                build.wait(EVERY)
    if build.returncode:
        sys.exit(log.read_text(encoding="utf-8"))
    return Cost(time.perf_counter() - start, spent() - before, peak)


def spent() -> float:
    """Return the seconds that processors have spent on programs started here."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def plain_copy(book: Path, folder: Path) -> Path:
    """Copy a book, set to be built by Jupyter Book as it comes."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(book, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    (folder / "_config.yml").write_text(PLAIN_CONFIG, encoding="utf-8")
    return folder


def resident(pid: int) -> float:
    """Return the memory of a process and its children, in MiB, what they share counted once."""
    total = 0
    try:
        process = psutil.Process(pid)
        for part in [process, *process.children(recursive=True)]:
            total += part.memory_full_info().pss
    except psutil.NoSuchProcess:
        return total / MIB
    return total / MIB


def asked_for(page: Path) -> list[str]:
    """Return the address of everything that a page names, itself included, without late scripts."""
    document = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    named = (str(tag.get("href") or tag.get("src")) for tag in document.select(TAGS))
    return [page.name, *dict.fromkeys(named)]


def weight(page: Path) -> float:
    """Return what a page and all it names on its own site weigh when compressed, in kB."""
    files = {(page.parent / name.split("?")[0]).resolve() for name in asked_for(page)}
    return sum(len(gzip.compress(file.read_bytes())) for file in files if file.is_file()) / 1000


def rows(cost: Cost, pages: list[Path]) -> dict[str, float]:
    """Return what is compared: the costs of a build, and of a page the median."""
    asked = [asked_for(page) for page in pages]
    return {
        "Build, s": cost.seconds,
        "Processors, s": cost.processor,
        "Memory at most, MiB": cost.memory,
        "Weight of a page, kB": median(map(weight, pages)),
        "Requests of a page": median(map(len, asked)),
        "… to other hosts, at most": max(sum("://" in name for name in names) for names in asked),
    }


def lengths(pages: list[Path]) -> list[tuple[int, float]]:
    """Return the words of prose and the screens of a laptop that each page has."""
    path = next((place for name in BROWSERS if (place := shutil.which(name))), None)
    found: list[tuple[int, float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for page in pages:
            tab = browser.new_page(viewport=LAPTOP)
            tab.goto(page.absolute().as_uri(), wait_until="networkidle")
            found.append((words_of(page.read_text(encoding="utf-8")), screens_of(tab)))
            tab.close()
        browser.close()
    return found


def main() -> None:
    """Build the book twice from nothing, by Jupyter Book as it comes and by us, and compare."""
    book, made = Path.cwd(), Path(".cache")
    made.mkdir(exist_ok=True)
    shutil.rmtree(made / "executed", ignore_errors=True)
    print("Building the book …", flush=True)
    ours = measured([*OURS, str(book)], made / "bench.log")
    print("Building it with Jupyter Book as it comes …", flush=True)
    copy = plain_copy(book, made / "plain")
    plain = measured([*PLAIN, str(copy)], made / "bench-plain.log")
    site, pages = book / "_build" / "html", []
    for page in sorted(copy.glob("_build/html/**/*.html")):
        place = page.relative_to(copy / "_build" / "html")
        if (site / place).is_file() and place.name not in NOT_PAGES:
            pages.append(place)
    compared = rows(ours, [site / page for page in pages])
    beside = rows(plain, [copy / "_build" / "html" / page for page in pages])
    print(f"\n{'page':<42}{'weight, kB':>12}{'words':>8}{'screens':>9}")
    for page, (words, screens) in zip(pages, lengths([site / p for p in pages]), strict=True):
        print(f"{page!s:<42}{weight(site / page):>12.0f}{words:>8}{screens:>9.1f}")
    print(f"\n{'':<28}{'Jupyter Book':>14}{'this book':>12}{'ratio':>8}")
    for name, cost in compared.items():
        ratio = f"{beside[name] / cost:.1f}" if cost else "–"
        print(f"{name:<28}{beside[name]:>14.0f}{cost:>12.0f}{ratio:>8}")


if __name__ == "__main__":
    main()

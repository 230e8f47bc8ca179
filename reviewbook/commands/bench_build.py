"""What a build costs and what its pages weigh: ``python -m reviewbook.commands.bench_build``."""

import gzip
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright

from reviewbook.page.paper.browser import BROWSERS, FLAGS
from reviewbook.page.reading.length import LAPTOP, screens_of, words_of

EXECUTED = re.compile(r"/([\w./-]+)\.md: Executed notebook in ([\d.]+) seconds")
MIB = 2**20


def measured_build() -> tuple[dict[str, float], float, float]:
    """Build the book and return the seconds of each notebook, all seconds, and the peak in MiB.

    The peak is the largest sum of the resident memory of the build and of its kernels.
    """
    start, peak, lines = time.perf_counter(), 0.0, []
    command = [sys.executable, "-u", "-m", "reviewbook.page.build"]
    log = Path(".cache") / "bench.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w+", encoding="utf-8") as output:
        build = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        while build.poll() is None:
            peak = max(peak, resident(build.pid))
            time.sleep(0.1)
        output.seek(0)
        lines = output.read()
    if build.returncode:
        sys.exit(lines)
    seconds = {Path(name).name: float(spent) for name, spent in EXECUTED.findall(lines)}
    return seconds, time.perf_counter() - start, peak


def resident(pid: int) -> float:
    """Return the resident memory of a process and its children, in MiB."""
    total = 0
    try:
        process = psutil.Process(pid)
        for part in [process, *process.children(recursive=True)]:
            total += part.memory_info().rss
    except psutil.NoSuchProcess:
        return total / MIB
    return total / MIB


def weight(page: Path) -> float:
    """Return what a page and all it names weigh when compressed, in kB, without late scripts."""
    document = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    names = [tag.get("href") for tag in document.select("link[rel=stylesheet], link[rel=icon]")]
    names += [tag.get("src") for tag in document.select("script[src], img[src]")]
    files = {page} | {(page.parent / name.split("?")[0]).resolve() for name in names}
    return sum(len(gzip.compress(file.read_bytes())) for file in files if file.is_file()) / 1000


def lengths(pages: list[Path]) -> list[tuple[int, float]]:
    """Return the words of prose and the screens of a laptop that each page has."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    found = []
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
    """Build the book and print the costs."""
    print("Building the book …", flush=True)
    seconds, whole, peak = measured_build()
    site = Path("_build") / "html"
    print(f"\n{'page':<42}{'notebook, s':>12}{'weight, kB':>12}{'words':>8}{'screens':>9}")
    pages = sorted(page for page in site.rglob("*.html") if page != site / "index.html")
    for page, (words, screens) in zip(pages, lengths(pages), strict=True):
        spent = seconds.get(page.stem)
        shown = f"{spent:.1f}" if spent is not None else "–"
        costs = f"{shown:>12}{weight(page):>12.0f}{words:>8}{screens:>9.1f}"
        print(f"{page.relative_to(site)!s:<42}{costs}")
    print(f"\nWhole build: {whole:.0f} s; peak memory: {peak:.0f} MiB.")


if __name__ == "__main__":
    main()

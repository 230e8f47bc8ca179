"""Time all subsets of 13 to 16 studies, and the same by metafor's gosh() where R is there.

python validation/bench_gosh.py
"""

import json
import shutil
import subprocess
import time
from pathlib import Path

import numpy as np
import pandas as pd

from reviewbook.statistics.effects import Effects, effects, proportion_effects
from reviewbook.statistics.influence import all_subsets

HERE = Path(__file__).parent
PINNED = json.loads((HERE / "metafor" / "reference.json").read_text(encoding="utf-8"))
LARGEST = 16


def seconds(ready: Effects, repeats: int) -> float:
    """The shortest of several runs: the others waited for something else."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        all_subsets(ready)
        times.append(time.perf_counter() - start)
    return min(times)


def first(name: str, studies: int) -> pd.DataFrame:
    """The first studies of a pinned data set, begun again when it ends."""
    rows = pd.DataFrame(PINNED["datasets"][name]["rows"])
    rows = rows.iloc[np.arange(studies) % len(rows)].reset_index(drop=True)
    return rows.assign(study=[f"study {i}" for i in range(studies)])


def report(label: str, subsets: int, taken: float) -> None:
    print(f"{label:<52}{subsets:>8} subsets {taken:>9.3f} s {1e6 * taken / subsets:>9.1f} µs each")


def main() -> None:
    print("REML, Knapp-Hartung interval, prediction interval")
    ours = None
    for studies in range(13, LARGEST + 1):
        ready = effects(first("bcg_rr", studies)[["study", "yi", "vi"]], "RR")
        taken = seconds(ready, 3)
        ours = ours or taken
        report(f"log risk ratios, {studies} studies", 2**studies - studies - 1, taken)
    proportions = proportion_effects(first("bcg_control_logit", 13)[["study", "k", "n"]])
    report("logit proportions, 13 studies", 2**13 - 14, seconds(proportions, 3))
    if not shutil.which("Rscript"):
        print("R is not here: no comparison with metafor")
        return
    run = subprocess.run(["Rscript", str(HERE / "bench_gosh.R")], capture_output=True, text=True)
    if run.returncode:
        print("metafor is not here: no comparison\n" + run.stderr.strip())
        return
    theirs = float(run.stdout)
    report("metafor gosh(), log risk ratios, 13 studies", 2**13 - 1, theirs)
    print(f"metafor needs {theirs / ours:.0f} times as long")


if __name__ == "__main__":
    main()

"""What is pooled in a state as a program of a few lines, in Python and in R.

Each holds its reports, needs nothing of this book, and prints the numbers that are shown.
"""

import pandas as pd

HEADS = {
    "proportion": "report,percent,n",
    "ratio": "report,ratio,low,high,level",
    "median": "report,months",
}
PYTHON_READ = '''\
# {title}
# Shown: {sentence}
# Needs: pip install pandas pymare
from io import StringIO

import numpy as np
import pandas as pd
from pymare.estimators import VarianceBasedLikelihoodEstimator
from scipy import stats

reports = pd.read_csv(StringIO("""{head}
{rows}
"""))
'''
PYTHON_POOL = """\
k = len(y)

# REML; Knapp-Hartung, never narrower than the usual interval; prediction interval by t with k - 1
model = VarianceBasedLikelihoodEstimator(method="REML").fit(y[:, None], v[:, None], np.ones((k, 1)))
tau2 = float(np.squeeze(model.params_["tau2"]))
w = 1 / (v + tau2)
mean = np.average(y, weights=w)
se = np.sqrt(max(1, (w * (y - mean) ** 2).sum() / (k - 1)) / w.sum())
t = stats.t.ppf(0.975, k - 1)
typical = (k - 1) / ((1 / v).sum() - (1 / v**2).sum() / (1 / v).sum())
reach = t * np.sqrt(tau2 + se**2)

print("pooled %.{places}f" % back(mean))
print("interval %.{places}f to %.{places}f" % (back(mean - t * se), back(mean + t * se)))
if k > 2:
    print("a new series %.{places}f to %.{places}f" % (back(mean - reach), back(mean + reach)))
print("k %d, tau2 %.3f, I2 %.0f" % (k, tau2, 100 * tau2 / (tau2 + typical)))
"""
PYTHON = {
    "proportion": PYTHON_READ
    + """
# events as the percentage gives them; one half is added where nobody or everybody had the event
n = {informed} * reports["n"].to_numpy(float)
events = reports["percent"].to_numpy(float) / 100 * n
add = np.where((events == 0) | (events == n), 0.5, 0)
y = np.log((events + add) / (n - events + add))
v = 1 / (events + add) + 1 / (n - events + add)


def back(logit):
    return 100 / (1 + np.exp(-logit))


"""
    + PYTHON_POOL,
    "ratio": PYTHON_READ
    + """
z = stats.norm.ppf((1 + reports["level"].to_numpy(float)) / 2)
y = np.log(reports["ratio"].to_numpy(float))
v = (np.log(reports["high"] / reports["low"]).to_numpy(float) / (2 * z)) ** 2
back = np.exp

"""
    + PYTHON_POOL,
    "median": '''\
# {title}
# Shown: {sentence}
# Needs: pip install pandas scipy
from io import StringIO

import pandas as pd
from scipy import stats

reports = pd.read_csv(StringIO("""{head}
{rows}
"""))

# the middle of the medians; the interval inverts the sign test
months = sorted(reports["months"])
k = len(months)
print("pooled %.{places}f" % reports["months"].median())
far = [j for j in range(k) if stats.binom.cdf(j, k, 0.5) <= 0.025]
if far:
    print("interval %.{places}f to %.{places}f" % (months[len(far) - 1], months[-len(far)]))
print("reports from %.{places}f to %.{places}f" % (months[0], months[-1]))
print("k %d" % k)
''',
}
R_READ = """\
# {title}
# Shown: {sentence}
# Needs: install.packages("metafor")
library(metafor)

reports <- read.csv(text = '{head}
{rows}')
"""
R_POOL = """\

# REML; Knapp-Hartung, never narrower than the usual interval
model <- rma(yi, vi, data = reports, method = "REML", test = "adhoc",
             control = list(threshold = 1e-10, maxiter = 10000))
pooled <- predict(model, transf = {back})
cat(sprintf("pooled %.{places}f\\n", pooled$pred))
cat(sprintf("interval %.{places}f to %.{places}f\\n", pooled$ci.lb, pooled$ci.ub))
if (model$k > 2)
  cat(sprintf("a new series %.{places}f to %.{places}f\\n", pooled$pi.lb, pooled$pi.ub))
cat(sprintf("k %d, tau2 %.3f, I2 %.0f\\n", model$k, model$tau2, model$I2))
"""
R = {
    "proportion": R_READ
    + """\
reports$n <- {informed} * reports$n
reports <- escalc(measure = "PLO", xi = percent / 100 * n, ni = n, data = reports)
"""
    + R_POOL.replace("{back}", "function(logit) 100 * plogis(logit)"),
    "ratio": R_READ
    + """\
reports$yi <- log(reports$ratio)
reports$vi <- (log(reports$high / reports$low) / (2 * qnorm((1 + reports$level) / 2)))^2
"""
    + R_POOL.replace("{back}", "exp"),
    "median": """\
# {title}
# Shown: {sentence}
reports <- read.csv(text = '{head}
{rows}')

# the middle of the medians; the interval inverts the sign test
months <- sort(reports$months)
k <- length(months)
cat(sprintf("pooled %.{places}f\\n", median(months)))
far <- sum(pbinom(0:(k - 1), k, 0.5) <= 0.025)
if (far > 0)
  cat(sprintf("interval %.{places}f to %.{places}f\\n", months[far], months[k - far + 1]))
cat(sprintf("reports from %.{places}f to %.{places}f\\n", months[1], months[k]))
cat(sprintf("k %d\\n", k))
""",
}
PROGRAMS = {"python": PYTHON, "R": R}
ENDINGS = {"python": "py", "R": "R"}
PLAIN = str.maketrans({"'": "’", '"': "”", "\\": "/", "\n": " ", "\r": " "})


def program(language: str, kind: str, given: list[str], **facts) -> str:
    """A program that pools reports, each given as its `line`.

    `facts`: ``title``, ``sentence`` (what is shown), ``places`` (decimals), and ``informed`` of
    proportions.
    """
    return PROGRAMS[language][kind].format(head=HEADS[kind], rows="\n".join(given), **facts)


def line(row: dict, kind: str) -> str:
    """A report as a line of a table with commas: its name and what is pooled of it."""
    level = row.get("level")
    names = {
        "proportion": ["estimate", "n"],
        "ratio": ["estimate", "low", "high"],
        "median": ["estimate"],
    }[kind]
    label = row["label"].translate(PLAIN)
    cells = [f'"{label}"' if "," in label else label, *(f"{row[name]:.12g}" for name in names)]
    if kind == "ratio":
        cells.append("0.95" if pd.isna(level) else f"{level:g}")
    return ",".join(cells)


def programs(kinds: set[str]) -> dict:
    """The programs of some kinds of outcomes, for a page to fill in."""
    return {
        language: {kind: text for kind, text in by_kind.items() if kind in kinds}
        for language, by_kind in PROGRAMS.items()
    }

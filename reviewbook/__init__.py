"""The machine behind a review that checks itself: tables, checks, ledger, statistics, pages.

The names a chapter needs most stand here, each read in from its module when it is first asked for;
everything else is taken from a module by name: ``from reviewbook.charts import maps``.
"""

import sys
from importlib import import_module

# Altair imports jsonschema, whose check of web addresses takes a second to build its grammar if
# this package is there. Nothing here needs that check, and jsonschema does without.
sys.modules.setdefault("rfc3987_syntax", None)

HOMES = {
    "reviewbook.charts.dots": ["arms", "dots", "slope"],
    "reviewbook.charts.filters": ["with_filter", "with_range"],
    "reviewbook.charts.forest": ["forest", "survival_forest"],
    "reviewbook.explorer.explorer": ["explore"],
    "reviewbook.ledger.book": ["Book"],
    "reviewbook.page.fault_cards": ["faults"],
    "reviewbook.page.findings.summary": ["summary_of_findings"],
    "reviewbook.page.figure": ["figure"],
    "reviewbook.page.lookup": ["lookup"],
    "reviewbook.page.table": ["table"],
    "reviewbook.page.words": ["Words"],
    "reviewbook.statistics.pooled_rows": ["READING", "percentages", "with_pooled_percentage"],
    "reviewbook.statistics.pooling": ["pool"],
    "reviewbook.statistics.two_arms": ["compare_arms"],
    "reviewbook.tables.dates": ["stamp"],
}
__all__ = sorted(name for names in HOMES.values() for name in names)


def __getattr__(name: str):
    """Read a public name from its module."""
    for module, names in HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"reviewbook has no {name}")


def __dir__() -> list[str]:
    """List the public names."""
    return __all__

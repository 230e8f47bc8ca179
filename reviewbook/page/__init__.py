"""What a reader sees: figures, tables, words and the site, built by Sphinx.

The Sphinx extension of every book is this package: ``extensions: [reviewbook.page]``.

May use: tables, checks, ledger, guard, statistics and charts.
"""

EXTENSIONS = (
    "claim_role",
    "execution.extension",
    "gate.extension",
    "identity.extension",
    "own_table.extension",
    "publishing.build_info",
    "publishing.downloads",
    "publishing.frame",
    "learning.extension",
    "paper.extension",
    "publishing.policy",
    "publishing.verified",
    "publishing.widgets",
    "reading.certainty_role",
    "reading.code_switch",
    "reading.glossary",
    "reading.moves",
    "reference.extension",
    "render",
    "site",
    "studies.extension",
)


def setup(app) -> dict:
    """Register everything a page is made with."""
    for name in EXTENSIONS:
        app.setup_extension(f"{__name__}.{name}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}

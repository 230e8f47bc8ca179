"""What pages show of each other: when that changes, each is written again.

Sphinx writes the pages that were read again, and leaves a former title beside all others.
"""

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

NAMED = ("labels", "anonlabels", "terms")
NUMBERED = ("toc_secnumbers", "toc_fignumbers", "toctree_includes")


def reached(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name every page if titles, headings, numbers, labels or the order of pages have changed."""
    before, env.frame = getattr(env, "frame", None), frame(env)
    return [] if env.frame == before else sorted(env.found_docs)


def frame(env: BuildEnvironment) -> str:
    """Give what pages show of each other, as text."""
    parts = [
        {page: title.astext() for page, title in env.titles.items()},
        {page: headings.pformat() for page, headings in env.tocs.items()},
        *(getattr(env, name) for name in NUMBERED),
        *(env.domaindata["std"].get(name, {}) for name in NAMED),
    ]
    return "\n".join(repr(sorted(part.items())) for part in parts)


def setup(app: Sphinx) -> dict:
    """Look once everything is read and numbered."""
    app.connect("env-get-updated", reached, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""Which pages a book has, in the order of its contents."""

from collections.abc import Iterator
from typing import NamedTuple

from sphinx.addnodes import toctree
from sphinx.environment import BuildEnvironment


class Chapter(NamedTuple):
    """A page of the book: its name, its title, and the part that begins with it, if one does."""

    docname: str
    title: str
    part: str = ""

    @property
    def anchor(self) -> str:
        """The chapter's name within a book that is one file."""
        return self.docname.replace("/", "-")


def chapters(env: BuildEnvironment, root: str, left_out: set[str]) -> list[Chapter]:
    """List the chapters from the first page on, without those that are left out."""
    found = [(root, ""), *_under(env, root)]
    return [
        Chapter(docname, env.titles[docname].astext(), part)
        for docname, part in found
        if docname not in left_out
    ]


def _under(env: BuildEnvironment, docname: str) -> Iterator[tuple[str, str]]:
    for tree in env.get_doctree(docname).findall(toctree):
        part = tree.get("caption") or ""
        for _, name in tree["entries"]:
            if name in env.found_docs:
                yield name, part
                part = ""
                yield from _under(env, name)

"""The built pages, judged once more: what no page's source holds, such as titles and templates."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from reviewbook.page.execution.remembered import Remembered
from reviewbook.page.gate.allowed import Judge, TypedNumeral, excerpt
from reviewbook.page.gate.html_text import passages_of

PASSED_TAGS = {"script", "style", "svg", "math", "template"}
PASSED_CLASSES = {
    *("claim", "cell", "caption-number", "section-number", "std-numref", "eqno"),
    *("bibtex-citation", "citation-list", "footnote-reference", "label"),
    *("rb-term", "rb-grade", "rb-identity", "rb-take", "rb-cite", "rb-told"),
    *("rb-exports", "rb-code-says"),
}
"""What holds quoted and computed numbers, citations and counted headings. A page's own text that
borrowed such a class was refused before, in its tree of nodes."""
PASSED_NAMES = {"generator", "viewport", "color-scheme", "docbuild:version"}


def typed_in_site(
    site: Path, judge: Judge, made: Mapping[str, str], remembered: Remembered
) -> Iterator[TypedNumeral]:
    """Find what stands in the pages of a site without coming from the data.

    `made` are the titles of the pages that are made from the data, by the pages' names. A page
    whose every byte was judged before is `remembered`.
    """
    for page in sorted(site.rglob("*.html")):
        if "_static" in page.relative_to(site).parts:
            continue
        name, text = page.relative_to(site).as_posix(), page.read_text(encoding="utf-8")
        title = made.get(name.removesuffix(".html"), "")
        for found in remembered([title, text], partial(_typed, text, title, judge)):
            yield TypedNumeral(name, *found)


def _typed(page: str, title: str, judge: Judge) -> list[tuple[int, str, str]]:
    own = " ".join(title.split())
    said = (
        (line, text, judge.fault(" ".join(text.split()).replace(own, "") if own else text))
        for line, text in passages_of(page, passed)
    )
    return [(line, excerpt(text), fault) for line, text, fault in said if fault]


def passed(tag: str, attributes: dict[str, str]) -> bool:
    """Tell whether an element of a built page holds what may have numbers."""
    classes = set(attributes.get("class", "").split())
    return (
        tag in PASSED_TAGS
        or bool(classes & PASSED_CLASSES)
        or (
            tag == "meta" and ("http-equiv" in attributes or attributes.get("name") in PASSED_NAMES)
        )
    )

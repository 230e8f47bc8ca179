"""Pages are written again when what they show of another has changed, and only then."""

from types import SimpleNamespace

import pytest
from docutils import nodes

from reviewbook.page.publishing.frame import reached


def environment(title: str = "Trials", label: str = "trials", number: int = 1) -> SimpleNamespace:
    """What was read of two pages, as far as it is looked at."""
    return SimpleNamespace(
        found_docs={"intro", "trials"},
        titles={"trials": nodes.title(title, title)},
        tocs={"trials": nodes.bullet_list("", nodes.list_item("", nodes.Text(title)))},
        toc_secnumbers={"trials": {"": (number,)}},
        toc_fignumbers={},
        toctree_includes={"intro": ["trials"]},
        domaindata={"std": {"labels": {label: ("trials", label, title)}}},
    )


def written_again(before: SimpleNamespace, now: SimpleNamespace) -> list[str]:
    """Name the pages that are written again after a change."""
    reached(None, before)
    now.frame = before.frame
    return reached(None, now)


def test_a_sentence_reaches_no_other_page():
    assert written_again(environment(), environment()) == []


@pytest.mark.parametrize("change", [{"title": "Reports"}, {"label": "reports"}, {"number": 2}])
def test_what_other_pages_show_reaches_them(change):
    assert written_again(environment(), environment(**change)) == ["intro", "trials"]


def test_what_nobody_knows_reaches_all():
    assert reached(None, environment()) == ["intro", "trials"]

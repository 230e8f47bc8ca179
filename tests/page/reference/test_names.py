"""The names a programmer calls, as they are read from the code."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from books import ROOT

import reviewbook
from reviewbook.charts import findings
from reviewbook.page.reference.names import as_markdown, call_of, public_names


def test_every_public_name_is_told_with_what_it_says_of_itself():
    found = {public.name: public for public in public_names("reviewbook")}
    assert sorted(found) == reviewbook.__all__
    assert all(public.told for public in found.values())
    assert "Raises DataError" in "\n".join(found["Book"].told)
    assert found["READING"].told[-1] == f"> {reviewbook.READING}"


def test_a_module_without_a_list_offers_what_it_defines():
    names = [public.name for public in public_names(findings.__name__)]
    assert "around_one" in names
    assert not {"number", "complete", "_ends"} & set(names)


def sample(folder: Path, columns_of_others: Mapping[str, str] | None = None, *, level=0.5) -> Path:
    """Do nothing."""


def test_types_are_written_without_their_modules_in_lines_that_fit():
    assert call_of("s", sample) == (
        "s(\n    folder: Path,\n    columns_of_others: Mapping[str, str] | None = None,\n"
        "    *,\n    level=0.5,\n) -> Path"
    )
    assert call_of("explore", reviewbook.explore) == "explore(book: Book, name: str) -> Explorer"


def test_arguments_and_errors_become_lists():
    said = as_markdown(
        "Do.\n\nArgs:\n    one: the first,\n        going on.\n\nRaises:\n    KeyError: none.\n\n"
        "See :func:`there`."
    )
    assert "\n".join(said) == (
        "Do.\n\n**Arguments**\n\n- `one`: the first,\n  going on.\n\n**Errors**\n\n"
        "- `KeyError`: none.\n\nSee `there`."
    )


@pytest.mark.parametrize("module", ["reviewbook", findings.__name__])
def test_the_page_of_the_book_lists_the_module(module):
    page = (ROOT / "chapters" / "api.md").read_text(encoding="utf-8")
    assert f"```{{interface}} {module}\n" in page

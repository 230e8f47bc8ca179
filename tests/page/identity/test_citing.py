"""A reference reads well, is one entry for a program, and says only what is known."""

import pytest
from pybtex.database import parse_string

from reviewbook.page.identity.address import Identity
from reviewbook.page.identity.citing import Reference, to_cite

SLEEP = Identity(
    title="Sleep", author="The sleepers", version="3.1", date="2026-01-02", site="https://a.b/"
)
BOOK = Reference(SLEEP)
PAGE = Reference(SLEEP, "Walks", "night/walks")
FIGURE = Reference(SLEEP, "Walks", "night/walks", "Fig. 2: 5% slept & woke.", "fig_2")


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        (BOOK, "The sleepers. Sleep. Version 3.1, 2026-01-02. https://a.b/"),
        (
            PAGE,
            "The sleepers. Walks. In: Sleep. Version 3.1, 2026-01-02. https://a.b/night/walks.html",
        ),
        (
            FIGURE,
            "The sleepers. Fig. 2: 5% slept & woke. In: Walks. Sleep. Version 3.1, 2026-01-02. "
            "https://a.b/night/walks.html#fig_2",
        ),
        (Reference(Identity(title="Who sleeps?")), "Who sleeps?"),
        (Reference(Identity(title="Sleep"), "Walks", "walks"), "Walks. In: Sleep."),
    ],
)
def test_it_reads_as_sentences_without_what_is_not_known(reference, said):
    assert reference.text() == said


@pytest.mark.parametrize("reference", [BOOK, PAGE, FIGURE])
def test_bibtex_reads_its_own_entry(reference):
    (entry,) = parse_string(reference.bibtex(), "bibtex").entries.values()
    assert str(entry.persons["author"][0]) == "{The sleepers}"
    assert entry.fields["year"] == "2026"
    assert entry.fields["url"] == reference.address()


def test_signs_of_latex_are_protected_in_a_title():
    (entry,) = parse_string(FIGURE.bibtex(), "bibtex").entries.values()
    assert entry.fields["title"] == r"Fig. 2: 5\% slept \& woke."


def test_each_has_a_key_of_its_own():
    assert [r.key() for r in (BOOK, PAGE, FIGURE)] == ["Sleep", "Sleep-walks", "Sleep-walks-fig-2"]


def test_ris_is_a_record_of_known_fields():
    lines = FIGURE.ris().splitlines()
    assert lines[0] == "TY  - DATA"
    assert lines[-1] == "ER  - "
    assert {"DA  - 2026/01/02", "ET  - 3.1", "SE  - Walks", "T2  - Sleep"} <= set(lines)
    assert all(line[2:6] == "  - " for line in lines)
    assert "PY" not in Reference(Identity(title="Sleep")).ris()


def test_a_name_in_a_reference_is_no_markup():
    shown = to_cite(Reference(SLEEP, "<b>", "walks"), '"x"')
    assert "<b>" not in shown
    assert "Cite &quot;x&quot;" in shown

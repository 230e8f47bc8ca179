"""What the head of a page says: its question in its own words, and links only with an address."""

import json

import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from reviewbook.page.identity.address import Identity
from reviewbook.page.identity.head import description, head, picture
from reviewbook.page.identity.structured import article, script

SLEEP = Identity(title="Sleep", author="The sleepers", version="3.1", site="https://a.b/")


@pytest.fixture
def page():
    def of(*paragraphs):
        document = nodes.document(None, None)
        document += nodes.section("", nodes.title("", "Walks"), *paragraphs)
        return document

    return of


def test_a_page_is_described_by_its_question(page):
    question = nodes.paragraph("", "", nodes.strong("", "Question."), nodes.Text(" Do\nwe sleep?"))
    assert (
        description(page(nodes.paragraph(), question, nodes.paragraph("", "Yes.")))
        == "Do we sleep?"
    )


def test_a_long_opening_ends_with_a_whole_word(page):
    said = description(page(nodes.paragraph("", "slept " * 99)))
    assert said.endswith("slept …")
    assert len(said) < 310


def test_a_page_without_words_has_no_description(page):
    assert head(SLEEP, "walks", "Walks", description(page())).count("description") == 0


def test_without_an_address_a_page_only_describes_itself():
    soup = BeautifulSoup(
        head(Identity(title="Sleep"), "walks", "Walks", 'A "b" <c>'), "html.parser"
    )
    (only,) = soup.find_all("meta")
    assert (only["name"], only["content"]) == ("description", 'A "b" <c>')


def test_with_an_address_a_shared_page_has_title_address_and_picture():
    soup = BeautifulSoup(head(SLEEP, "night/walks", "Walks", "Do we?"), "html.parser")
    told = {tag["property"]: tag["content"] for tag in soup.find_all("meta", property=True)}
    assert told["og:title"] == "Walks"
    assert told["og:url"] == "https://a.b/night/walks.html"
    assert told["og:image"] == "https://a.b/_static/shared.png"


def test_nothing_a_page_says_ends_what_it_says_to_machines():
    said = "</script><SCRIPT>"
    text = script([article(SLEEP, "walks", "Walks", said)])
    assert text.lower().count("</script") == 1
    (told,) = json.loads(BeautifulSoup(text, "html.parser").script.string)["@graph"]
    assert told["description"] == said
    assert "license" not in told


def test_the_picture_has_the_size_that_others_ask_for():
    drawn = picture("A < long title that takes more than a line of the picture")
    assert drawn.startswith(b"\x89PNG")
    assert drawn[16:24] == (1200).to_bytes(4) + (630).to_bytes(4)

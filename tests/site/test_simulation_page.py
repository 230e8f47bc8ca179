"""A simulation asks first; then sentence and chart follow the sliders, by keyboard too."""

import json

import pytest
from tabs import opened


@pytest.fixture(scope="module")
def asked(browser, site):
    """Return the page of the simulations, opened from a folder, and what went wrong in it."""
    tab, problems = opened(
        browser, (site / "chapters" / "simulations.html").as_uri(), site.as_uri()
    )
    yield tab, problems
    tab.context.close()


def test_a_prediction_comes_first_and_every_state_says_its_sentence(asked):
    tab, problems = asked
    place = tab.locator(".rb-simulation").nth(4)
    told = json.loads(place.locator(".rb-states").text_content())
    assert not place.locator(".rb-simulated").is_visible()
    assert place.locator(".rb-check").is_disabled()
    place.get_by_role("radio").nth(1).check()
    place.get_by_role("button", name="Check").press("Enter")
    assert place.locator(".rb-verdict").text_content() == told["verdicts"]["wrong"]
    place.locator(".rb-stage[data-state=live]").wait_for()
    first, second = (each["count"] for each in told["settings"])
    says = place.locator(".rb-says")
    for slider in place.get_by_role("slider").all():
        slider.press("Home")
        assert slider.get_attribute("aria-label")
    assert says.text_content() == told["sentences"][0]
    for _ in range(second - 1):
        place.get_by_role("slider").nth(1).press("ArrowRight")
    assert says.text_content() == told["sentences"][second - 1]
    place.get_by_role("slider").nth(0).press("End")
    assert says.text_content() == told["sentences"][first * second - 1]
    assert place.locator(".rb-live").get_attribute("aria-label") == told["sentences"][-1]
    assert not problems


def test_it_can_be_shown_without_a_guess(asked):
    tab, _ = asked
    place = tab.locator(".rb-simulation").first
    place.get_by_role("button", name="without").press("Enter")
    place.locator(".rb-stage[data-state=live]").wait_for()
    assert place.locator(".rb-verdict").text_content() == ""


def test_on_paper_question_answer_and_picture_are_there(asked):
    tab, _ = asked
    tab.emulate_media(media="print")
    place = tab.locator(".rb-simulation").nth(2)
    assert place.locator(".rb-answered").is_visible()
    assert place.locator(".rb-static").is_visible()
    assert not place.locator(".rb-predict").is_visible()
    tab.emulate_media(media="screen")

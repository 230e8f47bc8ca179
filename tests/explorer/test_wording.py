"""The words of an explorer: one set of phrases, filled by Python and by the page."""

import json
import re

from reviewbook.explorer.states import STATUSES
from reviewbook.explorer.view import ASSETS, SCRIPTS, script
from reviewbook.explorer.wording import PHRASES, named, sentence

POOLED = {"status": "pooled", "kind": "proportion", "title": "Alive", "k": "3", "of": 4}
POOLED |= {"estimate": "40.0", "unit": "%", "low": "30.0", "high": "50.0", "patients": "90"}
POOLED |= {"move": "above", "distance": "2.0", "points": " points", "prediction_low": ""}


def test_a_pooled_state_is_said_in_full():
    assert sentence(POOLED) == (
        "3 of 4 reports are pooled, 90 patients. Alive: 40.0% (95% interval 30.0 to 50.0). That is "
        "2.0 points above the full set. It describes series of patients and is not an effect of "
        "treatment."
    )


def test_what_is_not_there_is_not_said():
    bare = sentence(POOLED | {"low": "", "patients": "", "move": "whole", "kind": "median"})
    assert bare.startswith("3 of 4 reports are pooled. Alive: 40.0%; there is no interval. This is")


def test_many_reports_are_counted_after_the_first():
    assert named(list("abcde")) == "a, b, c, d, e"
    assert named(list("abcdefg")) == "a, b, c, d and 3 more"


def test_every_status_begins_a_sentence():
    empty = dict.fromkeys(re.findall(r"{(\w+)}", " ".join(p.say for p in PHRASES)), "1")
    for status in (*STATUSES, "listed", "no report", "not computed"):
        assert sentence(empty | {"status": status, "move": "below"})[:1].strip(), status


def test_the_phrases_reach_the_page_as_they_are():
    sent = json.loads(json.dumps([phrase._asdict() for phrase in PHRASES]))
    assert [each["say"] for each in sent] == [phrase.say for phrase in PHRASES]


def test_the_scripts_join_into_one_module_without_two_things_of_one_name():
    whole = script()
    assert not re.search(r"^import ", whole, re.MULTILINE)
    assert whole.count("export ") == 1
    made = re.findall(r"^(?:async )?(?:function|class|const) (\w+)", whole, re.MULTILINE)
    assert len(made) == len(set(made)) > 20
    assert {path.stem for path in ASSETS.glob("*.js")} == set(SCRIPTS)
    assert "is not an effect of treatment" not in whole

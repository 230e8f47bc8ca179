import pandas as pd
import pytest

from reviewbook.charts.pathway import WIDTH, pathway
from reviewbook.charts.sheet import narrow

WARNING = "What somebody else says, and not what this book advises. " * 2
STEPS = pd.DataFrame(
    [
        (1, "Referral", "Referral", "Refer the patient to a centre " * 6),
        (2, "Options", "Left", "One\nTwo"),
        (2, "Options", "Right", "Three"),
        (3, "Board", "Board", "The board decides"),
    ],
    columns=["stage", "stage_title", "title", "text"],
)


def layers(chart):
    spec = chart.to_dict()
    data = spec["datasets"]
    return {
        (layer["mark"]["type"], layer["mark"].get("fontWeight")): data[layer["data"]["name"]]
        for layer in spec["layer"]
    }


def test_boxes_of_a_stage_stand_side_by_side_and_stages_below_each_other():
    boxes = {box["title"]: box for box in layers(pathway(STEPS, WARNING))["rect", None]}
    left, right = boxes["Left"], boxes["Right"]
    assert left["right"] < right["left"]
    assert (left["top"], left["bottom"]) == (right["top"], right["bottom"])
    assert right["right"] == pytest.approx(WIDTH)
    assert boxes["Referral"]["bottom"] < left["top"] < boxes["Board"]["top"]


def test_every_word_is_written_inside_its_box():
    chart = layers(pathway(STEPS, WARNING))
    written = chart["text", "bold"] + chart["text", "normal"]
    words = " ".join(line["line"] for line in written).replace("•", "").split()
    given = " ".join([*STEPS["title"], *STEPS["text"]]).split()
    assert sorted(words) == sorted(given)
    bottom = max(box["bottom"] for box in chart["rect", None])
    assert all(0 <= line["top"] < bottom for line in written)


def test_arrows_lead_from_every_box_but_the_last():
    assert len(layers(pathway(STEPS, WARNING))["rule", None]) == 3


def test_only_the_last_stage_has_the_colour_of_the_end():
    spec = pathway(STEPS, WARNING).to_dict()
    fill = spec["layer"][0]["encoding"]["fill"]
    assert fill["condition"]["test"] == "datum.stage === 3"


def test_the_description_names_the_stages_and_the_end():
    said = pathway(STEPS, WARNING).description
    assert "3 stages" in said
    assert "side by side: Left, Right" in said
    assert said.endswith("It ends with: Board.")


def test_nothing_to_draw_is_an_error():
    with pytest.raises(ValueError, match="no step"):
        pathway(STEPS.head(0), WARNING)


@pytest.mark.parametrize("drawn", [lambda chart: chart, narrow])
def test_the_warning_is_part_of_the_drawing_and_above_every_box(drawn):
    found = layers(drawn(pathway(STEPS, WARNING)))
    lines = found["text", 700]
    assert " ".join(line["line"] for line in lines) == WARNING.strip()
    assert max(line["top"] for line in lines) < min(box["top"] for box in found["rect", None])
    assert pathway(STEPS, WARNING).description.startswith(WARNING.strip())

"""Every explorer in the published page: no kernel, no network, the same numbers as Python."""

import json
import random
import re
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from books import BOOK
from looks import CONTRAST, ONLY_VIOLATIONS
from tabs import PHONE, opened

from reviewbook.commands.bench_explorer import cost, served
from reviewbook.explorer.explorer import explore
from reviewbook.explorer.wording import NUMBERS

LAPTOP, SMALL_LAPTOP = {"width": 1440, "height": 900}, {"width": 1366, "height": 768}
DRAWN = 600
SEED = 20201
READY = "[data-explorer='{name}'][data-ready=true]"
SHOWN = """
(fragments) => {
  const root = document.querySelector(".rb-explorer");
  return fragments.map((fragment) => {
    history.replaceState(null, "", fragment);
    window.dispatchEvent(new Event("hashchange"));
    const numbers = {};
    for (const cell of root.querySelectorAll("dd")) numbers[cell.dataset.number] = cell.textContent;
    const fates = {};
    for (const row of root.querySelectorAll(".rb-row")) fates[row.dataset.key] = row.dataset.fate;
    const used = [...root.querySelectorAll(".rb-used tbody tr:not([hidden]) th")];
    return {
      change: root.querySelector(".rb-change").textContent,
      sentence: root.querySelector(".rb-sentence").textContent,
      numbers,
      fates,
      used: used.map((cell) => cell.textContent),
    };
  });
}
"""


@pytest.fixture(scope="session")
def explorer_pages(site) -> dict:
    """The page of each explorer of the book."""
    found = {}
    for page in site.rglob("*.html"):
        for name in re.findall(r'data-explorer="([\w-]+)"', page.read_text("utf-8")):
            found[name] = page
    return found


@pytest.fixture(scope="session")
def explorers() -> dict:
    """Each explorer, made by Python."""
    return {name: explore(BOOK, name) for name in BOOK.explorers}


@pytest.fixture(scope="session")
def visit(browser, explorer_pages, site, serve):
    """A function that opens an explorer's page and waits until the explorer is live."""
    tabs = []

    def go(name, way="file", fragment=None, **context):
        base = serve(site) if way == "http" else site.as_uri()
        address = f"{base}/{explorer_pages[name].relative_to(site)}"
        mark = f"#explore-{name}" if fragment is None else fragment
        tab, problems = opened(browser, address + mark, base, **context)
        tabs.append(tab)
        tab.wait_for_selector(READY.format(name=name), state="attached")
        return tab, problems

    yield go
    for tab in tabs:
        tab.context.close()


@pytest.fixture(scope="session")
def live(visit):
    """A function that gives the live page of an explorer, its first question skipped."""
    pages = {}

    def go(name, way="file"):
        if (name, way) not in pages:
            pages[name, way] = visit(name, way)
            pages[name, way][0].locator("[data-action=skip]").click()
        tab, problems = pages[name, way]
        tab.evaluate(SHOWN, [f"#explore-{name}"])
        return tab, problems

    return go


def drawn_states(explorer, number: int, seed: int) -> list[dict]:
    """States drawn at random over every control, outcome by outcome, no two alike in a row."""
    draw = random.Random(seed)
    source = explorer.source
    states = []
    for _ in range(number):
        outcome = draw.randrange(len(source.outcomes))
        state = explorer.start | {"outcome": outcome, "twice": draw.random() < 0.2}
        keys = list(explorer.outcomes[outcome].members)
        share = draw.choice([0, 0.1, 0.3, 0.6])
        state["left_out"] = [key for key in keys if draw.random() < share]
        state["instead"] = [key for key in keys if draw.random() < 0.1]
        for choice in source.choices:
            if draw.random() < 0.4:
                state[choice.name] = draw.randrange(len(choice.options))
        for each in source.ranges:
            low, high = each.ends
            steps = round((high - low) / each.step)
            if draw.random() < 0.3 and steps > 0:
                ends = sorted(draw.sample(range(steps + 1), 2))
                state[each.name] = [round(low + each.step * end, 6) for end in ends]
            state[f"{each.name}_unknown"] = draw.random() < 0.7
        states.append(state)
    states.sort(key=lambda state: state["outcome"])
    return [state for at, state in enumerate(states) if not at or state != states[at - 1]]


def fragment_of(explorer, state: dict) -> str:
    """The address of a state."""
    parts = []
    for name, value in state.items():
        if value == explorer.start[name]:
            continue
        if name == "outcome":
            value = explorer.source.outcomes[value].key
        for choice in explorer.source.choices:
            if choice.name == name:
                value = list(choice.options)[value]
        values = value if isinstance(value, list) else [value]
        texts = [str(int(v)) if isinstance(v, bool) else str(v) for v in values]
        parts.append(f"{name}={quote(','.join(texts), safe=',')}")
    return f"#explore-{explorer.source.name}?{'&'.join(parts)}"


def expected(explorer, before: dict, state: dict) -> dict:
    """What Python shows in a state that comes after another, in the words of the page."""
    numbers = explorer.numbers(state)
    shown = {name: numbers.get(name, "") for name in NUMBERS["proportion"]}
    for name, ends in (("interval", ("low", "high")), ("prediction", ("prediction_low",) * 2)):
        low, high = (numbers.get(end, "") for end in ends)
        high = numbers.get("prediction_high", "") if name == "prediction" else high
        shown[name] = f"{low} – {high}" if low else ""
    shown["i2"] = f"{shown['i2']}%" if shown["i2"] else ""
    fates, labels = explorer.seen(state).fates, explorer.outcomes[state["outcome"]].labels
    return {
        "change": explorer.changed(before, state),
        "sentence": numbers["sentence"],
        "numbers": {name: text or "–" for name, text in shown.items()},
        "fates": fates,
        "used": [labels[key] for key, fate in fates.items() if fate == "in"],
    }


@pytest.mark.parametrize("name", BOOK.explorers)
def test_every_number_of_a_state_is_that_of_python(name, live, explorers):
    explorer = explorers[name]
    states = drawn_states(explorer, DRAWN, SEED)
    tab, problems = live(name)
    pages = tab.evaluate(SHOWN, [fragment_of(explorer, state) for state in states])
    wrong = []
    for before, state, page in zip([explorer.start, *states], states, pages, strict=False):
        right = expected(explorer, before, state)
        shown = {key: right["numbers"][key] for key in page["numbers"]}
        if page != right | {"numbers": shown}:
            wrong.append((fragment_of(explorer, state), page, right))
    assert not wrong, f"{len(wrong)} of {len(states)}, such as {wrong[0]}"
    assert len({page["sentence"] for page in pages}) > 20
    assert len({page["change"] for page in pages}) > 20
    assert not problems


@pytest.mark.parametrize(
    ("name", "way"), [*((name, "file") for name in BOOK.explorers), ("resection", "http")]
)
def test_every_control_changes_what_it_should(name, way, live, explorers):
    explorer = explorers[name]
    tab, problems = live(name, way)
    root = tab.locator(".rb-explorer")

    def state() -> dict:
        return json.loads(tab.locator(".rb-forest-view").get_attribute("data-state"))

    def check(**changes):
        wanted = explorer.start | changes
        assert state() == wanted
        assert root.locator(".rb-sentence").inner_text() == explorer.sentence(wanted)

    check()
    reset = root.get_by_role("button", name="Reset")
    choices = [("outcome", "Outcome", [o.title for o in explorer.source.outcomes])]
    choices += [(c.name, c.label, list(c.options)) for c in explorer.source.choices]
    choices = [each for each in choices if each[0] != "outcome" or len(each[2]) > 1]
    assert root.locator(".rb-filters select").count() == len(choices)
    for trait, label, options in choices:
        root.get_by_label(label, exact=True).select_option(label=options[-1])
        check(**{trait: len(options) - 1})
        reset.click()
        check()
    for each in explorer.source.ranges:
        handle = root.get_by_role("slider", name=f"{each.label}, from")
        handle.focus()
        tab.keyboard.press("ArrowRight")
        moved = state()[each.name]
        assert moved[0] > each.ends[0]
        assert moved[1] == each.ends[1]
        check(**{each.name: moved})
        handle = root.get_by_role("slider", name=f"{each.label}, to")
        handle.focus()
        tab.keyboard.press("ArrowLeft")
        assert state()[each.name][1] < each.ends[1]
        reset.click()
        boxes = root.locator(
            ".rb-filter", has=tab.get_by_role("slider", name=f"{each.label}, from")
        )
        boxes.get_by_role("checkbox").uncheck()
        check(**{f"{each.name}_unknown": False})
        reset.click()
        check()
    double = root.get_by_label(re.compile("^An error, shown for teaching"))
    overlap = any(each.states and each.states.overlap for each in explorer.outcomes)
    assert double.count() == int(overlap)
    if overlap:
        double.check()
        check(twice=True)
        root.get_by_role("button", name="Undo").click()
        check()
    assert not problems


@pytest.mark.parametrize("name", BOOK.explorers)
def test_the_keyboard_alone_leaves_a_report_out_and_brings_it_back(name, live, explorers):
    explorer = explorers[name]
    tab, problems = live(name)
    row = tab.locator(".rb-row").first
    key = row.get_attribute("data-key")
    tab.locator(".rb-explorer .rb-filters select").first.focus()
    for _ in range(80):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.dataset.key") == key:
            break
    assert tab.evaluate("document.activeElement.dataset.key") == key
    sentence = tab.locator(".rb-sentence")
    assert tab.locator(".rb-change").get_attribute("aria-live") == "polite"
    for press, left in ((" ", [key]), ("Enter", [])):
        tab.keyboard.press("Space" if press == " " else press)
        assert row.get_attribute("aria-checked") == ("false" if left else "true")
        wanted = explorer.start | {"left_out": left}
        assert sentence.inner_text() == explorer.sentence(wanted)
    outline = row.locator(".hit").evaluate("node => getComputedStyle(node).strokeWidth")
    assert float(outline.removesuffix("px")) >= 2
    assert not problems


def test_a_report_of_the_same_patients_enters_by_its_box_and_says_so(live, explorers):
    explorer = explorers["resection"]
    tab, problems = live("resection")
    box, sentence = tab.locator(".rb-row[data-fate=same]").first, tab.locator(".rb-sentence")
    key = box.get_attribute("data-key")
    row = tab.locator(f".rb-row[data-key='{key}']")
    assert row.get_attribute("aria-checked") == "false"
    row.click()
    assert sentence.inner_text() == explorer.sentence(explorer.start | {"instead": [key]})
    assert row.get_attribute("aria-checked") == "true"
    tab.locator(".rb-row[data-fate=same]").click()
    assert sentence.inner_text() == explorer.sentence(explorer.start)
    assert not problems


@pytest.mark.parametrize("way", ["http", "file"])
def test_undo_reset_and_link_lead_back(way, live, visit, explorers):
    explorer = explorers["resection"]
    tab, problems = live("resection", way)
    rows, sentence = tab.locator(".rb-row"), tab.locator(".rb-sentence")
    keys = [rows.nth(i).get_attribute("data-key") for i in range(3)]
    for at in range(3):
        rows.nth(at).click()
    assert sentence.inner_text() == explorer.sentence(explorer.start | {"left_out": keys})
    tab.get_by_role("button", name="Undo").click()
    two = explorer.start | {"left_out": keys[:2]}
    assert sentence.inner_text() == explorer.sentence(two)
    tab.get_by_role("button", name="Copy a link to this state").click()
    address = tab.get_by_label("Address of this state").input_value()
    assert address.endswith(f"#explore-resection?left_out={','.join(keys[:2])}")
    assert tab.url == address
    tab.get_by_role("button", name="Reset").click()
    assert sentence.inner_text() == explorer.sentence(explorer.start)
    again, more = visit("resection", way, fragment=address[address.index("#") :])
    assert again.locator(".rb-sentence").inner_text() == explorer.sentence(two)
    again.evaluate("location.hash = '#explore-resection?left_out=%E0%A4%A'")
    again.get_by_role("alert").filter(has_text="cannot be read").wait_for()
    assert again.locator(".rb-sentence").inner_text() == explorer.sentence(two)
    assert not problems + more


def test_rows_and_figure_can_be_taken_along(live, explorers, tmp_path):
    explorer = explorers["resection"]
    tab, problems = live("resection")
    tab.locator(".rb-row").first.click()
    state = explorer.start | {"left_out": [tab.locator(".rb-row").first.get_attribute("data-key")]}
    files = {}
    for label in ("Rows as CSV", "Figure as SVG", "Figure as PNG"):
        with tab.expect_download() as download:
            tab.get_by_role("button", name=label).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        files[path.suffix] = path.read_bytes()
    lines = files[".csv"].decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == list(explorer.rows(state)["label"])
    drawing = files[".svg"].decode("utf-8")
    assert explorer.numbers(state)["estimate"] in drawing
    assert all(label in drawing for label in explorer.rows(state)["label"])
    assert not re.findall(r'(?:href|src)="', drawing)
    assert files[".png"].startswith(b"\x89PNG")
    assert len(files[".png"]) > 10_000
    assert not problems


@pytest.mark.parametrize("name", BOOK.explorers)
def test_an_answer_is_marked_and_shown(name, live, explorers):
    explorer = explorers[name]
    tab, problems = live(name)
    fields = tab.locator(".rb-exercises fieldset")
    assert fields.count() == len(explorer.exercises) - 1 > 0
    for at, exercise in enumerate(explorer.exercises[1:]):
        field, right = fields.nth(at), exercise["right"]
        answers = [
            (i, "open" if right is None else "right" if i == right else "wrong")
            for i in range(len(exercise["options"]))
        ]
        for option, verdict in answers:
            field.get_by_label(exercise["options"][option], exact=True).check()
            field.get_by_role("button", name="Check").click()
            assert field.locator(".rb-result").get_attribute("data-verdict") == verdict
            assert exercise["why"] in field.locator(".rb-result").inner_text()
        field.get_by_role("button", name="Show it in the explorer").click()
        shown = tab.locator(".rb-sentence").inner_text()
        assert shown == explorer.sentence(explorer.start | exercise["state"])
    assert not problems


@pytest.mark.parametrize("viewport", [LAPTOP, SMALL_LAPTOP, PHONE], ids=str)
def test_the_first_question_comes_before_the_controls_and_then_all_is_in_sight(
    viewport, visit, explorers
):
    explorer = explorers["resection"]
    exercise = explorer.exercises[0]
    tab, problems = visit("resection", viewport=viewport)
    controls, lead = tab.locator(".rb-explorer .rb-filters"), tab.locator(".rb-lead")
    assert not controls.is_visible()
    tab.get_by_label(exercise["options"][exercise["right"]], exact=True).focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert lead.locator(".rb-result").get_attribute("data-verdict") == "right"
    assert exercise["why"] in lead.inner_text()
    state = explorer.start | exercise["state"]
    assert tab.locator(".rb-change").inner_text() == explorer.changed(explorer.start, state)
    assert tab.evaluate("document.activeElement.matches('.rb-filters select')")
    controls.evaluate("node => node.scrollIntoView({ block: 'center' })")
    shown = [tab.locator(".rb-band-place"), tab.locator(".rb-band .rb-ghost")]
    for part in [*shown, *([] if viewport is PHONE else [controls])]:
        box = part.bounding_box()
        assert 0 <= box["y"] <= box["y"] + box["height"] <= viewport["height"]
    assert not problems


def test_an_address_says_what_it_asks_for_in_vain(visit, explorers):
    asked = "#explore-resection?receptors=none%20such&n=20,60&size=2,3"
    tab, problems = visit("resection", fragment=asked)
    said = tab.locator(".rb-said").inner_text()
    assert "receptors=none such, size=2,3" in said
    explorer = explorers["resection"]
    state = explorer.start | {"n": [20.0, 60.0]}
    assert tab.locator(".rb-sentence").inner_text() == explorer.sentence(state)
    assert tab.locator(".rb-filters").is_visible()
    assert not problems


def test_a_selection_leaves_as_the_program_that_python_writes(live, explorers):
    for name in ("resection", "case-control"):
        explorer = explorers[name]
        tab, problems = live(name)
        for state in drawn_states(explorer, 15, SEED):
            tab.evaluate(SHOWN, [fragment_of(explorer, state)])
            for language in ("python", "R"):
                text = explorer.program(language, state)
                button = tab.locator(f"[data-action={language}]")
                assert button.is_enabled() == bool(text)
                if text:
                    button.evaluate("button => button.click()")
                    assert tab.locator(".rb-program pre").text_content() == text
                    assert tab.locator(".rb-program").is_visible()
                    button.evaluate("button => button.click()")
        assert not problems


@pytest.mark.parametrize("name", BOOK.explorers)
def test_axe_finds_nothing_in_a_live_explorer_on_a_phone(name, visit):
    tab, _ = visit(name, viewport=PHONE, color_scheme="dark", reduced_motion="reduce")
    for scheme, options in (("light", ONLY_VIOLATIONS), ("dark", {"runOnly": [CONTRAST]})):
        tab.evaluate("scheme => (document.documentElement.dataset.theme = scheme)", scheme)
        tab.wait_for_timeout(200)
        found = Axe().run(tab, ".rb-explorer", ONLY_VIOLATIONS | options).response["violations"]
        assert not [each["id"] for each in found if each["impact"] in ("serious", "critical")]
        background = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (background == "rgb(255, 255, 255)") == (scheme == "light")
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_scripts_and_on_paper_there_is_a_figure(browser, explorer_pages, site):
    for name, page in explorer_pages.items():
        context = browser.new_context(java_script_enabled=False)
        tab = context.new_page()
        tab.goto(page.as_uri())
        still = tab.locator(f".rb-still-explorer[data-explorer='{name}']")
        assert still.locator("svg.rb-still-figure").bounding_box()
        assert still.get_by_text("With JavaScript this figure becomes an explorer").is_visible()
        context.close()


def test_paper_shows_the_still_figure_of_a_live_explorer(live):
    tab, _ = live("resection")
    assert not tab.locator(".rb-still-explorer").is_visible()
    tab.emulate_media(media="print")
    assert tab.locator(".rb-still-explorer svg.rb-still-figure").is_visible()
    assert not tab.locator(".rb-explorer").is_visible()
    tab.emulate_media(media="screen")


def test_two_hundred_reports_answer_with_the_numbers_of_their_reachable_states(
    browser, specimen, serve
):
    tab, problems = opened(browser, f"{specimen.as_uri()}/explorer.html", specimen.as_uri())
    tab.evaluate("document.querySelector('.rb-explorer-place').scrollIntoView()")
    tab.wait_for_selector(READY.format(name="many"), state="attached")
    assert tab.locator(".rb-row").count() == 200
    sentence = tab.locator(".rb-sentence")
    whole = sentence.inner_text()
    assert whole.startswith("200 of 200 reports are pooled")
    tab.locator(".rb-row").first.click()
    assert sentence.inner_text().startswith("199 of 200 reports are pooled")
    tab.locator(".rb-row").nth(1).click()
    assert tab.locator(".rb-row").first.get_attribute("aria-checked") == "true"
    tab.get_by_label("Receptor status", exact=True).select_option(label="positive")
    tab.get_by_role("checkbox", name="Keep where lesion size is not stated").uncheck()
    used = tab.locator(".rb-used tbody tr:not([hidden])").count()
    assert 10 < used < 100
    assert sentence.inner_text().startswith(f"{used} of 200 reports are pooled")
    tab.get_by_role("button", name="Reset").click()
    assert sentence.inner_text() == whole
    assert not problems
    tab.context.close()


@pytest.mark.parametrize("name", [*BOOK.explorers, "many"])
def test_an_explorer_is_light(name, browser, explorer_pages, specimen, serve):
    page = specimen / "explorer.html" if name == "many" else explorer_pages[name]
    server = served(page.parent.parent)
    measured = cost(
        browser, f"http://127.0.0.1:{server.server_port}/{page.parent.name}/{page.name}"
    )
    server.shutdown()
    assert measured.name == name
    assert measured.weight < 800

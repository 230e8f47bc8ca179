from reviewbook.page.studies.places import caption, on_page, places

ROW = '<tr><th scope="row"><a href="../studies/{}.html">S</a></th><td>{}</td><td>{}</td></tr>'
GAP = '<span class="not-stated">–</span>'
FILLED = '12<span style="visibility: hidden" aria-hidden="true">.0</span>'
FIGURE = (
    '<figure class="f" id="fig-a"><table><thead><tr><th>Row</th><th>Estimate</th>'
    f"<th>Weight, %</th></tr></thead><tbody>{ROW.format('one', '40', FILLED)}"
    f"{ROW.format('two', GAP, GAP)}{ROW.format('three', '50', GAP)}</tbody></table>"
    '<figcaption><p><span class="caption-number">Fig. 3 </span><span class="caption-text">All '
    "series. More words.</span></p></figcaption></figure>"
)
TABLE = (
    f'<table id="tab-b"><caption><span class="caption-text">A &amp; B</span></caption>'
    f"{ROW.format('one', '1', '2')}</table>"
)
EXPLORER = (
    '<div class="rb-still-explorer" data-explorer="e"><div class="x" role="group" '
    'aria-label="What if?"><svg><a href="../studies/two.html"><text>T</text></a></svg></div>'
)


def test_each_figure_table_and_explorer_that_leads_to_a_study_is_a_place():
    found = [
        (study, place.anchor, place.caption)
        for study, place in on_page(f"<p>{FIGURE}{TABLE}{EXPLORER}", "chapters/a", "A")
    ]
    assert found == [
        ("one", "fig-a", "Fig. 3: All series"),
        ("two", "fig-a", "Fig. 3: All series"),
        ("three", "fig-a", "Fig. 3: All series"),
        ("one", "tab-b", "A & B"),
        ("two", "", "What if?"),
    ]


def test_a_pool_tells_the_weight_of_a_study_or_that_it_states_nothing():
    found = {study: place for study, place in on_page(FIGURE, "chapters/a", "A")}
    assert (found["one"].pool, found["one"].weights) == (True, ("12",))
    assert (found["two"].weights, found["two"].silent) == ((), True)
    assert (found["three"].weights, found["three"].silent) == ((), False)
    assert not dict(on_page(TABLE, "chapters/a", "A"))["one"].pool


def test_places_come_in_the_order_of_the_pages(tmp_path):
    (tmp_path / "b.html").write_text(FIGURE, encoding="utf-8")
    (tmp_path / "a.html").write_text(TABLE, encoding="utf-8")
    found = places(tmp_path, {"b": "B", "missing": "M", "a": "A"})
    assert [place.title for place in found["one"]] == ["B", "A"]


def test_what_has_no_caption_is_not_named():
    assert caption("<figure></figure>") == ""

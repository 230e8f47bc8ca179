"""What is published is whole, whatever happens while it is put in its place."""

import shutil

import pytest
from killed import killed_at_each_step

from reviewbook.page.publishing.publish import faults, heal, put_in_place, seal, torn

PAGE = '<html><head><link href="_static/{0}.css"></head><body><a href="#here">{0}</a></body></html>'


def made(folder, name):
    """A sealed site of three files."""
    (folder / "_static").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE.format(name), encoding="utf-8")
    (folder / "_static" / f"{name}.css").write_text("", encoding="utf-8")
    seal(folder)
    return folder


@pytest.fixture
def place(tmp_path):
    return made(tmp_path / "_build" / "html", "old")


@pytest.mark.parametrize("sooner", [True, False], ids=["an-earlier-site", "no-earlier-site"])
def test_a_swap_killed_at_any_point_leaves_one_whole_site(tmp_path, sooner):
    place, new = tmp_path / "_build" / "html", tmp_path / "aside"
    found, cut = [], 0
    for _ in killed_at_each_step(lambda: put_in_place(new, place)):
        cut += torn(place)
        heal(place)
        assert not place.exists() or not faults(place)
        found += [path.stem for path in place.glob("_static/*.css")]
        shutil.rmtree(tmp_path / "_build", ignore_errors=True)
        shutil.rmtree(new, ignore_errors=True)
        made(new, "new")
        if sooner:
            made(place, "old")
            made(place.with_name("html.before"), "leftover")
    assert found[-1] == "new"
    assert "leftover" not in found
    if sooner:
        assert cut
        assert "old" in found


def test_a_swap_that_fails_puts_the_earlier_site_back(tmp_path, place):
    with pytest.raises(FileNotFoundError):
        put_in_place(tmp_path / "nowhere", place)
    assert not faults(place)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda site: (site / "_static" / "old.css").unlink(), "_static/old.css: missing"),
        (lambda site: (site / "more.js").write_text(""), "more.js: not listed"),
        (lambda site: (site / "index.html").write_text(""), "index.html: not as listed"),
        (lambda site: (site / "SHA256SUMS").unlink(), "SHA256SUMS: missing"),
    ],
)
def test_what_is_not_whole_is_named(place, spoil, said):
    assert faults(place) == []
    spoil(place)
    assert said in faults(place)


def test_a_page_must_find_what_it_refers_to_in_the_site(place):
    page = '<script src="../_static/vega.js?v=1"></script><a href="https://a.org/b">b</a>'
    (place / "part").mkdir()
    (place / "part" / "page.html").write_text(page, encoding="utf-8")
    seal(place)
    assert faults(place) == ["part/page.html: refers to _static/vega.js, which is missing"]

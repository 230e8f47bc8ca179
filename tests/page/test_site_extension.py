"""What the Sphinx extension does to pages, formulas, styles and rebuilds."""

from types import SimpleNamespace

from reviewbook.charts.theme import DARK, LIGHT
from reviewbook.page import site


def test_icon_fonts_go_and_the_other_rules_stay():
    css = (
        "@font-face{font-family:Font Awesome;src:url(x.woff2)}"
        ".fa,.fa-solid{display:inline}.fa-sun:before{content:'a'}"
        ".switch .fa-lg{width:1em}html[data-mode=auto] .switch{display:inline}"
        "a:before{font:var(--fa-font-solid)}/*# sourceMappingURL=x.css.map */"
    )
    assert site.without_icon_font(css) == (
        ".switch .fa-lg{width:1em}html[data-mode=auto] .switch{display:inline}"
        "a:before{font:var(--fa-font-solid)}"
    )


def test_each_light_colour_of_a_chart_has_its_dark_one_on_screen_alone():
    light, dark = site.palette().split("@media screen")
    for name, colour in LIGHT.items():
        assert f"--rb-{name.replace(' ', '-')}: {colour};" in light
        assert f'.rb-view [fill="{colour}" i] {{ fill: {DARK[name]}; }}' in dark


def test_the_chart_script_keeps_its_names_to_itself_and_is_made_once(tmp_path, monkeypatch):
    script = site.kept_vega(tmp_path).read_text(encoding="utf-8")
    monkeypatch.setattr(site, "vega_script", lambda: "made again")
    assert site.kept_vega(tmp_path).read_text(encoding="utf-8") == script
    assert script.startswith("(function (define, module, exports) {")
    assert script.endswith("})();\n")
    assert "window.vegaEmbed=" in script


def test_a_drawn_logo_keeps_its_room_before_it_is_read(tmp_path):
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg viewBox="0 0 220 48"></svg>', encoding="utf-8")
    assert site.room_for_logo(str(logo)) == ".navbar-brand img { aspect-ratio: 220 / 48; }\n"
    assert site.room_for_logo(str(tmp_path / "logo.png")) == site.room_for_logo(None) == ""


def test_the_switch_beside_a_chapter_with_pages_under_it_has_a_name():
    theirs = '<li><a href="a.html">Resection</a><details open><summary><i></i></summary></details>'
    context = {"generate_toctree_html": lambda kind, depth=1: theirs}
    site.name_toggles(None, "intro", "page.html", context, None)
    named = context["generate_toctree_html"]("sidebar", depth=2)
    assert '<summary aria-label="Pages under Resection">' in named


def test_roles_that_are_wrong_or_gone_are_left_out():
    body = (
        '<div role="list" class="citation-list">'
        '<div class="citation" role="doc-biblioentry">a</div></div><div role="list">b</div>'
    )
    context = {"body": body}
    site.drop_needless_files(None, "intro", "page.html", context, None)
    assert context["body"] == (
        '<div class="citation-list"><div class="citation">a</div></div><div role="list">b</div>'
    )


def test_only_pages_with_formulas_bring_their_font(tmp_path):
    added = []
    book = SimpleNamespace(folder=tmp_path)
    app = SimpleNamespace(book=book, add_css_file=added.append)
    site.equip(app, "intro", "page.html", {"body": "<p>words</p>"}, None)
    assert added == []
    site.equip(app, "intro", "page.html", {"body": "<p><math></math></p>"}, None)
    assert added == ["formulas.css"]

"""What the Sphinx extension does to pages, formulas, styles and rebuilds."""

import os
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


def test_the_chart_script_keeps_its_names_to_itself():
    script = site.vega_script()
    assert script.startswith("(function (define, module, exports) {")
    assert script.endswith("})();\n")
    assert "window.vegaEmbed=" in script


def test_pages_are_stale_once_data_change(tmp_path):
    (tmp_path / "data").mkdir()
    table = tmp_path / "data" / "studies.csv"
    table.touch()
    app = SimpleNamespace(srcdir=tmp_path)
    env = SimpleNamespace(found_docs={"intro", "gone"})
    assert not site.outdated(app, env, set(), set(), {"gone"})
    assert not site.outdated(app, env, set(), set(), {"gone"})
    later = table.stat().st_mtime + 10_000_000
    os.utime(table, (later, later))
    assert site.outdated(app, env, set(), set(), {"gone"}) == {"intro"}
    assert not site.outdated(app, env, set(), set(), {"gone"})

import re

from reviewbook.page.studies.search_words import apart, words_of


def test_words_of_neighbouring_cells_stay_apart_and_what_nobody_reads_is_left_out():
    body = "<tr><td>Smith</td><td>infeasible &amp; odd</td></tr><script>let x</script><svg>y</svg>"
    assert words_of(body) == "Smith infeasible & odd"


def test_cells_do_not_touch_without_their_tags_and_nothing_else_moves():
    body = "<tr><th>Smith</th><td>8<span>.0</span></td></tr><svg><text>a</text><text>b</text></svg>"
    apart_ = apart(body)
    assert re.sub("<[^>]*>", "", apart_).split() == ["Smith", "8.0", "a", "b"]
    assert apart_.replace("\n", "") == body

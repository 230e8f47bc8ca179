from reviewbook.page.studies.search_words import words_of


def test_words_of_neighbouring_cells_stay_apart_and_what_nobody_reads_is_left_out():
    body = "<tr><td>Smith</td><td>infeasible &amp; odd</td></tr><script>let x</script><svg>y</svg>"
    assert words_of(body) == "Smith infeasible & odd"

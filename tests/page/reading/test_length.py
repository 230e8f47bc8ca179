"""How long a page is to its reader."""

from reviewbook.page.reading.length import words_of

PAGE = """<html><body><nav>not of the page</nav><article class="bd-article">
<h1>Two words<a class="headerlink">#</a></h1><p>Three more words.</p>
<figure><figcaption>None of these</figcaption></figure><table><tr><td>nor</td></tr></table>
<pre>code</pre><p>One<span class="visually-hidden"> unseen</span></p></article></body></html>"""


def test_what_is_looked_up_or_looked_at_is_not_counted_as_read():
    assert words_of(PAGE) == 6


def test_a_page_without_text_has_no_words():
    assert words_of("<html><body><p>Elsewhere.</p></body></html>") == 0

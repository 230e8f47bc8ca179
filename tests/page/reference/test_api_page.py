"""The page for programmers, as built."""

import re

import pytest

from reviewbook.page.reference.names import public_names


@pytest.mark.parametrize("module", ["reviewbook", "reviewbook.charts.findings"])
def test_every_public_name_has_its_place(site, module):
    page = (site / "chapters" / "api.html").read_text(encoding="utf-8")
    headed = re.findall(r'<section id="([\w-]+)">\s*<h3><code[^>]*><span[^>]*>(\w+)', page)
    names = [public.name for public in public_names(module)]
    anchors = [f"{module}-{name}".lower().replace(".", "-").replace("_", "-") for name in names]
    assert set(zip(anchors, names, strict=True)) <= set(headed)

"""Without a browser the build says so in words."""

import os
import subprocess
import sys

from books import ROOT

OPEN = "from reviewbook.page.paper.browser import opened\nwith opened(): pass"


def test_a_missing_browser_is_named(tmp_path):
    env = os.environ | {"PATH": "", "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", OPEN], cwd=ROOT, env=env, capture_output=True)
    assert b"PaperError: The book is printed by Chromium or Chrome, and none is here" in run.stderr

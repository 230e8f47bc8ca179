"""The page ships the checks that check the book, and they need nothing but Python."""

import io
import json
import subprocess
import sys
import zipfile

from reviewbook.checks.own_answer import answer
from reviewbook.page.own_table.extension import FORM, checks
from reviewbook.page.publishing.policy import closed

TABLE = "study;n;5-yr OS;3-yr OS;solitary %\nA;24;40;30;55\n"
ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from reviewbook.checks.own_answer import answer
print(json.dumps(answer(Path(sys.argv[2]), {})))
"""


def test_the_shipped_checks_answer_alone_as_they_do_here(tmp_path):
    archive, table = tmp_path / "checks.zip", tmp_path / "own.csv"
    archive.write_bytes(checks())
    table.write_text(TABLE)
    # Without site packages: no library at all.
    command = [sys.executable, "-I", "-S", "-c", ASK, str(archive), str(table)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert not done.stderr
    told = json.loads(done.stdout)
    assert told == json.loads(json.dumps(answer(table, {})))
    assert [each["fault"] for each in told["found"]] == [True, True]


def test_the_same_files_make_the_same_archive():
    files = zipfile.ZipFile(io.BytesIO(checks()))
    assert checks() == checks()
    assert files.namelist() == sorted(files.namelist())
    assert {each.date_time[0] for each in files.infolist()} == {1980}


def test_python_may_run_in_no_other_page():
    page = "<html><head></head><body>{}</body></html>"
    assert "wasm-unsafe-eval" in closed(page.format(FORM))
    assert "wasm-unsafe-eval" not in closed(page.format("<form></form>"))

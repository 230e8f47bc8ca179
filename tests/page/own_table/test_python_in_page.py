"""What a page loads to run Python: enough, no more, and the same bytes each time."""

import subprocess
import sys

import pytest

from reviewbook.page.own_table.extension import FORM
from reviewbook.page.own_table.python_in_page import ENTRANCE, archived, as_script, modules
from reviewbook.page.publishing.policy import closed


@pytest.fixture(scope="module")
def files():
    return modules()


def test_the_checks_run_on_what_is_packed_and_on_nothing_else(files, tmp_path):
    (tmp_path / "book.zip").write_bytes(archived(files))
    (tmp_path / "t.csv").write_text("study,n,a %\nAda,24,55\n")
    code = f"""
import sys
sys.path[:0] = [{str(tmp_path / "book.zip")!r}]
from {ENTRANCE["module"]} import answer_json
print(answer_json({str(tmp_path / "t.csv")!r}, "{{}}", ""))
"""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, cwd=tmp_path
    )
    assert '"verdict": "infeasible"' in done.stdout, done.stderr


def test_nothing_compiled_is_among_them(files):
    assert {path.suffix for path in files.values()} == {".py"}
    assert not [name for name in files if name.startswith(("pandas", "numpy", "scipy"))]


def test_the_same_files_make_the_same_archive(files):
    assert archived(files) == archived(dict(files))


def test_the_core_becomes_a_script():
    core = "const here = import.meta.url;\nfunction make() {}\nexport default make;\n"
    script = as_script(core)
    assert "import.meta" not in script
    assert "export" not in script
    assert "globalThis.createPyodideModule = make;" in script
    with pytest.raises(ValueError, match="exports nothing"):
        as_script("const here = 1;")


def test_python_may_run_in_no_other_page():
    page = "<html><head></head><body>{}</body></html>"
    assert "wasm-unsafe-eval" in closed(page.format(FORM))
    assert "wasm-unsafe-eval" not in closed(page.format("<form></form>"))

"""A change of the tables is written whole or not at all."""

import shutil
import subprocess
import sys

import pytest
from killed import killed_at_each_step

from reviewbook.tables.files import ChangedFileError, alone, contents, mend, unfinished, write_all

OLD = {name: f"id\n{name}-1\n".encode() for name in ("arms", "outcomes", "studies")}
NEW = OLD | {name: OLD[name] + b"more\n" for name in ("arms", "studies")}
WAITING = """
import sys
from pathlib import Path
from reviewbook.tables.files import alone
with alone(Path(sys.argv[1])):
    print("mine", flush=True)
"""


def written(folder, tables):
    """A fresh data folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in tables.items():
        (folder / f"{name}.csv").write_bytes(content)


def test_a_change_killed_at_any_point_leaves_either_state(tmp_path):
    data, found, cut = tmp_path / "data", [], 0
    written(data, OLD)
    for _ in killed_at_each_step(lambda: write_all(data, OLD, NEW)):
        left = unfinished(data)
        told = mend(data)
        assert left or not told
        cut += told
        assert contents(data) in (OLD, NEW)
        assert {path.suffix for path in data.iterdir()} == {".csv"}
        found.append(contents(data) == NEW)
        written(data, OLD)
    assert cut > 3
    assert found[0] is False
    assert found[-1] is True


def test_what_mends_may_be_killed_and_run_again(tmp_path):
    data, torn = tmp_path / "data", tmp_path / "torn"
    written(data, OLD)
    for _ in killed_at_each_step(lambda: write_all(data, OLD, NEW)):
        if contents(data)["arms"] == NEW["arms"]:
            break
        written(data, OLD)
    shutil.copytree(data, torn)
    for _ in killed_at_each_step(lambda: mend(data)):
        mend(data)
        assert contents(data) == OLD
        shutil.rmtree(data)
        shutil.copytree(torn, data)


def test_a_file_that_changed_meanwhile_is_not_written_over(tmp_path):
    written(tmp_path / "data", NEW)
    with pytest.raises(ChangedFileError, match=r"arms\.csv, studies\.csv"):
        write_all(tmp_path / "data", OLD, NEW)
    assert contents(tmp_path / "data") == NEW


def test_a_second_command_waits_and_says_so(tmp_path):
    with alone(tmp_path):
        second = subprocess.Popen(
            [sys.executable, "-c", WAITING, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert "Waiting" in second.stdout.readline()
        assert second.poll() is None
    assert second.communicate(timeout=20)[0] == "mine\n"

import csv
import io
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Timer

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st
from killed import killed_at_each_step

from reviewbook.tables.files import (
    ChangedFileError,
    alone,
    contents,
    mend,
    rows_named,
    stage,
    table_of,
    unfinished,
    with_rows,
    without_rows,
    write_all,
)

CELLS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12)
ROWS = st.lists(
    st.fixed_dictionaries({"a": CELLS.filter(bool), "b": CELLS}), min_size=1, max_size=4
)
TABLES = [
    b"a,b\n1,2\n",
    b"a,b\r\n1,2\r\n",
    b"a,b\n1,2",
    b"a,b\r\n1,2",
    b'"a","b"\n"1","2"\n',
    b"\xef\xbb\xbfa,b\n1,2\n",
    b'a,b\n"quoted, for nothing else","2"\n',
    b"a,b\n",
]

OLD = {name: f"id\n{name}-1\n".encode() for name in ("arms", "outcomes", "studies")}
NEW = OLD | {name: OLD[name] + b"more\n" for name in ("arms", "studies")}
WAITING = """
import sys
from pathlib import Path
from reviewbook.tables.files import alone
with alone(Path(sys.argv[1])):
    print("mine", flush=True)
"""


@pytest.mark.parametrize("content", TABLES)
@given(rows=ROWS)
def test_rows_put_in_and_taken_out_leave_every_byte(content, rows):
    before = sum(1 for _ in csv.reader(io.StringIO(content.decode("utf-8"))))
    grown = with_rows(content, rows)
    assert grown.startswith(content)
    assert without_rows(grown, range(before + 1, before + 1 + len(rows))) == content
    read = list(csv.DictReader(io.StringIO(grown.decode("utf-8-sig"), newline="")))
    assert read[before - 1 :] == rows


@pytest.mark.parametrize("content", TABLES)
def test_rows_take_the_ending_and_the_quotes_of_their_file(content):
    added = with_rows(content, [{"b": "y", "a": "x", "other": "z"}])[len(content) :]
    assert added.strip() == (b'"x","y"' if content.startswith(b'"') else b"x,y")
    assert with_rows(content, [{"a": "x"}]).endswith(b"\n") == content.endswith(b"\n")
    assert (b"\r" in added) == (b"\r" in content)


def test_a_row_in_the_middle_can_go():
    assert without_rows(b"a\n1\n2\n3\n", {3}) == b"a\n1\n3\n"


@pytest.fixture
def folder(tmp_path):
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.csv").write_bytes(name.encode())
    return tmp_path


def test_all_files_are_written(folder):
    old = contents(folder)
    new = old | {"one": b"1", "two": b"2"}
    assert write_all(folder, old, new) == ["one", "two"]
    assert contents(folder) == new
    assert len(list(folder.iterdir())) == len(old)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_none_is_written_if_one_cannot_be_put_in_place(folder, monkeypatch, at):
    old, calls, replace = contents(folder), [], os.replace

    def failing(source, target):
        calls.append(target)
        if len(calls) == at:
            raise OSError("no space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="no space"):
        write_all(folder, old, {name: b"new" for name in old})
    assert contents(folder) == old
    assert len(list(folder.iterdir())) == len(old)


def test_none_is_written_if_one_cannot_be_written(folder, monkeypatch):
    old, write = contents(folder), type(folder).write_bytes

    def failing(path, content):
        if "three" in path.name:
            raise OSError("no space left on device")
        return write(path, content)

    monkeypatch.setattr(type(folder), "write_bytes", failing)
    with pytest.raises(OSError, match="no space"):
        write_all(folder, old, {name: b"new" for name in old})
    assert contents(folder) == old
    assert len(list(folder.iterdir())) == len(old)


def test_a_file_that_somebody_else_changed_is_not_overwritten(folder):
    old = contents(folder)
    (folder / "three.csv").write_bytes(b"changed meanwhile")
    now = contents(folder)
    with pytest.raises(ChangedFileError, match=r"three\.csv"):
        write_all(folder, old, old | {"one": b"new"})
    assert contents(folder) == now


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


def test_a_second_command_waits_and_says_so(tmp_path):
    with alone(tmp_path):
        second = subprocess.Popen(
            [sys.executable, "-c", WAITING, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert "Waiting" in second.stdout.readline()
        assert second.poll() is None
    assert second.communicate(timeout=20)[0] == "mine\n"


def test_who_must_wait_is_told_so_at_once(tmp_path, capsys):
    (tmp_path / ".cache").mkdir()
    other = FileLock(tmp_path / ".cache" / "lock", thread_local=False)
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(other.acquire).result()
        Timer(0.2, other.release).start()
        with alone(tmp_path):
            assert "Waiting" in capsys.readouterr().out
    with alone(tmp_path):
        assert capsys.readouterr().out == ""


def test_the_last_of_many_rows_goes_with_its_line():
    assert without_rows(b"a\r\n1\r\n2\r\n3", {4}) == b"a\r\n1\r\n2"
    assert without_rows(b"a\r\n1\r\n2\r\n3\r\n", {4}) == b"a\r\n1\r\n2\r\n"


def test_tables_are_staged_beside_those_that_are_there(tmp_path):
    stage(tmp_path / "new" / "data", {"one": b"1"})
    stage(tmp_path / "new" / "data", {"two": b"2", "accepted/three": b"3"})
    stage(tmp_path / "new" / "data", {"accepted/four": b"4"})
    assert contents(tmp_path / "new" / "data") == {
        "accepted/four": b"4",
        "accepted/three": b"3",
        "one": b"1",
        "two": b"2",
    }


@pytest.mark.parametrize("name", ["four", "one"])
def test_a_file_that_came_or_went_meanwhile_stops_what_is_written(folder, name):
    old = contents(folder)
    path = folder / f"{name}.csv"
    path.unlink() if path.exists() else path.write_bytes(b"new")
    now = contents(folder)
    with pytest.raises(ChangedFileError, match=f"{name}.csv: changed"):
        write_all(folder, old, old | {"two": b"new"})
    assert contents(folder) == now


def test_a_table_within_a_folder_is_put_there_and_keeps_its_mode(folder):
    (folder / "accepted").mkdir()
    path = folder / "accepted" / "four.csv"
    path.write_bytes(b"4")
    path.chmod(0o600)
    old = contents(folder)
    assert write_all(folder, old, old | {"accepted/four": b"5"}) == ["accepted/four"]
    assert path.read_bytes() == b"5"
    assert path.stat().st_mode & 0o777 == 0o600
    assert not unfinished(folder)
    assert mend(folder) is False


def test_rows_are_numbered_as_in_an_editor():
    assert rows_named(b"id,x\na,1\nb,2\n\na,3\n", {"a"}) == {2, 5}


def test_a_new_table_has_its_header_first_and_empty_cells():
    assert table_of(["a", "b"], [{"b": "2"}, {"a": "1"}]) == b"a,b\n,2\n1,\n"


def test_two_tables_within_one_folder_change_together(folder):
    for name in ("four", "five"):
        stage(folder, {f"accepted/{name}": b"old"})
    old = contents(folder)
    new = old | {"accepted/four": b"4", "accepted/five": b"5"}
    assert sorted(write_all(folder, old, new)) == ["accepted/five", "accepted/four"]
    assert contents(folder) == new

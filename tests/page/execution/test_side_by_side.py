"""Notebooks are executed at once, each in a kernel of its own, warm or cold."""

import nbformat
import pytest

from reviewbook.page.execution import side_by_side
from reviewbook.page.execution.kernel import can_fork
from reviewbook.page.execution.pages import FailingCellError, executed
from reviewbook.page.execution.side_by_side import Task, execute


def notebook(*cells: str) -> nbformat.NotebookNode:
    """Return a notebook of cells."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata={"kernelspec": kernel}
    )


def said(made: nbformat.NotebookNode) -> list[str]:
    """Return what each cell gave as text."""
    return [output.data["text/plain"] for cell in made.cells for output in cell.outputs]


def test_each_notebook_has_a_kernel_of_its_own_in_its_folder(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "deep").mkdir()
    cells = "import os, sys; left = getattr(os, 'left', 0); os.left = 1", "f'{left} {os.getcwd()}'"
    tasks = {
        name: Task(notebook(*cells, "'reviewbook.page.table' in sys.modules"), folder, 30)
        for name, folder in {"one": tmp_path, "other": tmp_path / "deep"}.items()
    }
    told = []
    outcomes = execute(tmp_path, tasks, lambda name, outcome: told.append(name))
    assert sorted(told) == sorted(outcomes) == ["one", "other"]
    for task in tasks.values():
        assert said(task.notebook) == [repr(f"0 {task.folder}"), str(can_fork())]


def test_without_a_warm_process_kernels_start_cold(tmp_path, monkeypatch):
    monkeypatch.setattr(side_by_side, "can_fork", lambda: False)
    task = Task(notebook("import sys; 'reviewbook.page.table' in sys.modules"), tmp_path, 30)
    outcome = execute(tmp_path, {"one": task}, lambda name, outcome: None)["one"]
    assert said(task.notebook) == ["False"]
    assert not outcome.error
    assert outcome.seen["tables"] == []


def test_every_failing_cell_is_told_at_once_and_the_others_are_kept(tmp_path, capfd):
    cells = {"good": "1", "wrong": "1 / 0", "worse": "no_name"}
    tasks = {name: Task(notebook(cell), tmp_path, 30) for name, cell in cells.items()}
    with pytest.raises(FailingCellError) as error:
        executed(tmp_path, tasks)
    for part in ("A cell of wrong fails", "ZeroDivisionError", "no_name"):
        assert part in str(error.value)
    assert "Traceback" not in capfd.readouterr().err
    assert said(executed(tmp_path, {"good": tasks["good"]})["good"]) == ["1"]
    assert "executed" not in capfd.readouterr().err

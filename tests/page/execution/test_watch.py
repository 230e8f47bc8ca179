"""What a page reads is noticed, whichever way it reads it."""

import json
import subprocess
import sys

from books import TRIALS

CASES = {
    "pass": {},
    "evidence.arms": {"tables": ["arms"]},
    "evidence.printed['arms']": {"tables": ["arms"]},
    "evidence.tables.get('arms')": {"tables": ["arms"]},
    "evidence.glossary": {"tables": ["glossary"]},
    "'quiz' in evidence.printed": {},
    "next(iter(evidence.tables))": {},
    "next(iter(evidence.printed.values()))": {"tables": ["sources"]},
    "Path('read.txt').read_text()": {"files": ["read.txt"]},
    "open('made.txt', 'w').close()": {},
    "sorted(Path('deep').glob('*.txt'))": {"folders": ["deep"]},
    "os.system('true')": {"beyond": True},
    "subprocess.run(['true'])": {"beyond": True},
    "socket.socket().connect_ex(('127.0.0.1', 9))": {"beyond": True},
    "import local": {"files": ["local.py"]},
}
PROGRAM = """
import json, os, socket, subprocess, sys
from pathlib import Path
from reviewbook.page.execution.watch import Watch
from reviewbook.tables.load import load
folder, book, *cases = sys.argv[1:]
os.chdir(folder)
evidence = load(Path(book) / "data")
seen = []
for case in cases:
    watch = Watch()
    exec(case)
    seen.append(watch.seen(folder))
print(json.dumps(seen))
"""
NOTHING = {"tables": [], "files": [], "folders": [], "beyond": False}


def test_what_is_read_is_noticed(tmp_path):
    (tmp_path / "deep").mkdir()
    for name in ("read.txt", "local.py"):
        (tmp_path / name).touch()
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), str(TRIALS), *CASES]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    for case, seen in zip(CASES, json.loads(said.stdout), strict=True):
        expected = NOTHING | CASES[case]
        for kind in ("files", "folders"):
            expected[kind] = [str((tmp_path / name).resolve()) for name in expected[kind]]
        assert seen == expected, case

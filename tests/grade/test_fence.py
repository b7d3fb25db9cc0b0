"""What an answer's process refuses. Each try is a harmless one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "nbkit"
START = "from nbkit.grade.fence import shut_in\nshut_in()\n"


def tried(job: str, folder: Path) -> str:
    """The last line that a fenced process says."""
    command = [sys.executable, "-c", START + job]
    said = subprocess.run(command, cwd=folder, text=True, capture_output=True, timeout=120, check=False)
    return (said.stdout + said.stderr).strip().splitlines()[-1]


@pytest.mark.parametrize(
    "job",
    [
        f"open({str(PACKAGE / 'learn' / 'exercises' / '01_perceptron.py')!r})",
        "open('mine.txt', 'w')",
        "open('there.txt')",
        "import subprocess; subprocess.run(['true'])",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import os; os.remove('there.txt')",
        "import importlib; importlib.import_module('nbkit.learn.exercises.01_perceptron')",
    ],
)
def test_refused(job: str, tmp_path: Path) -> None:
    (tmp_path / "there.txt").write_text("there")
    assert tried(job, tmp_path).startswith(("PermissionError: ", "ModuleNotFoundError: "))
    assert [path.name for path in tmp_path.iterdir()] == ["there.txt"]


DATA = "import nbkit as nb; print(nb.load_mnist() and 'fine')"


@pytest.mark.parametrize("job", ["import statistics, csv; print('fine')", DATA])
def test_packages_and_data_are_there(job: str, tmp_path: Path) -> None:
    assert tried(job, tmp_path) == "fine"

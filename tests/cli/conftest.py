"""A checkout with a small course."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_course import write_notebook

from nbkit.cli import chapters


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with three small chapters; the last one fails in its second cell."""
    folder = tmp_path / "course"
    folder.mkdir()
    (tmp_path / "start.py").touch()
    write_notebook(folder / "00_start_here.ipynb", "1 + 1")
    write_notebook(folder / "01_perceptron.ipynb", "print('fires')")
    write_notebook(folder / "12_training_on_mnist.ipynb", "x = 1", "1 / 0", "x")
    write_notebook(folder / "scratch.ipynb", "no chapter")
    monkeypatch.setattr(chapters, "root", lambda: tmp_path)
    return folder


@pytest.fixture
def hidden_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of an entry for the kernel python3 that stands before this environment's own."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    entry = tmp_path / "jupyter" / "kernels" / "python3" / "kernel.json"
    entry.parent.mkdir(parents=True)
    entry.write_text(
        '{"argv": ["/no/python", "{connection_file}"], "display_name": "old", "language": "python"}'
    )
    return entry

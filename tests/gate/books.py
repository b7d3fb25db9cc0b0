"""Notebooks for the tests of the gate: made here, recorded, spoilt, and judged by `pytest --nbkit`."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

PRELUDE = """\
import sys, warnings
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import HTML, JSON, SVG, Latex, Markdown, clear_output, display
from matplotlib.figure import Figure
from nbkit.gate.show import show
from nbkit.view.controls.control import choice, slider
from nbkit.view.controls.explorer import explore
from PIL import Image

steps = np.arange(200.0)

def axes(**words):
    return Figure(figsize=(3, 2), layout="constrained").add_subplot(**words)

def curves(gain=1.0, swap=False, legend=True, log=True, limits=(1e-3, 2), words={}, **style):
    ax = axes(**{"title": "Training helps", "xlabel": "step", "ylabel": "loss"} | words)
    train, test = np.exp(-steps / 40) * gain, np.exp(-steps / 50)
    train, test = (test, train) if swap else (train, test)
    ax.plot(steps, train, **{"color": "#0072B2", "marker": "o", "markevery": 50, "label": "train"} | style)
    ax.plot(steps, test, color="#D55E00", label="test")
    if legend:
        ax.legend()
    if log:
        ax.set_yscale("log")
    ax.set_ylim(limits)
    return ax.figure

def picture(change=lambda image: image, **style):
    ax = axes(title="A digit")
    ax.imshow(change(np.arange(28 * 28.0).reshape(28, 28) ** 2 % 97), **{"cmap": "cividis"} | style)
    return ax.figure

def drawn(method, *arguments, **style):
    ax = axes(title=method)
    getattr(ax, method)(*arguments, **style)
    return ax.figure

def slope(k, fault=None, bend=0):
    if fault is not None and k >= fault:
        raise ValueError("too steep")
    ax = axes(title=f"slope {k}")
    ax.plot([0, 1], [0, k + (bend if k == 0 else 0)])
    return ax.figure

x, y = np.meshgrid(np.linspace(-1, 1, 9), np.linspace(-1, 1, 7))
ALT = "Two curves fall as training goes on."
"""


def make(path: Path, sources: Iterable[str], tags: dict[int, list[str]] | None = None) -> Path:
    """Write a notebook that was never run; tags by the number of the code cell, from 1."""
    cells = [new_markdown_cell("# Of tests", id="title")]
    for number, source in enumerate(sources, start=1):
        cells.append(
            new_code_cell(source, id=f"cell-{number}", metadata={"tags": (tags or {}).get(number, [])})
        )
    nbformat.write(new_notebook(cells=cells), path)
    return path


def edit(path: Path, change: Callable[[int, nbformat.NotebookNode], object]) -> None:
    """Change the code cells of a notebook, numbered from 1."""
    notebook = nbformat.read(path, as_version=4)
    for number, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), start=1):
        change(number, cell)
    nbformat.write(notebook, path)


def printed(text: str) -> list[nbformat.NotebookNode]:
    """The stored outputs of a cell that prints."""
    return [new_output("stream", name="stdout", text=text)]


def stored(path: Path, texts: dict[int, str] | None = None, **metadata: Any) -> Path:
    """Store outputs by hand, as if the notebook had been run."""

    def store(number: int, cell: Any) -> None:
        cell.execution_count = number
        cell.metadata.update(metadata.get(f"cell_{number}", {}))
        cell.outputs = printed(texts[number]) if texts and number in texts else []

    edit(path, store)
    return path


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    """What a cell printed, as the gate is given it."""
    return {"output_type": "stream", "name": name, "text": text}


def display(**data: Any) -> dict[str, Any]:
    """What a cell displayed, beside the text `it`."""
    return {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "it", **data}}


def judge(*arguments: str | Path, folder: Path, remember: bool = False) -> tuple[int, dict[str, str], str]:
    """Run pytest --nbkit; return its exit code, the message of each failed cell, and what it printed.

    It runs in this process, since pytest takes as long to start as a notebook to run.
    """
    results, before, said = folder / "results.xml", Path.cwd(), io.StringIO()
    results.unlink(missing_ok=True)
    # pytest would collect all garbage of this process, five times.
    words = ["-q", "--nbkit", f"--junitxml={results}", "-p", "no:unraisableexception"]
    words += ["--nbkit-changed"] if remember else ["-p", "no:cacheprovider"]
    os.chdir(folder)
    try:
        with redirect_stdout(said), redirect_stderr(said):
            code = pytest.main([*words, *map(str, arguments)])
    finally:
        os.chdir(before)
    cases = ElementTree.parse(results).iter("testcase") if results.exists() else ()
    failed = {case.attrib["name"]: case[0].text or "" for case in cases if case.find("failure") is not None}
    return int(code), failed, said.getvalue()

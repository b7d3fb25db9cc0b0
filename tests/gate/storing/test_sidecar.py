"""The file beside a notebook: each entry finds its cell, stale ones are told."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from nbkit.gate.mime import FIGURE
from nbkit.gate.storing.sidecar import entry_of, read_sidecar, sidecar_of, text_of


def book(*sources: str) -> nbformat.NotebookNode:
    cells = [
        new_code_cell(source, outputs=[new_output("display_data", {"image/png": "p"})]) for source in sources
    ]
    return new_notebook(cells=cells)


def test_each_entry_finds_its_cell(tmp_path: Path) -> None:
    path, written = tmp_path / "a.ipynb", book("one", "two", "one")
    for number, cell in enumerate(written.cells):
        cell.outputs[0].data[FIGURE] = {"number": number}
    entries = [entry_of(cell, cell.outputs) for cell in written.cells]
    sidecar_of(path).write_text(text_of(entries), encoding="utf-8")
    moved = book("two", "one", "new", "one")
    assert read_sidecar(path, moved) == ""
    assert [cell.outputs[0].data.get(FIGURE, {}).get("number") for cell in moved.cells] == [1, 0, None, 2]
    moved.cells[1].outputs *= 2
    assert "a.nbkit.json: 1 entry belongs to no cell" in read_sidecar(path, moved)
    assert "a.nbkit.json: 2 entries belong to no cell" in read_sidecar(path, book("two"))


@pytest.mark.parametrize(
    "content", ["", "[]", '{"cells": [1]}', '{"cells": [{"source": "", "outputs": [3]}]}']
)
def test_a_file_that_is_damaged_is_not_used(content: str, tmp_path: Path) -> None:
    sidecar_of(tmp_path / "a.ipynb").write_text(content)
    assert "a.nbkit.json is not as nbkit accept --sidecar wrote it" in read_sidecar(
        tmp_path / "a.ipynb", book("a")
    )
    assert read_sidecar(tmp_path / "b.ipynb", book("a")) == ""

"""A chapter that is to be published, or one sentence that says why it cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbkit.gate.notebook import read_notebook
from nbkit.publish import PublishError


def read_chapter(path: Path) -> Any:
    """Read a notebook that is to be published. Raises PublishError where it cannot be read."""
    try:
        return read_notebook(path)
    except ValueError as error:
        raise PublishError(str(error)) from None


def read_executed(path: Path) -> Any:
    """Read a notebook of which the outputs are to be published. Raises PublishError where it has none."""
    notebook = read_chapter(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if code and not any(cell.outputs for cell in code):
        raise PublishError(
            f"{path.name} was never run, so it shows nothing: run and save it, or type nbkit accept {path}."
        )
    return notebook

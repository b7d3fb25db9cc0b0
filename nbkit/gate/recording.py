"""Run notebooks from top to bottom and store their outputs, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat

from nbkit.gate.compare import compare_outputs
from nbkit.gate.kernel import Kernel, KernelLost
from nbkit.gate.marks import advice_on, may_raise, runs
from nbkit.gate.normal import Output, normal_outputs
from nbkit.gate.notebook import read_notebook
from nbkit.gate.tolerance import Drift, rules
from nbkit.gate.write import write_at_once

HOST_KEYS = ("execution", "ExecuteTime")


class RecordError(Exception):
    """A notebook cannot be recorded: the message names the cell and says why."""


def notebooks(paths: Iterable[str | Path]) -> list[Path]:
    """List the notebooks among files and in folders, in reading order.

    Raises FileNotFoundError where a path does not exist or there is no notebook.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if not path.exists():
            raise FileNotFoundError(f"expected a notebook or a folder of them, got {path}: it does not exist")
        found += sorted(path.rglob("*.ipynb")) if path.is_dir() else [path]
    found = [path for path in found if ".ipynb_checkpoints" not in path.parts]
    if not found:
        raise FileNotFoundError(
            "expected at least one notebook (*.ipynb), got none: give the folder they are in"
        )
    return found


def record(paths: Iterable[str | Path], *, timeout: float = 600, fresh: bool = False) -> list[Path]:
    """Execute notebooks and store what they show; return those that changed.

    Outputs equal to the stored ones within tolerance keep the stored bytes, so an unchanged course
    gives no diff. All notebooks are run before the first is written, and each is replaced at once.

    timeout: seconds a cell may run; 0 for no limit.
    fresh: store the new outputs even where the stored ones agree, for example after a change of style.
    Raises RecordError where a file holds no notebook or a cell raises without the tag `raises-exception`,
    runs too long or kills its kernel; then nothing is written. Raises FileNotFoundError where there is none.
    """
    done = {path: _executed(path, timeout, fresh) for path in notebooks(paths)}
    changed = {path: text for path, text in done.items() if path.read_bytes() != text.encode()}
    for path, text in changed.items():
        write_at_once(path, text)
    return list(changed)


def run(path: Path, notebook: Any, timeout: float) -> Iterator[tuple[Any, list[Output]]]:
    """Yield each code cell that runs and what it shows in the end. Raises RecordError, as `record` does."""
    cells = [(index, cell) for index, cell in enumerate(notebook.cells) if runs(cell)]
    with Kernel(notebook, path.parent.resolve(), timeout) as kernel:
        for index, cell in cells:
            kernel.run(index)
            try:
                _check_error(f"{path}, cell {index + 1}", cell, kernel.outputs(index))
            except KernelLost as error:
                raise RecordError(f"{path}, cell {index + 1}: {error}") from None
        yield from ((cell, kernel.outputs(index)) for index, cell in cells)


def _check_error(name: str, cell: Any, outputs: list[Output]) -> None:
    errors = [output for output in outputs if output["output_type"] == "error"]
    if errors and not may_raise(cell):
        advice = advice_on(errors[0]["ename"])
        raise RecordError(
            f"{name} raised {errors[0]['ename']}: {errors[0]['evalue']}\n"
            f"What to do: {advice}. Nothing was written."
        )
    if may_raise(cell) and not errors:
        raise RecordError(
            f"{name} is tagged raises-exception and raised none: remove the tag or mend the cell"
        )


def _executed(path: Path, timeout: float, fresh: bool) -> str:
    try:
        notebook = read_notebook(path)
    except ValueError as error:
        raise RecordError(str(error)) from None
    for count, (cell, outputs) in enumerate(run(path, notebook, timeout), start=1):
        _store(cell, outputs, count, fresh)
    for cell in notebook.cells:
        _clean_cell(cell)
    _clean_notebook(notebook)
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def _store(cell: Any, outputs: list[Output], count: int, fresh: bool) -> None:
    """Put new outputs into a cell, unless they say what the stored ones say."""
    agree = not fresh and not compare_outputs(cell.outputs, outputs, rules(cell.metadata), Drift())
    kept = normal_outputs(cell.outputs if agree else outputs)
    cell.execution_count = count
    cell.outputs = [nbformat.from_dict(_numbered(output, count)) for output in kept]


def _numbered(output: Output, count: int) -> Output:
    return output | {"execution_count": count} if output["output_type"] == "execute_result" else output


def _clean_cell(cell: Any) -> None:
    for key in HOST_KEYS:
        cell.metadata.pop(key, None)
    if cell.cell_type == "code" and not cell.source.strip():
        cell.execution_count, cell.outputs = None, []


def _clean_notebook(notebook: Any) -> None:
    """Drop what the machine wrote: widget state, versions, the name of its kernel."""
    notebook.metadata.pop("widgets", None)
    if notebook.metadata.get("kernelspec", {}).get("language", "python") == "python":
        spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
        notebook.metadata["kernelspec"] = nbformat.from_dict(spec)
        notebook.metadata["language_info"] = nbformat.from_dict(
            {"name": "python", "pygments_lexer": "ipython3"}
        )

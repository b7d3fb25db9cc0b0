"""Run notebooks from top to bottom and store their outputs, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbkit.gate.kernel import Kernel, KernelLost
from nbkit.gate.marks import advice_on, may_raise, runs
from nbkit.gate.outputs.normal import Output
from nbkit.gate.reports.brief import shorten
from nbkit.gate.storing.draft import Draft, Options
from nbkit.gate.storing.write import write_at_once


class RecordError(Exception):
    """A notebook cannot be recorded: the message names the cell and says why."""


def notebooks(paths: Iterable[str | Path]) -> list[Path]:
    """List the notebooks among files and in folders, in reading order.

    Raises FileNotFoundError where a path does not exist or there is no notebook.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if not path.exists() and not path.is_symlink():
            raise FileNotFoundError(f"expected a notebook or a folder of them, got {path}: it does not exist")
        inside = (each for each in path.rglob("*.ipynb") if not each.is_dir()) if path.is_dir() else [path]
        found += sorted(inside)
    found = [path for path in found if ".ipynb_checkpoints" not in path.parts]
    if not found:
        raise FileNotFoundError(
            "expected at least one notebook (*.ipynb), got none: give the folder they are in"
        )
    return found


def record(paths: Iterable[str | Path], *, timeout: float = 600, fresh: bool = False) -> list[Path]:
    """Execute notebooks and store what they show, and nothing of this machine; return those that changed.

    All notebooks are run before the first is written.
    timeout, fresh: as in `rerun`.
    Raises what `rerun` raises, and then nothing is written; FileNotFoundError where there is no notebook.
    """
    done = [rerun(path, Options(timeout, fresh, clean=True)) for path in notebooks(paths)]
    return [recording.path for recording in done if recording.write()]


@dataclass
class Recording:
    """What a notebook is to hold after its run, and in words what changes."""

    path: Path
    before: bytes
    files: dict[Path, str]
    changes: list[str]
    resting: list[str] = field(default_factory=list)  # what was not run, for want of a package

    def write(self) -> bool:
        """Write the files that change, each at once; return whether there were any.

        Raises RecordError where somebody saved the notebook while it ran.
        """
        if self.files and self.path.read_bytes() != self.before:
            raise RecordError(f"{self.path} was saved while it ran, and stays as it is: accept it once more")
        for path, text in self.files.items():
            write_at_once(path.resolve(), text)
        return bool(self.files)


def rerun(path: Path, options: Options) -> Recording:
    """Run a notebook and return what is to be stored: a cell that shows what is stored keeps its bytes.

    Raises RecordError where a file holds no notebook or a cell raises without the tag `raises-exception`,
    runs too long or kills its kernel.
    """
    try:
        draft = Draft(path, options)
    except ValueError as error:
        raise RecordError(f"{path}: {error}") from None
    shown, state = run(path, draft.notebook, options.timeout)
    try:
        draft.store(shown, state)
    except ValueError as error:  # what a cell's metadata ask for
        raise RecordError(f"{path}: {error}") from None
    return Recording(path, draft.content, draft.files(), draft.said(), draft.said_of_resting())


def run(path: Path, notebook: Any, timeout: float) -> tuple[dict[int, list[Output]], dict[str, Any]]:
    """Return what each cell shows in the end, by its place, and the state of all widgets.

    Raises RecordError, as `rerun` does.
    """
    cells = {index: cell for index, cell in enumerate(notebook.cells) if runs(cell)}
    with Kernel(notebook, path.parent.resolve(), timeout) as kernel:
        for number, (index, cell) in enumerate(cells.items(), start=1):
            kernel.run(index)
            try:
                _check_error(f"{path}, cell {number}", cell, kernel.outputs(index))
            except KernelLost as error:
                said = str(error).replace("--nbkit-timeout", "--timeout")  # as accept calls it
                raise RecordError(f"{path}, cell {number}: {said}") from None
        return {index: kernel.outputs(index) for index in cells}, kernel.widget_state()


def _check_error(name: str, cell: Any, outputs: list[Output]) -> None:
    errors = [output for output in outputs if output["output_type"] == "error"]
    if errors and not may_raise(cell):
        said = " ".join(f"{errors[0]['ename']}: {errors[0]['evalue']}".split())
        advice = advice_on(errors[0]["ename"])
        raise RecordError(f"{name} raised {shorten(said, 300)} ({advice}); the notebook stays as it was")

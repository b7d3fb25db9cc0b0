"""Collect a notebook's cells over nbval's classes, run them, compare what they show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

from nbkit.gate.kernel import Kernel, KernelLost
from nbkit.gate.marks import advice_on, is_compared, may_raise, runs
from nbkit.gate.notebook import read_notebook
from nbkit.gate.optional import are_not_installed, rests, was_changed
from nbkit.gate.outputs.compare import Difference, compare_outputs
from nbkit.gate.outputs.normal import Output, normal_outputs
from nbkit.gate.outputs.tolerance import Drift, rules
from nbkit.gate.proved.depends import Facts, Present, Unseen
from nbkit.gate.proved.unchanged import options
from nbkit.gate.proved.watch import file_state
from nbkit.gate.reports.advice import advice
from nbkit.gate.reports.brief import shorten
from nbkit.gate.storing.sidecar import read_sidecar, sidecar_of


class CellFails(Exception):
    """A cell shows something else than what is stored, or cannot run."""

    def __init__(self, message: str, differences: tuple[Difference, ...] = ()) -> None:
        super().__init__(message)
        self.differences = differences


class Notebook(IPyNbFile):
    """A notebook: its code cells in order, run in one fresh kernel.

    Where runs are remembered, `proof` holds at the end what it depends on, if every cell was green.
    """

    kernel: Any = None
    present: Present | None = None
    proof: Facts | None = None
    unseen = ""
    told = False

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item a code cell, or one failing item if nothing stored can be compared."""
        self.state = file_state(str(self.path))
        self.green: set[str] = set()
        self.waiting: list[int] = []
        self.cells = 1
        try:
            self.nb = read_notebook(self.path)
            self._read_sidecar()
            cells = _cells_to_run(self.nb, self.path.name)
        except ValueError as error:
            yield Refused.from_parent(self, name="notebook", reason=str(error))
            return
        self.waiting, self.cells = list(cells), len(cells)
        for number, (index, cell) in enumerate(cells.items(), start=1):
            yield Cell.from_parent(self, name=f"Cell {number}", number=number, index=index, cell=cell)

    def _read_sidecar(self) -> None:
        """Take in the file beside the notebook, which the verdict depends on as well, be it there or not."""
        file = sidecar_of(self.path)
        self.beside = {f"file {file}": file_state(str(file))}
        trouble = read_sidecar(self.path, self.nb)
        if trouble:
            self.warn(pytest.PytestWarning(trouble))

    def setup(self) -> None:
        """Read the patterns of --nbval-sanitize-with; the kernel starts with the first cell."""
        self.setup_sanitize_files()
        if self.config.option.nbkit_changed:
            self.present, self.trail = Present(options(self.config)), TemporaryDirectory(prefix="nbkit-")
            self.log = Path(self.trail.name, "log")

    def teardown(self) -> None:
        """Stop the kernel."""
        if self.kernel is not None:
            self.kernel.__exit__()
            self.kernel = None
        if self.present is not None:
            self._prove(self.present)
            self.trail.cleanup()

    def _prove(self, present: Present) -> None:
        """Find out what a notebook depends on of which every cell was run, and was green."""
        if len(self.green) == self.cells:
            try:
                self.proof = present.facts(self.path, self.state, self.log) | self.beside
            except Unseen as error:
                self.unseen = str(error)

    def _start(self) -> Kernel:
        """Start the kernel that the notebook is written for, unless another was named."""
        option = self.config.option
        log = None if self.present is None else self.log
        name = option.nbval_kernel_name or ""
        return Kernel(self.nb, self.path.parent, option.nbkit_timeout, name, log).__enter__()

    def run(self, index: int) -> list[Output]:
        """Return what a cell shows in the end.

        Those before it are run, selected or not: it needs their names. So are all others where it shows
        something that they may update, as the last state is stored. A second question gets the same answer.
        Raises KernelLost where the cell was not run to its end.
        """
        self.kernel = self.kernel or self._start()
        self._run_up_to(index)
        if self.kernel.is_live(index):
            self._run_up_to(len(self.nb.cells))
        outputs: list[Output] = self.kernel.outputs(index)
        return outputs

    def _run_up_to(self, last: int) -> None:
        while self.waiting and self.waiting[0] <= last:
            self.kernel.run(self.waiting.pop(0))

    def is_told(self) -> bool:
        """Tell whether the loss of the kernel has failed a cell before: it is told once."""
        before, self.told = self.told, True
        return before


def _cells_to_run(notebook: Any, name: str) -> dict[int, Any]:
    """Return the cells that run, by their places. Raises ValueError where none of them was ever run."""
    cells = {index: cell for index, cell in enumerate(notebook.cells) if runs(cell)}
    if cells and not any(cell.outputs or cell.execution_count for cell in cells.values()):
        none = f"none of its {len(cells)} code cells was ever run"
        raise ValueError(f"{name}: {none}: run all and save, or nbkit accept {name}")
    return cells


class Refused(pytest.Item):
    """A notebook with which nothing can be compared: it fails alone."""

    def __init__(self, *, reason: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reason = reason

    def runtest(self) -> None:
        """Fail."""
        raise CellFails(self.reason)

    def reportinfo(self) -> tuple[Any, int, str]:
        """Name the notebook."""
        return self.path, 0, f"{self.path.name}: {self.name}"

    def repr_failure(self, excinfo: Any, style: Any = None) -> str:
        """Say it in one line."""
        return str(excinfo.value)

    def evidence(self, error: BaseException | None) -> dict[str, Any]:
        """Return what the summary and the report show."""
        return {"cell": 0, "source": "", "message": str(error), "differences": [], "stored": [], "new": []}


def _is_error(output: Output) -> bool:
    return bool(output["output_type"] == "error")


class Cell(IPyNbCell):
    """A code cell: it passes if it shows what is stored, numbers within tolerance."""

    def __init__(self, name: str, parent: Notebook, number: int, index: int, cell: Any) -> None:
        super().__init__(name, parent, number, cell, {})
        self.index = index
        self.drift = Drift()
        self.new: list[Output] = []

    def setup(self) -> None:
        """Leave out what nbval does here: a lost kernel is dealt with when the cell runs."""

    def runtest(self) -> None:
        """Run the cell and compare."""
        try:
            self.new = self.parent.run(self.index)
        except KernelLost as error:
            if self.parent.is_told():
                pytest.skip(str(error))
            raise CellFails(str(error)) from None
        if missing := rests(self.new):
            if was_changed(self.cell):
                raise CellFails(f"the cell was changed, and {are_not_installed(missing)} here to run it")
            pytest.skip(f"{are_not_installed(missing)} here")
        self._check_exception()
        if is_compared(self.cell):
            self._compare()

    def _check_exception(self) -> None:
        errors = [output for output in normal_outputs(self.new) if _is_error(output)]
        if errors and not may_raise(self.cell):
            traceback = map(shorten, "\n".join(errors[0]["traceback"]).splitlines())
            advised = advice_on(errors[0]["ename"])
            raised = f"the cell raised {errors[0]['ename']}: {shorten(errors[0]['evalue'], 1000)}"
            raise CellFails(f"{raised} ({advised})", (Difference("traceback", tuple(traceback)),))
        if may_raise(self.cell) and not errors and any(map(_is_error, self.cell.outputs)):
            raise CellFails("the cell is tagged raises-exception, and it raised none")

    def _compare(self) -> None:
        stored, new = (self._sanitized(outputs) for outputs in (self.cell.outputs, self.new))
        found = compare_outputs(stored, new, rules(self.cell.metadata), self.drift)
        if found:
            lost = (
                f" (it might have changed later: {self.parent.kernel.lost})" if self._is_unfinished() else ""
            )
            raise CellFails(f"the cell shows something else than what is stored{lost}", tuple(found))

    def _is_unfinished(self) -> bool:
        return bool(self.parent.kernel.lost) and self.parent.kernel.is_live(self.index)

    def _sanitized(self, outputs: list[Any]) -> list[Any]:
        """Apply the patterns of --nbval-sanitize-with."""
        return self.sanitize_outputs(outputs) if self.parent.sanitize_patterns else outputs

    def reportinfo(self) -> tuple[Any, int, str]:
        """Name the cell as the notebook counts it."""
        return self.path, 0, f"{self.path.name}: Cell {self.cell_num}"

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """Say what changed, then show the cell."""
        error = excinfo.value
        if not isinstance(error, CellFails | ValueError):
            return pytest.Item.repr_failure(self, excinfo, style)
        name = f"{self.path.name}, cell {self.cell_num} (number {self.index + 1} with the text cells)"
        source = "\n".join(f"    {shorten(line)}" for line in self.cell.source.splitlines())
        differences = getattr(error, "differences", ())
        said = [f"{name}: {error}", *map(str, differences), advice(differences), source]
        return "\n\n".join(part for part in said if part)

    def evidence(self, error: BaseException | None) -> dict[str, Any]:
        """Return what the summary and the report show, as plain JSON that xdist can carry."""
        found: dict[str, Any] = {"cell": self.cell_num, "drift": asdict(self.drift)}
        if error is not None:
            differences = [asdict(item) for item in getattr(error, "differences", ())]
            found |= {"message": str(error), "source": self.cell.source, "differences": differences}
            found |= {"stored": normal_outputs(self.cell.outputs), "new": normal_outputs(self.new)}
        plain: dict[str, Any] = json.loads(json.dumps(found))
        return plain

"""How long each explorer takes from control to picture: run the chapters, move every control, print a table.

    python scripts/latency.py [course/07_gradient_descent.ipynb …]

Each control goes over its range, the others at their start; a move ends when the picture's bytes are made.
This is done three times: with nothing remembered, as when a key is held down; with a rest after each move, in
which the explorer draws ahead; and once more, when all has been seen. Of the second way `found` says how many
moves went where it had been drawn ahead. Processor time is counted, so that other work on the machine does
not count, nor what is drawn while the kernel rests.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from math import nan
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

COURSE = Path(__file__).parents[1] / "course"
MOVES = 15  # settings tried on a slider's way from end to end


def explorers_of(notebook: Path) -> dict[str, Any]:
    """Run a chapter's code up to its last explorer and return {cell id: explorer}."""
    import nbformat

    from nbkit.gate.optional import needed

    code = [cell for cell in nbformat.read(notebook, 4).cells if cell.cell_type == "code"]
    cells = [cell for cell in code if all(map(find_spec, needed(cell.source.splitlines())))]
    last = max((k for k, cell in enumerate(cells) if "explorer" in cell.metadata.get("tags", [])), default=-1)
    found: dict[str, Any] = {}
    space: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells[: last + 1]:
        meant = Exception if "raises-exception" in cell.metadata.get("tags", []) else ()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(meant):
            value = _value_of(cell.source, space, cell["id"])
            if hasattr(value, "drive"):
                found[cell["id"]] = value
    return found


def _value_of(source: str, space: dict[str, Any], name: str) -> Any:
    """Run a cell and return the value of its last line, as a notebook shows it."""
    import ast

    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), space)
    return eval(compile(ast.Expression(last.value), name, "eval"), space) if last else None


def moves(control: Any) -> list[Any]:
    """Return the settings to try: a slider's range in even steps, every option of a choice."""
    widget = control.widget
    if not hasattr(widget, "max"):
        return list(control.tries)
    count = round((widget.max - widget.min) / widget.step)
    every = max(1, count // MOVES)
    return [widget.min + k * widget.step for k in range(0, count + 1, every)]


def timed(explorer: Any, rests: bool = False) -> Iterator[tuple[float, bool]]:
    """Move every control over its range; give the milliseconds of each move, and whether it drew."""
    draw, drawn = explorer.draw, []

    def counted(**values: Any) -> Any:
        drawn.append(values)
        return draw(**values)

    explorer.draw = counted
    for control in explorer.controls.values():
        for value in [*moves(control), control.start]:
            if control.widget.value != value:
                if rests:
                    explorer.rest()
                drawn.clear()
                start = process_time()
                control.widget.value = value
                yield 1000 * (process_time() - start), bool(drawn)
    explorer.draw = draw


def measure(notebook: Path) -> None:
    """Print a line an explorer of one chapter: its cell, moves, milliseconds and controls."""
    from nbkit.view.controls.memory import forget_all

    for cell, explorer in explorers_of(notebook).items():
        new = list(timed(explorer))
        forget_all()
        found = [time for time, drew in timed(explorer, rests=True) if not drew]
        again = list(timed(explorer))
        line = f"{cell:8} {len(new):4} {median(time for time, _ in new):7.1f} {max(new)[0]:7.1f}"
        line += f" {median(found or [nan]):7.1f} {len(found):4}/{len(new)}"
        line += f" {median(time for time, _ in again):7.1f}  {', '.join(explorer.controls)}"
        print(line, file=sys.__stdout__, flush=True)


def main(notebooks: list[str]) -> None:
    """Measure each chapter in a Python of its own, as a kernel is."""
    if len(notebooks) == 1:
        return measure(Path(notebooks[0]))
    print("cell    moves     new   worst   ahead   found   again  controls (milliseconds)")
    for path in notebooks or sorted(map(str, COURSE.glob("[0-9]*.ipynb"))):
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
        subprocess.run([sys.executable, __file__, path], check=True, env=environment)
    return None


if __name__ == "__main__":
    main(sys.argv[1:])

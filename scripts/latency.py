"""How long each explorer takes from control to picture: run the chapters, move every control, print a table.

    python scripts/latency.py [course/07_gradient_descent.ipynb …]

Each control goes over its range, the others at their start; a move ends when the picture's bytes are made.
This is done twice: with nothing remembered, and once more, when all has been seen. Processor time is counted,
so that other work on the machine does not count.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
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


def timed(explorer: Any) -> Iterator[float]:
    """Move every control over its range; give the milliseconds of each move."""
    for control in explorer.controls.values():
        for value in [*moves(control), control.start]:
            if control.widget.value != value:
                start = process_time()
                control.widget.value = value
                yield 1000 * (process_time() - start)


def measure(notebook: Path) -> None:
    """Print a line an explorer of one chapter: its cell, moves, milliseconds and controls."""
    for cell, explorer in explorers_of(notebook).items():
        new, again = list(timed(explorer)), list(timed(explorer))
        line = f"{cell:8} {len(new):4} {median(new):7.1f} {max(new):7.1f} {median(again):7.1f}"
        line += f"  {', '.join(explorer.controls)}"
        print(line, file=sys.__stdout__, flush=True)


def main(notebooks: list[str]) -> None:
    """Measure each chapter in a Python of its own, as a kernel is."""
    if len(notebooks) == 1:
        return measure(Path(notebooks[0]))
    print("cell    moves     new   worst   again  controls (milliseconds)")
    for path in notebooks or sorted(map(str, COURSE.glob("[0-9]*.ipynb"))):
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
        subprocess.run([sys.executable, __file__, path], check=True, env=environment)
    return None


if __name__ == "__main__":
    main(sys.argv[1:])

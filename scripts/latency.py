"""How long each explorer takes from control to picture: run the chapters, move every control, print a table.

    python scripts/latency.py [course/07_gradient_descent.ipynb …]

Each control goes over its range, the others at their start; a move ends when the picture's bytes are made.
This is done four times. `new`: nothing is remembered, nothing drawn ahead. `again`: all has been seen.
`rest`: from move to move the copy that draws ahead has 0.3 s of processor time, as where somebody looks at
each picture for that long. `drag`: it has 0.05 s, as at 20 moves a second, or as long as the kernel draws.
`drawn` says how many moves the kernel had to draw itself, and `copy` how many milliseconds the copy has
spent a move.
What is counted is processor time, so that other work on the machine does not matter: that of the kernel,
the making of the copy with it. For the same reason a rest is as long as the copy needs to get its time.
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
from time import process_time, sleep
from typing import Any

from nbkit.view.controls import beside, cells

COURSE = Path(__file__).parents[1] / "course"
MOVES = 15  # settings tried on a slider's way from end to end
REST, DRAG = 0.3, 0.05  # seconds from move to move


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


def timed(explorer: Any, rest: float = 0.0) -> Iterator[tuple[float, Any]]:
    """Move every control over its range; give the seconds of each move, and its picture.

    rest: seconds of processor time that the copy has from move to move; where a move takes longer, as long.
    """
    took, before = 0.0, (0, 0.0)
    for control in explorer.controls.values():
        for value in [*moves(control), control.start]:
            if control.widget.value != value:
                wait_for_copy(explorer, before, max(rest, took))
                before, start = spent(explorer), process_time()
                control.widget.value = value
                took = process_time() - start
                yield took, explorer._svg.value or explorer._image.value


def wait_for_copy(explorer: Any, before: tuple[int, float], seconds: float) -> None:
    """Wait until the copy that draws ahead has had so much time, or has nothing to do."""
    asleep = 0
    while (now := spent(explorer))[0] and asleep < 5:
        if now[1] >= seconds + (before[1] if before[0] == now[0] else 0.0):
            break
        sleep(0.005)
        state = Path(f"/proc/{now[0]}/stat").read_text().rpartition(") ")[2][0]
        asleep = asleep + 1 if state in "SZ" else 0


def spent(explorer: Any) -> tuple[int, float]:
    """Return the process that draws ahead, and the seconds of processor time that it has had."""
    copy = explorer._ahead._copy
    if copy is None:
        return 0, 0.0
    return copy._child, int(Path(f"/proc/{copy._child}/schedstat").read_text().split()[0]) / 1e9


class Pass:
    """One way of moving an explorer: times and pictures, how many were drawn, what the copy has spent."""

    def __init__(self, explorer: Any, rest: float = 0.0) -> None:
        drawn: list[Any] = []
        draw, explorer.draw = explorer.draw, lambda **values: drawn.append(values) or draw(**values)
        before = copies_spent()
        if rest:
            cells.ended()  # from here on a kernel would wait
        times, self.pictures = zip(*timed(explorer, rest), strict=True)
        if rest:
            cells.begun()
        self.times = [1000 * time for time in times]
        self.drawn, explorer.draw = len(drawn), draw
        self.copy = 1000 * (copies_spent() - before)

    def __str__(self) -> str:
        return f"{median(self.times):7.1f} {max(self.times):5.0f}"


def copies_spent() -> float:
    """Return the seconds of processor time that all copies have had, once they are dead."""
    while beside._dead:
        sleep(0.01)
        beside.bury()
    done = os.times()
    return done.children_user + done.children_system


def measure(notebook: Path) -> None:
    """Print a line an explorer of one chapter: its cell, moves, milliseconds and controls."""
    for cell, explorer in explorers_of(notebook).items():
        new, again, rest, drag = (Pass(explorer, rest) for rest in (0.0, 0.0, REST, DRAG))
        assert new.pictures == rest.pictures == drag.pictures, f"{cell} shows others than the kernel draws"
        count = len(new.times)
        line = f"{cell:8} {count:4} {new} {rest} {rest.drawn:5} {drag} {drag.drawn:5}"
        line += f" {median(again.times):6.1f} {(rest.copy + drag.copy) / 2 / count:5.0f}"
        print(f"{line}  {', '.join(explorer.controls)}", file=sys.__stdout__, flush=True)


def main(notebooks: list[str]) -> None:
    """Measure each chapter in a Python of its own, as a kernel is."""
    if len(notebooks) == 1:
        return measure(Path(notebooks[0]))
    print("cell    moves     new worst    rest worst drawn    drag worst drawn  again  copy  controls")
    for path in notebooks or sorted(map(str, COURSE.glob("[0-9]*.ipynb"))):
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
        subprocess.run([sys.executable, __file__, path], check=True, env=environment)
    return None


if __name__ == "__main__":
    main(sys.argv[1:])

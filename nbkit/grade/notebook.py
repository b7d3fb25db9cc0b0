"""A submitted notebook: which cell answers which exercise, and what the judge says of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nbkit.grade.judged import judged
from nbkit.grade.needed import given_names
from nbkit.learn.exercise import Exercise
from nbkit.learn.exercises import load
from nbkit.learn.judge import not_attempted
from nbkit.learn.verdict import Verdict

CHECK = "check-"  # and the exercise's name: what nbgrader calls the cell that gives its points


def check_cells(notebook: Any) -> Iterator[tuple[Exercise, Any]]:
    """Each exercise of a notebook for nbgrader, with the cell that gives its points."""
    known = load()
    for cell in notebook.cells:
        name = grade_id(cell)
        if name.startswith(CHECK) and name.removeprefix(CHECK) in known:
            yield known[name.removeprefix(CHECK)], cell


def verdict(notebook: Any, exercise: Exercise, seed: int) -> Verdict:
    """Judge what a notebook answers to an exercise, in the last cell that defines it if its own is gone."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    own = [n for n, cell in enumerate(code) if grade_id(cell) == exercise.name]
    others = [n for n, cell in enumerate(code) if exercise.target in given_names(cell.source)]
    found = own or others
    if not found:
        return not_attempted(exercise)
    return judged(exercise, [cell.source for cell in code[: found[-1] + 1]], seed)


def grade_id(cell: Any) -> str:
    """What nbgrader calls a cell; nothing for a cell that it does not know."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))

"""Exercises that answer back: check, hint, solution, progress and review.

nb.hint and nb.progress are those of `nbkit.mine.tasks`, which know the stages of chapter 17 as well.
"""

from nbkit.learn.commands import check, solution
from nbkit.learn.notebook_cells import cells, check_cell, prompt_cell, refresh, stub_cell
from nbkit.learn.review import review

__all__ = [
    "cells",
    "check",
    "check_cell",
    "prompt_cell",
    "refresh",
    "review",
    "solution",
    "stub_cell",
]

"""Exercises that answer back: check, hint, solution, progress and review.

nb.hint and nb.progress are those of `nbkit.mine.tasks`, which know the stages of chapter 17 as well.
"""

from nbkit.learn.commands import check, solution
from nbkit.learn.in_words import in_words, mark
from nbkit.learn.notebook_cells import cells, check_cell, prompt_cell, refresh, stub_cell, words_cells
from nbkit.learn.patient import as_brought
from nbkit.learn.review import review

__all__ = [
    "as_brought",
    "cells",
    "check",
    "check_cell",
    "in_words",
    "mark",
    "prompt_cell",
    "refresh",
    "review",
    "solution",
    "stub_cell",
    "words_cells",
]

"""Exercises that answer back: check, hint, solution, progress and review."""

from nbkit.learn.commands import check, hint, progress, solution
from nbkit.learn.notebook_cells import cells, check_cell, prompt_cell, refresh, stub_cell
from nbkit.learn.review import review

__all__ = [
    "cells",
    "check",
    "check_cell",
    "hint",
    "progress",
    "prompt_cell",
    "refresh",
    "review",
    "solution",
    "stub_cell",
]

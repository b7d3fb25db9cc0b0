"""Exercises that answer back: check, hint, solution and progress."""

from nbkit.learn.desk import check, hint, progress, solution
from nbkit.learn.place import cells, check_cell, prompt_cell, refresh, stub_cell

__all__ = [
    "cells",
    "check",
    "check_cell",
    "hint",
    "progress",
    "prompt_cell",
    "refresh",
    "solution",
    "stub_cell",
]

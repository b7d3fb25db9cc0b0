"""Answers as cells, right and wrong ones."""

from __future__ import annotations

from typing import Any

import cloudpickle

from nbkit.learn.exercise import Exercise
from nbkit.learn.exercises import modules
from nbkit.learn.source import literal

IMPORTS = "import numpy as np\nimport nbkit as nb"


def cell_of(exercise: Exercise, answer: Any) -> str:
    """A cell that gives this answer, whatever helpers it needs."""
    if not callable(answer):
        return f"{exercise.target} = {literal(answer)}"
    for module in modules():
        cloudpickle.register_pickle_by_value(module)
    return f"import pickle\n{exercise.target} = pickle.loads({cloudpickle.dumps(answer)!r})"

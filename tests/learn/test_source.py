"""Solutions and values as source code that runs and is read back."""

from __future__ import annotations

from typing import Any

from nbkit.learn.exercise import Function
from nbkit.learn.source import literal, solution_source


def halve(x: float) -> float:
    return x / 2 if x else eighth(x)


def quarter(x: float) -> float:
    return halve(halve(x))


def eighth(x: float) -> float:
    return quarter(x) / 2


def test_a_solution_brings_the_helpers_that_it_calls() -> None:
    exercise = Function(name="eighth", chapter=1, minutes=1, difficulty=1, prompt="", hints=[])
    exercise.solution("a half, three times")(eighth)
    room: dict[str, Any] = {}
    exec(solution_source(exercise), room)
    assert room["eighth"](8.0) == 1.0
    assert solution_source(exercise).count("def ") == 3


def test_a_value_is_written_so_that_it_can_be_read() -> None:
    for value in (1, -0.1 - 0.2, "a", True, None, (3,), (), [1.5, (2, "b")]):
        assert eval(literal(value)) == value

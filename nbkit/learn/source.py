"""Solutions and wrong answers as source code: what a learner would write into the cell."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from types import CodeType
from typing import Any

import numpy as np

from nbkit.learn import edition
from nbkit.learn.exercise import Choice, Exercise, Prediction


def solution_source(exercise: Exercise) -> str:
    """The solution as the learner would write it, with the helpers that it calls before it.

    Raises LookupError in the student edition.
    """
    if not edition.SHOWS_SOLUTIONS:
        raise LookupError(edition.NONE_HERE)
    if isinstance(exercise, Choice):
        return answer_source(exercise, exercise.right)
    if isinstance(exercise, Prediction):
        return answer_source(exercise, exercise.reference())
    first, *helpers = _helpers(exercise.solved_by, [exercise.solved_by])
    return "\n\n\n".join(map(_definition, [*helpers, first]))


def answer_source(exercise: Exercise, answer: Any) -> str:
    """Any answer, right or wrong: a definition, or a value given to the exercise's name."""
    if inspect.isfunction(answer) or inspect.isclass(answer):
        return _definition(answer)
    return f"{exercise.target} = {literal(answer)}"


def literal(value: Any) -> str:
    """Write a value so that Python reads it back.

    >>> literal((np.float64(0.5), np.arange(2), "a"))
    "(0.5, np.array([0, 1]), 'a')"
    """
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()!r})"
    if isinstance(value, np.generic):
        return repr(value.item())
    if isinstance(value, list | tuple):
        inside = ", ".join(map(literal, value)) + "," * (isinstance(value, tuple) and len(value) == 1)
        return inside.join("[]" if isinstance(value, list) else "()")
    return repr(value)


def _definition(thing: Any) -> str:
    """A function's or class's source without the decorator."""
    source = textwrap.dedent(inspect.getsource(thing)).rstrip()
    first = ast.parse(source).body[0]
    start = first.lineno if isinstance(first, ast.FunctionDef | ast.ClassDef) else 1
    return "\n".join(source.splitlines()[start - 1 :])


def _helpers(thing: Any, found: list[Any]) -> list[Any]:
    """Add the functions and classes of the same module that it needs, and those that they need."""
    own = vars(inspect.getmodule(thing))
    for name in sorted(_names(thing)):
        helper = own.get(name)
        here = callable(helper) and getattr(helper, "__module__", "") == thing.__module__
        if here and helper not in found:
            found.append(helper)
            _helpers(helper, found)
    return found


def _names(thing: Any) -> set[str]:
    """Names that a function, or a class's methods, look up."""
    if inspect.isclass(thing):
        functions = [getattr(member, "__func__", member) for member in vars(thing).values()]
        return {name for f in functions if inspect.isfunction(f) for name in _looked_up(f.__code__)}
    return set(_looked_up(thing.__code__)) if inspect.isfunction(thing) else set()


def _looked_up(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _looked_up(constant)

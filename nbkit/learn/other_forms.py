"""The same input in other forms: whole numbers, single precision, a view of memory that is read-only.

An answer that is right for floats may build its result with the dtype of its input, and then whole numbers
cut off what stands after the point. So what is right is tried on such inputs too, each beside a twin that
holds the same numbers as floats: only what the form alone makes wrong is told as such.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nbkit.learn.compare import Tolerance, difference
from nbkit.learn.exercise import Case, Function, Prediction, WrongKind
from nbkit.learn.explain_error import explain_error
from nbkit.learn.outcome import Outcome, kind_and_message

PICKED = 4  # of an exercise's inputs
LARGEST, LARGEST_BYTE = 2000, 127  # what lies beyond has its place among the floats
SINGLE: Tolerance = (1e-3, 1e-3)

CUT = (
    "your result has the dtype of {name}, which cuts off what stands after the point. np.zeros_like({name}), "
    "{name}.copy() and out={name} keep it: make floats, with dtype=float or {name}.astype(float)."
)
IN_WORDS = {
    "whole": (
        "is given in whole numbers",
        "np.zeros_like({name}), {name}.copy() and out={name} keep its dtype, and cut off what stands after "
        "the point. Make floats, with dtype=float or {name}.astype(float).",
    ),
    "bytes": (
        "comes as {dtype}",
        "np.zeros_like({name}), {name}.copy() and dtype={name}.dtype keep that, which has nothing after the "
        "point and ends at 127 or 255. Say dtype=float, or dtype=int for counts.",
    ),
    "single": (
        "comes as float32",
        "there exp overflows at 89 already, and 1 + 1e-8 is 1. Choose a form that needs no such room, or "
        "begin with {name}.astype(float).",
    ),
    "view": (
        "is a part of another array",
        'order="K", order="A" and .data look at memory, not at rows and columns. Leave them away.',
    ),
}


@dataclass
class Recast:
    """An input whose arrays of these names have another form, and its twin that has not."""

    form: str  # one of `Function.forms`
    names: list[str]
    case: Case
    twin: Case


class View(Case):
    """A case whose arrays are handed over as read-only views, columns first, of every other row."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Case:
        return {name: _as_view(copy.deepcopy(value, memo)) for name, value in self.items()}


def recasts(exercise: Function, cases: list[Case]) -> list[Recast]:
    """The inputs once more, in the forms in which a learner's data could come."""
    if isinstance(exercise, Prediction) or exercise.goal is not None:
        return []
    able = [case for case in cases if _arrays_of(case, "fi", LARGEST)]
    places = sorted({k * (len(able) - 1) // (PICKED - 1) for k in range(PICKED)}) if able else []
    found = [recast for number, place in enumerate(places) for recast in _forms_of(able[place], number)]
    return [recast for recast in found if recast.form in exercise.forms]


def _forms_of(case: Case, number: int) -> Iterator[Recast]:
    floats, counts = (_arrays_of(case, kind, most) for kind, most in (("f", LARGEST), ("i", LARGEST_BYTE)))
    labels = [name for name in floats if len(floats) > 1 and np.isin(case[name], (0, 1)).all()]
    for names in _some_of(floats, number):
        yield _recast("whole", names, case, np.int64)
    if labels:
        yield _recast("bytes", labels, case, np.int8)
    if counts:
        unsigned = number % 2 and min(case[name].min(initial=0) for name in counts) == 0
        yield _recast("bytes", counts, case, np.uint8 if unsigned else np.int8)
    if floats and number % 2:
        yield _recast("single", floats, case, np.float32)
    yield Recast("view", [*floats, *counts], View(case), case)


def _arrays_of(case: Case, kinds: str, most: float) -> list[str]:
    """The names of the arrays of these kinds that hold nothing larger."""
    arrays = {name: value for name, value in case.items() if isinstance(value, np.ndarray)}
    return [name for name, a in arrays.items() if a.dtype.kind in kinds and (abs(a) <= most).all()]


def _some_of(names: list[str], number: int) -> list[list[str]]:
    """One alone, in turn; all of them; all but that one."""
    if len(names) < 2:
        return [names] if names else []
    one = names[number % len(names)]
    return [[one], names, [name for name in names if name != one]]


def _recast(form: str, names: list[str], case: Case, dtype: Any) -> Recast:
    whole = {name: np.copysign(np.ceil(np.abs(case[name])), case[name]) for name in names}
    return Recast(
        form,
        names,
        {**case, **{name: array.astype(dtype) for name, array in whole.items()}},
        {**case, **{name: array.astype(case[name].dtype) for name, array in whole.items()}},
    )


def _as_view(value: Any) -> Any:
    if not isinstance(value, np.ndarray) or not value.ndim:
        return value
    room = np.zeros((2 * len(value), *value.shape[1:]), value.dtype, order="F")
    room[::2] = value
    room.flags.writeable = False
    return room[::2]


def is_right(recast: Recast, got: Outcome, expected: Outcome, tolerance: Tolerance) -> bool:
    """Is it what comes from floats, in whatever dtype?"""
    if got.error is not None or list(got.mutated) != list(expected.mutated):
        return False
    g, e = _widened(got.value), _widened(expected.value)
    return difference(g, e, *(_for_single(e) if recast.form == "single" else tolerance)) is None


def _widened(value: Any) -> Any:
    """Arrays of numbers as float64, all the way down."""
    if isinstance(value, tuple | list):
        return [_widened(part) for part in value]
    numbers = type(value) is np.ndarray and value.dtype.kind in "iuf"
    return value.astype(np.float64) if numbers else value


def _for_single(expected: Any) -> Tolerance:
    """Single precision loses digits of the largest number on the way, about as large as the result."""
    return SINGLE[0], SINGLE[1] * max(_largest(expected), 1.0)


def _largest(value: Any) -> float:
    if isinstance(value, list):
        return max(map(_largest, value), default=0.0)
    return float(np.abs(value).max()) if isinstance(value, np.ndarray) and value.size else 0.0


def explain_form(recast: Recast, got: Outcome, expected: Outcome) -> str:
    """One sentence on an answer that is right for the twin."""
    names, first = " and ".join(recast.names), recast.names[0]
    if isinstance(got.error, WrongKind):
        return str(got.error)
    if got.mutated or "read-only" in kind_and_message(got.error)[1]:
        return f"it writes into its input {names}, even if it puts back what was there: work on a copy."
    start, rule = IN_WORDS[recast.form]
    start = start.format(dtype=recast.case[first].dtype)
    if len(recast.names) > 1:
        start = start.replace("is ", "are ").replace("comes", "come")
    others = "floats" if recast.form == "whole" else "other arrays"
    told = f"it is right for {others}, but not where {names} {start}: "
    if "Cannot cast ufunc" in kind_and_message(got.error)[1]:
        return (
            told + f"+= and out= write floats into it, which NumPy refuses. Begin with {first}.astype(float)."
        )
    if got.error is not None:
        return told + explain_error(got.error)
    if recast.form == "whole" and _is_cut(got.value, expected.value):
        return told + CUT.format(name=first)
    return told + rule.format(name=first)


def _is_cut(got: Any, expected: Any) -> bool:
    """Are there whole numbers where some stand between them?"""
    if isinstance(got, tuple | list) and isinstance(expected, tuple | list):
        return any(map(_is_cut, got, expected))
    arrays = isinstance(got, np.ndarray) and isinstance(expected, np.ndarray)
    return arrays and got.dtype.kind in "iu" and expected.dtype.kind == "f"

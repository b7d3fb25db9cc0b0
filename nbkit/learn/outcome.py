"""What a learner's answer does with one input: a value or an error, warnings, a changed input."""

from __future__ import annotations

import copy
import re
import sys
import traceback
import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nbkit.learn.compare import difference, is_number
from nbkit.learn.exercise import Case, Function
from nbkit.learn.guard import Sink, TimeUp, guarded


@dataclass
class Outcome:
    """The result of one call. ``warned`` holds the first words of NumPy's warnings, such as 'overflow'.

    ``mutated`` names the inputs that were changed, ``left`` holds what became of them.
    """

    value: Any = None
    error: BaseException | None = None
    warned: frozenset[str] = frozenset()
    mutated: tuple[str, ...] = ()
    printed: str = ""
    left: Case = field(default_factory=dict)

    def same_as(self, other: Outcome, rtol: float, atol: float) -> bool:
        """Would a learner see the same happen?"""
        if (self.warned, self.mutated) != (other.warned, other.mutated):
            return False
        if self.error is not None or other.error is not None:
            return _nameless(self.error) == _nameless(other.error)
        return difference(self.value, other.value, rtol, atol) is None


def run_all(exercise: Function, answer: Any, cases: list[Case], seconds: float) -> tuple[list[Outcome], bool]:
    """Call the answer on each case, within a time limit; return the outcomes; did it end in time?"""
    outcomes: list[Outcome] = []

    def job() -> None:
        for case in cases:
            outcomes.append(attempt(exercise, answer, case))

    in_time = guarded(job, seconds)
    return list(outcomes), in_time


def attempt(exercise: Function, answer: Any, case: Case) -> Outcome:
    """Call the answer on a copy of one case and note all that happens."""
    given = copy.deepcopy(case)
    _printed()
    value, error = None, None
    with warnings.catch_warnings(record=True) as heard, np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("always")
        try:
            value = frozen(exercise.apply(answer, given))
        except TimeUp:
            raise
        except BaseException as raised:  # exit() and KeyboardInterrupt too: the kernel must live
            error = raised
            traceback.clear_frames(raised.__traceback__)  # gigabytes may hang on it
    warned = {str(w.message).split()[0] for w in heard if issubclass(w.category, RuntimeWarning)}
    mutated = _mutated(case, given)
    left = {name: given[name] for name in mutated}
    return Outcome(value, error, frozenset(warned), mutated, _printed(), left)


def frozen(value: Any) -> Any:
    """A copy that later calls cannot change; what cannot be copied is returned as it is."""
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


def _printed() -> str:
    return sys.stdout.taken() if isinstance(sys.stdout, Sink) else ""


def _mutated(before: Case, after: Case) -> tuple[str, ...]:
    return tuple(name for name in before if not _unchanged(before[name], after[name]))


def _unchanged(before: Any, after: Any) -> bool:
    """Is it still the same, all the way down? Objects of other kinds are not looked into."""
    if type(after) is not type(before):
        return False
    if isinstance(before, dict):
        return _unchanged(list(before), list(after)) and _unchanged([*before.values()], [*after.values()])
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(_unchanged, before, after))
    if isinstance(before, np.ndarray) or is_number(before):
        return difference(after, before, 0, 0) is None
    return before == after if isinstance(before, str | set) else True


def _nameless(error: BaseException | None) -> tuple[str, str]:
    """As described, without the function's own name: 'f() missing 1 required positional argument'."""
    kind, text = described(error)
    return kind, re.sub(r"^[\w.<>]+\(\)", "", text)


def described(error: BaseException | None) -> tuple[str, str]:
    """The error's kind and message; a message that cannot be had is empty."""
    try:
        return type(error).__name__, str(error)
    except Exception:
        return type(error).__name__, ""

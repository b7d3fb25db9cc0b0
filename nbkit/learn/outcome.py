"""What a learner's answer does with one input: a value or an error, warnings, a changed input."""

from __future__ import annotations

import copy
import re
import sys
import traceback
import warnings
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from nbkit.learn.compare import Tolerance, difference, is_number
from nbkit.learn.exercise import Case, Function
from nbkit.learn.guard import CappedBuffer, TimeUp, run_guarded


@dataclass
class Outcome:
    """The result of one call. ``warned`` holds the first words of NumPy's warnings, such as 'overflow'.

    ``mutated`` holds the inputs that were changed, as they are now.
    """

    value: Any = None
    error: BaseException | None = None
    warned: frozenset[str] = frozenset()
    mutated: Case = field(default_factory=dict)
    printed: str = ""

    def same_as(self, other: Outcome, tolerance: Tolerance) -> bool:
        """Would a learner see the same happen?"""
        if (self.warned, list(self.mutated)) != (other.warned, list(other.mutated)):
            return False
        if self.error is not None or other.error is not None:
            return _without_own_name(self.error) == _without_own_name(other.error)
        return difference(self.value, other.value, *tolerance) is None


class Elsewhere:
    """An answer that does not run in this process; who grades has such."""

    def run_all(self, exercise: Function, cases: list[Case], seconds: float) -> tuple[list[Outcome], bool]:
        """As the function `run_all`."""
        raise NotImplementedError


class Trial(NamedTuple):
    """One input, what an answer did with it, and what is expected."""

    case: Case
    got: Outcome
    expected: Outcome


def run_all(exercise: Function, answer: Any, cases: list[Case], seconds: float) -> tuple[list[Outcome], bool]:
    """Call the answer on each case, within a time limit; return the outcomes; did it end in time?"""
    if isinstance(answer, Elsewhere):
        return answer.run_all(exercise, cases, seconds)
    outcomes: list[Outcome] = []

    def job() -> None:
        for case in cases:
            outcomes.append(attempt(exercise, answer, case))

    in_time = run_guarded(job, seconds)
    return list(outcomes), in_time


def attempt(exercise: Function, answer: Any, case: Case) -> Outcome:
    """Call the answer on a copy of one case and note all that happens."""
    given = copy.deepcopy(case)
    _take_printed()
    value, error = None, None
    with warnings.catch_warnings(record=True) as heard, np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("always")
        try:
            value = copied(exercise.apply(answer, given))
        except TimeUp:
            raise
        except BaseException as raised:  # exit() and KeyboardInterrupt too: the kernel must live
            error = raised
            traceback.clear_frames(raised.__traceback__)  # gigabytes may hang on it
    warned = {str(w.message).split()[0] for w in heard if issubclass(w.category, RuntimeWarning)}
    mutated = {name: given[name] for name in case if not _unchanged(case[name], given[name])}
    return Outcome(value, error, frozenset(warned), mutated, _take_printed())


def copied(value: Any) -> Any:
    """A copy that later calls cannot change; what cannot be copied is returned as it is."""
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


def _take_printed() -> str:
    return sys.stdout.take() if isinstance(sys.stdout, CappedBuffer) else ""


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


def _without_own_name(error: BaseException | None) -> tuple[str, str]:
    """As described, without the function's own name: 'f() missing 1 required positional argument'."""
    kind, text = kind_and_message(error)
    return kind, re.sub(r"^[\w.<>]+\(\)", "", text)


def kind_and_message(error: BaseException | None) -> tuple[str, str]:
    """The error's kind and message; a message that cannot be had is empty."""
    try:
        return type(error).__name__, str(error)
    except Exception:
        return type(error).__name__, ""

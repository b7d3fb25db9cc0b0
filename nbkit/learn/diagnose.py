"""Say in general words what is wrong with an answer that no known misconception explains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbkit.learn.compare import Tolerance, difference
from nbkit.learn.explain_error import explain_error
from nbkit.learn.explain_numbers import explain_numbers
from nbkit.learn.outcome import Outcome, Trial
from nbkit.learn.several_values import in_another_order, value_names, wrong_places
from nbkit.learn.wording import describe


def diagnose(
    failures: list[Trial], passes: list[Trial], tolerance: Tolerance, names: Sequence[str] = ()
) -> str:
    """One sentence on what the failures have in common; at the least, that the answer differs.

    ``passes`` are the inputs with which it is right: no sentence may contradict them. ``names`` are those of
    the values that come back, where there are several.
    """
    _, got, expected = failures[0]
    if got.error is not None:
        return explain_error(got.error)
    if got.mutated:
        name = next(iter(got.mutated))
        return f"it changes its input {name}: work on a copy, the caller still needs the original."
    kind = difference(got.value, expected.value, *tolerance)
    if kind is None and got.warned != expected.warned:
        warning = " and ".join(sorted(got.warned)) or "nothing"
        by_zero = got.warned & {"divide", "invalid"}  # 1 / 0 and 0 / 0
        do = "keep 0 out of divisions and logarithms" if by_zero else "use a form that stays in range"
        return f"the value is right, but NumPy warns of {warning}: {do}."
    if _has_parts(failures[0]) and value_names(expected.value, names):
        return _by_part(failures, passes, tolerance, value_names(expected.value, names))
    if kind in ("nothing", "type", "length"):
        return _type_differs(got, expected.value, tolerance)
    if kind == "dtype":
        return f"the dtype is wrong: {describe(got.value)}, but {describe(expected.value)} is expected."
    return explain_numbers(kind, failures, passes, tolerance)


def _has_parts(trial: Trial) -> bool:
    """Are as many values there as are expected?"""
    got, expected = trial.got.value, trial.expected.value
    return all(isinstance(value, tuple | list) for value in (got, expected)) and len(got) == len(expected)


def _by_part(failures: list[Trial], passes: list[Trial], tolerance: Tolerance, names: Sequence[str]) -> str:
    """Say which values are right, and what is wrong with the first that is not."""
    failures = [trial for trial in failures if _has_parts(trial)]
    pairs = [(trial.got.value, trial.expected.value) for trial in failures]
    if in_another_order(pairs, *tolerance):
        return f"the values are right, their order is not: {', '.join(names)} is asked for."
    wrong = [wrong_places(got, expected, *tolerance) for got, expected in pairs]
    first, anywhere = wrong[0][0], set().union(*wrong)
    differ = [trial for trial, places in zip(failures, wrong, strict=True) if first in places]
    agree = [trial for trial, places in zip(failures, wrong, strict=True) if first not in places]
    sentence = diagnose(_at(first, differ), _at(first, agree + passes), tolerance)
    right = [name for place, name in enumerate(names) if place not in anywhere]
    return _about_part(names[first] if len(names) > 1 else "", right, differ[0].got.value[first], sentence)


def _at(place: int, trials: list[Trial]) -> list[Trial]:
    """Of several values this one alone."""
    return [Trial(case, Outcome(got.value[place]), Outcome(want.value[place])) for case, got, want in trials]


def _about_part(name: str, right: list[str], value: Any, sentence: str) -> str:
    start = f"{' and '.join(right)} {'is' if len(right) == 1 else 'are'} right; " if right else ""
    if name and value is None:
        return f"{start}{name} comes back as None: is it written yet?"
    return f"{start}{name}: {sentence}" if name else sentence


def _type_differs(outcome: Outcome, expected: Any, tolerance: Tolerance) -> str:
    got = outcome.value
    if got is None and outcome.printed.strip():
        return "here it returns nothing (None), though it prints: print shows a value, return gives it back."
    if got is None:
        return "here it returns nothing (None): does every way through it end with return?"
    if type(got).__name__ == "generator":
        return f"it returns a generator where {describe(expected)} is expected: return, not yield."
    if isinstance(got, list | tuple) and len(got) == 1 and difference(got[0], expected, *tolerance) is None:
        return (
            f"it is right, but in brackets of its own: return the value itself, not {describe(got)} with it."
        )
    if isinstance(got, list | tuple) and isinstance(expected, list | tuple):
        are = "is" if len(expected) == 1 else "are"
        return f"it returns {len(got)} value{'s' * (len(got) != 1)}, {len(expected)} {are} expected."
    return f"it returns {describe(got)} where {describe(expected)} is expected."

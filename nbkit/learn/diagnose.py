"""Say in general words what is wrong with an answer that no known misconception explains."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nbkit.learn.compare import difference, is_number
from nbkit.learn.exercise import Case
from nbkit.learn.guard import AskedForInput
from nbkit.learn.outcome import Outcome, described
from nbkit.learn.text import clip, form

Failure = tuple[Case, Outcome, Outcome]  # the input, what came, what was expected
Transform = Callable[[np.ndarray], np.ndarray]

HIDDEN = ". Is a name such as sum or max hidden by a variable of yours?"

TRANSFORMS: list[tuple[Transform, str]] = [
    (np.transpose, "it is transposed: rows and columns are swapped"),
    (np.negative, "the sign is wrong: it is minus what is expected"),
    (lambda a: 1.0 - a, "it is 1 minus what is expected"),
    (lambda a: np.flip(a), "it is in reverse order"),
    (
        lambda a: np.reciprocal(a, where=a != 0, out=np.full_like(a, np.nan)),
        "it is 1 divided by what is expected",
    ),
    (
        lambda a: np.log(a, where=a > 0, out=np.full_like(a, np.nan)),
        "it is the exponential of what is expected",
    ),
    (np.exp, "it is the logarithm of what is expected"),
    (lambda a: np.sqrt(a, where=a >= 0, out=np.full_like(a, np.nan)), "it is the square of what is expected"),
]


def diagnose(failures: list[Failure], passes: list[Case], rtol: float, atol: float) -> str:
    """One sentence on what the failures have in common; at the least, that the answer differs."""
    _, got, expected = failures[0]
    if got.error is not None:
        return raised(got.error)
    if got.mutated:
        return f"it changes its input {got.mutated[0]}: work on a copy, the caller still needs the original."
    kind = difference(got.value, expected.value, rtol, atol)
    if kind is None and got.warned != expected.warned:
        return f"the value is right, but NumPy warns of {_warning(got)}: use a form that stays in range."
    if kind in ("nothing", "type", "length"):
        return _form_differs(got.value, expected.value)
    if kind == "dtype":
        return f"the dtype is wrong: {form(got.value)}, but {form(expected.value)} is expected."
    found = _by_transform(failures, rtol, atol)
    if found is None and kind in ("shape", "nan"):
        return _shape_differs(failures) if kind == "shape" else _not_finite(failures)
    found = found or _by_place(failures, passes)
    return found or "the value differs from what is expected."


def raised(error: BaseException) -> str:
    """What was raised, and at which line of the learner's code."""
    if isinstance(error, AskedForInput):
        return "it calls input(): a check cannot type. Use the arguments alone."
    if isinstance(error, SystemExit):
        return "it calls exit(): end with return, so that the notebook lives on."
    if isinstance(error, RecursionError):
        return "it calls itself without end (RecursionError): which call is the last one?"
    if isinstance(error, NameError):
        return f"it stops with a NameError: {message(error)}. Was the cell run that defines it?"
    if isinstance(error, MemoryError):
        return "it asks for too much memory (MemoryError): look at the shapes, and at what grows in a loop."
    told = f"it raises {type(error).__name__}{_line(error)}: {message(error) or 'no message'}"
    return told + HIDDEN if isinstance(error, TypeError) and told.endswith("is not callable") else told


def message(error: BaseException) -> str:
    """The error's message in one line; a bare exit() has none."""
    return clip("" if error.args == (None,) else described(error)[1])


def _line(error: BaseException) -> str:
    package = str(Path(__file__).parent)
    own = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith(package)]
    return f" at `{clip(own[0].line)}`" if own and own[0].line else ""


def _warning(got: Outcome) -> str:
    return " and ".join(sorted(got.warned)) or "nothing"


def _form_differs(got: Any, expected: Any) -> str:
    if got is None:
        return "here it returns nothing (None): does every way through it end with return?"
    if type(got).__name__ == "generator":
        return f"it returns a generator where {form(expected)} is expected: return, not yield."
    if isinstance(got, list | tuple) and isinstance(expected, list | tuple):
        return f"it returns {len(got)} values, {len(expected)} are expected."
    return f"it returns {form(got)} where {form(expected)} is expected."


def _shape_differs(failures: list[Failure]) -> str:
    shapes = f"{form(failures[0][1].value)}, but {form(failures[0][2].value)} is expected."
    pairs = [(_floats(got), _floats(expected)) for _, got, expected in failures]
    if all(g is not None and e is not None and _same_entries(g, e) for g, e in pairs):
        return f"the values are right, the shape is not: {shapes}"
    if all(g is not None and e is not None and e.ndim == 1 and g.shape == e.shape * 2 for g, e in pairs):
        return f"an (n,) met an (n, 1) and was spread out: {shapes}"
    return f"the shape is wrong: {shapes}"


def _same_entries(g: np.ndarray, e: np.ndarray) -> bool:
    return g.size == e.size and np.allclose(g.ravel(), e.ravel())


def _not_finite(failures: list[Failure]) -> str:
    biggest = max(_size(case) for case, _, _ in failures)
    if all(_size(case) >= 50 for case, _, _ in failures):
        return f"it gives NaN or infinity at large inputs (here {biggest:g}): keep exp and log in range."
    return "it gives NaN or infinity where a number is expected."


def _size(case: Case) -> float:
    arrays = [np.asarray(v) for v in case.values() if is_number(v) or isinstance(v, np.ndarray)]
    return max((float(np.max(np.abs(a))) for a in arrays if a.size), default=0.0)


def _by_transform(failures: list[Failure], rtol: float, atol: float) -> str | None:
    """Try what commonly goes wrong on the learner's own output: does it mend every failure?"""
    pairs = [(_floats(got), _floats(expected)) for _, got, expected in failures]
    if any(g is None or e is None for g, e in pairs) or sum(e.size for _, e in pairs if e is not None) < 3:
        return None  # of one or two numbers anything can be said
    for transform, sentence in TRANSFORMS:
        with np.errstate(all="ignore"):
            if all(difference(transform(g), e, rtol, atol) is None for g, e in pairs if g is not None):
                return sentence + "."
    return _by_ratio(pairs) or _by_offset(pairs)


def _floats(outcome: Outcome) -> np.ndarray | None:
    value = outcome.value
    if outcome.error is not None or not (is_number(value) or isinstance(value, np.ndarray)):
        return None
    array = np.asarray(value)
    return array.astype(float) if array.dtype.kind in "biuf" else None


def _by_ratio(pairs: list[Any]) -> str | None:
    """The same factor everywhere, or a factor that is the size of the input."""
    if any(g.shape != e.shape for g, e in pairs):
        return None
    ratios = [g[e != 0] / e[e != 0] for g, e in pairs]
    if not all(r.size and np.isfinite(r).all() and np.allclose(r, r.flat[0]) for r in ratios):
        return None
    factors = [float(r.flat[0]) for r in ratios]
    if len(factors) > 1 and np.allclose(factors, factors[0]) and factors[0] not in (0.0, 1.0):
        return f"it is off by a factor of {factors[0]:.4g} everywhere."
    whole = [max(f, 1 / f) for f in factors if f > 0]
    if len(whole) == len(factors) > 1 and np.allclose(whole, np.round(whole)):
        return "it is off by a factor that grows with the input: a sum where a mean is due, or the reverse."
    return None


def _by_offset(pairs: list[Any]) -> str | None:
    if len(pairs) < 2 or any(g.shape != e.shape for g, e in pairs):
        return None
    offsets = np.concatenate([(g - e).ravel() for g, e in pairs])
    if offsets.size < 3 or not np.isfinite(offsets).all() or not np.allclose(offsets, offsets[0]):
        return None
    return f"it is {abs(offsets[0]):.4g} too {'large' if offsets[0] > 0 else 'small'} everywhere."


def _by_place(failures: list[Failure], passes: list[Case]) -> str | None:
    """Is it wrong only for some inputs: a negative one, zero, a batch of more than one?"""
    places = [_wrong_places(*failure) for failure in failures]
    inputs = [p for p in places if p is not None]
    if len(inputs) == len(failures) and inputs:
        wrong = np.concatenate(inputs)
        for holds, words in ((wrong == 0, "0"), (wrong < 0, "negative"), (wrong > 0, "positive")):
            if wrong.size and holds.all():
                return f"it is wrong only where the input is {words}."
    if passes and all(_rows(c) == 1 for c in passes) and all((_rows(c) or 0) > 1 for c, _, _ in failures):
        return "it is right only for a batch of 1: what changes with more rows?"
    return None


def _wrong_places(case: Case, got: Outcome, expected: Outcome) -> np.ndarray | None:
    first = np.asarray(next(iter(case.values()), None))
    g, e = _floats(got), _floats(expected)
    if g is None or e is None or not first.shape == g.shape == e.shape or first.dtype.kind not in "biuf":
        return None
    return np.atleast_1d(first)[np.atleast_1d(~np.isclose(g, e))]


def _rows(case: Case) -> int | None:
    first = next(iter(case.values()), None)
    return len(first) if isinstance(first, np.ndarray) and first.ndim > 1 else None

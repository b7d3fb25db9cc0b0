"""Say in general words what is wrong with an answer that no known misconception explains."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nbkit.learn.compare import difference, is_number
from nbkit.learn.exercise import Case, Unfit
from nbkit.learn.guard import AskedForInput
from nbkit.learn.outcome import Outcome, described
from nbkit.learn.several_values import called, in_another_order, wrong_parts
from nbkit.learn.wording import clip, form, shown

Failure = tuple[Case, Outcome, Outcome]  # the input, what came, what was expected
Transform = Callable[[np.ndarray], np.ndarray]

HIDDEN = ". Is a name such as sum or max hidden by a variable of yours?"

TOLD_PLAINLY = {  # of NumPy's and Python's messages
    "truth value of an array": "a whole array stands where one True or False is due{}: compare entry by "
    "entry, with np.where for instance. A loop over a table gives whole rows.",
    "converted to Python scalars": "one number is due{}, and an array comes: np.exp takes a whole array, "
    "math.exp and float one number.",
    r"setting an array element with a sequence\.$": "a whole row is put where one number is due{}: one "
    "index into a table gives a row.",
    "exceptions must derive from BaseException": "raise needs an error{}: write raise ValueError(...), with "
    "the text inside.",
}

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

PLACES: list[tuple[Transform, str]] = [
    (lambda a: a == 0, "0"),
    (lambda a: a < 0, "negative"),
    (lambda a: a > 0, "positive"),
]


def diagnose(
    failures: list[Failure], passes: list[Failure], rtol: float, atol: float, names: Sequence[str] = ()
) -> str:
    """One sentence on what the failures have in common; at the least, that the answer differs.

    ``passes`` are the inputs with which it is right: no sentence may contradict them. ``names`` are those of
    the values that come back, where there are several.
    """
    _, got, expected = failures[0]
    if got.error is not None:
        return raised(got.error)
    if got.mutated:
        return f"it changes its input {got.mutated[0]}: work on a copy, the caller still needs the original."
    kind = difference(got.value, expected.value, rtol, atol)
    if kind is None and got.warned != expected.warned:
        return f"the value is right, but NumPy warns of {_warning(got)}: use a form that stays in range."
    if _has_parts(failures[0]) and called(expected.value, names):
        return _by_part(failures, passes, rtol, atol, called(expected.value, names))
    if kind in ("nothing", "type", "length"):
        return _form_differs(got, expected.value, rtol, atol)
    if kind == "dtype":
        return f"the dtype is wrong: {form(got.value)}, but {form(expected.value)} is expected."
    return _values_differ(kind, failures, passes, rtol, atol)


def _values_differ(
    kind: str | None, failures: list[Failure], passes: list[Failure], rtol: float, atol: float
) -> str:
    found = _by_transform(failures, passes, rtol, atol)
    if found is None and kind in ("shape", "nan"):
        return _shape_differs(failures) if kind == "shape" else _not_finite(failures)
    _, got, expected = failures[0]
    if found is None and _counts(expected) and is_number(got.value) and is_number(expected.value):
        return f"it answers {shown(got.value)} where {shown(expected.value)} is expected."
    return found or _by_place(failures, passes) or "the value differs from what is expected."


def _has_parts(row: Failure) -> bool:
    """Are as many values there as are expected?"""
    got, expected = row[1].value, row[2].value
    return all(isinstance(value, tuple | list) for value in (got, expected)) and len(got) == len(expected)


def _by_part(
    failures: list[Failure], passes: list[Failure], rtol: float, atol: float, names: Sequence[str]
) -> str:
    """Say which values are right, and what is wrong with the first that is not."""
    failures = [row for row in failures if _has_parts(row)]
    if in_another_order([(got.value, expected.value) for _, got, expected in failures], rtol, atol):
        return f"the values are right, their order is not: {', '.join(names)} is asked for."
    wrong = [wrong_parts(got.value, expected.value, rtol, atol) for _, got, expected in failures]
    first = wrong[0][0]
    differing = [_part(row, first) for row, places in zip(failures, wrong, strict=True) if first in places]
    alike = [_part(row, first) for row, places in zip(failures, wrong, strict=True) if first not in places]
    sentence = diagnose(differing, alike + [_part(row, first) for row in passes], rtol, atol)
    right = [name for place, name in enumerate(names) if not any(place in places for places in wrong)]
    return _told_of_part(names[first] if len(names) > 1 else "", right, differing[0][1].value, sentence)


def _part(row: Failure, place: int) -> Failure:
    case, got, expected = row
    return case, Outcome(got.value[place]), Outcome(expected.value[place])


def _told_of_part(name: str, right: list[str], value: Any, sentence: str) -> str:
    told = f"{' and '.join(right)} {'is' if len(right) == 1 else 'are'} right; " if right else ""
    if name and value is None:
        return f"{told}{name} comes back as None: is it written yet?"
    return f"{told}{name}: {sentence}" if name else sentence


def raised(error: BaseException) -> str:
    """What was raised, and at which line of the learner's code."""
    if isinstance(error, Unfit):
        return str(error)
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
    if isinstance(error, TypeError) and ("bitwise_xor" in message(error) or "for ^:" in message(error)):
        return f'^ is not "to the power of" in Python{_line(error)}: write ** for that.'
    for words, plain in TOLD_PLAINLY.items():
        if re.search(words, message(error)):
            return plain.format(_line(error))
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


def _form_differs(came: Outcome, expected: Any, rtol: float, atol: float) -> str:
    got = came.value
    if got is None and came.printed.strip():
        return "here it returns nothing (None), though it prints: print shows a value, return gives it back."
    if got is None:
        return "here it returns nothing (None): does every way through it end with return?"
    if type(got).__name__ == "generator":
        return f"it returns a generator where {form(expected)} is expected: return, not yield."
    if isinstance(got, list | tuple) and len(got) == 1 and difference(got[0], expected, rtol, atol) is None:
        return f"it is right, but in brackets of its own: return the value itself, not {form(got)} with it."
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


def _by_transform(failures: list[Failure], passes: list[Failure], rtol: float, atol: float) -> str | None:
    """Try what commonly goes wrong on the learner's own output: does it explain every input?"""
    rows = failures + passes
    pairs = [(_floats(got), _floats(expected)) for _, got, expected in rows]
    if any(g is None or e is None for g, e in pairs):
        return None
    if sum(e.size for _, e in pairs[: len(failures)] if e is not None) < 3:
        return None  # of one or two numbers anything can be said
    return _by_one(rows, pairs, TRANSFORMS, rtol, atol) or _by_two(rows, pairs, rtol, atol)


def _by_one(
    rows: list[Failure],
    pairs: list[Any],
    transforms: Sequence[tuple[Transform, str]],
    rtol: float,
    atol: float,
) -> str | None:
    with np.errstate(all="ignore"):
        for transform, sentence in transforms:
            if all(difference(transform(g), e, rtol, atol) is None for g, e in pairs):
                return sentence + "."
        return _by_ratio(rows, pairs) or _by_offset(pairs)


def _by_two(rows: list[Failure], pairs: list[Any], rtol: float, atol: float) -> str | None:
    """Undo one fault, and look for another; there must be enough numbers to tell that from chance."""
    if any(_counts(expected) for _, _, expected in rows) or sum(e.size for _, e in pairs) < 8:
        return None
    for number, (transform, sentence) in enumerate(TRANSFORMS[:4], 1):
        with np.errstate(all="ignore"):
            mended = [(transform(g), e) for g, e in pairs]
        if second := _by_one(rows, mended, TRANSFORMS[number:], rtol, atol):
            return f"two things at once: {sentence}; and {second}"
    return None


def _floats(outcome: Outcome) -> np.ndarray | None:
    value = outcome.value
    if outcome.error is not None or not (is_number(value) or isinstance(value, np.ndarray)):
        return None
    array = np.asarray(value)
    return array.astype(float) if array.dtype.kind in "biuf" else None


def _counts(outcome: Outcome) -> bool:
    """Truth values, counts, places: of these no factor and no sign of the input says anything."""
    return np.asarray(outcome.value).dtype.kind in "biu"


def _by_ratio(rows: list[Failure], pairs: list[Any]) -> str | None:
    """The same factor everywhere, or one that is a size of the input."""
    if any(g.shape != e.shape for g, e in pairs) or any(_counts(expected) for _, _, expected in rows):
        return None
    if any((g[e == 0] != 0).any() for g, e in pairs):
        return None
    ratios = [(case, g[e != 0] / e[e != 0]) for (case, _, _), (g, e) in zip(rows, pairs, strict=True)]
    if not all(np.isfinite(r).all() and np.allclose(r, r[:1]) for _, r in ratios):
        return None
    factors = [(case, float(r[0])) for case, r in ratios if r.size]
    if len(factors) > 1 and np.allclose([f for _, f in factors], factors[0][1]):
        return f"it is off by a factor of {factors[0][1]:.4g} everywhere."
    if len(factors) > 1 and all(_is_a_size(factor, case) for case, factor in factors):
        return "it is off by a factor that grows with the input: a sum where a mean is due, or the reverse."
    return None


def _is_a_size(factor: float, case: Case) -> bool:
    """Is it, or one divided by it, how much of something this input has?"""
    arrays = [np.asarray(v) for v in case.values() if isinstance(v, np.ndarray | list)]
    sizes = [n for array in arrays for n in (*array.shape, array.size)]
    return any(n > 0 and (np.isclose(factor, n) or np.isclose(factor, 1 / n)) for n in sizes)


def _by_offset(pairs: list[Any]) -> str | None:
    if len(pairs) < 2 or any(g.shape != e.shape for g, e in pairs):
        return None
    offsets = np.concatenate([(g - e).ravel() for g, e in pairs])
    if offsets.size < 3 or not np.isfinite(offsets).all() or not np.allclose(offsets, offsets[0]):
        return None
    return f"it is {abs(offsets[0]):.4g} too {'large' if offsets[0] > 0 else 'small'} everywhere."


def _by_place(failures: list[Failure], passes: list[Failure]) -> str | None:
    """Is it wrong only for some inputs: a negative one, zero, a batch of more than one?"""
    places = [_entries(*row) for row in failures]
    if all(entries is not None for entries in places):
        there = [entries for entries in [*places, *(_entries(*row) for row in passes)] if entries is not None]
        wrong, right = (np.concatenate([entries[side] for entries in there]) for side in (0, 1))
        for holds, words in PLACES:
            if wrong.size and holds(wrong).all() and not holds(right).all():
                return f"it is wrong only where the input is {words}."
    few, many = ([_rows(case) for case, _, _ in rows] for rows in (passes, failures))
    if passes and all(n == 1 for n in few) and all((n or 0) > 1 for n in many):
        return "it is right only for a batch of 1: what changes with more rows?"
    return None


def _entries(case: Case, got: Outcome, expected: Outcome) -> tuple[np.ndarray, np.ndarray] | None:
    """Of the first input, the entries where an answer of its shape is wrong, and those where it is right."""
    if sum(isinstance(value, np.ndarray) for value in case.values()) > 1:
        return None  # which of them would "the input" be?
    first = np.asarray(next(iter(case.values()), None))
    g, e = _floats(got), _floats(expected)
    if g is None or e is None or not first.shape == g.shape == e.shape or first.dtype.kind not in "biuf":
        return None
    if not e.ndim or _counts(expected):
        return None  # one number, or a truth value, says nothing about a place
    right = np.isclose(g, e)
    return first[~right], first[right]


def _rows(case: Case) -> int | None:
    first = next(iter(case.values()), None)
    return len(first) if isinstance(first, np.ndarray) and first.ndim > 1 else None

"""What explains wrong numbers: a sign, an order, a factor, an offset, a place, too large an input."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nbkit.learn.compare import Tolerance, as_float, difference, is_number
from nbkit.learn.exercise import Case
from nbkit.learn.outcome import Outcome, Trial
from nbkit.learn.wording import describe, format_value

Pair = tuple[np.ndarray, np.ndarray]  # what came, what was expected
Transform = Callable[[np.ndarray], np.ndarray]

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

SIGNS: list[tuple[Transform, str]] = [
    (lambda a: a == 0, "0"),
    (lambda a: a < 0, "negative"),
    (lambda a: a > 0, "positive"),
]


def explain_numbers(
    kind: str | None, failures: list[Trial], passes: list[Trial], tolerance: Tolerance
) -> str:
    """One sentence on arrays or numbers of which the first failure differs in this kind of way."""
    if kind == "values" and _is_near(failures):
        return "the value differs, if only by little: is something rounded, or float32?"
    found = _by_constant(kind, failures + passes) or _by_transform(failures, passes, tolerance)
    if found is None and kind in ("shape", "nan"):
        return _shape_differs(failures) if kind == "shape" else _not_finite(failures)
    _, got, expected = failures[0]
    if found is None and _is_discrete(expected) and is_number(got.value) and is_number(expected.value):
        return f"it answers {format_value(got.value)} where {format_value(expected.value)} is expected."
    found = found or _by_sign(failures, passes) or _by_batch(failures, passes)
    return found or "the value differs from what is expected."


def _shape_differs(failures: list[Trial]) -> str:
    shapes = f"{describe(failures[0].got.value)}, but {describe(failures[0].expected.value)} is expected."
    pairs = _pairs(failures)
    if pairs and all(g.size == e.size and np.allclose(g.ravel(), e.ravel()) for g, e in pairs):
        return f"the values are right, the shape is not: {shapes}"
    if pairs and all(e.ndim == 1 and g.shape == e.shape * 2 for g, e in pairs):
        return f"an (n,) met an (n, 1) and was spread out: {shapes}"
    return f"the shape is wrong: {shapes}"


def _not_finite(failures: list[Trial]) -> str:
    sizes = [_largest(trial.case) for trial in failures]
    if min(sizes) >= 50:
        return f"it gives NaN or infinity at large inputs (here {max(sizes):g}): keep exp and log in range."
    return "it gives NaN or infinity where a number is expected."


def _largest(case: Case) -> float:
    arrays = [np.asarray(v) for v in case.values() if is_number(v) or isinstance(v, np.ndarray)]
    return max((float(np.max(np.abs(a))) for a in arrays if a.size), default=0.0)


def _pairs(trials: list[Trial]) -> list[Pair]:
    """What came and what was expected, as floats; nothing at all where one of them is no array of numbers."""
    pairs = [(_floats(trial.got), _floats(trial.expected)) for trial in trials]
    whole = [(g, e) for g, e in pairs if g is not None and e is not None]
    return whole if len(whole) == len(trials) else []


def _floats(outcome: Outcome) -> np.ndarray | None:
    value = outcome.value
    if outcome.error is not None or not (is_number(value) or isinstance(value, np.ndarray)):
        return None
    array = np.asarray(as_float(value) if is_number(value) else value)
    return array.astype(float) if array.dtype.kind in "biuf" else None


def _is_discrete(outcome: Outcome) -> bool:
    """Truth values, counts, places: of these no factor and no sign of the input says anything."""
    return np.asarray(outcome.value).dtype.kind in "biu"


def _is_near(failures: list[Trial]) -> bool:
    """Are the first three digits right, of the largest numbers at least?"""
    pairs = [] if any(_is_discrete(trial.expected) for trial in failures) else _pairs(failures)
    sizes = [1e-3 * np.abs(e).max(initial=0.0) for _, e in pairs]
    near = [
        g.shape == e.shape and np.allclose(g, e, 1e-3, size)
        for (g, e), size in zip(pairs, sizes, strict=True)
    ]
    return bool(near) and all(near)


def _by_constant(kind: str | None, trials: list[Trial]) -> str | None:
    """Is it one and the same number everywhere, and in arrays of several entries?"""
    pairs = _pairs(trials) if kind == "values" else []
    told = np.concatenate([g.ravel() for g, _ in pairs]) if len(pairs) > 1 else np.zeros(0)
    if told.size < 3 or len(np.unique(told)) > 1 or any(map(_is_discrete, (t.expected for t in trials))):
        return None
    return f"it is {told[0]:.4g} everywhere, whatever the input."


def _by_transform(failures: list[Trial], passes: list[Trial], tolerance: Tolerance) -> str | None:
    """Try what commonly goes wrong on the learner's own output: does it explain every input?"""
    trials = failures + passes
    pairs = _pairs(trials)
    if sum(e.size for _, e in pairs[: len(failures)]) < 3:
        return None  # of one or two numbers anything can be said
    if len(np.unique(np.concatenate([e.ravel() for _, e in pairs]))) < 2:
        return None  # and of one that comes again and again
    return _by_one(trials, pairs, TRANSFORMS, tolerance) or _by_two(trials, pairs, tolerance)


def _by_one(
    trials: list[Trial], pairs: list[Pair], transforms: Sequence[tuple[Transform, str]], tolerance: Tolerance
) -> str | None:
    with np.errstate(all="ignore"):
        for transform, sentence in transforms:
            if all(difference(transform(g), e, *tolerance) is None for g, e in pairs):
                return sentence + "."
        return _by_factor(trials, pairs) or _by_offset(pairs)


def _by_two(trials: list[Trial], pairs: list[Pair], tolerance: Tolerance) -> str | None:
    """Undo one fault, and look for another; there must be enough numbers to tell that from chance."""
    if any(_is_discrete(trial.expected) for trial in trials) or sum(e.size for _, e in pairs) < 8:
        return None
    for number, (transform, sentence) in enumerate(TRANSFORMS[:4], 1):
        with np.errstate(all="ignore"):
            mended = [(transform(g), e) for g, e in pairs]
        if second := _by_one(trials, mended, TRANSFORMS[number:], tolerance):
            return f"two things at once: {sentence}; and {second}"
    return None


def _by_factor(trials: list[Trial], pairs: list[Pair]) -> str | None:
    """The same factor everywhere, or one that is a size of the input."""
    factors = np.array([_factor(g, e) for g, e in pairs])
    if np.isinf(factors).any() or any(_is_discrete(trial.expected) for trial in trials):
        return None
    told = np.flatnonzero(~np.isnan(factors))
    if len(told) < 2:
        return None
    if np.allclose(factors[told], factors[told[0]]):
        return f"it is off by a factor of {factors[told[0]]:.4g} everywhere."
    if all(_is_a_size(factors[k], trials[k].case) for k in told):
        return "it is off by a factor that grows with the input: a sum where a mean is due, or the reverse."
    return None


def _factor(g: np.ndarray, e: np.ndarray) -> float:
    """What e times gives g: NaN if any number does, since all is 0, and infinity if none does."""
    if g.shape != e.shape or (g[e == 0] != 0).any():
        return np.inf
    ratios = g[e != 0] / e[e != 0]
    if not ratios.size:
        return np.nan
    return float(ratios[0]) if np.isfinite(ratios).all() and np.allclose(ratios, ratios[0]) else np.inf


def _is_a_size(factor: float, case: Case) -> bool:
    """Is it, or one divided by it, how much of something this input has?"""
    arrays = [np.asarray(v) for v in case.values() if isinstance(v, np.ndarray | list)]
    sizes = [n for array in arrays for n in (*array.shape, array.size)]
    return any(n > 0 and (np.isclose(factor, n) or np.isclose(factor, 1 / n)) for n in sizes)


def _by_offset(pairs: list[Pair]) -> str | None:
    if len(pairs) < 2 or any(g.shape != e.shape for g, e in pairs):
        return None
    offsets = np.concatenate([(g - e).ravel() for g, e in pairs])
    if offsets.size < 3 or not np.isfinite(offsets).all() or not np.allclose(offsets, offsets[0]):
        return None
    return f"it is {abs(offsets[0]):.4g} too {'large' if offsets[0] > 0 else 'small'} everywhere."


def _by_sign(failures: list[Trial], passes: list[Trial]) -> str | None:
    """Is it wrong only where the input is 0, negative or positive?"""
    entries = [_wrong_and_right(trial) for trial in failures]
    if None in entries:
        return None
    entries += [_wrong_and_right(trial) for trial in passes]
    wrong, right = map(np.concatenate, zip(*filter(None, entries), strict=True))
    for holds, words in SIGNS:
        if wrong.size and holds(wrong).all() and not holds(right).all():
            return f"it is wrong only where the input is {words}."
    return None


def _wrong_and_right(trial: Trial) -> Pair | None:
    """Of the first input, the entries where an answer of its shape is wrong, and those where it is right."""
    case, got, expected = trial
    if sum(isinstance(value, np.ndarray) for value in case.values()) > 1:
        return None  # which of them would "the input" be?
    first = np.asarray(next(iter(case.values()), None))
    g, e = _floats(got), _floats(expected)
    if g is None or e is None or not first.shape == g.shape == e.shape or first.dtype.kind not in "biuf":
        return None
    if not e.ndim or _is_discrete(expected):
        return None  # one number, or a truth value, says nothing about a place
    right = np.isclose(g, e)
    return first[~right], first[right]


def _by_batch(failures: list[Trial], passes: list[Trial]) -> str | None:
    """Is it right for a batch of one, and wrong for more?"""
    right, wrong = ([_rows(trial.case) for trial in trials] for trials in (passes, failures))
    if right and set(right) == {1} and min(wrong) > 1:
        return "it is right only for a batch of 1: what changes with more rows?"
    return None


def _rows(case: Case) -> int:
    first = next(iter(case.values()), None)
    return len(first) if isinstance(first, np.ndarray) and first.ndim > 1 else 0

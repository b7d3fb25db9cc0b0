"""The optimizers' fast halves: each rule again, as NumPy passes over kept memory, block by block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nbkit.compiled.memory import in_blocks
from nbkit.compiled.plan import Step
from nbkit.evaluate import Job
from nbkit.functions import Array
from nbkit.optim import Adam, GradientDescent, Momentum, Optimizer, RMSProp, Update

Numbers = Callable[[Any, int], tuple[float, ...]]  # what this optimizer computes with in step t
Steps = Callable[..., list[Step]]  # over those numbers, a spare array, weights, gradient, what is remembered


def choose(job: Job) -> Callable[[], None]:
    """The passes for the optimizer's rule, where there are some; else what the action itself does."""
    action: Any = job.action
    kinds = type(action.optimizer).__mro__ if isinstance(action, Update) else ()
    # That of the class which gives the rule: whoever changes the rule of an optimizer has none.
    half = next((_FAST_HALVES.get(kind) for kind in kinds if "rule" in vars(kind)), None)
    if half is None:
        return job.act
    weights, *memory, (count,) = job.variables
    arrays = list(zip(weights, job.values, *memory, strict=True))
    if any(len({a.dtype for a in group}) > 1 for group in arrays):
        return job.act
    numbers, steps = half
    moves = [_passes(len(numbers(action.optimizer, 1)), steps, *group) for group in arrays]
    one = np.ones((), count.dtype)

    def step() -> None:
        now = numbers(action.optimizer, np.add(count, one, count).item())
        for scalars, calls in moves:
            for scalar, number in zip(scalars, now, strict=True):
                scalar[()] = number
            for function, args in calls:
                function(*args)

    return step


def _passes(count: int, steps: Steps, w: Array, *others: Array) -> tuple[list[Array], list[Step]]:
    """Scalars for so many numbers, and the passes with them over all of the arrays."""
    # Numbers as arrays of the weights' own precision: one float64 would turn all of float32 into it.
    scalars = [np.empty((), w.dtype) for _ in range(count)]
    return scalars, [one for block in in_blocks(w, *others) for one in steps(*scalars, *block)]


def _descent(lr: Any, s: Any, w: Any, g: Any) -> list[Step]:
    """w ← w - lr g, in two passes."""
    return [(np.multiply, (g, lr, s)), (np.subtract, (w, s, w))]


def _momentum(lr: Any, momentum: Any, s: Any, w: Any, g: Any, v: Any) -> list[Step]:
    """v ← μ v + g, w ← w - lr v, in four."""
    return [(np.multiply, (v, momentum, v)), (np.add, (v, g, v)), *_descent(lr, s, w, v)]


def _rmsprop(lr: Any, decay: Any, rest: Any, eps: Any, s: Any, w: Any, g: Any, v: Any) -> list[Step]:
    """v ← ρ v + (1-ρ) g², w ← w - lr g / (√v + ε), in nine."""
    square = [(np.multiply, (v, decay, v)), (np.multiply, (g, g, s)), (np.multiply, (s, rest, s))]
    return [*square, (np.add, (v, s, v)), *_over_root(lr, eps, s, w, g, v)]


def _adam(b1: Any, b2: Any, eps: Any, length: Any, s: Any, w: Any, g: Any, m: Any, v: Any) -> list[Step]:
    """m ← β₁ m + g, v ← β₂ v + g², w ← w - length m / (√v + ε), in ten."""
    mean = [(np.multiply, (m, b1, m)), (np.add, (m, g, m))]
    square = [(np.multiply, (v, b2, v)), (np.multiply, (g, g, s)), (np.add, (v, s, v))]
    return [*mean, *square, *_over_root(length, eps, s, w, m, v)]


def _over_root(length: Any, eps: Any, s: Any, w: Any, g: Any, v: Any) -> list[Step]:
    """w ← w - length g / (√v + ε), in five."""
    size = [(np.sqrt, (v, s)), (np.add, (s, eps, s)), (np.divide, (g, s, s))]
    return [*size, *_descent(length, s, w, s)]


_FAST_HALVES: dict[type[Optimizer], tuple[Numbers, Steps]] = {
    GradientDescent: (lambda o, t: (o.lr,), _descent),
    Momentum: (lambda o, t: (o.lr, o.momentum), _momentum),
    RMSProp: (lambda o, t: (o.lr, o.decay, 1 - o.decay, o.eps), _rmsprop),
    Adam: (lambda o, t: (o.beta1, o.beta2, *o.corrected(t)), _adam),
}

"""Operations of which TensorFlow 1.4 takes another slope, or another value at the edge, than nbkit does."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit import graph as nb
from nbkit import ops


class Pow(ops.Power):
    """out = a^p as nbkit's; but where a is not positive, its slope along p is 0 and not NaN."""

    @staticmethod
    def backward(G: Any, out: Any, a: Any, p: Any) -> tuple[Any, ...]:
        one = ops.ones_like(p)
        logarithm = ops.log(ops.where(ops.greater(a, 0), a, ops.ones_like(a)))
        to_a = G * p * ops.apply(Pow, a, p - one)
        return ops.sum_like(to_a, a), ops.sum_like(G * out * logarithm, p)


class Mean(ops.Mean):
    """out = the mean as nbkit's; but that of no entries is NaN, and of whole numbers a whole one."""

    @staticmethod
    def forward(x: Any, axis: Any = None, keepdims: bool = False, out: Any = None) -> Any:
        if x.size and x.dtype.kind == "f":
            return np.mean(x, axis=axis, keepdims=keepdims, out=out)
        total = x.sum(axis=axis, keepdims=keepdims)
        count = np.asarray(x.size // max(np.size(total), 1))
        with np.errstate(invalid="ignore"):
            return ops.copied(np.trunc(total / count).astype(x.dtype), out)


class Max(ops.SharedMax):
    """out = the greatest as nbkit's; but of no entries it is -∞."""

    @staticmethod
    def forward(x: Any, axis: Any = None, keepdims: bool = False, out: Any = None) -> Any:
        least = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
        return np.max(x, axis=axis, keepdims=keepdims, initial=least, out=out)


class ArgMax(ops.ArgMax):
    """out = where the greatest is, as nbkit's; but NaN is never the greatest."""

    @staticmethod
    def forward(x: Any, axis: int = 0, out: Any = None) -> Any:
        if x.dtype.kind == "f":
            x = np.where(np.isnan(x), -np.inf, x)
        return ops.copied(np.argmax(x, axis=axis), out)


class FloorDiv(ops.FloorDivide):
    """out = a // b as nbkit's; but a whole number divided by 0 is an error."""

    @staticmethod
    def forward(a: Any, b: Any, out: Any = None) -> Any:
        return np.floor_divide(a, _no_zero(b), out=out)


class FloorMod(ops.Remainder):
    """out = a % b, likewise."""

    @staticmethod
    def forward(a: Any, b: Any, out: Any = None) -> Any:
        return np.remainder(a, _no_zero(b), out=out)


def _no_zero(b: Any) -> Any:
    if np.asarray(b).dtype.kind in "iu" and not np.all(b):
        raise ValueError("Integer division by zero")
    return b


class SoftmaxCrossEntropy(ops.SoftmaxCrossEntropy):
    """out = -Σ y ln softmax(z) as nbkit's, with the slope -ln softmax(z) along the labels."""

    @staticmethod
    def backward(G: Any, out: Any, z: Any, y: Any) -> tuple[Any, ...]:
        G = ops.expand(G, -1)
        return G * (ops.softmax(z) - y), -(G * ops.log_softmax(z))


class Flat(nb.Operation):
    """What has no slope, as whole numbers and truth values have none."""

    is_flat = True

    @classmethod
    def backward(cls, G: Any, out: Any, /, *values: Any, **options: Any) -> tuple[Any, ...]:
        return (None,) * len(values)


class NoSlope(nb.Operation):
    """What TensorFlow 1.4 computes but has no gradient of. named: what it is called there."""

    named = ""

    @classmethod
    def backward(cls, G: Any, out: Any, /, *values: Any, **options: Any) -> tuple[Any, ...]:
        name = cls.named or cls.__name__.strip("_")
        raise LookupError(f"No gradient defined for operation '{name}' (op type: {name})")

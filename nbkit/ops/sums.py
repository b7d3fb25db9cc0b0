"""Sums and means, and broadcasting, which is their way back."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit.graph import Operation
from nbkit.ops.base import apply, copied
from nbkit.ops.shapes import expand


class Sum(Operation):
    """out = Σ x over an axis, some axes, or all: every entry counts once, so each gets G."""

    label = "Σ"

    @staticmethod
    def forward(x: Any, axis: Any = None, keepdims: bool = False, out: Any = None) -> Any:
        return np.sum(x, axis=axis, keepdims=keepdims, out=out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, axis: Any = None, keepdims: bool = False) -> tuple[Any, ...]:
        return (broadcast_like(with_axis(G, axis, keepdims), x),)

    @staticmethod
    def advice(*values: Any) -> str:
        return f"a value of shape {values[0].shape} has axes 0 to {values[0].ndim - 1}"


def sum(x: Any, axis: Any = None, keepdims: bool = False, name: str | None = None) -> Any:
    """Add up all entries, or those along an axis.

    axis: an int, a tuple of ints, or None for all.

    >>> sum(np.array([[1.0, 2.0], [3.0, 4.0]]), axis=0)
    array([4., 6.])
    """
    return apply(Sum, x, name=name, axis=axis, keepdims=keepdims)


class Mean(Operation):
    """out = Σ x / n over an axis, some axes, or all n entries: each gets G / n."""

    label = "mean"

    @staticmethod
    def forward(x: Any, axis: Any = None, keepdims: bool = False, out: Any = None) -> Any:
        if x.size == 0:
            raise ValueError("the mean of no entries is not defined")
        return np.mean(x, axis=axis, keepdims=keepdims, out=out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, axis: Any = None, keepdims: bool = False) -> tuple[Any, ...]:
        return (broadcast_like(with_axis(G * size_ratio(out, x), axis, keepdims), x),)

    @staticmethod
    def advice(*values: Any) -> str:
        return "feed at least one example" if values[0].size == 0 else Sum.advice(*values)


def mean(x: Any, axis: Any = None, keepdims: bool = False, name: str | None = None) -> Any:
    """Average all entries, or those along an axis. Raises ValueError where there are none.

    >>> float(mean(np.array([[1.0, 2.0], [3.0, 4.0]])))
    2.5
    """
    return apply(Mean, x, name=name, axis=axis, keepdims=keepdims)


def with_axis(G: Any, axis: Any, keepdims: bool) -> Any:
    """Put back, with length 1, the axes that a sum took away.

    >>> with_axis(np.array([4.0, 6.0]), axis=0, keepdims=False)
    array([[4., 6.]])
    """
    return G if axis is None or keepdims else expand(G, axis)


class SumLike(Operation):
    """Undo broadcasting: add up x over the axes along which `like` was repeated. Adjoint of BroadcastLike."""

    label = "Σ→"
    is_view = True
    shape_inputs = (1,)

    @staticmethod
    def forward(x: Any, like: Any, out: Any = None) -> Any:
        if np.shape(x) == np.shape(like):
            return copied(x, out)
        shape = (1,) * (np.ndim(x) - np.ndim(like)) + np.shape(like)
        axes = tuple(i for i, n in enumerate(shape) if n == 1 != np.shape(x)[i])
        total = np.sum(x, axis=axes, keepdims=True) if axes else x
        return copied(np.reshape(total, np.shape(like)), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, like: Any) -> tuple[Any, ...]:
        return broadcast_like(G, x), None


def sum_like(x: Any, like: Any, name: str | None = None) -> Any:
    """Sum x down to the shape of `like`, which broadcasts to that of x.

    >>> sum_like(np.ones((3, 2)), np.zeros(2))
    array([3., 3.])
    """
    return apply(SumLike, x, like, name=name)


class BroadcastLike(Operation):
    """Repeat x until it has the shape of `like`. The adjoint of SumLike."""

    label = "→Σ"
    is_view = True
    shape_inputs = (1,)

    @staticmethod
    def forward(x: Any, like: Any, out: Any = None) -> Any:
        return copied(np.broadcast_to(x, np.shape(like)), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, like: Any) -> tuple[Any, ...]:
        return sum_like(G, x), None


def broadcast_like(x: Any, like: Any, name: str | None = None) -> Any:
    """Repeat x to the shape of `like`.

    >>> broadcast_like(np.array([1.0, 2.0]), np.zeros((2, 2)))
    array([[1., 2.],
           [1., 2.]])
    """
    return apply(BroadcastLike, x, like, name=name)


class SizeRatio(Operation):
    """out = entries of a / entries of b, a number that depends on nothing but their shapes."""

    label = "n/n"
    shape_inputs = (0, 1)

    @staticmethod
    def forward(a: Any, b: Any, out: Any = None) -> Any:
        dtype = b.dtype if np.asarray(b).dtype.kind == "f" else np.float64
        return copied(np.asarray(np.size(a) / np.size(b), dtype=dtype), out)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        return None, None


def size_ratio(a: Any, b: Any, name: str | None = None) -> Any:
    """Return how many entries a has for each of b, in b's precision.

    >>> float(size_ratio(np.zeros(1), np.zeros((2, 2))))
    0.25
    """
    return apply(SizeRatio, a, b, name=name)

"""The greatest entry along axes. The first of equals wins, and gets all of the gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit.functions import Array
from nbkit.graph import Operation
from nbkit.ops.base import apply, copied
from nbkit.ops.rounding import cast_like
from nbkit.ops.sums import Sum, sum, with_axis
from nbkit.ops.truth import equal


class Max(Operation):
    """out = the greatest x along an axis, some axes, or all: the first of the greatest gets G."""

    label = "max"

    @staticmethod
    def forward(x: Any, axis: Any = None, keepdims: bool = False, out: Any = None) -> Any:
        if x.size == 0:
            raise ValueError("the greatest of no entries is not defined")
        return np.max(x, axis=axis, keepdims=keepdims, out=out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, axis: Any = None, keepdims: bool = False) -> tuple[Any, ...]:
        return (to_greatest(G, x, axis, keepdims),)

    @staticmethod
    def advice(*values: Any) -> str:
        return "feed at least one example" if values[0].size == 0 else Sum.advice(*values)


def max(x: Any, axis: Any = None, keepdims: bool = False, name: str | None = None) -> Any:
    """Take the greatest of all entries, or of those along an axis. Raises ValueError where there are none.

    axis: an int, a tuple of ints, or None for all.

    >>> max(np.array([[1.0, 2.0], [4.0, 3.0]]), axis=1)
    array([2., 4.])
    """
    return apply(Max, x, name=name, axis=axis, keepdims=keepdims)


class SharedMax(Max):
    """out = the greatest x, as Max: but all of the greatest share G evenly."""

    @staticmethod
    def backward(G: Any, out: Any, x: Any, axis: Any = None, keepdims: bool = False) -> tuple[Any, ...]:
        won = cast_like(equal(x, with_axis(out, axis, keepdims)), G)
        return (won / sum(won, axis, keepdims=True) * with_axis(G, axis, keepdims),)


def shared_max(x: Any, axis: Any = None, keepdims: bool = False, name: str | None = None) -> Any:
    """Take the greatest, as `max` does; in its gradient, equals share.

    >>> float(shared_max(np.array([1.0, 3.0, 3.0])))
    3.0
    """
    return apply(SharedMax, x, name=name, axis=axis, keepdims=keepdims)


def global_max(x: Any, name: str | None = None) -> Any:
    """Take the greatest entry of each map, wherever it is: x (n, rows, columns, maps). Returns (n, maps).

    >>> global_max(np.arange(8.0).reshape(1, 2, 2, 2))
    array([[6., 7.]])
    """
    return max(x, axis=(1, 2), name=name)


class ToGreatest(Operation):
    """out = 0 in the shape of x, but G at the first greatest x along the axes: the way back of Max."""

    label = "→max"

    @staticmethod
    def forward(G: Any, x: Any, axis: Any = None, keepdims: bool = False, out: Any = None) -> Any:
        G = G if axis is None or keepdims else np.expand_dims(G, axis)
        return copied(np.where(first_greatest(x, axis), G, G.dtype.type(0)), out)

    @staticmethod
    def backward(
        H: Any, out: Any, G: Any, x: Any, axis: Any = None, keepdims: bool = False
    ) -> tuple[Any, ...]:
        return at_greatest(H, x, axis, keepdims), None


def to_greatest(G: Any, x: Any, axis: Any = None, keepdims: bool = False, name: str | None = None) -> Any:
    """Put G where x is greatest along the axes, and 0 elsewhere.

    >>> to_greatest(np.array([5.0]), np.array([[1.0, 3.0, 3.0]]), axis=1)
    array([[0., 5., 0.]])
    """
    return apply(ToGreatest, G, x, name=name, axis=axis, keepdims=keepdims)


class AtGreatest(Operation):
    """out = H at the first greatest x along the axes. The adjoint of ToGreatest."""

    label = "max→"

    @staticmethod
    def forward(H: Any, x: Any, axis: Any = None, keepdims: bool = False, out: Any = None) -> Any:
        found = np.where(first_greatest(x, axis), H, H.dtype.type(0))
        return np.sum(found, axis=axis, keepdims=keepdims, out=out)

    @staticmethod
    def backward(
        G: Any, out: Any, H: Any, x: Any, axis: Any = None, keepdims: bool = False
    ) -> tuple[Any, ...]:
        return to_greatest(G, x, axis, keepdims), None


def at_greatest(H: Any, x: Any, axis: Any = None, keepdims: bool = False, name: str | None = None) -> Any:
    """Take H from where x is greatest along the axes.

    >>> at_greatest(np.array([[7.0, 8.0, 9.0]]), np.array([[1.0, 3.0, 3.0]]), axis=1)
    array([8.])
    """
    return apply(AtGreatest, H, x, name=name, axis=axis, keepdims=keepdims)


def first_greatest(x: Array, axis: Any = None) -> Array:
    """Say where x is greatest along the axes: true at one entry, the first of equals.

    >>> first_greatest(np.array([[1, 3], [3, 2]]))
    array([[False,  True],
           [False, False]])
    """
    axes = range(x.ndim) if axis is None else sorted(np.mod(np.atleast_1d(axis), x.ndim).tolist())
    order = [i for i in range(x.ndim) if i not in axes] + list(axes)
    turned = np.transpose(x, order)
    rows = turned.reshape(*turned.shape[: x.ndim - len(axes)], -1)
    won = np.arange(rows.shape[-1]) == np.argmax(rows, axis=-1)[..., None]
    return won.reshape(turned.shape).transpose(np.argsort(order))

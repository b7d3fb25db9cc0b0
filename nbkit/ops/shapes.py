"""The same entries in another shape, joined, or cut apart; and zeros in the shape of something."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit.functions import shown
from nbkit.graph import GraphError, Node, Operation
from nbkit.ops.base import apply, copied


class Transpose(Operation):
    """out = x with its axes in another order, by default reversed: G goes back in the old order."""

    label = "ᵀ"
    written = "{}ᵀ"
    is_view = True

    @staticmethod
    def forward(x: Any, axes: Any = None, out: Any = None) -> Any:
        return copied(np.transpose(x, axes), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, axes: Any = None) -> tuple[Any, ...]:
        back = None if axes is None else tuple(int(i) for i in np.argsort(np.mod(axes, len(axes))))
        return (transpose(G, back),)

    @staticmethod
    def advice(*values: Any) -> str:
        return f"name each of the {values[0].ndim} axes once"


def transpose(x: Any, axes: tuple[int, ...] | None = None, name: str | None = None) -> Any:
    """Reorder the axes; rows become columns. A vector has one axis and stays as it is.

    >>> transpose(np.array([[1, 2, 3]])).shape
    (3, 1)
    """
    order = axes if axes is None or isinstance(axes, (list, tuple)) else (axes,)
    if order is not None and not all(isinstance(axis, (int, np.integer)) for axis in order):
        raise GraphError(f"expected axes as whole numbers, got {shown(axes)}: write (1, 0)")
    return apply(Transpose, x, name=name, axes=order)


class Reshape(Operation):
    """out = the same entries in another shape: G takes the old shape back."""

    label = "shape"
    is_view = True

    @staticmethod
    def forward(x: Any, shape: Any = None, out: Any = None) -> Any:
        return copied(np.reshape(x, shape), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, shape: Any = None) -> tuple[Any, ...]:
        return (reshape_like(G, x),)

    @staticmethod
    def advice(*values: Any) -> str:
        return f"choose a shape that holds {values[0].size} entries; one axis may be -1, for what is left"


def reshape(x: Any, shape: int | tuple[int, ...], name: str | None = None) -> Any:
    """Give the same entries another shape; one axis may be -1.

    >>> reshape(np.arange(4), (2, -1))
    array([[0, 1],
           [2, 3]])
    """
    return apply(Reshape, x, name=name, shape=shape)


class Flatten(Operation):
    """out = each example's entries in one row: G takes the old shape back."""

    label = "flat"
    is_view = True

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        if x.ndim == 0:
            raise ValueError("expected examples along the first axis")
        return copied(np.reshape(x, (len(x), math.prod(x.shape[1:]))), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (reshape_like(G, x),)

    @staticmethod
    def advice(*values: Any) -> str:
        return "give it a batch, such as images of shape (n, rows, columns, channels)"


def flatten(x: Any, name: str | None = None) -> Any:
    """Lay out each example in one row, as a dense layer takes it: (n, …) becomes (n, d).

    >>> flatten(np.zeros((5, 4, 4, 16))).shape
    (5, 256)
    """
    return apply(Flatten, x, name=name)


class ReshapeLike(Operation):
    """out = x in the shape of `like`."""

    label = "shape"
    is_view = True
    shape_inputs = (1,)

    @staticmethod
    def forward(x: Any, like: Any, out: Any = None) -> Any:
        return copied(np.reshape(x, np.shape(like)), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, like: Any) -> tuple[Any, ...]:
        return reshape_like(G, x), None


def reshape_like(x: Any, like: Any, name: str | None = None) -> Any:
    """Give x the shape of `like`.

    >>> reshape_like(np.arange(4), np.zeros((2, 2))).shape
    (2, 2)
    """
    return apply(ReshapeLike, x, like, name=name)


class Expand(Operation):
    """out = x with new axes of length 1."""

    label = "+axis"
    is_view = True

    @staticmethod
    def forward(x: Any, axis: Any = 0, out: Any = None) -> Any:
        return copied(np.expand_dims(x, axis), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, axis: Any = 0) -> tuple[Any, ...]:
        return (reshape_like(G, x),)


def expand(x: Any, axis: int | tuple[int, ...], name: str | None = None) -> Any:
    """Insert an axis of length 1.

    >>> expand(np.zeros(3), -1).shape
    (3, 1)
    """
    return apply(Expand, x, name=name, axis=axis)


class Concat(Operation):
    """out = the inputs one after the other along an axis: each gets its own part of G back."""

    label = "concat"

    @staticmethod
    def forward(*values: Any, axis: int = 0, out: Any = None) -> Any:
        return np.concatenate(values, axis=axis, out=out)

    @staticmethod
    def backward(G: Any, out: Any, *values: Any, axis: int = 0) -> tuple[Any, ...]:
        return tuple(part(G, values, i, axis) for i in range(len(values)))

    @staticmethod
    def advice(*values: Any) -> str:
        return "all axes but the one along which they are joined must be equal: " + ", ".join(
            str(v.shape) for v in values
        )


def concat(values: Sequence[Any], axis: int = 0, name: str | None = None) -> Any:
    """Join along an axis that exists.

    >>> concat([np.array([1, 2]), np.array([3])])
    array([1, 2, 3])
    """
    return apply(Concat, *_several(values), name=name, axis=axis)


def _several(values: Any) -> list[Any]:
    if isinstance(values, Node) or not hasattr(values, "__iter__") or len(values) == 0:
        raise GraphError(f"expected values to join, in a list, got {shown(values)}: write [a, b]")
    return list(values)


def stack(values: Sequence[Any], axis: int = 0, name: str | None = None) -> Any:
    """Join along a new axis: two vectors become the rows of a matrix.

    >>> stack([np.array([1, 2]), np.array([3, 4])])
    array([[1, 2],
           [3, 4]])
    """
    return concat([expand(v, axis) for v in _several(values)], axis, name)


class Part(Operation):
    """out = the part of x that belongs to value `index`, where x is shaped like a concat of the values."""

    label = "part"
    is_view = True
    shape_inputs = range(1, sys.maxsize)  # all but the first

    @staticmethod
    def forward(x: Any, *values: Any, index: int = 0, axis: int = 0, out: Any = None) -> Any:
        start = int(np.sum([v.shape[axis] for v in values[:index]], dtype=int))
        here = [slice(None)] * x.ndim
        here[axis] = slice(start, start + values[index].shape[axis])
        return copied(x[tuple(here)], out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, *values: Any, index: int = 0, axis: int = 0) -> tuple[Any, ...]:
        parts = [G if i == index else zeros_like(v) for i, v in enumerate(values)]
        return concat(parts, axis), *(None for _ in values)


def part(x: Any, values: Sequence[Any], index: int, axis: int = 0, name: str | None = None) -> Any:
    """Cut out of x what value number `index` had put into a concat of the values.

    >>> part(np.array([1, 2, 3]), [np.zeros(2), np.zeros(1)], 1)
    array([3])
    """
    return apply(Part, x, *values, name=name, index=index, axis=axis)


class LikeZeros(Operation):
    """out = 0 in the shape of x: the slope of what does not depend on x."""

    label = "0"
    shape_inputs = (0,)

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return copied(np.zeros_like(x), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (None,)


def zeros_like(x: Any, name: str | None = None) -> Any:
    """Return zeros in the shape and dtype of x.

    >>> zeros_like(np.array([1.0, 2.0]))
    array([0., 0.])
    """
    return apply(LikeZeros, x, name=name)


class LikeOnes(Operation):
    """out = 1 in the shape of x: what each entry counts in their sum."""

    label = "1"
    shape_inputs = (0,)

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return copied(np.ones_like(x), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (None,)


def ones_like(x: Any, name: str | None = None) -> Any:
    """Return ones in the shape and dtype of x.

    >>> ones_like(np.array([3.0, 2.0]))
    array([1., 1.])
    """
    return apply(LikeOnes, x, name=name)


class StopGradient(Operation):
    """out = x, but nothing is learned through it: no slope."""

    label = "stop"
    is_view = True
    is_flat = True

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return copied(x, out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (None,)


def stop_gradient(x: Any, name: str | None = None) -> Any:
    """Hand x on, and let no gradient through.

    >>> stop_gradient(np.array([3.0]))
    array([3.])
    """
    return apply(StopGradient, x, name=name)

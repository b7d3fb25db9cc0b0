"""Pooling: each window of an image becomes one number, its maximum or its mean."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit.functions import Array, as_floats
from nbkit.graph import Operation
from nbkit.ops.base import apply, copied
from nbkit.ops.maxima import first_greatest
from nbkit.ops.windows import Sides, add_windows, check_window, pair, windows


class MaxPool(Operation):
    """out = the greatest entry of each window, map by map: the first of the greatest gets G."""

    label = "max-pool"

    @staticmethod
    def forward(x: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid", out: Any = None) -> Any:
        return np.max(_seen(x, size, stride, padding), axis=(-2, -1), out=out)

    @staticmethod
    def backward(
        G: Any, out: Any, x: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid"
    ) -> tuple[Any, ...]:
        return (max_unpool(G, x, out, size, stride, padding),)

    @staticmethod
    def advice(*values: Any) -> str:
        if values[0].ndim != 4:
            return "nb.reshape(x, (-1, 28, 28, 1)) makes images of rows of 784 pixels"
        return 'padding="same", or a smaller size'


def max_pool(
    x: Any, size: Sides = 2, stride: Sides | None = None, padding: str = "valid", name: str | None = None
) -> Any:
    """Keep the greatest entry of each window of size × size, map by map.

    x (n, rows, columns, maps). stride: how far the window moves; left out, as far as it is wide.
    Either may be a pair: that of rows, and that of columns.
    padding: "valid" leaves out what does not fill a window; "same" takes it in.
    Raises GraphError for other shapes and for windows larger than the image.

    >>> max_pool(np.arange(16.0).reshape(1, 4, 4, 1))[0, :, :, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    """
    return _pool(MaxPool, x, size, stride, padding, name)


class MaxUnpool(Operation):
    """out = 0 in the shape of x, but G at the first pixel of each window that is its maximum `top`."""

    label = "unpool"

    @staticmethod
    def forward(
        G: Any, x: Any, top: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid", out: Any = None
    ) -> Any:
        won = _first_at_top(x, top, size, stride, padding)
        shares = np.where(won, G[..., None, None], G.dtype.type(0))
        return copied(add_windows(shares, x.shape, stride, padding), out)

    @staticmethod
    def backward(
        H: Any, out: Any, G: Any, x: Any, top: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid"
    ) -> tuple[Any, ...]:
        return max_pool_at(H, x, top, size, stride, padding), None, None


def max_unpool(
    G: Any,
    x: Any,
    top: Any,
    size: Sides = 2,
    stride: Sides = 2,
    padding: str = "valid",
    name: str | None = None,
) -> Any:
    """Put G where x has the maximum of its window, and 0 elsewhere; where windows overlap, G adds up.

    top: the maxima, max_pool(x). It is the way back of `max_pool`.

    >>> x = np.array([1.0, 3.0, 3.0, 2.0]).reshape(1, 2, 2, 1)
    >>> max_unpool(np.full((1, 1, 1, 1), 5.0), x, max_pool(x)).ravel()
    array([0., 5., 0., 0.])
    """
    return apply(MaxUnpool, G, x, top, name=name, size=size, stride=stride, padding=padding)


class MaxPoolAt(Operation):
    """out = H at the first pixel of each window of x that is its maximum `top`. The adjoint of MaxUnpool."""

    label = "pool at max"

    @staticmethod
    def forward(
        H: Any, x: Any, top: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid", out: Any = None
    ) -> Any:
        won = _first_at_top(x, top, size, stride, padding)
        found = np.where(won, windows(H, pair(size), stride, padding), H.dtype.type(0))
        return np.sum(found, axis=(-2, -1), out=out)

    @staticmethod
    def backward(
        G: Any, out: Any, H: Any, x: Any, top: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid"
    ) -> tuple[Any, ...]:
        return max_unpool(G, x, top, size, stride, padding), None, None


def max_pool_at(
    H: Any,
    x: Any,
    top: Any,
    size: Sides = 2,
    stride: Sides = 2,
    padding: str = "valid",
    name: str | None = None,
) -> Any:
    """Take from each window of H what lies where x has its maximum `top`.

    >>> x = np.array([1.0, 3.0, 3.0, 2.0]).reshape(1, 2, 2, 1)
    >>> max_pool_at(np.arange(4.0).reshape(x.shape), x, max_pool(x)).ravel()
    array([1.])
    """
    return apply(MaxPoolAt, H, x, top, name=name, size=size, stride=stride, padding=padding)


class AvgPool(Operation):
    """out = the mean of each window, map by map: each of its k pixels gets G / k. A border does not count."""

    label = "mean-pool"

    @staticmethod
    def forward(x: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid", out: Any = None) -> Any:
        total = np.sum(windows(as_floats(x), pair(size), stride, padding), axis=(-2, -1))
        return np.divide(total, _pixels(total, x, size, stride, padding), out=out)

    @staticmethod
    def backward(
        G: Any, out: Any, x: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid"
    ) -> tuple[Any, ...]:
        return (avg_unpool(G, x, size, stride, padding),)

    @staticmethod
    def advice(*values: Any) -> str:
        return MaxPool.advice(*values)


def avg_pool(
    x: Any, size: Sides = 2, stride: Sides | None = None, padding: str = "valid", name: str | None = None
) -> Any:
    """Average each window of size × size, map by map; all else is as in `max_pool`.

    >>> avg_pool(np.arange(16.0).reshape(1, 4, 4, 1))[0, :, :, 0]
    array([[ 2.5,  4.5],
           [10.5, 12.5]])
    """
    return _pool(AvgPool, x, size, stride, padding, name)


class AvgUnpool(Operation):
    """out = G / k at each of the k pixels that a window saw of x: the way back of AvgPool."""

    label = "unpool"
    shape_inputs = (1,)

    @staticmethod
    def forward(
        G: Any, x: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid", out: Any = None
    ) -> Any:
        share = np.divide(G, _pixels(G, x, size, stride, padding))
        shares = np.broadcast_to(share[..., None, None], (*G.shape, *pair(size)))
        return copied(add_windows(shares, x.shape, stride, padding), out)

    @staticmethod
    def backward(
        H: Any, out: Any, G: Any, x: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid"
    ) -> tuple[Any, ...]:
        return avg_pool(H, size, stride, padding), None


def avg_unpool(
    G: Any, x: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid", name: str | None = None
) -> Any:
    """Share G out evenly among the pixels that each window saw of x.

    >>> avg_unpool(np.full((1, 1, 1, 1), 2.0), np.zeros((1, 2, 2, 1))).ravel()
    array([0.5, 0.5, 0.5, 0.5])
    """
    return apply(AvgUnpool, G, x, name=name, size=size, stride=stride, padding=padding)


def _pool(
    kind: type[Operation], x: Any, size: Sides, stride: Sides | None, padding: str, name: str | None
) -> Any:
    stride = size if stride is None else stride
    check_window(padding, size=size, stride=stride)
    return apply(kind, x, name=name, size=size, stride=stride, padding=padding)


def _seen(x: Array, size: Sides, stride: Sides, padding: str) -> Array:
    """What the windows see, with a border that is never greater than a pixel."""
    lowest = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min if x.dtype.kind in "iu" else False
    return windows(x, pair(size), stride, padding, lowest)


def _first_at_top(x: Array, top: Array, size: Sides, stride: Sides, padding: str) -> Array:
    """For each window, true at the first pixel that is as great as `top`."""
    return first_greatest(_seen(x, size, stride, padding) == top[..., None, None], (-2, -1))


def _pixels(like: Array, x: Array, size: Sides, stride: Sides, padding: str) -> Array:
    """How many pixels of the image each window sees, in the precision of `like`: fewer at a border."""
    image = np.ones((1, *x.shape[1:3], 1), like.dtype)
    return np.sum(windows(image, pair(size), stride, padding), axis=(-2, -1))

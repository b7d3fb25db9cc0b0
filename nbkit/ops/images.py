"""Convolution of images: one small set of weights looks at every place; and its two slopes.

Images are (n, rows, columns, channels), kernels (rows, columns, channels, maps), as TensorFlow had them.
As every framework does, we call it a convolution and do not turn the kernels around.
Reference: Dumoulin and Visin, *A guide to convolution arithmetic for deep learning* (2016).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nbkit.functions import Array, as_floats
from nbkit.graph import Operation
from nbkit.ops.base import apply, copied
from nbkit.ops.windows import Sides, add_windows, check_window, windows


class Conv2D(Operation):
    """out[n, y, x, m] = Σ_ijc images[n, s y + i, s x + j, c] kernels[i, j, c, m], with the stride s.

    Each place's window is a row of a matrix, each map's kernel a column: it is one product of matrices.
    """

    label = "conv"
    written = "{} ∗ {}"
    weighs = True

    @staticmethod
    def forward(x: Any, w: Any, stride: Sides = 1, padding: str = "valid", out: Any = None) -> Any:
        rows, places = _rows(x, w, stride, padding)
        columns = _columns(w)
        if np.result_type(x, w).kind != "f":  # sums of whole pixels would not fit in a byte
            columns = as_floats(columns)
        return copied((rows @ columns).reshape(*places, w.shape[3]), out)

    @staticmethod
    def backward(
        G: Any, out: Any, x: Any, w: Any, stride: Sides = 1, padding: str = "valid"
    ) -> tuple[Any, ...]:
        return conv_slope_images(G, x, w, stride, padding), conv_slope_kernels(G, x, w, stride, padding)

    @staticmethod
    def advice(*values: Any) -> str:
        x, w = values
        if x.ndim != 4:
            return "nb.reshape(x, (-1, 28, 28, 1)) makes images of rows of 784 pixels"
        if w.ndim != 4 or 0 in w.shape[:2]:
            return f"make kernels of shape (5, 5, {x.shape[3]}, 8) for 8 maps"
        if x.shape[3] != w.shape[2]:
            return f"make kernels of shape {(*w.shape[:2], x.shape[3], w.shape[3])}"
        return 'padding="same", or smaller kernels'


def conv2d(x: Any, w: Any, stride: Sides = 1, padding: str = "valid", name: str | None = None) -> Any:
    """Slide kernels over images, and weigh what they see at each place.

    x (n, rows, columns, channels), w (rows, columns, channels, maps). Returns (n, places down, across, maps).
    stride: how far they move, or a pair: how far down, and how far across. padding: "valid" stays within the
    image; "same" puts a border of zeros around it. Whole pixels may meet whole kernels: the maps are floats.
    Raises GraphError for other shapes, for kernels larger than the image,
    and for a stride that is no whole number from 1 on.

    >>> conv2d(np.arange(4.0).reshape(1, 2, 2, 1), np.ones((2, 2, 1, 1)))
    array([[[[6.]]]])
    """
    check_window(padding, stride=stride)
    return apply(Conv2D, x, w, name=name, stride=stride, padding=padding)


class ConvSlopeImages(Operation):
    """dL/dx of out = x ∗ w: each place hands G w back to the pixels that its window saw."""

    label = "G∗wᵀ"
    shape_inputs = (1,)

    @staticmethod
    def forward(G: Any, x: Any, w: Any, stride: Sides = 1, padding: str = "valid", out: Any = None) -> Any:
        shares = G.reshape(-1, G.shape[3]) @ _columns(w).T if G.size else np.zeros(0, G.dtype)
        seen = shares.reshape(*G.shape[:3], *w.shape[:3]).transpose(0, 1, 2, 5, 3, 4)
        return copied(add_windows(seen, x.shape, stride, padding), out)

    @staticmethod
    def backward(
        H: Any, out: Any, G: Any, x: Any, w: Any, stride: Sides = 1, padding: str = "valid"
    ) -> tuple[Any, ...]:
        return conv2d(H, w, stride, padding), None, conv_slope_kernels(G, H, w, stride, padding)


def conv_slope_images(
    G: Any, x: Any, w: Any, stride: Sides = 1, padding: str = "valid", name: str | None = None
) -> Any:
    """Return dL/dx of out = x ∗ w, shaped as x.

    >>> conv_slope_images(np.ones((1, 1, 1, 1)), np.zeros((1, 2, 2, 1)), np.ones((2, 1, 1, 1)))[0, :, :, 0]
    array([[1., 0.],
           [1., 0.]])
    """
    return apply(ConvSlopeImages, G, x, w, name=name, stride=stride, padding=padding)


class ConvSlopeKernels(Operation):
    """dL/dw of out = x ∗ w: each weight meets G at all places, and so adds up what it saw there."""

    label = "xᵀ∗G"
    shape_inputs = (2,)

    @staticmethod
    def forward(G: Any, x: Any, w: Any, stride: Sides = 1, padding: str = "valid", out: Any = None) -> Any:
        rows, _ = _rows(x, w, stride, padding)
        return copied((rows.T @ G.reshape(len(rows), w.shape[3])).reshape(w.shape), out)

    @staticmethod
    def backward(
        H: Any, out: Any, G: Any, x: Any, w: Any, stride: Sides = 1, padding: str = "valid"
    ) -> tuple[Any, ...]:
        return conv2d(x, H, stride, padding), conv_slope_images(G, x, H, stride, padding), None


def conv_slope_kernels(
    G: Any, x: Any, w: Any, stride: Sides = 1, padding: str = "valid", name: str | None = None
) -> Any:
    """Return dL/dw of out = x ∗ w, shaped as w.

    >>> x, w = np.arange(4.0).reshape(1, 2, 2, 1), np.zeros((2, 2, 1, 1))
    >>> conv_slope_kernels(np.ones((1, 1, 1, 1)), x, w).ravel()
    array([0., 1., 2., 3.])
    """
    return apply(ConvSlopeKernels, G, x, w, name=name, stride=stride, padding=padding)


def _rows(x: Array, w: Array, stride: Sides, padding: str) -> tuple[Array, tuple[int, ...]]:
    """A row for each place, with all that its window sees; and how many images and places there are."""
    if w.ndim != 4 or 0 in w.shape[:2]:
        raise ValueError("expected kernels of shape (rows, columns, channels, maps), of a weight or more")
    if x.ndim == 4 and x.shape[3] != w.shape[2]:
        raise ValueError(f"images of {x.shape[3]} channels meet kernels for {w.shape[2]}")
    seen = windows(x, w.shape[:2], stride, padding).transpose(0, 1, 2, 4, 5, 3)
    places = seen.shape[:3]
    return seen.reshape(math.prod(places), math.prod(w.shape[:3])), places


def _columns(w: Array) -> Array:
    """A column for each map, with all of its weights."""
    return w.reshape(math.prod(w.shape[:3]), w.shape[3])

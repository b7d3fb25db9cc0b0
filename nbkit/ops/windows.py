"""A window that slides over images: what it sees at each place, and the way back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit.functions import Array, is_whole, shown
from nbkit.graph import GraphError

Size = tuple[int, int]
Sides = int | Size  # one number for rows and columns, or one for each


def windows(x: Array, size: Size, stride: Sides = 1, padding: str = "valid", fill: float = 0) -> Array:
    """Return what a window of this size sees of images at each of its places, as a view.

    x (n, rows, columns, channels). Returns (n, places down, places across, channels, *size).
    stride: how far it moves. padding: "valid", and it stays within the image; "same", and there are as many
    places as pixels, divided by the stride: a border of `fill` is put around the image, as TensorFlow does.
    Raises ValueError where x is no batch of images, or too small for the window.

    >>> windows(np.arange(9).reshape(1, 3, 3, 1), (2, 2))[0, 0, 1, 0]
    array([[1, 2],
           [4, 5]])
    """
    if x.ndim != 4:
        raise ValueError("expected images of shape (n, rows, columns, channels)")
    if padding == "valid" and not (size[0] <= x.shape[1] and size[1] <= x.shape[2]):
        raise ValueError(
            f"a window of {size[0]}×{size[1]} is larger than images of {x.shape[1]}×{x.shape[2]}"
        )
    down, across = borders(x.shape[1:3], size, stride, padding)
    if any((*down, *across)):
        x = np.pad(x, ((0, 0), down, across, (0, 0)), constant_values=fill)
    rows, columns = pair(stride)
    return np.lib.stride_tricks.sliding_window_view(x, size, axis=(1, 2))[:, ::rows, ::columns]


def add_windows(seen: Array, shape: tuple[int, ...], stride: Sides = 1, padding: str = "valid") -> Array:
    """Put back what windows saw: images in which each pixel adds up all that was seen of it.

    It is the adjoint of `windows`, for images of this shape.

    >>> add_windows(np.ones((1, 2, 2, 1, 2, 2)), (1, 3, 3, 1))[0, :, :, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    (n, height, width, c), (rows, columns) = shape, seen.shape[-2:]
    (top, below), (left, right) = borders((height, width), (rows, columns), stride, padding)
    far, near = pair(stride)
    total = np.zeros((n, top + height + below, left + width + right, c), seen.dtype)
    for i, j in np.ndindex(rows, columns):
        down, across = slice(i, i + far * seen.shape[1], far), slice(j, j + near * seen.shape[2], near)
        total[:, down, across] += seen[..., i, j]
    return total[:, top : top + height, left : left + width]


def pair(number: Sides) -> Size:
    """Return a number for rows and one for columns.

    >>> pair(2), pair((1, 2))
    ((2, 2), (1, 2))
    """
    return number if isinstance(number, tuple) else (number, number)


def borders(lengths: Sequence[int], size: Sequence[int], stride: Sides, padding: str) -> tuple[Size, ...]:
    """Return the border of the rows of an image and that of its columns.

    >>> borders((4, 28), (2, 5), (2, 1), "same")
    ((0, 0), (2, 2))
    """
    each = zip(lengths[:2], size[:2], pair(stride), strict=True)
    return tuple(border(length, k, s, padding) for length, k, s in each)


def border(length: int, size: int, stride: int, padding: str) -> Size:
    """Return how many pixels to add before and after an axis of this length.

    >>> border(28, 5, 1, "same"), border(28, 5, 1, "valid")
    ((2, 2), (0, 0))
    """
    places = math.ceil(length / stride)
    lack = (places - 1) * stride + size - length if padding == "same" else 0
    return (lack // 2, lack - lack // 2) if lack > 0 else (0, 0)


def check_window(padding: Any, **numbers: Any) -> None:
    """Raise GraphError where the padding has another name, or a size or stride is no number from 1 on.

    >>> check_window("same", stride=1)
    """
    for what, number in numbers.items():
        both = number if isinstance(number, tuple) and len(number) == 2 else (number,)
        if not all(is_whole(n, 1) for n in both):
            raise GraphError(
                f"expected {what} as a whole number, 1 or more, got {shown(number)}: write {what}=2"
            )
    if not isinstance(padding, str) or padding not in ("valid", "same"):
        raise GraphError(
            f'expected padding as "valid" or "same", got {shown(padding)}: "same" puts a border around'
        )

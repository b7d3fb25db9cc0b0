"""What windows see of images, in ONNX: tables of pixel numbers, by which they are gathered and put back."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nbkit.functions import Array
from nbkit.ops.windows import Sides, borders, windows

Size = tuple[int, int]


def seen_by(b: Any, x: str, images: Any, size: Size, stride: Sides, padding: str, fill: float = 0.0) -> str:
    """Say what windows see of images: (n, places, pixels of a window, channels).

    images: their shape (n, rows, columns, channels). fill: what a border is made of.
    """
    _, height, width, channels = images
    down, across = borders((height, width), size, stride, padding)
    if any((*down, *across)):
        before_and_after = [0, down[0], across[0], 0, 0, down[1], across[1], 0]
        x = b.say("Pad", x, b.whole(before_and_after), b.number(fill))
    flat = b.say("Reshape", x, b.whole([0, -1, channels]))
    return str(b.say("Gather", flat, b.whole(pixels_seen(height, width, size, stride, padding)), axis=1))


def add_windows(b: Any, shares: str, images: Any, size: Size, stride: Sides, padding: str) -> str:
    """Put back what windows saw: each pixel gathers its shares and adds them up. Zeros fill the gaps."""
    _, height, width, channels = images
    own = shares_of(height, width, size, stride, padding)
    places = pixels_seen(height, width, size, stride, padding).size
    flat = b.say("Reshape", shares, b.whole([-1, places, channels]))
    if places in own:
        flat = b.say("Pad", flat, b.whole([0, 0, 0, 0, 1, 0]), b.number(0))
    found = b.say("Gather", flat, b.whole(own), axis=1)
    total = b.say("ReduceSum", found, b.whole([2]), keepdims=0)
    return str(b.say("Reshape", total, b.whole([-1, height, width, channels])))


def first_of(b: Any, x: str, axis: int = -1, length: int | None = None) -> str:
    """True at the first greatest entry along an axis, counted from the last: ArgMax takes the first.

    length: how long the axis is; left out, that is asked when the file is run.
    """
    if length is None:
        length = b.say("Gather", b.say("Shape", x, dtype=np.int64), b.whole(axis), axis=0)
        numbers = b.say("Range", b.whole(0), length, b.whole(1))
    else:
        numbers = b.whole(np.arange(length).reshape(-1, *[1] * (-1 - axis)))
    winner = b.say("ArgMax", x, axis=axis, keepdims=1, dtype=np.int64)
    return str(b.say("Equal", numbers, winner, dtype=bool))


def pixels_seen(height: int, width: int, size: Size, stride: Sides, padding: str) -> Array:
    """The number of each pixel that a window sees, a row for each place, in images with their border.

    >>> pixels_seen(2, 3, (2, 2), 1, "valid")
    array([[0, 1, 3, 4],
           [1, 2, 4, 5]])
    """
    down, across = borders((height, width), size, stride, padding)
    rows, columns = height + sum(down), width + sum(across)
    numbers = np.arange(rows * columns).reshape(1, rows, columns, 1)
    return windows(numbers, size, stride).reshape(-1, math.prod(size))


def shares_of(height: int, width: int, size: Size, stride: Sides, padding: str) -> Array:
    """For each pixel the numbers of the shares that are its own; where it has fewer, that of the zeros.

    >>> shares_of(1, 3, (1, 2), 1, "valid")
    array([[0, 4],
           [1, 2],
           [3, 4]])
    """
    down, across = borders((height, width), size, stride, padding)
    seen = pixels_seen(height, width, size, stride, padding).ravel()
    pixels = np.arange((height + sum(down)) * (width + sum(across))).reshape(height + sum(down), -1)
    order = np.argsort(seen, kind="stable")  # the shares of pixel 0, then those of pixel 1, ...
    counts = np.bincount(seen, minlength=pixels.size)
    number = np.arange(len(seen)) - np.repeat(np.cumsum(counts) - counts, counts)
    table = np.full((pixels.size, max(counts)), len(seen))
    table[seen[order], number] = order
    return table[pixels[down[0] : down[0] + height, across[0] : across[0] + width].ravel()]


def counts_of(images: Any, size: Size, stride: Sides, padding: str) -> Array:
    """How many pixels of the image each window sees, a number for each place: fewer at a border."""
    image = np.ones((1, *images[1:3], 1))
    return windows(image, size, stride, padding).reshape(-1, math.prod(size)).sum(axis=1)

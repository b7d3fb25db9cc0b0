"""Handwriting made like MNIST: strokes become ink, cut out, scaled to 20 by 20, centred in 28 by 28."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from nbkit.functions import Array

SIDE = 280  # of the canvas: ten points for a pixel of MNIST
BOX = 20  # pixels of MNIST: a digit's longer side


class Written(NamedTuple):
    """What was written, in its three stages: ink (280, 280), cut (20, 20), picture (28, 28)."""

    ink: Array
    cut: Array
    picture: Array


def ink(strokes: Iterable[ArrayLike], thickness: float = 24) -> Array:
    """Return strokes as a picture (280, 280) from 0 (paper) to 1 (ink), their edges grey and not jagged.

    A point at distance d from the line is inked by thickness / 2 + 1 / 2 - d, at least 0 and at most 1.
    strokes: of each the points (x, y) that the pen passes, (k, 2), from (0, 0) at the top left to (280, 280)
    at the bottom right; what lies outside is cut off. thickness: of the pen, above 0.
    Raises ValueError where a stroke is no list of points, a number not finite, or the pen without thickness.

    >>> picture = ink([[(100, 40), (100, 240)]])
    >>> picture.shape, float(picture[140, 99]), float(picture[140, 130])
    ((280, 280), 1.0, 0.0)
    """
    if not thickness > 0:
        raise ValueError(f"expected a thickness above 0, got {thickness}: ink(strokes, thickness=24)")
    picture = np.zeros((SIDE, SIDE))
    for stroke in strokes:
        points = _points(stroke)
        for start, end in zip(points, points[1:] if len(points) > 1 else points, strict=False):
            _line(picture, start, end, thickness / 2)
    return picture


def cut_out(ink: ArrayLike) -> Array:
    """Return the box around all ink of a picture (h, w), scaled to fit 20 by 20 with its proportions kept.

    Each new pixel is the mean of what it covers, so that edges are grey and not jagged; all are 0 where there
    is no ink. Raises ValueError where it is no picture.

    >>> picture = np.zeros((280, 280))
    >>> picture[40:240, 90:110] = 1
    >>> np.argwhere(cut_out(picture)[0]).ravel().tolist()
    [9, 10]
    """
    picture = np.asarray(ink, dtype=float)
    if picture.ndim != 2:
        raise ValueError(f"expected one picture (h, w), got shape {picture.shape}: cut them out one by one")
    rows, columns = (np.flatnonzero(picture.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return np.zeros((BOX, BOX))
    longest = int(max(np.ptp(rows), np.ptp(columns))) + 1
    down, across = (
        _cover(found, longest, length) for found, length in zip((rows, columns), picture.shape, strict=True)
    )
    return np.clip(down @ picture @ across.T, 0, 1)


def centre_by_mass(cut: Array) -> Array:
    """Return (28, 28) that holds the box (20, 20), its centre of mass within half a pixel of (14, 14).

    It moves by whole pixels, and no farther than to the edge, so that no ink is blurred or lost.
    In MNIST itself all centres lie between 13.5 and 14.5, rows and columns counted from 0.

    >>> cut = np.zeros((20, 20))
    >>> cut[2:4, 5:7] = 1
    >>> np.argwhere(centre_by_mass(cut)).tolist()
    [[13, 13], [13, 14], [14, 13], [14, 14]]
    """
    picture = np.pad(cut, 4)
    if picture.any():
        inked = np.argwhere(picture)
        centre = picture[tuple(inked.T)] @ inked / picture.sum()
        shift = np.ceil(13.5 - centre - 1e-6)  # of two equal places the upper left, not as rounding falls
        shift = np.clip(shift, -inked.min(axis=0), 27 - inked.max(axis=0))
        picture = np.roll(picture, shift.astype(int), axis=(0, 1))
    return picture


def prepare(ink: ArrayLike) -> Written:
    """Return a picture (h, w) in the stages through which MNIST's authors sent each digit.

    ink: of any size, from 0 (paper) to 1 (ink). cut: `cut_out` of it. picture: `centre_by_mass` of that, what
    the network gets. Raises ValueError where it is no picture.
    Source: LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition*,
    Proceedings of the IEEE 86 (1998), section III.

    >>> written = prepare(ink([[(30, 20), (30, 120)]]))
    >>> written.cut.shape, written.picture.shape
    ((20, 20), (28, 28))
    """
    picture = np.asarray(ink, dtype=float)
    cut = cut_out(picture)
    return Written(picture, cut, centre_by_mass(cut))


def _points(stroke: ArrayLike) -> Array:
    points = np.asarray(stroke, dtype=float)
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise ValueError(
            f"expected a stroke as points (x, y), all finite, got shape {points.shape}: "
            "strokes are lists of points, as in [[(100, 40), (100, 240)]]"
        )
    return points


def _line(picture: Array, start: Array, end: Array, radius: float) -> None:
    """Ink a line with round ends into the picture; where it is inked already, the darker wins."""
    ends = np.array([start, end])
    low = np.clip(np.floor(ends.min(axis=0) - radius - 1), 0, SIDE).astype(int)
    high = np.clip(np.ceil(ends.max(axis=0) + radius + 1), 0, SIDE).astype(int)
    part = picture[low[1] : high[1], low[0] : high[0]]
    x = np.arange(low[0], high[0]) + 0.5 - start[0]
    y = np.arange(low[1], high[1])[:, None] + 0.5 - start[1]
    dx, dy = end - start
    along = np.clip((x * dx + y * dy) / max(dx * dx + dy * dy, 1e-12), 0, 1)
    distance = np.hypot(x - along * dx, y - along * dy)
    np.maximum(part, np.clip(radius + 0.5 - distance, 0, 1), out=part)


def _cover(found: Array, longest: int, length: int) -> Array:
    """Return (20, length): the share of each of 20 new pixels that an old one covers.

    The ink begins at the border of a new pixel, and paper to its left and right (above and below) differs by
    one at most. Whole numbers decide on that, for a rounding error would move the digit by a pixel.
    """
    size = int(np.ptp(found)) + 1
    before = BOX * (longest - size) // (2 * longest)
    pixel = longest / BOX
    edges = found[0] + (np.arange(BOX + 1) - before) * pixel
    old = np.arange(length)
    overlap = np.minimum(edges[1:, None], old + 1) - np.maximum(edges[:-1, None], old)
    return np.clip(overlap, 0, None) / pixel

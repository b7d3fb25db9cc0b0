"""Convolution and pooling of a batch in blocks: strips that lie side by side, and one product over them.

A block of images lies by rows, channels, columns, images. Of it we copy one strip for each column of the
kernel, and not one window for each place: what a place sees of several rows lies in strips that follow each
other, so that an overlapping view shows all windows as matrices. These are small enough for OpenBLAS's quick
way, and what is computed of a block stays in the cache until it is read.
Reference: Chetlur et al., *cuDNN: efficient primitives for deep learning* (2014).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nbkit import ops
from nbkit.compiled.memory import empty
from nbkit.compiled.plan import Step, spec, view_of
from nbkit.functions import Array
from nbkit.graph import Operation

ORDER = (1, 3, 2, 0)  # of the axes of images, from far apart to close together
BACK = (3, 0, 2, 1)  # the same images, as they are told: images, rows, columns, channels

Values = list[Any]  # of one argument: what it is for each block
Steps = list[list[Step]]  # for each block


def images(shape: tuple[int, ...], dtype: Any) -> Array:
    """New memory for a block of images of this shape: rows, channels, columns, images."""
    return empty(tuple(shape[axis] for axis in ORDER), dtype).transpose(BACK)


def choose(node: Operation, args: list[Values], outs: list[Array], notes: Callable[[], Any]) -> Steps | None:
    """The steps for each block of an operation on images, where there is a quick way; else None.

    notes: gives what an operation shares with its way back: the strips of a convolution, a pool's winners.
    """
    if outs[0].dtype.char not in "fd" or any(spec(values[0]).dtype != outs[0].dtype for values in args):
        return None
    if type(node) in _OVER_STRIPS:
        return _OVER_STRIPS[type(node)](args, outs, notes())
    if type(node) in _OVER_WINNERS:
        return _OVER_WINNERS[type(node)](args, outs, notes(), **node.options)
    way = _WAYS.get(type(node))
    return way(args, outs, **node.options) if way else None


# ---------------------------------------------------------------- convolution


class Strips:
    """For each column of a kernel, the columns of a block that it meets on its way, side by side.

    They are made once, by the first who asks for `fill`, and serve a layer and the slope of its kernels.
    kept: each block has its own memory, as the slope is taken later; else one serves all.
    """

    def __init__(self, blocks: Values, kernels: Array, kept: bool, stride: int, padding: str) -> None:
        (b, *lengths, c), self.size, self.stride = spec(blocks[0]).shape, kernels.shape[:2], stride
        borders = [ops.border(n, k, stride, padding) for n, k in zip(lengths, self.size, strict=True)]
        inside = (slice(before, before + n) for (before, _), n in zip(borders, lengths, strict=True))
        self.inside = itemgetter((slice(None), *inside))
        self.wide = (b, *(n + sum(border) for n, border in zip(lengths, borders, strict=True)), c)
        self.places = [(n - k) // stride + 1 for n, k in zip(self.wide[1:3], self.size, strict=True)]
        shape = (self.wide[1], self.size[1], c, self.places[1], b)
        one = empty(shape, kernels.dtype)
        self.strips = [empty(shape, kernels.dtype) if kept else one for _ in blocks]
        self.todo: Steps | None = self._fill(blocks)

    def fill(self) -> Steps:
        """The steps that fill the strips of each block; none, if they are filled already."""
        steps, self.todo = self.todo or [[] for _ in self.strips], None
        return steps

    def windows(self, i: int) -> Array:
        """All windows of a block: for each row of places a matrix, with a column for each place."""
        strips, (rows, columns) = self.strips[i], self.size
        _, _, c, across, b = strips.shape
        far, _, near, _, one = strips.strides
        shape = (self.places[0], rows * columns * c, across * b)
        return as_strided(strips, shape, (far * self.stride, near, one))

    def _fill(self, blocks: Values) -> Steps:
        """Copy shifted views; where there is a border, or images lie in another way, first lay them out."""
        ready = _is_laid(blocks[0]) and blocks[0].shape == self.wide
        home = blocks[0] if ready else images(self.wide, self.strips[0].dtype)
        if not ready:
            home[...] = 0  # and the border stays 0
        steps: Steps = []
        for block, strips in zip(blocks, self.strips, strict=True):
            source = (block if ready else home).transpose(ORDER)
            far, channel, near, one = source.strides
            seen = as_strided(source, strips.shape, (far, near, channel, near * self.stride, one))
            lay_out: list[Step] = [] if ready else [(np.copyto, [self.inside(home), block])]
            steps.append([*lay_out, (np.copyto, (strips, seen))])
        return steps


def convolve(args: list[Values], outs: list[Array], strips: Strips) -> Steps:
    """For each row of places a product: kernels, a row a map, with windows, a column a place."""
    kernels, prepare = _as_matrix(args[1][0])
    steps = strips.fill()
    for i, out in enumerate(outs):
        steps[i].append((np.matmul, (kernels.T, strips.windows(i), _matrices(out))))
    steps[0][:0] = prepare
    return steps


def slope_of_kernels(args: list[Values], outs: list[Array], strips: Strips) -> Steps:
    """Windows with the gradients of their places, for each row of places; and the sum of those."""
    grads, steps = _laid(args[0])
    fill = strips.fill()
    per_row = empty((strips.places[0], outs[0].size // outs[0].shape[3], outs[0].shape[3]), outs[0].dtype)
    for i, out in enumerate(outs):
        seen, G = strips.windows(i), _matrices(grads[i]).transpose(0, 2, 1)
        steps[i] += [*fill[i], (np.matmul, (seen, G, per_row))]
        steps[i].append((np.add.reduce, (per_row, 0, None, out.reshape(per_row.shape[1:]))))
    return steps


def slope_of_images(
    args: list[Values], outs: list[Array], stride: int = 1, padding: str = "valid"
) -> Steps | None:
    """For each row of pixels a product of kernels, turned around, with the gradients of all rows that saw it.

    It has a share for each column of the kernel; those that belong to one pixel are then added up.
    """
    if stride != 1:
        return None
    (_, height, width, _), w = outs[0].shape, args[2][0]
    rows, columns, c, maps = spec(w).shape
    top, left = (ops.border(n, k, 1, padding)[0] for n, k in ((height, rows), (width, columns)))
    grads, steps = _laid(args[0])
    b, _, across, _ = spec(grads[0]).shape
    turned = empty((columns, c, rows, maps), outs[0].dtype)
    shares = _with_room((height, columns, c, across, b), columns - 1, outs[0].dtype)
    there = as_strided(shares, (height, columns * c, across * b), itemgetter(0, 2, 4)(shares.strides))
    of_pixel = _slanted(shares, (height, columns, c, width, b), left)
    for todo, G, out in zip(steps, grads, outs, strict=True):
        todo += _row_products(turned.reshape(columns * c, rows * maps), _matrices(G), there, top)
        todo.append((np.add.reduce, (of_pixel, 1, None, out.transpose(ORDER))))
    steps[0].insert(0, (np.copyto, [turned.transpose(2, 0, 1, 3), view_of(w, lambda kernels: kernels[::-1])]))
    return steps


def _row_products(turned: Array, G: Array, shares: Array, top: int) -> Iterator[Step]:
    """Pixels in the middle are seen by as many rows of places as the kernel has, and share one call."""
    (down, maps, width), rows = G.shape, turned.shape[1] // G.shape[1]
    y = 0
    while y < len(shares):
        start = y + top - rows + 1  # the first place that sees row y, if there were places above the image
        first, last = max(0, start), min(down, start + rows)
        count = min(down - last + 1, len(shares) - y) if last - first == rows else 1
        shape = (count, (last - first) * maps, width)
        seen = as_strided(G[first:], shape, G.strides)
        weights = turned[:, (first - start) * maps : (last - start) * maps]
        yield np.matmul, (weights, seen, shares[y : y + count])
        y += count


def _with_room(shape: tuple[int, ...], room: int, dtype: Any) -> Array:
    """New memory with so many columns of zeros between two rows, before the first and after the last."""
    *axes, across, b = shape
    raw = empty((math.prod(axes) * (across + room) + room, b), dtype)
    raw[...] = 0
    return raw[room:].reshape(*axes, across + room, b)[..., :across, :]


def _slanted(shares: Array, shape: tuple[int, ...], left: int) -> Array:
    """A view in which the shares of a pixel lie along the second axis: each one place further left."""
    strides = list(shares.strides)
    strides[1] -= strides[3]
    first = as_strided(shares, (left + 1, 1), (strides[3], strides[4]))[left:]
    return as_strided(first, shape, strides)


def _as_matrix(w: Any) -> tuple[Array, list[Step]]:
    """The kernels as a matrix with a column for each map: a view, or a copy that is made in each run."""
    shape = spec(w).shape
    if isinstance(w, np.ndarray) and w.flags.c_contiguous:
        return w.reshape(-1, shape[3]), []
    copy = empty(shape, spec(w).dtype)
    return copy.reshape(-1, shape[3]), [(np.copyto, [copy, w])]


# ---------------------------------------------------------------- pooling


class Winners:
    """For each pixel of a window but the last, where it is the maximum: noted while the pixels are at hand.

    So the way back reads one byte a pixel, and the pixels need not be kept.
    """

    def __init__(self, node: Operation, places: tuple[int, ...], blocks: int) -> None:
        self.hits = [
            [images(places, bool) for _ in range(node.options["size"] ** 2 - 1)] for _ in range(blocks)
        ]

    def note(self, i: int, pixels: list[Any], top: Any) -> list[Step]:
        """The steps that note them for a block."""
        return [(np.equal, [pixel, top, hit]) for pixel, hit in zip(pixels, self.hits[i], strict=False)]


def notes_winners(node: Operation, x: Array) -> bool:
    """Are there windows side by side and no border, so that winners may be noted?"""
    size, stride, padding = node.options.values()
    return x.dtype.char in "fd" and stride >= size and not _has_border([x], size, stride, padding)


def max_pool(
    args: list[Values], outs: list[Array], winners: Winners | None, size: int, stride: int, padding: str
) -> Steps | None:
    """The greater of all first pixels of the windows and all second ones, then of that and the third, …"""
    if _has_border(args[0], size, stride, padding):
        return None
    steps: Steps = []
    for i, (x, out) in enumerate(zip(args[0], outs, strict=True)):
        pixels = _pixels(x, out.shape, size, stride)
        steps.append(_fold(np.maximum, pixels, out) + (winners.note(i, pixels, out) if winners else []))
    return steps


def max_unpool(
    args: list[Values], outs: list[Array], winners: Winners | None, size: int, stride: int, padding: str
) -> Steps | None:
    """The first pixel that is the maximum takes G, and leaves nothing to those that come after it."""
    if winners is None:
        return None
    places = spec(args[0][0]).shape
    rest, steps = images(places, outs[0].dtype), _cleared(outs, places, stride)
    for todo, G, hits, out in zip(steps, args[0], winners.hits, outs, strict=True):
        todo += _take_in_turn(G, hits, _pixels(out, places, size, stride), rest)
    return steps


def _take_in_turn(G: Any, hits: list[Array], slopes: list[Array], rest: Array) -> Iterator[Step]:
    *before, last = slopes
    for hit, slope in zip(hits, before, strict=True):
        left = last if slope is before[-1] else rest
        yield np.multiply, [G, hit, slope]
        yield np.subtract, [G, slope, left]
        G = left
    if not before:
        yield np.copyto, [last, G]


def avg_pool(
    args: list[Values], outs: list[Array], size: int = 2, stride: int = 2, padding: str = "valid"
) -> Steps | None:
    """The sum of all first pixels of the windows, all second ones and so on, divided by their number."""
    if _has_border(args[0], size, stride, padding):
        return None
    count = np.array(size * size, outs[0].dtype)
    return [
        [*_fold(np.add, _pixels(x, out.shape, size, stride), out), (np.divide, (out, count, out))]
        for x, out in zip(args[0], outs, strict=True)
    ]


def avg_unpool(
    args: list[Values], outs: list[Array], size: int = 2, stride: int = 2, padding: str = "valid"
) -> Steps | None:
    """An equal share for each pixel of a window."""
    if _has_border(outs, size, stride, padding) or stride < size:
        return None
    places, count = spec(args[0][0]).shape, np.array(size * size, outs[0].dtype)
    steps = _cleared(outs, places, stride)
    for todo, G, out in zip(steps, args[0], outs, strict=True):
        todo += [(np.divide, [G, count, slope]) for slope in _pixels(out, places, size, stride)]
    return steps


def _has_border(blocks: Values, size: int, stride: int, padding: str) -> bool:
    return any(any(ops.border(n, size, stride, padding)) for n in spec(blocks[0]).shape[1:3])


def _pixels(x: Any, places: tuple[int, ...], size: int, stride: int) -> list[Any]:
    """Views of all first pixels of the windows, of all second ones, and so on, row by row."""
    down, across = (stride * (n - 1) + 1 for n in places[1:3])
    return [
        view_of(x, itemgetter((slice(None), slice(i, i + down, stride), slice(j, j + across, stride))))
        for i, j in np.ndindex(size, size)
    ]


def _cleared(outs: list[Array], places: tuple[int, ...], stride: int) -> Steps:
    """Steps that write 0 everywhere, where windows leave pixels out; else none."""
    leave_out = any(n != stride * m for n, m in zip(outs[0].shape[1:3], places[1:3], strict=True))
    return [[(np.copyto, (out, 0))] if leave_out else [] for out in outs]


def _fold(function: Any, views: list[Any], out: Array) -> list[Step]:
    """out = function of the first two views, then of that and the third, and so on."""
    if len(views) == 1:
        return [(np.copyto, [out, views[0]])]
    call = partial(function, out=out)
    return [(call, views[:2]), *((call, [out, view]) for view in views[2:])]


# ---------------------------------------------------------------- what is laid out anew, or added up


def relay(blocks: Values, outs: list[Array]) -> Steps:
    """The same entries in another shape, from and to wherever they lie."""
    return [[(_copy_reshaped, [out, x])] for x, out in zip(blocks, outs, strict=True)]


def _copy_reshaped(out: Array, x: Array) -> None:
    np.copyto(out, x.reshape(out.shape))


def sum_of_maps(args: list[Values], outs: list[Array]) -> Steps | None:
    """Add up each map: products with ones, then the rows."""
    b, height, width, c = spec(args[0][0]).shape
    if outs[0].shape != (c,) or not all(map(_is_laid, args[0])):
        return None
    ones, rows = np.ones(width * b, outs[0].dtype), empty((height, c), outs[0].dtype)
    return [
        [(np.matmul, (_matrices(x), ones, rows)), (np.add.reduce, (rows, 0, None, out))]
        for x, out in zip(args[0], outs, strict=True)
    ]


def _is_laid(block: Any) -> bool:
    """Does a block lie by rows, channels, columns, images?"""
    return isinstance(block, np.ndarray) and block.transpose(ORDER).flags.c_contiguous


def _laid(blocks: Values) -> tuple[Values, Steps]:
    """The blocks and no steps, if they lie as they should; else memory for one, and steps that copy."""
    if all(map(_is_laid, blocks)):
        return blocks, [[] for _ in blocks]
    home = images(spec(blocks[0]).shape, spec(blocks[0]).dtype)
    return [home] * len(blocks), [[(np.copyto, [home, block])] for block in blocks]


def _matrices(block: Array) -> Array:
    """For each row a matrix: a row for each channel, and in it columns and images."""
    laid = block.transpose(ORDER)
    return laid.reshape(*laid.shape[:2], -1)


_OVER_STRIPS: dict[type[Operation], Callable[[list[Values], list[Array], Strips], Steps]] = {
    ops.Conv2D: convolve,
    ops.ConvSlopeKernels: slope_of_kernels,
}
_OVER_WINNERS: dict[type[Operation], Callable[..., Steps | None]] = {
    ops.MaxPool: max_pool,
    ops.MaxUnpool: max_unpool,
}
_WAYS: dict[type[Operation], Callable[..., Steps | None]] = {
    ops.ConvSlopeImages: slope_of_images,
    ops.AvgPool: avg_pool,
    ops.AvgUnpool: avg_unpool,
    ops.SumLike: sum_of_maps,
}

"""Fast ways to do an operation, chosen once for shapes and layouts that are known.

An operation's `forward` says what is computed, and stays the definition. A kernel here does the same
arithmetic with less overhead: no checks, no temporary arrays, sums as products with ones.
What has no kernel runs its `forward`.
Reference: Goto and van de Geijn, *Anatomy of high-performance matrix multiplication* (2008).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from nbkit import functions, ops
from nbkit.graph import Node, Operation

Array = np.ndarray[Any, Any]
Step = tuple[Callable[..., Any], list[Any]]
Kernel = Callable[..., "list[Step] | None"]

SMALL_PRODUCT = 100**3  # up to this many multiplications OpenBLAS has a quicker way, without packing
ONES_AT_MOST = 2**16  # longer sums are left to NumPy, which adds in pairs and so loses less


@dataclass(frozen=True)
class Fed:
    """A fed array, or a view of it: known only when the run brings it, but for shape and precision."""

    node: Node
    example: Array
    view: Callable[[Array], Array] | None = None

    def seen(self, view: Callable[[Array], Array]) -> Fed:
        """The same fed array through a further view."""
        first = self.view
        both = view if first is None else lambda array: view(first(array))
        return Fed(self.node, view(self.example), both)


def seen(value: Any, view: Callable[[Array], Array]) -> Any:
    """A view of an array that is here, or of one that is to come."""
    return value.seen(view) if isinstance(value, Fed) else view(value)


def form(value: Any) -> Array:
    """The array itself, or one of the shape and precision that will be fed."""
    return value.example if isinstance(value, Fed) else np.asarray(value)


def empty(shape: tuple[int, ...], dtype: Any, by_columns: bool = False) -> Array:
    """New memory, where vector instructions and the cache like it: it starts at a multiple of 64 bytes.

    A narrow matrix is best laid out column by column. Then what runs along its rows, such as a softmax or
    the addition of a bias, is a few operations on long columns, and not one short loop for each row.
    """
    dtype = np.dtype(dtype)
    size = math.prod(shape) * dtype.itemsize
    raw = np.empty(size + 64, np.uint8)
    start = -raw.ctypes.data % 64
    array = raw[start : start + size].view(dtype)
    return array.reshape(shape[::-1]).T if by_columns else array.reshape(shape)


def is_narrow(shape: tuple[int, ...]) -> bool:
    """Is this a matrix of many rows and few columns?"""
    return len(shape) == 2 and 2 <= shape[1] <= 16 and shape[0] >= 4 * shape[1]


def choose(node: Operation, args: list[Any], out: Array) -> list[Step]:
    """The steps that compute an operation into `out`: its kernel's, where one fits, else its `forward`."""
    floats = out.dtype.char in "fd" and all(form(a).dtype == out.dtype for a in args)
    kernel = _KERNELS.get(type(node)) if floats and out.size else None
    steps = kernel(args, out, **node.options) if kernel else None
    return steps or [definition(node, args, out)]


def definition(node: Operation, args: list[Any], out: Array) -> Step:
    """The operation's own `forward`, into `out`."""
    if isinstance(node.forward, np.ufunc):
        return _call(node.forward, args, out)
    return partial(node.forward, out=out, **node.options), args


def _call(function: Any, args: list[Any], out: Array) -> Step:
    """Call a NumPy function, with the output by position where it may be: that is quicker.

    With columns one after the other in memory, all is turned on its side: so the inner loop is long.
    """
    if out.ndim == 2 and not out.flags.c_contiguous:
        args, out = [_on_its_side(a) for a in args], out.T
    elif out.ndim == 2 and out.shape[0] == 1:  # equal shapes take half the time of shapes that broadcast
        args = [seen(a, np.atleast_2d) if form(a).ndim == 1 else a for a in args]
    if function in (np.maximum, np.minimum):  # by position is deprecated for these two
        return partial(function, out=out), args
    return function, [*args, out]


def _on_its_side(value: Any) -> Any:
    if form(value).ndim == 2:
        return seen(value, np.transpose)
    return seen(value, _as_column) if form(value).ndim == 1 else value


def _as_column(vector: Array) -> Array:
    return vector[:, None]


def _number(value: float, out: Array) -> Array:
    """A number in the precision of `out`, as an array: NumPy takes it in half the time of a Python number."""
    return np.array(value, out.dtype)


# ---------------------------------------------------------------- element by element


def sigmoid(args: list[Any], out: Array) -> list[Step]:
    """Five passes over the output, without a Python function around them."""
    one, largest = _number(1, out), functions.LARGEST_EXPONENT[out.dtype.char]
    return [
        _call(np.negative, args, out),
        _call(np.minimum, [out, largest], out),
        _call(np.exp, [out], out),
        _call(np.add, [out, one], out),
        _call(np.divide, [one, out], out),
    ]


def tanh(args: list[Any], out: Array) -> list[Step]:
    """One pass."""
    return [_call(np.tanh, args, out)]


def relu(args: list[Any], out: Array) -> list[Step]:
    """One pass."""
    return [_call(np.maximum, [*args, _number(0, out)], out)]


def softmax(args: list[Any], out: Array) -> list[Step] | None:
    """Row maxima and sums into kept memory; where rows are short they are found column by column.

    Sums are products with ones. A row on its own is a vector, its maximum and its sum are numbers.
    """
    if out.ndim != 2 or out.shape[1] > ONES_AT_MOST:
        return None
    x, ones = args[0], np.ones(out.shape[1], out.dtype)
    peak, total = empty((out.shape[0], 1), out.dtype), empty((out.shape[0], 1), out.dtype)
    sums = total[:, 0]
    if out.shape[0] == 1:
        x, out, peak, total = seen(x, _only_row), out[0], peak[0, 0, ...], total[0, 0, ...]
        sums = total
    return [
        (np.maximum.reduce, [x, out.ndim - 1, None, peak, peak.ndim > 0]),  # axis, dtype, out, keepdims
        _call(np.subtract, [x, peak], out),
        _call(np.exp, [out], out),
        _dot(out, ones, sums),
        _call(np.divide, [out, total], out),
    ]


def _only_row(matrix: Array) -> Array:
    return matrix[0]


# ---------------------------------------------------------------- sums


def sum_like(args: list[Any], out: Array) -> list[Step] | None:
    """Add up rows as a product with ones: BLAS does it many times as fast as a sum along the first axis."""
    x = form(args[0])
    rows_only = x.ndim == 2 and out.shape in (x.shape[1:], (1, *x.shape[1:])) and x.shape[0] > 1
    if not rows_only or not 0 < x.shape[0] <= ONES_AT_MOST:
        return None
    return [_dot(np.ones(x.shape[0], x.dtype), args[0], out.reshape(x.shape[1]))]


# ---------------------------------------------------------------- products


def matmul(args: list[Any], out: Array) -> list[Step] | None:
    """A @ B, handed to BLAS with nothing in between."""
    A, B = args
    return product(A, B, out) if _are_matrices(A, B, out) else None


def product_slope_left(args: list[Any], out: Array) -> list[Step] | None:
    """G @ B.T, likewise."""
    G, _, B = args
    return product(G, seen(B, np.transpose), out) if _are_matrices(G, B, out) else None


def product_slope_right(args: list[Any], out: Array) -> list[Step] | None:
    """A.T @ G, likewise."""
    G, A, _ = args
    return product(seen(A, np.transpose), G, out) if _are_matrices(G, A, out) else None


def _are_matrices(*values: Any) -> bool:
    return all(form(value).ndim == 2 and form(value).size for value in values)


def product(A: Any, B: Any, out: Array) -> list[Step]:
    """A @ B as one call, or as blocks of rows that are each small enough for OpenBLAS's quick way."""
    if not out.flags.c_contiguous:
        A, B, out = seen(B, np.transpose), seen(A, np.transpose), out.T
    (n, d), m = form(A).shape, out.shape[1]
    blocks = next((k for k in range(1, _MOST_BLOCKS) if n % k == 0 and n // k * d * m <= SMALL_PRODUCT), 1)
    if blocks == 1 or n // blocks < _LEAST_ROWS:
        return [_dot(A, B, out)]
    rows = partial(_in_blocks, blocks)
    return [(np.matmul, [seen(A, rows), B, rows(out)])]


def _dot(A: Any, B: Any, out: Array) -> Step:
    """A · B. An array's own method is quicker: the function first asks whether another library takes over."""
    return (np.dot, [A, B, out]) if isinstance(A, Fed) else (A.dot, [B, out])


def _in_blocks(blocks: int, matrix: Array) -> Array:
    """The rows of a matrix in groups. Only the first axis is split, so it is always a view."""
    return matrix.reshape(blocks, -1, matrix.shape[1])


_MOST_BLOCKS, _LEAST_ROWS = 64, 16


_KERNELS: dict[type[Operation], Kernel] = {
    ops.Sigmoid: sigmoid,
    ops.Tanh: tanh,
    ops.Relu: relu,
    ops.Softmax: softmax,
    ops.SumLike: sum_like,
    ops.MatMul: matmul,
    ops.Dot: matmul,
    ops.ProductSlopeLeft: product_slope_left,
    ops.ProductSlopeRight: product_slope_right,
}

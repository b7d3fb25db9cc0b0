"""Fast ways to do an operation, chosen once for shapes and layouts that are known.

An operation's `forward` says what is computed, and stays the definition. A kernel here does the same
arithmetic with less overhead: no checks, no temporary arrays, sums as products with ones.
What has no kernel runs its `forward`.
Reference: Goto and van de Geijn, *Anatomy of high-performance matrix multiplication* (2008).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np

from nbkit import functions, ops
from nbkit.functions import Array
from nbkit.graph import Node, Operation

Step = tuple[Callable[..., Any], list[Any]]
Kernel = Callable[..., "list[Step] | None"]

ONES_AT_MOST = 2**16  # longer sums are left to NumPy, which adds in pairs and so loses less
IN_CACHE = 2**14  # so many numbers, and those computed with them, stay in the first cache


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


def is_aligned(array: Array) -> bool:
    """Do its rows lie one after the other, the first at a multiple of 64 bytes?"""
    return bool(array.flags.c_contiguous and array.__array_interface__["data"][0] % 64 == 0)


def is_narrow(shape: tuple[int, ...]) -> bool:
    """Is this a matrix of many rows and few columns?"""
    return len(shape) == 2 and 2 <= shape[1] <= 16 and shape[0] >= 4 * shape[1]


@cache
def has_quick_products() -> bool:
    """Has NumPy the OpenBLAS that multiplies small matrices without packing them: the one for AVX-512?"""
    config: Any = np.show_config(mode="dicts")
    found = config.get("SIMD Extensions", {}).get("found", ())
    blas = config.get("Build Dependencies", {}).get("blas", {}).get("name", "")
    return "openblas" in blas and not _AVX_512.isdisjoint(found)


_AVX_512 = {"AVX512_SKX", "X86_V4"}  # its names before and since NumPy 2.4


def is_tall(shape: tuple[int, ...]) -> bool:
    """Do weights of this shape belong in memory column by column? Then inputs meet them number by number."""
    return len(shape) == 2 and shape[0] > shape[1] and _is_long(shape[0]) and has_quick_products()


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
    if out.size <= IN_CACHE:  # NumPy takes the smaller of two arrays in half the time that a number takes
        largest = np.full_like(out, largest)
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


def softmax_cross_entropy(args: list[Any], out: Array) -> list[Step] | None:
    """The logarithms of a softmax times the labels, likewise: a third of the time of `forward`."""
    z, y = args
    shape = form(z).shape
    if len(shape) != 2 or not 0 < shape[1] <= ONES_AT_MOST:
        return None
    logs, spare = (empty(shape, out.dtype, is_narrow(shape)) for _ in range(2))
    ones, peak, total = np.ones(shape[1], out.dtype), *(empty((shape[0], 1), out.dtype) for _ in range(2))
    return [
        (np.maximum.reduce, [z, 1, None, peak, True]),
        _call(np.subtract, [z, peak], logs),
        _call(np.exp, [logs], spare),
        _dot(spare, ones, total[:, 0]),
        _call(np.log, [total], total),
        _call(np.subtract, [logs, total], logs),
        _call(np.multiply, [logs, y], logs),
        _dot(logs, ones, out),
        _call(np.negative, [out], out),
    ]


def _only_row(matrix: Array) -> Array:
    return matrix[0]


# ---------------------------------------------------------------- sums


def total(args: list[Any], out: Array, axis: Any = None, keepdims: bool = False) -> list[Step]:
    """What `np.sum` comes to, without the Python functions around it: the same number in half the time."""
    return [(np.add.reduce, [args[0], axis, None, out, keepdims])]


def mean(args: list[Any], out: Array, axis: Any = None, keepdims: bool = False) -> list[Step]:
    """What `np.mean` comes to, likewise."""
    count = _number(form(args[0]).size // out.size, out)
    return [*total(args, out, axis, keepdims), _call(np.divide, [out, count], out)]


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
    """A @ B as one call, or in blocks that are each small enough for OpenBLAS's quick way."""
    if not out.flags.c_contiguous:
        A, B, out = seen(B, np.transpose), seen(A, np.transpose), out.T
    rows, columns = _blocks(form(A), form(B)) if has_quick_products() else out.shape
    if columns < out.shape[1]:
        right = partial(_in_columns, columns)
        return [(np.matmul, [A, seen(B, right), right(out)])]
    if rows < out.shape[0]:
        left = partial(_in_rows, rows)
        return [(np.matmul, [seen(A, left), B, left(out)])]
    return [_dot(A, B, out)]


def _blocks(A: Array, B: Array) -> tuple[int, int]:
    """How many rows of A and columns of B to multiply at once.

    Where both lie along the inner axis, OpenBLAS's quick way gives few numbers at once, best fours of them;
    elsewhere it takes so many multiplications, and blocks pay from 16 rows on.
    """
    (n, d), m = A.shape, B.shape[1]
    if B.T.flags.c_contiguous and A.flags.c_contiguous and _is_long(d):
        most = min(_MOST_AT_ONCE, _SMALL_PRODUCT // d)
        sizes = [(r, m) for r in _parts_of(n, most // m)] + [(n, c) for c in _parts_of(m, most // n)]
        return max(sizes, key=_suits, default=(n, m))
    rows = next(_parts_of(n, _SMALL_PRODUCT // (d * m)), n)
    return (rows if rows >= 16 else n), m


def _suits(block: tuple[int, int]) -> tuple[bool, int]:
    return any(size % 4 == 0 for size in block), math.prod(block)


def _parts_of(n: int, most: int) -> Iterator[int]:
    """The sizes from `most` down to 4 of which n is a multiple."""
    return (size for size in range(min(n, most), 3, -1) if n % size == 0)


def _is_long(d: int) -> bool:
    """Is this axis long enough, and cut into whole vectors of 16, for products along it to be quick?"""
    return d >= 400 and d % 16 == 0


_SMALL_PRODUCT = 100**3  # multiplications
_MOST_AT_ONCE = 1200  # numbers of a result


def _dot(A: Any, B: Any, out: Array) -> Step:
    """A · B. An array's own method is quicker: the function first asks whether another library takes over."""
    return (np.dot, [A, B, out]) if isinstance(A, Fed) else (A.dot, [B, out])


def _in_rows(size: int, matrix: Array) -> Array:
    """The rows of a matrix in groups of this size. Only the first axis is split, so it is always a view."""
    return matrix.reshape(-1, size, matrix.shape[1])


def _in_columns(size: int, matrix: Array) -> Array:
    """The columns of a matrix in groups of this size, likewise."""
    return _in_rows(size, matrix.T).transpose(0, 2, 1)


_KERNELS: dict[type[Operation], Kernel] = {
    ops.Sigmoid: sigmoid,
    ops.Tanh: tanh,
    ops.Relu: relu,
    ops.Softmax: softmax,
    ops.SoftmaxCrossEntropy: softmax_cross_entropy,
    ops.Sum: total,
    ops.Mean: mean,
    ops.SumLike: sum_like,
    ops.MatMul: matmul,
    ops.Dot: matmul,
    ops.ProductSlopeLeft: product_slope_left,
    ops.ProductSlopeRight: product_slope_right,
}

"""Fast ways to do an operation, chosen once for shapes and layouts that are known.

An operation's `forward` says what is computed, and stays the definition. A kernel here does the same
arithmetic with less overhead: no checks, no temporary arrays, sums as products with ones.
What has no kernel runs its `forward`.
Reference: Goto and van de Geijn, *Anatomy of high-performance matrix multiplication* (2008).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from operator import attrgetter, itemgetter, setitem
from typing import Any

import numpy as np

from nbkit import functions, ops
from nbkit.compiled.memory import empty, has_quick_products, is_long, is_narrow, lies_by_columns
from nbkit.compiled.plan import FeedRef, Step, spec, view_of
from nbkit.functions import Array
from nbkit.graph import Operation

Kernel = Callable[..., "list[Step] | None"]

ONES_AT_MOST = 2**16  # longer sums are left to NumPy, which adds in pairs and so loses less
SMALL_PRODUCT = 100**3  # multiplications that OpenBLAS does its quick way
MOST_AT_ONCE = 1200  # numbers of a result that it then gives
IN_CACHE = 2**14  # so many numbers, and those computed with them, stay in the first cache


def choose(node: Operation, args: list[Any], out: Array) -> list[Step]:
    """The steps that compute an operation into `out`: its kernel's, where one fits, else its `forward`."""
    floats = out.dtype.char in "fd" and all(spec(a).dtype == out.dtype for a in args)
    kernel = _KERNELS.get(type(node)) if floats and out.size else None
    steps = kernel(args, out, **node.options) if kernel else None
    if not steps and node.by_entry and out.dtype.char in "fd" and isinstance(node.forward, np.ufunc):
        return _alike(node.forward, args, out)
    return steps or [definition(node, args, out)]


def definition(node: Operation, args: list[Any], out: Array) -> Step:
    """The operation's own `forward`, into `out`."""
    if isinstance(node.forward, np.ufunc):
        return _call(node.forward, args, out)
    return partial(node.forward, out=out, **node.options), args


def _alike(function: Any, args: list[Any], out: Array) -> list[Step]:
    """Call a NumPy function of floats after copying what does not lie in memory as the output does.

    Where shapes broadcast, or strides or precisions differ, NumPy takes twice as long, or more: in the cache
    a copy costs less than that.
    """
    steps: list[Step] = []
    for i, value in enumerate(args):
        if out.size <= IN_CACHE and _lies_otherwise(spec(_once(value)), out):
            copy = empty(out.shape, out.dtype, lies_by_columns(out))
            steps.append((setitem, [copy, ..., value]))
            args = [*args[:i], copy, *args[i + 1 :]]
    return [*steps, _call(function, args, out)]


def _lies_otherwise(value: Array, out: Array) -> bool:
    """Is this not one number, nor in the form of the output, in whose precision it is computed with?"""
    same = value.size == out.size and lies_by_columns(value) == lies_by_columns(out)
    return value.dtype == bool or (value.dtype == out.dtype and value.size > 1 and not same)


def _call(function: Any, args: list[Any], out: Array) -> Step:
    """Call a NumPy function, with the output by position where it may be: that is quicker.

    With columns one after the other in memory, all is turned on its side: so the inner loop is long.
    """
    args = [_once(a) for a in args]
    if out.ndim == 2 and not out.flags.c_contiguous:
        turned = out.T  # the same object where it is an input too: of two, NumPy asks whether they overlap
        args, out = [turned if a is out else _on_its_side(a) for a in args], turned
    elif out.ndim == 2 and out.shape[0] == 1:  # equal shapes take half the time of shapes that broadcast
        args = [view_of(a, np.atleast_2d) if spec(a).ndim == 1 else a for a in args]
    if function in (np.maximum, np.minimum):  # by position is deprecated for these two
        return partial(function, out=out), args
    return function, [*args, out]


def _once(value: Any) -> Any:
    """The number that an array repeats, as a view of it; any other value as it is."""
    repeats = isinstance(value, np.ndarray) and value.size and not any(value.strides)
    return value[(0,) * value.ndim + (...,)] if repeats else value


_turned = attrgetter("T")  # half the time of np.transpose


def _on_its_side(value: Any) -> Any:
    if spec(value).ndim == 2:
        return view_of(value, _turned)
    return view_of(value, lambda vector: vector[:, None]) if spec(value).ndim == 1 else value


def _filled(value: Any, out: Array) -> Array:
    """A number to be compared with `out`: as many of it, where they stay in the cache, take half the time."""
    return np.full_like(out, value) if out.size <= IN_CACHE else np.array(value, out.dtype)


# ---------------------------------------------------------------- element by element


def fast_sigmoid(args: list[Any], out: Array) -> list[Step]:
    """Five passes over the output, without a Python function around them."""
    # NumPy takes a number as an array in half the time of a Python number.
    one, largest = np.array(1, out.dtype), _filled(functions.LARGEST_EXPONENT[out.dtype.char], out)
    return [
        _call(np.negative, args, out),
        _call(np.minimum, [out, largest], out),
        _call(np.exp, [out], out),
        _call(np.add, [out, one], out),
        _call(np.divide, [one, out], out),
    ]


def fast_softmax(args: list[Any], out: Array) -> list[Step] | None:
    """Row maxima and sums into kept memory; where rows are short they are found column by column.

    Sums are products with ones. A row on its own is a vector, its maximum and its sum are numbers.
    """
    if out.ndim != 2 or out.shape[1] > ONES_AT_MOST:
        return None
    x, ones = args[0], np.ones(out.shape[1], out.dtype)
    peak, total = empty((out.shape[0], 1), out.dtype), empty((out.shape[0], 1), out.dtype)
    sums = total[:, 0]
    if out.shape[0] == 1:
        x, out, peak, total = view_of(x, lambda matrix: matrix[0]), out[0], peak[0, 0, ...], total[0, 0, ...]
        sums = total
    return [
        *_row_maxima(x, peak),
        *_alike(np.subtract, [x, peak], out),
        _call(np.exp, [out], out),
        _dot(out, ones, sums),
        *_alike(np.divide, [out, total], out),
    ]


def _row_maxima(x: Any, peak: Array) -> list[Step]:
    """The maximum of each row; of two or three columns, column by column: a reduction takes long to begin."""
    columns = spec(x).shape[-1]
    if not peak.ndim or not 2 <= columns <= 3:
        axis = spec(x).ndim - 1
        return [(np.maximum.reduce, [x, axis, None, peak, peak.ndim > 0])]  # axis, dtype, out, keepdims
    first, *others = (view_of(x, itemgetter((slice(None), slice(i, i + 1)))) for i in range(columns))
    return [_call(np.maximum, [peak if i else first, column], peak) for i, column in enumerate(others)]


def fast_softmax_cross_entropy(args: list[Any], out: Array) -> list[Step] | None:
    """The labels times -ln softmax, likewise: a third of the time of `forward`."""
    z, y = args
    shape = spec(z).shape
    if len(shape) != 2 or not 0 < shape[1] <= ONES_AT_MOST:
        return None
    logs, spare = (empty(shape, out.dtype, is_narrow(shape)) for _ in range(2))
    ones, peak, total = np.ones(shape[1], out.dtype), *(empty((shape[0], 1), out.dtype) for _ in range(2))
    return [
        *_row_maxima(z, peak),
        *_alike(np.subtract, [z, peak], logs),
        _call(np.exp, [logs], spare),
        _dot(spare, ones, total[:, 0]),
        _call(np.log, [total], total),
        *_alike(np.subtract, [total, logs], logs),
        _call(np.minimum, [logs, _filled(_largest(out), logs)], logs),
        *_alike(np.multiply, [logs, y], logs),
        _dot(logs, ones, out),
        _redo_hopeless(ops.SoftmaxCrossEntropy.forward, z, y, out),
    ]


def fast_sigmoid_cross_entropy(args: list[Any], out: Array) -> list[Step]:
    """The steps of `forward`, into kept memory."""
    z, y = args
    near, linear, zero = np.empty_like(out), np.empty_like(out), np.array(0, out.dtype)
    return [
        _call(np.minimum, [z, _filled(_largest(out), out)], near),
        _call(np.maximum, [near, _filled(-_largest(out), out)], near),
        _call(np.maximum, [near, zero], linear),
        _call(np.multiply, [near, y], out),
        _call(np.subtract, [linear, out], linear),
        _call(np.copysign, [near, np.array(-1, out.dtype)], near),
        _call(np.exp, [near], near),
        _call(np.log1p, [near], near),
        _call(np.add, [linear, near], out),
        _redo_hopeless(ops.SigmoidCrossEntropy.forward, z, y, out),
    ]


def _largest(out: Array) -> float:
    """Stands for ∞ in a cost: 0 times it is 0, and any weight times it is as large as no scores make it."""
    return 1e30 if out.dtype == np.float32 else 1e100


def _redo_hopeless(forward: Callable[..., Any], z: Any, y: Any, out: Array) -> Step:
    """Have the definition say what is infinite, NaN, or large."""
    flat = out.reshape(-1, order="A")
    return partial(_redo, forward, flat.dot, np.ones_like(flat)), [z, y, out]


def _redo(forward: Callable[..., Any], dot: Any, ones: Array, z: Array, y: Array, out: Array) -> None:
    if not -_HOPELESS < dot(ones) < _HOPELESS:
        forward(z, y, out=out)


_HOPELESS = 1e15


# ---------------------------------------------------------------- sums and products


def fast_sum(args: list[Any], out: Array, axis: Any = None, keepdims: bool = False) -> list[Step]:
    """What `np.sum` comes to, without the Python functions around it: the same number in half the time."""
    return [(np.add.reduce, [args[0], axis, None, out, keepdims])]


def fast_mean(args: list[Any], out: Array, axis: Any = None, keepdims: bool = False) -> list[Step]:
    """What `np.mean` comes to, likewise."""
    count = np.array(spec(args[0]).size // out.size, out.dtype)
    return [*fast_sum(args, out, axis, keepdims), _call(np.divide, [out, count], out)]


def fast_sum_like(args: list[Any], out: Array) -> list[Step] | None:
    """Add up rows as a product with ones: BLAS does it many times as fast as a sum along the first axis."""
    x = spec(args[0])
    rows_only = x.ndim == 2 and out.shape in (x.shape[1:], (1, *x.shape[1:])) and x.shape[0] > 1
    if not rows_only or not 0 < x.shape[0] <= ONES_AT_MOST:
        return None
    return [_dot(np.ones(x.shape[0], x.dtype), args[0], out.reshape(x.shape[1]))]


def product(A: Any, B: Any, out: Array) -> list[Step] | None:
    """A @ B, handed to BLAS with nothing in between, or in blocks that are small enough for its quick way."""
    if any(array.ndim != 2 or not array.size for array in (spec(A), spec(B), out)):
        return None
    if not out.flags.c_contiguous:
        A, B, out = view_of(B, _turned), view_of(A, _turned), out.T
    rows, columns = _blocks(spec(A), spec(B)) if has_quick_products() else out.shape
    if columns < out.shape[1]:
        right = partial(_in_columns, columns)
        return [(np.matmul, [A, view_of(B, right), right(out)])]
    if rows < out.shape[0]:
        left = partial(_in_rows, rows)
        return [(np.matmul, [view_of(A, left), B, left(out)])]
    return [_dot(A, B, out)]


def _blocks(A: Array, B: Array) -> tuple[int, int]:
    """How many rows of A and columns of B to multiply at once.

    Where both lie along the inner axis, OpenBLAS's quick way gives few numbers at once, best fours of them;
    elsewhere it takes so many multiplications, and blocks pay from 16 rows on.
    """
    (n, d), m = A.shape, B.shape[1]
    if B.T.flags.c_contiguous and A.flags.c_contiguous and is_long(d):
        most = min(MOST_AT_ONCE, SMALL_PRODUCT // d)
        sizes = [(r, m) for r in _parts_of(n, most // m)] + [(n, c) for c in _parts_of(m, most // n)]
        return max(sizes, key=lambda c: (any(n % 4 == 0 for n in c), math.prod(c)), default=(n, m))
    rows = next(_parts_of(n, SMALL_PRODUCT // (d * m)), n)
    return (rows if rows >= 16 else n), m


def _parts_of(n: int, most: int) -> Iterator[int]:
    """The sizes from `most` down to 4 of which n is a multiple."""
    return (size for size in range(min(n, most), 3, -1) if n % size == 0)


def _dot(A: Any, B: Any, out: Array) -> Step:
    """A · B. An array's own method is quicker: the function first asks whether another library takes over."""
    return (np.dot, [A, B, out]) if isinstance(A, FeedRef) else (A.dot, [B, out])


def _in_rows(size: int, matrix: Array) -> Array:
    """The rows of a matrix in groups of this size. Only the first axis is split, so it is always a view."""
    return matrix.reshape(-1, size, matrix.shape[1])


def _in_columns(size: int, matrix: Array) -> Array:
    """The columns of a matrix in groups of this size, likewise."""
    return _in_rows(size, matrix.T).transpose(0, 2, 1)


_KERNELS: dict[type[Operation], Kernel] = {
    ops.Sigmoid: fast_sigmoid,
    ops.Exp: lambda args, out: [_call(np.exp, args, out)],
    ops.Log: lambda args, out: [_call(np.log, args, out)],
    ops.Sqrt: lambda args, out: [_call(np.sqrt, args, out)],
    ops.Tanh: lambda args, out: [_call(np.tanh, args, out)],
    ops.Relu: lambda args, out: [_call(np.maximum, [*args, _filled(0, out)], out)],
    ops.Softmax: fast_softmax,
    ops.SigmoidCrossEntropy: fast_sigmoid_cross_entropy,
    ops.SoftmaxCrossEntropy: fast_softmax_cross_entropy,
    ops.Difference: lambda args, out: _alike(np.subtract, args, out),
    ops.Sum: fast_sum,
    ops.Mean: fast_mean,
    ops.SumLike: fast_sum_like,
    ops.MatMul: lambda args, out: product(args[0], args[1], out),
    ops.Dot: lambda args, out: product(args[0], args[1], out),
    ops.ProductSlopeLeft: lambda args, out: product(args[0], view_of(args[2], _turned), out),  # G @ B.T
    ops.ProductSlopeRight: lambda args, out: product(view_of(args[1], _turned), args[0], out),  # A.T @ G
}

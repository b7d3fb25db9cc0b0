"""The operations: each a small class, forward and backward side by side, and its lower-case constructor.

Names: `G` is dL/d(out), the gradient from above; `X (n, d)`, `W (d, m)`, `b (m,)`; rows are examples.
Every constructor takes nodes and gives a node, or takes arrays and gives an array.
Reference for the rules: Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 6.5.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit import functions
from nbkit.graph import GraphError, Node, Operation


def apply(operation: type[Operation], *inputs: Any, name: str | None = None, **options: Any) -> Any:
    """Build a node where any input is one; otherwise compute at once."""
    if any(isinstance(x, Node) for x in inputs):
        return operation(*inputs, name=name, **options)
    return operation.forward(*as_arrays(inputs), **options)


def as_arrays(values: Sequence[Any]) -> list[Any]:
    """Return the values as arrays. A plain Python number takes the precision of the floats that it meets.

    >>> [x.dtype.name for x in as_arrays([np.float32([1, 2]), 0.5])]
    ['float32', 'float32']
    """
    if not any(type(v) in (int, float) for v in values):
        return [np.asarray(v) for v in values]
    floats = [v.dtype for v in values if hasattr(v, "dtype") and v.dtype.kind == "f"]
    common = np.result_type(*floats) if floats else None
    return [np.asarray(v, common if type(v) in (int, float) else None) for v in values]


# ---------------------------------------------------------------- arithmetic, with broadcasting


class Add(Operation):
    """out = a + b, with broadcasting; a change of either moves the sum as much: dL/da = G, dL/db = G."""

    label = "+"
    written = "{} + {}"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.add)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        return sum_like(G, a), sum_like(G, b)


def add(a: Any, b: Any, name: str | None = None) -> Any:
    """Add element by element: a + b, any shapes that broadcast.

    >>> add(np.array([1.0, 2.0]), 10.0)
    array([11., 12.])
    """
    return apply(Add, a, b, name=name)


class Subtract(Operation):
    """out = a - b, with broadcasting: dL/da = G, dL/db = -G."""

    label = "−"
    written = "{} − {}"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.subtract)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        return sum_like(G, a), sum_like(-G, b)


def subtract(a: Any, b: Any, name: str | None = None) -> Any:
    """Subtract element by element: a - b, any shapes that broadcast.

    >>> subtract(np.array([1.0, 2.0]), 1.0)
    array([0., 1.])
    """
    return apply(Subtract, a, b, name=name)


class Multiply(Operation):
    """out = a · b, with broadcasting; each factor is the other's slope: dL/da = G b, dL/db = G a."""

    label = "×"
    written = "{} × {}"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.multiply)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        return sum_like(G * b, a), sum_like(G * a, b)


def multiply(a: Any, b: Any, name: str | None = None) -> Any:
    """Multiply element by element: a · b, any shapes that broadcast.

    >>> multiply(np.array([1.0, 2.0]), np.array([10.0, 100.0]))
    array([ 10., 200.])
    """
    return apply(Multiply, a, b, name=name)


class Divide(Operation):
    """out = a / b, with broadcasting: dL/da = G / b, dL/db = -G out / b."""

    label = "÷"
    written = "{} ÷ {}"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.divide)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        return sum_like(G / b, a), sum_like(-G * out / b, b)


def divide(a: Any, b: Any, name: str | None = None) -> Any:
    """Divide element by element: a / b, any shapes that broadcast.

    >>> divide(np.array([1.0, 2.0]), 2.0)
    array([0.5, 1. ])
    """
    return apply(Divide, a, b, name=name)


class Power(Operation):
    """out = a^p, with broadcasting: dL/da = G p a^(p-1), dL/dp = G out ln a. A varying p needs a > 0."""

    label = "xᵖ"
    written = "{}^{}"
    by_entry = True
    forward = staticmethod(np.power)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, p: Any) -> tuple[Any, ...]:
        return sum_like(G * p * a ** (p - 1), a), sum_like(G * out * log(a), p)

    @staticmethod
    def advice(*values: Any) -> str:
        whole = all(v.dtype.kind in "iu" for v in values)
        return "make the base a float, such as 2.0" if whole else Operation.advice(*values)


def power(a: Any, p: Any, name: str | None = None) -> Any:
    """Raise to a power element by element: a^p, any shapes that broadcast.

    >>> power(np.array([2.0, 3.0]), 2.0)
    array([4., 9.])
    """
    return apply(Power, a, p, name=name)


class Negative(Operation):
    """out = -x: dL/dx = -G."""

    label = "−"
    written = "−{}"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.negative)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (-G,)


def negative(x: Any, name: str | None = None) -> Any:
    """Change the sign: -x, any shape.

    >>> negative(np.array([1.0, -2.0]))
    array([-1.,  2.])
    """
    return apply(Negative, x, name=name)


# ---------------------------------------------------------------- products


class MatMul(Operation):
    """out = A @ B for matrices and vectors: dL/dA = G Bᵀ, dL/dB = Aᵀ G.

    Shapes: (n, d) @ (d, m) -> (n, m), (d,) @ (d, m) -> (m,), (n, d) @ (d,) -> (n,), (d,) @ (d,) -> a number.
    """

    label = "@"
    written = "{} @ {}"
    weighs = True

    @staticmethod
    def forward(A: Any, B: Any, out: Any = None) -> Any:
        if A.ndim > 2 or B.ndim > 2:
            raise ValueError("expected vectors and matrices, with one or two axes")
        return np.matmul(A, B, out=out)

    @staticmethod
    def backward(G: Any, out: Any, A: Any, B: Any) -> tuple[Any, ...]:
        return product_slope_left(G, A, B), product_slope_right(G, A, B)

    @staticmethod
    def advice(*values: Any) -> str:
        A, B = values
        if A.ndim == 0 or B.ndim == 0:
            return "a number has no rows or columns: use nb.multiply, or nb.dot, which takes both"
        if A.ndim > 2 or B.ndim > 2:
            return "make two axes of them with nb.reshape, such as (n, -1) for n examples"
        inner = f"the {A.shape[-1]} columns of the left must equal the {B.shape[0]} rows of the right"
        if B.ndim == 2 and A.shape[-1] == B.shape[1]:
            return f"{inner}; they do after nb.transpose of the right one"
        return f"{inner}; they do with the two swapped" if A.shape[0] == B.shape[-1] else inner


def matmul(A: Any, B: Any, name: str | None = None) -> Any:
    """Multiply matrices and vectors: out[i, k] = Σ_j A[i, j] B[j, k].

    A (n, d) or (d,), B (d, m) or (d,). Raises GraphError or ValueError for numbers and lengths that differ.

    >>> matmul(np.array([1.0, 2.0]), np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    array([ 9., 12., 15.])
    """
    return apply(MatMul, A, B, name=name)


class Dot(MatMul):
    """out = A · B: the matrix product, or, where either is a number, the plain product."""

    label = "·"
    written = "{} · {}"

    @staticmethod
    def forward(A: Any, B: Any, out: Any = None) -> Any:
        if np.ndim(A) == 0 or np.ndim(B) == 0:
            return np.multiply(A, B, out=out)
        return MatMul.forward(A, B, out=out)


def dot(A: Any, B: Any, name: str | None = None) -> Any:
    """Multiply as `matmul` does, and by a number too, as NumPy's `dot` does.

    >>> dot(np.array([[10, 20], [30, 40]]), 10)
    array([[100, 200],
           [300, 400]])
    """
    return apply(Dot, A, B, name=name)


class ProductSlopeLeft(Operation):
    """dL/dA of out = A @ B: G Bᵀ for matrices, and what becomes of that for vectors and numbers."""

    label = "G·Bᵀ"
    shape_inputs = (1,)

    @staticmethod
    def forward(G: Any, A: Any, B: Any, out: Any = None) -> Any:
        if A.ndim == 0:
            return np.sum(G * B, out=out)
        if B.ndim < 2:
            return np.multiply(G[..., None] if B.ndim else G, B, out=out)
        return np.matmul(G, B.T, out=out)

    @staticmethod
    def backward(H: Any, out: Any, G: Any, A: Any, B: Any) -> tuple[Any, ...]:
        return dot(H, B), None, product_slope_right(G, H, B)


class ProductSlopeRight(Operation):
    """dL/dB of out = A @ B: Aᵀ G for matrices, and what becomes of that for vectors and numbers."""

    label = "Aᵀ·G"
    shape_inputs = (2,)

    @staticmethod
    def forward(G: Any, A: Any, B: Any, out: Any = None) -> Any:
        if B.ndim == 0:
            return np.sum(G * A, out=out)
        if A.ndim < 2:
            return np.multiply(A[..., None] if A.ndim and G.ndim else A, G, out=out)
        return np.matmul(A.T, G, out=out)

    @staticmethod
    def backward(H: Any, out: Any, G: Any, A: Any, B: Any) -> tuple[Any, ...]:
        return dot(A, H), product_slope_left(G, A, H), None


def product_slope_left(G: Any, A: Any, B: Any, name: str | None = None) -> Any:
    """Return dL/dA of out = A @ B, shaped as A.

    >>> product_slope_left(np.ones((2, 1)), np.ones((2, 3)), np.array([[1.0], [2.0], [3.0]]))
    array([[1., 2., 3.],
           [1., 2., 3.]])
    """
    return apply(ProductSlopeLeft, G, A, B, name=name)


def product_slope_right(G: Any, A: Any, B: Any, name: str | None = None) -> Any:
    """Return dL/dB of out = A @ B, shaped as B.

    >>> product_slope_right(np.ones((2, 1)), np.ones((2, 3)), np.ones((3, 1)))
    array([[2.],
           [2.],
           [2.]])
    """
    return apply(ProductSlopeRight, G, A, B, name=name)


# ---------------------------------------------------------------- sums, and their way back


class Sum(Operation):
    """out = Σ x over an axis, some axes, or all: every entry counts once, so each gets G."""

    label = "Σ"

    @staticmethod
    def forward(x: Any, axis: Any = None, keepdims: bool = False, out: Any = None) -> Any:
        return np.sum(x, axis=axis, keepdims=keepdims, out=out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, axis: Any = None, keepdims: bool = False) -> tuple[Any, ...]:
        return (broadcast_like(_with_axis(G, axis, keepdims), x),)

    @staticmethod
    def advice(*values: Any) -> str:
        return f"a value of shape {values[0].shape} has axes 0 to {values[0].ndim - 1}"


def sum(x: Any, axis: Any = None, keepdims: bool = False, name: str | None = None) -> Any:
    """Add up all entries, or those along an axis.

    axis: an int, a tuple of ints, or None for all.

    >>> sum(np.array([[1.0, 2.0], [3.0, 4.0]]), axis=0)
    array([4., 6.])
    """
    return apply(Sum, x, name=name, axis=axis, keepdims=keepdims)


class Mean(Operation):
    """out = Σ x / n over an axis, some axes, or all n entries: each gets G / n."""

    label = "mean"

    @staticmethod
    def forward(x: Any, axis: Any = None, keepdims: bool = False, out: Any = None) -> Any:
        if x.size == 0:
            raise ValueError("the mean of no entries is not defined")
        return np.mean(x, axis=axis, keepdims=keepdims, out=out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, axis: Any = None, keepdims: bool = False) -> tuple[Any, ...]:
        return (broadcast_like(_with_axis(G * size_ratio(out, x), axis, keepdims), x),)

    @staticmethod
    def advice(*values: Any) -> str:
        return "feed at least one example" if values[0].size == 0 else Sum.advice(*values)


def mean(x: Any, axis: Any = None, keepdims: bool = False, name: str | None = None) -> Any:
    """Average all entries, or those along an axis. Raises ValueError where there are none.

    >>> float(mean(np.array([[1.0, 2.0], [3.0, 4.0]])))
    2.5
    """
    return apply(Mean, x, name=name, axis=axis, keepdims=keepdims)


def _with_axis(G: Any, axis: Any, keepdims: bool) -> Any:
    """Put back, with length 1, the axes that a sum took away."""
    return G if axis is None or keepdims else expand(G, axis)


class SumLike(Operation):
    """Undo broadcasting: add up x over the axes along which `like` was repeated. Adjoint of BroadcastLike."""

    label = "Σ→"
    is_view = True
    shape_inputs = (1,)

    @staticmethod
    def forward(x: Any, like: Any, out: Any = None) -> Any:
        if np.shape(x) == np.shape(like):
            return copied(x, out)
        shape = (1,) * (np.ndim(x) - np.ndim(like)) + np.shape(like)
        axes = tuple(i for i, n in enumerate(shape) if n == 1 != np.shape(x)[i])
        total = np.sum(x, axis=axes, keepdims=True) if axes else x
        return copied(np.reshape(total, np.shape(like)), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, like: Any) -> tuple[Any, ...]:
        return broadcast_like(G, x), None


def sum_like(x: Any, like: Any, name: str | None = None) -> Any:
    """Sum x down to the shape of `like`, which broadcasts to that of x.

    >>> sum_like(np.ones((3, 2)), np.zeros(2))
    array([3., 3.])
    """
    return apply(SumLike, x, like, name=name)


class BroadcastLike(Operation):
    """Repeat x until it has the shape of `like`. The adjoint of SumLike."""

    label = "→Σ"
    is_view = True
    shape_inputs = (1,)

    @staticmethod
    def forward(x: Any, like: Any, out: Any = None) -> Any:
        return copied(np.broadcast_to(x, np.shape(like)), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, like: Any) -> tuple[Any, ...]:
        return sum_like(G, x), None


def broadcast_like(x: Any, like: Any, name: str | None = None) -> Any:
    """Repeat x to the shape of `like`.

    >>> broadcast_like(np.array([1.0, 2.0]), np.zeros((2, 2)))
    array([[1., 2.],
           [1., 2.]])
    """
    return apply(BroadcastLike, x, like, name=name)


class SizeRatio(Operation):
    """out = entries of a / entries of b, a number that depends on nothing but their shapes."""

    label = "n/n"
    shape_inputs = (0, 1)

    @staticmethod
    def forward(a: Any, b: Any, out: Any = None) -> Any:
        dtype = b.dtype if np.asarray(b).dtype.kind == "f" else np.float64
        return copied(np.asarray(np.size(a) / np.size(b), dtype=dtype), out)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        return None, None


def size_ratio(a: Any, b: Any, name: str | None = None) -> Any:
    """Return how many entries a has for each of b, in b's precision.

    >>> float(size_ratio(np.zeros(1), np.zeros((2, 2))))
    0.25
    """
    return apply(SizeRatio, a, b, name=name)


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


def copied(value: Any, out: Any) -> Any:
    """Return the value, or `out` with the value in it."""
    if out is None:
        return value
    np.copyto(out, value)
    return out


# ---------------------------------------------------------------- element by element


class Exp(Operation):
    """out = e^x, its own slope: dL/dx = G out."""

    label = "exp"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.exp)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G * out,)


def exp(x: Any, name: str | None = None) -> Any:
    """Raise e to each entry: e^x, any shape.

    >>> exp(np.array([0.0]))
    array([1.])
    """
    return apply(Exp, x, name=name)


class Log(Operation):
    """out = ln x for x > 0: dL/dx = G / x."""

    label = "ln"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.log)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G / x,)


def log(x: Any, name: str | None = None) -> Any:
    """Take the natural logarithm of each entry; x > 0.

    >>> log(np.array([1.0]))
    array([0.])
    """
    return apply(Log, x, name=name)


class Square(Operation):
    """out = x²: dL/dx = 2 G x."""

    label = "x²"
    written = "{}²"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.square)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (2 * G * x,)


def square(x: Any, name: str | None = None) -> Any:
    """Square each entry.

    >>> square(np.array([-3.0]))
    array([9.])
    """
    return apply(Square, x, name=name)


class Sqrt(Operation):
    """out = √x for x > 0: dL/dx = G / (2 out)."""

    label = "√"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.sqrt)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G / (2 * out),)


def sqrt(x: Any, name: str | None = None) -> Any:
    """Take the square root of each entry; x >= 0, and x > 0 for its gradient.

    >>> sqrt(np.array([9.0]))
    array([3.])
    """
    return apply(Sqrt, x, name=name)


class Abs(Operation):
    """out = |x|: dL/dx = G where x > 0 and -G where x < 0; at the corner we take 0."""

    label = "|x|"
    written = "|{}|"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.abs)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G * greater(x, 0) - G * greater(-x, 0),)


def abs(x: Any, name: str | None = None) -> Any:
    """Drop the sign of each entry.

    >>> abs(np.array([-3.0, 2.0]))
    array([3., 2.])
    """
    return apply(Abs, x, name=name)


class Maximum(Operation):
    """out = the greater of a and b, with broadcasting: G goes to the winner, and to b in a tie."""

    label = "max"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.maximum)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        to_a = G * greater(a, b)
        return sum_like(to_a, a), sum_like(G - to_a, b)


def maximum(a: Any, b: Any, name: str | None = None) -> Any:
    """Take the greater of the two, element by element.

    >>> maximum(np.array([1.0, 5.0]), 3.0)
    array([3., 5.])
    """
    return apply(Maximum, a, b, name=name)


class Greater(Operation):
    """out = a > b, true or false, with broadcasting. It jumps, and has no slope to pass on."""

    label = ">"
    written = "{} > {}"
    is_flat = True
    forward = staticmethod(np.greater)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        return None, None


def greater(a: Any, b: Any, name: str | None = None) -> Any:
    """Compare element by element: a > b.

    >>> greater(np.array([1.0, 5.0]), 3.0)
    array([False,  True])
    """
    return apply(Greater, a, b, name=name)


# ---------------------------------------------------------------- shapes


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
    return apply(Transpose, x, name=name, axes=axes)


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
    return apply(Concat, *values, name=name, axis=axis)


def stack(values: Sequence[Any], axis: int = 0, name: str | None = None) -> Any:
    """Join along a new axis: two vectors become the rows of a matrix.

    >>> stack([np.array([1, 2]), np.array([3, 4])])
    array([[1, 2],
           [3, 4]])
    """
    return concat([expand(v, axis) for v in values], axis, name)


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


# ---------------------------------------------------------------- classes


class Pick(Operation):
    """out[i] = x[i, classes[i]], one entry from each row: G goes to the picked entries, the others get 0."""

    label = "pick"

    @staticmethod
    def forward(x: Any, classes: Any, out: Any = None) -> Any:
        _check_classes(classes, x.shape)
        return copied(x[np.arange(len(x)), classes], out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, classes: Any) -> tuple[Any, ...]:
        return unpick(G, x, classes), None

    @staticmethod
    def advice(*values: Any) -> str:
        return (
            "give a table (n, m) and n whole numbers from 0 to m - 1; "
            "np.argmax(Y, axis=1) turns one-hot rows into them"
        )


def pick(x: Any, classes: Any, name: str | None = None) -> Any:
    """Pick one entry from each row: out[i] = x[i, classes[i]].

    x (n, m), classes (n,) whole numbers. Returns (n,).

    >>> pick(np.array([[1, 2], [3, 4]]), np.array([1, 0]))
    array([2, 3])
    """
    return apply(Pick, x, classes, name=name)


class Unpick(Operation):
    """out = 0 in the shape of `like`, but G[i] at column classes[i]: the way back of Pick."""

    label = "unpick"
    shape_inputs = (1,)

    @staticmethod
    def forward(G: Any, like: Any, classes: Any, out: Any = None) -> Any:
        placed = copied(np.zeros(np.shape(like), np.asarray(G).dtype), out)
        placed[np.arange(len(placed)), classes] = G
        return placed

    @staticmethod
    def backward(H: Any, out: Any, G: Any, like: Any, classes: Any) -> tuple[Any, ...]:
        return pick(H, classes), None, None


def unpick(G: Any, like: Any, classes: Any, name: str | None = None) -> Any:
    """Put G[i] at row i, column classes[i] of zeros in the shape of `like`.

    >>> unpick(np.array([5.0]), np.zeros((1, 2)), np.array([1]))
    array([[0., 5.]])
    """
    return apply(Unpick, G, like, classes, name=name)


def _check_classes(classes: Any, shape: tuple[int, ...]) -> None:
    if len(shape) != 2 or np.shape(classes) != shape[:1] or np.asarray(classes).dtype.kind not in "iu":
        raise ValueError("expected whole class numbers of shape (n,) for a table of shape (n, m)")
    if np.size(classes) and not (np.min(classes) >= 0 and np.max(classes) < shape[1]):
        raise ValueError(f"expected class numbers from 0 to {shape[1] - 1}")


class OneHot(Operation):
    """out[i, k] = 1 where labels[i] is class k, else 0. Labels are chosen, not computed: no slope."""

    label = "one-hot"
    is_flat = True

    @staticmethod
    def forward(labels: Any, classes: Any = None, out: Any = None) -> Any:
        return copied(functions.one_hot(labels, classes), out)

    @staticmethod
    def backward(G: Any, out: Any, labels: Any, classes: Any = None) -> tuple[Any, ...]:
        return (None,)

    @staticmethod
    def advice(*values: Any) -> str:
        return "give labels of shape (n,), and nb.one_hot(labels, m) for classes 0 to m - 1"


def one_hot(labels: Any, classes: int | Sequence[Any] | None = None, name: str | None = None) -> Any:
    """Give each label a row with a 1 in its class's column.

    labels (n,). classes: how many, or the names in order; left out, the sorted
    distinct labels, where those are an array; for a node, which has no values yet, it must be said.
    Returns (n, m).

    >>> one_hot(["Tim", "John"])
    array([[0., 1.],
           [1., 0.]])
    """
    if classes is None and isinstance(labels, Node):
        raise GraphError(f"expected the number of classes, got none: write nb.one_hot({labels.name}, 10)")
    return apply(OneHot, labels, name=name, classes=classes)


# ---------------------------------------------------------------- activations


class Step(Operation):
    """out = 1 where z > 0, else 0. Its slope is 0 wherever it has one: nothing can be learned through it."""

    label = "step"
    bends = True
    is_flat = True
    forward = staticmethod(functions.step)

    @staticmethod
    def backward(G: Any, out: Any, z: Any) -> tuple[Any, ...]:
        return (None,)


def step(z: Any, name: str | None = None) -> Any:
    """Fire or stay silent: 1 where z > 0, else 0.

    >>> step(np.array([-1.0, 1.0, 2.0]))
    array([0, 1, 1])
    """
    return apply(Step, z, name=name)


class Sigmoid(Operation):
    """out = 1 / (1 + e^-z): dL/dz = G out (1 - out)."""

    label = "σ"
    by_entry = True
    bends = True
    reuses_input = True
    forward = staticmethod(functions.sigmoid)

    @staticmethod
    def backward(G: Any, out: Any, z: Any) -> tuple[Any, ...]:
        return (G * out * (1 - out),)


def sigmoid(z: Any, name: str | None = None) -> Any:
    """Squash any number into the range from 0 to 1.

    >>> sigmoid(np.array([0.0]))
    array([0.5])
    """
    return apply(Sigmoid, z, name=name)


class Tanh(Operation):
    """out = tanh z: dL/dz = G (1 - out²)."""

    label = "tanh"
    by_entry = True
    bends = True
    reuses_input = True
    forward = staticmethod(functions.tanh)

    @staticmethod
    def backward(G: Any, out: Any, z: Any) -> tuple[Any, ...]:
        return (G * (1 - square(out)),)


def tanh(z: Any, name: str | None = None) -> Any:
    """Squash any number into the range from -1 to 1.

    >>> tanh(np.array([0.0]))
    array([0.])
    """
    return apply(Tanh, z, name=name)


class Relu(Operation):
    """out = max(0, z): G passes where z > 0 and stops elsewhere."""

    label = "relu"
    by_entry = True
    bends = True
    reuses_input = True
    forward = staticmethod(functions.relu)

    @staticmethod
    def backward(G: Any, out: Any, z: Any) -> tuple[Any, ...]:
        return (G * greater(out, 0),)


def relu(z: Any, name: str | None = None) -> Any:
    """Let positive numbers pass and stop the others.

    >>> relu(np.array([-1.0, 3.0]))
    array([0., 3.])
    """
    return apply(Relu, z, name=name)


class Softmax(Operation):
    """out = e^z / Σ e^z along each row: dL/dz = out (G - Σ G out), the sum along the row."""

    label = "softmax"
    bends = True
    forward = staticmethod(functions.softmax)

    @staticmethod
    def backward(G: Any, out: Any, z: Any) -> tuple[Any, ...]:
        return (out * (G - sum(G * out, axis=-1, keepdims=True)),)

    @staticmethod
    def advice(*values: Any) -> str:
        return "give it a row of scores, such as [0.3, 2.9]"


def softmax(z: Any, name: str | None = None) -> Any:
    """Turn each row of scores into probabilities.

    >>> softmax(np.array([[0.0, 0.0]]))
    array([[0.5, 0.5]])
    """
    return apply(Softmax, z, name=name)


class LogSoftmax(Operation):
    """out = z - ln Σ e^z along each row: dL/dz = G - e^out Σ G, the sum along the row."""

    label = "ln softmax"
    bends = True
    forward = staticmethod(functions.log_softmax)

    @staticmethod
    def backward(G: Any, out: Any, z: Any) -> tuple[Any, ...]:
        return (G - exp(out) * sum(G, axis=-1, keepdims=True),)

    @staticmethod
    def advice(*values: Any) -> str:
        return "give it a row of scores, such as [0.3, 2.9]"


def log_softmax(z: Any, name: str | None = None) -> Any:
    """Return the logarithms of the softmax, exact where the softmax would round to 0.

    >>> log_softmax(np.array([0.0, 1000.0]))
    array([-1000.,     0.])
    """
    return apply(LogSoftmax, z, name=name)


# ---------------------------------------------------------------- costs


class SigmoidCrossEntropy(Operation):
    """out = -(y ln σ(z) + (1 - y) ln(1 - σ(z))), entry by entry: dL/dz = G (σ(z) - y), dL/dy = -G z.

    Computed as max(z, 0) - z y + ln(1 + e^-|z|), which is the same and cannot overflow.
    """

    label = "σ cross-entropy"
    by_entry = True

    @staticmethod
    def forward(z: Any, y: Any, out: Any = None) -> Any:
        functions.same_shape(z, y, "scores", "labels")
        loss = functions.relu(z) - z * y + np.log1p(np.exp(-np.abs(z)))
        return copied(loss, out)

    @staticmethod
    def backward(G: Any, out: Any, z: Any, y: Any) -> tuple[Any, ...]:
        return G * (sigmoid(z) - y), -(G * z)

    @staticmethod
    def advice(*values: Any) -> str:
        return _same_shape_advice(*values)


def sigmoid_cross_entropy(logits: Any, labels: Any, name: str | None = None) -> Any:
    """Return the cross-entropy of labels 0 or 1 under σ(logits), one value an entry; its mean is a loss.

    logits: scores before the sigmoid; labels: the same shape, else ValueError or GraphError is raised.

    >>> sigmoid_cross_entropy(np.array([0.0, 1000.0]), np.array([1.0, 1.0])).round(4)
    array([0.6931, 0.    ])
    """
    return apply(SigmoidCrossEntropy, logits, labels, name=name)


class SoftmaxCrossEntropy(Operation):
    """out = -Σ_k y_k ln softmax(z)_k for each row, rows of y summing to 1: dL/dz = G (softmax(z) - y)."""

    label = "softmax cross-entropy"

    @staticmethod
    def forward(z: Any, y: Any, out: Any = None) -> Any:
        functions.same_shape(z, y, "scores", "labels")
        return np.negative(np.sum(y * functions.log_softmax(z), axis=-1), out=out)

    @staticmethod
    def backward(G: Any, out: Any, z: Any, y: Any) -> tuple[Any, ...]:
        G = expand(G, -1)
        return G * (softmax(z) - y), -(G * log_softmax(z))

    @staticmethod
    def advice(*values: Any) -> str:
        z, y = values
        if y.ndim == z.ndim - 1 or y.shape[1:] == (1,):
            return f"labels are class numbers: turn them into rows with nb.one_hot(labels, {z.shape[-1]})"
        return _same_shape_advice(z, y)


def softmax_cross_entropy(logits: Any, labels: Any, name: str | None = None) -> Any:
    """Return the cross-entropy of one-hot labels under softmax(logits), one value a row; its mean is a loss.

    logits (n, m): scores before the softmax; labels (n, m): rows that sum to 1. Returns (n,).

    >>> softmax_cross_entropy(np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]])).round(4)
    array([0.6931])
    """
    return apply(SoftmaxCrossEntropy, logits, labels, name=name)


class MeanSquaredError(Operation):
    """out = Σ (a - y)² / n over all n entries: dL/da = 2 G (a - y) / n, dL/dy = -dL/da."""

    label = "mean (a−y)²"
    forward = staticmethod(functions.mean_squared_error)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, y: Any) -> tuple[Any, ...]:
        to_a = (a - y) * (2 * G * size_ratio(out, a))
        return to_a, -to_a

    @staticmethod
    def advice(*values: Any) -> str:
        return Mean.advice(values[0]) if np.size(values[0]) == 0 else _same_shape_advice(*values)


def mean_squared_error(a: Any, y: Any, name: str | None = None) -> Any:
    """Return the quadratic cost Σ (a - y)² / n of answers a and targets y, of one shape.

    >>> float(mean_squared_error(np.array([1.0, 2.0]), np.array([1.0, 4.0])))
    2.0
    """
    return apply(MeanSquaredError, a, y, name=name)


def _same_shape_advice(a: Any, b: Any) -> str:
    if {a.ndim, b.ndim} == {1, 2} and a.size == b.size:
        return "one is a flat list and the other a column: nb.reshape(…, (-1, 1)) makes a column of it"
    return "each answer needs exactly one target"

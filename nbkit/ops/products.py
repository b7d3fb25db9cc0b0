"""Products of matrices and vectors, and the two slopes of a product."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit.graph import Operation
from nbkit.ops.base import apply


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


def product_slope_left(G: Any, A: Any, B: Any, name: str | None = None) -> Any:
    """Return dL/dA of out = A @ B, shaped as A.

    >>> product_slope_left(np.ones((2, 1)), np.ones((2, 3)), np.array([[1.0], [2.0], [3.0]]))
    array([[1., 2., 3.],
           [1., 2., 3.]])
    """
    return apply(ProductSlopeLeft, G, A, B, name=name)


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


def product_slope_right(G: Any, A: Any, B: Any, name: str | None = None) -> Any:
    """Return dL/dB of out = A @ B, shaped as B.

    >>> product_slope_right(np.ones((2, 1)), np.ones((2, 3)), np.ones((3, 1)))
    array([[2.],
           [2.],
           [2.]])
    """
    return apply(ProductSlopeRight, G, A, B, name=name)


class BatchMatMul(Operation):
    """out[i] = A[i] @ B[i] for stacks of matrices, each transposed where it is said.

    With the axes swapped by ᵀ where `left`, `right` say so, dL/dA and dL/dB are products of G and the other.
    """

    label = "@"
    weighs = True

    @staticmethod
    def forward(A: Any, B: Any, left: bool = False, right: bool = False, out: Any = None) -> Any:
        if A.shape[:-2] != B.shape[:-2] or min(A.ndim, B.ndim) < 2:
            raise ValueError("expected stacks of matrices, as many on the left as on the right")
        A, B = (np.swapaxes(M, -1, -2) if turned else M for M, turned in ((A, left), (B, right)))
        return np.matmul(A, B, out=out)

    @staticmethod
    def backward(
        G: Any, out: Any, A: Any, B: Any, left: bool = False, right: bool = False
    ) -> tuple[Any, ...]:
        to_left = batch_matmul(B, G, right, True) if left else batch_matmul(G, B, False, not right)
        to_right = batch_matmul(G, A, True, left) if right else batch_matmul(A, G, not left, False)
        return to_left, to_right


def batch_matmul(A: Any, B: Any, left: bool = False, right: bool = False, name: str | None = None) -> Any:
    """Multiply matrices pair by pair: A (…, n, d), B (…, d, m). left, right: transpose that one first.

    >>> batch_matmul(np.ones((5, 2, 3)), np.ones((5, 4, 3)), right=True).shape
    (5, 2, 4)
    """
    return apply(BatchMatMul, A, B, name=name, left=left, right=right)

"""Matrices, or stacks of them (…, n, n): their inverse, determinant and root, and what is cut out of them.

Reference: Giles, *Collected matrix derivative results for forward and reverse mode algorithmic
differentiation* (2008); for the root, Murray, *Differentiation of the Cholesky decomposition* (2016).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit.graph import Operation
from nbkit.ops.arithmetic import multiply, negative
from nbkit.ops.base import apply, copied
from nbkit.ops.products import batch_matmul
from nbkit.ops.shapes import expand, ones_like


class Turned(Operation):
    """out = each matrix with rows and columns swapped: so is G."""

    label = "ᵀ"

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return copied(np.swapaxes(x, -1, -2), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (turned(G),)


def turned(x: Any, name: str | None = None) -> Any:
    """Swap rows and columns of a matrix, or of each of a stack.

    >>> turned(np.zeros((5, 2, 3))).shape
    (5, 3, 2)
    """
    return apply(Turned, x, name=name)


class Band(Operation):
    """out = x on its diagonal and so many below and above, 0 elsewhere; a negative number stands for all."""

    label = "band"

    @staticmethod
    def forward(x: Any, below: int = 0, above: int = 0, out: Any = None) -> Any:
        rows, columns = np.ogrid[: x.shape[-2], : x.shape[-1]]
        low, high = (below < 0) | (rows - columns <= below), (above < 0) | (columns - rows <= above)
        return copied(np.where(low & high, x, x.dtype.type(0)), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, below: int = 0, above: int = 0) -> tuple[Any, ...]:
        return (band(G, below, above),)


def band(x: Any, below: int = 0, above: int = 0, name: str | None = None) -> Any:
    """Keep the diagonal of a matrix and so many below and above it; a negative number keeps all.

    >>> band(np.ones((3, 3)), below=-1)
    array([[1., 0., 0.],
           [1., 1., 0.],
           [1., 1., 1.]])
    """
    return apply(Band, x, name=name, below=below, above=above)


class Inverse(Operation):
    """out = X⁻¹, or X⁻ᵀ where it is said: dL/dX = -X⁻ᵀ G X⁻ᵀ, or -X⁻ᵀ Gᵀ X⁻ᵀ."""

    label = "⁻¹"

    @staticmethod
    def forward(x: Any, turn: bool = False, out: Any = None) -> Any:
        inverted = np.linalg.inv(x)
        return copied(np.swapaxes(inverted, -1, -2) if turn else inverted, out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, turn: bool = False) -> tuple[Any, ...]:
        return (negative(batch_matmul(batch_matmul(out, G, not turn, turn), out, False, not turn)),)

    @staticmethod
    def advice(*values: Any) -> str:
        return "a square matrix of which no row is a sum of others; a small number on the diagonal makes one"


def inverse(x: Any, turn: bool = False, name: str | None = None) -> Any:
    """Invert a matrix, or each of a stack; turn: and transpose it.

    Raises GraphError where it is not square, or has no inverse.

    >>> inverse(np.array([[2.0, 0.0], [0.0, 4.0]]))
    array([[0.5 , 0.  ],
           [0.  , 0.25]])
    """
    return apply(Inverse, x, name=name, turn=turn)


class Solve(Operation):
    """out = X with A X = B, or Aᵀ X = B: dL/dB solves the other of the two for G, dL/dA = -dL/dB Xᵀ."""

    label = "solve"

    @staticmethod
    def forward(A: Any, B: Any, turn: bool = False, out: Any = None) -> Any:
        return copied(np.linalg.solve(np.swapaxes(A, -1, -2) if turn else A, B), out)

    @staticmethod
    def backward(G: Any, out: Any, A: Any, B: Any, turn: bool = False) -> tuple[Any, ...]:
        to_B = solve(A, G, not turn)
        pair = (out, to_B) if turn else (to_B, out)
        return negative(batch_matmul(*pair, False, True)), to_B


def solve(A: Any, B: Any, turn: bool = False, name: str | None = None) -> Any:
    """Find X with A X = B for matrices (…, n, n) and (…, n, m); turn: with Aᵀ X = B.

    >>> solve(np.array([[2.0, 0.0], [0.0, 4.0]]), np.array([[1.0], [1.0]]))
    array([[0.5 ],
           [0.25]])
    """
    return apply(Solve, A, B, name=name, turn=turn)


class Determinant(Operation):
    """out = det X: dL/dX = G det X · X⁻ᵀ."""

    label = "det"

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return copied(np.asarray(np.linalg.det(x)), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (multiply(expand(multiply(G, out), (-2, -1)), inverse(x, turn=True)),)


def determinant(x: Any, name: str | None = None) -> Any:
    """Return the determinant of a matrix, or of each of a stack.

    >>> round(float(determinant(np.array([[2.0, 0.0], [0.0, 4.0]]))), 6)
    8.0
    """
    return apply(Determinant, x, name=name)


class Cholesky(Operation):
    """out = the lower triangle L with L Lᵀ = X, of a symmetric positive X of which it reads the lower half.

    dL/dX = L⁻ᵀ S L⁻¹ with the symmetric S of which the lower half is that of Lᵀ G, its diagonal halved.
    """

    label = "√"

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return copied(np.linalg.cholesky(x), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        low = band(batch_matmul(out, G, left=True), below=-1)
        half = multiply(ones_like(low), 0.5)
        S = multiply(low - multiply(band(low), half) + turned(low - multiply(band(low), half)), half)
        inverted = inverse(out)
        return (batch_matmul(batch_matmul(inverted, S, left=True), inverted),)


def cholesky(x: Any, name: str | None = None) -> Any:
    """Find the lower triangle L with L Lᵀ = X. Raises GraphError where X is not positive definite.

    >>> cholesky(np.array([[4.0, 2.0], [2.0, 10.0]]))
    array([[2., 0.],
           [1., 3.]])
    """
    return apply(Cholesky, x, name=name)

"""Matrices: inverse, determinant, eigenvalues; diagonals and bands; products that letters tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.static_shapes import Shape
from nbkit.tf1.core import arrays, math
from nbkit.tf1.core.graph import get_default_graph
from nbkit.tf1.core.habits import NoSlope
from nbkit.tf1.core.missing import name_functions
from nbkit.tf1.core.tensor import Tensor, convert, several, shaped, together, wrap

# ---------------------------------------------------------------- solved


def _squared(type: str, x: Tensor) -> Tensor:
    """The tensor, if it can hold matrices."""
    if (x.shape.ndims or 2) < 2:
        raise ValueError(f"Shape must be at least rank 2 but is rank {x.shape.ndims} for '{type}'")
    return x


def _of_matrix(type: str, build: Any) -> Any:
    def function(input: Any, name: str | None = None) -> Tensor:
        x = _squared(type, convert(input))
        return wrap(type, build(x.node), [x], name=name)

    function.__doc__ = f"TensorFlow's {type} of a matrix, or of each of a stack (…, n, n)."
    return function


cholesky = _of_matrix("Cholesky", ops.cholesky)
matrix_determinant = _of_matrix("MatrixDeterminant", ops.determinant)


def matrix_inverse(input: Any, adjoint: bool = False, name: str | None = None) -> Tensor:
    """The inverse of a matrix, or of each of a stack; adjoint: of the transposed one."""
    x = _squared("MatrixInverse", convert(input))
    return wrap("MatrixInverse", ops.inverse(x.node, bool(adjoint)), [x], name=name)


def matrix_solve(matrix: Any, rhs: Any, adjoint: bool = False, name: str | None = None) -> Tensor:
    """X with matrix X = rhs; adjoint: with the transposed matrix."""
    a, b = together("MatrixSolve", matrix, rhs)
    return wrap("MatrixSolve", ops.solve(a.node, b.node, bool(adjoint)), [a, b], name=name)


def matrix_triangular_solve(
    matrix: Any, rhs: Any, lower: bool = True, adjoint: bool = False, name: str | None = None
) -> Tensor:
    """The same for the lower triangle of a matrix, or its upper one."""
    a, b = together("MatrixTriangularSolve", matrix, rhs)
    triangle = ops.band(a.node, -1, 0) if lower else ops.band(a.node, 0, -1)
    return wrap("MatrixTriangularSolve", ops.solve(triangle, b.node, bool(adjoint)), [a, b], name=name)


def cholesky_solve(chol: Any, rhs: Any, name: str | None = None) -> Tensor:
    """X with A X = rhs, where chol is the root of A."""
    return matrix_triangular_solve(chol, matrix_triangular_solve(chol, rhs), adjoint=True, name=name)


# ---------------------------------------------------------------- eigenvalues


class _Eigenvalues(nb.Operation):
    """out = the eigenvalues e of a symmetric matrix V diag(e) Vᵀ, of which it reads the lower half."""

    label = "eig"

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return ops.copied(np.linalg.eigh(x)[0], out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        V = ops.apply(_Eigenvectors, x)
        return (_lower(ops.batch_matmul(V * ops.expand(G, -2), V, right=True)),)


class _Eigenvectors(nb.Operation):
    """out = V of the same, an eigenvector a column."""

    label = "eig"

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return ops.copied(np.linalg.eigh(x)[1], out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        near = ops.apply(_Nearness, ops.apply(_Eigenvalues, x))
        inner = near * ops.batch_matmul(out, G, left=True)
        return (_lower(ops.batch_matmul(ops.batch_matmul(out, inner), out, right=True)),)


class _Nearness(NoSlope):
    """out[i, j] = 1 / (e[j] - e[i]), and 0 on the diagonal."""

    label = "1/Δ"

    @staticmethod
    def forward(e: Any, out: Any = None) -> Any:
        away = e[..., None, :] - e[..., :, None]
        same = np.eye(e.shape[-1], dtype=bool)
        return ops.copied(np.where(same, 0, 1 / np.where(same, 1, away)).astype(e.dtype), out)


def _lower(slope: Any) -> Any:
    """A slope as 1.4 gives it: all of it to the lower half, which alone is read."""
    twice = ops.band(slope + ops.turned(slope), -1, 0)
    return twice - ops.band(slope)


def self_adjoint_eig(tensor: Any, name: str | None = None) -> tuple[Tensor, Tensor]:
    """The eigenvalues of a symmetric matrix, the smallest first, and its eigenvectors, one a column.

    The sign of an eigenvector is anybody's choice: it may be another than TensorFlow's.
    """
    x = _squared("SelfAdjointEigV2", convert(tensor))
    nodes = [ops.apply(_Eigenvalues, x.node), ops.apply(_Eigenvectors, x.node)]
    e, v = several("SelfAdjointEigV2", nodes, [x], name=name or "self_adjoint_eig")
    return shaped(e, x._shape and x._shape[:-1]), shaped(v, x._shape)


def self_adjoint_eigvals(tensor: Any, name: str | None = None) -> Tensor:
    """The eigenvalues of a symmetric matrix, the smallest first."""
    x = _squared("SelfAdjointEigV2", convert(tensor))
    e = wrap("SelfAdjointEigvals", ops.apply(_Eigenvalues, x.node), [x], name=name or "self_adjoint_eigvals")
    return shaped(e, x._shape and x._shape[:-1])


class _Svd(NoSlope):
    """out = one of s, u, v with X = u diag(s) vᵀ."""

    label = "svd"
    named = "Svd"

    @staticmethod
    def forward(x: Any, part: int = 0, full: bool = False, out: Any = None) -> Any:
        u, s, v = np.linalg.svd(x, full_matrices=full)
        return ops.copied((s, u, np.swapaxes(v, -1, -2))[part], out)


def svd(tensor: Any, full_matrices: bool = False, compute_uv: bool = True, name: str | None = None) -> Any:
    """s, u and v with X = u diag(s) vᵀ, the greatest s first; compute_uv=False: s alone.

    As with eigenvectors, u and v may have other signs than TensorFlow's. There is no gradient, as in 1.4.
    """
    x = _squared("Svd", convert(tensor))
    nodes = [ops.apply(_Svd, x.node, part=i, full=full_matrices) for i in range(3 if compute_uv else 1)]
    found = several("Svd", nodes, [x], name=name)
    for result, shape in zip(found, _shapes_of_svd(x._shape, full_matrices), strict=False):
        shaped(result, shape)
    return tuple(found) if compute_uv else found[0]


def _shapes_of_svd(x: Shape, full: bool) -> list[Shape]:
    if x is None:
        return [None] * 3
    (*stack, n, m) = x
    k = None if n is None or m is None else min(n, m)
    return [(*stack, k), (*stack, n, n if full else k), (*stack, m, m if full else k)]


class _Qr(NoSlope):
    """out = q or r with X = q r."""

    label = "qr"
    named = "Qr"

    @staticmethod
    def forward(x: Any, part: int = 0, full: bool = False, out: Any = None) -> Any:
        return ops.copied(np.linalg.qr(x, mode="complete" if full else "reduced")[part], out)


def qr(input: Any, full_matrices: bool = False, name: str | None = None) -> tuple[Tensor, Tensor]:
    """q with columns at right angles, and the upper triangle r, with X = q r."""
    x = _squared("Qr", convert(input))
    q, r = several("Qr", [ops.apply(_Qr, x.node, part=i, full=full_matrices) for i in (0, 1)], [x], name=name)
    _, u, v = _shapes_of_svd(x._shape, full_matrices)
    rows = None if u is None or v is None else (*u[:-2], u[-1], v[-2])
    return shaped(q, u), shaped(r, rows)


# ---------------------------------------------------------------- diagonals and bands


def matrix_transpose(a: Any, name: str = "matrix_transpose") -> Tensor:
    """The last two axes swapped."""
    x = _squared("Transpose", convert(a))
    return wrap("Transpose", ops.turned(x.node), [x], name=name, counted=2)


def matrix_diag(diagonal: Any, name: str | None = None) -> Tensor:
    """A matrix with these numbers on its diagonal, and 0 elsewhere; one for each row of a stack."""
    x = convert(diagonal)
    square = ops.expand(x.node, -1) + ops.expand(ops.zeros_like(x.node), -2)
    return wrap("MatrixDiag", ops.band(square), [x], name=name)


def matrix_diag_part(input: Any, name: str | None = None) -> Tensor:
    """The diagonal of a matrix, or of each of a stack."""
    x = _squared("MatrixDiagPart", convert(input))
    n, m = x.shape.as_list()[-2:]
    along = -1 if n is None or m is None or n <= m else -2
    return wrap("MatrixDiagPart", ops.sum(ops.band(x.node), along), [x], name=name)


def matrix_set_diag(input: Any, diagonal: Any, name: str | None = None) -> Tensor:
    """The matrix with another diagonal."""
    x, d = together("MatrixSetDiag", input, diagonal)
    square = ops.band(ops.expand(d.node, -1) + ops.zeros_like(x.node))
    return wrap("MatrixSetDiag", x.node - ops.band(x.node) + square, [x, d], name=name)


def matrix_band_part(input: Any, num_lower: Any, num_upper: Any, name: str | None = None) -> Tensor:
    """The diagonal and so many below and above it, 0 elsewhere; -1 keeps all."""
    x = _squared("MatrixBandPart", convert(input))
    below, above = (int(n.node.value if isinstance(n, Tensor) else n) for n in (num_lower, num_upper))
    return wrap("MatrixBandPart", ops.band(x.node, below, above), [x], name=name, counted=3)


def diag(diagonal: Any, name: str | None = None) -> Tensor:
    """A tensor of twice as many axes, with these numbers on its diagonal and 0 elsewhere."""
    x = convert(diagonal)
    shape = tuple(int(n) for n in x.shape)
    flat = ops.reshape(x.node, (-1,))
    square = ops.band(ops.expand(flat, -1) + ops.zeros_like(ops.expand(flat, 0)))
    node = square if len(shape) == 1 else ops.reshape(square, shape * 2)
    return wrap("Diag", node, [x], name=name)


def diag_part(input: Any, name: str | None = None) -> Tensor:
    """The diagonal of a tensor of twice as many axes."""
    x = convert(input)
    shape = tuple(int(n) for n in x.shape)
    half = shape[: len(shape) // 2]
    if half * 2 != shape:
        raise ValueError(f"Invalid shape for 'DiagPart': dimensions must match, got {x.shape}")
    n = int(np.prod(half))
    diagonal = ops.sum(ops.band(ops.reshape(x.node, (n, n))), -1)
    return wrap("DiagPart", ops.reshape(diagonal, half), [x], name=name)


def trace(x: Any, name: str | None = None) -> Tensor:
    """The sum of the diagonal of a matrix, or of each of a stack."""
    return math.reduce_sum(matrix_diag_part(x), [-1], name=name or "Trace")


# ---------------------------------------------------------------- products


def cross(a: Any, b: Any, name: str | None = None) -> Tensor:
    """The vector at right angles to two of three numbers, along the last axis."""
    x, y = together("Cross", a, b)
    first, second = ([_turned_by(t.node, i) for i in (1, 2)] for t in (x, y))
    return wrap("Cross", first[0] * second[1] - first[1] * second[0], [x, y], name=name)


def _turned_by(node: Any, i: int) -> Any:
    """Three numbers, of which that at place i comes first."""
    cut, rest = (ops.index(node, (Ellipsis, part)) for part in (slice(i, None), slice(None, i)))
    return ops.concat([cut, rest], -1)


def einsum(equation: str, *inputs: Any, name: str | None = None) -> Tensor:
    """Products, added up along axes that are named by letters: 'ij,jk->ik' is a product of matrices."""
    letters, result = _letters(equation, len(inputs))
    with get_default_graph().name_scope(name or "einsum"):
        total, own = convert(inputs[0]), letters[0]
        for number, (factor, others) in enumerate(zip(inputs[1:], letters[1:], strict=True), start=2):
            kept = {*result, *"".join(letters[number:])}
            total, own = _pair(total, own, convert(factor), others, {*own} & {*others} - kept)
        gone = [i for i, letter in enumerate(own) if letter not in result]
        if gone:
            total = math.reduce_sum(total, gone)
            own = "".join(letter for letter in own if letter in result)
        return arrays.transpose(total, [own.index(letter) for letter in result])


def _letters(equation: str, inputs: int) -> tuple[list[str], str]:
    """The letters of each factor, and those of the result; ValueError where they say nothing."""
    if "..." in equation:
        raise ValueError("Subscripts with ellipses are not yet supported.")
    if not re.fullmatch(r"[a-z,]+(->[a-z]*)?", equation):
        raise ValueError(f"Indices have incorrect format: {equation}")
    left, arrow, result = equation.partition("->")
    letters = left.split(",")
    if len(letters) != inputs:
        raise ValueError(f'Got {inputs} arguments for equation "{equation}", expecting {len(letters)}')
    if not arrow:
        counts = Counter(left.replace(",", ""))
        result = "".join(sorted(letter for letter, n in counts.items() if n == 1))
    if not {*result} <= {*left} or any(len({*own}) < len(own) for own in letters):
        raise ValueError(f"Invalid equation: {equation}")
    return letters, result


def _pair(a: Tensor, of_a: str, b: Tensor, of_b: str, summed: set[str]) -> tuple[Tensor, str]:
    """The product of two tensors, added up along some of their common axes, as a product of matrices."""
    kept, along = sorted({*of_a} & {*of_b} - summed), sorted(summed)
    wide_a, wide_b = sorted({*of_a} - {*of_b}), sorted({*of_b} - {*of_a})
    a = arrays.transpose(a, [of_a.index(letter) for letter in [*kept, *wide_a, *along]])
    b = arrays.transpose(b, [of_b.index(letter) for letter in [*kept, *along, *wide_b]])
    own = "".join([*kept, *wide_a, *wide_b])
    if not summed:
        for _ in wide_b:
            a = arrays.expand_dims(a, -1)
        for _ in wide_a:
            b = arrays.expand_dims(b, len(kept))
        return math.multiply(a, b), own
    n, m = _lengths(a), _lengths(b)
    ends = len(kept), len(kept) + len(wide_a), len(kept) + len(along)
    inner = _size(n[ends[1] :])
    a = _reshaped(a, [*n[: ends[0]], _size(n[ends[0] : ends[1]]), inner])
    b = _reshaped(b, [*m[: ends[0]], inner, _size(m[ends[2] :])])
    return _reshaped(math.matmul(a, b), [*n[: ends[1]], *m[ends[2] :]]), own


def _lengths(x: Tensor) -> list[Any]:
    """The lengths of the axes: numbers, and tensors where they are not known yet."""
    lengths: list[Any] = x.shape.as_list()
    if None in lengths:
        computed = arrays.shape(x)
        lengths = [computed[i] if n is None else n for i, n in enumerate(lengths)]
    return lengths


def _size(lengths: Sequence[Any]) -> Any:
    size: Any = 1
    for n in lengths:
        size = size * n
    return size


def _reshaped(x: Tensor, lengths: list[Any]) -> Tensor:
    """The tensor in this shape, if it does not have it."""
    return x if x.shape.as_list() == lengths else arrays.reshape(x, lengths)


def tensordot(a: Any, b: Any, axes: Any, name: str | None = None) -> Tensor:
    """The product of two tensors, added up along pairs of axes, or along so many last and first ones."""
    x, y = together("Tensordot", a, b)
    begun, whole = x.graph.count, isinstance(axes, (int, np.integer))
    n, m = (t.shape.ndims or 0 for t in (x, y))
    here, there = (range(n - axes, n), range(axes)) if whole else (np.atleast_1d(part) for part in axes)
    gone, met = [int(i) % n for i in here], [int(j) % m for j in there]
    left, right = ([i for i in range(r) if i not in out] for r, out in ((n, gone), (m, met)))
    with get_default_graph().name_scope(name or "Tensordot"):
        x, y = arrays.transpose(x, left + gone), arrays.transpose(y, met + right)
        lengths, widths = _lengths(x)[: len(left)], _lengths(y)[len(met) :]
        rows = arrays.reshape(x, [_size(lengths), _size(_lengths(x)[len(left) :])])
        columns = arrays.reshape(y, [_size(_lengths(y)[: len(met)]), _size(widths)])
        result = arrays.reshape(math.matmul(rows, columns), [*lengths, *widths])
    if whole:
        x.graph.count = begun + 70
    return shaped(result, None if whole else result._shape)


name_functions(globals())

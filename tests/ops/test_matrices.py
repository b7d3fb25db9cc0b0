"""Matrices: what cannot be inverted says so, and a root has the slope of a symmetric matrix."""

from __future__ import annotations

import numpy as np
import pytest

import nbkit as nb
from nbkit import ops
from nbkit.graph import GraphError

A = np.cos(np.arange(9.0)).reshape(3, 3) + 3 * np.eye(3)


def test_the_slope_of_a_root_is_that_of_both_halves_together() -> None:
    X, G = A @ A.T, np.random.default_rng(0).normal(size=(3, 3))
    slope = ops.Cholesky.backward(G, ops.cholesky(X), X)[0]
    np.testing.assert_allclose(slope, slope.T, rtol=1e-12)
    for i, j in np.ndindex(3, 3):
        step = np.zeros((3, 3))
        step[i, j] += 5e-6
        step[j, i] += 5e-6  # it reads the lower half alone, so both are moved
        above, below = (np.sum(G * ops.cholesky(X + s)) for s in (step, -step))
        assert slope[i, j] == pytest.approx((above - below) / 2e-5, rel=1e-6)


def test_a_matrix_without_an_inverse_says_so() -> None:
    with pytest.raises(GraphError, match=r"Inverse cannot take.*[Ss]ingular.*small number on the diagonal"):
        ops.inverse(np.ones((2, 2)))


def test_stacks_are_taken_one_by_one() -> None:
    stack = np.stack([A, 2 * A])
    for function in (ops.inverse, ops.determinant, ops.turned, ops.band):
        both = function(stack)
        np.testing.assert_allclose(both[1], function(2 * A), rtol=1e-12)
    x = nb.Placeholder("x")
    assert nb.Session().run(ops.band(x, 0, 1), {x: stack}).shape == (2, 3, 3)

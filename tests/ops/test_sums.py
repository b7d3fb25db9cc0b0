"""Sums and means are those that NumPy gives; what broadcasts is added up again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit import ops
from nbkit.graph import Placeholder
from nbkit.session import Session

X = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_sums_and_means_along_any_axes(axis: Any, keepdims: bool) -> None:
    x = Placeholder()
    for name in ("sum", "mean"):
        expected = getattr(np, name)(X, axis=axis, keepdims=keepdims)
        node = getattr(nb, name)(x, axis=axis, keepdims=keepdims)
        assert np.shape(Session().run(node, {x: X})) == np.shape(expected)
        np.testing.assert_allclose(Session().run(node, {x: X}), expected, rtol=1e-15)


@pytest.mark.parametrize("shape", [(), (4,), (3, 1), (1, 3, 4), (2, 1, 1), (2, 3, 4)])
def test_broadcasting_and_summing_are_each_others_way_back(shape: tuple[int, ...]) -> None:
    small = np.arange(1.0, 1 + np.prod(shape)).reshape(shape)
    wide = ops.broadcast_like(small, X)
    np.testing.assert_array_equal(wide, np.broadcast_to(small, X.shape))
    np.testing.assert_array_equal(ops.sum_like(wide, small), small * (X.size / small.size))
    assert np.sum(ops.sum_like(X, small) * small) == np.sum(X * wide)  # adjoint: <Sx, s> = <x, Bs>

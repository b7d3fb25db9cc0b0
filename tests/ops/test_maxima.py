"""The greatest along axes is NumPy's, and the first of equals gets all of the gradient."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit import ops
from nbkit.graph import Placeholder
from nbkit.session import Session

X = np.random.default_rng(0).integers(0, 4, size=(2, 3, 4)).astype(float)


@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2), (-1, 0)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_the_greatest_along_any_axes(axis: Any, keepdims: bool) -> None:
    x = Placeholder()
    node, expected = nb.max(x, axis, keepdims), np.max(X, axis=axis, keepdims=keepdims)
    np.testing.assert_array_equal(Session().run(node, {x: X}), expected)
    slope = Session().run(nb.gradients(nb.sum(node), [x])[0], {x: X})
    np.testing.assert_array_equal(slope.sum(axis=axis, keepdims=keepdims), np.ones_like(expected))
    assert (X[slope > 0] == np.broadcast_to(np.max(X, axis=axis, keepdims=True), X.shape)[slope > 0]).all()


def test_the_first_of_equals_gets_all() -> None:
    won = ops.first_greatest(np.array([[2, 5, 5], [7, 7, 1]]))
    assert won.tolist() == [[False, False, False], [True, False, False]]
    x = Placeholder()
    (slope,) = nb.gradients(nb.sum(nb.global_max(x)), [x])
    tied = np.array([[1.0, 3.0], [3.0, 3.0]]).reshape(1, 2, 2, 1)
    assert Session().run(slope, {x: tied}).ravel().tolist() == [0.0, 1.0, 0.0, 0.0]


def test_there_is_no_greatest_of_nothing() -> None:
    for call in (nb.max, nb.global_max):
        with pytest.raises(nb.GraphError, match="no entries is not defined"):
            call(np.zeros((0, 2, 2, 1)))


def test_equals_share_the_gradient_of_a_shared_max() -> None:
    x = np.array([[1.0, 3.0, 3.0], [2.0, 0.0, 1.0]])
    (slope,) = ops.SharedMax.backward(np.array([2.0, 5.0]), x.max(1), x, axis=1)
    np.testing.assert_array_equal(slope, [[0, 1, 1], [5, 0, 0]])

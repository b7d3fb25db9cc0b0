"""Truth values: what no case of the list shows."""

from __future__ import annotations

import numpy as np

from nbkit import ops
from nbkit.graph import Placeholder


def test_equal_asks_for_values_and_the_operator_for_the_node() -> None:
    x = Placeholder("x")
    assert x == x
    assert isinstance(ops.equal(x, x), ops.Equal)


def test_all_and_some_along_axes() -> None:
    x = np.array([[True, False], [True, True]])
    np.testing.assert_array_equal(ops.all(x, axis=0), [True, False])
    np.testing.assert_array_equal(ops.some(x, axis=0, keepdims=True), [[True, True]])

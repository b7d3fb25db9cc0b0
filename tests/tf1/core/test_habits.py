"""Where TensorFlow's slopes and edges differ from nbkit's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nbkit import ops
from nbkit.tf1.core import habits


@pytest.mark.parametrize(
    ("kind", "given", "options", "expected"),
    [
        (habits.Mean, [np.zeros((0, 2), np.float32)], {}, np.nan),
        (habits.Mean, [np.array([-1, -2])], {}, -1),
        (habits.Max, [np.zeros(0, np.float32)], {}, -np.inf),
        (habits.Max, [np.array([[1, 3]])], {"axis": 1}, [3]),
        (habits.ArgMax, [np.array([1.0, np.nan, 2.0])], {}, 2),
        (habits.FloorDiv, [np.array(-7), np.array(2)], {}, -4),
        (habits.FloorMod, [np.array(-7.0), np.array(0.0)], {}, np.nan),
    ],
)
def test_edges(kind: Any, given: Any, options: Any, expected: Any) -> None:
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(kind.forward(*given, **options), expected)


def test_a_whole_number_over_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="Integer division by zero"):
        habits.FloorMod.forward(np.array([1]), np.array([0]))


def test_slopes_of_a_power_beside_differences() -> None:
    a, p, h = np.array([2.0, 3.0]), np.array([1.5, -2.0]), 1e-6
    G = np.array([0.7, -1.3])
    to_a, to_p = habits.Pow.backward(G, a**p, a, p)
    np.testing.assert_allclose(to_a, G * ((a + h) ** p - (a - h) ** p) / (2 * h), rtol=1e-7)
    np.testing.assert_allclose(to_p, G * (a ** (p + h) - a ** (p - h)) / (2 * h), rtol=1e-7)


def test_labels_have_a_slope_in_the_second_version() -> None:
    z, y = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]])
    to_z, to_y = habits.SoftmaxCrossEntropy.backward(np.array([2.0]), None, z, y)
    np.testing.assert_allclose(to_y, -2 * ops.log_softmax(z))
    np.testing.assert_allclose(to_z, 2 * (ops.softmax(z) - y))

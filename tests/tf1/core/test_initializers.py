"""What variables start from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from beside import check, each

import nbkit.tf1 as tf


@pytest.mark.parametrize(
    ("initializer", "expected"),
    [
        (tf.zeros_initializer(), np.zeros((2, 3))),
        (tf.ones_initializer(), np.ones((2, 3))),
        (tf.constant_initializer(7), np.full((2, 3), 7)),
        (tf.constant_initializer([1, 2]), [[1, 2, 2], [2, 2, 2]]),
    ],
)
def test_numbers_that_are_given(initializer: Any, expected: Any) -> None:
    with tf.Graph().as_default():
        np.testing.assert_array_equal(tf.Session().run(initializer([2, 3])), expected)


@pytest.mark.parametrize(
    ("initializer", "deviation"),
    [
        (tf.random_normal_initializer(stddev=0.3, seed=1), 0.3),
        (tf.variance_scaling_initializer(seed=1), 0.88 / np.sqrt(100)),
        (tf.glorot_normal_initializer(seed=1), 0.88 * np.sqrt(2 / 300)),
        (tf.glorot_uniform_initializer(seed=1), np.sqrt(2 / 300)),
        (tf.variance_scaling_initializer(2.0, "fan_out", "uniform", seed=1), np.sqrt(2 / 200)),
    ],
)
def test_spreads(initializer: Any, deviation: float) -> None:
    with tf.Graph().as_default():
        assert tf.Session().run(initializer([100, 200])).std() == pytest.approx(deviation, rel=0.03)


@each("core/initializers")
def test_a_call_gives_what_1_4_0_gave(row: dict[str, Any]) -> None:
    check(row)

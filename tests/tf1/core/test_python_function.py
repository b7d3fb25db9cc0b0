"""A function of Python as an operation."""

from __future__ import annotations

import numpy as np
import pytest

import nbkit.tf1 as tf


def test_it_is_called_once_a_run_also_with_constants() -> None:
    called = []

    def both(a: np.ndarray, b: np.ndarray) -> list[object]:
        called.append(len(called))
        return [a + b, called[-1]]

    x = tf.constant([1.0, 2.0])
    results = tf.py_func(both, [x, x], [tf.float32, tf.int64])
    with tf.Session() as session:
        for number in range(3):
            total, count = session.run(results)
            assert total.tolist() == [2, 4] and total.dtype == np.float32 and count == number
    assert called == [0, 1, 2]


def test_one_result_and_no_gradient() -> None:
    x = tf.placeholder(tf.float32, [2])
    y = tf.py_func(lambda a: a * 2, [x], tf.float32)
    assert tf.gradients(y, x) == [None]
    assert tf.Session().run(y + 1.0, {x: [1, 2]}).tolist() == [3, 5]


def test_a_wrong_number_of_results() -> None:
    y = tf.py_func(lambda: [1.0], [], [tf.float32, tf.float32])
    with pytest.raises(tf.errors.InvalidArgumentError, match="expected 2 values of the function, got 1"):
        tf.Session().run(y)

"""Losses as one number, with weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit.tf1 as tf

Y, P = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.8, 0.4], [0.1, 0.9]])


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (lambda: tf.losses.mean_squared_error(Y, P), np.mean((Y - P) ** 2)),
        (lambda: tf.losses.mean_squared_error(Y, P, weights=2.0), 2 * np.mean((Y - P) ** 2)),
        (lambda: tf.losses.mean_squared_error(Y, P, weights=[[1.0], [0.0]]), np.mean((Y - P)[0] ** 2)),
        (lambda: tf.losses.absolute_difference(Y, P), np.mean(np.abs(Y - P))),
        (lambda: tf.losses.log_loss(Y, P), -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))),
        (lambda: tf.losses.huber_loss(Y, P * 3), 0.71125),
        (lambda: tf.losses.hinge_loss(Y, P), np.mean(np.maximum(0, 1 - (2 * Y - 1) * P))),
    ],
)
def test_values(build: Any, expected: float) -> None:
    with tf.Graph().as_default():
        loss = build()
        found = tf.Session().run(loss)
        assert tf.losses.get_losses() == [loss]
    assert found == pytest.approx(expected, rel=1e-5)


def test_class_numbers_in_a_column() -> None:
    with tf.Graph().as_default():
        a = tf.losses.sparse_softmax_cross_entropy([[0], [1]], P)
        b = tf.losses.softmax_cross_entropy(Y, P)
        c = tf.losses.softmax_cross_entropy(Y, P, label_smoothing=0.1)
        x, y, z = tf.Session().run([a, b, c])
        assert x == pytest.approx(y, rel=1e-6) and z > y

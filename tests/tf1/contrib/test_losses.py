"""The losses of before 1.0 are those of `tf.losses`, with the predictions first."""

from __future__ import annotations

import numpy as np
import pytest

import nbkit.tf1 as tf

Y = np.array([[0.0, 1.0], [1.0, 0.0]], np.float32)
P = np.array([[0.2, 0.7], [0.6, 0.3]], np.float32)


@pytest.mark.parametrize(
    "name",
    ["absolute_difference", "mean_squared_error", "log_loss", "hinge_loss", "sigmoid_cross_entropy"],
)
def test_predictions_come_first(name: str) -> None:
    old = getattr(tf.contrib.losses, name)(P, Y, 0.5)
    new = getattr(tf.losses, name)(Y, P, 0.5)
    assert len(set(tf.Session().run([old, new]))) == 1


def test_classes_by_number() -> None:
    old = tf.contrib.losses.sparse_softmax_cross_entropy(P, [1, 0])
    assert tf.Session().run(old) == tf.Session().run(tf.losses.softmax_cross_entropy(Y, P))
    with pytest.raises(AttributeError, match=r"tf\.contrib\.losses\.nothing"):
        _ = tf.contrib.losses.nothing

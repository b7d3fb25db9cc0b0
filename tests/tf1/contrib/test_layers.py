"""tf.contrib.layers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from beside import check, each

import nbkit.tf1 as tf

layers = tf.contrib.layers


def test_weights_and_biases_have_their_names() -> None:
    with tf.Graph().as_default():
        x = tf.ones([2, 3])
        y = layers.fully_connected(x, 4, scope="a", weights_regularizer=layers.l1_regularizer(1.0))
        z = layers.linear(layers.flatten(tf.ones([2, 2, 2])), 1)
        assert [v.name for v in tf.trainable_variables()][:2] == ["a/weights:0", "a/biases:0"]
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        a, loss, W = session.run([y, tf.losses.get_total_loss(), "a/weights:0"])
        np.testing.assert_allclose(a, np.maximum(np.ones((2, 3)) @ W, 0), rtol=1e-5)
        assert loss == pytest.approx(np.abs(W).sum(), rel=1e-5) and session.run(z).shape == (2, 1)


def test_spreads_and_dropout() -> None:
    with tf.Graph().as_default():
        session = tf.Session()
        assert session.run(layers.variance_scaling_initializer(seed=1)([400, 100])).std() == pytest.approx(
            np.sqrt(2 * 1.3 / 400) * 0.88, rel=0.02
        )
        assert session.run(layers.dropout(tf.ones([9]), 0.5, is_training=False)).tolist() == [1] * 9


@each("contrib/layers")
def test_a_call_gives_what_1_4_0_gave(row: dict[str, Any]) -> None:
    check(row)


def test_a_normalizer_without_a_collection_moves_its_past_with_each_training_step() -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [4, 3])
        y = layers.batch_norm(x, decay=0.5, updates_collections=None, is_training=True)
        loss = tf.reduce_sum(tf.square(y - 1))
        step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        session, X = tf.Session(), np.arange(12).reshape(4, 3)
        session.run(tf.global_variables_initializer())
        (past,) = [v for v in tf.global_variables() if "moving_mean" in v.name]
        before, _ = session.run([loss, step], {x: X})
        np.testing.assert_allclose(session.run(past), X.mean(0) / 2)
        np.testing.assert_allclose(before, 24.0, rtol=1e-3)  # the loss comes from before the step
        session.run(y, {x: X})
        np.testing.assert_allclose(session.run(past), X.mean(0) * 0.75)
        assert not tf.get_collection(tf.GraphKeys.UPDATE_OPS)
